"""Scenarios for Stockholm: an ordinary stay as the agreement's annex 2 describes it, from which each test changes one thing."""

from collections.abc import Callable
from typing import Any

from tests.contract import builder
from tests.contract.builder import PERSON, Json, Region, mid

WARD = "SE2321000016-AVD1"
OTHER_WARD = "SE2321000016-AVD2"
PSYCHIATRY = "SE2321000016-PSY1"
GERIATRICS = "SE2321000016-GER1"
HEALTH_CENTRE = "SE2321000016-VC01"
CLINIC = "SE2321000016-SPEC1"
OPEN_PSYCHIATRY = "SE2321000016-OPS1"
SOCIAL = "SE2120000142-SOC1"
HOME_CARE = "SE2120000142-HSV1"
OTHER_SOCIAL = "SE2120000167-SOC1"
PRIVATE_CENTRE = "SE5560000001-VC01"
FEDERATION = "SE2220001891-HSV1"
CHILD = "201801012392"
STAY = "st-2018-000777"
PLAN = "st-plan-1"
PLANNING = frozenset({"kallelse", "svar-kallelse", "kartlaggning", "sip", "uppfoljning", "utvardering"})
ADDRESSED = (SOCIAL, HOME_CARE, HEALTH_CENTRE)

_UNITS = (
    (WARD, "slutenvard", "region", None),
    (OTHER_WARD, "slutenvard", "region", None),
    (PSYCHIATRY, "psykiatrisk-slutenvard", "region", None),
    (GERIATRICS, "geriatrisk-slutenvard", "region", None),
    (HEALTH_CENTRE, "primarvard", "region", None),
    (CLINIC, "specialistmottagning", "region", None),
    (OPEN_PSYCHIATRY, "psykiatrisk-oppenvard", "region", None),
    (PRIVATE_CENTRE, "primarvard", "region", None),
    (SOCIAL, "kommun-socialtjanst", "kommun", "0180"),
    (HOME_CARE, "kommun-halsovard", "kommun", "0180"),
    (OTHER_SOCIAL, "kommun-socialtjanst", "kommun", "0182"),
    (FEDERATION, "kommun-halsovard", "kommun", "0180"),
)
_CONTENT: dict[str, Json] = {
    "inskrivningsmeddelande": {
        "estimatedDischarge": "2018-03-07",
        "ward": "Avdelning 1",
        "admissionReason": "Fall hemma",
        "needLevel": "mindre",
        "assessedNeeds": ["socialtjanst", "kommunal-halsovard", "regional-oppenvard"],
        "needAssessedAt": "2018-03-05T09:00:00+01:00",
    },
    "kvittens": {},
    "svar-inskrivningsmeddelande": {"answers": [{"question": "kand-patient", "answer": True}]},
    "fast-vardkontakt": {
        "decidedBy": {"name": "Test Chef", "title": "verksamhetschef", "function": "verksamhetschef"},
        "contact": {"name": "Test Kontakt", "workplace": "Vårdcentralen", "phone": "08-000000"},
    },
    "planeringsunderlag": {
        "answers": [builder.answer("2018-03-06")],
    },
    "generellt-meddelande": {"text": "Vilka hjälpmedel behövs?", "topic": "annan"},
    "utskrivningsklar": {
        "readyAt": "2018-03-07T09:00:00+01:00",
        "responsiblePhysician": "Test Testsson",
        "physicianTakeover": "Test Distriktsläkare",
    },
    "patientinformation": {
        "careContact": "Test Kontakt",
        "sections": [{"text": "Insatserna börjar samma dag"}],
    },
    "utskrivningsmeddelande": {
        "dischargedAt": "2018-03-07T15:00:00+01:00",
        "text": "Går hem",
        "criteria": {
            "notice": True,
            "readyDate": True,
            "aids": True,
            "medicines": True,
            "information": True,
            "medicationList": True,
        },
        "patientInformed": True,
        "patientInformationHandover": {"to": "patient", "printed": True},
    },
    "samordnad-vardplan": {
        "planId": "vardplan-1",
        "legalForm": "opt",
        "needs": "Boendestöd",
        "informationExchange": "Telefon varje vecka",
    },
    "avvikelse": {"event": "Sen underrättelse", "unit": WARD, "at": "2018-03-07T13:00:00+01:00"},
    "samtycke": {},
    "kallelse": {
        "purpose": "sip-svu",
        "start": "2018-03-14T13:00:00+01:00",
        "form": "digitalt",
        "place": "Videomöte i hemmet",
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
        "coordinator": {"unit": HEALTH_CENTRE, "name": "Test Kontakt", "phone": "08-000000"},
        "followUpAt": "2018-04-16T13:00:00+02:00",
    },
    "uppfoljning": {"planId": PLAN, "comments": [{"target": "i1", "text": "Bra", "status": "ongoing"}]},
    "utvardering": {"planId": PLAN, "mainGoalMet": "Ja"},
}
_SENDERS = {
    "kvittens": SOCIAL,
    "svar-inskrivningsmeddelande": SOCIAL,
    "fast-vardkontakt": HEALTH_CENTRE,
    "generellt-meddelande": SOCIAL,
    "patientinformation": SOCIAL,
    "samordnad-vardplan": PSYCHIATRY,
    "avvikelse": SOCIAL,
    **dict.fromkeys(PLANNING, HEALTH_CENTRE),
    **dict.fromkeys(("svar-kallelse", "uppfoljning"), SOCIAL),
}
_RECIPIENTS = {
    "kvittens": [WARD],
    "svar-inskrivningsmeddelande": [WARD],
    "generellt-meddelande": [WARD],
    "patientinformation": [WARD],
    "samordnad-vardplan": [SOCIAL, OPEN_PSYCHIATRY],
    "avvikelse": [WARD],
    **{kind: [SOCIAL, HOME_CARE] for kind in ("kartlaggning", "sip", "utvardering")},
    **{kind: [HEALTH_CENTRE] for kind in ("svar-kallelse", "uppfoljning")},
    "kallelse": [SOCIAL, HOME_CARE, WARD],
}
_FUNCTIONS = {"fast-vardkontakt": "verksamhetschef", "samordnad-vardplan": "chefsoverlakare"}
_TIMES = {
    "inskrivningsmeddelande": "2018-03-05T10:00:00+01:00",
    "kvittens": "2018-03-05T11:00:00+01:00",
    "svar-inskrivningsmeddelande": "2018-03-05T11:30:00+01:00",
    "fast-vardkontakt": "2018-03-06T10:00:00+01:00",
    "planeringsunderlag": "2018-03-06T11:00:00+01:00",
    "samordnad-vardplan": "2018-03-06T12:00:00+01:00",
    "generellt-meddelande": "2018-03-06T13:00:00+01:00",
    "utskrivningsklar": "2018-03-07T09:30:00+01:00",
    "patientinformation": "2018-03-07T13:00:00+01:00",
    "utskrivningsmeddelande": "2018-03-07T15:05:00+01:00",
    "kallelse": "2018-03-07T11:00:00+01:00",
    "svar-kallelse": "2018-03-08T10:00:00+01:00",
    "kartlaggning": "2018-03-09T10:00:00+01:00",
    "sip": "2018-03-14T15:00:00+01:00",
    "uppfoljning": "2018-04-13T10:00:00+02:00",
    "utvardering": "2018-04-16T15:00:00+02:00",
}
_OUTSIDE = {
    "samtycke",
    "samordnad-vardplan",
    "avvikelse",
    "kartlaggning",
    "sip",
    "uppfoljning",
    "utvardering",
}


def consent(status: str = "given", unit: str = WARD, **changes: Any) -> Json:
    """A unit's own documented record; None takes a member away."""
    own = {
        "scopes": ["informationsoverforing"],
        "recordedAt": "2018-03-05T08:30:00+01:00",
        "documentedIn": ["journal", "akt"],
    }
    return builder.consent(status, unit, **own | changes)


REGION = Region(
    name="stockholm",
    units=_UNITS,
    municipality="0180",
    address={"postalCode": "11122", "city": "Stockholm"},
    sender=WARD,
    addressed=ADDRESSED,
    contents=_CONTENT,
    episode={"id": STAY, "admittedAt": "2018-03-05T08:10:00+01:00"},
    sent_at="2018-03-07T13:30:00+01:00",
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


def contact(**changes: Any) -> Json:
    """The named fast vårdkontakt, as history."""
    return message("fast-vardkontakt", number=2, **changes)


def ready(*, named: bool = True, **changes: Any) -> list[Json]:
    """Admitted, given a fast vårdkontakt unless not named, and told to be ready for discharge."""
    return [
        *admitted(**changes),
        *([contact()] if named else []),
        message("planeringsunderlag", number=3),
        message("utskrivningsklar", number=4),
    ]


def answered(unit: str = HEALTH_CENTRE) -> Json:
    """A unit's answer to the admission notice."""
    return message("svar-inskrivningsmeddelande", number=8, sender=unit)


def going_home() -> list[Json]:
    """All that the annex wants before the person goes home."""
    return [*ready(), answered(), message("patientinformation", number=5)]


def called(**changes: Any) -> list[Json]:
    """Ready, and called to coordinated individual planning by the fixed care contact."""
    return [*ready(), message("kallelse", number=40, **changes)]


def drawn(**changes: Any) -> list[Json]:
    """Called, met, and a plan drawn up."""
    return [*called(), message("sip", number=41, **changes)]


def locked() -> list[Json]:
    """And the plan approved."""
    return [*drawn(), message("sip", "approve", number=42, relatesTo=mid(41))]


_BEFORE: dict[str, Callable[[], list[Json]]] = {
    "kallelse": ready,
    **dict.fromkeys(("svar-kallelse", "kartlaggning", "sip"), called),
    **dict.fromkeys(("uppfoljning", "utvardering"), locked),
    "inskrivningsmeddelande": list,
    "samordnad-vardplan": admitted,
    "utskrivningsklar": lambda: [*admitted(), contact()],
    "patientinformation": ready,
    "utskrivningsmeddelande": going_home,
}


def of(kind: str, action: str = "new", **changes: Any) -> Json:
    """A scenario of that message: its usual history, every party's own consent, the person in the register."""
    around = builder.around(changes)
    history = _BEFORE.get(kind, admitted)()
    scopes = ["informationsoverforing", *(["sip"] if kind in PLANNING else [])]
    consents = [consent(unit=unit, scopes=scopes) for unit in (WARD, SOCIAL, PRIVATE_CENTRE, OTHER_SOCIAL)]
    sent = message(kind, action, **changes)
    return REGION.scene(sent, history, consents, changes.get("value", PERSON)) | around
