"""In which format a resource is answered: JSON or XML, as `_format` or Accept ask for it; `_pretty` for people."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import orjson
from starlette.requests import Request
from starlette.responses import Response

from adapter.r4 import xml
from adapter.r4.models import Resource
from adapter.web.faults import NotAcceptable

JSON, XML = "application/fhir+json", "application/fhir+xml"
FORMATS = (JSON, XML)
_NAMES: Mapping[str, str] = {
    **dict.fromkeys(("json", "application/json", "text/json", JSON), JSON),
    **dict.fromkeys(("xml", "application/xml", "text/xml", XML), XML),
}
_ANY = {"*/*": JSON, "application/*": JSON, "text/*": JSON}
_VERSIONS = frozenset({"4.0", "4.0.1"})
_MOST = 20
"""Ranges of Accept that are looked at."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A format, and whether it is for people to read."""

    media: str
    pretty: bool


def wish(request: Request, pairs: Iterable[tuple[str, str]] | None = None) -> Wish:
    """What a request asks for, by `pairs` where its parameters stand in its body; raises `NotAcceptable`."""
    said = dict(request.query_params.multi_items() if pairs is None else pairs)
    return Wish(_media(request, said.get("_format")), said.get("_pretty") == "true")


def _media(request: Request, said: str | None) -> str:
    """`_format` goes before Accept."""
    if said is not None:
        # an address that is not escaped has a blank where a plus stood
        name = said.partition(";")[0].strip().lower().replace(" ", "+")
        if name not in _NAMES:
            raise NotAcceptable
        return _NAMES[name]
    accept = ", ".join(request.headers.getlist("accept"))
    if not accept.strip():
        return JSON
    ranges = sorted(_ranges(accept), key=lambda one: one[0], reverse=True)
    if not ranges:
        raise NotAcceptable
    return ranges[0][1]


def _ranges(accept: str) -> Iterator[tuple[float, str]]:
    """Each range that is one of ours, with its weight; of those that weigh the same the first stands first."""
    for part in accept.split(",")[:_MOST]:
        name, *parameters = (word.strip().lower() for word in part.split(";"))
        known = _NAMES.get(name) or _ANY.get(name)
        said = dict(word.partition("=")[::2] for word in parameters)
        weight = _weight(said.get("q", "1"))
        if known and weight > 0 and said.get("fhirversion", "4.0").strip('"') in _VERSIONS:
            yield weight, known


def _weight(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def rendered(
    resource: Resource, asked: Wish | Request, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """The answer; nobody but its caller may keep it, and only to ask whether it still holds."""
    wanted = asked if isinstance(asked, Wish) else wish(asked)
    if wanted.media == JSON:
        text = orjson.dumps(resource, option=orjson.OPT_INDENT_2 if wanted.pretty else 0)
    else:
        text = xml.write(resource, pretty=wanted.pretty)
    known = headers or {}
    vary = ", ".join(("Accept", "Authorization", *([known["Vary"]] if "Vary" in known else ())))
    said = {"Cache-Control": "private, no-cache", **known, "Vary": vary}
    # JSON is UTF-8 by itself and has no charset (RFC 8259); XML says it twice
    media = wanted.media if wanted.media == JSON else f"{wanted.media}; charset=utf-8"
    return Response(text, status, said, media_type=media)
