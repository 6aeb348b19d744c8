"""Many stays together: by municipality and month, how the month stands, which days are billed and what they cost.

Amounts are sums of whole SEK: days times the rate of their year, or the fixed sum of the month as the agreement prints it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from adapter.liability.amounts import by_month, price, wanting
from adapter.liability.days import begins
from adapter.liability.months import BILLING, NONE, Month, Ready, counted, rounded, states, through
from adapter.model.errors import UsageError
from adapter.model.liability import Agreement, Rates, Span, Terms
from adapter.model.month import first_day, month_of

YEAR_END = "yearEndSettlement"
"""The fact that says by municipality what was settled by hand with the year's accounts, in whole SEK."""


@dataclass(frozen=True, slots=True)
class Settled:
    """How a municipality's month stands, and what it costs; `amount` None where a rate is missing."""

    municipality: str
    month: str
    state: str = NONE
    billed_days: int = 0
    amount: int | None = 0
    year_end: bool = False

    def to_json(self) -> dict[str, object]:
        """The shape of `contract.md` §5; `yearEnd` for what was settled by hand with the year's accounts."""
        return {
            "municipality": self.municipality,
            "month": self.month,
            "state": self.state,
            "billedDays": self.billed_days,
            "amount": self.amount,
            **({"yearEnd": True} if self.year_end else {}),
        }


@dataclass(frozen=True, slots=True)
class Settlement:
    """Every month of every municipality, and how many still wait there; `alerts` are averages of years over a baseline."""

    months: tuple[Month, ...] = ()
    settled: tuple[Settled, ...] = ()
    waiting: tuple[tuple[str, int], ...] = ()
    alerts: tuple[Mapping[str, object], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """What is wanting: the rate of a billed day."""
        return ("RATE_MISSING",) if any(one.amount is None for one in self.settled) else ()

    def to_json(self) -> dict[str, object]:
        """The shape of `contract.md` §5, and besides who still waits, what is wanting and what is to be said."""
        return {
            "months": [one.to_json() for one in self.months],
            "settlement": [one.to_json() for one in self.settled],
            "waiting": [{"municipality": name, "patients": count} for name, count in self.waiting],
            "alerts": [dict(one) for one in self.alerts],
            "reasons": list(self.reasons),
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class Books:
    """What is settled by: what the region has agreed, the rates given besides, and the facts that nobody else knows.

    `first` and `last` are months that are told in any case (any day of them); those who still wait are counted until
    `at`, not included.
    """

    agreement: Agreement
    rates: Rates = field(default_factory=dict)
    at: date | None = None
    first: date | None = None
    last: date | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


def settle(stays: Iterable[Ready], books: Books) -> Settlement:
    """The months of all these stays, municipality by municipality; `UsageError` for facts that cannot be read."""
    of_each: dict[str, list[Ready]] = {}
    for stay in stays:
        of_each.setdefault(stay.municipality, []).append(stay)
    if not of_each:
        of_each = _fixed(books)
    months: list[Month] = []
    settled: list[Settled] = []
    alerts: list[Mapping[str, object]] = []
    for name, own in sorted(of_each.items()):
        days = list(_billed(own, books))
        its = counted(name, own, _names(own, days, books))
        months.extend(its)
        settled.extend(_settled(its, days, books))
        settled.extend(_year_end(name, books))
        alerts.extend(_alerts(name, own, books))
    counts = ((name, sum(stay.left is None for stay in own)) for name, own in sorted(of_each.items()))
    waiting = tuple(one for one in counts if one[1])
    notes = _notes(sum(count for _, count in waiting), books)
    unpriced = wanting(one.month[:4] for one in settled if one.amount is None)
    return Settlement(tuple(months), tuple(settled), waiting, tuple(alerts), (*notes, *unpriced))


def _notes(waiting: int, books: Books) -> Iterator[str]:
    if waiting and books.at is None:
        yield f"Patients who still wait: {waiting}; their days are counted only where the scenario says `at`."


def _fixed(books: Books) -> dict[str, list[Ready]]:
    """Who pays a fixed sum whether anybody stayed or not: without stays each party's instalment is told (HA-LIAB-02)."""
    own = books.agreement.own
    return {name: [] for name in own.flat.monthly} if own is not None and own.flat is not None else {}


@dataclass(frozen=True, slots=True)
class _Days:
    """Days of one stay in one month, and the terms that they are billed by."""

    month: str
    span: Span
    terms: Terms
    branch: str


def _billed(stays: Iterable[Ready], books: Books) -> Iterator[_Days]:
    """The days of liability, month by month; whether the month is billed is another question."""
    for stay in stays:
        until = stay.left or books.at
        if until is None or not stay.billable:
            continue
        terms, first = books.agreement.on(stay.day_zero), stay.day_zero
        if terms.flat is not None:
            if terms.end is None:
                continue  # a fixed sum without an end leaves no days
            first = terms.end + timedelta(days=1)
            terms = books.agreement.act
        starts = stay.starts or begins(stay.day_zero, stay.branch, stay.day_zero, terms)
        began = max(starts, first, terms.invoice_from or first)
        for month, span in by_month(Span(began, until)):
            yield _Days(month, span, terms, stay.branch)


def _names(stays: Iterable[Ready], days: Iterable[_Days], books: Books) -> tuple[str, ...]:
    """The months from the first in which somebody left, or days are billed, to the last, or the one it is."""
    known = [stay.left for stay in stays if stay.left is not None]
    known += [one.span.first for one in days if one.terms.monthly is None]
    now = [day for day in (books.last, books.at) if day is not None]
    first = min([*known, *([books.first] if books.first else [])], default=min(now, default=None))
    last = max([*known, *now], default=None)
    return tuple(through(first, last)) if first is not None and last is not None else ()


def _settled(months: Sequence[Month], days: Sequence[_Days], books: Books) -> Iterator[Settled]:
    own = books.agreement.own
    monthly = own.monthly if own else None
    stands = dict(zip((one.month for one in months), states(months, monthly), strict=True)) if monthly else {}
    of_month: dict[str, list[_Days]] = {month.month: [] for month in months}
    for one in days:
        of_month.get(one.month, []).append(one)
    for month in months:
        state = stands.get(month.month, NONE) if own and _is_in(own, month.month) else NONE
        its = [one for one in of_month[month.month] if one.terms.monthly is None or state == BILLING]
        costs = [
            price(one.span, one.branch, {**books.agreement.rates(one.terms), **books.rates}) for one in its
        ]
        if own is not None and own.flat is not None and _is_in(own, month.month):
            costs.append(own.flat.monthly.get(month.municipality))
        if costs:
            state = BILLING
        known = [cost for cost in costs if cost is not None]
        amount = sum(known) if len(known) == len(costs) else None
        yield Settled(month.municipality, month.month, state, sum(one.span.days for one in its), amount)


def _is_in(terms: Terms, month: str) -> bool:
    """Whether the month begins within the days of the terms."""
    return terms.include(first_day(month))


def _year_end(municipality: str, books: Books) -> Iterator[Settled]:
    """What was settled by hand with the accounts of a year of fixed sums (HA-LIAB-06)."""
    own = books.agreement.own
    given = books.facts.get(YEAR_END)
    if own is None or own.flat is None or own.flat.settled is None or given is None:
        return
    if not isinstance(given, Mapping) or any(type(amount) is not int for amount in given.values()):
        raise UsageError(f"facts.{YEAR_END}: whole SEK by municipality are expected")
    if municipality in given:
        month = month_of(own.flat.settled)
        yield Settled(municipality, month, BILLING, 0, given[municipality], year_end=True)


def _alerts(municipality: str, stays: Sequence[Ready], books: Books) -> Iterator[Mapping[str, object]]:
    """The years whose average is over that of the year they are compared with (ST-LIAB-09); decides nothing."""
    baseline = books.agreement.own.baseline if books.agreement.own else None
    given = books.facts.get(baseline.fact) if baseline else None
    if baseline is None or given is None:
        return
    level = given.get(municipality) if isinstance(given, Mapping) else given
    if level is None:
        return
    if isinstance(level, bool) or not isinstance(level, int | float):
        raise UsageError(f"facts.{baseline.fact}: a number of days is expected, or one by municipality")
    for year in baseline.years:
        days = [stay.days for stay in stays if stay.left is not None and stay.left.year == year]
        average = Fraction(sum(days), len(days)) if days else None
        if average is not None and average > Fraction(str(level)):
            yield {
                "rule": baseline.rule,
                "municipality": municipality,
                "year": year,
                "average": rounded(average),
                "baseline": level,
            }
