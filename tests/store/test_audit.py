"""The audit chain: sealed, verified, and found out when somebody has been at it."""

import asyncio
from pathlib import Path

import pytest

from adapter.gateways.audit_chain import HeadsFile
from adapter.gateways.audit_records import AuditRecord, read
from adapter.gateways.audit_records import record as make
from adapter.gateways.audit_sealer import AuditSealer
from adapter.gateways.audit_verify import Verification, verify
from adapter.gateways.keys import KeyRing
from adapter.gateways.store import RedisStore
from adapter.gateways.store_connection import Connection
from tests.builders import PERSON, SENT
from tests.store.acceptances import AUDIT, a_message, accept, claim_one, deliver, entry, reserve
from tests.store.test_intake import refusal

pytestmark = pytest.mark.anyio


class Bench:
    """One person's partition with a few sealed steps."""

    def __init__(self, store: RedisStore, connection: Connection, ring: KeyRing, heads: HeadsFile) -> None:
        self.store, self.connection, self.ring, self.heads = store, connection, ring, heads
        self.sealer = AuditSealer(connection, ring, lambda: SENT, heads)
        self.partition = ""

    async def steps(self, count: int = 3) -> None:
        for _ in range(count):
            await accept(self.store, a_message(), entry())
        self.partition = (await self.store.person([PERSON])).partition

    async def seal(self) -> int:
        count = await self.sealer.seal()
        await self.sealer.export()
        return count

    async def verified(self) -> Verification:
        return await verify(self.connection, self.ring, self.heads)

    async def kinds(self) -> set[str]:
        return {finding.kind for finding in (await self.verified()).findings}

    async def records(self) -> list[AuditRecord]:
        return [record async for record in read(self.connection, self.partition)]

    async def replace(self, record: AuditRecord, body: bytes, digest: bytes) -> None:
        """What someone with the store's files but without the key can do: write the stream anew."""
        key = f"{self.partition}:audit"
        kept = await self.records()
        await self.connection.client.delete(key)
        for one in kept:
            new = (body, digest) if one == record else (one.body, one.digest)
            await self.connection.client.xadd(
                key, {"at": one.stamp, "record": new[0], "digest": new[1]}, id=f"{one.sequence}-0"
            )


@pytest.fixture
def bench(store: RedisStore, connection: Connection, ring: KeyRing, tmp_path: Path) -> Bench:
    return Bench(store, connection, ring, HeadsFile(tmp_path / "elsewhere" / "heads.jsonl", ring))


async def test_every_step_leaves_a_record(bench: Bench) -> None:
    await bench.steps(1)
    await deliver(bench.store, await claim_one(bench.store))
    records = await bench.records()
    assert [record.sequence for record in records] == [1, 2, 3]
    assert [record.content["step"] for record in records] == ["put", "begin", "settle"]
    assert all(record.intact and record.content["pack"] == AUDIT["pack"] for record in records)
    assert PERSON.encode() not in b"".join(record.body for record in records)


async def test_a_refusal_is_audited(bench: Bench) -> None:
    sent = a_message()
    await bench.store.refuse(await reserve(bench.store, sent), refusal(sent.message_id), AUDIT)
    assert (await bench.verified()).records == 1


async def test_what_is_not_sealed_yet_is_counted(bench: Bench) -> None:
    await bench.steps(3)
    report = await bench.verified()
    assert (report.records, report.sealed, report.unsealed, report.whole) == (3, 0, 3, True)
    assert await bench.seal() == 3
    assert await bench.seal() == 0
    await bench.steps(1)
    report = await bench.verified()
    assert (report.records, report.sealed, report.unsealed, report.whole) == (4, 3, 1, True)
    await bench.seal()
    assert (await bench.verified()).unsealed == 0
    assert (await bench.verified()).to_json()["whole"] is True


async def test_an_altered_record_is_found(bench: Bench) -> None:
    await bench.steps()
    await bench.seal()
    record = (await bench.records())[1]
    await bench.replace(record, record.body + b" ", record.digest)
    (finding,) = (await bench.verified()).findings
    assert (finding.kind, finding.sequence) == ("altered", 2)


async def test_a_record_altered_with_its_digest_is_found(bench: Bench) -> None:
    await bench.steps()
    await bench.seal()
    body, digest = make("put", {"pack": "other"})
    await bench.replace((await bench.records())[1], body, digest.encode())
    assert await bench.kinds() == {"altered"}


async def test_a_missing_record_is_found(bench: Bench) -> None:
    await bench.steps()
    await bench.seal()
    await bench.connection.client.xdel(f"{bench.partition}:audit", "2-0")
    assert "gap" in await bench.kinds()


async def test_a_missing_sealed_last_record_is_found_even_when_more_follow(bench: Bench) -> None:
    await bench.steps()
    await bench.seal()
    await bench.steps(1)
    await bench.connection.client.xdel(f"{bench.partition}:audit", "3-0")
    assert "gap" in await bench.kinds()


async def test_a_tail_cut_off_is_found_by_the_counter(bench: Bench) -> None:
    await bench.steps()
    await bench.connection.client.xdel(f"{bench.partition}:audit", "3-0")
    assert await bench.kinds() == {"truncated"}


async def test_a_store_set_back_is_found_by_the_exported_heads(bench: Bench) -> None:
    await bench.steps()
    await bench.seal()
    for name in ("audit", "audit:seq", "audit:head", "audit:seals"):
        await bench.connection.client.delete(f"{bench.partition}:{name}")
    assert await bench.kinds() == {"truncated"}


async def test_a_chain_made_anew_is_found_by_the_exported_heads(bench: Bench) -> None:
    await bench.steps()
    await bench.seal()
    record = (await bench.records())[0]
    body, digest = make("put", {})
    await bench.replace(record, body, digest.encode())
    for name in ("audit:head", "audit:seals"):
        await bench.connection.client.delete(f"{bench.partition}:{name}")
    assert await bench.kinds() == {"altered"}
    await AuditSealer(bench.connection, bench.ring, lambda: SENT).seal()
    await bench.connection.client.delete(f"{bench.partition}:audit:sealer")
    assert await bench.kinds() == {"altered"}


async def test_an_exported_line_that_was_changed_is_found(bench: Bench) -> None:
    await bench.steps()
    await bench.seal()
    bench.heads.path.write_bytes(bench.heads.path.read_bytes().replace(b",3,", b",2,") + b"noise\n")
    findings = (await bench.verified()).findings
    assert [finding.kind for finding in findings] == ["export"] * len(findings)
    assert findings[-1].sequence == 2


async def test_a_rotated_key_seals_on_and_a_lost_one_is_named(bench: Bench) -> None:
    await bench.steps()
    await bench.seal()
    await bench.steps(1)
    await bench.connection.client.delete(f"{bench.partition}:audit:sealer")
    newer = KeyRing({"k2": b"2" * 32, "k1": b"1" * 32})
    await AuditSealer(bench.connection, newer, lambda: SENT).seal()
    assert (await verify(bench.connection, newer)).whole
    lost = await verify(bench.connection, KeyRing({"k2": b"2" * 32}))
    assert {finding.kind for finding in lost.findings} == {"key"}


async def test_one_sealer_per_partition(bench: Bench) -> None:
    await bench.steps()
    await bench.seal()
    await bench.steps(1)
    assert await AuditSealer(bench.connection, bench.ring, lambda: SENT).seal() == 0
    assert await bench.seal() == 1


async def test_the_running_sealer_seals_within_a_second_and_exports_at_the_end(bench: Bench) -> None:
    running = asyncio.create_task(bench.sealer.run())
    await bench.steps()
    await asyncio.sleep(1)
    assert (await bench.verified()).unsealed == 0
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert len(list(bench.heads.read())) == 1
