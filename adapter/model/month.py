"""Months by name, `YYYY-MM`: names that sort as the months follow on each other."""

import re
from datetime import date, timedelta

_A_MONTH = timedelta(days=31)
_NAME = re.compile(r"(19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])")
"""ASCII digits, and years that have a month before their first and one after their last."""


def is_month(text: str) -> bool:
    """Whether a text names a month."""
    return _NAME.fullmatch(text) is not None


def month_of(day: date) -> str:
    """The month that a day is in."""
    return f"{day:%Y-%m}"


def first_day(month: str) -> date:
    """Its first day."""
    return date.fromisoformat(f"{month}-01")


def following(month: str) -> str:
    """The month after."""
    return month_of(first_day(month) + _A_MONTH)


def preceding(month: str) -> str:
    """The month before."""
    return month_of(first_day(month) - timedelta(days=1))
