"""The R4 model classes: the only place that imports `fhir.resources`.

R4B is element for element R4 in every resource used here; the library checks structure, not bindings or invariants.
"""

from typing import Any

from fhir.resources.R4B import get_fhir_model_class
from fhir.resources.R4B.bundle import Bundle
from pydantic import BaseModel, ValidationError

from adapter.model.issue import Issue, Severity

Resource = dict[str, Any]
"""A FHIR resource or element as decoded JSON."""

_READABLE = {"missing": "A required element is missing.", "extra_forbidden": "R4 has no such element here."}


def structure(bundle: Resource, model: type[BaseModel] = Bundle) -> tuple[Issue, ...]:
    """Faults of structure in a resource, with FHIRPath-like locations; texts never quote a value."""
    try:
        model.model_validate(bundle)
    except ValidationError as error:
        faults = error.errors(include_input=False, include_context=False, include_url=False)
        return tuple(
            Issue(
                Severity.ERROR,
                "FHIR-STRUCTURE",
                location(model.__name__, _sayable(fault["type"], fault["loc"])),
                _READABLE.get(fault["type"], "This value has not the form that R4 requires."),
                "Correct the element.",
                "structure",
            )
            for fault in faults
        )
    return ()


def structure_of(resource: Resource) -> tuple[Issue, ...]:
    """Faults of structure in a resource of any type; a type that R4 does not have is one fault."""
    try:
        model = get_fhir_model_class(str(resource.get("resourceType")))
    except ValueError:
        text = "R4 has no such resource type."
        return (
            Issue(
                Severity.ERROR, "FHIR-STRUCTURE", "resourceType", text, "Name a resource type.", "structure"
            ),
        )
    return structure(resource, model)


def _sayable(fault: str, steps: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """The name of an element that R4 does not have is the sender's: it may be a number or a name, so it is not told."""
    return steps[:-1] if fault == "extra_forbidden" else steps


def location(root: str, steps: tuple[int | str, ...]) -> str:
    """`('entry', 0, 'resource')` as `Bundle.entry[0].resource`; steps that are no element's name are left out."""
    path = root
    for step in steps:
        if isinstance(step, int):
            path += f"[{step}]"
        elif step.replace("_", "").isalnum():
            path += f".{step}"
    return path
