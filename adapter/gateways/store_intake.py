"""The store's intake: idempotency, persons, and the one step that makes a message accepted."""

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import cast

from adapter.gateways import audit_records
from adapter.gateways.store_connection import Argument, tag
from adapter.gateways.store_records import PERSON_KEY, LogRecord, PersonKeys, group, lane
from adapter.gateways.store_shelf import Shelf, milliseconds, written
from adapter.model.delivery import Entry, State
from adapter.model.errors import LeaseLost, StoreUnavailable
from adapter.model.history import History, Owed
from adapter.model.kept import Acceptance, Conflicting, PersonState, Repeated, Reserved, StoredReceipt

RESERVED_SECONDS = 30.0
IDENTITY_RETRY_SECONDS = 30.0
IDENTITY_HOLD_HOURS = 24
_BUSY_SECONDS = 5.0
_BUSY_POLL_SECONDS = 0.05
TELL_AFTER = timedelta(minutes=15)
"""Where nothing else is said, its sender is told that a message has not arrived (semantics 32)."""
_RESTRICTIONS = frozenset({"withdrawn", "refused"})


class Intake:
    """Reserve, gather, put or refuse."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def reserve(self, sender: str, message_id: str, digest: str) -> Reserved | Repeated | Conflicting:
        """One round trip for a new id; a repeat waits up to five seconds for the first to finish."""
        key = self._shelf.records.message_key(sender, message_id)
        token = f"{key}:{uuid.uuid4()}"
        over = ""
        deadline = asyncio.get_running_loop().time() + _BUSY_SECONDS
        while True:
            answer = await self._shelf.connection.call(
                "reserve", [_slot(key)], digest, token, int(RESERVED_SECONDS * 1000), over
            )
            match cast("list[bytes]", answer):
                case [b"reserved"]:
                    return Reserved(token)
                case [b"bound", before, kept, partition, lapsed]:
                    receipt = await self._receipt(partition.decode(), key)
                    if receipt is not None:
                        return Repeated(receipt) if kept.decode() == digest else Conflicting()
                    # Bound, but nothing there: a crash came between; ours once its time is over.
                    over = before.decode() if lapsed == b"1" else ""
                case _:
                    over = ""
            if over:
                continue
            if asyncio.get_running_loop().time() >= deadline:
                raise StoreUnavailable("the same message is being handled; send again")
            await asyncio.sleep(_BUSY_POLL_SECONDS)

    async def release(self, reserved: Reserved) -> None:
        """Ends the reservation's time; what was put under it all the same is found by the next."""
        await self._shelf.connection.call("yield_reservation", [_slot(_key(reserved))], reserved.token)

    async def person(self, numbers: Sequence[str]) -> PersonState:
        """By the index of `numbers[0]` under the current key, else an older one, which is then rewritten."""
        connection = self._shelf.connection
        places = self._shelf.records.ring.index(numbers[0])
        found = await asyncio.gather(*(connection.send("GET", place) for place in places))
        for place, value in zip(places, found, strict=True):
            if value is not None:
                if place != places[0]:
                    value = await connection.call("settle_index", [places[0]], cast("bytes", value))  # noqa: PLW2901
                return await self._kept(cast("bytes", value))
        fresh = uuid.uuid4()
        ours = f"{tag(fresh.bytes[0])} {fresh}".encode()
        value = await connection.call("settle_index", [places[0]], ours)
        if value != ours:
            return await self._kept(cast("bytes", value))
        partition, person = tag(fresh.bytes[0]), str(fresh)
        return PersonState(person, partition, History(), PersonKeys(partition, person, {}, {}))

    async def known(self, number: str) -> PersonState | None:
        """The state found under a number, without making a place for it: for linked numbers and access logs."""
        places = self._shelf.records.ring.index(number)
        found = await asyncio.gather(*(self._shelf.connection.send("GET", place) for place in places))
        value = next((value for value in found if value is not None), None)
        return await self._kept(cast("bytes", value)) if value is not None else None

    async def put(self, reserved: Reserved, person: PersonState, acceptance: Acceptance) -> StoredReceipt:
        """One step, one round trip; answers the stored receipt when the same was put before."""
        restricts = any(record.consent.status in _RESTRICTIONS for record in acceptance.consents)
        if not restricts:
            await self._shelf.room_for_intake()
        key = _key(reserved)
        partition = person.partition
        keys, body = self._sealed_body(key, person, acceptance)
        entries = tuple(replace(entry, message_key=key) for entry in acceptance.entries)
        receipt = _receipt_of(acceptance, entries)
        log = LogRecord(acceptance.event, acceptance.consents, (*acceptance.owed, *acceptance.met))
        record, digest = audit_records.record("put", acceptance.audit, person=person.key, message=key)
        arguments: list[Argument] = [
            *(key, reserved.token, person.key, person.history.rev),
            *body,
            self._shelf.records.receipt(partition, key, receipt),
            self._shelf.records.log(self._key_of(keys, PERSON_KEY), partition, person.key, log),
            *(record, digest, int(acceptance.wake)),
            IDENTITY_HOLD_HOURS * 3_600_000 if acceptance.identity_hold else "",
            keys.lines if restricts or _follows_disclosures(acceptance) else "",
            milliseconds(acceptance.received_at),
            *_counted([(name, wrapped) for name, wrapped in keys.new.items()]),
            *_counted([self._enqueued(partition, person.key, entry, acceptance) for entry in entries]),
            *_counted([(gone,) for gone in acceptance.supersede]),
            receipt.sender,
            *_counted([self._notifying(partition, person.key, *one) for one in acceptance.notifications]),
        ]
        answer = await self._shelf.connection.call(
            "put_restriction" if restricts else "put", [partition, _slot(key)], *arguments
        )
        try:
            fresh = written(answer)
        except LeaseLost:
            raise StoreUnavailable("another request handles the same message; send again") from None
        if fresh:
            if any(entry.state is not State.AVAILABLE for entry in entries) or acceptance.wake:
                self._shelf.hint(partition)
            return receipt
        return await self._receipt(partition, key) or receipt

    async def refuse(self, reserved: Reserved, receipt: StoredReceipt, audit: Mapping[str, object]) -> None:
        """In a partition of the id's own: a refused message has no person."""
        key = _key(reserved)
        partition = tag(int(key[:2], 16))
        bound = await self._shelf.connection.call("bind", [_slot(key)], reserved.token, partition)
        if bound != b"ok":
            raise StoreUnavailable("another request handles the same message; send again")
        sealed = self._shelf.records.receipt(partition, key, receipt)
        record, digest = audit_records.record("refuse", audit, message=key)
        written(await self._shelf.connection.call("refuse", [partition], key, sealed, record, digest))

    async def receipt(self, message_id: str, units: Sequence[str]) -> StoredReceipt | None:
        """Looked for under each of the units; with the entries and what is owed as they are now."""
        for unit in units:
            key = self._shelf.records.message_key(unit, message_id)
            partition = cast(
                "bytes | None", await self._shelf.connection.send("HGET", _slot(key), "partition")
            )
            if partition is not None and (found := await self._receipt(partition.decode(), key)):
                return found
        return None

    async def purge(self, most: int = 100) -> int:
        """Bodies that waited for the register for a day are erased (semantics 15); how many, in all partitions."""
        answers = await self._shelf.connection.call_everywhere("purge", most)
        return sum(cast("list[int]", list(answers.values())))

    async def _kept(self, value: bytes) -> PersonState:
        partition, _, person = value.decode().partition(" ")
        history, keys = await self._shelf.read_person(partition, person)
        return PersonState(person, partition, history, keys)

    async def _receipt(self, partition: str, key: str) -> StoredReceipt | None:
        answer = cast("list[object]", await self._shelf.connection.call("receipt", [partition], key))
        if not answer:
            return None
        kept = self._shelf.records.read_receipt(partition, key, cast("bytes", answer[0]))
        entries = tuple(
            self._shelf.records.read_entry(partition, name.decode(), doc, state, told)
            for name, doc, state, told in cast("list[tuple[bytes, bytes, bytes, bytes]]", answer[1])
        )
        owed = kept.owed
        if len(answer) > 2:  # noqa: PLR2004 - a refusal has no person
            person, lines, wrapped = cast("tuple[bytes, list[bytes], list[bytes]]", answer[2:])
            history, _ = self._shelf.opened_person(partition, person.decode(), 0, lines, wrapped)
            owed = _now_owed(owed, history)
        return StoredReceipt(
            kept.message_id,
            kept.sender,
            kept.kind,
            kept.action,
            kept.received_at,
            kept.decision,
            kept.refused,
            entries,
            owed,
            kept.alike,
        )

    def _sealed_body(
        self, key: str, person: PersonState, acceptance: Acceptance
    ) -> tuple[PersonKeys, tuple[bytes, str, bytes]]:
        """The person's keys with what must be added, and the body with the name or wrapping of its key."""
        keys = PersonKeys.of(person)
        names = {PERSON_KEY}
        message = acceptance.message
        stay = self._shelf.records.episode_name(message) if message is not None else ""
        if stay:
            names.add(stay)
        new = {
            name: self._shelf.records.new_key(person.partition, person.key, name)[1]
            for name in names - keys.wrapped.keys()
        }
        keys = replace(keys, wrapped={**keys.wrapped, **new}, new=new)
        if message is None:
            return keys, (b"", "", b"")
        if stay:
            opened, own = self._key_of(keys, stay), b""
        else:
            opened, own = self._shelf.records.new_key(person.partition, person.key, key)
        return keys, (self._shelf.records.message(opened, stay, person.partition, key, message), stay, own)

    def _key_of(self, keys: PersonKeys, name: str) -> bytes:
        return self._shelf.records.open_key(keys.partition, keys.person, name, keys.wrapped[name])

    def _enqueued(
        self, partition: str, person: str, entry: Entry, acceptance: Acceptance
    ) -> tuple[Argument, ...]:
        return (
            *(entry.id, lane(person, entry), group(entry), _delay(entry, acceptance), entry.state.value),
            self._shelf.records.entry(partition, entry),
            _wait(entry, acceptance),
        )

    def _notifying(self, partition: str, person: str, about: str, entry: Entry) -> tuple[Argument, ...]:
        sealed = self._shelf.records.entry(partition, entry)
        return about, entry.id, lane(person, entry), group(entry), sealed


def _follows_disclosures(acceptance: Acceptance) -> bool:
    """Whether who has had what decides who is told: an attempt begun meanwhile makes it stale (semantics 21)."""
    taken_back = acceptance.event is not None and acceptance.event.action in {"cancel", "annul"}
    return taken_back or bool(acceptance.supersede)


def _delay(entry: Entry, acceptance: Acceptance) -> int:
    """Milliseconds until a held entry is looked at anew: the register is asked again soon, a consent wakes it."""
    if entry.state is not State.HELD:
        return 0
    waits = [IDENTITY_RETRY_SECONDS] if acceptance.identity_hold else []
    if entry.hold_until is not None:
        waits.append((entry.hold_until - acceptance.received_at).total_seconds())
    return max(0, int(1000 * min(waits, default=IDENTITY_RETRY_SECONDS)))


def _wait(entry: Entry, acceptance: Acceptance) -> int:
    """Milliseconds until its sender is told that it has not arrived."""
    at = entry.tell_at or acceptance.received_at + TELL_AFTER
    return max(0, int(1000 * (at - acceptance.received_at).total_seconds()))


def _receipt_of(acceptance: Acceptance, entries: tuple[Entry, ...]) -> StoredReceipt:
    message, event = acceptance.message, acceptance.event
    return StoredReceipt(
        message.message_id if message else event.message_id if event else "",
        message.sender.unit if message else event.sender if event else "",
        message.kind if message else event.kind if event else "",
        message.action if message else event.action if event else "",
        acceptance.received_at,
        acceptance.decision,
        refused=False,
        entries=entries,
        owed=acceptance.owed,
    )


def _now_owed(owed: tuple[Owed, ...], history: History) -> tuple[Owed, ...]:
    now = {(one.message_id, one.unit): one for one in history.owed}
    return tuple(now.get((one.message_id, one.unit), one) for one in owed)


def _counted(rows: Sequence[tuple[Argument, ...]]) -> list[Argument]:
    return [len(rows), *(value for row in rows for value in row)]


def _key(reserved: Reserved) -> str:
    return reserved.token.partition(":")[0]


def _slot(key: str) -> str:
    return f"id:{key}"
