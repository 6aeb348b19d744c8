"""Tokens, references and dates of searches: R4's table of prefixes, held against plain arithmetic on instants."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.model.swedish_time import STOCKHOLM
from adapter.reading import values
from adapter.reading.values import Dated, Pointer, Prefix, Range, Token

_FIRST, _LAST = datetime(1900, 1, 2), datetime(2100, 1, 2)  # noqa: DTZ001 - the zone comes with `timezones`
INSTANTS = st.datetimes(_FIRST, _LAST, timezones=st.just(UTC))
RANGES = st.builds(
    lambda start, seconds: Range(start, start + timedelta(seconds=seconds)),
    INSTANTS,
    st.integers(1, 10**8),
)


def written(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


@given(st.sampled_from(Prefix), RANGES, RANGES)
def test_every_prefix_is_what_r4_says_of_ranges(prefix: Prefix, wanted: Range, found: Range) -> None:
    above, below = found.end > wanted.end, found.start < wanted.start
    within = wanted.start <= found.start and found.end <= wanted.end
    expected = {
        Prefix.EQ: within,
        Prefix.NE: not within,
        Prefix.GT: above,
        Prefix.LT: below,
        Prefix.GE: above or within,
        Prefix.LE: below or within,
        Prefix.SA: found.start >= wanted.end,
        Prefix.EB: found.end <= wanted.start,
    }
    assert Dated(prefix, wanted).fits(found) is expected[prefix]


@given(INSTANTS, st.sampled_from(["ge", "le", "eq"]))
def test_an_instant_is_at_its_own_instant(at: datetime, prefix: str) -> None:
    asked, found = values.dated(f"{prefix}{written(at)}"), values.period(written(at))
    assert asked is not None
    assert found is not None
    assert asked.fits(found)


@given(INSTANTS, INSTANTS)
def test_later_and_earlier_are_as_the_instants_are(one: datetime, other: datetime) -> None:
    one, other = one.replace(microsecond=0), other.replace(microsecond=0)
    found = values.period(written(one))
    assert found is not None
    for prefix, holds in (
        ("gt", one > other),
        ("lt", one < other),
        ("ge", one >= other),
        ("le", one <= other),
    ):
        asked = values.dated(f"{prefix}{written(other)}")
        assert asked is not None
        assert asked.fits(found) is holds


@given(st.dates(date(1900, 1, 2), date(2100, 1, 2)))
def test_a_day_is_a_swedish_day_however_long(day: date) -> None:
    found = values.period(day.isoformat())
    assert found is not None
    assert found.start.astimezone(STOCKHOLM).date() == day
    assert (found.end - timedelta(microseconds=1)).astimezone(STOCKHOLM).date() == day
    assert found.end.astimezone(STOCKHOLM).date() == day + timedelta(days=1)


@given(st.dates(date(1900, 1, 2), date(2100, 1, 2)))
def test_years_months_and_days_lie_within_one_another(day: date) -> None:
    one = values.period(day.isoformat())
    month, year = values.period(f"{day:%Y-%m}"), values.period(f"{day:%Y}")
    assert one is not None
    assert month is not None
    assert year is not None
    assert month.holds(one)
    assert year.holds(month)
    assert not one.holds(month)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-03-02T10:00Z", 60),
        ("2026-03-02T10:00:00Z", 1),
        ("2026-03-02T10:00:00.5+01:00", 0.1),
        ("2026-03-02T10:00:00.123456789-05:30", 1e-6),
        ("2026-03-29", 23 * 3600),
        ("2026-10-25", 25 * 3600),
        ("2026-02", 28 * 86400),
        ("2026-12", 31 * 86400),
        ("2028", 366 * 86400),
        # the hour that is not there in spring
        ("2026-03-29T02:59:59", 1),
    ],
)
def test_a_date_lasts_as_long_as_its_precision(text: str, seconds: float) -> None:
    found = values.period(text)
    assert found is not None
    assert (found.end - found.start).total_seconds() == pytest.approx(seconds)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-13",
        "2026-02-30",
        "26-01-01",
        "2026-01-01T10",
        "2026-01-01T25:00",
        "9999",
        "0000",
        "eq2026",
        "٢٠٢٦",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert values.period(text) is None


@pytest.mark.parametrize(
    "text", ["ap2026", "xx2026", "eq", "2026-00", "ge2026-01-01T10:00:00+99:99", "today"]
)
def test_what_is_no_date_to_search_by_is_none(text: str) -> None:
    assert values.dated(text) is None


def test_without_a_prefix_it_is_equal_and_without_an_offset_swedish() -> None:
    assert values.dated("2026-03-02T10:00") == values.dated("eq2026-03-02T10:00+01:00")
    assert values.dated("2026-07-02T10:00") == values.dated("eq2026-07-02T10:00+02:00")


def test_a_period_without_an_end_goes_on() -> None:
    open_end, open_start = values.between("2026-03-02", None), values.between(None, "2026-03-02")
    later, earlier = values.dated("sa2030"), values.dated("gt2030")
    assert open_end is not None
    assert open_start is not None
    assert later is not None
    assert earlier is not None
    assert not later.fits(open_end)
    assert earlier.fits(open_end)
    assert not earlier.fits(open_start)
    assert values.between(None, None) is None
    assert values.between("x", "2026") is None
    assert values.between("2026", "x") is None


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("a", Token(None, "a")),
        ("|a", Token("", "a")),
        ("s|a", Token("s", "a")),
        ("s|", Token("s", None)),
        (r"s|a\|b", Token("s", "a|b")),
        (r"s\|a", Token(None, "s|a")),
        (r"s\\|a", Token("s\\", "a")),
        (r"a\,b", Token(None, "a,b")),
        ("", None),
        ("|", None),
    ],
)
def test_a_token_is_system_and_code(text: str, token: Token | None) -> None:
    assert values.token(text) == token


@given(
    st.none() | st.text(max_size=3),
    st.none() | st.text(max_size=3),
    st.none() | st.text(max_size=3),
    st.text(max_size=3),
)
def test_a_token_fits_what_has_its_parts(
    asked: str | None, wanted: str | None, system: str | None, code: str
) -> None:
    fits = Token(asked, wanted).fits(system, code)
    assert fits is ((asked is None or asked == (system or "")) and wanted in {None, code})


ESCAPED = st.text(alphabet="ab,|$\\", max_size=8)


@given(st.lists(ESCAPED, min_size=1, max_size=5))
def test_alternatives_are_parted_where_no_escape_stands(parts: list[str]) -> None:
    escaped = ["".join(f"\\{one}" if one in ",|$\\" else one for one in part) for part in parts]
    assert [values.plain(one) for one in values.split(",".join(escaped))] == parts


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ("Patient/1", Pointer("Patient", "1")),
        ("https://adapter.example/fhir/Patient/1", Pointer("Patient", "1")),
        ("1", Pointer(None, "1")),
        ("https://other.example/Patient/1", Pointer(None, "https://other.example/Patient/1")),
        ("Patient/", Pointer(None, "Patient/")),
        ("", None),
    ],
)
def test_a_reference_is_a_type_and_an_id_or_somebody_elses(text: str, pointer: Pointer | None) -> None:
    assert values.pointer(text, "https://adapter.example/fhir") == pointer


def test_an_id_without_a_type_is_of_any_type() -> None:
    assert Pointer(None, "1").fits("Patient/1")
    assert Pointer(None, "1").fits("Group/1")
    assert not Pointer(None, "1").fits("Patient/11")
    assert not Pointer("Group", "1").fits("Patient/1")
    assert Pointer(None, "urn:x/1").fits("urn:x/1")
    assert not Pointer(None, "Patient/1").fits("https://other.example/Patient/1")
