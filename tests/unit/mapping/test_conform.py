"""A Bundle that does not conform is told so: one thing is broken in a golden Bundle at a time."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import orjson
import pytest

from adapter.mapping import conform
from tests import golden_bundles

Bundle = dict[str, Any]


def _bundle(case: str = "consent-asserted") -> Bundle:
    return deepcopy(golden_bundles.written(golden_bundles.FOLDER / case))


def _resource(bundle: Bundle, resource_type: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == resource_type
    )
    return found


def _rules(bundle: Bundle) -> set[str]:
    return {issue.rule for issue in conform.check(bundle)}


def _no_type(bundle: Bundle) -> None:
    bundle["type"] = "collection"


def _no_timestamp(bundle: Bundle) -> None:
    del bundle["timestamp"]


def _header_last(bundle: Bundle) -> None:
    bundle["entry"].append(bundle["entry"].pop(0))


def _same_url_twice(bundle: Bundle) -> None:
    bundle["entry"][1]["fullUrl"] = bundle["entry"][2]["fullUrl"]


def _url_of_another(bundle: Bundle) -> None:
    bundle["entry"][-1]["fullUrl"] = "urn:uuid:00000000-0000-4000-8000-000000000000"


def _event_of_another_system(bundle: Bundle) -> None:
    _resource(bundle, "MessageHeader")["eventCoding"]["system"] = "https://example.org/events"


def _unknown_event(bundle: Bundle) -> None:
    _resource(bundle, "MessageHeader")["eventCoding"]["code"] = "inskrivning"


def _definition_of_another(bundle: Bundle) -> None:
    _resource(bundle, "MessageHeader")["definition"] += "x"


def _no_reason(bundle: Bundle) -> None:
    del _resource(bundle, "MessageHeader")["reason"]


def _no_destination(bundle: Bundle) -> None:
    del _resource(bundle, "MessageHeader")["destination"]


def _no_focus(bundle: Bundle) -> None:
    del _resource(bundle, "MessageHeader")["focus"]


def _status_outside_the_binding(bundle: Bundle) -> None:
    _resource(bundle, "Encounter")["status"] = "discharged"


def _nested_code_outside_the_binding(bundle: Bundle) -> None:
    _resource(bundle, "Consent")["provision"]["type"] = "maybe"


def _in_error_without_annul(bundle: Bundle) -> None:
    _resource(bundle, "Communication")["status"] = "entered-in-error"


def _consent_without_policy(bundle: Bundle) -> None:
    del _resource(bundle, "Consent")["policy"]


def _left_before_coming(bundle: Bundle) -> None:
    _resource(bundle, "Encounter")["period"] = {
        "start": "2026-03-02T10:00:00+01:00",
        "end": "2026-03-02T09:30:00+01:00",
    }


def _consent_over_before_it_starts(bundle: Bundle) -> None:
    _resource(bundle, "Consent")["provision"]["period"] = {"start": "2026-03-02", "end": "2026-03-01"}


def _reference_to_nowhere(bundle: Bundle) -> None:
    _resource(bundle, "Encounter")["subject"]["reference"] = "urn:uuid:00000000-0000-4000-8000-000000000000"


def _nobody_speaks_of_the_stay(bundle: Bundle) -> None:
    del _resource(bundle, "Communication")["encounter"]
    del _resource(bundle, "Task")["encounter"]


BREAKS: list[tuple[Callable[[Bundle], None], str]] = [
    (_no_type, "FHIR-BUNDLE"),
    (_no_timestamp, "FHIR-BUNDLE"),
    (_header_last, "FHIR-BUNDLE"),
    (_same_url_twice, "FHIR-FULLURL"),
    (_url_of_another, "FHIR-FULLURL"),
    (_event_of_another_system, "FHIR-EVENT"),
    (_unknown_event, "FHIR-EVENT"),
    (_definition_of_another, "FHIR-DEFINITION"),
    (_no_reason, "FHIR-REASON"),
    (_no_destination, "FHIR-HEADER"),
    (_no_focus, "FHIR-FOCUS"),
    (_status_outside_the_binding, "FHIR-CODE"),
    (_nested_code_outside_the_binding, "FHIR-CODE"),
    (_in_error_without_annul, "FHIR-STATUS"),
    (_consent_without_policy, "FHIR-PPC-1"),
    (_left_before_coming, "FHIR-PER-1"),
    (_consent_over_before_it_starts, "FHIR-PER-1"),
    (_reference_to_nowhere, "FHIR-REFERENCE"),
    (_nobody_speaks_of_the_stay, "FHIR-FOCUS"),
]


@pytest.mark.parametrize(("broken", "rule"), BREAKS, ids=[broken.__name__ for broken, _ in BREAKS])
def test_what_is_broken_is_found(broken: Callable[[Bundle], None], rule: str) -> None:
    bundle = _bundle()
    assert _rules(bundle) == set()
    broken(bundle)
    assert rule in _rules(bundle)


def test_an_open_period_is_in_order() -> None:
    bundle = _bundle()
    _resource(bundle, "Consent")["provision"]["period"] = {"start": "2026-03-02"}
    assert _rules(bundle) == set()


def test_a_bundle_whose_structure_is_broken_is_told_that_alone() -> None:
    bundle = _bundle()
    _resource(bundle, "Patient")["shoeSize"] = 43
    assert _rules(bundle) == {"FHIR-STRUCTURE"}


def test_an_empty_bundle_is_no_message() -> None:
    assert _rules({"resourceType": "Bundle", "type": "message"}) == {"FHIR-BUNDLE"}


def test_faults_never_quote_a_value() -> None:
    for broken, _ in BREAKS:
        bundle = _bundle()
        broken(bundle)
        told = orjson.dumps([issue.to_json() for issue in conform.check(bundle)]).decode()
        assert "189001019802" not in told
        assert "Tolvansson" not in told


def test_a_required_code_of_any_resource_is_judged_by_its_place() -> None:
    patient = {"resourceType": "Patient", "gender": "man"}
    (alone,) = conform.codes(patient)
    (within,) = conform.codes(
        {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": patient}]}
    )
    assert (alone.rule, alone.path) == (within.rule, "Patient.gender")
    assert within.path == "Bundle.entry[0].resource.gender"
    assert conform.codes({"resourceType": "Bundle", "type": "collection", "entry": [{}]}) == ()
