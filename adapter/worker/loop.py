"""The worker: claims due lanes, lets the pipeline deliver their heads, and stops cleanly."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from adapter.log import Event, emit, where
from adapter.model.errors import LeaseLost, Unavailable
from adapter.model.kept import Claim
from adapter.ports import Chance, Store

SHORTEST_OUTAGE_PAUSE = 0.01
LONGEST_OUTAGE_PAUSE = 5.0


class Figures(Protocol):
    """`adapter.gateways.metrics.Metrics`."""

    def handled(self, outcome: str) -> None:
        """Count a claim that was handled."""
        ...

    def in_flight(self, claims: int) -> None:
        """How many are being handled."""
        ...


@dataclass(frozen=True, slots=True)
class Pace:
    """How much at a time and how often; seconds. An idle worker looks again after `poll_longest` without a hint."""

    concurrency: int = 16
    lease: float = 60.0
    poll_longest: float = 0.5
    drain: float = 30.0
    """How long a stopping worker waits for what it has begun; what is left comes back when its lease ends."""


class Worker:
    """One loop. `wake` may be called from the same event loop: something is due now."""

    def __init__(
        self,
        store: Store,
        deliver: Callable[[Claim], Awaitable[None]],
        *,
        chance: Chance,
        metrics: Figures,
        pace: Pace,
    ) -> None:
        self._store = store
        self._deliver = deliver
        self._chance = chance
        self._metrics = metrics
        self._pace = pace
        self._name = chance.uuid()
        self._running: set[asyncio.Task[None]] = set()
        self._awake = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Look for work at once."""
        self._awake.set()

    def stop(self) -> None:
        """Claim nothing more; `run` returns when what has begun is done."""
        self._stopping = True
        self._awake.set()

    async def run(self) -> None:
        """Work until `stop`; neither a failing lane nor a silent store ends it."""
        emit(Event.WORKER_STARTED, worker=self._name, concurrency=self._pace.concurrency)
        outage = SHORTEST_OUTAGE_PAUSE
        while not self._stopping:
            self._awake.clear()
            free = self._pace.concurrency - len(self._running)
            if free == 0:
                await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
                continue
            try:
                claims = await self._store.claim(self._name, free, self._pace.lease)
            except Unavailable as error:
                emit(Event.STORE_SILENT, error=type(error).__name__, during="claim")
                outage = min(outage * 2, LONGEST_OUTAGE_PAUSE)
                await self._rest(outage * (0.5 + self._chance.jitter()))
                continue
            outage = SHORTEST_OUTAGE_PAUSE
            for claim in claims:
                self._start(claim)
            if claims:
                # deliveries that answer at once make their lanes due again: let them run first
                await asyncio.sleep(0)
            else:
                await self._until_work()
        await self._drain()

    def _start(self, claim: Claim) -> None:
        task = asyncio.get_running_loop().create_task(self._handle(claim))
        self._running.add(task)
        self._metrics.in_flight(len(self._running))
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._metrics.in_flight(len(self._running))
        # a settled lane may have more, and there is room again
        self._awake.set()

    async def _handle(self, claim: Claim) -> None:
        try:
            await self._deliver(claim)
        except LeaseLost:
            self._metrics.handled("lease-lost")
        except Unavailable as error:
            emit(Event.STORE_SILENT, error=type(error).__name__, during="delivery")
            self._metrics.handled("unavailable")
        except Exception as error:  # noqa: BLE001 - one lane's fault is not the others'; its lease ends by itself
            emit(
                Event.DELIVERY_FAILED,
                entry=claim.entry.id,
                endpoint=claim.entry.endpoint,
                error=type(error).__name__,
                where=where(error),
            )
            self._metrics.handled("failed")
        else:
            self._metrics.handled("done")

    async def _until_work(self) -> None:
        """Until the store hints that something is due, a delivery here ends, or it is time to look anyway."""
        hinted = asyncio.ensure_future(self._store.wait_for_work(self._pace.poll_longest))
        awake = asyncio.ensure_future(self._awake.wait())
        await asyncio.wait((hinted, awake), return_when=asyncio.FIRST_COMPLETED)
        for waiting in (hinted, awake):
            waiting.cancel()
        failed, _ = await asyncio.gather(hinted, awake, return_exceptions=True)
        if isinstance(failed, Unavailable):
            await self._rest(self._pace.poll_longest)

    async def _rest(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._awake.wait(), seconds)

    async def _drain(self) -> None:
        if self._running:
            _, unfinished = await asyncio.wait(self._running, timeout=self._pace.drain)
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)
            emit(Event.WORKER_STOPPED, worker=self._name, unfinished=len(unfinished))
        else:
            emit(Event.WORKER_STOPPED, worker=self._name, unfinished=0)
