"""Two web and two worker processes on one store: both are used, nothing is done twice."""

import asyncio
import json
from collections import Counter, defaultdict
from pathlib import Path

import httpx

from tests.chaos.plant import plant
from tests.chaos.traffic import PEOPLE, RECIPIENTS, message, wait_for_arrival

ROUNDS = 4


async def _post(urls: list[str], key: str) -> dict[str, list[str]]:
    accepted: dict[str, list[str]] = defaultdict(list)
    async with httpx.AsyncClient(
        timeout=20,
        trust_env=False,
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    ) as client:
        for turn in range(ROUNDS):
            messages = [message(number, turn) for number in PEOPLE]
            # Every message goes to both processes at once: one of them must recognise the other's.
            answers = await asyncio.gather(
                *(
                    client.post(f"{url}/svu/messages", content=json.dumps(sent))
                    for sent in messages
                    for url in urls
                )
            )
            assert {answer.status_code for answer in answers} <= {200, 202, 503}
            for number, sent in zip(PEOPLE, messages, strict=True):
                accepted[number].append(str(sent["messageId"]))
    return accepted


def test_two_web_and_two_worker_processes_share_one_store(tmp_path: Path) -> None:
    with plant(tmp_path, processes=("store", "web", "web2", "worker", "worker2")) as running:
        accepted = asyncio.run(_post([running.url, running.web_url("web2")], running.key))
        wait_for_arrival(running, ROUNDS * len(PEOPLE) * len(RECIPIENTS))
        rows = running.rows()
        assert max(Counter(row.delivery for row in rows).values()) == 1
        for number, ids in accepted.items():
            for unit in RECIPIENTS:
                assert [r.message_id for r in rows if (r.patient, r.recipient) == (number, unit)] == ids
