"""The connection to the store: what it must be, our functions loaded into it, and calls that travel together."""

import asyncio
import contextlib
import hashlib
from collections import deque
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path

import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import (
    BusyLoadingError,
    ConnectionError,  # noqa: A004 - redis-py's own
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
    TimeoutError,  # noqa: A004 - redis-py's own
)

from adapter.model.errors import ConfigurationError, StoreFull, StoreUnavailable

PARTITIONS = 256
LAYOUT = "svu:layout"
CHANNEL = "svu:work"

_FORMAT = 1
_FUNCTIONS = {
    # name: whether it may run when memory is full (semantics 35)
    "reserve": True,
    "bind": True,
    "yield_reservation": True,
    "settle_index": True,
    "state": True,
    "put": False,
    "put_restriction": True,
    "refuse": False,
    "receipt": True,
    "purge": True,
    "claim": True,
    "begin": True,
    "settle": True,
    "reschedule": True,
    "bury": True,
    "notify": True,
    "inscribe": True,
    "look": True,
    "show": True,
    "take": True,
    "peek": True,
    "replay": True,
    "discard": True,
    "fetch_again": True,
    "acknowledge": True,
    "due_clocks": True,
    "strike": True,
    "late": True,
    "tell_delayed": True,
    "forget_late": True,
    "noted": True,
    "acquainted": True,
    "take_out": True,
    "write_subscription": True,
    "remove_subscription": True,
    "number_event": True,
    "audit_lease": True,
    "audit_seal": True,
}
_SAME = {"put_restriction": "put"}
_PARTS = ("parts", "intake", "lanes", "desk", "clock", "late", "reading", "subscriptions", "audit")
_MOST_TOGETHER = 128
_FLUSHES = 2
_RETRIES = 8
_READ_SECONDS = 5.0

Argument = str | bytes | int | float


def partitions() -> Iterator[str]:
    """The hash tags of all partitions, {p00} to {pff}."""
    return (tag(number) for number in range(PARTITIONS))


def tag(number: int) -> str:
    """The hash tag of a partition."""
    return f"{{p{number:02x}}}"


def library() -> tuple[str, str]:
    """The text of our function library and the suffix of its names: versions of the adapter live side by side."""
    folder = resources.files("adapter.gateways") / "lua"
    body = "\n".join((folder / f"{part}.lua").read_text() for part in _PARTS)
    suffix = hashlib.sha256(body.encode()).hexdigest()[:8]
    names = "\n".join(
        f"redis.register_function{{function_name='svu_{name}_{suffix}', callback={_SAME.get(name, name)}"
        + (", flags={'allow-oom'}}" if allowed else "}")
        for name, allowed in _FUNCTIONS.items()
    )
    return f"#!lua name=svu_{suffix}\n{body}\n{names}\n", suffix


class Connection:
    """Calls our functions; those made at the same time share a round trip, and so one fsync.

    Every function is idempotent by a token or by what it writes, so redis-py may send it again after a lost answer.
    """

    def __init__(self, client: redis.asyncio.Redis) -> None:
        self.client = client
        self._raw = redis.asyncio.Redis(connection_pool=client.connection_pool)
        self._raw.response_callbacks.clear()  # answers as they came: what they mean is for the caller
        self._library, self._suffix = library()
        self._waiting: deque[tuple[tuple[Argument, ...], asyncio.Future[object]]] = deque()
        self._flushes: set[asyncio.Task[None]] = set()
        self._flushing = 0

    @classmethod
    async def open(cls, url: str | None = None, socket: Path | None = None) -> "Connection":
        """By URL or unix socket. Raises `StoreUnavailable`, or `ConfigurationError` for a store that would lose data."""
        retry = Retry(
            ExponentialWithJitterBackoff(base=0.02, cap=0.5),
            _RETRIES,
            supported_errors=(ConnectionError, TimeoutError, BusyLoadingError),
        )
        pool = (
            redis.asyncio.ConnectionPool.from_url(url, retry=retry, socket_timeout=_READ_SECONDS, protocol=2)
            if url is not None
            else redis.asyncio.ConnectionPool(
                connection_class=redis.asyncio.UnixDomainSocketConnection,
                path=str(socket),
                retry=retry,
                socket_timeout=_READ_SECONDS,
                protocol=2,
            )
        )
        connection = cls(redis.asyncio.Redis(connection_pool=pool))
        try:
            with translated():
                await connection._check()
                await connection._load()
        except BaseException:
            await connection.close()
            raise
        return connection

    async def close(self) -> None:
        """Lets go of the sockets."""
        for flush in self._flushes:
            flush.cancel()
        await self.client.aclose()
        await self.client.connection_pool.disconnect()

    async def call(self, function: str, keys: Sequence[str], *arguments: Argument) -> object:
        """What one of our functions answers. Raises `StoreUnavailable` or `StoreFull`."""
        return await self.send(*self.step(function, keys, arguments))

    async def call_everywhere(self, function: str, *arguments: Argument) -> dict[str, object]:
        """One of our functions in every partition, in one round trip: what each answers, by hash tag."""
        return await self._everywhere([self.step(function, [place], arguments) for place in partitions()])

    async def send_everywhere(self, command: str, key: str, *arguments: Argument) -> dict[str, object]:
        """A plain command on `<hash tag>:<key>` in every partition, in one round trip."""
        return await self._everywhere([(command, f"{place}:{key}", *arguments) for place in partitions()])

    async def send(self, *command: Argument) -> object:
        """What a plain command answers; the command must be one that may be sent twice."""
        future: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._waiting.append((command, future))
        if self._flushing < _FLUSHES:
            self._flushing += 1
            flush = asyncio.create_task(self._flush())
            self._flushes.add(flush)
            flush.add_done_callback(self._flushes.discard)
        with translated():
            return await future

    def step(self, function: str, keys: Sequence[str], arguments: Sequence[Argument]) -> tuple[Argument, ...]:
        """The command that calls one of our functions, for `together`."""
        return ("FCALL", f"svu_{function}_{self._suffix}", len(keys), *keys, *arguments)

    async def _everywhere(self, commands: Sequence[tuple[Argument, ...]]) -> dict[str, object]:
        return dict(zip(partitions(), await self.together(commands), strict=True))

    async def together(self, commands: Sequence[tuple[Argument, ...]]) -> list[object]:
        """What each command answers, in one round trip; the first error is raised."""
        with translated():
            answers = await self._pipeline(commands)
            for answer in answers:
                if isinstance(answer, Exception):
                    raise answer
        return answers

    async def _flush(self) -> None:
        # The count falls in the same breath as the queue is seen empty: a command queued between the end of the
        # loop and the end of the task would otherwise wait for the next one to come.
        try:
            while self._waiting:
                await self._flush_once()
        finally:
            self._flushing -= 1

    async def _flush_once(self) -> None:
        together = [self._waiting.popleft() for _ in range(min(len(self._waiting), _MOST_TOGETHER))]
        try:
            answers = await self._pipeline([command for command, _ in together])
        except Exception as error:  # noqa: BLE001 - whatever it is, those who wait must learn of it
            answers = [error] * len(together)
        except asyncio.CancelledError:
            for _, future in together:
                future.cancel()
            raise
        for (_, future), answer in zip(together, answers, strict=True):
            if future.done():
                continue
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)

    async def _pipeline(self, commands: Sequence[tuple[Argument, ...]]) -> list[object]:
        answers = await self._once(commands)
        if any(
            isinstance(answer, ResponseError) and "Function not found" in str(answer) for answer in answers
        ):
            await self._load()
            missing = [
                number
                for number, answer in enumerate(answers)
                if isinstance(answer, ResponseError) and "Function not found" in str(answer)
            ]
            for number, answer in zip(missing, await self._once([commands[n] for n in missing]), strict=True):
                answers[number] = answer
        return answers

    async def _once(self, commands: Sequence[tuple[Argument, ...]]) -> list[object]:
        pipeline = self._raw.pipeline(transaction=False)
        for command in commands:
            pipeline.execute_command(*command)
        return list(await pipeline.execute(raise_on_error=False))

    async def _load(self) -> None:
        await self.client.function_load(self._library, replace=True)

    async def _check(self) -> None:
        persistence = await self.client.info("persistence")
        if int(persistence.get("loading", 0)):
            # meanwhile it says of itself that it keeps none
            raise StoreUnavailable("the store still reads its append-only file")
        if not int(persistence.get("aof_enabled", 0)):
            raise ConfigurationError(
                "the store keeps no append-only file: set appendonly yes (and appendfsync always)"
            )
        if int((await self.client.info("cluster")).get("cluster_enabled", 0)):
            raise ConfigurationError("Redis Cluster is not supported yet: name a single server")
        memory = await self.client.info("memory")
        policy = str(memory.get("maxmemory_policy", "noeviction"))
        if policy != "noeviction":
            raise ConfigurationError(f"the store evicts ({policy}): set maxmemory-policy noeviction")
        with contextlib.suppress(ResponseError):  # a managed store may forbid CONFIG
            fsync = (await self.client.config_get("appendfsync")).get("appendfsync", "always")
            if fsync != "always":
                raise ConfigurationError(
                    "an answer must be worth its word: set appendfsync always (semantics 29)"
                )
        await self.client.hsetnx(LAYOUT, "partitions", str(PARTITIONS))
        await self.client.hsetnx(LAYOUT, "format", str(_FORMAT))
        made_with = await self.client.hmget(LAYOUT, ["partitions", "format"])
        if made_with != [str(PARTITIONS).encode(), str(_FORMAT).encode()]:
            raise ConfigurationError(
                "the store was made with another layout; use the adapter version that made it"
            )


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """redis-py's errors as ours; the text carries no value."""
    try:
        yield
    except OutOfMemoryError:
        raise StoreFull("the store is full; send again later") from None
    except (ConnectionError, TimeoutError, BusyLoadingError, ReadOnlyError, OSError) as error:
        raise StoreUnavailable(f"the store does not answer ({type(error).__name__})") from None
    except ResponseError as error:
        if str(error).startswith("OOM"):
            raise StoreFull("the store is full; send again later") from None
        raise StoreUnavailable(f"the store refused a step ({str(error)[:120]})") from None
    except RedisError as error:
        raise StoreUnavailable(f"the store cannot be asked ({type(error).__name__})") from None
