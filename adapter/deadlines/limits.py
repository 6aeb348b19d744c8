"""When a time runs out: hours as they pass, days and weekdays by the Swedish calendar."""

from datetime import UTC, date, datetime, time, timedelta

from adapter.model.deadline import Cutoff, Limit
from adapter.model.swedish_time import STOCKHOLM
from adapter.model.weekdays import weekdays_after

END_OF_DAY = time(23, 59, 59)


def due(limit: Limit, start: datetime) -> datetime:
    """The last second of the limit counted from an instant; `until` and `cap` are not looked at here."""
    if limit.hours is not None:
        # elapsed hours: a night with a change of clocks is an hour longer or shorter (VB-DEADL-01)
        whole = start.astimezone(UTC).replace(microsecond=0)
        return (whole + timedelta(hours=limit.hours)).astimezone(STOCKHOLM)
    if limit.rounds:
        return _end_of_next_round(limit.rounds, start)
    day = first_day(start, limit.cutoff)
    if limit.weekdays is not None:
        day = weekdays_after(day, limit.weekdays)
    elif limit.years is not None:
        day = _years_after(day, limit.years)
    else:
        day += timedelta(days=limit.days or 0)
    return datetime.combine(day, limit.at or END_OF_DAY, STOCKHOLM)


def first_day(start: datetime, cutoff: Cutoff | None = None) -> date:
    """The Swedish day that an instant counts as: the next where it is beyond the cut-off."""
    local = start.astimezone(STOCKHOLM)
    return local.date() + timedelta(days=cutoff is not None and cutoff.passed(local.time()))


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February: the last day of the month
        return day.replace(year=day.year + years, day=28)


def _end_of_next_round(hours: tuple[time, ...], start: datetime) -> datetime:
    """The last second of the round after the one that an instant falls in; midnight always ends a round."""
    local = start.astimezone(STOCKHOLM)
    ends = [*hours, None]
    own = next(number for number, hour in enumerate(ends) if hour is None or local.time() < hour)
    last = own + 1 == len(ends)
    day = local.date() + timedelta(days=last)
    end = ends[0 if last else own + 1]
    if end is None:
        return datetime.combine(day, END_OF_DAY, STOCKHOLM)
    return datetime.combine(day, end, STOCKHOLM) - timedelta(seconds=1)
