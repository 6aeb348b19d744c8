"""What has not arrived is looked for while a worker runs."""

import asyncio
import contextlib

import pytest

from adapter.model.errors import StoreUnavailable
from adapter.worker.telling import keep_telling


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.anyio
async def test_it_tells_all_that_is_due_and_goes_on_after_a_silent_store() -> None:
    answers: list[int | Exception] = [100, 3, 0, StoreUnavailable("silent"), 1, ValueError("a fault"), 0]
    looked = asyncio.Event()

    async def tell() -> int:
        answer = answers.pop(0)
        if not answers:
            looked.set()
        if isinstance(answer, Exception):
            raise answer
        return answer

    running = asyncio.create_task(keep_telling(tell, pause=0.001))
    await asyncio.wait_for(looked.wait(), 5)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    assert answers == []
