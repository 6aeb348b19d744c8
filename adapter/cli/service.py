"""`serve` and `worker`: the long-running processes, and how they end: requests first, then deliveries, then the store."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, TypeVar

import typer
import uvloop

from adapter import bootstrap, log
from adapter import settings as all_settings
from adapter.cli.app import app
from adapter.gateways.clock import SystemClock
from adapter.model.errors import ConfigurationError, Unavailable
from adapter.settings import Settings
from adapter.web.app import create_app
from adapter.web.server import WebServer
from adapter.worker.loop import Pace, Worker
from adapter.worker.rounds import PURGING, REMINDING, TELLING, keep_going
from adapter.worker.sealing import keep_sealing

_CANCEL_AGAIN_SECONDS = 0.5
T = TypeVar("T")


@app.command()
def serve(
    *,
    with_worker: Annotated[
        bool,
        typer.Option("--with-worker", help="Deliver in this process too, as an embedded store wants it."),
    ] = False,
) -> None:
    """Serve HTTP until SIGINT or SIGTERM; settings are SVU_… variables (`svu-adapter settings`)."""
    settings = _settings()
    _until_signalled(lambda stop: serving(settings, stop, with_worker=with_worker))


@app.command()
def worker() -> None:
    """Deliver until SIGINT or SIGTERM; what has begun is finished first."""
    settings = _settings()
    _until_signalled(lambda stop: working(settings, stop))


async def serving(
    settings: Settings,
    stop: asyncio.Event,
    *,
    with_worker: bool,
    clock: SystemClock | None = None,
    listener: socket.socket | None = None,
) -> None:
    """The web until `stop` is set, and a worker beside it when wanted; `listener` is a socket bound already."""
    # before anything is opened: a port that is taken is told at once
    listening = listener or _bound(settings.host, settings.port)
    async with (
        _closing(listening),
        bootstrap.opened(settings, "both" if with_worker else "web", clock=clock) as service,
        _sealing(service),
        _delivering(service, stop) if with_worker else contextlib.nullcontext(),
    ):
        web = WebServer(create_app(service), host=settings.host, port=settings.port)
        running = asyncio.create_task(web.run([listening]))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        web.stop()
        await running


async def working(settings: Settings, stop: asyncio.Event) -> None:
    """The worker alone, until `stop` is set."""
    async with bootstrap.opened(settings, "worker") as service, _sealing(service), _delivering(service, stop):
        await stop.wait()


@contextlib.asynccontextmanager
async def _closing(listener: socket.socket) -> AsyncIterator[None]:
    try:
        yield
    finally:
        listener.close()


@contextlib.asynccontextmanager
async def _delivering(service: bootstrap.Service, stop: asyncio.Event) -> AsyncIterator[None]:
    settings = service.settings
    pace = Pace(settings.worker_concurrency, settings.lease, settings.poll_longest)
    delivering = Worker(
        service.store, service.deliverer.deliver, chance=service.chance, metrics=service.metrics, pace=pace
    )
    running = asyncio.create_task(delivering.run())
    # a worker ends by itself only when it is broken: then the process ends too, and says so
    running.add_done_callback(lambda _: stop.set())
    rounds = [
        asyncio.create_task(keep_going(PURGING, service.store.purge)),
        asyncio.create_task(keep_going(REMINDING, service.overdue.tick)),
        asyncio.create_task(keep_going(TELLING, service.undelivered.tell)),
    ]
    try:
        yield
    finally:
        delivering.stop()
        for task in rounds:
            await cancelled(task)
        await running


@contextlib.asynccontextmanager
async def _sealing(service: bootstrap.Service) -> AsyncIterator[None]:
    running = asyncio.create_task(keep_sealing(service.sealer.run))
    try:
        yield
    finally:
        await cancelled(running)
        # what the last deliveries appended is sealed before the store closes
        with contextlib.suppress(Unavailable):
            await service.sealer.seal()
            await service.sealer.export()


async def cancelled(task: asyncio.Task[T]) -> None:
    """Seen: the store's client lost a cancellation that came while it read an answer, and the end waited for ever."""
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=_CANCEL_AGAIN_SECONDS)


def _bound(host: str, port: int) -> socket.socket:
    """Bound, not yet listening: until the service is ready, connections are refused."""
    with contextlib.ExitStack() as undoing:
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            listener = undoing.enter_context(socket.socket(family, kind, protocol))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
        except OSError as error:
            raise ConfigurationError(f"cannot listen on {host} port {port}: {error.strerror}") from None
        undoing.pop_all()
        return listener


def _settings() -> Settings:
    settings = all_settings.read()
    log.configure(settings.log_level)
    return settings


def _until_signalled(run: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    async def until() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for ending in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(ending, stop.set)
        await run(stop)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(until())
