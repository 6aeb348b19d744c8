"""Reading `outage.yaml`: the manual routine of a region, over the product's own where the source is silent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from adapter.model.basis import LANGUAGES
from adapter.model.kinds import KINDS
from adapter.model.outage import NO_ROUTINE, WAYS, WHOSE, Contact, OutageRoutine, Said, Way
from adapter.policy.source import Node

_MEMBERS = ("routine", "long", "contacts", "ways")


@dataclass(frozen=True, slots=True)
class OutagePart:
    """What one layer says."""

    routine: Said | None = None
    long: Said | None = None
    long_hours: float | None = None
    contacts: tuple[Contact, ...] = ()
    ways: tuple[Way, ...] = ()


NO_PART = OutagePart()
"""Of a layer that says nothing of outages."""


def read_outage(root: Node) -> OutagePart:
    """One layer's part; `PackError` at the line of what is unknown."""
    fields = root.closed((), _MEMBERS)
    long = fields["long"].closed((*LANGUAGES, "afterHours", "source")) if "long" in fields else None
    return OutagePart(
        routine=_said(fields["routine"]) if "routine" in fields else None,
        long=_words(long) if long else None,
        long_hours=_number(long["afterHours"]) if long else None,
        contacts=tuple(_contact(node) for node in fields["contacts"].items()) if "contacts" in fields else (),
        ways=tuple(_way(node) for node in fields["ways"].items()) if "ways" in fields else (),
    )


def laid_outage(parts: Iterable[OutagePart]) -> OutageRoutine:
    """The layers as one, the region's own first; its contacts and ways stand before those it builds on."""
    own_first = tuple(parts)
    routine = next((part.routine for part in own_first if part.routine), NO_ROUTINE.routine)
    long = next((part for part in own_first if part.long), NO_PART)
    return OutageRoutine(
        routine=routine,
        long=long.long,
        long_hours=long.long_hours,
        contacts=next((part.contacts for part in own_first if part.contacts), ()),
        ways=tuple(way for part in own_first for way in part.ways),
    )


def _contact(node: Node) -> Contact:
    fields = node.closed(("for", *LANGUAGES, "source"))
    return Contact(fields["for"].one_of(*WHOSE), _words(fields))


def _way(node: Node) -> Way:
    fields = node.closed(("kinds", "by", "content", "afterwards"))
    kinds = fields["kinds"].texts()
    for kind in kinds:
        if kind not in KINDS:
            raise fields["kinds"].fault(f"{kind!r} is no kind of message")
    return Way(
        kinds,
        tuple(item.one_of(*WAYS) for item in fields["by"].items()),
        _said(fields["content"]),
        _said(fields["afterwards"]),
    )


def _said(node: Node) -> Said:
    return _words(node.closed((*LANGUAGES, "source")))


def _words(fields: Mapping[str, Node]) -> Said:
    return Said({language: fields[language].text() for language in LANGUAGES}, fields["source"].texts())


def _number(node: Node) -> float:
    value = node.value
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise node.fault("a number above nought is expected here")
    return float(value)
