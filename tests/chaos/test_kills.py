"""Kill tests: whatever dies, and whenever, every accepted message arrives once in effect, in order, and is audited."""

import asyncio
import json
import os
import random
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest

from adapter.sandbox import units
from adapter.sandbox.people import Cast
from tests.chaos.plant import BEGAN, Plant, plant, post_until_accepted

FULL = os.environ.get("SVU_CHAOS") == "full"  # noqa: TID251 - a test's own switch
KILLS = 50 if FULL else 5
PER_KILL = 10
MESSAGES = KILLS * PER_KILL
SETTLE_SECONDS = 120.0
RECIPIENTS = [units.SOCIAL_SERVICES, units.HEALTH_CENTRE]
PEOPLE = [person.identifier for person in Cast().everybody()[:PER_KILL]]

pytestmark = pytest.mark.chaos


def _message(number: str, turn: int) -> dict[str, object]:
    """A stay begins with its admission notice; then general messages, each one later than the one before."""
    first = turn == 0
    return {
        "messageId": str(uuid.uuid4()),
        "kind": "inskrivningsmeddelande" if first else "generellt-meddelande",
        "action": "new",
        "region": "vasterbotten",
        "sentAt": BEGAN.isoformat(),
        "sender": {
            "unit": units.WARD,
            "person": {"name": "Test Testsson", "title": "överläkare", "function": "behandlande-lakare"},
        },
        "recipients": RECIPIENTS,
        "patient": {"type": "personnummer", "value": number},
        "episode": {
            "id": f"vtf-{number[:4]}-{PEOPLE.index(number)}",
            "admittedAt": "2026-03-02T08:10:00+01:00",
        },
        "relatesTo": None,
        "consent": _consent() if first else None,
        "content": (
            {"estimatedDischarge": "2026-03-06", "ward": "Avdelning 1"}
            if first
            else {"text": f"Meddelande {turn}", "topic": "annan"}
        ),
    }


def _consent() -> Mapping[str, object]:
    return {
        "status": "given",
        "form": "oral",
        "scopes": ["informationsoverforing", "npo"],
        "givenBy": "patient",
        "recordedAt": "2026-03-02T09:00:00+01:00",
        "recordedBy": {"unit": units.WARD, "name": "Test Testsson", "title": "överläkare"},
        "parties": [],
        "purpose": None,
        "period": {"start": "2026-03-02", "end": None},
        "harmAssessment": None,
    }


async def _load_and_kill(plant: Plant, victim: str, chance: random.Random) -> dict[str, list[str]]:
    """One message per person a round, the victim killed at a random moment of it; the ids in order of acceptance."""
    accepted: dict[str, list[str]] = defaultdict(list)
    async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
        for turn in range(KILLS):
            messages = [_message(number, turn) for number in PEOPLE]
            posting = asyncio.gather(
                *(post_until_accepted(client, plant, json.dumps(message).encode()) for message in messages)
            )
            await asyncio.sleep(chance.uniform(0, 0.25))
            plant.kill(victim)
            await asyncio.to_thread(plant.start, victim)
            await posting
            for number, message in zip(PEOPLE, messages, strict=True):
                accepted[number].append(str(message["messageId"]))
    return accepted


def _wait_for_arrival(plant: Plant, expected: int) -> None:
    deadline = time.monotonic() + SETTLE_SECONDS
    while len(plant.rows()) < expected and time.monotonic() < deadline:
        time.sleep(0.1)


@pytest.mark.parametrize("victim", ["web", "worker", "store"])
def test_nothing_is_lost_doubled_or_out_of_order_whatever_is_killed(victim: str, tmp_path: Path) -> None:
    seed = random.randrange(1 << 30)  # noqa: S311 - any seed will do; it is told on failure
    with plant(tmp_path) as running:
        accepted = asyncio.run(_load_and_kill(running, victim, random.Random(seed)))  # noqa: S311
        _wait_for_arrival(running, MESSAGES * len(RECIPIENTS))
        time.sleep(1.5)  # what would arrive twice has time to
        rows = running.rows()
        taken = Counter(row.delivery for row in rows)
        assert [delivery for delivery, times in taken.items() if times > 1] == [], f"seed {seed}"
        arrived: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in rows:
            arrived[row.patient, row.recipient].append(row.message_id)
        wanted = {(number, unit): ids for number, ids in accepted.items() for unit in RECIPIENTS}
        assert dict(arrived) == wanted, f"seed {seed}"
        audit = running.command("audit", "verify", "--json")
        assert audit.returncode == 0, audit.stdout + audit.stderr
        assert json.loads(audit.stdout)["unsealed"] == 0
