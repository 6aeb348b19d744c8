"""Days and amounts against a count by hand: day after day, with a calendar of its own, over ten years of random instants."""

import random
from datetime import date, datetime, timedelta

import pytest

from adapter.liability.judge import judge
from tests import by_hand
from tests.courses import CLINIC, GERIATRICS, RATES, SWEDEN, WARD, admitted, agreement, course, left, ready

REGIONS = ("vasterbotten", "norrbotten", "stockholm", "halland", "vastmanland", "sverige")
ONE_DAY = timedelta(days=1)
STAYS = 400


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
            free -= not by_hand.is_off(day)
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
