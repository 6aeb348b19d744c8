"""A person's course as rows of follow-up: after this nothing tells who it was."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from adapter.followup.rows import Billed, DutyRow, PersonRows, PlanRow, StayRow
from adapter.intake.scenario import Stay
from adapter.liability.amounts import by_month
from adapter.liability.judge import judge
from adapter.liability.months import Ready, ready
from adapter.model.course import Course
from adapter.model.deadline import Row
from adapter.model.history import Episode, Event, done_at
from adapter.model.liability import BRANCHES, Agreement, Liability
from adapter.model.person import Person
from adapter.model.sip import Sip
from adapter.model.swedish_time import swedish_day

AGAIN = timedelta(days=30)
"""A readmission is counted up to the thirtieth day after leaving, that day included (ST-IND-02)."""
_JUDGED = frozenset({"met", "overdue"})
_WEIGHTS = ("limit", "goal")
_FOLLOWING = frozenset({"uppfoljning", "utvardering"})


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of one person, and the stays as a settlement wants them."""

    rows: PersonRows
    ready: tuple[Ready, ...]


def counted(course: Course, duties: Iterable[Row], agreement: Agreement, stays: Iterable[Episode]) -> Counted:
    """The rows of these stays of a person, of these duties, and of the person's plans."""
    home = _home(course, course.events)
    judged = {stay.id: judge(course, agreement, episode=stay.id) for stay in stays}
    where = {
        stay: liability.municipality or _home(course, _of(course, stay)) or home
        for stay, liability in judged.items()
    }
    rows = PersonRows(
        stays=tuple(
            _stay(course, stay, judged[stay.id], municipality)
            for stay in course.episodes
            if stay.id in judged and (municipality := where[stay.id]) is not None
        ),
        duties=tuple(_duties(duties, where, home)),
        plans=tuple(plan for sip in course.sips for plan in _plans(course, sip, home)),
        surveys=tuple(_surveys(course, home)),
    )
    found = (ready(liability) for liability in judged.values())
    return Counted(rows, tuple(one for one in found if one is not None))


def told(stay: Stay) -> Counted:
    """One stay of which only its days are told, of a person of its own."""
    found = Ready(stay.municipality, stay.day_zero, stay.left, stay.branch or BRANCHES[0])
    return Counted(
        PersonRows((StayRow(stay.municipality, day_zero=stay.day_zero, left=stay.left),)), (found,)
    )


def _of(course: Course, stay: str) -> tuple[Event, ...]:
    return tuple(event for event in course.events if event.episode == stay)


def _home(course: Course, events: Iterable[Event]) -> str | None:
    """The placing municipality, else that of registration: as a register answered when the messages came."""
    if isinstance(course.person, Person):
        return course.person.placed_by or course.person.municipality
    newest = list(events)[::-1]
    placed = next((event.placed_by for event in newest if event.placed_by), None)
    return placed or next((event.municipality for event in newest if event.municipality), None)


def _stay(course: Course, stay: Episode, liability: Liability, municipality: str) -> StayRow:
    discharge = course.history.event(stay.discharge) if stay.discharge else None
    left_at = (stay.discharged_at or done_at(discharge)) if discharge else None
    ready_event = course.history.event(stay.ready) if stay.ready else None
    span = liability.span
    return StayRow(
        municipality=municipality,
        ready_at=done_at(ready_event) if ready_event else None,
        day_zero=liability.day_zero,
        left_at=left_at,
        left=swedish_day(left_at) if left_at else None,
        ended=stay.state == "ended" or stay.deceased,
        over65=discharge.over65 if discharge else None,
        readmitted=left_at is not None and _came_back(course, stay, left_at),
        billed=tuple(Billed(month, part.days) for month, part in by_month(span)) if span else (),
    )


def _came_back(course: Course, stay: Episode, left_at: datetime) -> bool:
    """A stay that begins when this one has ended: one that begins before is a move between wards."""
    return any(
        other.admitted_at is not None
        and other.admitted_at > left_at
        and swedish_day(other.admitted_at) - swedish_day(left_at) <= AGAIN
        for other in course.episodes
        if other.id != stay.id
    )


def _duties(rows: Iterable[Row], where: dict[str, str | None], home: str | None) -> Iterator[DutyRow]:
    """Each duty once: where a limit and a goal are set for the same, by the limit; reminders name no time."""
    found: dict[tuple[str | None, ...], Row] = {}
    for row in rows:
        key = (row.what, row.owner, row.episode, row.plan, row.message_id)
        if row.state in _JUDGED and row.due is not None and row.weight in _WEIGHTS:
            before = found.get(key)
            if before is None or _WEIGHTS.index(row.weight) < _WEIGHTS.index(before.weight):
                found[key] = row
    for row in found.values():
        municipality = where.get(row.episode or "", home)
        if municipality is not None and row.due is not None:
            yield DutyRow(municipality, row.what, row.starts, row.due, row.met_at, row.state == "met")


def _plans(course: Course, sip: Sip, home: str | None) -> Iterator[PlanRow]:
    """Each day of follow-up that a version has set and that came: not one that a later version moved before it."""
    if home is None:
        return
    events = [event for event in course.events if event.message_id in sip.messages]
    closed = [
        swedish_day(done_at(event)) for event in events if event.kind == "sip" and event.action == "close"
    ]
    dated = [(event, day) for event in events if event.kind == "sip" and (day := _day(event)) is not None]
    for number, (event, day) in enumerate(dated):
        later = [swedish_day(done_at(other)) for other, _ in dated[number + 1 :]]
        if day < swedish_day(course.at) and all(moved > day for moved in (*later, *closed)):
            yield PlanRow(home, day, any(_follows(other, event, day) for other in events))


def _surveys(course: Course, home: str | None) -> Iterator[tuple[str, date]]:
    """Each survey that a plan refers to, on the day on which it first did."""
    found: dict[object, date] = {}
    for event in course.events:
        if "survey" in event.noted:
            found.setdefault(event.noted["survey"], swedish_day(done_at(event)))
    if home is not None:
        yield from ((home, day) for day in found.values())


def _follows(other: Event, plan: Event, day: date) -> bool:
    return other.kind in _FOLLOWING and done_at(other) >= done_at(plan) and swedish_day(done_at(other)) <= day


def _day(event: Event) -> date | None:
    at = event.instant("followUpAt")
    return swedish_day(at) if at else None
