"""Profiles of what stands in our message Bundles: little is allowed beyond what the mapping writes."""

import re
from collections.abc import Iterator, Mapping

from adapter.r4 import structures, systems
from adapter.r4.models import Resource
from adapter.r4.plan_profiles import CARE_PLAN, CARE_TEAM, GOAL, INTERVENTION, SIP_CARE_PLAN
from adapter.r4.profile import ALWAYS, NEVER, ONCE, Profile, Rule, bound, concept, law
from adapter.r4.report_profile import REPORT

_CORE = "http://hl7.org/fhir/StructureDefinition"
_SLICE = re.compile(r":[\w-]+")

HEADER = Profile(
    "svu-message-header",
    "What message this is, from whom to whom",
    "MessageHeader",
    {
        "event[x]": {"type": [{"code": "Coding"}], **bound(systems.KIND)},
        "destination": ALWAYS,
        "sender": ONCE,
        "enterer": NEVER,
        "responsible": NEVER,
        "reason": bound(systems.ACTION),
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
        "": law(
            "svu-com-1",
            "Only an annulled message is entered in error",
            "status = 'completed' or status = 'entered-in-error'",
        ),
        "identifier": ONCE,
        "identifier.system": {"min": 1, "fixedUri": systems.MESSAGE_ID},
        "identifier.value": ONCE,
        "partOf": NEVER,
        "category": bound(systems.KIND),
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
        "": law("svu-enc-1", "The stay goes on or is over", "status = 'in-progress' or status = 'finished'"),
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
        "": law(
            "svu-con-1",
            "A harm assessment is made without the person: nobody has performed a consent",
            f"policy.where(uri = '{systems.HARM_POLICY}').exists() implies performer.empty()",
        ),
        "scope": concept(systems.CONSENT_SCOPE, "patient-privacy"),
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
        "": law(
            "svu-task-1",
            "It is owed until a time, or given",
            "status = 'completed' or restriction.period.end.exists()",
        ),
        "businessStatus": NEVER,  # that it is overdue is what a reminder says
        "intent": {"fixedCode": "order"},
        "code": concept(systems.ACTIVITY, "kvittens"),
        "owner": ONCE,
        "input": NEVER,
        "output": NEVER,
    },
)
REMINDER = Profile(
    "svu-reminder",
    "What a unit owes and has not done in time, told to it or to whoever waits for it: nothing of the person",
    "Task",
    {
        "identifier": ONCE,
        **dict.fromkeys(("basedOn", "groupIdentifier", "partOf"), NEVER),
        "status": {"fixedCode": "requested"},
        "statusReason": NEVER,
        "businessStatus": concept(systems.DUE_STATE, "overdue"),
        "intent": {"fixedCode": "order"},
        "priority": NEVER,
        "code": {"min": 1},
        "code.coding": {
            "slicing": {"discriminator": [{"type": "value", "path": "system"}], "rules": "open"},
            "min": 1,
        },
        "code.coding:due": {
            "sliceName": "due",
            **ONCE,
            "binding": {"strength": "required", "valueSet": structures.value_set(systems.DUE)},
        },
        "code.coding:due.system": {"min": 1, "fixedUri": systems.DUE},
        "description": NEVER,
        "focus": ONCE,
        "focus.reference": NEVER,
        "focus.identifier": ONCE,
        **dict.fromkeys(("for", "encounter", "executionPeriod"), NEVER),
        "requester": ONCE,
        "performerType": NEVER,
        "owner": ONCE,
        "location": NEVER,
        "reasonCode": ONCE,
        **dict.fromkeys(("reasonReference", "insurance", "note", "relevantHistory"), NEVER),
        "restriction": ONCE,
        "restriction.period": ONCE,
        "restriction.period.end": ONCE,
        "restriction.recipient": NEVER,
        **dict.fromkeys(("input", "output"), NEVER),
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
        "": law(
            "svu-app-1",
            "A meeting is called to, called off or annulled; whether it took place is not told here",
            "status = 'proposed' or status = 'pending' or status = 'booked' or status = 'cancelled' "
            "or status = 'entered-in-error'",
        ),
        "identifier": ONCE,
        "identifier.system": {"min": 1, "fixedUri": systems.MESSAGE_ID},
        "identifier.value": ONCE,
        "serviceCategory": NEVER,
        "serviceType": {"max": "1"},
        **dict.fromkeys(("specialty", "reasonReference", "priority", "description"), NEVER),
        "supportingInformation": {"max": "1"},
        **dict.fromkeys(("slot", "created", "patientInstruction", "basedOn"), NEVER),
        **dict.fromkeys(("participant.required", "participant.period", "requestedPeriod"), NEVER),
    },
)
APPOINTMENT_RESPONSE = Profile(
    "svu-appointment-response",
    "A unit's answer to an invitation",
    "AppointmentResponse",
    {
        "": law(
            "svu-apr-1",
            "An answer is yes or no, or not told",
            "participantStatus = 'accepted' or participantStatus = 'declined' or participantStatus = 'needs-action'",
        ),
        "identifier": ONCE,
        "identifier.system": {"min": 1, "fixedUri": systems.MESSAGE_ID},
        "identifier.value": ONCE,
        "appointment.reference": NEVER,
        **dict.fromkeys(("start", "end", "participantType"), NEVER),
        "actor": ONCE,
    },
)
PROVENANCE = Profile(
    "svu-provenance",
    "Who wrote or transmitted it, and what it revises",
    "Provenance",
    {"target": ALWAYS, "activity": ONCE},
)

ENTRIES: Mapping[str, tuple[Profile | tuple[Profile, ...] | str, int, str]] = {
    "header": (HEADER, 1, "1"),
    "communication": (COMMUNICATION, 1, "1"),
    "patient": (PATIENT, 0, "1"),
    "encounter": (ENCOUNTER, 0, "1"),
    "organization": (ORGANIZATION, 1, "*"),
    "staff": ("PractitionerRole", 0, "*"),
    "consent": (CONSENT, 0, "*"),
    "task": ((TASK, REMINDER), 0, "1"),
    "answers": (ANSWERS, 0, "*"),
    "appointment": (APPOINTMENT, 0, "1"),
    "appointment-response": (APPOINTMENT_RESPONSE, 0, "1"),
    "care-plan": ((CARE_PLAN, SIP_CARE_PLAN), 0, "1"),
    "goal": (GOAL, 0, "*"),
    "intervention": (INTERVENTION, 0, "*"),
    "care-team": (CARE_TEAM, 0, "1"),
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
    REMINDER,
    ANSWERS,
    APPOINTMENT,
    APPOINTMENT_RESPONSE,
    CARE_PLAN,
    SIP_CARE_PLAN,
    GOAL,
    INTERVENTION,
    CARE_TEAM,
    PROVENANCE,
)


def definitions() -> Iterator[Resource]:
    """One StructureDefinition per profile, and that of the Bundle; a report stands in none."""
    yield from (_definition(profile) for profile in (*ALL, REPORT))
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
    """The rule of an element; the id of one in a slice (`code.coding:due.system`) names the slice, its path does not."""
    full = f"{root}.{path}" if path else root
    return {"id": full, "path": _SLICE.sub("", full), **rule}


_OF_TIME = law(
    "svu-msg-1",
    "What the adapter says for itself, of time or of delivery, holds no person, no stay and no plan",
    "entry.resource.ofType(MessageHeader).event.where(code = 'paminnelse' or code = 'oleverat').exists() implies "
    "entry.resource.where($this is Patient or $this is Encounter or $this is CarePlan or $this is Consent).empty()",
)


def _bundle() -> Iterator[Resource]:
    yield _element("Bundle", "", _OF_TIME)
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
        kind = _kind(what)
        entry = {"path": "Bundle.entry", "sliceName": name, "min": least, "max": most}
        yield {"id": f"Bundle.entry:{name}", **entry}
        resource = {"path": "Bundle.entry.resource", "min": 1, "type": [kind]}
        yield {"id": f"Bundle.entry:{name}.resource", **resource}


def _kind(what: Profile | tuple[Profile, ...] | str) -> Resource:
    """The type of an entry, and the profiles of which it meets one."""
    if isinstance(what, str):
        return {"code": what}
    profiles = what if isinstance(what, tuple) else (what,)
    return {"code": profiles[0].type, "profile": [profile.url for profile in profiles]}
