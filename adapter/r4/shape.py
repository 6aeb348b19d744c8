"""Elements that reading and writing must agree on: identifiers, references, which element holds what."""

from collections.abc import Iterable, Mapping
from typing import Any

from adapter.model.identifiers import NumberType, is_hsa_id
from adapter.r4 import systems
from adapter.r4.models import Resource

NUMBER_SYSTEMS: Mapping[NumberType, str] = {
    NumberType.PERSONNUMMER: systems.PERSONNUMMER,
    NumberType.SAMORDNINGSNUMMER: systems.SAMORDNINGSNUMMER,
    NumberType.NATIONELLT_RESERVNUMMER: systems.NATIONELLT_RESERVNUMMER,
    NumberType.LMA_NUMMER: systems.LMA_NUMMER,
    NumberType.RESERVNUMMER: systems.RESERVNUMMER,
    NumberType.R_NUMMER: systems.R_NUMMER,
}
NUMBER_TYPES: Mapping[str, NumberType] = {
    **{system: number for number, system in NUMBER_SYSTEMS.items()},
    **dict.fromkeys(systems.LOCAL_RESERVNUMMER, NumberType.RESERVNUMMER),
    # RIV-TA roots, as national services write them (standards 1.6)
    "urn:oid:1.2.752.129.2.1.3.1": NumberType.PERSONNUMMER,
    "urn:oid:1.2.752.129.2.1.3.3": NumberType.SAMORDNINGSNUMMER,
    "urn:oid:1.2.752.74.9.1": NumberType.NATIONELLT_RESERVNUMMER,
}
NATIONAL = frozenset(NumberType) - {NumberType.RESERVNUMMER, NumberType.R_NUMMER}
"""Types whose numbers are the same whatever system names them; a region's own numbers are that region's."""
HSA_SYSTEMS = (systems.HSA_ID, systems.HSA_ID_RIV)

TEST_DATA: Resource = {"system": systems.ACT_REASON, "code": "HTEST", "display": "test health data"}
REDACTED: Resource = {"system": systems.OBSERVATION_VALUE, "code": "REDACTED", "display": "redacted"}

CONSENT_STATUSES: Mapping[str, tuple[str, tuple[str | None, ...]]] = {
    "given": ("active", ("permit",)),
    "refused": ("active", ("deny",)),
    "withdrawn": ("inactive", ("permit",)),  # the same consent, no longer in force (semantics 24)
    "unable": ("active", ("deny", "permit")),  # a clear harm assessment permits
    "not-asked": ("proposed", (None,)),
}
"""Consent.status of each status, and the provision types that go with it, the plain one first."""

CARE_PLAN_TYPES: Mapping[str, Resource] = {
    "samordnad-vardplan": {
        "system": systems.CARE_PLAN_TYPE,
        "code": "SPLPTLRV",
        "display": "Samordnad plan enligt LPT och LRV",
    },
    "sip": {"system": systems.CARE_PLAN_TYPE, "code": "SIP", "display": "Samordnad individuell plan"},
}
"""The national code of a kind of plan, where there is one (standards 4.2)."""
DISCHARGE_PLAN_TYPES: Mapping[str, Resource] = {
    "sip": {"system": systems.CARE_PLAN_TYPE, "code": "SPU", "display": "Samordnad plan vid utskrivning"},
}
"""The national code of a kind of plan that is made within an inpatient stay, where it has one of its own."""
CARE_PLAN_STATUSES: Mapping[str, Mapping[str, str]] = {
    "samordnad-vardplan": {
        "new": "draft",
        "revise": "draft",
        "approve": "active",
        "close": "completed",
        "annul": "entered-in-error",
    },
    "egenvardsplanering": {
        "new": "active",
        "revise": "active",
        "close": "completed",
        "annul": "entered-in-error",
    },
    "sip": {
        "new": "draft",
        "revise": "draft",
        "approve": "active",
        "close": "completed",
        "annul": "entered-in-error",
    },
}
"""CarePlan.status by kind and action: a coordinated care plan is a draft until the units have approved it, a SIP until
its coordinator has."""
ACTIVITY_STATUSES: Mapping[str, str] = {
    "draft": "not-started",
    "active": "in-progress",
    "completed": "completed",
    "entered-in-error": "entered-in-error",
}
"""CarePlan.activity.detail.status by the plan's own."""
GOAL_STATUSES: Mapping[str, str] = {
    "draft": "proposed",
    "active": "active",
    "completed": "completed",
    "entered-in-error": "entered-in-error",
}
"""Goal.lifecycleStatus by the plan's status: once it is closed, its goals are no longer sought."""
REQUEST_STATUSES: Mapping[str, str] = {
    "draft": "draft",
    "active": "active",
    # that the coordination ends does not say whether the intervention does
    "completed": "unknown",
    "entered-in-error": "entered-in-error",
}
"""ServiceRequest.status by the plan's status."""
TEAM_STATUSES: Mapping[str, str] = {
    "draft": "proposed",
    "active": "active",
    "completed": "inactive",
    "entered-in-error": "entered-in-error",
}
"""CareTeam.status by the plan's status."""
SCHEDULED_STATUSES: Mapping[str, str] = {
    "draft": "scheduled",
    "active": "scheduled",
    "completed": "unknown",
    "entered-in-error": "entered-in-error",
}
"""The status of a follow-up or an evaluation to come, by the plan's status."""
SCHEDULED: Mapping[str, str] = {"followUpAt": "uppfoljning", "evaluationAt": "utvardering"}
"""The kind of message in which what a member sets a time for is told."""
ACHIEVED: Mapping[bool, Resource] = {
    True: {"system": systems.GOAL_ACHIEVEMENT, "code": "achieved", "display": "Achieved"},
    False: {"system": systems.GOAL_ACHIEVEMENT, "code": "not-achieved", "display": "Not Achieved"},
}
"""Goal.achievementStatus of a yes and a no."""
OWN_GOALS = frozenset({"ownGoals"})
"""Members that are goals in the person's own words."""
SELF_CARE = "selfCare"
COORDINATOR = "samordningsansvarig"
FIXED_CONTACT = "fast-vardkontakt"

ABSENT: Resource = {"extension": [{"url": systems.DATA_ABSENT, "valueCode": "unknown"}]}
"""In the place of an element that R4 demands and the message does not say."""
_MASKED: Resource = {"extension": [{"url": systems.DATA_ABSENT, "valueCode": "masked"}]}

APPOINTMENT_STATUSES: Mapping[str, tuple[str, ...]] = {
    "new": ("proposed", "pending", "booked"),
    "revise": ("proposed", "pending", "booked"),
    "cancel": ("cancelled",),
    "annul": ("entered-in-error",),
}
"""Appointment.status by action; of several the first is written where nothing says more, all are read."""
WITHOUT_TIME = frozenset({"proposed", "cancelled"})
"""Statuses in which R4 lets an Appointment have no time (app-3)."""
ATTENDANCE: Mapping[bool, str] = {True: "accepted", False: "declined"}
"""AppointmentResponse.participantStatus, and a participant's status, by whether somebody comes."""
NO_ANSWER = "needs-action"
"""AppointmentResponse.participantStatus, which R4 demands, where the answer is not told."""
SURVEY_STATUSES: Mapping[str, str] = {"revise": "amended", "annul": "entered-in-error"}
"""QuestionnaireResponse.status by action where it is not `completed` (or `in-progress`, when it says so itself)."""

QUESTION_PARTS: Mapping[str, str] = {
    "question": "fraga",
    "answer": "svar",
    "text": "svarstext",
    "comment": "kommentar",
}
"""The linkIds below a question's group: `<group>.<part>`; `text` is an answer in words."""
OTHER_QUESTION = "ovrig"
"""The group of a question that the Questionnaire does not list; its `fraga` says which."""


def plan_reference(plan_id: str) -> Resource:
    """A plan by its id, for where no CarePlan is sent along."""
    return {"type": "CarePlan", "identifier": plan_identifier(plan_id)}


def plan_referred(references: Iterable[Mapping[str, Any]]) -> str | None:
    """The id of the first plan among references that names one."""
    return value_in(systems.PLAN_ID, (reference.get("identifier", {}) for reference in references))


def care_plan_type(kind: str, *, in_stay: bool) -> Resource | None:
    """The national type of a plan of this kind, in an inpatient stay or outside one."""
    plain = CARE_PLAN_TYPES.get(kind)
    return DISCHARGE_PLAN_TYPES.get(kind, plain) if in_stay else plain


def subject(person: Resource | None) -> Resource:
    """The person; R4 demands a subject, so one that is withheld is masked."""
    return person or _MASKED


def party(words: str) -> Resource:
    """Who is responsible: a unit by its HSA-id, else the words."""
    if is_hsa_id(words):
        return {"type": "Organization", "identifier": unit_identifier(words)}
    return {"display": words}


def plan_identifier(plan_id: str) -> Resource:
    """The identifier of a plan, the same in all messages about it."""
    return {"system": systems.PLAN_ID, "value": plan_id}


def part_identifier(plan_id: str | None, part: str) -> Resource:
    """The identifier of a goal or an intervention: its id is the plan's own, so alone it belongs to no system."""
    return {"system": systems.PLAN_PART, "value": f"{plan_id}/{part}"} if plan_id else {"value": part}


def part_of(plan_id: str | None, identifier: Mapping[str, Any]) -> str | None:
    """The id of a goal or an intervention within its plan."""
    value: str | None = identifier.get("value")
    named = value and plan_id and identifier.get("system") == systems.PLAN_PART
    return value.removeprefix(f"{plan_id}/") if named and value else value


def value_in(system: str, identifiers: Iterable[Mapping[str, Any]]) -> str | None:
    """The first value that an identifier of this system has."""
    return next((one.get("value") for one in identifiers if one.get("system") == system), None)


def unit_identifier(unit: str) -> Resource:
    """The logical identifier of a unit, for where no Organization is sent along."""
    return {"system": systems.HSA_ID, "value": unit}


def message_identifier(message_id: str) -> Resource:
    """The identifier of a message, ours or a sender's."""
    return {"system": systems.MESSAGE_ID, "value": message_id}


def concept(*codings: Mapping[str, str]) -> Resource:
    """A CodeableConcept."""
    return {"coding": list(codings)}


def extension(url: str, element: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The first extension of that URL on an element."""
    return next((found for found in element.get("extension", ()) if found.get("url") == url), None)


def code_of(system: str, element: Mapping[str, Any] | None) -> str | None:
    """The code that a CodeableConcept or a Coding has in this system."""
    if element is None:
        return None
    codings = element.get("coding", (element,))
    return next((coding.get("code") for coding in codings if coding.get("system") == system), None)
