"""Issues as OperationOutcome and as a problem: what is wrong, where, and what to do."""

from adapter.acknowledgement.outcome import operation_outcome, problem
from adapter.model.issue import Issue, Severity

FAULT = Issue(
    Severity.ERROR, "READ-DATE", "content.answers[2].date", "This is not a date.", "Write it so.", "value"
)


def test_an_issue_says_what_where_and_what_to_do() -> None:
    assert operation_outcome([FAULT]) == {
        "resourceType": "OperationOutcome",
        "issue": [
            {
                "severity": "error",
                "code": "value",
                "details": {
                    "coding": [
                        {
                            "system": "https://svu-adapter.example/fhir/CodeSystem/svu-rule",
                            "code": "READ-DATE",
                        }
                    ],
                    "text": "This is not a date.",
                },
                "diagnostics": "Write it so.",
                "expression": ["content.answers[2].date"],
            }
        ],
    }


def test_a_path_that_is_no_fhirpath_is_left_out() -> None:
    for path in ("$", "content.?", ""):
        outcome = operation_outcome([Issue(Severity.WARNING, "VB-X-01", path, "x")])
        assert "expression" not in str(outcome)
        assert "diagnostics" not in str(outcome)


def test_a_fhirpath_location_stays() -> None:
    path = "Bundle.entry[0].resource.ofType(MessageHeader).source"
    assert path in str(operation_outcome([Issue(Severity.ERROR, "FHIR-X", path, "x")]))


def test_without_issues_it_says_so() -> None:
    assert operation_outcome([])["issue"] == [
        {"severity": "information", "code": "informational", "details": {"text": "No issues found."}}
    ]


def test_a_problem_carries_the_outcome() -> None:
    assert problem([FAULT], status=422, title="Unprocessable Content") == {
        "type": "about:blank",
        "title": "Unprocessable Content",
        "status": 422,
        "operationOutcome": operation_outcome([FAULT]),
    }
