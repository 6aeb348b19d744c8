"""Scenarios for Norrbotten: an ordinary stay as the guideline describes it, from which each test changes one thing."""

from collections.abc import Callable, Sequence
from typing import Any

from tests.contract import builder
from tests.contract.builder import PERSON, Json, Region, mid

WARD = "SE2321000230-AVD1"
OTHER_WARD = "SE2321000230-AVD2"
PSYCHIATRY = "SE2321000230-PSY1"
HEALTH_CENTRE = "SE2321000230-HC01"
LOCAL_PSYCHIATRY = "SE2321000230-NPS1"
CLINIC = "SE2321000230-SPEC1"
SOCIAL = "SE2120002742-SOC1"
HOME_CARE = "SE2120002742-HSV1"
OTHER_SOCIAL = "SE2120002767-SOC1"
CHILD = "201801012392"
SEVENTEEN = "200803032390"
EIGHTEEN = "200803022391"
PLANNING = frozenset({"kallelse", "svar-kallelse", "kartlaggning", "sip", "uppfoljning", "utvardering"})
PLAN = "sip-nb-1"
STAY = "nb-2026-000777"
MORNING = "2026-03-02T10:00:00+01:00"
ADDRESSED = (SOCIAL, HOME_CARE, HEALTH_CENTRE)

_UNITS = (
    (WARD, "slutenvard", "region", None),
    (OTHER_WARD, "slutenvard", "region", None),
    (PSYCHIATRY, "psykiatrisk-slutenvard", "region", None),
    (HEALTH_CENTRE, "primarvard", "region", None),
    (LOCAL_PSYCHIATRY, "psykiatrisk-oppenvard", "region", None),
    (CLINIC, "specialistmottagning", "region", None),
    (SOCIAL, "kommun-socialtjanst", "kommun", "2580"),
    (HOME_CARE, "kommun-halsovard", "kommun", "2580"),
    (OTHER_SOCIAL, "kommun-socialtjanst", "kommun", "2581"),
)
ALL_NEEDS = ["socialtjanst", "kommunal-halsovard", "regional-oppenvard"]
ANSWER: Json = builder.answer("2026-03-02")
SELF_CARE: Json = {
    "measure": "Insulin enligt ordination",
    "performer": "Patienten själv",
    "instructions": "Muntligt och skriftligt",
    "onHarm": "Ring hälsocentralen",
    "onChange": "Ring hälsocentralen",
    "followUp": "Om två veckor på hälsocentralen",
    "reassessment": "2026-04-01",
    "extent": "Två gånger om dagen",
    "requiresLicensedStaff": False,
    "assessor": {"name": "Test Testsson", "title": "överläkare", "role": "behandlande-lakare"},
    "consultedAt": "2026-03-03",
    "performerType": "patient",
    "riskAnalysis": {"selfSafe": True, "helpedSafe": False},
    "instructedBy": "bedomaren",
    "teachBack": True,
    "informedAt": "2026-03-03",
    "responsible": "patient",
    "documentation": "journal",
}


def consent(status: str = "given", unit: str = WARD, **changes: Any) -> Json:
    """A documented record of a unit's, for information transfer; None takes a member away."""
    own = {"scopes": ["informationsoverforing"], "recordedAt": "2026-03-02T08:30:00+01:00"}
    return builder.consent(status, unit, **own | changes)


def sip_consent(status: str = "given", **changes: Any) -> Json:
    """The answer to the offer of a coordinated individual plan."""
    return consent(status, **{"scopes": ["sip"]} | changes)


_CONTENT: dict[str, Json] = {
    "inskrivningsmeddelande": {
        "estimatedDischarge": "2026-03-04",
        "ward": "Avdelning 1",
        "admissionReason": "Fall hemma",
        "assessedNeeds": ALL_NEEDS,
        "contactDetails": {"patientMobile": True, "relatives": True},
        "needAssessedAt": "2026-03-02T09:00:00+01:00",
    },
    "svar-inskrivningsmeddelande": {"answers": [{"question": "kand-patient", "answer": True}]},
    "kvittens": {},
    "planeringsunderlag": {"answers": [ANSWER], "registrarAppointed": True},
    "fast-vardkontakt": {
        "decidedBy": {"name": "Test Chef", "title": "verksamhetschef", "function": "verksamhetschef"},
        "contact": {
            "name": "Test Kontakt",
            "workplace": "Hälsocentralen",
            "phone": "0920-000000",
            "coordinates": True,
        },
        "housing": "ordinart",
    },
    "utskrivningsklar": {
        "readyAt": "2026-03-04T09:00:00+01:00",
        "responsiblePhysician": "Test Testsson",
        "responsibleNurse": "Test Sköterska",
        "physicianTakeover": "Test Distriktsläkare",
    },
    "generellt-meddelande": {
        "text": "Hemtjänsten tar emot hemma",
        "topic": "starttid",
        "startsAt": "2026-03-04T14:00:00+01:00",
    },
    "patientinformation": {
        "careContact": "Test Kontakt",
        "sections": [{"text": "Insatserna börjar samma dag"}],
    },
    "utskrivningsmeddelande": {
        "dischargedAt": "2026-03-04T15:00:00+01:00",
        "text": "Går hem med hjälp",
        "criteria": {"medicationList": True, "information": True},
        "patientInformationHandover": {"to": "patient", "printed": True},
    },
    "avbruten-planering": {"reason": "planering-avbruten", "text": "Inget behov"},
    "samtycke": consent(),
    "samordnad-vardplan": {
        "planId": "vardplan-1",
        "legalForm": "opt",
        "needs": "Boendestöd",
        "needsFromOthers": True,
        "informationExchange": "Telefon varje vecka",
    },
    "egenvardsplanering": SELF_CARE,
    "kallelse": {
        "purpose": "sip-fristaende",
        "start": "2026-03-18T10:00:00+01:00",
        "end": "2026-03-18T11:00:00+01:00",
        "form": "fysiskt",
        "place": "Hälsocentralen",
        "agenda": "Samordning av insatser i hemmet",
        "participants": ["Patienten"],
    },
    "svar-kallelse": {"attends": True, "attendee": {"name": "Test Handläggare", "title": "handläggare"}},
    "kartlaggning": {"needs": "Hjälp med mat", "abilities": "Går med rollator", "obstacles": "Trappor"},
    "sip": {
        "planId": PLAN,
        "version": 1,
        "mainGoal": "Bo kvar hemma",
        "subGoals": [{"id": "d1", "text": "Komma ut", "responsible": SOCIAL}],
        "interventions": [
            {"id": "i1", "text": "Hemtjänst", "responsible": SOCIAL, "start": "2026-03-19T08:00:00+01:00"},
            {"id": "i2", "text": "Läkemedel", "responsible": HOME_CARE},
            {"id": "i3", "text": "Läkarbesök", "responsible": HEALTH_CENTRE},
        ],
        "resources": "Familj i närheten",
        "needs": "Mat och läkemedel",
        "coordinator": {"unit": HEALTH_CENTRE, "name": "Test Kontakt", "phone": "0920-000000"},
        "careContacts": [{"name": "Test Kontakt", "workplace": "Hälsocentralen", "coordinates": True}],
        "followUpAt": "2026-05-18T10:00:00+02:00",
        "evaluationAt": "2026-09-18T10:00:00+02:00",
    },
    "uppfoljning": {"planId": PLAN, "comments": [{"target": "i1", "text": "Bra", "status": "ongoing"}]},
    "utvardering": {"planId": PLAN, "mainGoalMet": True},
    "avvikelse": {
        "event": "Sen kvittens",
        "unit": HEALTH_CENTRE,
        "at": "2026-03-02T13:00:00+01:00",
        "addressee": "verksamhetschef",
        "level": "lokal",
    },
}
_SENDERS = {
    "svar-inskrivningsmeddelande": SOCIAL,
    "kvittens": SOCIAL,
    "fast-vardkontakt": HEALTH_CENTRE,
    "generellt-meddelande": SOCIAL,
    "patientinformation": SOCIAL,
    "samordnad-vardplan": PSYCHIATRY,
    "avvikelse": SOCIAL,
    **dict.fromkeys(PLANNING, HEALTH_CENTRE),
    "svar-kallelse": SOCIAL,
    "uppfoljning": SOCIAL,
}
_RECIPIENTS = {
    "svar-inskrivningsmeddelande": [WARD],
    "kvittens": [WARD],
    "generellt-meddelande": [WARD],
    "patientinformation": [WARD],
    "samordnad-vardplan": [SOCIAL, LOCAL_PSYCHIATRY],
    "egenvardsplanering": [HEALTH_CENTRE],
    "avvikelse": [HEALTH_CENTRE],
    **{kind: [HEALTH_CENTRE, SOCIAL, HOME_CARE] for kind in PLANNING},
    "svar-kallelse": [HEALTH_CENTRE],
}
_FUNCTIONS = {
    "fast-vardkontakt": "annan",
    "samordnad-vardplan": "chefsoverlakare",
    **dict.fromkeys(PLANNING, "samordningsansvarig"),
}
_TIMES = {
    "inskrivningsmeddelande": MORNING,
    "svar-inskrivningsmeddelande": "2026-03-02T11:00:00+01:00",
    "kvittens": "2026-03-02T11:30:00+01:00",
    "planeringsunderlag": "2026-03-02T15:00:00+01:00",
    "fast-vardkontakt": "2026-03-03T11:00:00+01:00",
    "utskrivningsklar": "2026-03-04T09:30:00+01:00",
    "generellt-meddelande": "2026-03-04T11:00:00+01:00",
    "patientinformation": "2026-03-04T13:00:00+01:00",
    "utskrivningsmeddelande": "2026-03-04T15:05:00+01:00",
    "avbruten-planering": "2026-03-04T13:00:00+01:00",
    "samtycke": "2026-03-02T09:00:00+01:00",
    "kallelse": "2026-03-05T11:00:00+01:00",
    "svar-kallelse": "2026-03-06T11:00:00+01:00",
    "kartlaggning": "2026-03-09T11:00:00+01:00",
    "sip": "2026-03-18T12:00:00+01:00",
    "uppfoljning": "2026-05-18T12:00:00+02:00",
    "utvardering": "2026-09-18T12:00:00+02:00",
}
OUTSIDE = {"samtycke", "samordnad-vardplan", "egenvardsplanering", "avvikelse", *PLANNING}
REGION = Region(
    name="norrbotten",
    units=_UNITS,
    municipality="2580",
    address={"postalCode": "97231", "city": "Luleå"},
    sender=WARD,
    addressed=ADDRESSED,
    contents=_CONTENT,
    episode={"id": STAY, "admittedAt": "2026-03-02T08:10:00+01:00"},
    sent_at="2026-03-03T13:00:00+01:00",
    times=_TIMES,
    senders=_SENDERS,
    recipients=_RECIPIENTS,
    functions=_FUNCTIONS,
    outside=OUTSIDE,
)
message = REGION.message
person = REGION.person
directory = REGION.directory


def admitted(**changes: Any) -> list[Json]:
    """The stay's admission notice, as history."""
    return [message("inskrivningsmeddelande", number=1, **changes)]


def acknowledged(units: Sequence[str] = ADDRESSED, number: int = 30, **changes: Any) -> list[Json]:
    """Each unit's kvittens, of the admission notice unless told otherwise."""
    return [message("kvittens", number=number + at, sender=unit, **changes) for at, unit in enumerate(units)]


def answered(units: Sequence[str] = ADDRESSED) -> list[Json]:
    """Each unit's answers to the admission notice, which show that its own planning has begun."""
    return [
        message("svar-inskrivningsmeddelande", number=40 + at, sender=unit) for at, unit in enumerate(units)
    ]


def planned(**changes: Any) -> list[Json]:
    """Admitted, answered and acknowledged, with a planning basis and a named fast vårdkontakt."""
    return [
        *admitted(**changes),
        *answered(),
        *acknowledged(),
        message("planeringsunderlag", number=2),
        message("fast-vardkontakt", number=3),
    ]


def ready(**changes: Any) -> list[Json]:
    """Planned, and told to be ready for discharge."""
    return [*planned(**changes), message("utskrivningsklar", number=4)]


def starts(units: Sequence[str] = ADDRESSED, **content: Any) -> list[Json]:
    """Each unit's word on when its interventions can start."""
    return [
        message("generellt-meddelande", number=10 + at, sender=unit, content=content)
        for at, unit in enumerate(units)
    ]


def informed(units: Sequence[str] = ADDRESSED, **content: Any) -> list[Json]:
    """Each unit's part of the patient information."""
    return [
        message("patientinformation", number=20 + at, sender=unit, content=content)
        for at, unit in enumerate(units)
    ]


def going_home() -> list[Json]:
    """All that the guideline wants before the person goes home."""
    return [*ready(), *starts(), *informed()]


def discharged() -> list[Json]:
    """And gone."""
    return [*going_home(), message("utskrivningsmeddelande", number=5)]


def called(**changes: Any) -> list[Json]:
    """Called to planning in open care by the health centre."""
    return [message("kallelse", number=50, **changes)]


def drawn(**changes: Any) -> list[Json]:
    """Called, met, and a plan drawn up."""
    return [*called(), message("sip", number=51, **changes)]


def finished(**changes: Any) -> list[Json]:
    """And finished."""
    return [*drawn(), message("sip", "approve", number=52, relatesTo=mid(51), **changes)]


_BEFORE: dict[str, Callable[[], list[Json]]] = {
    "inskrivningsmeddelande": list,
    "samtycke": list,
    "samordnad-vardplan": list,
    "egenvardsplanering": list,
    "avvikelse": list,
    "kallelse": list,
    **dict.fromkeys(("svar-kallelse", "kartlaggning", "sip"), called),
    **dict.fromkeys(("uppfoljning", "utvardering"), finished),
    "utskrivningsklar": planned,
    "generellt-meddelande": ready,
    "patientinformation": ready,
    "utskrivningsmeddelande": going_home,
}


def of(kind: str, action: str = "new", **changes: Any) -> Json:
    """A scenario of that message: its usual history, every holder's consent, the person in the register."""
    around = builder.around(changes)
    history = _BEFORE.get(kind, admitted)()
    consents = [consent(), consent(unit=SOCIAL), sip_consent()]
    if kind == "svar-kallelse":
        changes = {"relatesTo": mid(50)} | changes
    sent = message(kind, action, **changes)
    return REGION.scene(sent, history, consents, changes.get("value", PERSON)) | around
