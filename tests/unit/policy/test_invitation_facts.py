"""Who has been called to coordinated planning, by whom, and what the plan that came of it leaves open."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from adapter.episode.event import event
from adapter.episode.fold import fold
from adapter.episode.sips import sips
from adapter.model.facts import Facts
from adapter.model.history import History
from adapter.model.message import Message, Sender
from adapter.policy.questions import QUESTIONS
from adapter.policy.view import View
from tests.builders import HEALTH_CENTRE, HOME_CARE, SENT, SOCIAL, WARD, message, units
from tests.packs import pack

NOTICE = message(message_id="notice")
STAY = NOTICE.episode
AHEAD = "2026-03-10T13:00:00+01:00"
PARTS = [
    {"id": "i1", "text": "Hemtjänst", "responsible": SOCIAL},
    {"id": "i2", "text": "Läkemedelsgenomgång", "responsible": HEALTH_CENTRE},
]


def sent(kind: str, name: str = "now", sender: str = HEALTH_CENTRE, **changes: object) -> Message:
    """A message of the stay from the health centre to social services."""
    fields: dict[str, object] = {"recipients": (SOCIAL,), "content": {}, **changes}
    return replace(message(kind=kind, message_id=name, **fields), sender=Sender(sender))


def call(name: str = "k1", sender: str = HEALTH_CENTRE, **changes: object) -> Message:
    """An invitation to the planning of the stay."""
    content = {"purpose": "sip-svu", "start": AHEAD}
    return sent("kallelse", name, sender, **{"content": content, **changes})


def plan(name: str = "p1", **changes: object) -> Message:
    """The plan that came of it."""
    content = {"planId": "plan-1", "interventions": PARTS, "coordinator": {"unit": HEALTH_CENTRE}}
    return sent("sip", name, content={**content, **changes})


def retraction(name: str = "r1", **changes: object) -> Message:
    """The ward takes back that the patient is ready."""
    return sent("utskrivningsklar", name, WARD, action="cancel", **changes)


def asked(name: str, about: Message, *before: Message, at: datetime = SENT) -> object:
    """What a fact answers about a message, after others that came a minute apart."""
    events = tuple(event(one, SENT + timedelta(minutes=minute)) for minute, one in enumerate(before))
    stay = about.episode
    facts = Facts(
        at,
        sender=units().get(about.sender.unit),
        units=units(),
        history=History(events),
        episode=fold(stay.id, events) if stay else None,
        sips=sips(events),
    )
    return QUESTIONS[name].ask(View(about, facts, pack().process))


def answer(to: str | None = "k1") -> Message:
    """Social services answer an invitation."""
    return sent("svar-kallelse", "a1", SOCIAL, relates_to=to, content={"attends": True})


def test_an_answer_is_to_an_invitation_of_a_unit_for_a_purpose() -> None:
    assert asked("original.calledFor", answer(), call()) == "sip-svu"
    assert asked("original.calledBy", answer(), call()) == "primarvard"
    assert asked("original.calledFor", replace(answer("a1"), message_id="a2"), call(), answer()) == "sip-svu"


def test_what_names_no_invitation_answers_none() -> None:
    for about, before in (
        (answer(None), call()),
        (answer("gone"), call()),
        (answer("notice"), NOTICE),
        (answer("k1"), call(sender="SE0000000000-GONE")),
    ):
        assert asked("original.calledBy", about, before) is None
    assert asked("original.calledFor", answer("notice"), NOTICE) is None
    assert asked("original.callRetracted", answer("notice"), NOTICE) is False


def test_an_invitation_is_retracted_with_the_notice_of_being_ready_that_came_before_it_was() -> None:
    assert asked("original.callRetracted", answer(), NOTICE, call(), retraction()) is True
    assert asked("original.callRetracted", answer(), NOTICE, retraction(), call()) is False
    assert asked("original.callRetracted", answer(), NOTICE, call()) is False
    other = retraction(episode=replace(STAY, id="another") if STAY else None)
    assert asked("original.callRetracted", answer(), NOTICE, call(), other) is False
    assert asked("original.callRetracted", answer(), call(episode=None), retraction()) is False
    gone = sent("kallelse", "x", action="annul", relates_to="k1")
    assert asked("original.callRetracted", answer(), NOTICE, call(), gone, retraction()) is False


def test_planning_is_called_to_once_an_invitation_came_in_the_stay_and_stands() -> None:
    about = message(kind="utskrivningsklar", message_id="now", action="cancel")
    assert asked("episode.planningCalled", about, NOTICE) is False
    assert asked("episode.planningCalled", about, call()) is True
    assert asked("episode.planningCalled", about, NOTICE, call()) is True
    assert asked("episode.planningCalled", about, NOTICE, call(episode=None)) is True
    assert asked("episode.planningCalled", about, call(episode=None), NOTICE) is False
    assert asked("episode.planningCalled", replace(about, episode=None), NOTICE, call()) is False
    off = sent("kallelse", "k2", action="cancel", relates_to="k1", content={"reason": "x"})
    assert asked("episode.planningCalled", about, NOTICE, call(), off) is False
    meeting = call(content={"purpose": "formote", "start": AHEAD})
    assert asked("episode.planningCalled", about, NOTICE, meeting) is False


def test_a_meeting_is_ahead_until_it_begins() -> None:
    about = message(kind="utskrivningsklar", message_id="now", action="cancel")
    assert asked("episode.meetingAhead", about, NOTICE, call()) is True
    began = datetime.fromisoformat(AHEAD)
    assert asked("episode.meetingAhead", about, NOTICE, call(), at=began) is False
    untimed = call(content={"purpose": "sip-svu"})
    assert asked("episode.meetingAhead", about, NOTICE, untimed) is False


def test_an_invitation_whose_first_message_was_annulled_is_not_counted() -> None:
    about = message(kind="utskrivningsklar", message_id="now")
    gone = sent("kallelse", "x", action="annul", relates_to="k1")
    later = replace(call("k2"), action="revise", relates_to="k1")
    assert asked("episode.planningCalled", about, NOTICE, call(), later, gone) is False


def test_the_newest_request_or_invitation_of_the_stay_says_whom_interventions_are_needed_from() -> None:
    request = sent("generellt-meddelande", "g1", WARD, content={"text": "x", "neededFrom": ["socialtjanst"]})
    invited = call(content={"purpose": "sip-svu", "neededFrom": ["kommunal-halsovard"]})
    about = message(kind="utskrivningsmeddelande", message_id="now")
    assert asked("episode.neededFrom", about, NOTICE) is None
    assert asked("episode.neededFrom", about, NOTICE, request) == ["socialtjanst"]
    assert asked("episode.neededFrom", about, NOTICE, request, invited) == ["kommunal-halsovard"]


def test_the_roles_of_those_who_take_part_and_of_who_coordinates() -> None:
    assert asked("sip.roles", plan(), call()) == ("kommun-socialtjanst", "primarvard")
    assert asked("sip.roles", plan()) == ()
    assert asked("sip.coordinatorRole", plan()) == "primarvard"
    assert asked("sip.coordinatorRole", plan(coordinator={"unit": SOCIAL})) == "kommun-socialtjanst"
    assert asked("sip.coordinatorRole", plan(coordinator={"name": "Test"})) is None
    assert asked("sip.coordinatorRole", plan(coordinator=None)) is None


def test_a_unit_is_responsible_without_having_been_called() -> None:
    foreign = [{"id": "i3", "text": "Omläggning", "responsible": HOME_CARE}]
    assert asked("sip.responsibleUncalled", plan(), call()) == ()
    assert asked("sip.responsibleUncalled", plan(interventions=foreign), call()) == (HOME_CARE,)
    assert asked("sip.responsibleUncalled", plan(interventions=foreign)) == (HOME_CARE,)


def test_who_has_written_no_follow_up() -> None:
    closing = sent("sip", "c1", action="close", content={"planId": "plan-1", "reason": "mal-uppnadda"})
    comment = sent("uppfoljning", "u1", SOCIAL, content={"planId": "plan-1"})
    assert asked("sip.notFollowedUp", closing, plan()) == (SOCIAL,)
    assert asked("sip.notFollowedUp", closing, plan(), comment) == ()
    assert asked("sip.notFollowedUp", closing) == ()


def test_who_has_not_marked_in_its_record_that_there_is_a_plan() -> None:
    assert asked("sip.recordUnmarked", plan()) == (SOCIAL, HEALTH_CENTRE)
    assert asked("sip.recordUnmarked", plan(recordMarked=[SOCIAL, HEALTH_CENTRE])) == ()


def test_a_copy_that_is_wanted_is_owed_until_it_is_handed_over() -> None:
    about = message(kind="utskrivningsmeddelande", message_id="now")
    to_patient = [{"to": "patient", "channel": ["papper"]}]
    assert asked("sip.copyOwed", about, plan(wantsCopy=True)) is True
    assert asked("sip.copyOwed", about, plan(wantsCopy=True, handovers=[{"to": "narstaende"}])) is True
    assert asked("sip.copyOwed", about, plan(wantsCopy=True, handovers=to_patient)) is False
    assert asked("sip.copyOwed", about, plan(wantsCopy=False)) is False
    assert asked("sip.copyOwed", about, plan()) is False
    assert asked("sip.copyOwed", about) is False


def test_the_ward_of_a_stay_has_a_role() -> None:
    assert asked("episode.wardRole", call(), NOTICE) == "slutenvard"
    assert asked("episode.wardRole", call()) is None
    unknown = replace(NOTICE, sender=Sender("SE0000000000-GONE"))
    assert asked("episode.wardRole", call(), unknown) is None
    assert asked("episode.wardRole", call(episode=None), NOTICE) is None


def closed_and_anew(close_at: datetime, *, origin: bool = False, sender: str = HEALTH_CENTRE) -> object:
    """Whether home care is let into a plan made half an hour after another that it was invited to was closed."""
    before = [
        (call(recipients=(SOCIAL, HOME_CARE)), SENT - timedelta(days=9)),
        (plan(), SENT - timedelta(days=8)),
        (sent("sip", "c1", action="close", content={"planId": "plan-1", "reason": "mal-uppnadda"}), close_at),
        *([(call("k2"), SENT - timedelta(minutes=5))] if origin else []),
    ]
    events = tuple(event(one, at) for one, at in before)
    about = sent("sip", "p2", sender, recipients=(HOME_CARE,), content={"planId": "plan-2"})
    facts = Facts(SENT, units=units(), history=History(events), sips=sips(events))
    view = View(replace(about, sent_at=SENT), facts, pack().process, recipient=HOME_CARE)
    return QUESTIONS["recipient.atClosingMeeting"].ask(view)


def test_the_meeting_that_closes_a_plan_may_make_the_next() -> None:
    just_before = SENT - timedelta(minutes=30)
    assert closed_and_anew(just_before) is True
    assert closed_and_anew(SENT - timedelta(days=1)) is False
    assert closed_and_anew(just_before, sender=WARD) is False
    assert closed_and_anew(just_before, origin=True) is False


def test_of_a_goal_and_an_intervention_by_the_same_id_each_comments_on_its_own() -> None:
    parts: dict[str, Any] = {
        "subGoals": [{"id": "1", "text": "Mål", "responsible": SOCIAL}],
        "interventions": [{"id": "1", "text": "Insats", "responsible": HEALTH_CENTRE}],
    }
    said = {"planId": "plan-1", "comments": [{"target": "1", "text": "Går bra"}]}
    for sender, foreign in ((SOCIAL, False), (HEALTH_CENTRE, False), (HOME_CARE, True)):
        comment = sent("uppfoljning", "u1", sender, content=said)
        assert asked("message.commentsForeign", comment, plan(**parts)) is foreign
