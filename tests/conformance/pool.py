"""Good instances of every profile: what the product makes, of those alike only one."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.conformance.elements import Definition, Json, shape

Path = tuple[str | int, ...]
_EACH = 3
"""Candidates with an element: one of them may break what counting does not see, as an invariant."""


@dataclass(slots=True)
class Pool:
    """Resources by type, and extensions by their URL with the resource around them."""

    of: dict[str, list[Json]] = field(default_factory=dict)
    extended: dict[str, list[tuple[Json, Path]]] = field(default_factory=dict)
    _seen: dict[str, set[frozenset[str]]] = field(default_factory=dict)

    def add(self, resource: Json) -> None:
        """A resource, and all that stand in it."""
        kind = resource.get("resourceType")
        if kind is None:
            return
        if self._new(kind, resource):
            self.of.setdefault(kind, []).append(resource)
        for entry in resource.get("entry", ()):
            self.add(entry.get("resource", {}))
        for url, path in _extensions(resource) if kind != "Bundle" else ():
            if self._new(f"{kind} {url}", node(resource, path)):
                self.extended.setdefault(url, []).append((resource, path))

    def candidates(self, definition: Definition) -> list[Json]:
        """Resources that may be instances of a profile, small ones first: each element is in a few of them."""
        kept: list[Json] = []
        told: Counter[str] = Counter()
        for resource in sorted(self.of.get(definition.type, ()), key=lambda one: len(str(one))):
            mine = set(definition.covered(resource))
            if any(told[one] < _EACH for one in mine) and definition.fits(resource):
                kept.append(resource)
                told.update(mine)
        return kept

    def _new(self, key: str, node: Json) -> bool:
        seen = self._seen.setdefault(key, set())
        told = frozenset(shape(node))
        if told in seen:
            return False
        seen.add(told)
        return True


def node(resource: Any, path: Path) -> Any:
    """What stands at a path."""
    for step in path:
        resource = resource[step]
    return resource


def _extensions(whole: Any, at: Path = ()) -> Iterator[tuple[str, Path]]:
    for key, value in (
        whole.items() if isinstance(whole, dict) else enumerate(whole) if isinstance(whole, list) else ()
    ):
        here = (*at, key)
        if isinstance(value, dict) and at and at[-1] == "extension" and "url" in value:
            yield value["url"], here
        yield from _extensions(value, here)
