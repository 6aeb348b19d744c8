"""Reading a pack's `indicators.yaml`: which indicators are followed up, over those of the layers it builds on (NB-IND-01)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from adapter.model.figures import COUNT, INDICATORS
from adapter.model.indicator import DUE, GOALS, SOURCES, Followed
from adapter.policy.source import Node

_MEMBERS = ("what", "rules", "sources", "passage", "goal")


@dataclass(frozen=True, slots=True)
class IndicatorPart:
    """One layer's word: what it says of each indicator it names, and which of those below it leaves out."""

    indicators: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    omit: tuple[str, ...] = ()


NO_INDICATORS = IndicatorPart()


def read_indicators(root: Node, layer: str) -> IndicatorPart:
    """One layer's part; `PackError` at the line of what is not in order."""
    fields = root.closed((), ("indicators", "omit"))
    entries = fields["indicators"].items() if "indicators" in fields else ()
    found: dict[str, Mapping[str, object]] = {}
    for entry in entries:
        code = entry.closed(("code",), _MEMBERS)["code"].one_of(*INDICATORS)
        if code in found:
            raise entry.fault(f"{code} stands twice")
        found[code] = {**_entry(entry, code), "layer": layer}
    omit = fields["omit"].items() if "omit" in fields else ()
    return IndicatorPart(found, tuple(one.one_of(*INDICATORS) for one in omit))


def laid_indicators(parts: Iterable[IndicatorPart]) -> tuple[Followed, ...]:
    """The layers as one, the lowest first, in the order of the table of indicators."""
    found: dict[str, Followed] = {}
    for part in parts:
        for code in part.omit:
            found.pop(code, None)
        for code, changes in part.indicators.items():
            found[code] = replace(found.get(code, Followed(code)), **changes)  # type: ignore[arg-type]
    return tuple(found[code] for code in INDICATORS if code in found)


def _entry(entry: Node, code: str) -> dict[str, object]:
    fields = entry.fields()
    made: dict[str, object] = {}
    if "what" in fields:
        if code not in DUE:
            raise fields["what"].fault(f"{code} counts nothing that is due")
        made["what"] = fields["what"].texts()
    if "rules" in fields:
        made["rules"] = fields["rules"].texts()
    if "sources" in fields:
        made["sources"] = tuple(one.one_of(*SOURCES) for one in fields["sources"].items())
        if not made["sources"]:
            raise fields["sources"].fault("a source at least")
    if "passage" in fields:
        made["passage"] = fields["passage"].text()
    return made | (_goal(fields["goal"], code) if "goal" in fields else {})


def _goal(node: Node, code: str) -> dict[str, object]:
    fields = node.closed(("is", "rules"), ("baseline",))
    goal = fields["is"].one_of(*GOALS)
    if INDICATORS[code].form == COUNT:
        raise node.fault("a count has no goal: it grows with the number of people")
    if ("baseline" in fields) != (goal != "all"):
        raise node.fault("a goal that compares names the fact that holds the `baseline`, any other none")
    return {
        "goal": goal,
        "goal_rules": fields["rules"].texts(),
        "baseline": fields["baseline"].text() if "baseline" in fields else None,
    }
