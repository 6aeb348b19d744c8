"""What a case expects of payment liability: one stay judged, or the months of many; and whether every rule has its cases."""

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from adapter.intake.scenario import Scenario
from adapter.model.liability import Terms
from adapter.pipeline.liability import of_scenario
from adapter.policy.loader import Packs

MEMBER = "liability"
_RULES = "rules"
"""The rules, other than preconditions, that a worked example is of."""
_LISTS = frozenset({"preconditions", "months", "settlement", "waiting", "alerts"})
"""Lists of which a case names the rows that it looks at, each with the members that it looks at."""
Row = Mapping[str, object]


def differences(scenario: Scenario, expect: Mapping[str, object], packs: Packs) -> Iterator[str]:
    """How the scenario, judged, differs from what is expected of it."""
    wanted = cast("Mapping[str, object] | None", expect.get(MEMBER))
    if wanted is None:
        return
    found = of_scenario(scenario, packs).to_json()
    for name, value in wanted.items():
        if name == _RULES:
            continue
        rows = found.get(name)
        if name in _LISTS and isinstance(rows, list):
            yield from _missing(name, cast("list[Row]", value), rows)
        elif name not in found:
            yield f"there is no {name} to look at"
        elif found[name] != value:
            yield f"{name} is {found[name]}, not {value}"


def _missing(name: str, wanted: Iterable[Row], rows: list[Row]) -> Iterator[str]:
    for one in wanted:
        if not any(all(row.get(key) == value for key, value in one.items()) for row in rows):
            yield f"no row of {name} is {dict(one)}; there are {rows or 'none'}"


def covered(expect: Mapping[str, object]) -> Iterator[tuple[str, bool | None]]:
    """Every rule that a case is of, with whether it is met where it is a precondition."""
    wanted = cast("Mapping[str, object]", expect.get(MEMBER, {}))
    for row in cast("list[Row]", wanted.get("preconditions", [])):
        yield str(row["rule"]), cast("bool", row["met"])
    for rule in cast("list[str]", wanted.get(_RULES, [])):
        yield rule, None


def uncovered(packs: Packs, expected: Iterable[tuple[str, bool | None]]) -> Iterator[tuple[str, str]]:
    """Rules without a worked example, and preconditions without a case in which they are met, or not."""
    every = frozenset(expected)
    for name, layer in sorted(packs.layers.items()):
        if layer.liability is not None:
            yield from ((f"{name}/liability.yaml", text) for text in _lacking(layer.liability, every))


def _lacking(terms: Terms, every: frozenset[tuple[str, bool | None]]) -> Iterator[str]:
    demands = {one.rule: one.check for one in terms.preconditions}
    for rule in terms.rules:
        # A placement is a ground of its own: where there is none, the residence decides.
        sides = (None,) if rule not in demands else (True,) if demands[rule] == "placing" else (True, False)
        for side in sides:
            if (rule, side) not in every:
                words = {
                    None: "no worked example",
                    True: "no case in which it is met",
                    False: "no case in which it is not",
                }
                yield f"{rule}: {words[side]}"
