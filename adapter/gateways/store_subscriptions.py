"""Subscriptions in the store: kept per unit, sealed, in the partition that the unit's HSA-id chooses (decision 021).

`{p7f}:subscriptions:<unit>` is a hash of them by id, each with its version in clear before it; `{p7f}:events:<id>` counts
what was notified of. All of it lies where the handshake's lane and the audit record lie, so each change is one step.
"""

import asyncio
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import cast

from adapter.gateways import audit_records
from adapter.gateways.store_connection import tag
from adapter.gateways.store_records import group, lane
from adapter.gateways.store_shelf import Shelf
from adapter.log import Event, emit
from adapter.model.delivery import Entry
from adapter.model.errors import Stale, StoreUnavailable
from adapter.model.subscription import MOST_PER_UNIT, Subscription, TooManySubscriptions


class Subscriptions:
    """Reads are one round trip, also for many units; every change is one durable step."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def subscriptions(self, units: Sequence[str]) -> Sequence[Subscription]:
        """Those of these units, the oldest id first; what cannot be opened is told and left out."""
        answers = await asyncio.gather(
            *(self._shelf.connection.send("HGETALL", _key(unit)) for unit in units)
        )
        found = []
        for unit, answer in zip(units, answers, strict=True):
            rows = cast("list[bytes]", answer)
            for name, value in zip(rows[::2], rows[1::2], strict=True):
                try:
                    found.append(self._opened(unit, name.decode(), value))
                except StoreUnavailable:
                    emit(Event.RECORD_UNREADABLE, entry=name.decode(), partition=place_of(unit))
        return sorted(found, key=lambda one: (one.unit, one.id))

    async def subscription(self, id_: str, units: Sequence[str]) -> Subscription | None:
        """The one of that id, if one of these units has it."""
        answers = await asyncio.gather(
            *(self._shelf.connection.send("HGET", _key(unit), id_) for unit in units)
        )
        for unit, value in zip(units, answers, strict=True):
            if value is not None:
                return self._opened(unit, id_, cast("bytes", value))
        return None

    async def write_subscription(
        self, subscription: Subscription, known: int, handshake: Entry | None, audit: Mapping[str, object]
    ) -> None:
        """Keep it as its next version, with its handshake queued in the same step; `known` 0: a new one.

        Raises `Stale` when its version is not the known one any more, `TooManySubscriptions` when the unit has its fill.
        """
        partition = place_of(subscription.unit)
        record, digest = audit_records.record("subscription", audit)
        queued: tuple[str | bytes, ...] = ("", "", "", "")
        if handshake is not None:
            sealed = self._shelf.records.entry(partition, handshake)
            queued = (handshake.id, lane("", handshake), group(handshake), sealed)
        answer = await self._shelf.connection.call(
            "write_subscription",
            [partition],
            *(subscription.unit, subscription.id, known, subscription.version, self._sealed(subscription)),
            *(MOST_PER_UNIT, record, digest, *queued),
        )
        if answer == b"stale":
            raise Stale("the subscription has changed")
        if answer == b"full":
            raise TooManySubscriptions
        if handshake is not None:
            self._shelf.hint(partition)

    async def remove_subscription(self, id_: str, unit: str, audit: Mapping[str, object]) -> bool:
        """False when the unit has none of that id."""
        record, digest = audit_records.record("subscription", audit)
        answer = await self._shelf.connection.call(
            "remove_subscription", [place_of(unit)], unit, id_, record, digest
        )
        return answer == b"ok"

    async def number_event(self, subscription: Subscription, notification: str) -> int:
        """The number of a notification among its subscription's, from 1; always the same for the same one."""
        answer = await self._shelf.connection.call(
            "number_event", [place_of(subscription.unit)], subscription.id, notification
        )
        return int(cast("int", answer))

    async def forget_event(self, subscription: Subscription, notification: str) -> None:
        """Its number stands in what was frozen: no other attempt asks for it."""
        key = f"{place_of(subscription.unit)}:events:{subscription.id}"
        await self._shelf.connection.send("HDEL", key, notification)

    async def events(self, subscription: Subscription) -> int:
        """How many there have been."""
        key = f"{place_of(subscription.unit)}:events:{subscription.id}"
        count = await self._shelf.connection.send("HGET", key, "count")
        return int(cast("bytes", count)) if count is not None else 0

    def _sealed(self, subscription: Subscription) -> bytes:
        return self._shelf.records.subscription(f"{_key(subscription.unit)}|{subscription.id}", subscription)

    def _opened(self, unit: str, id_: str, value: bytes) -> Subscription:
        return self._shelf.records.read_subscription(f"{_key(unit)}|{id_}", value.partition(b" ")[2])


def place_of(unit: str) -> str:
    """The partition of what is a unit's and of nobody's else: any will do, if it is always the same."""
    return tag(sha256(unit.encode()).digest()[0])


def _key(unit: str) -> str:
    return f"{place_of(unit)}:subscriptions:{unit}"
