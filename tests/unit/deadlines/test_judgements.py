"""What was judged of a patient, and when: new needs, ready to go home, open compulsory care, much as before."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from adapter.deadlines.conditions import CONDITIONS
from adapter.deadlines.fulfilments import FULFILMENTS
from adapter.deadlines.instance import Instance
from adapter.deadlines.moments import MOMENTS
from adapter.deadlines.owners import OWNERS
from adapter.episode.event import event
from adapter.model.course import Course
from adapter.model.history import History
from adapter.model.message import EpisodeRef, Message, Sender
from adapter.pipeline.course import of_history
from tests.builders import HEALTH_CENTRE, HOME_CARE, SENT, SOCIAL, WARD, message, units

HOUR = timedelta(hours=1)
DAY = 24 * HOUR
ADMITTED = datetime.fromisoformat("2026-03-02T08:10:00+01:00")
NEW = ("nya-behov-socialtjanst", "nya-behov-kommunal-halsovard", "nya-behov-kommunal-rehab")
NONE_NEW = dict.fromkeys(NEW, False)


def sent(kind: str, after: timedelta, number: int, sender: str = WARD, **changes: object) -> Message:
    content = changes.pop("content", {})
    return message(
        message_id=f"8b1f0a52-5b0e-4a36-9b8e-{number:012d}",
        kind=kind,
        sent_at=SENT + after,
        sender=Sender(sender),
        content=content,
        **changes,
    )


def notice(after: timedelta = 0 * HOUR, number: int = 1, /, **content: object) -> Message:
    return sent(
        "inskrivningsmeddelande", after, number, content={"estimatedDischarge": "2026-03-06", **content}
    )


def basis(after: timedelta, number: int = 2, **answers: bool) -> Message:
    told = [{"question": question, "answer": answer} for question, answer in answers.items()]
    return sent("planeringsunderlag", after, number, content={"answers": told})


def ready(number: int = 3, **content: object) -> Message:
    stated = {"readyAt": (SENT + 3 * DAY).isoformat(), **content}
    return sent("utskrivningsklar", 3 * DAY, number, content=stated)


def left(**content: object) -> Message:
    stated = {"dischargedAt": (SENT + 5 * DAY).isoformat(), **content}
    return sent("utskrivningsmeddelande", 5 * DAY, 4, content=stated)


def course(*messages: Message) -> Course:
    events = tuple(event(one, one.sent_at) for one in messages)
    return of_history(
        History(events=events), at=SENT + 60 * DAY, region="vasterbotten", units=units(), facts={}
    )


def begins(moment: str, *messages: Message) -> list[timedelta]:
    return [instance.starts - SENT for instance in MOMENTS[moment](course(*messages))]


def holds(condition: str, *messages: Message) -> bool | None:
    found = course(*messages)
    stay = found.episodes[0] if found.episodes else None
    return CONDITIONS[condition](found, Instance(SENT, stay=stay))


def test_new_needs_are_judged_as_the_notice_says_or_the_planning_basis() -> None:
    judged = (SENT + 2 * HOUR).isoformat()
    later = (SENT + 9 * HOUR).isoformat()
    assert begins("new-needs-judged", notice()) == []
    assert begins("new-needs-judged", notice(needAssessedAt=judged)) == [2 * HOUR]
    resent = notice(DAY, 5, needAssessedAt=later)
    assert begins("new-needs-judged", notice(needAssessedAt=judged), resent) == [2 * HOUR]
    assert begins(
        "new-needs-judged", notice(needAssessedAt=later), notice(DAY, 5, needAssessedAt=judged)
    ) == [2 * HOUR]
    assert begins("new-needs-judged", notice(), basis(3 * HOUR, **{NEW[0]: True})) == [3 * HOUR]
    assert begins("new-needs-judged", notice(), basis(3 * HOUR, **NONE_NEW)) == []
    assert begins("new-needs-judged", notice(), basis(3 * HOUR)) == []
    both = (notice(needAssessedAt=judged), basis(3 * HOUR, **{NEW[0]: True}), basis(5 * HOUR, 6, **NONE_NEW))
    assert begins("new-needs-judged", *both) == [2 * HOUR]


def test_needs_that_were_not_new_count_from_when_they_are() -> None:
    judged = (SENT + 2 * HOUR).isoformat()
    changed = (basis(3 * HOUR, **NONE_NEW), basis(DAY, 6, **{NEW[1]: True}))
    assert begins("new-needs-judged", notice(needAssessedAt=judged), *changed) == [DAY]


def test_ready_to_go_home_is_the_later_of_two() -> None:
    assert begins("ready-to-go-home", notice()) == []
    assert begins("ready-to-go-home", notice(), ready()) == [3 * DAY]
    assert begins("ready-to-go-home", notice(), sent("utskrivningsklar", DAY, 3)) == []
    assert begins("ready-to-go-home", notice(), ready(), left()) == [3 * DAY]
    for hours, starts in ((-1, 3 * DAY), (1, 3 * DAY + HOUR)):
        home = (SENT + 3 * DAY + hours * HOUR).isoformat()
        assert begins("ready-to-go-home", notice(), ready(), left(homeReadyAt=home)) == [starts]


def test_ready_is_received_when_the_first_unit_says_so() -> None:
    def seen(after: timedelta, number: int, unit: str, about: int = 3) -> Message:
        named = f"8b1f0a52-5b0e-4a36-9b8e-{about:012d}"
        return sent("kvittens", after, number, unit, recipients=(WARD,), episode=None, relates_to=named)

    assert begins("ready-received", notice()) == []
    assert begins("ready-received", notice(), ready()) == [3 * DAY]
    other, bare = seen(DAY, 7, SOCIAL, about=1), sent("kvittens", DAY, 8, SOCIAL, episode=None)
    assert begins("ready-received", notice(), other, bare, ready()) == [3 * DAY]
    both = (seen(4 * DAY, 9, HEALTH_CENTRE), seen(5 * DAY, 10, SOCIAL))
    assert begins("ready-received", notice(), ready(), *both) == [4 * DAY]


def test_the_notice_reaches_each_unit_once() -> None:
    forwarded = sent("inskrivningsmeddelande", DAY, 5, recipients=(SOCIAL, HOME_CARE))
    found = list(MOMENTS["notice-received"](course(notice(), basis(HOUR), forwarded)))
    assert set(found[0].units) == {SOCIAL, HEALTH_CENTRE}
    assert [one.units for one in found][1:] == [(HOME_CARE,)]
    assert OWNERS["local-care-concerned"](course(notice()), found[0]) == (HEALTH_CENTRE,)
    assert OWNERS["local-care-concerned"](course(notice()), found[1]) == ()


def test_the_contact_is_the_role_s_own() -> None:
    named = sent("fast-vardkontakt", DAY, 5, HEALTH_CENTRE, content={"contact": {"name": "x"}})
    before = replace(named, message_id="m6", sent_at=SENT - DAY, episode=None)
    met = FULFILMENTS["fixed-contact-of-role"]
    for told, at in (((), None), ((named,), DAY), ((before, named), -DAY)):
        found = course(notice(), *told)
        done = met(found, Instance(SENT, stay=found.episodes[0]), HEALTH_CENTRE)
        assert (done.at - SENT if done else None) == at
        assert met(found, Instance(SENT, stay=found.episodes[0]), SOCIAL) is None
    outside = course(before)
    done = met(outside, Instance(SENT), HEALTH_CENTRE)
    assert done is not None


def test_a_plan_of_the_stay_is_one_since_it_began() -> None:
    met = FULFILMENTS["plan-of-stay"]
    plan = sent("sip", DAY, 5, HEALTH_CENTRE, episode=None, content={"planId": "p", "version": 1})
    old = replace(plan, sent_at=SENT - 30 * DAY)
    found = course(notice(), plan, left())
    done = met(found, Instance(SENT + 5 * DAY, stay=found.episodes[0]), None)
    assert done is not None
    assert done.at == SENT + DAY
    found = course(old, notice(), left())
    assert met(found, Instance(SENT + 5 * DAY, stay=found.episodes[0]), None) is None
    assert met(found, Instance(SENT - 40 * DAY), None) is not None


@pytest.mark.parametrize(
    ("told", "new", "planning"),
    [
        ((), None, None),
        ((basis(HOUR, **{NEW[0]: True}),), True, None),
        ((basis(HOUR, **{NEW[1]: True}),), True, True),
        ((basis(HOUR, **NONE_NEW),), False, None),
        ((basis(HOUR, **NONE_NEW, samordningsbehov=True),), False, True),
        ((basis(HOUR, **NONE_NEW, **{"insatser-socialtjanst": True}),), False, False),
        ((basis(HOUR, samordningsbehov=False),), None, False),
        (
            (sent("generellt-meddelande", HOUR, 7, content={"topic": "samordnad-planering"}),),
            True,
            True,
        ),
        (
            (
                sent(
                    "generellt-meddelande",
                    HOUR,
                    7,
                    content={"topic": "samordnad-planering", "newNeeds": False},
                ),
            ),
            False,
            False,
        ),
    ],
    ids=range(9),
)
def test_new_needs_and_coordinated_planning(
    told: tuple[Message, ...], *, new: bool | None, planning: bool | None
) -> None:
    assert holds("new-needs", notice(), *told) is new
    assert holds("coordinated-planning", notice(), *told) is planning


def test_nothing_is_known_without_a_stay() -> None:
    for condition in ("new-needs", "coordinated-planning", "assessed-after-a-day", "open-compulsory-care"):
        assert holds(condition) is None
    assert holds("much-as-before") is False


def test_after_a_day_is_more_than_24_hours_after_the_admission() -> None:
    for condition, member in (
        ("assessed-after-a-day", "needAssessedAt"),
        ("first-round-after-a-day", "firstRoundAt"),
    ):
        assert holds(condition, notice()) is None
        for seconds, later in ((0, False), (1, True)):
            at = ADMITTED + DAY + timedelta(seconds=seconds)
            stated: dict[str, object] = {member: at.isoformat()}
            assert holds(condition, notice(**stated)) is later


def test_open_compulsory_care_by_the_stay_or_by_where_the_patient_goes() -> None:
    assert holds("open-compulsory-care", notice(), ready()) is False
    assert holds("open-compulsory-care", notice(), ready(transferTo="orv")) is True
    under = message(episode=EpisodeRef("vtf-2026-000123", ADMITTED, "opt"))
    assert holds("open-compulsory-care", under) is True


def test_much_as_before_needs_somebody_s_word() -> None:
    assert holds("much-as-before", notice()) is False
    assert holds("much-as-before", notice(needLevel="mindre")) is True


def test_before_there_is_a_notice_the_ward_is_who_writes_or_is_written_to() -> None:
    def owner(*messages: Message) -> tuple[str | None, ...]:
        found = course(*messages)
        return OWNERS["ward"](found, Instance(SENT, stay=found.episodes[0] if found.episodes else None))

    asked = sent("vardbegaran", -HOUR, 8, HOME_CARE, recipients=(SOCIAL, WARD))
    assert owner(asked) == (WARD,)
    assert owner(sent("generellt-meddelande", HOUR, 8, SOCIAL, recipients=(HOME_CARE,))) == ()
    assert owner(asked, notice()) == (WARD,)
    assert owner() == (None,)
