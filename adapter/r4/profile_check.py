"""Holds a resource against a profile of ours: how often, which values and codes, slices, targets and invariants.

Like R4's own walk it passes over what has not R4's shape, and no text quotes a value of the resource.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from adapter.model.issue import Issue, Severity
from adapter.r4 import fhirpath, profile_tree
from adapter.r4.grammar import CHOICE, Kind, Slot, kind
from adapter.r4.mappings import Mappings
from adapter.r4.models import Resource
from adapter.r4.profile_tree import Node, Tree
from adapter.r4.scope import Scope
from adapter.r4.walk import targeted

_BY_URL: Mapping[str, Any] = {"discriminator": [{"type": "value", "path": "url"}], "rules": "open"}
_EXTENSIONS = frozenset({"extension", "modifierExtension"})


@dataclass(frozen=True, slots=True)
class Value:
    """One occurrence of an element: where, what it is in R4, and its value, which may be of any shape."""

    path: str
    slot: Slot
    value: Any


@dataclass(frozen=True, slots=True)
class ProfileCheck:
    """One resource or extension held against profiles; `laws` is off where its structure is broken."""

    mappings: Mappings
    scope: Scope
    resource: Resource
    laws: bool = True
    told: dict[tuple[str, str], tuple[Issue, ...]] = field(default_factory=dict)
    """What was found of a profile at a place: a Bundle asks it of its entries, and they say that they meet it."""

    def faults(self, tree: Tree, element: Resource, path: str) -> Iterator[Issue]:
        """Every fault by this profile, each once though several layers of the profile state it."""
        key = (tree.url, path)
        if key not in self.told:
            its, found = kind(tree.type), dict[tuple[str, str], Issue]()
            for root in tree.roots:
                for issue in self._element(root, its, element, path):
                    found.setdefault((issue.rule, issue.path), issue)
            self.told[key] = tuple(found.values())
        yield from self.told[key]

    def _element(self, node: Node, its: Kind | None, element: Resource, path: str) -> Iterator[Issue]:
        for place in node.places(its):
            part = place.node
            if not (part.idle and place.names.isdisjoint(element)):
                values = list(_values(place.slots, element, path))
                yield from self._part(part, values, f"{path}.{_plain(part.name)}")
        yield from self._laws(node, element, path)

    def _part(self, node: Node, values: list[Value], path: str) -> Iterator[Issue]:
        yield from _number(node, values, path)
        for value in values:
            yield from self._value(node, value)
        if node.slices:
            yield from self._slices(node, values, path)

    def _value(self, node: Node, value: Value) -> Iterator[Issue]:
        if value.value is not None:
            yield from _stated(node, value)
            yield from self._bound(node, value)
            yield from self._typed(node, value)
        if isinstance(value.value, dict):
            yield from self._element(node, _kind_of(value), value.value, value.path)

    def _laws(self, node: Node, element: Resource, path: str) -> Iterator[Issue]:
        for law in node.rule.get("constraint", ()) if self.laws else ():
            if not fhirpath.holds(law["expression"], element, self.resource):
                wrong = Severity.ERROR if law["severity"] == "error" else Severity.WARNING
                rule, text = f"FHIR-{law['key'].upper()}", f"{law['human']}."
                yield Issue(wrong, rule, path, text, "Correct the resource.", "invariant")

    def _bound(self, node: Node, value: Value) -> Iterator[Issue]:
        binding = node.rule.get("binding", {})
        if binding.get("strength") != "required":
            return
        codes = self._codes(binding["valueSet"])
        if codes is not None and not codes(value.value):
            said = f"Use a code of {binding['valueSet']}."
            yield _fault(
                "FHIR-CODE", value.path, "The profile requires a code of its value set.", said, "code-invalid"
            )

    def _codes(self, value_set: str) -> Callable[[object], bool] | None:
        """Whether an element holds a code of this value set of ours; None for a value set that is another's."""
        system = value_set.replace("/ValueSet/", "/CodeSystem/")
        table = self.mappings.tables.get(system.rpartition("/")[2])
        if table is None or table.system != system:
            return None
        concepts = table.concepts

        def holds(element: object) -> bool:
            if isinstance(element, str):
                return element in concepts
            if not isinstance(element, dict):
                return True
            codings = element.get("coding", [element])
            return any(
                isinstance(coding, dict)
                and coding.get("system") == system
                and isinstance(coding.get("code"), str)
                and coding["code"] in concepts
                for coding in (codings if isinstance(codings, list) else ())
            )

        return holds

    def _typed(self, node: Node, value: Value) -> Iterator[Issue]:
        types = node.rule.get("type", ())
        if not types:
            return
        name = (
            value.value.get("resourceType")
            if value.slot.type == "Resource" and isinstance(value.value, dict)
            else value.slot.type
        )
        fits = [one for one in types if one["code"] == name]
        if not fits:
            said = ", ".join(one["code"] for one in types)
            yield _fault(
                "FHIR-TYPE", value.path, "The profile has another type here.", f"Use one of: {said}."
            )
            return
        if isinstance(value.value, dict):
            yield from self._targets(fits, value)
            yield from self._profiled(fits, value)

    def _targets(self, types: list[Mapping[str, Any]], value: Value) -> Iterator[Issue]:
        stated = [target for one in types for target in one.get("targetProfile", ())]
        allowed = {profile_tree.type_of(target) for target in stated}
        if not stated or None in allowed or "Resource" in allowed:
            return
        for where, target in targeted(value.value, self.scope):
            if target not in allowed:
                said = f"Refer to one of: {', '.join(sorted(filter(None, allowed)))}."
                text = "What is referred to is of a type that the profile has no place for."
                yield _fault("FHIR-REFERENCE", f"{value.path}.{where}", text, said)

    def _profiled(self, types: list[Mapping[str, Any]], value: Value) -> Iterator[Issue]:
        """It meets one of the profiles; else what is wrong by the one that it is nearest to."""
        trees = [profile_tree.tree(url) for one in types for url in one.get("profile", ())]
        known = [tree for tree in trees if tree is not None]
        inner = self._inside(value)
        tried = [list(inner.faults(tree, value.value, value.path)) for tree in known]
        if tried and len(known) == len(trees):
            yield from min(tried, key=_errors)

    def _inside(self, value: Value) -> "ProfileCheck":
        if value.slot.type != "Resource":
            return self
        return ProfileCheck(self.mappings, self.scope.inside(value.value), value.value, self.laws, self.told)

    def _slices(self, node: Node, values: list[Value], path: str) -> Iterator[Issue]:
        slicing = node.rule.get("slicing") or (_BY_URL if node.name in _EXTENSIONS else {})
        taken: set[int] = set()
        for name, one in node.slices.items():
            fitting = [value for value in values if self._in_slice(one, slicing, value.value)]
            taken.update(map(id, fitting))
            yield from _number(one, fitting, path, f" of the slice {name}")
            for value in fitting:
                yield from self._value(one, value)
                if one.slices:
                    yield from self._slices(one, [value], value.path)
        # a part of an extension has a name of that extension's own, and no meaning by itself
        closed = slicing.get("rules") == "closed"
        for value in (one for one in values if id(one) not in taken):
            if closed or (node.name in _EXTENSIONS and _is_part(value.value)):
                text = "This is none of what the profile has a place for."
                yield _fault("FHIR-SLICE", value.path, text, f"There may be: {', '.join(node.slices)}.")

    def _in_slice(self, node: Node, slicing: Mapping[str, Any], value: object) -> bool:
        marks = slicing.get("discriminator", ())
        return bool(marks) and all(self._marked(node, mark, value) for mark in marks)

    def _marked(self, node: Node, mark: Mapping[str, str], value: object) -> bool:
        """Whether an occurrence has what tells a slice: a value, a code of a value set, or a type."""
        found, rule = _at(value, mark["path"]), node.at(mark["path"])
        if mark["type"] == "type":
            types = [one["code"] for one in (rule.rule.get("type", ()) if rule else ())]
            return any(isinstance(one, dict) and one.get("resourceType") in types for one in found)
        if mark["path"] == "url" and (rule is None or rule.value is None):
            urls = {url for one in node.rule.get("type", ()) for url in one.get("profile", ())}
            return any(one in urls for one in found if isinstance(one, str))
        if rule is None:
            return False
        if rule.value is not None:
            return any(_fits(*rule.value, one) for one in found)
        codes = self._codes(rule.rule.get("binding", {}).get("valueSet", ""))
        return codes is not None and any(codes(one) for one in found)


def _errors(issues: list[Issue]) -> int:
    return sum(issue.severity is Severity.ERROR for issue in issues)


def _kind_of(value: Value) -> Kind | None:
    if value.slot.type != "Resource":
        return kind(value.slot.type)
    name = value.value.get("resourceType")
    return kind(name) if isinstance(name, str) else None


def _values(slots: tuple[Slot, ...], element: Resource, path: str) -> Iterator[Value]:
    """Every occurrence of an element; one that has only extensions has no value."""
    for slot in slots:
        value, beside = element.get(slot.name), element.get(f"_{slot.name}")
        where = f"{path}.{slot.name}"
        if isinstance(value, list):
            for number, one in enumerate(value):
                yield Value(f"{where}[{number}]", slot, one)
        elif value is not None or beside is not None:
            yield Value(where, slot, value)


def _number(node: Node, values: list[Value], path: str, what: str = "") -> Iterator[Issue]:
    """As often as the profile has it."""
    least, most = node.rule.get("min", 0), node.rule.get("max", "*")
    if len(values) < least:
        text = f"The profile requires {least}{what} here."
        yield _fault("FHIR-CARDINALITY", path, text, "Give it.", "required")
    if most == "0":
        for value in values:
            text = "The profile forbids this element."
            yield _fault("FHIR-CARDINALITY", value.path, text, "Leave it out.", "structure")
    elif most != "*" and len(values) > int(most):
        text = f"The profile has at most {most}{what} here."
        yield _fault("FHIR-CARDINALITY", path, text, "Leave out what is too many.", "structure")


def _stated(node: Node, value: Value) -> Iterator[Issue]:
    """The value is the one that the profile fixes, or has its pattern."""
    said = node.value
    if said is not None and not _fits(*said, value.value):
        wanted = said[1] if isinstance(said[1], str | int) else "what the profile states"
        text = "The profile has another value here."
        yield _fault("FHIR-FIXED", value.path, text, f"It is to be {wanted}.", "value")


def _fits(how: str, wanted: Any, value: Any) -> bool:
    return bool(value == wanted) if how == "fixed" else _matches(wanted, value)


def _matches(wanted: Any, value: Any) -> bool:
    """Whether a value has all of a pattern."""
    if isinstance(wanted, dict):
        return isinstance(value, dict) and all(_matches(one, value.get(name)) for name, one in wanted.items())
    if isinstance(wanted, list):
        return isinstance(value, list) and all(any(_matches(one, it) for it in value) for one in wanted)
    return bool(wanted == value)


def _at(value: object, path: str) -> list[object]:
    """What stands at a dotted path below a value."""
    found = [value]
    for step in () if path == "$this" else path.split("."):
        ahead = [one.get(step) for one in found if isinstance(one, dict)]
        found = [it for one in ahead for it in (one if isinstance(one, list) else (one,)) if it is not None]
    return found


def _is_part(extension: object) -> bool:
    """Whether an extension is a part of a complex one: its URL is a name."""
    url = extension.get("url") if isinstance(extension, dict) else None
    return isinstance(url, str) and ":" not in url


def _plain(name: str) -> str:
    """An element's name as FHIRPath has it: `value` of `value[x]`."""
    return name.removesuffix(CHOICE)


def _fault(rule: str, path: str, text: str, remedy: str, code: str = "value") -> Issue:
    return Issue(Severity.ERROR, rule, path, text, remedy, code)
