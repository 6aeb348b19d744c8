"""Names of HL7's Subscriptions R5 Backport (1.1, for R4), and of our own topic: http://hl7.org/fhir/uv/subscriptions-backport."""

from collections.abc import Mapping

from adapter.r4 import systems
from adapter.r4.models import Resource

_BASE = "http://hl7.org/fhir/uv/subscriptions-backport"

SUBSCRIPTION = f"{_BASE}/StructureDefinition/backport-subscription"
NOTIFICATION = f"{_BASE}/StructureDefinition/backport-subscription-notification-r4"
STATUS = f"{_BASE}/StructureDefinition/backport-subscription-status-r4"
FILTER = f"{_BASE}/StructureDefinition/backport-filter-criteria"
PAYLOAD_CONTENT = f"{_BASE}/StructureDefinition/backport-payload-content"
MAX_COUNT = f"{_BASE}/StructureDefinition/backport-max-count"
SUPPORTED_TOPIC = f"{_BASE}/StructureDefinition/capabilitystatement-subscriptiontopic-canonical"
"""On `CapabilityStatement.rest.resource` of Subscription: a topic that there is."""
STATUS_OPERATION = f"{_BASE}/OperationDefinition/backport-subscription-status"

TOPIC = f"{systems.BASE}/SubscriptionTopic/svu-message"
"""Our one topic: a message is there for a unit to read."""

PROFILE = f"{systems.EXTENSION}/svu-subscription"
"""Ours, for every Subscription that is kept here, by topic or not."""
NOTIFICATION_PROFILE = f"{systems.EXTENSION}/svu-notification"

SEARCHED: Mapping[str, tuple[str, str]] = {
    "_id": ("token", "Resource-id"),
    "status": ("token", "Subscription-status"),
    "criteria": ("string", "Subscription-criteria"),
    "url": ("uri", "Subscription-url"),
    "type": ("token", "Subscription-type"),
    "payload": ("token", "Subscription-payload"),
}
"""What subscriptions are searched by: type and definition of R4's own parameters."""
INTERACTIONS: Mapping[str, str] = {
    "create": "status requested: a first notification is sent, and active when the endpoint has taken it",
    "read": "of the caller's own units",
    "update": "status off ends it until it is requested again",
    "delete": "what was under way is not sent either",
    "search-type": "by GET, or by POST [type]/_search",
}


def capability() -> Resource:
    """Subscription as a CapabilityStatement tells it: it is no part of the table, for it is not read out of messages."""
    return {
        "extension": [{"url": SUPPORTED_TOPIC, "valueCanonical": TOPIC}],
        "type": "Subscription",
        "supportedProfile": [PROFILE, SUBSCRIPTION],
        "interaction": [{"code": code, "documentation": words} for code, words in INTERACTIONS.items()],
        "versioning": "versioned",
        "readHistory": False,
        "updateCreate": False,
        "conditionalCreate": False,
        "searchParam": [
            {"name": name, "definition": f"http://hl7.org/fhir/SearchParameter/{definition}", "type": type_}
            for name, (type_, definition) in SEARCHED.items()
        ],
        "operation": [{"name": "status", "definition": STATUS_OPERATION}],
    }
