"""A whole adapter in real processes beside real receivers, so that any of its processes can be killed at any moment."""

import asyncio
import base64
import contextlib
import hashlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import httpx

from adapter.gateways.valkey import server_binary
from adapter.sandbox import units
from adapter.sandbox.endpoint_server import EndpointServer
from adapter.sandbox.ledger import Row
from adapter.sandbox.loopback import Loopback
from adapter.sandbox.people import Cast
from adapter.sandbox.register_server import RegisterServer

BEGAN = datetime.fromisoformat("2026-03-02T10:00:00+01:00")
READY_SECONDS = 60.0


def kills(otherwise: int) -> int:
    """How many processes a test kills: as many as SVU_CHAOS says, or a few."""
    return int(os.environ.get("SVU_CHAOS") or otherwise)  # noqa: TID251 - a test's own switch


class Plant:
    """`with plant(directory) as it:` runs store, register, receivers, one web process and one worker."""

    def __init__(
        self, directory: Path, servers: Mapping[str, EndpointServer], urls: Mapping[str, str]
    ) -> None:
        self.directory = directory
        self.servers = servers
        self.key = secrets.token_urlsafe(24)
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.socket = directory / "s.sock"
        self.ahead = timedelta()
        """How far beyond the others' clocks the processes started from now on are."""
        self._born = time.monotonic()
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._ports: dict[str, int] = {"web": self.port}
        self._write_files(urls)

    def _write_files(self, urls: Mapping[str, str]) -> None:
        owned = {name: url for name, url in urls.items() if name != "register"}
        self._register = urls["register"]
        (self.directory / "directory.yaml").write_text(json.dumps(units.directory(owned)), encoding="utf-8")
        client = {
            "id": "ward",
            "keySha256": hashlib.sha256(self.key.encode()).hexdigest(),
            "units": [unit.unit for unit in units.UNITS],
            "rights": ["send", "read", "operate"],
        }
        (self.directory / "clients.yaml").write_text(json.dumps([client]), encoding="utf-8")
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        keys = self.directory / "keys.json"
        keys.write_text(json.dumps({"k1": key}), encoding="utf-8")
        keys.chmod(0o600)

    @property
    def environment(self) -> dict[str, str]:
        """What every process of ours is told; the adapter's clock goes on where it was."""
        now = BEGAN + self.ahead + timedelta(seconds=time.monotonic() - self._born)
        plain = {name: value for name, value in os.environ.items() if not name.startswith("SVU_")}  # noqa: TID251
        return plain | {
            "SVU_SANDBOX": "true",
            "SVU_ENVIRONMENT": "test",
            "SVU_REGION": "vasterbotten",
            "SVU_OWN_URL": f"{self.url}/fhir",
            "SVU_DIRECTORY_FILE": str(self.directory / "directory.yaml"),
            "SVU_CLIENTS_FILE": str(self.directory / "clients.yaml"),
            "SVU_REGISTER_URL": f"{self._register}/fhir",
            "SVU_REDIS_URL": f"unix://{self.socket}",
            "SVU_KEY_FILE": str(self.directory / "keys.json"),
            "SVU_AUDIT_DIR": str(self.directory / "audit"),
            "SVU_RATE_PER_SECOND": "100000",
            "SVU_RATE_BURST": "100000",
            "SVU_LEASE": "4",
            "SVU_DELIVERY_TIMEOUT": "2",
            "SVU_CLOCK_AT": now.isoformat(),
        }

    def start(self, name: str) -> None:
        """Start `store`, a `web…` or a `worker…`; returns when it is ready."""
        log = (self.directory / f"{name}.log").open("ab")
        environment = self.environment
        if name == "store":
            command = self._store_command()
        else:
            what = "serve" if name.startswith("web") else "worker"
            environment["SVU_PORT"] = str(self._ports.setdefault(name, _free_port()))
            command = [sys.executable, "-m", "adapter", what]
        process = subprocess.Popen(
            command, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
        )
        log.close()
        self._processes[name] = process
        self._wait_until_ready(name, process)

    def kill(self, name: str) -> None:
        """SIGKILL: no last word, no clean-up."""
        process = self._processes.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """End everything, the store last."""
        for name in sorted(self._processes, key=lambda name: name == "store"):
            process = self._processes[name]
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=15)
            if process.poll() is None:
                process.kill()
                process.wait()
        self._processes.clear()

    def memory(self, name: str) -> int:
        """The resident memory of a process, in megabytes."""
        status = Path(f"/proc/{self._processes[name].pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0]) // 1024

    def rows(self) -> list[Row]:
        """Everything the receivers have taken, in each receiver's order."""
        return [row for server in self.servers.values() for row in server.rows]

    def web_url(self, name: str) -> str:
        """Where a web process of that name answers."""
        return f"http://127.0.0.1:{self._ports[name]}"

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the product's own command line against this plant."""
        return subprocess.run(
            [sys.executable, "-m", "adapter", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def _store_command(self) -> list[str]:
        return [
            str(server_binary()),
            *("--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "600"),
            *("--dir", str(self.directory), "--appendonly", "yes", "--appendfsync", "always", "--save", ""),
            *("--maxmemory", "512mb", "--maxmemory-policy", "noeviction"),
        ]

    def _wait_until_ready(self, name: str, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if process.poll() is not None:
                log = (self.directory / f"{name}.log").read_text(encoding="utf-8", errors="replace")
                raise AssertionError(f"{name} ended at its start:\n{log[-3000:]}")
            if self._ready(name):
                return
            time.sleep(0.02)
        raise AssertionError(f"{name} is not ready")

    def _ready(self, name: str) -> bool:
        if name.startswith("worker"):
            return True
        with contextlib.suppress(OSError, httpx.HTTPError):
            if name != "store":
                return (
                    httpx.get(f"{self.web_url(name)}/health/ready", timeout=2, trust_env=False).status_code
                    == 200
                )
            with socket.socket(socket.AF_UNIX) as probe:
                probe.settimeout(2)
                probe.connect(str(self.socket))
                probe.sendall(b"PING\r\n")
                return probe.recv(16).startswith(b"+PONG")
        return False


@contextmanager
def plant(directory: Path, *, processes: tuple[str, ...] = ("store", "web", "worker")) -> Iterator[Plant]:
    """A running plant with everybody of the sandbox's cast in its register."""
    with contextlib.ExitStack() as stack:
        servers = {owner: EndpointServer(owner, directory) for owner in units.OWNERS}
        urls = {name: stack.enter_context(Loopback(server.app())).url for name, server in servers.items()}
        urls["register"] = stack.enter_context(Loopback(RegisterServer(Cast().everybody()).app())).url
        it = Plant(directory, servers, urls)
        stack.callback(it.stop)
        for name in processes:
            it.start(name)
        yield it


async def post_until_accepted(client: httpx.AsyncClient, plant: Plant, body: bytes) -> None:
    """Send as a careful sender does: the same message again until an answer says that it is stored."""
    while True:
        with contextlib.suppress(httpx.TransportError):
            answer = await client.post(
                f"{plant.url}/svu/messages",
                content=body,
                headers={"Authorization": f"Bearer {plant.key}", "Content-Type": "application/json"},
            )
            if answer.status_code in {200, 202}:
                return
            assert answer.status_code in {503, 429}, (answer.status_code, answer.text)
        await asyncio.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
