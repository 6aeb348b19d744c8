"""Subscriptions over real HTTP: the worker is killed again and again, and every message is told of under one number."""

import asyncio
import json
import random
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapter.sandbox.endpoint_server import EndpointServer, Mood
from adapter.sandbox.units import MUNICIPALITY, SOCIAL_SERVICES
from tests.chaos.plant import Plant, kills, plant, post_until_accepted
from tests.chaos.traffic import PEOPLE, RECIPIENTS, SETTLE_SECONDS, message, wait_for_arrival

KILLS = kills(3)
MESSAGES = len(PEOPLE) * (KILLS + 1)

pytestmark = pytest.mark.chaos


def _subscription(address: str) -> dict[str, Any]:
    backport = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition"
    filters = [
        {
            "url": f"{backport}/backport-filter-criteria",
            "valueString": f"Communication?recipient={SOCIAL_SERVICES}",
        }
    ]
    content = [{"url": f"{backport}/backport-payload-content", "valueCode": "id-only"}]
    return {
        "resourceType": "Subscription",
        "meta": {"profile": [f"{backport}/backport-subscription"]},
        "status": "requested",
        "reason": "To fetch what is new",
        "criteria": "https://svu-adapter.example/fhir/SubscriptionTopic/svu-message",
        "_criteria": {"extension": filters},
        "channel": {
            "type": "rest-hook",
            "endpoint": address,
            "payload": "application/fhir+json",
            "_payload": {"extension": content},
        },
    }


def _subscribed(it: Plant) -> str:
    """The id, once the handshake was taken."""
    rows = json.loads((it.directory / "directory.yaml").read_text(encoding="utf-8"))
    (address,) = {row["endpoint"]["hook"] for row in rows if row["unit"] == SOCIAL_SERVICES}
    headers = {"Authorization": f"Bearer {it.key}", "Content-Type": "application/fhir+json"}
    with httpx.Client(base_url=it.url, headers=headers, timeout=10, trust_env=False) as client:
        made = client.post("/fhir/Subscription", content=json.dumps(_subscription(address)))
        assert made.status_code == 201, made.text
        one = str(made.json()["id"])
        deadline = time.monotonic() + SETTLE_SECONDS
        while client.get(f"/fhir/Subscription/{one}").json()["status"] != "active":
            assert time.monotonic() < deadline, "the handshake was never taken"
            time.sleep(0.05)
    return one


async def _post(it: Plant, turn: int) -> None:
    async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
        await asyncio.gather(
            *(
                post_until_accepted(client, it, json.dumps(message(number, turn)).encode())
                for number in PEOPLE
            )
        )


def _told(server: EndpointServer) -> dict[str, set[bytes]]:
    """Every body that came, by the number of its event."""
    found: dict[str, set[bytes]] = defaultdict(set)
    for raw in tuple(server.told):
        (entry,) = json.loads(raw)["entry"]
        said = {one["name"]: one for one in entry["resource"]["parameter"]}
        if said["type"]["valueCode"] == "event-notification":
            parts = {one["name"]: one for one in said["notification-event"]["part"]}
            found[parts["event-number"]["valueString"]].add(raw)
    return found


def _focus(raw: bytes) -> str:
    (entry,) = json.loads(raw)["entry"]
    (event,) = (one for one in entry["resource"]["parameter"] if one["name"] == "notification-event")
    (focus,) = (one for one in event["part"] if one["name"] == "focus")
    return str(focus["valueReference"]["reference"])


def test_every_message_is_told_of_under_one_number_whenever_the_worker_is_killed(tmp_path: Path) -> None:
    chance = random.Random(21)  # noqa: S311 - moments to kill at, no secrets
    with plant(tmp_path) as it:
        server = it.servers[MUNICIPALITY]
        _subscribed(it)
        asyncio.run(_post(it, 0))
        for turn in range(1, KILLS + 1):
            server.mood = Mood(chance.choice(("up", "mute", "busy")))
            asyncio.run(_post(it, turn))
            time.sleep(chance.uniform(0, 0.8))
            it.kill("worker")
            it.start("worker")
        server.mood = Mood()
        wait_for_arrival(it, MESSAGES * len(RECIPIENTS))
        deadline = time.monotonic() + SETTLE_SECONDS
        while len(_told(server)) < MESSAGES and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(1)
        told = _told(server)
        audit = it.command("audit", "verify", "--json")
    assert set(told) == {str(number) for number in range(1, MESSAGES + 1)}
    assert {len(bodies) for bodies in told.values()} == {1}, (
        "one number, one body: a resend is the same bytes"
    )
    assert len({_focus(raw) for bodies in told.values() for raw in bodies}) == MESSAGES
    assert audit.returncode == 0, audit.stdout + audit.stderr
