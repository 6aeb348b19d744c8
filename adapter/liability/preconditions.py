"""The preconditions of payment liability, each judged by itself: met or not, and why."""

from collections.abc import Callable, Mapping
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
_PLANNING = "coordinated individual planning"


@dataclass(frozen=True, slots=True)
class Case:
    """What the preconditions are judged on: the stay, the liable municipality, the standing notice and day zero."""

    stay: Stay
    terms: Terms
    liable: str | None
    notice: Event | None = None
    taken_back: Event | None = None
    day_zero: date | None = None


def judged(case: Case) -> tuple[Judged, ...]:
    """Every precondition of the terms that the case has to do with."""
    found = (_CHECKS[one.check](case, one) for one in case.terms.preconditions)
    return tuple(one for one in found if one is not None)


def _act_in_force(case: Case, demand: Precondition) -> Judged:
    """A stay that began before the Act did is not under it."""
    admitted = case.stay.admitted_at
    start = case.terms.start
    if start is None or admitted is None:
        return Judged(demand.rule, "Nothing says that the patient was admitted before the Act (2017:612).")
    day = swedish_day(admitted)
    if day < start:
        why = f"The patient was admitted on {day}, before the Act (2017:612) came into force on {start}."
        return Judged(demand.rule, why, "BEFORE_START")
    why = f"The patient was admitted on {day}; the Act (2017:612) is in force since {start}."
    return Judged(demand.rule, why)


def _resident(case: Case, demand: Precondition) -> Judged | None:
    """Whose resident the patient is; of no weight where another municipality has placed the patient."""
    if case.liable is not None and case.liable != case.stay.municipality:
        return None
    return _known(case, demand)


def _placing(case: Case, demand: Precondition) -> Judged | None:
    placed = case.stay.placed_by
    if placed is None:
        return None
    why = f"Municipality {placed} placed the patient and is liable wherever the patient is registered."
    return Judged(demand.rule, why)


def _party(case: Case, demand: Precondition) -> Judged:
    """A fixed sum is agreed with the municipalities of its table and no other."""
    known = _known(case, demand)
    flat = case.terms.flat
    if known.met and flat is not None and case.liable not in flat.monthly:
        why = f"Municipality {case.liable} has no part in the agreement on fixed sums."
        return Judged(demand.rule, why, "RATE_MISSING")
    return known


def _known(case: Case, demand: Precondition) -> Judged:
    if case.liable is None:
        why = "No municipality is known in which the patient is registered, and so none can be liable."
        return Judged(demand.rule, why, "NOT_RESIDENT")
    return Judged(demand.rule, f"The patient is registered in municipality {case.liable}.")


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
        why = "No unit of the municipality was sent an inskrivningsmeddelande, the notice of admission."
        return Judged(demand.rule, why, "NO_NOTICE")
    if demand.hours is None:
        return Judged(demand.rule, f"{_told(told[0])}.", late_entry=told[0].late_entry)
    last = [_last_moment(event, demand.hours) for event in told]
    for event, end in zip(told, last, strict=True):
        if end is not None and done_at(event) <= end:
            why = f"{_told(event)}, within {demand.hours} hours: by {_minute(end)}."
            return Judged(demand.rule, why, late_entry=event.late_entry)
    by = f": by {_minute(last[0])}" if last[0] else ""
    why = f"{_told(told[0])}, after the {demand.hours} hours{by}."
    return Judged(demand.rule, why, "NOTICE_LATE", late_entry=told[0].late_entry)


def _told(event: Event) -> str:
    return f"The municipality was told of the admission on {_minute(done_at(event))}"


def _last_moment(event: Event, hours: int) -> datetime | None:
    """So many hours, as a clock runs, after the admission or the later assessment that there are needs."""
    starts = [one for one in (event.admitted_at, event.instant("needAssessedAt")) if one is not None]
    # In UTC: by the wall clock, a day of summer time's beginning would have an hour too many.
    return max(starts).astimezone(UTC) + timedelta(hours=hours) if starts else None


def _ready_notice(case: Case, demand: Precondition) -> Judged:
    """That inpatient care told the municipality that the patient is ready, and has not taken it back."""
    if case.notice is not None:
        sent = done_at(case.notice)
        why = f"The municipality was told on {_minute(sent)} that the patient is ready; {_day_zero(case, sent)}."
        return Judged(demand.rule, why, late_entry=case.notice.late_entry)
    if case.taken_back is not None:
        day = swedish_day(done_at(case.taken_back))
        why = f"The notice that the patient is ready was taken back on {day}, and none has been sent since."
        return Judged(demand.rule, why, "RETRACTED")
    why = "No unit of the municipality was sent an utskrivningsklar, the notice that the patient is ready."
    return Judged(demand.rule, why, "NOT_READY")


def _day_zero(case: Case, sent: datetime) -> str:
    if case.terms.cutoff is None or case.day_zero == swedish_day(sent):
        return "that day is day 0"
    return f"too late in the day ({case.terms.cutoff.at:%H:%M}), so that day 0 is the next, {case.day_zero}"


def _call(case: Case, demand: Precondition) -> Judged:
    """That open care called to coordinated individual planning in time, where planning is to be."""
    needed, why = call_needed(case.stay, demand)
    not_needed = Judged(demand.rule, f"No call to {_PLANNING} is needed: {why}.")
    if needed is False:
        return not_needed
    limit = _call_limit(case, demand)
    calls = called(case.stay, limit)
    if not calls and needed is None:
        return not_needed
    if not calls:
        last = f"; the last day is {limit}" if limit else ""
        why = f"Open care has not called to {_PLANNING}, which is needed ({why}){last}."
        return Judged(demand.rule, why, "CALL_MISSING")
    day, late = swedish_day(done_at(calls[0])), calls[0].late_entry
    told = f"Open care called to {_PLANNING} on {day}"
    if limit is None:
        return Judged(demand.rule, f"{told}.", late_entry=late)
    if day > limit:
        return Judged(
            demand.rule, f"{told}, too late; the last day was {limit}.", "CALL_LATE", late_entry=late
        )
    return Judged(demand.rule, f"{told}; the last day was {limit}.", late_entry=late)


def _call_limit(case: Case, demand: Precondition) -> date | None:
    """The last day for the call; None while no notice stands, and no time runs."""
    if case.notice is None or case.day_zero is None:
        return None
    first = case.day_zero if demand.start == "day-zero" else swedish_day(done_at(case.notice))
    return first + timedelta(days=demand.days or 0)


def _care_plan(case: Case, demand: Precondition) -> Judged:
    """On transfer to open compulsory care, that inpatient care drew up the coordinated care plan."""
    if case.notice is None or case.notice.noted.get("transferTo") is None:
        why = "No coordinated care plan is needed: the patient does not move to open compulsory care."
        return Judged(demand.rule, why)
    drawn_up = any(
        event.kind == _CARE_PLAN
        and event.action in {"new", "revise", "approve"}
        and event.episode in {None, case.stay.id}
        for event in case.stay.course.events
    )
    why = (
        f"The patient moves to open compulsory care, and {'a' if drawn_up else 'no'} samordnad vårdplan, "
        "coordinated care plan, is drawn up."
    )
    return Judged(demand.rule, why, None if drawn_up else "VARDPLAN_MISSING")


def _region_interventions(case: Case, demand: Precondition) -> Judged:
    """That the patient does not stay for want of what open care is responsible for."""
    available = case.stay.course.facts.get(AVAILABLE)
    care = "what the region's open care is responsible for is"
    if available is True:
        return Judged(demand.rule, f"W{care[1:]} available.")
    if available is False:
        why = f"W{care[1:]} not available, and the patient cannot leave."
        return Judged(demand.rule, why, "REGION_NOT_READY")
    if demand.unknown:
        return Judged(demand.rule, f"Nothing says that {care} not available.")
    return Judged(demand.rule, f"It is not clarified whether {care} available.", "REGION_NOT_READY")


def _consent(case: Case, demand: Precondition) -> Judged:
    """That the patient had not refused the transfer of information when the municipality was told."""
    if case.notice is None:
        why = "No notice that the patient is ready stands, and so no refusal matters."
        return Judged(demand.rule, why)
    had = refused(case.stay, case.notice, case.liable)
    why = (
        f"The patient had {'' if had else 'not '}refused the transfer of information on "
        f"{swedish_day(done_at(case.notice))}, when the notice was sent."
    )
    return Judged(demand.rule, why, "NO_CONSENT" if had else None)


def _minute(at: datetime) -> str:
    return at.astimezone(STOCKHOLM).strftime("%Y-%m-%d at %H:%M")


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
