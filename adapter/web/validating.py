"""`POST /fhir/{type}/$validate`: every finding on a resource, as an OperationOutcome; nothing of it is kept or sent."""

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response

from adapter.acknowledgement.outcome import operation_outcome
from adapter.model.client import Right
from adapter.pipeline.judging import judge
from adapter.r4 import profile_tree
from adapter.r4.grammar import kind
from adapter.r4.interactions import TABLE
from adapter.r4.models import Resource
from adapter.web import documents, representation
from adapter.web.auth import caller
from adapter.web.faults import NothingToValidate, NotValidated, NoType, UnknownProfile
from adapter.web.language import language_of
from adapter.web.parts import Parts
from adapter.web.reading import FORMAT
from adapter.web.representation import FORMATS
from adapter.web.route import Endpoint, Route

_QUERY = ("profile", "mode")
_MODES = frozenset({"create", "update", "profile"})
"""`delete` is left out: nothing is deleted here."""


def routes(parts: Parts) -> list[Route]:
    """One route for all types of R4, those that are served named."""
    return [
        Route(
            *("POST", "/fhir/{type}/$validate", validate(parts), "Every finding on a resource"),
            takes=documents.MEDIA,
            gives=FORMATS,
            query=(*_QUERY, *FORMAT),
            types=(*TABLE, "Bundle", "MessageHeader"),
        )
    ]


def validate(parts: Parts) -> Endpoint:
    """200 with an OperationOutcome, whatever is found; another status only where nothing could be validated."""

    async def take(request: Request) -> Response:
        caller(request, Right.SEND, Right.READ)
        wish = representation.wish(request)
        document = await documents.document(request)
        name = request.path_params["type"]
        found = kind(name)
        if found is None or not found.resource:
            raise NoType
        resource, said = _asked(document, request)
        if resource.get("resourceType") != name:
            raise NotValidated
        if set(said.get("mode", ())) - _MODES:
            raise NothingToValidate
        profiles = tuple(url.partition("|")[0] for url in said.get("profile", ()))
        if any(profile_tree.tree(url) is None for url in profiles):
            raise UnknownProfile
        issues = judge(resource, parts.mappings, profiles, at=parts.clock.now())
        language = language_of(request.scope)
        headers = {"Content-Language": language, "Vary": "Accept, Accept-Language, Authorization"}
        return representation.rendered(operation_outcome(issues, language), wish, headers=headers)

    return take


def _asked(document: object, request: Request) -> tuple[Resource, dict[str, list[str]]]:
    """The resource, alone or as a parameter, and mode and profile as the address or the Parameters say them."""
    said = {name: request.query_params.getlist(name) for name in _QUERY}
    if not isinstance(document, dict):
        raise NotValidated
    if document.get("resourceType") != "Parameters":
        return document, said
    given = list(_parameters(document))
    resources = [value for name, value in given if name == "resource" and isinstance(value, dict)]
    if len(resources) != 1:
        raise NothingToValidate
    for name in _QUERY:
        said[name] += [value for key, value in given if key == name and isinstance(value, str)]
    return resources[0], said


def _parameters(document: Resource) -> Iterator[tuple[str, object]]:
    parameters = document.get("parameter")
    for one in parameters if isinstance(parameters, list) else ():
        if isinstance(one, dict) and isinstance(one.get("name"), str):
            values = (value for key, value in one.items() if key == "resource" or key.startswith("value"))
            yield one["name"], next(values, None)
