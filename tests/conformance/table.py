"""The generated parts of `docs/conformance.md`: profile × example × validator, and interaction × test.

`make conformance` fails when the first is not what it found, `tests/test_fhir_marks.py` when the second is not what the
tests say; `python -m tests.conformance.run --write-table` and `python -m tests.conformance.table` write them anew.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from adapter.r4.interactions import TABLE
from tests.checkout import ROOT
from tests.conformance.elements import Definition
from tests.conformance.judge import Report
from tests.conformance.mutation import Tried
from tests.fhir_marks import Interaction, collected

PAGE = ROOT / "docs" / "conformance.md"
PROFILES, INTERACTIONS = "profiles", "interactions"
_SHOWN = 2


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
    """A row per type and interaction, with the tests that try it."""
    found = collected()
    lines = ["| type | interaction | parameter | tests |", "|---|---|---|---|"]
    for type_, interaction, parameter in wanted():
        tests = found.get((type_, interaction, parameter), ())
        told = "<br>".join(f"`{test.rpartition('/')[2]}`" for test in tests[:_SHOWN])
        more = f" and {len(tests) - _SHOWN} more" if len(tests) > _SHOWN else ""
        lines.append(f"| {type_} | {interaction} | {parameter} | {told}{more} |")
    return "\n".join(lines)


def wanted() -> Iterator[Interaction]:
    """What the table of interactions says that the server does: of a search each parameter."""
    for type_, served in TABLE.items():
        for interaction in served.interactions:
            if interaction == "search-type":
                yield from ((type_, interaction.value, name) for name in served.searched)
            else:
                yield type_, interaction.value, ""


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
