"""Where work is: hints from the steps of this process and others, and a sweep over all partitions now and then."""

import asyncio
import contextlib
import time
from typing import cast

from redis.exceptions import RedisError

from adapter.gateways.store_connection import CHANNEL
from adapter.gateways.store_shelf import Shelf

_SWEEP_SECONDS = 1.0
_LISTEN_AGAIN_SECONDS = 0.5
_PREFIX = "to:"
_SOONEST = 0.001


class Work:
    """Hints may be lost, the sweep finds what they missed."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._swept = float("-inf")
        self._next_due: dict[str, float] = {}
        self._listener: asyncio.Task[None] | None = None

    async def due(self) -> list[tuple[str, str]]:
        """(partition, endpoint) pairs with a due lane. A sweep is one round trip over 256 partitions."""
        self._shelf.woken.clear()
        if time.monotonic() - self._swept >= _SWEEP_SECONDS:
            self._swept = time.monotonic()
            self._next_due.clear()
            self._shelf.hints.clear()
            answers = await self._shelf.connection.send_everywhere("ZRANGE", "next", 0, -1, "WITHSCORES")
        else:
            now = time.time()
            places = [*self._shelf.hints, *(place for place, at in self._next_due.items() if at <= now)]
            self._shelf.hints.difference_update(places)
            if not places:
                return []
            found_there = await self._shelf.connection.together(
                [("ZRANGE", f"{place}:next", 0, -1, "WITHSCORES") for place in places]
            )
            answers = dict(zip(places, found_there, strict=True))
        now = time.time()
        found: list[tuple[str, str]] = []
        for place, answer in answers.items():
            self._next_due.pop(place, None)
            rows = cast("list[bytes]", answer)
            for name, score in zip(rows[::2], rows[1::2], strict=True):
                at, who = float(score) / 1000, name.decode()
                if not who.startswith(_PREFIX):
                    continue
                if at <= now:
                    found.append((place, who.removeprefix(_PREFIX)))
                else:
                    self._next_due[place] = min(at, self._next_due.get(place, at))
        return found

    async def wait(self, timeout: float) -> bool:
        """Until a hint comes, the next lane falls due or a sweep is."""
        if self._listener is None or self._listener.done():
            self._listener = asyncio.create_task(self._listen())
        now = time.time()
        soonest = min((at - now for at in self._next_due.values()), default=timeout)
        sweep = self._swept + _SWEEP_SECONDS - time.monotonic()
        seconds = max(_SOONEST, min(timeout, soonest, sweep))
        try:
            async with asyncio.timeout(seconds):
                await self._shelf.woken.wait()
        except TimeoutError:
            return seconds < timeout
        return True

    async def close(self) -> None:
        """Stops listening."""
        if self._listener is not None:
            self._listener.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listener

    async def _listen(self) -> None:
        while True:
            try:
                async with self._shelf.connection.client.pubsub(ignore_subscribe_messages=True) as channel:
                    await channel.subscribe(CHANNEL)
                    async for message in channel.listen():
                        self._shelf.hint(message["data"].decode())
            except (RedisError, OSError):
                await asyncio.sleep(_LISTEN_AGAIN_SECONDS)
