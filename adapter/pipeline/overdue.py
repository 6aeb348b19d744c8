"""What has become overdue: found when its time has come, struck once, and told to those whom it concerns.

A reminder carries ids only, so nobody is asked about the person before it leaves (semantics 15): it says of a message
that its recipient sent or got, by the id it has of it, that something is due, which it could reckon itself. What the
register says of the person now changes nothing of that, and a reminder that came for everybody but the protected would
tell the two apart. Whom a message was never disclosed to is told nothing.
"""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from adapter.deadlines.conditions import turns
from adapter.log import Event, emit, where
from adapter.model.deadline import Row
from adapter.model.delivery import Entry, State
from adapter.model.errors import LeaseLost, Stale
from adapter.model.history import Episode, History
from adapter.model.ids import entry_id, message_key
from adapter.model.kept import DueClock, Reminding, StoredReceipt
from adapter.model.struck import KIND, Reminder, Struck
from adapter.pipeline.course import stays
from adapter.pipeline.duties import duties, known_as, knows
from adapter.pipeline.parts import Parts

MOST = 32
LEASE_SECONDS = 60.0
TRIES = 5
AFTER = timedelta(seconds=1)
"""A due time has passed a second after it: the end of a day is 23:59:59, and all of that second belongs to it."""


class Figures(Protocol):
    """`adapter.gateways.metrics.Metrics`."""

    def clock(self, lag: float) -> None:
        """How many seconds after its time a person was looked at."""
        ...

    def overdue(self, rule: str, reminders: int) -> None:
        """Count a due time that passed, and the reminders of it."""
        ...


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at a person finds: what is newly overdue, the reminders of it, and when to look next."""

    struck: tuple[Struck, ...]
    reminders: tuple[Reminding, ...]
    next_at: datetime | None


class Overdue:
    """The scheduler's step; as many processes as there are may take it side by side."""

    def __init__(self, parts: Parts, metrics: Figures) -> None:
        self._parts = parts
        self._metrics = metrics

    async def tick(self) -> int:
        """Look at those whose time has come; how many that were. Raises `Unavailable` when the store is silent.

        What goes wrong with one person is told, and tried again when the lease is over.
        """
        now = self._parts.clock.now()
        clocks = await self._parts.store.due_clocks(now, MOST, LEASE_SECONDS)
        if clocks:
            self._metrics.clock(max((now - clock.due_at).total_seconds() for clock in clocks))
        looks = await asyncio.gather(*map(self._look, clocks), return_exceptions=True)
        for clock, done in zip(clocks, looks, strict=True):
            if isinstance(done, Exception):
                person = clock.person
                emit(
                    Event.CLOCK_FAILED,
                    error=type(done).__name__,
                    where=where(done),
                    entry=person.key,
                    partition=person.partition,
                )
        return len(clocks)

    async def _look(self, clock: DueClock) -> None:
        for _ in range(TRIES):
            now = self._parts.clock.now()
            found = look(clock.person.history, now, self._parts)
            try:
                await self._parts.store.strike(
                    clock, found.struck, found.reminders, found.next_at, _record(found, now)
                )
            except Stale:
                clock = await self._parts.store.look_again(clock)
                continue
            except LeaseLost:
                return  # whoever has claimed the person since has read it since
            self._tell(found)
            return

    def _tell(self, found: Look) -> None:
        for one in found.struck:
            self._metrics.overdue(one.rule, len(one.told))
            emit(Event.DEADLINE_PASSED, rule=one.rule, owner=one.owner, told=len(one.told))


def look(history: History, now: datetime, parts: Parts) -> Look:
    """A person's rows at an instant: pure, but for the directory that says where a unit is."""
    found = duties(history, now, parts)
    before = {(one.mark, one.due.astimezone(UTC)) for one in history.struck}
    struck: list[Struck] = []
    reminders: list[Reminding] = []
    for row in found:
        if not is_late(row) or row.due is None:
            continue
        due = row.due.astimezone(
            UTC
        )  # two zones' times within the hour that comes twice are never equal (PEP 495)
        if (row.mark, due) in before:
            continue
        told = tuple(_reminders(row, due, history, parts))
        reminders += told
        units = tuple(one.entry.recipient for one in told)
        struck.append(Struck(row.mark, row.rule, row.what, row.owner or "", due, now, units))
    return Look(tuple(struck), tuple(reminders), next_look(found, stays(history), now))


def next_look(found: Iterable[Row], of: Iterable[Episode], now: datetime) -> datetime | None:
    """The first instant at which something may be late that is not yet, though nothing comes; None for never."""
    ahead = [row.due + AFTER for row in found if row.state == "open" and row.due is not None and row.tell]
    # what does not apply may come to apply, with its time long past
    ahead += [at + AFTER for at in turns(of) if at + AFTER > now]
    # two times of one zone would compare by the clock's face, which shows an hour of October twice
    return min(ahead, key=datetime.timestamp, default=None)


def is_late(row: Row) -> bool:
    """Whether somebody is to hear that it is overdue: what was done too late is done."""
    return row.state == "overdue" and row.met_at is None and bool(row.tell)


def still_late(reminder: Reminder, history: History, now: datetime, parts: Parts) -> bool:
    """Whether what a reminder says is so when it leaves: not met since, not annulled, not put off."""
    due = reminder.due.astimezone(UTC)
    return any(
        is_late(row) and row.mark == reminder.mark and row.due is not None and row.due.astimezone(UTC) == due
        for row in duties(history, now, parts)
    )


def knows_message(unit: str, about: StoredReceipt | None) -> bool | None:
    """Whether a unit sent or has got the message that a reminder is about; None as long as it may still get it.

    An attempt may have been disclosed, which is why it counts as such everywhere else; here it may not have been.
    """
    if about is None:
        return False
    if about.sender == unit:
        return True
    entry = next((one for one in about.entries if one.recipient == unit), None)
    if entry is None or entry.state in {State.STOPPED, State.SUPERSEDED, State.BURIED}:
        return False
    return True if entry.state in {State.DELIVERED, State.FETCHED} else None


def _reminders(row: Row, due: datetime, history: History, parts: Parts) -> Iterator[Reminding]:
    began = history.event(row.message_id) if row.message_id else None
    told = {"owner": row.owner, "sender": began.sender if began else None}
    for name in dict.fromkeys(told[who] for who in row.tell):
        unit = parts.directory.unit(name) if name else None
        if unit is None or not unit.has_system or row.owner is None:
            continue
        known = known_as(row, unit.unit, history)
        if known is None or not knows(unit.unit, row.owner, row, history):
            continue
        about, event = known
        said = Reminder(row.rule, row.what, due, about, row.mark, row.owner)
        entry = Entry(
            id=entry_id(event.sender, event.message_id, unit.unit, said.name),
            message_key=message_key(event.sender, event.message_id),
            recipient=unit.unit,
            endpoint=unit.queue,
            kind=KIND,
            action="new",
            state=State.AVAILABLE if unit.pulls else State.WAITING,
            notice=row.owner,
            reminder=said,
        )
        yield Reminding(entry, event.sender, event.message_id)


def _record(found: Look, at: datetime) -> dict[str, object]:
    return {
        "what": "overdue",
        "at": at.isoformat(),
        "rules": sorted({one.rule for one in found.struck}),
        "struck": [_struck(one) for one in found.struck],
    }


def _struck(one: Struck) -> dict[str, object]:
    return {
        "mark": one.mark,
        "rule": one.rule,
        "what": one.what,
        "owner": one.owner,
        "due": one.due.isoformat(),
        "told": list(one.told),
    }
