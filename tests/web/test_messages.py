"""The native way in."""

import jsonschema
import orjson
import pytest

from adapter.model.errors import IdentityConflict, NotAllowed, StoreFull, StoreUnavailable
from tests.builders import PERSON, SENT, WARD, message
from tests.web.service import JSON, Parts, client, issues, native, rule

pytestmark = pytest.mark.anyio


async def test_a_message_taken_is_202_with_a_verdict_per_recipient() -> None:
    parts = Parts()
    async with client(parts) as ward:
        response = await ward.post("/svu/messages", content=native(), headers=JSON)
    assert response.status_code == 202
    assert response.headers["content-type"] == "application/json"
    assert response.json()["verdicts"][0]["outcome"] == "forward"
    (taken,) = parts.adapter.seen
    assert taken == (message(), frozenset({WARD}), SENT, response.headers["x-request-id"])


async def test_the_same_again_is_200() -> None:
    async with client(Parts()) as ward:
        await ward.post("/svu/messages", content=native(), headers=JSON)
        response = await ward.post("/svu/messages", content=native(), headers=JSON)
    assert response.status_code == 200


async def test_a_message_refused_whole_is_422_naming_its_rules() -> None:
    parts = Parts()
    parts.adapter.refused = True
    async with client(parts) as ward:
        response = await ward.post("/svu/messages", content=native(), headers=JSON)
    assert response.status_code == 422
    assert rule(response) == "VB-MSG-03"


async def test_refusals_for_identity_are_all_alike_when_made_and_when_read() -> None:
    parts = Parts()
    parts.adapter.refused = parts.adapter.alike = True
    async with client(parts) as ward:
        made = await ward.post("/svu/messages", content=native(), headers=JSON)
        read = await ward.get(f"/svu/messages/{message().message_id}")
    assert "VB-MSG-03" not in made.text + read.text
    assert "telephone" in issues(made)[0]["details"]["text"]
    assert read.json()["verdicts"][0]["handling"] == "telefon"


async def test_all_faults_of_an_input_come_at_once() -> None:
    async with client(Parts()) as ward:
        response = await ward.post("/svu/messages", content=b'{"kind": "letter", "colour": 1}', headers=JSON)
    assert response.status_code == 422
    assert len(issues(response)) > 3


@pytest.mark.parametrize(
    ("trouble", "status"),
    [
        (IdentityConflict(), 409),
        (NotAllowed("not for that unit"), 403),
        (StoreUnavailable("down"), 503),
        (StoreFull("full"), 503),
        (ValueError(PERSON), 500),
    ],
)
async def test_trouble_has_its_status_and_says_nothing_of_the_person(trouble: Exception, status: int) -> None:
    parts = Parts()
    parts.adapter.trouble = trouble
    async with client(parts) as ward:
        response = await ward.post("/svu/messages", content=native(), headers=JSON)
    assert response.status_code == status
    assert PERSON not in response.text
    assert "Traceback" not in response.text
    assert ("retry-after" in response.headers) == (status == 503)


async def test_a_receipt_is_shown_to_the_sending_unit_alone() -> None:
    parts = Parts()
    async with client(parts) as ward:
        await ward.post("/svu/messages", content=native(), headers=JSON)
        own = await ward.get(f"/svu/messages/{message().message_id}")
    async with client(parts, "social") as social:
        others = await social.get(f"/svu/messages/{message().message_id}")
    assert own.status_code == 200
    assert own.json()["messageId"] == message().message_id
    assert others.status_code == 404


async def test_the_published_schema_accepts_a_message() -> None:
    async with client(Parts()) as ward:
        schema = (await ward.get("/svu/schema")).json()
    jsonschema.validate(orjson.loads(native()), schema)


async def test_what_was_taken_refused_repeated_and_in_conflict_is_counted() -> None:
    parts = Parts()
    async with client(parts) as ward:
        await ward.post("/svu/messages", content=native(), headers=JSON)
        await ward.post("/svu/messages", content=native(), headers=JSON)
        parts.adapter.refused = True
        other = "8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e12"
        await ward.post("/svu/messages", content=native(message_id=other), headers=JSON)
        parts.adapter.trouble = IdentityConflict()
        await ward.post("/svu/messages", content=native(), headers=JSON)
    figures = parts.metrics.render().decode()
    for outcome in ("accepted", "repeated", "refused", "conflict"):
        assert f'svu_messages_total{{kind="inskrivningsmeddelande",outcome="{outcome}"}} 1.0' in figures


async def test_what_is_due_of_a_message_is_told_to_its_sender_alone() -> None:
    parts, path = Parts(), f"/svu/messages/{message().message_id}/deadlines"
    async with (
        client(parts) as ward,
        client(parts, "social") as social,
        client(parts, "operator") as operator,
    ):
        response = await ward.get(path)
        assert response.json() == {"deadlines": [{"rule": "VB-ACK-04", "messageId": message().message_id}]}
        assert response.headers["cache-control"] == "no-store"
        assert (await social.get(path)).status_code == 404
        assert (await operator.get(path)).status_code == 403
