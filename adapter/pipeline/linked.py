"""Numbers that the register links: one person under several, decided together, kept apart and shown nowhere (semantics 17).

What the register links now is asked of it at each deciding and never kept: the redirect from an old number is its word.
Protection, refusal and withdrawal under any number bind, a permit counts under its own. A stay or a plan goes on where
it began; whatever is new belongs to the primary number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from adapter.model.consent import REFUSALS, ConsentRecord
from adapter.model.history import History
from adapter.model.ids import PLAN_ID_MEMBERS, plan_key
from adapter.model.kept import PersonState
from adapter.model.message import Message
from adapter.model.person import Person, Protection, RegisterAnswer, Silent
from adapter.pipeline.kvittens import resolved
from adapter.pipeline.parts import Parts


@dataclass(frozen=True, slots=True)
class Linked:
    """Where the message is kept, and what is known of the person under other numbers."""

    own: PersonState
    others: tuple[History, ...]
    under: str
    """The mark of the number that the message comes under."""

    @property
    def history(self) -> History:
        """All that deciding rests on."""
        return together(self.own.history, self.others, self.under)


def mark(message: Message, parts: Parts) -> str:
    """What tells the message's number from others of the person: the number itself is not told again."""
    return parts.fingerprint(b"number\0" + message.patient.value.encode())


def numbers(number: str, person: RegisterAnswer) -> tuple[str, ...]:
    """The primary number first, then the others that the register gives; of somebody unknown the number alone."""
    if not isinstance(person, Person):
        return (number,)
    return tuple(dict.fromkeys((person.primary or number, number, *person.linked)))


async def protected(person: RegisterAnswer, parts: Parts) -> RegisterAnswer:
    """The person with the protection that any linked number has; silence about one of them is silence."""
    if not isinstance(person, Person) or person.protection is not Protection.NONE or not person.linked:
        return person
    for answer in (await parts.register.look_up(person.linked)).values():
        if isinstance(answer, Silent):
            return answer
        if isinstance(answer, Person) and answer.protection is not Protection.NONE:
            return replace(person, protection=answer.protection)
    return person


async def place(message: Message, person: RegisterAnswer, parts: Parts) -> Linked:
    """The state that the message goes to, which is made where there is none, and the other numbers' histories."""
    first, *rest = numbers(message.patient.value, person)
    own = await parts.store.person((first, *rest))
    known = [state for state in await _states(rest, parts) if state.key != own.key]
    every = (own, *known)
    # what it is about comes before its stay, which two of them may know: a cancel lies with what it cancels
    found = next((state for state in every if _answers(message, state.history)), None)
    found = found or next((state for state in every if _goes_on(message, state.history)), own)
    others = tuple(state.history for state in every if state is not found)
    return Linked(found, others, mark(message, parts))


async def others(message: Message, person: RegisterAnswer, key: str, parts: Parts) -> tuple[History, ...]:
    """The histories under the person's other numbers than the one whose state has this key."""
    if len(known := numbers(message.patient.value, person)) == 1:
        return ()
    return tuple(state.history for state in await _states(known, parts) if state.key != key)


def together(own: History, others: Sequence[History], under: str) -> History:
    """The history with what happened under other numbers: every event, and of the consents those that restrict.

    `under` is the mark of the number that is decided of: what was permitted under it counts wherever it is kept.
    """
    consents = [
        *(record for one in others for record in _counting(one, under, unmarked=False)),
        *_counting(own, under, unmarked=True),
    ]
    if not others and len(consents) == len(own.consents):
        return own
    own = replace(own, consents=tuple(sorted(consents, key=lambda record: record.received_at)))
    every = (*others, own)
    return replace(
        own,
        events=tuple(sorted((e for one in every for e in one.events), key=lambda event: event.received_at)),
        disclosures=tuple(sorted((d for one in every for d in one.disclosures), key=lambda one: one.at)),
        owed=tuple(owed for one in every for owed in one.owed),
    )


def _counting(history: History, under: str, *, unmarked: bool) -> Iterator[ConsentRecord]:
    """What was said under that number, and refusals and withdrawals that still stand where they were given.

    `unmarked`: records that do not say under which number they came (of an earlier version's making) are of that one.
    """
    for position, record in enumerate(history.consents):
        its = record.under == under or (unmarked and record.under is None)
        refuses = record.consent.status in REFUSALS
        if its or (refuses and not _ended(record, history.consents[position + 1 :])):
            yield record


def _ended(refusal: ConsentRecord, later: Sequence[ConsentRecord]) -> bool:
    """Whether for everything that was refused somebody who asked for the same holder was answered yes since."""
    asked = {
        scope
        for record in later
        if record.holder == refusal.holder and not record.refuses(before=True)
        for scope in record.consent.scopes
    }
    return asked.issuperset(refusal.consent.scopes)


async def _states(known: Sequence[str], parts: Parts) -> list[PersonState]:
    found: dict[str, PersonState] = {}
    for number in known:
        state = await parts.store.known(number)
        if state is not None:
            found[state.key] = state
    return list(found.values())


def _answers(message: Message, history: History) -> bool:
    """Whether the message that it relates to is known here."""
    return message.relates_to is not None and history.event(message.relates_to) is not None


def _goes_on(message: Message, history: History) -> bool:
    """Whether its stay, by the id that its sender knows it by, or its plan is known here."""
    member = PLAN_ID_MEMBERS.get(message.kind)
    plan = plan_key(message.kind, message.content.get(member)) if member else None
    episode = resolved(message, history).episode
    stay = episode.id if episode else None
    return any(
        (stay is not None and event.episode == stay) or (plan is not None and event.noted.get("plan") == plan)
        for event in history.events
    )
