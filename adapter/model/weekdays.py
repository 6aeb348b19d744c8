"""Swedish weekdays (vardagar): Monday to Friday but for public holidays and the eves that are none in fact.

Public holidays are those of lag (1989:253) om allmänna helgdagar; midsommarafton, julafton and nyårsafton are counted
with them where a time runs out, lag (1930:173) om beräkning av lagstadgad tid 2 §.
"""

from datetime import date, timedelta
from functools import cache

from holidays.countries.sweden import Sweden

_SATURDAY = 5


def is_weekday(day: date, *, saturdays: bool = False) -> bool:
    """Whether it is a weekday; Saturdays are counted where `saturdays` says so."""
    last = _SATURDAY if saturdays else _SATURDAY - 1
    return day.weekday() <= last and day not in holidays(day.year)


def next_weekday(day: date, *, saturdays: bool = False) -> date:
    """The first weekday after the day."""
    day += timedelta(days=1)
    while not is_weekday(day, saturdays=saturdays):
        day += timedelta(days=1)
    return day


def weekdays_after(day: date, count: int) -> date:
    """The last of so many weekdays after the day; the day itself for none."""
    for _ in range(count):
        day = next_weekday(day)
    return day


@cache
def holidays(year: int) -> frozenset[date]:
    """The public holidays of a year, and the eves counted with them; Sundays as such are left to the weekday."""
    return frozenset(Sweden(years=year, include_sundays=False, categories=("public", "de_facto")))
