"""Everybody in the store, page by page: for reports, which count and keep nobody."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import cast

from adapter.gateways import audit_records
from adapter.gateways.store_connection import tag
from adapter.gateways.store_shelf import Shelf
from adapter.log import Event, emit
from adapter.model.errors import StoreUnavailable
from adapter.model.kept import PersonState

_LOG = ":log:"
_LOOKED_AT, _TOGETHER = 1000, 64
_AUDITED_IN = tag(0)


class Reading:
    """Reads along the key space; what comes while it reads is read or not."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def note(self, audit: Mapping[str, object]) -> None:
        """That something was read that is of no single person's partition."""
        record, digest = audit_records.record("read-report", audit)
        await self._shelf.connection.call("noted", [_AUDITED_IN], record, digest)

    async def persons(self) -> AsyncIterator[PersonState]:
        """Each person once. Only the random ids are held; a history is gone when the next is asked for."""
        seen: set[str] = set()
        cursor = b"0"
        while True:
            answer = await self._shelf.connection.send(
                "SCAN", cursor, "MATCH", f"*{_LOG}*", "COUNT", _LOOKED_AT
            )
            cursor, keys = cast("tuple[bytes, list[bytes]]", answer)
            # a scan may name a key twice
            fresh = sorted({key.decode() for key in keys} - seen)
            seen.update(fresh)
            for first in range(0, len(fresh), _TOGETHER):
                for person in await self._read(fresh[first : first + _TOGETHER]):
                    yield person
            if cursor == b"0":
                return

    async def _read(self, keys: Sequence[str]) -> list[PersonState]:
        places = [key.split(_LOG, 1) for key in keys]
        step = self._shelf.connection.step
        answers = await self._shelf.connection.together(
            [step("state", [partition], [person]) for partition, person in places]
        )
        found: list[PersonState] = []
        for (partition, person), answer in zip(places, answers, strict=True):
            rev, lines, wrapped = cast("tuple[bytes, list[bytes], list[bytes]]", answer)
            try:
                history, keys_ = self._shelf.opened_person(partition, person, int(rev), lines, wrapped)
            except StoreUnavailable:  # a count without somebody would be a wrong one: none is told, and why
                emit(Event.RECORD_UNREADABLE, entry=person, partition=partition)
                raise
            found.append(PersonState(person, partition, history, keys_))
        return found
