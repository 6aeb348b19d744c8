"""The store's clock: whose time has come, claimed under a lease, and what is struck of it in one step.

`{p7f}:clock` holds every person who has a due time ahead, scored with the instant at which that person is looked at
next. A sweep reads the first score of every partition, in one round trip; what is not yet due costs nothing.
"""

import time
from collections import deque
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import cast

from adapter.gateways import audit_records
from adapter.gateways.store_records import PERSON_KEY, LogRecord, PersonKeys, group, lane
from adapter.gateways.store_shelf import Shelf, milliseconds, written
from adapter.log import Event, emit
from adapter.model.errors import StoreUnavailable
from adapter.model.kept import DueClock, PersonState, Reminding
from adapter.model.struck import Struck

_SWEEP_SECONDS = 1.0


class Clockwork:
    """Claim persons, then strike. Several processes share the work: a claim is one process's alone."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._swept = float("-inf")
        self._places: deque[str] = deque()

    async def due_clocks(self, now: datetime, most: int, lease_seconds: float) -> Sequence[DueClock]:
        """Up to `most` persons, each leased; a sweep over all partitions at most once a second, none between."""
        at = milliseconds(now)
        if not self._places and time.monotonic() - self._swept >= _SWEEP_SECONDS:
            self._swept = time.monotonic()
            self._places = await self._sweep(at)
        if not self._places:
            return []
        places = [self._places.popleft() for _ in range(min(len(self._places), most))]
        share = max(1, most // len(places))
        step = self._shelf.connection.step
        answers = await self._shelf.connection.together(
            [step("due_clocks", [place], (at, share, int(lease_seconds * 1000))) for place in places]
        )
        found: list[DueClock] = []
        for place, answer in zip(places, answers, strict=True):
            rows = cast("list[list[object]]", answer)
            if len(rows) == share:
                self._places.append(place)
            found += self._readable(place, rows)
        return found

    async def look_again(self, clock: DueClock) -> DueClock:
        """The same claim with the person's history as it is now."""
        history, keys = await self._shelf.read_person(clock.person.partition, clock.person.key)
        person = PersonState(clock.person.key, clock.person.partition, history, keys)
        return DueClock(person, clock.fence, clock.due_at)

    async def strike(
        self,
        clock: DueClock,
        struck: Sequence[Struck],
        reminders: Sequence[Reminding],
        next_look: datetime | None,
        audit: Mapping[str, object],
    ) -> None:
        """One step. Raises `Stale` when anything came meanwhile, `LeaseLost` when another has claimed the person."""
        person, records = clock.person, self._shelf.records
        keys = PersonKeys.of(person)
        line = record = b""
        digest = ""
        if struck:
            opened = records.open_key(person.partition, person.key, PERSON_KEY, keys.wrapped[PERSON_KEY])
            line = records.log(opened, person.partition, person.key, LogRecord(struck=tuple(struck)))
            record, digest = audit_records.record("strike", audit, person=person.key)
        rows: list[str | bytes] = []
        for one in reminders:
            entry = one.entry
            rows += [
                records.message_key(one.sender, one.message_id),
                *(entry.id, lane(person.key, entry), group(entry), entry.state.value),
                records.entry(person.partition, entry),
            ]
        answer = await self._shelf.connection.call(
            "strike",
            [person.partition],
            *(person.key, clock.fence, person.history.rev, keys.lines),
            "" if next_look is None else milliseconds(next_look),
            *(line, record, digest, len(reminders)),
            *rows,
        )
        written(answer)
        if reminders:
            self._shelf.hint(person.partition)

    async def _sweep(self, at: int) -> deque[str]:
        answers = await self._shelf.connection.send_everywhere("ZRANGE", "clock", 0, 0, "WITHSCORES")
        due = [
            (float(rows[1]), place)
            for place, answer in answers.items()
            if (rows := cast("list[bytes]", answer)) and float(rows[1]) <= at
        ]
        return deque(place for _, place in sorted(due))

    def _readable(self, place: str, rows: Sequence[Sequence[object]]) -> list[DueClock]:
        """Whoever cannot be opened is told and tried again when the lease is over; the others go on."""
        found = []
        for row in rows:
            person, fence, due, kept = cast("tuple[bytes, bytes, bytes, list[object]]", row)
            rev, lines, wrapped = cast("tuple[bytes, list[bytes], list[bytes]]", kept)
            try:
                history, keys = self._shelf.opened_person(place, person.decode(), int(rev), lines, wrapped)
            except StoreUnavailable:
                emit(Event.RECORD_UNREADABLE, entry=person.decode(), partition=place)
                continue
            due_at = datetime.fromtimestamp(float(due) / 1000, UTC)
            found.append(DueClock(PersonState(person.decode(), place, history, keys), int(fence), due_at))
        return found
