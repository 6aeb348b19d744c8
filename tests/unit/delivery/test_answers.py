"""What an endpoint's answer is worth, row by row of the table in the module."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.delivery.answers import message, read
from adapter.model.delivery import Answer, AnswerKind

OURS = "0b1f0a52-5b0e-5a36-9b8e-5c8f3d0a1e11"


def _bundle(code: object, identifier: object = OURS, issue: object = None) -> bytes:
    header = {"resourceType": "MessageHeader", "response": {"identifier": identifier, "code": code}}
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": issue}]}
    entries = [{"fullUrl": "urn:uuid:x"}, 3, {"resource": header}, {"resource": outcome}]
    return json.dumps({"resourceType": "Bundle", "type": "message", "entry": entries}).encode()


def _outcome(code: str) -> bytes:
    return json.dumps(
        {"resourceType": "OperationOutcome", "issue": [{"code": code}, 3, {"code": []}]}
    ).encode()


def _read(
    status: int,
    body: bytes = b"",
    *,
    answers: str = "bundle",
    unknown: bool = False,
    headers: dict[str, str] | None = None,
) -> Answer:
    return read(status, headers or {}, body, answers=answers, delivery=OURS, unknown_before=unknown)


@pytest.mark.parametrize(
    ("status", "body", "kind", "reason", "not_taken"),
    [
        (200, _bundle("ok"), AnswerKind.TAKEN, "ok", False),
        (
            200,
            _bundle("transient-error", issue="lock-error"),
            AnswerKind.TRANSIENT,
            "transient-error lock-error",
            False,
        ),
        (
            200,
            _bundle("fatal-error", issue="business-rule"),
            AnswerKind.REFUSED,
            "fatal-error business-rule",
            True,
        ),
        (422, _bundle("fatal-error", issue="Anna"), AnswerKind.REFUSED, "fatal-error", True),
        (503, _bundle("fatal-error"), AnswerKind.REFUSED, "fatal-error", True),
        (409, _bundle("ok"), AnswerKind.TAKEN, "ok", False),
        (200, _bundle("ok", identifier="another"), AnswerKind.TRANSIENT, "answer-is-not-ours", False),
        (200, _bundle("maybe"), AnswerKind.TRANSIENT, "answer-is-not-ours", False),
        (200, _bundle([]), AnswerKind.TRANSIENT, "answer-is-not-ours", False),
        (200, b"<html>", AnswerKind.TRANSIENT, "answer-is-not-ours", False),
        (202, b"", AnswerKind.TRANSIENT, "answer-is-not-ours", False),
        (
            200,
            b'{"resourceType": "MessageHeader", "response": 3}',
            AnswerKind.TRANSIENT,
            "answer-is-not-ours",
            False,
        ),
        (301, _bundle("ok"), AnswerKind.ENDPOINT, "http-301", True),
        (401, _bundle("ok"), AnswerKind.ENDPOINT, "http-401", True),
        (403, b"", AnswerKind.ENDPOINT, "http-403", True),
        (404, b"", AnswerKind.ENDPOINT, "http-404", True),
        (429, b"", AnswerKind.ENDPOINT, "http-429", True),
        (408, b"", AnswerKind.TRANSIENT, "http-408", True),
        (425, b"", AnswerKind.TRANSIENT, "http-425", True),
        (500, b"", AnswerKind.TRANSIENT, "http-500", False),
        (503, _outcome("transient"), AnswerKind.TRANSIENT, "http-503 transient", False),
        (409, _outcome("duplicate"), AnswerKind.REFUSED, "http-409 duplicate", True),
        (422, _outcome("required"), AnswerKind.REFUSED, "http-422 required", True),
        (400, b"3", AnswerKind.REFUSED, "http-400", True),
        (102, b"", AnswerKind.TRANSIENT, "http-102", False),
    ],
)
def test_a_receiver_that_answers_with_a_bundle_is_taken_at_its_word_only_for_our_delivery(
    status: int,
    body: bytes,
    kind: AnswerKind,
    reason: str,
    not_taken: bool,  # noqa: FBT001
) -> None:
    answer = _read(status, body)
    assert (answer.kind, answer.reason, answer.proves_not_taken) == (kind, reason, not_taken)
    assert answer.status == status


def test_where_the_status_decides_the_body_does_not() -> None:
    assert _read(204, answers="status").kind is AnswerKind.TAKEN
    assert _read(200, _bundle("fatal-error"), answers="status").kind is AnswerKind.TAKEN
    assert _read(500, _bundle("ok"), answers="status").kind is AnswerKind.TRANSIENT


def test_an_answer_that_comes_later_is_pending_never_success() -> None:
    assert _read(202, answers="async").kind is AnswerKind.PENDING
    assert _read(200, _bundle("ok"), answers="async").kind is AnswerKind.TAKEN


def test_a_duplicate_is_delivered_only_after_an_attempt_of_unknown_outcome() -> None:
    assert _read(409, _outcome("duplicate"), unknown=True).kind is AnswerKind.DUPLICATE
    carried = json.dumps(
        {"title": "Conflict", "operationOutcome": json.loads(_outcome("duplicate"))}
    ).encode()
    assert _read(409, carried, answers="status", unknown=True).kind is AnswerKind.DUPLICATE
    assert _read(409, _outcome("conflict"), unknown=True).kind is AnswerKind.REFUSED
    assert _read(409, _outcome("duplicate")).kind is AnswerKind.REFUSED


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "120"}, 120.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "Mon, 02 Mar 2026 10:02:00 GMT"}, None),
        ({"retry-after": "Mon, 02 Mar 2026 10:02:00 GMT", "date": "Mon, 02 Mar 2026 10:00:00 GMT"}, 120.0),
        ({"retry-after": "Mon, 02 Mar 2026 09:00:00 GMT", "date": "Mon, 02 Mar 2026 10:00:00 GMT"}, 0.0),
        ({"retry-after": "Mon, 02 Mar 2026 10:02:00 GMT", "date": "Mon, 02 Mar 2026 10:00:00"}, None),
    ],
)
def test_retry_after_is_seconds_or_a_date_counted_from_the_answers_own(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert _read(503, headers=headers).retry_after == seconds


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.sampled_from(["ok", OURS, "MessageHeader", "OperationOutcome"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "entry",
                    "resource",
                    "resourceType",
                    "response",
                    "identifier",
                    "code",
                    "issue",
                    "operationOutcome",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
)


@given(
    st.integers(100, 599),
    st.one_of(st.binary(max_size=20), _JSON.map(lambda value: json.dumps(value).encode())),
    st.sampled_from(["bundle", "status", "async"]),
)
def test_no_answer_whatever_breaks_the_reading(status: int, body: bytes, answers: str) -> None:
    assert isinstance(_read(status, body, answers=answers), Answer)


def test_an_answer_of_its_own_names_the_delivery_and_says_what_became_of_it() -> None:
    assert message(json.loads(_bundle("ok"))) == (OURS, Answer(AnswerKind.TAKEN, "ok"))
    assert message(json.loads(_bundle("fatal-error", issue="invalid"))) == (
        OURS,
        Answer(AnswerKind.REFUSED, "fatal-error invalid", proves_not_taken=True),
    )


@pytest.mark.parametrize(
    "document", [{}, [], "ok", json.loads(_bundle("maybe")), json.loads(_bundle("ok", 3))]
)
def test_a_document_that_answers_nothing_is_no_answer(document: object) -> None:
    assert message(document) is None
