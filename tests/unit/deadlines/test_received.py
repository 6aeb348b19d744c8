"""What a unit gets and when it looks at it, a need and a consent to act on, a short stay, a plan drawn up in time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from adapter.deadlines.reckon import rows
from adapter.episode.event import event
from adapter.model.consent import Consent, ConsentRecord
from adapter.model.course import Course
from adapter.model.deadline import Deadline, Limit, Row
from adapter.model.directory import Endpoint
from adapter.model.history import MANUAL, Disclosure, History, Owed
from adapter.model.message import Message, Outage, Sender
from adapter.model.process import Process
from adapter.pipeline.course import of_history
from tests.builders import HEALTH_CENTRE, HOME_CARE, SENT, SOCIAL, WARD, message, units

HOUR = timedelta(hours=1)
NOTICE = message(message_id="8b1f0a52-5b0e-4a36-9b8e-000000000001", recipients=(SOCIAL, HEALTH_CENTRE))
WATCH = Deadline("X-1", "bevakning", "concerned", "half-day", Limit(hours=12), "seen")
ANSWERS = Deadline("X-2", "svar", "asked", "notice-received", Limit(hours=12), "notice-answered")
AGED = Deadline("X-3", "kallelse", "ward", "sip-agreed", Limit(open=True), "call")


def _sent(kind: str, after: timedelta, number: int, **changes: object) -> Message:
    return message(
        message_id=f"8b1f0a52-5b0e-4a36-9b8e-{number:012d}",
        kind=kind,
        sent_at=SENT + after,
        **{"content": {}, **changes},
    )


def _from(unit: str, kind: str, after: timedelta, number: int, **changes: object) -> Message:
    return replace(_sent(kind, after, number, **changes), sender=Sender(unit))


def _course(
    *messages: Message,
    at: timedelta = 900 * HOUR,
    owed: tuple[Owed, ...] = (),
    consents: Sequence[ConsentRecord] = (),
) -> Course:
    events = tuple(event(one, one.sent_at) for one in messages)
    history = History(events=events, owed=owed, consents=tuple(consents))
    return of_history(history, at=SENT + at, region="vasterbotten", units=units(), facts={})


def _rows(course: Course, deadline: Deadline) -> tuple[Row, ...]:
    found = rows(replace(course, history=replace(course.history, owed=())), Process(deadlines=(deadline,)))
    assert all(row.rule == deadline.rule for row in found)
    return found


def _watched(course: Course) -> tuple[Row, ...]:
    return tuple(row for row in rows(course, Process(deadlines=(WATCH,))) if row.rule == WATCH.rule)


def _owes(
    about: Message, unit: str, kind: str = "inskrivningsmeddelande", met: timedelta | None = None
) -> Owed:
    return Owed(about.message_id, kind, unit, SENT + 14 * HOUR, None if met is None else SENT + met)


def test_each_half_day_in_which_something_comes_is_looked_at() -> None:
    later = _sent("planeringsunderlag", HOUR, 2)
    afternoon = _sent("planeringsunderlag", 4 * HOUR, 3)
    owed = tuple(_owes(one, SOCIAL) for one in (NOTICE, later, afternoon))
    found = _watched(_course(NOTICE, later, afternoon, owed=owed))
    assert [(row.owner, row.starts, row.state) for row in found] == [
        (SOCIAL, SENT, "overdue"),
        (SOCIAL, SENT + 4 * HOUR, "overdue"),
    ]


def test_letters_and_what_never_was_are_not_looked_at() -> None:
    gone = _sent("inskrivningsmeddelande", HOUR, 6, action="annul", relates_to=NOTICE.message_id)
    assert _watched(_course(NOTICE, owed=(_owes(NOTICE, SOCIAL, MANUAL),))) == ()
    assert _watched(_course(NOTICE, gone, owed=(_owes(NOTICE, SOCIAL),))) == ()


@pytest.mark.parametrize(
    ("met", "own", "seen"),
    [(2 * HOUR, None, 2), (None, 3 * HOUR, 3), (5 * HOUR, 3 * HOUR, 3), (None, None, None)],
)
def test_a_kvittens_or_a_word_of_its_own_shows_that_a_unit_looked(
    met: timedelta | None, own: timedelta | None, seen: int | None
) -> None:
    words = () if own is None else (_from(SOCIAL, "generellt-meddelande", own, 5),)
    earlier = _from(SOCIAL, "meddelande-utanfor-vardtillfalle", -HOUR, 4)
    (row,) = _watched(_course(earlier, NOTICE, *words, owed=(_owes(NOTICE, SOCIAL, met=met),)))
    assert row.met_at == (None if seen is None else SENT + seen * HOUR)


@pytest.mark.parametrize(
    ("recipient", "after", "endpoint", "seen"),
    [
        (SOCIAL, 2 * HOUR, None, True),
        (SOCIAL, 2 * HOUR, Endpoint("s", None, mode="mailbox"), True),
        (SOCIAL, 2 * HOUR, Endpoint("s", url="https://social.example", mode="message"), False),
        (SOCIAL, 0 * HOUR, None, False),  # a scenario tells of no fetching
        (HEALTH_CENTRE, 2 * HOUR, None, False),
        (WARD, 2 * HOUR, None, False),
    ],
)
def test_an_emptied_mailbox_shows_it_and_a_push_does_not(
    recipient: str, after: timedelta, endpoint: Endpoint | None, *, seen: bool
) -> None:
    course = _course(NOTICE, owed=(_owes(NOTICE, SOCIAL),))
    got = Disclosure(NOTICE.message_id, recipient, "d1", (), SENT + after)
    history = replace(course.history, disclosures=(got,))
    known = {**course.units, SOCIAL: replace(course.units[SOCIAL], endpoint=endpoint)}
    if recipient == WARD:
        known.pop(SOCIAL)
    (row,) = _watched(replace(course, history=history, units=known))
    assert row.met_at == (SENT + after if seen else None)


def test_the_units_that_a_notice_brings_in_are_asked_once() -> None:
    again = _sent("inskrivningsmeddelande", 5 * HOUR, 2, action="revise", recipients=(SOCIAL,))
    wider = _sent(
        "inskrivningsmeddelande", 6 * HOUR, 3, action="forward", recipients=(SOCIAL, HOME_CARE, WARD)
    )
    said = _from(SOCIAL, "svar-inskrivningsmeddelande", 7 * HOUR, 4)
    found = _rows(_course(NOTICE, again, wider, said), ANSWERS)
    assert {(row.owner, row.starts, row.state) for row in found} == {
        (SOCIAL, SENT, "met"),
        (HEALTH_CENTRE, SENT, "overdue"),
        (HOME_CARE, SENT + 6 * HOUR, "overdue"),
    }


def _basis(after: timedelta, number: int, needed: bool) -> Message:  # noqa: FBT001
    answers = [{"question": "samordningsbehov", "answer": needed}]
    return _sent("planeringsunderlag", after, number, content={"answers": answers})


def _said(status: str, after: timedelta, *scopes: str) -> ConsentRecord:
    return ConsentRecord(Consent(status=status, scopes=scopes), SENT + after, "x", asserted=False)


def test_need_and_consent_together_begin_an_age_without_an_end() -> None:
    basis = _basis(2 * HOUR, 2, needed=True)
    (early,) = _rows(_course(NOTICE, basis, consents=[_said("given", HOUR, "sip")]), AGED)
    (late,) = _rows(_course(NOTICE, basis, consents=[_said("given", 3 * HOUR, "sip", "npo")]), AGED)
    assert (early.starts, late.starts) == (SENT + 2 * HOUR, SENT + 3 * HOUR)
    assert (late.due, late.state) == (None, "open")


def test_without_either_there_is_no_age() -> None:
    basis = _basis(2 * HOUR, 2, needed=True)
    given, npo = _said("given", HOUR, "sip"), _said("given", HOUR, "npo")
    refused = _said("refused", 2 * HOUR, "sip")
    for messages, consents in (
        ((NOTICE, basis), []),
        ((NOTICE, basis), [npo]),
        ((NOTICE, basis), [given, refused]),
        ((NOTICE,), [given]),
        ((NOTICE, basis, _basis(3 * HOUR, 3, needed=False)), [given]),
    ):
        assert _rows(_course(*messages, consents=consents), AGED) == ()


PLAIN = Deadline("X-4", "sak", "ward", "admission", Limit(hours=1), "plan", when=("short-stay",))


@pytest.mark.parametrize(
    ("asked", "left", "changed", "short"),
    [
        (20 * HOUR, None, None, True),
        (23 * HOUR, None, None, False),
        (90 * HOUR, 22 * HOUR, None, True),
        (90 * HOUR, 23 * HOUR, None, False),
        (90 * HOUR, 22 * HOUR, True, False),
        (90 * HOUR, 22 * HOUR, False, True),
    ],
)
def test_a_stay_is_short_as_long_as_it_is(
    asked: timedelta, left: timedelta | None, changed: object, *, short: bool
) -> None:
    """Admitted an hour and fifty minutes before the notice."""
    told = replace(NOTICE, content={**NOTICE.content, "contactReason": "kort-vardtid-24h"})
    gone: tuple[Message, ...] = ()
    if left is not None:
        content: dict[str, object] = {"dischargedAt": (SENT + left).isoformat()}
        content |= {} if changed is None else {"changedNeeds": changed}
        gone = (_sent("utskrivningsmeddelande", left, 5, content=content),)
    (row,) = _rows(_course(told, *gone, at=asked), PLAIN)
    assert (row.state != "not-applicable") is short


def test_an_ordinary_stay_is_not_short_and_outside_any_nobody_knows() -> None:
    (row,) = _rows(_course(NOTICE), PLAIN)
    assert row.state == "not-applicable"
    unknown = replace(PLAIN, start="follow-up-date")
    plan = _sent(
        "sip", HOUR, 2, episode=None, content={"planId": "p1", "followUpAt": "2026-05-04T10:00:00+02:00"}
    )
    (row,) = _rows(_course(NOTICE, plan), unknown)
    assert row.state != "not-applicable"


DRAWN = Deadline("X-5", "sip", "ward", "ready", Limit(hours=0), "drawn-up")
READY = _sent("utskrivningsklar", 50 * HOUR, 10, content={"readyAt": (SENT + 50 * HOUR).isoformat()})


def _plan(action: str, after: timedelta, number: int, plan: str = "p1") -> Message:
    content = {"planId": plan} | ({"reason": "mal-uppnadda"} if action == "close" else {})
    return _sent("sip", after, number, action=action, content=content)


@pytest.mark.parametrize(
    ("plans", "state"),
    [
        ((_plan("new", 40 * HOUR, 2),), "met"),
        ((_plan("new", 51 * HOUR, 2),), "overdue"),
        ((_plan("new", 40 * HOUR, 2), _plan("close", 41 * HOUR, 3)), "overdue"),
        ((_plan("new", 40 * HOUR, 2), _plan("close", 60 * HOUR, 3)), "met"),
        ((), "overdue"),
    ],
)
def test_a_plan_that_was_closed_before_is_no_plan(plans: tuple[Message, ...], state: str) -> None:
    (row,) = _rows(_course(*sorted((NOTICE, READY, *plans), key=lambda one: one.sent_at)), DRAWN)
    assert row.state == state


def test_before_there_is_a_notice_the_stay_is_known_by_any_message_of_it() -> None:
    record = _from(WARD, "samtycke", -HOUR, 2, content={"status": "given"})
    within = Deadline("X-6", "inskrivningsmeddelande", "ward", "admission", Limit(hours=24), "notice")
    (row,) = _rows(_course(record, at=-HOUR), within)
    assert (row.starts, row.state) == (datetime.fromisoformat("2026-03-02T08:10:00+01:00"), "open")


def test_a_stay_of_which_nobody_has_told_the_admission_has_no_such_day() -> None:
    course = _course(_from(WARD, "samtycke", -HOUR, 2, content={"status": "given"}))
    (told,) = course.history.events
    nameless = replace(course, history=History(events=(replace(told, admitted_at=None),)))
    within = Deadline("X-6", "inskrivningsmeddelande", "ward", "admission", Limit(hours=24), "notice")
    assert _rows(nameless, within) == ()


def test_what_was_told_on_paper_is_to_be_answered_from_when_it_came() -> None:
    late = replace(NOTICE, outage=Outage("Driftstopp", SENT - 10 * HOUR))
    assert {row.due for row in _rows(_course(late), ANSWERS)} == {SENT + 12 * HOUR}


def test_hours_end_on_the_second() -> None:
    course = _course(
        replace(NOTICE, sent_at=SENT + timedelta(milliseconds=940)),
        at=12 * HOUR + timedelta(milliseconds=900),
    )
    assert {(row.due, row.state) for row in _rows(course, ANSWERS)} == {(SENT + 12 * HOUR, "open")}
