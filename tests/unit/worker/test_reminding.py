"""The clock's loop: goes on whatever it meets, and ends when cancelled."""

import asyncio
import contextlib
from collections import deque

import pytest

from adapter.model.errors import StoreUnavailable
from adapter.worker.reminding import keep_reminding

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_it_goes_on_after_a_silent_store_and_after_any_fault(
    capsys: pytest.CaptureFixture[str],
) -> None:
    looks: deque[int | Exception] = deque([3, StoreUnavailable("silent"), ValueError("whatever"), 1, 0])
    done = asyncio.Event()

    async def tick() -> int:
        found = looks.popleft() if looks else 0
        if not looks:
            done.set()
        if isinstance(found, Exception):
            raise found
        return found

    running = asyncio.create_task(keep_reminding(tick, 0.001))
    await asyncio.wait_for(done.wait(), 5)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    assert not looks
    assert "whatever" not in "".join(capsys.readouterr())
