"""Whether the process lives, whether it can serve, and its figures."""

from collections.abc import Awaitable, Callable

import orjson
from starlette.requests import Request
from starlette.responses import Response

from adapter.model.client import Right
from adapter.web.auth import caller
from adapter.web.parts import Parts

Route = Callable[[Request], Awaitable[Response]]


async def live(_: Request) -> Response:
    """The process answers: nothing else is asked."""
    return Response(b'{"status":"live"}', media_type="application/json")


def ready(parts: Parts) -> Route:
    """200 when everything that serving rests on is there, else 503 with what is not."""

    async def show(_: Request) -> Response:
        checks = await parts.ready()
        well = "down" not in checks.values()
        body: dict[str, object] = {"status": "ready" if well else "not-ready", "checks": dict(checks)}
        if warnings := parts.warnings:
            body["warnings"] = list(warnings)
        return Response(orjson.dumps(body), 200 if well else 503, media_type="application/json")

    return show


def figures(parts: Parts) -> Route:
    """Prometheus' text format, for operators."""

    async def show(request: Request) -> Response:
        caller(request, Right.OPERATE)
        return Response(parts.metrics.render(), headers={"Content-Type": parts.metrics.content_type})

    return show
