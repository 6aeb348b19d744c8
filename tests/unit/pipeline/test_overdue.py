"""The clock's step against a store that answers as others leave it: moved on, claimed by another, at fault."""

import io
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from adapter.log import configure
from adapter.model.errors import LeaseLost, Stale
from adapter.model.history import History
from adapter.model.kept import DueClock, PersonState
from adapter.pipeline.overdue import TRIES, Overdue
from tests.builders import SENT
from tests.fakes import SetClock

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def due(person: str, rev: int = 0) -> DueClock:
    return DueClock(PersonState(person, "{p00}", History(rev=rev)), 1, SENT - timedelta(seconds=90))


class Store:
    """Hands out these persons; each strike ends as the next answer of its person says, None being done."""

    def __init__(self, **answers: list[Exception | None]) -> None:
        self.answers = answers
        self.struck: list[tuple[str, int]] = []

    async def due_clocks(self, _now: datetime, _most: int, _lease: float) -> Sequence[DueClock]:
        return [due(person) for person in self.answers]

    async def look_again(self, clock: DueClock) -> DueClock:
        return due(clock.person.key, clock.person.history.rev + 1)

    async def strike(self, clock: DueClock, *_: object) -> None:
        answer = self.answers[clock.person.key].pop(0)
        if answer is not None:
            raise answer
        self.struck.append((clock.person.key, clock.person.history.rev))


class Lags:
    """Remembers how late the clock was."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def clock(self, lag: float) -> None:
        self.seconds.append(lag)

    def overdue(self, _rule: str, _reminders: int) -> None:
        raise AssertionError("nothing is due of a person without messages")


async def ticked(store: Store, lags: Lags | None = None) -> int:
    parts = SimpleNamespace(store=store, clock=SetClock())
    return await Overdue(cast("Any", parts), lags or Lags()).tick()


async def test_whoever_has_moved_on_is_read_again_before_anything_is_struck() -> None:
    store = Store(a=[Stale("moved"), Stale("moved"), None])
    assert await ticked(store) == 1
    assert store.struck == [("a", 2)]


async def test_who_moves_on_all_the_time_is_left_for_the_next_look() -> None:
    store = Store(a=[Stale("moved")] * (TRIES + 1), b=[None])
    assert await ticked(store) == 2
    assert store.struck == [("b", 0)]
    assert len(store.answers["a"]) == 1


async def test_who_has_been_claimed_by_another_is_theirs() -> None:
    store = Store(a=[LeaseLost("another's"), None])
    assert await ticked(store) == 1
    assert store.struck == []


async def test_a_fault_with_one_person_is_told_by_place_and_stops_nobody_else() -> None:
    log = io.StringIO()
    configure("info", log)
    store = Store(a=[ValueError("what the fault says")], b=[None])
    assert await ticked(store) == 2
    assert store.struck == [("b", 0)]
    (line,) = map(json.loads, log.getvalue().splitlines())
    assert (line["event"], line["error"]) == ("clock.failed", "ValueError")
    assert "what the fault says" not in log.getvalue()


async def test_how_late_a_look_is_counts_from_the_longest_due_and_only_where_somebody_is() -> None:
    lags = Lags()
    await ticked(Store(), lags)
    assert lags.seconds == []
    await ticked(Store(a=[None]), lags)
    assert lags.seconds == [90.0]
