"""The receiving endpoints answer as receivers of the real world do, well and badly."""

import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from adapter.r4.systems import ACTION, HSA_ID, KIND, MESSAGE_ID, PERSONNUMMER
from adapter.sandbox.endpoint_server import EndpointServer, Mood
from adapter.sandbox.units import SOCIAL_SERVICES

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def server(tmp_path: Path) -> EndpointServer:
    return EndpointServer("kommun", tmp_path)


@pytest.fixture
async def client(server: EndpointServer) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=server.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://kommun.test") as found:
        yield found


def bundle(bundle_id: str = "b1", delivery: str = "d1") -> dict[str, object]:
    receiver = f"urn:uuid:{uuid.uuid4()}"
    header = {
        "resourceType": "MessageHeader",
        "id": delivery,
        "eventCoding": {"system": KIND, "code": "utskrivningsklar"},
        "reason": {"coding": [{"system": ACTION, "code": "new"}]},
        "destination": [{"endpoint": "http://kommun.test", "receiver": {"reference": receiver}}],
    }
    organization = {
        "resourceType": "Organization",
        "identifier": [{"system": HSA_ID, "value": SOCIAL_SERVICES}],
    }
    communication = {"resourceType": "Communication", "identifier": [{"system": MESSAGE_ID, "value": "m1"}]}
    patient = {
        "resourceType": "Patient",
        "identifier": [{"system": PERSONNUMMER, "value": "193101189227"}],
    }
    return {
        "resourceType": "Bundle",
        "id": bundle_id,
        "type": "message",
        "entry": [
            {"fullUrl": "urn:uuid:1", "resource": header},
            {"fullUrl": receiver, "resource": organization},
            {"fullUrl": "urn:uuid:3", "resource": communication},
            {"fullUrl": "urn:uuid:4", "resource": patient},
        ],
    }


URL = "/fhir/$process-message"


async def test_a_message_is_taken_and_the_answer_names_it(
    client: httpx.AsyncClient, server: EndpointServer
) -> None:
    answer = await client.post(URL, json=bundle())
    header = answer.json()["entry"][0]["resource"]
    assert answer.status_code == 200
    assert header["response"] == {"identifier": "d1", "code": "ok"}
    (row,) = server.rows
    assert (row.kind, row.action, row.message_id) == ("utskrivningsklar", "new", "m1")
    assert (row.recipient, row.patient) == (SOCIAL_SERVICES, "193101189227")


async def test_a_message_seen_before_gets_the_same_answer_and_is_kept_once(
    client: httpx.AsyncClient, server: EndpointServer
) -> None:
    first = await client.post(URL, json=bundle())
    assert (await client.post(URL, json=bundle())).json() == first.json()
    assert (await client.post(URL, json=bundle("b2"))).json() == first.json()
    assert len(server.rows) == 1


async def test_a_bundle_id_used_for_another_message_is_an_error(client: httpx.AsyncClient) -> None:
    await client.post(URL, json=bundle())
    answer = await client.post(URL, json=bundle("b1", "d2"))
    assert answer.status_code == 400
    assert answer.json()["issue"][0]["code"] == "duplicate"


async def test_what_is_no_message_is_refused(client: httpx.AsyncClient, server: EndpointServer) -> None:
    wrong = [b"no json", b"[]", b'{"type": "message", "id": "b"}', b'{"resourceType": "Patient"}']
    for body in wrong:
        assert (await client.post(URL, content=body)).status_code == 400
    assert (await client.post("/native", json={"message": {}})).status_code == 400
    assert server.rows == ()


async def test_a_native_delivery_is_taken_by_its_delivery_id(
    client: httpx.AsyncClient, server: EndpointServer
) -> None:
    delivery = {
        "deliveryId": "d9",
        "message": {
            "messageId": "m9",
            "kind": "kvittens",
            "action": "new",
            "recipients": [SOCIAL_SERVICES],
            "patient": {"type": "personnummer", "value": "193101189227"},
        },
        "withheld": [],
        "verdict": {},
    }
    assert (await client.post("/native", json=delivery)).json() == {"taken": "d9"}
    assert (await client.post("/native", json=delivery)).json() == {"taken": "d9"}
    (row,) = server.rows
    assert (row.delivery, row.recipient, row.message_id) == ("d9", SOCIAL_SERVICES, "m9")


@pytest.mark.parametrize(
    ("mood", "status", "kept"),
    [
        ("up", 200, 1),
        ("slow", 200, 1),
        ("busy", 503, 0),
        ("refuse", 422, 0),
        ("mute", 500, 1),
        ("forgetful", 200, 0),
    ],
)
async def test_moods(
    client: httpx.AsyncClient, server: EndpointServer, mood: str, status: int, kept: int
) -> None:
    assert (await client.post("/control", json={"mood": mood, "seconds": 0.001})).status_code == 204
    assert (await client.post(URL, json=bundle())).status_code == status
    assert len(server.rows) == kept


async def test_poison_is_a_matter_of_kind(client: httpx.AsyncClient) -> None:
    await client.post("/control", json={"mood": "poison", "kinds": ["kvittens"]})
    assert (await client.post(URL, json=bundle())).status_code == 200
    await client.post("/control", json={"mood": "poison", "kinds": ["utskrivningsklar"]})
    assert (await client.post(URL, json=bundle("b2", "d2"))).status_code == 422


async def test_an_unknown_mood_is_refused(client: httpx.AsyncClient) -> None:
    assert (await client.post("/control", json={"mood": "merry"})).status_code == 400


async def test_the_ledger_can_be_read(client: httpx.AsyncClient) -> None:
    await client.post(URL, json=bundle())
    assert [row["delivery"] for row in (await client.get("/ledger")).json()] == ["d1"]


async def test_everything_that_came_is_on_the_wire_file_but_no_key(tmp_path: Path) -> None:
    server = EndpointServer("kommun", tmp_path, key="hemlig")
    transport = httpx.ASGITransport(app=server.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://kommun.test") as client:
        assert (await client.post(URL, json=bundle())).status_code == 401
        taken = await client.post(URL, json=bundle(), headers={"Authorization": "Bearer hemlig"})
    assert taken.status_code == 200
    wire = server.wire_file.read_bytes()
    assert wire.count(b"193101189227") == 2
    assert b"hemlig" not in wire


@pytest.mark.parametrize(
    ("mood", "status", "taken"),
    [("up", 200, 1), ("busy", 503, 0), ("refuse", 422, 0), ("mute", 500, 1), ("slow", 200, 1)],
)
async def test_a_notification_is_taken_as_the_mood_is(
    server: EndpointServer, client: httpx.AsyncClient, mood: str, status: int, taken: int
) -> None:
    server.mood = Mood(mood)
    assert (await client.post("/hook", content=b"")).status_code == status
    assert server.told == [b""] * taken


async def test_a_notification_wants_the_key_that_messages_want(tmp_path: Path) -> None:
    server = EndpointServer("kommun", tmp_path, key="s3cret")
    transport = httpx.ASGITransport(app=server.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://kommun.test") as client:
        assert (await client.post("/hook")).status_code == 401
        assert (await client.post("/hook", headers={"Authorization": "Bearer s3cret"})).status_code == 200
    assert len(server.told) == 1
