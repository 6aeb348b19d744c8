"""Profiles of what senders post and what they are answered: headers, OperationOutcome, and the audit's AuditEvent."""

from adapter.r4 import extensions, systems
from adapter.r4.profile import ALWAYS, NEVER, ONCE, Profile, bound, extended, law

SUBMISSION_HEADER = Profile(
    "svu-submission-header",
    "The header of a message that a sender posts: what it is, for whom, and by which region's routine",
    "MessageHeader",
    {
        **extended(extensions.REGION, least=1),
        "event[x]": {"type": [{"code": "Coding"}], **bound(systems.KIND)},
        "sender": ONCE,
        "reason": bound(systems.ACTION),
        "response": NEVER,
        "focus": ALWAYS,
    },
    must=("destination", "destination.receiver", "author", "definition"),
    words={
        "extension:region": "The region whose routine decides: the sender unit's own",
        "event[x]": "The kind of message",
        "destination": "One per recipient; routing is by the receiver's HSA-id, not by the endpoint",
        "sender": "The unit that sends: an Organization with its HSA-id, one of the caller's",
        "author": "The person who wrote it, as a PractitionerRole",
        "reason": "What the message does: new, revise, cancel, forward, approve, close, annul",
        "focus": "The Communication, and a kvittens' Task",
    },
)
SUBMISSION_PATIENT = Profile(
    "svu-submission-patient",
    "The person in a message that a sender posts: the number; what else is said is compared with the register and dropped",
    "Patient",
    {
        "identifier": ALWAYS,
        "identifier.system": ONCE,
        "identifier.value": ONCE,
    },
    base=systems.SE_PATIENT,
    words={"identifier": "The number, twelve digits without a hyphen"},
)
RESPONSE_HEADER = Profile(
    "svu-response-header",
    "Which message is answered, and whether it was taken",
    "MessageHeader",
    {
        "sender": NEVER,
        "enterer": NEVER,
        "author": NEVER,
        "responsible": NEVER,
        "reason": NEVER,
        "response": ONCE,
        "response.details": ONCE,
        "focus": NEVER,
    },
    must=("response.identifier", "response.code"),
    words={
        "response": "The answer",
        "response.identifier": "MessageHeader.id of the message that is answered",
        "response.code": "ok: taken; transient-error: send the same again; fatal-error: change it first",
        "response.details": "The OperationOutcome beside it: verdicts per recipient, or what is wrong",
    },
)
OUTCOME = Profile(
    "svu-operation-outcome",
    "What is right or wrong, by which rule, where, and what to do",
    "OperationOutcome",
    {
        "": law(
            "svu-out-1",
            "An error says what is wrong",
            "issue.where(severity = 'error' or severity = 'fatal').all(details.text.exists())",
        ),
        "issue.details": ONCE,
        "issue.details.text": ONCE,
        "issue.location": NEVER,
    },
    must=("issue.details.coding", "issue.diagnostics", "issue.expression"),
    words={
        "issue.details.coding": "The rule (system svu-rule)",
        "issue.details.text": "What is wrong, in Swedish or English by Accept-Language",
        "issue.diagnostics": "What to do about it, and where the rule stands",
        "issue.expression": "FHIRPath of the element",
    },
)
AUDIT = Profile(
    "svu-audit-event",
    "A step of the audit: a decision, a disclosure, a reading; ids and rules, never content or an identity",
    "AuditEvent",
    {
        "": law(
            "svu-aud-1",
            "The person is known by the store's random id alone",
            "entity.what.where(type = 'Patient').all(reference.exists() or identifier.exists()) and "
            "entity.what.identifier.where(system.startsWith('http://electronichealth.se')).empty()",
        ),
        "subtype": {"min": 1, "max": "1"},
        "action": ONCE,
        "outcome": ONCE,
        "agent.altId": NEVER,
        "agent.name": NEVER,
        "agent.location": NEVER,
        "agent.media": NEVER,
        "agent.network": NEVER,
        "entity": ALWAYS,
        "entity.what": ONCE,
        "entity.type": ONCE,
        "entity.name": NEVER,
        "entity.description": NEVER,
        "entity.query": NEVER,
    },
    must=("outcomeDesc", "entity.detail"),
    words={
        "subtype": "Which step",
        "outcome": "0: done or permitted; 4: not permitted",
        "outcomeDesc": "The rules that refused",
        "entity": "The person (type 1), the message or delivery (type 2), the request (type 4)",
    },
)

ALL = (SUBMISSION_HEADER, SUBMISSION_PATIENT, RESPONSE_HEADER, OUTCOME, AUDIT)
