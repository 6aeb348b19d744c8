"""Notices of our own making: ids, kind and a reason code, never content (semantics 21, 32)."""

from datetime import datetime

from adapter.mapping import header
from adapter.mapping.communication import LABEL as COMMUNICATION
from adapter.mapping.communication import communication
from adapter.mapping.draft import Draft
from adapter.mapping.organization import organization
from adapter.model.delivery import UNDELIVERED
from adapter.model.directory import Unit
from adapter.r4 import claims, primitives, shape, systems
from adapter.r4.claims import Extent
from adapter.r4.mappings import Mappings
from adapter.r4.models import Resource

REASONS = ("undelivered", "refused-later", "delayed", "delivered-after-delay")


def undelivered(  # noqa: PLR0913 - ids of a notice; bundling them would name nothing
    *,
    delivery: str,
    bundle_id: str,
    timestamp: datetime,
    own_url: str,
    recipient: Unit,
    about_message: str,
    about_recipient: str,
    mappings: Mappings,
    reason: str = "undelivered",
) -> Resource:
    """Tells the sending unit (`recipient`) that its message did not reach `about_recipient`, and why.

    `about_message` is the sender's own messageId; `reason` one of REASONS. There is no Patient and no stay.
    """
    draft = Draft(delivery, mappings)
    made = communication(
        draft,
        message_id=delivery,
        kind=UNDELIVERED,
        action="new",
        sent=primitives.instant(timestamp),
        relates_to=about_message,
    )
    own = organization(draft, recipient.unit, recipient.name)
    made |= {
        "reasonCode": [shape.concept(mappings.coding(systems.ACTIVITY, reason))],
        "about": [{"type": "Organization", "identifier": shape.unit_identifier(about_recipient)}],
        "recipient": [own],
    }
    route = header.Route(
        header.own_source(own_url),
        [header.destination(recipient, own, own_url)],
        adapter_itself(own_url),
    )
    first = header.header(
        draft, route, kind=UNDELIVERED, action="new", focus=[draft.reference(COMMUNICATION)]
    )
    made = draft.bundle(first, bundle_id=bundle_id, timestamp=primitives.instant(timestamp), meta=None)
    return claims.claimed(made, Extent.MESSAGE)


def undelivered_native(
    *, delivery: str, about_message: str, about_recipient: str, reason: str
) -> dict[str, object]:
    """The same for a unit that reads native JSON: a delivery whose message is the notice."""
    told = {"kind": UNDELIVERED, "relatesTo": about_message, "recipient": about_recipient, "reason": reason}
    return {"deliveryId": delivery, "message": told, "withheld": [], "verdict": None}


def adapter_itself(own_url: str) -> Resource:
    """The adapter as an organisation that sends: a logical reference."""
    identifier = {"system": systems.URI, "value": own_url}
    return {"type": "Organization", "identifier": identifier, "display": header.SOFTWARE}
