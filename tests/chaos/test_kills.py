"""Kill tests: whatever dies, and whenever, every accepted message arrives once in effect, in order, and is audited."""

import asyncio
import json
import random
import time
from collections import Counter, defaultdict
from pathlib import Path

import httpx
import pytest

from tests.chaos.plant import Plant, kills, plant, post_until_accepted
from tests.chaos.traffic import PEOPLE, RECIPIENTS, message, wait_for_arrival

KILLS = kills(5)
MESSAGES = KILLS * len(PEOPLE)

pytestmark = pytest.mark.chaos


async def _load_and_kill(plant: Plant, victim: str, chance: random.Random) -> dict[str, list[str]]:
    """One message per person a round, the victim killed at a random moment of it; the ids in order of acceptance."""
    accepted: dict[str, list[str]] = defaultdict(list)
    async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
        for turn in range(KILLS):
            messages = [message(number, turn) for number in PEOPLE]
            posting = asyncio.gather(
                *(post_until_accepted(client, plant, json.dumps(sent).encode()) for sent in messages)
            )
            await asyncio.sleep(chance.uniform(0, 0.25))
            plant.kill(victim)
            await asyncio.to_thread(plant.start, victim)
            await posting
            for number, sent in zip(PEOPLE, messages, strict=True):
                accepted[number].append(str(sent["messageId"]))
    return accepted


@pytest.mark.parametrize("victim", ["web", "worker", "store"])
def test_nothing_is_lost_doubled_or_out_of_order_whatever_is_killed(victim: str, tmp_path: Path) -> None:
    seed = random.randrange(1 << 30)  # noqa: S311 - any seed will do; it is told on failure
    with plant(tmp_path) as running:
        accepted = asyncio.run(_load_and_kill(running, victim, random.Random(seed)))  # noqa: S311
        wait_for_arrival(running, MESSAGES * len(RECIPIENTS))
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
