"""Facts about the needs after discharge, and about the hours in which planning is held."""

from dataclasses import replace

import pytest

from adapter.episode.event import event
from adapter.episode.fold import fold
from adapter.model.facts import Facts
from adapter.model.history import History
from adapter.model.message import Message, Sender
from tests.builders import HEALTH_CENTRE, SENT, SOCIAL, WARD, message, units
from tests.unit.policy.test_vocabulary import asked

ANSWERS = [
    {"question": "kand-patient", "answer": True},
    {"question": "insatser-socialtjanst", "answer": True},
    *(
        {"question": f"nya-behov-{whose}", "answer": False}
        for whose in ("socialtjanst", "kommunal-halsovard", "kommunal-rehab")
    ),
]


def of(kind: str, sender: str = WARD, *recipients: str, **content: object) -> Message:
    return message(
        message_id=f"{kind}-{sender}",
        kind=kind,
        sender=Sender(sender),
        recipients=recipients,
        content=content,
    )


NOTICE = message()
BASIS = of("planeringsunderlag", WARD, SOCIAL, answers=ANSWERS)


def after(*messages: Message) -> Facts:
    events = tuple(event(one, SENT) for one in messages)
    stay = fold("vtf-2026-000123", events)
    return Facts(SENT, units=units(), history=History(events), episode=stay)


def test_the_flow_and_what_is_much_as_before() -> None:
    assert asked("episode.flow", facts=Facts(SENT)) is None
    assert asked("episode.needsAsBefore", facts=Facts(SENT)) is None
    assert asked("episode.flow", facts=after(NOTICE)) is None
    assert asked("episode.flow", facts=after(NOTICE, BASIS)) == 2
    assert asked("episode.needsAsBefore", facts=after(NOTICE)) is None
    assert asked("episode.needsAsBefore", facts=after(NOTICE, BASIS)) is True


def test_the_flow_goes_by_the_roles_that_the_message_on_planning_went_to() -> None:
    topic = "samordnad-planering"
    assert (
        asked("episode.flow", facts=after(NOTICE, of("generellt-meddelande", WARD, SOCIAL, topic=topic))) == 3
    )
    both = of("generellt-meddelande", WARD, SOCIAL, HEALTH_CENTRE, topic=topic)
    assert asked("episode.flow", facts=after(NOTICE, both)) == 1
    elsewhere = of("generellt-meddelande", WARD, SOCIAL, "SE2321000222-OKAND", topic=topic)
    assert asked("episode.flow", facts=after(NOTICE, elsewhere)) == 1


@pytest.mark.parametrize(
    ("before", "told", "consulted"),
    [
        ((), False, False),
        ((BASIS,), False, False),
        ((of("generellt-meddelande", WARD, HEALTH_CENTRE),), False, False),
        ((of("generellt-meddelande", WARD, SOCIAL),), True, True),
        ((of("generellt-meddelande", SOCIAL, WARD),), False, True),
        ((of("generellt-meddelande", HEALTH_CENTRE, SOCIAL),), False, False),
        ((of("svar-inskrivningsmeddelande", SOCIAL, WARD),), False, True),
        ((of("svar-inskrivningsmeddelande", HEALTH_CENTRE, WARD),), False, False),
        ((of("kvittens", SOCIAL, WARD),), False, False),
    ],
)
def test_whether_the_municipality_was_told_and_consulted(
    before: tuple[Message, ...], *, told: bool, consulted: bool
) -> None:
    leaves = message(kind="utskrivningsmeddelande", content={})
    assert asked("episode.municipalityTold", leaves, after(NOTICE, *before)) is told
    assert asked("episode.municipalityConsulted", leaves, after(NOTICE, *before)) is consulted


def test_a_message_may_name_who_was_spoken_to() -> None:
    spoke = message(kind="utskrivningsmeddelande", content={"contactRecord": {"with": "x"}})
    assert asked("episode.municipalityConsulted", spoke, after(NOTICE)) is True


HOURS = {"planningHours": ["08:00", "17:00"]}


@pytest.mark.parametrize(
    ("start", "end", "inside"),
    [
        ("2018-05-14T08:00:00+02:00", None, True),
        ("2018-05-14T07:59:59+02:00", None, False),
        ("2018-05-14T16:59:59+02:00", None, True),
        ("2018-05-14T17:00:00+02:00", None, False),
        ("2018-05-14T16:00:00+02:00", "2018-05-14T17:00:00+02:00", True),
        ("2018-05-14T16:00:00+02:00", "2018-05-14T17:00:01+02:00", False),
        ("2018-05-14T16:00:00+02:00", "2018-05-15T09:00:00+02:00", False),
        ("2018-05-14T19:00:00+02:00", None, False),
        ("2018-05-12T10:00:00+02:00", None, False),
        ("2018-05-10T10:00:00+02:00", None, False),
        ("2018-06-22T10:00:00+02:00", None, False),
        ("2018-05-14T06:30:00Z", None, True),
        ("2018-01-15T16:30:00Z", None, False),
    ],
    ids=str,
)
def test_planning_is_on_weekdays_in_daytime(start: str, end: str | None, *, inside: bool) -> None:
    about = message(kind="kallelse", content={"start": start, **({"end": end} if end else {})})
    facts = replace(Facts(SENT), settings=HOURS)
    assert asked("message.meetingInPlanningHours", about, facts) is inside


def test_no_hours_or_no_start_says_nothing() -> None:
    about = message(kind="kallelse", content={"start": "2018-05-12T10:00:00+02:00"})
    assert asked("message.meetingInPlanningHours", about, Facts(SENT)) is None
    for wrong in (["08:00"], ["08:00", "kväll"], "08:00-17:00", 8):
        facts = replace(Facts(SENT), settings={"planningHours": wrong})
        assert asked("message.meetingInPlanningHours", about, facts) is None
    bare = message(kind="kallelse", content={})
    assert asked("message.meetingInPlanningHours", bare, replace(Facts(SENT), settings=HOURS)) is None
