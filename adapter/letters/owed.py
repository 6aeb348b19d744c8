"""Which letters an invitation makes its sender owe, and which earlier ones nobody need send any more."""

import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from adapter.letters import words
from adapter.letters.addressee import Addressee
from adapter.model.directory import Unit
from adapter.model.history import MANUAL, PATIENT, SUPERSEDED, History, Owed, Paper
from adapter.model.identifiers import is_hsa_id
from adapter.model.message import Message
from adapter.model.party import party_of
from adapter.model.sip import SIP_INVITATIONS
from adapter.model.sip_parts import objects

INVITATION = "kallelse"
TAKEN_BACK = frozenset({"cancel", "annul"})
UNIT = "unit"
"""The party of a unit without a system of its own."""
_NAMESPACE = uuid.UUID("2b8f4c1d-6f0a-5c5e-9a77-41d7f3b0c6e2")
_OFF = "called-off/"


@dataclass(frozen=True, slots=True)
class Letters:
    """What an acceptance adds: letters `owed`, and earlier ones that are `settled` by it."""

    owed: tuple[Owed, ...] = ()
    settled: tuple[Owed, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Case:
    """What is known when the message is accepted: `person` is the individual's name, `due` when letters must be sent."""

    history: History
    units: Mapping[str, Unit]
    person: str
    at: datetime
    due: datetime


def invited(message: Message, units: Mapping[str, Unit], person: str) -> dict[str, Addressee]:
    """Everybody invited who is no unit, by the place in the message: each once, the individual (named `person`) first."""
    content = message.content
    reached = {*message.recipients, message.sender.unit}
    names = {unit.name.casefold() for unit in units.values() if unit.unit in reached}
    found: dict[str, Addressee] = {}
    if content.get("purpose") in SIP_INVITATIONS and content.get("patientParticipates") is not False:
        found[PATIENT] = Addressee(PATIENT)
    for place, one in enumerate(objects(content.get("invitees"))):
        name = words.text(one.get("name"))
        party = words.text(one.get("party")) or party_of(name)
        _add(found, f"invitees/{place}", Addressee(party, name or None))
    for place, text in enumerate(words.texts(content.get("participants"))):
        if not text.strip() or is_hsa_id(text) or text.casefold() in names:
            continue
        party = PATIENT if text.casefold() == person.casefold() else party_of(text)
        _add(found, f"participants/{place}", Addressee(party, text))
    return found


def letters(
    message: Message, case: Case, *, by_hand: Collection[str], may: Callable[[Addressee], bool]
) -> Letters:
    """The letters of an accepted message.

    `by_hand` are recipients that no electronic message reaches; `may` says of anybody but the individual whether there
    may be a letter at all, as it looks now.
    """
    history, units, person, due = case.history, case.units, case.person, case.due
    owed = [
        Owed(message.message_id, MANUAL, unit, due, paper=Paper(UNIT, unit, _about(message)))
        for unit in by_hand
    ]
    if message.kind != INVITATION:
        return Letters(tuple(owed))
    if message.action not in TAKEN_BACK:
        owed += [
            Owed(message.message_id, MANUAL, place, due, paper=Paper(to.party, _mark(to)))
            for place, to in invited(message, units, person).items()
            if to.is_patient or may(to)
        ]
    still = {one.paper.mark for one in owed if one.paper}
    before = tuple(_before(message, history))
    told = {one.mark for _, one in before if one.mark in still}
    knows = {paper.mark: is_off(old) for old, paper in before}
    off = {
        paper.mark: _off(message, old, paper, due)
        for old, paper in before
        if _went(old, paper) and not knows[paper.mark] and paper.mark not in still
    }
    settled = tuple(
        replace(old, met_at=case.at, paper=replace(paper, how=SUPERSEDED))
        for old, paper in before
        if old.met_at is None and (paper.mark in told or not is_off(old))
    )
    return Letters((*owed, *off.values()), settled)


def addressee(paper: Paper, about: Message, units: Mapping[str, Unit], person: str) -> Addressee | None:
    """Whom a letter is for, as the invitation names them."""
    if paper.party == UNIT:
        return Addressee(UNIT, units[paper.mark].name) if paper.mark in units else None
    found = invited(about, units, person).values()
    return next((one for one in found if _mark(one) == paper.mark), None)


def is_off(owed: Owed) -> bool:
    """Whether the letter says that there will be no meeting, or not for this addressee."""
    return owed.unit.startswith(_OFF)


def _add(found: dict[str, Addressee], place: str, to: Addressee) -> None:
    marks = {_mark(one) for one in found.values()}
    names = {one.name.casefold() for one in found.values() if one.name}
    if _mark(to) not in marks and (to.name or "").casefold() not in names:
        found[PATIENT if to.is_patient else place] = to


def _mark(to: Addressee) -> str:
    """The same for the same addressee in another message; says nothing of the name."""
    if to.is_patient:
        return PATIENT
    return str(uuid.uuid5(_NAMESPACE, f"{to.party}|{(to.name or '').casefold()}"))


def _about(message: Message) -> str | None:
    return message.relates_to if message.action in TAKEN_BACK else None


def _before(message: Message, history: History) -> Iterator[tuple[Owed, Paper]]:
    """The letters of the invitation that this one changes or takes back, and of those that changed it before."""
    chain = _chain(message.relates_to, history)
    return (
        (one, one.paper)
        for one in history.owed
        if one.kind == MANUAL and one.paper is not None and one.message_id in chain
    )


def _chain(relates_to: str | None, history: History) -> set[str]:
    original = history.event(relates_to) if relates_to else None
    chain = {original.message_id} if original else set()
    size = 0
    while len(chain) > size:
        size = len(chain)
        linked = [event for event in history.events if event.kind == INVITATION and event.relates_to]
        chain |= {event.message_id for event in linked if event.relates_to in chain}
        chain |= {event.relates_to for event in linked if event.message_id in chain and event.relates_to}
    return chain


def _went(owed: Owed, paper: Paper) -> bool:
    """Whether it was printed or sent, and so may have been read; not where it was superseded unprinted."""
    return paper.printed_at is not None or (owed.met_at is not None and paper.how != SUPERSEDED)


def _off(message: Message, old: Owed, paper: Paper, due: datetime) -> Owed:
    about = paper.about or old.message_id
    return Owed(
        message.message_id, MANUAL, _OFF + paper.mark, due, paper=Paper(paper.party, paper.mark, about)
    )
