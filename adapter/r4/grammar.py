"""What R4 allows in any resource or data type: required elements and codes, choices, what a reference may point at.

Read from the models of `fhir.resources`, which hold all of it for every type but enforce only part: neither codes nor
targets of references, and of what is missing only the first. (`elements` is R4's own table of the types we serve: their
order and summary, which the models lack.)
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from fhir.resources.R4B import get_fhir_model_class

from adapter.r4.bindings import ABRIDGED

_TYPE = "Type"
_EXTENDED = "FHIRPrimitiveExtensionType"
_ANY = frozenset({"Resource"})
_ABSTRACT = frozenset({"Resource", "DomainResource"})
_AND_MORE = frozenset({"+", "etc."})
"""In the place of the rest of a list that is too long for the models."""
CHOICE = "[x]"


@dataclass(frozen=True, slots=True)
class Slot:
    """An element's place: `type` as R4 calls it (`Coding`, `dateTime`, `EncounterLocation` of what is nested, `Resource`).

    `targets` are the resource types that a Reference may point at; empty where it may be any, or is none.
    """

    name: str
    type: str
    many: bool
    required: bool
    codes: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    choice: str | None = None

    @property
    def primitive(self) -> bool:
        """Whether its value is a text, a number or a boolean."""
        return self.type[0].islower()


@dataclass(frozen=True, slots=True)
class Kind:
    """A resource type, a data type or an element with elements of its own; `choices` by their name without `[x]`."""

    name: str
    slots: Mapping[str, Slot]
    required: tuple[str, ...]
    choices: Mapping[str, tuple[str, ...]]
    choices_required: tuple[str, ...]

    @property
    def resource(self) -> bool:
        """Whether it is a type of resource that there can be one of."""
        return "implicitRules" in self.slots and self.name not in _ABSTRACT

    def named(self, name: str) -> tuple[Slot, ...]:
        """The slots that a name in a path means: one, or all of a choice (`value[x]`)."""
        if name.endswith(CHOICE):
            return tuple(self.slots[one] for one in self.choices.get(name.removesuffix(CHOICE), ()))
        found = self.slots.get(name)
        return (found,) if found else ()


@cache
def kind(name: str) -> Kind | None:
    """What R4 has of this name; None for a primitive, or for what it does not have."""
    if not name[:1].isupper():
        return None
    try:
        model = get_fhir_model_class(name)
    except (KeyError, ValueError):
        return None
    slots = {slot.name: slot for slot in _slots(model)}
    choices: dict[str, tuple[str, ...]] = {}
    needed: dict[str, None] = {}
    for slot in slots.values():
        if slot.choice:
            choices[slot.choice] = (*choices.get(slot.choice, ()), slot.name)
            if slot.required:
                needed[slot.choice] = None
    required = tuple(one.name for one in slots.values() if one.required and one.choice is None)
    return Kind(name, slots, required, choices, tuple(needed))


def _slots(model: Any) -> Iterator[Slot]:
    for field, info in model.model_fields.items():
        said = info.json_schema_extra or {}
        name = info.alias or field
        if not said.get("element_property"):
            continue
        found = _type(info.annotation, info.metadata)
        listed = frozenset(said.get("enum_values", ()))
        codes = ABRIDGED.get((model.__name__, name)) or (frozenset() if listed & _AND_MORE else listed)
        targets = frozenset(said.get("enum_reference_types", ()))
        yield Slot(
            name,
            found,
            "List[" in str(info.annotation),
            bool(said.get("element_required") or said.get("one_of_many_required") or info.is_required()),
            codes if found == "code" else frozenset(),
            targets if found == "Reference" and not targets & _ANY else frozenset(),
            said.get("one_of_many"),
        )


def _type(annotation: Any, metadata: Any) -> str:
    """R4's name of the type that an annotation of the library means."""
    ways = [one for one in (*metadata, *_leaves(annotation)) if one is not type(None)]
    for one in ways:
        name = one.__name__ if isinstance(one, type) else ""
        if name.endswith(_TYPE) and name != _EXTENDED:
            return name.removesuffix(_TYPE)
    marks = (type(one).__name__ for one in ways if not isinstance(one, type))
    marked = next((_PRIMITIVES[mark] for mark in marks if mark in _PRIMITIVES), None)
    return marked or next((_PLAIN[one] for one in ways if one in _PLAIN), "string")


def _leaves(annotation: Any) -> Iterator[Any]:
    """Everything that an annotation is put together of."""
    parts = get_args(annotation)
    if not parts:
        yield annotation
    for part in parts:
        yield from _leaves(part)
    yield from getattr(annotation, "__metadata__", ())


_PRIMITIVES: Mapping[str, str] = {
    **{
        name: name[0].lower() + name[1:]
        for name in (
            *("Id", "Uri", "Url", "Canonical", "Oid", "Code", "String", "Markdown", "Decimal", "Integer"),
            *("UnsignedInt", "PositiveInt", "Date", "DateTime", "Instant", "Time", "Xhtml"),
        )
    },
    "EncodedBytes": "base64Binary",
    "UuidVersion": "uuid",
}
_PLAIN: Mapping[Any, str] = {bool: "boolean", int: "integer"}
