"""A circuit breaker: after failures in a row ask nobody for a while, then let one through to see."""

from collections.abc import Callable

FAILURES = 5
SHORTEST = 1.0
LONGEST = 30.0


class Circuit:
    """Opens after `FAILURES` in a row; stays open `SHORTEST` seconds, doubling up to `LONGEST` while probes fail."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._failures = 0
        self._pause = SHORTEST
        self._until = 0.0
        self._probing = False

    @property
    def open(self) -> bool:
        """Whether calls are being withheld; readiness shows it."""
        return self._failures >= FAILURES

    def admit(self) -> bool:
        """Whether this call may go out; while open, one probe at a time once the pause is over."""
        if not self.open:
            return True
        if self._probing or self._monotonic() < self._until:
            return False
        self._probing = True
        return True

    def succeeded(self) -> None:
        """An answer came: close."""
        self._failures, self._pause, self._probing = 0, SHORTEST, False

    def failed(self) -> None:
        """No answer came: count, and open or pause longer."""
        if self.open:
            self._pause = min(self._pause * 2, LONGEST)
        self._failures += 1
        self._probing = False
        self._until = self._monotonic() + self._pause
