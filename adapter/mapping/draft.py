"""A message Bundle while it is being put together: resources by label, ids computed from the message's."""

from typing import Any
from uuid import UUID, uuid5

from adapter.r4.mappings import Mappings
from adapter.r4.models import Resource


class Draft:
    """Resources in the order in which they came; a label names each once (`Encounter`, `Organization/SE…`).

    Ids are UUIDv5 over the MessageHeader's id and the label, so the same content always gives the same Bundle.
    """

    def __init__(self, header_id: str, mappings: Mappings) -> None:
        self.mappings = mappings
        self.header_id = header_id
        self._namespace = UUID(header_id)
        self._resources: dict[str, Resource] = {}

    def __contains__(self, label: str) -> bool:
        """Whether there is a resource with this label."""
        return label in self._resources

    def __getitem__(self, label: str) -> Resource:
        """The resource with this label."""
        return self._resources[label]

    @property
    def labels(self) -> dict[str, str]:
        """The label of each resource by its id."""
        return {resource["id"]: label for label, resource in self._resources.items()}

    @property
    def types(self) -> frozenset[str]:
        """The types of its resources."""
        return frozenset(resource["resourceType"] for resource in self._resources.values())

    def add(self, label: str, resource_type: str, **elements: Any) -> Resource:
        """A new resource; elements that are None or empty are left out."""
        resource: Resource = {"resourceType": resource_type, "id": str(uuid5(self._namespace, label))}
        resource |= {name: value for name, value in elements.items() if value not in (None, [], {})}
        self._resources[label] = resource
        return resource

    def reference(self, label: str) -> Resource:
        """A reference to a resource of this Bundle."""
        return {"reference": f"urn:uuid:{self._resources[label]['id']}"}

    def find(self, reference: Resource) -> Resource:
        """The resource that a reference of this Bundle points at."""
        return next(r for r in self._resources.values() if reference["reference"] == f"urn:uuid:{r['id']}")

    def maybe(self, label: str) -> Resource | None:
        """A reference, or None when there is no such resource."""
        return self.reference(label) if label in self._resources else None

    def header_reference(self) -> Resource:
        """A reference to the MessageHeader, which comes last and stands first."""
        return {"reference": f"urn:uuid:{self.header_id}"}

    def bundle(self, header: Resource, *, bundle_id: str, timestamp: str, meta: Resource | None) -> Resource:
        """The message Bundle, MessageHeader first."""
        entries = [header, *self._resources.values()]
        return {
            "resourceType": "Bundle",
            "id": bundle_id,
            **({"meta": meta} if meta else {}),
            "type": "message",
            "timestamp": timestamp,
            "entry": [{"fullUrl": f"urn:uuid:{entry['id']}", "resource": entry} for entry in entries],
        }
