"""How long after being ready, or after leaving, something is done: whole Swedish days, from 12:00 on the next."""

from dataclasses import replace
from datetime import datetime

import pytest

from adapter.model.facts import Facts
from adapter.model.history import Episode
from adapter.model.message import Outage
from adapter.model.process import Process
from adapter.policy.questions import QUESTIONS
from adapter.policy.view import View
from tests.builders import SENT, message

READY = "message.departureDaysAfterReady"
MEETING = "message.meetingDaysAfterReady"
SINCE = "message.meetingDaysAfterDischarge"
SENT_AFTER = "message.sentDaysAfterReady"


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _asked(name: str, ready: str | None, content: dict[str, object], **more: str) -> object:
    stay = Episode("s", ready_received_at=_at(ready) if ready else None)
    if "left" in more:
        stay = replace(stay, discharged_at=_at(more["left"]))
    about = message(content=content)
    if "paper" in more:
        about = replace(about, outage=Outage("driftstopp", _at(more["paper"])))
    facts = Facts(_at(more["at"]) if "at" in more else SENT, episode=stay)
    return QUESTIONS[name].ask(View(about, facts, Process()))


@pytest.mark.parametrize(
    ("ready", "left", "days"),
    [
        ("2026-03-04T11:59:59+01:00", "2026-03-05T23:59:59+01:00", 1),
        ("2026-03-04T11:59:59+01:00", "2026-03-06T00:00:00+01:00", 2),
        ("2026-03-04T12:00:00+01:00", "2026-03-06T00:00:00+01:00", 1),
        ("2026-03-04T12:00:00+01:00", "2026-03-04T18:00:00+01:00", -1),
        ("2026-03-28T11:30:00+01:00", "2026-03-29T23:30:00+02:00", 1),
        ("2026-10-24T10:30:00Z", "2026-10-26T00:30:00+01:00", 1),
    ],
)
def test_the_departure_is_counted_from_the_day_that_being_ready_counts_as(
    ready: str, left: str, days: int
) -> None:
    assert _asked(READY, ready, {"dischargedAt": left}) == days


def test_without_being_ready_or_leaving_there_is_nothing_to_count() -> None:
    assert _asked(READY, None, {"dischargedAt": "2026-03-05T10:00:00+01:00"}) is None
    assert _asked(READY, "2026-03-04T10:00:00+01:00", {}) is None
    assert _asked(SINCE, "2026-03-04T10:00:00+01:00", {"start": "2026-03-05T10:00:00+01:00"}) is None
    outside = View(message(content={}), Facts(SENT), Process())
    assert [QUESTIONS[name].ask(outside) for name in (READY, MEETING, SINCE, SENT_AFTER)] == [None] * 4


def test_a_meeting_is_counted_from_being_ready_and_from_leaving() -> None:
    content: dict[str, object] = {"start": "2026-04-02T13:00:00+02:00"}
    left = "2026-03-05T14:00:00+01:00"
    assert _asked(MEETING, "2026-03-04T09:00:00+01:00", content) == 29
    assert _asked(SINCE, "2026-03-04T09:00:00+01:00", content, left=left) == 28


def test_sending_is_counted_by_receipt_and_on_paper_by_when_it_was_done() -> None:
    ready = "2026-03-04T09:00:00+01:00"
    assert _asked(SENT_AFTER, ready, {}, at="2026-03-05T00:00:00+01:00") == 1
    assert (
        _asked(SENT_AFTER, ready, {}, at="2026-03-05T08:00:00+01:00", paper="2026-03-04T22:00:00+01:00") == 0
    )
