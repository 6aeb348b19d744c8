"""What the web needs of the rest, as Protocols: `bootstrap` hands in something that fits, tests hand in fakes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from adapter.exports.system import System
from adapter.intake.submission import Stated
from adapter.model.care_plans import AskedPlans
from adapter.model.client import Client
from adapter.model.delivery import Answer
from adapter.model.kept import StoredReceipt
from adapter.model.message import Message
from adapter.model.report import Report
from adapter.model.subscription import Asked, Subscription
from adapter.pipeline.accept import Accepted
from adapter.pipeline.searching import Readable
from adapter.ports import Chance, Clock, Directory
from adapter.r4.mappings import Mappings


class Intake(Protocol):
    """`adapter.pipeline.accept.Adapter`."""

    async def accept(
        self,
        message: Message,
        *,
        caller_units: frozenset[str],
        received_at: datetime,
        request: str = "",
        correlation: str | None = None,
        stated: Stated | None = None,
        expected: frozenset[str] | None = None,
    ) -> Accepted:
        """A receipt, or one of the errors of `adapter.model.errors`."""
        ...

    async def receipt(self, message_id: str, caller_units: frozenset[str]) -> StoredReceipt | None:
        """The receipt of a message that one of these units sent."""
        ...


class Mailbox(Protocol):
    """Pull delivery: a pull is the attempt (semantics 33), and the kvittens for whatever was delivered."""

    async def pull(self, unit: str, *, most: int) -> Sequence[Mapping[str, object]]:
        """Up to `most` deliveries waiting for the unit, oldest first, decided and recorded as attempted."""
        ...

    async def acknowledge(
        self,
        delivery: str,
        *,
        caller_units: frozenset[str],
        received_at: datetime,
        request: str = "",
        approved: bool | None = None,
    ) -> Accepted | None:
        """The kvittens of the unit that got this delivery; None when none of these units did.

        `approved` tells whether the unit takes on what was ordered; None where it says nothing of that.
        """
        ...


class Letters(Protocol):
    """`adapter.pipeline.correspondence.Correspondence`: None where the caller's units sent no such message."""

    async def letters(self, message_id: str, units: frozenset[str], /) -> StoredReceipt | None:
        """The receipt, whose letters are told."""
        ...

    async def letter(
        self, message_id: str, letter: str, units: frozenset[str], request: str, /
    ) -> bytes | None:
        """A letter as PDF, decided now and on record."""
        ...

    async def plan(self, message_id: str, units: frozenset[str], request: str, /) -> bytes | None:
        """The plan of the message as PDF, for the person it is about."""
        ...

    async def sent(
        self, message_id: str, letter: str, units: frozenset[str], /, *, at: datetime, channel: str
    ) -> StoredReceipt | None:
        """Note that a letter has been sent."""
        ...


class Deadlines(Protocol):
    """`adapter.pipeline.due.Due`: None where the caller's units sent no such message."""

    async def of_message(
        self, message_id: str, units: frozenset[str], /
    ) -> Sequence[Mapping[str, object]] | None:
        """What is due in its stay or plan and concerns these units."""
        ...


class Deviations(Protocol):
    """`adapter.pipeline.deviations.Deviations`."""

    async def of_message(
        self, message_id: str, units: frozenset[str], language: str, /
    ) -> Sequence[Mapping[str, object]] | None:
        """Drafts of what was late or refused; None where none of these units sent such a message."""
        ...


class Outages(Protocol):
    """`adapter.pipeline.outages.Outages`."""

    def routine(self, units: frozenset[str], language: str, /) -> Mapping[str, object] | None:
        """What applies in an outage where the units are; None where the directory knows none of them."""
        ...

    async def form(self, kind: str, units: frozenset[str], /) -> bytes | None:
        """A blank form as PDF; None for a kind that the region does not use."""
        ...


class Reports(Protocol):
    """`adapter.pipeline.reporting.Reporting`."""

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
        """The report as far as these units may read it; None where they may read nothing of what is asked."""
        ...


class CarePlans(Protocol):
    """`adapter.pipeline.care_plans.CarePlans`."""

    async def answer(self, asked: AskedPlans, units: frozenset[str], request: str, /) -> Mapping[str, object]:
        """The response of GetCarePlans; of whoever is unknown or protected one without plans."""
        ...


class Tokens(Protocol):
    """`adapter.gateways.page_tokens.PageTokens`."""

    def seal(self, clear: bytes, owner: str) -> str:
        """An opaque token that only this owner can have opened."""
        ...

    def open(self, token: str, owner: str) -> bytes | None:
        """What was sealed for this owner; None for anything else."""
        ...


class Subscriptions(Protocol):
    """`adapter.pipeline.subscriptions.Subscriptions`: what is another unit's is as if it were not there."""

    async def create(
        self, asked: Asked, units: frozenset[str], client: str, request: str, /
    ) -> tuple[Subscription, bool]:
        """The subscription, and whether it was there already."""
        ...

    async def find(self, id_: str, units: frozenset[str], /) -> Subscription | None:
        """The one of that id, if one of these units has it."""
        ...

    async def of_units(self, units: frozenset[str], /) -> Sequence[Subscription]:
        """Every one of these units'."""
        ...

    async def replace(
        self, known: Subscription, asked: Asked, units: frozenset[str], client: str, request: str, /
    ) -> Subscription:
        """The same with what is asked for now; `Stale` when another change came first."""
        ...

    async def remove(self, known: Subscription, client: str, request: str, /) -> bool:
        """Ended for good; False when it was."""
        ...

    async def events(self, subscription: Subscription, /) -> int:
        """How many notifications there have been."""
        ...


class Callers(Protocol):
    """Who a key belongs to."""

    def by_key(self, key: str) -> Client | None:
        """The client, or None for a key that nobody has."""
        ...


class Figures(Protocol):
    """`adapter.gateways.metrics.Metrics`."""

    content_type: str

    def message(self, kind: str, outcome: str) -> None:
        """Count a message."""
        ...

    def verdict(self, kind: str, outcome: str) -> None:
        """Count a verdict."""
        ...

    def request(self, route: str, status: int, seconds: float) -> None:
        """Time a request."""
        ...

    def render(self) -> bytes:
        """All figures as text."""
        ...


class Answers(Protocol):
    """`adapter.pipeline.answering.Answers`."""

    async def take(self, delivery: str, answer: Answer, *, caller_units: frozenset[str]) -> bool:
        """Do with the delivery as the answer says; False when none of these units was sent it."""
        ...


class Parts(Protocol):
    """Everything that `create_app` is given."""

    @property
    def adapter(self) -> Intake:
        """The way in."""
        ...

    @property
    def mailbox(self) -> Mailbox:
        """Pull delivery."""
        ...

    @property
    def answers(self) -> Answers:
        """What receivers answer later."""
        ...

    @property
    def letters(self) -> Letters:
        """What is printed."""
        ...

    @property
    def deadlines(self) -> Deadlines:
        """What is due."""
        ...

    @property
    def deviations(self) -> Deviations:
        """Drafts of deviation reports."""
        ...

    @property
    def outages(self) -> Outages:
        """What applies while messages cannot be sent."""
        ...

    @property
    def reports(self) -> Reports:
        """What months come to."""
        ...

    @property
    def tokens(self) -> Tokens:
        """Seals where a search goes on."""
        ...

    @property
    def reading(self) -> Readable:
        """What is read over REST."""
        ...

    @property
    def care_plans(self) -> CarePlans:
        """Plans as the national contract has them."""
        ...

    @property
    def subscriptions(self) -> Subscriptions:
        """What units want to be told of."""
        ...

    @property
    def callers(self) -> Callers:
        """Who may call."""
        ...

    @property
    def directory(self) -> Directory:
        """The units, of which a posted resource's region is known."""
        ...

    @property
    def clock(self) -> Clock:
        """The time."""
        ...

    @property
    def chance(self) -> Chance:
        """New ids."""
        ...

    @property
    def metrics(self) -> Figures:
        """The figures."""
        ...

    @property
    def own_url(self) -> str:
        """Our FHIR base as others reach it."""
        ...

    @property
    def limits(self) -> "Limits":
        """What a request and a client may use."""
        ...

    @property
    def mappings(self) -> Mappings:
        """The mapping tables, to read FHIR with."""
        ...

    @property
    def systems(self) -> Mapping[str, System]:
        """The source systems whose exports are read."""
        ...

    async def ready(self) -> Mapping[str, str]:
        """What serving rests on, each named: `ok`, `degraded` or `down`."""
        ...

    @property
    def warnings(self) -> tuple[str, ...]:
        """What an operator must see to though serving goes on."""
        ...


class Limits(Protocol):
    """What a request and a client may use."""

    @property
    def body_limit(self) -> int:
        """Largest request body, in bytes."""
        ...

    @property
    def rate_per_second(self) -> float:
        """Requests per second and client, in the long run."""
        ...

    @property
    def rate_burst(self) -> int:
        """Requests a client may make at once."""
        ...
