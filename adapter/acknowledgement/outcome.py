"""Issues as FHIR's OperationOutcome, and as a problem (RFC 9457) that carries one."""

import re
from collections.abc import Iterable

from adapter.model.issue import Issue, Severity
from adapter.r4 import systems

Json = dict[str, object]

# A dotted path of ours is a FHIRPath too, unless it names the root or a member that may not be shown.
_FHIRPATH = re.compile(r"[A-Za-z][A-Za-z0-9]*(\[[0-9]+\])?(\.[A-Za-z][A-Za-z0-9]*(\(.*\))?(\[[0-9]+\])?)*")
_FINE = Issue(Severity.INFORMATION, "", "$", "No issues found.", code="informational")


def operation_outcome(issues: Iterable[Issue]) -> Json:
    """An OperationOutcome; what is wrong in `details`, what to do in `diagnostics`. Without issues it says so."""
    return {
        "resourceType": "OperationOutcome",
        "issue": [_issue(issue) for issue in issues] or [_issue(_FINE)],
    }


def problem(issues: Iterable[Issue], *, status: int, title: str) -> Json:
    """`application/problem+json` of an HTTP status, with the OperationOutcome in `operationOutcome`."""
    return {
        "type": "about:blank",
        "title": title,
        "status": status,
        "operationOutcome": operation_outcome(issues),
    }


def _issue(issue: Issue) -> Json:
    details: dict[str, object] = {"text": issue.text}
    if issue.rule:
        details = {"coding": [{"system": systems.RULE, "code": issue.rule}], **details}
    found: Json = {"severity": issue.severity.value, "code": issue.code, "details": details}
    if issue.remedy:
        found["diagnostics"] = issue.remedy
    if _FHIRPATH.fullmatch(issue.path):
        found["expression"] = [issue.path]
    return found
