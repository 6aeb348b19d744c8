"""Invariants in FHIRPath: what holds, what does not, and what cannot be told."""

import pytest

from adapter.r4 import fhirpath, invariants
from adapter.r4.models import Resource

ADDED = {"extension": [{"url": "https://other.example/x", "valueString": "x"}]}
STAY: Resource = {
    "resourceType": "Encounter",
    "status": "finished",
    "period": {"start": "2026-03-02", "_start": ADDED, "_end": ADDED},
}


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("status = 'finished'", True),
        ("status = 'planned'", False),
        ("period", True),
        ("length", False),
        ("zork(1)", False),
        ("status.hasValue()", True),
        ("period.hasValue()", False),
        ("period.start.hasValue()", True),
        ("period.end.hasValue()", False),
        ("%resource.status = 'finished'", True),
    ],
)
def test_a_law_holds_by_a_yes_and_by_nothing_else(expression: str, *, wanted: bool) -> None:
    assert fhirpath.holds(expression, STAY, STAY) is wanted


@pytest.mark.parametrize("start", ["2026-03-02T10:00:00", "2026-13-02T10:00:00Z", "9T"])
def test_instants_that_cannot_be_compared_break_no_law(start: str) -> None:
    assert not invariants.ends_before_it_starts({"start": start, "end": "2026-03-01T10:00:00Z"})
