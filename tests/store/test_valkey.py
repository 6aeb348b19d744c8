"""The embedded server: one per directory, found again, restarted, stopped; and stores that are refused."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import redis.asyncio
import redis.exceptions

from adapter.gateways.store_connection import LAYOUT, Connection
from adapter.gateways.valkey import EmbeddedValkey, server_binary
from adapter.model.errors import ConfigurationError, StoreUnavailable

pytestmark = pytest.mark.anyio


async def pid(server: EmbeddedValkey) -> int:
    async with redis.asyncio.Redis(unix_socket_path=str(server.socket)) as client:
        return int((await client.info("server"))["process_id"])


async def test_it_is_ours_alone_and_syncs_every_write(server: EmbeddedValkey, connection: Connection) -> None:
    assert server.socket.stat().st_mode & 0o777 == 0o600
    assert server.socket.parent.stat().st_mode & 0o077 == 0
    assert len(str(server.socket)) < 100
    settings = await connection.client.config_get("*")
    wanted = {"port": "0", "appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}
    assert {name: settings[name] for name in wanted} == wanted


async def test_ctrl_c_does_not_reach_it(server: EmbeddedValkey) -> None:
    assert os.getsid(await pid(server)) != os.getsid(0)


async def test_a_second_adapter_attaches_and_leaves_it_running(
    server: EmbeddedValkey, tmp_path: Path
) -> None:
    guest = EmbeddedValkey(tmp_path / "data")
    assert await guest.start() == server.socket
    assert await pid(guest) == await pid(server)
    assert (server.owned, guest.owned) == (True, False)
    await guest.stop()
    assert await pid(server)


async def test_two_starting_at_once_share_one_server(tmp_path: Path) -> None:
    both = [EmbeddedValkey(tmp_path / "data") for _ in range(2)]
    await asyncio.gather(*(one.start() for one in both))
    assert await pid(both[0]) == await pid(both[1])
    assert sorted(one.owned for one in both) == [False, True]
    for one in sorted(both, key=lambda one: one.owned):
        await one.stop()


async def test_two_directories_are_two_stores(server: EmbeddedValkey, tmp_path: Path) -> None:
    other = EmbeddedValkey(tmp_path / "other")
    await other.start()
    assert other.socket != server.socket
    assert await pid(other) != await pid(server)
    await other.stop()


async def test_an_orphan_is_taken_over_with_its_data(tmp_path: Path) -> None:
    script = (
        "import asyncio, os, sys, pathlib, signal\n"
        "from adapter.gateways.valkey import EmbeddedValkey\n"
        "async def main():\n"
        "    await EmbeddedValkey(pathlib.Path(sys.argv[1])).start()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(main())\n"
    )
    killed = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", script, str(tmp_path / "data")],
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    heir = EmbeddedValkey(tmp_path / "data")
    orphan = await pid(heir)
    await heir.start()
    assert await pid(heir) == orphan
    assert heir.owned
    await heir.stop()
    with pytest.raises(redis.exceptions.ConnectionError):
        await pid(heir)


async def test_a_killed_server_comes_back_with_what_was_acknowledged(server: EmbeddedValkey) -> None:
    connection = await Connection.open(socket=server.socket)
    for number in range(20):
        await connection.send("SET", f"key{number}", number)
        if number % 5 == 0:
            os.kill(await pid(server), signal.SIGKILL)
    assert await connection.send("GET", "key19") == b"19"
    assert await connection.send("GET", "key0") == b"0"
    await connection.close()


async def test_stopping_twice_is_stopping(tmp_path: Path) -> None:
    server = EmbeddedValkey(tmp_path / "data")
    await server.start()
    await server.stop()
    await server.stop()
    again = EmbeddedValkey(tmp_path / "data")
    await again.start()
    await again.stop()


async def test_a_runtime_directory_that_will_not_do_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="too long"):
        await EmbeddedValkey(tmp_path / "data", runtime_directory=tmp_path / ("x" * 90)).start()
    with tempfile.TemporaryDirectory(dir="/tmp") as shared:
        os.chmod(shared, 0o740)  # noqa: PTH101 - ASYNC240 wants no Path here
        with pytest.raises(ConfigurationError, match="ours alone"):
            await EmbeddedValkey(tmp_path / "data", runtime_directory=Path(shared)).start()


async def test_a_server_that_cannot_read_its_files_says_where_to_look(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "appendonlydir"
    folder.mkdir(parents=True)
    (folder / "appendonly.aof.manifest").write_text("nonsense\n")
    with pytest.raises(StoreUnavailable, match=r"valkey\.log"):
        await EmbeddedValkey(tmp_path / "data").start()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        pytest.param("appendonly", "no", "append-only", id="no append-only file"),
        pytest.param("maxmemory-policy", "allkeys-lru", "evicts", id="eviction"),
        pytest.param("appendfsync", "everysec", "appendfsync", id="late sync"),
    ],
)
async def test_a_store_that_would_lose_data_is_refused(
    server: EmbeddedValkey, connection: Connection, name: str, value: str, words: str
) -> None:
    await connection.client.config_set(name, value)
    with pytest.raises(ConfigurationError, match=words):
        await Connection.open(url=f"unix://{server.socket}")


async def test_a_store_made_with_other_partitions_is_refused(
    server: EmbeddedValkey, connection: Connection
) -> None:
    await connection.client.hset(LAYOUT, "partitions", "16")
    with pytest.raises(ConfigurationError, match="layout"):
        await Connection.open(socket=server.socket)


async def test_a_store_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        await Connection.open(socket=tmp_path / "none.sock")


async def test_a_store_that_still_reads_its_files_is_unavailable_and_not_set_up_wrongly(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def loading(_section: str) -> dict[str, int]:
        return {"loading": 1, "aof_enabled": 0}  # as the server says it of itself meanwhile

    monkeypatch.setattr(connection.client, "info", loading)
    with pytest.raises(StoreUnavailable, match="still reads"):
        await connection._check()


async def test_functions_that_went_missing_are_loaded_again(connection: Connection) -> None:
    await connection.client.function_flush()
    assert await connection.call("state", ["{p00}"], "nobody") == [b"0", [], []]


def test_the_wheels_binary_is_found() -> None:
    assert server_binary().is_file()


async def test_a_long_temporary_directory_does_not_keep_the_store_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / ("x" * 90)))
    server = EmbeddedValkey(tmp_path / "data")
    await server.start()
    try:
        assert len(str(server.socket)) < 100
        assert server.socket.is_socket()
    finally:
        await server.stop()
