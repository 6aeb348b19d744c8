"""Swedish weekdays (vardagar): Monday to Friday except public holidays, lag (1989:253) om allmänna helgdagar."""

from datetime import date, timedelta
from functools import cache

_FIXED = ((1, 1), (1, 6), (5, 1), (6, 6), (12, 25), (12, 26))
_FROM_EASTER = (-2, 0, 1, 39, 49)
"""Days from Easter Day: Good Friday, itself, Easter Monday, Ascension Day, Whit Sunday."""
_SATURDAY = 5
_MIDSUMMER, _ALL_SAINTS = (6, 20), (10, 31)
"""Each falls on the first Saturday from this day on."""


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


@cache
def holidays(year: int) -> frozenset[date]:
    """The public holidays of a year."""
    easter = _easter(year)
    return frozenset(
        (
            *(date(year, month, day) for month, day in _FIXED),
            *(easter + timedelta(days=days) for days in _FROM_EASTER),
            _saturday_from(date(year, *_MIDSUMMER)),
            _saturday_from(date(year, *_ALL_SAINTS)),
        )
    )


def _saturday_from(day: date) -> date:
    return day + timedelta(days=(_SATURDAY - day.weekday()) % 7)


def _easter(year: int) -> date:
    """Easter Day of the Gregorian calendar, by the method of Meeus, Jones and Butcher."""
    century, of_century = divmod(year, 100)
    skipped, rest = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    golden = year % 19
    epact = (19 * golden + century - skipped - moon + 15) % 30
    fours, left = divmod(of_century, 4)
    sunday = (32 + 2 * rest + 2 * fours - epact - left) % 7
    late = (golden + 11 * epact + 22 * sunday) // 451
    month, day = divmod(epact + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
