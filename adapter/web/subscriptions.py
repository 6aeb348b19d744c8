"""Subscription over REST: made, read, found, changed and ended by whoever acts for the unit."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import Response

from adapter.acknowledgement import outcome
from adapter.intake import subscription as intake
from adapter.mapping import subscription as mapping
from adapter.model.client import Client, Right
from adapter.model.errors import InputError, Stale
from adapter.model.identifiers import hides_identity_number
from adapter.model.ids import ANY_VERSION
from adapter.model.issue import Issue, Severity
from adapter.model.subscription import Subscription
from adapter.r4 import backport
from adapter.r4.models import Resource
from adapter.web import conditional, precondition, prefer
from adapter.web.auth import caller
from adapter.web.bodies import body
from adapter.web.documents import document
from adapter.web.envelope import request_id_of
from adapter.web.faults import BadAddress, NotFound, RequestFault
from adapter.web.parts import Parts
from adapter.web.reading import FORMAT, only
from adapter.web.representation import rendered, wish
from adapter.web.search import FORM

Route = Callable[[Request], Awaitable[Response]]
SEARCHED = tuple(backport.SEARCHED)
RESULT = ("_count", "_page", "_format", "_pretty")
_MOST = 100


class BadSearch(RequestFault):
    """A search for subscriptions with a parameter that there is not, or a number that is none."""

    rule, code = "HTTP-SEARCH", "value"
    text = "Subscriptions are searched for by " + ", ".join(SEARCHED) + "; nothing else is read."
    remedy = "Leave the others out; _count and _page are whole numbers."


class Changed(RequestFault):
    """If-Match names another version than there is, or another change came first."""

    status, rule, code = 412, "HTTP-VERSION", "conflict"
    text = "The subscription has changed since it was read."
    remedy = "Read it again, and send the change with its ETag as If-Match."


def create(parts: Parts) -> Route:
    """201; the same asked for again is answered with the first."""

    async def make(request: Request) -> Response:
        client = caller(request, Right.READ)
        asked = intake.read(await document(request), parts.own_url)
        made, again = await parts.subscriptions.create(
            asked, client.units, client.id, request_id_of(request.scope)
        )
        headers = {**_headers(made), "Location": f"{parts.own_url}/Subscription/{made.id}"}
        return _answer(parts, request, made, 200 if again else 201, headers)

    return make


def read(parts: Parts) -> Route:
    """One of the caller's units' own."""

    async def show(request: Request) -> Response:
        only(request, FORMAT)
        found = await _found(parts, request, caller(request, Right.READ))
        return rendered(mapping.resource(found, parts.clock.now()), wish(request), headers=_headers(found))

    return show


def update(parts: Parts) -> Route:
    """Changed as a whole: off, begun anew, or other criteria."""

    async def change(request: Request) -> Response:
        client = caller(request, Right.READ)
        said = await document(request)
        found = await _found(parts, request, client)
        _match(request, found)
        if not isinstance(said, dict) or said.get("id") != found.id:
            text, remedy = "The id is not the one in the address.", "Send the resource that you read."
            issue = Issue(Severity.ERROR, "PRODUKT-SUB-01", "Subscription.id", text, remedy, "value")
            raise InputError((issue,))
        asked = intake.read(said, parts.own_url)
        try:
            made = await parts.subscriptions.replace(
                found, asked, client.units, client.id, request_id_of(request.scope)
            )
        except Stale:
            raise Changed from None
        return _answer(parts, request, made, 200, _headers(made))

    return change


def delete(parts: Parts) -> Route:
    """204: ended for good, also what was under way to it."""

    async def end(request: Request) -> Response:
        client = caller(request, Right.READ)
        found = await _found(parts, request, client)
        _match(request, found)
        if not await parts.subscriptions.remove(found, client.id, request_id_of(request.scope)):
            raise NotFound
        return Response(status_code=204)

    return end


def search(parts: Parts) -> Route:
    """The caller's units' own, by what they say; by POST with the parameters in the body, too."""

    async def find(request: Request) -> Response:
        client = caller(request, Right.READ)
        pairs = request.query_params.multi_items()
        if request.method == "POST":
            form = (await body(request, FORM)).decode("utf-8", "replace")
            pairs += parse_qsl(form, keep_blank_values=True)
        unknown = {name for name, _ in pairs} - {*SEARCHED, *RESULT}
        if unknown or any(hides_identity_number(value) for _, value in pairs):
            raise BadSearch
        now = parts.clock.now()
        every = await parts.subscriptions.of_units(client.units)
        made = [mapping.resource(one, now) for one in every]
        found = [one for one in made if all(_fits(one, *pair) for pair in pairs)]
        return rendered(_searchset(parts, found, pairs), wish(request, pairs))

    return find


def status(parts: Parts) -> Route:
    """`$status` of the backport: of one subscription, or of all of the caller's units', or of those named."""

    async def tell(request: Request) -> Response:
        client = caller(request, Right.READ)
        # several ids, as the backport has it: any of them
        if not {*request.query_params} <= {*FORMAT, "id"}:
            raise BadAddress
        if "subscription" in request.path_params:
            found = [await _found(parts, request, client)]
        else:
            ids = request.query_params.getlist("id")
            found = [
                one for one in await parts.subscriptions.of_units(client.units) if not ids or one.id in ids
            ]
        now = parts.clock.now()
        told = [
            mapping.status(one, events=await parts.subscriptions.events(one), now=now, own_url=parts.own_url)
            for one in found
        ]
        entries = [{"resource": one, "search": {"mode": "match"}} for one in told]
        bundle: Resource = {"resourceType": "Bundle", "type": "searchset", "total": len(entries)}
        if entries:
            bundle["entry"] = entries
        return rendered(bundle, wish(request))

    return tell


async def _found(parts: Parts, request: Request, client: Client) -> Subscription:
    found = await parts.subscriptions.find(request.path_params["subscription"], client.units)
    if found is None:
        raise NotFound
    return found


def _headers(of: Subscription) -> Mapping[str, str]:
    return conditional.headers(str(of.version), of.changed_at)


def _match(request: Request, found: Subscription) -> None:
    tags = precondition.tags(request)
    if tags is not None and tags.isdisjoint({ANY_VERSION, str(found.version)}):
        raise Changed


def _answer(
    parts: Parts, request: Request, made: Subscription, status_code: int, headers: Mapping[str, str]
) -> Response:
    wanted = prefer.returned(request)
    if wanted is prefer.Return.MINIMAL:
        return Response(status_code=status_code, headers=dict(headers))
    if wanted is prefer.Return.OUTCOME:
        body = outcome.operation_outcome(())
    else:
        body = mapping.resource(made, parts.clock.now())
    return rendered(body, wish(request), status_code, headers)


def _fits(resource: Resource, name: str, value: str) -> bool:
    """Whether one of the values, which commas part, is what the resource has."""
    said = {
        "_id": resource["id"],
        "status": resource["status"],
        "criteria": resource["criteria"],
        "url": resource["channel"]["endpoint"],
        "type": resource["channel"]["type"],
        "payload": resource["channel"].get("payload", ""),
    }
    if name not in said:
        return True
    # a criterion holds commas of its own
    wanted = [value] if name in {"criteria", "url"} else [one.rpartition("|")[2] for one in value.split(",")]
    return said[name] in wanted


def _searchset(parts: Parts, found: list[Resource], pairs: Iterable[tuple[str, str]]) -> Resource:
    given = dict(pairs)
    count, page = _number(given.get("_count", str(_MOST))), _number(given.get("_page", "0"))
    count = min(count, _MOST)
    shown = found[page * count : (page + 1) * count]
    rest = {name: value for name, value in given.items() if name != "_page"}
    links = [{"relation": "self", "url": _url(parts, given)}]
    if count and len(found) > (page + 1) * count:
        links.append({"relation": "next", "url": _url(parts, {**rest, "_page": str(page + 1)})})
    bundle: Resource = {"resourceType": "Bundle", "type": "searchset", "total": len(found), "link": links}
    if shown:
        bundle["entry"] = [
            {
                "fullUrl": f"{parts.own_url}/Subscription/{one['id']}",
                "resource": one,
                "search": {"mode": "match"},
            }
            for one in shown
        ]
    return bundle


def _url(parts: Parts, given: Mapping[str, str]) -> str:
    query = urlencode(given)
    return f"{parts.own_url}/Subscription" + (f"?{query}" if query else "")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 6:  # noqa: PLR2004 - more digits than there are subscriptions
        raise BadSearch
    return int(text)
