"""A real embedded Valkey of its own for every test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapter.gateways.keys import KeyRing
from adapter.gateways.store import RedisStore
from adapter.gateways.store_connection import Connection
from adapter.gateways.valkey import EmbeddedValkey


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def ring() -> KeyRing:
    return KeyRing({"k1": b"1" * 32})


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[EmbeddedValkey]:
    server = EmbeddedValkey(tmp_path / "data", max_memory=64 << 20)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def connection(server: EmbeddedValkey) -> AsyncIterator[Connection]:
    connection = await Connection.open(socket=server.socket)
    yield connection
    await connection.close()


@pytest.fixture
async def store(server: EmbeddedValkey, ring: KeyRing) -> AsyncIterator[RedisStore]:
    store = await RedisStore.over(await Connection.open(socket=server.socket), ring, lambda _: 100)
    yield store
    await store.close()
