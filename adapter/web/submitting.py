"""Handing a message that was read to the pipeline, however it came, and telling log and figures how it went."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from starlette.requests import Request

from adapter.intake.submission import Stated
from adapter.log import Event, emit
from adapter.model.client import Client
from adapter.model.errors import IdentityConflict
from adapter.model.message import Message
from adapter.pipeline.accept import Accepted
from adapter.web import precondition
from adapter.web.envelope import correlation_id_of, request_id_of
from adapter.web.parts import Parts


@dataclass(frozen=True, slots=True)
class Call:
    """When a message came and which versions it may build on, for whoever has found that out already."""

    at: datetime
    expected: frozenset[str] | None


async def submit(
    parts: Parts,
    message: Message,
    client: Client,
    request: Request,
    stated: Stated | None = None,
    *,
    call: Call | None = None,
) -> Accepted:
    """The pipeline's answer; a refusal of the whole message is an answer too."""
    call = call or Call(parts.clock.now(), precondition.expected(request, message))
    request_id = request_id_of(request.scope)
    try:
        accepted = await parts.adapter.accept(
            message,
            caller_units=client.units,
            received_at=call.at,
            request=request_id,
            correlation=correlation_id_of(request.scope),
            stated=stated,
            expected=call.expected,
        )
    except IdentityConflict:
        parts.metrics.message(message.kind, "conflict")
        raise
    count(parts, accepted, request_id)
    return accepted


def count(parts: Parts, accepted: Accepted, request_id: str) -> None:
    """Tell figures and log, once per message: a repeat decides nothing."""
    receipt = accepted.receipt
    if accepted.repeated:
        parts.metrics.message(receipt.kind, "repeated")
        return
    said = {
        "message": receipt.message_id,
        "kind": receipt.kind,
        "action": receipt.action,
        "request": request_id,
    }
    if receipt.refused:
        parts.metrics.message(receipt.kind, "refused")
        emit(Event.MESSAGE_REFUSED, **said)
        return
    parts.metrics.message(receipt.kind, "accepted")
    outcomes = _outcomes(receipt.decision)
    for outcome in outcomes:
        parts.metrics.verdict(receipt.kind, outcome)
    emit(Event.MESSAGE_ACCEPTED, outcomes=" ".join(outcomes), **said)


def _outcomes(decision: Mapping[str, object]) -> list[str]:
    verdicts = cast("list[Mapping[str, object]]", decision.get("verdicts", ()))
    return [str(verdict["outcome"]) for verdict in verdicts]
