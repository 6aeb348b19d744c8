"""The routes of writing over REST: create and update of one resource, and the base for Bundles."""

from starlette.requests import Request
from starlette.responses import Response

from adapter.intake.rest_kind import KINDS_OF
from adapter.intake.rest_posted import of_resource
from adapter.model.client import Right
from adapter.r4.interactions import TABLE, Interaction
from adapter.web import batch, precondition, representation
from adapter.web.auth import caller
from adapter.web.documents import MEDIA, document
from adapter.web.faults import WrongAddress
from adapter.web.parts import Parts
from adapter.web.reading import FORMAT, only
from adapter.web.representation import FORMATS
from adapter.web.route import Endpoint, Route
from adapter.web.updating import update
from adapter.web.writing import Writer, answered


def routes(parts: Parts) -> list[Route]:
    """Create and update of each type that the table says is written, and the base for Bundles."""
    made: list[Route] = []
    for type_ in KINDS_OF:
        writes = TABLE[type_].writes
        if Interaction.CREATE in writes:
            made.append(_route("POST", f"/fhir/{type_}", create(parts, type_), f"A {type_}, as a message"))
        if Interaction.UPDATE in writes:
            path = f"/fhir/{type_}/{{id}}"
            made.append(_route("PUT", path, replaced(parts, type_), f"A {type_}, its next version"))
    made.append(_route("POST", "/fhir", batch.post(parts), "A transaction or a batch"))
    return made


def _route(method: str, path: str, endpoint: Endpoint, words: str) -> Route:
    return Route(method, path, endpoint, words, MEDIA, FORMATS, (200, 201, 202), FORMAT)


def create(parts: Parts, type_: str) -> Endpoint:
    """201 with the resource and where it is; 200 for a repeat."""

    async def take(request: Request) -> Response:
        client = caller(request, Right.SEND)
        only(request, FORMAT)
        representation.wish(request)
        posted = of_resource(await document(request))
        if posted.anchor.type != type_:
            raise WrongAddress
        writer = Writer(parts, client, request)
        condition = ", ".join(request.headers.getlist("if-none-exist")) or None
        written = await writer.write(posted, writer.message_id(posted, condition))
        return answered(parts, request, written, type_, created=True)

    return take


def replaced(parts: Parts, type_: str) -> Endpoint:
    """200 with the next version of what the caller may see."""

    async def take(request: Request) -> Response:
        client = caller(request, Right.SEND)
        only(request, FORMAT)
        representation.wish(request)
        posted, id_ = of_resource(await document(request)), request.path_params["id"]
        if posted.anchor.type != type_ or posted.anchor.resource.get("id") != id_:
            raise WrongAddress
        writer = Writer(parts, client, request)
        written = await update(parts, writer, posted, id_, precondition.tags(request))
        return answered(parts, request, written, type_, created=False)

    return take
