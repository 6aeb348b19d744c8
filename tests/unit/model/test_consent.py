"""What ends a refusal, record by record."""

import pytest

from adapter.model.consent import Consent, ConsentRecord
from tests.builders import SENT


@pytest.mark.parametrize(
    ("status", "asserted", "anew", "left"),
    [
        ("refused", False, None, True),
        ("withdrawn", True, None, True),
        ("given", False, None, False),
        ("given", True, None, True),
        ("given", True, False, True),
        ("given", True, True, False),
        ("unable", False, None, True),  # a harm assessment never replaces a refusal
        ("not-asked", False, None, True),
    ],
)
def test_only_a_consent_ends_a_refusal_and_an_assertion_only_after_asking_anew(
    status: str, *, asserted: bool, anew: bool | None, left: bool
) -> None:
    record = ConsentRecord(Consent(status, asked_anew=anew), SENT, "p", asserted)
    assert record.refuses(before=True) is left
    assert record.refuses(before=False) is (status in {"refused", "withdrawn"})
