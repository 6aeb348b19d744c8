"""The operator's desk (dead letters) and the mailboxes: entries looked at one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

from adapter.gateways import audit_records
from adapter.gateways.store_lanes import opened, readable
from adapter.gateways.store_shelf import Shelf
from adapter.log import Event, emit
from adapter.model.delivery import Entry, State
from adapter.model.errors import StoreUnavailable
from adapter.model.kept import Claim, Pointer


class Desk:
    """Lists ask all partitions in one round trip: the index lies where its entries lie, so neither can be lost alone."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def dead_letters(self, most: int) -> Sequence[Pointer]:
        """Oldest first."""
        return (await self._look("dead", most))[:most]

    async def dead_letter(self, entry_id: str, audit: Mapping[str, object]) -> Claim | None:
        """Opened for reading; its fence is 0, so nothing can be written with it."""
        pointer = await self._dead(entry_id)
        if pointer is None:
            return None
        record, digest = audit_records.record("read-dead-letter", audit, entry=entry_id)
        answer = await self._shelf.connection.call("show", [pointer.partition], entry_id, record, digest)
        return opened(self._shelf, pointer.partition, cast("list[bytes]", answer))

    async def replay(self, entry_id: str, audit: Mapping[str, object]) -> bool:
        """Its attempts begin anew; that an earlier one may have been taken is remembered."""
        pointer = await self._dead(entry_id)
        if pointer is None:
            return False
        entry = replace(pointer.entry, state=State.WAITING, attempts=0, reason=None, async_resends=0)
        record, digest = audit_records.record("replay", audit, entry=entry_id)
        answer = await self._shelf.connection.call(
            "replay",
            [pointer.partition],
            *(entry_id, self._shelf.records.entry(pointer.partition, entry), record, digest),
        )
        self._shelf.hint(pointer.partition)
        return answer == b"ok"

    async def discard(self, entry_id: str, audit: Mapping[str, object]) -> bool:
        """The entry keeps its state and reason for the receipt."""
        pointer = await self._dead(entry_id)
        if pointer is None:
            return False
        record, digest = audit_records.record("discard", audit, entry=entry_id)
        answer = await self._shelf.connection.call("discard", [pointer.partition], entry_id, record, digest)
        self._shelf.hint(pointer.partition)
        return answer == b"ok"

    async def mailbox(self, unit: str) -> Sequence[Pointer]:
        """Oldest first; fetched ones stay until they are acknowledged."""
        return await self._look(f"mailbox:{unit}", 0)

    async def fetch(self, unit: str, worker: str, most: int, lease_seconds: float) -> Sequence[Claim]:
        """At most one head per lane and call: order holds."""
        places = {pointer.partition for pointer in await self.mailbox(unit)}
        claims: list[Claim] = []
        for partition in sorted(places):
            answer = await self._shelf.connection.call(
                "claim", [partition], f"mailbox:{unit}", most - len(claims), int(lease_seconds * 1000), worker
            )
            claims += readable(self._shelf, partition, cast("list[list[bytes]]", answer))
            if len(claims) >= most:
                break
        return claims

    async def fetch_again(self, pointer: Pointer, worker: str, lease_seconds: float) -> Claim | None:
        """Its lease is its own: it is in no lane any more."""
        answer = await self._shelf.connection.call(
            "fetch_again", [pointer.partition], pointer.entry.id, int(lease_seconds * 1000), worker
        )
        row = cast("list[bytes]", answer)
        return opened(self._shelf, pointer.partition, row) if row else None

    async def delivered(self, unit: str, delivery: str) -> Claim | None:
        """For reading; its fence is 0, so nothing can be written with it."""
        place = await self._place(unit, delivery)
        if place is None:
            return None
        partition, entry_id = place
        row = cast("list[bytes]", await self._shelf.connection.call("peek", [partition], entry_id))
        return opened(self._shelf, partition, row) if row else None

    async def take(self, unit: str, delivery: str, worker: str, lease_seconds: float) -> Claim | None:
        """The lane itself is leased: no worker sends meanwhile."""
        place = await self._place(unit, delivery)
        if place is None:
            return None
        partition, entry_id = place
        row = cast(
            "list[bytes]",
            await self._shelf.connection.call(
                "take", [partition], entry_id, int(lease_seconds * 1000), worker
            ),
        )
        if row == [b"busy"]:
            raise StoreUnavailable("the delivery is being sent; answer again")
        return opened(self._shelf, partition, row) if row else None

    async def take_out(
        self, unit: str, partition: str, entry_id: str, worker: str, lease_seconds: float
    ) -> Claim | None:
        """The lane is leased with it: what stands before it is not disturbed."""
        answer = await self._shelf.connection.call(
            "take_out", [partition], entry_id, int(lease_seconds * 1000), worker, unit
        )
        row = cast("list[bytes]", answer)
        if row == [b"busy"]:
            raise StoreUnavailable("the mailbox is being fetched from; ask again")
        return opened(self._shelf, partition, row) if row else None

    async def acknowledge(
        self, unit: str, delivery: str, at: datetime, audit: Mapping[str, object]
    ) -> Entry | None:
        """By the delivery id that the fetch gave out."""
        place = await self._place(unit, delivery)
        if place is None:
            return None
        partition, entry_id = place
        doc, state = cast(
            "list[bytes]",
            await self._shelf.connection.send("HMGET", f"{partition}:entry:{entry_id}", "doc", "state"),
        )
        kept = self._shelf.records.read_entry(partition, entry_id, doc, state)
        if kept.state is State.DELIVERED:
            return kept
        entry = replace(kept, state=State.DELIVERED, delivered_at=at, unknown=False)
        record, digest = audit_records.record("acknowledge", audit, entry=entry_id, message=entry.message_key)
        sealed = self._shelf.records.entry(partition, entry)
        answer = await self._shelf.connection.call(
            "acknowledge", [partition], entry_id, sealed, record, digest
        )
        self._shelf.hint(partition)
        return None if answer == b"lost" else entry

    async def _place(self, unit: str, delivery: str) -> tuple[str, str] | None:
        """Partition and entry of a delivery that the unit got; asks all partitions in one round trip."""
        found = await self._shelf.connection.send_everywhere("HGET", f"deliveries:{unit}", delivery)
        return next(
            (
                (partition, cast("bytes", name).decode())
                for partition, name in found.items()
                if name is not None
            ),
            None,
        )

    async def _dead(self, entry_id: str) -> Pointer | None:
        return next((one for one in await self._look("dead", 0) if one.entry.id == entry_id), None)

    async def _look(self, index: str, most: int) -> list[Pointer]:
        answers = await self._shelf.connection.call_everywhere("look", index, 0, most - 1)
        found: list[Pointer] = []
        for partition, answer in answers.items():
            for name, doc, state, at in cast("list[tuple[bytes, bytes, bytes, bytes]]", answer):
                try:
                    entry = self._shelf.records.read_entry(partition, name.decode(), doc, state)
                except StoreUnavailable:
                    emit(Event.RECORD_UNREADABLE, entry=name.decode(), partition=partition)
                    continue
                found.append(Pointer(partition, entry, datetime.fromtimestamp(int(at) / 1000, UTC)))
        return sorted(found, key=lambda pointer: pointer.at)
