"""Profiles of plans: CarePlan and what a SIP consists of besides."""

from adapter.r4 import systems
from adapter.r4.profile import ALWAYS, NEVER, ONCE, Profile, law

_IS_SIP = f"category.coding.where(system = '{systems.KIND}' and code = 'sip').exists()"

CARE_PLAN = Profile(
    "svu-care-plan",
    "A coordinated care plan or a self-care plan",
    "CarePlan",
    {
        "": law(
            "svu-plan-1",
            "A coordinated care plan is named by its id; a SIP has a profile of its own",
            f"{_IS_SIP}.not() and (category.coding.where(system = '{systems.CARE_PLAN_TYPE}').exists() implies "
            "(identifier.exists() or meta.security.exists() or status = 'completed' or status = 'entered-in-error'))",
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
SIP_CARE_PLAN = Profile(
    "svu-sip-care-plan",
    "A coordinated individual plan (SIP)",
    "CarePlan",
    {
        "": law(
            "svu-sip-1",
            "A plan is named by its id, unless it is ended or something is withheld",
            f"{_IS_SIP} and (identifier.exists() or meta.security.exists() or status = 'completed' "
            "or status = 'entered-in-error')",
        ),
        **dict.fromkeys(("instantiatesCanonical", "instantiatesUri", "basedOn"), NEVER),
        "replaces.identifier": ONCE,
        "partOf": NEVER,
        "intent": {"fixedCode": "plan"},
        "category": ALWAYS,
        "careTeam": {"max": "1"},
        **dict.fromkeys(("addresses", "supportingInfo"), NEVER),
        **dict.fromkeys(("activity.outcomeCodeableConcept", "activity.outcomeReference"), NEVER),
        "activity.progress": NEVER,
        "note.extension": ALWAYS,
    },
)
GOAL = Profile(
    "svu-goal",
    "A goal of a plan: the main goal, a sub-goal or the person's own",
    "Goal",
    {
        "": law(
            "svu-goal-1",
            "It is told which goal it is",
            f"category.coding.where(system = '{systems.MEMBER}').exists()",
        ),
        "identifier": {"max": "1"},
        "category": ALWAYS,
        **dict.fromkeys(
            ("priority", "start[x]", "target", "statusDate", "statusReason", "addresses", "note"), NEVER
        ),
        **dict.fromkeys(("outcomeCode", "outcomeReference"), NEVER),
    },
)
INTERVENTION = Profile(
    "svu-intervention",
    "An intervention of a plan, and who is responsible for it",
    "ServiceRequest",
    {
        "": law(
            "svu-int-1",
            "It is planned, or proposed to the one who decides",
            "intent = 'plan' or intent = 'proposal'",
        ),
        "identifier": {"max": "1"},
        **dict.fromkeys(("instantiatesCanonical", "instantiatesUri"), NEVER),
        "basedOn": ONCE,
        **dict.fromkeys(("replaces", "requisition", "priority", "doNotPerform", "orderDetail"), NEVER),
        **dict.fromkeys(("quantity[x]", "asNeeded[x]", "requester"), NEVER),
        "performer": {"max": "1"},
        **dict.fromkeys(("reasonCode", "reasonReference", "insurance", "specimen", "bodySite"), NEVER),
        **dict.fromkeys(("note", "patientInstruction", "relevantHistory"), NEVER),
    },
)
CARE_TEAM = Profile(
    "svu-care-team",
    "The coordinator of a plan and every fast vårdkontakt",
    "CareTeam",
    {
        "status": ONCE,
        **dict.fromkeys(("encounter", "period"), NEVER),
        "participant": ALWAYS,
        "participant.role": ALWAYS,
        "participant.member": ONCE,
        **dict.fromkeys(("reasonCode", "reasonReference", "telecom", "note"), NEVER),
    },
)
