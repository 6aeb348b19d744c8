"""What a recipient's copies are known by on a server that keeps resources, so that a later message writes the same ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from adapter.model.ids import resource_key


class Thing(StrEnum):
    """What several messages write: its newest writer's word holds."""

    PERSON = "person"
    STAY = "stay"
    PLAN = "plan"
    THREAD = "thread"
    """What a chain of messages of one kind is about: an invitation's meeting, an assessment's answers."""


@dataclass(frozen=True, slots=True)
class Original:
    """A message that is taken back, as its recipient got it.

    `entry` is the id of its entry for the recipient, `delivery` the MessageHeader.id it was got by, `paths` what it
    disclosed, `parts` the goals and interventions of its plan: the member, and the digest of the part's id; `authors` how
    many have answered its questions, each in a response of their own.
    """

    message_id: str
    kind: str
    entry: str
    delivery: str
    paths: frozenset[str]
    owed: bool = False
    parts: tuple[tuple[str, str], ...] = ()
    authors: int = 1


@dataclass(frozen=True, slots=True)
class Copies:
    """How the things that a message speaks of are known at its recipient.

    `person` is the store's random key of the person, never the number: nobody without it can reckon a key back.
    `entry` is the message's entry for this recipient, the same for every revision of its content. `names` says what
    `STAY`, `PLAN` and `THREAD` are; `newer` of which things the recipient has got a later message: those are not written.
    `gone` says that the stay never was: its admission has been annulled. `original` is what the message takes back or
    ends; `content_free` that it says no more than that.
    """

    recipient: str
    person: str
    entry: str
    names: Mapping[Thing, str] = field(default_factory=dict)
    newer: frozenset[Thing] = frozenset()
    gone: bool = False
    original: Original | None = None
    content_free: bool = False

    def key(self, *what: str) -> str:
        """The key of something of this person's at this recipient."""
        return resource_key(self.recipient, self.person, *what)

    def of(self, thing: Thing, label: str = "") -> str:
        """The key of a resource of a thing that several messages write; without a name it is the message's own."""
        name = self.names.get(thing)
        return self.of_message(label) if name is None else self.key(thing, name, label)

    def of_message(self, label: str) -> str:
        """The key of a resource that is this message's alone."""
        return self.key("message", self.entry, label)
