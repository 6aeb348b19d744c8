"""A content member as dotted leaves, one extension each, and back: for what FHIR has no element for."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from adapter.model.kinds import Member, Type
from adapter.r4 import extensions, primitives, systems
from adapter.r4.models import Resource


def flatten(member: Member, value: Any, prefix: str = "") -> Iterator[tuple[str, Member, object]]:
    """Every leaf of a member with its dotted name; lists give the same name several times."""
    name = f"{prefix}{member.name}"
    if member.type is Type.STRUCT:
        for part in member.members:
            if part.name in value:
                yield from flatten(part, value[part.name], f"{name}.")
    elif member.many:
        yield from ((name, member, item) for item in value)
    else:
        yield name, member, value


def member_coding(name: str) -> dict[str, str]:
    """The Coding that names a member or a part of one."""
    return {"system": systems.MEMBER, "code": name}


def write(member: Member, value: object) -> list[Resource]:
    """The `svu-content` extensions that hold a member."""
    return [
        {
            "url": extensions.CONTENT.url,
            "extension": [
                {"url": "member", "valueCoding": member_coding(name)},
                {"url": "value", **primitives.value(leaf_member, leaf)},
            ],
        }
        for name, leaf_member, leaf in flatten(member, value)
    ]


def stated(element: Mapping[str, Any]) -> list[tuple[str, object]]:
    """The leaves that an element's `svu-content` extensions hold: dotted name and value."""
    found: list[tuple[str, object]] = []
    for extension in element.get("extension", ()):
        if extension.get("url") == extensions.CONTENT.url:
            parts = {part.get("url"): part for part in extension.get("extension", ())}
            name = primitives.leaf(parts.get("member", {}))
            if isinstance(name, str):
                found.append((name, primitives.leaf(parts.get("value", {}))))
    return found


def gather(member: Member, leaves: Iterable[tuple[str, object]], prefix: str = "") -> Any:
    """The member's value put together from leaves, or None when none is about it."""
    name = f"{prefix}{member.name}"
    if member.type is Type.STRUCT:
        leaves = list(leaves)
        parts = {part.name: gather(part, leaves, f"{name}.") for part in member.members}
        return {part: value for part, value in parts.items() if value is not None} or None
    values = [value for leaf_name, value in leaves if leaf_name == name]
    if member.many:
        return values or None
    return values[0] if values else None
