"""What all parts of the store share: the connection, the records' seals, hints of work and the memory gauge."""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import cast

from adapter.gateways.keys import KeyRing, Unsealable, data_key
from adapter.gateways.store_connection import LAYOUT, Connection, partitions
from adapter.gateways.store_records import PERSON_KEY, PersonKeys, Records
from adapter.model.errors import ConfigurationError, LeaseLost, Stale, StoreFull, StoreUnavailable
from adapter.model.history import History

_GAUGE_SECONDS = 1.0
_INTAKE_SHARE = 0.8
_SECRET_PLACE = f"{LAYOUT}|secret"


class Shelf:
    """One per process; built by `open_store`."""

    def __init__(self, connection: Connection, records: Records, in_flight: Callable[[str], int]) -> None:
        self.connection = connection
        self.records = records
        self.in_flight = in_flight
        self.hints: set[str] = set()
        self.woken = asyncio.Event()
        self._memory_checked = float("-inf")
        self._full = False

    @classmethod
    async def over(cls, connection: Connection, ring: KeyRing, in_flight: Callable[[str], int]) -> "Shelf":
        """Opens the store's own secret, or makes it for a new store.

        Raises `ConfigurationError` when the key file is not the one this store was made with.
        """
        fresh = ring.wrap(_SECRET_PLACE, data_key())
        await connection.send("HSETNX", LAYOUT, "secret", fresh)
        kept = cast("bytes", await connection.send("HGET", LAYOUT, "secret"))
        try:
            secret = ring.unwrap(_SECRET_PLACE, kept)
        except Unsealable:
            raise ConfigurationError(
                "the key file does not belong to this store: no key in it opens it"
            ) from None
        return cls(connection, Records(ring, secret), in_flight)

    def hint(self, partition: str) -> None:
        """Something in the partition may be due."""
        self.hints.add(partition)
        self.woken.set()

    def hint_all(self) -> None:
        """Look everywhere the next time, whatever was said or seen."""
        self.hints.update(partitions())
        self.woken.set()

    async def room_for_intake(self) -> None:
        """Raises `StoreFull` from 80 % of the store's memory (semantics 35); asks at most once a second."""
        if time.monotonic() - self._memory_checked >= _GAUGE_SECONDS:
            self._memory_checked = time.monotonic()
            used, most = await self.memory()
            self._full = bool(most) and used >= _INTAKE_SHARE * most
        if self._full:
            raise StoreFull("the store is at its limit for new messages; send again later")

    def forget_memory(self) -> None:
        """Ask anew the next time."""
        self._memory_checked = float("-inf")

    async def memory(self) -> tuple[int, int]:
        """Bytes used and allowed; 0 allowed means that the server sets no limit."""
        answer = cast("bytes", await self.connection.send("INFO", "memory"))
        values = dict(line.split(b":", 1) for line in answer.splitlines() if b":" in line)
        return int(values[b"used_memory"]), int(values[b"maxmemory"])

    async def read_person(self, partition: str, person: str) -> tuple[History, PersonKeys]:
        """A person's history and keys, of one instant."""
        answer = await self.connection.call("state", [partition], person)
        rev, lines, wrapped = cast("tuple[bytes, list[bytes], list[bytes]]", answer)
        return self.opened_person(partition, person, int(rev), lines, wrapped)

    def opened_person(
        self, partition: str, person: str, rev: int, lines: Sequence[bytes], wrapped: Sequence[bytes]
    ) -> tuple[History, PersonKeys]:
        """What a script answered of a person, opened."""
        by_name = {name.decode(): key for name, key in zip(wrapped[::2], wrapped[1::2], strict=True)}
        keys = PersonKeys(partition, person, by_name, {}, len(lines))
        if not lines:
            return History(rev=rev), keys
        if PERSON_KEY not in by_name:
            raise StoreUnavailable(f"the key of {partition}:log:{person} is not there")
        key = self.records.open_key(partition, person, PERSON_KEY, by_name[PERSON_KEY])
        return self.records.history(key, partition, person, rev, lines), keys


def written(answer: object) -> bool:
    """Whether the step was taken now (True) or had been before (False). Raises `Stale` or `LeaseLost`."""
    match answer:
        case b"ok":
            return True
        case b"already":
            return False
        case b"stale":
            raise Stale("the person's state moved")
        case b"lost":
            raise LeaseLost("another worker holds the lane")
        case _:
            raise StoreUnavailable("the store answered a step with something unknown")


def milliseconds(at: datetime) -> int:
    """An instant of the adapter's clock as a score of the clock's set (decision 014)."""
    return int(at.timestamp() * 1000)
