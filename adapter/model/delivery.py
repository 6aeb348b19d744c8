"""A delivery on its way to one recipient: its states, attempts and answers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from adapter.model.struck import KIND, Reminder
from adapter.model.subscription import Notified

UNDELIVERED = "oleverat"
"""The kind of the notice that a message has not arrived, or has after all."""
NOTICES = (UNDELIVERED, KIND)
"""The kinds of message that are of our own making."""


class State(StrEnum):
    """Where an entry is. `HELD` waits for a fact, `STOPPED` was refused at a later attempt, `BURIED` for good."""

    WAITING = "waiting"
    HELD = "held"
    DELIVERED = "delivered"
    BURIED = "buried"
    STOPPED = "stopped"
    SUPERSEDED = "superseded"
    AVAILABLE = "available"
    FETCHED = "fetched"


@dataclass(frozen=True, slots=True)
class Frozen:
    """What the first attempt of a revision fixed: the rendered body and the set it discloses (semantics 1)."""

    revision: int
    delivery: str
    disclosed: tuple[str, ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """One message for one recipient, in its lane. `message_key` finds the stored message.

    `unknown` says that an earlier attempt of this revision has no known outcome: it may have been taken.
    `notice` names a message of our own making (`oleverat`, `paminnelse`) that carries ids only; `reminder` is what the latter says.
    `notified` makes it the notification of a subscription, which `notice` names then (decision 021).
    `tell_at` is when its sender is told that it has not arrived, `told_at` when that was done (semantics 32).
    `correlation` is the sender's own id of what it was doing: sent on with every attempt.
    """

    id: str
    message_key: str
    recipient: str
    endpoint: str
    kind: str
    action: str
    state: State
    attempts: int = 0
    first_attempt_at: datetime | None = None
    delivered_at: datetime | None = None
    hold_until: datetime | None = None
    unknown: bool = False
    frozen: Frozen | None = None
    reason: str | None = None
    notice: str | None = None
    async_resends: int = 0
    correlation: str | None = None
    tell_at: datetime | None = None
    told_at: datetime | None = None
    reminder: Reminder | None = None
    notified: Notified | None = None


class AnswerKind(StrEnum):
    """How an attempt came out, before deciding what to do about it."""

    TAKEN = "taken"
    DUPLICATE = "duplicate"
    PENDING = "pending"
    TRANSIENT = "transient"
    ENDPOINT = "endpoint"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `proves_not_taken` is False when the receiver may have processed it all the same."""

    kind: AnswerKind
    reason: str
    status: int | None = None
    retry_after: float | None = None
    proves_not_taken: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """The entry is delivered."""


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Try again after `seconds`; `endpoint` when the whole endpoint is at fault, not the message."""

    seconds: float
    endpoint: bool = False
    alert: bool = False


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Bury the entry with the reason."""

    reason: str


Plan = Done | TryAgain | GiveUp
