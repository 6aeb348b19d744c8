"""What a look of the clock costs beside few and beside many persons whose time has not come: a real store of each size."""

import asyncio
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

from adapter.gateways.keys import KeyRing
from adapter.gateways.store import RedisStore
from adapter.gateways.store_connection import Connection, tag
from adapter.gateways.store_shelf import milliseconds
from adapter.gateways.valkey import EmbeddedValkey
from bench.surroundings import NUMBERS
from tests.builders import SENT
from tests.store.acceptances import AUDIT, a_message, accept

FEW, MANY = 1_000, 100_000
DUE = 32
ROUNDS = 60
_PAGE = 10_000


def ticks() -> dict[str, object]:
    """Milliseconds of a look that finds nobody and of one that finds some and strikes, beside few and beside many; ratios."""
    return asyncio.run(_ticks())


async def _ticks() -> dict[str, object]:
    async with AsyncExitStack() as stack:
        few, many = await _store(stack, FEW), await _store(stack, MANY)
        idle: dict[int, list[float]] = {FEW: [], MANY: []}
        busy: dict[int, list[float]] = {FEW: [], MANY: []}
        for turn in range(ROUNDS):  # by turns: the machine's speed moves
            pairs = [(FEW, few), (MANY, many)]
            for size, store in pairs if turn % 2 else reversed(pairs):
                idle[size].append(await _look(store, 0))
                await _fall_due(store)
                busy[size].append(await _look(store, DUE))
        nothing = {size: statistics.median(seconds) for size, seconds in idle.items()}
        some = {size: statistics.median(seconds) for size, seconds in busy.items()}
        return {
            "clock_idle_ms": round(1000 * nothing[MANY], 2),
            f"clock_{DUE}_due_ms": round(1000 * some[MANY], 2),
            "clock_idle_many_to_few": round(nothing[MANY] / nothing[FEW], 2),
            "clock_due_many_to_few": round(some[MANY] / some[FEW], 2),
        }


async def _store(stack: AsyncExitStack, pending: int) -> RedisStore:
    """With `pending` persons whose time comes in a month, and a few more who are kept whole."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    server = EmbeddedValkey(folder / "data", max_memory=512 << 20)
    await server.start()
    stack.push_async_callback(server.stop)
    connection = await Connection.open(socket=server.socket)
    store = await RedisStore.over(connection, KeyRing({"k1": b"1" * 32}))
    stack.push_async_callback(store.close)
    for number in NUMBERS[:DUE]:
        await accept(store, a_message(), number=number)
    await _look(store, DUE)
    for page in _pages(pending):
        await connection.together(page)
    return store


def _pages(pending: int) -> Iterator[list[tuple[str | int, ...]]]:
    later = milliseconds(SENT + timedelta(days=30))
    for first in range(0, pending, _PAGE):
        people = [uuid.uuid4() for _ in range(min(_PAGE, pending - first))]
        yield [
            ("ZADD", f"{tag(one.bytes[0])}:clock", later + place, str(one))
            for place, one in enumerate(people)
        ]


async def _fall_due(store: RedisStore) -> None:
    for number in NUMBERS[:DUE]:
        person = await store.person([number])
        await store.shelf.connection.send("ZADD", f"{person.partition}:clock", milliseconds(SENT), person.key)


async def _look(store: RedisStore, expected: int) -> float:
    """One sweep, and what it finds struck; seconds."""
    store._swept = float("-inf")  # noqa: SLF001 - a sweep whenever asked, not once a second
    began, found = time.perf_counter(), 0
    while clocks := await store.due_clocks(SENT, DUE, 60):
        found += len(clocks)
        await asyncio.gather(
            *(store.strike(clock, (), (), SENT + timedelta(days=30), AUDIT) for clock in clocks)
        )
    taken = time.perf_counter() - began
    assert found == expected, (found, expected)
    return taken


if __name__ == "__main__":
    for name, figure in ticks().items():
        print(f"{name:36} {figure}")
