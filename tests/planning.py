"""Messages of a SIP under the Act alone: an invitation, a plan, and what follows, by the health centre."""

from datetime import datetime
from typing import Any

from adapter.model.consent import Consent, RecordedBy
from adapter.model.message import Message, Sender, Staff
from tests.whole import HEALTH_CENTRE, SOCIAL, notice

GIVEN_TO_SIP = Consent(
    "given",
    form="oral",
    scopes=("sip",),
    given_by="patient",
    recorded_at=datetime.fromisoformat("2026-03-02T09:00:00+01:00"),
    recorded_by=RecordedBy(HEALTH_CENTRE, "Test Testsson", "sjuksköterska"),
)
PLAN_ID = "plan-1"
INVITATION: dict[str, Any] = {
    "purpose": "sip-fristaende",
    "start": "2026-03-10T13:00:00+01:00",
    "end": "2026-03-10T14:00:00+01:00",
    "form": "fysiskt",
    "place": "Hälsocentralen, rum 2",
    "agenda": "Samordning av insatser i hemmet",
    "participants": ["patient"],
    "planId": PLAN_ID,
}
PLAN: dict[str, Any] = {
    "planId": PLAN_ID,
    "version": 1,
    "mainGoal": "Bo kvar hemma med trygghet",
    "interventions": [
        {"id": "i1", "text": "Hemtjänst dagligen", "responsible": SOCIAL},
        {"id": "i2", "text": "Läkemedelsgenomgång", "responsible": HEALTH_CENTRE},
    ],
    "coordinator": {"unit": HEALTH_CENTRE, "name": "Test Testsson", "phone": "0900-000000"},
    "followUpAt": "2026-04-10T13:00:00+02:00",
    "evaluationAt": "2026-09-10T13:00:00+02:00",
}


def sent(kind: str, *recipients: str, sender: str = HEALTH_CENTRE, **changes: object) -> Message:
    """A message of the SIP, outside any stay."""
    staff = Staff("Test Testsson", "sjuksköterska", "fast-vardkontakt")
    plain: dict[str, Any] = {
        "kind": kind,
        "episode": None,
        "consent": None,
        "sender": Sender(sender, staff),
        "content": {},
    }
    return notice(*recipients, **{**plain, **changes})


def calls(*recipients: str, kind: str = "kallelse", sender: str = HEALTH_CENTRE, **changes: Any) -> Message:
    """An invitation with the consent to the SIP; whatever is no member of a message is of its content."""
    known = {"action", "relates_to", "content", "consent", "region"}
    members = {name: value for name, value in changes.items() if name in known}
    said = {name: value for name, value in changes.items() if name not in known}
    consent = GIVEN_TO_SIP if kind == "kallelse" and sender == HEALTH_CENTRE else None
    plain: dict[str, Any] = {"consent": consent, "content": {**INVITATION, **said}}
    return sent(kind, *recipients, sender=sender, **{**plain, **members})


def plan_of(*recipients: str, sender: str = HEALTH_CENTRE, **changes: Any) -> Message:
    """The plan, or what is done with it; whatever is no member of a message is of its content."""
    known = {"action", "relates_to", "content", "consent", "region"}
    members = {name: value for name, value in changes.items() if name in known}
    said = {name: value for name, value in changes.items() if name not in known}
    return sent("sip", *recipients, sender=sender, **{"content": {**PLAN, **said}, **members})
