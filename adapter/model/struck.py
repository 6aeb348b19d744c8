"""What the clock has struck of: due times that passed undone, and whom that was told."""

from dataclasses import dataclass
from datetime import UTC, datetime

KIND = "paminnelse"
"""The kind of message that a reminder is."""


@dataclass(frozen=True, slots=True)
class Struck:
    """`mark` is the row's (`model.deadline.Row.mark`), `due` the time that passed, `told` the units a reminder went to.

    A row whose time was moved on afterwards is another time to strike: both members together are what is struck once.
    """

    mark: str
    rule: str
    what: str
    owner: str
    due: datetime
    at: datetime
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reminder:
    """What a reminder says, in ids that its recipient has: `about` is its own messageId or the delivery id it got.

    `owner` is who owes it, `mark` the row.
    """

    rule: str
    what: str
    due: datetime
    about: str
    mark: str
    owner: str

    @property
    def name(self) -> str:
        """What tells it from every other notice about the same message to the same unit."""
        return f"{KIND}|{self.mark}|{self.due.astimezone(UTC).isoformat()}"
