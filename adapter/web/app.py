"""The HTTP service: routes, the three layers around them, and nothing else."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from adapter import __version__
from adapter.model.client import Right
from adapter.web import fhir, health, imports, letters, mailbox, messages, outages, reports
from adapter.web.auth import Auth, caller
from adapter.web.bodies import FHIR, JSON, BodyLimit
from adapter.web.envelope import Envelope
from adapter.web.errors import answer
from adapter.web.parts import Parts
from adapter.web.rate import Rate

Endpoint = Callable[[Request], Awaitable[Response]]
_DEVIATIONS = "/svu/messages/{message_id}/deviations"
_LETTERS = "/svu/messages/{message_id}/letters"


def create_app(parts: Parts) -> FastAPI:
    """An ASGI app over `parts`, which the caller opens and closes."""
    app = FastAPI(
        title="svu-adapter",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    for method, path, endpoint, words, media in _routes(parts):
        app.add_api_route(
            path,
            endpoint,
            methods=[method],
            response_model=None,
            summary=words,
            operation_id=f"{method.lower()} {path}",
            openapi_extra=_documented(media),
        )
    app.add_api_route(
        "/svu/openapi.json", _openapi(app), methods=["GET"], response_model=None, include_in_schema=False
    )
    app.add_exception_handler(HTTPException, _unrouted)
    limits = parts.limits
    # the last added is the outermost
    app.add_middleware(BodyLimit, most=limits.body_limit)
    app.add_middleware(Auth, callers=parts.callers, rate=Rate(limits.rate_per_second, limits.rate_burst))
    app.add_middleware(Envelope, chance=parts.chance, metrics=parts.metrics)
    return app


def _routes(parts: Parts) -> list[tuple[str, str, Endpoint, str, tuple[str, ...]]]:
    return [
        ("POST", "/svu/messages", messages.post(parts), "A native message", JSON),
        ("GET", "/svu/messages/{message_id}", messages.get(parts), "Its receipt", ()),
        ("GET", "/svu/messages/{message_id}/deadlines", messages.deadlines(parts), "What is due of it", ()),
        ("GET", _DEVIATIONS, messages.deviations(parts), "Drafts of deviation reports", ()),
        ("GET", _LETTERS, letters.listed(parts), "The letters it makes its sender owe", ()),
        ("GET", f"{_LETTERS}/{{letter}}", letters.letter(parts), "A letter as PDF", ()),
        ("POST", f"{_LETTERS}/{{letter}}/sent", letters.sent(parts), "A letter has been sent", JSON),
        ("GET", "/svu/messages/{message_id}/print", letters.plan(parts), "A plan as PDF, for the person", ()),
        ("GET", "/svu/outage", outages.routine(parts), "What applies in an outage", ()),
        ("GET", "/svu/forms/{kind}", outages.form(parts), "A blank form to fill in by hand", ()),
        ("GET", "/svu/schema", messages.published_schema(), "JSON Schema of the native message", ()),
        ("POST", "/svu/import/{system}", imports.post(parts), "An export of a source system", imports.MEDIA),
        ("GET", "/svu/mailbox", mailbox.pull(parts), "Deliveries waiting for a unit", ()),
        ("POST", "/svu/mailbox/{delivery}/kvittens", mailbox.kvittens(parts), "Kvittens of a delivery", ()),
        ("POST", "/fhir/$process-message", fhir.process_message(parts), "A FHIR message Bundle", FHIR),
        ("GET", "/fhir/metadata", fhir.metadata(parts), "CapabilityStatement", ()),
        ("PUT", "/fhir/Task/{task_id}", fhir.put_task(parts), "A Task completed: its kvittens", FHIR),
        ("GET", "/svu/reports/{month}", reports.get(parts), "A month's figures by municipality", ()),
        ("GET", "/health/live", health.live, "The process answers", ()),
        ("GET", "/health/ready", health.ready(parts), "It can serve", ()),
        ("GET", "/metrics", health.figures(parts), "Figures for Prometheus", ()),
    ]


def _documented(media: tuple[str, ...]) -> dict[str, Any]:
    error = {
        "description": "An OperationOutcome under /fhir, a problem carrying one elsewhere",
        "content": {"application/problem+json": {}, "application/fhir+json": {}},
    }
    found: dict[str, Any] = {"responses": {"4XX": error, "5XX": error}}
    if media:
        schema = {"type": "object"}
        found["requestBody"] = {"required": True, "content": {kind: {"schema": schema} for kind in media}}
    return found


def _openapi(app: FastAPI) -> Endpoint:
    async def show(request: Request) -> Response:
        caller(request, *Right)
        return JSONResponse(app.openapi())

    return show


async def _unrouted(request: Request, error: Exception) -> Response:
    """The router's own 404 and 405, in our shape."""
    return answer(error, request.scope)
