"""One mutation per constraint of a profile: an element removed, added or miscoded in a good instance.

The constraints are read off the definitions, which are made from the tables that reading and writing share; none is
written here. Instances are what the product itself makes.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Any

from tests.conformance import samples
from tests.conformance.elements import Definition, Element, Json, within

UNKNOWN = "x-unknown"
FOREIGN = {"system": "http://snomed.info/sct", "code": "404684003"}
"""A code of another system, and no wrong one: what an extensible binding lets pass."""
_CANDIDATES = 10
_WORD = re.compile(r"[A-Za-z]+")
_QUOTED = re.compile(r"'([^']*)'")


@dataclass(frozen=True, slots=True)
class Constraint:
    """A rule of a profile; `own` when our differential says it, else R4 or HL7 Sweden's base do."""

    profile: str
    at: str
    kind: str
    """min, max, fixed, pattern, binding, extensible, type, slicing, target, context or invariant."""
    own: bool
    detail: str = ""

    @property
    def name(self) -> str:
        """How it is told of."""
        told = f" {self.detail}" if self.detail else ""
        return f"{self.profile}: {self.at} {self.kind}{told}"


Change = Callable[[Definition, Json], Iterator[Json]]
"""Makes mutants of a resource, which it may not change: usually one; none where the element's parent is not there."""


def constraints(definition: Definition) -> Iterator[tuple[Constraint, Change]]:
    """Every constraint of a profile with what breaks it."""
    for id_, element in definition.elements.items():
        if id_ == definition.root:
            yield from _of_root(definition, element)
        elif _is_ruled(id_, element["path"]):
            for kind, detail, change in _of_element(definition, id_, element):
                own = kind in _aspects(definition.own.get(id_, {}))
                yield Constraint(definition.name, id_, kind, own, detail), change


def _is_ruled(id_: str, path: str) -> bool:
    """Element ids and what may be extended are R4's own; a slice of extensions is ours."""
    last = path.rpartition(".")[2]
    return last != "id" and (last not in {"extension", "modifierExtension"} or ":" in id_.rpartition(".")[2])


def _of_root(definition: Definition, element: Element) -> Iterator[tuple[Constraint, Change]]:
    root = definition.root
    for one in _ours(element):
        yield (
            Constraint(definition.name, root, "invariant", own=True, detail=one["key"]),
            _violating(one["expression"]),
        )
    if definition.type == "Extension":
        yield Constraint(definition.name, root, "context", own=True), _nothing
        if definition.own.get(root, {}).get("max") == "1":
            yield Constraint(definition.name, root, "max", own=True, detail="1"), _nothing


def _ours(element: Element) -> Iterator[Mapping[str, str]]:
    yield from (one for one in element.get("constraint", ()) if one["key"].startswith("svu-"))


def _of_element(definition: Definition, id_: str, element: Element) -> Iterator[tuple[str, str, Change]]:
    least, most = element.get("min", 0), element.get("max", "*")
    if most == "0":
        yield "max", "0", _added(id_, element)
        return
    if least:
        yield "min", str(least), _removed(id_)
    if most != "*" and definition.repeats(id_):
        yield "max", most, _doubled(id_, int(most))
    yield from _of_value(id_, element)
    own = definition.own.get(id_, {}).get("type", ())
    if own and id_.endswith("[x]"):
        yield "type", "", _retyped(id_, element)
    if any("targetProfile" in one for one in own):
        yield "target", "", _redirected(id_)
    if element.get("slicing", {}).get("rules") == "closed":
        yield "slicing", "closed", _stranger(id_)
    for one in _ours(element):
        yield "invariant", one["key"], _violating(one["expression"])


def _of_value(id_: str, element: Element) -> Iterator[tuple[str, str, Change]]:
    given = [name for name in element if name.startswith(("fixed", "pattern"))]
    for name in given:
        yield "fixed" if name.startswith("fixed") else "pattern", "", _miscoded(id_, element[name])
    strength = element.get("binding", {}).get("strength")
    if strength == "required" and not given:
        yield "binding", "required", _coded(id_, None)
    elif strength == "extensible":
        yield "extensible", "", _coded(id_, FOREIGN)


def _aspects(own: Element) -> set[str]:
    """What a differential's element says."""
    said = {name for name in ("min", "max", "type", "slicing") if name in own}
    said |= {"fixed"} if any(name.startswith("fixed") for name in own) else set()
    said |= {"pattern"} if any(name.startswith("pattern") for name in own) else set()
    said |= {"binding", "extensible"} if "binding" in own else set()
    return said | ({"invariant"} if "constraint" in own else set()) | ({"target"} if "type" in own else set())


def _nothing(_: Definition, __: Json) -> Iterator[Json]:
    """What is broken in the resource that holds the extension, not in it: `hosts` of mutation."""
    yield from ()


def _first(definition: Definition, resource: Json, id_: str) -> tuple[Json, Json, str, Any] | None:
    """A copy of the resource, and where in it the element stands first: its parent, member and value."""
    copy = deepcopy(resource)
    for parent in definition.parents(copy, id_):
        for key, value in definition.occurrences(parent, id_):
            return copy, parent, key, value
    return None


def _removed(id_: str) -> Change:
    def change(definition: Definition, resource: Json) -> Iterator[Json]:
        found = _first(definition, resource, id_)
        if found is None:
            return
        copy, parent, _, _ = found
        for key, value in definition.occurrences(parent, id_):
            if isinstance(parent[key], list):
                parent[key] = [one for one in parent[key] if one is not value]
            if not isinstance(parent[key], list) or not parent[key]:
                del parent[key]
        for key in [key for key in parent if key.startswith("_") and key[1:] not in parent]:
            del parent[key]
        if not parent:
            parent["id"] = "prov"  # an element says something: R4 knows no empty one
        yield copy

    return change


def _added(id_: str, element: Element) -> Change:
    def change(definition: Definition, resource: Json) -> Iterator[Json]:
        copy = deepcopy(resource)
        for parent in definition.parents(copy, id_):
            type_ = element.get("type", [{"code": "BackboneElement"}])[0]["code"]
            value = deepcopy(samples.of(type_))
            parent[samples.name(id_, type_)] = [value] if definition.repeats(id_) else value
            yield copy
            return

    return change


def _doubled(id_: str, most: int) -> Change:
    def change(definition: Definition, resource: Json) -> Iterator[Json]:
        found = _first(definition, resource, id_)
        if found is None:
            return
        copy, parent, key, value = found
        if isinstance(parent[key], list):
            again = [deepcopy(value) for _ in range(most)]
            for number, one in enumerate(again):
                if isinstance(one, dict) and "fullUrl" in one:
                    one["fullUrl"] = one["fullUrl"][:-4] + f"{number:04}"
            parent[key] += again
            yield copy

    return change


def _miscoded(id_: str, wanted: Any) -> Change:
    def change(definition: Definition, resource: Json) -> Iterator[Json]:
        found = _first(definition, resource, id_)
        if found is None:
            return
        copy, parent, key, value = found
        other = _other(value, wanted)
        parent[key] = (
            [other if one is value else one for one in parent[key]]
            if isinstance(parent[key], list)
            else other
        )
        yield copy

    return change


def _other(value: Any, wanted: Any) -> Any:
    """The value with the last thing that the pattern demands said otherwise, wherever it is said."""
    if isinstance(wanted, dict):
        name = "code" if "code" in wanted else list(wanted)[-1]
        return {**value, name: _other(value.get(name), wanted[name])}
    if isinstance(wanted, list):
        return [_other(one, wanted[0]) if within(wanted[0], one) else one for one in value]
    return (not wanted) if isinstance(wanted, bool) else f"{wanted}-x"


def _coded(id_: str, foreign: Mapping[str, str] | None) -> Change:
    """With a code that nobody knows: of the same system, or of another one."""

    def change(definition: Definition, resource: Json) -> Iterator[Json]:
        found = _first(definition, resource, id_)
        if found is None:
            return
        copy, parent, key, value = found
        if isinstance(value, str):
            other: Any = UNKNOWN
        elif "coding" in value or "text" in value:
            other = {"coding": [_recoded(one, foreign) for one in value.get("coding", ({},))]}
        else:
            other = _recoded(value, foreign)
        parent[key] = (
            [other if one is value else one for one in parent[key]]
            if isinstance(parent[key], list)
            else other
        )
        yield copy

    return change


def _recoded(coding: Mapping[str, Any], foreign: Mapping[str, str] | None) -> Json:
    return {**{key: coding[key] for key in coding if key != "display"}, **(foreign or {"code": UNKNOWN})}


def _retyped(id_: str, element: Element) -> Change:
    """With a value of a type that the profile does not allow."""
    allowed = {one["code"] for one in element.get("type", ())}
    other = next(one for one in ("uri", "base64Binary", "Coding") if one not in allowed)

    def change(definition: Definition, resource: Json) -> Iterator[Json]:
        found = _first(definition, resource, id_)
        if found is None:
            return
        copy, parent, key, _ = found
        del parent[key]
        parent[samples.name(id_, other)] = deepcopy(samples.of(other))
        yield copy

    return change


def _redirected(id_: str) -> Change:
    """With a reference to a resource of a type that it may not lead to."""

    def change(definition: Definition, resource: Json) -> Iterator[Json]:
        found = _first(definition, resource, id_)
        if found is None:
            return
        copy, parent, key, value = found
        other = {"reference": "Substance/prov", "type": "Substance"}
        parent[key] = (
            [other if one is value else one for one in parent[key]]
            if isinstance(parent[key], list)
            else other
        )
        yield copy

    return change


def _stranger(id_: str) -> Change:
    """With an item that is of no slice."""

    def change(definition: Definition, resource: Json) -> Iterator[Json]:
        found = _first(definition, resource, id_)
        if found is None:
            return
        copy, parent, key, _ = found
        own = "0f0c7a0e-3a52-4a6e-9e2f-6a1d0f6b7c99"
        basic = {**samples.of("Resource"), "id": own}
        parent[key].append({"fullUrl": f"urn:uuid:{own}", "resource": basic})
        yield copy

    return change


def _violating(expression: str) -> Change:
    """What may break an invariant: each thing that it names said otherwise, left out or added, one at a time."""
    words, quoted = set(_WORD.findall(_QUOTED.sub("", expression))), _QUOTED.findall(expression)

    def change(definition: Definition, resource: Json) -> Iterator[Json]:
        makers = (_said_otherwise, _said_after_all, _left_out, _put_in)
        rounds = [make(definition, resource, words, quoted) for make in makers]
        made = (one for several in zip_longest(*rounds) for one in several if one is not None)
        yield from islice(made, _CANDIDATES)

    return change


def spoken_of(definition: Definition, key: str, resource: Json) -> int:
    """How many of the values that an invariant names are in a resource."""
    expressions = (
        one["expression"]
        for element in definition.elements.values()
        for one in _ours(element)
        if one["key"] == key
    )
    leaves = {value for _, value in _leaves(resource)}
    return sum(one in leaves for expression in expressions for one in _QUOTED.findall(expression))


def _said_otherwise(_: Definition, resource: Json, words: set[str], quoted: Sequence[str]) -> Iterator[Json]:
    """What the invariant speaks of first: leaves with its values, then those with its words on the way to them."""
    leaves = [one for one in _leaves(resource) if one[0][-1] in words | {"code", "value"}]
    for path, value in sorted(
        leaves, key=lambda one: (one[1] not in quoted, -sum(step in words for step in one[0]))
    ):
        if isinstance(value, str):
            alike = [one for one in quoted if one != value and (":" in one) is (":" in value)]
            others = [*dict.fromkeys(alike), "on-hold"]
            yield from (_with(resource, path, other) for other in others)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield _with(resource, path, value + 0.5)


def _said_after_all(_: Definition, resource: Json, words: set[str], __: Sequence[str]) -> Iterator[Json]:
    """A value beside the extension that says why there is none."""
    for path in _places(resource):
        name = str(path[-1])
        if name.startswith("_") and (name[1:] in words or "value" in words):
            yield _with(resource, (*path[:-1], name[1:]), 1)


def _left_out(_: Definition, resource: Json, words: set[str], __: Sequence[str]) -> Iterator[Json]:
    for path in _places(resource):
        if path[-1] in words:
            yield _with(resource, path, None)


def _put_in(definition: Definition, resource: Json, words: set[str], _: Sequence[str]) -> Iterator[Json]:
    for id_, element in definition.elements.items():
        last = id_.rpartition(".")[2]
        if last.removesuffix("[x]") in words and id_.count(".") == 1 and not definition.keys(resource, id_):
            yield from _added(id_, element)(definition, resource)


def _places(node: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    for key, value in (
        node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    ):
        yield (*at, key)
        yield from _places(value, (*at, key))


def _leaves(node: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _leaves(value, (*at, key))
    else:
        yield at, node


def _with(resource: Json, path: tuple[str | int, ...], value: Any) -> Json:
    copy = deepcopy(resource)
    node: Any = copy
    for step in path[:-1]:
        node = node[step]
    if value is None:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return copy
