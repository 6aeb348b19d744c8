"""Scenarios for Västmanland: a coordination case in Cosmic Link, from which each test changes one thing."""

from copy import deepcopy
from typing import Any

from tests.contract import scenes
from tests.contract.scenes import Json, mid

CENTRE = "SE2321000172-VC01"
OTHER_CENTRE = "SE2321000172-VC02"
WARD = "SE2321000172-AVD1"
SOCIAL = "SE2120002080-SOC1"
NURSES = "SE2120002080-HSV1"
INSURANCE = "SE2021005521-FK01"
PERSON = "189001019802"
CHILD = "201801012392"
CASE = "arende-1"

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
}
_AROUND = ("history", "consents", "directory", "person", "facts", "at")


def consent(status: str = "given", unit: str = CENTRE, **changes: Any) -> Json:
    """A consent that says what, who and how long, given after the four topics were told; None takes a member away."""
    own: Json = {
        "scopes": ["sip", "informationsoverforing"],
        "recordedAt": "2025-05-05T09:00:00+02:00",
        "recordedBy": {"unit": unit, "name": "Test Testsson", "title": "sjuksköterska"},
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
    return scenes.consent(status, **own | changes)


def message(kind: str = "samordningsarende", action: str = "new", number: int = 900, **changes: Any) -> Json:
    """A native message of that kind as its usual sender in Västmanland would write it."""
    sender = changes.pop("sender", CENTRE)
    plain: Json = {
        "messageId": mid(number),
        "kind": kind,
        "action": action,
        "region": "vastmanland",
        "sentAt": "2025-05-05T10:00:00+02:00" if action == "new" else "2025-05-20T10:00:00+02:00",
        "sender": {
            "unit": sender,
            "person": {
                "name": "Test Testsson",
                "title": "sjuksköterska",
                "function": "samordningsansvarig",
            },
        },
        "recipients": [SOCIAL, NURSES],
        "patient": {"type": "personnummer", "value": changes.pop("value", PERSON)},
        "content": deepcopy(_CONTENT[kind]) | changes.pop("content", {}),
    }
    if kind == "inskrivningsmeddelande":
        plain["episode"] = {"id": "vm-2025-1", "admittedAt": "2025-05-05T08:10:00+02:00"}
    if action != "new":
        plain["relatesTo"] = mid(1)
    for name in changes.pop("without", ()):
        del plain["content"][name]
    return {name: value for name, value in (plain | changes).items() if value is not None}


def of(kind: str = "samordningsarende", action: str = "new", **changes: Any) -> Json:
    """A scenario of that message: the case as history unless it is new, the consent, the person in the register."""
    around = {name: changes.pop(name) for name in _AROUND if name in changes}
    value = changes.get("value", PERSON)
    plain: Json = {
        "region": "vastmanland",
        "directory": [
            {"unit": unit, "role": role, "name": unit[-4:], "organisation": owner}
            | ({"municipality": place} if place else {})
            for unit, role, owner, place in _UNITS
        ],
        "person": person(identifier=value),
        "consents": [consent()],
        "history": [message(number=1, value=value)] if action != "new" else [],
        "message": message(kind, action, **changes),
    }
    return plain | around


def person(**changes: Any) -> Json:
    """What the register says of the person; None takes a member away."""
    address = {"line": ["Exempelgatan 1"], "postalCode": "72211", "city": "Västerås"}
    return scenes.person(**{"municipality": "1980", "address": address} | changes)
