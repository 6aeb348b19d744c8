"""What the store hands out, and what is handed to it: places of persons and entries, claims of the clock, circuits."""

from dataclasses import dataclass, field
from datetime import datetime

from adapter.model.delivery import Entry
from adapter.model.history import History


@dataclass(frozen=True, slots=True)
class PersonState:
    """A person's place in the store and what is kept for deciding. `key` is a random UUID, never the number."""

    key: str
    partition: str
    history: History
    handle: object = field(default=None, repr=False, compare=False)
    """The store's own: what it needs to write this person's state back."""


@dataclass(frozen=True, slots=True)
class DueClock:
    """A person whose clock is due, leased. `fence` grows with every claim: an earlier holder can strike nothing."""

    person: PersonState
    fence: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Reminding:
    """A reminder to queue: its entry, and whose message of this person, by which id, it is about."""

    entry: Entry
    sender: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where an undelivered or dead entry is, without its content: what lists show."""

    partition: str
    entry: Entry
    at: datetime
    """When it was put there, by the store's clock."""


@dataclass(frozen=True, slots=True)
class Circuit:
    """That an endpoint is left alone until `until` (the store's clock); then one probe at a time."""

    endpoint: str
    until: datetime
    reason: str
    failures: int
    lasted: float = 0.0
    """Seconds since its first failure, when it was looked at."""
