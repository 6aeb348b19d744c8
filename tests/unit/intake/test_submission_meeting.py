"""Appointments, answers and assessments as others write them: without our marks, with other statuses and participants."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from adapter.intake import submission
from adapter.intake.submission import Submission
from adapter.mapping.submission import bundle
from adapter.model.errors import InputError
from adapter.model.message import Sender, Staff
from adapter.r4 import extensions, systems
from tests.builders import HEALTH_CENTRE, HOME_CARE, SOCIAL, message
from tests.checkout import mappings

Json = dict[str, Any]
INVITATION: Json = {
    "purpose": "sip-fristaende",
    "start": "2026-03-09T13:00:00+01:00",
    "form": "fysiskt",
    "place": "Hälsocentralen",
    "agenda": "Vardagen hemma",
}
EARLIER = "3d1e1b1c-6d0a-4c0e-9d52-2f1f0a6e0001"


def _sent(kind: str = "kallelse", action: str = "new", **content: object) -> Json:
    whole = {**INVITATION, **content} if kind == "kallelse" and action == "new" else content
    sent = message(
        kind=kind,
        action=action,
        sender=Sender(HEALTH_CENTRE, Staff("Test Testsson", "distriktssköterska", "fast-vardkontakt")),
        recipients=(SOCIAL,),
        relates_to=None if action == "new" else EARLIER,
        content=whole,
    )
    return deepcopy(bundle(sent, mappings()))


def _of(sent: Json, resource_type: str) -> Json:
    found: Json = next(
        entry["resource"] for entry in sent["entry"] if entry["resource"]["resourceType"] == resource_type
    )
    return found


def _read(sent: Json) -> Submission:
    return submission.read_submission(sent, mappings())


def _content(sent: Json) -> Json:
    return dict(_read(sent).message.content)


def _warned(sent: Json) -> set[str]:
    return {issue.path for issue in _read(sent).warnings}


def _faults(sent: Json) -> set[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        submission.read(sent, mappings())
    return {(issue.rule, issue.path) for issue in caught.value.issues}


def _add(participant: Json) -> Json:
    sent = _sent()
    _of(sent, "Appointment")["participant"].append({"status": "needs-action", **participant})
    return sent


def _unmarked(sent: Json) -> Json:
    for participant in _of(sent, "Appointment")["participant"]:
        marks = participant.get("extension", [])
        participant["extension"] = [mark for mark in marks if mark["url"] != extensions.MEMBER.url]
        if not participant["extension"]:
            del participant["extension"]
    return sent


def test_participants_without_our_marks_are_told_by_what_they_are() -> None:
    said: Json = {
        "participants": ["dottern"],
        "invitees": [{"party": "skola", "name": "Rektorn"}, {"party": "arbetsgivare"}],
        "placeType": "vardcentral",
    }
    assert _content(_unmarked(_sent(**said))) == {**INVITATION, **said}


def test_a_person_at_no_unit_is_a_participant_by_name() -> None:
    sent = _add({"actor": {"reference": "urn:uuid:0b6ac4f2-0000-4000-8000-000000000001"}})
    role = {
        "resourceType": "PractitionerRole",
        "id": "0b6ac4f2-0000-4000-8000-000000000001",
        "practitioner": {"display": "God man"},
    }
    sent["entry"].append({"fullUrl": f"urn:uuid:{role['id']}", "resource": role})
    assert _content(sent)["participants"] == ["God man"]


def test_a_unit_that_the_message_does_not_go_to_is_not_called_by_standing_in_the_meeting() -> None:
    sent = _add({"actor": {"identifier": {"system": systems.HSA_ID, "value": HOME_CARE}}})
    assert "Appointment.participant[4]" in _warned(sent)
    assert _read(sent).message.recipients == (SOCIAL,)
    recipient = {"actor": {"identifier": {"system": systems.HSA_ID, "value": SOCIAL}}}
    assert _warned(_add(recipient)) == set()


def test_a_participant_of_whom_nothing_is_said_is_reported() -> None:
    sent = _add({"type": [{"text": "deltagare"}]})
    assert "Appointment.participant[4]" in _warned(sent)


def test_the_person_may_be_named_by_type() -> None:
    sent = _sent()
    meeting = _of(sent, "Appointment")
    meeting["participant"][2] = {"actor": {"type": "Patient", "display": "Hen själv"}, "status": "tentative"}
    assert _warned(sent) == set()
    assert _content(sent) == INVITATION


@pytest.mark.parametrize(("status", "comes"), [("accepted", True), ("declined", False)])
def test_whether_the_person_takes_part_is_that_participants_status(status: str, comes: bool) -> None:  # noqa: FBT001
    sent = _sent()
    _of(sent, "Appointment")["participant"][2]["status"] = status
    assert _content(sent)["patientParticipates"] is comes


def test_a_participant_marked_with_a_member_of_another_place_is_a_fault() -> None:
    mark = {"url": extensions.MEMBER.url, "valueCoding": {"system": systems.MEMBER, "code": "agenda"}}
    sent = _add({"extension": [mark], "actor": {"display": "dottern"}})
    assert any(rule == "READ-UNKNOWN" for rule, _ in _faults(sent))


@pytest.mark.parametrize(
    ("kind", "resource", "content"),
    [
        ("kallelse", "Appointment", {"fee": True}),
        ("svar-kallelse", "AppointmentResponse", {"attends": True, "attendees": [{"form": "lank"}]}),
    ],
)
def test_an_extension_of_a_strange_member_is_a_fault(kind: str, resource: str, content: Json) -> None:
    sent = _sent(kind, **content)
    _of(sent, resource)["extension"][0]["extension"][0]["valueCoding"]["code"] = "ward"
    assert any(rule == "READ-UNKNOWN" for rule, _ in _faults(sent))


def test_how_long_it_takes_tells_when_it_ends() -> None:
    sent = _sent()
    meeting = _of(sent, "Appointment")
    meeting["minutesDuration"] = 90
    assert _content(sent)["end"] == "2026-03-09T14:30:00+01:00"
    meeting["minutesDuration"] = 24 * 60 + 1
    assert "end" not in _content(sent)
    meeting["end"] = "2026-03-09T14:00:00+01:00"
    assert _content(sent)["end"] == "2026-03-09T14:00:00+01:00"
    del meeting["start"], meeting["end"]
    assert "end" not in _content(sent)


def test_a_booked_meeting_has_an_agreed_time_unless_it_says_otherwise() -> None:
    sent = _sent(end="2026-03-09T14:00:00+01:00")
    _of(sent, "Appointment")["status"] = "booked"
    assert _content(sent)["timeAgreed"] is True
    sent = _sent(end="2026-03-09T14:00:00+01:00", timeAgreed=False)
    _of(sent, "Appointment")["status"] = "booked"
    assert _content(sent)["timeAgreed"] is False


@pytest.mark.parametrize(
    ("action", "status"),
    [("new", "cancelled"), ("new", "fulfilled"), ("cancel", "booked"), ("annul", "cancelled")],
)
def test_the_meetings_status_goes_with_the_action(action: str, status: str) -> None:
    sent = _sent(action=action, reason="fel-person")
    _of(sent, "Appointment")["status"] = status
    assert ("READ-STATUS", "Appointment.status") in _faults(sent)


def test_why_it_is_called_off_may_be_a_code_of_anybodys() -> None:
    sent = _sent(action="cancel", reason="Patienten är inlagd")
    meeting = _of(sent, "Appointment")
    assert meeting["cancelationReason"] == {"text": "Patienten är inlagd"}
    meeting["cancelationReason"] = {"coding": [{"system": "urn:x", "code": "pat-dec", "display": "Avliden"}]}
    assert _content(sent) == {"reason": "Avliden"}
    del meeting["cancelationReason"]["coding"][0]["display"]
    assert _content(sent) == {"reason": "pat-dec"}
    del meeting["cancelationReason"]
    assert _content(sent) == {}


@pytest.mark.parametrize("element", ["serviceType", "appointmentType", "reasonCode"])
def test_codes_of_others_are_reported(element: str) -> None:
    sent = _sent(reasons=["nya-behov"])
    meeting = _of(sent, "Appointment")
    concept = {"coding": [{"system": "urn:x", "code": "1"}]}
    meeting[element] = concept if element == "appointmentType" else [concept]
    assert f"Appointment.{element}" in _warned(sent)


def test_a_meeting_may_concern_other_things_than_a_plan() -> None:
    sent = _sent(planId="sip-1")
    meeting = _of(sent, "Appointment")
    meeting["supportingInformation"].insert(0, {"display": "Remiss"})
    assert _content(sent)["planId"] == "sip-1"
    del meeting["supportingInformation"][1]
    assert "planId" not in _content(sent)


def _without(resource_type: str) -> Callable[[Json], None]:
    def taken(sent: Json) -> None:
        of_type = [e for e in sent["entry"] if e["resource"]["resourceType"] == resource_type]
        for entry in of_type:
            sent["entry"].remove(entry)

    return taken


@pytest.mark.parametrize(
    ("kind", "resource"),
    [("kallelse", "Appointment"), ("svar-kallelse", "AppointmentResponse")],
)
def test_a_message_without_its_meeting_says_nothing_of_it(kind: str, resource: str) -> None:
    sent = _sent(kind, attends=True) if kind == "svar-kallelse" else _sent()
    _without(resource)(sent)
    assert _content(sent) == {}


@pytest.mark.parametrize("status", ["accepted", "declined"])
def test_an_answer_is_yes_or_no(status: str) -> None:
    sent = _sent("svar-kallelse", attends=False)
    answer = _of(sent, "AppointmentResponse")
    answer["participantStatus"] = status
    assert _content(sent) == {"attends": status == "accepted"}


def test_an_answer_that_is_neither_is_refused_and_one_that_is_not_told_says_nothing() -> None:
    sent = _sent("svar-kallelse", attends=True, text="Vi hör av oss")
    answer = _of(sent, "AppointmentResponse")
    answer["participantStatus"] = "tentative"
    assert ("READ-STATUS", "AppointmentResponse.participantStatus") in _faults(sent)
    answer["participantStatus"] = "needs-action"
    assert _content(sent) == {"text": "Vi hör av oss"}


def test_who_comes_may_be_named_by_a_role_of_the_unit() -> None:
    sent = _sent("svar-kallelse", attends=True, attendee={"title": "arbetsterapeut"})
    assert _content(sent)["attendee"] == {"title": "arbetsterapeut"}
    _of(sent, "AppointmentResponse")["actor"] = {
        "identifier": {"system": systems.HSA_ID, "value": HEALTH_CENTRE}
    }
    assert "attendee" not in _content(sent)


def _assessment(action: str = "new", **content: object) -> Json:
    return _sent("kartlaggning", action, **{"needs": "Hjälp med medicin", **content})


def test_an_item_that_the_questionnaire_does_not_have_is_reported() -> None:
    sent = _assessment()
    items = _of(sent, "QuestionnaireResponse")["item"]
    items.append({"linkId": "hobby", "answer": [{"valueString": "Fiske"}]})
    assert "QuestionnaireResponse.item[1]" in _warned(sent)
    assert _content(sent) == {"needs": "Hjälp med medicin"}


def test_an_assessment_in_progress_is_not_complete() -> None:
    sent = _assessment()
    response = _of(sent, "QuestionnaireResponse")
    response["status"] = "in-progress"
    assert _content(sent)["complete"] is False
    sent = _assessment(complete=False)
    response = _of(sent, "QuestionnaireResponse")
    assert response["status"] == "in-progress"
    response["status"] = "completed"
    assert _content(sent)["complete"] is False


@pytest.mark.parametrize(("action", "status"), [("new", "entered-in-error"), ("annul", "completed")])
def test_only_an_annulled_assessment_is_entered_in_error(action: str, status: str) -> None:
    sent = _assessment(action, reason="fel-person")
    _of(sent, "QuestionnaireResponse")["status"] = status
    assert ("READ-STATUS", "QuestionnaireResponse.status") in _faults(sent)


def test_an_assessment_in_no_response_says_nothing() -> None:
    sent = _assessment()
    _without("QuestionnaireResponse")(sent)
    assert _content(sent) == {}
