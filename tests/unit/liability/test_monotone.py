"""What must hold of every stay: a later notice never starts earlier, a day more never costs less, taking back never more."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from adapter.liability.judge import judge
from adapter.liability.months import Ready
from adapter.liability.settlement import Books, settle
from adapter.model.history import Event
from tests.courses import (
    CLINIC,
    GERIATRICS,
    RATES,
    SWEDEN,
    WARD,
    admitted,
    agreement,
    course,
    event,
    left,
    ready,
)

REGION = st.sampled_from(("vasterbotten", "norrbotten", "stockholm", "halland", "vastmanland", "sverige"))
SENDER = st.sampled_from((WARD, CLINIC, GERIATRICS))
TOLD = st.datetimes(datetime(2018, 1, 3), datetime(2027, 12, 31)).map(lambda one: one.replace(tzinfo=UTC))  # noqa: DTZ001 - made aware at once
DAYS = st.integers(0, 60)
LATER = st.timedeltas(timedelta(), timedelta(days=9))


def _amount(region: str, told: datetime, sender: str, *more: Event) -> int:
    made = course(
        region,
        admitted(told - timedelta(hours=1)),
        ready(told, sender=sender),
        *more,
        asked=told + timedelta(days=80),
    )
    amount = judge(made, agreement(region), RATES).amount
    assert amount is not None
    return amount


@given(REGION, SENDER, TOLD, LATER)
def test_a_later_notice_under_the_same_terms_never_starts_earlier(
    region: str, sender: str, told: datetime, later: timedelta
) -> None:
    first, second = (
        judge(course(region, admitted(told), ready(one, sender=sender)), agreement(region), RATES)
        for one in (told, told + later)
    )
    days = [one.astimezone(SWEDEN).date() for one in (told, told + later)]
    assume(first.terms == second.terms)
    # The Act's thirty days for psychiatric care end with 2018: a notice of January is answered sooner (LAW-LIAB-03).
    assume(len({first.terms.wait(first.branch, day) for day in days}) == 1)
    assert first.starts is not None
    assert second.starts is not None
    assert first.starts <= second.starts


@given(REGION, SENDER, TOLD, DAYS)
def test_a_day_more_never_costs_less(region: str, sender: str, told: datetime, days: int) -> None:
    home = told.astimezone(SWEDEN).date() + timedelta(days=days)
    fewer, more = (_amount(region, told, sender, left(day)) for day in (home, home + timedelta(days=1)))
    assert fewer <= more


@given(REGION, SENDER, TOLD, DAYS, LATER)
def test_taking_back_never_costs_more(
    region: str, sender: str, told: datetime, days: int, later: timedelta
) -> None:
    home = told.astimezone(SWEDEN).date() + timedelta(days=days)
    taken_back = event("utskrivningsklar", told + later, "cancel")
    assert _amount(region, told, sender, taken_back, left(home)) == 0
    assert _amount(region, told, sender, left(home)) >= 0


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 12)), min_size=1, max_size=40))
def test_every_billed_day_lies_in_a_month_that_is_billed_and_none_is_billed_twice(
    stays: list[tuple[int, int]],
) -> None:
    start = date(2026, 1, 1)
    rows = [
        Ready("2480", zero := start + timedelta(days=first), zero + timedelta(days=days))
        for first, days in stays
    ]
    told = settle(rows, Books(agreement("vasterbotten"), RATES))
    billing = {one.month for one in told.settled if one.state == "billing"}
    by_hand = [
        day
        for row in rows
        for number in range(1, row.days)
        if f"{(day := row.day_zero + timedelta(days=number)):%Y-%m}" in billing
    ]
    assert sum(one.billed_days for one in told.settled) == len(by_hand)
    assert sum(one.amount or 0 for one in told.settled) == sum(RATES[str(day.year)] for day in by_hand)
    assert sum(month.patients for month in told.months) == len(rows)
