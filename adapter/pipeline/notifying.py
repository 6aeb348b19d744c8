"""One notification of a subscription, or its handshake: sent to the unit's own endpoint, and what becomes of it.

It is queued by the step that makes a message readable for the unit (decision 021), so nothing of a message that is held,
stopped or taken back is ever told. It says ids only, like any notice of our own: nobody is looked up before it leaves.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import orjson

from adapter.delivery.after import LONGEST_RETRY_AFTER, after
from adapter.log import Event, emit
from adapter.mapping import subscription as told
from adapter.model.delivery import Answer, Done, Entry, Frozen, GiveUp, State, TryAgain
from adapter.model.directory import HOOK, Endpoint, notified_at
from adapter.model.errors import Stale
from adapter.model.history import History
from adapter.model.ids import delivery_id
from adapter.model.kept import Claim
from adapter.model.subscription import Content, Notified, Status, Subscription
from adapter.pipeline.attempts import outcome_record
from adapter.pipeline.parts import Parts
from adapter.reading.resources import of_message

GIVE_UP_HOURS = 24.0
"""How long an endpoint that does not answer is tried: what it has not been told by then, it finds by searching."""
STALE_RETRY_SECONDS = 1.0
WAIT_SECONDS = 60.0
_THERE = frozenset({State.AVAILABLE, State.FETCHED, State.DELIVERED})
_WAITS = frozenset({State.HELD, State.WAITING})
GONE = "Its endpoint is not the unit's any more."


class Notifier:
    """Beside `Deliverer`, which hands it what is a notification; `Unavailable` and `LeaseLost` may pass."""

    def __init__(self, parts: Parts, count: Callable[[str], None] = lambda _: None) -> None:
        self._parts = parts
        self._count = count

    async def deliver(self, claim: Claim, notified: Notified) -> None:
        """Take it as far as it goes now: sent, put back, superseded or buried."""
        parts, now = self._parts, self._parts.clock.now()
        kept = await parts.store.subscription(notified.subscription, (claim.entry.recipient,))
        history = await parts.store.history(claim)
        reason = _moot(claim, notified, kept, history, now)
        if reason is None and notified.about is not None:
            state = await self._state(claim, notified.about)
            if state in _WAITS:
                await parts.store.reschedule(claim, claim.entry, WAIT_SECONDS, None)
                return
            reason = None if state in _THERE else "not-there"
        if kept is None or reason is not None:
            await self._supersede(claim, reason or "subscription-ended", now)
            return
        endpoint = self._endpoint(kept)
        if endpoint is None:
            await self._set(kept, Status.ERROR, GONE, now)
            await self._supersede(claim, "endpoint-left-directory", now)
            return
        frozen = claim.entry.frozen or await self._frozen(claim, notified, kept, now)
        begun = await self._begin(claim, frozen, history.rev, now)
        if begun is None:
            return
        if notified.about is not None:
            await parts.store.forget_event(kept, claim.entry.id)
        answer = await parts.recipient.send(
            endpoint,
            frozen.delivery,
            frozen.body,
            request_id=claim.entry.id,
            unknown_before=claim.entry.unknown,
            correlation_id=claim.entry.correlation,
        )
        entry = replace(begun, unknown=claim.entry.unknown or not answer.proves_not_taken)
        await self._conclude(claim, entry, answer, kept)

    async def _state(self, claim: Claim, about: str) -> State | None:
        """How what it tells of stands now: since it was queued it may have been taken back, or held again."""
        receipt = await self._parts.store.receipt(claim.message_id, (claim.sender,))
        entries = receipt.entries if receipt is not None else ()
        return next((one.state for one in entries if one.id == about), None)

    def _endpoint(self, of: Subscription) -> Endpoint | None:
        """Where it goes, if that is the unit's own still (semantics 37)."""
        unit = self._parts.directory.unit(of.unit)
        address = notified_at(unit, of.asked.address)
        if unit is None or unit.endpoint is None or address is None:
            return None
        return replace(unit.endpoint, url=address, mode=HOOK, answers="status", format="json", system=None)

    async def _frozen(self, claim: Claim, notified: Notified, kept: Subscription, now: datetime) -> Frozen:
        """What it says, fixed by the first attempt: every other sends the same bytes, and so the same number."""
        parts, number = self._parts, 0
        if notified.about is not None:
            number = await parts.store.number_event(kept, claim.entry.id)
        if kept.asked.content is Content.PING:
            return Frozen(0, claim.entry.id, (), b"")
        bundle_id = delivery_id(claim.entry.id, kept.id, kept.unit, 0, HOOK)
        if notified.about is None:
            body = told.handshake(kept, bundle_id=bundle_id, now=now, own_url=parts.own_url)
        else:
            identity = of_message(claim.message_id, kept.unit)
            body = told.event(
                kept,
                number=number,
                focus=parts.store.resource_id(claim.person_key, "Communication", identity),
                at=now,
                bundle_id=bundle_id,
                now=now,
                own_url=parts.own_url,
            )
        return Frozen(0, claim.entry.id, (), orjson.dumps(body))

    async def _begin(self, claim: Claim, frozen: Frozen, rev: int, now: datetime) -> Entry | None:
        parts, entry = self._parts, claim.entry
        record = _record(claim, "notifying", now)
        claim = replace(claim, entry=replace(entry, first_attempt_at=entry.first_attempt_at or now))
        try:
            return await parts.store.begin(claim, rev, frozen, None, record)
        except Stale:
            await parts.store.reschedule(claim, entry, STALE_RETRY_SECONDS, None)
            return None

    async def _conclude(self, claim: Claim, entry: Entry, answer: Answer, kept: Subscription) -> None:
        parts, now = self._parts, self._parts.clock.now()
        jitter = parts.chance.jitter()
        match after(entry, answer, now=now, jitter=jitter, give_up_hours=GIVE_UP_HOURS):
            case Done():
                if kept.status is not Status.ACTIVE or kept.error is not None:
                    await self._set(kept, Status.ACTIVE, None, now)
                done = replace(entry, state=State.DELIVERED, delivered_at=now, unknown=False)
                await parts.store.settle(claim, done, _record(claim, "delivered", now))
                await parts.store.close_circuit(entry.endpoint)
                self._count("delivered")
            case TryAgain(seconds=seconds, endpoint=whole):
                silent = answer.status is None and entry.attempts > 1
                if whole or silent:
                    pause = max(seconds, min(answer.retry_after or 0.0, LONGEST_RETRY_AFTER))
                    await parts.store.open_circuit(entry.endpoint, pause, answer.reason)
                waiting = replace(entry, reason=answer.reason)
                await parts.store.reschedule(claim, waiting, seconds, _record(claim, answer.reason, now))
                self._count("retried")
            case GiveUp(reason=reason):
                await self._bury(claim, entry, reason, kept)

    async def _bury(self, claim: Claim, entry: Entry, reason: str, kept: Subscription) -> None:
        """A handshake that was refused: the subscription does not work. Any other: the next may be taken."""
        now = self._parts.clock.now()
        first = entry.notified is not None and entry.notified.about is None
        words = "handshake" if first else "notification"
        status = Status.ERROR if first else kept.status
        await self._set(kept, status, f"The endpoint did not take a {words}: {reason}.", now)
        emit(Event.DELIVERY_BURIED, entry=entry.id, endpoint=entry.endpoint, kind=entry.kind, reason=reason)
        buried = replace(entry, state=State.BURIED, reason=reason)
        record = {**_record(claim, "buried", now), "reason": reason}
        await self._parts.store.bury(claim, buried, record, block_lane=False)
        self._count("buried")

    async def _supersede(self, claim: Claim, reason: str, now: datetime) -> None:
        gone = replace(claim.entry, state=State.SUPERSEDED, reason=reason)
        await self._parts.store.settle(claim, gone, _record(claim, reason, now))
        self._count("superseded")

    async def _set(self, kept: Subscription, status: Status, error: str | None, now: datetime) -> None:
        """Its standing, before the entry is settled: whoever is killed between the two does the same again.

        Where a client has changed it meanwhile, that stands.
        """
        changed = replace(kept, status=status, error=error, version=kept.version + 1, changed_at=now)
        record = {
            "what": "subscription-status",
            "at": now.isoformat(),
            "subscription": kept.id,
            "unit": kept.unit,
            "status": status.value,
        }
        try:
            await self._parts.store.write_subscription(changed, kept.version, None, record)
        except Stale:
            return
        emit(
            Event.SUBSCRIPTION_CHANGED,
            subscription=kept.id,
            unit=kept.unit,
            status=status.value,
            reason=error,
        )


def _moot(
    claim: Claim, notified: Notified, kept: Subscription | None, history: History, now: datetime
) -> str | None:
    """Why it is not sent any more; None when it is."""
    standing = kept.standing(now) if kept is not None else Status.OFF
    if notified.about is None:
        # replayed by an operator, a handshake that was given up may still succeed
        return None if standing in {Status.REQUESTED, Status.ERROR} else "subscription-ended"
    if standing is not Status.ACTIVE:
        return "subscription-ended"
    return "annulled" if claim.message_id in history.gone else None


def _record(claim: Claim, what: str, at: datetime) -> dict[str, object]:
    return {**outcome_record(claim, what, at), "subscription": claim.entry.notice}
