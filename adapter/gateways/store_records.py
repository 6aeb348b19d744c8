"""What the store keeps, as bytes: dataclasses to JSON, sealed at their place, and back."""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256

import orjson
from pydantic import TypeAdapter, ValidationError

from adapter.gateways.keys import KeyRing, Unsealable, data_key, seal, unseal
from adapter.model.consent import ConsentRecord
from adapter.model.delivery import Entry, Frozen, State
from adapter.model.errors import StoreUnavailable
from adapter.model.history import Disclosure, Event, History, Owed
from adapter.model.kept import PersonState, StoredReceipt
from adapter.model.message import Message
from adapter.model.struck import Struck
from adapter.model.subscription import Subscription

EXPRESS_KINDS = frozenset({"kvittens", "samtycke"})
MAILBOX_STATES = frozenset({State.AVAILABLE, State.FETCHED})
PERSON_KEY = "person"
_STORE_KEY = "store"


@dataclass(frozen=True, slots=True)
class LogRecord:
    """One line of a person's history: what an acceptance added, a disclosure, or what the clock has struck of."""

    event: Event | None = None
    consents: tuple[ConsentRecord, ...] = ()
    owed: tuple[Owed, ...] = ()
    disclosure: Disclosure | None = None
    struck: tuple[Struck, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptReceipt:
    """A receipt without its entries, which change and are kept one by one."""

    message_id: str
    sender: str
    kind: str
    action: str
    received_at: datetime
    decision: dict[str, object]
    refused: bool
    owed: tuple[Owed, ...] = ()
    alike: bool = False


@dataclass(frozen=True, slots=True)
class _FrozenHead:
    revision: int
    delivery: str
    disclosed: tuple[str, ...]


_MESSAGE = TypeAdapter(Message)
_ENTRY = TypeAdapter(Entry)
_LOG = TypeAdapter(LogRecord)
_RECEIPT = TypeAdapter(KeptReceipt)
_FROZEN = TypeAdapter(_FrozenHead)
_SUBSCRIPTION = TypeAdapter(Subscription)


@dataclass(frozen=True, slots=True, repr=False)
class PersonKeys:
    """A person's data keys: the wrapped ones as kept, by name, and those this step adds."""

    partition: str
    person: str
    wrapped: Mapping[str, bytes]
    new: Mapping[str, bytes]
    lines: int = 0
    """How many lines of history were read: a disclosure adds one without moving `rev`."""

    @classmethod
    def of(cls, person: PersonState) -> "PersonKeys":
        """Those that the store put into a person's state; a state of other making is a fault of ours."""
        if not isinstance(person.handle, cls):
            raise TypeError("the person's state did not come from this store")
        return person.handle


class Records:
    """Seals and opens what the store keeps; every seal is bound to the key name and field it is kept under."""

    def __init__(self, ring: KeyRing, store_key: bytes) -> None:
        self.ring = ring
        self._store_key = store_key

    def message_key(self, sender: str, message_id: str) -> str:
        """What a message is kept under: no id of a sender stands in clear in a key name."""
        return hmac.digest(self._store_key, f"{sender}\0{message_id}".encode(), sha256).hex()[:40]

    def fingerprint(self, body: bytes) -> str:
        """What tells one body from another without telling what is in it; the same through a rotation of keys."""
        return hmac.digest(self._store_key, b"fingerprint\0" + body, sha256).hex()

    def keyed(self, use: bytes, of: bytes) -> bytes:
        """32 bytes that nobody without the store's key can compute; one `use` says nothing of another."""
        return hmac.digest(self._store_key, use + b"\0" + of, sha256)

    def episode_name(self, message: Message) -> str:
        """The name of the data key of the message's stay; '' outside a stay, where a message has its own."""
        if message.episode is None:
            return ""
        return hmac.digest(self._store_key, f"episode\0{message.episode.id}".encode(), sha256).hex()[:32]

    # -- data keys

    def new_key(self, partition: str, owner: str, name: str) -> tuple[bytes, bytes]:
        """A data key and its wrapping."""
        key = data_key()
        return key, self.ring.wrap(_key_place(partition, owner, name), key)

    def open_key(self, partition: str, owner: str, name: str, wrapped: bytes) -> bytes:
        """A wrapped data key, opened. Raises `StoreUnavailable` when the master key is gone."""
        with _opened():
            return self.ring.unwrap(_key_place(partition, owner, name), wrapped)

    # -- documents

    def message(self, key: bytes, name: str, partition: str, message_key: str, message: Message) -> bytes:
        """A body under its stay's or its own key."""
        return seal(
            key, name or message_key, f"{partition}:message:{message_key}|body", orjson.dumps(message)
        )

    def read_message(self, key: bytes, partition: str, message_key: str, sealed: bytes) -> Message:
        """A body, opened."""
        with _opened():
            return _MESSAGE.validate_json(unseal(key, f"{partition}:message:{message_key}|body", sealed))

    def receipt(self, partition: str, message_key: str, receipt: StoredReceipt) -> bytes:
        """A receipt; its entries apart."""
        kept = KeptReceipt(
            receipt.message_id,
            receipt.sender,
            receipt.kind,
            receipt.action,
            receipt.received_at,
            dict(receipt.decision),
            receipt.refused,
            receipt.owed,
            receipt.alike,
        )
        return self._close(f"{partition}:message:{message_key}|receipt", orjson.dumps(kept))

    def read_receipt(self, partition: str, message_key: str, sealed: bytes) -> KeptReceipt:
        """A receipt, opened."""
        with _opened():
            return _RECEIPT.validate_json(self._open(f"{partition}:message:{message_key}|receipt", sealed))

    def entry(self, partition: str, entry: Entry) -> bytes:
        """An entry without its frozen bytes."""
        return self._close(f"{partition}:entry:{entry.id}|doc", orjson.dumps(replace(entry, frozen=None)))

    def read_entry(
        self, partition: str, entry_id: str, sealed: bytes, state: bytes, told: bytes = b""
    ) -> Entry:
        """An entry in the state that the store has it in: some steps change the state alone. `told`: when, in ms."""
        with _opened():
            entry = _ENTRY.validate_json(self._open(f"{partition}:entry:{entry_id}|doc", sealed))
        told_at = datetime.fromtimestamp(int(told) / 1000, UTC) if told else None
        return replace(entry, state=State(state.decode()), told_at=told_at)

    def frozen(self, key: bytes | None, partition: str, entry_id: str, frozen: Frozen) -> bytes:
        """Frozen bytes under the key of the message they were made of."""
        head = orjson.dumps(_FrozenHead(frozen.revision, frozen.delivery, frozen.disclosed))
        place = f"{partition}:entry:{entry_id}|frozen"
        clear = head + b"\n" + frozen.body
        return self._close(place, clear) if key is None else seal(key, "message", place, clear)

    def read_frozen(self, key: bytes | None, partition: str, entry_id: str, sealed: bytes) -> Frozen | None:
        """Frozen bytes, opened; None when there are none."""
        if not sealed:
            return None
        place = f"{partition}:entry:{entry_id}|frozen"
        with _opened():
            clear = self._open(place, sealed) if key is None else unseal(key, place, sealed)
            head, _, body = clear.partition(b"\n")
            kept = _FROZEN.validate_json(head)
        return Frozen(kept.revision, kept.delivery, kept.disclosed, body)

    def subscription(self, place: str, subscription: Subscription) -> bytes:
        """A subscription, at its key and field."""
        return self._close(place, orjson.dumps(subscription))

    def read_subscription(self, place: str, sealed: bytes) -> Subscription:
        """A subscription, opened."""
        with _opened():
            return _SUBSCRIPTION.validate_json(self._open(place, sealed))

    def log(self, key: bytes, partition: str, person: str, record: LogRecord) -> bytes:
        """A line of a person's history under the person's key."""
        return seal(key, PERSON_KEY, f"{partition}:log:{person}", orjson.dumps(record))

    def history(self, key: bytes, partition: str, person: str, rev: int, lines: Iterable[bytes]) -> History:
        """A person's history out of its lines, oldest first."""
        place = f"{partition}:log:{person}"
        with _opened():
            records = [_LOG.validate_json(unseal(key, place, line)) for line in lines]
        return folded(records, rev)

    def _close(self, place: str, clear: bytes) -> bytes:
        return seal(self._store_key, _STORE_KEY, place, clear)

    def _open(self, place: str, sealed: bytes) -> bytes:
        return unseal(self._store_key, place, sealed)


def folded(records: Sequence[LogRecord], rev: int) -> History:
    """The history that the lines make; what is owed is replaced by a later line for the same message and unit."""
    owed = {(owed.message_id, owed.unit): owed for record in records for owed in record.owed}
    return History(
        tuple(record.event for record in records if record.event is not None),
        tuple(consent for record in records for consent in record.consents),
        tuple(record.disclosure for record in records if record.disclosure is not None),
        tuple(owed.values()),
        rev,
        tuple(struck for record in records for struck in record.struck),
    )


def lane(person: str, entry: Entry) -> str:
    """The lane of an entry. Kvittens, samtycke and notices have an express lane: they wait for no held entry.

    A reminder waits for the message that it is about (decision 014), which may be held: nothing is to wait behind it.
    Nor behind the notification of a subscription, which goes to an address of its own (decision 021).
    """
    if entry.notified is not None:
        return f"{person}|{entry.recipient}|notification|{entry.id}"
    if entry.reminder is not None:
        return f"{person}|{entry.recipient}|reminder|{entry.id}"
    express = entry.kind in EXPRESS_KINDS or entry.notice is not None
    return f"{person}|{entry.recipient}" + ("|express" if express else "")


def group(entry: Entry) -> str:
    """The due set of an entry: its endpoint's, or the mailbox of its unit, which no worker claims from."""
    return f"mailbox:{entry.recipient}" if entry.state in MAILBOX_STATES else f"to:{entry.endpoint}"


class _opened:  # noqa: N801 - reads as a statement
    """Whatever cannot be opened or read is the store's fault, told without a value."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Unsealable):
            raise StoreUnavailable(f"a record cannot be opened: {error}") from None
        if isinstance(error, ValidationError):
            raise StoreUnavailable(f"a record cannot be read ({error.title})") from None


def _key_place(partition: str, owner: str, name: str) -> str:
    return f"{partition}:keys:{owner}|{name}"
