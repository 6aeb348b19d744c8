"""Pull delivery for a unit without a server of its own, and its kvittens."""

from collections.abc import Awaitable, Callable

import orjson
from starlette.requests import Request
from starlette.responses import Response

from adapter.acknowledgement import receipt as receipts
from adapter.model.client import Right
from adapter.model.identifiers import is_hsa_id
from adapter.web.auth import caller
from adapter.web.envelope import request_id_of
from adapter.web.errors import Refused
from adapter.web.faults import BadParameter, NoRight, NotFound
from adapter.web.messages import shown
from adapter.web.parts import Parts
from adapter.web.submitting import count

Route = Callable[[Request], Awaitable[Response]]
MOST = 50


def pull(parts: Parts) -> Route:
    """Up to `MOST` deliveries for one unit, oldest first; each pull of one is an attempt."""

    async def show(request: Request) -> Response:
        client = caller(request, Right.READ)
        units = request.query_params.getlist("unit")
        if len(units) != 1 or not is_hsa_id(units[0]):
            raise BadParameter
        if units[0] not in client.units:
            raise NoRight
        deliveries = await parts.mailbox.pull(units[0], most=MOST)
        return Response(orjson.dumps({"deliveries": list(deliveries)}), media_type="application/json")

    return show


def kvittens(parts: Parts) -> Route:
    """The same as a native `kvittens` of the unit that got the delivery."""

    async def take(request: Request) -> Response:
        approved = _approved(request.query_params.getlist("approved"))
        return await acknowledged(parts, request, request.path_params["delivery"], approved=approved)

    return take


def _approved(given: list[str]) -> bool | None:
    """Whether the unit takes on what was ordered, where it says so: `approved=true` or `approved=false`."""
    if not given:
        return None
    if given not in (["true"], ["false"]):
        raise BadParameter
    return given == ["true"]


async def acknowledged(
    parts: Parts, request: Request, delivery: str, *, approved: bool | None = None
) -> Response:
    """202 with the receipt of the kvittens, 200 when it was given before."""
    client = caller(request, Right.SEND)
    request_id = request_id_of(request.scope)
    accepted = await parts.mailbox.acknowledge(
        delivery,
        caller_units=client.units,
        received_at=parts.clock.now(),
        request=request_id,
        approved=approved,
    )
    if accepted is None:
        raise NotFound
    count(parts, accepted, request_id)
    if accepted.receipt.refused:
        raise Refused(receipts.issues(accepted.receipt))
    return shown(accepted.receipt, 200 if accepted.repeated else 202, request, parts.clock.now())
