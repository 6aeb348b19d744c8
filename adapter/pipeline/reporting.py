"""Reports: everybody in the store, one at a time, counted by municipality and month; nobody is kept, logged or looked up.

A month is told when it is over. Told while it runs, two reports of it would tell by their difference of the one person
who came between them.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Protocol

from adapter.deadlines.reckon import rows
from adapter.followup.report import EVERYWHERE, Baselines, Wanted, report
from adapter.followup.tally import Tally
from adapter.liability.months import Ready
from adapter.liability.settlement import Books, settle
from adapter.model.directory import Unit
from adapter.model.errors import UsageError
from adapter.model.figures import Settlement
from adapter.model.history import History
from adapter.model.liability import Agreement, Rates
from adapter.model.month import first_day, following
from adapter.model.report import Report
from adapter.model.swedish_time import swedish_day
from adapter.pipeline import gather
from adapter.pipeline.course import counted_from, of_history
from adapter.pipeline.duties import began
from adapter.pipeline.followup import Counted, counted
from adapter.pipeline.liability import agreement
from adapter.policy.loader import Packs
from adapter.policy.pack import Pack
from adapter.ports import Clock, Directory, Store
from adapter.r4.mappings import Mappings

REGION, MUNICIPALITY = "region", "kommun"
NO_RATES: Rates = MappingProxyType({})


class NotOver(UsageError):
    """The month that is asked for has not ended."""


class Sources(Protocol):
    """What a report is made from: `adapter.pipeline.parts.Parts` has more than that."""

    @property
    def clock(self) -> Clock:
        """The time."""
        ...

    @property
    def store(self) -> Store:
        """Everybody's history."""
        ...

    @property
    def directory(self) -> Directory:
        """Units, and where they belong."""
        ...

    @property
    def packs(self) -> Packs:
        """The rules."""
        ...

    @property
    def settings(self) -> Mapping[str, object]:
        """The facts that no message carries."""
        ...


class Count:
    """One region's count so far; `month` is the newest that is told, `rates` stand before those of the terms."""

    def __init__(
        self, pack: Pack, month: str, today: date, facts: Mapping[str, object], rates: Rates = NO_RATES
    ) -> None:
        if first_day(following(month)) > today:
            raise NotOver(f"{month} is not over: a month is reported from the first day of the next")
        self.pack, self.month, self.today = pack, month, today
        self.facts, self.rates = facts, rates
        self.agreement: Agreement = agreement(pack.liability)
        self.tally = Tally(pack.indicators, month)
        self._ready = list[Ready]()

    def add(self, person: Counted) -> None:
        """One person."""
        self.tally.add(person.rows)
        self._ready += person.ready

    def report(self, municipalities: frozenset[str] = frozenset()) -> Report:
        """What it has come to; `municipalities` are told of in any case."""
        own, costs = self.agreement.own, self._settlements()
        wanted = Wanted(
            self.pack.ref.region,
            self.month,
            self.today,
            self.pack.indicators,
            municipalities.union(costs),
            costs,
            monthly=own is not None and own.monthly is not None,
            baselines=baselines(self.pack, self.facts),
        )
        return report(self.tally, wanted)

    def _settlements(self) -> dict[str, Settlement]:
        after = first_day(following(self.month))
        books = Books(self.agreement, self.rates, at=after, last=after, facts=self.facts)
        found = {
            one.municipality: Settlement(one.state, one.billed_days, one.amount)
            for one in settle(self._ready, books).settled
            if one.month == self.month and not one.year_end
        }
        own = self.agreement.own
        if own is not None and own.flat is not None and own.include(first_day(self.month)):
            fixed = {name: Settlement("billing", 0, amount) for name, amount in own.flat.monthly.items()}
            return {**fixed, **found}
        return found


def baselines(pack: Pack, facts: Mapping[str, object]) -> Baselines:
    """The earlier years' figures that the pack's goals compare with; one number is that of every municipality."""
    found: dict[str, Mapping[str, float]] = {}
    for name in {one.baseline for one in pack.indicators if one.baseline is not None}:
        given = facts.get(name)
        if given is not None:
            by_name = given if isinstance(given, Mapping) else {EVERYWHERE: given}
            found[name] = {str(place): _figure(name, figure) for place, figure in by_name.items()}
    return found


def _figure(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UsageError(f"facts.{name}: a number of days is expected, or one by municipality")
    return float(value)


@dataclass(slots=True)
class Reporting:
    """Reports out of the store."""

    parts: Sources
    municipalities: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By region those that the directory has units of: they are told of even in a month without anybody."""
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Everybody is read for one report at a time: many who ask at once make it slow for themselves, not for messages."""

    async def report(
        self,
        month: str,
        region: str | None,
        municipality: str | None,
        *,
        caller: str,
        units: frozenset[str],
        request: str = "",
    ) -> Report | None:
        """The report as far as these units may read it; None where they may read nothing of what is asked.

        Without a region it is the caller's own. Raises `UsageError` for a month that is not over.
        """
        asked = self._asked(region, municipality, units)
        if asked is None:
            return None
        name, shown = asked
        try:
            self.parts.packs.in_force(name, self.parts.clock.now())
        except UsageError:  # a region without rules has nothing to report by
            return None
        who = {"client": caller, "request": request}
        whole = await self._told(name, month, {**who, "municipalities": sorted(shown) if shown else "all"})
        return whole if shown is None else whole.only(shown)

    async def everything(self, month: str, region: str, *, who: str) -> Report:
        """All of a region's report, for the operator of the store, who is on record."""
        return await self._told(region, month, {"by": who, "municipalities": "all"})

    async def _told(self, region: str, month: str, who: Mapping[str, object]) -> Report:
        """Everybody in the store counted; that it was read is on record before it is told."""
        now = self.parts.clock.now()
        pack = self.parts.packs.in_force(region, now)
        count = Count(pack, month, swedish_day(now), self.parts.settings)
        record = {"what": "report", "at": now.isoformat(), "region": region, "month": month, **who}
        await self.parts.store.note(record)
        async with self._turn:
            async for person in self.parts.store.persons():
                found = self._person(person.history, pack, count.agreement, now)
                if found is not None:
                    count.add(found)
                await asyncio.sleep(0)  # whoever else waits goes first: counting everybody takes its time
        return count.report(self.municipalities.get(region, frozenset()))

    def _asked(
        self, region: str | None, municipality: str | None, units: frozenset[str]
    ) -> tuple[str, frozenset[str] | None] | None:
        """The region, and the municipalities shown: None for all of them with the totals.

        A region's unit reads all of its region, a municipality's its municipality, and nobody else anything.
        """
        known = [unit for name in units if (unit := self.parts.directory.unit(name)) is not None]
        regions = {unit.region for unit in known}
        if region is None and len(regions) == 1:
            (region,) = regions
        ours = [unit for unit in known if unit.region == region]
        if region is None or not ours:
            return None
        wanted = None if municipality is None else frozenset({municipality})
        if any(unit.organisation == REGION for unit in ours):
            return region, wanted
        own = {unit.municipality for unit in ours if unit.organisation == MUNICIPALITY}
        shown = frozenset(one for one in own if one is not None and (wanted is None or one in wanted))
        return (region, shown) if shown else None

    def _person(self, history: History, pack: Pack, agreed: Agreement, now: datetime) -> Counted | None:
        """One person's rows in a region; None for whom none of its units has written."""
        units, region = gather.units_in(history, self.parts), pack.ref.region
        ours = {name for name, unit in units.items() if unit.region == region}
        if not any(event.sender in ours for event in history.events):
            return None
        history = counted_from(history, pack.process)
        course = of_history(history, at=now, region=region, units=units, facts=self.parts.settings)
        due = [
            row
            for row in rows(course, pack.process)
            if (event := began(row, history)) is not None and event.sender in ours
        ]
        stays = [stay for stay in course.episodes if stay.inpatient_unit in ours]
        return counted(course, due, agreed, stays)


def names(mappings: Mappings) -> dict[str, str]:
    """What indicators and the states of a settlement are called, in Swedish, by code."""
    return {
        code: concept.sv
        for table in ("svu-indicator", "svu-settlement")
        for code, concept in mappings.tables[table].concepts.items()
    }


def municipalities(units: Iterable[Unit]) -> dict[str, frozenset[str]]:
    """By region the municipalities that the directory has units of."""
    found: dict[str, set[str]] = {}
    for unit in units:
        if unit.organisation == MUNICIPALITY and unit.municipality is not None:
            found.setdefault(unit.region, set()).add(unit.municipality)
    return {region: frozenset(places) for region, places in found.items()}
