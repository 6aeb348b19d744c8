"""A route as `/svu/openapi.json` tells of it: what it takes, what it answers and its parameters."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

Endpoint = Callable[[Request], Awaitable[Response]]
_IN_PATH = re.compile(r"{(\w+)}")
_ERROR = {
    "description": "An OperationOutcome under /fhir, a problem carrying one elsewhere",
    "content": {"application/problem+json": {}, "application/fhir+json": {}},
}


@dataclass(frozen=True, slots=True)
class Route:
    """One route: the media types of its body (`takes`) and of its answers (`gives`), the statuses of those that are fine."""

    method: str
    path: str
    endpoint: Endpoint
    words: str
    takes: tuple[str, ...] = ()
    gives: tuple[str, ...] = ("application/json",)
    statuses: tuple[int, ...] = (200,)
    query: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    """The resource types that `{type}` of the path may be."""

    def described(self) -> dict[str, Any]:
        """What OpenAPI says of it besides its name."""
        fine = {"description": self.words, "content": {kind: {} for kind in self.gives}}
        told: dict[str, Any] = {
            "responses": {**{str(status): fine for status in self.statuses}, "4XX": _ERROR, "5XX": _ERROR},
            "parameters": [
                *(
                    _parameter(name, "path", required=True, known=self.types if name == "type" else ())
                    for name in _IN_PATH.findall(self.path)
                ),
                *(_parameter(name, "query", required=False) for name in self.query),
            ],
        }
        if self.takes:
            content = {kind: {"schema": {"type": "object"}} for kind in self.takes}
            told["requestBody"] = {"required": True, "content": content}
        return told


def _parameter(name: str, place: str, *, required: bool, known: tuple[str, ...] = ()) -> dict[str, Any]:
    schema = {"type": "string", **({"enum": list(known)} if known else {})}
    return {"name": name, "in": place, "required": required, "schema": schema}
