"""The preconditions of payment liability, each judged by itself: met or not, and why."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from adapter.liability.calls import call_needed, called
from adapter.liability.consents import refused
from adapter.liability.stay import Stay
from adapter.model.history import Event, done_at
from adapter.model.liability import Judged, Precondition, Terms
from adapter.model.swedish_time import STOCKHOLM, swedish_day

AVAILABLE = "regionInterventionsAvailable"
"""The fact that says whether what open care is responsible for can be had."""
_CARE_PLAN = "samordnad-vardplan"


@dataclass(frozen=True, slots=True)
class Case:
    """What the preconditions are judged on: the stay, the liable municipality, the standing notice and day zero."""

    stay: Stay
    terms: Terms
    liable: str | None
    notice: Event | None = None
    taken_back: bool = False
    day_zero: date | None = None


def judged(case: Case) -> tuple[Judged, ...]:
    """Every precondition of the terms that the case has to do with."""
    found = (_CHECKS[one.check](case, one) for one in case.terms.preconditions)
    return tuple(one for one in found if one is not None)


def _act_in_force(case: Case, demand: Precondition) -> Judged:
    """A stay that began before the Act did is not under it."""
    admitted = case.stay.admitted_at
    start = case.terms.start
    before = start is not None and admitted is not None and swedish_day(admitted) < start
    if before:
        return Judged(demand.rule, "the patient was admitted before the Act was in force", "BEFORE_START")
    return Judged(demand.rule, "the patient was admitted with the Act in force")


def _resident(case: Case, demand: Precondition) -> Judged | None:
    """Whose resident the patient is; of no weight where another municipality has placed the patient."""
    if case.liable is not None and case.liable != case.stay.municipality:
        return None
    return _known(case, demand, "registered in")


def _placing(case: Case, demand: Precondition) -> Judged | None:
    placed = case.stay.placed_by
    return None if placed is None else Judged(demand.rule, f"placed by {placed}, wherever registered")


def _party(case: Case, demand: Precondition) -> Judged:
    """A fixed sum is agreed with the municipalities of its table and no other."""
    known = _known(case, demand, "registered in")
    flat = case.terms.flat
    if known.met and flat is not None and case.liable not in flat.monthly:
        return Judged(demand.rule, f"{case.liable} has no part in the agreement", "RATE_MISSING")
    return known


def _known(case: Case, demand: Precondition, words: str) -> Judged:
    if case.liable is None:
        why = "no municipality is known in which the patient is registered"
        return Judged(demand.rule, why, "NOT_RESIDENT")
    return Judged(demand.rule, f"{words} {case.liable}")


def _admission_notice(case: Case, demand: Precondition) -> Judged:
    """That inpatient care told the municipality of the admission; within so many hours, where that is asked for."""
    told = [
        event
        for event in case.stay.events
        if event.kind == "inskrivningsmeddelande"
        and case.stay.inpatient(event)
        and case.stay.municipal(event.recipients, case.liable)
    ]
    if not told:
        return Judged(demand.rule, "the municipality was not told of the admission", "NO_NOTICE")
    if demand.hours is None:
        first = told[0]
        return Judged(
            demand.rule, f"told of the admission {_minute(done_at(first))}", late_entry=first.late_entry
        )
    for event in told:
        if any(done_at(event) <= _elapsed(start, demand.hours) for start in _starts(event)):
            why = f"told of the admission {_minute(done_at(event))}, within {demand.hours} hours"
            return Judged(demand.rule, why, late_entry=event.late_entry)
    why = f"told of the admission {_minute(done_at(told[0]))}, later than {demand.hours} hours"
    return Judged(demand.rule, why, "NOTICE_LATE", late_entry=told[0].late_entry)


def _starts(event: Event) -> Iterable[datetime]:
    """What the hours may be counted from: the admission, or the later assessment that there are needs."""
    if event.admitted_at is not None:
        yield event.admitted_at
    assessed = event.instant("needAssessedAt")
    if assessed is not None:
        yield assessed


def _elapsed(start: datetime, hours: int) -> datetime:
    """So many hours later by the clock's own running, whatever summer time does."""
    return start.astimezone(UTC) + timedelta(hours=hours)


def _ready_notice(case: Case, demand: Precondition) -> Judged:
    if case.notice is not None:
        why = f"told that the patient is ready {_minute(done_at(case.notice))}"
        return Judged(demand.rule, why, late_entry=case.notice.late_entry)
    if case.taken_back:
        return Judged(demand.rule, "readiness was taken back and not sent again", "RETRACTED")
    return Judged(demand.rule, "the municipality was not told that the patient is ready", "NOT_READY")


def _call(case: Case, demand: Precondition) -> Judged:
    """That open care called to coordinated individual planning in time, where planning is to be."""
    needed, why = call_needed(case.stay, demand)
    if needed is False:
        return Judged(demand.rule, why)
    limit = _call_limit(case, demand)
    calls = called(case.stay, limit)
    if not calls and needed is None:
        return Judged(demand.rule, why)
    if not calls:
        return Judged(demand.rule, f"{why}; open care has not called", "CALL_MISSING")
    day, late = swedish_day(done_at(calls[0])), calls[0].late_entry
    if limit is not None and day > limit:
        return Judged(demand.rule, f"called {day}, later than {limit}", "CALL_LATE", late_entry=late)
    return Judged(demand.rule, f"called {day}", late_entry=late)


def _call_limit(case: Case, demand: Precondition) -> date | None:
    """The last day for the call; None while no notice stands, and no time runs."""
    if case.notice is None or case.day_zero is None:
        return None
    first = case.day_zero if demand.start == "day-zero" else swedish_day(done_at(case.notice))
    return first + timedelta(days=demand.days or 0)


def _care_plan(case: Case, demand: Precondition) -> Judged:
    """On transfer to open compulsory care, that inpatient care drew up the coordinated care plan."""
    if case.notice is None or case.notice.noted.get("transferTo") is None:
        return Judged(demand.rule, "no transfer to open compulsory care")
    drawn_up = any(
        event.kind == _CARE_PLAN
        and event.action in {"new", "revise", "approve"}
        and event.episode in {None, case.stay.id}
        for event in case.stay.course.events
    )
    if drawn_up:
        return Judged(demand.rule, "a coordinated care plan is drawn up")
    return Judged(demand.rule, "there is no coordinated care plan", "VARDPLAN_MISSING")


def _region_interventions(case: Case, demand: Precondition) -> Judged:
    """That the patient does not stay for want of what open care is responsible for."""
    available = case.stay.course.facts.get(AVAILABLE)
    if available is True or (available is None and demand.unknown):
        why = "open care's interventions are available" if available else "nothing says that they are missing"
        return Judged(demand.rule, why)
    why = "are not available" if available is False else "are not said to be available"
    return Judged(demand.rule, f"open care's interventions {why}", "REGION_NOT_READY")


def _consent(case: Case, demand: Precondition) -> Judged:
    """That the patient had not refused the transfer of information when the municipality was told."""
    if case.notice is None:
        return Judged(demand.rule, "no notice, and so nothing refused")
    if refused(case.stay, case.notice, case.liable):
        return Judged(demand.rule, "the transfer of information was refused", "NO_CONSENT")
    return Judged(demand.rule, "the transfer of information was not refused")


def _minute(at: datetime) -> str:
    return at.astimezone(STOCKHOLM).strftime("%Y-%m-%d %H:%M")


_CHECKS: Mapping[str, Callable[[Case, Precondition], Judged | None]] = {
    "act-in-force": _act_in_force,
    "resident": _resident,
    "placing": _placing,
    "party": _party,
    "admission-notice": _admission_notice,
    "ready-notice": _ready_notice,
    "call": _call,
    "care-plan": _care_plan,
    "region-interventions": _region_interventions,
    "consent": _consent,
}
