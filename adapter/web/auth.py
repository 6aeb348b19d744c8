"""Who is calling: a bearer key, known by its digest. The seam where SMART backend services and mutual TLS will fit."""

from typing import cast

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from adapter.model.client import Client, Right
from adapter.web.faults import NoKey, NoRight, TooMany
from adapter.web.parts import Callers
from adapter.web.rate import Rate

OPEN = ("/health/live", "/health/ready")
_CLIENT = "svu.client"
_SCHEME = b"bearer "


class Auth:
    """Lets nobody past without a key but to `OPEN`, and nobody past faster than its rate."""

    def __init__(self, app: ASGIApp, *, callers: Callers, rate: Rate) -> None:
        self._app = app
        self._callers = callers
        self._rate = rate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Name the caller in the scope and go on, or raise `NoKey` or `TooMany`."""
        if scope["type"] == "http" and scope["path"] not in OPEN:
            client = self._client(scope)
            seconds = self._rate.wait(client.id)
            if seconds:
                raise TooMany(seconds)
            scope[_CLIENT] = client
        await self._app(scope, receive, send)

    def _client(self, scope: Scope) -> Client:
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        if len(given) != 1 or given[0][: len(_SCHEME)].lower() != _SCHEME:
            raise NoKey
        # latin-1 reads any bytes: a key of other characters is simply nobody's
        client = self._callers.by_key(given[0][len(_SCHEME) :].strip().decode("latin-1"))
        if client is None:
            raise NoKey
        return client


def caller(request: Request, *rights: Right) -> Client:
    """The client of this request; `NoRight` unless it has one of `rights`."""
    client = cast("Client", request.scope[_CLIENT])
    if not client.rights.intersection(rights):
        raise NoRight
    return client


def name_of(scope: Scope) -> str:
    """The calling client's id for the log, empty before it is known."""
    client = scope.get(_CLIENT)
    return client.id if isinstance(client, Client) else ""
