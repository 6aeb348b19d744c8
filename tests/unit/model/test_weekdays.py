"""Swedish weekdays: public holidays by the Act, movable ones too, and the eves that are none in fact."""

from datetime import date

import pytest

from adapter.model.weekdays import holidays, is_weekday, next_weekday, weekdays_after


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (
            2018,
            "01-01 01-06 03-30 04-01 04-02 05-01 05-10 05-20 06-06 06-22 06-23 11-03 12-24 12-25 12-26 12-31",
        ),
        (
            2026,
            "01-01 01-06 04-03 04-05 04-06 05-01 05-14 05-24 06-06 06-19 06-20 10-31 12-24 12-25 12-26 12-31",
        ),
    ],
)
def test_the_public_holidays_of_a_year(year: int, days: str) -> None:
    assert holidays(year) == {date.fromisoformat(f"{year}-{day}") for day in days.split()}


@pytest.mark.parametrize(
    ("year", "easter"),
    [(1954, "1954-04-18"), (2000, "2000-04-23"), (2008, "2008-03-23"), (2038, "2038-04-25")],
)
def test_easter_in_early_and_late_years(year: int, easter: str) -> None:
    assert date.fromisoformat(easter) in holidays(year)


@pytest.mark.parametrize(
    ("day", "following"),
    [
        ("2018-05-04", "2018-05-07"),
        ("2018-05-09", "2018-05-11"),
        ("2018-05-07", "2018-05-08"),
        ("2018-03-29", "2018-04-03"),
        ("2018-06-21", "2018-06-25"),
        ("2026-12-23", "2026-12-28"),
    ],
)
def test_the_next_weekday_passes_weekends_and_holidays(day: str, following: str) -> None:
    assert next_weekday(date.fromisoformat(day)) == date.fromisoformat(following)


def test_a_saturday_is_a_weekday_only_where_it_is_counted() -> None:
    friday, saturday = date(2018, 5, 4), date(2018, 5, 5)
    assert not is_weekday(saturday)
    assert is_weekday(saturday, saturdays=True)
    assert next_weekday(friday, saturdays=True) == saturday
    assert not is_weekday(date(2018, 6, 23), saturdays=True)


def test_weekdays_are_counted_from_the_day_after() -> None:
    assert weekdays_after(date(2026, 12, 23), 3) == date(2026, 12, 30)
    assert weekdays_after(date(2019, 4, 16), 5) == date(2019, 4, 25)
    assert weekdays_after(date(2019, 4, 20), 0) == date(2019, 4, 20)
