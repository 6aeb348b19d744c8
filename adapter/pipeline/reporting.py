"""Reports: everybody in the store, one at a time, counted by municipality and month; nobody is kept, logged or looked up.

A month is told when it is over. Told while it runs, two reports of it would tell by their difference of the one person
who came between them.
"""

from collections.abc import AsyncIterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from adapter.deadlines.reckon import rows
from adapter.followup.measures import first_day, following
from adapter.followup.report import Baselines, Wanted, report
from adapter.followup.tally import Tally
from adapter.liability.months import Ready
from adapter.liability.settlement import Books, settle
from adapter.model.errors import UsageError
from adapter.model.figures import Settlement
from adapter.model.history import History
from adapter.model.liability import Agreement
from adapter.model.report import Report
from adapter.model.swedish_time import swedish_day
from adapter.pipeline import gather
from adapter.pipeline.course import of_history
from adapter.pipeline.duties import began
from adapter.pipeline.followup import Counted, counted
from adapter.pipeline.liability import agreement
from adapter.pipeline.parts import Parts
from adapter.policy.pack import Pack

REGION, MUNICIPALITY = "region", "kommun"


class Count:
    """One region's count so far; `month` is the newest that is told."""

    def __init__(self, pack: Pack, month: str, facts: Mapping[str, object], today: date) -> None:
        if first_day(following(month)) > today:
            raise UsageError(f"{month} is not over: a month is reported from the first day of the next")
        self.pack, self.month, self.facts, self.today = pack, month, facts, today
        self.agreement: Agreement = agreement(pack.liability)
        self.tally = Tally(pack.indicators, month)
        self._ready = list[Ready]()

    def add(self, person: Counted) -> None:
        """One person."""
        self.tally.add(person.rows)
        self._ready += person.ready

    def report(self, municipalities: frozenset[str] = frozenset(), reporter: str | None = None) -> Report:
        """What it has come to; `municipalities` are told of in any case."""
        own = self.agreement.own
        wanted = Wanted(
            self.pack.ref.region,
            self.month,
            self.today,
            self.pack.indicators,
            municipalities,
            self._settlements(),
            monthly=own is not None and own.monthly is not None,
            baselines=baselines(self.pack, self.facts),
            reporter=reporter,
        )
        return report(self.tally, wanted)

    def _settlements(self) -> dict[str, Settlement]:
        after = first_day(following(self.month))
        books = Books(self.agreement, at=after, last=after, facts=self.facts)
        return {
            one.municipality: Settlement(one.state, one.billed_days, one.amount)
            for one in settle(self._ready, books).settled
            if one.month == self.month and not one.year_end
        }


def baselines(pack: Pack, facts: Mapping[str, object]) -> Baselines:
    """The earlier years' figures that the pack's goals compare with; one number is the region's alone."""
    found: dict[str, Mapping[str, float]] = {}
    for name in {one.baseline for one in pack.indicators if one.baseline is not None}:
        given = facts.get(name)
        if given is not None:
            by_name = given if isinstance(given, Mapping) else {pack.ref.region: given}
            found[name] = {str(place): _figure(name, figure) for place, figure in by_name.items()}
    return found


def _figure(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UsageError(f"facts.{name}: a number of days is expected, or one by municipality")
    return float(value)


@dataclass(slots=True)
class Reporting:
    """Reports out of the store."""

    parts: Parts
    municipalities: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By region those that the directory has units of: they are told of even in a month without anybody."""

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
        region, shown = asked
        now = self.parts.clock.now()
        await self.parts.store.note(
            {
                "what": "report",
                "at": now.isoformat(),
                "client": caller,
                "region": region,
                "month": month,
                "municipalities": sorted(shown) if shown is not None else "all",
                "request": request,
            }
        )
        count = await self.count(region, month, now)
        whole = count.report(self.municipalities.get(region, frozenset()))
        return whole if shown is None else whole.only(shown)

    async def count(self, region: str, month: str, now: datetime) -> Count:
        """Everybody in the store, counted."""
        pack = self.parts.packs.in_force(region, now)
        count = Count(pack, month, self.parts.settings, swedish_day(now))
        async for history in _histories(self.parts):
            person = self._person(history, pack, count.agreement, now)
            if person is not None:
                count.add(person)
        return count

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
        course = of_history(history, at=now, region=region, units=units, facts=self.parts.settings)
        due = [
            row
            for row in rows(course, pack.process)
            if (event := began(row, history)) is not None and event.sender in ours
        ]
        stays = [stay for stay in course.episodes if stay.inpatient_unit in ours]
        return counted(course, due, agreed, stays)


async def _histories(parts: Parts) -> AsyncIterable[History]:
    async for person in parts.store.persons():
        yield person.history
