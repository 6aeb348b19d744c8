"""What a reference in a resource can mean: an entry of its Bundle, what the resource contains, or something elsewhere."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from adapter.r4.models import Resource

_LITERAL = re.compile(
    r"(?:^|/)([A-Z][A-Za-z]{1,63})/[A-Za-z0-9\-.]{1,64}(?:/_history/[A-Za-z0-9\-.]{1,64})?$"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """The resource types by fullUrl of the Bundle around, and by id of what the resource contains."""

    entries: Mapping[str, str] = field(default_factory=dict)
    contained: Mapping[str, str] = field(default_factory=dict)
    bundled: bool = False

    def inside(self, resource: Resource) -> "Scope":
        """The scope of what stands in this resource, which is no Bundle; what is contained itself names what its container holds."""
        held = resource.get("contained")
        found = {
            one["id"]: one["resourceType"]
            for one in (held if isinstance(held, list) else ())
            if isinstance(one, dict)
            and isinstance(one.get("id"), str)
            and isinstance(one.get("resourceType"), str)
        }
        return replace(self, contained=found) if found else self

    def type_of(self, reference: str) -> str | None:
        """The type of what a literal reference points at; None where that cannot be told from here."""
        if reference.startswith("#"):
            return self.contained.get(reference[1:])
        if reference in self.entries:
            return self.entries[reference]
        literal = _LITERAL.search(reference)
        return literal.group(1) if literal else None


def of_bundle(bundle: Mapping[str, Any]) -> Scope:
    """The scope of a Bundle's entries."""
    return Scope(dict(_entries(bundle)), bundled=True)


def _entries(bundle: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    entries = bundle.get("entry")
    for entry in entries if isinstance(entries, list) else ():
        resource = entry.get("resource") if isinstance(entry, dict) else None
        url = entry.get("fullUrl") if isinstance(entry, dict) else None
        kind = resource.get("resourceType") if isinstance(resource, dict) else None
        if isinstance(url, str) and isinstance(kind, str):
            yield url, kind
