"""The clock killed at any moment, two copies side by side: each due time is struck once, each reminder taken once."""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapter.gateways import audit_records
from adapter.gateways.store_connection import Connection, partitions
from adapter.model.struck import KIND
from tests.chaos.plant import Plant, kills, plant, post_until_accepted
from tests.chaos.traffic import PEOPLE, RECIPIENTS, SETTLE_SECONDS, message, wait_for_arrival

KILLS = kills(3)
MESSAGES = len(PEOPLE) * (KILLS + 1)
OVERNIGHT = timedelta(hours=14, minutes=30)
"""From the forenoon to past midnight: every kvittens of the day is overdue."""
WORKERS = ("worker", "worker2")

pytestmark = pytest.mark.chaos


async def _post(plant: Plant, turn: int) -> None:
    async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
        await asyncio.gather(
            *(
                post_until_accepted(client, plant, json.dumps(message(number, turn)).encode())
                for number in PEOPLE
            )
        )


def _started(plant: Plant, name: str) -> int:
    log = plant.directory / f"{name}.log"
    return log.read_text(encoding="utf-8").count('"worker.started"') if log.exists() else 0


def _start(plant: Plant, name: str) -> None:
    """Until it is at work."""
    before, deadline = _started(plant, name), time.monotonic() + SETTLE_SECONDS
    plant.start(name)
    while _started(plant, name) == before:
        assert time.monotonic() < deadline, f"{name} does not start"
        time.sleep(0.02)


def _kill_in_turns(plant: Plant, chance: random.Random) -> None:
    """In each round more becomes overdue, and one of the two copies dies at a random moment of it."""
    for turn in range(1, KILLS + 1):
        asyncio.run(_post(plant, turn))
        time.sleep(chance.uniform(0, 1.2))  # a copy that is idle looks once a second
        victim = chance.choice(WORKERS)
        plant.kill(victim)
        _start(plant, victim)


async def _struck(plant: Plant) -> list[dict[str, Any]]:
    """What the audit says was struck, each with the person that it was struck of."""
    connection = await Connection.open(socket=plant.socket)
    try:
        return [
            {**one, "person": record.content["person"]}
            for place in partitions()
            async for record in audit_records.read(connection, place)
            if record.content["step"] == "strike"
            for one in record.content["struck"]  # type: ignore[attr-defined]
        ]
    finally:
        await connection.close()


def _reminders(plant: Plant) -> Iterator[tuple[str, str, str, str]]:
    """Every reminder that a receiver took: by whose endpoint, and rule, owner and due time as it says."""
    for owner, server in plant.servers.items():
        for row in server.rows:
            if row.kind != KIND:
                continue
            body: Any = row.body
            if "message" in body:
                told = body["message"]
                yield owner, told["rule"], told["owner"], told["due"]
            else:
                yield owner, *_of_task(body)


def _of_task(bundle: Any) -> tuple[str, str, str]:
    resources = {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}
    (task,) = (found for found in resources.values() if found["resourceType"] == "Task")
    owner = task["owner"]
    if "reference" in owner:
        owner = {"identifier": resources[owner["reference"]]["identifier"][0]}
    return (
        task["reasonCode"]["coding"][0]["code"],
        owner["identifier"]["value"],
        task["restriction"]["period"]["end"],
    )


def _wait_until_told(plant: Plant) -> list[dict[str, Any]]:
    """Until every kvittens of every message is struck and every reminder has arrived."""
    deadline = time.monotonic() + SETTLE_SECONDS
    struck: list[dict[str, Any]] = []
    while time.monotonic() < deadline:
        struck = asyncio.run(_struck(plant))
        kvittens = [one for one in struck if one["what"] == "kvittens" and one["owner"] in RECIPIENTS]
        told = sum(len(one["told"]) for one in struck)
        if len(kvittens) >= MESSAGES * len(RECIPIENTS) and len(list(_reminders(plant))) >= told:
            break
        time.sleep(0.5)
    return struck


def test_each_due_time_is_struck_once_and_each_reminder_taken_once(tmp_path: Path) -> None:
    seed = random.randrange(1 << 30)  # noqa: S311 - any seed will do; it is told on failure
    with plant(tmp_path, processes=("store", "web", "worker")) as running:
        asyncio.run(_post(running, 0))
        wait_for_arrival(running, len(PEOPLE) * len(RECIPIENTS))
        assert list(_reminders(running)) == []
        running.kill("worker")
        running.ahead = OVERNIGHT
        for name in WORKERS:
            _start(running, name)
        _kill_in_turns(running, random.Random(seed))  # noqa: S311
        struck = _wait_until_told(running)
        time.sleep(3)  # what would come twice has time to
        assert asyncio.run(_struck(running)) == struck, f"seed {seed}"

        once = Counter((one["person"], one["mark"], one["due"]) for one in struck)
        assert [mark for mark, times in once.items() if times > 1] == [], f"seed {seed}"
        kvittens = Counter(one["owner"] for one in struck if one["what"] == "kvittens")
        assert {unit: kvittens[unit] for unit in RECIPIENTS} == dict.fromkeys(RECIPIENTS, MESSAGES)

        taken = list(_reminders(running))
        told = [(one["rule"], one["owner"]) for one in struck for _ in one["told"]]
        assert Counter((rule, owner) for _, rule, owner, _ in taken) == Counter(told), f"seed {seed}"
        deliveries = Counter(row.delivery for row in running.rows())
        assert [one for one, times in deliveries.items() if times > 1] == [], f"seed {seed}"
        audit = running.command("audit", "verify", "--json")
        assert audit.returncode == 0, audit.stdout + audit.stderr
