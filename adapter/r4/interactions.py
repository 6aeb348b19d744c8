"""What the server does with which resource type: the one table behind routing, search and every CapabilityStatement.

Search parameters are R4's own (`search-parameters.json` of FHIR 4.0.1): code, type, definition and the elements that
their expression reads; those whose elements we fill or a reader expects, none by a name: people are found by number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from adapter.r4 import systems

_DEFINITION = "http://hl7.org/fhir/SearchParameter"


class Interaction(StrEnum):
    """R4's type-level and instance-level interactions that any of our types has (system `restful-interaction`)."""

    READ = "read"
    VREAD = "vread"
    HISTORY = "history-instance"
    SEARCH = "search-type"
    CREATE = "create"
    UPDATE = "update"


class Kind(StrEnum):
    """The types of search parameters (`search-param-type`) that are read."""

    TOKEN = "token"  # noqa: S105 - FHIR's word for a code or an identifier
    DATE = "date"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A search parameter: the elements it looks at, as paths below the resource, and for references the served targets."""

    name: str
    kind: Kind
    definition: str
    paths: tuple[str, ...]
    targets: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """The canonical of R4's SearchParameter."""
        return f"{_DEFINITION}/{self.definition}"


@dataclass(frozen=True, slots=True)
class Served:
    """A resource type: its interactions beyond reading, its own search parameters and its profiles by name."""

    type: str
    parameters: tuple[Parameter, ...]
    profiles: tuple[str, ...] = ()
    writes: tuple[Interaction, ...] = ()
    conditional_create: bool = False

    @property
    def interactions(self) -> tuple[Interaction, ...]:
        """All of them: whatever is served is read, by version too, and searched."""
        return (*READING, *self.writes)

    @property
    def searched(self) -> Mapping[str, Parameter]:
        """Every parameter by its name, those of all types first."""
        return {one.name: one for one in (*COMMON, *self.parameters)}

    @property
    def includes(self) -> tuple[str, ...]:
        """What `_include` takes: the references that lead to something served."""
        return tuple(f"{self.type}:{one.name}" for one in self.parameters if one.targets)

    @property
    def revincludes(self) -> tuple[str, ...]:
        """What `_revinclude` takes: the references of others that lead here."""
        return tuple(
            f"{other.type}:{one.name}"
            for other in TABLE.values()
            for one in other.parameters
            if self.type in one.targets
        )

    @property
    def profile_urls(self) -> tuple[str, ...]:
        """The canonicals of its profiles."""
        return tuple(f"{systems.EXTENSION}/{name}" for name in self.profiles)


READING = (Interaction.READ, Interaction.VREAD, Interaction.HISTORY, Interaction.SEARCH)
PERSON = "Patient"


def _token(name: str, definition: str, *paths: str) -> Parameter:
    return Parameter(name, Kind.TOKEN, definition, paths or (name,))


def _date(name: str, definition: str, *paths: str) -> Parameter:
    return Parameter(name, Kind.DATE, definition, paths)


def _to(name: str, definition: str, path: str, *targets: str) -> Parameter:
    return Parameter(name, Kind.REFERENCE, definition, (path,), targets)


def _person(path: str, patient: str, subject: str | None = None) -> tuple[Parameter, ...]:
    found = _to("patient", patient, path, PERSON)
    return (found, _to("subject", subject, path, PERSON)) if subject else (found,)


COMMON = (
    Parameter("_id", Kind.TOKEN, "Resource-id", ("id",)),
    Parameter("_lastUpdated", Kind.DATE, "Resource-lastUpdated", ("meta.lastUpdated",)),
)
"""The parameters that every type has."""

_PARTIES = ("Organization", "PractitionerRole")
_CREATE, _UPDATE = Interaction.CREATE, Interaction.UPDATE

_ALL = (
    Served("Patient", (_token("identifier", "Patient-identifier"),), ("svu-patient",)),
    Served(
        "Encounter",
        (
            _token("identifier", "clinical-identifier"),
            *_person("subject", "clinical-patient", "Encounter-subject"),
            _token("status", "Encounter-status"),
            _token("class", "Encounter-class"),
            _date("date", "clinical-date", "period"),
            _to("episode-of-care", "Encounter-episode-of-care", "episodeOfCare"),
            _to("service-provider", "Encounter-service-provider", "serviceProvider", "Organization"),
        ),
        ("svu-encounter",),
    ),
    Served(
        "Communication",
        (
            _token("identifier", "Communication-identifier"),
            *_person("subject", "Communication-patient", "Communication-subject"),
            _token("status", "Communication-status"),
            _token("category", "Communication-category"),
            _to("encounter", "Communication-encounter", "encounter", "Encounter"),
            _to("sender", "Communication-sender", "sender", *_PARTIES),
            _to("recipient", "Communication-recipient", "recipient", *_PARTIES),
            _date("sent", "Communication-sent", "sent"),
        ),
        ("svu-communication",),
        writes=(_CREATE,),
        conditional_create=True,
    ),
    Served(
        "CarePlan",
        (
            _token("identifier", "clinical-identifier"),
            *_person("subject", "clinical-patient", "CarePlan-subject"),
            _token("status", "CarePlan-status"),
            _token("category", "CarePlan-category"),
            _to("encounter", "CarePlan-encounter", "encounter", "Encounter"),
            _date("date", "clinical-date", "period"),
            _to("goal", "CarePlan-goal", "goal", "Goal"),
            _to("care-team", "CarePlan-care-team", "careTeam", "CareTeam"),
            _to("activity-reference", "CarePlan-activity-reference", "activity.reference", "ServiceRequest"),
        ),
        ("svu-care-plan", "svu-sip-care-plan"),
        writes=(_CREATE, _UPDATE),
        conditional_create=True,
    ),
    Served(
        "Consent",
        (
            _token("identifier", "clinical-identifier"),
            *_person("patient", "clinical-patient"),
            _token("status", "Consent-status"),
            _token("category", "Consent-category"),
            _date("date", "clinical-date", "dateTime"),
            _date("period", "Consent-period", "provision.period"),
            _to("actor", "Consent-actor", "provision.actor.reference", *_PARTIES),
            _to("organization", "Consent-organization", "organization", "Organization"),
        ),
        ("svu-consent-record", "svu-harm-assessment"),
        writes=(_CREATE, _UPDATE),
        conditional_create=True,
    ),
    Served(
        "Task",
        (
            _token("identifier", "Task-identifier"),
            *_person("for", "Task-patient", "Task-subject"),
            _token("status", "Task-status"),
            _token("business-status", "Task-business-status", "businessStatus"),
            _token("code", "Task-code"),
            _to("owner", "Task-owner", "owner", *_PARTIES),
            _to("requester", "Task-requester", "requester", *_PARTIES),
            _to("focus", "Task-focus", "focus", "Communication"),
            _to("encounter", "Task-encounter", "encounter", "Encounter"),
            _date("authored-on", "Task-authored-on", "authoredOn"),
            _date("period", "Task-period", "executionPeriod"),
        ),
        ("svu-kvittens", "svu-reminder"),
        writes=(_UPDATE,),
    ),
    Served(
        "Appointment",
        (
            _token("identifier", "Appointment-identifier"),
            *_person("participant.actor", "Appointment-patient"),
            _token("status", "Appointment-status"),
            _token("service-type", "Appointment-service-type", "serviceType"),
            _date("date", "Appointment-date", "start"),
            _to("actor", "Appointment-actor", "participant.actor", "PractitionerRole", PERSON),
            _to("supporting-info", "Appointment-supporting-info", "supportingInformation", "CarePlan"),
        ),
        ("svu-appointment",),
    ),
    Served(
        "AppointmentResponse",
        (
            _token("identifier", "AppointmentResponse-identifier"),
            _to("appointment", "AppointmentResponse-appointment", "appointment", "Appointment"),
            _token("part-status", "AppointmentResponse-part-status", "participantStatus"),
            _to("actor", "AppointmentResponse-actor", "actor", "PractitionerRole"),
        ),
        ("svu-appointment-response",),
        writes=(_CREATE,),
        conditional_create=True,
    ),
    Served(
        "Goal",
        (
            _token("identifier", "clinical-identifier"),
            *_person("subject", "clinical-patient", "Goal-subject"),
            _token("category", "Goal-category"),
            _token("lifecycle-status", "Goal-lifecycle-status", "lifecycleStatus"),
            _token("achievement-status", "Goal-achievement-status", "achievementStatus"),
        ),
        ("svu-goal",),
    ),
    Served(
        "ServiceRequest",
        (
            _token("identifier", "clinical-identifier"),
            *_person("subject", "clinical-patient", "ServiceRequest-subject"),
            _token("status", "ServiceRequest-status"),
            _token("intent", "ServiceRequest-intent"),
            _token("category", "ServiceRequest-category"),
            _token("code", "clinical-code"),
            _to("based-on", "ServiceRequest-based-on", "basedOn", "CarePlan"),
            _to("performer", "ServiceRequest-performer", "performer", *_PARTIES),
            _date("occurrence", "ServiceRequest-occurrence", "occurrencePeriod", "occurrenceDateTime"),
        ),
        ("svu-intervention",),
    ),
    Served(
        "CareTeam",
        (
            *_person("subject", "clinical-patient", "CareTeam-subject"),
            _token("status", "CareTeam-status"),
            _to("participant", "CareTeam-participant", "participant.member", "PractitionerRole"),
        ),
        ("svu-care-team",),
    ),
    Served(
        "QuestionnaireResponse",
        (
            _token("identifier", "QuestionnaireResponse-identifier"),
            *_person("subject", "QuestionnaireResponse-patient", "QuestionnaireResponse-subject"),
            _token("status", "QuestionnaireResponse-status"),
            _to("encounter", "QuestionnaireResponse-encounter", "encounter", "Encounter"),
            _to("author", "QuestionnaireResponse-author", "author", *_PARTIES),
            _to("questionnaire", "QuestionnaireResponse-questionnaire", "questionnaire"),
            _date("authored", "QuestionnaireResponse-authored", "authored"),
        ),
        ("svu-answers",),
        writes=(_CREATE,),
        conditional_create=True,
    ),
    Served(
        "Provenance",
        (
            _to(
                "target",
                "Provenance-target",
                "target",
                *("Communication", "CarePlan", "Consent", "QuestionnaireResponse", "Appointment"),
            ),
            _to("agent", "Provenance-agent", "agent.who", *_PARTIES),
            _token("agent-type", "Provenance-agent-type", "agent.type"),
            _date("recorded", "Provenance-recorded", "recorded"),
            _date("when", "Provenance-when", "occurredDateTime"),
        ),
        ("svu-provenance",),
    ),
    Served(
        "AuditEvent",
        (
            _to("patient", "AuditEvent-patient", "entity.what", PERSON),
            _to("entity", "AuditEvent-entity", "entity.what", PERSON, "Communication"),
            _to("agent", "AuditEvent-agent", "agent.who", "Organization"),
            _date("date", "AuditEvent-date", "recorded"),
            _token("type", "AuditEvent-type"),
            _token("subtype", "AuditEvent-subtype"),
            _token("action", "AuditEvent-action"),
            _token("outcome", "AuditEvent-outcome"),
        ),
        ("svu-audit-event",),
    ),
    Served(
        "PractitionerRole",
        (
            _to("organization", "PractitionerRole-organization", "organization", "Organization"),
            _token("role", "PractitionerRole-role", "code"),
        ),
        ("svu-practitioner-role",),
    ),
    Served("Organization", (_token("identifier", "Organization-identifier"),), ("svu-organization",)),
)

TABLE: Mapping[str, Served] = {one.type: one for one in _ALL}
"""Every served type by its name."""

RESULTS = (
    "_count",
    "_sort",
    "_total",
    "_summary",
    "_elements",
    "_include",
    "_revinclude",
    "_format",
    "_pretty",
)
"""Parameters on the result of a search, for every type."""

SYSTEM_OPERATIONS: Mapping[str, str] = {
    "process-message": "http://hl7.org/fhir/OperationDefinition/MessageHeader-process-message",
}
"""Operations at the base, by the name after `$`."""
TYPE_OPERATIONS: Mapping[str, str] = {
    "validate": "http://hl7.org/fhir/OperationDefinition/Resource-validate",
}
"""Operations on every type, by the name after `$`."""
SYSTEM_INTERACTIONS: tuple[str, ...] = ("transaction", "batch")
"""What a Bundle posted to the base may be: batch, transaction."""
