"""Messages for the kill tests and the benchmarks: stays that begin with a notice and go on with general messages."""

import time
import uuid
from collections.abc import Mapping

from adapter.sandbox import units
from adapter.sandbox.people import Cast
from tests.chaos.plant import BEGAN, Plant

SETTLE_SECONDS = 120.0
RECIPIENTS = [units.SOCIAL_SERVICES, units.HEALTH_CENTRE]
PEOPLE = [person.identifier for person in Cast().everybody()[:10]]


def message(number: str, turn: int) -> dict[str, object]:
    """A stay begins with its admission notice; then general messages, each one later than the one before."""
    first = turn == 0
    return {
        "messageId": str(uuid.uuid4()),
        "kind": "inskrivningsmeddelande" if first else "generellt-meddelande",
        "action": "new",
        "region": "vasterbotten",
        "sentAt": BEGAN.isoformat(),
        "sender": {
            "unit": units.WARD,
            "person": {"name": "Test Testsson", "title": "överläkare", "function": "behandlande-lakare"},
        },
        "recipients": RECIPIENTS,
        "patient": {"type": "personnummer", "value": number},
        "episode": {
            "id": f"vtf-{number[:4]}-{PEOPLE.index(number)}",
            "admittedAt": "2026-03-02T08:10:00+01:00",
        },
        "relatesTo": None,
        "consent": consent() if first else None,
        "content": (
            {"estimatedDischarge": "2026-03-06", "ward": "Avdelning 1"}
            if first
            else {"text": f"Meddelande {turn}", "topic": "annan"}
        ),
    }


def consent() -> Mapping[str, object]:
    """Given orally by the patient, documented on the ward."""
    return {
        "status": "given",
        "form": "oral",
        "scopes": ["informationsoverforing", "npo"],
        "givenBy": "patient",
        "recordedAt": "2026-03-02T09:00:00+01:00",
        "recordedBy": {"unit": units.WARD, "name": "Test Testsson", "title": "överläkare"},
        "parties": [],
        "purpose": None,
        "period": {"start": "2026-03-02", "end": None},
        "harmAssessment": None,
    }


def wait_for_arrival(plant: Plant, expected: int) -> None:
    """Until the receivers have taken so many, or too long has passed."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while len(plant.rows()) < expected and time.monotonic() < deadline:
        time.sleep(0.1)
