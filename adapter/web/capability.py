"""What this server can do, as FHIR asks for it: only what is routed, nothing that is planned."""

from datetime import datetime

from adapter import __version__
from adapter.model.delivery import NOTICES
from adapter.model.kinds import KINDS
from adapter.r4 import systems

RELIABLE_CACHE_MINUTES = 60


def statement(own_url: str, since: datetime) -> dict[str, object]:
    """The CapabilityStatement of an adapter at `own_url`, as it has been since `since`."""
    return {
        "resourceType": "CapabilityStatement",
        "url": f"{systems.BASE}/CapabilityStatement/svu-adapter",
        "version": __version__,
        "name": "SvuAdapter",
        "title": "svu-adapter",
        "status": "active",
        "date": since.isoformat(timespec="seconds"),
        "description": "Swedish discharge coordination (samverkan vid utskrivning) as FHIR messages.",
        "kind": "instance",
        "software": {"name": "svu-adapter", "version": __version__},
        "implementation": {"description": "svu-adapter", "url": own_url},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json"],
        "rest": [
            {
                "mode": "server",
                "security": {"description": "Every route but /health wants a bearer key from the operator."},
                "resource": [
                    {
                        "type": "Task",
                        "interaction": [
                            {
                                "code": "update",
                                "documentation": "status completed: the kvittens that was owed",
                            }
                        ],
                    }
                ],
                "operation": [
                    {
                        "name": "process-message",
                        "definition": "http://hl7.org/fhir/OperationDefinition/MessageHeader-process-message",
                    }
                ],
            }
        ],
        "messaging": [
            {
                "endpoint": [
                    {
                        "protocol": {
                            "system": "http://terminology.hl7.org/CodeSystem/message-transport",
                            "code": "http",
                        },
                        "address": f"{own_url}/$process-message",
                    }
                ],
                "reliableCache": RELIABLE_CACHE_MINUTES,
                "documentation": "MessageHeader.id is the idempotency key; it is remembered far longer than a Bundle.id.",
                "supportedMessage": [
                    *(_supported("receiver", kind) for kind in KINDS),
                    *(_supported("sender", kind) for kind in (*KINDS, *NOTICES)),
                ],
            }
        ],
    }


def _supported(mode: str, kind: str) -> dict[str, str]:
    return {"mode": mode, "definition": f"{systems.MESSAGE_DEFINITION}/{kind}"}
