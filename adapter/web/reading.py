"""Reading one resource: as it is, as a version was, or all its versions. What may not be seen is not there."""

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from adapter.model.client import Client, Right
from adapter.model.issue import Issue
from adapter.r4.interactions import SYSTEM_OPERATIONS, TABLE, Served
from adapter.reading import searchset
from adapter.reading.faults import BadSearch, bad
from adapter.reading.resources import Shown, Version
from adapter.reading.results import Results, results
from adapter.reading.subset import subset
from adapter.web import conditional, representation
from adapter.web.auth import caller
from adapter.web.envelope import request_id_of
from adapter.web.faults import BadAddress, NotFound, NoType, WrongMethod
from adapter.web.parts import Parts
from adapter.web.route import Endpoint

FORMAT = ("_format", "_pretty")
SHAPE = ("_summary", "_elements", *FORMAT)


@dataclass(frozen=True, slots=True)
class Shape:
    """How a resource is wanted: how much of it, and in which format."""

    wanted: Results
    wish: representation.Wish


def read(parts: Parts) -> Endpoint:
    """The resource as it is now."""

    async def show(request: Request) -> Response:
        client, wanted = caller(request, Right.READ), _wanted(request)
        wish = representation.wish(request)
        shown = await _shown(parts, request, client)
        return _version(request, parts.own_url, shown, shown.newest, Shape(wanted, wish))

    return show


def vread(parts: Parts) -> Endpoint:
    """The resource as a version was, if that may still be seen."""

    async def show(request: Request) -> Response:
        client, wanted = caller(request, Right.READ), _wanted(request)
        wish = representation.wish(request)
        shown = await _shown(parts, request, client)
        for version in shown.versions:
            if version.id == request.path_params["version"]:
                return _version(request, parts.own_url, shown, version, Shape(wanted, wish))
        raise NotFound

    return show


def history(parts: Parts) -> Endpoint:
    """Every version."""

    async def show(request: Request) -> Response:
        client, _ = caller(request, Right.READ), served(request)
        only(request, FORMAT)
        wish = representation.wish(request)
        shown = await _shown(parts, request, client)
        link = f"{parts.own_url}/{shown.reference}/_history"
        return representation.rendered(searchset.history(shown, own_url=parts.own_url, link=link), wish)

    return show


def served(request: Request) -> Served:
    """What is done with resources of the type in the address; raises `NoType`, for an operation `WrongMethod`."""
    name = request.path_params["type"]
    if name.startswith("$") and name[1:] in SYSTEM_OPERATIONS:
        raise WrongMethod({"Allow": "POST"})
    found = TABLE.get(name)
    if found is None:
        raise NoType
    return found


def only(request: Request, names: Iterable[str]) -> None:
    """Refuse an address with other parameters than these, or with one of them twice."""
    said = [name for name, _ in request.query_params.multi_items()]
    if not set(said) <= set(names) or len(said) > len(set(said)):
        raise BadAddress


def _wanted(request: Request) -> Results:
    found = served(request)
    only(request, SHAPE)
    faults = list[Issue]()
    made = results(
        found, [pair for pair in request.query_params.multi_items() if pair[0] not in FORMAT], faults
    )
    if made.counts_only:
        faults.append(bad("_summary", "count is for a search.", "Leave it out."))
    if faults:
        raise BadSearch(tuple(faults))
    return made


async def _shown(parts: Parts, request: Request, client: Client) -> Shown:
    type_, id_ = request.path_params["type"], request.path_params["id"]
    shown = await parts.reading.read(type_, id_, client.units, request_id_of(request.scope))
    if shown is None:
        raise NotFound
    return shown


def _version(request: Request, own_url: str, shown: Shown, version: Version, shape: Shape) -> Response:
    said = {
        **conditional.headers(version.id, version.at),
        "Content-Location": f"{own_url}/{shown.reference}/_history/{version.id}",
    }
    if conditional.unchanged(request, version):
        return Response(status_code=304, headers=said)
    return representation.rendered(subset(version.resource, shape.wanted), shape.wish, headers=said)
