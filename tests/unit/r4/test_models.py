"""Structure is checked by the R4 classes; what they say is told without any value."""

import orjson
import pytest

from adapter.r4 import models
from tests import golden_bundles

SECRET = "189001019802"


def test_a_right_bundle_has_no_faults() -> None:
    assert models.structure(golden_bundles.written(golden_bundles.FOLDER / "test-person")) == ()


def test_an_element_that_r4_does_not_have_is_told_with_its_place() -> None:
    patient = {"resourceType": "Patient", "personnummer": SECRET}
    (fault,) = models.structure(
        {"resourceType": "Bundle", "type": "message", "entry": [{"resource": patient}]}
    )
    assert fault.rule == "FHIR-STRUCTURE"
    assert fault.path == "Bundle.entry[0].resource"
    assert fault.text == "R4 has no such element here."


def test_a_fault_never_quotes_a_value() -> None:
    patient = {"resourceType": "Patient", "birthDate": SECRET, SECRET: SECRET, "gender": 7}
    faults = models.structure({"resourceType": "Bundle", "type": "message", "entry": [{"resource": patient}]})
    assert faults
    assert SECRET not in orjson.dumps([fault.to_json() for fault in faults]).decode()


def test_a_resource_of_any_type_can_be_checked() -> None:
    assert models.structure_of({"resourceType": "Patient"}) == ()
    (fault,) = models.structure_of({"resourceType": "Patientjournal"})
    assert fault.path == "resourceType"


def test_a_step_that_is_no_elements_name_is_left_out_of_a_location() -> None:
    assert models.location("Bundle", ("entry", 0, "function-after[check()]", "id")) == "Bundle.entry[0].id"


@pytest.mark.parametrize(
    ("broken", "path"),
    [
        ({"type": None}, "Bundle.type"),
        ({"entry": [{"resource": {"id": "a"}}]}, "Bundle.entry[0].resource"),
        (
            {"entry": [{"resource": {"resourceType": "Patientjournal"}}]},
            "Bundle.entry[0].resource.resourceType",
        ),
        (
            {"entry": [{"resource": {"resourceType": "Patient", "name": [{"given": ["A", None]}]}}]},
            "Bundle.entry[0].resource.name[0].given",
        ),
    ],
)
def test_what_the_library_lets_through_is_told_with_its_place(broken: models.Resource, path: str) -> None:
    faults = models.structure({"resourceType": "Bundle", "type": "message", **broken})
    assert [fault.path for fault in faults] == [path]


@pytest.mark.parametrize("url", [7, {"a": 1}, ["x"]])
def test_a_url_that_is_no_text_is_a_fault_of_the_document(url: object) -> None:
    extension = {"url": "https://example.se/x", "valueUrl": url}
    (fault,) = models.structure_of({"resourceType": "Patient", "extension": [extension]})
    assert (fault.rule, fault.path) == ("FHIR-STRUCTURE", "Patient")


def test_null_holds_a_place_where_the_extensions_have_it() -> None:
    name = {"given": ["A", None], "_given": [None, {"id": "second"}]}
    patient = {"resourceType": "Patient", "name": [name]}
    assert models.structure_of(patient) == ()
