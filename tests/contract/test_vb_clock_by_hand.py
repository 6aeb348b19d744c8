"""A stay in Västerbotten at random times, the rows held against a count on one's fingers (`tests/by_hand.py`)."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from adapter.bootstrap import packs
from adapter.cli.deadlines import reckoned
from tests import by_hand
from tests.contract.builder import Json
from tests.contract.clock import Clock
from tests.contract.test_vb_clock import (
    HEALTH_CENTRE,
    PLACE,
    SOCIAL,
    basis,
    call,
    contact,
    home,
    kvittens,
    notice,
    ready,
)

FROM = datetime(2025, 5, 8, tzinfo=UTC)
IN_FORCE = st.integers(0, 650 * 86_400).map(lambda seconds: FROM + timedelta(seconds=seconds))
HALF_WEEK = st.integers(1, 84 * 3600).map(lambda seconds: timedelta(seconds=seconds))
NOON = {"at": "12:00", "exactly": "after"}


def _stay(told: Json, admitted: datetime) -> Json:
    return told | {"episode": {"id": "vtf-1", "admittedAt": admitted.isoformat()}}


def _clock(admitted: datetime, history: list[Json]) -> Clock:
    latest = max(datetime.fromisoformat(told["sentAt"]) for told in history)
    scene = PLACE.scene((latest + timedelta(days=9)).isoformat(), *(_stay(one, admitted) for one in history))
    return Clock(reckoned(scene, packs()))


def _same(row: Json, until: datetime, done: datetime) -> None:
    assert datetime.fromisoformat(row["due"]).astimezone(UTC) == until.astimezone(UTC)
    assert datetime.fromisoformat(row["metAt"]).astimezone(UTC) == done
    assert row["state"] == ("met" if done <= until else "overdue")


@settings(max_examples=100, deadline=None)
@given(IN_FORCE, HALF_WEEK, HALF_WEEK, HALF_WEEK, HALF_WEEK, st.sampled_from(["bla", "gron", "gul"]))
def test_every_row_of_a_stay_is_as_counted_by_hand(
    admitted: datetime,
    noticed: timedelta,
    until_ready: timedelta,
    until_done: timedelta,
    until_left: timedelta,
    colour: str,
) -> None:
    told_at = admitted + noticed
    ready_at = told_at + until_ready
    done, left = ready_at + until_done, ready_at + until_done + until_left
    between = told_at + until_ready / 2
    history = [
        notice(told_at.isoformat()),
        basis(colour, between.isoformat()),
        contact(between.isoformat()),
        ready(ready_at.isoformat()),
        kvittens(4, done.isoformat()),
        *([call(done.isoformat())] if colour == "gul" else []),
        home(left.isoformat()),
    ]
    clock = _clock(admitted, history)
    _same(clock.row("VB-DEADL-01"), by_hand.due({"hours": "24"}, admitted), told_at)
    day_of_ready = by_hand.due({"days": "0", "cutoff": NOON}, ready_at)
    before_noon = by_hand.wall(ready_at)[1] < by_hand.NOON
    _same(clock.row("VB-ACK-04" if before_noon else "VB-ACK-05", SOCIAL), day_of_ready, done)
    _same(clock.row("VB-DEADL-09"), by_hand.due({"hours": "24"}, ready_at), left)
    if colour == "gul":
        for rule in ("VB-DEADL-07", "VB-TRACK-09"):
            _same(clock.row(rule, HEALTH_CENTRE), day_of_ready, done)
        for rule in ("VB-DEADL-08", "VB-TRACK-10"):
            four_weeks = by_hand.due({"days": "28"}, left).astimezone(UTC)
            assert clock.due(rule).astimezone(UTC) == four_weeks
        assert clock.state("VB-DEADL-10") == "not-applicable"
    else:
        _same(clock.row("VB-DEADL-10"), by_hand.due({"days": "1", "cutoff": NOON}, ready_at), left)
        assert clock.state("VB-DEADL-07") == "not-applicable"
