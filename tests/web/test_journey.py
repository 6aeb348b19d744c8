"""The whole service in one process, on an embedded store: a unit without a server of its own gets its messages."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from adapter import bootstrap, configured, settings
from adapter.model.errors import ConfigurationError, PackError
from adapter.model.person import Protection
from adapter.model.wire import to_json
from adapter.r4 import models, systems
from adapter.sandbox.endpoint_server import EndpointServer
from adapter.sandbox.loopback import Loopback
from adapter.sandbox.people import CAST
from adapter.sandbox.register_server import RegisterServer
from adapter.web.app import create_app
from adapter.worker.loop import Pace, Worker
from tests.builders import HEALTH_CENTRE, SENT, SOCIAL, WARD, message
from tests.semantics.test_09_letters import kallelse, text_of

pytestmark = pytest.mark.anyio
KEYS = {"ward": [WARD], "social": [SOCIAL], "clinic": [HEALTH_CENTRE]}
PERSON = CAST.blue
CONSENT = {
    "status": "given",
    "form": "oral",
    "scopes": ["informationsoverforing"],
    "givenBy": "patient",
    "recordedAt": "2026-03-02T09:30:00+01:00",
    "recordedBy": {"unit": WARD, "name": "Test Testsson", "title": "överläkare"},
}


def directory() -> list[dict[str, object]]:
    """A ward, a health centre and social services; nobody has a server."""
    box = {"id": "boxes", "mode": "mailbox"}
    return [
        {
            "unit": WARD,
            "role": "slutenvard",
            "name": "Avdelning 1",
            "organisation": "region",
            "endpoint": box,
        },
        {
            "unit": HEALTH_CENTRE,
            "role": "primarvard",
            "name": "HC",
            "organisation": "region",
            "endpoint": box,
        },
        {
            "unit": SOCIAL,
            "role": "kommun-socialtjanst",
            "name": "Socialtjänsten",
            "organisation": "kommun",
            "municipality": "2480",
        },
    ]


class House:
    """The files and the register that a service needs."""

    def __init__(self, folder: Path, register: RegisterServer, url: str) -> None:
        self.folder = folder
        self.register = register
        clients = [
            {
                "id": name,
                "keySha256": hashlib.sha256(name.encode()).hexdigest(),
                "units": units,
                "rights": ["send", "read"],
            }
            for name, units in KEYS.items()
        ]
        (folder / "clients.yaml").write_text(json.dumps(clients))
        (folder / "directory.yaml").write_text(json.dumps(directory()))
        self.stated: dict[str, Any] = {
            "sandbox": True,
            "region": "vasterbotten",
            "own_url": "https://adapter.example/fhir",
            "directory_file": folder / "directory.yaml",
            "clients_file": folder / "clients.yaml",
            "register_url": f"{url}/fhir",
            "register_reuse": 0,
            "data_dir": folder / "store",
            "audit_dir": folder / "audit",
            "clock_at": SENT + timedelta(minutes=1),
        }

    def settings(self, **changes: object) -> settings.Settings:
        """Good ones, changed."""
        return settings.read(**{**self.stated, **changes})

    @asynccontextmanager
    async def open(self) -> AsyncIterator[httpx.AsyncClient]:
        """A caller of the running service."""
        async with (
            bootstrap.opened(self.settings(), "both") as service,
            service_client(service) as anybody,
        ):
            yield anybody


def service_client(service: bootstrap.Service) -> httpx.AsyncClient:
    """A caller of the service's app."""
    transport = httpx.ASGITransport(app=create_app(service))
    return httpx.AsyncClient(transport=transport, base_url="https://adapter.example")


@asynccontextmanager
async def delivering(service: bootstrap.Service) -> AsyncIterator[None]:
    """A worker beside it."""
    worker = Worker(
        service.store,
        service.deliverer.deliver,
        chance=service.chance,
        metrics=service.metrics,
        pace=Pace(poll_longest=0.05),
    )
    working = asyncio.create_task(worker.run())
    yield
    worker.stop()
    await working


@pytest.fixture
def house(tmp_path: Path) -> Any:
    register = RegisterServer([replace(PERSON)])
    with Loopback(register.app()) as server:
        yield House(tmp_path, register, server.url)


def ward() -> dict[str, str]:
    return {"Authorization": "Bearer ward", "Content-Type": "application/json"}


def social(kind: str = "application/json") -> dict[str, str]:
    return {"Authorization": "Bearer social", "Content-Type": kind}


def notice() -> bytes:
    """An admission notice with consent."""
    patient = {"type": "personnummer", "value": PERSON.identifier}
    return orjson.dumps({**to_json(message()), "patient": patient, "consent": CONSENT})


def without_consent() -> bytes:
    """The same, nothing said of consent."""
    return orjson.dumps({**orjson.loads(notice()), "consent": None})


async def pulled(anybody: httpx.AsyncClient) -> list[dict[str, Any]]:
    response = await anybody.get("/svu/mailbox", params={"unit": SOCIAL}, headers=social())
    assert response.status_code == 200, response.text
    deliveries: list[dict[str, Any]] = response.json()["deliveries"]
    return deliveries


async def state(anybody: httpx.AsyncClient) -> dict[str, Any]:
    response = await anybody.get(f"/svu/messages/{message().message_id}", headers=ward())
    verdicts = {verdict["recipient"]: verdict for verdict in response.json()["verdicts"]}
    found: dict[str, Any] = verdicts[SOCIAL]
    return found


async def test_a_pull_is_the_attempt_and_the_kvittens_ends_it(house: House) -> None:
    async with house.open() as anybody:
        accepted = await anybody.post("/svu/messages", content=notice(), headers=ward())
        assert accepted.status_code == 202, accepted.text
        assert (await state(anybody))["delivery"]["state"] in {"waiting", "available"}

        (first,) = await pulled(anybody)
        assert first["bundle"]["type"] == "message"
        assert not models.structure(first["bundle"])
        assert (await state(anybody))["delivery"]["state"] == "fetched"

        (again,) = await pulled(anybody)
        assert again["deliveryId"] == first["deliveryId"]
        assert again["fetchedBefore"]
        assert again["bundle"]["id"] != first["bundle"]["id"]

        path = f"/svu/mailbox/{first['deliveryId']}/kvittens"
        assert (await anybody.post(path, headers=ward())).status_code == 404
        given = await anybody.post(path, headers=social())
        assert given.status_code == 202, given.text
        assert given.json()["kind"] == "kvittens"
        assert (await anybody.post(path, headers=social())).status_code == 200
        now = await state(anybody)
        assert now["delivery"]["state"] == "delivered"
        assert now["kvittens"]["metAt"]
        assert await pulled(anybody) == []


async def test_the_task_of_a_delivery_completed_is_its_kvittens(house: House) -> None:
    async with house.open() as anybody:
        await anybody.post("/svu/messages", content=notice(), headers=ward())
        (delivery,) = await pulled(anybody)
        resources = [entry["resource"] for entry in delivery["bundle"]["entry"]]
        (task,) = [resource for resource in resources if resource["resourceType"] == "Task"]
        assert {"system": systems.MESSAGE_ID, "value": delivery["deliveryId"]} in task["identifier"]
        response = await anybody.put(
            f"/fhir/Task/{task['id']}",
            content=orjson.dumps({**task, "status": "completed"}),
            headers=social("application/fhir+json"),
        )
        assert response.status_code == 200, response.text
        assert (await state(anybody))["kvittens"]["metAt"]


async def test_the_task_of_a_delivery_that_was_pushed_is_its_kvittens_too(house: House) -> None:
    receiver = EndpointServer("kommun", house.folder)
    with Loopback(receiver.app()) as server:
        endpoint = {"id": "kommun", "url": f"{server.url}/fhir"}
        (house.folder / "directory.yaml").write_text(
            json.dumps([*directory()[:2], {**directory()[2], "endpoint": endpoint}])
        )
        async with (
            bootstrap.opened(house.settings(), "both") as service,
            service_client(service) as anybody,
            delivering(service),
        ):
            await anybody.post("/svu/messages", content=notice(), headers=ward())
            async with asyncio.timeout(30):
                while (await state(anybody))["delivery"]["state"] != "delivered":  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            (row,) = receiver.rows
            resources = [entry["resource"] for entry in row.body["entry"]]  # type: ignore[attr-defined]
            (task,) = [resource for resource in resources if resource["resourceType"] == "Task"]
            response = await anybody.put(
                f"/fhir/Task/{task['id']}",
                content=orjson.dumps({**task, "status": "completed"}),
                headers=social("application/fhir+json"),
            )
            assert response.status_code == 200, response.text
            assert (await state(anybody))["kvittens"]["metAt"]


async def test_whoever_becomes_protected_while_a_message_waits_is_not_handed_out(house: House) -> None:
    async with house.open() as anybody:
        await anybody.post("/svu/messages", content=notice(), headers=ward())
        house.register.put(replace(PERSON, protection=Protection.SEKRETESSMARKERING))
        assert await pulled(anybody) == []


async def test_what_was_fetched_is_not_handed_out_again_once_the_person_is_protected(house: House) -> None:
    async with house.open() as anybody:
        await anybody.post("/svu/messages", content=notice(), headers=ward())
        assert len(await pulled(anybody)) == 1
        house.register.put(replace(PERSON, protection=Protection.SEKRETESSMARKERING))
        assert await pulled(anybody) == []


async def test_what_waited_for_a_consent_is_in_the_mailbox_once_it_is_given(house: House) -> None:
    general = {
        **to_json(message()),
        "messageId": "0c0c5b52-8a0f-4b3e-9d4c-8f5f5d0b7a01",
        "kind": "generellt-meddelande",
        "patient": {"type": "personnummer", "value": PERSON.identifier},
        "content": {"text": "Hembesök planeras.", "topic": "annan"},
    }
    consent = {
        **general,
        "messageId": "0c0c5b52-8a0f-4b3e-9d4c-8f5f5d0b7a02",
        "kind": "samtycke",
        "recipients": [],
        "content": CONSENT,
    }
    async with (
        bootstrap.opened(house.settings(), "both") as service,
        service_client(service) as anybody,
        delivering(service),
    ):
        await anybody.post("/svu/messages", content=without_consent(), headers=ward())
        held = await anybody.post("/svu/messages", content=orjson.dumps(general), headers=ward())
        assert held.json()["verdicts"][0]["outcome"] == "hold", held.text
        (reduced,) = await pulled(anybody)
        given = await anybody.post("/svu/messages", content=orjson.dumps(consent), headers=ward())
        assert given.status_code == 202, given.text
        async with asyncio.timeout(30):
            while len(found := await pulled(anybody)) < 2:  # noqa: ASYNC110 - as a unit would ask
                await asyncio.sleep(0.05)
    assert found[0]["fetchedBefore"]
    # more may be disclosed now: another revision, under an id of its own
    assert found[0]["deliveryId"] != reduced["deliveryId"]
    assert not found[1]["fetchedBefore"]


async def test_a_message_is_there_after_a_restart_and_the_key_is_the_one_that_was_made(house: House) -> None:
    async with house.open() as anybody:
        await anybody.post("/svu/messages", content=notice(), headers=ward())
        assert (await anybody.get("/health/ready")).status_code == 200
    async with house.open() as anybody:
        repeated = await anybody.post("/svu/messages", content=notice(), headers=ward())
        assert repeated.status_code == 200
        assert len(await pulled(anybody)) == 1
    (keys,) = house.folder.glob("*.keys.json")
    assert keys.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"own_url": None}, "SVU_OWN_URL"),
        ({"register_url": "http://register.example"}, "SVU_REGISTER_URL"),
        ({"directory_file": Path("/nowhere")}, "cannot be read"),
        ({"clients_file": Path("/nowhere")}, "cannot be read"),
        ({"environment": "production", "sandbox": False, "clock_at": None}, "SVU_REGISTER_URL"),
        ({"redis_url": "redis://127.0.0.1:1"}, "SVU_KEY_FILE"),
        ({"profiles_dir": Path("/nowhere")}, "no rule packs"),
        ({"mappings_dir": Path("/nowhere")}, "no mappings of systems"),
    ],
)
async def test_a_service_that_must_not_start_says_why(
    house: House, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(ConfigurationError, match=said):
        async with bootstrap.opened(house.settings(**changes), "both"):
            pass


async def test_a_credential_that_the_directory_names_must_be_there(house: House) -> None:
    endpoint = {"id": "s", "url": "https://s.example", "auth": {"type": "bearer", "secret": "social"}}
    units = [*directory()[:2], {**directory()[2], "endpoint": endpoint}]
    (house.folder / "directory.yaml").write_text(json.dumps(units))
    with pytest.raises(ConfigurationError, match="SVU_SECRET_SOCIAL"):
        configured.read_directory(house.settings())
    assert configured.read_directory(house.settings(secrets={"social": "x"})).endpoint("s")


async def test_a_system_that_the_directory_names_must_have_a_mapping(house: House) -> None:
    endpoint = {"id": "s", "url": "https://s.example", "mode": "native", "system": "telegraf"}
    units = [*directory()[:2], {**directory()[2], "endpoint": endpoint}]
    (house.folder / "directory.yaml").write_text(json.dumps(units))
    with pytest.raises(ConfigurationError, match="no mapping of a system called telegraf"):
        async with bootstrap.opened(house.settings(), "both"):
            pass


async def test_a_running_service_reads_an_export(house: House) -> None:
    body = (Path(__file__).parents[1] / "exports" / "lifecare-sp.csv").read_bytes()
    headers = {"Authorization": "Bearer ward", "Content-Type": "text/csv"}
    house.register.put(replace(PERSON, identifier="189001019802"))
    async with house.open() as anybody:
        first = await anybody.post("/svu/import/lifecare-sp", content=body, headers=headers)
        again = await anybody.post("/svu/import/prator", content=body, headers=headers)
    assert [one["messageId"] for one in first.json()["messages"]] == [
        one["messageId"] for one in again.json()["messages"]
    ]
    told = first.json()["messages"][0]
    assert told["status"] == 202, first.text
    assert {one["rule"] for one in told["receipt"]["issues"]} >= {"CHECK-REGISTER"}
    assert again.json()["counts"]["repeated"] >= 1


def test_keys_are_never_made_in_production_for_another_store_or_beside_kept_data(house: House) -> None:
    production = house.settings(environment="production", sandbox=False, clock_at=None)
    with pytest.raises(ConfigurationError, match="key file"):
        configured.key_ring(production)
    (house.folder / "store").mkdir()
    (house.folder / "store" / "appendonly.aof").touch()
    with pytest.raises(ConfigurationError, match="key file"):
        configured.key_ring(house.settings())


def test_a_pack_whose_own_case_fails_stops_the_start(tmp_path: Path) -> None:
    for name, text in bootstrap.pack_files().items():
        file = tmp_path / "regions" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if "/cases/" in name:
            text = text.replace("outcome: refuse", "outcome: accepted", 1)  # noqa: PLW2901
        file.write_text(text, encoding="utf-8")
    with pytest.raises(PackError, match="own cases fail"):
        bootstrap.demand_cases(bootstrap.loaded_packs(tmp_path))


async def test_a_running_service_prints_and_settles_a_letter(house: House) -> None:
    clinic = {"Authorization": "Bearer clinic", "Content-Type": "application/json"}
    now = {"at": (SENT + timedelta(minutes=1)).isoformat(), "channel": "overlamnat"}
    given = to_json(kallelse(recipients=(SOCIAL,)))
    given["patient"] = {"type": "personnummer", "value": PERSON.identifier}
    async with house.open() as anybody:
        accepted = await anybody.post("/svu/messages", content=orjson.dumps(given), headers=clinic)
        assert accepted.status_code == 202, accepted.text
        address = f"/svu/messages/{given['messageId']}/letters"
        (own, *_) = accepted.json()["letters"]
        made = await anybody.get(f"{address}/{own['letter']}", headers=clinic)
        assert made.status_code == 200, made.text
        assert "Inbjudan" in text_of(made.content)
        assert PERSON.identifier not in text_of(made.content)
        done = await anybody.post(f"{address}/{own['letter']}/sent", json=now, headers=clinic)
        assert done.json()["letters"][0]["state"] == "sent"
        receipt = await anybody.get(f"/svu/messages/{given['messageId']}", headers=clinic)
        assert {one["state"] for one in receipt.json()["letters"]} == {"sent", "owed"}
        house.register.put(replace(PERSON, protection=Protection.SEKRETESSMARKERING))
        refused = await anybody.get(f"{address}/{own['letter']}", headers=clinic)
        assert refused.status_code == 422
        assert (
            refused.json()["operationOutcome"]["issue"][0]["details"]["coding"][0]["code"] == "PRODUKT-IDENT"
        )
