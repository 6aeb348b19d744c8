"""Turns: one person at a time, in the order of asking, and nothing kept afterwards."""

import asyncio

import pytest

from adapter.pipeline.turns import Turns

pytestmark = pytest.mark.anyio


async def test_a_person_is_one_at_a_time_in_the_order_of_asking_and_others_do_not_wait() -> None:
    turns, order = Turns(), list[str]()
    inside = 0

    async def take(name: str, person: str) -> None:
        nonlocal inside
        async with turns.of(person):
            if person == "one":
                inside += 1
                assert inside == 1
                assert turns.taken(person)
                await asyncio.sleep(0)
                inside -= 1
            order.append(name)

    await asyncio.gather(*(take(f"a{number}", "one") for number in range(5)), take("b", "two"))
    assert [name for name in order if name != "b"] == ["a0", "a1", "a2", "a3", "a4"]
    assert order.index("b") < 2
    assert not turns.taken("one")


async def test_a_turn_ends_however_it_ends() -> None:
    turns = Turns()

    async def failing() -> None:
        async with turns.of("one"):
            raise LookupError

    async def cancelled(waits: asyncio.Event) -> None:
        async with turns.of("one"):
            await waits.wait()

    with pytest.raises(LookupError):
        await failing()
    never = asyncio.Event()
    first, second = (asyncio.create_task(cancelled(never)) for _ in range(2))
    await asyncio.sleep(0)
    second.cancel()
    first.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    assert not turns.taken("one")
