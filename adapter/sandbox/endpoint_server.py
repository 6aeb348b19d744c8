"""A receiving endpoint: FHIR `$process-message` and the native delivery, with a ledger and a control route.

It validates little, as a receiver of the real world might, and answers by the table of FHIR reliable messaging
(`standards.md` 2.5). Its mood is set through `POST /control`.
"""

import asyncio
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapter.gateways.clock import SystemClock
from adapter.sandbox.delivery import Delivery, Unreadable, of_bundle, of_native
from adapter.sandbox.ledger import Ledger, Row, Seen

MOODS = ("up", "busy", "slow", "refuse", "poison", "mute", "forgetful")
"""`busy` answers 503; `slow` waits first; `refuse` refuses everything and `poison` the named kinds (422);
`mute` takes and then answers 500; `forgetful` says ok and keeps nothing (the demo must notice)."""

_JSON = "application/fhir+json"


@dataclass(slots=True)
class Mood:
    """How the endpoint behaves just now."""

    name: str = "up"
    seconds: float = 0.0
    kinds: frozenset[str] = frozenset()


@dataclass(slots=True)
class EndpointServer:
    """One organisation's receiving system. `key` is the bearer key it demands, if any."""

    name: str
    directory: Path
    key: str | None = None
    mood: Mood = field(default_factory=Mood)
    told: list[bytes] = field(default_factory=list)
    """Bodies of the notifications of subscriptions that were taken, again for each time."""
    _ledger: Ledger = field(init=False)

    def __post_init__(self) -> None:
        self._ledger = Ledger(self.ledger_file)

    @property
    def ledger_file(self) -> Path:
        """Where the messages taken are kept."""
        return self.directory / f"{self.name}.ledger.jsonl"

    @property
    def wire_file(self) -> Path:
        """Everything that reached the endpoint, taken or not: request line, headers, body."""
        return self.directory / f"{self.name}.wire"

    @property
    def rows(self) -> tuple[Row, ...]:
        """The messages taken so far."""
        return self._ledger.rows

    @property
    def wire(self) -> bytes:
        """The wire file's content so far."""
        return self.wire_file.read_bytes() if self.wire_file.exists() else b""

    def app(self) -> Starlette:
        """The routes."""
        return Starlette(
            routes=[
                Route("/fhir/$process-message", self._process_message, methods=["POST"]),
                Route("/native", self._native, methods=["POST"]),
                Route("/hook", self._hook, methods=["POST"]),
                Route("/control", self._control, methods=["POST"]),
                Route("/ledger", self._show, methods=["GET"]),
            ]
        )

    async def _process_message(self, request: Request) -> Response:
        return await self._receive(request, native=False)

    async def _native(self, request: Request) -> Response:
        return await self._receive(request, native=True)

    async def _hook(self, request: Request) -> Response:
        """A notification of a subscription: taken whatever it says, as a simple subscriber does."""
        raw = await request.body()
        self._overheard(request, raw)
        if not self._knows(request):
            return _outcome(401, "login", "a bearer key is needed")
        if self.mood.name == "slow":
            await asyncio.sleep(self.mood.seconds)
        if self.mood.name == "busy":
            return _outcome(503, "transient", "the system is being restarted")
        if self.mood.name == "refuse":
            return _outcome(422, "processing", "this system wants no notifications")
        self.told.append(raw)
        return _outcome(500, "exception", "the answer was lost") if self.mood.name == "mute" else Response()

    async def _receive(self, request: Request, *, native: bool) -> Response:
        raw = await request.body()
        self._overheard(request, raw)
        if not self._knows(request):
            return _outcome(401, "login", "a bearer key is needed")
        if self.mood.name == "slow":
            await asyncio.sleep(self.mood.seconds)
        if self.mood.name == "busy":
            return _outcome(503, "transient", "the system is being restarted")
        try:
            body = orjson.loads(raw)
            delivery = of_native(body) if native else of_bundle(body)
        except (Unreadable, orjson.JSONDecodeError) as error:
            return _outcome(400, "structure", str(error))
        return self._judge(delivery, body, native=native)

    def _judge(self, delivery: Delivery, body: Mapping[str, object], *, native: bool) -> Response:
        match self._ledger.seen(delivery.bundle, delivery.id):
            case Seen.BUNDLE_REUSED:
                return _outcome(400, "duplicate", "this Bundle.id came before with another MessageHeader.id")
            case Seen.AGAIN:
                return _taken(self._ledger.answer(delivery.id))
            case Seen.NEW:
                pass
        if self.mood.name == "refuse" or (self.mood.name == "poison" and delivery.kind in self.mood.kinds):
            return _outcome(422, "processing", "this system cannot process the message")
        answer = {"taken": delivery.id} if native else _response(delivery)
        if self.mood.name != "forgetful":
            self._ledger.take(Row(**delivery.row(), body=body, answer=answer))
        if self.mood.name == "mute":
            return _outcome(500, "exception", "the answer was lost")
        return _taken(answer)

    async def _control(self, request: Request) -> Response:
        wanted = orjson.loads(await request.body())
        name = wanted.get("mood")
        if name not in MOODS:
            return _outcome(400, "value", f"mood is one of {', '.join(MOODS)}")
        self.mood = Mood(name, float(wanted.get("seconds", 0)), frozenset(wanted.get("kinds", ())))
        return Response(status_code=204)

    async def _show(self, _: Request) -> Response:
        rows = [{name: getattr(row, name) for name in row.__slots__} for row in self._ledger.rows]
        return Response(orjson.dumps(rows), media_type="application/json")

    def _knows(self, request: Request) -> bool:
        given = request.headers.get("authorization", "")
        return self.key is None or secrets.compare_digest(given.encode(), f"Bearer {self.key}".encode())

    def _overheard(self, request: Request, raw: bytes) -> None:
        headers = b"\n".join(
            name + b": " + value for name, value in request.headers.raw if name != b"authorization"
        )
        with self.wire_file.open("ab") as file:
            file.write(
                b"\n".join((request.url.path.encode(), str(request.url.query).encode(), headers, raw, b""))
            )


def _response(delivery: Delivery) -> dict[str, object]:
    header = {
        "resourceType": "MessageHeader",
        "id": str(uuid.uuid4()),
        "eventCoding": delivery.event,
        "source": {"endpoint": "urn:svu-adapter:sandbox"},
        "response": {"identifier": delivery.id, "code": "ok"},
    }
    return {
        "resourceType": "Bundle",
        "id": str(uuid.uuid4()),
        "type": "message",
        "timestamp": SystemClock().now().astimezone(UTC).isoformat(),
        "entry": [{"fullUrl": f"urn:uuid:{header['id']}", "resource": header}],
    }


def _taken(answer: Mapping[str, object]) -> Response:
    return Response(orjson.dumps(answer), 200, media_type=_JSON)


def _outcome(status: int, code: str, text: str) -> Response:
    issue = {"severity": "error", "code": code, "diagnostics": text}
    return Response(
        orjson.dumps({"resourceType": "OperationOutcome", "issue": [issue]}), status, media_type=_JSON
    )
