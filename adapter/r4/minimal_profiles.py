"""What may leave without consent, by profile: everything else is forbidden by cardinality, as MedCom does (standards 2.4).

Two sets. *Minimal*: the notices that law and routine let through (semantics 39), and nothing of needs, reasons of care,
answers or staff who write. *Content-free*: ids, kind and action, for a unit that has the original and may have no more.
"""

from adapter.r4 import extensions, systems
from adapter.r4.party_profiles import PATIENT, STAFF
from adapter.r4.profile import NEVER, ONCE, Profile, Rule, law
from adapter.r4.profiles import APPOINTMENT, COMMUNICATION, CONSENT, ENCOUNTER, HEADER, PROVENANCE, TASK

PATHS = frozenset(
    (
        *("patient.identifier", "patient.name", "patient.address", "patient.municipality"),
        *("sender.unit", "episode.id"),
        *("content.ward", "content.estimatedDischarge", "content.newEstimatedDischarge"),
        *("content.readyAt", "content.dischargedAt", "content.reason", "content.acknowledgedAt"),
        # that a plan or a case is closed is told by its id, a fixed contact is no one's health (HA-CONS, VM-STATE-06)
        *("content.planId", "content.caseId", "content.contact", "content.approved"),
        # of a consent: whether there is one
        *("consent.status", "content.status"),
    )
)
"""Paths of `contract.md` §5 that some law or routine lets out without consent, a content of their kind or not."""
_TOLD = " or ".join(
    f"code = '{path.removeprefix('content.')}'" for path in sorted(PATHS) if path.startswith("content.")
)


def _none(*paths: str) -> dict[str, Rule]:
    return dict.fromkeys(paths, NEVER)


MINIMAL_HEADER = Profile(
    "svu-minimal-message-header",
    "What message this is, of what may leave without consent: no person who wrote it",
    "MessageHeader",
    _none("extension", "author"),
    base=HEADER.url,
)
MINIMAL_PATIENT = Profile(
    "svu-minimal-patient",
    "The person of a notice that leaves without consent: number, name, registered address, that the person has died",
    "Patient",
    {
        **_none("active"),
        "address": {"max": "1"},
        **_none("address.text", "address.district", "address.state", "address.country", "address.period"),
    },
    base=PATIENT.url,
)
MINIMAL_ENCOUNTER = Profile(
    "svu-minimal-encounter",
    "The stay in a notice that leaves without consent: that it goes on or is over, its ward and its days",
    "Encounter",
    {
        "": law(
            "svu-min-1",
            "Of extensions only ready for discharge and estimated discharge: no legal form, no planning colour",
            f"extension.all(url = '{extensions.READY.url}' or url = '{systems.PLANNED_END}')",
        ),
        **_none("identifier", "statusHistory", "classHistory", "type", "serviceType"),
        "episodeOfCare": ONCE,
        "episodeOfCare.reference": NEVER,
        "episodeOfCare.identifier": ONCE,
        **_none("appointment", "period.start", "length", "reasonCode"),
        "location": {"max": "1"},
        **_none("location.location.reference", "location.status", "location.physicalType", "location.period"),
        **_none("partOf"),
    },
    base=ENCOUNTER.url,
)
MINIMAL_COMMUNICATION = Profile(
    "svu-minimal-communication",
    "A notice that leaves without consent: its kind, when, between which units, and a short reason",
    "Communication",
    {
        "": law(
            "svu-min-2",
            "Of extensions only content that may be told without consent",
            f"extension.all(url = '{extensions.CONTENT.url}' and "
            f"extension.where(url = 'member').value.where(system = '{systems.MEMBER}' and ({_TOLD})).exists())",
        ),
        **_none("instantiatesCanonical", "instantiatesUri", "basedOn"),
        **_none("priority", "medium", "topic", "received", "reasonReference", "payload"),
    },
    base=COMMUNICATION.url,
)
MINIMAL_CARE_PLAN = Profile(
    "svu-minimal-care-plan",
    "A plan in a notice that leaves without consent: which plan and its status, nothing of what it says",
    "CarePlan",
    {
        **_none(
            "text", "extension", "instantiatesCanonical", "instantiatesUri", "basedOn", "replaces", "partOf"
        ),
        "intent": {"fixedCode": "plan"},
        **_none("description", "period", "created", "author", "contributor", "careTeam"),
        **_none("addresses", "supportingInfo", "goal", "activity", "note"),
    },
)
MINIMAL_APPOINTMENT = Profile(
    "svu-minimal-appointment",
    "A meeting in a notice that leaves without consent: that it is called off, and to whom",
    "Appointment",
    {
        "": law(
            "svu-min-4",
            "It is called off or annulled, and its time is not told: R4 wants an element, which is masked",
            "(status = 'cancelled' or status = 'entered-in-error') and start.hasValue().not() and end.hasValue().not()",
        ),
        **_none("extension", "cancelationReason", "serviceType", "appointmentType", "reasonCode"),
        **_none("supportingInformation", "minutesDuration", "comment"),
        **_none("participant.extension", "participant.type"),
    },
    base=APPOINTMENT.url,
)
MINIMAL_CONSENT = Profile(
    "svu-minimal-consent",
    "Whether there is a consent: its status, for whom, by whom documented; not what it is for, nor how it was given",
    "Consent",
    {
        "": law(
            "svu-min-5",
            "Of extensions only the status",
            f"extension.all(url = '{extensions.CONTENT.url}' and "
            f"extension.where(url = 'member').value.where(system = '{systems.MEMBER}' and code = 'status').exists())",
        ),
        **_none("identifier", "dateTime", "performer", "verification"),
        **_none("provision.period", "provision.action", "provision.securityLabel", "provision.purpose"),
        **_none("provision.class", "provision.code", "provision.dataPeriod"),
    },
    base=CONSENT.url,
)
CONTENT_FREE_COMMUNICATION = Profile(
    "svu-content-free-communication",
    "That a message was sent, revised, taken back or annulled: ids, kind, action and units alone",
    "Communication",
    _none("extension", "statusReason", "subject", "about", "encounter", "reasonCode"),
    base=MINIMAL_COMMUNICATION.url,
)
CONTENT_FREE_TASK = Profile(
    "svu-content-free-kvittens",
    "The kvittens of a message whose content may not be had: nothing of the person or the stay",
    "Task",
    _none("for", "encounter", "executionPeriod", "reasonCode", "note"),
    base=TASK.url,
)

MINIMAL = {
    one.type: one
    for one in (
        MINIMAL_HEADER,
        MINIMAL_PATIENT,
        MINIMAL_ENCOUNTER,
        MINIMAL_COMMUNICATION,
        MINIMAL_CARE_PLAN,
        MINIMAL_APPOINTMENT,
        MINIMAL_CONSENT,
    )
} | {one.type: one for one in (TASK, STAFF, PROVENANCE)}
CONTENT_FREE = {
    one.type: one for one in (MINIMAL_HEADER, CONTENT_FREE_COMMUNICATION, CONTENT_FREE_TASK, PROVENANCE)
}
"""The profile of each resource type in a content-free Bundle."""
ALL = (
    MINIMAL_HEADER,
    MINIMAL_PATIENT,
    MINIMAL_ENCOUNTER,
    MINIMAL_COMMUNICATION,
    MINIMAL_CARE_PLAN,
    MINIMAL_APPOINTMENT,
    MINIMAL_CONSENT,
    CONTENT_FREE_COMMUNICATION,
    CONTENT_FREE_TASK,
)
