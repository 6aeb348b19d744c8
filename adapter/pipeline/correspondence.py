"""Letters and printed plans of accepted messages: each printing is decided anew and on record before its bytes leave."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from adapter.acknowledgement.receipt import TELEPHONE_ISSUE
from adapter.letters.owed import UNIT, addressee, is_off
from adapter.model.errors import Stale, Unavailable, Withheld
from adapter.model.facts import Facts
from adapter.model.history import SUPERSEDED, Disclosure, Owed, Paper
from adapter.model.ids import letter_id
from adapter.model.kept import Kept, StoredReceipt
from adapter.model.message import Message
from adapter.model.verdict import Verdict
from adapter.pipeline import gather, linked, sheets
from adapter.pipeline.notices import is_annulled
from adapter.pipeline.papers import STRANGER, name_of
from adapter.pipeline.parts import Parts
from adapter.policy.pack import Pack
from adapter.ports import Printer

TRIES = 5
SKEW = timedelta(minutes=5)
CHANNELS = ("post", "overlamnat", "telefon", "annat")
"""How a letter was sent, or told instead."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Found:
    """A letter, and the message that makes its sender owe it."""

    kept: Kept
    owed: Owed
    paper: Paper


class Correspondence:
    """What is printed of a message that one of the caller's units sent; `None` where there is no such thing.

    Raises `Withheld` where it may not be printed now, `Unprintable`, and `Unavailable`.
    """

    def __init__(self, parts: Parts, printer: Printer) -> None:
        self._parts = parts
        self._printer = printer

    async def letters(self, message_id: str, units: frozenset[str]) -> StoredReceipt | None:
        """The receipt, whose `owed` tell each letter's state."""
        kept = await self._parts.store.kept(message_id, tuple(units))
        return kept.receipt if kept else None

    async def letter(self, message_id: str, letter: str, units: frozenset[str], request: str) -> bytes | None:
        """A letter as PDF."""
        return await _again(lambda: self._print_letter(message_id, letter, units, request))

    async def plan(self, message_id: str, units: frozenset[str], request: str) -> bytes | None:
        """The plan that the message states, as PDF, for the person it is about."""
        return await _again(lambda: self._print_plan(message_id, units, request))

    async def sent(
        self, message_id: str, letter: str, units: frozenset[str], *, at: datetime, channel: str
    ) -> StoredReceipt | None:
        """Note that a letter has been sent; told again, the first telling stands."""
        return await _again(lambda: self._note_sent(message_id, letter, units, at=at, channel=channel))

    async def _print_letter(
        self, message_id: str, letter: str, units: frozenset[str], request: str
    ) -> bytes | None:
        found = await self._find(message_id, letter, units)
        if found is None:
            return None
        kept, owed, paper = found.kept, found.owed, found.paper
        if paper.how == SUPERSEDED:
            raise Withheld((sheets.NOT_OWED,))
        about = await self._about(kept, paper)
        if kept.message is None or about is None:
            raise Withheld((sheets.ERASED,))
        facts, pack = await self._case(kept, kept.message)
        if is_annulled(kept.message, facts.history):
            raise Withheld((sheets.ANNULLED,))
        to = addressee(paper, about, facts.units, name_of(facts))
        if to is None:
            raise Withheld((sheets.NOT_OWED,))
        unit = paper.mark if paper.party == UNIT else STRANGER
        try:
            whom = sheets.Whom(to, about, unit, is_off(owed))
            verdict, sheet = sheets.letter(kept.message, facts, pack, whom, self._parts.mappings)
        except Withheld as error:
            raise await self._refused(kept, letter, error, facts.at, request) from None
        body = await asyncio.to_thread(self._printer.pdf, sheet)  # a long plan must not keep others waiting
        disclosed = None
        if paper.party == UNIT:
            disclosed = Disclosure(kept.receipt.message_id, unit, letter, verdict.disclosed, facts.at)
        printed = replace(owed, paper=replace(paper, printed_at=paper.printed_at or facts.at))
        record = _record(kept, letter, verdict, facts.at, request)
        record |= {"recipient": unit} if paper.party == UNIT else {"party": paper.party}
        await self._parts.store.inscribe(kept.person, (printed,), disclosed, record)
        return body

    async def _print_plan(self, message_id: str, units: frozenset[str], request: str) -> bytes | None:
        kept = await self._parts.store.kept(message_id, tuple(units))
        if kept is None:
            return None
        if kept.message is None:
            raise Withheld((sheets.ERASED,))
        facts, pack = await self._case(kept, kept.message)
        try:
            verdict, sheet = sheets.printed_plan(kept.message, facts, pack, self._parts.mappings)
        except Withheld as error:
            raise await self._refused(kept, "plan", error, facts.at, request) from None
        body = await asyncio.to_thread(self._printer.pdf, sheet)
        record = _record(kept, "plan", verdict, facts.at, request) | {"party": "patient"}
        await self._parts.store.inscribe(kept.person, (), None, record)
        return body

    async def _note_sent(
        self, message_id: str, letter: str, units: frozenset[str], *, at: datetime, channel: str
    ) -> StoredReceipt | None:
        found = await self._find(message_id, letter, units)
        if found is None:
            return None
        kept, owed, paper = found.kept, found.owed, found.paper
        now = self._parts.clock.now()
        if paper.how == SUPERSEDED:
            raise Withheld((sheets.NOT_OWED,))
        if at > now + SKEW:
            raise Withheld((sheets.FUTURE,))
        if owed.met_at is not None:
            return kept.receipt
        done = replace(owed, met_at=at, paper=replace(paper, how=channel))
        record: dict[str, object] = {
            "what": "letter-sent",
            "at": now.isoformat(),
            "message": kept.receipt.message_id,
            "letter": letter,
            "sentAt": at.isoformat(),
            "channel": channel,
        }
        await self._parts.store.inscribe(kept.person, (done,), None, record)
        now_owed = tuple(done if one == owed else one for one in kept.receipt.owed)
        return replace(kept.receipt, owed=now_owed)

    async def _find(self, message_id: str, letter: str, units: frozenset[str]) -> _Found | None:
        kept = await self._parts.store.kept(message_id, tuple(units))
        if kept is None:
            return None
        sender = kept.receipt.sender
        for owed in kept.receipt.owed:
            if owed.paper and letter_id(sender, kept.receipt.message_id, owed.unit) == letter:
                return _Found(kept, owed, owed.paper)
        return None

    async def _about(self, kept: Kept, paper: Paper) -> Message | None:
        """The invitation that names the addressee: the message itself, or the one it changes or takes back."""
        event = kept.person.history.event(paper.about) if paper.about else None
        if event is None:
            return kept.message
        original = await self._parts.store.kept(event.message_id, (event.sender,))
        return original.message if original else None

    async def _case(self, kept: Kept, message: Message) -> tuple[Facts, Pack]:
        parts, now = self._parts, self._parts.clock.now()
        person, guardians = await gather.register_answers(message, parts)
        others = await linked.others(message, person, kept.person.key, parts)
        history = linked.together(kept.person.history, others, linked.mark(message, parts))
        facts = gather.case(message, (person, guardians), history, parts, now)
        return facts, parts.packs.in_force(message.region, now)

    async def _refused(
        self, kept: Kept, letter: str, error: Withheld, at: datetime, request: str
    ) -> Withheld:
        """What the caller is told; the true rules are in the audit (semantics 15)."""
        record = {
            "what": "print-refused",
            "at": at.isoformat(),
            "message": kept.receipt.message_id,
            "letter": letter,
            "request": request,
            "rules": [issue.rule for issue in error.issues],
        }
        await self._parts.store.inscribe(kept.person, (), None, record)
        return Withheld((TELEPHONE_ISSUE,)) if error.alike else error


async def _again(step: Callable[[], Awaitable[T]]) -> T:
    """Decided and written on the same state, or from the beginning."""
    for _ in range(TRIES):
        try:
            return await step()
        except Stale:
            continue
    raise Unavailable("this person's case changed again and again; nothing was printed, ask again")


def _record(kept: Kept, letter: str, verdict: Verdict, at: datetime, request: str) -> dict[str, object]:
    return {
        "what": "printed",
        "at": at.isoformat(),
        "message": kept.receipt.message_id,
        "kind": kept.receipt.kind,
        "action": kept.receipt.action,
        "letter": letter,
        "request": request,
        "rules": [ground.rule for ground in verdict.grounds],
        "disclosed": list(verdict.disclosed),
    }
