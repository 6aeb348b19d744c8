"""The native way in: a message, its receipt, and the schema it must fit."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import orjson
from starlette.requests import Request
from starlette.responses import Response

from adapter.acknowledgement import receipt as receipts
from adapter.intake import native
from adapter.intake.schema import schema
from adapter.model.client import Right
from adapter.model.kept import StoredReceipt
from adapter.web import precondition
from adapter.web.auth import caller
from adapter.web.bodies import JSON, body
from adapter.web.errors import Refused
from adapter.web.faults import NotFound
from adapter.web.language import language_of
from adapter.web.parts import Parts
from adapter.web.submitting import submit

Route = Callable[[Request], Awaitable[Response]]
_JSON = JSON[0]


def post(parts: Parts) -> Route:
    """202 with a receipt, 200 when it was there already; 422 when it is refused whole or cannot be read."""

    async def accept(request: Request) -> Response:
        client = caller(request, Right.SEND)
        message = native.read_bytes(await body(request, JSON))
        accepted = await submit(parts, message, client, request)
        if accepted.receipt.refused:
            raise Refused(receipts.issues(accepted.receipt))
        return shown(accepted.receipt, 200 if accepted.repeated else 202, request, parts.clock.now())

    return accept


def get(parts: Parts) -> Route:
    """The receipt of a message that one of the caller's units sent."""

    async def show(request: Request) -> Response:
        client = caller(request, Right.SEND, Right.READ)
        found = await parts.adapter.receipt(request.path_params["message_id"], client.units)
        if found is None:
            raise NotFound
        return shown(found, 200, request, parts.clock.now())

    return show


def deadlines(parts: Parts) -> Route:
    """What is due in the stay or plan of a message that one of the caller's units sent, as far as it is theirs."""

    async def show(request: Request) -> Response:
        client = caller(request, Right.SEND, Right.READ)
        rows = await parts.deadlines.of_message(request.path_params["message_id"], client.units)
        if rows is None:
            raise NotFound
        body = {"deadlines": list(rows)}
        return Response(orjson.dumps(body), 200, {"Cache-Control": "no-store"}, _JSON)

    return show


def deviations(parts: Parts) -> Route:
    """Drafts of deviation reports of a message that one of the caller's units sent: to be completed by a person."""

    async def show(request: Request) -> Response:
        client, language = caller(request, Right.SEND, Right.READ), language_of(request.scope)
        made = await parts.deviations.of_message(request.path_params["message_id"], client.units, language)
        if made is None:
            raise NotFound
        said = {"Content-Language": language, "Vary": "Accept-Language", "Cache-Control": "no-store"}
        return Response(orjson.dumps({"deviations": list(made)}), 200, said, _JSON)

    return show


def published_schema() -> Route:
    """The JSON Schema of the native message."""
    text = orjson.dumps(schema())

    async def show(_: Request) -> Response:
        return Response(text, media_type="application/schema+json")

    return show


def shown(receipt: StoredReceipt, status: int, request: Request, at: datetime) -> Response:
    """A receipt as the native side sees it at an instant, its rules in the caller's language."""
    language = language_of(request.scope)
    said = {"Content-Language": language, "Vary": "Accept-Language", **precondition.etag(receipt)}
    return Response(orjson.dumps(receipts.to_json(receipt, language, at=at)), status, said, _JSON)
