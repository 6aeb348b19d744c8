"""Reading `deviations.yaml`: where a region's deviation reports go, over the product's own where the source is silent."""

from collections.abc import Iterable

from adapter.model.basis import LANGUAGES
from adapter.model.deviation import (
    ADDRESSEES,
    CATEGORIES,
    CHANNELS,
    SIDES,
    DeviationRoutine,
    Level,
    Route,
)
from adapter.model.outage import Said
from adapter.policy.source import Node

_WORDS = ("rule", *LANGUAGES, "source")
_ROUTE = ("by", "about", "category", "recurring", "addressees", "channel", "unlessDigital", "alone")


def read_deviations(root: Node) -> DeviationRoutine:
    """One layer's part; `PackError` at the line of what is unknown."""
    fields = root.closed((), ("routes", "levels"))
    return DeviationRoutine(
        tuple(_route(node) for node in fields["routes"].items()) if "routes" in fields else (),
        tuple(_level(node) for node in fields["levels"].items()) if "levels" in fields else (),
    )


def laid_deviations(own_first: Iterable[DeviationRoutine]) -> DeviationRoutine:
    """The layers as one: the region's routes before those it builds on; levels are those of the first that has any."""
    parts = tuple(own_first)
    return DeviationRoutine(
        tuple(route for part in parts for route in part.routes),
        next((part.levels for part in parts if part.levels), ()),
    )


def _route(node: Node) -> Route:
    fields = node.closed(_WORDS, _ROUTE)
    return Route(
        rule=fields["rule"].text(),
        words=_said(node, _ROUTE),
        by=fields["by"].one_of(*SIDES) if "by" in fields else None,
        about=fields["about"].one_of(*SIDES) if "about" in fields else None,
        category=fields["category"].one_of(*CATEGORIES) if "category" in fields else None,
        recurring=fields["recurring"].flag() if "recurring" in fields else False,
        addressees=tuple(item.one_of(*ADDRESSEES) for item in fields["addressees"].items())
        if "addressees" in fields
        else (),
        channel=fields["channel"].one_of(*CHANNELS) if "channel" in fields else None,
        unless_digital=fields["unlessDigital"].flag() if "unlessDigital" in fields else False,
        alone=fields["alone"].flag() if "alone" in fields else False,
    )


def _level(node: Node) -> Level:
    return Level(node.closed(_WORDS)["rule"].text(), _said(node))


def _said(node: Node, optional: tuple[str, ...] = ()) -> Said:
    fields = node.closed(_WORDS, optional)
    return Said({language: fields[language].text() for language in LANGUAGES}, fields["source"].texts())
