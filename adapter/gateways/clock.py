"""The one place that asks the machine what time it is."""

from datetime import UTC, datetime, timedelta


class SystemClock:
    """The machine's time, moved by `shift`: the demo plays its episodes at an instant within the packs."""

    def __init__(self, shift: timedelta = timedelta()) -> None:
        self._shift = shift

    def now(self) -> datetime:
        """The instant now, in UTC; whoever counts days asks for them in Swedish time."""
        return datetime.now(UTC) + self._shift  # noqa: TID251 - the one gateway that may


def starting_at(instant: datetime) -> SystemClock:
    """A clock that reads `instant` now and runs on from there."""
    return SystemClock(instant - SystemClock().now())
