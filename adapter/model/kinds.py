"""The kinds of message and what each may hold: one table that reading, schema, mapping and tests share.

Source: `contract.md` §2; members that a catalogue rule needs beyond it are named in the CHANGELOG.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from adapter.model.consent import FORMS, GRANTORS, HARM_OUTCOMES, SCOPES, STATUSES
from adapter.model.message import FUNCTIONS, LEGAL_FORMS


class Type(StrEnum):
    """What a member holds. `SCALAR` is a text or a boolean; `STRUCT` an object with members of its own."""

    TEXT = "text"
    INSTANT = "instant"
    DATE = "date"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    CODE = "code"
    SCALAR = "scalar"
    UNIT = "unit"
    STRUCT = "struct"


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a message's content: `many` for a list, `starred` where `contract.md` requires it for `new`.

    `open` codes may be others than `codes`: a rule, not reading, says what becomes of them.
    """

    name: str
    type: Type = Type.TEXT
    many: bool = False
    starred: bool = False
    codes: tuple[str, ...] = ()
    open: bool = False
    members: tuple["Member", ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind: its Swedish name, English gloss, content, the actions defined for it, and whether it needs a stay.

    `episode` is True when the message belongs to an inpatient stay, False when it must not name one,
    None when it may.
    """

    name: str
    english: str
    actions: tuple[str, ...]
    episode: bool | None
    members: tuple[Member, ...]

    def member(self, name: str) -> Member | None:
        """The member of that name, if the kind has it."""
        return next((member for member in self.members if member.name == name), None)

    def required(self, action: str) -> tuple[str, ...]:
        """Names of the members that this action cannot do without, whatever the region."""
        if action in {"cancel", "close", "annul"}:
            return ("reason",) if action in {"close", "annul"} else ()
        return tuple(member.name for member in self.members if member.starred)


def _struct(name: str, *members: Member, many: bool = False, starred: bool = False) -> Member:
    return Member(name, Type.STRUCT, many=many, starred=starred, members=members)


def _code(name: str, *codes: str, many: bool = False, starred: bool = False) -> Member:
    return Member(name, Type.CODE, many=many, starred=starred, codes=codes)


def _text(name: str, *, many: bool = False, starred: bool = False) -> Member:
    return Member(name, many=many, starred=starred)


def _flag(name: str) -> Member:
    return Member(name, Type.BOOLEAN)


ANNUL_REASONS = ("fel-person", "fel-mottagare")
PLANNING_QUESTIONS = (
    "kand-patient",
    "insatser-socialtjanst",
    "insatser-kommunal-halsovard",
    "insatser-kommunal-rehab",
    "nya-behov-socialtjanst",
    "nya-behov-kommunal-halsovard",
    "nya-behov-kommunal-rehab",
    "samordningsbehov",
    "behov-psykiatrisk-oppenvard",
    "beslut-korttidsvistelse",
    "omfattande-behov",
)
COLOURS = ("bla", "gron", "gul", "rod")
CONCERNED = ("socialtjanst", "kommunal-halsovard", "regional-oppenvard")
"""Who interventions may be needed of after discharge (NB-MSG-01, NB-MSG-03)."""
MEASURES = ("ogondroppar", "orondroppar", "injektion", "omlaggning", "suturtagning", "provtagning")

_REASON = _text("reason")
_DECIDED_BY = _struct("decidedBy", _text("name"), _text("title"), _code("function", *FUNCTIONS))
_PLACEMENT = _struct(
    "placement",
    _code("form", "korttidsvistelse", "sabo"),
    _code("decidedBy", *FUNCTIONS),
    _code("law", "sol", "lss"),
)
_SBAR = _struct("sbar", _text("situation"), _text("background"), _text("assessment"), _text("recommendation"))
_CONTACT_RECORD = _struct("contactRecord", Member("at", Type.INSTANT), _text("with"), _text("content"))
_LEGAL_GROUND = _struct(
    "legalGround",
    _code("basis", "lpt-43", "lrv-24"),
    _code("legalForm", "opt", "orv"),
    _text("requestedBy"),
    _code("requesterFunction", *FUNCTIONS),
    _text("necessity"),
)
_INTERPRETER = _struct("interpreter", _flag("needed"), _flag("arranged"))
_CONSENT_MEMBERS = (
    _code("status", *STATUSES, starred=True),
    _code("form", *FORMS),
    _code("scopes", *SCOPES, many=True),
    _code("givenBy", *GRANTORS),
    Member("recordedAt", Type.INSTANT),
    _struct("recordedBy", Member("unit", Type.UNIT), _text("name"), _text("title")),
    Member("parties", Type.UNIT, many=True),
    _text("purpose"),
    _struct("period", Member("start", Type.DATE), Member("end", Type.DATE)),
    _struct(
        "harmAssessment",
        _code("outcome", *HARM_OUTCOMES),
        _struct("assessor", _text("name"), _text("title")),
        Member("at", Type.INSTANT),
    ),
    _text("episode"),
    _struct("childAsked", _flag("asked"), _text("view")),
    _flag("refusalInformationGiven"),
    _flag("askedAnew"),
    _code("documentedIn", "journal", "akt", many=True),
    _struct(
        "information",
        _flag("oral"),
        _flag("written"),
        _code("topics", "delaktighet", "samtycke", "omfattning", "tolk", many=True),
    ),
)
CONSENT = Kind("consent", "consent block", (), None, _CONSENT_MEMBERS)


def _kind(
    name: str, english: str, actions: str, members: tuple[Member, ...], *, episode: bool | None
) -> Kind:
    common = tuple(m for m in (_REASON, _DECIDED_BY) if all(own.name != m.name for own in members))
    return Kind(name, english, (*actions.split(), "annul"), episode, (*members, *common))


_ALL = (
    _kind(
        "inskrivningsmeddelande",
        "admission notice",
        "new revise forward",
        (
            Member("estimatedDischarge", Type.DATE, starred=True),
            _text("admissionReason"),
            _code("contactReason", "kort-vardtid-24h"),
            _text("ward", starred=True),
            _text("questions", many=True),
            Member("needAssessedAt", Type.INSTANT),
            _flag("needsUnchanged"),
            _flag("planned"),
            _flag("writtenInformation"),
            _INTERPRETER,
            _code("needLevel", "oforandrat", "mindre", "omfattande"),
            _flag("exposedSituation"),
            _flag("careContactRequested"),
            _CONTACT_RECORD,
            _code(
                "earlyPlanning",
                "medicinteknik",
                "utbildning",
                "lakemedelsstod",
                "hjalpmedel",
                "nutrition",
                many=True,
            ),
            _code("assessedNeeds", *CONCERNED, many=True),
            _code("ongoingInterventions", *CONCERNED, many=True),
            _struct("contactDetails", _flag("patientMobile"), _flag("relatives")),
        ),
        episode=True,
    ),
    _kind(
        "svar-inskrivningsmeddelande",
        "answer to the admission notice",
        "new revise",
        (
            _struct(
                "answers",
                _text("question"),
                Member("answer", Type.SCALAR),
                _text("comment"),
                many=True,
                starred=True,
            ),
        ),
        episode=True,
    ),
    _kind(
        "kvittens",
        "acknowledgement",
        "new",
        (Member("acknowledgedAt", Type.INSTANT), _flag("approved")),
        episode=None,
    ),
    _kind(
        "planeringsunderlag",
        "planning basis",
        "new revise",
        (
            _struct(
                "answers",
                _text("question"),
                _flag("answer"),
                _text("comment"),
                Member("date", Type.DATE),
                _text("name"),
                _text("title"),
                many=True,
                starred=True,
            ),
            _struct("selfCareHandover", _text("measure"), _text("to")),
            _code("colour", *COLOURS),
            _flag("minorRelatives"),
            _flag("childPerspective"),
            _text("riskAssessment"),
            _text("supervision"),
            _text("training"),
            _PLACEMENT,
            _flag("registrarAppointed"),
        ),
        episode=True,
    ),
    _kind(
        "fast-vardkontakt",
        "fixed care contact named",
        "new revise",
        (
            _struct(
                "contact",
                _text("name"),
                _text("workplace"),
                _text("phone"),
                _flag("coordinates"),
                _flag("physician"),
                starred=True,
            ),
            _code("housing", "ordinart", "sarskilt"),
            _flag("homeCare"),
            _flag("lifeThreatening"),
            _struct(
                "treatingPhysician",
                _text("name"),
                _text("workplace"),
                _code("care", "primarvard", "specialiserad"),
            ),
        ),
        episode=None,
    ),
    _kind(
        "utskrivningsklar",
        "ready for discharge",
        "new cancel",
        (
            Member("readyAt", Type.INSTANT, starred=True),
            _text("responsiblePhysician"),
            _text("responsibleNurse"),
            _text("physicianTakeover"),
            _code("transferTo", "opt", "orv"),
            _CONTACT_RECORD,
            Member("newEstimatedDischarge", Type.DATE),
        ),
        episode=True,
    ),
    _kind(
        "patientinformation",
        "written patient information",
        "new revise",
        (
            _struct("sections", Member("unit", Type.UNIT), _text("text"), many=True, starred=True),
            _text("careContact"),
            Member("sipAt", Type.INSTANT),
            _text("homecoming"),
            _struct("participation", _flag("took"), _text("reason")),
            _struct("selfCareHandover", _text("measure"), _text("to")),
            _PLACEMENT,
        ),
        episode=True,
    ),
    _kind(
        "utskrivningsmeddelande",
        "discharge notice",
        "new cancel",
        (
            Member("dischargedAt", Type.INSTANT, starred=True),
            _text("text"),
            _struct(
                "criteria",
                _flag("notice"),
                _flag("readyDate"),
                _flag("aids"),
                _flag("medicines"),
                _flag("information"),
                _flag("medicationList"),
                _flag("selfCarePlan"),
                _flag("equipment"),
                Member("medicineDays", Type.INTEGER),
            ),
            _CONTACT_RECORD,
            _flag("leftAgainstAdvice"),
            _struct(
                "patientInformationHandover",
                _code("to", "patient", "relative", "legal-representative"),
                _flag("printed"),
                _text("reason"),
            ),
            _flag("changedNeeds"),
            _text("careRequestReference"),
            _flag("patientInformed"),
            _text("journalReference"),
            _flag("continuedNeed"),
            _code("patientSummary", "behandling", "fast-vardkontakt", "sip-tid", "planer", many=True),
            _struct("physicianHandover", Member("at", Type.INSTANT), _code("performedBy", *FUNCTIONS)),
            _flag("homeCare"),
            _flag("specialServiceHousing"),
            _flag("planningHeld"),
            _flag("npoAvailable"),
            _PLACEMENT,
        ),
        episode=True,
    ),
    _kind(
        "avbruten-planering",
        "planning ended",
        "new",
        (
            _code("reason", "avliden", "planering-avbruten", "annan", *ANNUL_REASONS, starred=True),
            _text("text"),
        ),
        episode=True,
    ),
    _kind(
        "generellt-meddelande",
        "general message",
        "new",
        (
            _text("text", starred=True),
            _text("subject"),
            Member("startsAt", Type.INSTANT),
            _code("topic", "samordnad-planering", "starttid", "annan"),
            _flag("newNeeds"),
            _code(
                "neededFrom",
                "socialtjanst",
                "enklare-socialtjanst",
                "kommunal-halsovard",
                "regional-oppenvard",
                many=True,
            ),
            _flag("immediateNeed"),
            _code("careForm", *LEGAL_FORMS),
            _INTERPRETER,
            _struct(
                "assistanceApplication",
                _code("applicant", "patient", "legal-representative", "annan"),
                _code("status", "ansokt", "utreds", "beviljad", "avslagen", "overklagad"),
                _flag("forSelfCare"),
                _text("assessmentReference"),
            ),
            _LEGAL_GROUND,
        ),
        episode=True,
    ),
    _kind(
        "meddelande-utanfor-vardtillfalle",
        "message outside the episode",
        "new",
        (
            _text("text", starred=True),
            _code(
                "template",
                "enstaka-hembesok",
                "akutmottagning",
                "hemsjukvard-avslut",
                "hemsjukvard-inskrivning",
            ),
            Member("listedUnit", Type.UNIT),
            _struct("visitPeriod", Member("start", Type.DATE), Member("end", Type.DATE)),
            _code("performedBy", "sjukskoterska", "arbetsterapeut", "fysioterapeut", "lakare"),
            _SBAR,
            Member("measures", Type.CODE, many=True, codes=(*MEASURES, "annan"), open=True),
            Member("periodWeeks", Type.INTEGER),
            _flag("physicianFollowUp"),
            _flag("selfCare"),
            _flag("inEpikris"),
            _LEGAL_GROUND,
        ),
        episode=None,
    ),
    _kind("samtycke", "consent", "new", _CONSENT_MEMBERS, episode=None),
    _kind(
        "vardbegaran",
        "care request",
        "new revise cancel",
        (
            _text("functionalAbility", starred=True),
            _text("currentInterventions", starred=True),
            _text("text"),
            _flag("ownInitiative"),
        ),
        episode=None,
    ),
    _kind(
        "samordnad-vardplan",
        "coordinated care plan",
        "new revise approve close",
        (
            _text("planId", starred=True),
            _code("legalForm", "opt", "orv", starred=True),
            _text("needs"),
            _text("conditions", many=True),
            _struct("approvals", Member("unit", Type.UNIT), Member("at", Type.INSTANT), many=True),
            _text("informationExchange"),
            _flag("needsFromOthers"),
            _struct("necessity", _flag("necessary"), _text("reason")),
            _code("custody", "anhallen", "haktad", "rattspsykiatrisk-undersokning", "kriminalvardsanstalt"),
            _struct(
                "application",
                _code("type", "ansokan", "fortsatt"),
                _code("to", "forvaltningsratten", "annan"),
                _text("grounds"),
                _text("proposedConditions"),
                _flag("carePlanAttached"),
                Member("lastDecisionAt", Type.DATE),
            ),
            _struct("courtDecision", Member("at", Type.INSTANT), _code("outcome", "bifall", "avslag")),
            Member("followedUpAt", Type.DATE),
            _struct(
                "conditionDecisions",
                _code(
                    "type",
                    "vard",
                    "vistelse-eller-besok",
                    "boende-arbete-utbildning",
                    "berusningsmedel",
                    "plats-eller-person",
                    "annan",
                ),
                _text("text"),
                _code("decidedBy", "domstol", "chefsoverlakare"),
                _code("basis", "ny-ansokan", "overlamnande"),
                _flag("change"),
                _flag("appealed"),
                many=True,
            ),
            _flag("specialDischargeReview"),
            _struct("riskAnnex", _text("relapseRisk"), _text("investigation"), _text("countermeasures")),
            _struct(
                "activities",
                _text("text"),
                _code("type", "vard", "stod", "boende", "sysselsattning", "villkor", "tvangsatgard", "annan"),
                many=True,
            ),
            _code("transition", "upphor", "sluten-vard"),
        ),
        episode=None,
    ),
    _kind(
        "egenvardsplanering",
        "self-care plan",
        "new revise close",
        (
            _text("measure", starred=True),
            _text("performer", starred=True),
            _text("instructions", starred=True),
            _text("onHarm", starred=True),
            _text("onChange", starred=True),
            _text("followUp", starred=True),
            _text("reassessment", starred=True),
            _text("extent"),
            _text("medicine"),
            _flag("requiresLicensedStaff"),
            _struct(
                "assessor",
                _text("name"),
                _text("title"),
                _code("role", "behandlande-legitimerad", "forskrivare", "behandlande-lakare", "annan"),
                _text("delegatedBy"),
            ),
            Member("deferredTo", Type.UNIT),
            Member("consultedAt", Type.DATE),
            _flag("performerConsulted"),
            _code("performerType", "patient", "vardnadshavare", "narstaende", "personal", "skola", "annan"),
            _struct("riskAnalysis", _flag("selfSafe"), _flag("helpedSafe"), _flag("staffSafe")),
            Member("newAssessmentAt", Type.DATE),
            _code("instructedBy", "forskrivare", "bedomaren", "annan"),
            _flag("teachBack"),
            Member("informedAt", Type.DATE),
            _struct(
                "assistance",
                _code("law", "sol", "lss"),
                _code("status", "vantar", "beviljad", "avslagen"),
                _text("assessmentReference"),
                Member("copyGivenAt", Type.DATE),
            ),
            _code("responsible", "halso-och-sjukvard", "socialtjanst", "patient"),
            _code("documentation", "journal", "uppenbart-obehovlig"),
            _flag("mayBeQuestioned"),
            _struct("followUpBy", _text("name"), _text("title"), _flag("reportsBack")),
            _flag("circumstancesChanged"),
            _flag("cannotPerform"),
            _code("legalBasis", "lag-2022-1250", "egenvardsforeskrift"),
        ),
        episode=None,
    ),
    _kind(
        "samordningsarende",
        "coordination case",
        "new revise close",
        (
            _text("caseId", starred=True),
            Member("involvedUnits", Type.UNIT, many=True),
            Member("careUnit", Type.UNIT),
            _struct("coordinator", Member("unit", Type.UNIT), _text("name"), _text("phone")),
        ),
        episode=None,
    ),
    _kind(
        "avvikelse",
        "deviation report",
        "new revise",
        (
            _text("event", starred=True),
            _text("consequence"),
            _text("risk"),
            _text("action"),
            _text("improvement"),
            _text("unit", starred=True),
            Member("at", Type.INSTANT, starred=True),
            _flag("recurring"),
            _code(
                "addressee",
                "verksamhetschef",
                "utsedd-funktion",
                "mas",
                "systemforvaltare",
                "partssammansatt-grupp",
            ),
            _code("category", "rutin", "it-funktion", "informationsoverforing"),
            _code("channel", "e-tjanst", "papper", "digital"),
            _text("routineReference"),
            Member("contactedAt", Type.INSTANT),
            _code("level", "lokal", "lansdel", "lan"),
            _struct(
                "dispute",
                _code("matter", "verksamhet", "kostnad"),
                _code("level", "verksamhetsniva", "lansdel"),
                _flag("nearestLevelTried"),
            ),
        ),
        episode=None,
    ),
)

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ALL}


def paths(kind: Kind) -> Iterator[str]:
    """The disclosure paths of a kind's content: one per top member (`content.<member>`)."""
    return (f"content.{member.name}" for member in kind.members)
