"""Seals the audit: links what the steps appended, one leased sealer per partition, within a second."""

import asyncio
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import cast

from adapter.gateways.audit_chain import GENESIS, Head, HeadsFile, chained
from adapter.gateways.audit_records import parsed
from adapter.gateways.keys import KeyRing
from adapter.gateways.store_connection import Connection
from adapter.model.errors import Unavailable

_EVERY_SECONDS = 0.7
_LEASE_MILLISECONDS = 5000
_EXPORT_SECONDS = 10.0


class AuditSealer:
    """Any number of processes may run one; a partition is sealed by whoever leases it."""

    def __init__(
        self,
        connection: Connection,
        ring: KeyRing,
        now: Callable[[], datetime],
        heads: HeadsFile | None = None,
    ) -> None:
        self._connection = connection
        self._ring = ring
        self._now = now
        self._heads = heads
        self._name = str(uuid.uuid4())
        self._moved: dict[str, Head] = {}

    async def run(self) -> None:
        """Until cancelled; an unreachable store is tried again. Exports heads every ten seconds and at the end."""
        exported = asyncio.get_running_loop().time()
        try:
            while True:
                try:
                    while await self.seal():
                        pass
                except Unavailable:
                    pass
                if asyncio.get_running_loop().time() - exported >= _EXPORT_SECONDS:
                    await self.export()
                    exported = asyncio.get_running_loop().time()
                await asyncio.sleep(_EVERY_SECONDS)
        finally:
            await self.export()

    async def seal(self) -> int:
        """One pass over all partitions in one round trip, and one more for what was found; records sealed."""
        found = await self._connection.call_everywhere("audit_lease", self._name, _LEASE_MILLISECONDS)
        counts = await asyncio.gather(
            *(
                self._seal_partition(place, cast("list[object]", answer))
                for place, answer in found.items()
                if answer
            )
        )
        return sum(counts)

    async def export(self) -> None:
        """Writes the heads that moved since the last export, signed, off the store."""
        if self._heads is None or not self._moved:
            return
        moved, self._moved = self._moved, {}
        await asyncio.to_thread(self._heads.append, self._now(), moved)

    async def _seal_partition(self, partition: str, answer: list[object]) -> int:
        before, mac, _, rows = cast("tuple[bytes, bytes, bytes, list[tuple[bytes, list[bytes]]]]", answer)
        records = [parsed(partition, name, fields) for name, fields in rows]
        if not records:
            return 0
        key = self._ring.current
        head = Head(records[-1].sequence, chained(key.audit, mac or GENESIS, records), key.id)
        sealed = await self._connection.call(
            "audit_seal", [partition], self._name, before, head.sequence, head.mac, head.key_id
        )
        if sealed != b"ok":
            return 0
        self._moved[partition] = head
        return len(records)
