"""One at a time per person in this process, for those who were overtaken while deciding.

What keeps the order is the store's compare-and-set (semantics 6). But a crowd that writes about one person would
overtake one another until the tries are used up: whoever was overtaken once, or comes while others wait, takes a turn.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """Turns are taken in the order of asking; nothing is kept of whoever is not being decided about."""

    def __init__(self) -> None:
        self._waiting: dict[str, tuple[asyncio.Lock, int]] = {}

    def taken(self, person: str) -> bool:
        """Whether somebody has this person's turn."""
        return person in self._waiting

    @asynccontextmanager
    async def of(self, person: str) -> AsyncIterator[None]:
        """Wait for this person's turn, and hold it."""
        lock, asking = self._waiting.get(person, (asyncio.Lock(), 0))
        self._waiting[person] = lock, asking + 1
        try:
            async with lock:
                yield
        finally:
            lock, asking = self._waiting[person]
            if asking == 1:
                del self._waiting[person]
            else:
                self._waiting[person] = lock, asking - 1
