"""Subscriptions in the store: kept per unit, notified of in the step that makes an entry readable, numbered once."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from adapter.gateways.store import RedisStore
from adapter.gateways.store_subscriptions import place_of
from adapter.model.delivery import Entry, State
from adapter.model.errors import LeaseLost, Stale, StoreUnavailable
from adapter.model.kept import Claim
from adapter.model.subscription import (
    KIND,
    MOST_PER_UNIT,
    Asked,
    Content,
    Notified,
    Status,
    Subscription,
    TooManySubscriptions,
    handshake_id,
    hook,
    notification_id,
)
from tests.builders import HEALTH_CENTRE, SENT, SOCIAL, WARD
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
ASKED = Asked(
    f"Communication?recipient={SOCIAL}", "https://unit.example/hook", Content.ID_ONLY, "To be told."
)


def subscription(id_: str = "s1", unit: str = SOCIAL, **changes: object) -> Subscription:
    plain = Subscription(id_, unit, "social", ASKED, Status.ACTIVE, 1, SENT)
    return replace(plain, **changes)  # type: ignore[arg-type]


def notification(of: Entry, subscribed: str = "s1") -> tuple[str, Entry]:
    made = Entry(
        notification_id(of.id, subscribed),
        "",
        of.recipient,
        hook("social"),
        KIND,
        "new",
        State.WAITING,
        notice=subscribed,
        notified=Notified(subscribed, of.id),
    )
    return of.id, made


def handshake(of: Subscription) -> Entry:
    return Entry(
        handshake_id(of.id, of.version),
        "",
        of.unit,
        hook(of.endpoint),
        KIND,
        "new",
        State.WAITING,
        notice=of.id,
        notified=Notified(of.id),
    )


def told(claims: Sequence[Claim]) -> list[str | None]:
    """What the notifications among the claims are of."""
    return [claim.entry.notified.about for claim in claims if claim.entry.notified]


async def test_a_subscription_is_kept_for_its_unit_alone(store: RedisStore) -> None:
    kept = subscription(asked=replace(ASKED, kinds=("sip",), end=SENT, contact=({"system": "phone"},)))
    await store.write_subscription(kept, 0, None, AUDIT)
    assert await store.subscription("s1", [WARD, SOCIAL]) == kept
    assert await store.subscription("s1", [WARD]) is None
    assert await store.subscription("s2", [SOCIAL]) is None
    await store.write_subscription(subscription("s0"), 0, None, AUDIT)
    assert [one.id for one in await store.subscriptions([SOCIAL, WARD])] == ["s0", "s1"]
    assert await store.remove_subscription("s1", SOCIAL, AUDIT)
    assert not await store.remove_subscription("s1", SOCIAL, AUDIT)
    assert not await store.remove_subscription("s0", WARD, AUDIT)
    assert [one.id for one in await store.subscriptions([SOCIAL])] == ["s0"]


async def test_a_change_is_written_over_the_version_it_knows_and_no_other(store: RedisStore) -> None:
    await store.write_subscription(subscription(), 0, None, AUDIT)
    with pytest.raises(Stale):
        await store.write_subscription(subscription(version=3), 2, None, AUDIT)
    await store.write_subscription(subscription(version=2, status=Status.OFF), 1, None, AUDIT)
    found = await store.subscription("s1", [SOCIAL])
    assert found is not None
    assert (found.version, found.status) == (2, Status.OFF)


async def test_a_unit_has_so_many_and_no_more(store: RedisStore) -> None:
    for number in range(MOST_PER_UNIT):
        await store.write_subscription(subscription(f"s{number}"), 0, None, AUDIT)
    with pytest.raises(TooManySubscriptions):
        await store.write_subscription(subscription("more"), 0, None, AUDIT)
    await store.write_subscription(subscription("s3", version=2), 1, None, AUDIT)
    await store.write_subscription(subscription("other", WARD), 0, None, AUDIT)


async def test_what_nobody_can_open_is_left_out_of_the_list_and_told_when_asked_for(
    store: RedisStore,
) -> None:
    await store.write_subscription(subscription("s1"), 0, None, AUDIT)
    await store.write_subscription(subscription("s2"), 0, None, AUDIT)
    place = f"{place_of(SOCIAL)}:subscriptions:{SOCIAL}"
    await store.shelf.connection.send("HSET", place, "s1", b"1 spoiled")
    assert [one.id for one in await store.subscriptions([SOCIAL])] == ["s2"]
    with pytest.raises(StoreUnavailable):
        await store.subscription("s1", [SOCIAL])


async def test_a_handshake_is_leased_begun_and_settled_like_any_delivery(store: RedisStore) -> None:
    wanted = subscription(status=Status.REQUESTED)
    await store.write_subscription(wanted, 0, handshake(wanted), AUDIT)
    claim = await claim_one(store)
    assert (claim.entry.notified, claim.message, claim.person_key) == (Notified("s1"), None, "")
    assert (await store.history(claim)).events == (await store.history(claim)).events == ()
    begun = await store.begin(claim, 0, frozen(), None, AUDIT)
    await store.reschedule(claim, begun, 0, AUDIT)
    again = await claim_one(store)
    assert again.entry.frozen is not None
    await store.bury(again, replace(again.entry, reason="http-410"), AUDIT, block_lane=False)
    (dead,) = await store.dead_letters(10)
    assert dead.entry.notice == "s1"
    assert await store.dead_letter(dead.entry.id, {"reason": "looked at"}) is not None
    assert await store.replay(dead.entry.id, AUDIT)
    await store.settle(await claim_one(store), replace(begun, state=State.DELIVERED), AUDIT)
    assert await claim_all(store) == []


async def test_a_notification_comes_when_the_entry_is_there_and_not_before(store: RedisStore) -> None:
    pushed = entry()
    await accept(store, a_message(), pushed, notifications=(notification(pushed),))
    (claim,) = await claim_all(store)
    assert told([claim]) == []
    await deliver(store, claim)
    (notified,) = await claim_all(store)
    assert told([notified]) == [pushed.id]
    assert notified.message is not None


async def test_what_lies_in_a_mailbox_is_told_of_at_once_and_once(store: RedisStore) -> None:
    boxed = entry(state=State.AVAILABLE)
    await accept(store, a_message(), boxed, notifications=(notification(boxed), notification(boxed, "s2")))
    claims = await claim_all(store)
    assert told(claims) == [boxed.id, boxed.id]
    (claim,) = await store.fetch(SOCIAL, "web", 10, 30)
    kept = frozen()
    begun = await store.begin(claim, 1, kept, disclosure(claim, kept), AUDIT)
    await store.settle(claim, replace(begun, state=State.FETCHED), AUDIT)
    assert await store.acknowledge(SOCIAL, kept.delivery, SENT, AUDIT) is not None
    assert await claim_all(store) == []


async def test_what_is_held_is_told_of_only_when_it_may_be_read(store: RedisStore) -> None:
    held = entry(state=State.HELD, hold_until=SENT)
    await accept(store, a_message(), held, notifications=(notification(held),))
    claim = await claim_one(store)
    assert told([claim]) == []
    await store.reschedule(claim, claim.entry, 0, None)
    claim = await claim_one(store)
    await store.reschedule(claim, replace(claim.entry, state=State.AVAILABLE), 0, None, cleared=True)
    assert told(await claim_all(store)) == [held.id]


@pytest.mark.parametrize("ends", ["stopped", "superseded-by-another", "buried-for-good"])
async def test_what_never_arrives_is_never_told_of(store: RedisStore, ends: str) -> None:
    sent = entry()
    await accept(store, a_message(), sent, notifications=(notification(sent),))
    if ends == "superseded-by-another":
        await accept(store, a_message(), supersede=(sent.id,))
    else:
        claim = await claim_one(store)
        if ends == "stopped":
            await store.settle(claim, replace(claim.entry, state=State.STOPPED), AUDIT)
        else:
            await store.bury(claim, replace(claim.entry, reason="422"), AUDIT, block_lane=False)
            await store.discard(sent.id, AUDIT)
    assert await claim_all(store) == []
    hooks = await store.shelf.connection.send_everywhere("EXISTS", f"hooks:{sent.id}")
    assert set(hooks.values()) == {0}


async def test_a_dead_letter_replayed_and_taken_is_told_of(store: RedisStore) -> None:
    sent = entry()
    await accept(store, a_message(), sent, notifications=(notification(sent),))
    claim = await claim_one(store)
    await store.bury(claim, replace(claim.entry, reason="422"), AUDIT, block_lane=True)
    assert await claim_all(store) == []
    await store.replay(sent.id, AUDIT)
    await deliver(store, await claim_one(store))
    assert told(await claim_all(store)) == [sent.id]


async def test_numbers_go_up_by_one_and_each_is_drawn_once(store: RedisStore) -> None:
    of = subscription()
    assert await store.events(of) == 0
    assert [await store.number_event(of, name) for name in ("a", "b", "a", "b", "c")] == [1, 2, 1, 2, 3]
    await store.forget_event(of, "a")
    assert await store.events(of) == 3
    await store.write_subscription(of, 0, None, AUDIT)
    await store.remove_subscription(of.id, of.unit, AUDIT)
    assert await store.events(of) == 0


async def test_one_entry_is_taken_out_of_a_mailbox_whatever_lies_before_it(store: RedisStore) -> None:
    first, second = entry(state=State.AVAILABLE), entry(state=State.AVAILABLE)
    for one in (first, second):
        await accept(store, a_message(), one)
    partition = (await store.mailbox(SOCIAL))[0].partition
    assert await store.take_out(HEALTH_CENTRE, partition, second.id, "web", 30) is None
    assert await store.take_out(SOCIAL, partition, "none", "web", 30) is None
    claim = await store.take_out(SOCIAL, partition, second.id, "web", 30)
    assert claim is not None
    assert claim.entry.id == second.id
    with pytest.raises(StoreUnavailable):
        await store.take_out(SOCIAL, partition, first.id, "web", 30)
    assert await store.fetch(SOCIAL, "web", 10, 30) == []
    kept = frozen()
    begun = await store.begin(claim, 2, kept, disclosure(claim, kept), AUDIT)
    await store.settle(claim, replace(begun, state=State.FETCHED), AUDIT)
    assert await store.take_out(SOCIAL, partition, second.id, "web", 30) is None
    (head,) = await store.fetch(SOCIAL, "web", 10, 30)
    assert head.entry.id == first.id
    with pytest.raises(LeaseLost):
        await store.settle(replace(claim, fence=0), claim.entry, AUDIT)


async def test_what_is_held_again_out_of_its_turn_leaves_the_head_where_it_was(store: RedisStore) -> None:
    first, second = entry(state=State.AVAILABLE), entry(state=State.AVAILABLE)
    for one in (first, second):
        await accept(store, a_message(), one)
    partition = (await store.mailbox(SOCIAL))[0].partition
    claim = await store.take_out(SOCIAL, partition, second.id, "web", 30)
    assert claim is not None
    await store.reschedule(claim, replace(claim.entry, state=State.HELD), 60, None)
    assert [pointer.entry.id for pointer in await store.mailbox(SOCIAL)] == [first.id]
    (head,) = await store.fetch(SOCIAL, "web", 10, 30)
    assert head.entry.id == first.id


async def test_whoever_is_killed_while_one_is_taken_out_leaves_the_held_head_to_the_workers(
    store: RedisStore,
) -> None:
    first, second = entry(state=State.HELD), entry(state=State.AVAILABLE)
    for one in (first, second):
        await accept(store, a_message(), one)
    partition = (await store.mailbox(SOCIAL))[0].partition
    assert await store.take_out(SOCIAL, partition, second.id, "web", 0) is not None
    store.shelf.hint_all()
    (claim,) = await claim_all(store)
    assert claim.entry.id == first.id


async def test_a_lane_that_a_worker_has_is_not_taken_from_it(store: RedisStore) -> None:
    first, second = entry(), entry(state=State.AVAILABLE)
    for one in (first, second):
        await accept(store, a_message(), one)
    claim = await claim_one(store)
    with pytest.raises(StoreUnavailable):
        await store.take_out(SOCIAL, claim.partition, second.id, "web", 30)
    await deliver(store, claim)
