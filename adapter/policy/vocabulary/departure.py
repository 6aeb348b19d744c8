"""Facts about when a person leaves: the day against that of sending, the weekday, and for how long supplies must last."""

from collections.abc import Mapping
from datetime import date, timedelta

from adapter.model.swedish_time import swedish_day
from adapter.model.weekdays import is_weekday, next_weekday
from adapter.policy.view import Question, View
from adapter.policy.vocabulary.message import instant

_SUPPLY_DAYS = 3


def _departure(view: View) -> date | None:
    left = instant(view, "dischargedAt")
    return None if left is None else swedish_day(left)


def discharged_on_send_date(view: View) -> object:
    """Whether dischargedAt falls on the day of sending, in Sweden; on paper it is the day it was done."""
    day = _departure(view)
    done = view.message.outage.original_at if view.message.outage else view.message.sent_at
    return None if day is None else day == swedish_day(done)


def discharged_on_weekday(view: View) -> object:
    """Whether the person leaves on a weekday: Monday to Friday, no public holiday."""
    day = _departure(view)
    return None if day is None else is_weekday(day)


def supply_days(view: View) -> object:
    """For how many days supplies must last: three, or on to the weekday after where the third is none (HA-STATE-07)."""
    day = _departure(view)
    if day is None:
        return None
    return (next_weekday(day + timedelta(days=_SUPPLY_DAYS - 1)) - day).days


QUESTIONS: Mapping[str, Question] = {
    "message.dischargedOnSendDate": discharged_on_send_date,
    "message.dischargedOnWeekday": discharged_on_weekday,
    "message.supplyDays": supply_days,
}
