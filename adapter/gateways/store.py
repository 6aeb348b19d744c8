"""The store: `ports.Store` over the Redis protocol, put together of its parts.

How it lies there (decision 2, semantics 26 to 30): `id:<hmac>`, `index:<key>:<hmac>` and `tried:<hmac>` in slots of their
own; everything of a person under the hash tag of its partition: `{p7f}:person`, `:log` (the history, sealed line by
line), `:keys` (wrapped data keys), `:message`, `:entry`, `:queue` and `:lane` (lanes), `:due:<group>` with `:next`
above them, `:clock`, `:undelivered`, `:mailbox:<unit>`, `:known:<unit>`, `:hooks`,
`:subscriptions:<unit>`, `:events`, `:dead`, `:audit`. In clear there are only random ids, units, states and instants.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime

from adapter.gateways.keys import KeyRing
from adapter.gateways.store_circuits import Circuits
from adapter.gateways.store_clock import Clockwork
from adapter.gateways.store_connection import Connection
from adapter.gateways.store_desk import Desk
from adapter.gateways.store_known import Known
from adapter.gateways.store_lanes import Lanes
from adapter.gateways.store_late import Late
from adapter.gateways.store_papers import Papers
from adapter.gateways.store_reading import Reading
from adapter.gateways.store_shelf import Shelf
from adapter.gateways.store_subscriptions import Subscriptions
from adapter.gateways.store_work import Work
from adapter.model.delivery import Entry
from adapter.model.kept import Circuit, Claim, PersonState, Pointer

_IN_FLIGHT = 4


class RedisStore(Papers, Lanes, Clockwork, Late, Known, Subscriptions):
    """One per process; every method that writes returns after the write is durable."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._circuits_kept = Circuits(shelf)
        self._work_found = Work(shelf)
        self._desk = Desk(shelf)
        self._reading = Reading(shelf)
        Papers.__init__(self, shelf)
        Lanes.__init__(self, shelf, self._work_found, self._circuits_kept)
        Clockwork.__init__(self, shelf)
        Late.__init__(self, shelf)
        Known.__init__(self, shelf)
        Subscriptions.__init__(self, shelf)

    @classmethod
    async def over(
        cls, connection: Connection, ring: KeyRing, in_flight: Callable[[str], int] = lambda _: _IN_FLIGHT
    ) -> "RedisStore":
        """A store on an open connection; `in_flight` says how many deliveries an endpoint takes at once.

        Raises `ConfigurationError` when the keys are not this store's.
        """
        return cls(await Shelf.over(connection, ring, in_flight))

    async def close(self) -> None:
        """Lets go of the connection; leases are left to end."""
        await self._work_found.close()
        await self.shelf.connection.close()

    async def ping(self) -> None:
        """Raises `StoreUnavailable` when the store does not answer, `StoreFull` when it takes no messages."""
        await self.shelf.connection.send("PING")
        await self.shelf.room_for_intake()

    async def wait_for_work(self, timeout: float) -> bool:
        """Until something may be due."""
        return await self._work_found.wait(timeout)

    async def open_circuit(self, endpoint: str, seconds: float, reason: str) -> None:
        """For every worker."""
        await self._circuits_kept.open(endpoint, seconds, reason)

    async def close_circuit(self, endpoint: str) -> None:
        """For every worker, within a second."""
        await self._circuits_kept.close(endpoint)

    async def circuit(self, endpoint: str) -> Circuit | None:
        """At most a second old."""
        return await self._circuits_kept.state(endpoint)

    async def trouble(self, endpoint: str) -> Circuit | None:
        """The open circuit, or that of a moment ago."""
        return await self._circuits_kept.trouble(endpoint)

    def persons(self) -> AsyncIterator[PersonState]:
        """Each person once, page by page."""
        return self._reading.persons()

    async def note(self, audit: Mapping[str, object]) -> None:
        """In the audit chain."""
        await self._reading.note(audit)

    async def dead_letters(self, most: int) -> Sequence[Pointer]:
        """Oldest first."""
        return await self._desk.dead_letters(most)

    async def dead_letter(self, entry_id: str, audit: Mapping[str, object]) -> Claim | None:
        """With its message."""
        return await self._desk.dead_letter(entry_id, audit)

    async def replay(self, entry_id: str, audit: Mapping[str, object]) -> bool:
        """To the front of its lane."""
        return await self._desk.replay(entry_id, audit)

    async def discard(self, entry_id: str, audit: Mapping[str, object]) -> bool:
        """What waited behind it goes on."""
        return await self._desk.discard(entry_id, audit)

    async def mailbox(self, unit: str) -> Sequence[Pointer]:
        """Oldest first."""
        return await self._desk.mailbox(unit)

    async def fetch(self, unit: str, worker: str, most: int, lease_seconds: float) -> Sequence[Claim]:
        """Heads of the unit's lanes."""
        return await self._desk.fetch(unit, worker, most, lease_seconds)

    async def fetch_again(self, pointer: Pointer, worker: str, lease_seconds: float) -> Claim | None:
        """Fetched before, not acknowledged."""
        return await self._desk.fetch_again(pointer, worker, lease_seconds)

    async def delivered(self, unit: str, delivery: str) -> Claim | None:
        """What the unit got, or may have got, under this id."""
        return await self._desk.delivered(unit, delivery)

    async def take(self, unit: str, delivery: str, worker: str, lease_seconds: float) -> Claim | None:
        """For an answer that came by itself."""
        return await self._desk.take(unit, delivery, worker, lease_seconds)

    async def take_out(
        self, unit: str, partition: str, entry_id: str, worker: str, lease_seconds: float
    ) -> Claim | None:
        """Out of its turn."""
        return await self._desk.take_out(unit, partition, entry_id, worker, lease_seconds)

    async def acknowledge(
        self, unit: str, delivery: str, at: datetime, audit: Mapping[str, object]
    ) -> Entry | None:
        """Off the mailbox."""
        return await self._desk.acknowledge(unit, delivery, at, audit)
