"""Moments at which something was judged: that there are new needs, that the patient is ready and can go home."""

from adapter.deadlines.instance import Begun
from adapter.model.course import Course
from adapter.model.history import Episode, Event, done_at
from adapter.model.needs import NEW_NEEDS_QUESTIONS


def new_needs(course: Course, stay: Episode) -> Begun | None:
    """When new needs were judged: as the notices say it, else when the planning basis first said so; needs that it had
    said are not new count from when it said that they are (HA-DEADL-03)."""
    stated, denied, said = None, False, None
    for event in course.of_stay(stay):
        at = event.instant("needAssessedAt")
        if event.kind == "inskrivningsmeddelande" and at is not None and (stated is None or at < stated[0]):
            stated = at, event
        if event.kind == "planeringsunderlag" and said is None:
            answers = _answers(event)
            said = event if True in answers else None
            denied = denied or (said is None and False in answers)
    if said is not None and (denied or stated is None):
        return done_at(said), said
    return stated


def _answers(event: Event) -> set[bool]:
    noted = event.noted.get("answers")
    pairs = noted if isinstance(noted, list | tuple) else ()
    return {yes for question, yes in pairs if question in NEW_NEEDS_QUESTIONS}


def ready_received(course: Course, stay: Episode) -> Begun | None:
    """The utskrivningsklar that stands, from when the first unit acknowledged it; until then, from when it was sent."""
    event = course.history.event(stay.ready) if stay.ready else None
    if event is None:
        return None
    receipts = (
        done_at(one) for one in course.events if one.kind == "kvittens" and _names(course, one, event)
    )
    return min(receipts, default=done_at(event)), event


def _names(course: Course, later: Event, event: Event) -> bool:
    """Whether a message relates to that one, by its id or by the id that its sender got it by."""
    return later.relates_to is not None and course.history.event(later.relates_to) == event


def ready_to_go_home(course: Course, stay: Episode) -> Begun | None:
    """When the patient was judged ready for discharge and, where that is stated, ready to go home too (HA-DEADL-05)."""
    event = course.history.event(stay.ready) if stay.ready else None
    if event is None or stay.ready_at is None:
        return None
    left = course.history.event(stay.discharge) if stay.discharge else None
    home = left.instant("homeReadyAt") if left else None
    return max(stay.ready_at, home or stay.ready_at), event
