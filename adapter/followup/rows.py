"""What following up keeps of one person while counting: days, times and outcomes, nothing that says who it is."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Billed:
    """How many days of payment liability of one stay fall in one month."""

    month: str
    days: int


@dataclass(frozen=True, slots=True)
class StayRow:
    """One stay of a municipality's. `day_zero` is the day from which days ready for discharge are counted.

    `left` is the day of leaving, None while the person is there; `ended` that planning was broken off or the person died.
    `over65` is the age at discharge, None where the number tells no age; `readmitted` whether the person has come back
    within 30 days.
    """

    municipality: str
    ready_at: datetime | None = None
    day_zero: date | None = None
    left_at: datetime | None = None
    left: date | None = None
    ended: bool = False
    over65: bool | None = None
    readmitted: bool = False
    billed: tuple[Billed, ...] = ()

    @property
    def ready_days(self) -> int | None:
        """Days from day zero to the day of leaving, which is none itself; None where it has not come to that."""
        if self.day_zero is None or self.left is None:
            return None
        return max((self.left - self.day_zero).days, 0)


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One thing that was due and has been judged: what, when it began and fell due, when it was met, and if in time."""

    municipality: str
    what: str
    starts: datetime | None
    due: datetime
    met_at: datetime | None
    in_time: bool


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One coordinated individual plan whose day of follow-up was set: that day, and if it was followed up by then."""

    municipality: str
    follow_up: date
    done: bool


@dataclass(frozen=True, slots=True)
class PersonRows:
    """Everything of one person that is counted; who it is, nobody after this knows."""

    stays: tuple[StayRow, ...] = ()
    duties: tuple[DutyRow, ...] = ()
    plans: tuple[PlanRow, ...] = ()
    surveys: tuple[tuple[str, date], ...] = ()
    """Municipality and day of each answered survey on taking part in one's plan (ST-IND-04)."""
