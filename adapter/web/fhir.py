"""The FHIR way in: message Bundles, a Task completed, and what this server can do."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import cast

from starlette.requests import Request
from starlette.responses import Response

from adapter.acknowledgement import outcome
from adapter.acknowledgement import receipt as receipts
from adapter.acknowledgement import response as responses
from adapter.delivery import answers
from adapter.intake import submission
from adapter.model.client import Client, Right
from adapter.model.delivery import Answer
from adapter.model.errors import InputError
from adapter.model.issue import Issue
from adapter.r4 import systems
from adapter.web import capability, mailbox, precondition, representation
from adapter.web.auth import caller
from adapter.web.documents import document
from adapter.web.envelope import request_id_of
from adapter.web.errors import Refused
from adapter.web.faults import BadMode, BadResource, NotFound
from adapter.web.language import language_of
from adapter.web.parts import Parts
from adapter.web.reading import FORMAT, only
from adapter.web.reliable import REUSED, BundleIds
from adapter.web.submitting import submit

Route = Callable[[Request], Awaitable[Response]]
_MODE = "mode"


def process_message(parts: Parts) -> Route:
    """A message Bundle in; a message Bundle with `MessageHeader.response` out, the same one for every resend."""
    bundle_ids = BundleIds()

    async def accept(request: Request) -> Response:
        client = caller(request, Right.SEND)
        wish = representation.wish(request)
        bundle = await document(request)
        if (said := answers.message(bundle)) is not None:
            return await _answered(parts, client, wish, *said)
        found = submission.read_submission(bundle, parts.mappings)
        message, bundle = found.message, _object(bundle)
        if not bundle_ids.fits(client.id, str(bundle.get("id", "")), message.message_id):
            raise InputError((REUSED,))
        accepted = await submit(parts, message, client, request, found.stated)
        if accepted.receipt.refused:
            raise Refused(receipts.issues(accepted.receipt))
        language = language_of(request.scope)
        answer = responses.of_receipt(
            responses.Request(message.message_id, message.kind, _source(bundle)),
            accepted.receipt,
            bundle_id=parts.chance.uuid(),
            timestamp=parts.clock.now(),
            own_url=parts.own_url,
            language=language,
        )
        _add(answer, found.warnings)
        headers = {
            "Content-Language": language,
            "Vary": "Accept-Language",
            **precondition.etag(accepted.receipt),
        }
        return representation.rendered(answer, wish, headers=headers)

    return accept


async def _answered(
    parts: Parts, client: Client, wish: representation.Wish, delivery: str, answer: Answer
) -> Response:
    """A receiver's answer to what we sent it, as a message of its own: there is no answer to an answer."""
    if not await parts.answers.take(delivery, answer, caller_units=client.units):
        raise NotFound
    return representation.rendered(outcome.operation_outcome(()), wish)


def metadata(parts: Parts) -> Route:
    """The CapabilityStatement."""
    stated = capability.statement(parts.own_url, parts.clock.now())

    async def show(request: Request) -> Response:
        only(request, (_MODE, *FORMAT))
        if request.query_params.get(_MODE, "full") not in {"full", "normative"}:
            raise BadMode
        return representation.rendered(stated, representation.wish(request))

    return show


def put_task(parts: Parts) -> Route:
    """A Task that asked for a kvittens, completed: the kvittens."""

    async def complete(request: Request) -> Response:
        client = caller(request, Right.SEND)
        wish = representation.wish(request)
        task = _object(await document(request))
        delivery = _delivery(task)
        if delivery is None:
            # the Task as it is read here: what it is identified by is known, though the one sent leaves it out
            shown = await parts.reading.read(
                "Task", request.path_params["task_id"], client.units, request_id_of(request.scope)
            )
            delivery = _delivery(shown.newest.resource) if shown else None
        if (
            task.get("resourceType") != "Task"
            or task.get("id") != request.path_params["task_id"]
            or task.get("status") != "completed"
            or delivery is None
        ):
            raise BadResource
        await mailbox.acknowledged(parts, request, delivery)
        return representation.rendered(dict(task), wish)

    return complete


def _delivery(task: Mapping[str, object]) -> str | None:
    """The MessageHeader.id of the delivery that the Task came with, as its identifier."""
    identifiers = task.get("identifier")
    for identifier in identifiers if isinstance(identifiers, list) else ():
        if isinstance(identifier, dict) and identifier.get("system") == systems.MESSAGE_ID:
            return str(identifier.get("value"))
    return None


def _add(answer: dict[str, object], warnings: Iterable[Issue]) -> None:
    """What was read past, beside what was decided: one OperationOutcome for both."""
    found = tuple(warnings)
    details = cast("list[dict[str, dict[str, list[object]]]]", answer["entry"])[-1]["resource"]
    if found:
        details["issue"].extend(cast("list[object]", outcome.operation_outcome(found)["issue"]))


def _source(bundle: Mapping[str, object]) -> str | None:
    """The sender's own address, as the Bundle's MessageHeader states it."""
    entries = bundle.get("entry")
    for entry in entries if isinstance(entries, list) else ():
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict) and resource.get("resourceType") == "MessageHeader":
            source = resource.get("source")
            endpoint = source.get("endpoint") if isinstance(source, dict) else None
            return endpoint if isinstance(endpoint, str) else None
    return None


def _object(document: object) -> Mapping[str, object]:
    if not isinstance(document, dict):
        raise BadResource
    return cast("Mapping[str, object]", document)
