"""The table of interactions: elements that R4 has, of the types that each kind of parameter reads, and profiles of ours."""

import json

import pytest

from adapter.r4.elements import elements
from adapter.r4.interactions import TABLE, Kind, Parameter
from tests.checkout import ROOT

FITTING = {
    Kind.TOKEN: {"code", "Coding", "CodeableConcept", "Identifier", "id", "boolean", "string"},
    Kind.DATE: {"date", "dateTime", "instant", "Period"},
    Kind.REFERENCE: {"Reference", "canonical"},
}


def parameters() -> list[tuple[str, Parameter]]:
    return [(one.type, parameter) for one in TABLE.values() for parameter in one.searched.values()]


@pytest.mark.parametrize(("type_", "parameter"), parameters())
def test_a_parameter_looks_at_elements_of_r4(type_: str, parameter: Parameter) -> None:
    for path in parameter.paths:
        at = type_
        for step in path.split("."):
            assert step in elements(at), (type_, path)
            at = elements(at)[step].type
        assert at in FITTING[parameter.kind], (type_, path, at)
    assert set(parameter.targets) <= set(TABLE)


@pytest.mark.parametrize("type_", TABLE)
def test_every_profile_is_one_of_the_guide_and_on_that_type(type_: str) -> None:
    for name, url in zip(TABLE[type_].profiles, TABLE[type_].profile_urls, strict=True):
        file = ROOT / "profiles" / "fhir" / f"StructureDefinition-{name}.json"
        profile = json.loads(file.read_text(encoding="utf-8"))
        assert (profile["type"], profile["url"]) == (type_, url)


def test_includes_lead_from_and_to_the_type() -> None:
    assert "Communication:encounter" in TABLE["Communication"].includes
    assert "Communication:encounter" in TABLE["Encounter"].revincludes
    assert "Communication:encounter" not in TABLE["Patient"].revincludes
    for served in TABLE.values():
        assert all(include.startswith(f"{served.type}:") for include in served.includes)
        for include in served.revincludes:
            source, _, name = include.partition(":")
            assert served.type in TABLE[source].searched[name].targets
