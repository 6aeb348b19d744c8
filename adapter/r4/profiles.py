"""Profiles of what stands in our message Bundles: little is allowed beyond what the mapping writes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from adapter.r4 import systems
from adapter.r4.models import Resource

_CORE = "http://hl7.org/fhir/StructureDefinition"

Rule = Mapping[str, object]
"""Parts of an ElementDefinition: min, max, pattern…, binding, constraint."""

NEVER: Rule = {"max": "0"}
ALWAYS: Rule = {"min": 1}
ONCE: Rule = {"min": 1, "max": "1"}


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile on `type`: rules by path below the resource; `base` where it builds on another than R4's."""

    name: str
    title: str
    type: str
    rules: Mapping[str, Rule]
    base: str | None = None

    @property
    def url(self) -> str:
        """The canonical URL."""
        return f"{systems.EXTENSION}/{self.name}"


def _bound(system: str, least: int = 1) -> Rule:
    value_set = system.replace("/CodeSystem/", "/ValueSet/")
    return {"min": least, "max": "1", "binding": {"strength": "required", "valueSet": value_set}}


def _concept(system: str, code: str) -> Rule:
    return {"min": 1, "patternCodeableConcept": {"coding": [{"system": system, "code": code}]}}


def _law(key: str, human: str, expression: str) -> Rule:
    return {"constraint": [{"key": key, "severity": "error", "human": human, "expression": expression}]}


HEADER = Profile(
    "svu-message-header",
    "What message this is, from whom to whom",
    "MessageHeader",
    {
        "event[x]": {"type": [{"code": "Coding"}], **_bound(systems.KIND)},
        "destination": ALWAYS,
        "sender": ONCE,
        "enterer": NEVER,
        "responsible": NEVER,
        "reason": _bound(systems.ACTION),
        "response": NEVER,
        "focus": ALWAYS,
        "definition": ONCE,
    },
)
COMMUNICATION = Profile(
    "svu-communication",
    "An SVU message",
    "Communication",
    {
        "": _law(
            "svu-com-1",
            "Only an annulled message is entered in error",
            "status = 'completed' or status = 'entered-in-error'",
        ),
        "identifier": ONCE,
        "identifier.system": {"min": 1, "fixedUri": systems.MESSAGE_ID},
        "identifier.value": ONCE,
        "partOf": NEVER,
        "category": _bound(systems.KIND),
        "sent": ONCE,
        "payload.extension": ALWAYS,
        "note": NEVER,
    },
)
PATIENT = Profile(
    "svu-patient",
    "The person: number, name, address and municipality, never more",
    "Patient",
    {
        "identifier": ONCE,
        "identifier.system": ONCE,
        "identifier.value": ONCE,
        **dict.fromkeys(
            (
                "telecom",
                "gender",
                "birthDate",
                "maritalStatus",
                "multipleBirth[x]",
                "photo",
                "contact",
                "communication",
                "generalPractitioner",
                "managingOrganization",
                "link",
            ),
            NEVER,
        ),
    },
    base=systems.SE_PATIENT,
)
ENCOUNTER = Profile(
    "svu-encounter",
    "The inpatient stay (vårdtillfälle)",
    "Encounter",
    {
        "": _law("svu-enc-1", "The stay goes on or is over", "status = 'in-progress' or status = 'finished'"),
        "class": {"patternCoding": {"system": systems.ACT_CODE, "code": "IMP"}},
        **dict.fromkeys(
            (
                "priority",
                "basedOn",
                "participant",
                "reasonReference",
                "diagnosis",
                "account",
                "hospitalization",
            ),
            NEVER,
        ),
    },
)
ORGANIZATION = Profile(
    "svu-organization",
    "A unit, or the organisation in its stead",
    "Organization",
    {"identifier": ONCE, "identifier.value": ONCE, **dict.fromkeys(("telecom", "address", "contact"), NEVER)},
    base=systems.SE_ORGANIZATION,
)
CONSENT = Profile(
    "svu-consent-record",
    "Consent, refusal, withdrawal or harm assessment (menprövning)",
    "Consent",
    {
        "": _law(
            "svu-con-1",
            "A harm assessment is made without the person: nobody has performed a consent",
            f"policy.uri = '{systems.HARM_POLICY}' implies performer.empty()",
        ),
        "scope": _concept(systems.CONSENT_SCOPE, "patient-privacy"),
        "policy": ONCE,
        "policy.uri": ONCE,
        "policyRule": NEVER,
        "provision.data": NEVER,
        "provision.provision": NEVER,
    },
)
HARM_ASSESSMENT = Profile(
    "svu-harm-assessment",
    "Harm assessment (menprövning) of a person who cannot consent",
    "Consent",
    {
        "performer": NEVER,
        "policy.uri": {"min": 1, "fixedUri": systems.HARM_POLICY},
    },
    base=CONSENT.url,
)
TASK = Profile(
    "svu-kvittens",
    "The kvittens that a recipient owes, or has given",
    "Task",
    {
        "": _law(
            "svu-task-1",
            "It is owed until a time, or given",
            "status = 'completed' or restriction.period.end.exists()",
        ),
        "intent": {"fixedCode": "order"},
        "code": _concept(systems.ACTIVITY, "kvittens"),
        "owner": ONCE,
        "input": NEVER,
        "output": NEVER,
    },
)
ANSWERS = Profile(
    "svu-answers",
    "One author's answers",
    "QuestionnaireResponse",
    {"questionnaire": ONCE, "authored": ONCE, "author": ONCE},
)
APPOINTMENT = Profile(
    "svu-appointment",
    "The meeting that an invitation calls to",
    "Appointment",
    {
        "": _law(
            "svu-app-1",
            "A meeting is called to, called off or annulled; whether it took place is not told here",
            "status = 'proposed' or status = 'pending' or status = 'booked' or status = 'cancelled' "
            "or status = 'entered-in-error'",
        ),
        "identifier": ONCE,
        "identifier.system": {"min": 1, "fixedUri": systems.MESSAGE_ID},
        "identifier.value": ONCE,
        "serviceType": {"max": "1"},
        "supportingInformation": {"max": "1"},
        **dict.fromkeys(
            (
                "serviceCategory",
                "specialty",
                "reasonReference",
                "priority",
                "description",
                "slot",
                "created",
                "patientInstruction",
                "basedOn",
                "requestedPeriod",
                "participant.required",
                "participant.period",
            ),
            NEVER,
        ),
    },
)
APPOINTMENT_RESPONSE = Profile(
    "svu-appointment-response",
    "A unit's answer to an invitation",
    "AppointmentResponse",
    {
        "": _law(
            "svu-apr-1",
            "An answer is yes or no, or annulled",
            "participantStatus = 'accepted' or participantStatus = 'declined' or participantStatus = "
            "'entered-in-error' or participantStatus.hasValue().not()",
        ),
        "identifier": ONCE,
        "identifier.system": {"min": 1, "fixedUri": systems.MESSAGE_ID},
        "identifier.value": ONCE,
        "appointment.reference": NEVER,
        "actor": ONCE,
        **dict.fromkeys(("start", "end", "participantType"), NEVER),
    },
)
CARE_PLAN = Profile(
    "svu-care-plan",
    "A coordinated care plan or a self-care plan",
    "CarePlan",
    {
        "": _law(
            "svu-plan-1",
            "A coordinated care plan is named by its id",
            f"category.coding.where(system = '{systems.CARE_PLAN_TYPE}').exists() implies "
            "(identifier.exists() or meta.security.exists() or status = 'completed' or status = 'entered-in-error')",
        ),
        **dict.fromkeys(
            ("instantiatesCanonical", "instantiatesUri", "basedOn", "replaces", "partOf"),
            NEVER,
        ),
        "intent": {"fixedCode": "plan"},
        "category": ALWAYS,
        **dict.fromkeys(("careTeam", "addresses", "supportingInfo", "goal"), NEVER),
        "activity.reference": NEVER,
        "note.extension": ALWAYS,
    },
)
PROVENANCE = Profile(
    "svu-provenance",
    "Who wrote or transmitted it, and what it revises",
    "Provenance",
    {"target": ONCE, "activity": ONCE},
)

ENTRIES: Mapping[str, tuple[Profile | str, int, str]] = {
    "header": (HEADER, 1, "1"),
    "communication": (COMMUNICATION, 1, "1"),
    "patient": (PATIENT, 0, "1"),
    "encounter": (ENCOUNTER, 0, "1"),
    "organization": (ORGANIZATION, 1, "*"),
    "staff": ("PractitionerRole", 0, "*"),
    "consent": (CONSENT, 0, "*"),
    "task": (TASK, 0, "1"),
    "answers": (ANSWERS, 0, "*"),
    "appointment": (APPOINTMENT, 0, "1"),
    "appointment-response": (APPOINTMENT_RESPONSE, 0, "1"),
    "care-plan": (CARE_PLAN, 0, "1"),
    "provenance": (PROVENANCE, 0, "*"),
}
"""What may stand in a message Bundle, how often; nothing else may."""

MESSAGE = "svu-message"
ALL = (
    HEADER,
    COMMUNICATION,
    PATIENT,
    ENCOUNTER,
    ORGANIZATION,
    CONSENT,
    HARM_ASSESSMENT,
    TASK,
    ANSWERS,
    APPOINTMENT,
    APPOINTMENT_RESPONSE,
    CARE_PLAN,
    PROVENANCE,
)


def definitions() -> Iterator[Resource]:
    """One StructureDefinition per profile, and that of the Bundle."""
    yield from (_definition(profile) for profile in ALL)
    yield _definition(Profile(MESSAGE, "A message Bundle", "Bundle", {}), tuple(_bundle()))


def _definition(profile: Profile, elements: tuple[Resource, ...] = ()) -> Resource:
    made = [_element(profile.type, path, rule) for path, rule in profile.rules.items()]
    return {
        "resourceType": "StructureDefinition",
        "id": profile.name,
        "url": profile.url,
        "name": "".join(part.capitalize() for part in profile.name.split("-")),
        "title": profile.title,
        "description": f"{profile.title}.",
        "fhirVersion": "4.0.1",
        "kind": "resource",
        "abstract": False,
        "type": profile.type,
        "baseDefinition": profile.base or f"{_CORE}/{profile.type}",
        "derivation": "constraint",
        "differential": {"element": [*made, *elements]},
    }


def _element(root: str, path: str, rule: Rule) -> Resource:
    full = f"{root}.{path}" if path else root
    return {"id": full, "path": full, **rule}


def _bundle() -> Iterator[Resource]:
    yield _element("Bundle", "type", {"fixedCode": "message"})
    yield _element("Bundle", "timestamp", ONCE)
    yield _element("Bundle", "total", NEVER)
    yield _element("Bundle", "link", NEVER)
    by_type = {"discriminator": [{"type": "type", "path": "resource"}], "rules": "closed"}
    yield _element("Bundle", "entry", {"slicing": by_type, "min": 1})
    yield _element("Bundle", "entry.fullUrl", ONCE)
    yield _element("Bundle", "entry.search", NEVER)
    yield _element("Bundle", "entry.request", NEVER)
    yield _element("Bundle", "entry.response", NEVER)
    for name, (what, least, most) in ENTRIES.items():
        kind: Resource = (
            {"code": what} if isinstance(what, str) else {"code": what.type, "profile": [what.url]}
        )
        entry = {"path": "Bundle.entry", "sliceName": name, "min": least, "max": most}
        yield {"id": f"Bundle.entry:{name}", **entry}
        resource = {"path": "Bundle.entry.resource", "min": 1, "type": [kind]}
        yield {"id": f"Bundle.entry:{name}.resource", **resource}
