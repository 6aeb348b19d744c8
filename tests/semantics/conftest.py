"""The whole pipeline, anew for every test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests import whole as parts
from tests.whole import Whole


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncIterator[Whole]:
    async with parts.opened(tmp_path) as opened:
        yield opened
