"""The clock's scripts: who is due, under whose lease, and that nothing is struck twice or on what has moved."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from adapter.gateways.store import RedisStore
from adapter.gateways.store_connection import partitions
from adapter.model.delivery import Entry, State
from adapter.model.errors import LeaseLost, Stale
from adapter.model.kept import DueClock, Reminding
from adapter.model.message import Message
from adapter.model.struck import Reminder, Struck
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
    new_id,
)

pytestmark = pytest.mark.anyio

LATER = SENT + timedelta(hours=3)
OTHERS = ["189001029819", "189001039800"]


async def due(store: RedisStore, at: datetime = SENT, most: int = 100) -> Sequence[DueClock]:
    """A sweep of its own, whenever the last one was."""
    store._swept = float("-inf")
    return await store.due_clocks(at, most, 60)


async def due_one(store: RedisStore, at: datetime = SENT) -> DueClock:
    (clock,) = await due(store, at)
    return clock


def struck(mark: str = "m", *told: str) -> Struck:
    return Struck(mark, "VB-ACK-01", "kvittens", SOCIAL, SENT, SENT, told)


def reminding(about: Message, unit: str = SOCIAL, **changes: object) -> Reminding:
    said = Reminder("VB-ACK-01", "kvittens", SENT, about.message_id, "m", unit)
    plain = Entry(
        *(new_id(), "", unit, f"ep-{unit}", "paminnelse", "new", State.WAITING), notice=unit, reminder=said
    )
    return Reminding(replace(plain, **changes), about.sender.unit, about.message_id)  # type: ignore[arg-type]


async def test_whoever_a_message_was_accepted_about_is_looked_at(store: RedisStore) -> None:
    sent = a_message()
    await accept(store, sent)
    clock = await due_one(store)
    assert clock.due_at == SENT
    assert [event.message_id for event in clock.person.history.events] == [sent.message_id]
    assert clock.person.key == (await store.person([PERSON])).key


async def test_nobody_is_due_before_the_time(store: RedisStore) -> None:
    await accept(store, a_message())
    await store.strike(await due_one(store), (), (), LATER, AUDIT)
    assert await due(store, LATER - timedelta(milliseconds=1)) == []
    assert (await due_one(store, LATER)).due_at == LATER


async def test_where_nothing_is_ahead_nobody_is_looked_at_again(store: RedisStore) -> None:
    await accept(store, a_message())
    await store.strike(await due_one(store), (), (), None, AUDIT)
    assert await due(store, SENT + timedelta(days=10_000)) == []
    await accept(store, a_message())
    await due_one(store)


async def test_a_message_brings_the_next_look_forward_and_never_back(store: RedisStore) -> None:
    await accept(store, a_message())
    await store.strike(await due_one(store), (), (), LATER, AUDIT)
    await accept(store, a_message(), received_at=SENT + timedelta(hours=1))
    await accept(store, a_message(), received_at=SENT + timedelta(hours=2))
    assert (await due_one(store, SENT + timedelta(hours=1))).due_at == SENT + timedelta(hours=1)


async def test_a_claim_is_one_processes_alone_until_its_lease_is_over(store: RedisStore) -> None:
    await accept(store, a_message())
    first = await due_one(store)
    assert await due(store) == []
    second = await due_one(store, SENT + timedelta(seconds=61))
    assert second.fence > first.fence
    with pytest.raises(LeaseLost):
        await store.strike(first, (struck(),), (), None, AUDIT)
    await store.strike(second, (struck(),), (), None, AUDIT)
    assert len((await store.person([PERSON])).history.struck) == 1


async def test_of_many_who_claim_at_once_one_gets_each_person(store: RedisStore) -> None:
    for number in (PERSON, *OTHERS):
        await accept(store, a_message(), number=number)
    store._swept = float("-inf")
    found = await asyncio.gather(*(store.due_clocks(SENT, 100, 60) for _ in range(5)))
    claimed = [clock.person.key for clocks in found for clock in clocks]
    assert len(claimed) == len(set(claimed)) == 3


async def test_what_is_struck_is_in_the_history_and_its_reminder_in_a_lane_of_its_own(
    store: RedisStore,
) -> None:
    sent = a_message()
    await accept(store, sent, entry(state=State.HELD))
    said = reminding(sent)
    await store.strike(await due_one(store), (struck("m", SOCIAL),), (said,), LATER, AUDIT)
    assert (await store.person([PERSON])).history.struck == (struck("m", SOCIAL),)
    claim = await claim_one(store)
    assert claim.entry.reminder == said.entry.reminder
    assert claim.lane.endswith(f"|reminder|{said.entry.id}")
    assert (claim.sender, claim.message_id) == (WARD, sent.message_id)
    assert claim.message == sent


async def test_the_same_strike_twice_is_one(store: RedisStore) -> None:
    sent = a_message()
    await accept(store, sent)
    clock, said = await due_one(store), reminding(sent)
    for _ in range(2):
        await store.strike(clock, (struck(),), (said,), None, AUDIT)
    assert len((await store.person([PERSON])).history.struck) == 1
    assert len(await claim_all(store)) == 1


async def test_a_reminder_that_is_there_already_is_queued_no_second_time(store: RedisStore) -> None:
    sent = a_message()
    await accept(store, sent)
    said = reminding(sent)
    await store.strike(await due_one(store), (struck(),), (said,), SENT, AUDIT)
    await store.strike(await due_one(store), (struck(),), (said,), None, AUDIT)
    await deliver(store, await claim_one(store))
    assert await claim_all(store) == []


async def test_on_a_history_that_has_moved_nothing_is_struck(store: RedisStore) -> None:
    await accept(store, a_message())
    clock = await due_one(store)
    await accept(store, a_message(), received_at=LATER)
    with pytest.raises(Stale):
        await store.strike(clock, (struck(),), (), None, AUDIT)
    again = await store.look_again(clock)
    assert len(again.person.history.events) == 2
    await store.strike(again, (struck(),), (), None, AUDIT)
    assert len((await store.person([PERSON])).history.struck) == 1


async def test_what_came_after_the_claim_is_looked_at_whoever_strikes(store: RedisStore) -> None:
    await accept(store, a_message())
    first = await due_one(store)
    await accept(store, a_message())
    second = await due_one(store)
    with pytest.raises(LeaseLost):
        await store.strike(first, (), (), None, AUDIT)
    await store.strike(second, (), (), None, AUDIT)


async def test_a_disclosure_makes_it_look_again_for_who_may_be_told_has_changed(store: RedisStore) -> None:
    await accept(store, a_message(), entry())
    clock = await due_one(store)
    claim = await claim_one(store)
    await store.begin(claim, 1, frozen(), disclosure(claim, frozen()), AUDIT)
    with pytest.raises(Stale):
        await store.strike(clock, (struck(),), (), None, AUDIT)
    await store.strike(await store.look_again(clock), (struck(),), (), None, AUDIT)


async def test_an_attempt_begun_on_what_was_read_before_a_strike_goes_on(store: RedisStore) -> None:
    await accept(store, a_message(), entry())
    claim = await claim_one(store)
    history = await store.history(claim)
    await store.strike(await due_one(store), (struck(),), (), None, AUDIT)
    await store.begin(claim, history.rev, frozen(), disclosure(claim, frozen()), AUDIT)


async def test_a_message_decided_before_a_strike_is_put(store: RedisStore) -> None:
    await accept(store, a_message())
    person = await store.person([PERSON])
    await store.strike(await due_one(store), (struck(),), (), None, AUDIT)
    assert (await store.person([PERSON])).history.rev == person.history.rev
    await accept(store, a_message(), consents=(consent("withdrawn"),))


async def test_a_look_that_finds_nothing_leaves_nothing_behind(store: RedisStore) -> None:
    await accept(store, a_message())
    before = await store.person([PERSON])
    await store.strike(await due_one(store), (), (), LATER, AUDIT)
    assert await store.person([PERSON]) == before


async def test_no_more_than_asked_for_and_the_rest_without_another_sweep(store: RedisStore) -> None:
    for number in (PERSON, *OTHERS):
        await accept(store, a_message(), number=number)
    assert len(await due(store, most=2)) <= 2
    seen = 2
    for _ in range(3):
        seen += len(await store.due_clocks(SENT, 2, 60))
    assert seen >= 3


async def test_an_idle_clock_sweeps_once_a_second(store: RedisStore) -> None:
    assert await due(store) == []
    await accept(store, a_message())
    assert await store.due_clocks(SENT, 100, 60) == []
    await asyncio.sleep(1.05)
    assert len(await store.due_clocks(SENT, 100, 60)) == 1


async def test_a_person_that_cannot_be_read_keeps_nobody_else_waiting(store: RedisStore) -> None:
    for number in (PERSON, OTHERS[0]):
        await accept(store, a_message(), number=number)
    bad = await store.person([PERSON])
    await store.shelf.connection.send("LSET", f"{bad.partition}:log:{bad.key}", 0, "torn")
    (found,) = await due(store)
    assert found.person.key != bad.key


async def test_a_strike_needs_a_claim_of_this_store(store: RedisStore) -> None:
    await accept(store, a_message())
    clock = await due_one(store)
    foreign = replace(clock, person=replace(clock.person, handle=None))
    with pytest.raises(TypeError):
        await store.strike(foreign, (), (), None, AUDIT)


async def test_everything_of_the_clock_lies_in_the_persons_partition(store: RedisStore) -> None:
    await accept(store, a_message())
    person = await store.person([PERSON])
    kept = await store.shelf.connection.send_everywhere("ZRANGE", "clock", 0, -1)
    assert {place: kept[place] for place in partitions() if kept[place]} == {
        person.partition: [person.key.encode()]
    }
