"""The measures that a pack's indicators may name: each tells the cases of one person, and the month of each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from adapter.followup.rows import DutyRow, PersonRows, StayRow
from adapter.model.indicator import Followed
from adapter.model.month import first_day, following, month_of
from adapter.model.swedish_time import swedish_day

DAY = timedelta(days=1)
_HOUR = 3600.0
_THREE = 3


@dataclass(frozen=True, slots=True)
class Case:
    """One case. `amount` is what is summed or ranked; of a share 1 where it has what is asked for, else 0."""

    municipality: str
    month: str
    amount: float = 1


Measure = Callable[[Followed, PersonRows, str], Iterator[Case]]
"""Of an indicator, a person and the newest month that is over."""


def _left(person: PersonRows) -> Iterator[tuple[StayRow, int, str]]:
    """The stays that were ready and have left, each in the month of leaving (VB-LIAB-01)."""
    for stay in person.stays:
        days = stay.ready_days
        if days is not None and stay.left is not None:
            yield stay, days, month_of(stay.left)


def _patients(_: Followed, person: PersonRows, __: str) -> Iterator[Case]:
    for stay, _days, month in _left(person):
        yield Case(stay.municipality, month)


def _ready_days(_: Followed, person: PersonRows, __: str) -> Iterator[Case]:
    for stay, days, month in _left(person):
        yield Case(stay.municipality, month, days)


def _home_within_three_days(_: Followed, person: PersonRows, __: str) -> Iterator[Case]:
    """Three days after day zero at the latest (VB-LIAB-01)."""
    for stay, days, month in _left(person):
        yield Case(stay.municipality, month, days <= _THREE)


def _home_within_a_day(_: Followed, person: PersonRows, __: str) -> Iterator[Case]:
    """Within 24 hours of the notice that the person was ready, as the deadline of VB-DEADL-09 is counted."""
    for stay, _days, month in _left(person):
        if stay.ready_at is not None and stay.left_at is not None:
            yield Case(stay.municipality, month, stay.left_at - stay.ready_at <= DAY)


def _billed_days(_: Followed, person: PersonRows, __: str) -> Iterator[Case]:
    """In the month that the days fall in."""
    for stay in person.stays:
        for billed in stay.billed:
            yield Case(stay.municipality, billed.month, billed.days)


def _billed_days_of_left(_: Followed, person: PersonRows, __: str) -> Iterator[Case]:
    """All days of the stay, in the month of leaving: the same people as those of ready days."""
    for stay, _days, month in _left(person):
        yield Case(stay.municipality, month, sum(billed.days for billed in stay.billed))


def _waiting(_: Followed, person: PersonRows, newest: str) -> Iterator[Case]:
    """Ready by the end of a month and not gone by then: told in every such month (VB-LIAB-01)."""
    for stay in person.stays:
        if stay.day_zero is None or stay.ended:
            continue
        month = month_of(stay.day_zero)
        while month <= newest and (stay.left is None or stay.left >= first_day(following(month))):
            yield Case(stay.municipality, month)
            month = following(month)


def _readmissions(_: Followed, person: PersonRows, __: str) -> Iterator[Case]:
    """Of those 65 or older when they left, in the month of leaving (ST-IND-02)."""
    for stay in person.stays:
        if stay.left is not None and stay.over65:
            yield Case(stay.municipality, month_of(stay.left), stay.readmitted)


def _duties(followed: Followed, person: PersonRows) -> Iterator[tuple[DutyRow, str]]:
    """In the month in which they fell due: only then is one that nobody met known to be late."""
    for duty in person.duties:
        if duty.what in followed.what:
            yield duty, month_of(swedish_day(duty.due))


def _in_time(followed: Followed, person: PersonRows, _: str) -> Iterator[Case]:
    for duty, month in _duties(followed, person):
        yield Case(duty.municipality, month, duty.in_time)


def _hours(followed: Followed, person: PersonRows, _: str) -> Iterator[Case]:
    """Of those that were met, whenever."""
    for duty, month in _duties(followed, person):
        if duty.starts is not None and duty.met_at is not None:
            yield Case(duty.municipality, month, max((duty.met_at - duty.starts).total_seconds(), 0) / _HOUR)


def _late(followed: Followed, person: PersonRows, _: str) -> Iterator[Case]:
    """Of those that are not in time, the ones that were met at last: hours are told of these and of those in time."""
    for duty, month in _duties(followed, person):
        if not duty.in_time:
            yield Case(duty.municipality, month, duty.starts is not None and duty.met_at is not None)


def _between_one_and_three(_: Followed, person: PersonRows, __: str) -> Iterator[Case]:
    """Of those home within three days, the ones that were not within one."""
    for stay, days, month in _left(person):
        if days <= _THREE and stay.ready_at is not None and stay.left_at is not None:
            yield Case(stay.municipality, month, stay.left_at - stay.ready_at > DAY)


def _followed_up(_: Followed, person: PersonRows, __: str) -> Iterator[Case]:
    for plan in person.plans:
        yield Case(plan.municipality, month_of(plan.follow_up), plan.done)


def _surveys(_: Followed, person: PersonRows, __: str) -> Iterator[Case]:
    for municipality, day in person.surveys:
        yield Case(municipality, month_of(day))


COUNTED: Mapping[str, Measure] = {
    "patients": _patients,
    "waiting": _waiting,
    "ready-days": _ready_days,
    "ready-days-mean": _ready_days,
    "billed-days": _billed_days,
    "billed-days-mean": _billed_days_of_left,
    "readmissions-65": _readmissions,
    "notice-within-24h": _in_time,
    "kvittens-in-time": _in_time,
    "kvittens-hours": _hours,
    "kvittens-hours-median": _hours,
    "kallelse-in-time": _in_time,
    "sip-in-time": _in_time,
    "sip-follow-up": _followed_up,
    "sip-survey": _surveys,
    "home-within-one-day": _home_within_a_day,
    "home-within-three-days": _home_within_three_days,
}
"""What makes each of `figures.INDICATORS`."""
BETWEEN: Mapping[str, Measure] = {
    "kvittens-hours": _late,
    "kvittens-hours-median": _late,
    "home-within-one-day": _between_one_and_three,
}
"""Of an indicator whose people are some of another's: those who are in one and not in the other, whom the difference of
the two would tell of. A share of them: both what it counts and what it does not are such a difference."""
