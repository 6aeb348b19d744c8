"""A refusal names its rules, natively and as FHIR; an answer that is neither names none."""

import pytest

from adapter.acknowledgement import outcome
from adapter.cli.send_folder import refused_by
from adapter.model.issue import Issue, Severity

ISSUES = (
    Issue(Severity.ERROR, "READ-CODE", "region", "x", "y"),
    Issue(Severity.ERROR, "CHECK-TIME", "sentAt", "x", ""),
)


@pytest.mark.parametrize(
    "problem",
    [outcome.operation_outcome(ISSUES), outcome.problem(ISSUES, status=422, title="Unprocessable Entity")],
)
def test_a_refusal_names_its_rules(problem: dict[str, object]) -> None:
    assert list(refused_by(problem)) == ["READ-CODE", "CHECK-TIME"]


def test_another_answer_names_none() -> None:
    assert list(refused_by({"messageId": "x"})) == []
