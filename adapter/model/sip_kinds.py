"""The kinds of message of coordinated individual planning (SIP), from the invitation to the plan's closing."""

from adapter.model.member import (
    INTERPRETER,
    PLACEMENT,
    SBAR,
    Kind,
    Member,
    Type,
    code,
    flag,
    kind,
    struct,
    text,
)
from adapter.model.message import FUNCTIONS
from adapter.model.stay_kinds import CONCERNED

PURPOSES = ("sip-svu", "sip-fristaende", "uppfoljning", "formote", "aktorsmote", "samordnad-vardplanering")
SIP_PURPOSES = frozenset({"sip-svu", "sip-fristaende"})
"""Invitations that open a SIP, or call to one that is open."""
FORMS = ("fysiskt", "digitalt", "telefon")
COMMENT_STATUSES = ("not-started", "ongoing", "done", "stopped")
PARTIES = (
    "patient",
    "narstaende",
    "vardnadshavare",
    "legal-foretradare",
    "arbetsgivare",
    "forsakringskassan",
    "arbetsformedlingen",
    "skola",
    "annan",
)
"""Who may be invited that is no unit of the directory (NB-MSG-18, NB-MSG-24, VM-MSG-03)."""
CHANNELS = ("papper", "muntligt", "skriftligt", "1177")
PLACE_TYPES = (
    "hem",
    "vardcentral",
    "oppenvardsmottagning",
    "vardavdelning",
    "kommunal-lokal",
    "skola",
    "annan",
)
REASONS = (
    "nya-behov",
    "korttidsvistelse",
    "begaran",
    "tidig-samordning",
    "kompetens",
    "oklart-ansvar",
    "samtidiga-insatser",
    "upprepat-vardsokande",
    "rehabiliteringsplan",
    "medicinsk-sakerhet",
    "riskbedomning",
    "tillsyn",
    "tid-och-omfattning",
    "utbildning",
)
"""Why a SIP is called for (VB-SIP-03); the last five are those of a SIP at the hospital (VB-SIP-05)."""
RISK_AREAS = (
    "fall",
    "trycksar",
    "nutrition",
    "blasdysfunktion",
    "munhalsa",
    "suicidrisk",
    "vald",
)

_CONTACT = (
    text("name"),
    text("workplace"),
    text("phone"),
    flag("coordinates"),
    flag("physician"),
)
_COMMENTS = (text("target"), text("text"), code("status", *COMMENT_STATUSES))
_LEADER = struct(
    "leader",
    text("name"),
    text("title"),
    Member("unit", Type.UNIT),
    flag("wholeMeeting"),
    flag("agreed"),
)
_DOCUMENTER = struct("documenter", text("name"), text("title"), Member("unit", Type.UNIT))
_HOME_CARE = struct(
    "homeCareEnrolment", text("reason"), text("background"), text("status"), text("treatment")
)
_HANDOVERS = struct(
    "handovers",
    code("to", "patient", "narstaende", "annan"),
    code("channel", *CHANNELS, many=True),
    Member("at", Type.INSTANT),
    flag("agreed"),
    many=True,
)

SIP_KINDS: tuple[Kind, ...] = (
    kind(
        "kallelse",
        "invitation to a planning meeting",
        "new revise cancel",
        (
            code("purpose", *PURPOSES, starred=True),
            Member("start", Type.INSTANT, starred=True),
            Member("end", Type.INSTANT),
            code("form", *FORMS, starred=True),
            text("place", starred=True),
            text("agenda", starred=True),
            text("participants", many=True),
            text("planId"),
            Member("needKnownAt", Type.INSTANT),
            code("requestedBy", "patient", "relative", "unit"),
            text("link"),
            text("phoneCode"),
            struct("invitees", code("party", *PARTIES), text("name"), text("reason"), many=True),
            code("placeType", *PLACE_TYPES),
            Member("reasons", Type.CODE, many=True, codes=REASONS, open=True),
            code("neededFrom", *CONCERNED, "kommunal-rehab", many=True),
            flag("coordinationNeed"),
            flag("individualConsulted"),
            Member("rejectedUnits", Type.UNIT, many=True),
            flag("relativesObjected"),
            flag("relativesAgreed"),
            flag("patientInformed"),
            flag("patientParticipates"),
            flag("digitalUnavailable"),
            struct("host", Member("unit", Type.UNIT), text("profession"), text("connectsPhysician")),
            flag("selfConnects"),
            _LEADER,
            _DOCUMENTER,
            _HOME_CARE,
            struct("timing", code("value", "before", "after"), code("decidedBy", *FUNCTIONS)),
            struct("registrationChecked", flag("address"), flag("municipality"), flag("listedUnit")),
            text("patientPhone"),
            flag("urgent"),
            flag("timeAgreed"),
            INTERPRETER,
            flag("fee"),
            flag("equivalentPlan"),
            flag("needsUnchanged"),
            flag("limitedRehabFollowUp"),
            code(
                "initiatedBy", "halso-och-sjukvard", "socialtjanst", "forskola-skola", "enskild", "narstaende"
            ),
            flag("informedOfRight"),
            flag("careContactInformation"),
            PLACEMENT,
        ),
        episode=None,
    ),
    kind(
        "svar-kallelse",
        "answer to the invitation",
        "new revise",
        (
            Member("attends", Type.BOOLEAN, starred=True),
            struct("attendee", text("name"), text("title")),
            struct(
                "attendees",
                text("name"),
                text("title"),
                code("form", "fysiskt", "lank", "telefon"),
                code("part", "hela", "del"),
                flag("prepared"),
                many=True,
            ),
            text("text"),
        ),
        episode=None,
    ),
    kind(
        "kartlaggning",
        "assessment before the SIP",
        "new revise",
        (
            text("needs"),
            text("abilities"),
            text("obstacles"),
            SBAR,
            text("planId"),
            flag("agreedWithIndividual"),
            flag("complete"),
            code("riskAreas", *RISK_AREAS, many=True),
            _HOME_CARE,
            struct(
                "screening",
                text("needsAndOperations"),
                flag("coordinationNeed"),
                flag("furtherSupport"),
                flag("needRaised"),
            ),
        ),
        episode=None,
    ),
    kind(
        "sip",
        "coordinated individual plan",
        "new revise approve close",
        (
            text("planId", starred=True),
            Member("version", Type.INTEGER, open=True),
            text("mainGoal", starred=True),
            struct(
                "subGoals",
                text("id"),
                text("text"),
                text("responsible"),
                code("term", "kort", "lang"),
                many=True,
            ),
            struct(
                "interventions",
                text("id"),
                text("text"),
                text("responsible"),
                text("performer"),
                text("subGoal"),
                Member("start", Type.INSTANT),
                Member("end", Type.INSTANT),
                flag("selfCare"),
                code("decision", "accepted", "declined"),
                flag("proposal"),
                code("category", "arbete", "medicinsk", "pedagogisk", "psykologisk", "social", "teknisk"),
                code("type", "lakemedelsgenomgang", "brytpunktssamtal"),
                many=True,
                starred=True,
            ),
            text("resources"),
            text("needs"),
            struct("coordinator", Member("unit", Type.UNIT), text("name"), text("phone"), starred=True),
            struct("careContacts", *_CONTACT, many=True),
            Member("followUpAt", Type.INSTANT, starred=True),
            Member("evaluationAt", Type.INSTANT),
            flag("shareWith1177"),
            text("ownGoals"),
            text("otherProviders"),
            code(
                "needCategories",
                *("social", "medicinsk", "psykisk", "fysisk", "habilitering", "rehabilitering"),
                many=True,
            ),
            struct("replaces", text("planId"), text("reason")),
            Member("agreedBy", Type.UNIT, many=True),
            flag("individualConsulted"),
            struct("participation", flag("took"), text("reason")),
            _HANDOVERS,
            flag("wantsCopy"),
            flag("signed"),
            text("template"),
            struct("outline", text("want"), text("goal"), text("how")),
            struct(
                "meeting",
                Member("at", Type.INSTANT),
                code("form", *FORMS),
                flag("contactListGiven"),
                flag("identified"),
                flag("uninvitedPresent"),
                flag("fee"),
                text("procedureCode"),
                flag("coordinatorDecided"),
            ),
            _LEADER,
            _DOCUMENTER,
            Member("onBehalfOf", Type.UNIT, many=True),
            flag("readmissionRisk"),
            Member("recordMarked", Type.UNIT, many=True),
        ),
        episode=None,
    ),
    kind(
        "uppfoljning",
        "follow-up comment",
        "new revise",
        (
            text("planId", starred=True),
            struct("comments", *_COMMENTS, many=True, starred=True),
        ),
        episode=None,
    ),
    kind(
        "utvardering",
        "evaluation",
        "new revise",
        (
            text("planId", starred=True),
            Member("mainGoalMet", Type.SCALAR, starred=True),
            struct("comments", *_COMMENTS, many=True),
            flag("individualConsulted"),
            _HANDOVERS,
        ),
        episode=None,
    ),
)
"""Invitations, answers, assessments, plans, follow-ups and evaluations; in the discharge process or outside it."""
