"""What is looked to again and again beside the deliveries; as many processes as there are share the work."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from adapter.log import Event, emit, where
from adapter.model.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Round:
    """`during` says in the log what a silent store kept from being done, `failed` what a fault stopped.

    `pause` is how many seconds there are between two looks when nothing more was found.
    """

    during: str
    failed: Event
    pause: float


PURGING = Round("purge", Event.PURGING_FAILED, 60.0)
"""Bodies that the identity guard has held for a day are erased (semantics 15): a minute after it at the latest."""
REMINDING = Round("clock", Event.CLOCK_FAILED, 1.0)
"""Whose due time has come is looked at."""
TELLING = Round("telling", Event.TELLING_FAILED, 5.0)
"""Senders are told of what has not arrived in time (semantics 32): nobody later than five seconds after it."""


async def keep_going(each: Round, look: Callable[[], Awaitable[int]]) -> None:
    """Looks, as long as something is found; runs until cancelled. What was kept from being done is done at the next."""
    while True:
        try:
            while await look():
                pass
        except Unavailable as error:
            emit(Event.STORE_SILENT, error=type(error).__name__, during=each.during)
        except Exception as error:  # noqa: BLE001 - deliveries go on whatever was met here
            emit(each.failed, error=type(error).__name__, where=where(error))
        await asyncio.sleep(each.pause)
