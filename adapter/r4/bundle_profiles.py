"""Profiles of the Bundles that we send, take and answer with."""

from adapter.r4 import minimal_profiles as minimal
from adapter.r4 import systems
from adapter.r4.answer_profiles import OUTCOME, RESPONSE_HEADER, SUBMISSION_HEADER, SUBMISSION_PATIENT
from adapter.r4.party_profiles import ORGANIZATION, PATIENT, STAFF
from adapter.r4.plan_profiles import CARE_PLAN, CARE_TEAM, GOAL, INTERVENTION, SIP_CARE_PLAN
from adapter.r4.profile import NEVER, ONCE, Entries, Profile, Rule, law
from adapter.r4.profiles import (
    ANSWERS,
    APPOINTMENT,
    APPOINTMENT_RESPONSE,
    COMMUNICATION,
    CONSENT,
    ENCOUNTER,
    HEADER,
    PROVENANCE,
    REMINDER,
    TASK,
)


def _message(*, stated: Rule | None = None) -> dict[str, Rule]:
    """The rules of every message Bundle."""
    return {
        **({"": stated} if stated else {}),
        "type": {"fixedCode": "message"},
        "timestamp": ONCE,
        "total": NEVER,
        "link": NEVER,
        "entry.fullUrl": ONCE,
        "entry.search": NEVER,
        "entry.request": NEVER,
        "entry.response": NEVER,
    }


ENTRIES = Entries(
    {
        "header": (HEADER, 1, "1"),
        "communication": (COMMUNICATION, 1, "1"),
        "patient": (PATIENT, 0, "1"),
        "encounter": (ENCOUNTER, 0, "1"),
        "organization": (ORGANIZATION, 1, "*"),
        "staff": (STAFF, 0, "*"),
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
)
"""What may stand in a message Bundle, how often; nothing else may."""

_SAID_OF_TIME = law(
    "svu-msg-1",
    "What the adapter says for itself, of time or of delivery, holds no person, no stay and no plan",
    "entry.resource.ofType(MessageHeader).event.where(code = 'paminnelse' or code = 'oleverat').exists() implies "
    "entry.resource.where($this is Patient or $this is Encounter or $this is CarePlan or $this is Consent).empty()",
)
_REDACTED = f"meta.security.where(system = '{systems.OBSERVATION_VALUE}' and code = 'REDACTED').exists()"

MESSAGE = Profile(
    "svu-message", "A message as it is delivered", "Bundle", _message(stated=_SAID_OF_TIME), entries=ENTRIES
)
MINIMAL_MESSAGE = Profile(
    "svu-minimal-message",
    "A notice that leaves without consent: what law and routine let through, and nothing else",
    "Bundle",
    _message(
        stated=law(
            "svu-min-3",
            "That something was withheld is told on a resource that it was taken from",
            f"entry.resource.where({_REDACTED}).exists()",
        )
    ),
    entries=Entries(
        {
            "header": (minimal.MINIMAL_HEADER, 1, "1"),
            "communication": (minimal.MINIMAL_COMMUNICATION, 1, "1"),
            "patient": (minimal.MINIMAL_PATIENT, 0, "1"),
            "encounter": (minimal.MINIMAL_ENCOUNTER, 0, "1"),
            "organization": (ORGANIZATION, 1, "*"),
            "staff": (STAFF, 0, "*"),
            "task": (TASK, 0, "1"),
            "care-plan": (minimal.MINIMAL_CARE_PLAN, 0, "1"),
            "appointment": (minimal.MINIMAL_APPOINTMENT, 0, "1"),
            "consent": (minimal.MINIMAL_CONSENT, 0, "1"),
            "provenance": (PROVENANCE, 0, "*"),
        }
    ),
)
CONTENT_FREE_MESSAGE = Profile(
    "svu-content-free-message",
    "That a message was sent, revised, taken back or annulled, to a unit that may have no more than that",
    "Bundle",
    _message(
        stated=law(
            "svu-free-1",
            "That everything was withheld is told on the Communication",
            f"entry.resource.ofType(Communication).all({_REDACTED})",
        )
    ),
    entries=Entries(
        {
            "header": (minimal.MINIMAL_HEADER, 1, "1"),
            "communication": (minimal.CONTENT_FREE_COMMUNICATION, 1, "1"),
            "organization": (ORGANIZATION, 1, "*"),
            "task": (minimal.CONTENT_FREE_TASK, 0, "1"),
            "provenance": (PROVENANCE, 0, "*"),
        }
    ),
)
SUBMISSION = Profile(
    "svu-submission",
    "A message as a sender posts it; what has no place in one is told of and not read",
    "Bundle",
    {"type": {"fixedCode": "message"}},
    entries=Entries(
        {
            "header": (SUBMISSION_HEADER, 1, "1"),
            "patient": (SUBMISSION_PATIENT, 0, "*"),
        },
        closed=False,
    ),
)
RESPONSE = Profile(
    "svu-response",
    "The answer to a message: taken, try again or do not, and why",
    "Bundle",
    _message(),
    entries=Entries({"header": (RESPONSE_HEADER, 1, "1"), "outcome": (OUTCOME, 1, "1")}),
)
SEARCHSET = Profile(
    "svu-searchset",
    "What a search finds",
    "Bundle",
    {
        "": law(
            "svu-search-1",
            "No identity number in a link",
            "link.url.where(contains('electronichealth.se')).empty()",
        ),
        "type": {"fixedCode": "searchset"},
        "entry.fullUrl": ONCE,
        "entry.resource": ONCE,
        "entry.search": ONCE,
        "entry.search.mode": ONCE,
        "entry.request": NEVER,
        "entry.response": NEVER,
    },
)
HISTORY = Profile(
    "svu-history",
    "The versions of one resource, the newest first",
    "Bundle",
    {
        "type": {"fixedCode": "history"},
        "entry.fullUrl": ONCE,
        "entry.resource": ONCE,
        "entry.search": NEVER,
        "entry.request": ONCE,
        "entry.response": ONCE,
    },
)
TRANSACTION = Profile(
    "svu-transaction",
    "A message as a transaction, for servers that keep resources and take no messages",
    "Bundle",
    {
        "": law(
            "svu-tra-1",
            "The person is found by an alias of ours, never by an identity number",
            "entry.request.url.where(contains('electronichealth.se') or contains('urn:oid')).empty()",
        ),
        "type": {"fixedCode": "transaction"},
        "total": NEVER,
        "entry": {"min": 1},
        "entry.fullUrl": ONCE,
        "entry.resource": ONCE,
        "entry.search": NEVER,
        "entry.request": ONCE,
        "entry.response": NEVER,
    },
)

ALL = (
    MESSAGE,
    MINIMAL_MESSAGE,
    CONTENT_FREE_MESSAGE,
    SUBMISSION,
    RESPONSE,
    SEARCHSET,
    HISTORY,
    TRANSACTION,
)
