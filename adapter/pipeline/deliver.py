"""After the outbox: one leased lane head, decided anew, redacted, mapped, sent and settled."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from adapter.delivery.after import LONGEST_RETRY_AFTER, after, before
from adapter.log import Event, emit
from adapter.model.delivery import Answer, AnswerKind, Done, Entry, Frozen, GiveUp, State, TryAgain
from adapter.model.directory import Endpoint
from adapter.model.errors import Stale
from adapter.model.facts import Facts
from adapter.model.history import History
from adapter.model.kept import Claim
from adapter.model.message import Message
from adapter.model.struck import Reminder
from adapter.model.verdict import Outcome, Verdict
from adapter.pipeline import copies, gather, linked, own_notices, render
from adapter.pipeline.attempts import outcome_record
from adapter.pipeline.notices import as_told, is_annulled, notice, waits_for_identity
from adapter.pipeline.notifying import Notifier
from adapter.pipeline.overdue import knows_message, still_late
from adapter.pipeline.parts import Parts
from adapter.policy.decide import disclose
from adapter.policy.pack import Pack

TRIES = 5
REGISTER_RETRY = timedelta(seconds=30)
STALE_RETRY_SECONDS = 1.0
REMINDER_RETRY_SECONDS = 60.0
LONGEST_SILENCE = 60.0
"""Seconds after which a silent endpoint is probed by one lane, however long the lanes themselves wait."""


@dataclass(frozen=True, slots=True)
class Ready:
    """An attempt that has begun: durable, not yet sent."""

    entry: Entry
    body: bytes
    delivery: str


class Deliverer:
    """The way out. `deliver` never raises for what a receiver does; `Unavailable` and `LeaseLost` may pass."""

    def __init__(self, parts: Parts, notifier: Notifier | None = None) -> None:
        self._parts = parts
        self._notifier = notifier or Notifier(parts)

    async def deliver(self, claim: Claim) -> None:
        """Take one lane's head as far as it goes now: sent, put back, stopped or buried."""
        if claim.entry.notified:
            await self._notifier.deliver(claim, claim.entry.notified)
            return
        if claim.entry.notice:
            ready = await self._begin_notice(claim)
            if ready is not None:
                await self._send(claim, ready)
            return
        message = claim.message
        if message is None:
            await self._stop(claim, "payload-erased", ())
            return
        unanswered = before(claim.entry)
        if unanswered is not None:
            await self._bury(claim, claim.entry, unanswered.reason)
            return
        for _ in range(TRIES):
            try:
                ready = await self._begin(claim, message)
            except Stale:
                continue
            if ready is not None:
                await self._send(claim, ready)
            return
        await self._parts.store.reschedule(claim, claim.entry, STALE_RETRY_SECONDS, None)

    async def prepare(self, claim: Claim) -> Ready | None:
        """For a mailbox, where a pull is the attempt (semantics 33): begun, for the caller to hand out and settle."""
        if claim.entry.notice:
            return await self._begin_notice(claim)
        if claim.message is None:
            await self._stop(claim, "payload-erased", ())
            return None
        for _ in range(TRIES):
            try:
                return await self._begin(claim, claim.message, pulled=True)
            except Stale:
                continue
        await self._parts.store.reschedule(claim, claim.entry, STALE_RETRY_SECONDS, None)
        return None

    async def answered(self, claim: Claim, answer: Answer) -> None:
        """What a receiver says later of an attempt that it only promised to answer; a notification waits for no such."""
        if claim.entry.notified:
            await self._parts.store.reschedule(claim, claim.entry, 0, None)
            return
        entry = replace(claim.entry, unknown=not answer.proves_not_taken)
        await self._conclude(claim, entry, answer)

    async def _begin(self, claim: Claim, message: Message, *, pulled: bool = False) -> Ready | None:
        """Decide, render and record the attempt; None when there is nothing to send now."""
        parts, entry, now = self._parts, claim.entry, self._parts.clock.now()
        pack = parts.packs.in_force(message.region, now)
        facts = await self._facts(claim, message, now)
        if is_annulled(message, facts.history):
            gone = replace(entry, state=State.SUPERSEDED, reason="annulled")
            await parts.store.settle(claim, gone, outcome_record(claim, "annulled", now))
            return None
        told = as_told(message, entry.recipient, facts.history)
        verdict = notice(message, disclose(told, facts, pack, entry.recipient), facts)
        if not verdict.leaves:
            await self._not_now(claim, verdict, now)
            return None
        revision = render.next_revision(entry, verdict.disclosed)
        if revision is None:
            await self._stop(claim, "narrower-after-unknown-outcome", _rules(verdict))
            return None
        # what was held is not any more: the next silence of a register is a hold of its own
        claim = replace(claim, entry=_released(entry))
        then = gather.as_of(message, facts)
        copy = render.copy_for(told, verdict, then, revision=revision, received_at=claim.received_at)
        endpoint = copy.recipient.endpoint
        mailbox = endpoint is None or endpoint.mode == "mailbox"
        if mailbox and not pulled:
            # what was held may go now: to be pulled
            available = replace(claim.entry, state=State.AVAILABLE)
            await parts.store.reschedule(claim, available, 0, None, cleared=True)
            return None
        if endpoint is not None and not pulled and endpoint.id != entry.endpoint:
            # the unit has moved: its messages go to its own endpoint and no other (semantics 37)
            await parts.store.reschedule(claim, replace(claim.entry, endpoint=endpoint.id), 0, None)
            return None
        mode = "message" if endpoint is None or mailbox else endpoint.mode
        frozen = entry.frozen
        try:
            if frozen is not None and frozen.revision == revision and render.is_for(frozen, mode):
                body = render.again(frozen, bundle_id=parts.chance.uuid(), at=now, mode=mode)
            else:
                body = render.first(
                    copy,
                    verdict,
                    bundle_id=parts.chance.uuid(),
                    at=now,
                    own_url=parts.own_url,
                    mappings=parts.mappings,
                    systems=parts.systems,
                    copies=await copies.known(claim, told, then, copy, parts),
                )
                frozen = render.freeze(copy, body)
        except render.Unmappable as error:
            await self._bury(claim, entry, f"does-not-conform: {error}")
            return None
        begun = await parts.store.begin(
            claim,
            facts.history.rev,
            frozen,
            render.disclosure(copy, now),
            _attempt_record(claim, verdict, copy.delivery, now),
        )
        return Ready(begun, body, copy.delivery)

    async def _facts(self, claim: Claim, message: Message, now: datetime) -> Facts:
        parts = self._parts
        person, guardians = await gather.register_answers(message, parts)
        own = await parts.store.history(claim)
        others = await linked.others(message, person, claim.person_key, parts)
        history = linked.together(own, others, linked.mark(message, parts))
        return gather.case(message, (person, guardians), history, parts, now)

    async def _send(self, claim: Claim, ready: Ready) -> None:
        parts = self._parts
        endpoint = parts.directory.endpoint(ready.entry.endpoint)
        if endpoint is None:
            await self._stop(claim, "endpoint-left-directory", ())
            return
        answer = await self._post(endpoint, ready, unknown=_unknown_before(claim.entry, ready))
        entry = replace(ready.entry, unknown=claim.entry.unknown or not answer.proves_not_taken)
        await self._conclude(claim, entry, answer)

    async def _post(self, endpoint: Endpoint, ready: Ready, *, unknown: bool) -> Answer:
        return await self._parts.recipient.send(
            endpoint,
            ready.delivery,
            ready.body,
            request_id=ready.entry.id,
            unknown_before=unknown,
            correlation_id=ready.entry.correlation,
        )

    async def _conclude(self, claim: Claim, entry: Entry, answer: Answer) -> None:
        now, store, pack = self._parts.clock.now(), self._parts.store, self._pack(claim)
        hours = pack.process.of(entry.kind).give_up_hours if pack else None
        match after(entry, answer, now=now, jitter=self._parts.chance.jitter(), give_up_hours=hours):
            case Done():
                done = replace(entry, state=State.DELIVERED, delivered_at=now, unknown=False)
                await store.settle(claim, done, outcome_record(claim, "delivered", now))
                await store.close_circuit(entry.endpoint)
            case TryAgain(seconds=seconds, endpoint=whole, alert=alert):
                if alert:
                    _tell_operator(entry, answer, endpoint=whole)
                if whole or _keeps_silent(entry, answer):
                    await store.open_circuit(entry.endpoint, _pause(seconds, answer), answer.reason)
                waiting = replace(
                    entry,
                    reason=entry.reason if entry.notice else answer.reason,
                    async_resends=entry.async_resends + (answer.kind is AnswerKind.PENDING),
                )
                await store.reschedule(claim, waiting, seconds, outcome_record(claim, answer.reason, now))
            case GiveUp(reason=reason):
                await self._bury(claim, entry, reason)

    async def _not_now(self, claim: Claim, verdict: Verdict, now: datetime) -> None:
        """Held: wait for the register or until the hold ends. Refused: the lane goes on, the sender is told."""
        entry = claim.entry
        until = entry.hold_until or verdict.until
        if verdict.outcome is Outcome.HOLD and until is not None and now < until:
            silent = waits_for_identity(verdict)
            wait = min(REGISTER_RETRY, until - now) if silent else until - now
            # fetched before, it stays in the mailbox: nothing of it is handed out as long as the hold lasts
            state = State.FETCHED if entry.state is State.FETCHED else State.HELD
            held = replace(entry, state=state, hold_until=until)
            await self._parts.store.reschedule(claim, held, wait.total_seconds(), None, cleared=not silent)
            return
        reason = "hold-ended" if verdict.outcome is Outcome.HOLD else "refused-at-delivery"
        await self._stop(claim, reason, _rules(verdict))

    async def _stop(self, claim: Claim, reason: str, rules: tuple[str, ...]) -> None:
        now = self._parts.clock.now()
        stopped = replace(claim.entry, state=State.STOPPED, reason=" ".join((reason, *rules)))
        await self._tell_sender(claim, "refused-later")
        await self._parts.store.settle(
            claim, stopped, {**outcome_record(claim, reason, now), "rules": list(rules)}
        )

    def _pack(self, claim: Claim) -> Pack | None:
        """The rules in force now for the message; None when its payload is gone."""
        return (
            self._parts.packs.in_force(claim.message.region, self._parts.clock.now())
            if claim.message
            else None
        )

    async def _bury(self, claim: Claim, entry: Entry, reason: str) -> None:
        buried, pack = replace(entry, state=State.BURIED, reason=reason), self._pack(claim)
        # nothing waits for a notice of our own: a kvittens behind it goes on
        waits = not entry.notice and (pack is None or pack.process.after_burial(entry.kind) == "wait")
        record = outcome_record(claim, "buried", self._parts.clock.now())
        emit(Event.DELIVERY_BURIED, entry=entry.id, endpoint=entry.endpoint, kind=entry.kind, reason=reason)
        await self._tell_sender(claim, "undelivered")
        await self._parts.store.bury(claim, buried, {**record, "reason": reason}, block_lane=waits)

    async def _tell_sender(self, claim: Claim, reason: str) -> None:
        """A content-free *oleverat* to the sending unit, once per entry; none about a notice itself.

        Queued before the entry is settled or buried: after a crash between the two it is queued no second time.
        """
        entry, sender = claim.entry, self._parts.directory.unit(claim.sender)
        if entry.notice or sender is None:
            return
        await self._parts.store.notify(
            claim,
            own_notices.undelivered(claim, sender, reason),
        )

    async def _begin_notice(self, claim: Claim) -> Ready | None:
        """A notice of our own: ids only, so nothing is decided; its id is as stable as any delivery's."""
        parts, entry, now = self._parts, claim.entry, self._parts.clock.now()
        unit = self._parts.directory.unit(entry.recipient)
        if unit is None or entry.notice is None:
            await self._stop(claim, "no-endpoint", ())
            return None
        history = await parts.store.history(claim)
        if entry.reminder is not None and not await self._may_remind(claim, entry.reminder, history):
            return None
        delivery = own_notices.delivery_of(claim)
        said = own_notices.body(claim, unit, delivery, now, parts)
        if unit.endpoint is not None and unit.endpoint.mode == render.TRANSACTION:
            body = render.written(said, {}, copies.of_notice(claim), parts.mappings)
        else:
            body = render.in_names_of(unit.endpoint, said, parts.systems)
        frozen = entry.frozen or Frozen(0, delivery, (), body)
        record = outcome_record(claim, "attempt", now)
        claim = replace(claim, entry=replace(entry, first_attempt_at=entry.first_attempt_at or now))
        try:
            begun = await parts.store.begin(claim, history.rev, frozen, None, record)
        except Stale:
            await parts.store.reschedule(claim, entry, STALE_RETRY_SECONDS, None)
            return None
        return Ready(begun, body, delivery)

    async def _may_remind(self, claim: Claim, said: Reminder, history: History) -> bool:
        """Whether a reminder goes now; else it waits for the message that it is about, or comes to nothing."""
        parts, entry, now = self._parts, claim.entry, self._parts.clock.now()
        about = await parts.store.receipt(claim.message_id, (claim.sender,))
        known = knows_message(entry.recipient, about)
        if known is None:
            await parts.store.reschedule(claim, entry, REMINDER_RETRY_SECONDS, None)
            return False
        if known and still_late(said, history, now, parts):
            return True
        gone = replace(entry, state=State.SUPERSEDED, reason="not-overdue" if known else "not-delivered")
        await parts.store.settle(claim, gone, outcome_record(claim, str(gone.reason), now))
        return False


def _keeps_silent(entry: Entry, answer: Answer) -> bool:
    """No answer at all, and not for the first time: the endpoint is at fault, not this message."""
    return answer.status is None and answer.kind is AnswerKind.TRANSIENT and entry.attempts > 1


def _tell_operator(entry: Entry, answer: Answer, *, endpoint: bool) -> None:
    """An endpoint that will not do as it stands, or a receiver that has stopped answering (decision 4, semantics 31)."""
    if endpoint:
        emit(Event.ENDPOINT_UNUSABLE, endpoint=entry.endpoint, reason=answer.reason, status=answer.status)
    else:
        emit(Event.ANSWER_MISSING, entry=entry.id, endpoint=entry.endpoint, kind=entry.kind)


def _pause(seconds: float, answer: Answer) -> float:
    """How long the endpoint is left alone: not probed sooner than it asked for, obeyed up to an hour."""
    return max(min(seconds, LONGEST_SILENCE), min(answer.retry_after or 0.0, LONGEST_RETRY_AFTER))


def _released(entry: Entry) -> Entry:
    return replace(entry, hold_until=None, state=State.WAITING if entry.state is State.HELD else entry.state)


def _unknown_before(entry: Entry, ready: Ready) -> bool:
    """Whether this very revision was tried with unknown outcome: nobody has a new one already (semantics 31)."""
    return entry.unknown and entry.frozen is not None and entry.frozen.delivery == ready.delivery


def _rules(verdict: Verdict) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ground.rule for ground in verdict.grounds))


def _attempt_record(claim: Claim, verdict: Verdict, delivery: str, at: datetime) -> dict[str, object]:
    return {
        **outcome_record(claim, "attempt", at),
        "delivery": delivery,
        "outcome": verdict.outcome.value,
        "rules": list(_rules(verdict)),
        "disclosed": list(verdict.disclosed),
    }
