"""A month counted by hand: Stockholm, March 2019, three municipalities."""

from datetime import UTC, date, datetime, timedelta

import pytest

from adapter.followup.report import Wanted, report
from adapter.followup.rows import Billed, DutyRow, PersonRows, PlanRow, StayRow
from adapter.followup.tally import Tally
from adapter.model.figures import INDICATORS, Indicator, Settlement
from adapter.model.indicator import Followed
from adapter.model.report import Report

MARCH = "2019-03"
SOLNA, NACKA, TABY = "0184", "0182", "0160"
EVERY = tuple(
    Followed(
        code,
        what=("kvittens",) if code.startswith("kvittens") else (),
        goal="below-baseline" if code == "ready-days-mean" else None,
        baseline="averageDays2017" if code == "ready-days-mean" else None,
    )
    for code in INDICATORS
)


def away(
    zero: date, days: int, place: str = SOLNA, *, hours: int = 30, again: bool = False, senior: bool = True
) -> StayRow:
    """Ready on day zero at 8, gone so many days later; `hours` is how long that took."""
    at = datetime(zero.year, zero.month, zero.day, 7, tzinfo=UTC)
    left = zero + timedelta(days=days)
    return StayRow(
        place,
        ready_at=at,
        day_zero=zero,
        left_at=at + timedelta(hours=hours),
        left=left,
        over65=senior,
        readmitted=again,
    )


def counted(*people: PersonRows, **wanted: object) -> Report:
    tally = Tally(EVERY, MARCH)
    for person in people:
        tally.add(person)
    given = {"region": "stockholm", "month": MARCH, "today": date(2019, 6, 1), "followed": EVERY, **wanted}
    return report(tally, Wanted(**given))  # type: ignore[arg-type]


def of(found: Report, place: str | None, code: str) -> Indicator:
    every = (
        found.totals
        if place is None
        else next(one for one in found.figures if one.municipality == place).indicators
    )
    return next(one for one in every if one.code == code)


def told(found: Report, place: str | None, code: str) -> tuple[object, object, object]:
    one = of(found, place, code)
    assert not one.suppressed
    return one.numerator, one.denominator, one.value


def test_days_and_averages_of_those_who_left_in_the_month() -> None:
    # Six of Solna: 1, 2, 2, 3, 5 and 8 days are 21, on average 3.5. One began on 27 February and left on 4 March: its
    # five days are March's. One left on 1 April: April's, and waiting when March ended; another has not left at all.
    found = counted(
        PersonRows((away(date(2019, 3, 4), 1),)),
        PersonRows((away(date(2019, 3, 5), 2),)),
        PersonRows((away(date(2019, 3, 11), 2),)),
        PersonRows((away(date(2019, 3, 28), 3),)),
        PersonRows((away(date(2019, 2, 27), 5),)),
        PersonRows((away(date(2019, 3, 20), 8),)),
        PersonRows((away(date(2019, 3, 30), 2, NACKA),)),
        PersonRows((StayRow(NACKA, day_zero=date(2019, 2, 20)),)),
    )
    assert told(found, SOLNA, "patients") == (6, None, 6)
    assert told(found, SOLNA, "ready-days") == (21, None, 21)
    assert told(found, SOLNA, "ready-days-mean") == (21, 6, 3.5)
    assert told(found, SOLNA, "waiting") == (0, None, 0)
    assert told(found, NACKA, "patients") == (0, None, 0)
    assert told(found, NACKA, "ready-days-mean") == (0, 0, None)
    assert of(found, NACKA, "waiting").suppressed  # two


def test_waiting_is_told_in_every_month_that_ends_before_leaving() -> None:
    five = [PersonRows((away(date(2019, 1, 30), 35),)) for _ in range(5)]  # gone on 6 March
    tally = Tally(EVERY, MARCH)
    for person in five:
        tally.add(person)
    assert [tally.whole("waiting", month).cases for month in ("2019-01", "2019-02", MARCH)] == [5, 5, 0]


def test_who_died_or_whose_planning_ended_neither_waits_nor_left() -> None:
    found = counted(*(PersonRows((StayRow(SOLNA, day_zero=date(2019, 3, 1), ended=True),)) for _ in range(9)))
    assert (told(found, None, "waiting")[2], told(found, None, "patients")[2]) == (0, 0)


def test_readmissions_are_of_those_of_65_who_left() -> None:
    # twelve left: ten of 65 or older, of whom five came back, and two younger who came back too
    seniors = [PersonRows((away(date(2019, 3, 4), 1, again=number < 5),)) for number in range(10)]
    younger = [PersonRows((away(date(2019, 3, 4), 1, again=True, senior=False),)) for _ in range(2)]
    assert told(counted(*seniors, *younger), SOLNA, "readmissions-65") == (5, 10, 0.5)


def test_readmissions_are_not_told_before_thirty_days_have_passed() -> None:
    seniors = [PersonRows((away(date(2019, 3, 4), 1),)) for _ in range(9)]
    early = counted(*seniors, today=date(2019, 4, 30))
    assert early.later == ("readmissions-65",)
    assert all(one.code != "readmissions-65" for one in early.totals)
    assert counted(*seniors, today=date(2019, 5, 1)).later == ()


def test_home_within_a_day_is_twenty_four_hours_from_the_judgement() -> None:
    soon = [PersonRows((away(date(2019, 3, 4), 1, hours=24),)) for _ in range(5)]
    late = [PersonRows((away(date(2019, 3, 4), 1, hours=25),)) for _ in range(15)]
    assert told(counted(*soon, *late), SOLNA, "home-within-one-day") == (5, 20, 0.25)


def test_of_whom_no_notice_stands_nothing_is_said_of_a_day() -> None:
    people = [
        PersonRows((StayRow(SOLNA, day_zero=date(2019, 3, 4), left=date(2019, 3, 5)),)) for _ in range(9)
    ]
    assert told(counted(*people), SOLNA, "home-within-one-day") == (0, 0, None)


def test_payment_days_fall_in_their_months_and_days_ready_in_that_of_leaving() -> None:
    # ST-IND-03, two counters: each of five left on 4 March after ten days ready, of which six are paid for, four of
    # them in February
    stay = away(date(2019, 2, 22), 10)
    paid = StayRow(
        SOLNA,
        day_zero=stay.day_zero,
        left=stay.left,
        billed=(Billed("2019-02", 4), Billed(MARCH, 2)),
    )
    found = counted(*(PersonRows((paid,)) for _ in range(5)))
    assert told(found, SOLNA, "billed-days") == (10, None, 10)
    assert told(found, SOLNA, "billed-days-mean") == (30, 5, 6.0)
    assert told(found, SOLNA, "ready-days") == (50, None, 50)


def test_one_payer_among_many_is_not_found_in_a_mean() -> None:
    one = StayRow(SOLNA, day_zero=date(2019, 3, 1), left=date(2019, 3, 9), billed=(Billed(MARCH, 3),))
    others = [PersonRows((away(date(2019, 3, 4), 1),)) for _ in range(9)]
    found = counted(PersonRows((one,)), *others)
    assert of(found, SOLNA, "billed-days").suppressed
    assert of(found, SOLNA, "billed-days-mean").suppressed


def test_acknowledgements_in_time_and_how_long_they_took() -> None:
    begun = datetime(2019, 3, 1, 8, tzinfo=UTC)

    def duty(
        hours: float | None, what: str = "kvittens", *, due: datetime = begun + timedelta(hours=8)
    ) -> PersonRows:
        met = None if hours is None else begun + timedelta(hours=hours)
        return PersonRows(duties=(DutyRow(SOLNA, what, begun, due, met, met is not None and met <= due),))

    # in time after 1, 2, 2, 3 and 8 hours; late after 9, 9, 13, 20 and 30; five never. Ten came: 97 hours, in the middle 8.5
    met = [duty(hours) for hours in (1, 2, 2, 3, 8, 9, 9, 13, 20, 30)]
    never = [duty(None) for _ in range(5)]
    # the next month's, and what is not a kvittens
    other = [duty(1, due=datetime(2019, 3, 31, 22, tzinfo=UTC)), duty(1, "kallelse")]
    found = counted(*met, *never, *other)
    assert told(found, SOLNA, "kvittens-in-time") == (5, 15, 0.3333)
    assert told(found, SOLNA, "kvittens-hours") == (97, 10, 9.7)
    assert told(found, SOLNA, "kvittens-hours-median") == (None, 10, 8.5)
    # with one late fewer, or one that never came, how many came would tell of four by what is left
    for people in ([*met[:-1], *never], [*met, *never[1:]]):
        fewer = counted(*people)
        assert told(fewer, SOLNA, "kvittens-in-time")[0] == 5
        for place in (SOLNA, None):
            assert of(fewer, place, "kvittens-hours").suppressed
            assert of(fewer, place, "kvittens-hours-median").suppressed


def test_who_was_home_within_three_days_but_not_within_one_is_not_found_by_difference() -> None:
    soon = [PersonRows((away(date(2019, 3, 4), 1, hours=20),)) for _ in range(6)]
    between = [PersonRows((away(date(2019, 3, 4), 2, hours=50),)) for _ in range(4)]
    late = [PersonRows((away(date(2019, 3, 4), 5, hours=120),)) for _ in range(6)]
    found = counted(*soon, *between, *late)
    assert told(found, SOLNA, "home-within-three-days") == (10, 16, 0.625)
    assert of(found, SOLNA, "home-within-one-day").suppressed
    more = counted(*soon, *between, between[0], *late)
    assert told(more, SOLNA, "home-within-one-day") == (6, 17, 0.3529)


def test_plans_followed_up_and_surveys() -> None:
    plans = [PersonRows(plans=(PlanRow(SOLNA, date(2019, 3, 15), number < 6),)) for number in range(12)]
    answered = [PersonRows(surveys=((SOLNA, date(2019, 3, 2)),)) for _ in range(5)]
    found = counted(*plans, *answered)
    assert told(found, SOLNA, "sip-follow-up") == (6, 12, 0.5)
    assert told(found, SOLNA, "sip-survey") == (5, None, 5)


def test_what_is_hidden_of_a_municipality_is_not_in_the_total_either() -> None:
    found = counted(
        *(PersonRows((away(date(2019, 3, 4), 3, SOLNA),)) for _ in range(20)),
        *(PersonRows((away(date(2019, 3, 4), 3, NACKA),)) for _ in range(6)),
        *(PersonRows((away(date(2019, 3, 4), 3, TABY),)) for _ in range(4)),
    )
    assert told(found, None, "ready-days-mean") == (90, 30, 3.0)
    assert told(found, SOLNA, "ready-days-mean") == (60, 20, 3.0)
    for place in (NACKA, TABY):
        assert all(
            of(found, place, code).suppressed for code in ("patients", "ready-days", "ready-days-mean")
        )


def goals(found: Report) -> dict[str | None, tuple[object, ...]]:
    return {one.municipality: (one.value, one.baseline, one.months, one.met) for one in found.goals}


@pytest.mark.parametrize(
    ("baseline", "met"), [({SOLNA: 4.1}, True), ({SOLNA: 4.0}, False), ({"*": 4.5}, True), ({}, None)]
)
def test_a_goal_is_of_the_year_so_far(baseline: dict[str, float], met: bool | None) -> None:  # noqa: FBT001
    # January: six of 2 days; February: four of 90, not told; March: six of 6 days. 12 + 36 over 12 is 4.
    people = [
        *(PersonRows((away(date(2019, 1, 7), 2),)) for _ in range(6)),
        *(PersonRows((away(date(2018, 11, 20), 90),)) for _ in range(4)),
        *(PersonRows((away(date(2019, 3, 4), 6),)) for _ in range(6)),
    ]
    found = goals(counted(*people, baselines={"averageDays2017": baseline}))
    assert found[SOLNA] == (4.0, baseline.get(SOLNA, baseline.get("*")), 2, met)


@pytest.mark.parametrize(("hours", "met"), [(24, True), (25, False)])
def test_a_goal_of_all_is_met_by_everybody(hours: int, *, met: bool) -> None:
    everybody = (Followed("home-within-one-day", goal="all"),)
    soon = [PersonRows((away(date(2019, 3, 4), 1, hours=24),)) for _ in range(6)]
    last = [PersonRows((away(date(2019, 3, 4), 1, hours=hours),)) for _ in range(6)]
    found = goals(counted(*soon, *last, followed=everybody))
    assert found[SOLNA] == (1.0 if met else 0.5, 1.0, 1, met)


def test_it_is_the_exact_figure_that_is_held_against_a_goal() -> None:
    # 44 days over 12 people is 3.66666…, told as 3.6667
    followed = (Followed("ready-days-mean", goal="below-baseline", baseline="averageDays2017"),)
    people = [PersonRows((away(date(2019, 1, 7), 4 if one < 8 else 3),)) for one in range(12)]
    found = goals(counted(*people, followed=followed, baselines={"averageDays2017": {SOLNA: 3.66668}}))
    assert found[SOLNA] == (3.6667, 3.66668, 1, True)


def test_a_settlement_is_hidden_where_few_left_in_the_months_it_rests_on() -> None:
    costs = {SOLNA: Settlement("review", 0, 0), NACKA: Settlement("billing", 12, 90000)}
    march = [PersonRows((away(date(2019, 3, 4), 6, place),)) for place in (SOLNA, NACKA) for _ in range(9)]
    january = [PersonRows((away(date(2019, 1, 4), 6, NACKA),)) for _ in range(3)]
    found = counted(*march, *january, settlements=costs, monthly=True)
    by_name = {one.municipality: one.settlement for one in found.figures}
    assert by_name[SOLNA] == costs[SOLNA]
    assert by_name[NACKA] == Settlement(None, None, None, suppressed=True)
    # where it rests on the stays alone: on those whose days are paid
    few = [PersonRows((StayRow(NACKA, billed=(Billed(MARCH, 3),)),)) for _ in range(4)]
    by_name = {one.municipality: one.settlement for one in counted(*few, settlements=costs).figures}
    assert by_name[NACKA] == Settlement(None, None, None, suppressed=True)


def test_what_one_may_read_is_cut_out_without_the_whole() -> None:
    people = [PersonRows((away(date(2019, 3, 4), 6, place),)) for place in (SOLNA, NACKA) for _ in range(9)]
    own = counted(*people).only({NACKA})
    assert [one.municipality for one in own.figures] == [NACKA]
    assert own.totals == ()
    assert {one.municipality for one in own.goals} == {NACKA}


def test_months_that_are_not_over_are_not_counted() -> None:
    tally = Tally(EVERY, MARCH)
    tally.add(PersonRows((away(date(2019, 4, 2), 3),)))
    assert tally.municipalities() == frozenset()
