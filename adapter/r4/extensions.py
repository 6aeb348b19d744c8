"""Our extensions: one table that writing, reading and the StructureDefinitions share."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapter.r4 import systems


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension: where it may stand, and its value types or, when complex, its parts' value types."""

    name: str
    title: str
    contexts: tuple[str, ...]
    types: tuple[str, ...] = ()
    parts: Mapping[str, tuple[str, ...]] | None = None
    many: bool = False
    targets: tuple[str, ...] = ()
    """For a Reference: the resource types it may point at."""
    binding: str | None = None
    """For a Coding: the code system that its value set takes whole."""

    @property
    def url(self) -> str:
        """The canonical URL."""
        return f"{systems.EXTENSION}/{self.name}"


_LEAVES = (
    "string",
    "dateTime",
    "date",
    "boolean",
    "integer",
    "Coding",
    "Identifier",
)

CONTENT = Extension(
    "svu-content",
    "A content member that FHIR has no element for",
    (
        *("Communication", "Consent", "PractitionerRole", "CarePlan", "ServiceRequest"),
        *("Appointment", "Appointment.participant", "AppointmentResponse"),
    ),
    parts={"member": ("Coding",), "item": ("integer",), "value": _LEAVES},
    many=True,
)
MEMBER = Extension(
    "svu-member",
    "Which content member a payload, a note or a participant holds",
    ("Communication.payload", "CarePlan.note", "Appointment.participant"),
    ("Coding",),
    binding=systems.MEMBER,
)
SECTION_UNIT = Extension(
    "svu-section-unit", "The unit that wrote a payload", ("Communication.payload",), ("Identifier",)
)
DECIDED_BY = Extension(
    "svu-decided-by",
    "Who decided what the sender transmits",
    ("Communication",),
    ("Reference",),
    targets=("PractitionerRole",),
)
CONSENT = Extension(
    "svu-consent",
    "The consent that the sender asserts with this message",
    ("Communication",),
    ("Reference",),
    targets=("Consent",),
)
WITHHOLD = Extension(
    "svu-withhold",
    "The sender's secrecy decision against a recipient",
    ("Communication",),
    parts={"unit": ("Identifier",), "reason": ("string",)},
    many=True,
)
OUTAGE = Extension(
    "svu-outage",
    "Late entry of what was done on paper",
    ("Communication",),
    parts={"reason": ("string",), "originalAt": ("dateTime",)},
)
REGION = Extension(
    "svu-region", "The region whose routine decides", ("MessageHeader", "MeasureReport"), ("code",)
)
LEGAL_FORM = Extension(
    "svu-legal-form", "Legal form of the stay", ("Encounter", "CarePlan"), ("Coding",), binding=systems.VALUE
)
READY = Extension("svu-ready", "Ready for discharge since", ("Encounter",), ("dateTime",))
COLOUR = Extension(
    "svu-planning-colour", "Planning colour (spårfärg)", ("Encounter",), ("Coding",), binding=systems.COLOUR
)
ANSWER_DATE = Extension("svu-answer-date", "The day of an answer", ("QuestionnaireResponse.item",), ("date",))
POSITION = Extension(
    "svu-position", "An answer's place among all answers", ("QuestionnaireResponse.item",), ("integer",)
)
PLAN_VERSION = Extension("svu-plan-version", "Version of the plan", ("CarePlan",), ("integer",))
RESPONSIBLE = Extension(
    "svu-responsible",
    "Who is responsible for a goal: a unit, or words",
    ("Goal",),
    ("Reference",),
    targets=("Organization",),
)
TARGET = Extension(
    "svu-target",
    "The goal or intervention of the plan that a comment is on",
    ("Communication.payload",),
    ("Identifier",),
)
PROGRESS = Extension(
    "svu-progress",
    "How far what a comment is on has come",
    ("Communication.payload",),
    ("Coding",),
    binding=systems.VALUE,
)
VIRTUAL = Extension(
    "svu-virtual-service",
    "How to take part from afar",
    ("Appointment",),
    parts={"address": ("string",), "sessionKey": ("string",)},
)
MUNICIPALITY = Extension("svu-municipality", "Municipality of registration", ("Patient",), ("Coding",))
DATA_SOURCE = Extension(
    "svu-data-source", "The system that the figures come from", ("MeasureReport",), ("code",)
)
SETTLEMENT = Extension(
    "svu-settlement-state",
    "How the municipality and month stand in the settlement",
    ("MeasureReport",),
    ("Coding",),
    binding=systems.SETTLEMENT,
)
LIABILITY = Extension(
    "svu-liability",
    "The days that payment liability of a stay is counted by, and whose terms decide",
    ("MeasureReport",),
    parts={"dayZero": ("date",), "starts": ("date",), "ends": ("date",), "terms": ("code",)},
)
PRECONDITION = Extension(
    "svu-liability-precondition",
    "A precondition of payment liability: its rule, whether it is met, and why",
    ("MeasureReport",),
    parts={"rule": ("CodeableConcept",), "met": ("boolean",), "why": ("string",)},
    many=True,
)
LIABILITY_REASON = Extension(
    "svu-liability-reason",
    "Why there is nothing to pay, or not all",
    ("MeasureReport",),
    ("Coding",),
    binding=systems.LIABILITY_REASON,
    many=True,
)

_POSTED = ("Consent", "CarePlan", "QuestionnaireResponse", "AppointmentResponse")
ACTION = Extension(
    "svu-action",
    "What a posted resource does, where its status does not say it",
    ("Communication", *_POSTED),
    ("Coding",),
    binding=systems.ACTION,
)
RECIPIENT = Extension(
    "svu-recipient",
    "A unit that a posted resource is for",
    _POSTED,
    ("Reference",),
    many=True,
    targets=("Organization",),
)
SENT = Extension("svu-sent", "When a posted resource was sent", _POSTED, ("dateTime",))
RELATES_TO = Extension(
    "svu-relates-to",
    "The message that a posted resource revises, answers or takes back",
    _POSTED,
    ("Identifier",),
)
WRITING = (ACTION, RECIPIENT, SENT, RELATES_TO)
"""What only a resource posted by itself says: a message has elements for it."""

ALL = (
    *WRITING,
    CONTENT,
    MEMBER,
    SECTION_UNIT,
    DECIDED_BY,
    CONSENT,
    WITHHOLD,
    OUTAGE,
    REGION,
    LEGAL_FORM,
    READY,
    COLOUR,
    ANSWER_DATE,
    POSITION,
    VIRTUAL,
    PLAN_VERSION,
    RESPONSIBLE,
    TARGET,
    PROGRESS,
    MUNICIPALITY,
    DATA_SOURCE,
    SETTLEMENT,
    LIABILITY,
    PRECONDITION,
    LIABILITY_REASON,
)

REGISTER = (
    Extension("municipality", "Municipality of registration, four digits", ("Patient",), ("code",)),
    Extension("placed-by", "Municipality that has placed the person", ("Patient",), ("code",)),
    Extension("guardian-identifier", "Number of a vårdnadshavare", ("Patient.contact",), ("Identifier",)),
)
"""What we read in the population register's answers; no message carries them."""
