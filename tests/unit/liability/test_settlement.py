"""Many stays: months, rows of months, and the edges that the worked examples leave out."""

from dataclasses import replace
from datetime import date

import pytest

from adapter.liability.disputes import raised, tried_next
from adapter.liability.judge import judge
from adapter.liability.months import Month, Ready, ready, rounded, states
from adapter.liability.settlement import Books, settle
from adapter.model.errors import UsageError
from adapter.model.liability import Liability, Monthly, Terms
from tests.courses import CODE, RATES, admitted, agreement, at, course, left
from tests.courses import ready as told

MAY = Ready("2480", date(2026, 5, 4), date(2026, 5, 8))


def test_an_average_is_exact_and_rounded_half_up_only_in_print() -> None:
    just_over = Month("2480", "2026-05", 3001, 1000)
    assert rounded(just_over.average) == 3.001  # 3.0 would be the limit itself
    assert rounded(Month("2480", "2026-05", 2999, 1000).average) == 2.999
    assert rounded(Month("2480", "2026-05", 3, 1).average) == 3.0
    assert rounded(Month("2480", "2026-05", 10, 3).average) == 3.33
    assert list(states([just_over], Monthly(3, 3))) == ["analysis"]
    assert rounded(Month("2480", "2026-05", 1, 8).average) == 0.13
    assert rounded(Month("2480", "2026-05").average) is None


def test_leaving_before_day_zero_is_no_day_at_all() -> None:
    assert replace(MAY, left=date(2026, 5, 3)).days == 0
    assert replace(MAY, left=None).days == 0


def test_a_judged_stay_is_a_ready_one_where_municipality_and_notice_are_known() -> None:
    made = course(
        "vasterbotten",
        admitted(at("2025-05-10 09:00")),
        told(at("2025-05-12 11:00")),
        left(date(2025, 5, 17)),
    )
    found = ready(judge(made, agreement("vasterbotten"), RATES))
    assert found == Ready(CODE, date(2025, 5, 12), date(2025, 5, 17), starts=date(2025, 5, 13))
    assert ready(Liability("sverige", Terms("sverige", "act"), "2480")) is None
    assert ready(Liability("sverige", Terms("sverige", "act"), None, day_zero=date(2025, 5, 12))) is None


def test_a_stay_that_fails_a_precondition_is_in_the_average_and_not_billed() -> None:
    stays = [
        replace(MAY, day_zero=date(2026, month, 4), left=date(2026, month, 9), billable=month != 4)
        for month in (1, 2, 3, 4)
    ]
    found = settle(stays, Books(agreement("vasterbotten"), RATES))
    assert [month.patients for month in found.months] == [1, 1, 1, 1]
    assert (found.settled[3].state, found.settled[3].billed_days) == ("billing", 0)


def test_months_are_told_from_the_first_to_the_last_that_are_asked_for() -> None:
    books = Books(agreement("vasterbotten"), RATES, first=date(2026, 3, 31), last=date(2026, 6, 1))
    assert [month.month for month in settle([MAY], books).months] == [
        "2026-03",
        "2026-04",
        "2026-05",
        "2026-06",
    ]


def test_only_waiting_patients_are_told_in_the_month_it_is() -> None:
    waiting = replace(MAY, left=None)
    found = settle([waiting], Books(agreement("norrbotten"), RATES, at=date(2026, 5, 9)))
    assert [(one.month, one.billed_days) for one in found.settled] == [("2026-05", 2)]
    assert found.waiting == (("2480", 1),)
    assert settle([waiting], Books(agreement("vasterbotten"), RATES, at=date(2026, 5, 9))).months == (
        Month("2480", "2026-05"),
    )
    assert settle([waiting], Books(agreement("vasterbotten"), RATES)).months == ()


def test_what_was_notified_before_an_agreement_is_billed_by_the_act() -> None:
    before = Ready("2480", date(2021, 12, 30), date(2022, 1, 5))
    found = settle([before], Books(agreement("vasterbotten"), RATES))
    assert [(one.month, one.state, one.billed_days) for one in found.settled] == [("2022-01", "billing", 3)]


def test_a_fixed_sum_without_an_end_leaves_no_days() -> None:
    whole = agreement("halland")
    assert whole.own is not None
    endless = replace(whole, own=replace(whole.own, end=None))
    found = settle([replace(MAY, municipality=CODE)], Books(endless, RATES))
    assert [(one.billed_days, one.amount) for one in found.settled] == [(0, 125_134)]


def test_a_missing_rate_leaves_the_amount_open() -> None:
    found = settle([MAY], Books(agreement("norrbotten")))
    assert (found.settled[0].billed_days, found.settled[0].amount, found.reasons) == (
        1,
        None,
        ("RATE_MISSING",),
    )
    (note,) = found.notes
    assert f"for {found.settled[0].month[:4]}: give it under `rates`" in note


def test_the_year_s_settlement_is_whole_kronor_by_municipality() -> None:
    stay = Ready(CODE, date(2018, 5, 4), date(2018, 5, 8))
    for given in (5000, {CODE: 1.5}, {CODE: True}):
        with pytest.raises(UsageError, match="whole SEK by municipality"):
            settle([stay], Books(agreement("halland"), facts={"yearEndSettlement": given}))
    other = settle([stay], Books(agreement("halland"), facts={"yearEndSettlement": {"1380": 5}}))
    assert not any(one.year_end for one in other.settled)
    elsewhere = settle([stay], Books(agreement("norrbotten"), facts={"yearEndSettlement": {CODE: 5}}))
    assert not any(one.year_end for one in elsewhere.settled)


def test_a_baseline_is_a_number_or_one_by_municipality() -> None:
    stay = Ready("0180", date(2019, 5, 6), date(2019, 5, 10))
    books = Books(agreement("stockholm"))
    assert settle([stay], replace(books, facts={"averageDays2017": {"0181": 1}})).alerts == ()
    assert settle([stay], books).alerts == ()
    assert settle([stay], replace(books, facts={"averageDays2017": 3})).alerts[0]["average"] == 4.0
    for given in ("3", {"0180": True}):
        with pytest.raises(UsageError, match="a number of days"):
            settle([stay], replace(books, facts={"averageDays2017": given}))


def test_a_dispute_goes_from_level_to_level_and_passes_none_over() -> None:
    own = agreement("vasterbotten").own
    assert own is not None
    first, second, third, court = own.disputes
    assert raised(own.disputes, None, first) == first
    assert raised(own.disputes, second, third) == third
    assert (tried_next(own.disputes, third), tried_next(own.disputes, court)) == (court, None)
    for now, to in ((None, second), (first, court), (second, first), (court, first)):
        with pytest.raises(UsageError, match="a dispute goes to"):
            raised(own.disputes, now, to)
