"""Scenarios of `contract.md` §4 for Västerbotten, written as plain documents."""

from collections.abc import Callable
from typing import Any

from tests.contract import builder
from tests.contract.builder import Json, Region

WARD = "SE2321000222-AVD1"
OTHER_WARD = "SE2321000222-AVD2"
HEALTH_CENTRE = "SE2321000222-HC01"
CLINIC = "SE2321000222-SPEC1"
SOCIAL = "SE2120002627-SOC1"
HOME_CARE = "SE2120002627-HSV1"
REHAB = "SE2120002627-REH1"
PSYCHIATRY = "SE2321000222-PSY1"
INSURANCE = "SE2021005521-FK01"
OTHER = "189001029819"
STAY = "vtf-2026-000777"
MORNING = "2026-03-02T10:00:00+01:00"

_UNITS = (
    (WARD, "slutenvard", "region", None),
    (OTHER_WARD, "slutenvard", "region", None),
    (HEALTH_CENTRE, "primarvard", "region", None),
    (CLINIC, "specialistmottagning", "region", None),
    (SOCIAL, "kommun-socialtjanst", "kommun", "2480"),
    (HOME_CARE, "kommun-halsovard", "kommun", "2480"),
    (REHAB, "kommun-rehab", "kommun", "2480"),
    (PSYCHIATRY, "psykiatrisk-slutenvard", "region", None),
    (INSURANCE, "extern", "extern", None),
)
ADDRESSED = (SOCIAL, HOME_CARE, HEALTH_CENTRE)


def consent(status: str = "given", **changes: Any) -> Json:
    """A documented record of the ward's, for information transfer and NPÖ; None takes a member away."""
    own = {"scopes": ["informationsoverforing", "npo"], "recordedAt": "2026-03-02T08:30:00+01:00"}
    return builder.consent(status, WARD, **own | changes)


_CONTENT: dict[str, Json] = {
    "inskrivningsmeddelande": {
        "estimatedDischarge": "2026-03-06",
        "ward": "Avdelning 1",
        "admissionReason": "Fall hemma",
        "questions": ["Finns hemtjänst?"],
    },
    "svar-inskrivningsmeddelande": {"answers": [{"question": "kand-patient", "answer": True}]},
    "kvittens": {},
    "planeringsunderlag": {"answers": [builder.answer("2026-03-02")]},
    "fast-vardkontakt": {"contact": {"name": "Test Kontakt", "workplace": "Hälsocentralen"}},
    "utskrivningsklar": {"readyAt": "2026-03-04T09:00:00+01:00"},
    "patientinformation": {
        "sections": [{"unit": WARD, "text": "Omläggning"}],
        "careContact": "Test Kontakt",
    },
    "utskrivningsmeddelande": {
        "dischargedAt": "2026-03-05T11:00:00+01:00",
        "text": "Går hem",
        "patientInformationHandover": {"to": "patient", "printed": True},
    },
    "avbruten-planering": {"reason": "planering-avbruten", "text": "Inget behov"},
    "generellt-meddelande": {"text": "Rullstol behövs", "topic": "annan"},
    "meddelande-utanfor-vardtillfalle": {"text": "Hembesök önskas"},
    "samtycke": consent(),
    "vardbegaran": {"functionalAbility": "Går med rollator", "currentInterventions": "Hemtjänst"},
    "samordnad-vardplan": {"planId": "vardplan-1", "legalForm": "opt", "needs": "Boendestöd"},
    "egenvardsplanering": {
        "measure": "Insulin enligt ordination",
        "performer": "Patienten själv",
        "instructions": "Muntligt och skriftligt",
        "onHarm": "Ring hälsocentralen",
        "onChange": "Ring hälsocentralen",
        "followUp": "Om två veckor på hälsocentralen",
        "reassessment": "Vid ändrad dos",
        "performerType": "patient",
        "riskAnalysis": {"selfSafe": True, "helpedSafe": True},
        "assessor": {"name": "Test Testsson", "title": "överläkare", "role": "behandlande-legitimerad"},
        "followUpBy": {"name": "Test Testsson", "title": "överläkare"},
    },
    "avvikelse": {
        "event": "Utskrivningsklar utan kvittens",
        "consequence": "Insatsen blev sen",
        "risk": "Utebliven läkemedelshjälp",
        "action": "Telefonkontakt",
        "improvement": "Bevakning av inkorgen",
        "unit": WARD,
        "at": "2026-03-03T09:00:00+01:00",
        "category": "rutin",
        "channel": "e-tjanst",
        "routineReference": "VB-ACK-01",
        "contactedAt": "2026-03-03T09:30:00+01:00",
    },
}
_SENDERS = {
    "svar-inskrivningsmeddelande": SOCIAL,
    "kvittens": SOCIAL,
    "fast-vardkontakt": HEALTH_CENTRE,
    "vardbegaran": HOME_CARE,
    "samordnad-vardplan": PSYCHIATRY,
    "avvikelse": HOME_CARE,
}
_RECIPIENTS = {
    "svar-inskrivningsmeddelande": [WARD],
    "kvittens": [WARD],
    "vardbegaran": [WARD],
    "avvikelse": [WARD],
}
_TIMES = {
    "inskrivningsmeddelande": MORNING,
    "svar-inskrivningsmeddelande": "2026-03-02T13:00:00+01:00",
    "kvittens": "2026-03-02T13:00:00+01:00",
    "planeringsunderlag": "2026-03-03T10:00:00+01:00",
    "fast-vardkontakt": "2026-03-03T11:00:00+01:00",
    "utskrivningsklar": "2026-03-04T09:00:00+01:00",
    "patientinformation": "2026-03-04T13:00:00+01:00",
    "utskrivningsmeddelande": "2026-03-05T11:30:00+01:00",
    "avbruten-planering": "2026-03-04T13:00:00+01:00",
    "generellt-meddelande": "2026-03-03T13:00:00+01:00",
    "meddelande-utanfor-vardtillfalle": "2026-03-03T13:00:00+01:00",
    "samtycke": "2026-03-02T09:00:00+01:00",
}
OUTSIDE = {
    "meddelande-utanfor-vardtillfalle",
    "samtycke",
    "vardbegaran",
    "samordnad-vardplan",
    "egenvardsplanering",
    "avvikelse",
}
REGION = Region(
    name="vasterbotten",
    units=_UNITS,
    municipality="2480",
    address={"postalCode": "90325", "city": "Umeå"},
    sender=WARD,
    addressed=ADDRESSED,
    contents=_CONTENT,
    episode={"id": STAY, "admittedAt": "2026-03-02T08:10:00+01:00"},
    sent_at="2026-03-03T13:00:00+01:00",
    times=_TIMES,
    senders=_SENDERS,
    recipients=_RECIPIENTS,
    outside=OUTSIDE,
)
person = REGION.person


def unable(outcome: str | None = "no-harm", assessor: Json | None = None, **changes: Any) -> Json:
    """A record of a person who cannot consent, with the harm assessment of that outcome (none for None)."""
    who = {"name": "Test Bedömare", "title": "överläkare"} if assessor is None else assessor
    assessment = {"outcome": outcome, "assessor": who, "at": "2026-03-02T08:20:00+01:00"}
    return consent(
        "unable", form=None, givenBy=None, harmAssessment=assessment if outcome else None, **changes
    )


def message(kind: str, action: str = "new", number: int = 900, **changes: Any) -> Json:
    """A native message of that kind as its usual sender in Västerbotten would write it."""
    if kind == "meddelande-utanfor-vardtillfalle":
        permitted = consent(scopes=["utanfor-vardtillfalle"])
        changes = {"consent": permitted, "recipients": [HOME_CARE]} | changes
    return REGION.message(kind, action, number, **changes)


def admitted(**changes: Any) -> list[Json]:
    """The stay's admission notice, as history."""
    return [message("inskrivningsmeddelande", number=1, **changes)]


def ready(**changes: Any) -> list[Json]:
    """Admitted, and told to be ready for discharge."""
    return [*admitted(), message("utskrivningsklar", number=2, **changes)]


def discharged() -> list[Json]:
    """Admitted, ready and gone."""
    return [*ready(), message("utskrivningsmeddelande", number=3)]


_BEFORE: dict[str, Callable[[], list[Json]]] = {
    "inskrivningsmeddelande": list,
    "samtycke": list,
    "meddelande-utanfor-vardtillfalle": list,
    "utskrivningsmeddelande": ready,
}


def scene(message_: Json, **changes: Any) -> Json:
    """A scenario around the message: history as its kind needs, consent given, the person in the register."""
    history = _BEFORE.get(message_["kind"], admitted)()
    return REGION.scene(message_, history, [consent()]) | changes
