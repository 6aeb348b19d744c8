"""The outage routine of the caller's region, and blank forms: there when the store is not."""

from collections.abc import Awaitable, Callable

import orjson
from starlette.requests import Request
from starlette.responses import Response

from adapter.model.client import Right
from adapter.web.auth import caller
from adapter.web.faults import NotFound
from adapter.web.language import language_of
from adapter.web.parts import Parts

Route = Callable[[Request], Awaitable[Response]]


def routine(parts: Parts) -> Route:
    """Whom to tell, and how each kind of message goes meanwhile."""

    async def show(request: Request) -> Response:
        language = language_of(request.scope)
        found = parts.outages.routine(caller(request, *Right).units, language)
        if found is None:
            raise NotFound
        said = {"Content-Language": language, "Vary": "Accept-Language"}
        return Response(orjson.dumps(found), 200, said, "application/json")

    return show


def form(parts: Parts) -> Route:
    """A blank form as PDF; there is nothing of a patient in it."""

    async def show(request: Request) -> Response:
        kind = request.path_params["kind"]
        made = await parts.outages.form(kind, caller(request, *Right).units)
        if made is None:
            raise NotFound
        return Response(
            made, 200, {"Content-Disposition": f'inline; filename="blankett-{kind}.pdf"'}, "application/pdf"
        )

    return show
