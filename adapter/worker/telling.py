"""Looks for what has not arrived in time, beside the deliveries (semantics 32)."""

import asyncio
from collections.abc import Awaitable, Callable

from adapter.log import Event, emit, where
from adapter.model.errors import Unavailable

PAUSE = 5.0
"""Seconds between two looks: nobody is told later than that."""


async def keep_telling(tell: Callable[[], Awaitable[int]], pause: float = PAUSE) -> None:
    """Runs until cancelled; what a silent store kept from being told is told at the next look."""
    while True:
        try:
            while await tell():
                pass
        except Unavailable as error:
            emit(Event.STORE_SILENT, error=type(error).__name__, during="telling")
        except Exception as error:  # noqa: BLE001 - deliveries go on whatever was met here
            emit(Event.TELLING_FAILED, error=type(error).__name__, where=where(error))
        await asyncio.sleep(pause)
