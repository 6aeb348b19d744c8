"""A municipality's months: how many days its patients were ready, on average, and how each month stands.

An average is exact: the sum of days over the number of stays. It is rounded only where it is printed (`rounded`),
and it is the exact one that is compared with a limit.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from adapter.model.liability import BRANCHES, STATES, Liability, Monthly
from adapter.model.month import following, month_of

NONE, ANALYSIS, REVIEW, BILLING = STATES
_HUNDREDTHS = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Ready:
    """A stay in which the municipality was told that the patient was ready: `left` None while the patient waits.

    `starts` None: as the terms count it from day zero. `billable` says that the preconditions of paying are met; a stay
    that fails one is in the average all the same (VB-LIAB-05).
    """

    municipality: str
    day_zero: date
    left: date | None = None
    branch: str = BRANCHES[0]
    starts: date | None = None
    billable: bool = True

    @property
    def days(self) -> int:
        """How long the patient was ready: the day of leaving less day zero, and never less than none."""
        return max((self.left - self.day_zero).days, 0) if self.left else 0


@dataclass(frozen=True, slots=True)
class Month:
    """A municipality's month: how many stays ended in it, and the sum of their days."""

    municipality: str
    month: str
    days: int = 0
    patients: int = 0

    @property
    def average(self) -> Fraction | None:
        """Days per stay; None for a month in which nobody left."""
        return Fraction(self.days, self.patients) if self.patients else None

    def to_json(self) -> dict[str, object]:
        """The shape of `contract.md` §5."""
        return {
            "municipality": self.municipality,
            "month": self.month,
            "average": rounded(self.average),
            "patients": self.patients,
        }


def ready(liability: Liability) -> Ready | None:
    """A judged stay as it counts in the months; None where the municipality, or that it was told, is not known."""
    if liability.municipality is None or liability.day_zero is None:
        return None
    return Ready(
        liability.municipality,
        liability.day_zero,
        liability.ends,
        liability.branch,
        liability.starts,
        liability.liable,
    )


def counted(municipality: str, stays: Iterable[Ready], names: Iterable[str]) -> tuple[Month, ...]:
    """The months of these names; a stay belongs to the month in which the patient left (VB-LIAB-01)."""
    of_month: dict[str, list[int]] = {name: [] for name in names}
    for stay in stays:
        if stay.left is not None:
            of_month[month_of(stay.left)].append(stay.days)
    return tuple(Month(municipality, name, sum(days), len(days)) for name, days in of_month.items())


def states(months: Iterable[Month], monthly: Monthly) -> Iterator[str]:
    """How each of the months stands, which follow on each other (VB-LIAB-02, 03, 04, 15).

    So many in a row over the limit: the last of them is reviewed, those before are analysed, and the next is billed,
    whatever its own average. Billing goes on until as many in a row are not over it, the last of them included.
    """
    billing, over, under = False, 0, 0
    for month in months:
        high = month.average is not None and month.average > monthly.limit
        over, under = (over + 1, 0) if high else (0, under + 1)
        if billing:
            yield BILLING
            billing = under < monthly.months
            over = over if billing else 0
        else:
            billing, under = over == monthly.months, 0
            yield NONE if not over else REVIEW if billing else ANALYSIS


def through(first: date, last: date) -> Iterator[str]:
    """The names of the months from that of one day to that of another."""
    month, newest = month_of(first), month_of(last)
    while month <= newest:
        yield month
        month = following(month)


def rounded(average: Fraction | None) -> float | None:
    """As it is printed: two decimals, half up; whole where they would make it a whole number that it is not.

    So an average just over the limit is never read as at the limit.
    """
    if average is None:
        return None
    exact = Decimal(average.numerator) / Decimal(average.denominator)
    near = exact.quantize(_HUNDREDTHS, ROUND_HALF_UP)
    return float(exact if near == near.to_integral_value() else near)
