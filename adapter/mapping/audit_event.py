"""An audit record as FHIR AuditEvent, on the patterns of IHE BALP: disclosures and decisions; no content, no identity.

Source: IHE Basic Audit Log Patterns 1.1 (`PrivacyDisclosure.Source`, `AuthZconsent`); the person is the store's
random id.
"""

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime

from adapter.r4 import shape, systems
from adapter.r4.answer_profiles import AUDIT
from adapter.r4.models import Resource
from adapter.r4.primitives import instant

_DCM = "http://dicom.nema.org/resources/ontology/DCM"
_ENTITY_TYPE = "http://terminology.hl7.org/CodeSystem/audit-entity-type"
_OBJECT_ROLE = "http://terminology.hl7.org/CodeSystem/object-role"
_PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
_STEP = systems.AUDIT_STEP
_PERSON = f"{systems.BASE}/NamingSystem/person-key"
_NAMESPACE = uuid.UUID("0d4c4f0a-6a5c-5c1d-8f8e-2a1e7c9b3d21")
_SUCCESS, _MINOR_FAILURE = "0", "4"
_ADAPTER = {"display": "svu-adapter"}
_PERMITTED = {"forward", "reduce"}


def audit_event(record: Mapping[str, object], *, at: datetime, partition: str, sequence: int) -> Resource:
    """The AuditEvent of one record; its id is the same at every export."""
    match record.get("what"):
        case "attempt" | "printed":
            own = _disclosure(record)
        case "decided":
            own = _decision(record)
        case _:
            own = _step(record)
    return {
        "resourceType": "AuditEvent",
        "id": str(uuid.uuid5(_NAMESPACE, f"{partition}|{sequence}")),
        "meta": {"profile": [AUDIT.url]},
        **own,
        "recorded": instant(at),
        "source": {"observer": _ADAPTER},
        "entity": list(_entities(record, partition, sequence)),
    }


def person_entity(what: Resource) -> Resource:
    """That the event is about a person; `what` is a reference to it."""
    return {
        "what": what,
        "type": {"system": _ENTITY_TYPE, "code": "1"},
        "role": {"system": _OBJECT_ROLE, "code": "1"},
    }


def _disclosure(record: Mapping[str, object]) -> Resource:
    """BALP PrivacyDisclosure.Source: written before bytes leave, so that what may have left is in it."""
    return {
        "type": {"system": _DCM, "code": "110106", "display": "Export"},
        "subtype": [{"system": systems.LIFECYCLE, "code": "disclose"}],
        "action": "R",
        "outcome": _SUCCESS,
        "agent": [
            {"type": shape.concept(_dcm("110153", "Source Role ID")), "who": _ADAPTER, "requestor": True},
            {
                "type": shape.concept(_dcm("110152", "Destination Role ID")),
                "who": _party(record) if "party" in record else _unit(record.get("recipient")),
                "requestor": False,
            },
        ],
    }


def _decision(record: Mapping[str, object]) -> Resource:
    """BALP AuthZconsent, for permit and refusal alike."""
    outcomes = {str(verdict.get("outcome")) for verdict in _mappings(record.get("verdicts"))}
    permitted = bool(outcomes & _PERMITTED) and not record.get("refused")
    made: Resource = {
        "type": {"system": _DCM, "code": "110113", "display": "Security Alert"},
        "subtype": [{"system": _STEP, "code": "decided"}],
        "action": "E",
        "outcome": _SUCCESS if permitted else _MINOR_FAILURE,
        "agent": [
            {
                "type": shape.concept({"system": _PARTICIPATION, "code": "IRCP"}),
                "who": _unit(record.get("sender")),
                "requestor": True,
            }
        ],
    }
    if not permitted:
        made["outcomeDesc"] = ", ".join(sorted(set(_rules(record)))) or "refused"
    return made


def _step(record: Mapping[str, object]) -> Resource:
    step = str(record.get("what") or record.get("step") or "unknown")
    by = record.get("by")
    return {
        "type": {"system": _DCM, "code": "110100", "display": "Application Activity"},
        "subtype": [{"system": _STEP, "code": step.replace(" ", "-")[:64]}],
        "action": "E",
        "outcome": _SUCCESS,
        "agent": [{"who": {"display": str(by)} if by else _ADAPTER, "requestor": True}],
    }


def _entities(record: Mapping[str, object], partition: str, sequence: int) -> Iterator[Resource]:
    if person := record.get("person"):
        yield person_entity({"identifier": {"system": _PERSON, "value": str(person)}})
    known = ("delivery", "letter", "message", "entry", "subscription")
    name = next((record[one] for one in known if record.get(one)), None)
    yield {
        "what": {"identifier": {"value": str(name or f"{partition}:{sequence}")}},
        "type": {"system": _ENTITY_TYPE, "code": "2"},
        "detail": [{"type": kind, "valueString": text} for kind, text in _details(record) if text]
        or [{"type": "record", "valueString": f"{partition}:{sequence}"}],
    }
    if request := record.get("request"):
        yield {
            "what": {"identifier": {"value": str(request)}},
            "type": {"system": _ENTITY_TYPE, "code": "4"},
        }


def _details(record: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name in ("kind", "action", "outcome", "reason", "attempt", "subscription", "unit", "status"):
        yield name, str(record.get(name) or "")
    yield "rules", " ".join(_texts(record.get("rules")))
    yield "disclosed", " ".join(_texts(record.get("disclosed")))
    for verdict in _mappings(record.get("verdicts")):
        rules = " ".join(_texts(verdict.get("rules")))
        paths = " ".join(_texts(verdict.get("disclosed")))
        yield (
            "verdict",
            f"{verdict.get('recipient')} {verdict.get('outcome')}; rules {rules}; disclosed {paths}",
        )
    for pack in (*_mappings([record.get("pack")]), *_mappings(record.get("beside"))):
        yield "pack", f"{pack.get('region')} {pack.get('version')} {pack.get('digest')}"


def _rules(record: Mapping[str, object]) -> Iterator[str]:
    for verdict in _mappings(record.get("verdicts")):
        yield from _texts(verdict.get("rules"))


def _unit(hsa_id: object) -> Resource:
    return {"identifier": shape.unit_identifier(str(hsa_id))} if hsa_id else {"display": "unknown"}


def _party(record: Mapping[str, object]) -> Resource:
    """Who got a letter and is no unit; by the party alone, no name."""
    return {"display": str(record["party"])}


def _dcm(code: str, display: str) -> dict[str, str]:
    return {"system": _DCM, "code": code, "display": display}


def _mappings(value: object) -> list[Mapping[str, object]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []
