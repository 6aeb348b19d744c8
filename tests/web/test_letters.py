"""Letters and printed plans over HTTP."""

from datetime import datetime
from typing import Any

import orjson
import pytest

from adapter.acknowledgement.receipt import TELEPHONE_ISSUE
from adapter.model.errors import Unprintable, Withheld
from tests.builders import message
from tests.web.service import JSON, LETTER, Parts, client, rule

pytestmark = pytest.mark.anyio
ALL = f"/svu/messages/{message().message_id}/letters"
ONE = f"{ALL}/{LETTER}"
PRINT = f"/svu/messages/{message().message_id}/print"
SENT = {"at": "2026-03-02T15:00:00+01:00", "channel": "post"}


async def test_the_letters_are_listed_without_names_and_never_cached() -> None:
    async with client(Parts()) as ward:
        response = await ward.get(ALL)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    (one,) = response.json()["letters"]
    assert one == {
        "letter": LETTER,
        "to": "patient",
        "state": "owed",
        "due": "2026-03-02T10:00:00+01:00",
        "overdue": False,
        "printedAt": None,
        "sentAt": None,
        "channel": None,
    }


@pytest.mark.parametrize("path", [ONE, PRINT])
async def test_what_is_printed_is_pdf_and_never_cached(path: str) -> None:
    async with client(Parts()) as ward:
        response = await ward.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["cache-control"] == "no-store"
    assert response.content == b"%PDF"


@pytest.mark.parametrize("path", [ALL, ONE, PRINT])
async def test_the_letters_of_others_are_not_there(path: str) -> None:
    async with client(Parts(), "social") as social:
        response = await social.get(path)
    assert response.status_code == 404
    assert rule(response) == "HTTP-NOT-FOUND"


@pytest.mark.parametrize(("method", "path"), [("GET", ONE), ("GET", PRINT), ("POST", f"{ONE}/sent")])
async def test_whoever_may_only_read_prints_and_settles_nothing(method: str, path: str) -> None:
    async with client(Parts(), "reader") as reader:
        response = await reader.request(method, path, json=SENT)
    assert response.status_code == 403


@pytest.mark.parametrize(
    ("trouble", "said"),
    [(Withheld((TELEPHONE_ISSUE,)), "PRODUKT-IDENT"), (Unprintable(("U+1275",)), "PRODUKT-LETTER-06")],
)
async def test_what_may_not_be_printed_is_refused_with_its_ground(trouble: Exception, said: str) -> None:
    parts = Parts()
    parts.letters.trouble = trouble
    async with client(parts) as ward:
        response = await ward.get(ONE)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert rule(response) == said


async def test_a_letter_that_was_sent_is_settled() -> None:
    parts = Parts()
    async with client(parts) as ward:
        response = await ward.post(f"{ONE}/sent", json=SENT)
        unknown = await ward.post(f"{ALL}/nothing/sent", json=SENT)
    assert (response.status_code, unknown.status_code) == (200, 404)
    assert parts.letters.sent_at[0] == (datetime.fromisoformat(str(SENT["at"])), "post")


@pytest.mark.parametrize(
    "given",
    [
        "no object",
        [],
        {},
        {"at": "2026-03-02T15:00:00+01:00"},
        {"at": "yesterday", "channel": "post"},
        {"at": 5, "channel": "post"},
        {"at": "2026-03-02T15:00:00", "channel": "post"},
        {"at": "2026-03-02T15:00:00+01:00", "channel": "e-post"},
        {"at": "2026-03-02T15:00:00+01:00", "channel": ["post"]},
        {**SENT, "more": True},
    ],
)
async def test_what_is_told_of_a_sent_letter_must_be_read(given: Any) -> None:
    async with client(Parts()) as ward:
        response = await ward.post(f"{ONE}/sent", content=orjson.dumps(given), headers=JSON)
    assert response.status_code == 422
    assert rule(response) == "HTTP-LETTER"


async def test_what_is_no_json_is_told_so() -> None:
    async with client(Parts()) as ward:
        response = await ward.post(f"{ONE}/sent", content=b"{", headers=JSON)
    assert response.status_code == 422
