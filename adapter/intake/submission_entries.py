"""The resources of a submitted Bundle, found by reference; it remembers which ones were asked for."""

from collections.abc import Iterator, Mapping
from typing import Any

from adapter.r4 import shape
from adapter.r4.models import Resource

_URN = "urn:uuid:"
_NOTHING: Resource = {"resourceType": ""}


class Entries:
    """Entries of a Bundle whose structure has been checked; an entry without a resource keeps its position."""

    def __init__(self, bundle: Mapping[str, Any]) -> None:
        entries = bundle.get("entry", ())
        self.resources: list[Resource] = [entry.get("resource", _NOTHING) for entry in entries]
        self._by_url: dict[str, int] = {}
        self._seen: set[int] = set()
        for position, (entry, resource) in enumerate(zip(entries, self.resources, strict=True)):
            self._by_url[f"{resource['resourceType']}/{resource.get('id')}"] = position
            if "fullUrl" in entry:
                self._by_url[entry["fullUrl"]] = position

    def first(self) -> Resource:
        """The first resource, or an empty one."""
        self._seen.add(0)
        return self.resources[0] if self.resources else {}

    @property
    def first_id(self) -> str | None:
        """Its id; some clients (HAPI FHIR's) leave it out where the entry's address has it, as `urn:uuid:` and the id."""
        stated: str | None = self.first().get("id")
        url = next(
            (url for url, position in self._by_url.items() if position == 0 and url.startswith(_URN)), ""
        )
        return stated or url.removeprefix(_URN) or None

    def find(self, reference: Mapping[str, Any] | None, *types: str) -> Resource | None:
        """What a reference points at in this Bundle, when it is of one of these types."""
        position = self._by_url.get(reference.get("reference", "")) if reference else None
        if position is None or self.resources[position]["resourceType"] not in types:
            return None
        self._seen.add(position)
        return self.resources[position]

    def all(self, references: list[Resource], *types: str) -> Iterator[Resource]:
        """What these references point at, of these types, in their order."""
        found = (self.find(reference, *types) for reference in references)
        return (resource for resource in found if resource is not None)

    def unit(self, reference: Mapping[str, Any] | None) -> str | None:
        """The HSA-id of the unit that a reference means: by identifier, Organization, or a role's organization."""
        if reference is None:
            return None
        if "identifier" in reference:
            return _hsa_id([reference["identifier"]])
        role = self.find(reference, "PractitionerRole")
        if role is not None:
            return self.unit(role.get("organization"))
        organization = self.find(reference, "Organization")
        return _hsa_id(organization.get("identifier", [])) if organization else None

    def unread(self) -> Iterator[tuple[int, Resource]]:
        """Resources that nobody asked for, with their positions."""
        return ((n, resource) for n, resource in enumerate(self.resources) if n not in self._seen)


def _hsa_id(identifiers: list[Resource]) -> str | None:
    """Both systems in use are read (standards 0.4)."""
    return next((i.get("value") for i in identifiers if i.get("system") in shape.HSA_SYSTEMS), None)
