"""Names of HL7's Subscriptions R5 Backport (1.1, for R4), and of our own topic: http://hl7.org/fhir/uv/subscriptions-backport."""

from adapter.r4 import systems

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
