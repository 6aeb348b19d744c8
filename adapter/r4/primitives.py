"""Primitive values both ways: a content member's leaf and FHIR's value[x], instants as their text."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from adapter.model.member import Member, Type
from adapter.r4 import systems

_KEYS: Mapping[Type, str] = {
    Type.TEXT: "valueString",
    Type.INSTANT: "valueDateTime",
    Type.DATE: "valueDate",
    Type.BOOLEAN: "valueBoolean",
    Type.INTEGER: "valueInteger",
    Type.CODE: "valueCoding",
    Type.UNIT: "valueIdentifier",
}


def instant(at: datetime) -> str:
    """An instant as FHIR writes it, offset kept."""
    return at.isoformat()


def value(member: Member, leaf: object) -> dict[str, Any]:
    """`value[x]` of a leaf of this member; texts of instants and dates are kept as they came."""
    if member.type is Type.CODE:
        return {"valueCoding": {"system": systems.VALUE, "code": leaf}}
    if member.type is Type.UNIT:
        return {"valueIdentifier": {"system": systems.HSA_ID, "value": leaf}}
    if member.type is Type.SCALAR:
        return {"valueBoolean" if isinstance(leaf, bool) else "valueString": leaf}
    return {_KEYS[member.type]: leaf}


def leaf(element: Mapping[str, Any]) -> object:
    """What an element's `value[x]` says: a Coding's code, an Identifier's value, else the primitive."""
    for key, found in element.items():
        if key.startswith("value"):
            if isinstance(found, Mapping):
                return found.get("code", found.get("value"))
            return found
    return None
