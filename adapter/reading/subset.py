"""A resource in part: its summary, its text, its data, or the elements that were asked for (R4, search, "summary").

What R4 demands and what changes a resource's meaning is always kept; whatever is not whole says so (`SUBSETTED`).
"""

from typing import Any

from adapter.r4 import systems
from adapter.r4.elements import elements
from adapter.r4.models import Resource
from adapter.reading.results import Results

_SUBSETTED = {"system": systems.OBSERVATION_VALUE, "code": "SUBSETTED", "display": "subsetted"}
_ALWAYS = frozenset({"resourceType", "id", "meta"})


def subset(resource: Resource, wanted: Results) -> Resource:
    """The part that is wanted; the resource itself where all of it is."""
    if wanted.elements:
        return _tagged(_named(resource, frozenset(wanted.elements)))
    match wanted.summary:
        case "true":
            return _tagged(_summary(resource, resource["resourceType"]))
        case "text":
            return _tagged(_named(resource, frozenset({"text"})))
        case "data":
            return _tagged({name: value for name, value in resource.items() if name != "text"})
        case _:
            return resource


def _named(resource: Resource, names: frozenset[str]) -> Resource:
    """These elements, and whatever is always kept."""
    known = elements(resource["resourceType"])
    return {
        name: value
        for name, value in resource.items()
        if name in _ALWAYS or (bare := name.removeprefix("_")) in names or _kept(known, bare)
    }


def _kept(known: Any, name: str) -> bool:
    return name in known and (known[name].required or known[name].modifier)


def _summary(element: Resource, type_: str) -> Resource:
    """What R4 marks as summary, through backbone elements; data types are whole."""
    known = elements(type_)
    found: Resource = {}
    for name, value in element.items():
        bare = name.removeprefix("_")
        if name in _ALWAYS:
            found[name] = value
        elif bare in known and (known[bare].summary or known[bare].required or known[bare].modifier):
            found[name] = _within(value, known[bare].type)
    return found


def _within(value: Any, type_: str) -> Any:
    if "." not in type_:
        return value
    if isinstance(value, list):
        return [_within(one, type_) for one in value]
    return _summary(value, type_)


def _tagged(resource: Resource) -> Resource:
    # a part keeps no promise that a profile makes of the whole
    meta = {name: value for name, value in resource.get("meta", {}).items() if name != "profile"}
    return {**resource, "meta": {**meta, "tag": [*meta.get("tag", ()), _SUBSETTED]}}
