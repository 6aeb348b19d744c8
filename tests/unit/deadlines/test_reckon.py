"""Rows of deadlines: who owes, until when, how it stands; what ends a duty, and what hides none."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from adapter.deadlines.reckon import rows, unknown
from adapter.episode.event import event
from adapter.model.course import Course
from adapter.model.deadline import Deadline, Limit, Row
from adapter.model.history import MANUAL, History, Owed, Paper
from adapter.model.message import Message, Outage, Sender
from adapter.model.process import KindProcess, Process
from adapter.pipeline.course import of_history
from tests.builders import HEALTH_CENTRE, SENT, SOCIAL, WARD, message, units

ADMITTED = datetime.fromisoformat("2026-03-02T08:10:00+01:00")
PLAIN = Deadline("X-DEADL-01", "sak", "ward", "admission", Limit(hours=24), "planning-basis")


def _written(kind: str, after: timedelta, number: int, **changes: object) -> Message:
    return message(
        message_id=f"8b1f0a52-5b0e-4a36-9b8e-{number:012d}",
        kind=kind,
        sent_at=SENT + after,
        **{"content": {}, **changes},
    )


def _course(*messages: Message, at: timedelta, owed: tuple[Owed, ...] = ()) -> Course:
    events = tuple(event(one, one.sent_at) for one in messages)
    return of_history(
        History(events=events, owed=owed), at=SENT + at, region="vasterbotten", units=units(), facts={}
    )


def _only(course: Course, deadline: Deadline = PLAIN) -> Row:
    (row,) = rows(course, Process(deadlines=(deadline,)))
    return row


NOTICE = message()
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("done_after", "asked_after", "state", "met"),
    [
        (None, 2 * HOUR, "open", None),
        (None, 23 * HOUR, "overdue", None),
        (1 * HOUR, 2 * HOUR, "met", 1 * HOUR),
        (30 * HOUR, 40 * HOUR, "overdue", 30 * HOUR),
    ],
)
def test_a_row_is_open_until_it_is_met_or_its_time_has_passed(
    done_after: timedelta | None, asked_after: timedelta, state: str, met: timedelta | None
) -> None:
    done = () if done_after is None else (_written("planeringsunderlag", done_after, 2),)
    row = _only(_course(NOTICE, *done, at=asked_after))
    assert (row.owner, row.starts, row.due) == (WARD, ADMITTED, ADMITTED + 24 * HOUR)
    assert (row.state, row.met_at) == (state, None if met is None else SENT + met)
    assert row.to_json()["metAt"] == (None if met is None else (SENT + met).isoformat())


def test_the_very_last_second_is_in_time() -> None:
    last = ADMITTED + 24 * HOUR - SENT
    assert _only(_course(NOTICE, at=last)).state == "open"
    assert _only(_course(NOTICE, at=last + timedelta(seconds=1))).state == "overdue"
    assert _only(_course(NOTICE, _written("planeringsunderlag", last, 2), at=last)).state == "met"


def test_what_was_done_on_paper_counts_from_when_it_was_done() -> None:
    outage = Outage("Driftstopp", SENT + HOUR)
    late = _written("planeringsunderlag", 30 * HOUR, 2, outage=outage)
    row = _only(_course(NOTICE, late, at=31 * HOUR))
    assert (row.state, row.met_at, row.late_entry) == ("met", SENT + HOUR, True)
    assert row.to_json()["lateEntry"] is True


def test_a_time_that_ran_from_what_was_done_on_paper_says_so() -> None:
    """Whoever owes it had no message then: a notice entered late makes nobody late without saying why."""
    outage = Outage("Driftstopp", SENT - 30 * HOUR)
    told, entered = (message(outage=one) for one in (None, outage))
    from_notice = replace(PLAIN, start="notice")
    plain, late = (_only(_course(one, at=HOUR), from_notice) for one in (told, entered))
    assert (plain.state, plain.late_entry) == ("open", False)
    assert (late.starts, late.state, late.late_entry) == (SENT - 30 * HOUR, "overdue", True)
    assert not _only(_course(entered, at=HOUR)).late_entry  # the admission was when it was


@pytest.mark.parametrize(
    ("when", "unless", "applies"),
    [
        ((), ("short-stay",), False),
        ((), ("complex-needs",), True),
        (("short-stay",), (), True),
        (("complex-needs",), (), False),
        (("colour-yellow",), ("colour-blue-or-green",), True),  # nothing says: no duty is hidden
    ],
)
def test_a_condition_ends_a_duty_only_where_it_is_known(
    when: tuple[str, ...], unless: tuple[str, ...], *, applies: bool
) -> None:
    short = message(content={**NOTICE.content, "contactReason": "kort-vardtid-24h"})
    row = _only(_course(short, at=HOUR), replace(PLAIN, when=when, unless=unless))
    assert row.state == ("open" if applies else "not-applicable")


def test_what_does_not_apply_says_no_time_at_which_it_was_met() -> None:
    done = _written("planeringsunderlag", HOUR, 2)
    row = _only(_course(NOTICE, done, at=2 * HOUR), replace(PLAIN, when=("complex-needs",)))
    assert (row.state, row.met_at) == ("not-applicable", None)


def test_a_time_may_end_with_a_moment_that_has_not_come() -> None:
    until = replace(PLAIN, limit=Limit(until="discharge"), met="fixed-contact")
    assert _only(_course(NOTICE, at=900 * HOUR), until).state == "open"
    assert _only(_course(NOTICE, at=900 * HOUR), until).to_json()["due"] is None
    left = _written(
        "utskrivningsmeddelande", 9 * HOUR, 3, content={"dischargedAt": (SENT + 8 * HOUR).isoformat()}
    )
    row = _only(_course(NOTICE, left, at=10 * HOUR), until)
    assert (row.state, row.due) == ("overdue", SENT + 8 * HOUR)
    named = _written("fast-vardkontakt", 7 * HOUR, 4, sender=Sender(HEALTH_CENTRE))
    assert _only(_course(NOTICE, named, left, at=10 * HOUR), until).state == "met"


def test_a_cap_only_shortens() -> None:
    capped = replace(PLAIN, limit=Limit(days=3, cap="discharge"))
    assert _only(_course(NOTICE, at=HOUR), capped).due == datetime.fromisoformat("2026-03-05T23:59:59+01:00")
    left = _written(
        "utskrivningsmeddelande", 9 * HOUR, 3, content={"dischargedAt": (SENT + 8 * HOUR).isoformat()}
    )
    assert _only(_course(NOTICE, left, at=10 * HOUR), capped).due == SENT + 8 * HOUR


def test_nobody_owes_anything_more_once_the_person_is_dead_or_planning_has_ended() -> None:
    died = _written("avbruten-planering", 5 * HOUR, 5, content={"reason": "avliden"})
    assert _only(_course(NOTICE, died, at=90 * HOUR)).state == "not-applicable"
    late = _written("avbruten-planering", 30 * HOUR, 5, content={"reason": "annan"})
    assert _only(_course(NOTICE, late, at=90 * HOUR)).state == "overdue"
    elsewhere = _written("avbruten-planering", 5 * HOUR, 5, episode=None, content={"reason": "annan"})
    assert _only(_course(NOTICE, elsewhere, at=90 * HOUR)).state == "overdue"


def _owed(kind: str, unit: str = SOCIAL, *, met: timedelta | None = None, paper: Paper | None = None) -> Owed:
    due = datetime.fromisoformat("2026-03-02T23:59:59+01:00")
    return Owed(NOTICE.message_id, kind, unit, due, None if met is None else SENT + met, paper)


@pytest.mark.parametrize(
    ("rules", "due_later", "rule"),
    [
        ((), False, "PRODUKT-ACK-01"),
        (("NB-ACK-01",), True, "NB-ACK-01"),
        (("VB-ACK-04", "VB-ACK-05"), False, "VB-ACK-04"),
        (("VB-ACK-04", "VB-ACK-05"), True, "VB-ACK-05"),
    ],
)
def test_a_kvittens_is_a_row_of_the_unit_that_owes_it(
    rules: tuple[str, ...], rule: str, *, due_later: bool
) -> None:
    owed = _owed("inskrivningsmeddelande")
    owed = replace(owed, due=owed.due + timedelta(days=due_later))
    process = Process({"inskrivningsmeddelande": KindProcess(kvittens_rules=rules)})
    (row,) = rows(_course(NOTICE, at=HOUR, owed=(owed,)), process)
    assert (row.rule, row.what, row.owner, row.state) == (rule, "kvittens", SOCIAL, "open")
    assert (row.kind, row.message_id, row.tell) == (NOTICE.kind, NOTICE.message_id, ("owner", "sender"))


def test_a_pack_says_who_is_told_of_a_kvittens_that_does_not_come() -> None:
    process = Process({"inskrivningsmeddelande": KindProcess(kvittens_tell=("sender",))})
    (row,) = rows(_course(NOTICE, at=HOUR, owed=(_owed("inskrivningsmeddelande"),)), process)
    assert row.tell == ("sender",)


def test_a_letter_instead_is_owed_by_the_sender_until_it_is_sent() -> None:
    (row,) = rows(_course(NOTICE, at=HOUR, owed=(_owed(MANUAL),)), Process())
    assert (row.what, row.owner, row.state) == ("brev", WARD, "open")
    settled = _owed(MANUAL, paper=Paper(SOCIAL, how="superseded"))
    assert rows(_course(NOTICE, at=HOUR, owed=(settled,)), Process()) == ()


def test_of_an_annulled_message_nothing_is_owed() -> None:
    gone = _written("inskrivningsmeddelande", HOUR, 6, action="annul", relates_to=NOTICE.message_id)
    (row,) = rows(_course(NOTICE, gone, at=90 * HOUR, owed=(_owed("inskrivningsmeddelande"),)), Process())
    assert row.state == "not-applicable"


def test_what_is_owed_for_a_message_that_is_not_there_is_no_row() -> None:
    stray = replace(_owed("inskrivningsmeddelande"), message_id="8b1f0a52-5b0e-4a36-9b8e-000000000099")
    assert rows(_course(NOTICE, at=HOUR, owed=(stray,)), Process()) == ()


def test_a_duty_keeps_its_mark_and_every_other_has_its_own() -> None:
    before, after = (_only(_course(NOTICE, at=at)) for at in (HOUR, 90 * HOUR))
    assert before.mark == after.mark
    changes: list[dict[str, Any]] = [{"owner": SOCIAL}, {"rule": "Y"}, {"part": "b"}, {"plan": "p"}]
    others = [replace(before, **change) for change in changes]
    assert len({before.mark, *(other.mark for other in others)}) == 5


def test_names_that_the_vocabulary_lacks_are_found() -> None:
    wrong = replace(
        PLAIN, owner="nobody", start="never", met="nothing", when=("if",), limit=Limit(until="then")
    )
    assert len(list(unknown(wrong))) == 5
    assert list(unknown(PLAIN)) == []
