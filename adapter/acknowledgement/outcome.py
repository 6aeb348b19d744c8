"""Issues as FHIR's OperationOutcome, and as a problem (RFC 9457) that carries one."""

import re
from collections.abc import Iterable

from adapter.model.basis import DEFAULT_LANGUAGE
from adapter.model.issue import Issue, Severity
from adapter.r4 import systems

Json = dict[str, object]

# A dotted path of ours is a FHIRPath too, unless it names the root or a member that may not be shown.
_FHIRPATH = re.compile(r"[A-Za-z][A-Za-z0-9]*(\[[0-9]+\])?(\.[A-Za-z][A-Za-z0-9]*(\(.*\))?(\[[0-9]+\])?)*")
_FINE = Issue(Severity.INFORMATION, "", "$", "No issues found.", code="informational")


def operation_outcome(issues: Iterable[Issue], language: str = DEFAULT_LANGUAGE) -> Json:
    """An OperationOutcome: what is wrong in `details`; what to do, what the rule saw and where it stands in `diagnostics`.

    In the language where the rule has its words. Without issues it says so.
    """
    return {
        "resourceType": "OperationOutcome",
        "issue": [_issue(issue, language) for issue in issues] or [_issue(_FINE, language)],
    }


def problem(issues: Iterable[Issue], *, status: int, title: str, language: str = DEFAULT_LANGUAGE) -> Json:
    """`application/problem+json` of an HTTP status, with the OperationOutcome in `operationOutcome`."""
    return {
        "type": "about:blank",
        "title": title,
        "status": status,
        "operationOutcome": operation_outcome(issues, language),
    }


def _issue(issue: Issue, language: str) -> Json:
    said = issue.in_language(language)
    details: dict[str, object] = {"text": said.text}
    if issue.rule:
        details = {"coding": [{"system": systems.RULE, "code": issue.rule}], **details}
    found: Json = {"severity": issue.severity.value, "code": issue.code, "details": details}
    if told := " ".join((*filter(None, (said.remedy,)), *issue.basis.sentences(language))):
        found["diagnostics"] = told
    if _FHIRPATH.fullmatch(issue.path):
        found["expression"] = [issue.path]
    return found
