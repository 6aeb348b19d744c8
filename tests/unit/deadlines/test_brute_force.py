"""Every limit of every region against a count by hand, over ten years of random instants."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from adapter.deadlines import kvittens, limits
from adapter.model.deadline import Limit
from adapter.model.process import KVITTENS
from adapter.policy.deadline_rules import read_deadlines
from adapter.policy.source import parse
from tests import by_hand
from tests.packs import texts

_FIRST = datetime(2018, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(0, 10 * 365 * 86_400).map(lambda seconds: _FIRST + timedelta(seconds=seconds))
# around noon and two o'clock, midnight, and the nights when the clocks change: where a count goes wrong
_EDGES = [
    datetime.fromisoformat(f"{day}T{hour}:00:00+00:00") + timedelta(seconds=second)
    for day in (
        "2018-03-25",
        "2019-10-27",
        "2020-02-29",
        "2024-03-31",
        "2025-06-05",
        "2026-12-23",
        "2026-10-25",
    )
    for hour in ("00", "01", "02", "09", "10", "11", "12", "13", "21", "22", "23")
    for second in (-1, 0, 1)
]


def _written() -> list[dict[str, object]]:
    """Every limit that any pack writes, in either reading; a cap only shortens it and is another test's."""
    found = []
    for name, text in texts().items():
        if not name.endswith("/process.yaml"):
            continue
        root = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - plain texts, no objects
        parts = [root, *root.get("readings", {}).values()]
        for entry in (entry for part in parts for entry in part.get("deadlines", [])):
            limit = dict(entry["limit"])
            limit.pop("cap", None)
            if "until" not in limit and "open" not in limit:
                found.append(limit)
    return found


_PLAIN: list[dict[str, object]] = [
    {"hours": "24"},
    {"days": "3"},
    {"days": "-1"},
    {"weekdays": "1"},
    {"weekdays": "30"},
    {"weekdays": "2"},
    {"years": "1"},
    {"rounds": ["12:00"]},
    {"rounds": ["08:00", "12:00", "16:30"]},
    {"days": "0", "cutoff": {"at": "12:00", "exactly": "after"}},
    {"days": "3", "cutoff": {"at": "12:00", "exactly": "before"}, "at": "12:00"},
]
LIMITS = {json.dumps(limit, sort_keys=True): limit for limit in (*_PLAIN, *_written())}


def _read(limit: dict[str, object]) -> Limit:
    entry = {
        "rule": "X-DEADL-01",
        "what": "x",
        "owner": "ward",
        "from": "ready",
        "met": "call",
        "source": "x",
    }
    typed = {
        key: int(str(value)) if key in {"hours", "days", "weekdays", "years"} else value
        for key, value in limit.items()
    }
    text = yaml.safe_dump([entry | {"limit": typed}], default_style=None)
    return read_deadlines(parse(text, "x/process.yaml"))[0].limit


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_runs_out_when_a_count_by_hand_says(name: str) -> None:
    limit = LIMITS[name]
    read = _read(limit)

    @settings(max_examples=150, deadline=None)
    @given(INSTANTS)
    def agrees(start: datetime) -> None:
        assert limits.due(read, start).astimezone(UTC) == by_hand.due(limit, start)

    agrees()
    for start in _EDGES:
        assert limits.due(read, start).astimezone(UTC) == by_hand.due(limit, start), start


@pytest.mark.parametrize("mode", KVITTENS)
def test_a_kvittens_is_due_when_a_count_by_hand_says(mode: str) -> None:
    @settings(max_examples=300, deadline=None)
    @given(INSTANTS)
    def agrees(received: datetime) -> None:
        assert kvittens.due(received, mode) == by_hand.kvittens(mode, received)

    agrees()
    for received in _EDGES:
        assert kvittens.due(received, mode) == by_hand.kvittens(mode, received), received
