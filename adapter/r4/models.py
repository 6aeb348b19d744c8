"""The R4 model classes: the only place that imports `fhir.resources`.

R4B is element for element R4 in every resource used here; the library checks structure, not bindings or invariants.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from fhir.resources.R4B import get_fhir_model_class
from fhir.resources.R4B.bundle import Bundle
from pydantic import BaseModel, ValidationError

from adapter.model.issue import Issue, Severity

Resource = dict[str, Any]
"""A FHIR resource or element as decoded JSON."""

Steps = tuple[int | str, ...]
"""The way to an element from its document's root."""

_WRONG_FORM = "This value has not the form that R4 requires."
_READABLE = {"missing": "A required element is missing.", "extra_forbidden": "R4 has no such element here."}


def structure(bundle: Resource, model: type[BaseModel] = Bundle) -> tuple[Issue, ...]:
    """Faults of structure in a resource, with FHIRPath-like locations; texts never quote a value."""
    if faults := tuple(_overlooked(bundle, model.__name__)):
        return faults
    try:
        model.model_validate(bundle)
    except ValidationError as error:
        found = error.errors(include_input=False, include_context=False, include_url=False)
        return tuple(
            _fault(
                location(model.__name__, _sayable(fault["type"], fault["loc"])),
                _READABLE.get(fault["type"], _WRONG_FORM),
            )
            for fault in found
        )
    except (TypeError, AttributeError):
        # A URL that is no text: the library says neither where nor that it is a fault of the document.
        return (_fault(model.__name__, _WRONG_FORM),)
    return ()


def structure_of(resource: Resource) -> tuple[Issue, ...]:
    """Faults of structure in a resource of any type; a type that R4 does not have is one fault."""
    if not _is_type(resource.get("resourceType")):
        return (_fault("resourceType", "R4 has no such resource type.", "Name a resource type."),)
    return structure(resource, get_fhir_model_class(resource["resourceType"]))


def _overlooked(element: object, path: str) -> Iterator[Issue]:
    """What the library lets through or falls over: null, and a resource without a type or of a strange one."""
    if isinstance(element, list):
        for number, item in enumerate(element):
            yield from _overlooked(item, f"{path}[{number}]")
    elif isinstance(element, dict):
        if "resourceType" in element and not _is_type(element["resourceType"]):
            yield _fault(f"{path}.resourceType", "R4 has no such resource type.", "Name a resource type.")
        for name, value in element.items():
            where = location(path, (name,))
            if value is None or (isinstance(value, list) and None in value and not _is_paired(element, name)):
                yield _fault(where, "An element without a value is left out, never null.", "Leave it out.")
            elif name == "resource" and isinstance(value, dict) and "resourceType" not in value:
                yield _fault(where, _READABLE["missing"])
            else:
                yield from _overlooked(value, where)


def _is_paired(element: Resource, name: str) -> bool:
    """Whether null holds a place: R4 pairs a list of primitives with a list of their extensions."""
    return name.startswith("_") or f"_{name}" in element


def _is_type(name: object) -> bool:
    return isinstance(name, str) and _has_model(name)


@lru_cache(maxsize=512)
def _has_model(name: str) -> bool:
    try:
        get_fhir_model_class(name)
    except ValueError:
        return False
    return True


def _fault(path: str, text: str, remedy: str = "Correct the element.") -> Issue:
    return Issue(Severity.ERROR, "FHIR-STRUCTURE", path, text, remedy, "structure")


def _sayable(fault: str, steps: Steps) -> Steps:
    """The name of an element that R4 does not have is the sender's: it may be a number or a name, so it is not told."""
    return steps[:-1] if fault == "extra_forbidden" else steps


def location(root: str, steps: Steps) -> str:
    """`('entry', 0, 'resource')` as `Bundle.entry[0].resource`; steps that are no element's name are left out."""
    path = root
    for step in steps:
        if isinstance(step, int):
            path += f"[{step}]"
        elif step.replace("_", "").isalnum():
            path += f".{step}"
    return path
