"""When a kvittens is owed, and until when: VB-ACK-01, 04, 05, HA-ACK-02, semantics 41; Swedish time."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from adapter.deadlines.limits import END_OF_DAY
from adapter.model.history import Owed
from adapter.model.message import Message
from adapter.model.process import Process
from adapter.model.sip import ANSWER
from adapter.model.swedish_time import NOON, STOCKHOLM
from adapter.model.weekdays import next_weekday

TWO = time(14)
EXEMPT = frozenset({"svar-inskrivningsmeddelande", "svar-kallelse", "kvittens", "samtycke"})
"""Kinds that nobody acknowledges, whatever a pack says (semantics 41)."""
_NEXT_WEEKDAY = {"next-weekday": False, "next-weekday-or-saturday": True}
"""Whether Saturdays are counted among the weekdays."""
_AT_NOON = frozenset({"next-noon", "noon-next-day"})


def owed(
    message: Message, recipients: Iterable[str], received_at: datetime, process: Process
) -> tuple[Owed, ...]:
    """One kvittens for each of the units, for the message received at an instant; none where none is owed.

    Where the answer to an invitation is its receipt, the answer is what is owed (VM-ACK-02).
    """
    handling = process.of(message.kind).variant(message.content, message.action, message.recipients)
    until = None if message.kind in EXEMPT else due(received_at, handling.kvittens)
    if until is None:
        return ()
    kind = ANSWER if handling.answer_acknowledges else message.kind
    return tuple(Owed(message.message_id, kind, unit, until) for unit in recipients)


def due(received_at: datetime, rule: str) -> datetime | None:
    """The last second by which a kvittens must come; `rule` is one of `process.KVITTENS`.

    `end-of-day`, `next-day`: by the end of the day of receipt, or of the day after it, weekday or not.
    `noon`: what is received before 12:00 counts as received that day, anything later as the next, holiday or not.
    `noon-included`: so too, but at 12:00 itself that day; `day-after-noon`: so too, but what is received from 12:00 on
    has the day after the one that it counts as received (readings of VB-DEADL-04 and VB-ACK-05).
    `next-weekday`: by the end of the first weekday after the day of receipt (HA-ACK-01).
    `weekday-after-14`: so too, but what comes after 14:00 counts as come on the next weekday (HA-ACK-02).
    `weekday-after-eve-14`: by the end of the first weekday on whose eve it had come by 14:00 (HA-ACK-02).
    `next-noon` and `noon-next-day` name the hour itself: the kvittens must have come by then (NB-ACK-01).
    """
    if rule == "none":
        return None
    local = received_at.astimezone(STOCKHOLM).replace(microsecond=0)  # an hour named is over a second later
    if rule in _NEXT_WEEKDAY:
        day = next_weekday(local.date(), saturdays=_NEXT_WEEKDAY[rule])
        return datetime.combine(day, END_OF_DAY, STOCKHOLM)
    if rule in _AFTER_TWO:
        return datetime.combine(_AFTER_TWO[rule](local), END_OF_DAY, STOCKHOLM)
    if rule in _AT_NOON:
        days = rule == "noon-next-day" or local.time() > NOON
        return datetime.combine(local.date() + timedelta(days=days), NOON, STOCKHOLM)
    return datetime.combine(local.date() + timedelta(days=_days(rule, local)), END_OF_DAY, STOCKHOLM)


def _days(rule: str, local: datetime) -> int:
    """How many days after the day of receipt."""
    if rule == "noon-included":
        return int(local.time() > NOON)
    late = local.time() >= NOON
    return {"noon": int(late), "day-after-noon": 2 * late, "next-day": 1}.get(rule, 0)


def _as_sent(local: datetime) -> date:
    counted = next_weekday(local.date()) if local.time() > TWO else local.date()
    return next_weekday(counted)


def _by_the_eve(local: datetime) -> date:
    day = next_weekday(local.date())
    eve = datetime.combine(day - timedelta(days=1), TWO, STOCKHOLM)
    return day if local <= eve else next_weekday(day)


_AFTER_TWO = {"weekday-after-14": _as_sent, "weekday-after-eve-14": _by_the_eve}
