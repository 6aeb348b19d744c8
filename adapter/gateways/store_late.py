"""The store's look at what has not arrived in time, and the telling of it (semantics 32, 33)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from adapter.gateways import audit_records
from adapter.gateways.store_connection import Argument, partitions
from adapter.gateways.store_lanes import readable
from adapter.gateways.store_records import group, lane
from adapter.gateways.store_shelf import Shelf
from adapter.model.delivery import Entry
from adapter.model.kept import Claim


class Late:
    """`{p7f}:undelivered` has by the time to tell every entry that has not arrived, whatever its lane waits for."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def undelivered(self, most: int, lease_seconds: float) -> Sequence[Claim]:
        """Up to `most` of each partition whose time has come, for reading; one round trip over all partitions.

        What is not told of within the lease is found again.
        """
        answers = await self._shelf.connection.call_everywhere("late", most, int(lease_seconds * 1000))
        found: list[Claim] = []
        for place in partitions():
            found += readable(self._shelf, place, cast("list[list[bytes]]", answers[place]))
        return found

    async def tell_delayed(
        self, claim: Claim, notice: Entry, arrived: Entry, audit: Mapping[str, object]
    ) -> bool:
        """Queue the notice, and keep the one that goes when the entry arrives; False when it was told or has arrived."""
        record, digest = audit_records.record(
            "tell", audit, person=claim.person_key, message=claim.entry.message_key, entry=claim.entry.id
        )
        answer = await self._shelf.connection.call(
            "tell_delayed",
            [claim.partition],
            *(claim.entry.id, record, digest),
            *self._queued(claim, notice),
            *self._queued(claim, arrived),
        )
        self._shelf.hint(claim.partition)
        return answer == b"ok"

    async def forget_late(self, claim: Claim) -> None:
        """There is nobody to tell."""
        await self._shelf.connection.call("forget_late", [claim.partition], claim.entry.id)

    def _queued(self, claim: Claim, entry: Entry) -> tuple[Argument, ...]:
        entry = replace(entry, message_key=claim.entry.message_key)
        sealed = self._shelf.records.entry(claim.partition, entry)
        return entry.id, lane(claim.person_key, entry), group(entry), entry.state.value, sealed
