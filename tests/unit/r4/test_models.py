"""Structure is checked by the R4 classes; what they say is told without any value."""

import orjson

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
