"""What this server can do, as FHIR asks for it: only what is routed, nothing that is planned."""

from collections.abc import Mapping
from datetime import datetime

from adapter import __version__
from adapter.model.delivery import NOTICES
from adapter.model.kinds import KINDS
from adapter.r4 import backport, interactions, systems
from adapter.r4.interactions import TABLE, Interaction, Served
from adapter.web.representation import FORMATS

RELIABLE_CACHE_MINUTES = 60
_ACCESS = (
    "A client reads what its units sent, what they got, and of that what they may see now; nothing else exists for it. "
    "A person is searched for by POST [type]/_search, never in an address."
)
_MESSAGE = "A message: what belongs to it is contained, and it goes through the same pipeline"
_WORDS = {
    "Communication": {Interaction.CREATE: f"{_MESSAGE}; category says the kind"},
    "Consent": {
        Interaction.CREATE: f"{_MESSAGE}, as a samtycke",
        Interaction.UPDATE: "inactive withdraws it; anything else is a new record",
    },
    "CarePlan": {
        Interaction.CREATE: f"{_MESSAGE}; category says the kind of plan",
        Interaction.UPDATE: "The next version, by its status; If-Match is required (428)",
    },
    "QuestionnaireResponse": {Interaction.CREATE: f"{_MESSAGE}; questionnaire says the kind"},
    "AppointmentResponse": {Interaction.CREATE: f"{_MESSAGE}, as an answer to an invitation"},
    "Task": {Interaction.UPDATE: "status completed: the kvittens that was owed"},
}
_SEARCH = (
    "By GET where it names nobody, else by POST [type]/_search; the link next holds for a quarter of an hour."
)


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
        "format": [*FORMATS, "json", "xml"],
        "rest": [_rest()],
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


def _rest() -> dict[str, object]:
    told: dict[str, object] = {
        "mode": "server",
        "documentation": _ACCESS,
        "security": {"description": "Every route but /health wants a bearer key from the operator."},
        "resource": [*(_resource(served) for served in TABLE.values()), backport.capability()],
        "interaction": [{"code": code} for code in interactions.SYSTEM_INTERACTIONS],
        "operation": _operations(interactions.SYSTEM_OPERATIONS),
    }
    return {name: value for name, value in told.items() if value != []}


def _operations(known: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "definition": definition} for name, definition in known.items()]


def _resource(served: Served) -> dict[str, object]:
    """A type as the table of interactions has it."""
    told: dict[str, object] = {"type": served.type}
    if served.profiles:
        told["supportedProfile"] = list(served.profile_urls)
    words = {Interaction.SEARCH: _SEARCH, **_WORDS.get(served.type, {})}
    told["interaction"] = [
        {"code": one.value, **({"documentation": words[one]} if one in words else {})}
        for one in served.interactions
    ]
    told |= {"versioning": "versioned", "readHistory": True, "updateCreate": False}
    told |= {"conditionalCreate": served.conditional_create, "conditionalRead": "full-support"}
    told |= {"conditionalUpdate": False, "conditionalDelete": "not-supported"}
    told["searchInclude"] = list(served.includes)
    told["searchRevInclude"] = list(served.revincludes)
    told["searchParam"] = [
        {"name": one.name, "definition": one.url, "type": one.kind.value} for one in served.searched.values()
    ]
    told["operation"] = _operations(interactions.TYPE_OPERATIONS)
    return {name: value for name, value in told.items() if value != []}


def _supported(mode: str, kind: str) -> dict[str, str]:
    return {"mode": mode, "definition": f"{systems.MESSAGE_DEFINITION}/{kind}"}
