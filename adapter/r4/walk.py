"""Walks a resource along R4's own definitions: what is missing, codes, targets of references, R4's invariants.

It takes any decoded JSON: what has not the shape that R4 gives it is passed over here, `models.structure` tells it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from adapter.model.issue import Issue, Severity
from adapter.r4 import invariants, scope
from adapter.r4.grammar import Kind, Slot, kind
from adapter.r4.models import Resource
from adapter.r4.scope import Scope

_NUMBERS = frozenset({"integer", "unsignedInt", "positiveInt"})
_FEW = 12
_URN = ("urn:uuid:", "urn:oid:")
_EARLIER = re.compile(r"\.inResponseTo\[[0-9]+\]\.reference$")


@dataclass(frozen=True, slots=True)
class Found:
    """A resource or an extension on the way: where, and what references in it can mean."""

    path: str
    element: Resource
    scope: Scope


@dataclass(slots=True)
class Walk:
    """What a walk has found: faults, and the resources, extensions and codings it came by, for what we say of them."""

    issues: list[Issue] = field(default_factory=list)
    resources: list[Found] = field(default_factory=list)
    extensions: list[Found] = field(default_factory=list)
    codings: list[Found] = field(default_factory=list)

    def resource(self, resource: object, path: str, around: Scope) -> None:
        """A resource of any type, wherever it stands."""
        name = resource.get("resourceType") if isinstance(resource, dict) else None
        found = kind(name) if isinstance(name, str) else None
        if not isinstance(resource, dict) or found is None or not found.resource:
            where = f"{path}.resourceType"
            self._fault("FHIR-STRUCTURE", where, "R4 has no such resource type.", "Name a resource type.")
            return
        here = scope.of_bundle(resource) if name == "Bundle" else around.inside(resource)
        self.resources.append(Found(path, resource, here))
        self._laws("Resource", resource, path)
        self._element(found, resource, path, here)

    def _element(self, its: Kind, element: Resource, path: str, here: Scope) -> None:
        known = its.slots
        for name, value in element.items():
            if (one := known.get(name)) is not None:
                self._values(one, value, f"{path}.{name}", here)
            elif name[:1] == "_" and name[1:] in known:
                self._extended(value, f"{path}.{name[1:]}", here)
        if not element:
            self._fault("FHIR-ELE-1", path, "An element has a value or parts.", "Leave it out.")
        self._present(its, element, path)
        self._laws(its.name, element, path)
        if its.name == "Reference":
            self._resolves(element, path, here)
        elif its.name == "Extension":
            self.extensions.append(Found(path, element, here))
        elif its.name == "Coding":
            self.codings.append(Found(path, element, here))

    def _present(self, its: Kind, element: Resource, path: str) -> None:
        """What R4 requires is there, and of a choice one."""
        for name in its.required:
            if name not in element and f"_{name}" not in element:
                self._missing(f"{path}.{name}")
        given: dict[str, set[str]] = {choice: set() for choice in its.choices_required}
        for name in element if its.choices else ():
            slot = its.slots.get(name.removeprefix("_"))
            if slot is not None and slot.choice is not None:
                given.setdefault(slot.choice, set()).add(slot.name)
        for choice, names in given.items():
            if not names:
                self._missing(f"{path}.{choice}")
            elif len(names) > 1:
                text = "R4 has one type of value here at a time."
                self._fault("FHIR-STRUCTURE", f"{path}.{choice}", text, "Give one of them.")

    def _values(self, slot: Slot, value: object, path: str, here: Scope) -> None:
        if not isinstance(value, list):
            self._value(slot, value, path, here)
        elif slot.many:
            if not value:
                self._fault("FHIR-ELE-1", path, "A list has something in it.", "Leave it out.")
            for number, one in enumerate(value):
                if one is not None:
                    self._value(slot, one, f"{path}[{number}]", here)

    def _value(self, slot: Slot, value: object, path: str, here: Scope) -> None:
        if slot.primitive:
            if not _is_json(slot.type, value):
                text = "This value has not the form that R4 requires."
                self._fault("FHIR-STRUCTURE", path, text, f"Give a JSON {_json(slot.type)}.")
            elif slot.codes and value not in slot.codes:
                self._code(path, slot.codes)
        elif not isinstance(value, dict):
            return
        elif slot.type == "Resource":
            self.resource(value, path, here)
        elif (its := kind(slot.type)) is not None:
            self._element(its, value, path, here)
            if slot.targets and slot.type == "Reference":
                self._points(value, slot.targets, path, here)

    def _extended(self, value: object, path: str, here: Scope) -> None:
        """What a primitive has besides its value: an id, and extensions."""
        many = isinstance(value, list)
        for number, one in enumerate(value if isinstance(value, list) else (value,)):
            held = one.get("extension") if isinstance(one, dict) else None
            at = f"{path}[{number}]" if many else path
            for position, extension in enumerate(held if isinstance(held, list) else ()):
                if isinstance(extension, dict) and (its := kind("Extension")) is not None:
                    self._element(its, extension, f"{at}.extension[{position}]", here)

    def _laws(self, name: str, element: Resource, path: str) -> None:
        for law in invariants.of(name):
            if not law.holds(element):
                where = f"{path}.{law.at}" if law.at and law.at in element else path
                wrong = Severity.WARNING if law.warns else Severity.ERROR
                issue = Issue(wrong, law.rule, where, f"{law.human}.", "Correct the element.", "invariant")
                self.issues.append(issue)

    def _points(self, reference: Resource, targets: frozenset[str], path: str, here: Scope) -> None:
        for where, target in targeted(reference, here):
            if target not in targets:
                said = ", ".join(sorted(targets))
                self._fault(
                    "FHIR-REFERENCE",
                    f"{path}.{where}",
                    "What is referred to is of a type that has no place here.",
                    f"Refer to one of: {said}.",
                )

    def _resolves(self, reference: Resource, path: str, here: Scope) -> None:
        literal = reference.get("reference")
        if not isinstance(literal, str):
            return
        if literal.startswith("#") and literal != "#" and here.type_of(literal) is None:
            text = "A reference that begins with # means something that the resource contains."
            self._fault("FHIR-REF-1", f"{path}.reference", text, "Contain it, or refer to it elsewhere.")
        elif here.bundled and literal.startswith(_URN) and literal not in here.entries:
            self._unresolved(f"{path}.reference")

    def _unresolved(self, path: str) -> None:
        """Nothing is read of what is not there; a message names an earlier one, which is never sent along."""
        if _EARLIER.search(path) is None:
            text = "The reference does not resolve in the Bundle."
            remedy = "Send what it means along, or refer to it by its identifier."
            self.issues.append(Issue(Severity.WARNING, "FHIR-REFERENCE", path, text, remedy, "not-found"))

    def _missing(self, path: str) -> None:
        self._fault("FHIR-STRUCTURE", path, "A required element is missing.", "Give it.", "required")

    def _code(self, path: str, codes: frozenset[str]) -> None:
        said = (
            f"Use one of: {', '.join(sorted(codes))}." if len(codes) <= _FEW else "Use a code of R4's list."
        )
        self._fault("FHIR-CODE", path, "R4 requires a code of its value set.", said, "code-invalid")

    def _fault(self, rule: str, path: str, text: str, remedy: str, code: str = "structure") -> None:
        self.issues.append(Issue(Severity.ERROR, rule, path, text, remedy, code))


def targeted(reference: Mapping[str, Any], here: Scope) -> Iterator[tuple[str, str]]:
    """The types that a Reference says it points at, each with the element that says it."""
    stated = reference.get("type")
    if isinstance(stated, str):
        yield "type", stated.rpartition("/")[2]
    literal = reference.get("reference")
    found = here.type_of(literal) if isinstance(literal, str) else None
    if found is not None:
        yield "reference", found


def _is_json(name: str, value: object) -> bool:
    """Whether a value is of the JSON type that R4 has for a primitive."""
    if name == "boolean":
        return isinstance(value, bool)
    if name in _NUMBERS:
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "decimal":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str)


def _json(name: str) -> str:
    if name == "boolean":
        return "boolean"
    return "number" if name in _NUMBERS or name == "decimal" else "string"
