"""What the messages of a course say: complete for every region, so that only what a course means to get wrong is wrong."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from adapter.model.stay_kinds import PLANNING_QUESTIONS
from adapter.sandbox.course import Course
from adapter.sandbox.script import MARK

Json = dict[str, object]
YES = {
    "bla": ("kand-patient", "insatser-socialtjanst"),
    "gron": ("kand-patient", "insatser-kommunal-halsovard"),
    "gul": ("nya-behov-kommunal-halsovard", "samordningsbehov"),
    "rod": (
        "nya-behov-kommunal-halsovard",
        "nya-behov-kommunal-rehab",
        "samordningsbehov",
        "omfattande-behov",
    ),
}
"""The planning basis answered so makes the colour, where a region has colours."""
_REASONS = ("Fall i hemmet", "Lunginflammation", "Hjärtsvikt", "Höftfraktur", "Urinvägsinfektion", "Stroke")


def admission(course: Course, stays_days: int, *, short: bool = False, reason: int = 0) -> Json:
    """Inskrivningsmeddelande."""
    content: Json = {
        "estimatedDischarge": course.at(stays_days, 0).date().isoformat(),
        "ward": f"Medicinavdelning 1 {MARK}",
        "admissionReason": f"{_REASONS[reason % len(_REASONS)]} {MARK}",
        "questions": ["Vilka insatser finns i dag?"],
        "needAssessedAt": course.at(0, 9).isoformat(),
    }
    return {**content, "contactReason": "kort-vardtid-24h", "needsUnchanged": True} if short else content


def answer() -> Json:
    """Svar på inskrivningsmeddelande."""
    return {"answers": [{"question": "Vilka insatser finns i dag?", "answer": f"Hemtjänst dagligen {MARK}"}]}


def planning_basis(at: datetime, yes: Iterable[str]) -> Json:
    """Planeringsunderlag with every question answered; `yes` names those answered so."""
    chosen = set(yes)
    answers = [
        {
            "question": question,
            "answer": question in chosen,
            "comment": f"Enligt samråd {MARK}" if question in chosen else "Nej",
            "date": at.date().isoformat(),
            "name": "Sara Provläkare",
            "title": "överläkare",
        }
        for question in PLANNING_QUESTIONS
    ]
    if "omfattande-behov" not in chosen:
        return {"answers": answers}
    return {
        "answers": answers,
        "riskAssessment": f"Fallrisk {MARK}",
        "supervision": f"Tillsyn nattetid {MARK}",
        "training": f"Utbildning i sondmatning {MARK}",
    }


def contact() -> Json:
    """Fast vårdkontakt."""
    return {
        "contact": {
            "name": f"Petra Provsköterska {MARK}",
            "workplace": "Exempels vårdcentral",
            "phone": "0900-000000",
            "coordinates": True,
            "physician": False,
        }
    }


def ready(at: datetime, *, transfer: str | None = None) -> Json:
    """Utskrivningsklar."""
    content: Json = {
        "readyAt": at.isoformat(),
        "responsiblePhysician": f"Sara Provläkare {MARK}",
        "responsibleNurse": f"Siv Provsköterska {MARK}",
        "physicianTakeover": "Dan Provläkare, Exempels vårdcentral",
    }
    return {**content, "transferTo": transfer} if transfer else content


def retraction(course: Course, day: int) -> Json:
    """Återtag av utskrivningsklar."""
    return {"reason": f"Feber {MARK}", "newEstimatedDischarge": course.at(day, 0).date().isoformat()}


def patient_information(sender: str, homecoming: datetime) -> Json:
    """Patientinformation: a unit's own section."""
    return {
        "sections": [{"unit": sender, "text": f"Insatser från i morgon {MARK}"}],
        "homecoming": f"{homecoming.date().isoformat()} klockan 14",
    }


def discharge(at: datetime) -> Json:
    """Utskrivningsmeddelande."""
    return {
        "dischargedAt": (at - timedelta(minutes=5)).isoformat(),
        "text": f"Hemgång enligt planering {MARK}",
        "criteria": dict.fromkeys(("notice", "readyDate", "aids", "medicines", "information"), True),
        "patientInformationHandover": {"to": "patient", "printed": True},
        "contactRecord": {"at": (at - timedelta(hours=1)).isoformat(), "with": "mottagande enheter"},
    }


def start_time(at: datetime) -> Json:
    """Norrbotten's general message: from when interventions are in place."""
    return {
        "text": f"Insatser finns på plats {MARK}",
        "subject": "Starttid",
        "topic": "starttid",
        "startsAt": at.isoformat(),
    }


def joint_planning() -> Json:
    """Halland's meddelande om samordnad planering."""
    return {
        "text": f"Samordnad planering behövs {MARK}",
        "subject": "Samordnad planering",
        "topic": "samordnad-planering",
    }


def note(text: str) -> Json:
    """Generellt meddelande."""
    return {"text": f"{text} {MARK}", "subject": "Övrigt", "topic": "annan"}


def care_request() -> Json:
    """Vårdbegäran."""
    return {
        "functionalAbility": f"Går med rollator {MARK}",
        "currentInterventions": f"Hemtjänst två gånger om dagen {MARK}",
        "text": "Kommer med ambulans",
    }


def home_visits() -> Json:
    """Enstaka hembesök."""
    return {
        "text": f"Enstaka hembesök {MARK}",
        "template": "enstaka-hembesok",
        "sbar": {
            "situation": f"Behöver stöd med ögondroppar {MARK}",
            "background": "Opererad",
            "assessment": "Klarar inte själv",
            "recommendation": "Dagligen i två veckor",
        },
        "measures": ["ogondroppar"],
        "periodWeeks": 2,
        "physicianFollowUp": False,
        "selfCare": False,
        "inEpikris": True,
    }


def outside(template: str) -> Json:
    """Meddelande utanför vårdtillfälle."""
    texts = {
        "akutmottagning": "Vilka insatser finns i dag?",
        "hemsjukvard-avslut": "Behovet av hemsjukvård har upphört",
    }
    return {"text": f"{texts[template]} {MARK}", "template": template}


def self_care(at: datetime) -> Json:
    """Egenvårdsplanering with its seven parts."""
    return {
        "measure": f"Insulin morgon och kväll {MARK}",
        "performer": "Patienten själv med hjälp av hemtjänst",
        "instructions": "Muntligt och skriftligt, återberättat",
        "onHarm": "Ring 112",
        "onChange": "Ring vårdcentralen",
        "followUp": "Telefon efter en vecka",
        "reassessment": "Vid förändrat hälsotillstånd",
        "extent": "Två gånger om dagen",
        "medicine": "Insulin",
        "requiresLicensedStaff": False,
        "assessor": {"name": "Sara Provläkare", "title": "överläkare", "role": "behandlande-lakare"},
        "consultedAt": at.date().isoformat(),
        "performerConsulted": True,
        "performerType": "patient",
        "riskAnalysis": {"selfSafe": True, "helpedSafe": True, "staffSafe": True},
        "instructedBy": "forskrivare",
        "teachBack": True,
        "informedAt": at.date().isoformat(),
        "responsible": "patient",
        "documentation": "journal",
    }


def deviation(unit: str, at: datetime) -> Json:
    """Avvikelse."""
    return {
        "event": f"Läkemedelslista saknades vid hemgång {MARK}",
        "consequence": "En dos missades",
        "risk": "Feldosering",
        "action": "Listan hämtades",
        "improvement": "Checklista",
        "unit": unit,
        "at": at.isoformat(),
        "addressee": "verksamhetschef",
    }


def care_plan(course: Course, at: datetime) -> Json:
    """Samordnad vårdplan (ÖPT)."""
    return {
        "planId": f"vp-{course.episode}",
        "legalForm": "opt",
        "needs": f"Boendestöd {MARK}",
        "conditions": ["Medicinering enligt överenskommelse"],
        "approvals": [{"unit": unit, "at": at.isoformat()} for unit in course.to],
        "informationExchange": "Kontaktperson ringer varje vecka",
    }


def case(course: Course) -> Json:
    """Samordningsärende (Cosmic Link)."""
    return {"caseId": f"ca-{course.episode}", "involvedUnits": sorted({course.ward, *course.to})}
