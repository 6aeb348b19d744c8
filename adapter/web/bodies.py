"""Request bodies: how large one may be, and of which media type."""

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapter.web.faults import TooLarge, WrongMedia

JSON = ("application/json",)
FHIR = ("application/fhir+json", "application/json")


class BodyLimit:
    """Refuses a body above `most` bytes: by its stated length before reading, else while it comes in."""

    def __init__(self, app: ASGIApp, *, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on with a `receive` that counts, or raise `TooLarge`."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        stated = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        if stated.isdigit() and int(stated) > self._most:
            raise TooLarge
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._most:
                raise TooLarge
            return message

        await self._app(scope, counted, send)


async def body(request: Request, media: tuple[str, ...]) -> bytes:
    """The raw body; `WrongMedia` unless it is stated to be one of `media`, in UTF-8, R4 and uncompressed."""
    kind, *parameters = request.headers.get("content-type", "").split(";")
    if kind.strip().lower() not in media or not all(_understood(parameter) for parameter in parameters):
        raise WrongMedia
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise WrongMedia
    return await request.body()


def _understood(parameter: str) -> bool:
    name, _, value = parameter.strip().lower().partition("=")
    match name:
        case "charset":
            return value.strip('"') == "utf-8"
        case "fhirversion":
            return value.strip('"') in {"4.0", "4.0.1"}
        case _:
            return True
