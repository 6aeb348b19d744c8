"""Gathering: asking registers, directory and store, so that deciding asks nobody."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from adapter.episode.fold import fold
from adapter.episode.plans import plans
from adapter.episode.sips import sips
from adapter.model.directory import Unit
from adapter.model.facts import Facts
from adapter.model.history import History
from adapter.model.identifiers import NumberForm, is_hsa_id
from adapter.model.message import Message
from adapter.model.person import NoHit, Person, Protection, RegisterAnswer
from adapter.pipeline.consents import standing
from adapter.pipeline.linked import protected
from adapter.pipeline.parts import Parts
from adapter.ports import Directory

Answers = tuple[RegisterAnswer, tuple[RegisterAnswer, ...]]
"""What the register says of a person and of the guardians."""


async def register_answers(message: Message, parts: Parts) -> Answers:
    """Who the number is, and who the guardians are; a number of the wrong form is not asked about.

    Nor are the guardians of whoever is protected: the question would tell the two apart by its time (semantics 15).
    """
    number = message.patient.value
    if message.patient.form is not NumberForm.RIGHT:
        return NoHit(), ()
    person = await protected((await parts.register.look_up([number]))[number], parts)
    if not isinstance(person, Person) or person.protection is not Protection.NONE:
        return person, ()
    answers = await parts.register.look_up(person.guardians) if person.guardians else {}
    return person, tuple(answers[guardian] for guardian in person.guardians)


def facts(
    message: Message,
    *,
    at: datetime,
    person: RegisterAnswer,
    guardians: tuple[RegisterAnswer, ...],
    history: History,
    units: Mapping[str, Unit],
    settings: Mapping[str, object],
) -> Facts:
    """Everything that deciding this message rests on, its stay folded from the events so far."""
    return Facts(
        at=at,
        person=person,
        guardians=guardians,
        sender=units.get(message.sender.unit),
        units=units,
        history=standing(history),
        episode=fold(message.episode.id, history.events) if message.episode else None,
        plans=plans(history.events),
        sips=sips(history.events),
        settings=settings,
    )


def case(message: Message, answers: Answers, history: History, parts: Parts, at: datetime) -> Facts:
    """The same, with the units and the settings that there are."""
    person, guardians = answers
    return facts(
        message,
        at=at,
        person=person,
        guardians=guardians,
        history=history,
        units=units_of(message, history, parts),
        settings=parts.settings,
    )


def as_of(message: Message, known: Facts) -> Facts:
    """The same facts with the stay as it was after this message, whatever has been accepted since.

    A copy tells what its message said; a late delivery of an early message must not show a later state.
    """
    if message.episode is None:
        return known
    ids = [event.message_id for event in known.history.events]
    end = ids.index(message.message_id) + 1 if message.message_id in ids else len(ids)
    return replace(known, episode=fold(message.episode.id, known.history.events[:end]))


def units_of(message: Message, history: History, parts: Parts) -> dict[str, Unit]:
    """The directory's units that the message, its content or the person's earlier events name."""
    named = {message.sender.unit, *message.recipients, *_content_units(message.content)}
    named.update(_history_units(history), _consent_units(message, history))
    return _found(named, parts)


class Places(Protocol):
    """What has a directory."""

    @property
    def directory(self) -> Directory:
        """Units and endpoints."""
        ...


def units_in(history: History, parts: Places) -> dict[str, Unit]:
    """The directory's units that a person's events name."""
    return _found(frozenset(_history_units(history)), parts)


def _found(names: Iterable[str], parts: Places) -> dict[str, Unit]:
    found = ((name, parts.directory.unit(name)) for name in names)
    return {name: unit for name, unit in found if unit is not None}


def _history_units(history: History) -> Iterator[str]:
    for event in history.events:
        yield from (event.sender, *event.recipients, *_content_units(event.noted))


def _consent_units(message: Message, history: History) -> Iterator[str]:
    records = (record.consent for record in history.consents)
    for consent in (*records, *((message.consent,) if message.consent else ())):
        if consent.recorded_by:
            yield consent.recorded_by.unit


def _content_units(content: object) -> Iterator[str]:
    """Every text of a message's content, or of what its event kept, that has the shape of an HSA-id."""
    if isinstance(content, str):
        yield from (content,) * is_hsa_id(content)
    elif isinstance(content, Mapping):
        for value in content.values():
            yield from _content_units(value)
    elif isinstance(content, Iterable):
        for value in content:
            yield from _content_units(value)
