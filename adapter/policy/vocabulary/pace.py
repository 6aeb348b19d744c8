"""Facts about how long after the stay's turning points something is done: whole days, by the Swedish calendar.

What is received at or after 12:00 counts as received the next day (VB-DEADL-04).
"""

from collections.abc import Mapping
from datetime import date, timedelta

from adapter.model.swedish_time import NOON, STOCKHOLM, swedish_day
from adapter.policy.view import Question, View
from adapter.policy.vocabulary.message import instant


def _ready_day(view: View) -> date | None:
    """The day that the utskrivningsklar in force counts as received."""
    received = view.facts.episode.ready_received_at if view.facts.episode else None
    if received is None:
        return None
    local = received.astimezone(STOCKHOLM)
    return local.date() + timedelta(days=local.time() >= NOON)


def _days(since: date | None, until: date | None) -> int | None:
    return None if since is None or until is None else (until - since).days


def _stated(view: View, member: str) -> date | None:
    at = instant(view, member)
    return None if at is None else swedish_day(at)


def departure_days_after_ready(view: View) -> object:
    """Days from the day that the utskrivningsklar in force counts as received to that of dischargedAt."""
    return _days(_ready_day(view), _stated(view, "dischargedAt"))


def meeting_days_after_ready(view: View) -> object:
    """Days from the day that the utskrivningsklar in force counts as received to that of the meeting."""
    return _days(_ready_day(view), _stated(view, "start"))


def meeting_days_after_discharge(view: View) -> object:
    """Days from the day on which the person left to that of the meeting."""
    left = view.facts.episode.discharged_at if view.facts.episode else None
    return _days(swedish_day(left) if left else None, _stated(view, "start"))


def sent_days_after_ready(view: View) -> object:
    """Days from the day that the utskrivningsklar in force counts as received to this message's receipt; on paper it
    is the day it was done."""
    done = view.message.outage.original_at if view.message.outage else view.facts.at
    return _days(_ready_day(view), swedish_day(done))


QUESTIONS: Mapping[str, Question] = {
    "message.departureDaysAfterReady": departure_days_after_ready,
    "message.meetingDaysAfterReady": meeting_days_after_ready,
    "message.meetingDaysAfterDischarge": meeting_days_after_discharge,
    "message.sentDaysAfterReady": sent_days_after_ready,
}
