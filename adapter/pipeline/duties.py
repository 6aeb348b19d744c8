"""Everybody's duties in a person's case as the rules count them, and by which id a unit knows what one is about."""

from collections.abc import Iterator
from datetime import datetime

from adapter.deadlines.reckon import rows
from adapter.episode.sips import sips
from adapter.model.deadline import Row
from adapter.model.errors import UsageError
from adapter.model.history import Event, History
from adapter.model.sip import ANSWER
from adapter.pipeline import gather
from adapter.pipeline.course import counted_from, of_history
from adapter.pipeline.parts import Parts

_OF_ONE = frozenset({"kvittens", "brev", ANSWER})
"""What is owed for one message and no other."""


def duties(history: History, at: datetime, parts: Parts) -> tuple[Row, ...]:
    """Every row of the person at an instant, each by the rules of the region whose message it is about (semantics 10).

    Where a person's messages come from two regions, neither region's rules count what the other's began. A unit that
    has left the directory has no region, so what its messages began is counted by nobody's.
    """
    units = gather.units_in(history, parts)
    regions = dict.fromkeys(units[event.sender].region for event in history.events if event.sender in units)
    found: list[Row] = []
    for region in regions:
        try:
            pack = parts.packs.in_force(region, at)
        except UsageError:
            continue
        course = of_history(
            counted_from(history, pack.process), at=at, region=region, units=units, facts=parts.settings
        )
        for row in rows(course, pack.process):
            event = began(row, history)
            if event is not None and event.sender in units and units[event.sender].region == region:
                found.append(row)
    return tuple(found)


def began(row: Row, history: History) -> Event | None:
    """The message that a row is about, else the first of its stay."""
    if row.message_id is not None:
        return history.event(row.message_id)
    return next((event for event in history.standing if row.episode and event.episode == row.episode), None)


def known_as(row: Row, unit: str, history: History) -> tuple[str, Event] | None:
    """The id by which a unit knows the message that a row is about, else one of that kind in the same stay or plan.

    Its own messageId of what it sent, the delivery id of what it got; None where it has nothing of it: then the unit
    is no party and hears nothing, for a row tells what sort of message it is about, though that may be held from it
    or refused to it (semantics 15, 20). A message that has been annulled is nobody's any more (semantics 22).
    """
    for event in _related(row, history):
        if not _as_good(event, row, history):
            continue
        if event.sender == unit:
            return event.message_id, event
        delivery = history.got(event.message_id, unit)
        if delivery is not None:
            return delivery, event
    return None


def _as_good(event: Event, row: Row, history: History) -> bool:
    """Whether having a message is having what the row is about: what is owed for one message is for that one alone."""
    about = history.event(row.message_id) if row.message_id else None
    return about is None or event is about or (row.what not in _OF_ONE and event.kind == about.kind)


def knows(unit: str, other: str, row: Row, history: History) -> bool:
    """Whether a unit has been told of another in that stay or plan: it wrote to it, or got its message with its name."""
    if unit == other:
        return True
    return any(
        (event.sender == unit and other in event.recipients)
        or (event.sender == other and _named(event, unit, history))
        for event in _related(row, history)
    )


def _named(event: Event, unit: str, history: History) -> bool:
    """Whether a unit got a message with its sender's name."""
    return any(
        one.message_id == event.message_id and one.recipient == unit and "sender.unit" in one.paths
        for one in history.disclosures
    )


def _related(row: Row, history: History) -> Iterator[Event]:
    """The standing messages of the row's stay or plan: the one that it is about first, then the newest first."""
    about = history.event(row.message_id) if row.message_id and row.message_id not in history.gone else None
    if about is not None:
        yield about
    plans = sips(history.events) if row.plan else ()
    plan = next((sip for sip in plans if sip.key == row.plan), None)
    messages = plan.messages if plan else frozenset()
    for event in reversed(history.standing):
        same = event.message_id in messages or (row.episode is not None and event.episode == row.episode)
        if same and event is not about:
            yield event
