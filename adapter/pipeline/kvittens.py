"""What a kvittens settles, and the ids that only its recipient knows us by (semantics 20, 41)."""

from dataclasses import replace
from datetime import datetime

from adapter.model.history import MANUAL, Event, History, Owed
from adapter.model.ids import alias
from adapter.model.message import Message
from adapter.model.process import Process
from adapter.model.sip import ANSWER

_PLAIN = Process()
_KVITTENS = frozenset({"kvittens"})
_SETTLING = _KVITTENS | {ANSWER}


def resolved(message: Message, history: History) -> Message:
    """The message about the stay itself, and about the earlier message itself, where its sender only knows our id."""
    original = history.event(message.relates_to) if message.relates_to else None
    if original is not None and original.message_id != message.relates_to:
        message = replace(message, relates_to=original.message_id)
    if message.episode is None:
        return message
    known = message.episode.id
    stays = {event.episode for event in history.events if event.episode is not None}
    own = next(
        (stay for stay in stays if known not in stays and alias(stay, message.sender.unit) == known), None
    )
    return message if own is None else replace(message, episode=replace(message.episode, id=own))


def met(
    message: Message, history: History, received_at: datetime, process: Process = _PLAIN
) -> tuple[Owed, ...]:
    """What the message's sender owed and has done with this kvittens, or with this answer to an invitation.

    An answer does for a kvittens only where the pack says that it suffices. What was done on paper was done then, where
    the pack does not say that only what is sent counts (NB-OUT-01).
    """
    paper = message.outage.original_at if message.outage and process.late_entry == "done" else None
    done = paper or received_at
    original = _original(message, history, _SETTLING)
    suffices = original is not None and process.of(original.kind).answer_suffices
    return tuple(
        replace(owed, met_at=done)
        for owed in history.owed
        if original is not None
        and owed.message_id == original.message_id
        and owed.unit == message.sender.unit
        and owed.kind != MANUAL
        and ((owed.kind == ANSWER) == (message.kind == ANSWER) or (suffices and message.kind == ANSWER))
        and owed.met_at is None
    )


def met_deliveries(message: Message, history: History) -> tuple[str, ...]:
    """The ids by which the sender of this kvittens got what it acknowledges, one per revision."""
    original = _original(message, history, _KVITTENS)
    return tuple(
        disclosure.delivery
        for disclosure in history.disclosures
        if original is not None
        and disclosure.message_id == original.message_id
        and disclosure.recipient == message.sender.unit
    )


def _original(message: Message, history: History, kinds: frozenset[str]) -> Event | None:
    if message.kind not in kinds or message.relates_to is None:
        return None
    return history.event(message.relates_to)
