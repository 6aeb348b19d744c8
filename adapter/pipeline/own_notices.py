"""Notices of our own making: they name messages by ids that the unit has, and say nothing of the person."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict

from adapter.mapping import notice, reminder
from adapter.model.delivery import UNDELIVERED, Entry, State
from adapter.model.directory import Unit
from adapter.model.ids import delivery_id, entry_id
from adapter.model.kept import Claim
from adapter.model.struck import Reminder
from adapter.model.swedish_time import STOCKHOLM
from adapter.pipeline.parts import Parts
from adapter.r4.mappings import Mappings

DELAYED, ARRIVED = "delayed", "delivered-after-delay"


def undelivered(claim: Claim, sender: Unit, reason: str) -> Entry:
    """An *oleverat* to the sender of what is claimed; its id is computed, so that it is queued once."""
    entry = claim.entry
    return Entry(
        id=entry_id(claim.sender, claim.message_id, entry.recipient, _word(reason)),
        message_key=entry.message_key,
        recipient=sender.unit,
        endpoint=sender.queue,
        kind=UNDELIVERED,
        action="new",
        state=State.AVAILABLE if sender.pulls else State.WAITING,
        notice=entry.recipient,
        reason=reason,
    )


def delivery_of(claim: Claim) -> str:
    """The id of a notice's delivery, as stable as any other's.

    An oleverat is told one unit, its sender; a reminder may be told several, each by an id of its own (semantics 1).
    """
    entry = claim.entry
    whom, word = (
        (entry.notice or "", _word(entry.reason))
        if entry.reminder is None
        else (entry.recipient, entry.reminder.name)
    )
    return delivery_id(claim.sender, claim.message_id, whom, 0, word)


def body(claim: Claim, unit: Unit, delivery: str, now: datetime, parts: Parts) -> Mapping[str, object]:
    """A FHIR message Bundle, or native JSON, as the unit's endpoint wants it."""
    native = unit.endpoint is not None and unit.endpoint.mode == "native"
    said = claim.entry.reminder
    if native and said is not None:
        return reminder.reminder_native(delivery=delivery, **_reminding(said))
    if native:
        return notice.undelivered_native(delivery=delivery, **_undelivered(claim))
    sent: _Sent = {
        "delivery": delivery,
        "bundle_id": parts.chance.uuid(),
        "timestamp": now,
        "own_url": parts.own_url,
        "recipient": unit,
        "mappings": parts.mappings,
    }
    if said is not None:
        return reminder.reminder(**sent, **_reminding(said))
    return notice.undelivered(**sent, **_undelivered(claim))


class _Sent(TypedDict):
    delivery: str
    bundle_id: str
    timestamp: datetime
    own_url: str
    recipient: Unit
    mappings: Mappings


class _Reminding(TypedDict):
    about_message: str
    rule: str
    what: str
    due: datetime
    owner: str


def _reminding(said: Reminder) -> _Reminding:
    return {
        "about_message": said.about,
        "rule": said.rule,
        "what": said.what,
        "due": said.due.astimezone(STOCKHOLM),
        "owner": said.owner,
    }


class _Undelivered(TypedDict):
    about_message: str
    about_recipient: str
    reason: str


def _undelivered(claim: Claim) -> _Undelivered:
    return {
        "about_message": claim.message_id,
        "about_recipient": claim.entry.notice or "",
        "reason": claim.entry.reason or "undelivered",
    }


def _word(reason: str | None) -> str:
    """What tells a notice from another about the same delivery: it may be late, arrive, and be buried."""
    return f"{UNDELIVERED} {reason}" if reason in {DELAYED, ARRIVED} else UNDELIVERED
