"""Rows that are counted from invitations: which call meets a duty, which meeting begins one, who owes it."""

from dataclasses import replace
from datetime import datetime, timedelta

from adapter.deadlines.reckon import rows
from adapter.episode.event import event
from adapter.model.course import Course
from adapter.model.deadline import Deadline, Limit
from adapter.model.history import History
from adapter.model.message import Message, Sender
from adapter.model.process import Process
from adapter.pipeline.course import of_history
from tests.builders import HEALTH_CENTRE, HOME_CARE, SENT, SOCIAL, message, units

HOUR = timedelta(hours=1)
START = (SENT + 100 * HOUR).isoformat()
CALL_DUE = Deadline("X-DEADL-01", "kallelse", "open-care-contact", "admission", Limit(days=2), "call")


def _written(kind: str, after: timedelta, number: int, **changes: object) -> Message:
    plain: dict[str, object] = {"sender": Sender(HEALTH_CENTRE), "recipients": (SOCIAL,), "content": {}}
    return message(
        message_id=f"8b1f0a52-5b0e-4a36-9b8e-{number:012d}",
        kind=kind,
        sent_at=SENT + after,
        **{**plain, **changes},
    )


def _call(after: timedelta, number: int = 10, **changes: object) -> Message:
    content = {"purpose": "sip-svu", "start": START}
    return _written("kallelse", after, number, **{"content": content, **changes})


def _off(after: timedelta) -> Message:
    about = "8b1f0a52-5b0e-4a36-9b8e-000000000010"
    return _written("kallelse", after, 11, action="cancel", relates_to=about)


def _course(*messages: Message, at: timedelta) -> Course:
    history = History(events=tuple(event(one, one.sent_at) for one in messages))
    return of_history(history, at=SENT + at, region="norrbotten", units=units(), facts={})


def _states(deadline: Deadline, course: Course) -> list[tuple[str | None, str]]:
    return [(row.owner, row.state) for row in rows(course, Process(deadlines=(deadline,)))]


NOTICE = message()


def test_a_call_stood_until_it_was_called_off() -> None:
    due = datetime.fromisoformat("2026-03-04T23:59:59+01:00") - SENT
    for after, state in ((due, "overdue"), (due + timedelta(seconds=1), "met")):
        course = _course(NOTICE, _call(HOUR), _off(after), at=90 * HOUR)
        assert _states(CALL_DUE, course) == [(HEALTH_CENTRE, state)]


def test_where_no_time_runs_out_only_a_call_that_stands_is_one() -> None:
    open_ended = replace(CALL_DUE, limit=Limit(until="discharge"))
    course = _course(NOTICE, _call(HOUR), _off(2 * HOUR), at=90 * HOUR)
    assert _states(open_ended, course) == [(HEALTH_CENTRE, "open")]


def test_what_no_stay_is_about_has_no_calls_of_a_stay() -> None:
    of_a_plan = replace(CALL_DUE, owner="caller", start="planning-call")
    course = _course(NOTICE, _call(HOUR, episode=None), at=90 * HOUR)
    assert _states(of_a_plan, course) == [(HEALTH_CENTRE, "met")]


def test_a_meeting_of_actors_about_a_plan_is_no_call_to_planning() -> None:
    written = _written("sip", HOUR, 12, content={"planId": "sip-1", "coordinator": {"unit": HEALTH_CENTRE}})
    meeting = {"planId": "sip-1", "start": START}
    for purpose, state in (("aktorsmote", "open"), ("uppfoljning", "met")):
        called = _call(2 * HOUR, content={**meeting, "purpose": purpose})
        course = _course(NOTICE, written, called, at=3 * HOUR)
        assert _states(CALL_DUE, course) == [(HEALTH_CENTRE, state)]


def test_care_planning_without_a_time_begins_nothing() -> None:
    deadline = replace(CALL_DUE, owner="caller", start="care-planning-meeting", met="care-plan-after")
    timeless = _call(HOUR, content={"purpose": "samordnad-vardplanering"})
    assert _states(deadline, _course(NOTICE, timeless, at=90 * HOUR)) == []
    timed = _call(HOUR, content={"purpose": "samordnad-vardplanering", "start": SENT.isoformat()})
    assert _states(deadline, _course(NOTICE, timed, at=90 * HOUR)) == [(HEALTH_CENTRE, "overdue")]


def test_the_contact_of_open_care_owes_the_call_whoever_else_has_one() -> None:
    named = _written("fast-vardkontakt", HOUR, 3)
    municipal = _written("fast-vardkontakt", 2 * HOUR, 4, sender=Sender(HOME_CARE))
    assert _states(CALL_DUE, _course(NOTICE, named, municipal, at=HOUR)) == [(HEALTH_CENTRE, "open")]
    alone = message(recipients=(SOCIAL,))
    assert _states(CALL_DUE, _course(alone, municipal, at=HOUR)) == [(HEALTH_CENTRE, "open")]
    unknown = replace(_course(alone, municipal, at=HOUR), units={HOME_CARE: units()[HOME_CARE]})
    assert _states(CALL_DUE, unknown) == [(None, "open")]


def test_who_called_owes_the_call_where_open_care_was_told_of_nothing() -> None:
    other = "SE2321000222-HC02"
    alone, called = message(recipients=(SOCIAL,)), _call(HOUR, sender=Sender(other))
    assert _states(CALL_DUE, _course(alone, called, at=2 * HOUR)) == [(other, "met")]
    named = replace(CALL_DUE, owner="open-care")
    assert _states(named, _course(alone, called, at=2 * HOUR)) == [(other, "met")]


def test_a_message_of_no_meeting_has_no_participants() -> None:
    deadline = replace(CALL_DUE, owner="participants")
    assert _states(deadline, _course(NOTICE, at=HOUR)) == [(None, "open")]


def test_a_duty_is_the_same_one_when_its_plan_gets_a_name() -> None:
    deadline = replace(CALL_DUE, owner="called", start="planning-call", met="own-planning")
    opened = _call(HOUR, episode=None)
    content = {"planId": "sip-1", "coordinator": {"unit": HEALTH_CENTRE}}
    written = _written("sip", 2 * HOUR, 12, content=content)
    before, after = (
        rows(_course(NOTICE, *told, at=900 * HOUR), Process(deadlines=(deadline,)))[0]
        for told in ((opened,), (opened, written))
    )
    assert (before.state, after.state) == ("overdue", "overdue")
    assert before.plan != after.plan
    assert before.mark == after.mark


def test_an_invitation_without_a_time_calls_to_no_meeting() -> None:
    deadline = replace(CALL_DUE, owner="participants", start="planning-meeting", met="part-written")
    assert _states(deadline, _course(NOTICE, _call(HOUR, content={"purpose": "sip-svu"}), at=90 * HOUR)) == []


def test_that_planning_is_to_be_held_may_be_said_outright() -> None:
    asked = replace(CALL_DUE, when=("needs-coordination",))
    for said, state in ((True, "open"), (False, "not-applicable"), ("ja", "open")):
        course = replace(_course(NOTICE, at=HOUR), facts={"sipRequired": said})
        assert _states(asked, course) == [(HEALTH_CENTRE, state)]
