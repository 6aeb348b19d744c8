"""Facts about fixed care contacts, kvittens of a stay, coordinated care plans and the chief physician's questions."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from adapter.model.directory import Unit
from adapter.model.facts import Facts
from adapter.model.history import Episode, Event, History, Owed, Plan
from adapter.model.ids import plan_key
from adapter.model.message import Message, Staff
from adapter.policy.rules import vocabulary
from adapter.policy.view import View
from tests.builders import HEALTH_CENTRE, SENT, SOCIAL, WARD, message, units
from tests.packs import pack

PACK = pack()
FIND = vocabulary(PACK.facts)
STAY = Episode("vtf-2026-000123", notice="first", inpatient_unit=WARD)
PSYCHIATRY = "SE2321000222-PSY1"
UNITS = {**units(), PSYCHIATRY: replace(units()[WARD], unit=PSYCHIATRY, role="psykiatrisk-oppenvard")}
NOTICE = Event("first", "inskrivningsmeddelande", "new", WARD, (SOCIAL,), SENT, SENT, episode=STAY.id)


def asked(
    name: str,
    about: Message | None = None,
    history: History | None = None,
    *,
    plans: tuple[Plan, ...] = (),
    known: Mapping[str, Unit] = UNITS,
    recipient: str = SOCIAL,
) -> object:
    """What a fact answers."""
    fact = FIND(name)
    assert fact is not None, name
    about = about or message()
    facts = Facts(
        SENT,
        units=known,
        sender=known.get(about.sender.unit),
        episode=STAY,
        history=history or History(),
        plans=plans,
    )
    return View(about, facts, PACK.process, PACK.settings).for_recipient(recipient).value(fact)


def test_a_contact_that_the_patient_is_told_of() -> None:
    told = Event(
        "info",
        "patientinformation",
        "new",
        HEALTH_CENTRE,
        (WARD,),
        SENT,
        SENT,
        STAY.id,
        noted={"careContact": True},
    )
    assert asked("episode.careContactInformed") is False
    assert asked("episode.careContactInformed", history=History((told,))) is True
    assert asked("episode.careContactInformed", history=History((replace(told, noted={}),))) is False


def test_a_kvittens_that_is_late() -> None:
    about = message(kind="kvittens", relates_to="first", sender=replace(message().sender, unit=SOCIAL))
    owed = Owed("first", "inskrivningsmeddelande", SOCIAL, SENT - timedelta(hours=1))
    assert asked("original.kvittensOverdue", about) is None
    assert asked("original.kvittensOverdue", about, History((NOTICE,), owed=(owed,))) is True
    in_time = replace(owed, due=SENT)
    assert asked("original.kvittensOverdue", about, History((NOTICE,), owed=(in_time,))) is False
    another = replace(owed, unit=HEALTH_CENTRE)
    assert asked("original.kvittensOverdue", about, History((NOTICE,), owed=(another,))) is None


def plan_message(**content: object) -> Message:
    """A coordinated care plan that says this."""
    return message(kind="samordnad-vardplan", content={"planId": "p1", **content}, recipients=(SOCIAL,))


def test_whom_the_plan_went_to_and_this_message_does_not() -> None:
    key = plan_key("samordnad-vardplan", "p1") or ""
    plan = Plan("samordnad-vardplan", key, addressed=frozenset({SOCIAL, HEALTH_CENTRE, WARD}))
    assert asked("carePlan.leftOut", plan_message()) == ()
    assert asked("carePlan.leftOut", plan_message(), plans=(plan,)) == (HEALTH_CENTRE,)


@pytest.mark.parametrize(
    ("condition", "undecided"),
    [
        ({"type": "vard", "decidedBy": "domstol"}, False),
        ({"type": "vard", "decidedBy": "chefsoverlakare", "basis": "overlamnande"}, False),
        ({"type": "vard", "decidedBy": "chefsoverlakare", "basis": "ny-ansokan"}, True),
        ({"type": "vard"}, True),
        ({"decidedBy": "domstol"}, True),
    ],
)
def test_conditions_have_a_type_and_a_right_decider(
    condition: Mapping[str, object], undecided: object
) -> None:
    assert asked("carePlan.conditionsUndecided", plan_message(conditionDecisions=[condition])) is undecided


def test_conditions_are_changed_on_a_basis() -> None:
    assert asked("carePlan.changesUnfounded", plan_message()) is False
    assert (
        asked("carePlan.changesUnfounded", plan_message(conditionDecisions=["x", {"change": True}])) is True
    )
    founded = {"change": True, "basis": "ny-ansokan"}
    assert asked("carePlan.changesUnfounded", plan_message(conditionDecisions=[founded])) is False


def test_a_court_decision_is_told_the_same_day() -> None:
    name = "carePlan.courtDecisionToldLate"
    assert asked(name, plan_message()) is None
    assert asked(name, plan_message(courtDecision={"outcome": "bifall"})) is None
    assert asked(name, plan_message(courtDecision={"at": SENT.isoformat()})) is False
    before = (SENT - timedelta(days=1)).isoformat()
    assert asked(name, plan_message(courtDecision={"at": before})) is True


def test_whether_a_person_is_named_as_the_sender() -> None:
    sender = message().sender
    assert asked("message.senderNamed", message(sender=replace(sender, person=None))) is False
    assert asked("message.senderNamed", message(sender=replace(sender, person=Staff(title="t")))) is False
    assert asked("message.senderNamed", message(sender=replace(sender, person=Staff(name="n")))) is True


def test_a_deviation_goes_to_the_provider_it_is_about() -> None:
    about = message(kind="avvikelse", content={"unit": SOCIAL})
    assert asked("recipient.concerned", about) is True
    assert asked("recipient.concerned", about, recipient=WARD) is False
    assert asked("recipient.concerned", about, recipient="SE0-X") is False
    assert asked("recipient.concerned", message(kind="avvikelse", content={})) is False


GROUND = {
    "basis": "lpt-43",
    "legalForm": "opt",
    "requestedBy": "Test Testsson",
    "requesterFunction": "chefsoverlakare",
    "necessity": "Bedömning av fortsatt vård",
}


@pytest.mark.parametrize(
    ("change", "recipient", "opens"),
    [
        ({}, PSYCHIATRY, True),
        ({"basis": "lrv-24", "legalForm": "orv"}, PSYCHIATRY, True),
        ({"legalForm": "orv"}, PSYCHIATRY, False),
        ({"requesterFunction": "annan"}, PSYCHIATRY, False),
        ({"requestedBy": None}, PSYCHIATRY, False),
        ({"necessity": ""}, PSYCHIATRY, False),
        ({}, HEALTH_CENTRE, False),
        ({}, "SE0-X", False),
    ],
)
def test_the_duty_to_tell_the_chief_physician_opens_only_as_stated_in_full(
    change: Mapping[str, object], recipient: str, opens: object
) -> None:
    content = {"text": "Svar", "legalGround": {**GROUND, **change}}
    about = message(
        kind="generellt-meddelande", content=content, sender=replace(message().sender, unit=SOCIAL)
    )
    assert asked("recipient.lptDuty", about, recipient=recipient) is opens


def test_the_duty_is_of_health_care_and_social_services_and_must_be_stated() -> None:
    about = message(kind="generellt-meddelande", content={"legalGround": GROUND})
    outside = {**UNITS, WARD: replace(UNITS[WARD], organisation="extern")}
    assert asked("recipient.lptDuty", about, known=outside, recipient=PSYCHIATRY) is False
    assert asked("recipient.lptDuty", message(content={}), recipient=PSYCHIATRY) is False
    elsewhere = {**UNITS, PSYCHIATRY: replace(UNITS[PSYCHIATRY], organisation="extern")}
    assert asked("recipient.lptDuty", about, known=elsewhere, recipient=PSYCHIATRY) is False
