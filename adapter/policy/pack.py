"""A rule, and a pack of rules as it is in force for one region: produkt, sverige and the region together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from adapter.model.basis import Document
from adapter.model.deviation import NO_DEVIATIONS, DeviationRoutine
from adapter.model.indicator import Followed
from adapter.model.liability import Agreement
from adapter.model.outage import NO_ROUTINE, OutageRoutine
from adapter.model.process import Process
from adapter.model.verdict import PackRef
from adapter.policy.conditions import ALWAYS, Condition
from adapter.policy.view import Fact

PHASES = ("admission", "disclosure")
EFFECTS = ("permit", "reduce", "hold", "refuse", "warn")
HANDLINGS = ("telefon", "manuell")
READINGS = ("default", "other")
"""Where a source can be read in two ways: the catalogue's default, and the other one."""
ACT = "sverige"
"""The Act's own pack, which alone holds where a region's is not in force."""
PRODUCT = "produkt"
"""The layer that no region may loosen; only its rules may be the identity guard."""
_AREAS = {"PERMIT": "CONS", "DENY": "CONS", "FORM": "MSG", "KIND": "MSG"}
"""Where the product's own subjects lie among the areas of the catalogue."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days on which something is in force, both included; None is open."""

    start: date | None = None
    end: date | None = None

    def include(self, day: date) -> bool:
        """Whether a day is among them."""
        return self.from_its_start(day) and (self.end is None or day <= self.end)

    def from_its_start(self, day: date) -> bool:
        """Whether they have begun by a day."""
        return self.start is None or self.start <= day


@dataclass(frozen=True, slots=True)
class Prolonged:
    """That a pack goes on beyond its days: until when, and who decided so."""

    until: date
    by: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a pack file. `kinds` and `actions` None mean all; `disclose` None means everything.

    `text` and `remedy` are words by language (`sv`, `en`); `source` names the passages it rests on.
    """

    id: str
    title: str
    phase: str
    effect: str
    part: str | None = None
    kinds: frozenset[str] | None = None
    actions: frozenset[str] | None = None
    when: Condition = ALWAYS
    disclose: frozenset[str] | None = None
    handling: str | None = None
    guard: bool = False
    text: Mapping[str, str] = field(default_factory=dict)
    remedy: Mapping[str, str] = field(default_factory=dict)
    in_force: Days = Days()
    source: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    """What `source` names, with the titles that its pack's `sources` give."""
    choice: Mapping[str, object] | None = None
    reading: str | None = None
    """The reading of `id` to which alone it belongs; None where it is in force under both."""
    layer: str = PRODUCT
    file: str = ""
    line: int = 0

    @property
    def key(self) -> str:
        """Unique within the packs: the catalogue id, with the part where an id needs several rules."""
        return f"{self.id}/{self.part}" if self.part else self.id

    @property
    def area(self) -> str:
        """The catalogue's area that it is about: the middle of its id, and where the product keeps what has no area."""
        middle = self.id.split("-")[1] if "-" in self.id else ""
        return _AREAS.get(middle, middle)

    @property
    def identity(self) -> bool:
        """Whether it speaks of who the person is: the guard, and a region's own IDENT rules."""
        return self.guard or "-IDENT-" in self.id

    def concerns(self, kind: str, action: str) -> bool:
        """Whether a message of this kind and action can fall under it."""
        return (self.kinds is None or kind in self.kinds) and (self.actions is None or action in self.actions)


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything in force for a region. `layers` are the packs it is made of, its own first.

    `index` has the rules by (kind, action), the region's own before those it builds on. `readings` says for every
    id that can be read in two ways which reading is in force; `aside` are the rules of the readings that are not.
    `silent` has by catalogue area what the region's source says nothing of; `liability` what it and the Act say of
    payment liability. `beside` are the packs of every region
    that were loaded with it: those of a recipient in another one have a say too.
    """

    ref: PackRef
    layers: tuple[str, ...]
    rules: tuple[Rule, ...]
    process: Process
    in_force: Days = Days()
    outage: OutageRoutine = NO_ROUTINE
    deviations: DeviationRoutine = NO_DEVIATIONS
    prolonged: Prolonged | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    owner: str = ""
    settings: Mapping[str, object] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    index: Mapping[tuple[str, str], tuple[Rule, ...]] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)
    aside: tuple[Rule, ...] = ()
    silent: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    liability: Agreement | None = None
    indicators: tuple[Followed, ...] = ()
    """What is followed up of a month (NB-IND-01)."""
    beside: Mapping[str, "Pack"] = field(default_factory=dict, compare=False, repr=False)

    def is_in_force(self, day: date) -> bool:
        """Whether it is in force on a day, or prolonged over it."""
        return self.in_force.include(day) or (
            self.prolonged is not None and self.in_force.from_its_start(day) and day <= self.prolonged.until
        )

    def concerning(self, kind: str, action: str) -> tuple[Rule, ...]:
        """The rules that a message of this kind and action can fall under."""
        return self.index.get((kind, action), ())


def indexed(
    rules: tuple[Rule, ...], pairs: tuple[tuple[str, str], ...]
) -> dict[tuple[str, str], tuple[Rule, ...]]:
    """The rules by (kind, action), in their order."""
    return {pair: tuple(rule for rule in rules if rule.concerns(*pair)) for pair in pairs}
