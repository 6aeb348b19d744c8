"""The demo's clock: runs on from an instant, and leaps to the next one when the script says so."""

from datetime import datetime, timedelta

from adapter.gateways.clock import SystemClock


class LeapingClock(SystemClock):
    """The adapter's clock, moved from outside; it never goes back."""

    def __init__(self, instant: datetime) -> None:
        super().__init__(instant - SystemClock().now())

    def leap(self, instant: datetime) -> None:
        """Go on from `instant`, unless it is past already."""
        self._shift += max(timedelta(), instant - self.now())
