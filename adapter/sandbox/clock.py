"""The demo's clock: runs on from an instant, and leaps to the next one when the script says so."""

from datetime import datetime, timedelta

from adapter.gateways.clock import SystemClock


class LeapingClock:
    """Fits the adapter's clock port; it never goes back."""

    def __init__(self, instant: datetime) -> None:
        self._machine = SystemClock()
        self._shift = instant - self._machine.now()

    def now(self) -> datetime:
        """The demo's instant now."""
        return self._machine.now() + self._shift

    def leap(self, instant: datetime) -> None:
        """Go on from `instant`, unless it is past already."""
        self._shift += max(timedelta(), instant - self.now())
