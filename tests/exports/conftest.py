"""Tests of exports use real time for the store's leases, like the others on a whole pipeline."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.whole import Whole, opened


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncIterator[Whole]:
    async with opened(tmp_path) as found:
        yield found
