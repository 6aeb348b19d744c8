"""Scenarios for Halland: an ordinary stay as the guideline describes it, from which each test changes one thing."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from tests.contract.scenes import Json, mid
from tests.contract.scenes import consent as vb_consent

WARD = "SE2321000115-AVD1"
OTHER_WARD = "SE2321000115-AVD2"
PSYCHIATRY = "SE2321000115-PSY1"
EMERGENCY = "SE2321000115-AKM1"
HEALTH_CENTRE = "SE2321000115-VC01"
OTHER_CENTRE = "SE2321000115-VC02"
CLINIC = "SE2321000115-SPEC1"
OPEN_PSYCHIATRY = "SE2321000115-OPS1"
SOCIAL = "SE2120001215-SOC1"
HOME_CARE = "SE2120001215-HSV1"
OTHER_SOCIAL = "SE2120001207-SOC1"
PERSON = "189001019802"
CHILD = "201501012395"
STAY = "ha-2018-000777"
ADDRESSED = (SOCIAL, HOME_CARE, HEALTH_CENTRE)

_UNITS = (
    (WARD, "slutenvard", "region", None),
    (OTHER_WARD, "slutenvard", "region", None),
    (PSYCHIATRY, "psykiatrisk-slutenvard", "region", None),
    (EMERGENCY, "akutmottagning", "region", None),
    (HEALTH_CENTRE, "primarvard", "region", None),
    (OTHER_CENTRE, "primarvard", "region", None),
    (CLINIC, "specialistmottagning", "region", None),
    (OPEN_PSYCHIATRY, "psykiatrisk-oppenvard", "region", None),
    (SOCIAL, "kommun-socialtjanst", "kommun", "1380"),
    (HOME_CARE, "kommun-halsovard", "kommun", "1380"),
    (OTHER_SOCIAL, "kommun-socialtjanst", "kommun", "1383"),
)
CRITERIA: Json = {
    "notice": True,
    "readyDate": True,
    "aids": True,
    "medicationList": True,
    "equipment": True,
    "medicines": True,
    "medicineDays": 5,
    "information": True,
}
VISIT: Json = {
    "text": "Omläggning av ben",
    "template": "enstaka-hembesok",
    "listedUnit": HEALTH_CENTRE,
    "visitPeriod": {"start": "2018-05-17", "end": "2018-05-24"},
    "performedBy": "sjukskoterska",
    "sbar": {"situation": "s", "background": "b", "assessment": "a", "recommendation": "r"},
    "measures": ["omlaggning"],
}
_CONTENT: dict[str, Json] = {
    "vardbegaran": {
        "functionalAbility": "Går med rollator",
        "currentInterventions": "Hemtjänst två gånger om dagen",
    },
    "inskrivningsmeddelande": {
        "estimatedDischarge": "2018-05-18",
        "ward": "Avdelning 1",
        "needAssessedAt": "2018-05-15T09:30:00+02:00",
    },
    "svar-inskrivningsmeddelande": {"answers": [{"question": "kand-patient", "answer": True}]},
    "kvittens": {},
    "planeringsunderlag": {
        "answers": [
            {
                "question": "kand-patient",
                "answer": True,
                "comment": "Hemtjänst",
                "date": "2018-05-15",
                "name": "Test Testsson",
                "title": "sjuksköterska",
            }
        ]
    },
    "fast-vardkontakt": {"contact": {"name": "Test Kontakt", "workplace": "Vårdcentralen"}},
    "generellt-meddelande": {
        "text": "Samordnad planering behövs",
        "topic": "samordnad-planering",
        "newNeeds": True,
    },
    "utskrivningsklar": {"readyAt": "2018-05-17T09:00:00+02:00"},
    "patientinformation": {"sections": [{"unit": WARD, "text": "Omläggning"}]},
    "utskrivningsmeddelande": {
        "dischargedAt": "2018-05-18T11:00:00+02:00",
        "text": "Går hem",
        "criteria": CRITERIA,
        "continuedNeed": True,
        "patientSummary": ["behandling", "fast-vardkontakt", "sip-tid", "planer"],
        "physicianHandover": {"at": "2018-05-18T10:00:00+02:00", "performedBy": "behandlande-lakare"},
        "planningHeld": True,
        "npoAvailable": True,
    },
    "avbruten-planering": {"reason": "planering-avbruten", "text": "Inget behov"},
    "meddelande-utanfor-vardtillfalle": VISIT,
    "samtycke": {},
    "samordnad-vardplan": {"planId": "vardplan-1", "legalForm": "opt", "needs": "Boendestöd"},
    "egenvardsplanering": {
        "measure": "Insulin",
        "performer": "Patienten",
        "instructions": "Skriftligt",
        "onHarm": "Ring",
        "onChange": "Ring",
        "followUp": "Om två veckor",
        "reassessment": "2018-06-15",
        "assessor": {"name": "Test", "title": "överläkare", "role": "behandlande-legitimerad"},
        "legalBasis": "egenvardsforeskrift",
    },
    "avvikelse": {"event": "Sen kvittens", "unit": HEALTH_CENTRE, "at": "2018-05-16T13:00:00+02:00"},
}
_SENDERS = {
    "vardbegaran": HOME_CARE,
    "svar-inskrivningsmeddelande": SOCIAL,
    "kvittens": SOCIAL,
    "fast-vardkontakt": HEALTH_CENTRE,
    "meddelande-utanfor-vardtillfalle": HEALTH_CENTRE,
    "samordnad-vardplan": PSYCHIATRY,
    "avvikelse": SOCIAL,
}
_RECIPIENTS = {
    "vardbegaran": [WARD],
    "svar-inskrivningsmeddelande": [WARD],
    "kvittens": [WARD],
    "meddelande-utanfor-vardtillfalle": [HOME_CARE],
    "samordnad-vardplan": [SOCIAL, OPEN_PSYCHIATRY],
    "egenvardsplanering": [HEALTH_CENTRE],
    "avvikelse": [HEALTH_CENTRE],
}
_FUNCTIONS = {"samordnad-vardplan": "chefsoverlakare"}
_TIMES = {
    "vardbegaran": "2018-05-15T08:00:00+02:00",
    "inskrivningsmeddelande": "2018-05-15T10:00:00+02:00",
    "svar-inskrivningsmeddelande": "2018-05-15T11:00:00+02:00",
    "kvittens": "2018-05-15T11:30:00+02:00",
    "fast-vardkontakt": "2018-05-15T14:00:00+02:00",
    "generellt-meddelande": "2018-05-16T10:00:00+02:00",
    "utskrivningsklar": "2018-05-17T09:30:00+02:00",
    "patientinformation": "2018-05-17T13:00:00+02:00",
    "utskrivningsmeddelande": "2018-05-18T11:30:00+02:00",
    "avbruten-planering": "2018-05-17T13:00:00+02:00",
}
_OUTSIDE = {
    "vardbegaran",
    "meddelande-utanfor-vardtillfalle",
    "samtycke",
    "samordnad-vardplan",
    "egenvardsplanering",
    "avvikelse",
}


def consent(status: str = "given", unit: str = WARD, **changes: Any) -> Json:
    """A documented record of a unit's for the stay; None takes a member away."""
    plain: Json = {
        "recordedBy": {"unit": unit, "name": "Test Testsson", "title": "sjuksköterska"},
        "recordedAt": "2018-05-15T07:30:00+02:00",
        "episode": STAY,
    }
    return vb_consent(status, **plain | changes)


def outside(status: str = "given", unit: str = HEALTH_CENTRE, **changes: Any) -> Json:
    """A record for what is said while the person is not admitted."""
    scopes = ["informationsoverforing", "utanfor-vardtillfalle", "hembesok"]
    return consent(status, unit, **{"episode": None, "scopes": scopes} | changes)


def message(kind: str, action: str = "new", number: int = 900, **changes: Any) -> Json:
    """A native message of that kind as its usual sender in Halland would write it."""
    sender = changes.pop("sender", _SENDERS.get(kind, WARD))
    function = changes.pop("function", _FUNCTIONS.get(kind, "behandlande-lakare"))
    plain: Json = {
        "messageId": mid(number),
        "kind": kind,
        "action": action,
        "region": "halland",
        "sentAt": _TIMES.get(kind, "2018-05-16T13:00:00+02:00"),
        "sender": {
            "unit": sender,
            "person": {"name": "Test Testsson", "title": "överläkare", "function": function},
        },
        "recipients": [unit for unit in _RECIPIENTS.get(kind, ADDRESSED) if unit != sender],
        "patient": {"type": "personnummer", "value": changes.pop("value", PERSON)},
        "content": deepcopy(_CONTENT[kind]),
    }
    if kind not in _OUTSIDE:
        form = changes.pop("legalForm", None)
        plain["episode"] = {"id": STAY, "admittedAt": "2018-05-15T08:10:00+02:00"}
        plain["episode"] |= {"legalForm": form} if form else {}
    if kind in {"kvittens", "svar-inskrivningsmeddelande"}:
        plain["relatesTo"] = mid(1)
    if kind == "samtycke":
        plain["content"] = consent()
    if kind == "patientinformation":
        plain["content"]["sections"][0]["unit"] = sender
    plain["content"] |= changes.pop("content", {})
    for name in changes.pop("without", ()):
        del plain["content"][name]
    return {name: value for name, value in (plain | changes).items() if value is not None}


def admitted(**changes: Any) -> list[Json]:
    """The stay's admission notice, as history."""
    return [message("inskrivningsmeddelande", number=1, **changes)]


def contact(number: int = 3, **changes: Any) -> Json:
    """The health centre's fixed care contact, as history."""
    return message("fast-vardkontakt", number=number, **changes)


def planned(**changes: Any) -> list[Json]:
    """Admitted, with a contact, word that planning is needed, and acknowledged by all."""
    return [
        *admitted(**changes),
        message("planeringsunderlag", number=2),
        contact(),
        message("generellt-meddelande", number=4),
        *[message("kvittens", number=at, sender=unit) for at, unit in enumerate(ADDRESSED, 30)],
    ]


def ready(**changes: Any) -> list[Json]:
    """Planned, and told to be ready for discharge."""
    return [*planned(**changes), message("utskrivningsklar", number=5)]


def discharged() -> list[Json]:
    """And gone."""
    return [*ready(), message("utskrivningsmeddelande", number=6)]


_BEFORE: dict[str, Callable[[], list[Json]]] = {
    **dict.fromkeys(_OUTSIDE | {"inskrivningsmeddelande"}, list),
    "utskrivningsklar": planned,
    "patientinformation": ready,
    "utskrivningsmeddelande": ready,
}


def person(**changes: Any) -> Json:
    """What the register says of the person; None takes a member away."""
    plain: Json = {
        "identifier": PERSON,
        "registerHit": True,
        "protection": "none",
        "municipality": "1380",
        "name": {"given": ["Test"], "family": "Testsson"},
        "address": {"line": ["Exempelgatan 1"], "postalCode": "30250", "city": "Halmstad"},
    } | changes
    return {name: value for name, value in plain.items() if value is not None}


_AROUND = ("history", "consents", "directory", "person", "facts", "at")


def of(kind: str, action: str = "new", **changes: Any) -> Json:
    """A scenario of that message: its usual history, the consents as the guideline has them, the register."""
    around = {name: changes.pop(name) for name in _AROUND if name in changes}
    sender = changes.get("sender", _SENDERS.get(kind, WARD))
    plain: Json = {
        "region": "halland",
        "directory": directory(),
        "person": person(identifier=changes.get("value", PERSON)),
        "consents": [outside(unit=sender) if kind in _OUTSIDE else consent()],
        "history": _BEFORE.get(kind, admitted)(),
        "message": message(kind, action, **changes),
    }
    return plain | around


def directory(*more: Json) -> list[Json]:
    """The units of these tests, and more."""
    return [
        {"unit": unit, "role": role, "name": unit[-4:], "organisation": owner}
        | ({"municipality": place} if place else {})
        for unit, role, owner, place in _UNITS
    ] + list(more)
