"""A person's course so far: everything that deadlines and payment liability are counted from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from adapter.model.directory import Unit
from adapter.model.history import Episode, Event, History, Plan
from adapter.model.person import RegisterAnswer, Silent
from adapter.model.sip import Sip


@dataclass(frozen=True, slots=True)
class Course:
    """`at` is the instant to count at; `episodes` are the person's stays, the newest last.

    `units` has every unit that the history names and the directory knows; `facts` is what no message carries.
    """

    at: datetime
    region: str
    history: History = field(default_factory=History)
    episodes: tuple[Episode, ...] = ()
    sips: tuple[Sip, ...] = ()
    plans: tuple[Plan, ...] = ()
    units: Mapping[str, Unit] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    person: RegisterAnswer = field(default_factory=Silent)
    events: tuple[Event, ...] = field(init=False, repr=False, compare=False)
    """The messages that count, oldest first."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "events", self.history.standing)  # asked for by every deadline

    def of_stay(self, episode: Episode) -> tuple[Event, ...]:
        """Those of one stay."""
        return tuple(event for event in self.events if event.episode == episode.id)

    def role(self, unit: str | None) -> str | None:
        """A unit's role; None where the directory lacks it."""
        known = self.units.get(unit) if unit else None
        return known.role if known else None
