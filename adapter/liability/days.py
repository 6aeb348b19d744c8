"""From the instant a notice was sent to the day liability begins: Swedish days, as the terms count them."""

from datetime import date, datetime, timedelta

from adapter.model.liability import Terms
from adapter.model.swedish_time import STOCKHOLM
from adapter.model.weekdays import weekdays_after


def day_zero(sent: datetime, terms: Terms) -> date:
    """The day on which a notice counts as given: that of sending, or the next when it came too late in the day."""
    local = sent.astimezone(STOCKHOLM)
    late = terms.cutoff is not None and terms.cutoff.passed(local.time())
    return local.date() + timedelta(days=late)


def begins(zero: date, branch: str, notified: date, terms: Terms) -> date:
    """The first day of liability: so many days after day zero, or the day after so many weekdays free."""
    wait = terms.wait(branch, notified)
    if wait.weekdays is not None:
        return weekdays_after(zero, wait.weekdays) + timedelta(days=1)
    return zero + timedelta(days=wait.days or 0)
