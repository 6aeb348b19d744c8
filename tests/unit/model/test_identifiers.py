"""Identity numbers and HSA-ids: form and check digit, never a register's answer."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.model.identifiers import (
    NumberForm,
    NumberType,
    PatientId,
    hides_identity_number,
    holds_identity_number,
    is_hsa_id,
    normalised,
    organisation_of,
)


@pytest.mark.parametrize(
    ("kind", "value", "form"),
    [
        ("personnummer", "189001019802", "right"),
        ("personnummer", "191212121212", "right"),
        ("personnummer", "191212121213", "wrong-check-digit"),
        ("personnummer", "9001019802", "wrong-form"),
        ("personnummer", "900101+9802", "wrong-form"),
        ("personnummer", "191213121212", "wrong-form"),
        ("personnummer", "١٩١٢١٢١٢١٢١٢", "wrong-form"),
        ("personnummer", "196109732393", "wrong-form"),
        ("samordningsnummer", "196109732393", "right"),
        ("samordningsnummer", "191212121212", "wrong-form"),
        ("nationellt-reservnummer", "22790814AA01", "right"),
        ("nationellt-reservnummer", "00749852BZK0", "right"),
        ("nationellt-reservnummer", "98240301AA06", "right"),
        ("nationellt-reservnummer", "98240301AA07", "wrong-check-digit"),
        ("nationellt-reservnummer", "98240301IA06", "wrong-form"),
        ("r-nummer", "R12345", "right"),
        ("r-nummer", "12345", "wrong-form"),
        ("reservnummer", "20210325K069", "right"),
        ("lma-nummer", "12-345678", "right"),
    ],
)
def test_the_form_of_a_number_is_told_without_asking_a_register(kind: str, value: str, form: str) -> None:
    assert PatientId(NumberType(kind), value).form is NumberForm(form)


def test_a_number_never_shows_itself() -> None:
    assert repr(PatientId(NumberType.PERSONNUMMER, "191212121212")) == "PatientId(personnummer, ***)"


@pytest.mark.parametrize(
    ("kind", "value", "born", "age"),
    [
        ("personnummer", "191212121212", date(1912, 12, 12), 112),
        ("samordningsnummer", "196109732393", date(1961, 9, 13), 64),
        ("nationellt-reservnummer", "22790814AA01", date(1979, 8, 14), 46),
        ("nationellt-reservnummer", "98240301AA06", date(2024, 3, 1), 1),
        ("nationellt-reservnummer", "00749852BZK0", None, None),
        ("nationellt-reservnummer", "19790814AA01", None, None),
        ("nationellt-reservnummer", "2279", None, None),
        ("r-nummer", "R1234567", None, None),
        ("personnummer", "9001019802", None, None),
    ],
)
def test_age_is_counted_only_from_numbers_that_state_a_date_of_birth(
    kind: str, value: str, born: date | None, age: int | None
) -> None:
    patient = PatientId(NumberType(kind), value)
    assert (patient.born(), patient.age(date(2025, 12, 11))) == (born, age)


def test_a_hyphen_is_dropped_only_from_twelve_digits() -> None:
    assert normalised(" 19121212-1212 ") == "191212121212"
    assert normalised("191212121212") == "191212121212"
    assert normalised("121212-1212") == "121212-1212"
    assert normalised("12-345678") == "12-345678"


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("vtf-191212121212", True),
        ("sip 121212-1212 b", True),
        ("sip 121212+1212", True),
        ("701063-2391", True),
        ("vtf-2026-000123", False),
        ("1912121212123", False),
        ("121212-1213", False),
        ("", False),
    ],
)
def test_a_text_that_contains_a_valid_number_is_known(text: str, holds: bool) -> None:  # noqa: FBT001
    assert holds_identity_number(text) is holds


@given(st.text(max_size=60))
def test_any_text_may_be_asked_about(text: str) -> None:
    assert holds_identity_number(text) in {True, False}


def test_an_hsa_id_has_an_organisation_and_a_suffix() -> None:
    assert is_hsa_id("SE2321000222-AVD1")
    assert organisation_of("SE2321000222-AVD1") == "SE2321000222"
    for wrong in (
        "SE2321000222",
        "SE2321000222-",
        "SE2321000222-Ä",
        "se2321000222-AVD1",
        "SE2321000222-" + "x" * 20,
    ):
        assert not is_hsa_id(wrong)


@pytest.mark.parametrize(
    ("text", "hides"),
    [
        ("193101189227", True),
        ("19310118 9227", True),
        ("1931 0118 9227", True),
        ("%31%39%33101189227", True),
        ("%2531%2539%2533101189227", True),
        ("\uff11\uff19310118\u20139227", True),
        ("\u0661\u0669310118-9227", True),
        ("ge2026-03-02T10:00:00 01:00", False),
        ("19310118 9228", False),
        ("", False),
    ],
)
def test_a_number_is_seen_however_an_address_writes_it(text: str, hides: bool) -> None:  # noqa: FBT001
    assert hides_identity_number(text) is hides
