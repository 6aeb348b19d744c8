"""Facts about a meeting: whom the individual wants there, what was called before, who takes part from afar."""

import pytest

from adapter.episode.event import event
from adapter.episode.sips import sips
from adapter.model.facts import Facts
from adapter.model.history import Event, History
from adapter.model.message import Message, Sender
from adapter.policy.questions import QUESTIONS
from adapter.policy.view import View
from tests.builders import HEALTH_CENTRE, SENT, SOCIAL, WARD, message, units
from tests.packs import pack

PLAN: dict[str, object] = {
    "planId": "sip-1",
    "mainGoal": "Bo kvar hemma",
    "interventions": [{"id": "i1", "text": "Insulin", "responsible": SOCIAL}],
    "coordinator": {"unit": HEALTH_CENTRE, "name": "Test", "phone": "1"},
}


_OUTSIDE = {"action", "relates_to", "episode"}


def of(kind: str, name: str = "m1", sender: str = HEALTH_CENTRE, /, **more: object) -> Message:
    content = {key: value for key, value in more.items() if key not in _OUTSIDE}
    named = {key: value for key, value in more.items() if key in _OUTSIDE}
    return message(message_id=name, kind=kind, sender=Sender(sender), content=content, **named)


def asked(name: str, about: Message, *before: Message, recipient: str = SOCIAL) -> object:
    events: tuple[Event, ...] = tuple(event(one, SENT) for one in before)
    facts = Facts(SENT, units=units(), history=History(events), sips=sips(events))
    return QUESTIONS[name].ask(View(about, facts, pack().process).for_recipient(recipient))


def calling(name: str = "call", sender: str = HEALTH_CENTRE, /, **more: object) -> Message:
    return of(
        "kallelse",
        name,
        sender,
        **{"purpose": "sip-fristaende", "start": "2026-03-16T13:00:00+01:00", **more},
    )


def test_whom_the_individual_does_not_want() -> None:
    about = calling(rejectedUnits=[SOCIAL])
    assert asked("recipient.rejected", about) is True
    assert asked("recipient.rejected", about, recipient=HEALTH_CENTRE) is False
    assert asked("recipient.rejected", calling()) is False


@pytest.mark.parametrize(
    ("stated", "unknown"), [(["nya-behov"], False), (["nya-behov", "vanlig"], True), (None, False)]
)
def test_a_reason_that_no_routine_names(stated: list[str] | None, *, unknown: bool) -> None:
    assert asked("message.reasonsUnknown", calling(reasons=stated)) is unknown


@pytest.mark.parametrize(
    ("form", "answer", "untitled"),
    [
        ("digitalt", {"attendee": {"name": "Test"}}, True),
        ("telefon", {"attendee": {"name": "Test", "title": "läkare"}}, False),
        ("fysiskt", {"attendee": {"name": "Test"}}, False),
        ("fysiskt", {"attendees": [{"name": "Test", "form": "lank"}]}, True),
        ("digitalt", {"attendees": [{"name": "Test", "form": "fysiskt"}]}, False),
        ("digitalt", {"attendees": [{"name": "Test"}]}, True),
        ("digitalt", {}, False),
    ],
)
def test_whoever_takes_part_from_afar_has_a_title(
    form: str, answer: dict[str, object], *, untitled: bool
) -> None:
    about = of("svar-kallelse", "answer", SOCIAL, relates_to="call", attends=True, **answer)
    assert asked("message.remoteUntitled", about, calling(form=form)) is untitled


def test_an_answer_to_nothing_known_says_by_itself_who_is_afar() -> None:
    about = of("svar-kallelse", "answer", SOCIAL, attendee={"name": "Test"}, attendees=[{"form": "telefon"}])
    assert asked("message.remoteUntitled", about) is True


def test_a_pre_meeting_counts_until_it_is_called_off() -> None:
    pre = calling("pre", purpose="formote")
    off = of("kallelse", "off", action="cancel", relates_to="pre", reason="Inställt")
    assert asked("episode.preMeetingCalled", calling("sip"), pre) is True
    assert asked("episode.preMeetingCalled", calling("sip"), pre, off) is False
    moved = calling("moved", purpose="formote", action="revise", relates_to="pre")
    assert asked("episode.preMeetingCalled", calling("sip"), pre, moved) is True
    assert asked("episode.preMeetingCalled", calling("sip"), pre, moved, off) is False
    assert asked("episode.preMeetingCalled", calling("sip"), calling("other")) is False
    assert asked("episode.preMeetingCalled", calling("sip", episode=None), pre) is False


def test_whoever_has_a_part_of_the_plan_is_responsible_in_it() -> None:
    plan = of("sip", "plan", **PLAN)
    assert asked("sender.responsibleInSip", of("uppfoljning", "a", SOCIAL), plan) is True
    assert asked("sender.responsibleInSip", of("uppfoljning", "a", WARD), plan) is False


def test_which_unit_has_named_a_fixed_contact_for_the_person() -> None:
    named = of("fast-vardkontakt", "contact", episode=None, contact={"name": "Test"})
    assert asked("sender.contactOfPerson", calling(), named) is True
    assert asked("sender.contactOfPerson", calling("call", WARD), named) is False
    assert asked("sender.contactOfPerson", calling()) is None


def test_only_whoever_coordinates_a_plan_may_be_said_to_replace_it() -> None:
    plan = of("sip", "plan", **PLAN)
    replacing = {**PLAN, "planId": "sip-2", "replaces": {"planId": "sip-1"}}
    assert asked("sender.coordinatesReplaced", of("sip", "new", **replacing), plan) is True
    assert asked("sender.coordinatesReplaced", of("sip", "new", SOCIAL, **replacing), plan) is False
    assert asked("sender.coordinatesReplaced", of("sip", "new", **replacing)) is None


def test_what_enrolment_in_home_care_lacks_over_invitation_and_assessment() -> None:
    half = calling(homeCareEnrolment={"reason": "Omläggning", "background": "Opererad"})
    rest = of(
        "kartlaggning", "map", relates_to="call", homeCareEnrolment={"status": "Bra", "treatment": "Så"}
    )
    assert asked("sip.homeCareLacking", half) == ("status", "treatment")
    assert asked("sip.homeCareLacking", rest, half) == ()
    assert asked("sip.homeCareLacking", of("kartlaggning", "map", relates_to="call"), half) == (
        "status",
        "treatment",
    )
    assert asked("sip.homeCareLacking", of("kartlaggning", "map", relates_to="call"), calling()) is None


def test_an_invitation_is_taken_back_in_every_version_once_one_is_called_off() -> None:
    answer = of("svar-kallelse", "answer", SOCIAL, relates_to="call", attends=True)
    moved = calling("moved", action="revise", relates_to="call")
    off = of("kallelse", "off", action="cancel", relates_to="moved", reason="Inställt")
    assert asked("original.takenBack", answer, calling(), moved) is False
    assert asked("original.takenBack", answer, calling(), moved, off) is True
