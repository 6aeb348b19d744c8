"""Everything a decision rests on, gathered beforehand: deciding asks nobody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from adapter.model.directory import Unit
from adapter.model.history import Episode, History, Plan
from adapter.model.person import RegisterAnswer, Silent
from adapter.model.sip import Sip


@dataclass(frozen=True, slots=True)
class Facts:
    """`at` is the instant to decide at (the server's receipt); `sender` and `units` come from the directory.

    `units` has every recipient and every unit the content names; a missing key is a unit the directory lacks.
    `episode` is the message's stay folded from `history`; `guardians` the register's answers about guardians.
    `plans` are the person's coordinated care plans and coordination cases, the newest last; `sips` their
    coordinated individual plans. `settings` is what no message carries (`facts` of a scenario, settings of the service).
    """

    at: datetime
    person: RegisterAnswer = field(default_factory=Silent)
    guardians: tuple[RegisterAnswer, ...] = ()
    sender: Unit | None = None
    units: Mapping[str, Unit] = field(default_factory=dict)
    history: History = field(default_factory=History)
    episode: Episode | None = None
    plans: tuple[Plan, ...] = ()
    sips: tuple[Sip, ...] = ()
    settings: Mapping[str, object] = field(default_factory=dict)
    expected: frozenset[str] | None = None
    """The versions of its plan that the request says it may build on (`If-Match`); None when it says nothing of it."""
