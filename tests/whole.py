"""The whole pipeline in one process: real store, packs and mappings; a register and recipients that the test writes."""

from collections import defaultdict, deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from adapter.gateways.keys import KeyRing
from adapter.gateways.store import RedisStore
from adapter.gateways.store_connection import Connection, partitions
from adapter.gateways.valkey import EmbeddedValkey
from adapter.model.consent import Consent, RecordedBy
from adapter.model.delivery import Answer, AnswerKind, Entry
from adapter.model.directory import HOOK, Endpoint, Unit
from adapter.model.identifiers import NumberType, PatientId
from adapter.model.kept import StoredReceipt
from adapter.model.message import Message, Sender, Staff
from adapter.model.person import Address, HumanName, Person, Protection, Silent
from adapter.model.subscription import hook
from adapter.pipeline.accept import Accepted, Adapter
from adapter.pipeline.answering import Answers
from adapter.pipeline.deliver import Deliverer
from adapter.pipeline.mailbox import Mailbox
from adapter.pipeline.parts import Parts
from tests import builders, packs
from tests.builders import HEALTH_CENTRE, HOME_CARE, SENT, SOCIAL, WARD
from tests.checkout import mappings
from tests.fakes import KnownChance, Register, SetClock

LETTERS = "SE2021005521-FK01"
"""A unit without a system of its own."""
PERSON = Person(
    builders.PERSON,
    municipality="2480",
    name=HumanName(("Test",), "Testsson"),
    address=Address(("Exempelgatan 1",), "90325", "Umeå"),
    test=True,
)
PROTECTED = replace(PERSON, protection=Protection.SEKRETESSMARKERING)
TAKEN = Answer(AnswerKind.TAKEN, "ok", 200)
LOST = Answer(AnswerKind.TRANSIENT, "ReadTimeout")
"""No answer: it may have been taken."""
BUSY = Answer(AnswerKind.TRANSIENT, "http-408", 408, proves_not_taken=True)
POISON = Answer(AnswerKind.REFUSED, "http-422", 422, proves_not_taken=True)
PENDING = Answer(AnswerKind.PENDING, "http-202", 202)
GIVEN = Consent(
    "given",
    form="oral",
    scopes=("informationsoverforing", "npo"),
    given_by="patient",
    recorded_at=datetime.fromisoformat("2026-03-02T09:30:00+01:00"),
    recorded_by=RecordedBy(WARD, "Test Testsson", "överläkare"),
)
UNITS: Mapping[str, Unit] = {
    **{
        unit.unit: replace(unit, endpoint=Endpoint(f"to-{unit.unit}", "https://unit.example/fhir"))
        for unit in builders.units().values()
        if unit.unit != HOME_CARE
    },
    HOME_CARE: builders.units()[HOME_CARE],
    LETTERS: Unit(
        LETTERS,
        "extern",
        "Kassan",
        "extern",
        "vasterbotten",
        "SE2021005521",
        "SE2021005521",
        electronic=False,
    ),
}
"""Ward, health centre and social services have servers, home care has a mailbox."""
_numbers = iter(range(1, 10**6))


@dataclass
class Units:
    """A directory that the test may change."""

    units: dict[str, Unit] = field(default_factory=lambda: dict(UNITS))

    def unit(self, hsa_id: str) -> Unit | None:
        return self.units.get(hsa_id)

    def endpoint(self, endpoint_id: str) -> Endpoint | None:
        found = (unit.endpoint for unit in self.units.values())
        return next((one for one in found if one and one.id == endpoint_id), None)


@dataclass(frozen=True)
class Sent:
    """A request that left us; `body` as the receiver parses it."""

    unit: str
    delivery: str
    body: dict[str, Any]
    request_id: str
    unknown_before: bool
    correlation_id: str | None = None

    @property
    def kind(self) -> str:
        event: str = self.header["eventCoding"]["code"]
        return event

    @property
    def header(self) -> dict[str, Any]:
        return self.all("MessageHeader")[0]

    def all(self, resource_type: str) -> list[dict[str, Any]]:
        resources = (entry["resource"] for entry in self.body["entry"])
        return [resource for resource in resources if resource["resourceType"] == resource_type]


@dataclass(frozen=True)
class Told:
    """A notification of a subscription that left us; `body` is empty where it had none."""

    unit: str
    url: str | None
    body: dict[str, Any]
    request_id: str

    @property
    def status(self) -> dict[str, Any]:
        """The Parameters by name; a notification-event by the names of its parts."""
        (entry,) = self.body["entry"]
        return {one["name"]: _value(one) for one in entry["resource"]["parameter"]}


def _value(parameter: dict[str, Any]) -> Any:
    if "part" in parameter:
        return {one["name"]: _value(one) for one in parameter["part"]}
    (value,) = (value for name, value in parameter.items() if name.startswith("value"))
    return value["reference"] if isinstance(value, dict) and "reference" in value else value


class Recipients:
    """Everybody's servers: they give the answers told, unit by unit, then take everything."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.answers: dict[str, deque[Answer]] = defaultdict(deque)
        self.told: list[Told] = []
        self.hooks: dict[str, deque[Answer]] = defaultdict(deque)
        """What the addresses for notifications answer."""

    def answer(self, unit: str, *answers: Answer) -> None:
        self.answers[unit].extend(answers)

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
        unit, read = endpoint.id.removeprefix("to-"), orjson.loads(body or b"{}")
        if endpoint.mode == HOOK:
            self.told.append(Told(unit, endpoint.url, read, request_id))
            return self.hooks[unit].popleft() if self.hooks[unit] else TAKEN
        self.sent.append(Sent(unit, delivery, read, request_id, unknown_before, correlation_id))
        return self.answers[unit].popleft() if self.answers[unit] else TAKEN

    def to(self, unit: str, kind: str | None = None) -> list[Sent]:
        return [sent for sent in self.sent if sent.unit == unit and (kind is None or sent.kind == kind)]


@dataclass
class Whole:
    """Accept and deliver, and look at what came of it."""

    parts: Parts
    store: RedisStore
    clock: SetClock
    register: Register
    units: Units
    recipients: Recipients
    adapter: Adapter
    deliverer: Deliverer
    mailbox: Mailbox
    answers: Answers

    async def accept(self, message: Message, *, correlation: str | None = None) -> Accepted:
        return await self.adapter.accept(
            message,
            caller_units=frozenset({message.sender.unit}),
            received_at=self.clock.at,
            correlation=correlation,
        )

    async def send(self, message: Message) -> StoredReceipt:
        """Accepted now, and not refused."""
        accepted = await self.accept(message)
        assert not accepted.receipt.refused, accepted.receipt.decision
        return accepted.receipt

    async def refused(self, message: Message) -> StoredReceipt:
        accepted = await self.accept(message)
        assert accepted.receipt.refused, accepted.receipt.decision
        return accepted.receipt

    async def work(self, *, most: int = 50) -> int:
        """Deliver what is due until nothing is; how many lanes' heads that took."""
        handled = 0
        while handled < most:
            self.store.shelf.hint_all()
            claims = await self.store.claim("worker", 10, 60.0)
            if not claims:
                break
            for claim in claims:
                await self.deliverer.deliver(claim)
            handled += len(claims)
        return handled

    async def hurry(self) -> None:
        """What waits for its time is due now; endpoints left alone are not any more."""
        send = self.store.shelf.connection.send
        for unit in self.units.units.values():
            if unit.endpoint:
                await self.store.close_circuit(unit.endpoint.id)
                await self.store.close_circuit(hook(unit.endpoint.id))
        for place in partitions():
            groups: Any = await send("ZRANGE", f"{place}:next", 0, -1)
            for group in groups:
                due = f"{place}:due:{group.decode()}"
                lanes: Any = await send("ZRANGE", due, 0, -1)
                for lane in lanes:
                    await send("ZADD", due, 1, lane)
                await send("ZADD", f"{place}:next", 1, group)

    async def a_day_later(self) -> None:
        """What the guard has held for a day is purged, by the store's clock."""
        send = self.store.shelf.connection.send
        for place in partitions():
            guarded: Any = await send("ZRANGE", f"{place}:purge", 0, -1)
            for one in guarded:
                await send("ZADD", f"{place}:purge", 1, one)
        await self.store.purge()

    async def receipt(self, message: Message) -> StoredReceipt:
        found = await self.adapter.receipt(message.message_id, frozenset({message.sender.unit}))
        assert found is not None
        return found

    async def entry(self, message: Message, unit: str) -> Entry:
        entries = (await self.receipt(message)).entries
        (found,) = (entry for entry in entries if entry.recipient == unit and not entry.notice)
        return found

    async def state(self, message: Message, unit: str) -> str:
        return (await self.entry(message, unit)).state.value

    def outcomes(self, receipt: StoredReceipt) -> dict[str, str]:
        verdicts: Any = receipt.decision["verdicts"]
        return {verdict["recipient"]: verdict["outcome"] for verdict in verdicts}


@asynccontextmanager
async def opened(folder: Path, **settings: object) -> AsyncIterator[Whole]:
    """The pipeline on an embedded store of its own."""
    server = EmbeddedValkey(folder / "data", max_memory=64 << 20)
    await server.start()
    try:
        connection = await Connection.open(socket=server.socket)
        store = await RedisStore.over(connection, KeyRing({"k1": b"1" * 32}), lambda _: 100)
        try:
            yield _put_together(store, {"environment": "test", **settings})
        finally:
            await store.close()
    finally:
        await server.stop()


def _put_together(store: RedisStore, settings: Mapping[str, object]) -> Whole:
    clock, register, units, recipients = (
        SetClock(),
        Register({PERSON.identifier: PERSON}),
        Units(),
        Recipients(),
    )
    parts = Parts(
        clock=clock,
        chance=KnownChance(),
        register=register,
        directory=units,
        store=store,
        recipient=recipients,
        packs=packs.packs(),
        mappings=mappings(),
        fingerprint=store.shelf.records.fingerprint,
        own_url="https://adapter.example/fhir",
        settings=settings,
    )
    adapter, deliverer = Adapter(parts), Deliverer(parts)
    mailbox = Mailbox(parts, adapter, deliverer)
    answers = Answers(parts, deliverer)
    return Whole(parts, store, clock, register, units, recipients, adapter, deliverer, mailbox, answers)


def silent(whole: Whole) -> None:
    """The register stops answering."""
    whole.register.answers[PERSON.identifier] = Silent()


def answering(whole: Whole, answer: Person = PERSON) -> None:
    """The register answers so."""
    whole.register.answers[PERSON.identifier] = answer


# -- messages; every one has an id of its own


def _new_id() -> str:
    return f"8b1f0a52-5b0e-4a36-9b8e-{next(_numbers):012d}"


def notice(*recipients: str, **changes: object) -> Message:
    """An admission notice to social services, with the patient's consent."""
    plain = builders.message(message_id=_new_id(), recipients=recipients or (SOCIAL,), consent=GIVEN)
    return replace(plain, **changes)  # type: ignore[arg-type]


def basis(*recipients: str, **changes: object) -> Message:
    """A planning basis: content that wants a consent."""
    plain = {
        "kind": "planeringsunderlag",
        "consent": None,
        "content": {
            "answers": [
                {
                    "question": "kand-patient",
                    "answer": True,
                    "comment": "Känd sedan tidigare.",
                    "date": "2026-03-02",
                    "name": "Test Testsson",
                    "title": "sjuksköterska",
                }
            ]
        },
    }
    return notice(*recipients, **{**plain, **changes})


def ready(*recipients: str, **changes: object) -> Message:
    """That the patient is ready for discharge."""
    plain = {
        "kind": "utskrivningsklar",
        "consent": None,
        "content": {"readyAt": "2026-03-02T09:45:00+01:00"},
    }
    return notice(*recipients, **{**plain, **changes})


def kvittens(of: Message, by: str = SOCIAL, **changes: object) -> Message:
    """The unit's acknowledgement."""
    plain = {
        "kind": "kvittens",
        "sender": Sender(by, Staff("Test Provsson", "handläggare")),
        "relates_to": of.message_id,
        "consent": None,
        "content": {},
    }
    return notice(of.sender.unit, **{**plain, **changes})


def consent(status: str, *recipients: str, **changes: object) -> Message:
    """A samtycke of its own, recorded by the ward."""
    content = {
        "status": status,
        "form": "oral",
        "scopes": ["informationsoverforing", "npo"],
        "givenBy": "patient",
        "recordedAt": "2026-03-02T09:40:00+01:00",
        "recordedBy": {"unit": WARD, "name": "Test Testsson", "title": "överläkare"},
    }
    return notice(*recipients, **{"kind": "samtycke", "consent": None, "content": content, **changes})


def taking_back(of: Message, action: str = "cancel", **changes: object) -> Message:
    """A cancel or an annulment by the original's sender."""
    retracted = {"reason": "Återtas", "newEstimatedDischarge": "2026-03-09"}
    content = {"reason": "fel-person"} if action == "annul" else retracted
    plain = {"kind": of.kind, "action": action, "relates_to": of.message_id, "consent": None}
    return notice(*of.recipients, **{**plain, "content": content, **changes})


def patient(value: str, kind: NumberType = NumberType.PERSONNUMMER) -> PatientId:
    return PatientId(kind, value)


__all__ = ["HEALTH_CENTRE", "HOME_CARE", "SENT", "SOCIAL", "WARD"]
