"""What the adapter needs of the world, as Protocols: the core and the pipeline know only these."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from adapter.model.delivery import Answer, Entry, Frozen
from adapter.model.directory import Endpoint, Unit
from adapter.model.history import Disclosure, History, Owed
from adapter.model.kept import (
    Acceptance,
    Acquaintance,
    Circuit,
    Claim,
    Conflicting,
    DueClock,
    Kept,
    PersonState,
    Pointer,
    Reminding,
    Repeated,
    Reserved,
    StoredReceipt,
)
from adapter.model.message import Message
from adapter.model.person import RegisterAnswer
from adapter.model.printed import Printed
from adapter.model.struck import Struck
from adapter.model.subscription import Subscription


class Clock(Protocol):
    """The time; always with an offset."""

    def now(self) -> datetime:
        """The instant now."""
        ...


class Chance(Protocol):
    """Randomness, so that the core can be replayed."""

    def uuid(self) -> str:
        """A new random UUID."""
        ...

    def jitter(self) -> float:
        """A number in [0, 1)."""
        ...


class PopulationRegister(Protocol):
    """Folkbokföring: who a number is. Never raises: silence is an answer (`Silent`)."""

    async def look_up(self, numbers: Sequence[str]) -> Mapping[str, RegisterAnswer]:
        """One answer per number asked for."""
        ...


class Directory(Protocol):
    """Units, roles and endpoints."""

    def unit(self, hsa_id: str) -> Unit | None:
        """The unit, or None when the directory does not have it."""
        ...

    def endpoint(self, endpoint_id: str) -> Endpoint | None:
        """The endpoint of that id."""
        ...


class Recipient(Protocol):
    """Sends one rendered delivery to an endpoint and reads what comes back; never raises for network faults."""

    async def send(
        self,
        endpoint: Endpoint,
        delivery: str,
        body: bytes,
        *,
        request_id: str,
        unknown_before: bool = False,
        correlation_id: str | None = None,
    ) -> Answer:
        """POST the body; `delivery` is the MessageHeader.id the answer must name.

        `request_id` is the same over resends, `correlation_id` what the sender gave.
        `unknown_before`: an earlier attempt of this delivery has no known outcome (semantics 31).
        """
        ...


class Printer(Protocol):
    """Puts a document on paper; fetches nothing, and makes the same bytes of the same data."""

    def pdf(self, printed: Printed) -> bytes:
        """The document as PDF. Raises `Unprintable` for a character that cannot be printed."""
        ...


class Store(Protocol):
    """Durable keeping: every method that writes returns after the write is durable, or raises `StoreUnavailable`."""

    async def reserve(self, sender: str, message_id: str, digest: str) -> Reserved | Repeated | Conflicting:
        """Take the idempotency key; repairs a reservation that a crash left behind."""
        ...

    async def release(self, reserved: Reserved) -> None:
        """Give the idempotency key up, when the message was neither put nor refused: a repeat need not wait."""
        ...

    async def person(self, numbers: Sequence[str]) -> PersonState:
        """The state found under the number, or a new place for it; `numbers[0]` is the person's own."""
        ...

    async def known(self, number: str) -> PersonState | None:
        """The state found under a number, without making a place for it: for linked numbers."""
        ...

    async def put(self, reserved: Reserved, person: PersonState, acceptance: Acceptance) -> StoredReceipt:
        """Write message, history, lanes and audit in one step; `Stale` when `person.history.rev` has moved."""
        ...

    async def refuse(self, reserved: Reserved, receipt: StoredReceipt, audit: Mapping[str, object]) -> None:
        """Remember a refusal under the idempotency key; nothing of the body is kept."""
        ...

    async def receipt(self, message_id: str, units: Sequence[str]) -> StoredReceipt | None:
        """The receipt of a message that one of these units sent."""
        ...

    async def kept(self, message_id: str, units: Sequence[str]) -> Kept | None:
        """An accepted message that one of these units sent, to be read again; None for a refused one."""
        ...

    async def bodies(
        self, person: PersonState, messages: Sequence[tuple[str, str]]
    ) -> Mapping[tuple[str, str], Message | None]:
        """The bodies of messages of this person, by sender and id; None where one was erased or the guard holds it."""
        ...

    def resource_id(self, person: str, type_: str, identity: str) -> str:
        """The id over REST of what is of this type and identity and about this person: opaque, always the same."""
        ...

    async def person_named(self, resource_id: str) -> PersonState | None:
        """The person whom a resource with such an id would be about; whether there is one is for the caller to see."""
        ...

    async def person_of(self, person: str) -> PersonState | None:
        """The state under a random id; None where nothing is kept."""
        ...

    async def acquaintances(
        self, units: Sequence[str], since: datetime | None, before: Acquaintance | None, most: int
    ) -> Sequence[Acquaintance]:
        """Persons of whom one of these units sent or got something, the newest first; those after `before`."""
        ...

    async def inscribe(
        self,
        person: PersonState,
        owed: Sequence[Owed],
        disclosure: Disclosure | None,
        audit: Mapping[str, object],
    ) -> None:
        """Add to the person's history what is printed or sent on paper; `Stale` when the state has moved at all."""
        ...

    async def due_clocks(self, now: datetime, most: int, lease_seconds: float) -> Sequence[DueClock]:
        """Up to `most` persons whose clock is due at `now`, the adapter's, each leased to the caller."""
        ...

    async def look_again(self, clock: DueClock) -> DueClock:
        """The claim with the person's newest history, after `Stale`."""
        ...

    async def strike(
        self,
        clock: DueClock,
        struck: Sequence[Struck],
        reminders: Sequence[Reminding],
        next_look: datetime | None,
        audit: Mapping[str, object],
    ) -> None:
        """Note what has been struck, queue its reminders and set the next look, in one step, once.

        `Stale` when anything has come since the history was read, `LeaseLost` when another has claimed the person.
        """
        ...

    async def claim(self, worker: str, most: int, lease_seconds: float) -> Sequence[Claim]:
        """Up to `most` due lanes' heads, each leased to this worker; endpoints with an open circuit are skipped."""
        ...

    async def history(self, claim: Claim) -> History:
        """The person's state, read fresh."""
        ...

    async def begin(
        self,
        claim: Claim,
        rev: int,
        frozen: Frozen,
        disclosure: Disclosure | None,
        audit: Mapping[str, object],
    ) -> Entry:
        """Record the attempt before bytes leave and return the entry as it now is; `Stale` when the state moved, `LeaseLost` when the lane did."""
        ...

    async def settle(self, claim: Claim, entry: Entry, audit: Mapping[str, object]) -> None:
        """Take the entry off the lane in its final state and make the lane due again if more waits."""
        ...

    async def reschedule(
        self,
        claim: Claim,
        entry: Entry,
        seconds: float,
        audit: Mapping[str, object] | None,
        *,
        cleared: bool = False,
    ) -> None:
        """Put the lane back, due in `seconds`, with the entry changed (attempts, hold, unknown).

        `entry.frozen` None drops the frozen bytes; they are written by `begin` alone. A wake-up that came while the
        lane was leased makes it due at once. `cleared`: the identity guard let the person pass, so the body may stay.
        """
        ...

    async def bury(
        self, claim: Claim, entry: Entry, audit: Mapping[str, object], *, block_lane: bool
    ) -> None:
        """To the dead letters; `block_lane` stops what follows in the lane until an operator acts."""
        ...

    async def notify(self, claim: Claim, entry: Entry) -> None:
        """Queue a notice of our own making (ids only) in the same person's partition; once per entry id."""
        ...

    async def wait_for_work(self, timeout: float) -> bool:
        """Returns when something may be claimed, at the latest after `timeout` seconds; whether something came."""
        ...

    async def open_circuit(self, endpoint: str, seconds: float, reason: str) -> None:
        """Leave the endpoint alone for so long, then probe it with one lane at a time."""
        ...

    async def close_circuit(self, endpoint: str) -> None:
        """The endpoint answers again."""
        ...

    async def circuit(self, endpoint: str) -> Circuit | None:
        """The endpoint's open circuit, at most a second old; None when it is closed."""
        ...

    async def trouble(self, endpoint: str) -> Circuit | None:
        """The circuit of an endpoint that is left alone, or was until a probe that has not answered yet."""
        ...

    async def undelivered(self, most: int, lease_seconds: float) -> Sequence[Claim]:
        """What has not arrived by its `tell_at` and nobody has told of, for reading, each leased to the caller.

        Whatever its lane waits for; what is held counts from when the hold is over.
        """
        ...

    async def tell_delayed(
        self, claim: Claim, notice: Entry, arrived: Entry, audit: Mapping[str, object]
    ) -> bool:
        """Queue the notice that it is late, and keep `arrived`, which the step that settles it queues; once.

        False when it has been told or has arrived meanwhile.
        """
        ...

    async def forget_late(self, claim: Claim) -> None:
        """There is nobody to tell of it."""
        ...

    def persons(self) -> AsyncIterator[PersonState]:
        """Everybody, each once, page by page over all partitions; a caller keeps what it counts and nobody."""
        ...

    async def note(self, audit: Mapping[str, object]) -> None:
        """Write into the audit chain that something was read that is of no single person's."""
        ...

    async def dead_letters(self, most: int) -> Sequence[Pointer]:
        """What is buried, oldest first."""
        ...

    async def dead_letter(self, entry_id: str, audit: Mapping[str, object]) -> Claim | None:
        """A dead letter with its message, for reading; the look is audited."""
        ...

    async def replay(self, entry_id: str, audit: Mapping[str, object]) -> bool:
        """Put a dead letter back at the front of its lane, to be decided again; False when it is none."""
        ...

    async def discard(self, entry_id: str, audit: Mapping[str, object]) -> bool:
        """Let a dead letter be; what waited behind it goes on. False when it is none."""
        ...

    async def mailbox(self, unit: str) -> Sequence[Pointer]:
        """What the unit has not acknowledged, oldest first."""
        ...

    async def fetch(self, unit: str, worker: str, most: int, lease_seconds: float) -> Sequence[Claim]:
        """Leases of the heads of the unit's mailbox lanes: each is decided, begun, then settled as `FETCHED`.

        Call again until it is empty: behind a fetched head the next becomes due.
        """
        ...

    async def fetch_again(self, pointer: Pointer, worker: str, lease_seconds: float) -> Claim | None:
        """A lease on an entry already fetched but not acknowledged; None when another holds it."""
        ...

    async def delivered(self, unit: str, delivery: str) -> Claim | None:
        """The entry and message that the unit got, or may have got, under this MessageHeader.id; for reading only."""
        ...

    async def take(self, unit: str, delivery: str, worker: str, lease_seconds: float) -> Claim | None:
        """A lease on what the unit was sent under this MessageHeader.id, for an answer that came by itself.

        None when it is not under way any more; `Unavailable` while it is being sent.
        """
        ...

    async def take_out(
        self, unit: str, partition: str, entry_id: str, worker: str, lease_seconds: float
    ) -> Claim | None:
        """A lease on one entry of the unit's mailbox, wherever it stands in its lane; None when it is not there to fetch.

        `Unavailable` while its lane is being fetched from.
        """
        ...

    async def subscriptions(self, units: Sequence[str]) -> Sequence[Subscription]:
        """Those of these units, in one round trip."""
        ...

    async def subscription(self, id_: str, units: Sequence[str]) -> Subscription | None:
        """The one of that id, if one of these units has it."""
        ...

    async def write_subscription(
        self, subscription: Subscription, known: int, handshake: Entry | None, audit: Mapping[str, object]
    ) -> None:
        """Keep it as its next version, with its handshake queued in the same step; `known` 0: a new one.

        `Stale` when its version is not the known one any more, `TooManySubscriptions` when the unit has its fill.
        """
        ...

    async def remove_subscription(self, id_: str, unit: str, audit: Mapping[str, object]) -> bool:
        """False when the unit has none of that id."""
        ...

    async def number_event(self, subscription: Subscription, notification: str) -> int:
        """The number of a notification among its subscription's, from 1; always the same for the same one."""
        ...

    async def forget_event(self, subscription: Subscription, notification: str) -> None:
        """Its number stands in what was frozen: no other attempt asks for it."""
        ...

    async def events(self, subscription: Subscription) -> int:
        """How many there have been."""
        ...

    async def acknowledge(
        self, unit: str, delivery: str, at: datetime, audit: Mapping[str, object]
    ) -> Entry | None:
        """The unit has taken the delivery: off its mailbox, `DELIVERED`; the same again for a repeat, else None."""
        ...
