"""`$validate`: every finding at once, with place, rule and remedy; 4xx only for what cannot be validated."""

import copy
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pytest

from adapter.r4 import xml
from adapter.r4.interactions import TABLE
from tests.checkout import ROOT
from tests.web.service import FHIR, Parts, client, issues
from tests.web.test_fhir import bundle

pytestmark = pytest.mark.anyio
Json = dict[str, Any]
PROFILE = "https://svu-adapter.example/fhir/StructureDefinition"
XML = {"Content-Type": "application/fhir+xml"}
AUDIT_EVENT: Json = {
    "resourceType": "AuditEvent",
    "type": {"system": "http://terminology.hl7.org/CodeSystem/audit-event-type", "code": "rest"},
    "recorded": "2026-03-02T10:00:00+01:00",
    "agent": [{"requestor": True}],
    "source": {"observer": {"display": "svu-adapter"}},
}


@cache
def _resources() -> dict[str, Json]:
    """One resource of each type out of the golden Bundles."""
    found = {"AuditEvent": AUDIT_EVENT}
    for file in sorted(Path(ROOT / "tests/golden").glob("*-full/bundle.json")):
        for entry in orjson.loads(file.read_bytes())["entry"]:
            found.setdefault(entry["resource"]["resourceType"], entry["resource"])
    return found


def _resource(type_: str) -> Json:
    return copy.deepcopy(_resources()[type_])


async def _validated(
    type_: str, body: object, *, query: str = "", status: int = 200, key: str = "ward"
) -> Json:
    async with client(Parts(), key=key) as caller:
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        answer = await caller.post(f"/fhir/{type_}/$validate{query}", content=content, headers=FHIR)
    assert answer.status_code == status, answer.text
    said: Json = answer.json()
    assert said["resourceType"] == "OperationOutcome"
    return said


def _wrong(outcome: Json) -> list[tuple[str, str]]:
    """Rule and place of every error."""
    return [
        (issue["details"]["coding"][0]["code"], issue.get("expression", [""])[0])
        for issue in outcome["issue"]
        if issue["severity"] == "error"
    ]


EACH = [pytest.param(type_, marks=pytest.mark.fhir(type_, "$validate"), id=type_) for type_ in TABLE]


@pytest.mark.parametrize("type_", EACH)
async def test_a_resource_of_ours_is_in_order_and_one_without_r4s_own_elements_is_not(type_: str) -> None:
    assert _wrong(await _validated(type_, _resource(type_))) == []
    broken = {
        **_resource(type_),
        "elementThatR4HasNot": 1,
        "language": ["sv"],
        "meta": {"lastUpdated": "1 mars"},
    }
    assert set(_wrong(await _validated(type_, broken))) == {
        ("FHIR-STRUCTURE", type_),
        ("FHIR-STRUCTURE", f"{type_}.language"),
        ("FHIR-STRUCTURE", f"{type_}.meta.lastUpdated"),
    }


async def test_what_is_fine_is_said_to_be() -> None:
    (told,) = (await _validated("AuditEvent", AUDIT_EVENT))["issue"]
    assert (told["severity"], told["code"]) == ("information", "informational")


async def test_every_fault_at_once_with_place_rule_words_and_remedy_and_no_value() -> None:
    stay = _resource("Encounter")
    stay |= {"status": "utskriven", "diagnosis": [{"condition": {"reference": "Patient/1"}}]}
    stay["period"] = {"start": "2026-03-03", "end": "2026-03-02"}
    stay["subject"] = {"reference": "Organization/189001019802"}
    stay["extension"] = [{"url": f"{PROFILE}/svu-ready", "valueString": "189001019802"}]
    said = await _validated("Encounter", stay, query=f"?profile={PROFILE}/svu-encounter")
    assert set(_wrong(said)) == {
        ("FHIR-CODE", "Encounter.status"),
        ("FHIR-SVU-ENC-1", "Encounter"),
        ("FHIR-CARDINALITY", "Encounter.diagnosis[0]"),
        ("FHIR-REFERENCE", "Encounter.diagnosis[0].condition.reference"),
        ("FHIR-PER-1", "Encounter.period"),
        ("FHIR-REFERENCE", "Encounter.subject.reference"),
        ("FHIR-TYPE", "Encounter.extension[0].valueString"),
    }
    assert all(issue["details"]["text"] and issue["diagnostics"] for issue in said["issue"])
    assert "189001019802" not in orjson.dumps(said).decode()
    assert "utskriven" not in orjson.dumps(said).decode()


async def test_a_message_bundle_is_read_too() -> None:
    sent = bundle()
    assert _wrong(await _validated("Bundle", sent)) == []
    communication = next(
        e["resource"] for e in sent["entry"] if e["resource"]["resourceType"] == "Communication"
    )
    communication["status"] = "entered-in-error"
    communication["priority"] = "brådskande"
    assert ("READ-STATUS", "Communication.status") in _wrong(await _validated("Bundle", sent))
    assert ("FHIR-CODE", "Bundle.entry[1].resource.priority") in _wrong(await _validated("Bundle", sent))


async def test_a_profile_and_a_mode_may_be_parameters() -> None:
    stay = {**_resource("Encounter"), "diagnosis": [{"condition": {"display": "x"}}]}
    stay.pop("meta", None)
    parameters: Json = {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "resource", "resource": stay},
            {"name": "mode", "valueCode": "create"},
            {"name": "profile", "valueUri": f"{PROFILE}/svu-encounter|1"},
        ],
    }
    assert _wrong(await _validated("Encounter", parameters)) == [
        ("FHIR-CARDINALITY", "Encounter.diagnosis[0]")
    ]
    assert _wrong(await _validated("Encounter", stay)) == []
    wrong = await _validated("Encounter", stay, query=f"?profile={PROFILE}/svu-goal&mode=update")
    assert _wrong(wrong) == [("FHIR-PROFILE", "Encounter.meta.profile")]


async def test_xml_is_validated_as_json_is_and_answered_as_asked() -> None:
    async with client(Parts()) as ward:
        told = xml.write(_resource("Encounter"), pretty=False)
        fine = await ward.post("/fhir/Encounter/$validate?_format=xml", content=told, headers=XML)
        torn = await ward.post("/fhir/Encounter/$validate", content=b"<Encounter>", headers=XML)
    assert fine.status_code == 200
    assert xml.read(fine.content)["resourceType"] == "OperationOutcome"
    assert torn.status_code == 422
    assert issues(torn)[0]["details"]["coding"][0]["code"] == "READ-XML"


@pytest.mark.parametrize(
    ("type_", "body", "query", "status", "rule"),
    [
        ("Encounter", {"resourceType": "Patient"}, "", 400, "HTTP-RESOURCE-ADDRESS"),
        ("Encounter", [], "", 400, "HTTP-RESOURCE-ADDRESS"),
        ("Encounter", b"{", "", 422, "READ-JSON"),
        ("Zork", {"resourceType": "Zork"}, "", 404, "HTTP-TYPE"),
        ("Identifier", {"resourceType": "Identifier"}, "", 404, "HTTP-TYPE"),
        ("Encounter", {"resourceType": "Encounter"}, "?profile=urn:x", 400, "HTTP-PROFILE"),
        ("Encounter", {"resourceType": "Encounter"}, "?mode=delete", 400, "HTTP-VALIDATE"),
        ("Encounter", {"resourceType": "Parameters"}, "", 400, "HTTP-VALIDATE"),
        (
            "Encounter",
            {"resourceType": "Parameters", "parameter": [1, {"name": 1}]},
            "",
            400,
            "HTTP-VALIDATE",
        ),
    ],
)
async def test_what_cannot_be_validated_is_told_by_its_own_rule(
    type_: str, body: object, query: str, status: int, rule: str
) -> None:
    said = await _validated(type_, body, query=query, status=status)
    assert said["issue"][0]["details"]["coding"][0]["code"] == rule


async def test_nothing_is_sent_or_kept_and_a_right_is_needed() -> None:
    parts = Parts()
    async with client(parts) as ward:
        await ward.post("/fhir/Bundle/$validate", content=orjson.dumps(bundle()), headers=FHIR)
    assert parts.adapter.seen == []
    await _validated("AuditEvent", AUDIT_EVENT, key="reader")
    await _validated("AuditEvent", AUDIT_EVENT, key="operator", status=403)


async def test_what_is_posted_by_itself_has_its_extensions_where_a_message_would_have_them() -> None:
    first = orjson.loads((ROOT / "docs/examples/first-message.json").read_bytes())
    recipient = {
        "url": f"{PROFILE}/svu-recipient",
        "valueReference": {"reference": "Organization/SE2120002482-SOC1"},
    }
    odd = {"url": "https://journal.example/odd", "valueBoolean": True}
    # the planned end of the stay, of the Encounter that is contained
    assert not (await _validated("Communication", first)).get("issue", [{}])[0].get("expression")
    first["contained"][1]["extension"].append(odd)
    places = [
        issue["expression"]
        for issue in (await _validated("Communication", first))["issue"]
        if "expression" in issue
    ]
    assert places == [["Communication.contained[1].extension[1]"]]
    plan = _resource("CarePlan") | {"contained": [], "extension": [recipient]}
    said = await _validated("CarePlan", plan)
    assert not [
        one for one in said["issue"] if one["details"].get("coding", [{}])[0].get("code") == "READ-UNMAPPED"
    ]
