"""Scenarios for Västmanland: a coordination case in Cosmic Link, from which each test changes one thing."""

from typing import Any

from tests.contract import builder
from tests.contract.builder import PERSON, Json, Region, mid

CENTRE = "SE2321000172-VC01"
OTHER_CENTRE = "SE2321000172-VC02"
WARD = "SE2321000172-AVD1"
SOCIAL = "SE2120002080-SOC1"
NURSES = "SE2120002080-HSV1"
INSURANCE = "SE2021005521-FK01"
CHILD = "201801012392"
CASE = "arende-1"
PLAN = "sip-1"

_UNITS = (
    (CENTRE, "primarvard", "region", None),
    (OTHER_CENTRE, "primarvard", "region", None),
    (WARD, "slutenvard", "region", None),
    (SOCIAL, "kommun-socialtjanst", "kommun", "1980"),
    (NURSES, "kommun-halsovard", "kommun", "1980"),
    (INSURANCE, "extern", "extern", None),
)
_CONTENT: dict[str, Json] = {
    "samordningsarende": {
        "caseId": CASE,
        "involvedUnits": [CENTRE, SOCIAL, NURSES],
        "coordinator": {"unit": CENTRE, "name": "Test Samordnare", "phone": "021-000000"},
    },
    "avvikelse": {"event": "Sent svar", "unit": SOCIAL, "at": "2025-05-07T13:00:00+02:00"},
    "samtycke": {},
    "inskrivningsmeddelande": {
        "estimatedDischarge": "2025-05-08",
        "ward": "Avdelning 1",
        "admissionReason": "Fall hemma",
    },
    "kallelse": {
        "purpose": "sip-fristaende",
        "start": "2025-05-12T13:00:00+02:00",
        "end": "2025-05-12T14:00:00+02:00",
        "form": "digitalt",
        "place": "Videomöte",
        "agenda": "Stöd i hemmet",
        "participants": ["Test Testsson"],
    },
    "svar-kallelse": {
        "attends": True,
        "attendee": {"name": "Test Handläggare", "title": "biståndshandläggare"},
    },
    "kartlaggning": {"needs": "Stöd vid förflyttning"},
    "sip": {
        "planId": PLAN,
        "version": 1,
        "mainGoal": "Bo kvar hemma",
        "subGoals": [{"id": "d1", "text": "Klara förflyttning", "responsible": SOCIAL}],
        "interventions": [{"id": "i1", "text": "Hemtjänst", "responsible": SOCIAL, "subGoal": "d1"}],
        "coordinator": {"unit": CENTRE, "name": "Test Samordnare", "phone": "021-000000"},
        "followUpAt": "2025-05-20T13:00:00+02:00",
    },
    "uppfoljning": {"planId": PLAN, "comments": [{"target": "i1", "text": "Går bra", "status": "ongoing"}]},
    "utvardering": {"planId": PLAN, "mainGoalMet": True},
}
_SIP = ("kallelse", "svar-kallelse", "kartlaggning", "sip", "uppfoljning", "utvardering")
_END = {"cancel", "close", "annul"}
REGION = Region(
    name="vastmanland",
    units=_UNITS,
    municipality="1980",
    address={"postalCode": "72211", "city": "Västerås"},
    sender=CENTRE,
    addressed=(SOCIAL, NURSES),
    contents=_CONTENT,
    episode={"id": "vm-2025-1", "admittedAt": "2025-05-05T08:10:00+02:00"},
    sent_at="2025-05-05T10:00:00+02:00",
    function="samordningsansvarig",
    title="sjuksköterska",
    senders=dict.fromkeys(("svar-kallelse", "uppfoljning"), SOCIAL),
    recipients={"svar-kallelse": [CENTRE], "uppfoljning": [CENTRE, NURSES]},
    outside={"samordningsarende", "avvikelse", "samtycke", *_SIP},
)
person = REGION.person


def consent(status: str = "given", unit: str = CENTRE, **changes: Any) -> Json:
    """A consent that says what, who and how long, given after the four topics were told; None takes a member away."""
    own: Json = {
        "scopes": ["sip", "informationsoverforing"],
        "recordedAt": "2025-05-05T09:00:00+02:00",
        "purpose": "Samordning av hemsjukvård och hemtjänst",
        "parties": [SOCIAL, NURSES, OTHER_CENTRE],
        "period": {"start": "2025-05-01", "end": "2025-05-31"},
        "documentedIn": ["journal"],
        "information": {
            "oral": True,
            "written": True,
            "topics": ["delaktighet", "samtycke", "omfattning", "tolk"],
        },
    }
    return builder.consent(status, unit, **own | changes)


def message(kind: str = "samordningsarende", action: str = "new", number: int = 900, **changes: Any) -> Json:
    """A native message of that kind as its usual sender in Västmanland would write it."""
    follows: Json = {"relatesTo": mid(1), "sentAt": "2025-05-20T10:00:00+02:00"} if action != "new" else {}
    return REGION.message(kind, action, number, **follows | changes)


def of(kind: str = "samordningsarende", action: str = "new", **changes: Any) -> Json:
    """A scenario of that message: the case as history unless it is new, the consent, the person in the register."""
    around = builder.around(changes)
    value = changes.get("value", PERSON)
    history = [message(number=1, value=value)] if action != "new" else []
    return REGION.scene(message(kind, action, **changes), history, [consent()], value) | around


def sip(kind: str = "sip", action: str = "new", number: int = 900, **changes: Any) -> Json:
    """A message of the SIP with the contract's members alone; what ends something carries only what it says."""
    sent = REGION.message(kind, action, number, **changes)
    if action in _END:
        sent["content"] = changes.get("content", {})
    return sent


def life(length: int) -> list[Json]:
    """The first so many messages of a SIP: case, invitation, answer, plan, approval, next version, its approval."""
    whole = [
        message(number=1),
        sip("kallelse", number=2, sentAt="2025-05-06T10:00:00+02:00"),
        sip("svar-kallelse", number=3, relatesTo=mid(2), sentAt="2025-05-07T10:00:00+02:00"),
        sip(number=4, sentAt="2025-05-13T10:00:00+02:00"),
        sip(action="approve", number=5, relatesTo=mid(4), sentAt="2025-05-14T10:00:00+02:00"),
        sip(number=6, relatesTo=mid(5), content={"version": 2}, sentAt="2025-05-20T14:00:00+02:00"),
        sip(
            action="approve",
            number=7,
            relatesTo=mid(6),
            content={"version": 2},
            sentAt="2025-05-21T10:00:00+02:00",
        ),
    ]
    return whole[:length]


def then(length: int, kind: str = "sip", action: str = "new", **changes: Any) -> Json:
    """A scenario of what follows on so much of the SIP's life, with the consent to the SIP alone."""
    around = {"consents": [consent(scopes=["sip"])], "history": life(length)} | builder.around(changes)
    sent = sip(kind, action, **{"sentAt": "2025-05-22T10:00:00+02:00"} | changes)
    return REGION.scene(sent, [], []) | around
