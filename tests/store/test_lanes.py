"""Lanes: order, leases, fences, holds, wake-ups, burial and notices."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from adapter.gateways.store import RedisStore
from adapter.gateways.store_connection import Connection
from adapter.model.delivery import State
from adapter.model.errors import LeaseLost, Stale
from tests.builders import HEALTH_CENTRE, PERSON, SENT, SOCIAL, WARD
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

pytestmark = pytest.mark.anyio

OTHER_PERSON = "189001029819"


async def test_a_claim_carries_all_that_deciding_again_needs(store: RedisStore) -> None:
    sent = a_message()
    await accept(store, sent, entry(), decision={"verdicts": ["one"]})
    claim = await claim_one(store)
    assert claim.message == sent
    assert claim.received_at == SENT
    assert claim.decision == {"verdicts": ["one"]}
    assert claim.entry.recipient == SOCIAL


async def test_a_message_outside_a_stay_has_a_key_of_its_own(store: RedisStore) -> None:
    sent = a_message(episode=None, kind="meddelande-utanfor-vardtillfalle")
    await accept(store, sent, entry())
    assert (await claim_one(store)).message == sent


async def test_order_holds_within_a_lane(store: RedisStore) -> None:
    entries = [entry() for _ in range(5)]
    for one in entries:
        await accept(store, a_message(), one)
    seen = []
    for _ in entries:
        (claim,) = await claim_all(store)
        seen.append(claim.entry.id)
        await deliver(store, claim)
    assert seen == [one.id for one in entries]
    assert await claim_all(store) == []


async def test_lanes_of_other_persons_and_recipients_go_side_by_side(store: RedisStore) -> None:
    await accept(store, a_message(), entry(), entry(HEALTH_CENTRE))
    await accept(store, a_message(), entry(), number=OTHER_PERSON)
    assert len(await claim_all(store)) == 3


async def test_no_more_than_asked_for_and_no_more_than_an_endpoint_takes(store: RedisStore) -> None:
    for number in (PERSON, OTHER_PERSON, "189001039800"):
        await accept(store, a_message(), entry(), number=number)
    store.shelf.in_flight = lambda _: 2
    claims = await claim_all(store)
    assert len(claims) == 2
    assert await claim_all(store) == []
    await deliver(store, claims[0])
    assert len(await claim_all(store, 1)) == 1


async def test_an_attempt_is_kept_before_bytes_leave(store: RedisStore) -> None:
    await accept(store, a_message(), entry())
    claim = await claim_one(store, 0.05)
    kept = frozen(b'{"resourceType":"Bundle"}')
    said = disclosure(claim, kept)
    begun = await store.begin(claim, 1, kept, said, AUDIT)
    assert (begun.attempts, begun.unknown, begun.first_attempt_at) == (1, True, SENT)
    await asyncio.sleep(0.06)
    again = await claim_one(store)
    assert again.entry == begun
    assert again.entry.frozen == kept
    assert (await store.history(again)).disclosures == (said,)
    assert (await store.history(again)).rev == 1


async def test_a_repeated_begin_is_one_disclosure(store: RedisStore) -> None:
    await accept(store, a_message(), entry())
    claim = await claim_one(store)
    kept = frozen()
    for _ in range(2):
        await store.begin(claim, 1, kept, disclosure(claim, kept), AUDIT)
    assert len((await store.history(claim)).disclosures) == 1


async def test_beginning_on_a_state_that_has_moved_is_stale(store: RedisStore) -> None:
    await accept(store, a_message(), entry())
    claim = await claim_one(store)
    history = await store.history(claim)
    await accept(store, a_message(), consents=(consent("withdrawn"),))
    with pytest.raises(Stale):
        await store.begin(claim, history.rev, frozen(), None, AUDIT)
    await store.begin(claim, history.rev + 1, frozen(), None, AUDIT)


async def test_a_lapsed_lease_comes_back_and_its_holder_can_write_nothing(store: RedisStore) -> None:
    await accept(store, a_message(), entry())
    late = await claim_one(store, 0.5)
    assert await claim_all(store) == []
    await asyncio.sleep(0.51)
    now = await claim_one(store)
    assert now.fence > late.fence
    with pytest.raises(LeaseLost):
        await store.begin(late, 1, frozen(), None, AUDIT)
    with pytest.raises(LeaseLost):
        await store.settle(late, replace(late.entry, state=State.DELIVERED), AUDIT)
    with pytest.raises(LeaseLost):
        await store.reschedule(late, late.entry, 1, None)
    with pytest.raises(LeaseLost):
        await store.bury(late, late.entry, AUDIT, block_lane=False)
    await deliver(store, now)


async def test_a_repeated_settle_is_taken_once(store: RedisStore) -> None:
    first, second = entry(), entry()
    await accept(store, a_message(), first)
    await accept(store, a_message(), second)
    claim = await claim_one(store)
    done = replace(claim.entry, state=State.DELIVERED)
    await store.settle(claim, done, AUDIT)
    await store.settle(claim, done, AUDIT)
    assert (await claim_one(store)).entry.id == second.id


async def test_a_rescheduled_head_keeps_its_place_and_waits(store: RedisStore) -> None:
    first = entry()
    await accept(store, a_message(), first)
    await accept(store, a_message(), entry())
    claim = await claim_one(store)
    begun = await store.begin(claim, 1 + 1, frozen(), None, AUDIT)
    await store.reschedule(claim, replace(begun, unknown=False, reason="503"), 0.6, AUDIT)
    assert await claim_all(store) == []
    await asyncio.sleep(0.61)
    again = await claim_one(store)
    assert (again.entry.id, again.entry.attempts, again.entry.reason) == (first.id, 1, "503")
    assert again.entry.frozen == begun.frozen
    await store.reschedule(again, replace(again.entry, frozen=None), 0, None)
    assert (await claim_one(store)).entry.frozen is None


async def test_a_held_head_blocks_its_lane_until_it_is_due(store: RedisStore) -> None:
    held = entry(state=State.HELD, hold_until=SENT + timedelta(seconds=0.8))
    await accept(store, a_message(), held)
    await accept(store, a_message(), entry())
    assert await claim_all(store) == []
    await asyncio.sleep(0.81)
    assert (await claim_one(store)).entry.id == held.id


async def test_a_consent_makes_held_lanes_due_in_the_same_step(store: RedisStore) -> None:
    held = entry(state=State.HELD, hold_until=SENT + timedelta(hours=8))
    await accept(store, a_message(), held)
    await accept(store, a_message(), entry(state=State.HELD, hold_until=SENT + timedelta(hours=8)))
    await accept(store, a_message(), consents=(consent("given"),), wake=True)
    claim = await claim_one(store)
    assert claim.entry.id == held.id
    await deliver(store, claim)
    assert (await claim_one(store)).entry.state is State.HELD


async def test_a_wake_up_while_the_lane_is_leased_is_not_lost(store: RedisStore) -> None:
    await accept(store, a_message(), entry(state=State.HELD, hold_until=SENT))
    claim = await claim_one(store)
    await accept(store, a_message(), consents=(consent("given"),), wake=True)
    await store.reschedule(claim, claim.entry, 3600, None)
    assert (await claim_one(store)).entry.id == claim.entry.id


async def test_kvittens_and_notices_never_queue_behind_a_held_entry(store: RedisStore) -> None:
    await accept(store, a_message(), entry(state=State.HELD, hold_until=SENT + timedelta(hours=8)))
    kvittens = entry(kind="kvittens")
    notice = entry(notice="aterkallat")
    await accept(store, a_message(kind="kvittens"), kvittens)
    await accept(store, a_message(), notice)
    seen = []
    for _ in range(2):
        claim = await claim_one(store)
        seen.append(claim.entry.id)
        await deliver(store, claim)
    assert seen == [kvittens.id, notice.id]


async def test_poison_stops_only_its_own_lane(store: RedisStore) -> None:
    poison = entry()
    behind, beside = entry(), entry(HEALTH_CENTRE)
    await accept(store, a_message(), poison)
    await accept(store, a_message(), behind, beside)
    claim = next(one for one in await claim_all(store) if one.entry.id == poison.id)
    await store.bury(claim, replace(claim.entry, reason="422"), AUDIT, block_lane=True)
    later = entry()
    await accept(store, a_message(), later)
    store.shelf.hint_all()
    assert {one.entry.recipient for one in await store.claim("w", 9, 0.01)} <= {HEALTH_CENTRE}
    (letter,) = await store.dead_letters(10)
    assert (letter.entry.id, letter.entry.state, letter.entry.reason) == (poison.id, State.BURIED, "422")


async def test_what_follows_a_buried_entry_goes_on_where_the_pack_says_so(store: RedisStore) -> None:
    behind = entry()
    await accept(store, a_message(), entry())
    await accept(store, a_message(), behind)
    claim = await claim_one(store)
    await store.bury(claim, claim.entry, AUDIT, block_lane=False)
    assert (await claim_one(store)).entry.id == behind.id


async def test_a_notice_is_queued_once(store: RedisStore) -> None:
    sent = a_message()
    await accept(store, sent, entry())
    claim = await claim_one(store)
    notice = entry(WARD, notice="oleverat")
    await store.notify(claim, notice)
    await store.notify(claim, notice)
    found = await claim_one(store)
    assert (found.entry.notice, found.entry.recipient, found.message) == ("oleverat", WARD, sent)
    receipt = await store.receipt(sent.message_id, [WARD])
    assert receipt is not None
    assert [one.id for one in receipt.entries] == [claim.entry.id]
    await store.settle(found, replace(found.entry, state=State.DELIVERED), AUDIT)
    assert await claim_all(store) == []


async def test_an_entry_without_a_body_is_claimed_without_a_message(store: RedisStore) -> None:
    await accept(store, a_message(), entry(notice="aterkallat"), message=None)
    claim = await claim_one(store)
    assert claim.message is None
    begun = await store.begin(claim, 1, frozen(b"ids"), None, AUDIT)
    assert begun.frozen is not None


async def test_an_empty_lane_leaves_nothing_behind(store: RedisStore, connection: Connection) -> None:
    await accept(store, a_message(), entry())
    claim = await claim_one(store)
    await deliver(store, claim)
    kept = [key.decode() async for key in connection.client.scan_iter(f"{claim.partition}:*")]
    assert not [key for key in kept if ":queue:" in key or ":lane" in key or ":due:" in key or ":next" in key]


async def test_a_put_wakes_an_idle_worker_of_another_process(
    store: RedisStore, connection: Connection
) -> None:
    other = await RedisStore.over(connection, store.shelf.records.ring, lambda _: 4)
    assert list(await other.claim("w", 1, 30)) == []
    waiting = asyncio.create_task(other.wait_for_work(5))
    await asyncio.sleep(0.1)
    await accept(store, a_message(), entry())
    async with asyncio.timeout(0.5):
        assert await waiting
        claims: list[object] = []
        while not claims:
            claims = list(await other.claim("w", 1, 30))
    await other._work_found.close()


async def test_waiting_ends_when_a_lane_falls_due(store: RedisStore) -> None:
    await accept(store, a_message(), entry())
    claim = await claim_one(store)
    await store.reschedule(claim, claim.entry, 0.15, None)
    while await store.claim("w", 1, 30):
        pass
    async with asyncio.timeout(2):
        while not (claims := await store.claim("w", 1, 30)):
            await store.wait_for_work(10)
    assert claims[0].entry.id == claim.entry.id


async def test_waiting_ends_with_its_time(store: RedisStore) -> None:
    await store.claim("w", 1, 30)
    assert not await store.wait_for_work(0.01)
