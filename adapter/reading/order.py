"""In which order what is found stands, and where a page ends: by dates as asked, else what changed last first."""

from collections.abc import Iterable

from adapter.r4.interactions import COMMON, Parameter
from adapter.reading.matching import ranges
from adapter.reading.resources import Shown

Key = tuple[float | str, ...]
"""Where one stands in an order; keys of one order can be compared, and written as JSON."""

_UPDATED = next(one for one in COMMON if one.name == "_lastUpdated")
_NEWEST = ((_UPDATED, True),)
Order = tuple[tuple[Parameter, bool], ...]


def ordered(found: Iterable[Shown], order: Order) -> list[Shown]:
    """In this order (`_NEWEST` where it is empty); whatever lacks the date stands last."""
    return sorted(found, key=lambda one: key(one, order))


def key(shown: Shown, order: Order) -> Key:
    """Its place; of several dates the one that counts is the first (the last, when the order falls)."""
    parts: list[float | str] = []
    for parameter, falls in order or _NEWEST:
        times = [one.start.timestamp() for one in ranges(shown.newest.resource, parameter)]
        parts += [0.0, -max(times) if falls else min(times)] if times else [1.0, 0.0]
    return (*parts, shown.reference)


def after(found: Iterable[Shown], place: Key | None, order: Order) -> list[Shown]:
    """Those behind a place, in this order."""
    return [one for one in ordered(found, order) if place is None or key(one, order) > place]
