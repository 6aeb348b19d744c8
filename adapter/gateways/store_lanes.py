"""The store's lanes: claiming heads under a lease, and what becomes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import cast

from adapter.gateways import audit_records
from adapter.gateways.store_circuits import Circuits
from adapter.gateways.store_records import PERSON_KEY, LogRecord, group, lane
from adapter.gateways.store_shelf import Shelf, milliseconds, written
from adapter.gateways.store_work import Work
from adapter.log import Event, emit
from adapter.model.delivery import Entry, Frozen, State
from adapter.model.errors import StoreUnavailable
from adapter.model.history import Disclosure, History
from adapter.model.kept import Claim

_UNKNOWN_SINCE = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True, repr=False)
class Leased:
    """What a claim carries for writing about its entry: the opened keys."""

    body_key: bytes | None
    person_key: bytes
    read: list[History]
    """The person's history as it was at the claim, until it is asked for; then the next asks anew."""


class Lanes:
    """Claim, begin, then settle, reschedule or bury."""

    def __init__(self, shelf: Shelf, work: Work, circuits: Circuits) -> None:
        self._shelf = shelf
        self._work = work
        self._circuits = circuits

    async def claim(self, worker: str, most: int, lease_seconds: float) -> Sequence[Claim]:
        """Looks where something is said to be due, now and then everywhere; two round trips when there is work."""
        if most <= 0:
            return []
        due = await self._work.due()
        share = await self._circuits.share(due, most, lease_seconds)
        if not share:
            return []
        lease = int(lease_seconds * 1000)
        answers = await self._shelf.connection.together(
            [
                self._shelf.connection.step("claim", [partition], (f"to:{endpoint}", count, lease, worker))
                for (partition, endpoint), count in share.items()
            ]
        )
        claims: list[Claim] = []
        for ((partition, endpoint), count), answer in zip(share.items(), answers, strict=True):
            rows = cast("list[list[bytes]]", answer)
            if len(rows) == count:
                self._shelf.hint(partition)
            taken = readable(self._shelf, partition, rows)
            self._circuits.took(endpoint, taken, lease_seconds)
            claims += taken
        await self._circuits.return_probes()
        return claims

    async def history(self, claim: Claim) -> History:
        """At first as of the claim (`begin` compares its rev), then one round trip each time."""
        if read := _kept(claim).read:
            return read.pop()
        history, _ = await self._shelf.read_person(claim.partition, claim.person_key)
        return history

    async def begin(
        self,
        claim: Claim,
        rev: int,
        frozen: Frozen,
        disclosure: Disclosure | None,
        audit: Mapping[str, object],
    ) -> Entry:
        """The attempt in the entry, the disclosure in the person's history, the record in the audit: one step."""
        kept, records = _kept(claim), self._shelf.records
        kept.read.clear()
        partition, person = claim.partition, claim.person_key
        before = claim.entry
        at = disclosure.at if disclosure is not None else None
        entry = replace(
            before,
            attempts=before.attempts + 1,
            unknown=True,
            frozen=frozen,
            first_attempt_at=before.first_attempt_at or at,
        )
        line = b""
        if disclosure is not None:
            line = records.log(kept.person_key, partition, person, LogRecord(disclosure=disclosure))
        record, digest = audit_records.record(
            "begin", audit, person=person, message=entry.message_key, entry=entry.id
        )
        answer = await self._shelf.connection.call(
            "begin",
            [partition],
            *(claim.lane, claim.fence, entry.id, person, rev, f"{claim.fence}/{frozen.delivery}"),
            records.entry(partition, entry),
            records.frozen(kept.body_key, partition, entry.id, frozen),
            *(line, record, digest, frozen.delivery, entry.recipient),
            "" if disclosure is None else milliseconds(disclosure.at),
        )
        written(answer)
        return entry

    async def settle(self, claim: Claim, entry: Entry, audit: Mapping[str, object]) -> None:
        """A repeat answers as the first did."""
        record, digest = self._record("settle", claim, entry, audit)
        answer = await self._shelf.connection.call(
            "settle",
            [claim.partition],
            *(claim.lane, claim.fence, entry.id, claim.person_key, entry.state.value),
            self._shelf.records.entry(claim.partition, entry),
            *(record, digest),
        )
        self._over(claim)
        written(answer)

    async def reschedule(
        self,
        claim: Claim,
        entry: Entry,
        seconds: float,
        audit: Mapping[str, object] | None,
        *,
        cleared: bool = False,
    ) -> None:
        """To the due set of the entry's endpoint, or its unit's mailbox, as the entry now says."""
        record, digest = self._record("reschedule", claim, entry, audit) if audit is not None else (b"", "")
        answer = await self._shelf.connection.call(
            "reschedule",
            [claim.partition],
            *(claim.lane, claim.fence, entry.id, claim.person_key, entry.state.value),
            self._shelf.records.entry(claim.partition, entry),
            *(max(0, int(seconds * 1000)), group(entry), int(entry.frozen is not None), record, digest),
            int(cleared),
        )
        self._over(claim)
        written(answer)

    async def bury(
        self, claim: Claim, entry: Entry, audit: Mapping[str, object], *, block_lane: bool
    ) -> None:
        """Only this lane is touched."""
        entry = replace(entry, state=State.BURIED)
        record, digest = self._record("bury", claim, entry, audit)
        answer = await self._shelf.connection.call(
            "bury",
            [claim.partition],
            *(claim.lane, claim.fence, entry.id, claim.person_key),
            self._shelf.records.entry(claim.partition, entry),
            *(int(block_lane), record, digest),
        )
        self._over(claim)
        written(answer)

    async def notify(self, claim: Claim, entry: Entry) -> None:
        """In the express lane of (person, recipient of the notice)."""
        entry = replace(entry, message_key=claim.entry.message_key)
        await self._shelf.connection.call(
            "notify",
            [claim.partition],
            *(claim.person_key, entry.message_key, entry.id, lane(claim.person_key, entry), group(entry)),
            *(entry.state.value, self._shelf.records.entry(claim.partition, entry)),
        )
        self._shelf.hint(claim.partition)

    def _over(self, claim: Claim) -> None:
        self._circuits.gave_back(claim)
        self._shelf.hint(claim.partition)

    def _record(
        self, step: str, claim: Claim, entry: Entry, audit: Mapping[str, object]
    ) -> tuple[bytes, str]:
        return audit_records.record(
            step,
            audit,
            person=claim.person_key,
            message=entry.message_key,
            entry=entry.id,
            state=entry.state.value,
        )


def readable(shelf: Shelf, partition: str, rows: Sequence[Sequence[bytes]]) -> list[Claim]:
    """The claims that can be opened. One that cannot keeps its own lane leased and is told, the others go on."""
    claims = []
    for row in rows:
        try:
            claims.append(opened(shelf, partition, row))
        except StoreUnavailable:
            emit(Event.RECORD_UNREADABLE, entry=row[2].decode(), partition=partition)
    return claims


def opened(shelf: Shelf, partition: str, row: Sequence[bytes]) -> Claim:
    """A claim out of what the script answered of a lane's head."""
    records = shelf.records
    lane_name, fence, entry_id, person, message_key = (value.decode() for value in row[:5])
    doc, frozen, body, key_name, wrapped, receipt, person_wrapped, state, rev = row[5:14]
    lines = cast("list[bytes]", row[14])
    body_key = None
    if wrapped:
        owner_name = key_name.decode() or message_key
        body_key = records.open_key(partition, person, owner_name, wrapped)
    entry = records.read_entry(partition, entry_id, doc, state)
    entry = replace(entry, frozen=records.read_frozen(body_key, partition, entry_id, frozen))
    message = None
    if body_key is not None and body:
        message = records.read_message(body_key, partition, message_key, body)
    kept = records.read_receipt(partition, message_key, receipt) if receipt else None
    # a subscription's handshake is about nobody
    person_key = records.open_key(partition, person, PERSON_KEY, person_wrapped) if person else b""
    return Claim(
        partition,
        person,
        lane_name,
        int(fence),
        entry,
        message,
        kept.received_at if kept else _UNKNOWN_SINCE,
        kept.decision if kept else {},
        Leased(body_key, person_key, [records.history(person_key, partition, person, int(rev), lines)]),
        sender=kept.sender if kept else "",
        message_id=kept.message_id if kept else "",
    )


def _kept(claim: Claim) -> Leased:
    if not isinstance(claim.handle, Leased):
        raise TypeError("the claim did not come from this store")
    return claim.handle
