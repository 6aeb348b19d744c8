"""The one place where an error becomes an answer: an OperationOutcome under /fhir, a problem carrying one elsewhere."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Scope

from adapter.acknowledgement import outcome
from adapter.acknowledgement.receipt import STALE_RULE
from adapter.model.errors import (
    IdentityConflict,
    InputError,
    LeaseLost,
    NotAllowed,
    Stale,
    Unavailable,
    Unprintable,
    Withheld,
)
from adapter.model.issue import Issue, Severity
from adapter.reading.faults import SearchFault
from adapter.web.faults import NoRight, NotFound, RequestFault, WrongMethod
from adapter.web.language import language_of

FHIR = "application/fhir+json"
PROBLEM = "application/problem+json"
RETRY_AFTER = "5"
CHOOSE_ANOTHER = (
    "Give this message an id of its own, or send the first body again: its receipt is the answer."
)
_INTERNAL = Issue(
    Severity.ERROR,
    "HTTP-INTERNAL",
    "$",
    "Something went wrong here; nothing is said of what. The operator finds it by X-Request-Id.",
    "Send again later: a message is stored only when the answer is 200 or 202.",
    "exception",
)


class Refused(Exception):
    """A message refused whole: its receipt's grounds as issues (422, 412)."""

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        super().__init__("refused")
        self.issues = issues


def refusal_status(issues: Iterable[Issue]) -> int:
    """422; 412 where what a message builds on is not the plan's newest version."""
    stale = any(issue.rule == STALE_RULE and issue.severity is Severity.ERROR for issue in issues)
    return HTTPStatus.PRECONDITION_FAILED if stale else HTTPStatus.UNPROCESSABLE_ENTITY


def expected(error: Exception) -> bool:
    """Whether the error is part of the contract, or the client's going away; all else is a fault of ours and is logged."""
    return isinstance(
        error,
        RequestFault
        | Refused
        | HTTPException
        | InputError
        | Withheld
        | Unprintable
        | NotAllowed
        | IdentityConflict
        | Unavailable
        | ClientDisconnect,
    )


def answer(error: Exception, scope: Scope) -> Response:
    """The response to an error raised while serving a request."""
    status, issues, headers = _described(error)
    return respond(status, issues, scope, headers)


def respond(
    status: int, issues: tuple[Issue, ...], scope: Scope, headers: Mapping[str, str] | None = None
) -> Response:
    """An error response of this status, in the shape that the request's path wants; rules in its caller's language."""
    path, language = scope["path"], language_of(scope)
    said = {**(headers or {}), "Content-Language": language, "Vary": "Accept-Language"}
    fhir = path == "/fhir" or path.startswith("/fhir/")
    body = (
        outcome.operation_outcome(issues, language)
        if fhir
        else outcome.problem(issues, status=status, title=HTTPStatus(status).phrase, language=language)
    )
    return Response(orjson.dumps(body), status, said, FHIR if fhir else PROBLEM)


def _described(error: Exception) -> tuple[int, tuple[Issue, ...], Mapping[str, str]]:
    match error:
        case RequestFault():
            return error.status, (error.issue,), error.headers
        case HTTPException():
            return _of_router(error)
        case Refused():
            return refusal_status(error.issues), error.issues, {}
        case Unprintable():
            return 422, (_issue("PRODUKT-LETTER-06", "not-supported", str(error)),), {}
        case SearchFault():
            return 400, error.issues, {}
        case InputError() | Withheld():
            return 422, error.issues, {}
        case NotAllowed():
            return 403, (_issue("HTTP-RIGHT", "forbidden", str(error), NoRight.remedy),), {}
        case IdentityConflict():
            return 409, (_issue("HTTP-CONFLICT", "conflict", str(error), CHOOSE_ANOTHER),), {}
        case Unavailable() | Stale() | LeaseLost():
            return 503, (_UNAVAILABLE,), {"Retry-After": RETRY_AFTER}
        case _:
            return 500, (_INTERNAL,), {}


_UNAVAILABLE = Issue(
    Severity.ERROR,
    "HTTP-UNAVAILABLE",
    "$",
    "Something that the adapter needs did not answer; nothing was stored, send again.",
    "Until it answers the region's manual routine applies: /svu/outage tells it, /svu/forms/{kind} are its blank forms.",
    "transient",
)


def _of_router(error: HTTPException) -> tuple[int, tuple[Issue, ...], Mapping[str, str]]:
    fault = WrongMethod() if error.status_code == WrongMethod.status else NotFound()
    return fault.status, (fault.issue,), dict(error.headers or {})


def _issue(rule: str, code: str, text: str, remedy: str = "") -> Issue:
    return Issue(Severity.ERROR, rule, "$", text, remedy, code)
