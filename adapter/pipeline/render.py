"""From a verdict to the bytes that one recipient gets: redact, map, check, freeze."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import orjson

from adapter.exports.system import System
from adapter.mapping import bundle, conform, conform_transaction, export, native, refresh
from adapter.mapping.transaction import transaction
from adapter.model.copies import Copies
from adapter.model.copy import Copy, Trail
from adapter.model.delivery import Entry, Frozen
from adapter.model.directory import Endpoint, Unit
from adapter.model.errors import AdapterError
from adapter.model.facts import Facts
from adapter.model.history import MANUAL, Disclosure, Event, History
from adapter.model.ids import delivery_id
from adapter.model.issue import Issue, Severity
from adapter.model.message import Message
from adapter.model.verdict import Verdict
from adapter.policy.redact import organisation_of_unit, redact
from adapter.r4.mappings import Mappings

TRANSACTION = "transaction"


class Unmappable(AdapterError):
    """What we would send does not conform; it is buried rather than sent (fail closed)."""


def copy_for(
    message: Message, verdict: Verdict, facts: Facts, *, revision: int, received_at: datetime
) -> Copy:
    """The message as this recipient may see it, with the ids and the trail that this recipient knows."""
    history, recipient = facts.history, verdict.recipient
    owed = next(
        (
            o
            for o in history.owed
            if o.message_id == message.message_id and o.unit == recipient and o.kind != MANUAL
        ),
        None,
    )
    return redact(
        message,
        verdict,
        facts,
        delivery=delivery_id(message.sender.unit, message.message_id, recipient, revision),
        revision=revision,
        received_at=received_at,
        relates_to=_known_as(message, recipient, history),
        trail=_trail(message, recipient, facts),
        kvittens_due=owed.due if owed else None,
    )


def in_names_of(
    endpoint: Endpoint | None, body: Mapping[str, object], systems: Mapping[str, System]
) -> bytes:
    """A body as JSON, or as an export in the names of the system that a native endpoint says it has."""
    if endpoint is None or endpoint.system is None:
        return orjson.dumps(body)
    return export.body(body, systems[endpoint.system], endpoint.format)


def first(  # noqa: PLR0913 - all but two by name
    copy: Copy,
    verdict: Verdict,
    *,
    bundle_id: str,
    at: datetime,
    own_url: str,
    mappings: Mappings,
    systems: Mapping[str, System],
    copies: Copies | None = None,
) -> bytes:
    """The body of a revision's first attempt, in the shape of the recipient's endpoint.

    `copies` is what a server that keeps resources knows them by; without it the body is the message.
    """
    endpoint = copy.recipient.endpoint
    if endpoint is not None and endpoint.mode == "native":
        return in_names_of(endpoint, native.body(copy, verdict), systems)
    made = bundle.compose(copy, bundle_id=bundle_id, timestamp=at, own_url=own_url, mappings=mappings)
    _conforms(conform.check(made.bundle))
    if copies is None or endpoint is None or endpoint.mode != TRANSACTION:
        return orjson.dumps(made.bundle)
    return written(made.bundle, made.labels, copies, mappings)


def written(
    message: Mapping[str, object], labels: Mapping[str, str], copies: Copies, mappings: Mappings
) -> bytes:
    """A message Bundle of ours as the transaction that writes it, checked."""
    resource = transaction(dict(message), labels, copies, mappings)
    _conforms(conform_transaction.check(resource))
    return orjson.dumps(resource)


def _conforms(issues: Iterable[Issue]) -> None:
    faults = [issue for issue in issues if issue.severity is Severity.ERROR]
    if faults:
        raise Unmappable("; ".join(sorted({f"{fault.rule} at {fault.path}" for fault in faults})))


def is_for(frozen: Frozen, mode: str) -> bool:
    """Whether a frozen body is of the shape that the endpoint wants now: an operator may have changed its mode."""
    try:
        body = orjson.loads(frozen.body)
    except orjson.JSONDecodeError:  # an export in another system's names
        body = {}
    shape = body.get("type") if body.get("resourceType") == "Bundle" else "native"
    return bool(shape == mode)


def again(frozen: Frozen, *, bundle_id: str, at: datetime, mode: str) -> bytes:
    """The same content once more: a resend has a new Bundle.id and timestamp, nothing else (semantics 1)."""
    return (
        frozen.body if mode == "native" else refresh.refresh(frozen.body, bundle_id=bundle_id, timestamp=at)
    )


def next_revision(entry: Entry, disclosed: tuple[str, ...]) -> int | None:
    """The revision to send now, or None when nothing more may be sent (semantics 1).

    Same disclosed set: the frozen revision. Narrower after an attempt that may have been taken: nothing.
    Anything else: a new revision with a new id.
    """
    frozen = entry.frozen
    if frozen is None:
        return 0
    if set(frozen.disclosed) == set(disclosed):
        return frozen.revision
    if entry.unknown and set(disclosed) < set(frozen.disclosed):
        return None
    return frozen.revision + 1


def disclosure(copy: Copy, at: datetime) -> Disclosure:
    """What the ledger notes before bytes leave."""
    return Disclosure(copy.message.message_id, copy.recipient.unit, copy.delivery, copy.disclosed, at)


def _known_as(message: Message, recipient: str, history: History) -> str | None:
    original = history.event(message.relates_to) if message.relates_to else None
    if original is None:
        return None
    if original.sender == recipient:
        return original.message_id
    return next(
        (
            d.delivery
            for d in reversed(history.disclosures)
            if d.message_id == original.message_id and d.recipient == recipient
        ),
        None,
    )


def _trail(message: Message, recipient: str, facts: Facts) -> tuple[Trail, ...]:
    """The chain of messages that this one revises, takes back or answers, as far as this recipient got them."""
    got = {d.message_id: d for d in facts.history.disclosures if d.recipient == recipient}
    steps: list[Trail] = []
    event = facts.history.event(message.relates_to) if message.relates_to else None
    seen: set[str] = set()
    while event is not None and event.message_id not in seen:
        seen.add(event.message_id)
        held = got.get(event.message_id)
        sender = facts.units.get(event.sender)
        if held is not None and sender is not None:
            steps.append(_step(event, held, sender))
        event = facts.history.event(event.relates_to) if event.relates_to else None
    return tuple(reversed(steps))


def _step(event: Event, held: Disclosure, sender: Unit) -> Trail:
    shown = sender if "sender.unit" in held.paths else organisation_of_unit(sender)
    return Trail(held.delivery, event.kind, event.action, held.at, shown)


def freeze(copy: Copy, body: bytes) -> Frozen:
    """What later attempts of this revision repeat."""
    return Frozen(copy.revision, copy.delivery, copy.disclosed, body)
