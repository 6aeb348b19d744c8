"""Meetings, answers and assessments in deliveries: who is seen, and what R4 demands though it is withheld."""

import json
from datetime import timedelta
from typing import Any

import pytest

from adapter.mapping import conform, submission
from adapter.mapping.bundle import bundle
from adapter.r4 import shape, systems
from tests import golden_bundles
from tests.builders import HEALTH_CENTRE, HOME_CARE, SOCIAL, message
from tests.checkout import mappings

Json = dict[str, Any]


def _delivered(name: str, disclosed: object = "everything", **content: object) -> Json:
    case = golden_bundles.document(golden_bundles.FOLDER / name)
    if content:
        case = {**case, "message": {**case["message"], "content": content}}
    copy = golden_bundles.copy_of({**case, "disclosed": disclosed})
    at = copy.received_at + timedelta(seconds=1)
    made = bundle(copy, bundle_id=golden_bundles.BUNDLE_ID, timestamp=at, own_url="u", mappings=mappings())
    assert conform.check(made) == ()
    return made


def _all(made: Json, resource_type: str) -> list[Json]:
    return [e["resource"] for e in made["entry"] if e["resource"]["resourceType"] == resource_type]


def _meeting(made: Json) -> Json:
    (meeting,) = _all(made, "Appointment")
    return meeting


def _units(made: Json) -> dict[str, str]:
    """The units that take part, with their status."""
    by_url = {entry["fullUrl"]: entry["resource"] for entry in made["entry"]}
    roles = (
        (by_url[one["actor"]["reference"]], one["status"])
        for one in _meeting(made)["participant"]
        if "reference" in one.get("actor", {})
    )
    return {
        by_url[role["organization"]["reference"]]["identifier"][0]["value"]: status
        for role, status in roles
        if role["resourceType"] == "PractitionerRole"
    }


def test_a_copy_lists_its_own_recipient_and_nobody_elses() -> None:
    made = _delivered("kallelse-new-full")
    assert _units(made) == {HEALTH_CENTRE: "accepted", SOCIAL: "needs-action"}
    unnamed = _delivered("kallelse-new-full", ["patient.identifier", "content.start", "content.place"])
    assert HOME_CARE not in json.dumps(unnamed)
    assert HEALTH_CENTRE not in json.dumps(unnamed)


def test_a_submission_lists_every_unit_once() -> None:
    sent = message(kind="kallelse", recipients=(SOCIAL, HOME_CARE, SOCIAL), content={"purpose": "aktorsmote"})
    made = submission.bundle(sent, mappings())
    assert list(_units(made)) == [sent.sender.unit, SOCIAL, HOME_CARE]


@pytest.mark.parametrize(
    ("case", "status"),
    [
        ("kallelse-new-full", "booked"),
        ("kallelse-revise-full", "proposed"),
        ("kallelse-cancel-full", "cancelled"),
        ("kallelse-annul-full", "entered-in-error"),
    ],
)
def test_the_meeting_is_what_the_action_and_the_agreement_make_of_it(case: str, status: str) -> None:
    assert _meeting(_delivered(case))["status"] == status


def test_a_cancelled_meeting_stays_cancelled_though_its_time_was_agreed() -> None:
    assert _meeting(_delivered("kallelse-cancel-full", timeAgreed=True))["status"] == "cancelled"


def _times(made: Json) -> set[str]:
    return {"start", "end", "_start", "_end", "minutesDuration"} & set(_meeting(made))


def test_a_time_that_r4_demands_and_nobody_told_is_said_to_be_unknown() -> None:
    start, end = "2026-03-09T13:00:00+01:00", "2026-03-09T14:00:00+01:00"
    new = "kallelse-new-full"
    assert _times(_delivered(new, purpose="formote")) == set()
    assert _times(_delivered(new, start=start)) == {"start", "_end"}
    assert _times(_delivered(new, end=end)) == {"_start", "end"}
    assert _times(_delivered(new, start=start, end=end)) == {"start", "end", "minutesDuration"}
    assert _times(_delivered(new, timeAgreed=True)) == {"_start", "_end"}
    assert _times(_delivered("kallelse-annul-full")) == {"_start", "_end"}
    assert _times(_delivered("kallelse-cancel-full", reason="Sjukdom")) == set()


@pytest.mark.parametrize("end", ["2026-03-09T13:00:30+01:00", "2026-03-09T13:01:30+01:00"])
def test_only_whole_minutes_are_a_length(end: str) -> None:
    made = _delivered("kallelse-new-full", start="2026-03-09T13:00:00+01:00", end=end)
    assert "minutesDuration" not in _meeting(made)


def test_a_person_who_may_not_be_named_takes_part_unnamed() -> None:
    said = _delivered("kallelse-new-full", ["content.patientParticipates"], patientParticipates=False)
    (person,) = [
        one for one in _meeting(said)["participant"] if one.get("actor", {}).get("type") == "Patient"
    ]
    assert person == {"actor": {"type": "Patient", **shape.ABSENT}, "status": "declined"}
    unsaid = _delivered("kallelse-new-full", ["content.place"], place="Hemma", patientParticipates=False)
    assert "Patient" not in json.dumps(_meeting(unsaid))


def test_a_kind_of_place_needs_no_name() -> None:
    (place,) = [
        one
        for one in _meeting(_delivered("kallelse-new-full", placeType="hem"))["participant"]
        if "type" in one
    ]
    assert "actor" not in place


def test_an_answer_names_the_invitation_by_the_id_that_its_reader_knows() -> None:
    case = golden_bundles.document(golden_bundles.FOLDER / "svar-kallelse-new-full")
    (answer,) = _all(_delivered("svar-kallelse-new-full"), "AppointmentResponse")
    assert answer["appointment"]["identifier"] == {"system": systems.MESSAGE_ID, "value": case["knownAs"]}
    assert answer["participantStatus"] == "accepted"


def test_an_answer_to_nothing_known_says_so() -> None:
    sent = message(kind="svar-kallelse", recipients=(HEALTH_CENTRE,), content={"attends": False})
    (answer,) = _all(submission.bundle(sent, mappings()), "AppointmentResponse")
    assert answer["appointment"] == {"type": "Appointment", **shape.ABSENT}


def test_an_answer_that_is_withheld_is_no_answer() -> None:
    (answer,) = _all(_delivered("svar-kallelse-new-full", ["content.text"]), "AppointmentResponse")
    assert answer["participantStatus"] == "needs-action"
    assert answer["meta"]["security"] == [shape.REDACTED]


@pytest.mark.parametrize(
    ("case", "status"),
    [
        ("kartlaggning-new-full", "in-progress"),
        ("kartlaggning-revise-full", "amended"),
        ("svar-kallelse-new-full", None),
    ],
)
def test_an_assessment_is_what_the_action_and_its_being_complete_make_of_it(
    case: str, status: str | None
) -> None:
    assert [one["status"] for one in _all(_delivered(case), "QuestionnaireResponse")] == (
        [status] if status else []
    )


def test_an_unfinished_revision_is_amended_and_an_annulled_one_in_error() -> None:
    (amended,) = _all(_delivered("kartlaggning-revise-full", complete=False), "QuestionnaireResponse")
    assert amended["status"] == "amended"
    annulled = _delivered("kartlaggning-annul-full", needs="Städ", reason="fel-person")
    assert [one["status"] for one in _all(annulled, "QuestionnaireResponse")] == ["entered-in-error"]
