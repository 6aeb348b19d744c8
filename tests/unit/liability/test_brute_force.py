"""Days and amounts against a count by hand: day after day, with a calendar of its own, over ten years of random instants."""

import random
from datetime import date, datetime, timedelta

import pytest

from adapter.liability.judge import judge
from tests.courses import CLINIC, GERIATRICS, RATES, SWEDEN, WARD, admitted, agreement, course, left, ready

REGIONS = ("vasterbotten", "norrbotten", "stockholm", "halland", "vastmanland", "sverige")
ONE_DAY = timedelta(days=1)
STAYS = 400


def easter(year: int) -> date:
    """Easter Sunday by Gauss and Meeus."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def is_holiday(day: date) -> bool:
    """Public holidays of Sweden, Sundays aside, and the three eves."""
    if (day.month, day.day) in {(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)}:
        return True
    if (day - easter(day.year)).days in {-2, 1, 39}:
        return True
    # Midsummer Eve is the Friday of 19 to 25 June.
    return day.month == 6 and 19 <= day.day <= 25 and day.weekday() == 4


def first_day(region: str, sender: str, told: datetime) -> date:
    """The first day of liability, counted day by day from the words of each source."""
    day = told.astimezone(SWEDEN).date()
    hour = told.astimezone(SWEDEN).strftime("%H:%M:%S")
    if region == "vasterbotten" and date(2022, 1, 1) <= day <= date(2027, 4, 14):
        return day + ONE_DAY if hour < "12:00:00" else day + ONE_DAY + ONE_DAY
    if region == "stockholm" and day.year in {2018, 2019}:
        free = 30 if sender == CLINIC else 5
        while free:
            day += ONE_DAY
            if day.weekday() < 5 and not is_holiday(day):
                free -= 1
        return day + ONE_DAY
    days = 30 if sender == CLINIC and day.year == 2018 and region != "norrbotten" else 3
    if region == "norrbotten" and day.year < 2023:
        days = 30 if sender == CLINIC and day.year == 2018 else 3
    for _ in range(days + (hour > "12:00:00")):
        day += ONE_DAY
    return day


def billed(region: str, sender: str, told: datetime, home: date) -> tuple[int, int]:
    """How many days are billed, and the sum, a day at a time."""
    day, days, amount = first_day(region, sender, told), 0, 0
    notified = told.astimezone(SWEDEN).date()
    while day < home:
        flat = region == "halland" and notified <= date(2018, 10, 31) and day <= date(2018, 10, 31)
        unbilled = region == "stockholm" and notified.year in {2018, 2019} and day.year == 2018
        if not flat and not unbilled:
            days += 1
            amount += RATES[str(day.year)]
        day += ONE_DAY
    return days, amount


@pytest.mark.parametrize("region", REGIONS)
def test_first_day_days_and_amount_are_those_of_a_count_by_hand(region: str) -> None:
    chance = random.Random(region)  # noqa: S311 - the same stays every time
    terms = agreement(region)
    for number in range(STAYS):
        told = datetime(2018, 1, 2, tzinfo=SWEDEN) + timedelta(seconds=chance.randrange(10 * 365 * 86_400))
        if number % 5 == 0:
            told = told.replace(hour=12, minute=0, second=chance.randrange(2))
        sender = chance.choice((WARD, CLINIC, GERIATRICS))
        home = told.date() + timedelta(days=chance.randrange(60))
        made = course(
            region,
            admitted(told - timedelta(hours=3)),
            ready(told, sender=sender),
            left(home),
            asked=told + timedelta(days=90),
        )
        found = judge(made, terms, RATES)
        where = (region, sender, told.isoformat(), home)
        assert found.starts == first_day(region, sender, told), where
        assert (found.billed_days, found.amount) == billed(region, sender, told, home), where
