"""Looks at everybody whose due time has come, beside the deliveries; as many processes as there are share the work."""

import asyncio
from collections.abc import Awaitable, Callable

from adapter.log import Event, emit, where
from adapter.model.errors import Unavailable

PAUSE = 1.0
"""Seconds between two looks when nothing was due."""


async def keep_reminding(tick: Callable[[], Awaitable[int]], pause: float = PAUSE) -> None:
    """Runs until cancelled; whoever has not been looked at when it ends is due still, for any other process."""
    while True:
        try:
            while await tick():
                pass
        except Unavailable as error:
            emit(Event.STORE_SILENT, error=type(error).__name__, during="clock")
        except Exception as error:  # noqa: BLE001 - deliveries go on whatever the clock met
            emit(Event.CLOCK_FAILED, error=type(error).__name__, where=where(error))
        await asyncio.sleep(pause)
