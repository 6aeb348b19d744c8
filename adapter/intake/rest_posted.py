"""A resource posted over REST with what belongs to it: contained in it, or beside it in a transaction."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from adapter.intake.faults import Faults
from adapter.model.errors import InputError
from adapter.model.identifiers import is_hsa_id
from adapter.r4 import models, shape, systems
from adapter.r4.models import Resource

CONTAINER = "#"
"""How a contained resource points at the one that it is contained in."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One resource of a posting: where it stands in what was posted, and what references there call it."""

    resource: Resource
    path: str
    names: tuple[str, ...]

    @property
    def type(self) -> str:
        """Its resource type."""
        return str(self.resource["resourceType"])


@dataclass(frozen=True, slots=True)
class Posted:
    """The resource that a posting is about, and what belongs to it."""

    anchor: Piece
    others: tuple[Piece, ...] = ()

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """All of them, the anchor first."""
        return (self.anchor, *self.others)

    def of_type(self, *types: str) -> tuple[Piece, ...]:
        """The pieces of these types."""
        return tuple(piece for piece in self.pieces if piece.type in types)

    def named(self, reference: Mapping[str, Any] | None) -> Piece | None:
        """What a reference points at among them."""
        name = reference.get("reference") if reference else None
        return next((piece for piece in self.pieces if name is not None and name in piece.names), None)

    def unit(self, reference: Mapping[str, Any] | None) -> str | None:
        """The HSA-id of the unit that a reference means: itself, an Organization, or the one of a role."""
        if reference is None:
            return None
        if "identifier" in reference:
            return _hsa_id([reference["identifier"]])
        piece = self.named(reference)
        if piece is not None and piece.type == "PractitionerRole":
            return self.unit(piece.resource.get("organization"))
        if piece is not None and piece.type == "Organization":
            return _hsa_id(piece.resource.get("identifier", []))
        return organization_named(reference)

    @property
    def message_id(self) -> str | None:
        """The id that the posting gives itself: an identifier of our message-id system."""
        for piece in (self.anchor, *self.of_type("Communication")):
            value = shape.value_in(systems.MESSAGE_ID, identifiers(piece.resource))
            if value is not None:
                return value
        return None

    def with_others(self, *pieces: Piece) -> "Posted":
        """The same with more that belongs to it."""
        return replace(self, others=(*self.others, *pieces))

    def strangers(self) -> Iterator[tuple[str, str]]:
        """References, with their locations, that point at nothing that came along and name no unit."""
        names = {name for piece in self.pieces for name in piece.names}
        for piece in self.pieces:
            for path, element in _elements(piece.resource, piece.path):
                said = element.get("reference")
                if isinstance(said, str) and said not in names and organization_named(element) is None:
                    yield path, said


def of_resource(document: object) -> Posted:
    """The resource in decoded JSON with what it contains; raises InputError with every fault of structure."""
    resource = checked(document)
    type_ = resource["resourceType"]
    names = (CONTAINER, f"{type_}/{resource['id']}") if "id" in resource else (CONTAINER,)
    anchor = {name: value for name, value in resource.items() if name != "contained"}
    return Posted(
        Piece(anchor, type_, names),
        tuple(
            Piece(one, f"{type_}.contained[{number}]", (f"{CONTAINER}{one['id']}",) if "id" in one else ())
            for number, one in enumerate(resource.get("contained", ()))
        ),
    )


def checked(document: object) -> Resource:
    """The document, when it is a FHIR resource in order; raises InputError with every fault of structure."""
    if not isinstance(document, dict) or not isinstance(document.get("resourceType"), str):
        faults = Faults()
        faults.wrong_type("", "a FHIR resource")
        raise InputError(tuple(faults))
    if broken := models.structure_of(document):
        raise InputError(broken)
    faults = Faults()
    for number, one in enumerate(document.get("contained", ())):
        if "resourceType" not in one:
            faults.missing(f"{document['resourceType']}.contained[{number}].resourceType")
    if len(faults):
        raise InputError(tuple(faults))
    return document


def identifiers(resource: Resource) -> list[Resource]:
    """The identifiers of a resource, of which some types have only one."""
    found = resource.get("identifier", [])
    return found if isinstance(found, list) else [found]


def pointing(element: Any, places: Callable[[str], Resource | None]) -> Any:
    """The same with each reference that `places` knows in the way that it says."""
    if isinstance(element, dict):
        said = element.get("reference")
        known = places(said) if isinstance(said, str) else None
        rest = element if known is None else {k: v for k, v in element.items() if k != "reference"} | known
        return {name: pointing(value, places) for name, value in rest.items()}
    if isinstance(element, list):
        return [pointing(one, places) for one in element]
    return element


def organization_named(reference: Mapping[str, Any]) -> str | None:
    """The HSA-id in `Organization/SE…`, which is how units are called over REST."""
    type_, _, id_ = str(reference.get("reference", "")).rpartition("/")
    return id_ if type_.rpartition("/")[2] == "Organization" and is_hsa_id(id_) else None


def _hsa_id(given: list[Resource]) -> str | None:
    return next((one.get("value") for one in given if one.get("system") in shape.HSA_SYSTEMS), None)


def _elements(element: Any, path: str) -> Iterator[tuple[str, Resource]]:
    if isinstance(element, dict):
        yield path, element
        for name, value in element.items():
            yield from _elements(value, f"{path}.{name}")
    elif isinstance(element, list):
        for number, one in enumerate(element):
            yield from _elements(one, f"{path}[{number}]")
