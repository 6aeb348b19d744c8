"""Reading the `deadlines` of a `process.yaml`, and laying one layer's over those it builds on."""

from collections.abc import Iterable

from adapter.model.deadline import TELL, WEIGHTS, Deadline, Limit
from adapter.policy.hours import read_cutoff, read_time
from adapter.policy.source import Node

_REQUIRED = ("rule", "what", "owner", "from", "limit", "met", "source")
_OPTIONAL = ("part", "when", "unless", "weight", "tell", "finding")
_LIMIT = ("hours", "days", "weekdays", "years", "until", "rounds", "open")


def read_deadlines(node: Node, reading: str | None = None) -> tuple[Deadline, ...]:
    """The entries of one layer or one other reading; `PackError` at the line of what is not in order."""
    found = tuple(_deadline(item, reading) for item in node.items())
    seen: set[str] = set()
    for deadline, item in zip(found, node.items(), strict=True):
        if deadline.key in seen:
            raise item.fault(f"{deadline.key} stands twice: give each of its entries a part")
        seen.add(deadline.key)
    return found


def overlaid(below: Iterable[Deadline], above: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """One layer's entries over those below.

    What a layer says is due replaces what the layers below say of the same (`what`): a duty is one row, under the
    region's own rule. Another reading replaces the entries of its rule.
    """
    new = tuple(above)
    whats = {deadline.what for deadline in new if deadline.reading is None}
    rules = {deadline.rule for deadline in new if deadline.reading is not None}
    kept = (one for one in below if one.what not in whats and one.rule not in rules)
    return (*kept, *new)


def _deadline(node: Node, reading: str | None) -> Deadline:
    fields = node.closed(_REQUIRED, _OPTIONAL)
    return Deadline(
        rule=fields["rule"].text(),
        part=fields["part"].text() if "part" in fields else None,
        what=fields["what"].text(),
        owner=fields["owner"].text(),
        start=fields["from"].text(),
        limit=_limit(fields["limit"]),
        met=fields["met"].text(),
        when=fields["when"].texts() if "when" in fields else (),
        unless=fields["unless"].texts() if "unless" in fields else (),
        weight=fields["weight"].one_of(*WEIGHTS) if "weight" in fields else WEIGHTS[0],
        tell=_tell(fields.get("tell"), fields.get("weight")),
        source=fields["source"].text(),
        reading=reading,
        finding=fields["finding"].text() if "finding" in fields else None,
        layer=node.file.partition("/")[0],
        file=node.file,
        line=node.line,
    )


def _tell(node: Node | None, weight: Node | None) -> tuple[str, ...]:
    """Who hears of it when it is overdue: of a limit whoever owes it, of a goal or a reminder nobody unless said."""
    if node is not None:
        return tuple(item.one_of(*TELL) for item in node.items())
    return TELL[:1] if weight is None or weight.value == WEIGHTS[0] else ()


def _limit(node: Node) -> Limit:
    fields = node.closed((), (*_LIMIT, "at", "cutoff", "cap"))
    if len([name for name in _LIMIT if name in fields]) != 1:
        raise node.fault(f"one of these is expected: {', '.join(_LIMIT)}")
    return Limit(
        hours=_number(fields["hours"]) if "hours" in fields else None,
        days=_whole(fields["days"]) if "days" in fields else None,
        weekdays=_whole(fields["weekdays"]) if "weekdays" in fields else None,
        years=_whole(fields["years"]) if "years" in fields else None,
        until=fields["until"].text() if "until" in fields else None,
        at=read_time(fields["at"]) if "at" in fields else None,
        cutoff=read_cutoff(fields["cutoff"]) if "cutoff" in fields else None,
        cap=fields["cap"].text() if "cap" in fields else None,
        rounds=tuple(read_time(item) for item in fields["rounds"].items()) if "rounds" in fields else (),
        open=fields["open"].flag() if "open" in fields else False,
    )


def _whole(node: Node) -> int:
    if isinstance(node.value, bool) or not isinstance(node.value, int):
        raise node.fault("a whole number is expected here")
    return node.value


def _number(node: Node) -> float:
    if isinstance(node.value, bool) or not isinstance(node.value, int | float):
        raise node.fault("a number is expected here")
    return float(node.value)
