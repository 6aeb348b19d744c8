"""Before the outbox: one message in, a durable receipt out. Durable first, answer second."""

import asyncio
import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import orjson

from adapter.deadlines.kvittens import owed
from adapter.episode.event import event
from adapter.intake.submission import Stated
from adapter.letters.owed import INVITATION
from adapter.model.delivery import Entry, State
from adapter.model.errors import IdentityConflict, InputError, NotAllowed, Stale, Unavailable, UsageError
from adapter.model.facts import Facts
from adapter.model.history import MANUAL, History
from adapter.model.ids import entry_id, message_key
from adapter.model.issue import Issue, Severity
from adapter.model.kept import Acceptance, Conflicting, Repeated, Reserved, StoredReceipt
from adapter.model.message import Message
from adapter.model.verdict import Decision, Outcome, Verdict
from adapter.model.wire import to_json
from adapter.pipeline import gather, linked
from adapter.pipeline.compared import differences
from adapter.pipeline.consents import records, stated
from adapter.pipeline.delays import delays, late_entry, told
from adapter.pipeline.kvittens import met, met_deliveries, resolved
from adapter.pipeline.notices import addressed, to_ledger, unsent, waits_for_identity
from adapter.pipeline.papers import owed_letters
from adapter.pipeline.parts import Parts
from adapter.pipeline.routes import route_of
from adapter.pipeline.subscriptions import notifications
from adapter.pipeline.turns import Turns
from adapter.policy.decide import decide
from adapter.policy.pack import Pack
from adapter.policy.strangers import for_stranger
from adapter.validation.check import check

TRIES = 5
IDENTITY_HOLD = timedelta(hours=23)
"""A hold for identity ends before its body is purged after a day, so that the sender is told (semantics 15)."""

NO_PACK = Issue(
    Severity.ERROR,
    "CHECK-REGION",
    "region",
    "There are no rules here for this region.",
    "State the region of the sending unit.",
    "business-rule",
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The receipt of a message; `repeated` when it was there already."""

    receipt: StoredReceipt
    repeated: bool


@dataclass(frozen=True, slots=True)
class _Call:
    """What came with the message: when, the request's id, the caller's own, register data, versions it may build on."""

    at: datetime
    request: str
    correlation: str | None
    stated: Stated
    expected: frozenset[str] | None


class Adapter:
    """The way in. Raises `InputError`, `NotAllowed`, `IdentityConflict` and `Unavailable`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._turns = Turns()

    async def receipt(self, message_id: str, caller_units: frozenset[str]) -> StoredReceipt | None:
        """The receipt of a message that one of the caller's units sent, else None."""
        return await self._parts.store.receipt(message_id, tuple(caller_units))

    async def accept(
        self,
        message: Message,
        *,
        caller_units: frozenset[str],
        received_at: datetime,
        request: str = "",
        correlation: str | None = None,
        stated: Stated | None = None,
        expected: frozenset[str] | None = None,
    ) -> Accepted:
        """Check, gather, decide, apply and put; a refusal of the whole message is a receipt too (`refused`).

        `request` is this call's id, for the audit; `correlation` the caller's own, sent on to the recipients.
        `stated` is register data that the source sent along: compared, and dropped. `expected` are the versions of the
        plan that the caller may build on (If-Match): a fact like any other, so it holds in the step that puts.
        A repeat is recognised before anything is checked or looked up (semantics 2).
        """
        _may_send(message, caller_units)
        call = _Call(received_at, request, correlation, stated or Stated(), expected)
        digest = self._parts.fingerprint(orjson.dumps(to_json(message), option=orjson.OPT_SORT_KEYS))
        match await self._parts.store.reserve(message.sender.unit, message.message_id, digest):
            case Conflicting():
                raise IdentityConflict
            case Repeated(receipt):
                if not receipt.refused:
                    await self._take_out(message, (message.relates_to,), received_at)
                return Accepted(receipt, repeated=True)
            case Reserved() as reserved:
                try:
                    receipt = await self._decide_and_put(message, reserved, call)
                except BaseException:
                    # a repeat need not wait for the reservation to run out; whatever was put is found by it
                    with contextlib.suppress(Unavailable):
                        await self._parts.store.release(reserved)
                    raise
                return Accepted(receipt, repeated=False)

    async def _decide_and_put(self, message: Message, reserved: Reserved, call: _Call) -> StoredReceipt:
        parts = self._parts
        issues = tuple(issue for issue in check(message, call.at) if issue.severity is Severity.ERROR)
        if issues:
            raise InputError(issues)
        try:
            pack = parts.packs.in_force(message.region, call.at)
        except UsageError:
            raise InputError((NO_PACK,)) from None
        person, tries = message.patient.value, TRIES
        if not self._turns.taken(person):
            with contextlib.suppress(Stale):
                return await self._once(message, reserved, call, pack)
            tries -= 1
        async with self._turns.of(person):
            for _ in range(tries):
                with contextlib.suppress(Stale):
                    return await self._once(message, reserved, call, pack)
        raise Unavailable(
            "this person's case changed again and again while deciding; nothing was stored, send again"
        )

    async def _once(self, message: Message, reserved: Reserved, call: _Call, pack: Pack) -> StoredReceipt:
        """Decide on the newest state and put what was decided; `Stale` when that state has moved meanwhile."""
        parts = self._parts
        person, guardians = await gather.register_answers(message, parts)
        # asked for at the same time: one round trip
        found, subscribed = await asyncio.gather(
            linked.place(message, person, parts), parts.store.subscriptions(sorted({*message.recipients}))
        )
        state, history = found.own, found.history
        judged = addressed(resolved(message, history), history)
        facts = gather.case(judged, (person, guardians), history, parts, call.at)
        facts = replace(facts, expected=call.expected)
        decision = to_ledger(judged, decide(judged, facts, pack), facts, pack)
        record = _audit_record(message, decision, call)
        if decision.whole:
            return await self._refuse(message, reserved, decision, record, call.at)
        decision = replace(decision, issues=(*decision.issues, *differences(call.stated, person)))
        late = await delays(decision, facts, pack, parts)
        record |= {"person": state.key} | ({"delayed": sorted(late)} if late else {})
        acceptance = _acceptance(judged, facts, decision, pack, (call.correlation, record))
        marked = tuple(replace(one, under=found.under) for one in acceptance.consents)
        acceptance = replace(acceptance, consents=marked)
        acceptance = replace(acceptance, decision=_shown(judged, facts, decision, pack, late))
        told = {one.recipient for one in acceptance.entries}.difference(message.recipients)
        everybodys = (*subscribed, *await parts.store.subscriptions(sorted(told)))
        acceptance = replace(acceptance, notifications=notifications(acceptance.entries, everybodys, call.at))
        receipt = await parts.store.put(reserved, state, acceptance)
        await self._take_out(message, met_deliveries(judged, history), call.at)
        return receipt

    async def _take_out(self, message: Message, deliveries: Iterable[str | None], at: datetime) -> None:
        """A kvittens, however it came, takes what it acknowledges out of the unit's mailbox (semantics 41)."""
        unit = self._parts.directory.unit(message.sender.unit)
        if message.kind != "kvittens" or unit is None or not unit.pulls:
            return
        for delivery in deliveries:
            if delivery is not None:
                record = {"what": "acknowledged", "at": at.isoformat(), "recipient": unit.unit}
                await self._parts.store.acknowledge(unit.unit, delivery, at, record)

    async def _refuse(
        self,
        message: Message,
        reserved: Reserved,
        decision: Decision,
        record: Mapping[str, object],
        at: datetime,
    ) -> StoredReceipt:
        receipt = StoredReceipt(
            message_id=message.message_id,
            sender=message.sender.unit,
            kind=message.kind,
            action=message.action,
            received_at=at,
            decision=for_stranger(decision, message.recipients).to_json(),
            refused=True,
            alike=decision.identity,
        )
        await self._parts.store.refuse(reserved, receipt, record)
        return receipt


def _acceptance(
    message: Message,
    facts: Facts,
    decision: Decision,
    pack: Pack,
    origin: tuple[str | None, Mapping[str, object]],
) -> Acceptance:
    """Everything that one step writes; `origin` is the sender's correlation id and the audit record."""
    correlation, audit = origin
    papers = owed_letters(message, decision, facts, pack)
    going = tuple(v.recipient for v in decision.verdicts if v.outcome is not Outcome.REFUSE)
    return Acceptance(
        message=message,
        event=event(_as_called(message, decision), facts.at, facts.person),
        consents=records(message, facts.units, facts.at),
        owed=(*owed(message, going, facts.at, pack.process), *papers.owed),
        met=(*met(message, facts.history, facts.at, pack.process), *papers.settled),
        entries=tuple(
            _entry(message, facts, verdict, pack, correlation)
            for verdict in decision.verdicts
            if verdict.outcome is not Outcome.REFUSE
        ),
        decision=decision.to_json(),
        received_at=facts.at,
        audit=audit,
        wake=message.kind == "samtycke" or message.consent is not None,
        supersede=_superseded(message, facts.history),
        identity_hold=_holds_identity(decision),
    )


def _shown(
    message: Message, facts: Facts, decision: Decision, pack: Pack, late: Mapping[str, dict[str, object]]
) -> dict[str, object]:
    """The decision as its receipt tells it: with what is delayed, late entry, and where a deviation report goes."""
    route = route_of(message, facts, pack)
    return told(message, decision, late) | ({"route": route} if route else {})


def _as_called(message: Message, decision: Decision) -> Message:
    """An invitation calls nobody whom it may not be sent to, electronically or by letter."""
    if message.kind != INVITATION:
        return message
    refused = {
        one.recipient for one in decision.verdicts if one.outcome is Outcome.REFUSE and one.handling != MANUAL
    }
    return replace(message, recipients=tuple(unit for unit in message.recipients if unit not in refused))


def _may_send(message: Message, caller_units: frozenset[str]) -> None:
    if message.sender.unit not in caller_units:
        raise NotAllowed("this client may not send for sender.unit")
    for consent in (stated(message), message.consent):
        if consent and consent.recorded_by and consent.recorded_by.unit not in caller_units:
            raise NotAllowed("this client may not record a consent for recordedBy.unit")


def _entry(message: Message, facts: Facts, verdict: Verdict, pack: Pack, correlation: str | None) -> Entry:
    unit = facts.units[verdict.recipient]
    held = verdict.outcome is Outcome.HOLD
    waits = State.AVAILABLE if unit.pulls else State.WAITING
    return Entry(
        id=entry_id(message.sender.unit, message.message_id, unit.unit),
        message_key=message_key(message.sender.unit, message.message_id),
        recipient=unit.unit,
        endpoint=unit.queue,
        kind=message.kind,
        action=message.action,
        state=State.HELD if held else waits,
        hold_until=_hold_until(verdict, facts.at) if held else None,
        correlation=correlation,
        tell_at=pack.process.tell_at(message.kind, facts.at, pulled=unit.pulls),
    )


def _hold_until(verdict: Verdict, at: datetime) -> datetime | None:
    if verdict.until is not None and waits_for_identity(verdict):
        return min(verdict.until, at + IDENTITY_HOLD)
    return verdict.until


def _superseded(message: Message, history: History) -> tuple[str, ...]:
    """The entries of what this takes back that never left: both stay unsent (semantics 21)."""
    return tuple(entry_id(event.sender, event.message_id, unit) for event, unit in unsent(message, history))


def _holds_identity(decision: Decision) -> bool:
    return any(
        verdict.outcome is Outcome.HOLD and waits_for_identity(verdict) for verdict in decision.verdicts
    )


def _audit_record(message: Message, decision: Decision, call: _Call) -> dict[str, object]:
    return {
        "what": "decided",
        "at": call.at.isoformat(),
        "message": message.message_id,
        "kind": message.kind,
        "action": message.action,
        "sender": message.sender.unit,
        "request": call.request,
        "refused": decision.whole,
        **late_entry(message),
        "verdicts": [
            {
                "recipient": verdict.recipient,
                "outcome": verdict.outcome.value,
                "rules": [ground.rule for ground in verdict.grounds],
                "disclosed": list(verdict.disclosed),
            }
            for verdict in decision.verdicts
        ],
        **decision.packs_to_json(),
    }
