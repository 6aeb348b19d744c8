"""What every request gets, outermost: its ids echoed, its time taken, and every error turned into an answer."""

import re
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapter.log import Event, emit, where
from adapter.model.identifiers import holds_identity_number
from adapter.ports import Chance
from adapter.web.auth import name_of
from adapter.web.errors import answer, expected
from adapter.web.parts import Figures

_ID = re.compile(rb"[\x21-\x7e]{1,128}")
_REQUEST = b"x-request-id"
_CORRELATION = b"x-correlation-id"
_REQUEST_ID = "svu.request"
_CORRELATION_ID = "svu.correlation"
UNMATCHED = "(none)"


class Envelope:
    """Nothing raised within gets past it: a server's own error page would show a trace."""

    def __init__(self, app: ASGIApp, *, chance: Chance, metrics: Figures) -> None:
        self._app = app
        self._chance = chance
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, correlation_id = self._ids(scope)
        scope[_REQUEST_ID] = request_id.decode()
        scope[_CORRELATION_ID] = correlation_id.decode()
        echoed = [(_REQUEST, request_id), (_CORRELATION, correlation_id)]
        status = 0
        began = time.perf_counter()

        async def echoing(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *echoed]
            await send(message)

        try:
            await self._app(scope, receive, echoing)
        except Exception as error:  # noqa: BLE001 - the one place where everything becomes an answer
            if not expected(error):
                self._tell(scope, error)
            if not status:
                await answer(error, scope)(scope, receive, echoing)
        finally:
            self._metrics.request(_route(scope), status, time.perf_counter() - began)

    def _ids(self, scope: Scope) -> tuple[bytes, bytes]:
        given = {name: value for name, value in scope["headers"] if name in {_REQUEST, _CORRELATION}}
        request_id = given.get(_REQUEST, b"")
        if not _usable(request_id):
            request_id = self._chance.uuid().encode()
        correlation_id = given.get(_CORRELATION, b"")
        return request_id, correlation_id if _usable(correlation_id) else request_id

    def _tell(self, scope: Scope, error: Exception) -> None:
        emit(
            Event.REQUEST_FAILED,
            method=scope["method"],
            route=_route(scope),
            request=scope[_REQUEST_ID],
            error=type(error).__name__,
            where=where(error),
            client=name_of(scope),
        )


def request_id_of(scope: Scope) -> str:
    """The id of this request, given or made."""
    return str(scope.get(_REQUEST_ID, ""))


def correlation_id_of(scope: Scope) -> str:
    """What the caller says this request belongs to; the request's own id where it says nothing."""
    return str(scope.get(_CORRELATION_ID, ""))


def _usable(value: bytes) -> bool:
    return _ID.fullmatch(value) is not None and not holds_identity_number(value.decode("ascii"))


def _route(scope: Scope) -> str:
    """The route's pattern; the path itself may hold an id and is nobody's label."""
    route = scope.get("route")
    return str(getattr(route, "path", UNMATCHED))
