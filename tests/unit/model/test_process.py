"""When a sender is told of what has not arrived (semantics 32, 33)."""

from datetime import datetime, timedelta

import pytest

from adapter.model.process import KindProcess, Process

PROCESS = Process(
    {
        "utskrivningsklar": KindProcess(noon_lead_minutes=30),
        "sip": KindProcess(undelivered_minutes=60, unfetched_minutes=240),
    }
)


def told(kind: str, clock: str, *, pulled: bool = False) -> str:
    at = PROCESS.tell_at(kind, datetime.fromisoformat(f"2026-03-02T{clock}+01:00"), pulled=pulled)
    return at.strftime("%H:%M:%S")


@pytest.mark.parametrize(
    ("received", "at"),
    [
        ("00:00:00", "00:15:00"),
        ("11:15:00", "11:30:00"),
        ("11:15:01", "11:30:00"),
        ("11:28:00", "11:30:00"),
        ("11:28:01", "11:30:01"),
        ("11:59:59", "12:01:59"),
        ("12:00:00", "12:15:00"),
        ("23:50:00", "00:05:00"),
    ],
)
def test_where_noon_counts(received: str, at: str) -> None:
    assert told("utskrivningsklar", received) == at


def test_where_noon_does_not_count() -> None:
    assert told("inskrivningsmeddelande", "11:50:00") == "12:05:00"


def test_a_pack_may_wait_longer_and_longer_still_for_a_mailbox() -> None:
    assert told("sip", "08:00:00") == "09:00:00"
    assert told("sip", "08:00:00", pulled=True) == "12:00:00"
    assert told("inskrivningsmeddelande", "08:00:00", pulled=True) == "08:15:00"


def test_noon_is_swedish_noon_whatever_the_offset_says() -> None:
    utc = datetime.fromisoformat("2026-07-01T09:50:00+00:00")  # 11:50 in Sweden
    assert PROCESS.tell_at("utskrivningsklar", utc, pulled=False) == utc + timedelta(minutes=2)
