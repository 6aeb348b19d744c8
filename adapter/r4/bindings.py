"""Codes that R4 requires in the resources we use; the library does not enforce them (standards 6.3)."""

from collections.abc import Mapping

_PRIORITY = "routine urgent asap stat"
_NAME_USE = "usual official temp nickname anonymous old maiden"
_TELECOM = "phone fax email pager url sms other"
_NARRATIVE = "generated extensions additional empty"

_LISTS: Mapping[str, Mapping[str, str]] = {
    "Appointment": {
        "status": (
            "proposed pending booked arrived fulfilled cancelled noshow entered-in-error checked-in waitlist"
        ),
        "participant.status": "accepted declined tentative needs-action",
        "participant.required": "required optional information-only",
    },
    "AppointmentResponse": {
        "participantStatus": "accepted declined tentative needs-action",
    },
    "Bundle": {
        "type": (
            "document message transaction transaction-response batch batch-response history searchset collection"
        ),
        "entry.request.method": "GET HEAD POST PUT DELETE PATCH",
    },
    "CareTeam": {"status": "proposed active suspended inactive entered-in-error"},
    "CarePlan": {
        "status": "draft active on-hold revoked completed entered-in-error unknown",
        "intent": "proposal plan order option",
        "activity.detail.status": (
            "not-started scheduled in-progress on-hold completed cancelled stopped unknown entered-in-error"
        ),
    },
    "Communication": {
        "status": "preparation in-progress not-done on-hold stopped completed entered-in-error unknown",
        "priority": _PRIORITY,
    },
    "Consent": {
        "status": "draft proposed active rejected inactive entered-in-error",
        "provision.type": "deny permit",
    },
    "Encounter": {
        "status": "planned arrived triaged in-progress onleave finished cancelled entered-in-error unknown",
    },
    "Goal": {
        "lifecycleStatus": (
            "proposed planned accepted active on-hold completed cancelled entered-in-error rejected"
        ),
    },
    "MeasureReport": {
        "status": "complete pending error",
        "type": "individual subject-list summary data-collection",
    },
    "MessageHeader": {
        "response.code": "ok transient-error fatal-error",
        "text.status": _NARRATIVE,
    },
    "OperationOutcome": {"issue.severity": "fatal error warning information"},
    "Patient": {
        "gender": "male female other unknown",
        "name.use": _NAME_USE,
        "telecom.system": _TELECOM,
    },
    "PractitionerRole": {"telecom.system": _TELECOM},
    "Provenance": {"entity.role": "derivation revision quotation source removal"},
    "QuestionnaireResponse": {"status": "in-progress completed amended entered-in-error stopped"},
    "ServiceRequest": {
        "status": "draft active on-hold revoked completed entered-in-error unknown",
        "intent": (
            "proposal plan directive order original-order reflex-order filler-order instance-order option"
        ),
        "priority": _PRIORITY,
    },
    "Task": {
        "status": (
            "draft requested received accepted rejected ready cancelled in-progress on-hold failed "
            "completed entered-in-error"
        ),
        "intent": "unknown proposal plan order original-order reflex-order filler-order instance-order option",
        "priority": _PRIORITY,
    },
}

REQUIRED_CODES: Mapping[str, Mapping[tuple[str, ...], frozenset[str]]] = {
    resource_type: {tuple(path.split(".")): frozenset(codes.split()) for path, codes in elements.items()}
    for resource_type, elements in _LISTS.items()
}
"""By resource type: element path to its codes."""

_ENCOUNTER = "planned arrived triaged in-progress onleave finished cancelled entered-in-error unknown"
_COMPARATORS = "< <= >= >"

ABRIDGED: Mapping[tuple[str, str], frozenset[str]] = {
    element: frozenset(codes.split())
    for element, codes in {
        ("Task", "status"): _LISTS["Task"]["status"],
        ("Encounter", "status"): _ENCOUNTER,
        ("EncounterStatusHistory", "status"): _ENCOUNTER,
        ("Expression", "language"): "text/cql text/fhirpath application/x-fhir-query",
        **dict.fromkeys(
            ((quantity, "comparator") for quantity in ("Quantity", "Age", "Count", "Distance", "Duration")),
            _COMPARATORS,
        ),
        ("AuditEvent", "action"): "C R U D E",
        ("AuditEvent", "outcome"): "0 4 8 12",
        ("AuditEventAgentNetwork", "type"): "1 2 3 4 5",
        ("OperationOutcomeIssue", "code"): (
            "invalid structure required value invariant security login unknown expired forbidden suppressed processing "
            "not-supported duplicate multiple-matches not-found deleted too-long code-invalid extension too-costly "
            "business-rule conflict transient lock-error no-store exception timeout incomplete throttled informational"
        ),
        ("TimingRepeat", "when"): (
            "MORN MORN.early MORN.late NOON AFT AFT.early AFT.late EVE EVE.early EVE.late NIGHT PHS "
            "HS WAKE C CM CD CV AC ACM ACD ACV PC PCM PCD PCV"
        ),
    }.items()
}
"""By type and element: R4's closed lists that the models of `fhir.resources` name in part or not at all."""
