"""Moments that begin with what a unit gets to see: messages to look at, a need and a consent to act on."""

from collections.abc import Iterator
from datetime import date

from adapter.deadlines.instance import Begun, Instance
from adapter.model.course import Course
from adapter.model.history import MANUAL, Episode, Event, done_at
from adapter.model.swedish_time import NOON, STOCKHOLM


def notices(course: Course) -> Iterator[Instance]:
    """Every inskrivningsmeddelande that brings units into a stay, resent and forwarded ones too, with those units.

    From when it came, as its kvittens is counted: what was told on paper before that was not theirs to answer here.
    """
    for stay in course.episodes:
        reached: set[str] = set()
        for event in course.of_stay(stay):
            if event.kind == "inskrivningsmeddelande":
                new = tuple(unit for unit in event.recipients if unit not in reached)
                reached.update(new)
                yield Instance(event.received_at, event, stay=stay, units=new)


def half_days(course: Course) -> Iterator[Instance]:
    """Every morning and afternoon in which a unit got what it owes a kvittens for, from the first of it."""
    seen = set[tuple[str, date, bool]]()
    for owed in course.history.owed:
        event = next((one for one in course.events if one.message_id == owed.message_id), None)
        if event is None or owed.kind == MANUAL:
            continue
        local = event.received_at.astimezone(STOCKHOLM)
        half = (owed.unit, local.date(), local.time() < NOON)
        if half not in seen:
            seen.add(half)
            yield Instance(event.received_at, event, units=(owed.unit,))


def agreed(course: Course, stay: Episode) -> Begun | None:
    """From when both the need of coordination and the consent to a plan were on record; None while either is not."""
    asked = next((event for event in course.of_stay(stay) if _needs(event)), None)
    records = [record for record in course.history.consents if "sip" in record.consent.scopes]
    needed = dict(stay.answers).get("samordningsbehov") is True
    if asked is None or not needed or not records or records[-1].consent.status != "given":
        return None
    return max(done_at(asked), records[-1].received_at), asked


def _needs(event: Event) -> bool:
    answers = event.noted.get("answers")
    return isinstance(answers, list) and ["samordningsbehov", True] in answers
