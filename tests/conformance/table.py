"""The generated parts of `docs/conformance.md`: profile × example × validator, and interaction × test.

`make conformance` fails when the first is not what it found, `tests/test_fhir_marks.py` when the second is not what the
tests say; `python -m tests.conformance.run --write-table` and `python -m tests.conformance.table` write them anew.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from adapter.web import capability
from tests.checkout import ROOT
from tests.conformance.elements import Definition
from tests.conformance.judge import Report
from tests.conformance.mutation import Tried
from tests.fhir_marks import Interaction, collected

PAGE = ROOT / "docs" / "conformance.md"
PROFILES, INTERACTIONS = "profiles", "interactions"
_SHOWN = 2
_ANY_TIME = datetime(2026, 3, 3, tzinfo=UTC)


def of_profiles(
    definitions: Sequence[Definition],
    examples: Mapping[Path, Any],
    report: Report,
    tried: Sequence[tuple[Tried, bool]],
) -> str:
    """A row per profile and extension: examples, what the validator said, and the mutation test."""
    lines = ["| profile | on | examples | validator | broken | rejected | let through, explained |"]
    lines.append("|---|---|---|---|--:|--:|--:|")
    for definition in sorted(definitions, key=lambda one: (one.type == "Extension", one.name)):
        shown = [file for file, document in examples.items() if definition.url in set(_named(document))]
        own = [caught for one, caught in tried if one.constraint.profile == definition.name]
        cells = (
            f"`{definition.name}`",
            definition.type,
            _names(shown),
            _verdict(shown, report),
            str(len(own)),
            str(sum(own)),
            str(len(own) - sum(own)),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def of_interactions() -> str:
    """A row per type and interaction, with the tests that try it; search parameters tried by the same tests share one."""
    found = collected()
    rows: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    for type_, interaction, parameter in wanted():
        tests = found.get((type_, interaction, parameter), ())
        rows.setdefault((type_, interaction, tests), []).append(f"`{parameter}`" if parameter else "")
    lines = ["| type | interaction | parameters | tests |", "|---|---|---|---|"]
    for (type_, interaction, tests), parameters in rows.items():
        told = "<br>".join(f"`{test.rpartition('/')[2]}`" for test in tests[:_SHOWN]) or "**none**"
        more = f"<br>and {len(tests) - _SHOWN} more" if len(tests) > _SHOWN else ""
        lines.append(
            f"| {type_ or '(the server)'} | {interaction} | {', '.join(parameters)} | {told}{more} |"
        )
    return "\n".join(lines)


def wanted() -> Iterator[Interaction]:
    """What the server says that it does, in its CapabilityStatement: of a search each parameter."""
    (rest,) = cast(
        "list[dict[str, Any]]", capability.statement("https://adapter.example/fhir", _ANY_TIME)["rest"]
    )
    for served in ({"type": "", **rest}, *rest["resource"]):
        for interaction in (one["code"] for one in served.get("interaction", ())):
            parameters = served.get("searchParam", ()) if interaction == "search-type" else ({"name": ""},)
            yield from ((served["type"], interaction, one["name"]) for one in parameters)
        yield from ((served["type"], f"${one['name']}", "") for one in served.get("operation", ()))


def put(part: str, text: str) -> bool:
    """Writes a part of the page; returns whether it was another one."""
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(_begin(part), 1)
    old, after = rest.split(_END, 1)
    PAGE.write_text(f"{before}{_begin(part)}\n{text}\n{_END}{after}", encoding="utf-8")
    return old.strip() != text.strip()


def stale(part: str, text: str) -> bool:
    """Whether the page has something else there."""
    rest = PAGE.read_text(encoding="utf-8").split(_begin(part), 1)[1]
    return rest.split(_END, 1)[0].strip() != text.strip()


_END = "<!-- end of generated -->"


def _begin(part: str) -> str:
    return f"<!-- generated: {part} -->"


def _named(node: Any) -> Iterator[str]:
    """The profiles that a document and what stands in it claim, and the extensions in it."""
    if isinstance(node, dict):
        yield from node.get("meta", {}).get("profile", ()) if isinstance(node.get("meta"), dict) else ()
        for name in ("extension", "modifierExtension"):
            yield from (str(one.get("url")) for one in node.get(name, ()) if isinstance(one, dict))
        for value in node.values():
            yield from _named(value)
    elif isinstance(node, list):
        for value in node:
            yield from _named(value)


def _names(files: Sequence[Path]) -> str:
    told = ", ".join(f"`{file.stem}`" for file in files[:_SHOWN])
    return f"{told} and {len(files) - _SHOWN} more" if len(files) > _SHOWN else told or "none"


def _verdict(files: Sequence[Path], report: Report) -> str:
    if not files:
        return "no example"
    issues = [issue for file in files for issue in report.issues[file]]
    if failing := sum(issue.fails for issue in issues):
        return f"**{failing} errors**"
    warnings = Counter(issue.id for issue in issues if issue.severity == "warning")
    return f"ok, {sum(warnings.values())} warnings" if warnings else "ok"


def documents(files: Sequence[Path]) -> dict[Path, Any]:
    """Every file with what is in it."""
    return {file: json.loads(file.read_text(encoding="utf-8")) for file in files}


if __name__ == "__main__":
    put(INTERACTIONS, of_interactions())
