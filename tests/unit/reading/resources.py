"""A few resources as a caller may see them: a person's plan, message, stay and what hangs together with them."""

from datetime import timedelta
from typing import Any

from adapter.r4 import systems
from adapter.reading.resources import Shown, Version
from tests.builders import PERSON, SENT, SOCIAL, WARD

OWN = "https://adapter.example/fhir"
HSA = systems.HSA_ID


def shown(resource: dict[str, Any], *, minutes: int = 0, versions: int = 1) -> Shown:
    """A resource whose versions are a minute apart."""
    made = []
    for number in range(versions):
        at = SENT + timedelta(minutes=minutes + number)
        meta = {"versionId": f"v{number + 1}", "lastUpdated": at.isoformat(), **resource.get("meta", {})}
        made.append(Version({**resource, "meta": meta}, at))
    return Shown(resource["resourceType"], resource["id"], tuple(made))


def patient(id_: str = "p1", number: str | None = PERSON) -> Shown:
    identifier = [{"system": systems.PERSONNUMMER, "value": number}] if number else []
    return shown({"resourceType": "Patient", "id": id_, **({"identifier": identifier} if identifier else {})})


def communication(id_: str = "c1", *, minutes: int = 0, **changes: Any) -> Shown:
    plain = {
        "resourceType": "Communication",
        "id": id_,
        "identifier": [{"system": systems.MESSAGE_ID, "value": f"m-{id_}"}],
        "status": "completed",
        "category": [{"coding": [{"system": systems.KIND, "code": "sip"}]}],
        "subject": {"reference": "Patient/p1"},
        "encounter": {"reference": "Encounter/e1"},
        "sent": "2026-03-02T10:00:00+01:00",
        "sender": {"reference": f"Organization/{WARD}"},
        "recipient": [{"reference": f"Organization/{SOCIAL}"}],
        "payload": [{"contentString": "A plan."}],
    }
    kept = {name: value for name, value in {**plain, **changes}.items() if value is not None}
    return shown(kept, minutes=minutes)


def encounter(**changes: Any) -> Shown:
    plain = {
        "resourceType": "Encounter",
        "id": "e1",
        "status": "in-progress",
        "class": {"system": systems.ACT_CODE, "code": "IMP"},
        "subject": {"reference": "Patient/p1"},
        "period": {"start": "2026-03-01T08:00:00+01:00"},
        "episodeOfCare": [{"identifier": {"system": systems.EPISODE_ID, "value": "vtf-1"}}],
    }
    return shown({**plain, **changes})


def intervention(id_: str = "s1", **changes: Any) -> Shown:
    plain = {
        "resourceType": "ServiceRequest",
        "id": id_,
        "status": "active",
        "intent": "plan",
        "subject": {"reference": "Patient/p1"},
        "basedOn": [{"reference": "CarePlan/cp1"}],
        "performer": [{"type": "Organization", "identifier": {"system": HSA, "value": SOCIAL}}],
        "occurrencePeriod": {"start": "2026-03-10", "end": "2026-04-10"},
    }
    return shown({**plain, **changes})


def plan() -> Shown:
    made = {
        "resourceType": "CarePlan",
        "id": "cp1",
        "status": "active",
        "intent": "plan",
        "subject": {"reference": "Patient/p1"},
        "activity": [{"reference": {"reference": "ServiceRequest/s1"}}],
    }
    return shown(made, versions=3)


def unit(hsa_id: str) -> Shown:
    identifier = [{"system": HSA, "value": hsa_id}]
    return shown({"resourceType": "Organization", "id": hsa_id, "identifier": identifier, "name": "Unit"})


def everything() -> tuple[Shown, ...]:
    """All of one person."""
    answers = {
        "resourceType": "QuestionnaireResponse",
        "id": "q1",
        "status": "completed",
        "questionnaire": f"{systems.QUESTIONNAIRE}/planeringsunderlag",
        "subject": {"reference": "Patient/p1"},
    }
    provenance = {
        "resourceType": "Provenance",
        "id": "pr1",
        "target": [{"reference": "Communication/c1"}],
        "recorded": "2026-03-02T10:00:00+01:00",
        "agent": [{"who": {"reference": f"Organization/{WARD}"}}],
    }
    return (
        *(patient(), encounter(), communication(), communication("c2", minutes=5), plan(), intervention()),
        *(shown(answers), shown(provenance)),
    )
