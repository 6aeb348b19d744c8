"""A resource in part: R4's own summary elements, what is always kept, and that the part says it is one."""

from typing import Any

import pytest

from adapter.r4.elements import elements
from adapter.r4.interactions import TABLE
from adapter.r4.models import structure_of
from adapter.reading.results import results
from adapter.reading.searchset import Page, history, searchset
from adapter.reading.subset import subset
from tests.unit.reading.resources import OWN, communication, everything, intervention, plan

NARRATIVE = {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">x</div>'}


def part(resource: dict[str, Any], *pairs: tuple[str, str]) -> dict[str, Any]:
    return subset(resource, results(TABLE[resource["resourceType"]], pairs, []))


def said(resource: dict[str, Any]) -> set[str]:
    return set(resource) - {"resourceType", "id", "meta"}


def subsetted(resource: dict[str, Any]) -> bool:
    return any(tag["code"] == "SUBSETTED" for tag in resource["meta"].get("tag", ()))


def test_the_summary_is_what_r4_marks() -> None:
    found = part(communication().newest.resource, ("_summary", "true"))
    # R4: category, sent and sender are no summary elements of Communication
    assert said(found) == {"identifier", "status", "subject", "encounter"}
    assert subsetted(found)
    asked = part(intervention().newest.resource, ("_summary", "true"))
    assert {"status", "intent", "subject", "basedOn", "performer", "occurrencePeriod"} == said(asked)


def test_within_a_backbone_element_the_same_holds() -> None:
    consent = {
        "resourceType": "Consent",
        "id": "x",
        "meta": {},
        "status": "active",
        "scope": {"text": "s"},
        "category": [{"text": "c"}],
        "verification": [{"verified": True, "verificationDate": "2026-03-02"}],
        "provision": {"type": "permit", "purpose": [{"code": "X"}], "actor": [{"role": {"text": "r"}}]},
        "_status": {"id": "s1"},
    }
    found = part(consent, ("_summary", "true"))
    assert found["verification"] == [{"verified": True}]
    assert found["provision"] == {"type": "permit", "purpose": [{"code": "X"}]}
    assert found["_status"] == {"id": "s1"}


def test_text_and_data_are_the_two_halves() -> None:
    whole = {**communication().newest.resource, "text": NARRATIVE}
    text, data = part(whole, ("_summary", "text")), part(whole, ("_summary", "data"))
    assert said(text) == {"text", "status"}
    assert said(data) == said(whole) - {"text"}
    assert subsetted(text)
    assert subsetted(data)


def test_named_elements_come_with_what_is_always_kept() -> None:
    found = part(communication().newest.resource, ("_elements", "sent,category"))
    assert said(found) == {"sent", "category", "status"}
    assert subsetted(found)


def test_the_whole_is_whole() -> None:
    whole = communication().newest.resource
    assert part(whole) == whole
    assert part(whole, ("_summary", "false")) == whole


@pytest.mark.parametrize("how", ["true", "text", "data"])
def test_every_part_is_a_resource_of_r4(how: str) -> None:
    for one in everything():
        found = part(one.newest.resource, ("_summary", how))
        assert subsetted(found)
        assert not structure_of(found)


def test_whatever_r4_demands_is_kept_in_every_part() -> None:
    for type_ in TABLE:
        demanded = {name for name, one in elements(type_).items() if one.required}
        resource = {"resourceType": type_, "id": "x", "meta": {}, **dict.fromkeys(demanded, "x")}
        for pairs in ((("_summary", "text"),), (("_elements", "id"),)):
            assert demanded <= set(part(resource, *pairs))


def test_a_page_is_a_searchset() -> None:
    wanted = results(TABLE["Communication"], (), [])
    one, along = communication(), intervention()
    page = Page((one,), (along,), 7)
    told = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "invalid"}]}
    made = searchset(page, wanted, own_url=OWN, links={"self": OWN, "next": f"{OWN}?_page=x"}, outcome=told)
    assert not structure_of(made)
    assert [entry["search"]["mode"] for entry in made["entry"]] == ["match", "include", "outcome"]
    assert [entry.get("fullUrl") for entry in made["entry"]] == [
        f"{OWN}/Communication/c1",
        f"{OWN}/ServiceRequest/s1",
        None,
    ]
    assert made["total"] == 7
    silent = results(TABLE["Communication"], (("_total", "none"),), [])
    assert "total" not in searchset(page, silent, own_url=OWN, links={}, outcome=None)
    empty = searchset(Page(()), wanted, own_url=OWN, links={"self": OWN}, outcome=None)
    assert empty == {
        "resourceType": "Bundle",
        "type": "searchset",
        "link": [{"relation": "self", "url": OWN}],
    }


def test_a_history_has_every_version_newest_first() -> None:
    made = history(plan(), own_url=OWN, link=f"{OWN}/CarePlan/cp1/_history")
    assert not structure_of(made)
    assert made["total"] == 3
    assert [entry["resource"]["meta"]["versionId"] for entry in made["entry"]] == ["v3", "v2", "v1"]
    assert [entry["request"] for entry in made["entry"]] == [
        {"method": "PUT", "url": "CarePlan/cp1"},
        {"method": "PUT", "url": "CarePlan/cp1"},
        {"method": "POST", "url": "CarePlan"},
    ]
    assert [entry["response"]["etag"] for entry in made["entry"]] == ['W/"v3"', 'W/"v2"', 'W/"v1"']


def test_a_part_claims_no_profile() -> None:
    whole = {"resourceType": "Patient", "id": "1", "meta": {"profile": ["https://p"], "versionId": "2"}}
    assert set(part(whole, ("_summary", "true"))["meta"]) == {"versionId", "tag"}
    assert part(whole) == whole
