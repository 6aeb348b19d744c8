"""The web app over fakes: an intake and a mailbox that do what the test says, and three callers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import orjson

from adapter import bootstrap
from adapter.exports.system import System
from adapter.gateways.keys import KeyRing
from adapter.gateways.metrics import Metrics
from adapter.gateways.page_tokens import PageTokens
from adapter.intake.submission import Stated
from adapter.model.care_plans import AskedPlans
from adapter.model.client import Client, Right
from adapter.model.delivery import Answer
from adapter.model.directory import Endpoint, Unit
from adapter.model.errors import NotAllowed
from adapter.model.figures import MEAN, Figures, Indicator, Settlement
from adapter.model.history import MANUAL, Owed, Paper
from adapter.model.identifiers import PatientId
from adapter.model.ids import letter_id
from adapter.model.indicator import Followed
from adapter.model.kept import StoredReceipt
from adapter.model.message import Message
from adapter.model.report import Report
from adapter.model.subscription import Asked, Subscription
from adapter.model.wire import to_json
from adapter.pipeline.accept import Accepted
from adapter.pipeline.reporting import NotOver
from adapter.r4.mappings import Mappings
from adapter.reading.resources import Shown
from adapter.web.app import create_app
from adapter.web.parts import Subscriptions as SubscriptionService
from tests.builders import SENT, SOCIAL, WARD, message, units
from tests.fakes import KnownChance, SetClock

_systems = cache(bootstrap.systems)
DELIVERY = "5d1c54a1-4a52-4d5e-9f0e-0d8a4b7f9d10"
LETTER = letter_id(WARD, message().message_id, "patient")
KEYS = {
    "ward": Client("ward", frozenset({WARD}), frozenset({Right.SEND, Right.READ})),
    "social": Client("social", frozenset({SOCIAL}), frozenset({Right.SEND, Right.READ})),
    "reader": Client("reader", frozenset({WARD}), frozenset({Right.READ})),
    "operator": Client("operator", frozenset(), frozenset({Right.OPERATE})),
    "region": Client("region", frozenset({WARD}), frozenset({Right.REPORT})),
    "kommun": Client("kommun", frozenset({SOCIAL}), frozenset({Right.REPORT})),
}


def a_report() -> Report:
    """Two municipalities, the smaller one hidden."""
    mean = Followed("ready-days-mean", rules=("VB-LIAB-01",))
    told = Indicator(mean.code, MEAN, 21, 9, 2.33, "d")
    figures = (
        Figures("vasterbotten", "2480", "2026-02", (told,), Settlement("none", 0, 0)),
        Figures(
            "vasterbotten",
            "2482",
            "2026-02",
            (Indicator(mean.code, MEAN, unit="d", suppressed=True),),
            Settlement(None, None, None, suppressed=True),
        ),
    )
    return Report("vasterbotten", "2026-02", (mean,), figures, (figures[1].indicators[0],))


def receipt(
    sent: Message | None = None, *, refused: bool = False, alike: bool = False, rule: str = "VB-MSG-03"
) -> StoredReceipt:
    """The receipt of a message for social services."""
    sent = sent or message()
    outcome = "refuse" if refused else "forward"
    ground = {
        "rule": rule,
        "effect": "refuse" if refused else "permit",
        "source": "x",
        "text": "Said so.",
        "remedy": "",
    }
    verdict = {
        "recipient": SOCIAL,
        "outcome": outcome,
        "grounds": [ground],
        "disclosed": [],
        "handling": None,
    }
    pack = {"region": "vasterbotten", "version": "1", "digest": "0"}
    return StoredReceipt(
        sent.message_id,
        sent.sender.unit,
        sent.kind,
        sent.action,
        SENT,
        {"verdicts": [verdict], "issues": [], "pack": pack},
        refused,
        alike=alike,
    )


@dataclass
class Intake:
    """Accepts; or raises `trouble`."""

    trouble: Exception | None = None
    refused: bool = False
    alike: bool = False
    rule: str = "VB-MSG-03"
    expected: list[frozenset[str] | None] = field(default_factory=list)
    seen: list[tuple[Message, frozenset[str], datetime, str]] = field(default_factory=list)
    stated: list[Stated | None] = field(default_factory=list)

    async def accept(
        self,
        message: Message,
        *,
        caller_units: frozenset[str],
        received_at: datetime,
        request: str = "",
        correlation: str | None = None,  # noqa: ARG002 - the port's
        stated: Stated | None = None,
        expected: frozenset[str] | None = None,
    ) -> Accepted:
        if self.trouble:
            raise self.trouble
        repeated = any(earlier.message_id == message.message_id for earlier, *_ in self.seen)
        self.seen.append((message, caller_units, received_at, request))
        self.stated.append(stated)
        self.expected.append(expected)
        return Accepted(self._receipt(message), repeated=repeated)

    async def receipt(self, message_id: str, caller_units: frozenset[str]) -> StoredReceipt | None:
        for earlier, *_ in self.seen:
            if earlier.message_id == message_id and earlier.sender.unit in caller_units:
                return self._receipt(earlier)
        return None

    def _receipt(self, message: Message) -> StoredReceipt:
        return receipt(message, refused=self.refused, alike=self.alike, rule=self.rule)


@dataclass
class Mailbox:
    """Holds one delivery for social services."""

    acknowledged: list[str] = field(default_factory=list)
    approved: list[bool | None] = field(default_factory=list)
    refused: bool = False

    async def pull(self, unit: str, *, most: int) -> Sequence[Mapping[str, object]]:
        assert unit == SOCIAL
        return [{"deliveryId": DELIVERY, "fetchedBefore": False, "bundle": {"resourceType": "Bundle"}}][:most]

    async def acknowledge(
        self,
        delivery: str,
        *,
        caller_units: frozenset[str],
        received_at: datetime,
        request: str = "",
        approved: bool | None = None,
    ) -> Accepted | None:
        assert received_at == SENT
        assert request
        if delivery != DELIVERY or SOCIAL not in caller_units:
            return None
        self.acknowledged.append(delivery)
        self.approved.append(approved)
        given = message(kind="kvittens", content={})
        return Accepted(receipt(given, refused=self.refused), repeated=len(self.acknowledged) > 1)


@dataclass
class Answers:
    """Social services were sent one delivery."""

    taken: list[tuple[str, Answer]] = field(default_factory=list)

    async def take(self, delivery: str, answer: Answer, *, caller_units: frozenset[str]) -> bool:
        if delivery != DELIVERY or SOCIAL not in caller_units:
            return False
        self.taken.append((delivery, answer))
        return True


@dataclass
class Letters:
    """The ward has one letter, `LETTER`, of every message; `trouble` is raised where there is any."""

    trouble: Exception | None = None
    sent_at: list[tuple[datetime, str]] = field(default_factory=list)

    async def letters(self, _message_id: str, units: frozenset[str]) -> StoredReceipt | None:
        return self._receipt(units)

    async def letter(
        self, _message_id: str, letter: str, units: frozenset[str], _request: str
    ) -> bytes | None:
        return self._pdf(units) if letter == LETTER else None

    async def plan(self, _message_id: str, units: frozenset[str], _request: str) -> bytes | None:
        return self._pdf(units)

    async def sent(
        self, _message_id: str, letter: str, units: frozenset[str], *, at: datetime, channel: str
    ) -> StoredReceipt | None:
        self.sent_at.append((at, channel))
        return self._receipt(units) if letter == LETTER else None

    def _receipt(self, units: frozenset[str]) -> StoredReceipt | None:
        owed = Owed(message().message_id, MANUAL, "patient", SENT, paper=Paper("patient", "patient"))
        return replace(receipt(), owed=(owed,)) if WARD in units else None

    def _pdf(self, units: frozenset[str]) -> bytes | None:
        if self.trouble:
            raise self.trouble
        return b"%PDF" if WARD in units else None


@dataclass
class Deadlines:
    """The ward's messages have one row each."""

    async def of_message(
        self, message_id: str, units: frozenset[str]
    ) -> Sequence[Mapping[str, object]] | None:
        return ({"rule": "VB-ACK-04", "messageId": message_id},) if WARD in units else None


@dataclass
class Deviations:
    """The ward's messages have one draft each."""

    async def of_message(
        self, message_id: str, units: frozenset[str], language: str
    ) -> Sequence[Mapping[str, object]] | None:
        return ({"draft": True, "messageId": message_id, "language": language},) if WARD in units else None


@dataclass
class Outages:
    """The ward's region has a routine and one form."""

    def routine(self, units: frozenset[str], language: str) -> Mapping[str, object] | None:
        return {"region": "vasterbotten", "language": language} if WARD in units else None

    async def form(self, kind: str, units: frozenset[str]) -> bytes | None:
        return b"%PDF" if WARD in units and kind == "sip" else None


@dataclass
class Reports:
    """The region reads all, a municipality's unit its own; February 2026 is over, March is not."""

    found: Report = field(default_factory=a_report)
    asked: list[tuple[str, str | None, str | None, str]] = field(default_factory=list)

    async def report(
        self,
        month: str,
        region: str | None,
        municipality: str | None,
        *,
        caller: str,
        units: frozenset[str],
        request: str = "",
    ) -> Report | None:
        assert request
        self.asked.append((month, region, municipality, caller))
        if month > "2026-02":
            raise NotOver("not over")
        if not units:
            return None
        return self.found if WARD in units else self.found.only({"2480"})


@dataclass
class Readings:
    """What each unit may see."""

    of_units: dict[str, tuple[Shown, ...]] = field(default_factory=dict)
    asked: list[tuple[str, frozenset[str]]] = field(default_factory=list)

    async def read(self, type_: str, id_: str, units: frozenset[str], request: str) -> Shown | None:
        assert request
        self.asked.append((f"{type_}/{id_}", units))
        return next((one for one in self._seen(units) if (one.type, one.id) == (type_, id_)), None)

    async def of_person(self, number: PatientId, units: frozenset[str], request: str) -> tuple[Shown, ...]:
        assert request
        self.asked.append((number.value, units))
        return self._seen(units)

    async def beside(self, id_: str, units: frozenset[str], request: str) -> tuple[Shown, ...]:
        assert request
        self.asked.append((f"beside {id_}", units))
        seen = self._seen(units)
        return seen if any(one.id == id_ for one in seen) else ()

    async def recent(
        self,
        units: frozenset[str],
        *,
        since: datetime | None,
        cursor: str | None,
        most: int,
        request: str,
    ) -> tuple[tuple[Shown, ...], str | None]:
        """One person who has everything."""
        assert request
        assert most
        self.asked.append((f"recent since {since} after {cursor}", units))
        return self._seen(units) if cursor is None else (), None

    def _seen(self, units: frozenset[str]) -> tuple[Shown, ...]:
        return tuple(one for unit in sorted(units) for one in self.of_units.get(unit, ()))


class Subscriptions:
    """Nobody has any, and none is made; `tests/web/test_subscriptions.py` puts the real one in its place."""

    async def create(
        self, _asked: Asked, _units: frozenset[str], _client: str, _request: str
    ) -> tuple[Subscription, bool]:
        raise NotAllowed("no subscriptions here")

    async def find(self, _id: str, _units: frozenset[str]) -> Subscription | None:
        return None

    async def of_units(self, _units: frozenset[str]) -> Sequence[Subscription]:
        return ()

    async def replace(
        self, known: Subscription, _asked: Asked, _units: frozenset[str], _client: str, _request: str
    ) -> Subscription:
        return known

    async def remove(self, _known: Subscription, _client: str, _request: str) -> bool:
        return False

    async def events(self, _subscription: Subscription) -> int:
        return 0


class Units:
    """The directory of the builders."""

    def unit(self, hsa_id: str) -> Unit | None:
        return units().get(hsa_id)

    def endpoint(self, endpoint_id: str) -> Endpoint | None:
        raise AssertionError(endpoint_id)


class Callers:
    """A key is its client's name."""

    def by_key(self, key: str) -> Client | None:
        return KEYS.get(key)


@dataclass
class Limits:
    """Wide enough not to be met by chance."""

    body_limit: int = 100_000
    rate_per_second: float = 1000.0
    rate_burst: int = 1000


class CarePlans:
    """Answers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[AskedPlans, frozenset[str]]] = []

    async def answer(self, asked: AskedPlans, units: frozenset[str], request: str) -> Mapping[str, object]:
        self.asked.append((asked, units))
        return {"carePlan": [], "result": {"resultCode": "OK", "logId": request}}


@dataclass
class Parts:
    """What `create_app` wants, to be changed before the app is made."""

    adapter: Intake = field(default_factory=Intake)
    mailbox: Mailbox = field(default_factory=Mailbox)
    answers: Answers = field(default_factory=Answers)
    letters: Letters = field(default_factory=Letters)
    deadlines: Deadlines = field(default_factory=Deadlines)
    outages: Outages = field(default_factory=Outages)
    deviations: Deviations = field(default_factory=Deviations)
    reports: Reports = field(default_factory=Reports)
    reading: Readings = field(default_factory=Readings)
    care_plans: CarePlans = field(default_factory=CarePlans)
    directory: Units = field(default_factory=Units)
    tokens: PageTokens = field(default_factory=lambda: PageTokens(KeyRing({"k1": bytes(32)})))
    subscriptions: SubscriptionService = field(default_factory=Subscriptions)
    callers: Callers = field(default_factory=Callers)
    clock: SetClock = field(default_factory=SetClock)
    chance: KnownChance = field(default_factory=KnownChance)
    metrics: Metrics = field(default_factory=Metrics)
    own_url: str = "https://adapter.example/fhir"
    limits: Limits = field(default_factory=Limits)
    mappings_dir: Path | None = None
    checks: dict[str, str] = field(default_factory=lambda: {"store": "ok", "register": "degraded"})
    told: tuple[str, ...] = ()

    @property
    def mappings(self) -> Mappings:
        return bootstrap.mappings()

    @property
    def systems(self) -> Mapping[str, System]:
        return _systems(self.mappings_dir)

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.told

    async def ready(self) -> Mapping[str, str]:
        return self.checks


def client(parts: Parts, key: str | None = "ward") -> httpx.AsyncClient:
    """A caller of the app."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=create_app(parts)),
        base_url="https://adapter.example",
        headers={"Authorization": f"Bearer {key}"} if key else {},
    )


def native(**changes: object) -> bytes:
    """A message's bytes."""
    return orjson.dumps(to_json(message(**changes)))


JSON = {"Content-Type": "application/json"}
FHIR = {"Content-Type": "application/fhir+json"}


def issues(response: httpx.Response) -> list[dict[str, Any]]:
    """The issues of an error response, whichever of the two shapes it has."""
    body: dict[str, Any] = response.json()
    outcome = body.get("operationOutcome", body)
    assert outcome["resourceType"] == "OperationOutcome"
    return list(outcome["issue"])


def rule(response: httpx.Response) -> str:
    """The rule of the first issue."""
    return str(issues(response)[0]["details"]["coding"][0]["code"])
