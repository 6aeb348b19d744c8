"""Stands before the foreign server as one organisation's address: passes everything on, notes it, and loses answers."""

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapter.model.delivery import NOTICES
from adapter.sandbox.delivery import of_bundle
from adapter.sandbox.ledger import Row

Json = dict[str, Any]
LOSES_ONE_OF = 16
"""Of so many deliveries the answer to one is lost the first time, after the server has taken it."""


@dataclass
class Exchange:
    """A transaction and the foreign server's answer to it."""

    body: Json
    status: int
    answer: Json


@dataclass
class Relay:
    """One organisation's. `key` is the bearer key it demands; the server behind it has none."""

    name: str
    base: str
    key: str
    exchanges: list[Exchange] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    """Deliveries whose first answer was lost."""
    wire: bytes = b""
    _rows: dict[str, Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._client = httpx.AsyncClient(trust_env=False, timeout=60)

    @property
    def rows(self) -> tuple[Row, ...]:
        """What the server has taken and said so, each delivery once: the script goes on when it was sent again, too."""
        return tuple(self._rows.values())

    def app(self) -> Starlette:
        """The one route: a server's base."""
        return Starlette(routes=[Route("/fhir", self._pass_on, methods=["POST"])])

    async def _pass_on(self, request: Request) -> Response:
        raw = await request.body()
        self.wire += raw + b"\n"
        given = request.headers.get("authorization", "")
        if not secrets.compare_digest(given.encode(), f"Bearer {self.key}".encode()):
            return Response(status_code=401)
        passed = {name: request.headers[name] for name in ("content-type", "accept", "prefer")}
        answer = await self._client.post(self.base, content=raw, headers=passed)
        body, said = orjson.loads(raw), answer.json()
        self.exchanges.append(Exchange(body, answer.status_code, said))
        delivery = of_bundle({**body, "type": "message"})
        if answer.status_code == httpx.codes.OK:
            if self._loses(delivery.id) and delivery.kind not in NOTICES:
                self.lost.add(delivery.id)
                return Response(status_code=500)
            row = Row(**delivery.row(), body=body, answer=said)
            self._rows.setdefault(delivery.id, row)
        return Response(answer.content, answer.status_code, media_type="application/fhir+json")

    def _loses(self, delivery: str) -> bool:
        chosen = hashlib.sha256(delivery.encode()).digest()[0] % LOSES_ONE_OF == 0
        return chosen and delivery not in self.lost
