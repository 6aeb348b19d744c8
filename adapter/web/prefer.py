"""What a caller prefers of an answer (`Prefer`, RFC 7240), and the one condition on a create (`If-None-Exist`)."""

from enum import StrEnum
from urllib.parse import parse_qsl
from uuid import UUID

from starlette.requests import Request

from adapter.model.identifiers import hides_identity_number
from adapter.r4 import systems
from adapter.web.faults import BadCondition, IdentityInCondition


class Return(StrEnum):
    """What the body of an answer to a write holds."""

    MINIMAL = "minimal"
    REPRESENTATION = "representation"
    OUTCOME = "OperationOutcome"


def returned(request: Request) -> Return:
    """What the caller wants back; the resource where it says nothing that is known."""
    known = {f"return={one.value.lower()}": one for one in Return}
    return next((known[said] for said in _said(request) if said in known), Return.REPRESENTATION)


def strict(request: Request) -> bool:
    """Whether what has no place in a message refuses it, rather than being left out with a warning."""
    return "handling=strict" in _said(request)


def lenient(request: Request) -> bool:
    """Whether a search is made without the parameters that are not known, rather than refused."""
    return "handling=lenient" in _said(request)


def _said(request: Request) -> list[str]:
    whole = ",".join(request.headers.getlist("prefer")).replace(";", ",")
    return [part.strip().replace(" ", "").replace('"', "").lower() for part in whole.split(",")]


def condition(said: str | None) -> str | None:
    """The message id of `identifier=<our message-id system>|<uuid>`; None without a condition.

    Only our own identifier is taken: a search by another one, or by a person's number, is no condition here.
    """
    if said is None:
        return None
    if hides_identity_number(said):
        raise IdentityInCondition
    pairs = parse_qsl(said.lstrip("?"), keep_blank_values=True)
    if len(pairs) != 1 or pairs[0][0] != "identifier":
        raise BadCondition
    system, _, value = pairs[0][1].partition("|")
    try:
        found = str(UUID(value))
    except ValueError:
        raise BadCondition from None
    if system != systems.MESSAGE_ID:
        raise BadCondition
    return found
