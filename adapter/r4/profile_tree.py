"""Our StructureDefinitions as trees of rules, one node for each constrained element; read from the same tables as they."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from adapter.r4 import profile_definitions, structures
from adapter.r4.grammar import Kind, Slot
from adapter.r4.models import Resource

CORE = "http://hl7.org/fhir/StructureDefinition/"
KNOWN = frozenset({"min", "max", "type", "binding", "constraint", "slicing"})
"""Parts of an ElementDefinition that are checked, besides `fixed…` and `pattern…`."""
WORDS = frozenset(
    {"id", "path", "sliceName", "short", "definition", "comment", "requirements", "mustSupport", "alias"}
    | {"isModifier", "isModifierReason", "isSummary", "mapping", "label", "example", "condition", "base"}
    | {"meaningWhenMissing", "orderMeaning", "code", "representation"}
)
"""Parts that say nothing of an instance."""


@dataclass
class Node:
    """What a profile says of one element: its rule, of its parts, and of its slices by name."""

    name: str
    rule: Mapping[str, Any] = field(default_factory=dict)
    parts: dict[str, "Node"] = field(default_factory=dict)
    slices: dict[str, "Node"] = field(default_factory=dict)
    _places: dict[str, tuple["Place", ...]] = field(default_factory=dict)

    def places(self, its: Kind | None) -> tuple["Place", ...]:
        """The parts with the slots that they are in an element of this kind; worked out once."""
        name = its.name if its else ""
        if name not in self._places:
            named = ((part, its.named(part.name) if its else ()) for part in self.parts.values())
            self._places[name] = tuple(Place.of(part, slots) for part, slots in named)
        return self._places[name]

    @cached_property
    def idle(self) -> bool:
        """Whether it says nothing of an element that is not there."""
        return not self.rule.get("min") and not any(one.rule.get("min") for one in self.slices.values())

    def at(self, path: str) -> "Node | None":
        """The node at a dotted path below; `$this` is the node itself."""
        node: Node | None = self
        for step in () if path == "$this" else path.split("."):
            node = node.parts.get(step) if node else None
        return node

    @cached_property
    def value(self) -> tuple[str, Any] | None:
        """The value that is fixed, or the pattern to match."""
        named = ((key, value) for key, value in self.rule.items() if key.startswith(("fixed", "pattern")))
        return next(((key[:5], value) for key, value in named), None)


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a node where it stands in JSON: its slots, and every name that says that it is there."""

    node: Node
    slots: tuple[Slot, ...]
    names: frozenset[str]

    @staticmethod
    def of(node: Node, slots: tuple[Slot, ...]) -> "Place":
        """The place of a node in these slots."""
        return Place(node, slots, frozenset(name for slot in slots for name in (slot.name, f"_{slot.name}")))


@dataclass(frozen=True, slots=True)
class Tree:
    """A profile: its type, and its rules with those of the profiles of ours that it builds on, those first."""

    url: str
    type: str
    roots: tuple[Node, ...]
    places: tuple[str, ...] = ()
    """Of an extension: the elements that it is defined for."""


@cache
def tree(url: str) -> Tree | None:
    """The profile or extension of this canonical URL; None where it is none of ours."""
    definition = definitions().get(url)
    if definition is None:
        return None
    base = tree(definition["baseDefinition"])
    places = tuple(one["expression"] for one in definition.get("context", ()))
    return Tree(url, definition["type"], (*(base.roots if base else ()), _root(definition)), places)


@cache
def definitions() -> Mapping[str, Resource]:
    """Every StructureDefinition of ours by its canonical URL."""
    return {one["url"]: one for one in _definitions()}


def _definitions() -> Iterator[Resource]:
    yield from profile_definitions.definitions()
    yield from structures.definitions()


def type_of(canonical: str) -> str | None:
    """The type that a profile is on: R4's own, or one of ours; None for another's."""
    if canonical.startswith(CORE):
        return canonical.removeprefix(CORE)
    found = definitions().get(canonical)
    return found["type"] if found else None


def _root(definition: Resource) -> Node:
    root = Node(definition["type"])
    for element in definition["differential"]["element"]:
        node = root
        for step in element["id"].split(".")[1:]:
            name, _, named = step.partition(":")
            node = node.parts.setdefault(name, Node(name))
            if named:
                node = node.slices.setdefault(named, Node(name))
        node.rule = {**node.rule, **element}
    return root
