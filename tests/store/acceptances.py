"""Acceptances and steps that the store's tests take."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from adapter.gateways.store import RedisStore
from adapter.model.consent import Consent, ConsentRecord
from adapter.model.delivery import Entry, Frozen, State
from adapter.model.history import Disclosure, Event
from adapter.model.kept import Acceptance, Claim, Reserved, StoredReceipt
from adapter.model.message import Message
from tests.builders import PERSON, SENT, SOCIAL, WARD, message

AUDIT = {"pack": "vasterbotten"}


def new_id() -> str:
    return str(uuid.uuid4())


def entry(recipient: str = SOCIAL, **changes: object) -> Entry:
    plain = Entry(new_id(), "", recipient, f"ep-{recipient}", "inskrivningsmeddelande", "new", State.WAITING)
    return replace(plain, **changes)  # type: ignore[arg-type]


def a_message(**changes: object) -> Message:
    return message(**{"message_id": new_id(), **changes})


def acceptance(sent: Message, entries: Sequence[Entry] = (), **changes: object) -> Acceptance:
    event = Event(sent.message_id, sent.kind, sent.action, WARD, sent.recipients, SENT, sent.sent_at)
    plain = Acceptance(sent, event, (), (), tuple(entries), {"verdicts": []}, SENT, AUDIT)
    return replace(plain, **changes)  # type: ignore[arg-type]


def consent(status: str) -> ConsentRecord:
    return ConsentRecord(
        Consent(status, scopes=("informationsoverforing",)), SENT, "SE2321000222", asserted=False
    )


async def reserve(store: RedisStore, sent: Message) -> Reserved:
    reserved = await store.reserve(sent.sender.unit, sent.message_id, "digest")
    assert isinstance(reserved, Reserved)
    return reserved


async def accept(
    store: RedisStore, sent: Message, *entries: Entry, number: str = PERSON, **changes: object
) -> StoredReceipt:
    """Reserve, find the person and put, as the pipeline does."""
    reserved = await reserve(store, sent)
    person = await store.person([number])
    return await store.put(reserved, person, acceptance(sent, entries, **changes))


async def claim_one(store: RedisStore, lease_seconds: float = 30) -> Claim:
    store.shelf.hint_all()
    (claim,) = await store.claim("worker", 1, lease_seconds)
    return claim


async def claim_all(store: RedisStore, most: int = 100, lease_seconds: float = 30) -> list[Claim]:
    store.shelf.hint_all()
    return list(await store.claim("worker", most, lease_seconds))


def frozen(body: bytes = b"{}") -> Frozen:
    return Frozen(1, new_id(), ("patient.identifier",), body)


def disclosure(claim: Claim, kept: Frozen) -> Disclosure:
    return Disclosure("m", claim.entry.recipient, kept.delivery, kept.disclosed, SENT)


async def deliver(store: RedisStore, claim: Claim) -> Entry:
    """Begin and settle as delivered."""
    history = await store.history(claim)
    kept = frozen()
    begun = await store.begin(claim, history.rev, kept, disclosure(claim, kept), AUDIT)
    done = replace(begun, state=State.DELIVERED, unknown=False)
    await store.settle(claim, done, AUDIT)
    return done
