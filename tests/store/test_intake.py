"""Idempotency, persons and the one step that accepts."""

import asyncio
from dataclasses import replace

import pytest

from adapter.gateways.keys import KeyRing
from adapter.gateways.store import RedisStore
from adapter.gateways.store_connection import Connection
from adapter.gateways.valkey import EmbeddedValkey
from adapter.model.delivery import State
from adapter.model.errors import ConfigurationError, Stale, StoreFull, StoreUnavailable
from adapter.model.history import Owed
from adapter.model.kept import Conflicting, Repeated, Reserved, StoredReceipt
from tests.builders import HEALTH_CENTRE, PERSON, SENT, SOCIAL, WARD
from tests.store.acceptances import (
    AUDIT,
    a_message,
    accept,
    acceptance,
    claim_all,
    claim_one,
    consent,
    deliver,
    disclosure,
    entry,
    frozen,
    reserve,
)

pytestmark = pytest.mark.anyio


def refusal(message_id: str) -> StoredReceipt:
    return StoredReceipt(
        message_id, WARD, "samtycke", "new", SENT, {"verdicts": []}, refused=True, alike=True
    )


async def test_the_same_message_again_gets_the_first_receipt(store: RedisStore) -> None:
    sent = a_message()
    receipt = await accept(store, sent, entry(SOCIAL), entry(HEALTH_CENTRE))
    again = await store.reserve(WARD, sent.message_id, "digest")
    assert again == Repeated(receipt)


async def test_the_same_id_with_another_body_is_a_conflict(store: RedisStore) -> None:
    sent = a_message()
    await accept(store, sent)
    assert await store.reserve(WARD, sent.message_id, "another") == Conflicting()


async def test_two_senders_may_use_the_same_id(store: RedisStore) -> None:
    sent = a_message()
    await accept(store, sent)
    assert isinstance(await store.reserve(SOCIAL, sent.message_id, "digest"), Reserved)


async def test_a_repeat_waits_for_the_first_to_finish(store: RedisStore) -> None:
    sent = a_message()
    reserved = await reserve(store, sent)
    repeat = asyncio.create_task(store.reserve(WARD, sent.message_id, "digest"))
    await asyncio.sleep(0.1)
    assert not repeat.done()
    receipt = await store.put(reserved, await store.person([PERSON]), acceptance(sent))
    assert await repeat == Repeated(receipt)


async def test_a_released_id_can_be_used_at_once(store: RedisStore) -> None:
    sent = a_message()
    await store.release(await reserve(store, sent))
    assert isinstance(await store.reserve(WARD, sent.message_id, "another"), Reserved)


async def test_a_reservation_bound_by_a_crash_before_anything_was_written_is_taken_over(
    store: RedisStore, connection: Connection
) -> None:
    sent = a_message()
    reserved = await reserve(store, sent)
    key, _, _ = reserved.token.partition(":")
    await connection.call("bind", [f"id:{key}"], reserved.token, "{p07}")
    await store.release(reserved)
    assert isinstance(await store.reserve(WARD, sent.message_id, "digest"), Reserved)


async def test_one_whose_reservation_was_taken_over_writes_nothing(store: RedisStore) -> None:
    sent = a_message()
    late = await reserve(store, sent)
    await store.release(late)
    await reserve(store, sent)
    person = await store.person([PERSON])
    with pytest.raises(StoreUnavailable):
        await store.put(late, person, acceptance(sent))
    with pytest.raises(StoreUnavailable):
        await store.refuse(late, refusal(sent.message_id), AUDIT)
    assert (await store.person([PERSON])).history.events == ()


async def test_a_refusal_is_repeated_and_keeps_no_entries(store: RedisStore) -> None:
    sent = a_message()
    receipt = refusal(sent.message_id)
    await store.refuse(await reserve(store, sent), receipt, AUDIT)
    assert await store.reserve(WARD, sent.message_id, "digest") == Repeated(receipt)
    assert await store.receipt(sent.message_id, [WARD]) == receipt


async def test_the_same_person_is_found_again_and_another_is_not(store: RedisStore) -> None:
    first = await store.person([PERSON])
    assert (await store.person([PERSON])).key == first.key
    assert (await store.person(["189001029819"])).key != first.key


async def test_persons_asked_for_at_once_get_one_place(store: RedisStore) -> None:
    found = await asyncio.gather(*(store.person([PERSON]) for _ in range(20)))
    assert len({one.key for one in found}) == 1


async def test_a_person_never_seen_is_not_known(store: RedisStore) -> None:
    assert await store.known(PERSON) is None
    person = await store.person([PERSON])
    known = await store.known(PERSON)
    assert known is not None
    assert known.key == person.key


async def test_history_grows_with_what_is_put(store: RedisStore) -> None:
    owed = Owed("m", "inskrivningsmeddelande", SOCIAL, SENT)
    first, second = a_message(), a_message(kind="kvittens", episode=None)
    await accept(store, first, owed=(owed,), consents=(consent("given"),))
    await accept(store, second, owed=(replace(owed, met_at=SENT),))
    history = (await store.person([PERSON])).history
    assert [event.message_id for event in history.events] == [first.message_id, second.message_id]
    assert [record.consent.status for record in history.consents] == ["given"]
    assert history.owed == (replace(owed, met_at=SENT),)
    assert history.rev == 2


async def test_a_receipt_shows_what_is_owed_as_it_is_now(store: RedisStore) -> None:
    first = a_message()
    owed = Owed(first.message_id, first.kind, SOCIAL, SENT)
    await accept(store, first, owed=(owed,))
    await accept(store, a_message(), owed=(replace(owed, met_at=SENT),))
    receipt = await store.receipt(first.message_id, [WARD])
    assert receipt is not None
    assert receipt.owed[0].met_at == SENT


async def test_putting_on_a_state_that_has_moved_is_stale(store: RedisStore) -> None:
    sent = a_message()
    reserved = await reserve(store, sent)
    old = await store.person([PERSON])
    await accept(store, a_message())
    with pytest.raises(Stale):
        await store.put(reserved, old, acceptance(sent, [entry()]))
    assert await claim_all(store) == []
    receipt = await store.put(reserved, await store.person([PERSON]), acceptance(sent))
    assert receipt.message_id == sent.message_id


async def test_a_put_that_is_sent_twice_is_taken_once(store: RedisStore) -> None:
    sent = a_message()
    reserved, person = await reserve(store, sent), await store.person([PERSON])
    accepted = acceptance(sent, [entry()])
    first = await store.put(reserved, person, accepted)
    assert await store.put(reserved, person, accepted) == first
    assert (await store.person([PERSON])).history.rev == 1
    assert len(await claim_all(store)) == 1


async def test_receipts_are_read_by_the_senders_units_only(store: RedisStore) -> None:
    sent = a_message()
    receipt = await accept(store, sent, entry())
    assert await store.receipt(sent.message_id, [HEALTH_CENTRE, WARD]) == receipt
    assert await store.receipt(sent.message_id, [SOCIAL]) is None


async def test_a_receipt_follows_its_entries(store: RedisStore) -> None:
    sent = a_message()
    await accept(store, sent, entry(), entry(HEALTH_CENTRE))
    done = await deliver(store, await claim_one(store))
    receipt = await store.receipt(sent.message_id, [WARD])
    assert receipt is not None
    states = {one.recipient: one.state for one in receipt.entries}
    assert sorted(states.values()) == [State.DELIVERED, State.WAITING]
    assert states[done.recipient] is State.DELIVERED


async def test_waiting_entries_are_superseded_in_the_same_step(store: RedisStore) -> None:
    gone, after = entry(), entry()
    first = a_message()
    await accept(store, first, gone)
    await accept(store, a_message(), after, supersede=(gone.id,))
    (claim,) = await claim_all(store)
    assert claim.entry.id == after.id
    receipt = await store.receipt(first.message_id, [WARD])
    assert receipt is not None
    assert receipt.entries[0].state is State.SUPERSEDED


async def test_an_entry_that_may_have_left_is_not_superseded(store: RedisStore) -> None:
    gone = entry()
    await accept(store, a_message(), gone)
    claim = await claim_one(store)
    from_store = await store.history(claim)
    await store.begin(claim, from_store.rev, frozen(), None, AUDIT)
    with pytest.raises(Stale):
        await accept(store, a_message(), supersede=(gone.id,))


async def test_taking_back_is_stale_when_an_attempt_began_meanwhile(store: RedisStore) -> None:
    await accept(store, a_message(), entry())
    claim = await claim_one(store)
    taking_back = a_message(action="cancel")
    reserved, person = await reserve(store, taking_back), await store.person([PERSON])
    kept = frozen()
    await store.begin(claim, 1, kept, disclosure(claim, kept), AUDIT)
    with pytest.raises(Stale):
        await store.put(reserved, person, acceptance(taking_back))
    await store.put(reserved, await store.person([PERSON]), acceptance(taking_back))


async def test_a_body_held_for_identity_is_purged_when_its_time_is_over(
    store: RedisStore, connection: Connection
) -> None:
    sent = a_message()
    held = entry(state=State.HELD)
    await accept(store, sent, held, identity_hold=True)
    assert await store.purge() == 0
    person = await store.person([PERSON])
    key = store.shelf.records.message_key(WARD, sent.message_id)
    assert await connection.client.zadd(f"{person.partition}:purge", {key: 1}) == 0
    assert await store.purge() == 1
    lane = f"{person.key}|{SOCIAL}"
    await connection.client.zadd(f"{person.partition}:due:to:{held.endpoint}", {lane: 1})
    await connection.client.zadd(f"{person.partition}:next", {f"to:{held.endpoint}": 1})
    claim = await claim_one(store)
    assert claim.message is None
    assert claim.entry.state is State.HELD


async def test_intake_stops_at_four_fifths_of_memory_and_restrictions_do_not(
    store: RedisStore, connection: Connection
) -> None:
    await accept(store, a_message(), entry())
    for number in range(14):
        await connection.client.set(f"ballast{number}", b"x" * (4 << 20))
    store.shelf.forget_memory()
    with pytest.raises(StoreFull):
        await accept(store, a_message())
    await accept(store, a_message(), consents=(consent("withdrawn"),))
    await connection.client.config_set("maxmemory", 50 << 20)
    await accept(store, a_message(), consents=(consent("refused"),))
    await deliver(store, await claim_one(store))


async def test_keys_of_another_store_are_refused(store: RedisStore, server: EmbeddedValkey) -> None:
    connection = await Connection.open(socket=server.socket)
    with pytest.raises(ConfigurationError, match="does not belong"):
        await RedisStore.over(connection, KeyRing({"k1": b"2" * 32}))
    await connection.close()


async def test_a_person_is_found_by_the_older_key_and_moved_to_the_new(
    store: RedisStore, server: EmbeddedValkey
) -> None:
    await accept(store, a_message(), entry())
    person = await store.person([PERSON])
    rotated = KeyRing({"k2": b"2" * 32, "k1": b"1" * 32})
    newer = await RedisStore.over(await Connection.open(socket=server.socket), rotated)
    assert (await newer.person([PERSON])).history == person.history
    place, _ = rotated.index(PERSON)
    assert await newer.shelf.connection.send("GET", place) == f"{person.partition} {person.key}".encode()
    (claim,) = await claim_all(newer)
    assert claim.message is not None
    await newer.close()
