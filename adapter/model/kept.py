"""What the store hands out, and what is handed to it: persons, receipts, acceptances, claims, circuits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from adapter.model.consent import ConsentRecord
from adapter.model.delivery import Entry
from adapter.model.history import Event, History, Owed
from adapter.model.message import Message


@dataclass(frozen=True, slots=True)
class PersonState:
    """A person's place in the store and what is kept for deciding. `key` is a random UUID, never the number."""

    key: str
    partition: str
    history: History
    handle: object = field(default=None, repr=False, compare=False)
    """The store's own: what it needs to write this person's state back."""


@dataclass(frozen=True, slots=True)
class Reserved:
    """The id is ours to use: `token` must be passed to `put` or `refuse`."""

    token: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """The id was used before with the same body: `receipt` is its stored receipt or refusal."""

    receipt: "StoredReceipt"


@dataclass(frozen=True, slots=True)
class Conflicting:
    """The id was used before with another body."""


@dataclass(frozen=True, slots=True)
class StoredReceipt:
    """What the sender is told: `decision` as JSON (`Decision.to_json`), the entries' states, and the times."""

    message_id: str
    sender: str
    kind: str
    action: str
    received_at: datetime
    decision: Mapping[str, object]
    refused: bool
    entries: tuple[Entry, ...] = ()
    owed: tuple[Owed, ...] = ()
    alike: bool = False
    """A refusal of the identity guard: shown to nobody but as *coordinate by telephone* (semantics 15)."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An accepted message, its person's state, and the body; None where it was erased or the guard holds it."""

    receipt: StoredReceipt
    person: PersonState
    message: Message | None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Everything one atomic step writes for an accepted message."""

    message: Message | None
    """None for a notice of our own making or where the guard holds and the body may not be kept."""
    event: Event | None
    consents: tuple[ConsentRecord, ...]
    owed: tuple[Owed, ...]
    entries: tuple[Entry, ...]
    decision: Mapping[str, object]
    received_at: datetime
    audit: Mapping[str, object]
    wake: bool = False
    """Make every held lane of this person due: a consent came."""
    met: tuple[Owed, ...] = ()
    """What a kvittens settles: replaces the owed items of the same message, kind and unit."""
    supersede: tuple[str, ...] = ()
    """Ids of waiting entries that become superseded in the same step (semantics 21)."""
    identity_hold: bool = False
    notifications: tuple[tuple[str, Entry], ...] = ()
    """By the entry that each is of, what subscriptions are told in the step that makes that entry readable."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A lane's head, leased. `fence` grows with every claim of the lane: a stale holder's write is refused."""

    partition: str
    person_key: str
    lane: str
    fence: int
    entry: Entry
    message: Message | None
    received_at: datetime
    decision: Mapping[str, object] = field(default_factory=dict)
    handle: object = field(default=None, repr=False, compare=False)
    """The store's own: what it needs to write about this entry."""
    sender: str = ""
    message_id: str = ""
    """Whose message it is, and by which id: known when the body has been erased."""


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


@dataclass(frozen=True, slots=True, order=True)
class Acquaintance:
    """A person of whom a unit sent or got something: when last, in milliseconds, and the random id."""

    at: int
    person: str


@dataclass(frozen=True, slots=True)
class Circuit:
    """That an endpoint is left alone until `until` (the store's clock); then one probe at a time."""

    endpoint: str
    until: datetime
    reason: str
    failures: int
    lasted: float = 0.0
    """Seconds since its first failure, when it was looked at."""
