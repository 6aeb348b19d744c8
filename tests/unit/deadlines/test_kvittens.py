"""Kvittens: the 12:00 rule, every day of the week, in Swedish time over both changes of the clock."""

from datetime import datetime

import pytest

from adapter.deadlines.kvittens import EXEMPT, due, owed
from adapter.model.history import Owed
from adapter.model.kinds import KINDS
from adapter.model.process import KindProcess, Process
from tests.builders import HEALTH_CENTRE, SOCIAL, message

RECEIVED = datetime.fromisoformat("2026-03-02T10:00:00+01:00")


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2025-05-12T11:59:59+02:00", "2025-05-12T23:59:59+02:00"),
        ("2025-05-12T12:00:00+02:00", "2025-05-13T23:59:59+02:00"),
        ("2025-05-09T12:01:00+02:00", "2025-05-10T23:59:59+02:00"),  # a Friday: due on the Saturday
        ("2025-06-05T15:00:00+02:00", "2025-06-06T23:59:59+02:00"),  # the next day is a public holiday
        ("2025-12-31T13:00:00+01:00", "2026-01-01T23:59:59+01:00"),
        ("2026-03-28T12:30:00+01:00", "2026-03-29T23:59:59+02:00"),  # summer time begins in between
        ("2026-03-29T09:59:00+00:00", "2026-03-29T23:59:59+02:00"),  # 11:59 in Sweden
        ("2026-03-29T10:00:00+00:00", "2026-03-30T23:59:59+02:00"),  # 12:00 in Sweden
        ("2026-10-24T12:30:00+02:00", "2026-10-25T23:59:59+01:00"),  # summer time ends in between
        ("2026-03-02T23:30:00+00:00", "2026-03-03T23:59:59+01:00"),  # past midnight in Sweden
    ],
)
def test_what_comes_before_noon_is_due_the_same_day_and_later_the_next(received: str, expected: str) -> None:
    found = due(datetime.fromisoformat(received), "noon")
    assert found is not None
    assert found.isoformat() == expected


def test_without_the_noon_rule_it_is_due_at_the_end_of_the_day_it_was_received() -> None:
    found = due(datetime.fromisoformat("2026-03-02T18:00:00+01:00"), "end-of-day")
    assert found == datetime.fromisoformat("2026-03-02T23:59:59+01:00")


@pytest.mark.parametrize(
    ("received", "rule", "expected"),
    [
        ("2018-05-04T16:00:00+02:00", "next-weekday", "2018-05-07T23:59:59+02:00"),
        ("2018-05-09T09:00:00+02:00", "next-weekday", "2018-05-11T23:59:59+02:00"),  # over Ascension Day
        ("2018-05-07T09:00:00+02:00", "next-weekday", "2018-05-08T23:59:59+02:00"),
        ("2018-05-06T23:30:00+00:00", "next-weekday", "2018-05-08T23:59:59+02:00"),  # past midnight in Sweden
        ("2018-05-04T16:00:00+02:00", "next-weekday-or-saturday", "2018-05-05T23:59:59+02:00"),
    ],
)
def test_the_next_weekday_passes_weekends_and_public_holidays(
    received: str, rule: str, expected: str
) -> None:
    found = due(datetime.fromisoformat(received), rule)
    assert found == datetime.fromisoformat(expected)


def test_every_addressed_unit_owes_one() -> None:
    until = datetime.fromisoformat("2026-03-02T23:59:59+01:00")
    assert owed(message(), (SOCIAL, HEALTH_CENTRE), RECEIVED, Process()) == tuple(
        Owed(message().message_id, "inskrivningsmeddelande", unit, until) for unit in (SOCIAL, HEALTH_CENTRE)
    )


@pytest.mark.parametrize("kind", sorted(EXEMPT & set(KINDS)))
def test_some_kinds_are_never_acknowledged(kind: str) -> None:
    assert owed(message(kind=kind, content={}), (SOCIAL,), RECEIVED, Process()) == ()


def test_a_pack_may_say_that_a_kind_is_not_acknowledged() -> None:
    process = Process({"inskrivningsmeddelande": KindProcess(kvittens="none")})
    assert owed(message(), (SOCIAL,), RECEIVED, process) == ()


@pytest.mark.parametrize(
    ("rule", "received", "until"),
    [
        ("next-noon", "2024-05-15T15:00:00+02:00", "2024-05-16T12:00:00+02:00"),
        ("next-noon", "2024-05-17T09:00:00+02:00", "2024-05-17T12:00:00+02:00"),
        ("next-noon", "2024-05-17T12:00:00+02:00", "2024-05-17T12:00:00+02:00"),
        ("next-noon", "2024-05-17T12:00:01+02:00", "2024-05-18T12:00:00+02:00"),
        ("next-noon", "2026-03-28T13:00:00+01:00", "2026-03-29T12:00:00+02:00"),
        ("noon-next-day", "2024-05-17T09:00:00+02:00", "2024-05-18T12:00:00+02:00"),
        ("noon-next-day", "2024-05-17T16:00:00+02:00", "2024-05-18T12:00:00+02:00"),
    ],
)
def test_the_hour_itself_where_the_routine_names_it(rule: str, received: str, until: str) -> None:
    """NB-ACK-01 to 03: by 12:00 every day of the year, Saturdays and the night of summer time too."""
    assert due(datetime.fromisoformat(received), rule) == datetime.fromisoformat(until)


@pytest.mark.parametrize(
    ("received", "counted", "eve"),
    [
        ("2018-05-15T14:00:00+02:00", "2018-05-16", "2018-05-16"),  # a Tuesday, 14:00 itself is in time
        ("2018-05-15T14:00:01+02:00", "2018-05-17", "2018-05-17"),
        ("2018-05-15T14:01:00+02:00", "2018-05-17", "2018-05-17"),
        ("2018-05-18T13:00:00+02:00", "2018-05-21", "2018-05-21"),  # a Friday
        (
            "2018-05-18T15:00:00+02:00",
            "2018-05-22",
            "2018-05-21",
        ),  # counts as Monday's, or is there by Sunday 14:00
        ("2018-05-19T15:00:00+02:00", "2018-05-22", "2018-05-21"),  # a Saturday
        ("2018-05-20T10:00:00+02:00", "2018-05-21", "2018-05-21"),
        ("2018-05-20T15:00:00+02:00", "2018-05-22", "2018-05-22"),  # a Sunday after 14:00
        ("2018-05-09T15:00:00+02:00", "2018-05-14", "2018-05-11"),  # the eve of Ascension Day
        ("2018-05-10T15:00:00+02:00", "2018-05-14", "2018-05-14"),  # Ascension Day itself
        ("2018-12-21T15:00:00+01:00", "2018-12-28", "2018-12-27"),  # the Friday before Christmas
        ("2018-05-15T12:00:01+00:00", "2018-05-17", "2018-05-17"),  # past 14:00 in Sweden
        ("2018-05-15T14:00:00.900+02:00", "2018-05-16", "2018-05-16"),  # 14:00 as a clock shows it
    ],
)
def test_a_call_sent_after_two_has_a_weekday_more(received: str, counted: str, eve: str) -> None:
    """HA-ACK-02 in both readings."""
    instant = datetime.fromisoformat(received)
    for rule, day in (("weekday-after-14", counted), ("weekday-after-eve-14", eve)):
        found = due(instant, rule)
        assert found is not None
        assert found.strftime("%Y-%m-%d %H:%M:%S") == f"{day} 23:59:59"
