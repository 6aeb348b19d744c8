"""A token bucket per client: a burst at once, then so many a second."""

import math
import time
from collections.abc import Callable


class Rate:
    """`per_second` tokens come in; at most `burst` are kept; one request takes one."""

    def __init__(
        self, per_second: float, burst: int, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_second = per_second
        self._burst = float(burst)
        self._monotonic = monotonic
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, client: str) -> int:
        """0 when the request may pass, else the whole seconds after which one will."""
        now = self._monotonic()
        tokens, since = self._buckets.get(client, (self._burst, now))
        tokens = min(self._burst, tokens + (now - since) * self._per_second)
        if tokens >= 1:
            self._buckets[client] = (tokens - 1, now)
            return 0
        self._buckets[client] = (tokens, now)
        return max(1, math.ceil((1 - tokens) / self._per_second))
