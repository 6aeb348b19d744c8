"""What a caller may read now: made of the person's history at each reading, never kept (decision 020).

A unit reads what it sent, and what it got as far as the rules let it out now and the ledger says that it was shown:
so a withdrawn consent, a protected identity and an annulment close reading, too. Whatever may not be seen is as if it
were not there. Every reading of somebody is on record before it is answered.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from adapter.mapping import bundle, organization, submission
from adapter.mapping.audit_event import audit_event, person_entity
from adapter.mapping.draft import Draft
from adapter.model.directory import Unit
from adapter.model.errors import Stale, Unavailable
from adapter.model.history import Disclosure, Event, History
from adapter.model.identifiers import PatientId
from adapter.model.ids import digest, entry_id
from adapter.model.invitations import thread
from adapter.model.kept import Acquaintance, PersonState
from adapter.model.message import Message
from adapter.model.person import Person, Protection, RegisterAnswer, Silent
from adapter.model.verdict import Outcome, Verdict
from adapter.pipeline import gather, linked, render
from adapter.pipeline.mailbox import Mailbox
from adapter.pipeline.notices import as_told, notice
from adapter.pipeline.parts import Parts
from adapter.policy.decide import disclose
from adapter.reading.resources import Name, Shown, Told, of_message, resources, single

TRIES = 5
SILENT = "the population register does not answer; nothing of a person is shown until it does"
_NO_MESSAGE = "00000000-0000-0000-0000-000000000000"


class Reading:
    """REST's way out. Raises `Unavailable` where a register is silent about somebody of whom there is something."""

    def __init__(self, parts: Parts, mailbox: Mailbox) -> None:
        self._parts = parts
        self._mailbox = mailbox

    async def read(self, type_: str, id_: str, units: frozenset[str], request: str) -> Shown | None:
        """One resource; None where it does not exist or these units may not see it."""
        if type_ == "Organization":
            return self._organization(id_)
        person = await self._parts.store.person_named(id_)
        if person is None:
            return None
        if type_ == "Communication" and await self._fetched(person, id_, units):
            person = await self._parts.store.person_of(person.key) or person
        shown = await self._read(person, units, request, lambda one: one.type == type_ and one.id == id_)
        return shown[0] if shown else None

    async def _fetched(self, person: PersonState, id_: str, units: frozenset[str]) -> bool:
        """Whether the id is of a message that waits in a mailbox of one of the units, and this pull of it got it.

        A notification says that it is there to be read; reading it is the attempt (semantics 33).
        """
        got = {(one.message_id, one.recipient) for one in person.history.disclosures}
        for event in person.history.events:
            for unit in units.intersection(event.recipients):
                known = of_message(event.message_id, unit)
                if (event.message_id, unit) in got:
                    continue
                if self._parts.store.resource_id(person.key, "Communication", known) == id_:
                    entry = entry_id(event.sender, event.message_id, unit)
                    return await self._mailbox.pull_one(unit, person.partition, entry) is not None
        return False

    async def beside(self, id_: str, units: frozenset[str], request: str) -> tuple[Shown, ...]:
        """Everything that these units may see of the person whom the resource with this id is about."""
        person = await self._parts.store.person_named(id_)
        if person is None:
            return ()
        return await self._read(person, units, request, about=id_)

    async def of_person(self, number: PatientId, units: frozenset[str], request: str) -> tuple[Shown, ...]:
        """Everything that these units may see of a person."""
        parts, value = self._parts, number.value
        answer = (await parts.register.look_up([value]))[value]
        if isinstance(answer, Silent):
            raise Unavailable(SILENT)
        found = [await parts.store.known(other) for other in linked.numbers(value, answer)]
        states = {state.key: state for state in found if state is not None}
        return tuple(
            [
                one
                for state in states.values()
                for one in await self._read(state, units, request, number=value)
            ]
        )

    async def recent(
        self,
        units: frozenset[str],
        *,
        since: datetime | None,
        cursor: str | None,
        most: int,
        request: str,
    ) -> tuple[tuple[Shown, ...], str | None]:
        """Person by person, the one last heard of first; and where to go on, None at the end."""
        store, before = self._parts.store, _place(cursor)
        found = await store.acquaintances(sorted(units), since, before, most + 1)
        shown: list[Shown] = []
        for one in found[:most]:
            person = await store.person_of(one.person)
            shown += await self._read(person, units, request) if person else ()
        last = found[most - 1] if len(found) > most else None
        return tuple(shown), f"{last.at}|{last.person}" if last else None

    async def _read(
        self,
        person: PersonState,
        units: frozenset[str],
        request: str,
        wanted: Callable[[Shown], bool] = lambda _: True,
        *,
        number: str | None = None,
        about: str | None = None,
    ) -> tuple[Shown, ...]:
        """Decided and noted on the same state, or from the beginning.

        Of what is kept together only what came with `number`, or with that of the resource `about`: that two numbers are
        linked is shown nowhere (semantics 17).
        """
        for _ in range(TRIES):
            by_number = await self._shown(person, units, number)
            if about is not None:
                by_number = [shown for shown in by_number if any(one.id == about for one in shown)]
            shown = [one for many in by_number for one in many if wanted(one)]
            if not shown:
                return ()
            try:
                await self._parts.store.inscribe(person, (), None, self._record(shown, units, request))
            except Stale:
                person = await self._parts.store.person_of(person.key) or person
                continue
            return tuple(shown)
        raise Unavailable("this person's case changed again and again; nothing was read, ask again")

    def _record(self, shown: Iterable[Shown], units: frozenset[str], request: str) -> dict[str, object]:
        return {
            "what": "read",
            "at": self._parts.clock.now().isoformat(),
            "request": request,
            "by": " ".join(sorted(units)),
            "resources": sorted({one.reference for one in shown}),
        }

    async def _shown(
        self, person: PersonState, units: frozenset[str], only: str | None
    ) -> list[tuple[Shown, ...]]:
        """What the units may see now, by the number that it came with."""
        history = person.history
        mine = tuple(_mine(history, units))
        if not mine:
            return []
        store = self._parts.store
        bodies = await store.bodies(person, [(one.event.sender, one.event.message_id) for one in mine])
        told: dict[str, list[Told]] = {}
        answers: dict[str, gather.Answers] = {}
        known: dict[str, History] = {}
        for one in mine:
            message = bodies[one.event.sender, one.event.message_id]
            if message is None:
                continue
            number = message.patient.value
            if only not in {None, number}:
                continue
            if number not in answers:
                answers[number] = await gather.register_answers(message, self._parts)
                also = await linked.others(message, answers[number][0], person.key, self._parts)
                known[number] = linked.together(history, also, linked.mark(message, self._parts))
            # each is decided and mapped: others are served between
            await asyncio.sleep(0)
            if _is_open(*answers[number]):
                told.setdefault(number, []).extend(self._told(message, one, known[number], answers[number]))
        name = partial(store.resource_id, person.key)
        return [_together(messages, history, name) for messages in told.values()]

    def _told(
        self,
        message: Message,
        mine: "_Mine",
        history: History,
        answers: gather.Answers,
    ) -> Iterator[Told]:
        parts, event = self._parts, mine.event
        begun, number = _began(history, event), message.patient.value
        if mine.got is None:
            made = submission.bundle(message, parts.mappings)
            yield Told(made, event.message_id, event.sender, event.received_at, begun, number)
            return
        got, now = mine.got, parts.clock.now()
        facts = gather.case(message, answers, history, parts, now)
        told = as_told(message, got.recipient, history)
        seen = disclose(told, facts, parts.packs.in_force(message.region, now), got.recipient)
        verdict = _as_shown(notice(message, seen, facts), got)
        if verdict is None:
            return
        then = gather.as_of(message, facts)
        copy = render.copy_for(told, verdict, then, revision=0, received_at=event.received_at)
        made = bundle.bundle(
            replace(copy, delivery=got.delivery),
            bundle_id=got.delivery,
            timestamp=got.at,
            own_url=parts.own_url,
            mappings=parts.mappings,
        )
        met = next(
            (
                one.met_at
                for one in history.owed
                if (one.message_id, one.unit) == (event.message_id, got.recipient)
            ),
            None,
        )
        yield Told(made, event.message_id, got.recipient, got.at, begun, number, met)

    def _organization(self, id_: str) -> Shown | None:
        """A unit of the directory, which every caller may know."""
        unit = self._parts.directory.unit(id_)
        return _organization(unit, self._parts) if unit else None


@dataclass(frozen=True, slots=True)
class _Mine:
    """A message that one of the caller's units sent (`got` None), or got."""

    event: Event
    got: Disclosure | None


def _mine(history: History, units: frozenset[str]) -> Iterator[_Mine]:
    """What the units sent and got of what still counts; a copy of an annulled message is closed (semantics 22)."""
    newest: dict[str, dict[str, Disclosure]] = {}
    for one in history.disclosures:
        if one.recipient in units:
            newest.setdefault(one.message_id, {})[one.recipient] = one
    for event in history.events:
        if event.message_id in history.gone:
            continue
        if event.sender in units:
            yield _Mine(event, None)
        for got in newest.get(event.message_id, {}).values():
            yield _Mine(event, got)


def _is_open(person: RegisterAnswer, guardians: Sequence[RegisterAnswer]) -> bool:
    """Whether anybody may read of the person at all: known and not protected, nor any guardian (semantics 15, 16)."""
    everybody = (person, *guardians)
    if any(isinstance(one, Silent) for one in everybody):
        raise Unavailable(SILENT)
    return all(isinstance(one, Person) and one.protection is Protection.NONE for one in everybody)


def _as_shown(verdict: Verdict, got: Disclosure) -> Verdict | None:
    """What the unit may see now of what it was shown then; None where that is nothing."""
    if not verdict.leaves:
        return None
    both = tuple(path for path in verdict.disclosed if path in got.paths)
    narrower = len(both) < len(verdict.disclosed)
    return replace(verdict, disclosed=both, outcome=Outcome.REDUCE if narrower else verdict.outcome)


def _together(told: Sequence[Told], history: History, name: Name) -> tuple[Shown, ...]:
    shown = resources(told, name)
    whose = next((one.reference for one in shown if one.type == "Patient"), None)
    return (*shown, *_disclosures(told, history, name, whose))


def _disclosures(told: Iterable[Told], history: History, name: Name, whose: str | None) -> Iterator[Shown]:
    """Who has had what of these messages: all of what one of the units sent, its own part of what it got."""
    senders = {one.message_id: one.sender for one in history.events}
    for message in told:
        mine = message.unit == senders[message.message_id]
        for one in history.disclosures:
            if one.message_id != message.message_id or not (mine or one.recipient == message.unit):
                continue
            known = message.message_id if mine else one.delivery
            record = {
                "what": "attempt",
                "recipient": one.recipient,
                "message": known,
                "disclosed": list(one.paths),
            }
            made = audit_event(record, at=one.at, partition="", sequence=0)
            if whose is not None:
                made["entity"].append(person_entity({"reference": whose}))
            identity = f"{message.message_id}|{message.unit}|{one.recipient}|{one.delivery}"
            yield single(made, name("AuditEvent", identity), one.at, digest(identity))


def _began(history: History, event: Event) -> str:
    """The message that the meeting of this one began with; the message itself where it is about none."""
    known = thread(history.events, event.message_id)
    return known[0].message_id if known else event.message_id


def _organization(unit: Unit, parts: Parts) -> Shown:
    draft = Draft(_NO_MESSAGE, parts.mappings)
    made = draft.find(organization.organization(draft, unit.unit, unit.name))
    return single(made, unit.unit, parts.clock.now(), digest([unit.unit, unit.name]))


def _place(cursor: str | None) -> Acquaintance | None:
    if cursor is None:
        return None
    at, _, person = cursor.partition("|")
    return Acquaintance(int(at), person)
