"""A content member as dotted leaves, one extension each, and back: for what FHIR has no element for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from adapter.model.member import Member, Type
from adapter.r4 import extensions, primitives, systems
from adapter.r4.models import Resource


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf of a member by its dotted name; `item` is the place of its object in a list of objects."""

    name: str
    value: object
    item: int | None = None


def flatten(
    member: Member, value: Any, prefix: str = "", item: int | None = None
) -> Iterator[tuple[Leaf, Member]]:
    """Every leaf of a member; lists of texts give the same name several times, lists of objects number theirs."""
    name = f"{prefix}{member.name}"
    if member.type is Type.STRUCT and member.many:
        for position, one in enumerate(value):
            yield from flatten(replace(member, many=False), one, prefix, position)
    elif member.type is Type.STRUCT:
        for part in member.members:
            if part.name in value:
                yield from flatten(part, value[part.name], f"{name}.", item)
    elif member.many:
        yield from ((Leaf(name, one, item), member) for one in value)
    else:
        yield Leaf(name, value, item), member


def member_coding(name: str) -> dict[str, str]:
    """The Coding that names a member or a part of one."""
    return {"system": systems.MEMBER, "code": name}


def write(member: Member, value: object) -> list[Resource]:
    """The `svu-content` extensions that hold a member."""
    return [
        {
            "url": extensions.CONTENT.url,
            "extension": [
                {"url": "member", "valueCoding": member_coding(leaf.name)},
                *([] if leaf.item is None else [{"url": "item", "valueInteger": leaf.item}]),
                {"url": "value", **primitives.value(leaf_member, leaf.value)},
            ],
        }
        for leaf, leaf_member in flatten(member, value)
    ]


def stated(element: Mapping[str, Any]) -> list[Leaf]:
    """The leaves that an element's `svu-content` extensions hold."""
    found: list[Leaf] = []
    for extension in element.get("extension", ()):
        if extension.get("url") == extensions.CONTENT.url:
            parts = {part.get("url"): part for part in extension.get("extension", ())}
            name, item = primitives.leaf(parts.get("member", {})), primitives.leaf(parts.get("item", {}))
            if isinstance(name, str):
                value = primitives.leaf(parts.get("value", {}))
                found.append(Leaf(name, value, item if isinstance(item, int) else None))
    return found


def gather(member: Member, leaves: Sequence[Leaf], prefix: str = "") -> Any:
    """The member's value put together from leaves, or None when none is about it."""
    name = f"{prefix}{member.name}"
    if member.type is Type.STRUCT and member.many:
        own = [leaf for leaf in leaves if leaf.name.startswith(f"{name}.")]
        one = replace(member, many=False)
        items = sorted({leaf.item or 0 for leaf in own})
        return [
            gather(one, [leaf for leaf in own if (leaf.item or 0) == item], prefix) for item in items
        ] or None
    if member.type is Type.STRUCT:
        parts = {part.name: gather(part, leaves, f"{name}.") for part in member.members}
        return {part: value for part, value in parts.items() if value is not None} or None
    values = [leaf.value for leaf in leaves if leaf.name == name]
    if member.many:
        return values or None
    return values[0] if values else None
