"""Read what came back from an endpoint: semantics 31, design decision 4, FHIR's reliable messaging.

| what came back | kind | surely not taken |
|---|---|---|
| Bundle naming our delivery: ok | taken | |
| Bundle naming our delivery: transient-error | transient | |
| Bundle naming our delivery: fatal-error | refused | yes |
| 2xx, `answers: status` | taken | |
| 2xx, `answers: async` | pending | |
| 2xx, `answers: bundle`, but no such Bundle | transient | |
| 401, 403, 404, 429, 3xx | endpoint | yes |
| 408, 425 | transient | yes |
| 409 with issue code `duplicate` after an attempt of unknown outcome | duplicate | |
| any other 4xx | refused | yes |
| 5xx, anything else | transient | |

Of a transaction, which is all or nothing:

| what came back | kind | surely not taken |
|---|---|---|
| 2xx with a transaction-response in which every entry is 2xx | taken | |
| 2xx with one in which an entry is not | refused | |
| 2xx, `answers: status` | taken | |
| 2xx, `answers: bundle`, but no such Bundle | transient | |
| 409: another one wrote the same resource just then | transient | yes |

A Bundle that names our delivery decides over the status, except over those that act on the endpoint.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import orjson

from adapter.model.delivery import Answer, AnswerKind

_ENDPOINT = frozenset(
    {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.TOO_MANY_REQUESTS}
)
_NOT_READ = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY})
_RESPONSE_CODES = {
    "ok": AnswerKind.TAKEN,
    "transient-error": AnswerKind.TRANSIENT,
    "fatal-error": AnswerKind.REFUSED,
}
# FHIR's issue types: the only words of a receiver's answer that we repeat.
_ISSUE_TYPES = frozenset({
    "invalid", "structure", "required", "value", "invariant", "security", "login", "unknown",
    "expired", "forbidden", "suppressed", "processing", "not-supported", "duplicate",
    "multiple-matches", "not-found", "deleted", "too-long", "code-invalid", "extension",
    "too-costly", "business-rule", "conflict", "transient", "lock-error", "no-store", "exception",
    "timeout", "incomplete", "throttled", "informational",
})  # fmt: skip


def read(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    answers: str,
    delivery: str,
    unknown_before: bool,
    transaction: bool = False,
) -> Answer:
    """The answer to an attempt. `headers` by lower-case name; `answers` as the endpoint declares; `delivery` is the
    MessageHeader.id that was sent; `unknown_before` says that an earlier attempt of it has no known outcome.
    """
    retry_after = _retry_after(headers)
    if status in _ENDPOINT or HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return Answer(AnswerKind.ENDPOINT, f"http-{status}", status, retry_after, proves_not_taken=True)
    document = _document(body)
    if transaction:
        return _of_transaction(status, document, retry_after, answers=answers)
    if answers != "status":
        code = _response_code(document, delivery)
        if code is not None:
            return replace(_said(code, document), status=status, retry_after=retry_after)
    return _by_status(status, document, retry_after, answers=answers, unknown_before=unknown_before)


def message(document: object) -> tuple[str, Answer] | None:
    """An answer that comes as a message of its own: the MessageHeader.id it names, and what it says of it."""
    for code, delivery in _responses(document):
        if isinstance(delivery, str):
            return delivery, _said(code, document)
    return None


def _by_status(
    status: int, document: object, retry_after: float | None, *, answers: str, unknown_before: bool
) -> Answer:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        match answers:
            case "status":
                return Answer(AnswerKind.TAKEN, f"http-{status}", status)
            case "async":
                return Answer(AnswerKind.PENDING, f"http-{status}", status)
            case _:
                return Answer(AnswerKind.TRANSIENT, "answer-is-not-ours", status, retry_after)
    reason = _reason(f"http-{status}", document)
    if status in _NOT_READ:
        return Answer(AnswerKind.TRANSIENT, reason, status, retry_after, proves_not_taken=True)
    if status == HTTPStatus.CONFLICT and unknown_before and "duplicate" in _issue_codes(document):
        return Answer(AnswerKind.DUPLICATE, reason, status)
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return Answer(AnswerKind.REFUSED, reason, status, proves_not_taken=True)
    return Answer(AnswerKind.TRANSIENT, reason, status, retry_after)


def _of_transaction(status: int, document: object, retry_after: float | None, *, answers: str) -> Answer:
    if status == HTTPStatus.CONFLICT:
        reason = _reason(f"http-{status}", document)
        return Answer(AnswerKind.TRANSIENT, reason, status, retry_after, proves_not_taken=True)
    written = _written(document) if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES else []
    if written and all(one.startswith("2") for one in written):
        return Answer(AnswerKind.TAKEN, f"http-{status}", status)
    if written:
        return Answer(AnswerKind.REFUSED, _reason("entry-not-written", document), status)
    return _by_status(status, document, retry_after, answers=answers, unknown_before=False)


def _written(document: object) -> list[str]:
    """The status of every entry of a transaction-response; a word of ours for one that has none."""
    if not isinstance(document, Mapping) or document.get("type") != "transaction-response":
        return []
    entries = document.get("entry")
    found = [entry.get("response") if isinstance(entry, Mapping) else None for entry in _list(entries)]
    return [str(one.get("status")) if isinstance(one, Mapping) else "none" for one in found]


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _said(code: str, document: object) -> Answer:
    kind = _RESPONSE_CODES[code]
    return Answer(kind, _reason(code, document), proves_not_taken=kind is AnswerKind.REFUSED)


def _document(body: bytes) -> object:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None


def _response_code(document: object, delivery: str) -> str | None:
    """`MessageHeader.response.code` of a Bundle, if it is one of FHIR's and answers our delivery."""
    for code, identifier in _responses(document):
        if identifier == delivery:
            return code
    return None


def _responses(document: object) -> Iterator[tuple[str, object]]:
    """Code and identifier of every response in the document whose code is one of FHIR's."""
    for resource in _resources(document):
        response = resource.get("response")
        if resource.get("resourceType") != "MessageHeader" or not isinstance(response, Mapping):
            continue
        code = str(response.get("code"))
        if code in _RESPONSE_CODES:
            yield code, response.get("identifier")


def _resources(document: object) -> Iterator[Mapping[str, object]]:
    """The document itself, what its Bundle holds, or the OperationOutcome that a problem carries."""
    if not isinstance(document, Mapping):
        return
    yield document
    if isinstance(carried := document.get("operationOutcome"), Mapping):
        yield carried
    entries = document.get("entry")
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, Mapping) and isinstance(entry.get("resource"), Mapping):
            yield entry["resource"]


def _issue_codes(document: object) -> list[str]:
    return [
        code
        for resource in _resources(document)
        if resource.get("resourceType") == "OperationOutcome" and isinstance(resource.get("issue"), list)
        for issue in resource["issue"]  # type: ignore[attr-defined]
        if isinstance(issue, Mapping) and (code := str(issue.get("code"))) in _ISSUE_TYPES
    ]


def _reason(first: str, document: object) -> str:
    return " ".join((first, *dict.fromkeys(_issue_codes(document))))


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait; a date counts from the answer's own Date, so that no clock is needed."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        until, sent = parsedate_to_datetime(value), parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (until - sent).total_seconds())
    except (ValueError, TypeError):  # not dates, or one of them without a zone
        return None
