"""What `svu-adapter deadlines` prints of a scenario, easy to ask: rows by rule and owner, written `state due metAt`."""

import contextlib
import io
import json
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from adapter.cli.main import run
from tests.contract.builder import Json


class Clock:
    """The printed rows, with the track and the state."""

    def __init__(self, printed: Json) -> None:
        self.printed = printed
        self.all: list[Json] = printed["deadlines"]

    def rows(self, rule: str, owner: str | None = None, **members: Any) -> list[Json]:
        """The rows of a rule, of one owner where one is named, with those members."""
        return [
            row
            for row in self.all
            if row["rule"] == rule
            and owner in (None, row["owner"])
            and all(row.get(name) == value for name, value in members.items())
        ]

    def row(self, rule: str, owner: str | None = None, **members: Any) -> Json:
        """The only such row."""
        found = self.rows(rule, owner, **members)
        assert len(found) == 1, self.told()
        return found[0]

    def state(self, rule: str, owner: str | None = None, **members: Any) -> str:
        """How the only such row stands."""
        return str(self.row(rule, owner, **members)["state"])

    def due(self, rule: str, owner: str | None = None, **members: Any) -> datetime:
        """When the only such row is due."""
        return datetime.fromisoformat(self.row(rule, owner, **members)["due"])

    def told(self) -> str:
        """For a failing assertion."""
        return "\n".join(
            f"{row['rule']} {row['what']} {row['owner']} {row['starts']} -> {row['due']} {row['state']} {row['metAt']}"
            for row in self.all
        )


def ask(scenario: Json, code: int = 0) -> Clock:
    """Run the command on the scenario, which must end with that exit code."""
    out = io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scenario.json"
        file.write_text(json.dumps(scenario), encoding="utf-8")
        with contextlib.redirect_stdout(out):
            assert run(["deadlines", str(file)]) == code, out.getvalue()
    return Clock(json.loads(out.getvalue()))
