"""Swedish words for days, times and lists."""

from datetime import date

import pytest

from adapter.letters import words
from adapter.model.party import party_of
from tests.builders import SOCIAL, units


def test_a_day_has_its_weekday_and_month() -> None:
    assert words.day(date(2026, 3, 9)) == "måndag den 9 mars 2026"
    assert words.day(date(2026, 11, 22)) == "söndag den 22 november 2026"


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (None, None, ""),
        ("2026-03-09T12:00:00Z", None, "måndag den 9 mars 2026 klockan 13.00"),
        (
            "2026-03-09T13:00:00+01:00",
            "2026-03-09T14:30:00+01:00",
            "måndag den 9 mars 2026 klockan 13.00–14.30",
        ),
        (
            "2026-03-09T13:00:00+01:00",
            "2026-03-09T12:00:00+01:00",
            "måndag den 9 mars 2026 klockan 13.00",
        ),
        (
            "2026-03-09T13:00:00+01:00",
            "2026-03-10T09:00:00+01:00",
            "måndag den 9 mars 2026 klockan 13.00 till tisdag den 10 mars 2026 klockan 09.00",
        ),
    ],
)
def test_a_meeting_is_told_in_swedish_time(start: object, end: object, said: str) -> None:
    assert words.span(start, end) == said


def test_a_unit_is_named_and_an_unknown_one_is_not_shown_by_its_id() -> None:
    assert words.named(SOCIAL, units()) == "Socialtjänsten"
    assert words.named("SE9999999999-XX1", units()) == ""
    assert words.named(" Dottern ", units()) == "Dottern"
    assert words.named(None, units()) == ""


def test_lists_are_read_and_told() -> None:
    assert words.listed(()) == ""
    assert words.listed(("a", "", "b", "a")) == "a och b"
    assert words.listed(("a", "b", "c")) == "a, b och c"
    assert words.texts(None) == []
    assert words.texts(("a", 1)) == ["a"]
    assert words.moment_day(None) == ""


def test_words_of_a_list_of_participants_mean_parties() -> None:
    assert party_of(" Patienten ") == "patient"
    assert party_of("Försäkringskassan") == "forsakringskassan"
    assert party_of("Karin Exempel") == "annan"
