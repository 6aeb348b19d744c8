"""Västmanland's SIP in Cosmic Link: VM-MSG, VM-ACK, VM-CONS, VM-STATE, VM-SIP and VM-ROLE as messages can show them."""

from typing import Any

import pytest

from tests.contract.builder import Json, mid
from tests.contract.case import Case, check, fine, judge, refused, warned
from tests.contract.vastmanland import (
    CASE,
    CENTRE,
    CHILD,
    INSURANCE,
    NURSES,
    OTHER_CENTRE,
    PLAN,
    SOCIAL,
    WARD,
    consent,
    life,
    message,
    of,
    person,
    sip,
    then,
)

CASE_ONLY, INVITED, ANSWERED, DRAFT, APPROVED, SECOND, SECOND_APPROVED = range(1, 8)
GIVEN = consent(scopes=["sip"])
GONE = consent("withdrawn", scopes=["sip"], recordedAt="2025-05-15T09:00:00+02:00")
WITHDRAWN: Json = {"reason": "samtycke-aterkallat"}
DEAD = person(deceased="2025-05-21")
STAY: Json = {"id": "vm-2025-1", "admittedAt": "2025-05-05T08:10:00+02:00"}


def _call(length: int = CASE_ONLY, **content: Any) -> Json:
    return then(length, "kallelse", content=content, sentAt="2025-05-06T10:00:00+02:00")


def _answer(**content: Any) -> Json:
    return then(INVITED, "svar-kallelse", relatesTo=mid(2), content=content)


def _approve(**changes: Any) -> Json:
    return then(DRAFT, "sip", "approve", relatesTo=mid(4), **changes)


def _close(length: int = APPROVED, **content: Any) -> Json:
    said = {"planId": PLAN, "reason": "mal-uppnadda"} | content
    return then(length, "sip", "close", relatesTo=mid(length), content=said)


def _annul(number: int, *before: Json, **changes: Any) -> Json:
    history = [*life(SECOND_APPROVED), message("samtycke", number=20, content=GONE), *before]
    return then(0, "sip", "annul", relatesTo=mid(number), content=WITHDRAWN, history=history, **changes)


def _discharge(sender: str = CENTRE, **changes: Any) -> Json:
    """An invitation after a discharge, from a stay whose fast vårdkontakt is the health centre's."""
    admitted = message(
        "inskrivningsmeddelande", number=30, sender=WARD, recipients=[SOCIAL, CENTRE, OTHER_CENTRE]
    )
    contact = {"contact": {"name": "Test Kontakt", "workplace": "Vårdcentralen", "phone": "021-000000"}}
    named = admitted | {
        "messageId": mid(31),
        "kind": "fast-vardkontakt",
        "sender": {"unit": CENTRE},
        "recipients": [WARD],
        "content": contact,
    }
    involved = {"involvedUnits": [SOCIAL, CENTRE, OTHER_CENTRE]}
    case = message(number=1, content=involved, without=["coordinator"])
    content = {"purpose": "sip-svu"}
    recipients = [unit for unit in (SOCIAL, CENTRE) if unit != sender]
    return then(
        0,
        "kallelse",
        sender=sender,
        recipients=recipients,
        episode=STAY,
        content=content,
        history=[admitted, named, case],
        sentAt="2025-05-06T10:00:00+02:00",
        **changes,
    )


def _child(**changes: Any) -> Json:
    """An invitation to a SIP for a child, from the child's own case."""
    given = consent(**{"scopes": ["sip"], "givenBy": "guardian"} | changes)
    return then(
        0,
        "kallelse",
        value=CHILD,
        consents=[given],
        history=[message(number=1, value=CHILD)],
        sentAt="2025-05-06T10:00:00+02:00",
    ) | {"person": person(identifier=CHILD)}


ROWS = [
    fine("VM-MSG-01", "from an open case", _call()),
    refused("VM-MSG-01", "without a case", _call(0)),
    refused(
        "VM-MSG-01",
        "from a case that is closed",
        then(
            0,
            "kallelse",
            history=[
                message(number=1),
                message(action="close", number=2, content={"caseId": CASE, "reason": "Klart"}),
            ],
        ),
    ),
    *[
        refused(
            "VM-MSG-02",
            f"no {member}",
            then(CASE_ONLY, "kallelse", without=[member], sentAt="2025-05-06T10:00:00+02:00"),
        )
        for member in ("start", "form", "place", "participants")
    ],
    fine("VM-MSG-02", "all four", _call()),
    refused("VM-MSG-03", "Annan without a name", _call(invitees=[{"party": "annan"}])),
    fine("VM-MSG-03", "Annan with a name", _call(invitees=[{"party": "annan", "name": "Test Stödperson"}])),
    fine("VM-MSG-07", "six days before", _call()),
    warned(
        "VM-MSG-07", "the same day", _call(start="2025-05-06T15:00:00+02:00", end="2025-05-06T16:00:00+02:00")
    ),
    fine(
        "VM-MSG-07",
        "the same day, agreed",
        _call(start="2025-05-06T15:00:00+02:00", end="2025-05-06T16:00:00+02:00", timeAgreed=True),
    ),
    fine("VM-MSG-08", "the sender changes it", then(INVITED, "kallelse", "revise", relatesTo=mid(2))),
    fine("VM-MSG-08", "the sender recalls it", then(INVITED, "kallelse", "cancel", relatesTo=mid(2))),
    refused(
        "VM-MSG-08",
        "another unit recalls it",
        then(INVITED, "kallelse", "cancel", relatesTo=mid(2), sender=SOCIAL),
    ),
    fine("VM-ACK-02", "who attends", _answer()),
    warned(
        "VM-ACK-02",
        "received, and no more",
        then(INVITED, "svar-kallelse", relatesTo=mid(2), without=["attendee"]),
    ),
    fine("VM-ACK-02", "a no", then(INVITED, "svar-kallelse", relatesTo=mid(2), content={"attends": False})),
    refused("VM-CONS-01", "an invitation without consent", _call() | {"consents": []}),
    refused("VM-CONS-01", "a plan without consent", then(ANSWERED) | {"consents": []}),
    refused(
        "VM-CONS-01",
        "consent to information alone",
        then(ANSWERED) | {"consents": [consent(scopes=["informationsoverforing"])]},
    ),
    fine("VM-CONS-01", "a consent to the SIP", then(ANSWERED)),
    refused("VM-CONS-07", "before the mark", _call() | {"consents": []}),
    fine("VM-CONS-07", "after the mark", _call()),
    refused("VM-CONS-04", "a no", _call() | {"consents": [consent("refused", scopes=["sip"])]}),
    fine(
        "VM-CONS-05", "the guardian and the child", _child(childAsked={"asked": True, "view": "Vill gärna"})
    ),
    warned("VM-CONS-05", "the guardian, and the child was not asked", _child()),
    refused("VM-CONS-05", "the child alone", _child(givenBy="patient")),
    refused(
        "VM-CONS-09", "withdrawn", then(DRAFT, "sip", "revise", relatesTo=mid(4), consents=[GIVEN, GONE])
    ),
    refused("VM-CONS-10", "withdrawn, and closed as if completed", _close(reason="samtycke-aterkallat")),
    refused(
        "VM-CONS-11",
        "a copy against a no",
        then(ANSWERED, content={"handovers": [{"to": "annan", "agreed": False}]}),
    ),
    fine("VM-CONS-11", "one's own copy", then(ANSWERED, content={"handovers": [{"to": "patient"}]})),
    refused("VM-STATE-01", "approved before anything is written", then(ANSWERED, "sip", "approve")),
    refused("VM-STATE-02", "a note unsigned", _approve(content={"signed": False})),
    fine("VM-STATE-02", "signed", _approve(content={"signed": True})),
    warned("VM-STATE-02", "nothing said of it", _approve()),
    refused("VM-STATE-03", "a change of what is approved", then(APPROVED, "sip", "revise", relatesTo=mid(5))),
    refused("VM-STATE-03", "an evaluation in what is approved", then(APPROVED, "utvardering")),
    fine("VM-STATE-03", "a change of the draft", then(DRAFT, "sip", "revise", relatesTo=mid(4))),
    fine("VM-STATE-03", "an evaluation in the next version", then(SECOND, "utvardering")),
    refused("VM-STATE-04", "a version upon a draft", then(DRAFT, content={"version": 2}, relatesTo=mid(4))),
    fine(
        "VM-STATE-04",
        "a version upon an approved one",
        then(APPROVED, content={"version": 2}, relatesTo=mid(5)),
    ),
    refused("VM-STATE-04", "a draft closed", _close(DRAFT)),
    fine("VM-STATE-04", "an approved plan closed", _close()),
    refused("VM-STATE-05", "a version left out", then(APPROVED, content={"version": 3}, relatesTo=mid(5))),
    fine("VM-STATE-05", "the next version", then(APPROVED, content={"version": 2}, relatesTo=mid(5))),
    refused(
        "VM-STATE-07", "closed without a reason", then(APPROVED, "sip", "close", content={"planId": PLAN})
    ),
    fine("VM-STATE-07", "closed with one", _close()),
    fine("VM-STATE-08", "agreed by the individual", _close(individualConsulted=True)),
    warned("VM-STATE-08", "another reason", _close(reason="Flyttat")),
    refused("VM-STATE-08", "against the individual", _close(individualConsulted=False)),
    refused(
        "VM-SIP-02",
        "home nursing without open care",
        _call(neededFrom=["kommunal-halsovard"])
        | {
            "history": [
                message(
                    number=1,
                    sender=SOCIAL,
                    content={"coordinator": {"unit": SOCIAL, "name": "T", "phone": "1"}},
                )
            ]
        }
        | {
            "message": sip("kallelse", sender=SOCIAL, recipients=[NURSES], sentAt="2025-05-06T10:00:00+02:00")
        },
    ),
    fine("VM-SIP-02", "home nursing with open care", _call(neededFrom=["kommunal-halsovard"])),
    fine(
        "VM-SIP-04",
        "by telephone, part of the meeting",
        _answer(attendees=[{"name": "T", "form": "telefon", "part": "del"}]),
    ),
    refused("VM-SIP-07", "the leader leaves", _call(leader={"name": "T", "wholeMeeting": False})),
    fine("VM-SIP-07", "the leader stays", _call(leader={"name": "T", "wholeMeeting": True})),
    refused("VM-SIP-08", "approved without a follow-up", _approve(without=["followUpAt"])),
    fine("VM-SIP-08", "approved with one", _approve()),
    warned("VM-SIP-11", "goals in one term", then(ANSWERED)),
    refused("VM-SIP-15", "a fee", _call(fee=True)),
    refused("VM-SIP-16", "a follow-up in the approved version", then(APPROVED, "uppfoljning")),
    fine("VM-SIP-16", "a follow-up in the next one", then(SECOND, "uppfoljning")),
    warned("VM-SIP-20", "nothing said of the individual's part", then(ANSWERED)),
    refused(
        "VM-SIP-20", "not there, and not why", then(ANSWERED, content={"participation": {"took": False}})
    ),
    fine("VM-ROLE-01", "the fast vårdkontakt calls", _discharge()),
    refused("VM-ROLE-01", "another health centre calls", _discharge(OTHER_CENTRE)),
    refused("VM-ROLE-01", "the municipality calls", _discharge(SOCIAL)),
    warned("VM-ROLE-03", "the individual was not asked", _call()),
    fine("VM-ROLE-03", "the individual was asked", _call(individualConsulted=True)),
    fine("VM-ROLE-08", "the coordinator approves", _approve(content={"individualConsulted": True})),
    refused("VM-ROLE-08", "another unit approves", _approve(sender=SOCIAL)),
    refused("VM-ROLE-08", "without the individual", _approve(content={"individualConsulted": False})),
    refused("PRODUKT-IDENT-09", "VM-STATE-06: no invitation for the dead", _call() | {"person": DEAD}),
]


@pytest.mark.parametrize("case", ROWS, ids=str)
def test_vastmanland_sip(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("length", range(SECOND_APPROVED))
def test_every_step_of_the_life_of_a_sip_goes_with_the_members_of_the_contract_alone(length: int) -> None:
    sent = life(length + 1)[-1]
    judged = judge(of() | {"message": sent, "history": life(length), "consents": [GIVEN]})
    assert judged.outcome == "forward", judged.told()


def test_an_invitation_opens_the_plan_to_a_unit_that_the_case_does_not_involve() -> None:
    def outcome(unit: str, *history: Json) -> str:
        judged = judge(then(0, recipients=[unit], history=[*history]))
        return str(judged.verdicts[unit]["outcome"])

    case = message(number=1, recipients=[SOCIAL], content={"involvedUnits": [CENTRE, SOCIAL]})
    called = sip("kallelse", number=2, recipients=[SOCIAL, OTHER_CENTRE], sentAt="2025-05-06T10:00:00+02:00")
    dropped = sip(
        "kallelse",
        "revise",
        number=3,
        recipients=[SOCIAL],
        relatesTo=mid(2),
        sentAt="2025-05-07T10:00:00+02:00",
    )
    assert outcome(OTHER_CENTRE, case, called) == "forward"
    assert outcome(OTHER_CENTRE, case, called, dropped) == "refuse"
    assert outcome(SOCIAL, case, called, dropped) == "forward"
    assert outcome(NURSES, case, called) == "refuse"


def test_who_has_no_cosmic_link_is_invited_another_way() -> None:
    given = consent(scopes=["sip"], parties=[SOCIAL, INSURANCE])
    judged = judge(then(CASE_ONLY, "kallelse", recipients=[SOCIAL, INSURANCE], consents=[given]))
    assert judged.verdicts[SOCIAL]["outcome"] == "forward", judged.told()
    assert judged.verdicts[INSURANCE]["outcome"] == "refuse"
    assert judged.verdicts[INSURANCE]["handling"] == "manuell"
    assert "VM-MSG-04" in judged.refusing
    assert not judged.disclosed(INSURANCE)


def test_the_answer_goes_to_the_unit_that_obtained_the_consent() -> None:
    judged = judge(then(INVITED, "svar-kallelse", relatesTo=mid(2)))
    assert CENTRE not in GIVEN["parties"]
    assert judged.verdicts[CENTRE]["outcome"] == "forward", judged.told()


def test_a_withdrawn_plan_is_annulled_note_by_note_and_content_free() -> None:
    undone = [
        sip(action="annul", number=40 + of_note, relatesTo=mid(of_note), content=WITHDRAWN)
        for of_note in (DRAFT, APPROVED, SECOND)
    ]
    for before in range(len(undone) + 1):
        judged = judge(_annul((DRAFT, APPROVED, SECOND, SECOND_APPROVED)[before], *undone[:before]))
        assert judged.outcome == "reduce", judged.told()
        assert all(judged.disclosed(unit) == {"patient.identifier"} for unit in (SOCIAL, NURSES))
        assert ("VM-CONS-10" in judged.issues) is (before < len(undone))


def test_only_the_coordinator_annuls_what_another_wrote() -> None:
    assert judge(_annul(SECOND_APPROVED, sender=SOCIAL)).refusing == {"PRODUKT-ORDER-04"}


def test_the_coordinator_annuls_another_s_note_and_its_writer_is_told() -> None:
    note = sip("uppfoljning", number=9, sentAt="2025-05-20T16:00:00+02:00")
    history = [*life(SECOND), note, message("samtycke", number=20, content=GONE)]
    judged = judge(
        then(0, "uppfoljning", "annul", sender=CENTRE, relatesTo=mid(9), content=WITHDRAWN, history=history)
    )
    assert set(judged.verdicts) == {NURSES, SOCIAL}
    assert judged.outcome == "reduce", judged.told()


def test_what_was_annulled_is_written_no_more() -> None:
    undone = [
        sip(action="annul", number=40 + of_note, relatesTo=mid(of_note), content=WITHDRAWN)
        for of_note in (DRAFT, APPROVED)
    ]
    asked_anew = consent(scopes=["sip"], recordedAt="2025-05-16T09:00:00+02:00", askedAnew=True)
    history = [*life(APPROVED), *undone]
    judged = judge(then(0, content={"version": 2}, history=history, consents=[GIVEN, GONE, asked_anew]))
    assert judged.outcome == "refuse", judged.told()
    assert "PRODUKT-PLAN-06" in judged.refusing


def test_a_death_closes_the_plan_whatever_was_consented_to() -> None:
    for length in (DRAFT, APPROVED):
        judged = judge(_close(length, reason="avliden") | {"person": DEAD, "consents": []})
        assert judged.outcome == "reduce", judged.told()
        assert all("content.mainGoal" not in judged.disclosed(unit) for unit in (SOCIAL, NURSES))
