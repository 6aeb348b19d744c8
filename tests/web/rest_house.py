"""A running service with four units in mailboxes and clients of every right, for tests that only talk HTTP to it."""

import hashlib
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import orjson

from adapter.model.person import Person
from adapter.model.wire import to_json
from adapter.r4 import systems
from adapter.sandbox.loopback import Loopback
from adapter.sandbox.people import CAST
from adapter.sandbox.register_server import RegisterServer
from tests.builders import HEALTH_CENTRE, HOME_CARE, SOCIAL, WARD, message
from tests.web.test_journey import CONSENT, House

PERSON = CAST.blue
NUMBER = PERSON.identifier
ID = message().message_id
HOOK = "https://kommun.example/hook"
TYPES = (
    "Patient",
    "Encounter",
    "Communication",
    "CarePlan",
    "Consent",
    "Task",
    "Appointment",
    "AppointmentResponse",
    "Goal",
    "ServiceRequest",
    "CareTeam",
    "QuestionnaireResponse",
    "Provenance",
    "AuditEvent",
    "PractitionerRole",
)
CLIENTS: dict[str, tuple[list[str], list[str]]] = {
    "ward": ([WARD], ["send", "read"]),
    "social": ([SOCIAL], ["send", "read"]),
    "clinic": ([HEALTH_CENTRE], ["send", "read"]),
    "home": ([HOME_CARE], ["send", "read"]),
    "several": ([WARD, SOCIAL], ["send", "read"]),
    "municipality": ([SOCIAL, HOME_CARE], ["send", "read"]),
    "sender": ([WARD], ["send"]),
    "reader": ([SOCIAL], ["read"]),
    "operator": ([], ["operate"]),
}


@asynccontextmanager
async def opened(folder: Path, people: Iterable[Person] = (PERSON,)) -> AsyncIterator["Rest"]:
    """The service, and its register."""
    register = RegisterServer([replace(person) for person in people])
    with Loopback(register.app()) as server:
        house = House(folder, register, server.url)
        clients = [
            {
                "id": name,
                "keySha256": hashlib.sha256(name.encode()).hexdigest(),
                "units": units,
                "rights": rights,
            }
            for name, (units, rights) in CLIENTS.items()
        ]
        (folder / "clients.yaml").write_text(json.dumps(clients))
        known = json.loads((folder / "directory.yaml").read_text())
        home = {
            "unit": HOME_CARE,
            "role": "kommun-halsovard",
            "name": "Hemsjukvården",
            "organisation": "kommun",
            "municipality": "2480",
        }
        box = {"id": "social-box", "mode": "mailbox", "hook": HOOK}
        told = [{**one, "endpoint": box} if one["unit"] == SOCIAL else one for one in known]
        (folder / "directory.yaml").write_text(json.dumps([*told, home]))
        async with house.open() as anybody:
            yield Rest(anybody, register)


class Rest:
    """What a vendor's system can do, by its client's name."""

    def __init__(self, anybody: httpx.AsyncClient, register: RegisterServer) -> None:
        self.anybody = anybody
        self.register = register

    async def get(self, path: str, key: str, **headers: str) -> httpx.Response:
        return await self.anybody.get(f"/fhir/{path}", headers=header(key, **headers))

    async def post(self, path: str, body: Any, key: str, **headers: str) -> httpx.Response:
        return await self.anybody.post(f"/fhir/{path}".rstrip("/"), json=body, headers=header(key, **headers))

    async def put(self, path: str, body: Any, key: str, **headers: str) -> httpx.Response:
        return await self.anybody.put(f"/fhir/{path}", json=body, headers=header(key, **headers))

    async def search(self, type_: str, key: str, number: str = NUMBER, **form: str) -> dict[str, Any]:
        """By the person, in the body."""
        name = "identifier" if type_ == "Patient" else "patient.identifier"
        response = await self.anybody.post(
            f"/fhir/{type_}/_search",
            data={name: f"{systems.PERSONNUMMER}|{number}", **form},
            headers={"Authorization": f"Bearer {key}"},
        )
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found

    async def native(self, body: dict[str, Any], key: str = "ward") -> httpx.Response:
        return await self.anybody.post(
            "/svu/messages", content=orjson.dumps(body), headers=header(key, Content_Type="application/json")
        )

    async def sent(self, body: dict[str, Any], key: str = "ward") -> dict[str, Any]:
        """Natively, and taken."""
        response = await self.native(body, key)
        assert response.status_code == 202, response.text
        receipt: dict[str, Any] = response.json()
        return receipt

    async def pull(self, unit: str, key: str) -> list[dict[str, Any]]:
        """The Bundles in the unit's mailbox."""
        response = await self.anybody.get("/svu/mailbox", params={"unit": unit}, headers=header(key))
        assert response.status_code == 200, response.text
        return [one["bundle"] for one in response.json()["deliveries"]]

    async def everything(self, key: str) -> dict[str, dict[str, Any]]:
        """What a client finds who searches every type and follows every page: by `Type/id`."""
        found: dict[str, dict[str, Any]] = {}
        for type_ in TYPES:
            path: str | None = f"{type_}?_count=200"
            while path:
                response = await self.get(path, key)
                assert response.status_code == 200, response.text
                bundle = response.json()
                for entry in bundle.get("entry", ()):
                    one = entry["resource"]
                    found[f"{one['resourceType']}/{one['id']}"] = one
                following = [link["url"] for link in bundle["link"] if link["relation"] == "next"]
                path = following[0].partition("/fhir/")[2] if following else None
        return found


def header(key: str, **more: str) -> dict[str, str]:
    named = {name.replace("_", "-"): value for name, value in more.items()}
    return {"Authorization": f"Bearer {key}", "Content-Type": "application/fhir+json", **named}


def notice(*recipients: str, **changes: Any) -> dict[str, Any]:
    """An admission notice with consent, about the person."""
    plain = to_json(message(recipients=recipients or (SOCIAL,)))
    return {
        **plain,
        "patient": {"type": "personnummer", "value": NUMBER},
        "consent": CONSENT,
        **changes,
    }


def entries(bundle: dict[str, Any], mode: str = "match") -> list[dict[str, Any]]:
    return [one["resource"] for one in bundle.get("entry", ()) if one["search"]["mode"] == mode]
