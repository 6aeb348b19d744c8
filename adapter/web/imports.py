"""Exports of source systems: many messages in one body, each with an answer of its own.

202 when every message was taken, 200 when each was there already, 207 when some were and some were not, 422 when none
was. Taken one after the other, as the export has them; where the store does not answer the rest is not tried. Sending
the same export again is harmless: its messages get the same ids, and those that were taken their receipts.
"""

from collections.abc import Awaitable, Callable, Iterable
from http import HTTPStatus
from typing import cast

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from adapter.acknowledgement import outcome
from adapter.acknowledgement import receipt as receipts
from adapter.exports import forms
from adapter.intake.export import Exported, read_export
from adapter.model.basis import spoken
from adapter.model.client import Client, Right
from adapter.model.errors import IdentityConflict, InputError, NotAllowed, Unavailable
from adapter.model.issue import Issue, Severity
from adapter.web import precondition
from adapter.web.auth import caller
from adapter.web.bodies import body
from adapter.web.errors import PROBLEM, RETRY_AFTER, refusal_status
from adapter.web.faults import BadPrecondition, NoSystem
from adapter.web.language import language_of
from adapter.web.parts import Parts
from adapter.web.submitting import submit

Json = dict[str, object]
Route = Callable[[Request], Awaitable[Response]]
MEDIA = (*forms.MEDIA.values(), "text/xml")
_FORMS = {**{media: form for form, media in forms.MEDIA.items()}, "text/xml": "xml"}
_TAKEN = {HTTPStatus.OK, HTTPStatus.ACCEPTED}


def post(parts: Parts) -> Route:
    """An answer per message: its status, receipt and findings, and how many there were of each."""

    async def accept(request: Request) -> Response:
        client = caller(request, Right.SEND)
        if precondition.stated(request):
            raise BadPrecondition
        content = await body(request, MEDIA)
        system = parts.systems.get(request.path_params["system"])
        if system is None:
            raise NoSystem
        media = request.headers["content-type"].partition(";")[0].strip().lower()
        # a large export takes a second that no other request should wait for
        export = await run_in_threadpool(read_export, content, system, _FORMS[media])
        answers: list[Json] = []
        for exported in export.messages:
            gone = bool(answers) and answers[-1]["status"] == HTTPStatus.SERVICE_UNAVAILABLE
            answers.append(_not_now(exported) if gone else await _one(parts, exported, client, request))
        return _answer(system.name, answers, export.issues, language_of(request.scope))

    return accept


async def _one(parts: Parts, exported: Exported, client: Client, request: Request) -> Json:
    if exported.message is None:
        return _told(exported, 422, exported.issues)
    try:
        accepted = await submit(parts, exported.message, client, request, exported.stated)
    except InputError as error:
        return _told(exported, 422, (*error.issues, *exported.issues))
    except NotAllowed as error:
        return _told(exported, 403, (_issue("HTTP-RIGHT", "forbidden", str(error)), *exported.issues))
    except IdentityConflict as error:
        return _told(exported, 409, (_issue("HTTP-CONFLICT", "conflict", str(error)), *exported.issues))
    except Unavailable:
        return _not_now(exported)
    receipt = accepted.receipt
    if receipt.refused:
        issues = receipts.issues(receipt)
        return _told(exported, refusal_status(issues), (*issues, *exported.issues))
    told = _told(exported, 200 if accepted.repeated else 202, exported.issues)
    return {**told, "receipt": receipts.to_json(receipt, language_of(request.scope), at=parts.clock.now())}


def _not_now(exported: Exported) -> Json:
    text = "Something that the adapter needs did not answer; nothing of this message was stored, send again."
    return _told(exported, 503, (_issue("HTTP-UNAVAILABLE", "transient", text),))


def _told(exported: Exported, status: int, issues: Iterable[Issue]) -> Json:
    message = exported.message
    return {
        "number": exported.number,
        "messageId": message.message_id if message else None,
        "status": status,
        "receipt": None,
        "issues": [issue.to_json() for issue in issues],
    }


def _answer(system: str, answers: list[Json], issues: tuple[Issue, ...], language: str) -> Response:
    for answer in answers:
        answer["issues"] = [spoken(issue, language) for issue in cast("list[Json]", answer["issues"])]
    statuses = [int(str(answer["status"])) for answer in answers]
    status = _status(statuses)
    told: Json = {
        "system": system,
        "counts": {
            "messages": len(statuses),
            "accepted": statuses.count(202),
            "repeated": statuses.count(200),
            "notTaken": sum(one not in _TAKEN for one in statuses),
        },
        "messages": answers,
        "issues": [issue.to_json() for issue in issues],
    }
    headers = {"Content-Language": language, "Vary": "Accept-Language"}
    if status < HTTPStatus.BAD_REQUEST:
        return Response(orjson.dumps(told), status, headers, forms.MEDIA["json"])
    none = _issue("READ-EXPORT", "processing", "No message of this export was taken; each says why.")
    problem = outcome.problem((none,), status=status, title=HTTPStatus(status).phrase)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = RETRY_AFTER
    return Response(orjson.dumps({**problem, **told}), status, headers, PROBLEM)


def _status(statuses: list[int]) -> int:
    """One for all: the common one, or 207 where some were taken and some were not."""
    taken = [status for status in statuses if status in _TAKEN]
    if len(taken) == len(statuses):
        return HTTPStatus.OK if taken and HTTPStatus.ACCEPTED not in taken else HTTPStatus.ACCEPTED
    if taken:
        return HTTPStatus.MULTI_STATUS
    if len(set(statuses)) == 1:
        return statuses[0]
    gone = HTTPStatus.SERVICE_UNAVAILABLE in statuses
    return HTTPStatus.SERVICE_UNAVAILABLE if gone else HTTPStatus.UNPROCESSABLE_ENTITY


def _issue(rule: str, code: str, text: str) -> Issue:
    return Issue(Severity.ERROR, rule, "$", text, "", code)
