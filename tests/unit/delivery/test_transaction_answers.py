"""Reading what came back of a transaction: all of it was written, or none."""

from typing import Any

import orjson
import pytest

from adapter.delivery.answers import read
from adapter.model.delivery import Answer, AnswerKind


def response(*statuses: str | None) -> dict[str, Any]:
    entries = [{"response": {"status": one}} if one else {} for one in statuses]
    return {"resourceType": "Bundle", "type": "transaction-response", "entry": entries}


def outcome(code: str) -> dict[str, Any]:
    return {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": code}]}


def answered(status: int, body: object = None, *, answers: str = "bundle", **headers: str) -> Answer:
    content = b"" if body is None else orjson.dumps(body)
    return read(
        status,
        headers,
        content,
        answers=answers,
        delivery="d",
        unknown_before=True,
        transaction=True,
    )


def test_written_whole_is_taken() -> None:
    assert answered(200, response("201 Created", "200 OK")) == Answer(AnswerKind.TAKEN, "http-200", 200)


@pytest.mark.parametrize("broken", ["404 Not Found", "412", None])
def test_an_entry_that_was_not_written_refuses(broken: str | None) -> None:
    answer = answered(200, response("201 Created", broken))
    assert (answer.kind, answer.reason) == (AnswerKind.REFUSED, "entry-not-written")
    assert not answer.proves_not_taken


@pytest.mark.parametrize(
    "body",
    [
        None,
        response(),
        {"resourceType": "Bundle", "type": "batch-response", "entry": [{"response": {"status": "201"}}]},
        {"type": "transaction-response", "entry": "none"},
    ],
)
def test_a_2xx_without_such_an_answer_is_tried_again_unless_the_status_counts(body: object) -> None:
    assert answered(200, body).kind is AnswerKind.TRANSIENT
    assert answered(200, body, answers="status").kind is AnswerKind.TAKEN


def test_an_answer_about_a_message_says_nothing_of_a_transaction() -> None:
    header = {"resourceType": "MessageHeader", "response": {"identifier": "d", "code": "ok"}}
    assert (
        answered(200, {"resourceType": "Bundle", "entry": [{"resource": header}]}).kind
        is AnswerKind.TRANSIENT
    )


def test_when_another_one_wrote_the_same_it_is_tried_again_and_was_surely_not_taken() -> None:
    answer = answered(409, outcome("conflict"), **{"retry-after": "3"})
    assert (answer.kind, answer.reason) == (AnswerKind.TRANSIENT, "http-409 conflict")
    assert answer.proves_not_taken
    assert answer.retry_after == 3.0


@pytest.mark.parametrize(
    ("status", "kind", "surely"),
    [
        (400, AnswerKind.REFUSED, True),
        (412, AnswerKind.REFUSED, True),
        (422, AnswerKind.REFUSED, True),
        (401, AnswerKind.ENDPOINT, True),
        (404, AnswerKind.ENDPOINT, True),
        (429, AnswerKind.ENDPOINT, True),
        (408, AnswerKind.TRANSIENT, True),
        (500, AnswerKind.TRANSIENT, False),
        (503, AnswerKind.TRANSIENT, False),
    ],
)
def test_everything_else_is_read_as_from_any_endpoint(status: int, kind: AnswerKind, *, surely: bool) -> None:
    answer = answered(status, outcome("processing"))
    assert (answer.kind, answer.proves_not_taken) == (kind, surely)
