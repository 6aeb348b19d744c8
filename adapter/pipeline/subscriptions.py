"""A unit's subscriptions: made, read, changed and ended by a client of the unit; and which of them a message concerns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from adapter.log import Event, emit
from adapter.model.delivery import Entry, State
from adapter.model.directory import notified_at
from adapter.model.errors import InputError
from adapter.model.issue import Issue, Severity
from adapter.model.subscription import (
    KIND,
    MOST_PER_UNIT,
    Asked,
    Notified,
    Status,
    Subscription,
    TooManySubscriptions,
    handshake_id,
    hook,
    notification_id,
)
from adapter.pipeline.parts import Parts


class Subscriptions:
    """What is another unit's is as if it were not there. Raises `InputError` for what may not be, `Stale` for a race."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def create(
        self, asked: Asked, units: frozenset[str], client: str, request: str
    ) -> tuple[Subscription, bool]:
        """Kept as requested, and its handshake queued in the same step; `off` queues none.

        The same asked for again is the one there is (True): a client whose answer was lost is not notified twice.
        """
        unit, endpoint = self._place(asked, units)
        now = self._parts.clock.now()
        for one in await self._parts.store.subscriptions((unit,)):
            alike = replace(asked, unit=unit, status=one.asked.status) == one.asked
            if alike and asked.status is not Status.OFF and one.standing(now) is not Status.OFF:
                return one, True
        made = Subscription(
            id=self._parts.chance.uuid(),
            unit=unit,
            endpoint=endpoint,
            asked=replace(asked, unit=unit),
            status=Status.OFF if asked.status is Status.OFF else Status.REQUESTED,
            version=1,
            changed_at=now,
        )
        try:
            await self._write(made, 0, ("subscription-created", client, request))
        except TooManySubscriptions:
            text = f"This unit has {MOST_PER_UNIT} subscriptions already."
            raise InputError(
                (_issue("PRODUKT-SUB-07", "", text, "Delete one that is not needed.", "too-costly"),)
            ) from None
        return made, False

    async def find(self, id_: str, units: frozenset[str]) -> Subscription | None:
        """The one of that id, if one of these units has it."""
        return await self._parts.store.subscription(id_, sorted(units))

    async def of_units(self, units: frozenset[str]) -> Sequence[Subscription]:
        """Every one of these units'."""
        return await self._parts.store.subscriptions(sorted(units))

    async def replace(
        self, known: Subscription, asked: Asked, units: frozenset[str], client: str, request: str
    ) -> Subscription:
        """The same with what is asked for now: `requested` begins anew with a handshake, `off` ends it until then."""
        unit, endpoint = self._place(replace(asked, unit=asked.unit or known.unit), units)
        if unit != known.unit:
            raise InputError(
                (
                    _issue(
                        "PRODUKT-SUB-03",
                        ".criteria",
                        "A subscription stays its unit's.",
                        "Delete it, and make another for the other unit.",
                    ),
                )
            )
        now = self._parts.clock.now()
        kept = asked.status is Status.ACTIVE
        if kept and known.standing(now) is not Status.ACTIVE:
            text = "A client sets the status to requested, or to off; it is not active now."
            remedy = "Write requested: it becomes active when your endpoint has taken a first notification."
            raise InputError((_issue("PRODUKT-SUB-02", ".status", text, remedy),))
        moved = kept and asked.address != known.asked.address
        changed = replace(
            known,
            endpoint=endpoint,
            asked=replace(asked, unit=unit),
            status=Status.REQUESTED if moved else asked.status,
            version=known.version + 1,
            changed_at=now,
            error=None,
        )
        await self._write(changed, known.version, ("subscription-changed", client, request))
        return changed

    async def remove(self, known: Subscription, client: str, request: str) -> bool:
        """Ended for good; False when another was quicker."""
        record = _record("subscription-removed", known, self._parts.clock.now(), client, request)
        gone = await self._parts.store.remove_subscription(known.id, known.unit, record)
        if gone:
            emit(Event.SUBSCRIPTION_CHANGED, subscription=known.id, unit=known.unit, status="removed")
        return gone

    async def events(self, subscription: Subscription) -> int:
        """How many notifications there have been."""
        return await self._parts.store.events(subscription)

    async def _write(self, made: Subscription, known: int, said: tuple[str, str, str]) -> None:
        what, client, request = said
        wanted = _handshake(made) if made.standing(made.changed_at) is Status.REQUESTED else None
        record = _record(what, made, made.changed_at, client, request)
        await self._parts.store.write_subscription(made, known, wanted, record)
        emit(Event.SUBSCRIPTION_CHANGED, subscription=made.id, unit=made.unit, status=made.status.value)

    def _place(self, asked: Asked, units: frozenset[str]) -> tuple[str, str]:
        """The caller's unit that it is for, and the endpoint of the directory that is that unit's (semantics 37)."""
        if asked.unit is not None and asked.unit not in units:
            text = "This client does not act for the unit that criteria names."
            remedy = "Name one of your own units as recipient."
            raise InputError((_issue("PRODUKT-SUB-03", ".criteria", text, remedy, "forbidden"),))
        directory = self._parts.directory
        named = (asked.unit,) if asked.unit is not None else sorted(units)
        places = [
            (unit.unit, unit.endpoint.id)
            for name in named
            if (unit := directory.unit(name)) is not None
            and unit.endpoint is not None
            and notified_at(unit, asked.address)
        ]
        if len(places) == 1:
            return places[0]
        if places:
            text = "Several of your units have this endpoint."
            remedy = "Say which one: criteria Communication?recipient=<HSA-id>."
            raise InputError((_issue("PRODUKT-SUB-03", ".criteria", text, remedy, "multiple-matches"),))
        text = "We call only addresses that the directory has, and each for the unit that it belongs to."
        remedy = (
            "Give the address, or the id, of the unit's endpoint as the operator entered it;"
            " for another, or for a unit with a mailbox, ask the operator to enter it as `hook`."
        )
        raise InputError((_issue("PRODUKT-SUB-06", ".channel.endpoint", text, remedy, "forbidden"),))


def notifications(
    entries: Iterable[Entry], subscriptions: Iterable[Subscription], now: datetime
) -> tuple[tuple[str, Entry], ...]:
    """What is told of these entries when each is there to be read: by entry, one to every subscription that wants it."""
    known = tuple(subscriptions)
    return tuple(
        (entry.id, _notification(entry, one))
        for entry in entries
        for one in known
        if one.unit == entry.recipient and one.wants(entry.kind, now)
    )


def _notification(of: Entry, to: Subscription) -> Entry:
    return Entry(
        id=notification_id(of.id, to.id),
        message_key=of.message_key,
        recipient=to.unit,
        endpoint=hook(to.endpoint),
        kind=KIND,
        action="new",
        state=State.WAITING,
        notice=to.id,
        correlation=of.correlation,
        notified=Notified(to.id, of.id),
    )


def _handshake(to: Subscription) -> Entry:
    return Entry(
        id=handshake_id(to.id, to.version),
        message_key="",
        recipient=to.unit,
        endpoint=hook(to.endpoint),
        kind=KIND,
        action="new",
        state=State.WAITING,
        notice=to.id,
        notified=Notified(to.id),
    )


def _record(what: str, of: Subscription, at: datetime, client: str, request: str) -> Mapping[str, object]:
    return {
        "what": what,
        "at": at.isoformat(),
        "subscription": of.id,
        "unit": of.unit,
        "endpoint": of.endpoint,
        "status": of.status.value,
        "by": client,
        "request": request,
    }


def _issue(rule: str, path: str, text: str, remedy: str, code: str = "business-rule") -> Issue:
    return Issue(Severity.ERROR, rule, f"Subscription{path}", text, remedy, code)
