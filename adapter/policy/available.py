"""What a message and the register have to disclose: the paths that hold a value, in one fixed order."""

from collections.abc import Iterator

from adapter.model.facts import Facts
from adapter.model.kinds import KINDS
from adapter.model.message import Message
from adapter.model.person import Person
from adapter.model.process import Process


def available(message: Message, facts: Facts, process: Process) -> tuple[str, ...]:
    """Paths of `contract.md` §5 that have a value; `recipients` only where the pack lets recipients see each other."""
    return (
        "patient.identifier",
        *_of_person(facts),
        *_of_message(message, process),
        *(f"content.{name}" for name in _members(message) if _has_value(message.content[name])),
    )


def _of_person(facts: Facts) -> Iterator[str]:
    person = facts.person
    if isinstance(person, Person):
        if person.name is not None:
            yield "patient.name"
        if person.address is not None:
            yield "patient.address"
        if person.municipality is not None:
            yield "patient.municipality"


def _of_message(message: Message, process: Process) -> Iterator[str]:
    yield "sender.unit"
    if message.sender.person is not None:
        yield "sender.person"
    if message.episode is not None:
        yield "episode.id"
        yield "episode.admittedAt"
        if message.episode.legal_form != "frivillig":
            yield "episode.legalForm"
    if message.consent is not None or message.kind == "samtycke":
        yield "consent.status"
    if process.of(message.kind).recipients_visible and len(message.recipients) > 1:
        yield "recipients"


def _members(message: Message) -> Iterator[str]:
    """The content's members in the order of the kind's table."""
    kind = KINDS.get(message.kind)
    return (member.name for member in (kind.members if kind else ()) if member.name in message.content)


def _has_value(value: object) -> bool:
    return value is not None and value not in ("", [], (), {})
