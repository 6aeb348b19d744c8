"""Writing and reading are each other's inverse, and the published schema agrees with the reader."""

import json
from datetime import datetime
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from jsonschema import Draft202012Validator, FormatChecker

from adapter.intake import native, schema
from adapter.intake.consent import read_consent
from adapter.intake.faults import Faults
from adapter.model.consent import Consent
from adapter.model.errors import InputError
from adapter.model.identifiers import NumberType, PatientId
from adapter.model.kinds import KINDS
from adapter.model.message import Message, Staff
from adapter.model.wire import consent_json, to_json
from tests import strategies
from tests.builders import message

SCHEMA = schema.schema()
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker(["date"]))
PUBLISHED = Path(__file__).parents[3] / "docs/schema/message.schema.json"


@given(strategies.messages())
def test_a_message_of_any_kind_and_action_is_read_back_as_it_was_written(sent: Message) -> None:
    body = orjson.dumps(to_json(sent))
    assert native.read_bytes(body) == sent
    VALIDATOR.validate(json.loads(body))


@given(strategies.consents())
def test_a_consent_is_read_back_as_it_was_written(consent: Consent) -> None:
    faults = Faults()
    assert read_consent(consent_json(consent), "", faults) == consent
    assert not len(faults)


def test_an_identity_number_with_a_hyphen_is_the_same_number() -> None:
    document = to_json(message())
    document["patient"] = {"type": "personnummer", "value": " 18900101-9802 "}
    assert native.read(document) == message()


def test_staff_without_any_member_is_not_given() -> None:
    sent = message()
    anonymous = message(sender=type(sent.sender)(sent.sender.unit, Staff()))
    assert to_json(anonymous)["sender"] == {"unit": sent.sender.unit}


def test_null_blank_and_empty_are_all_not_given() -> None:
    document = to_json(message())
    document |= {"relatesTo": None, "consent": None, "withhold": [], "outage": None, "episode": {}}
    document["content"] = {
        "estimatedDischarge": "2026-03-06",
        "ward": " \n",
        "questions": ["", None],
        "admissionReason": None,
        "decidedBy": {"name": None},
    }
    VALIDATOR.validate(document)
    read = native.read(document)
    assert read.content == {"estimatedDischarge": "2026-03-06"}
    assert (read.relates_to, read.consent, read.withhold, read.outage, read.episode) == (
        None,
        None,
        (),
        None,
        None,
    )


def test_content_keeps_an_instant_as_its_text_and_adds_only_missing_seconds() -> None:
    document = to_json(message(content={"needAssessedAt": "2026-03-02T10:00:00.250-03:30"}))
    assert native.read(document).content["needAssessedAt"] == "2026-03-02T10:00:00.250-03:30"
    document["content"] = {"needAssessedAt": "2026-03-02T10:00+01:00"}
    assert native.read(document).content["needAssessedAt"] == "2026-03-02T10:00:00+01:00"


def test_missing_starred_members_and_wrong_numbers_are_judged_not_read() -> None:
    document = to_json(message(content={}, patient=PatientId(NumberType.PERSONNUMMER, "9001019802")))
    del document["content"]
    assert native.read(document).content == {}
    assert native.read(document).sent_at == datetime.fromisoformat("2026-03-02T10:00:00+01:00")
    VALIDATOR.validate(document)


def test_a_samtycke_may_have_no_recipient_and_an_upper_case_uuid_is_lowered() -> None:
    document = to_json(message(kind="samtycke", content={"status": "given"}, recipients=()))
    document["messageId"] = str(document["messageId"]).upper()
    VALIDATOR.validate(document)
    assert native.read(document).recipients == ()
    assert native.read(document).message_id == message().message_id


UNREADABLE: dict[str, tuple[dict[str, object], list[tuple[str, str]]]] = {
    "an unknown member": ({"patientName": "x"}, [("READ-UNKNOWN", "patientName")]),
    "a measure that is no code": (
        {
            "kind": "meddelande-utanfor-vardtillfalle",
            "content": {"text": "x", "measures": ["Infusion i hemmet"]},
        },
        [("READ-CODE", "content.measures[0]")],
    ),
    "an unknown kind": ({"kind": "epikris"}, [("READ-CODE", "kind")]),
    "an action of another kind": ({"action": "cancel"}, [("READ-ACTION", "action")]),
    "an unknown region": ({"region": "skane"}, [("READ-CODE", "region")]),
    "a kind that is a list": ({"kind": []}, [("READ-CODE", "kind")]),
    "no offset": ({"sentAt": "2026-03-02T10:00:00"}, [("READ-INSTANT", "sentAt")]),
    "a number for an instant": ({"sentAt": 1772442000}, [("READ-TYPE", "sentAt")]),
    "an offset that no zone has": ({"sentAt": "2026-03-02T10:00:00+15:00"}, [("READ-INSTANT", "sentAt")]),
    "no sender": ({"sender": None}, [("READ-MISSING", "sender")]),
    "an empty sender": ({"sender": {}}, [("READ-MISSING", "sender")]),
    "a sender without a unit": ({"sender": {"person": {"name": "x"}}}, [("READ-MISSING", "sender.unit")]),
    "a sender that is a text": ({"sender": "SE2321000222-AVD1"}, [("READ-TYPE", "sender")]),
    "no recipients": ({"recipients": []}, [("READ-MISSING", "recipients")]),
    "only null recipients": ({"recipients": [None]}, [("READ-MISSING", "recipients")]),
    "recipients that are a text": ({"recipients": "x"}, [("READ-TYPE", "recipients")]),
    "a recipient that is no HSA-id": ({"recipients": ["AVD1"]}, [("READ-HSA", "recipients[0]")]),
    "a patient without a number": (
        {"patient": {"type": "personnummer"}},
        [("READ-MISSING", "patient.value")],
    ),
    "an unquoted number": (
        {"patient": {"type": "personnummer", "value": 189001019802}},
        [("READ-TYPE", "patient.value")],
    ),
    "an episode without admission": ({"episode": {"id": "x"}}, [("READ-MISSING", "episode.admittedAt")]),
    "an id that is no UUID": ({"messageId": "1"}, [("READ-UUID", "messageId")]),
    "a consent without a status": ({"consent": {"form": "oral"}}, [("READ-MISSING", "consent.status")]),
    "an empty consent": ({"consent": {}}, [("READ-MISSING", "consent.status")]),
    "a consent recorded by no unit": (
        {"consent": {"status": "given", "recordedBy": {"name": "x"}}},
        [("READ-MISSING", "consent.recordedBy.unit")],
    ),
    "an unknown member of a consent": (
        {"consent": {"status": "given", "scope": "sip"}},
        [("READ-UNKNOWN", "consent.scope")],
    ),
    "a reason missing": (
        {"withhold": [{"unit": "SE2120002627-SOC1"}]},
        [("READ-MISSING", "withhold[0].reason")],
    ),
    "content of another kind": ({"content": {"readyAt": "x"}}, [("READ-UNKNOWN", "content.readyAt")]),
    "content that is a list": ({"content": []}, [("READ-TYPE", "content")]),
    "a day that does not exist": (
        {"content": {"estimatedDischarge": "2026-02-30"}},
        [("READ-DATE", "content.estimatedDischarge")],
    ),
    "an instant for a date": (
        {"content": {"estimatedDischarge": "2026-03-02T10:00:00+01:00"}},
        [("READ-DATE", "content.estimatedDischarge")],
    ),
    "a number for a date": (
        {"content": {"estimatedDischarge": 3}},
        [("READ-TYPE", "content.estimatedDischarge")],
    ),
    "a text for a flag": ({"content": {"needsUnchanged": "ja"}}, [("READ-TYPE", "content.needsUnchanged")]),
    "a control character": ({"content": {"ward": "Avdelning\x001"}}, [("READ-TEXT", "content.ward")]),
    "too long a text": ({"content": {"ward": "x" * 65_537}}, [("READ-LENGTH", "content.ward")]),
    "too long a list": ({"content": {"questions": ["x"] * 501}}, [("READ-LENGTH", "content.questions")]),
    "a member's name in another case": ({"content": {"Ward": "x"}}, [("READ-UNKNOWN", "content.Ward")]),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_a_fault_at_its_path_and_the_schema_refuses_it_too(name: str) -> None:
    changes, expected = UNREADABLE[name]
    document = {**to_json(message()), **changes}
    with pytest.raises(InputError) as raised:
        native.read(document)
    assert [(issue.rule, issue.path) for issue in raised.value.issues] == expected
    assert all(issue.remedy for issue in raised.value.issues)
    assert not VALIDATOR.is_valid(document)


@pytest.mark.parametrize(
    ("kind", "content", "rule", "path"),
    [
        ("meddelande-utanfor-vardtillfalle", {"periodWeeks": 1.5}, "READ-TYPE", "content.periodWeeks"),
        ("meddelande-utanfor-vardtillfalle", {"periodWeeks": -1}, "READ-TYPE", "content.periodWeeks"),
        ("meddelande-utanfor-vardtillfalle", {"periodWeeks": True}, "READ-TYPE", "content.periodWeeks"),
        (
            "svar-inskrivningsmeddelande",
            {"answers": [{"answer": 3}]},
            "READ-TYPE",
            "content.answers[0].answer",
        ),
        (
            "svar-inskrivningsmeddelande",
            {"answers": [None, {"x": 3}]},
            "READ-UNKNOWN",
            "content.answers[1].x",
        ),
        ("utskrivningsklar", {"readyAt": "2026-03-02T25:00:00Z"}, "READ-INSTANT", "content.readyAt"),
        ("samtycke", {"period": {"start": "i går"}}, "READ-DATE", "content.period.start"),
    ],
)
def test_a_kinds_own_content_is_read_by_its_own_table(
    kind: str, content: dict[str, object], rule: str, path: str
) -> None:
    with pytest.raises(InputError) as raised:
        native.read({**to_json(message()), "kind": kind, "content": content})
    assert [(issue.rule, issue.path) for issue in raised.value.issues] == [(rule, path)]


def test_a_whole_number_written_as_a_decimal_is_a_whole_number() -> None:
    document = to_json(message(kind="meddelande-utanfor-vardtillfalle", content={"periodWeeks": 4.0}))
    assert native.read(document).content == {"periodWeeks": 4}


def test_every_fault_is_told_at_once_and_none_quotes_a_value() -> None:
    document = {
        "191212121212": 1,
        "Anna Andersson": 1,
        "a191212121212": 1,
        "messageId": "191212121212",
        "kind": "inskrivningsmeddelande",
        "action": "191212121212",
        "patient": {"type": "Anna Andersson", "value": ["191212121212"]},
        "content": {"estimatedDischarge": "191212121212", "warrd": "191212121212"},
    }
    with pytest.raises(InputError) as raised:
        native.read(document)
    told = [issue.to_json() for issue in raised.value.issues]
    assert "1912" not in json.dumps(told)
    assert "Anna" not in json.dumps(told)
    assert {issue["path"] for issue in told} == {
        *("?", "messageId", "action", "region", "sentAt", "sender", "recipients"),
        *("patient.type", "patient.value", "content.estimatedDischarge", "content.warrd"),
    }
    assert next(issue for issue in told if issue["path"] == "content.warrd")["remedy"] == "Did you mean ward?"


@pytest.mark.parametrize("document", [None, [], "x", 3])
def test_what_is_no_object_is_no_message(document: object) -> None:
    with pytest.raises(InputError) as raised:
        native.read(document)
    assert [(issue.rule, issue.path) for issue in raised.value.issues] == [("READ-TYPE", "$")]


def test_the_published_schema_is_current() -> None:
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == SCHEMA
    Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_describes_every_kind() -> None:
    kinds = {str(branch["if"]["properties"]["kind"]["const"]) for branch in SCHEMA["allOf"]}  # type: ignore[attr-defined]
    assert kinds == set(KINDS)


@pytest.mark.parametrize("version", [True, -1, 1.5, "two", 2**31])
def test_a_number_is_whole_from_0_and_within_what_fhir_holds(version: object) -> None:
    document = to_json(message(kind="sip", content={"planId": "sip-1", "version": 1}))
    document["content"] = {"planId": "sip-1", "version": version}
    with pytest.raises(InputError) as refused:
        native.read(document)
    assert [issue.path for issue in refused.value.issues] == ["content.version"]


@pytest.mark.parametrize("version", [0, 2.0, "2"])
def test_a_whole_number_is_one_however_it_is_written(version: float | str) -> None:
    document = to_json(message(kind="sip", content={"planId": "sip-1"}))
    document["content"] = {"planId": "sip-1", "version": version}
    assert native.read(document).content["version"] == int(version)
