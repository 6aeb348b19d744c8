"""Months of stays and how they are settled, reckoned by hand from the sources before the command was asked."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from tests.contract.builder import Json
from tests.contract.paid import asked, spoken

UMEA, SKELLEFTEA = "2480", "2482"
RATE = {"rates": {"2025": 7200, "2026": 7300, "2027": 7400}}
Rows = dict[tuple[str, str], Json]
OVER = [3, 3, 3, 4]
"""Four patients of 13 days: 3.25 on average."""
UNDER = [2, 3, 3]


def homes(month: str, lengths: Sequence[int], place: str = UMEA) -> list[Json]:
    """Patients who came home on the 20th of a month, so many days after day 0 each."""
    home = date.fromisoformat(f"{month}-20")
    return [stay(home - timedelta(days=length), home, place) for length in lengths]


def stay(zero: date | str, left: date | str | None, place: str = UMEA) -> Json:
    """One stay."""
    return {"municipality": place, "dayZero": str(zero), "left": str(left) if left else None}


def settled(stays: list[Json], region: str = "vasterbotten", code: int = 0, **more: Any) -> tuple[Rows, Rows]:
    """Months and settlement by municipality and month."""
    got, printed = asked({"region": region, "stays": stays} | RATE | more)
    assert got == code, printed
    assert set(printed) >= {"months", "settlement"}
    return by_month(printed["months"]), by_month(printed["settlement"])


def by_month(rows: list[Json]) -> Rows:
    """The rows by municipality and month."""
    return {(row["municipality"], row["month"]): row for row in rows}


def states(rows: Rows, year: int, months: int, place: str = UMEA) -> str:
    """The states of the first months of a year; a month without a row has nothing to settle."""
    return " ".join(
        rows.get((place, f"{year}-{month:02}"), {"state": "none"})["state"] for month in range(1, months + 1)
    )


@pytest.mark.parametrize(
    ("lengths", "average", "state"),
    [
        ([1, 4, 4], 3.0, "none"),
        ([1, 4, 5], 3.33, "analysis"),
        ([3, 3, 3, 4, 4], 3.4, "analysis"),
        # day 2 misses the goal of one day, which is no criterion (VB-LIAB-17)
        ([2, 2], 2.0, "none"),
        ([0], 0.0, "none"),
        ([3], 3.0, "none"),
        ([4], 4.0, "analysis"),
    ],
)
def test_a_month_by_its_average(lengths: list[int], average: float, state: str) -> None:
    months, rows = settled(homes("2026-01", lengths))
    assert months[UMEA, "2026-01"] == {
        "municipality": UMEA,
        "month": "2026-01",
        "average": pytest.approx(average, abs=0.005),
        "patients": len(lengths),
    }
    assert rows[UMEA, "2026-01"]["state"] == state
    assert rows[UMEA, "2026-01"]["billedDays"] == rows[UMEA, "2026-01"]["amount"] == 0


def test_an_average_just_over_three_is_not_printed_as_three() -> None:
    # 751 days of 250 patients: 3.004
    months, rows = settled(homes("2026-01", [3] * 249 + [4]))
    assert months[UMEA, "2026-01"]["average"] > 3
    assert rows[UMEA, "2026-01"]["state"] == "analysis"


def year(*lengths: Sequence[int]) -> list[Json]:
    """Patients home by month of 2026, from January."""
    return [one for month, days in enumerate(lengths, 1) for one in homes(f"2026-{month:02}", days)]


@pytest.mark.parametrize(
    ("stays", "expected"),
    [
        ([], "none"),
        (year(OVER), "analysis"),
        (year(OVER, OVER), "analysis analysis"),
        (year(OVER, OVER, OVER), "analysis analysis review"),
        (year(OVER, OVER, OVER, [2, 3]), "analysis analysis review billing"),
        # 3.4, 2.9, 3.5, 3.5
        (year([3, 3, 3, 4, 4], [2] + [3] * 9, [3, 4], [3, 4]), "analysis none analysis analysis"),
        (
            year([3, 3, 3, 4, 4], [2] + [3] * 9, [3, 4], [3, 4], [3, 4], [1]),
            "analysis none analysis analysis review billing",
        ),
        # three months of three or fewer end it, from the month after
        (
            year(OVER, OVER, OVER, [2] + [3] * 9, [3], [2, 3], [2]),
            "analysis analysis review billing billing billing none",
        ),
        (
            year(OVER, OVER, OVER, [2] + [3] * 9, [3] * 9 + [4], [2, 3], [2]),
            "analysis analysis review billing billing billing billing",
        ),
        # then it begins anew
        (
            year(OVER, OVER, OVER, [1], [1], [1], [4]),
            "analysis analysis review billing billing billing analysis",
        ),
        # no patients: not exceeded
        (year(OVER, OVER, [], OVER), "analysis analysis none analysis"),
        (
            year(OVER, OVER, OVER, [], [], [], [4]),
            "analysis analysis review billing billing billing analysis",
        ),
        # a month over in between: the three begin again
        (
            year(OVER, OVER, OVER, [1], [1], OVER, [1], [1], [1], [1]),
            "analysis analysis review " + "billing " * 6 + "none",
        ),
    ],
)
def test_the_states_of_months(stays: list[Json], expected: str) -> None:
    _, rows = settled(stays)
    assert states(rows, 2026, len(expected.split())) == " ".join(expected.split())


def test_month_four_bills_every_patient_from_day_one() -> None:
    # day 0 the 8th, home the 10th: the 9th. Day 0 the 12th, home the 15th: the 13th and 14th. 3 × 7300
    april = [stay("2026-04-08", "2026-04-10"), stay("2026-04-12", "2026-04-15")]
    months, rows = settled([*year(OVER, OVER, OVER), *april])
    assert months[UMEA, "2026-04"]["average"] == 2.5
    assert rows[UMEA, "2026-04"] == {
        "municipality": UMEA,
        "month": "2026-04",
        "state": "billing",
        "billedDays": 3,
        "amount": 21900,
    } | {
        name: rows[UMEA, "2026-04"][name]
        for name in rows[UMEA, "2026-04"]
        if name not in {"municipality", "month", "state", "billedDays", "amount"}
    }


def test_a_stay_over_the_turn_of_the_month_is_billed_where_its_days_are() -> None:
    # day 0 29 March, home 3 April: 30 and 31 March are before billing; 1 and 2 April are billed; the average is April's
    months, rows = settled([*year(OVER, OVER, OVER), stay("2026-03-29", "2026-04-03")])
    assert months[UMEA, "2026-03"]["patients"] == 4
    assert (months[UMEA, "2026-04"]["average"], months[UMEA, "2026-04"]["patients"]) == (5.0, 1)
    assert (rows[UMEA, "2026-04"]["billedDays"], rows[UMEA, "2026-04"]["amount"]) == (2, 14600)
    assert rows[UMEA, "2026-03"]["billedDays"] == 0


def test_a_stay_of_several_months_is_billed_in_each() -> None:
    # day 0 20 April, home 2 June: April 21–30 = 10, May 31, 1 June = 1; nobody came home in May
    _, rows = settled([*year(OVER, OVER, OVER), stay("2026-04-20", "2026-06-02")])
    billed = [
        (rows[UMEA, f"2026-0{month}"]["state"], rows[UMEA, f"2026-0{month}"]["billedDays"])
        for month in (4, 5, 6)
    ]
    assert billed == [("billing", 10), ("billing", 31), ("billing", 1)]


def test_months_follow_one_another_over_new_year() -> None:
    autumn = homes("2025-11", OVER) + homes("2025-12", OVER) + homes("2026-01", OVER)
    # day 0 31 January, home 3 February: 1 and 2 February
    _, rows = settled([*autumn, stay("2026-01-31", "2026-02-03")])
    assert [rows[UMEA, month]["state"] for month in ("2025-11", "2025-12", "2026-01", "2026-02")] == [
        "analysis",
        "analysis",
        "review",
        "billing",
    ]
    assert (rows[UMEA, "2026-02"]["billedDays"], rows[UMEA, "2026-02"]["amount"]) == (2, 14600)


def test_rates_follow_the_year_of_the_day() -> None:
    # October to December over; January billed: day 0 30 December 2025, home 3 January: 1, 2 January at 7300
    autumn = homes("2025-09", OVER) + homes("2025-10", OVER) + homes("2025-11", OVER)
    # December is month four: 31 December at 7200
    _, rows = settled([*autumn, stay("2025-12-30", "2026-01-03")])
    assert (rows[UMEA, "2025-12"]["billedDays"], rows[UMEA, "2025-12"]["amount"]) == (1, 7200)
    assert (rows[UMEA, "2026-01"]["billedDays"], rows[UMEA, "2026-01"]["amount"]) == (2, 14600)


def test_municipalities_do_not_touch_one_another_and_order_does_not_matter() -> None:
    one = year(OVER, OVER, OVER, [2])
    other = [each | {"municipality": SKELLEFTEA} for each in year([1], OVER, [1], [5])]
    mixed = [*other, *one][::-1]
    months, rows = settled(mixed)
    assert states(rows, 2026, 4) == "analysis analysis review billing"
    assert states(rows, 2026, 4, SKELLEFTEA) == "none analysis none analysis"
    assert settled(one + other) == (months, rows)


def test_who_still_waits_is_in_no_average_but_is_billed() -> None:
    # day 0 10 April, asked on the 15th: 11..14
    waiting = stay("2026-04-10", None)
    months, rows = settled([*year(OVER, OVER, OVER), waiting], at="2026-04-15T09:00:00+02:00")
    assert months.get((UMEA, "2026-04"), {"patients": 0})["patients"] == 0
    assert (rows[UMEA, "2026-04"]["state"], rows[UMEA, "2026-04"]["billedDays"]) == ("billing", 4)


def test_without_an_instant_it_is_said_that_the_days_of_those_who_wait_are_not_counted() -> None:
    scenario = {"region": "vasterbotten", "stays": [stay("2026-04-10", None), stay("2026-04-11", None)]}
    said = "Patients who still wait: 2; their days are counted only where the scenario says `at`."
    assert asked(scenario)[1]["notes"] == [said]
    assert asked(scenario | {"at": "2026-04-15T09:00:00+02:00"})[1]["notes"] == []
    assert asked({"region": "vasterbotten", "stays": [stay("2026-04-10", "2026-04-12")]})[1]["notes"] == []


def test_a_missing_rate_is_an_error_of_the_months_that_need_it() -> None:
    stays = year(OVER, OVER, OVER, [3])
    _, rows = settled(stays, code=1, rates={"2025": 7200})
    assert rows[UMEA, "2026-04"]["amount"] is None
    assert rows[UMEA, "2026-04"]["billedDays"] == 2
    assert rows[UMEA, "2026-03"]["amount"] == 0
    settled(year(OVER, OVER), rates={})


def test_no_stays() -> None:
    assert settled([]) == ({}, {})


def test_norrbotten_bills_each_stay_by_itself() -> None:
    # day 0 15 May, from the 18th, home the 20th: 18, 19. And home too early: nothing
    stays = [stay("2026-05-15", "2026-05-20", "2580"), stay("2026-05-15", "2026-05-17", "2580")]
    months, rows = settled(stays, "norrbotten")
    assert (months["2580", "2026-05"]["average"], months["2580", "2026-05"]["patients"]) == (3.5, 2)
    row = rows["2580", "2026-05"]
    assert (row["state"], row["billedDays"], row["amount"]) == ("billing", 2, 14600)


def test_the_act_over_the_turn_of_the_month() -> None:
    # day 0 28 May, from the 31st: 31 May; 1 June; home the 2nd
    _, rows = settled([stay("2026-05-28", "2026-06-02", "0180")], "sverige")
    assert [rows["0180", month]["billedDays"] for month in ("2026-05", "2026-06")] == [1, 1]


def test_stockholm() -> None:
    # day 0 14 March 2019, from the 22nd, home the 25th: 22, 23, 24 × 5042
    _, rows = settled([stay("2019-03-14", "2019-03-25", "0180")], "stockholm", rates={})
    assert (rows["0180", "2019-03"]["billedDays"], rows["0180", "2019-03"]["amount"]) == (3, 15126)


@pytest.mark.parametrize(
    ("place", "twelfth"),
    [("1382", 420), ("1384", 125134), ("1383", 35714), ("1380", 13025), ("1381", 14755), ("1315", 0)],
)
def test_hallands_twelfths(place: str, twelfth: int) -> None:
    # ten instalments, whatever the days are; November by the Act: day 0 5, from the 8th, home the 10th: 2 × 7100
    stays = [stay(f"2018-{month:02}-05", f"2018-{month:02}-10", place) for month in range(1, 12)]
    _, rows = settled(stays, "halland", rates={})
    assert [rows[place, f"2018-{month:02}"]["amount"] for month in range(1, 12)] == [twelfth] * 10 + [14200]
    assert sum(rows[place, f"2018-{month:02}"]["amount"] for month in range(1, 11)) == 10 * twelfth


def test_without_stays_every_party_in_halland_pays_its_instalment_of_the_month() -> None:
    """Lines 694-712: the fixed sum is the month's, whoever stayed; 2018-11-01 is past the last of ten."""
    _, rows = settled([], "halland", at="2018-05-15T10:00:00+02:00")
    assert {place: row["amount"] for (place, month), row in rows.items() if month == "2018-05"} == {
        "1315": 0,
        "1380": 13025,
        "1381": 14755,
        "1382": 420,
        "1383": 35714,
        "1384": 125134,
    }
    assert sum(row["amount"] for row in rows.values()) == 189048
    _, after = settled([], "halland", at="2018-11-15T10:00:00+01:00")
    assert {row["amount"] for row in after.values()} == {0}
    assert settled([], "norrbotten", at="2024-05-15T10:00:00+02:00") == ({}, {})


def test_the_agreement_has_six_municipalities() -> None:
    code, out, err = spoken(
        json.dumps({"region": "halland", "stays": [stay("2018-05-05", "2018-05-10", "2480")]})
    )
    assert code != 0
    assert "2480" in out + err
    assert "Traceback" not in err
