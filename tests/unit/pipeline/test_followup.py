"""A person's course as rows: readmissions by the day, whose municipality, each duty once, follow-up by its day."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from adapter.episode.event import event
from adapter.followup.rows import Billed, DutyRow, PersonRows, PlanRow, StayRow
from adapter.model.deadline import Row
from adapter.model.errors import UsageError
from adapter.model.history import Event, History
from adapter.model.message import EpisodeRef
from adapter.model.person import Person
from adapter.model.swedish_time import STOCKHOLM
from adapter.pipeline.course import of_history
from adapter.pipeline.followup import Counted, counted
from adapter.pipeline.liability import agreement
from adapter.pipeline.reporting import Count, baselines
from tests.builders import PERSON, WARD, message, units
from tests.packs import packs

REGISTERED = Person(PERSON, municipality="2480")
PLACED = Person(PERSON, municipality="2480", placed_by="2482")
NOW = datetime(2026, 6, 1, 9, tzinfo=STOCKHOLM)


def at(day: date, hour: int = 8) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=STOCKHOLM)


def stay(name: str, admitted: date, left: date | None = None, person: Person = REGISTERED) -> list[Event]:
    """Admitted at 8, ready at 9 the day after, home at 14."""
    steps: list[tuple[datetime, str, dict[str, object]]] = [
        (at(admitted, 9), "inskrivningsmeddelande", {}),
        (at(admitted, 9) + timedelta(days=1), "utskrivningsklar", {}),
    ]
    if left is not None:
        steps.append((at(left, 14), "utskrivningsmeddelande", {"dischargedAt": at(left, 14).isoformat()}))
    return [
        event(
            message(
                message_id=f"{name}-{kind}",
                kind=kind,
                sent_at=sent,
                episode=EpisodeRef(name, at(admitted)),
                content=content,
            ),
            sent,
            person,
        )
        for sent, kind, content in steps
    ]


def rows_of(*events: Event, duties: tuple[Row, ...] = (), person: Any = None) -> Counted:
    given = {} if person is None else {"person": person}
    course = of_history(History(events), at=NOW, region="vasterbotten", units=units(), facts={}, **given)
    return counted(course, duties, agreement(packs().of("vasterbotten").liability), course.episodes)


def stays_of(*events: Event) -> tuple[StayRow, ...]:
    return rows_of(*events).rows.stays


@pytest.mark.parametrize(("days", "again"), [(1, True), (30, True), (31, False)])
def test_a_readmission_is_counted_to_the_thirtieth_day(days: int, again: bool) -> None:  # noqa: FBT001
    left = date(2026, 3, 10)
    first, second = stays_of(*stay("a", date(2026, 3, 2), left), *stay("b", left + timedelta(days=days)))
    assert (first.readmitted, second.readmitted) == (again, False)
    assert (first.left, first.over65, first.day_zero) == (left, True, date(2026, 3, 3))
    assert (second.left, second.over65) == (None, None)


def test_a_move_to_another_ward_is_no_readmission() -> None:
    # admitted there at 8 on the day on which the first stay ended at 14
    first, _ = stays_of(*stay("a", date(2026, 3, 2), date(2026, 3, 10)), *stay("b", date(2026, 3, 10)))
    assert not first.readmitted


def test_the_placing_municipality_is_the_stays() -> None:
    (own,) = stays_of(*stay("a", date(2026, 3, 2), date(2026, 3, 10), PLACED))
    assert own.municipality == "2482"


def test_what_a_scenarios_register_says_stands_before_what_was_noted() -> None:
    events = stay("a", date(2026, 3, 2), date(2026, 3, 10))
    assert rows_of(*events, person=PLACED).rows.stays[0].municipality == "2482"
    assert rows_of(*events, person=REGISTERED).rows.stays[0].municipality == "2480"


def test_of_whom_no_municipality_is_known_nothing_is_counted() -> None:
    unknown = [replace(one, municipality=None) for one in stay("a", date(2026, 3, 2), date(2026, 3, 10))]
    plan = sip("plan", date(2026, 3, 1), follow_up=date(2026, 3, 20))
    found = rows_of(*unknown, replace(plan, municipality=None), duties=(DUTY,))
    assert found == Counted(PersonRows(), ())


def test_a_planning_that_was_broken_off_neither_waits_nor_leaves() -> None:
    end = message(
        message_id="end",
        kind="avbruten-planering",
        episode=EpisodeRef("a", at(date(2026, 3, 2))),
        content={"reason": "planering-avbruten"},
    )
    (own,) = stays_of(*stay("a", date(2026, 3, 2)), event(end, at(date(2026, 3, 6)), REGISTERED))
    assert (own.ended, own.left) == (True, None)


def test_days_of_liability_are_told_by_month() -> None:
    # Stockholm: told on Thursday 14 March 2019, free on 15, 18, 19, 20 and 21 March, liable from Friday 22 March until
    # leaving on 4 April: ten days of March, three of April
    events = stay("a", date(2019, 3, 13), date(2019, 4, 4))
    course = of_history(History(tuple(events)), at=NOW, region="stockholm", units={}, facts={})
    found = counted(course, (), agreement(packs().of("stockholm").liability), course.episodes)
    assert found.rows.stays[0].billed == (Billed("2019-03", 10), Billed("2019-04", 3))


DUTY = Row(
    "VB-DEADL-01",
    "inskrivningsmeddelande",
    WARD,
    at(date(2026, 3, 2)),
    at(date(2026, 3, 3)),
    "overdue",
    met_at=at(date(2026, 3, 4)),
    episode="a",
    message_id="a-inskrivningsmeddelande",
)


def test_a_duty_is_counted_once_by_its_limit_and_only_when_it_is_judged() -> None:
    goal = replace(DUTY, rule="VB-DEADL-02", weight="goal", due=at(date(2026, 3, 5)), state="met")
    others = (
        replace(DUTY, what="kallelse", state="open"),
        replace(DUTY, what="sip", state="not-applicable"),
        replace(DUTY, what="mote", weight="reminder"),
        replace(DUTY, what="uppfoljning", due=None, state="met"),
    )
    events = stay("a", date(2026, 3, 2), date(2026, 3, 10))
    for given in ((goal, DUTY), (DUTY, goal)):
        assert rows_of(*events, duties=(*given, *others)).rows.duties == (
            DutyRow(
                "2480", DUTY.what, DUTY.starts, at(date(2026, 3, 3)), at(date(2026, 3, 4)), in_time=False
            ),
        )
    outside = replace(DUTY, episode=None, state="met")
    (own,) = rows_of(*events, duties=(outside,)).rows.duties
    assert (own.municipality, own.in_time) == ("2480", True)


def sip(name: str, sent: date, *, follow_up: date | None = None, **changes: object) -> Event:
    content: dict[str, object] = {"planId": "plan-1"}
    if follow_up is not None:
        content["followUpAt"] = follow_up.isoformat()
    plain = message(
        message_id=name, kind="sip", sent_at=at(sent), episode=None, sender=message().sender, content=content
    )
    return event(replace(plain, **changes), at(sent), REGISTERED)  # type: ignore[arg-type]


def followed(name: str, sent: date, kind: str = "uppfoljning") -> Event:
    plain = message(message_id=name, kind=kind, episode=None, content={"planId": "plan-1"})
    return event(plain, at(sent), REGISTERED)


@pytest.mark.parametrize(
    ("sent", "done"), [(date(2026, 3, 20), True), (date(2026, 3, 21), False), (date(2026, 2, 1), False)]
)
def test_a_plan_is_followed_up_by_its_day(sent: date, done: bool) -> None:  # noqa: FBT001
    first = sip("one", date(2026, 3, 1), follow_up=date(2026, 3, 20))
    for kind in ("uppfoljning", "utvardering"):
        after = followed("two", sent, kind)
        events = (first, after) if sent > date(2026, 3, 1) else (after, first)
        assert rows_of(*events).rows.plans == (PlanRow("2480", date(2026, 3, 20), done),)


def test_a_day_that_was_moved_or_has_not_come_or_whose_plan_was_closed_before_is_not_counted() -> None:
    first = sip("one", date(2026, 3, 1), follow_up=date(2026, 3, 20))
    moved = sip("two", date(2026, 3, 10), follow_up=date(2026, 4, 20))
    assert [one.follow_up for one in rows_of(first, moved).rows.plans] == [date(2026, 4, 20)]
    later = sip("two", date(2026, 3, 25), follow_up=date(2026, 7, 20))
    assert [one.follow_up for one in rows_of(first, later).rows.plans] == [date(2026, 3, 20)]
    closed = sip("end", date(2026, 3, 15), action="close")
    assert rows_of(first, closed).rows.plans == ()


def test_a_follow_up_at_an_instant_is_that_swedish_day() -> None:
    first = sip("one", date(2026, 3, 1))
    told = replace(first, noted={**first.noted, "followUpAt": "2026-03-20T23:30:00+00:00"})
    assert [one.follow_up for one in rows_of(told).rows.plans] == [date(2026, 3, 21)]


def test_each_survey_that_a_plan_refers_to_is_counted_once() -> None:
    first, same, other = (
        sip(name, date(2026, 3, day), content={"planId": "plan-1", "participation": {"survey": reference}})
        for name, day, reference in (("one", 2, "SK-17"), ("two", 9, "SK-17"), ("three", 20, "SK-18"))
    )
    assert rows_of(first, same, other).rows.surveys == (
        ("2480", date(2026, 3, 2)),
        ("2480", date(2026, 3, 20)),
    )
    assert "SK-17" not in str(first.noted)
    assert rows_of(replace(first, municipality=None)).rows.surveys == ()


def test_a_region_of_fixed_sums_tells_them_of_every_municipality() -> None:
    count = Count(packs().of("halland"), "2018-03", date(2018, 5, 1), {})
    costs = {one.municipality: one.settlement for one in count.report().figures}
    assert costs["1384"] is not None
    assert costs["1315"] is not None
    assert (costs["1384"].amount, costs["1315"].amount) == (125134, 0)


@pytest.mark.parametrize(
    ("given", "found"),
    [(4.2, {"*": 4.2}), ({"0184": 4, "0160": 3.5}, {"0184": 4.0, "0160": 3.5}), (None, None)],
)
def test_an_earlier_years_figures_are_facts(given: object, found: object) -> None:
    facts = {} if given is None else {"averageDays2017": given}
    assert baselines(packs().of("stockholm"), facts).get("averageDays2017") == found


@pytest.mark.parametrize("given", ["4.2", True, {"0184": "4"}])
def test_an_earlier_years_figure_that_is_no_number_is_told(given: object) -> None:
    with pytest.raises(UsageError, match="averageDays2017"):
        baselines(packs().of("stockholm"), {"averageDays2017": given})
