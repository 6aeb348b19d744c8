"""Semantics 32 over real HTTP: a receiver is down, the worker is killed again and again, and each notice comes once."""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from adapter.gateways.store_connection import Connection, partitions
from adapter.sandbox.endpoint_server import Mood
from adapter.sandbox.units import HOSPITAL, MUNICIPALITY, SOCIAL_SERVICES
from tests.chaos.plant import Plant, kills, plant, post_until_accepted
from tests.chaos.traffic import PEOPLE, SETTLE_SECONDS, message

KILLS = kills(3)

pytestmark = pytest.mark.chaos


async def _post(plant: Plant) -> None:
    async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
        await asyncio.gather(
            *(
                post_until_accepted(client, plant, json.dumps(message(number, 0)).encode())
                for number in PEOPLE
            )
        )


async def _its_time_comes(plant: Plant) -> int:
    """What waits to be told of is to be told of now; how much that is."""
    connection = await Connection.open(socket=plant.socket)
    try:
        found = await connection.send_everywhere("ZRANGE", "undelivered", 0, -1)
        waiting = [(place, one) for place in partitions() for one in found[place]]  # type: ignore[attr-defined]
        for place, one in waiting:
            await connection.send("ZADD", f"{place}:undelivered", "XX", 1, one)
        return len(waiting)
    finally:
        await connection.close()


def _told(plant: Plant) -> Counter[tuple[str, str, str]]:
    """What the senders were told, by reason, message and the unit that it is about."""
    found: Counter[tuple[str, str, str]] = Counter()
    for row in plant.servers[HOSPITAL].rows:
        if row.kind != "oleverat":
            continue
        (notice,) = [
            one["resource"]
            for one in row.body["entry"]  # type: ignore[attr-defined]
            if one["resource"]["resourceType"] == "Communication"
        ]
        found[
            notice["reasonCode"][0]["coding"][0]["code"],
            notice["inResponseTo"][0]["identifier"]["value"],
            notice["about"][0]["identifier"]["value"],
        ] += 1
    return found


def _of(told: Counter[tuple[str, str, str]], reason: str) -> set[tuple[str, str]]:
    return {(about, unit) for given, about, unit in told if given == reason}


def _until(holds: Callable[[Counter[tuple[str, str, str]]], bool], plant: Plant) -> None:
    deadline = time.monotonic() + SETTLE_SECONDS
    while not holds(told := _told(plant)):
        assert time.monotonic() < deadline, told
        time.sleep(0.05)


def _killed_in_turns(plant: Plant, chance: random.Random) -> None:
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.3, 1.5))
        plant.kill("worker")
        asyncio.run(_its_time_comes(plant))
        plant.start("worker")


def test_each_notice_comes_once_whenever_the_worker_is_killed(tmp_path: Path) -> None:
    chance = random.Random(32)  # noqa: S311 - moments to kill at, no secrets
    with plant(tmp_path) as it:
        it.servers[MUNICIPALITY].mood = Mood("busy")
        asyncio.run(_post(it))
        assert asyncio.run(_its_time_comes(it)) >= len(PEOPLE)
        _killed_in_turns(it, chance)
        asyncio.run(_its_time_comes(it))
        down = len(PEOPLE)  # social services are the municipality's; others may be late by a kill
        _until(lambda told: sum(unit == SOCIAL_SERVICES for _, unit in _of(told, "delayed")) == down, it)
        it.servers[MUNICIPALITY].mood = Mood()
        _killed_in_turns(it, chance)
        _until(lambda told: _of(told, "delivered-after-delay") == _of(told, "delayed"), it)
        time.sleep(1)
        told = _told(it)
    assert set(told.values()) == {1}, told
    assert _of(told, "delivered-after-delay") == _of(told, "delayed")
