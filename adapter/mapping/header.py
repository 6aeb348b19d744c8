"""MessageHeader: event, reason, from whom to whom, and what the Bundle is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from adapter.mapping.draft import Draft
from adapter.model.directory import Unit
from adapter.r4 import systems
from adapter.r4.models import Resource

SOFTWARE = "svu-adapter"


@dataclass(frozen=True, slots=True)
class Route:
    """From where, from whom and to whom: elements of the MessageHeader."""

    source: Resource
    destinations: Sequence[Resource]
    sender: Resource
    author: Resource | None = None


def header(
    draft: Draft,
    route: Route,
    *,
    kind: str,
    action: str,
    focus: Sequence[Resource],
    narrative: str | None = None,
) -> Resource:
    """The MessageHeader; it is not added to the draft, whose bundle() puts it first."""
    made: Resource = {"resourceType": "MessageHeader", "id": draft.header_id}
    if narrative is not None:
        div = f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{escape(narrative)}</p></div>'
        made["text"] = {"status": "generated", "div": div}
    made |= {
        "eventCoding": draft.mappings.coding(systems.KIND, kind),
        "destination": list(route.destinations),
        "sender": route.sender,
        "author": route.author,
        "source": route.source,
        "reason": {"coding": [draft.mappings.coding(systems.ACTION, action)]},
        "focus": list(focus),
        "definition": f"{systems.MESSAGE_DEFINITION}/{kind}",
    }
    return {name: value for name, value in made.items() if value not in (None, [])}


def own_source(own_url: str) -> Resource:
    """The adapter as the source; acknowledgements go to its endpoint. `own_url` is its FHIR base."""
    return {"name": SOFTWARE, "software": SOFTWARE, "endpoint": f"{own_url}/$process-message"}


def destination(unit: Unit, receiver: Resource, own_url: str) -> Resource:
    """Where the unit takes messages; of a mailbox unit that is the adapter's own URL for it (semantics 25)."""
    endpoint = unit.endpoint
    url = endpoint.url if endpoint is not None and endpoint.mode != "mailbox" else None
    mailbox = f"{own_url.removesuffix('/fhir')}/svu/mailbox?unit={unit.unit}"
    return {"name": unit.name, "endpoint": url or mailbox, "receiver": receiver}
