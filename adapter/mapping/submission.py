"""The submission shape: what a sender posts, everything it said and nothing of the register's (semantics 3)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from adapter.mapping import encounter, header, patient, task
from adapter.mapping.communication import LABEL as COMMUNICATION
from adapter.mapping.communication import communication
from adapter.mapping.consent import Frame, consent
from adapter.mapping.content import Occasion, content
from adapter.mapping.draft import Draft
from adapter.mapping.organization import organization
from adapter.mapping.practitioner import staff
from adapter.model.message import Message
from adapter.model.wire import to_json
from adapter.r4 import claims, extensions, shape, systems
from adapter.r4.claims import Extent
from adapter.r4.mappings import Mappings
from adapter.r4.models import Resource
from adapter.r4.rows import UNDOING


def bundle(message: Message, mappings: Mappings) -> Resource:
    """The message Bundle from which `intake.submission.read` gets an equal message."""
    return of_json(to_json(message), mappings)


def of_json(native: Mapping[str, Any], mappings: Mappings) -> Resource:
    """The same for a native message as decoded JSON, which must be one that native reading accepts."""
    kind, action = native["kind"], native["action"]
    draft = Draft(native["messageId"], mappings)
    made = communication(
        draft,
        message_id=native["messageId"],
        kind=kind,
        action=action,
        sent=native["sentAt"],
        relates_to=native.get("relatesTo"),
    )
    _person_and_stay(draft, native)
    person = native["sender"].get("person")
    sender = organization(draft, native["sender"]["unit"])
    author = staff(draft, "author", person, sender) if person else None
    receivers = [organization(draft, unit) for unit in native.get("recipients", ())]
    made["sender"] = author or sender
    if receivers:
        made["recipient"] = list({receiver["reference"]: receiver for receiver in receivers}.values())
    made["extension"] = _envelope(native)
    if kind == "kvittens" and action not in UNDOING:
        task.given(draft, relates_to=native.get("relatesTo"), owner=sender)
    frame = Frame(native["messageId"])
    content(
        draft,
        mappings.rows[kind],
        Occasion(kind, action, native["region"], sender, receivers),
        given=native.get("content", {}),
        consent=lambda stated: consent(draft, "Consent", stated, frame),
    )
    if encounter.LABEL in draft:
        made["encounter"] = draft.reference(encounter.LABEL)
    if native.get("consent"):
        reference = consent(draft, "Consent/asserted", native["consent"], frame)
        made["extension"].append({"url": extensions.CONSENT.url, "valueReference": reference})
    if not made["extension"]:
        del made["extension"]
    return _bundle(draft, native, sender, author, receivers)


def _person_and_stay(draft: Draft, native: Mapping[str, Any]) -> None:
    made, stay = draft[COMMUNICATION], native.get("episode")
    number = native["patient"]
    draft.add(
        patient.LABEL,
        "Patient",
        meta={"profile": [systems.SE_PATIENT]},
        identifier=[{"system": shape.NUMBER_SYSTEMS[number["type"]], "value": number["value"]}],
    )
    made["subject"] = draft.reference(patient.LABEL)
    if stay is None:
        return
    reason = native.get("content", {}).get("reason")
    status = encounter.status(native["kind"], native["action"], reason, None)
    encounter.encounter(draft, status=status, episode_id=stay["id"], admitted_at=stay["admittedAt"])
    if "legalForm" in stay:
        encounter.legal_form(draft, stay["legalForm"])


def _envelope(native: Mapping[str, Any]) -> list[Resource]:
    made: list[Resource] = [
        {
            "url": extensions.WITHHOLD.url,
            "extension": [
                {"url": "unit", "valueIdentifier": shape.unit_identifier(decision["unit"])},
                {"url": "reason", "valueString": decision["reason"]},
            ],
        }
        for decision in native.get("withhold", ())
    ]
    outage = native.get("outage")
    if outage:
        parts = [
            {"url": "reason", "valueString": outage["reason"]},
            {"url": "originalAt", "valueDateTime": outage["originalAt"]},
        ]
        made.append({"url": extensions.OUTAGE.url, "extension": parts})
    return made


def _bundle(
    draft: Draft,
    native: Mapping[str, Any],
    sender: Resource,
    author: Resource | None,
    receivers: list[Resource],
) -> Resource:
    units = native.get("recipients", ())
    destinations = [
        {"endpoint": _unit_url(unit), "receiver": receiver}
        for unit, receiver in zip(units, receivers, strict=True)
    ]
    first = header.header(
        draft,
        header.Route({"endpoint": _unit_url(native["sender"]["unit"])}, destinations, sender, author),
        kind=native["kind"],
        action=native["action"],
        focus=[draft.reference(label) for label in (COMMUNICATION, task.LABEL) if label in draft],
    )
    first["extension"] = [{"url": extensions.REGION.url, "valueCode": native["region"]}]
    bundle_id = str(uuid5(UUID(native["messageId"]), "Bundle"))
    made = draft.bundle(first, bundle_id=bundle_id, timestamp=native["sentAt"], meta=None)
    return claims.claimed(made, Extent.SUBMISSION)


def _unit_url(unit: str) -> str:
    """Routing is by the receiver's HSA-id; R4 wants an address all the same."""
    return f"{systems.BASE}/unit/{unit}"
