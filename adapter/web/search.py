"""Searching a type: by GET, or by POST …/_search where a person is named; and the pages that follow."""

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import Response

from adapter.acknowledgement import outcome
from adapter.model.client import Client, Right
from adapter.pipeline.searching import Caller, Found, Place, Searching
from adapter.r4.interactions import Served
from adapter.r4.models import Resource
from adapter.reading.faults import BadPage, BadSearch, bad
from adapter.reading.query import Query, query
from adapter.reading.searchset import searchset
from adapter.web import prefer, representation
from adapter.web.auth import caller
from adapter.web.bodies import body
from adapter.web.envelope import request_id_of
from adapter.web.language import language_of
from adapter.web.pages import Pages, Rest
from adapter.web.parts import Parts
from adapter.web.reading import FORMAT, only, served
from adapter.web.route import Endpoint

FORM = ("application/x-www-form-urlencoded",)
PAGE = "_page"
_MOST = 100
"""Parameters of one search."""

Pairs = Sequence[tuple[str, str]]


def get(parts: Parts) -> Endpoint:
    """A search that names nobody, or a further page of any."""
    search = _Search(parts)

    async def show(request: Request) -> Response:
        client, found = caller(request, Right.READ), served(request)
        if PAGE in request.query_params:
            return await search.further(request, client, found)
        pairs = request.query_params.multi_items()
        asked = search.asked(request, found, pairs, in_url=True)
        return await search.first(request, client, asked, representation.wish(request))

    return show


def post(parts: Parts) -> Endpoint:
    """A search whose parameters stand in the body, so that they may name a person."""
    search = _Search(parts)

    async def show(request: Request) -> Response:
        client, found = caller(request, Right.READ), served(request)
        text = await body(request, FORM)
        in_address = request.query_params.multi_items()
        # what stands in the address is held to what may stand there
        search.asked(request, found, in_address, in_url=True)
        pairs = [*in_address, *_form(text)]
        asked = search.asked(request, found, pairs, in_url=False)
        return await search.first(request, client, asked, representation.wish(request, pairs))

    return show


class _Search:
    """What both have in common."""

    def __init__(self, parts: Parts) -> None:
        self._own_url = parts.own_url
        self._searching = Searching(parts.reading)
        self._pages = Pages(parts.tokens, parts.clock)

    def asked(self, request: Request, found: Served, pairs: Pairs, *, in_url: bool) -> Query:
        """The search that these parameters ask for."""
        if len(pairs) > _MOST:
            raise BadSearch((bad("_count", f"at most {_MOST} parameters.", "Ask in parts."),))
        lenient = prefer.lenient(request)
        return query(found, pairs, own_url=self._own_url, lenient=lenient, in_url=in_url)

    async def first(
        self, request: Request, client: Client, asked: Query, wish: representation.Wish
    ) -> Response:
        """The first page."""
        found = await self._searching.search(asked, _caller(request, client))
        told = outcome.operation_outcome(asked.told, language_of(request.scope)) if asked.told else None
        made = self._bundle(client, asked, found, urlencode(asked.link), told)
        return representation.rendered(made, wish)

    async def further(self, request: Request, client: Client, served_: Served) -> Response:
        """The page that a link of ours leads to."""
        only(request, (PAGE, *FORMAT))
        token = request.query_params[PAGE]
        rest = self._pages.rest(token, client.id)
        if rest is None or rest.type != served_.type:
            raise BadPage
        asked = query(served_, rest.pairs, own_url=self._own_url, lenient=True, in_url=False)
        wish = representation.wish(request)
        found = await self._searching.search(asked, _caller(request, client), rest.place)
        made = self._bundle(client, asked, found, urlencode({PAGE: token}), None)
        return representation.rendered(made, wish)

    def _bundle(
        self, client: Client, asked: Query, found: Found, here: str, told: Resource | None
    ) -> Resource:
        base = f"{self._own_url}/{asked.type}"
        links = {"self": f"{base}?{here}" if here else base}
        if found.next is not None:
            links["next"] = f"{base}?{urlencode({PAGE: self._token(client, asked, found.next)})}"
        return searchset(found.page, asked.results, own_url=self._own_url, links=links, outcome=told)

    def _token(self, client: Client, asked: Query, place: Place) -> str:
        return self._pages.token(Rest(asked.type, asked.pairs, place), client.id)


def _caller(request: Request, client: Client) -> Caller:
    return Caller(client.units, request_id_of(request.scope))


def _form(text: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST)
    except ValueError:
        raise BadSearch(
            (bad("_search", f"the body is no form in UTF-8 of at most {_MOST} fields.", "See docs/fhir.md."),)
        ) from None
