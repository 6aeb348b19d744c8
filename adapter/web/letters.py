"""Letters on paper, and the plan printed for the person it is about: own units' messages only, never cached."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import orjson
from starlette.requests import Request
from starlette.responses import Response

from adapter.acknowledgement import receipt as receipts
from adapter.model.client import Right
from adapter.model.kept import StoredReceipt
from adapter.pipeline.correspondence import CHANNELS
from adapter.web.auth import caller
from adapter.web.bodies import JSON, body
from adapter.web.envelope import request_id_of
from adapter.web.faults import BadSent, NotFound
from adapter.web.parts import Parts

Route = Callable[[Request], Awaitable[Response]]
PDF = "application/pdf"
_UNCACHED = {"Cache-Control": "no-store"}


def listed(parts: Parts) -> Route:
    """Every letter that a message makes its sender owe, with its state."""

    async def show(request: Request) -> Response:
        client = caller(request, Right.SEND, Right.READ)
        found = await parts.letters.letters(request.path_params["message_id"], client.units)
        if found is None:
            raise NotFound
        return _told(found, parts.clock.now())

    return show


def letter(parts: Parts) -> Route:
    """One letter as PDF: printing discloses, so it is decided now and on record."""

    async def show(request: Request) -> Response:
        client = caller(request, Right.SEND)
        message, name = request.path_params["message_id"], request.path_params["letter"]
        made = await parts.letters.letter(message, name, client.units, request_id_of(request.scope))
        return _pdf(made, "brev")

    return show


def plan(parts: Parts) -> Route:
    """The plan of a `sip` as PDF, for the person it is about."""

    async def show(request: Request) -> Response:
        client = caller(request, Right.SEND)
        message = request.path_params["message_id"]
        made = await parts.letters.plan(message, client.units, request_id_of(request.scope))
        return _pdf(made, "sip")

    return show


def sent(parts: Parts) -> Route:
    """A letter is settled: `{"at", "channel"}`; told again, the first telling stands."""

    async def take(request: Request) -> Response:
        client = caller(request, Right.SEND)
        at, channel = _sent(await body(request, JSON))
        message, name = request.path_params["message_id"], request.path_params["letter"]
        found = await parts.letters.sent(message, name, client.units, at=at, channel=channel)
        if found is None:
            raise NotFound
        return _told(found, parts.clock.now())

    return take


def _sent(content: bytes) -> tuple[datetime, str]:
    try:
        given = orjson.loads(content)
        at = datetime.fromisoformat(given["at"])
        channel = given["channel"]
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        raise BadSent from None
    if set(given) != {"at", "channel"} or at.tzinfo is None or channel not in CHANNELS:
        raise BadSent
    return at, channel


def _told(receipt: StoredReceipt, at: datetime) -> Response:
    return Response(orjson.dumps({"letters": receipts.letters(receipt, at)}), 200, _UNCACHED, JSON[0])


def _pdf(made: bytes | None, name: str) -> Response:
    if made is None:
        raise NotFound
    return Response(made, 200, {**_UNCACHED, "Content-Disposition": f'inline; filename="{name}.pdf"'}, PDF)
