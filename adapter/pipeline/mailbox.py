"""Pull delivery: a pull is the attempt, and the kvittens takes the delivery out of the mailbox (semantics 33)."""

import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import orjson

from adapter.deadlines.kvittens import EXEMPT
from adapter.model.delivery import State
from adapter.model.kept import Claim, StoredReceipt
from adapter.model.message import Message, Sender
from adapter.pipeline.accept import Accepted, Adapter
from adapter.pipeline.deliver import Deliverer
from adapter.pipeline.parts import Parts

LEASE_SECONDS = 30.0


class Mailbox:
    """What waits for a unit that has no server of its own."""

    def __init__(self, parts: Parts, adapter: Adapter, deliverer: Deliverer) -> None:
        self._parts = parts
        self._adapter = adapter
        self._deliverer = deliverer

    async def pull(self, unit: str, *, most: int) -> Sequence[Mapping[str, object]]:
        """Up to `most` deliveries, oldest first; those fetched before and not acknowledged come again, decided anew."""
        found: list[Mapping[str, object]] = []
        async for claim in self._claims(unit, most):
            handed = await self._handed_out(claim, unit)
            if handed is not None:
                found.append(handed)
            if len(found) >= most:
                break
        return found

    async def pull_one(self, unit: str, partition: str, entry: str) -> Mapping[str, object] | None:
        """One entry (`model.ids.entry_id`) of the unit's mailbox, whatever lies before it: a reading of it by its id.

        None when it is not there to be fetched, or may not go now. `Unavailable` while another fetches from its lane.
        """
        worker = self._parts.chance.uuid()
        claim = await self._parts.store.take_out(unit, partition, entry, worker, LEASE_SECONDS)
        return await self._handed_out(claim, unit) if claim is not None else None

    async def _handed_out(self, claim: Claim, unit: str) -> Mapping[str, object] | None:
        """Decided, begun and settled as fetched; None when it may not go now."""
        again = claim.entry.state is State.FETCHED
        ready = await self._deliverer.prepare(claim)
        if ready is None:
            return None
        at = self._parts.clock.now()
        # what was handed out may have been read: it counts as disclosed until a kvittens says so
        fetched = replace(ready.entry, state=State.FETCHED, unknown=True)
        if ready.entry.notice:
            # of a notice of our own no kvittens is owed: told once, it is told
            fetched = replace(ready.entry, state=State.DELIVERED, delivered_at=at, unknown=False)
        record = {"what": "fetched", "at": at.isoformat(), "entry": fetched.id, "recipient": unit}
        await self._parts.store.settle(claim, fetched, record)
        return {"deliveryId": ready.delivery, "fetchedBefore": again, "bundle": orjson.loads(ready.body)}

    async def _claims(self, unit: str, most: int) -> AsyncIterator[Claim]:
        worker = self._parts.chance.uuid()
        for pointer in await self._parts.store.mailbox(unit):
            if pointer.entry.state is State.FETCHED:
                claim = await self._parts.store.fetch_again(pointer, worker, LEASE_SECONDS)
                if claim is not None:
                    yield claim
        while claims := await self._parts.store.fetch(unit, worker, most, LEASE_SECONDS):
            for claim in claims:
                yield claim

    async def acknowledge(
        self,
        delivery: str,
        *,
        caller_units: frozenset[str],
        received_at: datetime,
        request: str = "",
        approved: bool | None = None,
    ) -> Accepted | None:
        """The kvittens of the unit that got this delivery, the same one for a repeat; None when none of these did.

        What nobody owes a kvittens for is only taken out of the mailbox: a kvittens is not acknowledged by another.
        """
        message_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:uuid:{delivery}#kvittens"))
        for unit in sorted(caller_units):
            given = await self._adapter.receipt(message_id, frozenset({unit}))
            if given is not None:
                await self._take_out(unit, delivery, received_at)
                return Accepted(given, repeated=True)
            original = await self._original(unit, delivery)
            if original is None:
                continue
            if original.kind in EXEMPT:
                await self._take_out(unit, delivery, received_at)
                return Accepted(_taken_out(original, unit, message_id, received_at), repeated=False)
            known = self._parts.directory.unit(unit)
            region = known.region if known else original.region
            message = _kvittens(original, unit, region, delivery, message_id, received_at)
            if approved is not None:
                message = replace(message, content={**message.content, "approved": approved})
            accepted = await self._adapter.accept(
                message, caller_units=caller_units, received_at=received_at, request=request
            )
            if not accepted.receipt.refused:
                await self._take_out(unit, delivery, received_at)
            return accepted
        return None

    async def _original(self, unit: str, delivery: str) -> Message | None:
        """The message that the unit got under this id, pulled or pushed; a notice of ours is owed no kvittens."""
        claim = await self._parts.store.delivered(unit, delivery)
        return claim.message if claim is not None and claim.entry.notice is None else None

    async def _take_out(self, unit: str, delivery: str, at: datetime) -> None:
        await self._parts.store.acknowledge(
            unit, delivery, at, {"what": "acknowledged", "at": at.isoformat(), "recipient": unit}
        )


def _taken_out(original: Message, unit: str, message_id: str, at: datetime) -> StoredReceipt:
    """What is told of a delivery that wants no kvittens: nothing was decided and nothing is sent."""
    decision: dict[str, object] = {"verdicts": [], "issues": [], "pack": None}
    return StoredReceipt(message_id, unit, original.kind, original.action, at, decision, refused=False)


def _kvittens(
    original: Message, unit: str, region: str, delivery: str, message_id: str, at: datetime
) -> Message:
    """What the unit would have sent natively."""
    return Message(
        message_id=message_id,
        kind="kvittens",
        action="new",
        region=region,
        sent_at=at,
        sender=Sender(unit),
        recipients=(original.sender.unit,),
        patient=original.patient,
        episode=original.episode,
        relates_to=delivery,
        content={"acknowledgedAt": at.isoformat()},
    )
