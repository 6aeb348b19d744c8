"""The worker's loop."""

import asyncio

import pytest

from adapter.model.errors import LeaseLost, StoreUnavailable
from adapter.model.kept import Claim
from adapter.worker.loop import Pace, Worker
from adapter.worker.sealing import keep_sealing
from tests.fakes import ClaimQueue, KnownChance, claim

pytestmark = pytest.mark.anyio
QUICK = Pace(concurrency=2, poll_longest=0.02, drain=1.0)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Counted:
    def __init__(self) -> None:
        self.outcomes: list[str] = []
        self.most = 0

    def handled(self, outcome: str) -> None:
        self.outcomes.append(outcome)

    def in_flight(self, claims: int) -> None:
        self.most = max(self.most, claims)


class Bench:
    """A worker that stops when its queue is empty."""

    def __init__(self, *batches: list[Claim] | Exception, pace: Pace = QUICK) -> None:
        self.delivered: list[str] = []
        self.trouble: dict[str, Exception] = {}
        self.counted = Counted()
        self.store = ClaimQueue(*batches, then=lambda: self.worker.stop())  # noqa: PLW0108 - made next
        self.worker = Worker(
            self.store,  # type: ignore[arg-type]
            self.deliver,
            chance=KnownChance(),
            metrics=self.counted,
            pace=pace,
        )

    async def deliver(self, given: Claim) -> None:
        await asyncio.sleep(0)
        if error := self.trouble.get(given.entry.id):
            raise error
        self.delivered.append(given.entry.id)


async def test_what_is_claimed_is_delivered() -> None:
    bench = Bench([claim("a"), claim("b")], [claim("c")])
    await bench.worker.run()
    assert bench.delivered == ["a", "b", "c"]
    assert bench.counted.outcomes == ["done"] * 3


@pytest.mark.parametrize(
    ("error", "outcome"),
    [(ValueError("bug"), "failed"), (LeaseLost(), "lease-lost"), (StoreUnavailable("down"), "unavailable")],
)
async def test_one_lane_that_fails_stops_neither_the_others_nor_the_loop(
    error: Exception, outcome: str
) -> None:
    bench = Bench([claim("a"), claim("b")], [claim("c")])
    bench.trouble["a"] = error
    await bench.worker.run()
    assert bench.delivered == ["b", "c"]
    assert sorted(bench.counted.outcomes) == sorted([outcome, "done", "done"])


async def test_a_store_that_does_not_answer_is_asked_again() -> None:
    bench = Bench(StoreUnavailable("down"), StoreUnavailable("down"), [claim("a")])
    await bench.worker.run()
    assert bench.delivered == ["a"]


async def test_no_more_is_claimed_than_there_is_room_for() -> None:
    bench = Bench([claim("a"), claim("b")], [claim("c")])
    release = asyncio.Event()
    original = bench.deliver

    async def slowly(given: Claim) -> None:
        await release.wait()
        await original(given)

    bench.worker._deliver = slowly
    running = asyncio.create_task(bench.worker.run())
    await asyncio.sleep(0.02)
    assert bench.store.asked == [2]
    release.set()
    await running
    assert bench.delivered == ["a", "b", "c"]
    assert bench.counted.most == 2


async def test_a_stop_waits_for_what_was_begun() -> None:
    bench = Bench([claim("a")])
    begun, release = asyncio.Event(), asyncio.Event()

    async def slowly(given: Claim) -> None:
        begun.set()
        await release.wait()
        bench.delivered.append(given.entry.id)

    bench.worker._deliver = slowly
    running = asyncio.create_task(bench.worker.run())
    await begun.wait()
    bench.worker.stop()
    release.set()
    await running
    assert bench.delivered == ["a"]


async def test_a_stop_does_not_wait_for_ever() -> None:
    bench = Bench([claim("a")], pace=Pace(concurrency=2, poll_longest=0.02, drain=0.01))

    async def never(_: Claim) -> None:
        await asyncio.Event().wait()

    bench.worker._deliver = never
    async with asyncio.timeout(5):
        await bench.worker.run()
    assert bench.delivered == []


async def test_a_wake_cuts_the_pause_short() -> None:
    bench = Bench(pace=Pace(poll_longest=60.0))
    bench.store = ClaimQueue([], [], [], [], [], [], [], [], [], [claim("a")], then=bench.worker.stop)
    bench.worker._store = bench.store  # type: ignore[assignment]
    running = asyncio.create_task(bench.worker.run())
    async with asyncio.timeout(5):
        while not running.done():
            bench.worker.wake()
            await asyncio.sleep(0.001)
    assert bench.delivered == ["a"]


async def test_a_sealer_that_fails_begins_anew_and_ends_when_cancelled() -> None:
    rounds = 0
    thrice = asyncio.Event()

    async def seal() -> None:
        nonlocal rounds
        rounds += 1
        if rounds == 3:
            thrice.set()
            await asyncio.Event().wait()
        raise ValueError("not now")

    sealing = asyncio.create_task(keep_sealing(seal, 0.0))
    await thrice.wait()
    sealing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sealing
