"""Keeps the audit's sealer at work beside the deliveries: a failure is told and it begins anew."""

import asyncio
from collections.abc import Awaitable, Callable

from adapter.log import Event, emit, where

PAUSE = 1.0


async def keep_sealing(run: Callable[[], Awaitable[None]], pause: float = PAUSE) -> None:
    """Runs until cancelled; what could not be sealed waits in the store and is counted there."""
    while True:
        try:
            await run()
        except Exception as error:  # noqa: BLE001 - deliveries go on whatever the sealer met
            emit(Event.SEALING_FAILED, error=type(error).__name__, where=where(error))
        await asyncio.sleep(pause)
