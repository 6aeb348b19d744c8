"""The HTTP service: routes, the three layers around them, and nothing else."""

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Match

from adapter import __version__
from adapter.model.client import Right
from adapter.web import (
    care_plans,
    documents,
    fhir,
    health,
    imports,
    letters,
    mailbox,
    messages,
    outages,
    posting,
    reports,
    rest,
    subscriptions,
    validating,
)
from adapter.web.auth import Auth, caller
from adapter.web.bodies import JSON, BodyLimit
from adapter.web.envelope import Envelope
from adapter.web.errors import answer
from adapter.web.faults import WrongMethod
from adapter.web.head import Head
from adapter.web.parts import Parts
from adapter.web.rate import Rate
from adapter.web.representation import FORMATS
from adapter.web.route import Endpoint, Route
from adapter.web.search import FORM

_MESSAGE = "/svu/messages/{message_id}"
_LETTERS = f"{_MESSAGE}/letters"
_BASE = "/fhir"


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
    for route in _routes(parts):
        app.add_api_route(
            route.path,
            route.endpoint,
            methods=[route.method],
            response_model=None,
            # no media type of its own: what it answers is what `described` says
            response_class=Response,
            summary=route.words,
            operation_id=f"{route.method.lower()} {route.path}",
            openapi_extra=route.described(),
        )
        if route.path == _BASE:  # some clients keep the slash that ends their base
            app.add_api_route(
                f"{_BASE}/",
                route.endpoint,
                methods=[route.method],
                response_model=None,
                include_in_schema=False,
            )
    app.add_api_route(
        "/svu/openapi.json", _openapi(app), methods=["GET"], response_model=None, include_in_schema=False
    )
    app.add_exception_handler(HTTPException, _unrouted)
    limits = parts.limits
    app.add_middleware(Head)
    # the last added is the outermost
    app.add_middleware(BodyLimit, most=limits.body_limit)
    app.add_middleware(Auth, callers=parts.callers, rate=Rate(limits.rate_per_second, limits.rate_burst))
    app.add_middleware(Envelope, chance=parts.chance, metrics=parts.metrics)
    return app


def _routes(parts: Parts) -> list[Route]:
    taken = (202, 200)
    pdf = (letters.PDF,)
    return [
        Route("POST", "/svu/messages", messages.post(parts), "A native message", JSON, statuses=taken),
        Route("GET", _MESSAGE, messages.get(parts), "Its receipt"),
        Route("GET", f"{_MESSAGE}/deadlines", messages.deadlines(parts), "What is due of it"),
        Route("GET", f"{_MESSAGE}/deviations", messages.deviations(parts), "Drafts of deviation reports"),
        Route("GET", _LETTERS, letters.listed(parts), "The letters it makes its sender owe"),
        Route("GET", f"{_LETTERS}/{{letter}}", letters.letter(parts), "A letter", gives=pdf),
        Route("POST", f"{_LETTERS}/{{letter}}/sent", letters.sent(parts), "A letter has been sent", JSON),
        Route("GET", f"{_MESSAGE}/print", letters.plan(parts), "A plan, for the person", gives=pdf),
        Route("GET", "/svu/outage", outages.routine(parts), "What applies in an outage"),
        Route("GET", "/svu/forms/{kind}", outages.form(parts), "A blank form to fill in by hand", gives=pdf),
        Route(
            "GET",
            "/svu/schema",
            messages.published_schema(),
            "JSON Schema of the native message",
            gives=("application/schema+json",),
        ),
        Route(
            "POST",
            "/svu/import/{system}",
            imports.post(parts),
            "An export of a source system",
            imports.MEDIA,
            statuses=(*taken, 207),
        ),
        Route("GET", "/svu/mailbox", mailbox.pull(parts), "Deliveries waiting for a unit", query=("unit",)),
        Route(
            "POST",
            "/svu/mailbox/{delivery}/kvittens",
            mailbox.kvittens(parts),
            "Kvittens of a delivery",
            statuses=taken,
            query=("approved",),
        ),
        Route(
            *("POST", "/fhir/$process-message", fhir.process_message(parts), "A message Bundle"),
            takes=documents.MEDIA,
            gives=FORMATS,
            query=("_format", "_pretty"),
        ),
        *_subscriptions(parts),
        Route(
            "GET",
            "/fhir/metadata",
            fhir.metadata(parts),
            "CapabilityStatement",
            gives=FORMATS,
            query=("mode", "_format", "_pretty"),
        ),
        Route(
            *("PUT", "/fhir/Task/{task_id}", fhir.put_task(parts), "A Task done: its kvittens"),
            takes=documents.MEDIA,
            gives=FORMATS,
            query=("_format", "_pretty"),
        ),
        Route(
            "GET",
            "/svu/reports/{month}",
            reports.get(parts),
            "A month's figures by municipality",
            gives=tuple(media.partition(";")[0] for media in reports.MEDIA.values()),
            query=("region", "municipality", "format"),
        ),
        care_plans.route(parts),
        *posting.routes(parts),
        *validating.routes(parts),
        *rest.routes(parts),
        Route("GET", "/health/live", health.live, "The process answers"),
        Route("GET", "/health/ready", health.ready(parts), "It can serve"),
        Route("GET", "/metrics", health.figures(parts), "Figures for Prometheus", gives=("text/plain",)),
    ]


def _subscriptions(parts: Parts) -> list[Route]:
    path, resource, media = "/fhir/Subscription", FORMATS, documents.MEDIA
    one, query = f"{path}/{{subscription}}", (*subscriptions.SEARCHED, *subscriptions.RESULT)
    made, find = (201, 200), subscriptions.search(parts)
    status, form = subscriptions.status(parts), FORM
    return [
        Route("POST", path, subscriptions.create(parts), "A Subscription", media, resource, made),
        Route("GET", path, find, "Subscriptions", gives=resource, query=query),
        Route("POST", f"{path}/_search", find, "The same", form, resource),
        Route("GET", f"{path}/$status", status, "How they are", gives=resource, query=("id",)),
        Route("GET", f"{one}/$status", status, "How it is", gives=resource),
        Route("GET", one, subscriptions.read(parts), "A Subscription, read", gives=resource),
        Route("PUT", one, subscriptions.update(parts), "Changed, or turned off", media, resource),
        Route("DELETE", one, subscriptions.delete(parts), "Ended", gives=resource, statuses=(204,)),
    ]


def _openapi(app: FastAPI) -> Endpoint:
    async def show(request: Request) -> Response:
        caller(request, *Right)
        return JSONResponse(app.openapi())

    return show


async def _unrouted(request: Request, error: Exception) -> Response:
    """The router's own 404 and 405, in our shape; Allow names the methods of every route of the address."""
    if isinstance(error, HTTPException) and error.status_code == WrongMethod.status:
        routes: list[BaseRoute] = request.app.routes
        here = (one for one in routes if one.matches(request.scope)[0] is not Match.NONE)
        methods = {method for route in here for method in getattr(route, "methods", None) or ()}
        readable = {"HEAD"} if "GET" in methods else set[str]()
        error = HTTPException(error.status_code, headers={"Allow": ", ".join(sorted(methods | readable))})
    return answer(error, request.scope)
