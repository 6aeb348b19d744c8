"""What the messages of a coordinated individual plan say: complete for every region, on invented care."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from adapter.sandbox.course import Course
from adapter.sandbox.places import units
from adapter.sandbox.script import MARK

Json = dict[str, object]


def invitation(course: Course, start: datetime, plan_id: str, *, purpose: str = "sip-fristaende") -> Json:
    """Kallelse: a meeting at the health centre, with the individual."""
    return {
        "purpose": purpose,
        "start": start.isoformat(),
        "end": (start + timedelta(hours=1)).isoformat(),
        "form": "fysiskt",
        "place": f"Exempels vårdcentral, rum 3 {MARK}",
        "placeType": "vardcentral",
        "agenda": f"Stödet hemma behöver samordnas {MARK}",
        "participants": ["patient", *course.to],
        "invitees": [
            {"party": party, "reason": "Den enskildes egen plan"}
            for party in ("patient", *(["vardnadshavare"] if course.patient.minor else []))
        ],
        "planId": plan_id,
        "requestedBy": "patient",
        "reasons": ["begaran"],
        "neededFrom": ["socialtjanst", "kommunal-halsovard", "regional-oppenvard"],
        "coordinationNeed": True,
        "individualConsulted": True,
        "patientInformed": True,
        "patientParticipates": True,
        "relativesAgreed": True,
        "leader": {"name": "Petra Provsköterska", "title": "distriktssköterska", "wholeMeeting": True},
        "documenter": {"name": "Kim Provhandläggare", "title": "biståndshandläggare"},
        "registrationChecked": {"address": True, "municipality": True, "listedUnit": True},
        "patientPhone": "0900-000000",
        "initiatedBy": "halso-och-sjukvard",
        "informedOfRight": True,
        "careContactInformation": True,
        "timeAgreed": True,
    }


def answer(*, attends: bool = True) -> Json:
    """Svar på kallelse."""
    content: Json = {"attends": attends}
    if attends:
        content["attendee"] = {"name": f"Kim Provhandläggare {MARK}", "title": "biståndshandläggare"}
    return content


def survey(plan_id: str) -> Json:
    """Kartläggning."""
    return {
        "planId": plan_id,
        "needs": f"Stöd med medicin och matlagning {MARK}",
        "abilities": "Går själv inomhus",
        "obstacles": "Bor ensam, trappor",
        "agreedWithIndividual": True,
        "complete": True,
        "riskAreas": ["fall", "nutrition"],
    }


def plan(
    course: Course, leads: str, at: datetime, plan_id: str, version: int, *, done: Sequence[str] = ()
) -> Json:
    """The plan: an intervention for every unit that takes part, one that the individual does, and when it is followed up."""
    takers = [unit for unit in course.to if unit != leads]
    interventions: list[Json] = [
        {
            "id": f"insats-{number}",
            # what others answer for stays as it was when the coordinator revises its own
            "text": _INTERVENTIONS[units()[unit].role] + (f" {MARK}" if unit == leads else ""),
            "responsible": unit,
            "subGoal": "delmal-1",
            "start": (at + timedelta(days=1)).isoformat(),
            "decision": "accepted",
        }
        for number, unit in enumerate((*takers, leads), start=1)
    ]
    interventions.append(
        {"id": "insats-egen", "text": "Promenad varje dag", "responsible": "patient", "selfCare": True}
    )
    return {
        "planId": plan_id,
        "version": version,
        "mainGoal": f"Bo kvar hemma och känna mig trygg {MARK}",
        "ownGoals": "Kunna gå till affären själv",
        "subGoals": [
            {"id": "delmal-1", "text": "Få i mig mat och medicin", "responsible": leads, "term": "kort"},
            {"id": "delmal-2", "text": "Gå ut på egen hand", "responsible": leads, "term": "lang"},
        ],
        "interventions": [one for one in interventions if one["id"] not in done],
        "resources": "Dotter i närheten",
        "needs": f"Stöd med medicin och matlagning {MARK}",
        "needCategories": ["social", "medicinsk"],
        "otherProviders": "Inga",
        "coordinator": {"unit": leads, "name": f"Petra Provsköterska {MARK}", "phone": "0900-000000"},
        "careContacts": [
            {"name": "Petra Provsköterska", "workplace": "Exempels vårdcentral", "coordinates": True}
        ],
        "followUpAt": (at + timedelta(days=30)).isoformat(),
        "evaluationAt": (at + timedelta(days=60)).isoformat(),
        "agreedBy": sorted({*takers, leads}),
        "individualConsulted": True,
        "participation": {"took": True},
        "handovers": [{"to": "patient", "channel": ["papper"], "at": at.isoformat()}],
        "signed": True,
        "template": "SIP vuxen",
        "outline": {"want": "Hjälp med mat", "goal": "Bo hemma", "how": "Stöd varje dag"},
        "meeting": {
            "at": at.isoformat(),
            "form": "fysiskt",
            "contactListGiven": True,
            "identified": True,
            "procedureCode": "AU124",
            "coordinatorDecided": True,
        },
        "leader": {"name": "Petra Provsköterska", "title": "distriktssköterska", "wholeMeeting": True},
        "documenter": {"name": "Kim Provhandläggare", "title": "biståndshandläggare"},
        "recordMarked": sorted({*takers, leads}),
    }


_INTERVENTIONS = {
    "kommun-socialtjanst": "Hemtjänst morgon och kväll",
    "kommun-halsovard": "Delar medicin en gång i veckan",
    "kommun-rehab": "Träning hemma",
    "primarvard": "Läkemedelsgenomgång",
    "psykiatrisk-oppenvard": "Samtal varannan vecka",
}


def comments(number: int, *, status: str = "ongoing") -> Json:
    """Comments on an intervention by its number in the plan."""
    return {"target": f"insats-{number}", "text": f"Fungerar bra {MARK}", "status": status}


def follow_up(plan_id: str, number: int) -> Json:
    """Uppföljning of a unit's own intervention."""
    return {"planId": plan_id, "comments": [comments(number)]}


def evaluation(plan_id: str, number: int, at: datetime) -> Json:
    """Utvärdering."""
    return {
        "planId": plan_id,
        "mainGoalMet": True,
        "comments": [comments(number, status="done")],
        "individualConsulted": True,
        "handovers": [{"to": "patient", "channel": ["papper"], "at": at.isoformat()}],
    }


def case(course: Course) -> Json:
    """Samordningsärende (Cosmic Link), opened for the plan."""
    return {"caseId": f"arende-{course.name}", "involvedUnits": sorted(course.to)}
