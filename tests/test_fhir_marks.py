"""Every interaction that the CapabilityStatement tells of has a test, and the page says which."""

from tests.conformance import table
from tests.fhir_marks import collected

FOUND = collected()
TOLD = set(table.wanted())


def test_every_interaction_is_tried_by_a_test() -> None:
    assert not TOLD - set(FOUND)
    assert len(TOLD) > 100


def test_no_mark_names_what_the_server_does_not_tell_of() -> None:
    whole = {(type_, interaction, "") for type_, interaction, _ in TOLD}
    assert not set(FOUND) - TOLD - whole


def test_the_page_shows_the_tests_that_there_are() -> None:
    """Otherwise: `python -m tests.conformance.table`."""
    assert not table.stale(table.INTERACTIONS, table.of_interactions())
