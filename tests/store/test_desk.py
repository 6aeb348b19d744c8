"""Dead letters and mailboxes."""

from dataclasses import replace

import pytest

from adapter.gateways.store import RedisStore
from adapter.model.delivery import State
from adapter.model.errors import LeaseLost
from tests.builders import SENT, SOCIAL, WARD
from tests.store.acceptances import (
    AUDIT,
    a_message,
    accept,
    claim_all,
    claim_one,
    deliver,
    disclosure,
    entry,
    frozen,
)

pytestmark = pytest.mark.anyio


async def buried(store: RedisStore, *, block_lane: bool) -> tuple[str, str]:
    """A dead letter and the entry that waits behind it."""
    first, second = entry(), entry()
    await accept(store, a_message(), first)
    await accept(store, a_message(), second)
    claim = await claim_one(store)
    await store.bury(claim, replace(claim.entry, reason="422", attempts=3), AUDIT, block_lane=block_lane)
    return first.id, second.id


@pytest.mark.parametrize("block_lane", [True, False])
async def test_a_replayed_letter_goes_first_and_is_decided_again(
    store: RedisStore, *, block_lane: bool
) -> None:
    first, second = await buried(store, block_lane=block_lane)
    assert await store.replay(first, AUDIT)
    assert not await store.replay(first, AUDIT)
    seen = []
    for _ in range(2):
        claim = await claim_one(store)
        assert claim.entry.state is State.WAITING
        assert claim.entry.attempts == 0
        seen.append(claim.entry.id)
        await deliver(store, claim)
    assert seen == [first, second]
    assert await store.dead_letters(10) == []


@pytest.mark.parametrize("block_lane", [True, False])
async def test_a_discarded_letter_lets_the_rest_go_on(store: RedisStore, *, block_lane: bool) -> None:
    first, second = await buried(store, block_lane=block_lane)
    assert await store.discard(first, AUDIT)
    assert not await store.discard(first, AUDIT)
    assert [claim.entry.id for claim in await claim_all(store)] == [second]
    assert await store.dead_letters(10) == []


async def test_a_letter_replayed_while_its_lane_is_leased_comes_next(store: RedisStore) -> None:
    first, second = await buried(store, block_lane=False)
    claim = await claim_one(store)
    await store.replay(first, AUDIT)
    assert await claim_all(store) == []
    await deliver(store, claim)
    assert claim.entry.id == second
    assert (await claim_one(store)).entry.id == first


async def test_a_letter_is_read_with_its_message_and_nothing_can_be_written_with_it(
    store: RedisStore,
) -> None:
    first, _ = await buried(store, block_lane=True)
    letter = await store.dead_letter(first, {"reason": "support case"})
    assert letter is not None
    assert letter.message is not None
    with pytest.raises(LeaseLost):
        await store.settle(letter, letter.entry, AUDIT)
    assert await store.dead_letter("none", AUDIT) is None
    assert not await store.replay("none", AUDIT)
    assert not await store.discard("none", AUDIT)


async def test_a_mailbox_is_fetched_in_order_and_emptied_by_acknowledging(store: RedisStore) -> None:
    entries = [entry(state=State.AVAILABLE) for _ in range(2)]
    for one in entries:
        await accept(store, a_message(), one)
    assert await claim_all(store) == []
    assert [pointer.entry.id for pointer in await store.mailbox(SOCIAL)] == [one.id for one in entries]
    assert await store.mailbox(WARD) == []
    deliveries = []
    while claims := await store.fetch(SOCIAL, "web", 10, 30):
        (claim,) = claims
        kept = frozen()
        begun = await store.begin(claim, 2, kept, disclosure(claim, kept), AUDIT)
        await store.settle(claim, replace(begun, state=State.FETCHED, unknown=False), AUDIT)
        deliveries.append(kept.delivery)
    assert [pointer.entry.state for pointer in await store.mailbox(SOCIAL)] == [State.FETCHED] * 2
    for delivery in deliveries:
        taken = await store.acknowledge(SOCIAL, delivery, SENT, AUDIT)
        assert taken is not None
        assert (taken.state, taken.delivered_at) == (State.DELIVERED, SENT)
        assert await store.acknowledge(SOCIAL, delivery, SENT, AUDIT) == taken
    assert await store.mailbox(SOCIAL) == []


async def test_only_the_unit_itself_acknowledges_and_only_what_it_fetched(store: RedisStore) -> None:
    await accept(store, a_message(), entry(state=State.AVAILABLE))
    (claim,) = await store.fetch(SOCIAL, "web", 10, 30)
    kept = frozen()
    await store.begin(claim, 1, kept, None, AUDIT)
    assert await store.acknowledge(WARD, kept.delivery, SENT, AUDIT) is None
    assert await store.acknowledge(SOCIAL, "unknown", SENT, AUDIT) is None
    # The answer was lost before the settle: what it got, it may still acknowledge.
    assert await store.acknowledge(SOCIAL, kept.delivery, SENT, AUDIT) is not None
    assert await store.mailbox(SOCIAL) == []
    with pytest.raises(LeaseLost):
        await store.settle(claim, claim.entry, AUDIT)


async def test_what_was_fetched_can_be_fetched_again_until_it_is_acknowledged(store: RedisStore) -> None:
    sent = a_message()
    await accept(store, sent, entry(state=State.AVAILABLE))
    (claim,) = await store.fetch(SOCIAL, "web", 10, 30)
    kept = frozen()
    begun = await store.begin(claim, 1, kept, None, AUDIT)
    await store.settle(claim, replace(begun, state=State.FETCHED), AUDIT)
    (pointer,) = await store.mailbox(SOCIAL)
    again = await store.fetch_again(pointer, "web", 30)
    assert again is not None
    assert (again.message, again.entry.frozen) == (sent, kept)
    assert await store.fetch_again(pointer, "web", 30) is None
    await store.reschedule(again, replace(again.entry, state=State.FETCHED), 0, None)
    again = await store.fetch_again(pointer, "web", 30)
    assert again is not None
    await store.settle(again, replace(again.entry, state=State.STOPPED), AUDIT)
    assert await store.mailbox(SOCIAL) == []
    assert await store.fetch_again(pointer, "web", 30) is None


async def test_a_held_entry_reaches_the_mailbox_when_it_may(store: RedisStore) -> None:
    await accept(store, a_message(), entry(state=State.HELD, hold_until=SENT))
    claim = await claim_one(store)
    assert await store.mailbox(SOCIAL) == []
    await store.reschedule(claim, replace(claim.entry, state=State.AVAILABLE), 0, None)
    assert await claim_all(store) == []
    (pointer,) = await store.mailbox(SOCIAL)
    assert pointer.entry.id == claim.entry.id
    assert len(await store.fetch(SOCIAL, "web", 10, 30)) == 1


async def test_an_entry_held_again_leaves_the_mailbox(store: RedisStore) -> None:
    await accept(store, a_message(), entry(state=State.AVAILABLE))
    (claim,) = await store.fetch(SOCIAL, "web", 10, 30)
    await store.reschedule(claim, replace(claim.entry, state=State.HELD), 0, None)
    assert await store.mailbox(SOCIAL) == []
    assert (await claim_one(store)).entry.id == claim.entry.id
