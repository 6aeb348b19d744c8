"""Counting days on one's fingers: another calendar, another clock, and a walk from day to day, to hold the engine against.

Nothing here is the adapter's, nor the libraries' that it counts with: summer time by the rule of the directive, Easter by
Gauss, holidays by lag (1989:253), the eves by lag (1930:173).
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
NOON, TWO = 12 * 3600, 14 * 3600


def _last_sunday(year: int, month: int) -> date:
    day = date(year, month, 31)
    while day.isoweekday() != 7:
        day -= DAY
    return day


def wall(at: datetime) -> tuple[date, int]:
    """The Swedish day of an instant, and the second of that day on the clock on the wall."""
    naive = at.astimezone(UTC).replace(tzinfo=None)
    start = datetime.combine(_last_sunday(naive.year, 3), datetime.min.time()) + _HOUR
    end = datetime.combine(_last_sunday(naive.year, 10), datetime.min.time()) + _HOUR
    local = naive + _HOUR * (2 if start <= naive < end else 1)
    return local.date(), local.hour * 3600 + local.minute * 60 + local.second


def instant(day: date, second: int) -> datetime:
    """The instant at which a Swedish clock shows that second of the day; never asked within the hour of a change."""
    for hours in (1, 2):
        at = datetime.combine(day, datetime.min.time(), UTC) + timedelta(seconds=second) - _HOUR * hours
        if wall(at) == (day, second):
            return at
    raise AssertionError(f"no clock shows second {second} of {day}")


def easter(year: int) -> date:
    """Easter Day by Gauss's rule for 1900 to 2099."""
    a, b, c = year % 19, year % 4, year % 7
    d = (19 * a + 24) % 30
    e = (2 * b + 4 * c + 6 * d + 5) % 7
    days = d + e
    if days == 35 or (d == 28 and e == 6 and a > 10):
        days -= 7
    return date(year, 3, 22) + days * DAY


def is_off(day: date, *, saturdays: bool = False) -> bool:
    """Whether a day is no weekday."""
    if day.isoweekday() == 7 or (day.isoweekday() == 6 and not saturdays):
        return True
    fixed = {(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)}
    if (day.month, day.day) in fixed or (day - easter(day.year)).days in {-2, 0, 1, 39, 49}:
        return True
    midsummer_eve = day.isoweekday() == 5 and date(day.year, 6, 19) <= day <= date(day.year, 6, 25)
    midsummer = day.isoweekday() == 6 and date(day.year, 6, 20) <= day <= date(day.year, 6, 26)
    all_saints = day.isoweekday() == 6 and date(day.year, 10, 31) <= day <= date(day.year, 11, 6)
    return midsummer_eve or midsummer or all_saints


def _seconds(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def due(limit: Mapping[str, object], start: datetime) -> datetime:
    """When a limit, as a pack's YAML writes it, runs out."""
    if "hours" in limit:
        return start + timedelta(hours=float(str(limit["hours"])))
    day, second = wall(start)
    if "rounds" in limit:
        return _round(limit, day, second)
    if "cutoff" in limit:
        cutoff = limit["cutoff"]
        assert isinstance(cutoff, dict)
        edge = _seconds(cutoff["at"])
        if second > edge or (second == edge and cutoff["exactly"] == "after"):
            day += DAY
    if "weekdays" in limit:
        left = int(str(limit["weekdays"]))
        while left:
            day += DAY
            left -= not is_off(day)
    elif "years" in limit:
        goal = (day.year + int(str(limit["years"])), day.month, day.day)
        goal = (goal[0], 2, 28) if goal[1:] == (2, 29) and goal[0] % 4 else goal
        while (day.year, day.month, day.day) != goal:
            day += DAY
    else:
        count = int(str(limit["days"]))
        for _ in range(abs(count)):
            day += DAY if count > 0 else -DAY
    return instant(day, _seconds(str(limit["at"])) if "at" in limit else 24 * 3600 - 1)


def _round(limit: Mapping[str, object], day: date, second: int) -> datetime:
    """The last second of the second round end from an instant on, the round that it falls in ending with the first."""
    rounds = limit["rounds"]
    assert isinstance(rounds, list)
    ends = [(day + DAY * days, edge - 1) for days in (0, 1) for edge in (*map(_seconds, rounds), 24 * 3600)]
    ahead = [end for end in ends if end >= (day, second)]
    return instant(*ahead[1])


def kvittens(mode: str, received: datetime) -> datetime | None:
    """When a kvittens is due by one of the modes of `process.yaml`."""
    day, second = wall(received)
    end = 24 * 3600 - 1
    match mode:
        case "none":
            return None
        case "end-of-day":
            pass
        case "noon" | "noon-included" | "day-after-noon":
            beyond = second > NOON or (second == NOON and mode != "noon-included")
            day += DAY * beyond * (2 if mode == "day-after-noon" else 1)
        case "next-day":
            day += DAY
        case "next-noon":
            day, end = day + DAY * (second > NOON), NOON
        case "noon-next-day":
            day, end = day + DAY, NOON
        case "next-weekday" | "next-weekday-or-saturday":
            day = _next(day, saturdays=mode.endswith("saturday"))
        case "weekday-after-14":
            day = _next(_next(day) if second > TWO else day)
        case "weekday-after-eve-14":
            due_day = _next(day)
            in_time = day < due_day - DAY or (day == due_day - DAY and second <= TWO)
            day = due_day if in_time else _next(due_day)
        case _:
            raise AssertionError(mode)
    return instant(day, end)


def _next(day: date, *, saturdays: bool = False) -> date:
    day += DAY
    while is_off(day, saturdays=saturdays):
        day += DAY
    return day
