"""Optimistic locking: the version of a plan as an ETag, and the versions that a request may build on (If-Match).

RFC 9110 §13.1.1; FHIR R4, "Managing Resource Contention".
"""

import re
from collections.abc import Mapping

from starlette.requests import Request

from adapter.model import ids
from adapter.model.ids import ANY_VERSION, plan_version
from adapter.model.kept import StoredReceipt
from adapter.model.message import Message
from adapter.web.faults import BadPrecondition

VERSIONED = {"sip": frozenset({"new", "revise", "approve", "close"})}
"""The kinds and actions that make a version of a plan."""
_HEADER = "if-match"
TAG = r'(?:W/)?"([\x21\x23-\x7e]*)"'
"""An ETag in a header, whether weak or strong (RFC 9110 §8.8.3): its group is the version."""
_TAGS = re.compile(rf"\s*{TAG}\s*(?:,\s*{TAG}\s*)*")


def stated(request: Request) -> bool:
    """Whether the request has a precondition at all."""
    return _HEADER in request.headers


def expected(request: Request, message: Message) -> frozenset[str] | None:
    """The versions that the request may build on; None when it says nothing of it.

    Raises `BadPrecondition` for what is no list of ETags, and for a message that makes no version of a plan: a
    precondition is never ignored.
    """
    if stated(request) and message.action not in VERSIONED.get(message.kind, ()):
        raise BadPrecondition
    return tags(request)


def tags(request: Request) -> frozenset[str] | None:
    """The versions that If-Match names; None without it. Raises `BadPrecondition` for what is no list of ETags."""
    return listed(", ".join(request.headers.getlist(_HEADER))) if stated(request) else None


def listed(said: str | None) -> frozenset[str] | None:
    """The same of a header's text, or of a Bundle entry's `ifMatch`."""
    if said is None:
        return None
    said = said.strip()
    if said == ANY_VERSION:
        return frozenset({ANY_VERSION})
    if not _TAGS.fullmatch(said):
        raise BadPrecondition
    # an ETag that reads * is a version that nothing has, and not "whatever there is"
    return frozenset(re.findall(TAG, said)) - {ANY_VERSION}


def etag(receipt: StoredReceipt) -> Mapping[str, str]:
    """The header that tells which version of its plan an accepted message made; nothing for any other."""
    if receipt.refused or receipt.action not in VERSIONED.get(receipt.kind, ()):
        return {}
    return {"ETag": ids.etag(plan_version(receipt.message_id))}
