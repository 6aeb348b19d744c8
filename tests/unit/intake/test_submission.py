"""The FHIR way in as others write it: other references, other systems, things that we have no place for."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from adapter.intake import submission
from adapter.intake.submission import Submission
from adapter.mapping.submission import bundle
from adapter.model.consent import Consent, HarmAssessment
from adapter.model.errors import InputError
from adapter.model.identifiers import NumberType
from adapter.model.issue import Severity
from adapter.model.message import Message
from adapter.model.person import Address, HumanName
from adapter.r4 import systems
from tests.builders import SOCIAL, WARD, message
from tests.checkout import mappings

Json = dict[str, Any]


def _sent(**changes: object) -> Json:
    return deepcopy(bundle(message(**changes), mappings()))


def _resource(sent: Json, resource_type: str) -> Json:
    found: Json = next(
        entry["resource"] for entry in sent["entry"] if entry["resource"]["resourceType"] == resource_type
    )
    return found


def _read(sent: Json) -> Submission:
    return submission.read_submission(sent, mappings())


def _faults(sent: object) -> set[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        submission.read(sent, mappings())
    return {(issue.rule, issue.path) for issue in caught.value.issues}


def _samtycke(**content: object) -> Json:
    return _sent(kind="samtycke", content=content)


def _answering(*answers: Json) -> Message:
    return message(kind="planeringsunderlag", content={"answers": list(answers)})


@pytest.mark.parametrize("odd", [None, [], "Bundle", {"resourceType": "Patient"}])
def test_what_is_no_bundle_is_refused(odd: object) -> None:
    assert _faults(odd) == {("READ-TYPE", "Bundle")}


def test_a_bundle_that_r4_does_not_allow_is_refused_with_every_fault() -> None:
    sent = _sent()
    _resource(sent, "Patient")["shoeSize"] = 43
    _resource(sent, "Encounter")["colour"] = "gul"
    with pytest.raises(InputError) as caught:
        submission.read(sent, mappings())
    assert len(caught.value.issues) == 2


def test_a_collection_is_no_message() -> None:
    assert _faults({**_sent(), "type": "collection"}) == {("READ-TYPE", "Bundle")}


def test_a_bundle_without_entries_is_no_message() -> None:
    assert ("READ-TYPE", "Bundle") in _faults({"resourceType": "Bundle", "type": "message"})


def test_a_message_is_about_a_communication() -> None:
    sent = _sent()
    _resource(sent, "MessageHeader")["focus"] = [_resource(sent, "Communication")["encounter"]]
    assert _faults(sent) == {("READ-MISSING", "MessageHeader.focus")}


def test_missing_members_are_told_all_at_once_by_their_native_paths() -> None:
    sent = _sent()
    header, communication = _resource(sent, "MessageHeader"), _resource(sent, "Communication")
    del header["extension"]
    del header["reason"]
    del communication["sent"]
    del communication["subject"]
    paths = {path for _, path in _faults(sent)}
    assert {"region", "action", "sentAt", "patient"} <= paths


def test_an_unknown_event_is_told() -> None:
    sent = _sent()
    _resource(sent, "MessageHeader")["eventCoding"]["code"] = "remiss"
    assert ("READ-CODE", "kind") in _faults(sent)


def test_both_systems_of_hsa_ids_are_read() -> None:
    sent = _sent()
    for entry in sent["entry"]:
        for identifier in entry["resource"].get("identifier", []):
            if identifier["system"] == "urn:oid:1.2.752.29.4.19":
                identifier["system"] = "urn:oid:1.2.752.129.2.1.4.1"
    assert _read(sent).message == message()


def test_units_may_be_named_by_logical_references() -> None:
    sent = _sent()
    header = _resource(sent, "MessageHeader")
    hsa_id = {"system": "urn:oid:1.2.752.29.4.19"}
    header["sender"] = {"identifier": {**hsa_id, "value": WARD}}
    header["destination"] = [
        {"endpoint": "https://a.example", "receiver": {"identifier": {**hsa_id, "value": unit}}}
        for unit in message().recipients
    ]
    assert _read(sent).message == message()


def test_the_sender_may_be_the_role_that_the_communication_names() -> None:
    sent = _sent()
    header = _resource(sent, "MessageHeader")
    del header["sender"]
    del header["author"]
    assert _read(sent).message.sender == message().sender


def test_references_may_be_relative() -> None:
    sent = _sent()
    for entry in sent["entry"]:
        resource = entry["resource"]
        entry["fullUrl"] = f"https://ehr.example/fhir/{resource['resourceType']}/{resource['id']}"
    urls = {f"urn:uuid:{e['resource']['id']}": e["resource"] for e in sent["entry"]}

    def relative(element: object) -> None:
        if isinstance(element, dict):
            if element.get("reference") in urls:
                target = urls[element["reference"]]
                element["reference"] = f"{target['resourceType']}/{target['id']}"
            for value in element.values():
                relative(value)
        elif isinstance(element, list):
            for item in element:
                relative(item)

    relative(sent["entry"])
    assert _read(sent).message == message()


def test_ids_may_be_in_the_addresses_of_the_entries_alone() -> None:
    """As HAPI FHIR's client writes a Bundle."""
    sent = _sent()
    whole = _read(sent)
    for entry in sent["entry"]:
        del entry["resource"]["id"]
    assert _read(sent) == whole
    sent["entry"][0]["fullUrl"] = "https://vendor.example/MessageHeader/1"
    assert ("READ-MISSING", "messageId") in _faults(sent)


def test_a_destination_without_a_unit_is_told() -> None:
    sent = _sent()
    destinations = _resource(sent, "MessageHeader")["destination"]
    del destinations[0]["receiver"]
    destinations[1]["receiver"] = {"reference": "Organization/elsewhere"}
    assert _faults(sent) == {("READ-HSA", "recipients[0]"), ("READ-HSA", "recipients[1]")}


def test_an_organisation_that_is_no_unit_sends_nothing() -> None:
    sent = _sent(sender=message().sender.__class__(WARD))
    for entry in sent["entry"]:
        for identifier in entry["resource"].get("identifier", []):
            if identifier.get("value") == WARD:
                identifier["system"] = "urn:oid:2.5.4.97"
    assert ("READ-MISSING", "sender") in _faults(sent)


@pytest.mark.parametrize(
    ("system", "wanted"),
    [
        ("urn:oid:1.2.752.129.2.1.3.1", NumberType.PERSONNUMMER),
        ("urn:oid:1.2.752.129.2.1.3.3", NumberType.SAMORDNINGSNUMMER),
        ("https://uid.regionstockholm.se/reservnummer", NumberType.RESERVNUMMER),
        ("urn:oid:1.2.752.74.9.7", NumberType.RESERVNUMMER),
    ],
)
def test_the_number_types_of_other_systems_are_read(system: str, wanted: NumberType) -> None:
    sent = _sent()
    _resource(sent, "Patient")["identifier"][0]["system"] = system
    assert _read(sent).message.patient.type is wanted


def test_of_several_numbers_the_national_one_counts() -> None:
    sent = _sent()
    local = {"system": "urn:oid:1.2.752.74.9.7", "value": "20260302ABCD"}
    _resource(sent, "Patient")["identifier"].insert(0, local)
    assert _read(sent).message == message()


def test_a_number_of_an_unknown_system_is_told_without_the_number() -> None:
    sent = _sent()
    _resource(sent, "Patient")["identifier"][0]["system"] = "https://example.org/id"
    with pytest.raises(InputError) as caught:
        submission.read(sent, mappings())
    assert ("READ-CODE", "patient.type") in {(i.rule, i.path) for i in caught.value.issues}
    assert "189001019802" not in str([issue.to_json() for issue in caught.value.issues])


def test_a_person_may_be_named_by_a_logical_reference() -> None:
    sent = _sent()
    identifier = _resource(sent, "Patient")["identifier"][0]
    for resource_type in ("Communication", "Encounter"):
        _resource(sent, resource_type)["subject"] = {"identifier": identifier}
    sent["entry"] = [e for e in sent["entry"] if e["resource"]["resourceType"] != "Patient"]
    assert _read(sent).message == message()


def test_register_data_is_dropped_but_noted_for_comparison() -> None:
    sent = _sent()
    patient = _resource(sent, "Patient")
    patient["name"] = [{"family": "Tolvansson", "given": ["Tolvan"]}]
    patient["address"] = [{"line": ["Storgatan 1"], "postalCode": "90325", "city": "UMEÅ"}]
    patient["extension"] = [{"url": "https://example.org/nickname", "valueString": "Tolvis"}]
    found = _read(sent)
    assert found.message == message()
    assert found.stated.name == HumanName(("Tolvan",), "Tolvansson")
    assert found.stated.address == Address(("Storgatan 1",), "90325", "UMEÅ")
    assert found.warnings == ()
    assert "Tolvansson" not in repr(found)


def test_test_data_is_known_by_its_tag() -> None:
    sent = _sent()
    assert _read(sent).test is False
    label = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST"}
    assert _read({**sent, "meta": {"tag": [label]}}).test is True
    _resource(sent, "Patient")["meta"] = {"security": [label]}
    assert _read(sent).test is True


@pytest.mark.parametrize("resource_type", ["Communication", "Patient", "Encounter"])
def test_a_modifier_that_we_do_not_know_is_refused(resource_type: str) -> None:
    sent = _sent()
    modifier = {"url": "https://example.org/not", "valueBoolean": True}
    _resource(sent, resource_type)["modifierExtension"] = [modifier]
    ((rule, path),) = _faults(sent)
    assert rule == "READ-MODIFIER"
    assert path.endswith(".modifierExtension")


def test_rules_of_another_are_refused() -> None:
    assert ("READ-MODIFIER", "Bundle.implicitRules") in _faults(
        {**_sent(), "implicitRules": "https://example.org/rules"}
    )


def test_an_extension_without_a_place_is_reported() -> None:
    sent = _sent()
    strange = {"url": "https://example.org/mood", "valueString": "glad"}
    _resource(sent, "Communication")["extension"] = [strange]
    _resource(sent, "Encounter")["period"]["extension"] = [strange]
    warned = _read(sent).warnings
    assert {issue.rule for issue in warned} == {"READ-UNMAPPED"}
    assert [issue.path.partition("resource")[2] for issue in warned] == [
        ".extension[0]",
        ".period.extension[0]",
    ]


def test_one_of_our_own_extensions_in_a_wrong_place_is_reported() -> None:
    sent = _sent()
    url = "https://svu-adapter.example/fhir/StructureDefinition/svu-ready"
    _resource(sent, "Communication")["extension"] = [{"url": url, "valueDateTime": "2026-03-02"}]
    assert [issue.rule for issue in _read(sent).warnings] == ["READ-UNMAPPED"]


def test_an_extension_of_the_bundle_itself_is_reported() -> None:
    sent = _sent()
    sent["entry"][1]["link"] = [{"relation": "self", "url": "https://example.org"}]
    sent["meta"] = {"extension": [{"url": "https://example.org/mood", "valueString": "glad"}]}
    assert [issue.path for issue in _read(sent).warnings] == ["Bundle.meta.extension[0]"]


def test_elements_and_resources_without_a_place_are_reported() -> None:
    sent = _sent()
    _resource(sent, "Communication")["note"] = [{"text": "Ring mig"}]
    observation = {
        "resourceType": "Observation",
        "id": "o-1",
        "status": "final",
        "code": {"text": "Puls"},
        "valueString": "72",
    }
    provenance = {
        "resourceType": "Provenance",
        "id": "p-1",
        "target": [{"display": "x"}],
        "recorded": "2026-03-02T10:00:00+01:00",
        "agent": [{"who": {"display": "x"}}],
    }
    sent["entry"] += [{"resource": observation}, {"resource": provenance}]
    assert [issue.path.rpartition(".")[2] for issue in _read(sent).warnings] == ["note", "resource"]


def test_narrative_is_dropped_and_said_so() -> None:
    sent = _sent()
    div = '<div xmlns="http://www.w3.org/1999/xhtml">Hemligt</div>'
    _resource(sent, "Communication")["text"] = {"status": "additional", "div": div}
    found = _read(sent)
    assert found.message == message()
    (told,) = found.warnings
    assert (told.severity, told.rule) == (Severity.INFORMATION, "READ-NARRATIVE")


@pytest.mark.parametrize(("action", "status"), [("new", "entered-in-error"), ("annul", "completed")])
def test_a_status_that_says_something_else_than_the_action_is_refused(action: str, status: str) -> None:
    sent = _sent(action=action)
    _resource(sent, "Communication")["status"] = status
    assert ("READ-STATUS", "Communication.status") in _faults(sent)


def test_a_message_concerns_one_earlier_message() -> None:
    sent = _sent(relates_to="0b6ac4f2-1111-4000-8000-000000000001")
    earlier = _resource(sent, "Communication")["inResponseTo"]
    earlier.append(earlier[0])
    assert ("READ-RELATES-TO", "Communication.inResponseTo") in _faults(sent)


def test_the_earlier_message_may_be_a_reference() -> None:
    sent = _sent()
    reference = {"reference": "urn:uuid:0b6ac4f2-1111-4000-8000-000000000001"}
    _resource(sent, "Communication")["inResponseTo"] = [reference]
    assert _read(sent).message.relates_to == "0b6ac4f2-1111-4000-8000-000000000001"


def test_a_stay_without_its_id_is_no_stay() -> None:
    sent = _sent()
    encounter = _resource(sent, "Encounter")
    encounter["episodeOfCare"] = [{"reference": "EpisodeOfCare/e"}]
    assert _read(sent).message.episode is None


def test_a_stay_without_a_legal_form_is_voluntary() -> None:
    sent = _sent()
    _resource(sent, "Encounter")["extension"].pop(0)
    assert _read(sent).message == message()


def test_a_plain_payload_is_the_messages_text() -> None:
    sent = _sent(kind="generellt-meddelande", content={"text": "Hej"})
    _resource(sent, "Communication")["payload"] = [{"contentString": "Hej på er"}]
    assert _read(sent).message.content == {"text": "Hej på er"}


def test_a_plain_payload_of_a_kind_without_text_is_reported() -> None:
    sent = _sent()
    _resource(sent, "Communication")["payload"] = [{"contentString": "Hej"}]
    (told,) = (issue for issue in _read(sent).warnings if issue.rule == "READ-UNMAPPED")
    assert told.path == "Communication.payload[0]"


@pytest.mark.parametrize("place", ["payload", "extension"])
def test_a_member_that_the_kind_does_not_have_is_refused(place: str) -> None:
    sent = _sent(kind="generellt-meddelande", content={"text": "Hej"})
    base = "https://svu-adapter.example/fhir"
    coding = {"system": f"{base}/CodeSystem/svu-member", "code": "readyAt"}
    member = {"url": f"{base}/StructureDefinition/svu-member", "valueCoding": coding}
    parts = [{"url": "member", "valueCoding": coding}, {"url": "value", "valueString": "nu"}]
    strange: Json = (
        {"extension": [member], "contentString": "nu"}
        if place == "payload"
        else {"url": f"{base}/StructureDefinition/svu-content", "extension": parts}
    )
    _resource(sent, "Communication").setdefault(place, []).append(strange)
    assert _faults(sent) == {("READ-UNKNOWN", "content.readyAt")}


def test_content_that_names_no_member_is_passed_over() -> None:
    sent = _sent()
    url = "https://svu-adapter.example/fhir/StructureDefinition/svu-content"
    empty = {"url": url, "extension": [{"url": "value", "valueString": "nu"}]}
    _resource(sent, "Communication")["extension"] = [empty]
    assert _read(sent).message == message()


def test_the_day_of_an_estimated_instant_counts() -> None:
    sent = _sent()
    for extension in _resource(sent, "Encounter")["extension"]:
        if "plannedEndDate" in extension["url"]:
            extension["valueDateTime"] = "2026-03-06T12:00:00+01:00"
    assert _read(sent).message == message()


def test_a_question_may_be_answered_without_a_group() -> None:
    sent = bundle(_answering({"question": "kand-patient", "answer": True}), mappings())
    item = {"linkId": "samordningsbehov", "answer": [{"valueBoolean": False}]}
    _resource(sent, "QuestionnaireResponse")["item"] = [item]
    assert _read(sent).message.content == {"answers": [{"question": "samordningsbehov", "answer": False}]}


def test_what_belongs_to_no_part_of_a_question_is_passed_over() -> None:
    sent = bundle(_answering({"question": "kand-patient", "answer": True}), mappings())
    parts = _resource(sent, "QuestionnaireResponse")["item"][0]["item"]
    parts += [{"linkId": "kand-patient.annat"}, {"linkId": "kand-patient.kommentar"}]
    assert _read(sent).message.content == {"answers": [{"question": "kand-patient", "answer": True}]}


def test_the_sender_as_author_of_the_answers_is_not_named_again() -> None:
    sent = bundle(_answering({"question": "kand-patient", "answer": True}), mappings())
    author = _resource(sent, "MessageHeader")["author"]
    _resource(sent, "QuestionnaireResponse")["author"] = author
    assert _read(sent).message.content == {"answers": [{"question": "kand-patient", "answer": True}]}


def test_answers_of_several_authors_keep_their_order() -> None:
    answers = [
        {"question": "samordningsbehov", "answer": True, "name": "Elva Elvasson"},
        {"question": "behov-av-tolk", "answer": False, "name": "Tolvan Tolvansson"},
        {"question": "kand-patient", "answer": True, "name": "Elva Elvasson", "title": "läkare"},
    ]
    sent = bundle(_answering(*answers), mappings())
    assert _read(sent).message.content == {"answers": answers}


def test_an_asserted_consent_that_is_not_in_the_bundle_is_told() -> None:
    sent = _sent(consent=Consent("given"))
    sent["entry"] = [e for e in sent["entry"] if e["resource"]["resourceType"] != "Consent"]
    assert ("READ-MISSING", "consent") in _faults(sent)


def _plain(consent: Json) -> None:
    """As a client writes it that does not know our extensions."""
    del consent["extension"]


@pytest.mark.parametrize("status", ["given", "refused", "withdrawn", "not-asked"])
def test_a_consent_is_read_from_fhirs_own_elements(status: str) -> None:
    sent = _samtycke(status=status)
    _plain(_resource(sent, "Consent"))
    assert _read(sent).message.content == {"status": status}


def test_a_consent_in_error_states_nothing() -> None:
    sent = _samtycke(status="given")
    consent = _resource(sent, "Consent")
    _plain(consent)
    consent["status"] = "entered-in-error"
    assert _read(sent).message.content == {}


def test_a_consent_performed_by_the_patient_is_given_by_the_patient() -> None:
    sent = _samtycke(status="given", givenBy="patient")
    consent = _resource(sent, "Consent")
    _plain(consent)
    assert _read(sent).message.content["givenBy"] == "patient"


def test_what_the_extension_and_fhir_say_of_a_consent_must_agree() -> None:
    sent = _samtycke(status="given")
    _resource(sent, "Consent")["status"] = "inactive"
    assert _faults(sent) == {("READ-STATUS", "content.status")}
    sent = _samtycke(status="given")
    _resource(sent, "Consent")["provision"]["type"] = "deny"
    assert _faults(sent) == {("READ-STATUS", "content.status")}


def test_a_status_of_consent_that_nobody_knows_is_told() -> None:
    sent = _samtycke(status="given")
    extension = _resource(sent, "Consent")["extension"][0]["extension"]
    extension[1]["valueCoding"]["code"] = "kanske"
    assert ("READ-CODE", "content.status") in _faults(sent)


def test_an_unknown_member_of_a_consent_is_refused() -> None:
    sent = _sent(consent=Consent("given"))
    extension = _resource(sent, "Consent")["extension"][0]["extension"]
    extension[0]["valueCoding"]["code"] = "mood"
    assert ("READ-UNKNOWN", "consent.mood") in _faults(sent)


def test_a_clear_harm_assessment_reads_back() -> None:
    stated = Consent("unable", harm_assessment=HarmAssessment("no-harm"))
    assert _read(_sent(consent=stated)).message.consent == stated


def test_a_decision_by_somebody_who_is_not_in_the_bundle_is_not_read() -> None:
    sent = _sent(content={"decidedBy": {"name": "Elva Elvasson"}})
    _resource(sent, "Communication")["extension"][-1]["valueReference"] = {"display": "Elva"}
    assert "decidedBy" not in _read(sent).message.content


def _no_contact(sent: Json) -> None:
    del _resource(sent, "Communication")["about"]


def _no_telecom(sent: Json) -> None:
    about = _resource(sent, "Communication")["about"][0]["reference"]
    role = next(e["resource"] for e in sent["entry"] if e["fullUrl"] == about)
    del role["telecom"]


@pytest.mark.parametrize(
    ("change", "wanted"),
    [(_no_contact, {}), (_no_telecom, {"contact": {"name": "Anna"}})],
)
def test_a_contact_is_read_as_far_as_it_is_told(change: Callable[[Json], None], wanted: Json) -> None:
    sent = _sent(kind="fast-vardkontakt", content={"contact": {"name": "Anna", "phone": "090"}})
    change(sent)
    assert _read(sent).message.content == wanted


def test_a_message_that_goes_to_nobody_may_be_a_consent() -> None:
    sent = bundle(message(kind="samtycke", recipients=(), content={"status": "given"}), mappings())
    assert _read(sent).message.recipients == ()
    assert SOCIAL not in str(sent)


ANOTHER = {"system": systems.PERSONNUMMER, "value": "189002029800"}


def _second_patient(sent: Json) -> str:
    patient = {"resourceType": "Patient", "id": "another", "identifier": [ANOTHER]}
    sent["entry"].append({"fullUrl": "urn:uuid:5b1f0a52-5b0e-4a36-9b8e-000000000001", "resource": patient})
    return f"Bundle.entry[{len(sent['entry']) - 1}].resource.identifier"


def _second_number(sent: Json) -> str:
    _resource(sent, "Patient")["identifier"].append(ANOTHER)
    return f"{_where(sent, 'Patient')}.identifier"


def _other_subject(sent: Json) -> str:
    _resource(sent, "Communication")["subject"]["identifier"] = ANOTHER
    return f"{_where(sent, 'Patient')}.identifier"


def _other_stay(sent: Json) -> str:
    _resource(sent, "Encounter")["subject"] = {"identifier": ANOTHER}
    return f"{_where(sent, 'Encounter')}.subject.identifier"


def _where(sent: Json, resource_type: str) -> str:
    types = [entry["resource"]["resourceType"] for entry in sent["entry"]]
    return f"Bundle.entry[{types.index(resource_type)}].resource"


@pytest.mark.parametrize("mix", [_second_patient, _second_number, _other_subject, _other_stay])
def test_a_message_is_about_one_person(mix: Callable[[Json], str]) -> None:
    sent = _sent()
    where = mix(sent)
    assert ("FHIR-ONE-PATIENT", where) in _faults(sent)


def test_an_old_number_and_a_person_without_any_contradict_nobody() -> None:
    sent = _sent()
    own = _resource(sent, "Patient")
    own["identifier"].append({**ANOTHER, "use": "old"})
    sent["entry"].append({"resource": {"resourceType": "Patient", "id": "p2", "active": True}})
    assert _read(sent).message.patient.value == message().patient.value


def test_a_message_about_nobody_says_so_alone() -> None:
    sent = _sent()
    del _resource(sent, "Communication")["subject"]
    assert not any(rule == "FHIR-ONE-PATIENT" for rule, _ in _faults(sent))
