"""What was altered in the store, and calls that go wrong: told without a value, and never anybody else's trouble."""

import asyncio
import time
from dataclasses import replace

import pytest

from adapter.gateways.keys import KeyRing
from adapter.gateways.store import RedisStore
from adapter.gateways.store_connection import Connection
from adapter.gateways.store_shelf import written
from adapter.gateways.valkey import EmbeddedValkey
from adapter.model.errors import StoreFull, StoreUnavailable
from adapter.model.kept import PersonState
from tests.builders import HEALTH_CENTRE, PERSON, SOCIAL, WARD
from tests.store.acceptances import AUDIT, a_message, accept, acceptance, claim_all, claim_one, entry, reserve

pytestmark = pytest.mark.anyio


async def test_an_altered_entry_stops_only_its_own_lane(store: RedisStore, connection: Connection) -> None:
    altered, whole = entry(SOCIAL), entry(HEALTH_CENTRE)
    sent = a_message()
    await accept(store, sent, altered, whole)
    partition = (await store.person([PERSON])).partition
    key = f"{partition}:entry:{altered.id}"
    doc = await connection.client.hget(key, "doc")
    assert isinstance(doc, bytes)
    await connection.client.hset(key, "doc", doc[:-1] + bytes([doc[-1] ^ 1]))
    assert [claim.entry.id for claim in await claim_all(store)] == [whole.id]
    with pytest.raises(StoreUnavailable) as told:
        await store.receipt(sent.message_id, [WARD])
    assert SOCIAL not in str(told.value)


async def test_a_record_moved_to_another_place_does_not_open(
    store: RedisStore, connection: Connection
) -> None:
    one, other = entry(), entry(HEALTH_CENTRE)
    await accept(store, a_message(), one, other)
    partition = (await store.person([PERSON])).partition
    doc = await connection.client.hget(f"{partition}:entry:{one.id}", "doc")
    assert isinstance(doc, bytes)
    await connection.client.hset(f"{partition}:entry:{other.id}", "doc", doc)
    assert [claim.entry.id for claim in await claim_all(store)] == [one.id]


async def test_an_unreadable_dead_letter_hides_no_other(store: RedisStore, connection: Connection) -> None:
    await accept(store, a_message(), entry(), entry(HEALTH_CENTRE))
    for claim in await claim_all(store):
        await store.bury(claim, claim.entry, AUDIT, block_lane=False)
    first, second = await store.dead_letters(10)
    await connection.client.hset(
        f"{first.partition}:entry:{first.entry.id}", "doc", b"\x01\x01anything at all"
    )
    assert [letter.entry.id for letter in await store.dead_letters(10)] == [second.entry.id]


async def test_a_history_sealed_with_a_key_that_is_gone_is_told(
    store: RedisStore, server: EmbeddedValkey
) -> None:
    await accept(store, a_message(), entry())
    rotated = KeyRing({"k2": b"2" * 32, "k1": b"1" * 32})
    newer = await RedisStore.over(await Connection.open(socket=server.socket), rotated)
    await accept(newer, a_message(), entry(), number="189001029819")
    with pytest.raises(StoreUnavailable, match="k2"):
        await store.shelf.read_person(*_place(await newer.person(["189001029819"])))
    await newer.close()


async def test_a_person_of_another_store_is_refused(store: RedisStore) -> None:
    sent = a_message()
    person = replace(await store.person([PERSON]), handle=None)
    with pytest.raises(TypeError):
        await store.put(await reserve(store, sent), person, acceptance(sent))


async def test_a_claim_of_another_store_is_refused(store: RedisStore) -> None:
    await accept(store, a_message(), entry())
    claim = replace(await claim_one(store), handle=None)
    with pytest.raises(TypeError):
        await store.history(claim)


async def test_a_command_that_cannot_be_sent_fails_alone(store: RedisStore, connection: Connection) -> None:
    with pytest.raises(StoreUnavailable, match="DataError"):
        await connection.send("SET", "key", None)  # type: ignore[arg-type]
    with pytest.raises(StoreUnavailable, match="refused a step"):
        await connection.send("HGET", "key")
    with pytest.raises(StoreUnavailable, match="refused a step"):
        await connection.together([("PING",), ("HGET", "key")])
    assert await connection.send("PING") == b"PONG"


async def test_a_command_queued_just_as_the_queue_ran_empty_is_sent(connection: Connection) -> None:
    """Two answers that come at once end both flushes; what is asked right then waits for nobody else to ask."""

    async def ask_twice() -> None:
        await connection.send("PING")
        async with asyncio.timeout(2):
            await connection.send("PING")

    for _ in range(20):
        first = asyncio.create_task(ask_twice())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        second = asyncio.create_task(asyncio.wait_for(connection.send("PING"), 2))
        for _ in range(3):
            await asyncio.sleep(0)
        time.sleep(0.01)  # noqa: ASYNC251 - both answers lie there before anybody looks
        await asyncio.gather(first, second)


async def test_a_ping_tells_a_full_store(store: RedisStore, connection: Connection) -> None:
    await store.ping()
    await connection.client.config_set("maxmemory", 1 << 20)
    store.shelf.forget_memory()
    with pytest.raises(StoreFull):
        await store.ping()


def test_an_unknown_answer_is_no_success() -> None:
    with pytest.raises(StoreUnavailable):
        written(b"perhaps")


def _place(person: PersonState) -> tuple[str, str]:
    return person.partition, person.key
