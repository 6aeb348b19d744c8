"""A transaction that breaks one of our invariants is found out, and told without quoting anything."""

from collections.abc import Callable
from typing import Any

import pytest

from adapter.mapping.conform_transaction import check
from adapter.r4 import systems
from tests.unit.mapping.test_transaction import Bundle, entries, written

Break = Callable[[Bundle], Any]
FOUND_BY = f"identifier={systems.RESOURCE_ID}|"


def one(bundle: Bundle, name: str) -> Bundle:
    return entries(bundle, name)[0]


def _request(name: str, **changes: str | None) -> Break:
    def breaks(bundle: Bundle) -> None:
        request = one(bundle, name)["request"]
        for part, value in changes.items():
            request[part] = value
            if value is None:
                del request[part]

    return breaks


def _by_number(bundle: Bundle) -> None:
    one(bundle, "Patient")["request"]["url"] = f"Patient?identifier={systems.PERSONNUMMER}|189001019802"


def _two_people(bundle: Bundle) -> None:
    other = {**one(bundle, "Patient"), "fullUrl": "urn:uuid:11111111-1111-4111-8111-111111111111"}
    bundle["entry"].append(other)


def _without(name: str) -> Break:
    def breaks(bundle: Bundle) -> None:
        bundle["entry"] = [one for one in bundle["entry"] if one["resource"]["resourceType"] != name]

    return breaks


_BROKEN: dict[str, tuple[str, Break]] = {
    "no-structure": ("FHIR-STRUCTURE", lambda bundle: bundle.update(entry="none")),
    "another-type": ("FHIR-BUNDLE", lambda bundle: bundle.update(type="batch")),
    "no-id": ("FHIR-BUNDLE", lambda bundle: bundle.pop("id")),
    "no-time": ("FHIR-BUNDLE", lambda bundle: bundle.pop("timestamp")),
    "no-header": ("FHIR-BUNDLE", _without("MessageHeader")),
    "no-request": ("FHIR-ENTRY", lambda bundle: bundle["entry"][3].pop("request")),
    "no-resource": ("FHIR-ENTRY", lambda bundle: bundle["entry"][3].pop("resource")),
    "dangling": ("FHIR-REFERENCE", _without("Patient")),
    "two-people": ("FHIR-ONE-PATIENT", _two_people),
    "twice": ("FHIR-TWICE", lambda bundle: bundle["entry"].append(one(bundle, "Organization"))),
    "by-number": ("FHIR-REQUEST", _by_number),
    "no-search": ("FHIR-REQUEST", _request("CarePlan", url="CarePlan")),
    "another-type-s-search": (
        "FHIR-REQUEST",
        _request("CarePlan", url=f"Goal?{FOUND_BY}8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e11"),
    ),
    "another-key": (
        "FHIR-REQUEST",
        _request("CarePlan", url=f"CarePlan?{FOUND_BY}8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e11"),
    ),
    "another-identifier": ("FHIR-REQUEST", _request("CarePlan", method="POST", ifNoneExist="identifier=x|y")),
    "deletes": ("FHIR-REQUEST", _request("CarePlan", method="DELETE")),
    "made-by-post": ("FHIR-REQUEST", _request("MessageHeader", method="POST")),
    "another-id": ("FHIR-REQUEST", _request("Provenance", url="Provenance/another")),
    "with-id": ("FHIR-REQUEST", lambda bundle: one(bundle, "CarePlan")["resource"].update(id="mine")),
    "without-identifier": (
        "FHIR-REQUEST",
        lambda bundle: one(bundle, "CarePlan")["resource"].pop("identifier"),
    ),
    "no-code": ("FHIR-CODE", lambda bundle: one(bundle, "CarePlan")["resource"].update(status="ongoing")),
}


@pytest.mark.parametrize("name", _BROKEN)
def test_one_thing_broken_is_found(name: str) -> None:
    rule, breaks = _BROKEN[name]
    bundle = written("sip-new-full")
    assert check(bundle) == ()
    breaks(bundle)
    found = check(bundle)
    assert rule in {issue.rule for issue in found}
    assert not any("189001019802" in issue.text for issue in found)


def test_a_resource_under_its_own_id_has_a_uuid() -> None:
    bundle = written("sip-new-full")
    header = one(bundle, "MessageHeader")
    header["resource"]["id"] = "header-1"
    header["request"]["url"] = "MessageHeader/header-1"
    assert "FHIR-REQUEST" in {issue.rule for issue in check(bundle)}


def test_a_questionnaire_response_has_one_identifier_and_no_list() -> None:
    bundle = written("planeringsunderlag-new-full")
    assert check(bundle) == ()
    assert one(bundle, "QuestionnaireResponse")["resource"]["identifier"]["system"] == systems.RESOURCE_ID
