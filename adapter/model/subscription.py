"""A unit's wish to be told when something is there for it to read: what it asks for, where, and how that goes."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from adapter.model.errors import AdapterError

KIND = "prenumeration"
"""What a notification of a subscription is in logs and among the dead letters; no message has this kind."""
MOST_PER_UNIT = 20
_NAMESPACE = uuid.UUID("0d0c1f0e-6f3d-5d55-9a54-3a6d3f4f2b21")


class TooManySubscriptions(AdapterError):
    """The unit has as many subscriptions as it may."""


class Content(StrEnum):
    """What a notification holds: nothing at all (R4 without a payload), that something came, or also what it is called."""

    PING = "ping"
    EMPTY = "empty"
    ID_ONLY = "id-only"


class Status(StrEnum):
    """As R4's SubscriptionStatus: asked for, in force, not working, ended."""

    REQUESTED = "requested"
    ACTIVE = "active"
    ERROR = "error"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client asks for, read and in order: `unit` None where it does not say. No kinds: every kind.

    `address` is `channel.endpoint` as asked; `topic` says that it is by topic (the R5 backport), `filters` its filters.
    `contact` is kept as it came.
    """

    criteria: str
    address: str
    content: Content
    reason: str
    unit: str | None = None
    kinds: tuple[str, ...] = ()
    topic: bool = False
    filters: tuple[str, ...] = ()
    payload: str | None = None
    end: datetime | None = None
    status: Status = Status.REQUESTED
    max_count: int | None = None
    contact: tuple[Mapping[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription of a unit's, to an endpoint that the directory gives the unit.

    `version` grows with every change. `error` says why it does not work, or that its last notification was given up.
    """

    id: str
    unit: str
    endpoint: str
    asked: Asked
    status: Status
    version: int
    changed_at: datetime
    error: str | None = None

    def standing(self, now: datetime) -> Status:
        """Its status as it is now: past its end it is off."""
        end = self.asked.end
        return Status.OFF if end is not None and end <= now else self.status

    def wants(self, kind: str, now: datetime) -> bool:
        """Whether it is to be told of a message of this kind."""
        return self.standing(now) is Status.ACTIVE and (not self.asked.kinds or kind in self.asked.kinds)


@dataclass(frozen=True, slots=True)
class Notified:
    """What a notification is of: a subscription, and the entry that is there to be read; no entry: its handshake."""

    subscription: str
    about: str | None = None


def notification_id(entry: str, subscription: str) -> str:
    """The id of the notification of an entry to a subscription: it is queued once, and its number drawn once."""
    return str(uuid.uuid5(_NAMESPACE, f"{entry}|{subscription}"))


def handshake_id(subscription: str, version: int) -> str:
    """The id of the handshake of one version of a subscription."""
    return str(uuid.uuid5(_NAMESPACE, f"handshake|{subscription}|{version}"))


def hook(endpoint: str) -> str:
    """Where notifications to an endpoint wait: what is wrong with them holds up no message to it."""
    return f"hook:{endpoint}"
