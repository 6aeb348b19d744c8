"""What a receiver may hold of reminders: each once, of a message that it knows, and nobody's name."""

from datetime import datetime

import pytest

from adapter.bootstrap import mappings
from adapter.mapping.notice import undelivered, undelivered_native
from adapter.mapping.reminder import reminder, reminder_native
from adapter.sandbox.ledger import Row
from adapter.sandbox.reminders import is_delay, subject, wrong
from tests.builders import SOCIAL, WARD, units

AT = datetime.fromisoformat("2026-03-03T00:00:01+01:00")
DUE = datetime.fromisoformat("2026-03-02T23:59:59+01:00")
GOT = "3f1c2a52-5b0e-5a36-9b8e-5c8f3d0a1e11"
D1, D2 = "3f1c2a52-5b0e-5a36-9b8e-5c8f3d0a1e12", "3f1c2a52-5b0e-5a36-9b8e-5c8f3d0a1e13"
KNOWN = frozenset({(SOCIAL, GOT)})
SAID = {"rule": "VB-ACK-04", "what": "kvittens", "due": DUE, "owner": SOCIAL}


def _fhir(delivery: str = D1, about: str = GOT, **changes: object) -> Row:
    said = {**SAID, **changes}
    body = reminder(
        delivery=delivery,
        bundle_id=D2,
        timestamp=AT,
        own_url="https://svu.example/fhir",
        recipient=units()[SOCIAL],
        about_message=about,
        mappings=mappings(),
        **said,  # type: ignore[arg-type]
    )
    return _row(body, SOCIAL, delivery)


def _native(recipient: str = "", about: str = GOT) -> Row:
    return _row(reminder_native(delivery="n1", about_message=about, **SAID), recipient, "n1")  # type: ignore[arg-type]


def _row(body: object, recipient: str, delivery: str, patient: str = "") -> Row:
    return Row("b", delivery, recipient, "paminnelse", "new", "", patient, body, {})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "row", [_fhir(), _native(SOCIAL), _native()], ids=["fhir", "native", "whole-endpoint"]
)
def test_one_reminder_of_a_message_that_was_had_is_right(row: Row) -> None:
    assert list(wrong([row], KNOWN)) == []


@pytest.mark.parametrize("row", [_fhir(about=D2), _native(SOCIAL, "x"), _native(about="x")])
def test_one_of_a_message_that_its_recipient_never_had_is_not(row: Row) -> None:
    assert [fault for _, fault in wrong([row], KNOWN)] == ["reminded of a message that it does not know"]


def test_the_same_twice_is_not_and_two_of_a_kind_are() -> None:
    assert list(wrong([_fhir(D1), _fhir(D2)], KNOWN)) == [(SOCIAL, "reminded 2 times of the same")]
    assert list(wrong([_fhir(D1), _fhir(D2, rule="VB-ACK-05")], KNOWN)) == []


def test_one_that_names_the_patient_is_not() -> None:
    row = _fhir()
    named = _row(row.body, SOCIAL, "d1", patient="189001019802")
    assert list(wrong([named], KNOWN)) == [(SOCIAL, "a reminder names the patient")]


@pytest.mark.parametrize(
    ("reason", "delay"),
    [("delayed", True), ("delivered-after-delay", True), ("undelivered", False), ("refused-later", False)],
)
def test_a_notice_of_delay_is_told_from_one_that_something_will_not_come(reason: str, *, delay: bool) -> None:
    native = undelivered_native(delivery=D1, about_message=GOT, about_recipient=SOCIAL, reason=reason)
    fhir = undelivered(
        delivery=D1,
        bundle_id=D2,
        timestamp=AT,
        own_url="https://svu.example/fhir",
        recipient=units()[WARD],
        about_message=GOT,
        about_recipient=SOCIAL,
        mappings=mappings(),
        reason=reason,
    )
    assert is_delay(_row(native, WARD, "d")) is delay
    assert is_delay(_row(fhir, WARD, "d")) is delay


@pytest.mark.parametrize("row", [_fhir(), _native()], ids=["fhir", "native"])
def test_a_reminder_says_what_it_is_of(row: Row) -> None:
    assert subject(row) == ("VB-ACK-04", "kvittens")
