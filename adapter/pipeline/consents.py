"""Which consent records a message makes, and which of a person's records have never been."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from adapter.intake.consent import from_content
from adapter.model.consent import Consent, ConsentRecord
from adapter.model.directory import Unit, provider_of
from adapter.model.history import History, annulled
from adapter.model.message import Message


def stated(message: Message) -> Consent | None:
    """What a samtycke says; None for another kind, and for one that only annuls."""
    return from_content(message.content) if message.kind == "samtycke" and message.action == "new" else None


def records(message: Message, units: Mapping[str, Unit], received_at: datetime) -> tuple[ConsentRecord, ...]:
    """A record for the samtycke itself, one for the assertion a message carries; the holder is the recorder's provider."""
    own = stated(message)
    found = ((own, False),) if own else ()
    carried = ((message.consent, True),) if message.consent else ()
    return tuple(
        ConsentRecord(
            consent,
            received_at,
            provider_of(consent.recorded_by.unit if consent.recorded_by else message.sender.unit, units),
            asserted,
            message.message_id,
        )
        for consent, asserted in (*found, *carried)
    )


def standing(history: History) -> History:
    """The history without the consents of messages annulled since: they were about somebody else (semantics 22)."""
    gone = annulled(history.events)
    return replace(history, consents=tuple(one for one in history.consents if one.message_id not in gone))
