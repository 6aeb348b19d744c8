"""`POST /fhir`: a transaction, which is one message, or a batch, whose entries go each its own way through the app."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Scope

from adapter.acknowledgement import outcome
from adapter.intake.rest_posted import Piece, checked
from adapter.intake.rest_transaction import Transaction, of_bundle
from adapter.model.client import Right
from adapter.model.errors import InputError
from adapter.model.ids import etag
from adapter.model.issue import Issue, Severity
from adapter.r4.models import Resource
from adapter.r4.primitives import instant
from adapter.reading.resources import Shown
from adapter.web import precondition, representation
from adapter.web.auth import caller
from adapter.web.documents import document
from adapter.web.envelope import correlation_id_of
from adapter.web.language import language_of
from adapter.web.parts import Parts
from adapter.web.reading import FORMAT, only
from adapter.web.route import Endpoint
from adapter.web.updating import update
from adapter.web.writing import Writer, Written, location, told

MOST_ENTRIES = 50
_URL = re.compile(r"(?P<path>[A-Z][A-Za-z]+(?:/[A-Za-z0-9.$_-]+)*)(?:\?(?P<query>[\x21-\x7e]*))?")
_METHODS = frozenset({"GET", "POST", "PUT", "DELETE"})
_CONDITIONS: Mapping[str, bytes] = {
    "ifMatch": b"if-match",
    "ifNoneMatch": b"if-none-match",
    "ifModifiedSince": b"if-modified-since",
    "ifNoneExist": b"if-none-exist",
}
_HANDED_ON = (b"authorization", b"accept-language", b"prefer")
_AGREED = ("identifier", "description", "code")
"""What tells one goal or request of a plan from another."""
_NO_BATCH = Issue(
    Severity.ERROR,
    "HTTP-BUNDLE",
    "Bundle.type",
    "The base takes a transaction or a batch.",
    "Send a message Bundle to /fhir/$process-message.",
    "not-supported",
)
_TOO_MANY = Issue(
    Severity.ERROR,
    "HTTP-BUNDLE",
    "Bundle.entry",
    f"A batch has at most {MOST_ENTRIES} entries.",
    "Send several.",
    "too-long",
)
_BAD_ENTRY = Issue(
    Severity.ERROR,
    "HTTP-BUNDLE",
    "Bundle.entry.request",
    "An entry is a GET, POST, PUT or DELETE of a type served here, its address relative to the base.",
    "Name nobody in an address; a search that names a person is a POST …/_search of its own.",
    "value",
)


def post(parts: Parts) -> Endpoint:
    """The Bundle of answers."""

    async def take(request: Request) -> Response:
        caller(request, Right.SEND, Right.READ)
        only(request, FORMAT)
        representation.wish(request)
        bundle = _bundle(await document(request))
        match bundle.get("type") if bundle["resourceType"] == "Bundle" else None:
            case "transaction":
                made = await _transaction(parts, request, bundle)
            case "batch":
                made = await _batch(request, bundle)
            case _:
                raise InputError((_NO_BATCH,))
        return representation.rendered({"resourceType": "Bundle", "id": parts.chance.uuid(), **made}, request)

    return take


def _bundle(read: object) -> Resource:
    """What was sent, its structure checked; what stands in a batch's entries is checked entry by entry, as each is read."""
    if not (isinstance(read, dict) and read.get("resourceType") == "Bundle" and read.get("type") == "batch"):
        return checked(read)
    entries = read.get("entry")
    if isinstance(entries, list):
        checked({**read, "entry": [_bare(entry) for entry in entries]})
        return read
    return checked(read)


def _bare(entry: object) -> object:
    if isinstance(entry, dict) and "request" in entry:
        return {name: value for name, value in entry.items() if name != "resource"}
    return entry


async def _transaction(parts: Parts, request: Request, bundle: Resource) -> Resource:
    client = caller(request, Right.SEND)
    one = of_bundle(bundle)
    writer, id_ = Writer(parts, client, request), one.id
    if id_ is None:
        written = await writer.write(one.posted, writer.message_id(one.posted, one.if_none_exist))
    else:
        tags = precondition.listed(one.if_match)
        written = await update(parts, writer, one.posted, id_, tags, one.if_none_exist)
    language = language_of(request.scope)
    said = outcome.operation_outcome(told(written, language), language)
    return {"type": "transaction-response", "entry": _answers(parts, one, written, said)}


def _answers(parts: Parts, one: Transaction, written: Written, said: Resource) -> list[Resource]:
    """An answer for each entry: where it is now, as far as it may be read by itself."""
    used: set[str] = set()
    pieces = {piece.path: piece for piece in one.posted.pieces}
    found: list[Resource] = []
    for number, entry in enumerate(one.entries):
        piece = pieces[f"Bundle.entry[{number}].resource"]
        shown = _made_of(piece, written, used)
        created = not written.repeated and entry["request"]["method"] == "POST" and shown is not None
        answer: Resource = {"status": _status(201 if created else 200)}
        if shown is not None:
            used.add(shown.reference)
            version = written.version(shown)
            answer |= {
                "location": location(parts, shown, version),
                "etag": etag(version.id),
                "lastModified": instant(version.at),
            }
        if number == one.entry:
            answer["outcome"] = said
        found.append({"response": answer})
    return found


def _made_of(piece: Piece, written: Written, used: set[str]) -> Shown | None:
    """What a posted resource became: of several of its type the one that agrees with it."""
    candidates = [shown for shown in written.made(piece.type) if shown.reference not in used]
    for shown in candidates:
        made = written.version(shown).resource
        same = [name for name in _AGREED if name in piece.resource and name in made]
        if all(piece.resource[name] == made[name] for name in same) and (same or len(candidates) == 1):
            return shown
    return candidates[0] if len(candidates) == 1 else None


async def _batch(request: Request, bundle: Resource) -> Resource:
    entries = bundle.get("entry", ())
    if len(entries) > MOST_ENTRIES:
        raise InputError((_TOO_MANY,))
    # one after the other: each takes its token of the caller's rate and its turn like any other request
    return {"type": "batch-response", "entry": [await _one(request, entry) for entry in entries]}


async def _one(request: Request, entry: Resource) -> Resource:
    asked = entry.get("request", {})
    address = _URL.fullmatch(str(asked.get("url", "")))
    if address is None or asked.get("method") not in _METHODS:
        return {"response": {"status": _status(400), "outcome": outcome.operation_outcome((_BAD_ENTRY,))}}
    resource = entry.get("resource")
    sent = orjson.dumps(resource) if resource is not None else b""
    headers = [(name, value) for name, value in request.scope["headers"] if name in _HANDED_ON]
    headers += [
        (b"content-type", b"application/fhir+json"),
        (b"accept", b"application/fhir+json"),
        (b"content-length", str(len(sent)).encode()),
        (b"x-correlation-id", correlation_id_of(request.scope).encode("latin-1", "replace")),
        *(
            (name, str(asked[said]).encode("latin-1", "replace"))
            for said, name in _CONDITIONS.items()
            if said in asked
        ),
    ]
    path = f"/fhir/{address['path']}"
    scope: Scope = {
        "type": "http",
        "asgi": request.scope["asgi"],
        "http_version": request.scope.get("http_version", "1.1"),
        "method": asked["method"],
        "scheme": request.scope.get("scheme", "https"),
        "server": request.scope.get("server"),
        "client": request.scope.get("client"),
        "root_path": request.scope.get("root_path", ""),
        "path": path,
        "raw_path": quote(path).encode(),
        "query_string": (address["query"] or "").encode(),
        "headers": headers,
    }
    return _entry(*await _answer(request.app, scope, sent))


async def _answer(app: ASGIApp, scope: Scope, sent: bytes) -> tuple[int, Mapping[str, str], bytes]:
    status, headers, parts = 500, dict[str, str](), list[bytes]()

    async def receive() -> Message:
        return {"type": "http.request", "body": sent, "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status = message["status"]
            headers = {
                n.decode("latin-1").lower(): v.decode("latin-1") for n, v in message.get("headers", ())
            }
        else:
            parts.append(message.get("body", b""))

    await app(scope, receive, send)
    return status, headers, b"".join(parts)


def _entry(status: int, headers: Mapping[str, str], body: bytes) -> Resource:
    response: Resource = {"status": _status(status)}
    for name, header in (("location", "location"), ("etag", "etag")):
        if header in headers:
            response[name] = headers[header]
    if "last-modified" in headers:
        response["lastModified"] = _instant(headers["last-modified"])
    found: Any = orjson.loads(body) if body else None
    if found is None:
        return {"response": response}
    if found.get("resourceType") == "OperationOutcome":
        return {"response": {**response, "outcome": found}}
    return {"resource": found, "response": response}


def _instant(text: str) -> str:
    at: datetime = parsedate_to_datetime(text)
    return instant(at.astimezone(UTC))


def _status(code: int) -> str:
    return f"{code} {HTTPStatus(code).phrase}"
