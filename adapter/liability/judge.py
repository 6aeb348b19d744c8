"""Payment liability for one stay: whose terms, every precondition, the days, the amount, and why there is no more."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

from adapter.liability.amounts import branch_of, costs, total, wanting
from adapter.liability.calls import REQUIRED
from adapter.liability.days import begins, day_zero
from adapter.liability.preconditions import AVAILABLE, Case, judged
from adapter.liability.stay import Ending, Stay, ending, notice, stay_of
from adapter.model.course import Course
from adapter.model.errors import UsageError
from adapter.model.history import done_at
from adapter.model.liability import REASONS, STATES, Agreement, Judged, Liability, Rates, Span, Terms
from adapter.model.month import month_of
from adapter.model.needs import SOCIAL_ONLY
from adapter.model.swedish_time import swedish_day

SETTLEMENT = "settlement"
"""The fact that says how the stay's month stands, where only some months are billed."""
_NONE: Rates = MappingProxyType({})


def judge(
    course: Course, agreement: Agreement, rates: Rates = _NONE, episode: str | None = None
) -> Liability:
    """The stay of that id, or the newest; `rates` stand before those of the terms, year by year.

    Which terms hold is decided by the day of the notice. Days of a fixed sum's time belong to it; those after belong to
    the Act, from the first of them on. `UsageError` for facts that are not what they should be.
    """
    _check(course.facts)
    stay = stay_of(course, episode)
    case = _case(stay, agreement)
    end = ending(stay)
    last = end.day if end else swedish_day(course.at)
    flat, over = case.terms.flat is not None, _day_after(case.terms)
    if flat and (over is None or last <= over):
        return _by_month(case, end)
    if flat:
        case = _under(stay, agreement.act)
    found = _by_days(case, {**agreement.rates(case.terms), **rates}, end, over if flat else None)
    if flat and over is not None:
        note = f"The days before {over} belong to the fixed sum a month."
        found = replace(found, notes=(note, *found.notes))
    return found


def _check(facts: Mapping[str, object]) -> None:
    for name in (AVAILABLE, REQUIRED, SOCIAL_ONLY):
        if facts.get(name) is not None and not isinstance(facts[name], bool):
            raise UsageError(f"facts.{name}: true or false is expected")
    if facts.get(SETTLEMENT) is not None and facts[SETTLEMENT] not in STATES:
        raise UsageError(f"facts.{SETTLEMENT}: one of {', '.join(STATES)}")


def _case(stay: Stay, agreement: Agreement) -> Case:
    """By the terms that hold on the day of the notice; where none stands, on the day it is asked."""
    if agreement.own is not None:
        case = _under(stay, agreement.own)
        day = swedish_day(done_at(case.notice) if case.notice else stay.course.at)
        if agreement.own.include(day):
            return case
    return _under(stay, agreement.act)


def _under(stay: Stay, terms: Terms) -> Case:
    placing = any(demand.check == "placing" for demand in terms.preconditions)
    liable = stay.placed_by if placing and stay.placed_by else stay.municipality
    standing, taken_back = notice(stay, liable)
    zero = day_zero(done_at(standing), terms) if standing else None
    return Case(stay, terms, liable, standing, taken_back, zero)


def _day_after(terms: Terms) -> date | None:
    return terms.end + timedelta(days=1) if terms.end else None


def _made(case: Case, end: Ending | None, preconditions: tuple[Judged, ...]) -> Liability:
    """The stay with its days, before it is said what is billed."""
    role = case.stay.course.role(case.notice.sender) if case.notice else None
    branch, starts = branch_of(role), None
    if case.notice is not None and case.day_zero is not None:
        starts = begins(case.day_zero, branch, swedish_day(done_at(case.notice)), case.terms)
    return Liability(
        region=case.stay.course.region,
        terms=case.terms,
        municipality=case.liable,
        preconditions=preconditions,
        episode=case.stay.id,
        branch=branch,
        day_zero=case.day_zero,
        starts=starts,
        ends=end.day if end else None,
    )


def _by_days(case: Case, rates: Rates, end: Ending | None, first: date | None) -> Liability:
    """Day by day; none before `first`."""
    preconditions = judged(case)
    made = _made(case, end, preconditions)
    reasons = {one.reason for one in preconditions if one.reason}
    span = None
    if made.liable and made.starts is not None:
        until = end.day if end else swedish_day(case.stay.course.at)
        began = max(made.starts, first or made.starts)
        if Span(began, until).days:
            span = Span(max(began, case.terms.invoice_from or began), until)
            if not span.days or _unbilled(case):
                span, reasons = None, reasons | {"NO_INVOICE"}
        else:
            reasons.add("BEFORE_START")
    lines = costs(span, made.branch, rates) if span else ()
    amount = total(lines)
    if amount is None:
        reasons.add("RATE_MISSING")
    unpriced = wanting(f"{line.span.first:%Y}" for line in lines if line.rate is None)
    notes = (*_not_invoiced(made, span, case.terms), *_notes(case, end, reasons), *unpriced)
    return replace(made, span=span, costs=lines, amount=amount, reasons=_ordered(reasons, end), notes=notes)


def _not_invoiced(made: Liability, span: Span | None, terms: Terms) -> Iterator[str]:
    """The days of liability that come before the first day that is invoiced, where others follow."""
    first = terms.invoice_from
    if span is not None and made.starts is not None and first is not None:
        days = Span(made.starts, first).days
        if days:
            yield f"Not invoiced: the {days} days of liability before {first}."


def _unbilled(case: Case) -> bool:
    """Whether it is said that the stay's month is not one that is billed."""
    state = case.stay.course.facts.get(SETTLEMENT)
    return case.terms.monthly is not None and state is not None and state != STATES[-1]


def _by_month(case: Case, end: Ending | None) -> Liability:
    """A fixed sum a month: nothing for the stay itself."""
    preconditions = judged(case)
    made = _made(case, end, preconditions)
    reasons = {one.reason for one in preconditions if one.reason} or {"NO_INVOICE"}
    at = swedish_day(case.stay.course.at)
    day = at if case.terms.include(at) or end is None else end.day
    flat, settlement = case.terms.flat, None
    if made.liable and flat is not None and case.liable is not None:
        settlement = {
            "municipality": case.liable,
            "month": month_of(day),
            "amount": flat.monthly[case.liable],
        }
    return replace(
        made,
        amount=None if "RATE_MISSING" in reasons else 0,
        reasons=_ordered(reasons, end),
        notes=("The municipality pays a fixed sum a month, whatever the patients' days are.",),
        settlement=settlement,
    )


def _ordered(reasons: Iterable[str], end: Ending | None) -> tuple[str, ...]:
    every = {*reasons, *({"DECEASED"} if end and end.died else set())}
    return tuple(reason for reason in REASONS if reason in every)


def _notes(case: Case, end: Ending | None, reasons: Iterable[str]) -> Iterator[str]:
    """What the figures alone do not say."""
    if case.terms.monthly is not None:
        yield "Billed only where the days' month is one that is billed: see the settlement of the municipality's months."
    if {"CALL_MISSING", "CALL_LATE"} & set(reasons) and case.terms.monthly is None:
        yield "Whether a late call only puts liability off is not said in the source: to be looked at by hand."
    if case.notice is not None and case.notice.late_entry:
        yield "The notice was entered after an outage and counts from its real time."
    if end is not None and end.planning:
        yield "The planning was ended: from that day the patient does not wait for the municipality."
