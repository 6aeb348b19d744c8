"""What rules may ask of the notes of a SIP, of whom it leaves out, of its copies, and of who coordinates a case."""

import pytest

from adapter.model.message import Message
from tests.builders import HEALTH_CENTRE, HOME_CARE, SOCIAL, WARD
from tests.unit.policy.test_sip_facts import asked, call, plan, sent


def annulment(name: str, of: str) -> Message:
    """A note of the plan annulled because consent is withdrawn."""
    return sent("sip", name, "annul", relates_to=of, content={"reason": "samtycke-aterkallat"})


def test_notes_that_stand_besides_the_one_that_is_annulled() -> None:
    notes = (call(), plan("p1"), plan("p2", "approve"), sent("kartlaggning", "s1"))
    assert asked("sip.notesLeft", annulment("now", "p1"), *notes) == 2
    gone = (*notes, annulment("a1", "p1"), annulment("a2", "p2"))
    assert asked("sip.notesLeft", sent("kartlaggning", "now", "annul", relates_to="s1"), *gone) == 0


def test_an_invitation_is_no_note_and_without_a_plan_there_is_none() -> None:
    assert asked("sip.notesLeft", annulment("now", "p1"), call()) == 0
    assert asked("sip.notesLeft", annulment("now", "p1")) == 0


def test_who_takes_part_and_is_not_told() -> None:
    told = sent("samtycke", recipients=(SOCIAL,))
    invited = sent("kallelse", "k1", recipients=(SOCIAL, HOME_CARE), content={"purpose": "sip-fristaende"})
    assert asked("sip.unitsLeftOut", told, invited) == (HOME_CARE,)
    assert asked("sip.unitsLeftOut", sent("samtycke", recipients=(SOCIAL, HOME_CARE)), invited) == ()
    assert asked("sip.unitsLeftOut", told) == ()
    over = sent("sip", "c1", "close", content={"planId": "plan-1", "reason": "mal-uppnadda"})
    assert asked("sip.unitsLeftOut", told, invited, plan(), over) == ()


def test_a_stay_or_a_case_does_not_make_anybody_part_of_the_plan() -> None:
    case = sent("samordningsarende", "c1", content={"caseId": "arende-1", "involvedUnits": [SOCIAL]})
    assert asked("recipient.inPlan", plan("now"), case) is False
    assert asked("recipient.inPlan", plan("now"), case, call()) is True
    assert asked("recipient.inPlan", plan("now"), call(), to=WARD) is False


def test_the_case_names_who_coordinates() -> None:
    def case(**content: object) -> Message:
        return sent("samordningsarende", "c1", content={"caseId": "arende-1", **content})

    asking = call("now")
    assert asked("sender.coordinatesCase", asking) is None
    assert asked("sender.coordinatesCase", asking, case()) is None
    assert asked("sender.coordinatesCase", asking, case(coordinator={"name": "Test"})) is None
    assert asked("sender.coordinatesCase", asking, case(coordinator={"unit": HEALTH_CENTRE})) is True
    assert asked("sender.coordinatesCase", asking, case(coordinator={"unit": WARD})) is False


@pytest.mark.parametrize(
    ("invitees", "unnamed"),
    [
        (None, False),
        ([{"party": "narstaende"}], False),
        ([{"party": "annan", "name": "Test Testsson"}], False),
        ([{"party": "narstaende"}, {"party": "annan"}], True),
        ([{"reason": "Stöd"}], True),
    ],
)
def test_whoever_is_invited_as_somebody_else_is_named(invitees: object, unnamed: bool) -> None:  # noqa: FBT001
    assert asked("message.unnamedOthers", call("now", invitees=invitees)) is unnamed


@pytest.mark.parametrize(
    ("handovers", "refused", "unsaid"),
    [
        (None, False, False),
        ([{"to": "patient", "agreed": False}], False, False),
        ([{"to": "narstaende", "agreed": True}], False, False),
        ([{"to": "narstaende", "agreed": False}], True, False),
        ([{"to": "patient"}, {"to": "annan"}], False, True),
        ([{"channel": ["papper"]}], False, True),
    ],
)
def test_a_copy_to_somebody_else_is_the_individual_s_to_agree_to(
    handovers: object,
    refused: bool,  # noqa: FBT001
    unsaid: bool,  # noqa: FBT001
) -> None:
    about = plan("now", handovers=handovers)
    assert asked("message.copiesRefused", about) is refused
    assert asked("message.copiesUnagreed", about) is unsaid
