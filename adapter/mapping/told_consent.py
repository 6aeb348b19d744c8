"""What a recipient is told of a consent: its own part of it, and who made a harm assessment (semantics 24)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapter.mapping import provenance
from adapter.mapping.communication import LABEL as COMMUNICATION
from adapter.mapping.consent import Frame, consent, is_harm_assessment, never_holds
from adapter.mapping.draft import Draft
from adapter.model.consent import Consent
from adapter.model.wire import consent_json
from adapter.r4 import extensions
from adapter.r4.models import Resource

LABEL = "Consent/asserted"
ASSERTED = ("status", "form", "scopes", "recordedAt", "period", "harmAssessment")
"""What the path `consent.status` lets leave of a consent that came with a message: nothing of its parties."""


@dataclass(frozen=True, slots=True)
class Record:
    """The message that documents the consent, when it came, the sender as it is shown, the recipient."""

    message_id: str
    received_at: datetime
    sender: Resource
    recipient: Resource


def asserted(draft: Draft, record: Record, given: Consent) -> None:
    """Adds the consent that the sender asserts with a message; where nobody was asked there is none."""
    if given.status == "not-asked":
        return
    told = {name: value for name, value in consent_json(given).items() if name in ASSERTED}
    reference = _add(draft, LABEL, record, told)
    draft[COMMUNICATION].setdefault("extension", []).append(
        {"url": extensions.CONSENT.url, "valueReference": reference}
    )


def stated(draft: Draft, record: Record, given: Mapping[str, Any]) -> Resource:
    """Adds the consent that a samtycke states and returns a reference to it."""
    return _add(draft, "Consent", record, given)


def _add(draft: Draft, label: str, record: Record, given: Mapping[str, Any]) -> Resource:
    frame = Frame(record.message_id, record.sender, (record.recipient,))
    if not is_harm_assessment(given):
        return _in_force(draft, label, given, consent(draft, label, given, frame))
    harm = given["harmAssessment"]
    without_assessor = {name: value for name, value in harm.items() if name != "assessor"}
    reference = consent(draft, label, {**given, "harmAssessment": without_assessor}, frame)
    provenance.harm_assessment(draft, label, harm, recorded=record.received_at, sender=record.sender)
    return _in_force(draft, label, given, reference)


def _in_force(draft: Draft, label: str, given: Mapping[str, Any], reference: Resource) -> Resource:
    """A consent whose period ends before it starts is told as one that is not in force."""
    if never_holds(given):
        draft[label]["status"] = "inactive"
    return reference
