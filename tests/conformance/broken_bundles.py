"""The self-test: good Bundles with one fault each, and the finding that must come of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conformance.judge import Issue

HERE = Path(__file__).resolve().parent
GOOD = HERE / "good"


@dataclass(frozen=True, slots=True)
class Broken:
    """A case of `broken/`: the file with the fault in it, and what must be said of it."""

    name: str
    because: str
    file: Path
    wanted: dict[str, str]

    def caught(self, issues: Sequence[Issue]) -> bool:
        """Whether an error is the one this fault deserves; another error would prove nothing."""
        return any(
            issue.fails
            and issue.id.endswith(self.wanted["id"])
            and self.wanted.get("at", "") in issue.at
            and self.wanted.get("text", "") in issue.text
            for issue in issues
        )


def cases(folder: Path) -> tuple[Broken, ...]:
    """Every case, its Bundle written to the folder."""
    made = []
    for source in sorted((HERE / "broken").glob("*.json")):
        case = json.loads(source.read_text())
        bundle = json.loads((GOOD / case["of"]).read_text())
        for step in case["patch"]:
            _patch(bundle, step)
        file = folder.resolve() / source.name
        file.write_text(json.dumps(bundle, ensure_ascii=False))
        made.append(Broken(source.stem, case["because"], file, case["wanted"]))
    return tuple(made)


def _patch(document: Any, step: dict[str, Any]) -> None:
    """One step of a JSON Patch (RFC 6902: add, replace, remove), in place; a path that leads nowhere raises."""
    *way, last = step["path"].removeprefix("/").split("/")
    target = document
    for name in way:
        target = target[int(name)] if isinstance(target, list) else target[name]
    if isinstance(target, list):
        at = len(target) if last == "-" else int(last)
        end = at if step["op"] == "add" else at + 1
        target[at:end] = [] if step["op"] == "remove" else [step["value"]]
        return
    if step["op"] != "add":
        del target[last]
    if step["op"] != "remove":
        target[last] = step["value"]
