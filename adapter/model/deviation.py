"""Where a deviation report goes: by whom, about whom and of what it is, to which function and by which channel."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapter.model.basis import spoken
from adapter.model.outage import Said

Json = dict[str, object]
SIDES = ("region", "kommun")
CATEGORIES = ("rutin", "it-funktion", "informationsoverforing")
ADDRESSEES = ("verksamhetschef", "utsedd-funktion", "mas", "systemforvaltare", "partssammansatt-grupp")
CHANNELS = ("e-tjanst", "papper", "digital")


@dataclass(frozen=True, slots=True)
class Case:
    """What a route is chosen by: the sides of who reports and of whom it is about (None: unknown), and of what it is.

    `digital`: the municipality that it is about has announced that it takes reports digitally.
    """

    by: str | None
    about: str | None
    category: str | None = None
    recurring: bool = False
    digital: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """One way. `by`, `about` and `category` None: any; `addressees` and `channel` empty where the routine names none.

    `unless_digital`: on paper unless the municipality has announced otherwise (VB-DEV-07). `alone`: no other way is
    added to it (VB-DEV-09: directly).
    """

    rule: str
    words: Said
    by: str | None = None
    about: str | None = None
    category: str | None = None
    recurring: bool = False
    addressees: tuple[str, ...] = ()
    channel: str | None = None
    unless_digital: bool = False
    alone: bool = False

    def suits(self, case: Case) -> bool:
        """Whether a report goes this way."""
        return (
            self.by in {None, case.by}
            and self.about in {None, case.about}
            and self.category in {None, case.category}
            and (case.recurring or not self.recurring)
        )

    def channel_of(self, case: Case) -> str | None:
        """By which channel, for this report."""
        return "digital" if self.unless_digital and case.digital else self.channel


@dataclass(frozen=True, slots=True)
class Level:
    """A step of escalation, the first one first."""

    rule: str
    words: Said


@dataclass(frozen=True, slots=True)
class DeviationRoutine:
    """A region's routes, its own before those of the layers it builds on, and its levels of escalation."""

    routes: tuple[Route, ...] = ()
    levels: tuple[Level, ...] = ()

    def suiting(self, case: Case) -> tuple[Route, ...]:
        """Every route that a report takes, the one that decides first: what it is of may say to whom, who reports how.

        The product's own counts only where the region says nothing.
        """
        found = [route for route in self.routes if route.suits(case)]
        if found and found[0].alone:
            return (found[0],)
        own = [route for route in found if not route.rule.startswith("PRODUKT")]
        return tuple(own or found)

    def told(self, case: Case) -> Json | None:
        """Where a report goes, as a receipt and a draft say it, with both languages."""
        routes = self.suiting(case)
        if not routes:
            return None
        return {
            "rule": routes[0].rule,
            "addressee": list(next((route.addressees for route in routes if route.addressees), ())),
            "channel": next(filter(None, (route.channel_of(case) for route in routes)), None),
            "ways": [{"rule": route.rule, **route.words.to_json()} for route in routes],
            "levels": [{"rule": level.rule, **level.words.to_json()} for level in self.levels],
        }


def in_language(told: Json | None, language: str) -> Json | None:
    """A route in one language."""
    if told is None:
        return None
    return {name: _spoken(value, language) for name, value in told.items()}


def _spoken(value: object, language: str) -> object:
    if not isinstance(value, list):
        return value
    return [spoken(one, language) if isinstance(one, Mapping) else one for one in value]


NO_DEVIATIONS = DeviationRoutine()
"""Of a layer that says nothing of deviation reports."""
