"""Scenarios for Halland: an ordinary stay as the guideline describes it, from which each test changes one thing."""

from collections.abc import Callable
from typing import Any

from tests.contract import builder
from tests.contract.builder import PERSON, Json, Region, mid

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
CHILD = "201501012395"
STAY = "ha-2018-000777"
PLAN = "ha-plan-1"
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
PLANNING = frozenset({"kallelse", "svar-kallelse", "kartlaggning", "sip", "uppfoljning", "utvardering"})
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


def consent(status: str = "given", unit: str = WARD, **changes: Any) -> Json:
    """A documented record of a unit's for the stay; None takes a member away."""
    own = {
        "scopes": ["informationsoverforing", "npo"],
        "recordedAt": "2018-05-15T07:30:00+02:00",
        "episode": STAY,
    }
    return builder.consent(status, unit, **own | changes)


def outside(status: str = "given", unit: str = HEALTH_CENTRE, **changes: Any) -> Json:
    """A record for what is said while the person is not admitted."""
    scopes = ["informationsoverforing", "utanfor-vardtillfalle", "hembesok"]
    return consent(status, unit, **{"episode": None, "scopes": scopes} | changes)


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
    "planeringsunderlag": {"answers": [builder.answer("2018-05-15", "Hemtjänst")]},
    "fast-vardkontakt": {"contact": {"name": "Test Kontakt", "workplace": "Vårdcentralen"}},
    "generellt-meddelande": {
        "text": "Samordnad planering behövs",
        "topic": "samordnad-planering",
        "newNeeds": True,
    },
    "utskrivningsklar": {"readyAt": "2018-05-17T09:00:00+02:00"},
    "patientinformation": {"sections": [{"text": "Omläggning"}]},
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
    "samtycke": consent(),
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
    "kallelse": {
        "purpose": "sip-svu",
        "start": "2018-05-21T13:00:00+02:00",
        "form": "telefon",
        "place": "Telefonmöte",
        "agenda": "Planering efter utskrivning",
        "participants": ["patient"],
        "planId": PLAN,
    },
    "svar-kallelse": {"attends": True, "attendee": {"name": "Test Handläggare", "title": "handläggare"}},
    "kartlaggning": {"needs": "Hjälp med mat", "abilities": "Går med rollator", "obstacles": "Trappor"},
    "sip": {
        "planId": PLAN,
        "version": 1,
        "mainGoal": "Bo kvar hemma",
        "interventions": [
            {"id": "i1", "text": "Hemtjänst", "responsible": SOCIAL},
            {"id": "i2", "text": "Läkarbesök", "responsible": HEALTH_CENTRE},
        ],
        "coordinator": {"unit": HEALTH_CENTRE, "name": "Test Kontakt", "phone": "035-100000"},
        "followUpAt": "2018-06-21T13:00:00+02:00",
    },
    "uppfoljning": {"planId": PLAN, "comments": [{"target": "i1", "text": "Bra", "status": "ongoing"}]},
    "utvardering": {"planId": PLAN, "mainGoalMet": "Ja"},
}
_SENDERS = {
    "vardbegaran": HOME_CARE,
    "svar-inskrivningsmeddelande": SOCIAL,
    "kvittens": SOCIAL,
    "fast-vardkontakt": HEALTH_CENTRE,
    "meddelande-utanfor-vardtillfalle": HEALTH_CENTRE,
    "samordnad-vardplan": PSYCHIATRY,
    "avvikelse": SOCIAL,
    "kallelse": HEALTH_CENTRE,
    "svar-kallelse": SOCIAL,
    "kartlaggning": HEALTH_CENTRE,
    "sip": HEALTH_CENTRE,
    "uppfoljning": SOCIAL,
    "utvardering": HEALTH_CENTRE,
}
_RECIPIENTS = {
    "vardbegaran": [WARD],
    "svar-inskrivningsmeddelande": [WARD],
    "kvittens": [WARD],
    "meddelande-utanfor-vardtillfalle": [HOME_CARE],
    "samordnad-vardplan": [SOCIAL, OPEN_PSYCHIATRY],
    "egenvardsplanering": [HEALTH_CENTRE],
    "avvikelse": [HEALTH_CENTRE],
    "kallelse": [SOCIAL, HOME_CARE, WARD],
    "svar-kallelse": [HEALTH_CENTRE],
    "kartlaggning": [SOCIAL, HOME_CARE],
    "sip": [SOCIAL, HOME_CARE],
    "uppfoljning": [HEALTH_CENTRE],
    "utvardering": [SOCIAL, HOME_CARE],
}
_FUNCTIONS = {
    "samordnad-vardplan": "chefsoverlakare",
    "kallelse": "fast-vardkontakt",
    "sip": "fast-vardkontakt",
}
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
    "kallelse": "2018-05-16T11:00:00+02:00",
    "svar-kallelse": "2018-05-16T15:00:00+02:00",
    "kartlaggning": "2018-05-17T11:00:00+02:00",
    "sip": "2018-05-21T15:00:00+02:00",
    "uppfoljning": "2018-06-20T10:00:00+02:00",
    "utvardering": "2018-07-02T10:00:00+02:00",
}
_OUTSIDE = {
    "vardbegaran",
    "meddelande-utanfor-vardtillfalle",
    "samtycke",
    "samordnad-vardplan",
    "egenvardsplanering",
    "avvikelse",
    "kartlaggning",
    "sip",
    "uppfoljning",
    "utvardering",
}
REGION = Region(
    name="halland",
    units=_UNITS,
    municipality="1380",
    address={"postalCode": "30250", "city": "Halmstad"},
    sender=WARD,
    addressed=ADDRESSED,
    contents=_CONTENT,
    episode={"id": STAY, "admittedAt": "2018-05-15T08:10:00+02:00"},
    sent_at="2018-05-16T13:00:00+02:00",
    times=_TIMES,
    senders=_SENDERS,
    recipients=_RECIPIENTS,
    functions=_FUNCTIONS,
    outside=_OUTSIDE,
)
message = REGION.message
person = REGION.person


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


def called(**changes: Any) -> list[Json]:
    """Planned, and called to coordinated planning by the fixed care contact."""
    return [*planned(), message("kallelse", number=40, **changes)]


def drawn(**changes: Any) -> list[Json]:
    """Called, met, and a plan drawn up."""
    return [*called(), message("sip", number=41, **changes)]


def locked() -> list[Json]:
    """And the plan approved."""
    return [*drawn(), message("sip", "approve", number=42, relatesTo=mid(41))]


_BEFORE: dict[str, Callable[[], list[Json]]] = {
    **dict.fromkeys(_OUTSIDE | {"inskrivningsmeddelande"}, list),
    "kallelse": planned,
    **dict.fromkeys(("svar-kallelse", "kartlaggning", "sip"), called),
    **dict.fromkeys(("uppfoljning", "utvardering"), locked),
    "utskrivningsklar": planned,
    "patientinformation": ready,
    "utskrivningsmeddelande": ready,
}


def of(kind: str, action: str = "new", **changes: Any) -> Json:
    """A scenario of that message: its usual history, the consents as the guideline has them, the register."""
    sender = changes.get("sender", _SENDERS.get(kind, WARD))
    around = builder.around(changes)
    history = _BEFORE.get(kind, admitted)()
    consents = [outside(unit=sender) if kind in _OUTSIDE else consent()]
    if kind in PLANNING:
        consents = [consent(scopes=["sip"], episode=None)]
    sent = message(kind, action, **changes)
    return REGION.scene(sent, history, consents, changes.get("value", PERSON)) | around


def directory(*more: Json) -> list[Json]:
    """The units of these tests, and more."""
    return [*REGION.directory(), *more]
