"""The message Bundle that answers `$process-message`: MessageHeader.response and an OperationOutcome.

The header's id is computed from the message that it answers, so that every repeat of it gets the same answer
(FHIR's reliable messaging); only Bundle.id and the timestamp are new.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from adapter.acknowledgement import outcome, receipt
from adapter.model.basis import DEFAULT_LANGUAGE
from adapter.model.ids import alias
from adapter.model.issue import Issue, Severity
from adapter.model.kept import StoredReceipt
from adapter.r4 import claims, systems
from adapter.r4.claims import Extent

Json = dict[str, object]


class Code(StrEnum):
    """FHIR's response codes: taken, try again, do not try again."""

    OK = "ok"
    TRANSIENT = "transient-error"
    FATAL = "fatal-error"


@dataclass(frozen=True, slots=True)
class Request:
    """What is known of the message being answered: its MessageHeader.id, its kind and the sender's own address."""

    id: str
    kind: str | None = None
    endpoint: str | None = None


def of_receipt(
    request: Request,
    stored: StoredReceipt,
    *,
    bundle_id: str,
    timestamp: datetime,
    own_url: str,
    language: str = DEFAULT_LANGUAGE,
) -> Json:
    """The answer to a message that was decided: `ok`, or `fatal-error` when it was refused whole."""
    code = Code.FATAL if stored.refused else Code.OK
    issues = receipt.issues(stored) if stored.refused else verdicts(stored, language)
    return bundle(
        request,
        code,
        issues,
        bundle_id=bundle_id,
        timestamp=timestamp,
        own_url=own_url,
        language=language,
    )


def bundle(
    request: Request,
    code: Code,
    issues: Iterable[Issue],
    *,
    bundle_id: str,
    timestamp: datetime,
    own_url: str,
    language: str = DEFAULT_LANGUAGE,
) -> Json:
    """The answering Bundle with these issues."""
    header_id, outcome_id = alias(request.id, "response"), alias(request.id, "outcome")
    header: Json = {
        "resourceType": "MessageHeader",
        "id": header_id,
        **_event(request.kind),
        "source": {"name": "svu-adapter", "endpoint": own_url},
        "response": {
            "identifier": request.id,
            "code": code.value,
            "details": {"reference": f"urn:uuid:{outcome_id}"},
        },
    }
    if request.endpoint:
        header["destination"] = [{"endpoint": request.endpoint}]
    details = {**outcome.operation_outcome(issues, language), "id": outcome_id}
    made = {
        "resourceType": "Bundle",
        "id": bundle_id,
        "type": "message",
        "timestamp": timestamp.isoformat(),
        "entry": [
            {"fullUrl": f"urn:uuid:{header_id}", "resource": header},
            {"fullUrl": f"urn:uuid:{outcome_id}", "resource": details},
        ],
    }
    return claims.claimed(made, Extent.RESPONSE)


def _event(kind: str | None) -> Json:
    """The same event as the message's; one that could not be read has none of our kinds."""
    if kind is None:
        return {"eventUri": f"{systems.BASE}/event/unreadable"}
    return {"eventCoding": {"system": systems.KIND, "code": kind}}


def verdicts(stored: StoredReceipt, language: str) -> Iterable[Issue]:
    """One piece of information per recipient, then the warnings."""
    verdicts = stored.decision.get("verdicts")
    for verdict in verdicts if isinstance(verdicts, list) else ():
        grounds = " ".join(dict.fromkeys(ground["rule"] for ground in verdict["grounds"]))
        yield Issue(
            Severity.INFORMATION,
            "",
            "$",
            f"{verdict['recipient']}: {verdict['outcome']} ({grounds})",
            code="informational",
        )
        if late := receipt.delayed(verdict, language):
            routine = late["routine"]
            said = routine["text"] if isinstance(routine, dict) else ""
            yield Issue(
                Severity.WARNING,
                "PRODUKT-OUT-02",
                "$",
                f"{verdict['recipient']}: delayed. {said}",
                code="transient",
            )
    for issue in receipt.issues(stored):
        # A recipient refused among others is no error of the message, which was taken.
        yield replace(issue, severity=Severity.WARNING) if issue.severity is Severity.ERROR else issue
