"""GetCarePlans over HTTP: the contract's fields as JSON, the person in the body."""

import orjson
from starlette.requests import Request
from starlette.responses import Response

from adapter.intake import care_plans as asking
from adapter.intake.document import json_document
from adapter.model.client import Right
from adapter.web.auth import caller
from adapter.web.bodies import JSON, body
from adapter.web.envelope import request_id_of
from adapter.web.parts import Parts
from adapter.web.route import Endpoint, Route


def post(parts: Parts) -> Endpoint:
    """What the caller may read of a person's plans; never kept on the way."""

    async def show(request: Request) -> Response:
        client = caller(request, Right.READ)
        asked = asking.read(json_document(await body(request, JSON)))
        found = await parts.care_plans.answer(asked, client.units, request_id_of(request.scope))
        return Response(orjson.dumps(found), 200, {"Cache-Control": "no-store"}, JSON[0])

    return show


def route(parts: Parts) -> Route:
    """The one address."""
    return Route("POST", "/svu/care-plans", post(parts), "A person's plans, as in GetCarePlans", JSON)
