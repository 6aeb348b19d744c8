"""Invariants in FHIRPath, evaluated by fhirpathpy: each expression is read once."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from fhirpathpy import compile as compiled
from fhirpathpy.engine.nodes import ResourceNode
from fhirpathpy.models import models

from adapter.r4.models import Resource


def holds(expression: str, element: Resource, resource: Resource) -> bool:
    """Whether an invariant holds of an element of a resource; what it cannot be told of is not in order.

    As R4 has it, an empty result is no yes.
    """
    try:
        said = _read(expression)(element, {"resource": resource, "rootResource": resource})
    except Exception:  # noqa: BLE001 - the library names no error of its own, and whatever it is, the law is not met
        return False
    return bool(said) and said[0] is not False


def _has_value(inputs: list[Any]) -> bool:
    """FHIR's own `hasValue()`, which the library lacks: one primitive that has more than extensions.

    A primitive with both is two nodes to the library, the second with the extensions alone.
    """
    found = (one.data if isinstance(one, ResourceNode) else one for one in inputs)
    return len([one for one in found if one is not None and not isinstance(one, dict)]) == 1


_OF_FHIR: Mapping[str, Any] = {"hasValue": {"fn": _has_value, "arity": {0: []}}}


@cache
def _read(expression: str) -> Callable[..., list[Any]]:
    read: Callable[..., list[Any]] = compiled(expression, models["r4"], {"userInvocationTable": _OF_FHIR})
    return read
