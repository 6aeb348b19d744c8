"""What billed days cost, in whole SEK: every day at the amount of its own year; nothing is rounded, for nothing is divided."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from adapter.model.errors import UsageError
from adapter.model.liability import BRANCHES, Cost, Rates, Span
from adapter.model.month import first_day, following, month_of

_ROLES = {
    "slutenvard": BRANCHES[0],
    "geriatrisk-slutenvard": BRANCHES[1],
    "psykiatrisk-slutenvard": BRANCHES[2],
}
_NAMES = _ROLES | {"somatic": BRANCHES[0], "geriatric": BRANCHES[1], "psychiatric": BRANCHES[2]}
_DIGITS = 4


def branch_of(role: str | None) -> str:
    """The branch of an inpatient unit; somatic where nothing says otherwise."""
    return _ROLES.get(role or "", BRANCHES[0])


def price(span: Span, branch: str, rates: Rates) -> int | None:
    """The amount; None where the year of a billed day has none (`RATE_MISSING`), never a guess."""
    return total(costs(span, branch, rates))


def total(lines: Iterable[Cost]) -> int | None:
    """What the lines come to; None where the rate of one is missing."""
    amounts = [one.amount for one in lines]
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None


def wanting(years: Iterable[str]) -> Iterator[str]:
    """What to do about years whose days have no rate."""
    named = ", ".join(sorted(set(years)))
    if named:
        yield f"No rate per day is known for {named}: give it under `rates` of the scenario, or in the pack's liability.yaml."


def costs(span: Span, branch: str, rates: Rates) -> tuple[Cost, ...]:
    """The days year by year, each at its year's rate."""
    return tuple(Cost(days, _rate_of(rates.get(str(days.first.year)), branch)) for days in by_year(span))


def _rate_of(rate: int | Mapping[str, int] | None, branch: str) -> int | None:
    return rate.get(branch) if isinstance(rate, Mapping) else rate


def by_year(span: Span) -> Iterator[Span]:
    """The days of each year."""
    for first, until in _cut(span, lambda day: date(day.year + 1, 1, 1)):
        yield Span(first, until)


def by_month(span: Span) -> Iterator[tuple[str, Span]]:
    """The months that the days lie in (`YYYY-MM`), and which days of each."""
    for first, until in _cut(span, lambda day: first_day(following(month_of(day)))):
        yield month_of(first), Span(first, until)


def _cut(span: Span, next_start: Callable[[date], date]) -> Iterator[tuple[date, date]]:
    first = span.first
    while first < span.until:
        until = min(span.until, next_start(first))
        yield first, until
        first = until


def read_rates(given: Mapping[str, object]) -> Rates:
    """The rates of a scenario: whole SEK by year, or by year and branch (in Swedish, in English, or as the role of the unit).

    `UsageError` for anything else.
    """
    return {year: _rate(year, value) for year, value in given.items()}


def _rate(year: str, value: object) -> int | Mapping[str, int]:
    if len(year) != _DIGITS or not year.isdecimal():
        raise UsageError("rates: by year, four digits")
    if isinstance(value, dict):
        return {_branch(year, name): _whole(f"rates.{year}.{name}", one) for name, one in value.items()}
    return _whole(f"rates.{year}", value)


def _branch(year: str, name: str) -> str:
    if name not in {*BRANCHES, *_NAMES}:
        raise UsageError(f"rates.{year}: by branch: {', '.join(BRANCHES)}")
    return _NAMES.get(name, name)


def _whole(path: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise UsageError(f"{path}: a whole number of SEK from 0 is expected")
    return value
