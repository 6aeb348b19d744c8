"""Work that comes round by itself, such as sealing the audit chain: a failure is told and tried again."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from adapter.log import Event, emit, where


class Periodic:
    """Calls `work` every `seconds` until stopped, and once more at the end."""

    def __init__(self, work: Callable[[], Awaitable[object]], seconds: float) -> None:
        self._work = work
        self._seconds = seconds
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """End after one last call."""
        self._stop.set()

    async def run(self) -> None:
        """Work until `stop`."""
        while not self._stop.is_set():
            await self._once()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), self._seconds)
        await self._once()

    async def _once(self) -> None:
        try:
            await self._work()
        except Exception as error:  # noqa: BLE001 - the next round may succeed, and what waits is counted
            emit(Event.SEALING_FAILED, error=type(error).__name__, where=where(error))
