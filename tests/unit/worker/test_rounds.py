"""What is looked to beside the deliveries goes on whatever it meets, and ends when cancelled."""

import asyncio
import contextlib
import io
import json
from collections import deque
from dataclasses import replace

import pytest

from adapter.log import configure
from adapter.model.errors import StoreUnavailable
from adapter.worker.rounds import PURGING, REMINDING, TELLING, Round, keep_going


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.anyio
@pytest.mark.parametrize("each", [PURGING, REMINDING, TELLING], ids=lambda each: each.during)
async def test_it_does_all_there_is_and_goes_on_after_a_silent_store_and_after_any_fault(
    each: Round,
) -> None:
    log = io.StringIO()
    configure("info", log)
    found: deque[int | Exception] = deque(
        [100, 3, 0, StoreUnavailable("silent"), 1, ValueError("whatever"), 0]
    )
    looked = asyncio.Event()

    async def look() -> int:
        one = found.popleft() if found else 0
        if not found:
            looked.set()
        if isinstance(one, Exception):
            raise one
        return one

    running = asyncio.create_task(keep_going(replace(each, pause=0.001), look))
    await asyncio.wait_for(looked.wait(), 5)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    silent, fault = map(json.loads, log.getvalue().splitlines())
    assert (silent["event"], silent["during"]) == ("store.silent", each.during)
    assert (fault["event"], fault["error"]) == (each.failed.value[0], "ValueError")
    assert "whatever" not in log.getvalue()
