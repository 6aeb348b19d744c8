"""Reading only what changed: ETag and Last-Modified of a version, If-None-Match and If-Modified-Since (RFC 9110 §13)."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

from starlette.requests import Request

from adapter.model.ids import etag
from adapter.reading.resources import Version
from adapter.web.precondition import TAG


def headers(version: str, at: datetime) -> Mapping[str, str]:
    """What tells which version an answer holds, and since when it is that."""
    return {"ETag": etag(version), "Last-Modified": format_datetime(_second(at), usegmt=True)}


def unchanged(request: Request, version: Version) -> bool:
    """Whether the caller has this version already; a date counts only where no tag is given."""
    tags = request.headers.getlist("if-none-match")
    if tags:
        said = ", ".join(tags)
        return said.strip() == "*" or version.id in re.findall(TAG, said)
    since = _date(request.headers.get("if-modified-since", ""))
    return since is not None and _second(version.at) <= since


def _second(at: datetime) -> datetime:
    """Rounded up: what changed within a second that was told is told again rather than missed."""
    whole = at.astimezone(UTC).replace(microsecond=0)
    return whole if whole == at else whole + timedelta(seconds=1)


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
