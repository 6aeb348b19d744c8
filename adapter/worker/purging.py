"""Erases bodies that the identity guard has held for a day (semantics 15), beside the deliveries."""

import asyncio
from collections.abc import Awaitable, Callable

from adapter.log import Event, emit
from adapter.model.errors import Unavailable

PAUSE = 60.0
"""Seconds between two looks: a body is gone a minute after its day at the latest."""


async def keep_purging(purge: Callable[[], Awaitable[int]], pause: float = PAUSE) -> None:
    """Runs until cancelled; what a silent store kept from being erased is erased at the next look."""
    while True:
        try:
            while await purge():
                pass
        except Unavailable as error:
            emit(Event.STORE_SILENT, error=type(error).__name__, during="purge")
        await asyncio.sleep(pause)
