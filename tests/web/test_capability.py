"""The CapabilityStatement tells the truth: everything it declares is tried, and nothing that it does not declare works."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from adapter.r4 import models, xml
from adapter.r4.interactions import TABLE
from tests.builders import WARD
from tests.unit.reading.resources import everything, shown
from tests.web.service import Parts, Readings, client, rule

pytestmark = pytest.mark.anyio
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
FHIR = {"Content-Type": "application/fhir+json"}
R4_TYPES = frozenset(
    {
        *(
            "Account",
            "AllergyIntolerance",
            "Basic",
            "Binary",
            "Bundle",
            "CommunicationRequest",
            "Composition",
        ),
        *("Condition", "Device", "DocumentReference", "Endpoint", "EpisodeOfCare", "Flag", "Group", "List"),
        *(
            "Location",
            "MeasureReport",
            "MedicationRequest",
            "MessageHeader",
            "Observation",
            "OperationOutcome",
        ),
        *("Parameters", "Person", "Practitioner", "Procedure", "Questionnaire", "RelatedPerson", "Schedule"),
        *("SearchParameter", "StructureDefinition", "ValueSet", "CodeSystem"),
    }
)
"""R4 types that nobody serves here: some of each sort."""
STRANGE = {
    *(
        "_text",
        "_content",
        "_has",
        "_list",
        "_filter",
        "_query",
        "_type",
        "_contained",
        "_profile",
        "_tag",
        "_security",
    ),
    *(
        "name",
        "address",
        "birthdate",
        "family",
        "phone",
        "based-on",
        "part-of",
        "date",
        "subject",
        "favourite",
    ),
    *("_source", "_containedType", "_score", "owner", "code", "value"),
}


def parts() -> Parts:
    held = [shown({"resourceType": type_, "id": "x1"}) for type_ in TABLE]
    return Parts(reading=Readings({WARD: (*everything(), *held)}))


async def stated() -> dict[str, Any]:
    async with client(parts()) as ward:
        found: dict[str, Any] = (await ward.get("/fhir/metadata")).json()
    return found


def of_type(statement: dict[str, Any], type_: str) -> dict[str, Any]:
    return next(one for one in statement["rest"][0]["resource"] if one["type"] == type_)


def codes(resource: dict[str, Any]) -> set[str]:
    return {one["code"] for one in resource["interaction"]}


def taken(response: httpx.Response) -> bool:
    """Whether there is such an interaction at all: whatever is wrong is wrong with the content."""
    return response.status_code not in {404, 405, 501}


async def test_it_is_what_r4_wants_and_names_every_type_once() -> None:
    statement = await stated()
    assert not models.structure_of(statement)
    types = [one["type"] for one in statement["rest"][0]["resource"]]
    assert len(types) == len(set(types))
    assert set(types) == {*TABLE, "Subscription"}


@pytest.mark.parametrize("type_", TABLE)
async def test_what_is_declared_works_and_what_is_not_does_not(type_: str) -> None:
    said = of_type(await stated(), type_)
    assert {"read", "vread", "history-instance", "search-type"} <= codes(said)
    resource = {"resourceType": type_, "id": "x1"}
    async with client(parts()) as ward:
        tried = {
            "read": taken(await ward.get(f"/fhir/{type_}/x1")),
            "vread": taken(await ward.get(f"/fhir/{type_}/x1/_history/v1")),
            "history-instance": taken(await ward.get(f"/fhir/{type_}/x1/_history")),
            "search-type": taken(await ward.get(f"/fhir/{type_}")),
            "create": taken(await ward.post(f"/fhir/{type_}", json=resource, headers=FHIR)),
            "update": taken(await ward.put(f"/fhir/{type_}/x1", json=resource, headers=FHIR)),
            "patch": taken(await ward.patch(f"/fhir/{type_}/x1", json=[])),
            "delete": taken(await ward.delete(f"/fhir/{type_}/x1")),
            "history-type": taken(await ward.get(f"/fhir/{type_}/_history")),
        }
        conditional = [
            await ward.put(f"/fhir/{type_}?_id=x1", json=resource, headers=FHIR),
            await ward.delete(f"/fhir/{type_}?_id=x1"),
        ]
        posted = await ward.post(f"/fhir/{type_}/_search", headers=FORM)
    assert {code for code, works in tried.items() if works} == codes(said)
    assert {one.status_code for one in conditional} == {405}
    assert posted.status_code == 200
    assert said["conditionalCreate"] is ("create" in codes(said))
    assert said["conditionalUpdate"] is False


@pytest.mark.parametrize("type_", TABLE)
async def test_every_parameter_is_declared_with_r4s_definition_and_no_other_is_taken(type_: str) -> None:
    said = of_type(await stated(), type_)
    names = {one["name"] for one in said["searchParam"]}
    assert all(
        one["definition"].startswith("http://hl7.org/fhir/SearchParameter/") for one in said["searchParam"]
    )
    values = {"date": "ge2020", "reference": "x", "token": "x"}
    async with client(parts()) as ward:
        for one in said["searchParam"]:
            found = await ward.post(f"/fhir/{type_}/_search", data={one["name"]: values[one["type"]]})
            assert found.status_code == 200, one
        for name in STRANGE - names:
            found = await ward.post(f"/fhir/{type_}/_search", data={name: "x"})
            assert (found.status_code, rule(found)) == (400, "HTTP-SEARCH-UNKNOWN"), name


@pytest.mark.parametrize("type_", TABLE)
async def test_every_include_is_declared_and_no_other_is_taken(type_: str) -> None:
    said = of_type(await stated(), type_)
    async with client(parts()) as ward:
        for name, declared in (("_include", "searchInclude"), ("_revinclude", "searchRevInclude")):
            known = set(said.get(declared, ()))
            for value in every_reference():
                found = await ward.post(f"/fhir/{type_}/_search", data={name: value})
                assert (found.status_code == 200) is (value in known), (name, value)


def every_reference() -> Iterator[str]:
    for served in TABLE.values():
        yield from (f"{served.type}:{name}" for name in served.searched)
    yield from ("*", "Observation:subject", "Patient")


async def test_no_type_is_served_that_is_not_declared() -> None:
    statement = await stated()
    declared = {one["type"] for one in statement["rest"][0]["resource"]}
    async with client(parts()) as ward:
        for type_ in R4_TYPES - declared:
            for response in (
                await ward.get(f"/fhir/{type_}/x1"),
                await ward.get(f"/fhir/{type_}"),
                await ward.get(f"/fhir/{type_}/x1/_history"),
                await ward.post(f"/fhir/{type_}/_search", headers=FORM),
                await ward.post(f"/fhir/{type_}", json={}, headers=FHIR),
                await ward.put(f"/fhir/{type_}/x1", json={}, headers=FHIR),
            ):
                assert not taken(response), (type_, response.request.method, response.request.url)


async def test_every_format_is_written_and_no_other() -> None:
    statement = await stated()
    async with client(parts()) as ward:
        for media in statement["format"]:
            found = await ward.get("/fhir/Communication/c1", params={"_format": media})
            assert found.status_code == 200
            resource = xml.read(found.content) if "xml" in media else found.json()
            assert resource["id"] == "c1"
        for media in ("ttl", "text/turtle", "application/pdf", "html"):
            assert (await ward.get("/fhir/Communication/c1", params={"_format": media})).status_code == 406


async def test_every_operation_is_there_and_no_other() -> None:
    (rest,) = (await stated())["rest"]
    async with client(parts()) as ward:
        for one in rest["operation"]:
            assert taken(await ward.post(f"/fhir/${one['name']}", json={}, headers=FHIR)), one
        for resource in rest["resource"]:
            for one in resource.get("operation", ()):
                ways = (ward.get, ward.post)
                found = [await way(f"/fhir/{resource['type']}/${one['name']}") for way in ways]
                assert any(taken(response) for response in found), (resource["type"], one)
        names = {one["name"] for one in rest["operation"]}
        for name in {
            "validate",
            "everything",
            "document",
            "meta",
            "graphql",
            "convert",
            "process-message",
        } - names:
            assert not taken(await ward.post(f"/fhir/${name}", json={}, headers=FHIR)), name
        for name in ("everything", "match", "meta", "lastn", "document"):
            assert not taken(await ward.post(f"/fhir/Patient/${name}", json={}, headers=FHIR)), name
            assert not taken(await ward.get(f"/fhir/Patient/p1/${name}")), name


async def test_the_base_takes_what_is_declared_of_it() -> None:
    (rest,) = (await stated())["rest"]
    declared = {one["code"] for one in rest.get("interaction", ())}
    async with client(parts()) as ward:
        for type_ in ("transaction", "batch"):
            bundle = {"resourceType": "Bundle", "type": type_}
            found = await ward.post("/fhir", json=bundle, headers=FHIR)
            assert taken(found) is (type_ in declared), type_
        assert not taken(await ward.get("/fhir/_history"))
        assert not taken(await ward.get("/fhir?_type=Patient"))
        assert not taken(await ward.post("/fhir/_search", headers=FORM))
