"""What was acknowledged survives SIGKILL of the server, and nothing of it stands in clear in its files."""

import asyncio
import contextlib
import os
import signal
from pathlib import Path

import pytest

from adapter.gateways.audit_sealer import AuditSealer
from adapter.gateways.audit_verify import verify
from adapter.gateways.store import RedisStore
from adapter.gateways.valkey import EmbeddedValkey
from adapter.model.delivery import State
from adapter.model.errors import Stale, Unavailable
from tests.builders import PERSON, SENT, SOCIAL, WARD
from tests.store.acceptances import (
    AUDIT,
    a_message,
    accept,
    claim_all,
    claim_one,
    consent,
    deliver,
    disclosure,
    entry,
    frozen,
)
from tests.store.test_valkey import pid

pytestmark = pytest.mark.anyio

NUMBERS = (PERSON, "189001029819", "189001039800", "189001049817", "189001059808", "189001069815")


async def sent_until_taken(store: RedisStore, number: str, count: int) -> list[str]:
    """As a sender does: the same message again until it is acknowledged."""
    taken = []
    for _ in range(count):
        sent = a_message()
        while True:
            with contextlib.suppress(Unavailable, Stale):
                await accept(store, sent, entry(), number=number)
                break
        taken.append(sent.message_id)
    return taken


async def killed(server: EmbeddedValkey, times: int) -> None:
    for _ in range(times):
        await asyncio.sleep(0.15)
        os.kill(await pid(server), signal.SIGKILL)
        await asyncio.sleep(0.3)


async def delivered(store: RedisStore) -> list[str]:
    messages = []
    while claims := await claim_all(store):
        for claim in claims:
            assert claim.message is not None
            messages.append(claim.message.message_id)
            await deliver(store, claim)
    return messages


async def test_every_acknowledged_write_survives_kills_in_mid_load(
    store: RedisStore, server: EmbeddedValkey
) -> None:
    sends = [asyncio.create_task(sent_until_taken(store, number, 25)) for number in NUMBERS]
    await asyncio.gather(killed(server, 4), *sends)
    taken = {number: send.result() for number, send in zip(NUMBERS, sends, strict=True)}
    every = [message_id for ids in taken.values() for message_id in ids]
    receipts = [await store.receipt(message_id, [WARD]) for message_id in every]
    assert None not in receipts
    for number, ids in taken.items():
        assert [event.message_id for event in (await store.person([number])).history.events] == ids
    assert sorted(await delivered(store)) == sorted(every)
    sealer = AuditSealer(store.shelf.connection, store.shelf.records.ring, lambda: SENT)
    while await sealer.seal():
        pass
    report = await verify(store.shelf.connection, store.shelf.records.ring)
    assert (report.whole, report.unsealed) == (True, 0)


async def test_no_value_stands_in_clear_in_the_stores_files(store: RedisStore, tmp_path: Path) -> None:
    canary = "KANARIEFAGEL"
    sent = a_message(
        content={"text": canary},
        episode=None,
    )
    await accept(store, sent, entry(), entry(state=State.AVAILABLE), consents=(consent("given"),))
    claim = await claim_one(store)
    kept = frozen(f'{{"text": "{canary}"}}'.encode())
    begun = await store.begin(claim, 1, kept, disclosure(claim, kept), AUDIT)
    await store.reschedule(claim, begun, 0, AUDIT)
    stays = a_message(content={"text": canary})
    await accept(store, stays, entry(SOCIAL), decision={"issues": [canary]})
    files = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    written = b"".join(path.read_bytes() for path in files)
    assert begun.id.encode() in written
    for clear in (
        canary,
        PERSON,
        PERSON[2:],
        "Testsson",
        "vtf-2026-000123",
        sent.message_id,
        stays.message_id,
    ):
        assert clear.encode() not in written
