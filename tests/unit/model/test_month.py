"""Months by name, over the turn of a year and through every length."""

from datetime import date, timedelta

import pytest

from adapter.model.month import first_day, following, is_month, month_of, preceding


def test_a_month_is_that_of_its_first_and_of_its_last_day() -> None:
    assert [month_of(date(2024, 2, day)) for day in (1, 29)] == ["2024-02"] * 2
    assert first_day("2024-02") == date(2024, 2, 1)


def test_the_months_of_ten_years_follow_on_each_other_and_sort() -> None:
    days = (date(2019, 1, 1) + timedelta(days=number) for number in range(3653))
    months = list(dict.fromkeys(map(month_of, days)))
    assert [following(month) for month in months[:-1]] == months[1:] == sorted(months[1:])
    assert [preceding(month) for month in months[1:]] == months[:-1]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("2026-01", True),
        ("2026-12", True),
        ("2026-13", False),
        ("2026-00", False),
        ("2026-1", False),
        ("2026-03-01", False),
        ("0001-01", False),
        ("9999-12", False),
        ("٢٠٢٦-03", False),
    ],
)
def test_what_names_a_month(text: str, *, named: bool) -> None:
    assert is_month(text) is named
