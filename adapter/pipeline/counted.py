"""What a case expects of the clock: rows of deadlines, the colour or the flow, the state."""

from collections.abc import Iterator, Mapping
from typing import cast

from adapter.deadlines.reckon import rows, unknown
from adapter.intake.scenario import Scenario
from adapter.pipeline import course as courses
from adapter.policy.loader import Packs

MEMBERS = ("deadlines", "track", "flow", "state")
_MET = frozenset({"met", "open", "not-applicable"})


def differences(scenario: Scenario, expect: Mapping[str, object], packs: Packs) -> Iterator[str]:
    """How the scenario, counted, differs from what is expected of it."""
    if not any(name in expect for name in MEMBERS):
        return
    course, pack = courses.of_scenario(scenario, packs)
    found = courses.told(course, rows(course, pack.process), pack.process)
    for name in MEMBERS[1:]:
        if name in expect and found.get(name) != expect[name]:
            yield f"{name} is {found.get(name)}, not {expect[name]}"
    given = cast("list[Mapping[str, object]]", found["deadlines"])
    for wanted in cast("list[Mapping[str, object]]", expect.get("deadlines", [])):
        if wanted.get("state") == "none":
            if any(row["rule"] == wanted["rule"] for row in given):
                yield f"there is a row of {wanted['rule']}"
        elif not any(all(row.get(name) == value for name, value in wanted.items()) for row in given):
            own = [row for row in given if row["rule"] == wanted["rule"]]
            yield f"no row is {dict(wanted)}; of that rule there are {own or 'none'}"


def covered(expect: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Rule and state of every row that a case expects."""
    for row in cast("list[Mapping[str, object]]", expect.get("deadlines", [])):
        yield str(row["rule"]), str(row.get("state"))


def uncovered(packs: Packs, expected: Mapping[tuple[str, str], int]) -> Iterator[tuple[str, str]]:
    """Entries with a name that the vocabulary lacks, or without a case of either kind: kept, and just not."""
    parts = (
        part for layer in packs.layers.values() for part in (layer.process, *layer.process.readings.values())
    )
    entries = {(one.key, one.file, one.line): one for part in parts for one in part.deadlines}
    for (key, file, line), deadline in sorted(entries.items()):
        where = f"{file}:{line} ({key})"
        yield from ((where, text) for text in unknown(deadline))
        states = {state for rule, state in expected if rule == deadline.rule}
        if not states & _MET:
            yield where, "no case in which the deadline is kept or still open"
        if "overdue" not in states and not deadline.limit.open:
            yield where, "no case in which it is overdue"
