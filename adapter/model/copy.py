"""A message as one recipient may see it: redacted before mapping, so the mapper never holds what may not leave."""

from dataclasses import dataclass
from datetime import datetime

from adapter.model.directory import Unit
from adapter.model.history import Episode
from adapter.model.message import Message
from adapter.model.person import Person


@dataclass(frozen=True, slots=True)
class Trail:
    """An earlier message that this recipient got, under the id it got it by: one step of the Provenance history."""

    delivery: str
    kind: str
    action: str
    at: datetime
    sender: Unit
    """The unit, or its organisation where the unit may not be named."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What the mapper works from.

    `message` has only disclosed members; `person` only disclosed register data (always the identifier);
    `sender` is the unit or, where it may not be named, its organisation; `episode_id` the stay's id or the
    recipient's alias for it; `withheld` the paths that were taken away; `delivery` the MessageHeader.id.
    `episode` is the stay's state after this message, its members cleared where their paths are withheld.
    `relates_to` is the id this recipient knows the earlier message by.
    """

    message: Message
    recipient: Unit
    sender: Unit
    person: Person
    delivery: str
    revision: int
    disclosed: tuple[str, ...]
    withheld: tuple[str, ...]
    received_at: datetime
    episode_id: str | None = None
    episode: Episode | None = None
    relates_to: str | None = None
    recipients: tuple[Unit, ...] = ()
    trail: tuple[Trail, ...] = ()
    kvittens_due: datetime | None = None
    content_free: bool = False
    """Only ids, kind and action: a notice to a unit that has the original but may have no more (semantics 21)."""
