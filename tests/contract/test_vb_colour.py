"""What contradicts the planning colour, or comes later than the routine allows: it goes, and `decide` warns."""

from typing import Any

import pytest

from tests.contract import scenes, sip
from tests.contract.builder import Json
from tests.contract.case import Judged, judge


def leaving(colour: str, left: str, *more: Json) -> Judged:
    """The patient, ready on 4 March in the morning, leaves."""
    gone = scenes.message("utskrivningsmeddelande", sentAt=left, content={"dischargedAt": left})
    informed = scenes.message("patientinformation", number=8)
    return judge(sip.in_stay(gone, colour, more=(informed, *more)))


def calling(start: str, at: str = "2026-03-04T10:00:00+01:00", *more: Json, **changes: Any) -> Judged:
    """The fixed care contact calls to a SIP from a yellow stay."""
    called = sip.invitation_in_stay(at=at, start=start, end=None, **changes)
    return judge(sip.in_stay(called, "gul", more=more))


def _told(judged: Judged, rule: str, *, warns: bool) -> None:
    assert judged.outcomes <= {"forward", "reduce"}, judged.told()
    assert (rule in judged.issues) is warns, judged.told()


@pytest.mark.parametrize("colour", ["bla", "gron"])
@pytest.mark.parametrize(
    ("left", "warns"), [("2026-03-05T23:59:00+01:00", False), ("2026-03-06T00:01:00+01:00", True)]
)
def test_blue_and_green_leave_the_day_after_being_ready_at_the_latest(
    colour: str, left: str, *, warns: bool
) -> None:
    _told(leaving(colour, left), "VB-DEADL-10", warns=warns)


def test_yellow_is_not_held_to_the_day_after_and_does_not_leave_uncalled() -> None:
    left = "2026-03-06T10:00:00+01:00"
    uncalled = leaving("gul", left)
    _told(uncalled, "VB-DEADL-10", warns=False)
    _told(uncalled, "VB-TRACK-09", warns=True)
    _told(leaving("gul", left, sip.invitation_in_stay()), "VB-TRACK-09", warns=False)
    _told(leaving("gron", left), "VB-TRACK-09", warns=False)


@pytest.mark.parametrize(
    ("at", "warns"), [("2026-03-04T23:59:59+01:00", False), ("2026-03-05T00:00:00+01:00", True)]
)
def test_an_invitation_past_the_day_of_being_ready_is_told_of(at: str, *, warns: bool) -> None:
    _told(calling("2026-03-20T10:00:00+01:00", at), "VB-DEADL-07", warns=warns)


def test_a_second_invitation_is_not_late() -> None:
    first = sip.invitation_in_stay()
    judged = calling("2026-03-20T10:00:00+01:00", "2026-03-09T10:00:00+01:00", first, number=70)
    assert "VB-DEADL-07" not in judged.issues, judged.told()


@pytest.mark.parametrize(
    ("start", "warns"), [("2026-04-01T10:00:00+02:00", False), ("2026-04-02T10:00:00+02:00", True)]
)
def test_a_meeting_more_than_four_weeks_after_being_ready_is_told_of(start: str, *, warns: bool) -> None:
    judged = calling(start)
    _told(judged, "VB-DEADL-08", warns=warns)
    _told(judged, "VB-TRACK-10", warns=False)


@pytest.mark.parametrize(
    ("start", "warns"), [("2026-04-02T10:00:00+02:00", False), ("2026-04-03T10:00:00+02:00", True)]
)
def test_after_leaving_the_four_weeks_of_yellow_run_from_the_departure(start: str, *, warns: bool) -> None:
    gone = scenes.message(
        "utskrivningsmeddelande",
        number=9,
        sentAt="2026-03-05T12:00:00+01:00",
        content={"dischargedAt": "2026-03-05T11:00:00+01:00"},
    )
    _told(calling(start, "2026-03-06T10:00:00+01:00", gone), "VB-TRACK-10", warns=warns)


def test_with_complex_needs_a_plan_comes_before_the_ready_notice() -> None:
    ready = scenes.message("utskrivningsklar", number=4)
    planned = sip.plan(in_stay=True, at="2026-03-04T08:00:00+01:00")
    _told(judge(sip.in_stay(ready, "rod", ready=False)), "VB-DEADL-12", warns=True)
    _told(judge(sip.in_stay(ready, "rod", ready=False, more=(planned,))), "VB-DEADL-12", warns=False)
    _told(judge(sip.in_stay(ready, "gul", ready=False)), "VB-DEADL-12", warns=False)
