"""What `svu-adapter deadlines` prints of a scenario, easy to ask: rows by rule and owner, written `state due metAt`."""

import contextlib
import io
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from adapter.cli.main import run
from tests.contract.builder import PERSON, Json, kept, mid


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


@dataclass(frozen=True, kw_only=True)
class Place:
    """A region in the contract's own members: its units by role, and one stay."""

    region: str
    municipality: str
    units: Mapping[str, str]
    admitted: str
    stay: str = "vtf-1"

    def told(
        self,
        kind: str,
        at: str,
        sender: str,
        to: Sequence[str],
        number: int,
        action: str = "new",
        **more: Any,
    ) -> Json:
        """A message received at an instant; `stay=False` outside the stay, `about` the message it relates to."""
        inside = more.pop("stay", True)
        about = more.pop("about", None)
        outage = more.pop("outage", None)
        plain: Json = {
            "messageId": mid(number),
            "kind": kind,
            "action": action,
            "region": self.region,
            "sentAt": at,
            "sender": {"unit": sender},
            "recipients": [unit for unit in to if unit != sender],
            "patient": {"type": "personnummer", "value": PERSON},
            "episode": {"id": self.stay, "admittedAt": self.admitted} if inside is True else None,
            "relatesTo": mid(about) if about else None,
            "outage": {"reason": "Driftstopp", "originalAt": outage} if outage else None,
            "content": more,
        }
        return kept(plain)

    def scene(self, at: str, *history: Json, **more: Any) -> Json:
        """The scenario of that history, asked about at an instant."""
        directory = [
            kept(
                {
                    "unit": unit,
                    "role": role,
                    "name": unit[-4:],
                    "organisation": "kommun" if role.startswith("kommun") else "region",
                    "municipality": self.municipality if role.startswith("kommun") else None,
                }
            )
            for unit, role in self.units.items()
        ]
        person = {
            "identifier": PERSON,
            "registerHit": True,
            "protection": "none",
            "municipality": self.municipality,
        }
        plain = {"region": self.region, "at": at, "directory": directory, "person": person}
        return plain | {"history": list(history)} | more
