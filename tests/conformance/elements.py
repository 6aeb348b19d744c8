"""Where an element of a StructureDefinition's snapshot stands in a resource as JSON: paths, choices, slices."""

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

Json = dict[str, Any]
Element = Mapping[str, Any]


class Definition:
    """A StructureDefinition, with its snapshot's elements by id."""

    def __init__(self, document: Json) -> None:
        self.document = document
        self.url: str = document["url"]
        self.name: str = document["id"]
        self.type: str = document["type"]
        self.elements: dict[str, Element] = {one["id"]: one for one in document["snapshot"]["element"]}
        self.own: dict[str, Element] = {one["id"]: one for one in document["differential"]["element"]}

    @cached_property
    def root(self) -> str:
        """The id of the first element: the type."""
        return next(iter(self.elements))

    def parents(self, resource: Json, id_: str) -> Iterator[Json]:
        """The objects of a resource in which an element stands, or would stand."""
        nodes = [resource]
        *way, _ = id_.split(".")[1:]
        at = self.root
        for segment in way:
            at = f"{at}.{segment}"
            nodes = [child for node in nodes for child in self._children(node, at) if isinstance(child, dict)]
        yield from nodes

    def keys(self, node: Json, id_: str) -> list[str]:
        """The members of an object that are this element: several only of a choice."""
        name = id_.rpartition(".")[2].partition(":")[0]
        if not name.endswith("[x]"):
            return [name] if name in node else []
        stem = name[:-3]
        return [key for key in node if key.startswith(stem) and key[len(stem) : len(stem) + 1].isupper()]

    def occurrences(self, node: Json, id_: str) -> list[tuple[str, Any]]:
        """The element's members of an object with their values, lists unfolded; of a slice those that are in it."""
        found = []
        for key in self.keys(node, id_):
            value = node[key]
            several = value if isinstance(value, list) else [value]
            found += [(key, one) for one in several if self._in_slice(key, one, id_)]
        return found

    def covered(self, resource: Json) -> Iterator[str]:
        """The elements that a resource has."""
        for id_ in self.elements:
            if id_ != self.root and any(
                self.occurrences(parent, id_) for parent in self.parents(resource, id_)
            ):
                yield id_

    def fits(self, resource: Json) -> bool:
        """Whether a resource has what this profile demands and nothing that it forbids, as far as counting tells."""
        return resource.get("resourceType") == self.type and all(
            self._holds(parent, id_, element)
            for id_, element in self.elements.items()
            if id_ != self.root and not id_.endswith(".id")
            for parent in self.parents(resource, id_)
        )

    def _holds(self, parent: Json, id_: str, element: Element) -> bool:
        found = self.occurrences(parent, id_)
        untold = [key for key in parent if key[:1] == "_" and self._named(key[1:], id_)]
        if len(found) + (len(untold) if not found else 0) < element.get("min", 0):
            return False
        if element.get("max", "*") != "*" and len(found) > int(element["max"]):
            return False
        wanted = self._fixed(id_)
        if wanted is not None and not all(within(wanted, value) for _, value in found):
            return False
        if id_.endswith("[x]") and not all(self._typed(key, element) for key, _ in found):
            return False
        if element.get("slicing", {}).get("rules") != "closed":
            return True
        slices = [one for one in self.elements if one.startswith(f"{id_}:") and "." not in one[len(id_) :]]
        return all(any(self._in_slice(key, value, one) for one in slices) for key, value in found)

    def _named(self, key: str, id_: str) -> bool:
        return bool(self.keys({key: None}, id_))

    def _typed(self, key: str, element: Element) -> bool:
        stem = str(element["path"]).rpartition(".")[2][:-3]
        return any(key == f"{stem}{_capital(one['code'])}" for one in element.get("type", ()))

    def repeats(self, id_: str) -> bool:
        """Whether R4 has it as a list."""
        most: str = self.elements[id_].get("base", {}).get("max", "1")
        return most not in {"0", "1"}

    def _children(self, node: Json, id_: str) -> list[Any]:
        return [value for _, value in self.occurrences(node, id_)]

    def _in_slice(self, key: str, value: Any, id_: str) -> bool:
        whole, sliced, _ = id_.rpartition(":") if ":" in id_.rpartition(".")[2] else (id_, "", "")
        if not sliced:
            return True
        if whole.endswith("[x]"):
            stem = whole.rpartition(".")[2][:-3]
            return any(key == f"{stem}{_capital(one['code'])}" for one in self.elements[id_].get("type", ()))
        slicing = self.elements[whole].get("slicing", {})
        return all(
            self._told(value, id_, one["path"], one["type"]) for one in slicing.get("discriminator", ())
        )

    def _told(self, value: Any, id_: str, path: str, kind: str) -> bool:
        """Whether a value has what a discriminator demands of the slice."""
        found = _at(value, path)
        if kind == "type":
            types = self.elements[f"{id_}.{path}"]["type"]
            return isinstance(found, dict) and found.get("resourceType") in {one["code"] for one in types}
        wanted = self._fixed(f"{id_}.{path}") if path != "$this" else self._fixed(id_)
        if wanted is None and path == "url":
            (profile,) = self.elements[id_]["type"][0]["profile"]
            wanted = profile.partition("|")[0]
        return wanted is not None and within(wanted, found)

    def _fixed(self, id_: str) -> Any:
        element = self.elements.get(id_, {})
        return next((element[name] for name in element if name.startswith(("fixed", "pattern"))), None)


def within(pattern: Any, value: Any) -> bool:
    """Whether a value has all that a pattern says."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(within(pattern[name], value.get(name)) for name in pattern)
    if isinstance(pattern, list):
        return isinstance(value, list) and all(any(within(one, item) for item in value) for one in pattern)
    return bool(pattern == value)


def shape(node: Any, at: str = "") -> Iterator[str]:
    """The paths of everything that stands in a node: two of the same shape are alike for a mutation."""
    if isinstance(node, dict):
        for name, value in node.items():
            extra = f"={value}" if name in {"url", "system", "status", "resourceType"} else ""
            yield f"{at}.{name}{extra}"
            yield from shape(value, f"{at}.{name}")
    elif isinstance(node, list):
        for value in node:
            yield from shape(value, at)


def load(text: str) -> Definition:
    """A definition out of its file's text."""
    return Definition(json.loads(text))


def _at(value: Any, path: str) -> Any:
    for name in path.split(".") if path != "$this" else ():
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
