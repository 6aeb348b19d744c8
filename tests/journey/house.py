"""Two adapters side by side on one embedded store, hospital, primary care and municipality beside them, and a leaping clock."""

import asyncio
import contextlib
import hashlib
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from adapter.gateways.store_connection import Connection, partitions
from adapter.gateways.store_shelf import milliseconds
from adapter.gateways.valkey import EmbeddedValkey
from adapter.model.errors import StoreUnavailable
from adapter.model.person import Person
from adapter.sandbox import units
from adapter.sandbox.endpoint_server import EndpointServer
from adapter.sandbox.ledger import Row
from adapter.sandbox.loopback import Loopback, bound
from adapter.sandbox.places import REGIONS
from adapter.sandbox.register_server import RegisterServer
from tests.journey.leaping import FileClock, leap

PATIENCE = 60.0
ROOT = Path(__file__).parents[2]
LEASE = timedelta(seconds=61)
"""Whoever is being looked at is put off by its lease: nobody due within it means that everybody has been looked at."""
Json = Mapping[str, Any]


@dataclass
class House:
    """Everything of one run; `processes` by name."""

    directory: Path
    servers: Mapping[str, EndpointServer]
    doors: Mapping[str, Loopback]
    register: str
    keys: Mapping[str, str]
    ports: dict[str, int] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    down: set[str] = field(default_factory=set)

    @property
    def clock(self) -> Path:
        """The file that says what time it is."""
        return self.directory / "clock"

    @property
    def environment(self) -> dict[str, str]:
        """What every process is told."""
        plain = {name: value for name, value in os.environ.items() if not name.startswith("SVU_")}  # noqa: TID251
        return plain | {
            "SVU_SANDBOX": "true",
            "SVU_ENVIRONMENT": "test",
            "SVU_REGION": "vasterbotten",
            "SVU_OWN_URL": "http://127.0.0.1/fhir",
            "SVU_DIRECTORY_FILE": str(self.directory / "directory.yaml"),
            "SVU_CLIENTS_FILE": str(self.directory / "clients.yaml"),
            "SVU_REGISTER_URL": f"{self.register}/fhir",
            "SVU_DATA_DIR": str(self.directory / "store"),
            "SVU_AUDIT_DIR": str(self.directory / "audit"),
            "SVU_RATE_PER_SECOND": "100000",
            "SVU_RATE_BURST": "100000",
            "SVU_LEASE": "4",
            "SVU_DELIVERY_TIMEOUT": "2",
        }

    def now(self) -> datetime:
        """The hour that it is."""
        return FileClock(self.clock).now()

    def start(self, *names: str) -> None:
        """Start adapters side by side; returns when they are ready."""
        for name in names:
            with contextlib.closing(bound()) as free:
                self.ports[name] = free.getsockname()[1]
            with (self.directory / f"{name}.log").open("ab") as log:
                self.processes[name] = subprocess.Popen(
                    [sys.executable, "-m", "tests.journey.leaping", str(self.clock)],
                    env=self.environment | {"SVU_PORT": str(self.ports[name])},
                    cwd=ROOT,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
        for name in names:
            self.until(lambda name=name: self._ready(name), f"{name} is not ready")

    def end(self, name: str, how: signal.Signals) -> None:
        """End one by a signal, and wait for its end."""
        process = self.processes.pop(name)
        process.send_signal(how)
        process.wait(timeout=PATIENCE)

    def until(self, so: Any, else_: str) -> None:
        """Wait for a condition, and no longer."""
        deadline = time.monotonic() + PATIENCE
        while not so():
            assert time.monotonic() < deadline, else_
            time.sleep(0.02)

    def go_to(self, instant: datetime) -> None:
        """What was sent has arrived; then it is that instant, and everybody whose time has come has been looked at."""
        self.until(self._delivered, "what was sent does not arrive")
        leap(self.clock, instant)
        self.until(lambda: self._all_looked_at(instant), "somebody is not looked at")
        self.until(self._delivered, "what became overdue is not told")

    def shut(self, owner: str) -> None:
        """A system goes down."""
        self.doors[owner].stop()
        self.down.add(owner)

    def reopen(self, owner: str) -> None:
        """It is up again, and gets what waited for it."""
        self.doors[owner].start()
        self.down.discard(owner)
        self.until(self._caught_up, "what waited does not arrive")

    def _caught_up(self) -> bool:
        asyncio.run(self.hurry())
        return self._delivered()

    def post(self, message: Json) -> httpx.Response:
        """As the organisation of the sender's unit; by one adapter or the other."""
        owner = units.BY_ID[message["sender"]["unit"]].owner
        return self._ask("POST", "/svu/messages", owner, json=message)

    def get(self, path: str, owner: str) -> httpx.Response:
        """As one of the organisations."""
        return self._ask("GET", path, owner)

    def put(self, path: str, owner: str, body: Json) -> httpx.Response:
        """A resource."""
        return self._ask("PUT", path, owner, json=body)

    def rows(self) -> list[Row]:
        """All that the receivers have taken."""
        return [row for server in self.servers.values() for row in server.rows]

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The product's own command line on this store, at the hour that it is."""
        return subprocess.run(
            [sys.executable, "-m", "adapter", *arguments],
            env=self.environment | {"SVU_CLOCK_AT": self.now().isoformat()},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def _ask(self, method: str, path: str, owner: str, **how: Any) -> httpx.Response:
        name = secrets.choice(sorted(self.processes))
        return httpx.request(
            method,
            f"http://127.0.0.1:{self.ports[name]}{path}",
            headers={"Authorization": f"Bearer {self.keys[owner]}"},
            timeout=30,
            trust_env=False,
            **how,
        )

    def _ready(self, name: str) -> bool:
        log = (self.directory / f"{name}.log").read_text(encoding="utf-8", errors="replace")
        assert self.processes[name].poll() is None, log[-3000:]
        with contextlib.suppress(httpx.HTTPError):
            url = f"http://127.0.0.1:{self.ports[name]}/health/ready"
            return httpx.get(url, timeout=2, trust_env=False).status_code == httpx.codes.OK
        return False

    def _delivered(self) -> bool:
        with contextlib.suppress(StoreUnavailable):  # the store is started again when its adapter has ended
            return bool(self.down) or asyncio.run(self._lanes()) == 0
        return False

    def _all_looked_at(self, instant: datetime) -> bool:
        with contextlib.suppress(StoreUnavailable):
            return asyncio.run(self._looked(instant))
        return False

    async def _lanes(self) -> int:
        """How many lanes have something that waits or is on its way."""
        connection = await self._connection()
        try:
            waiting = 0
            for place in partitions():
                groups: Any = await connection.send("ZRANGE", f"{place}:next", 0, -1)
                for group in groups:
                    waiting += int(await connection.send("ZCARD", f"{place}:due:{group.decode()}"))  # type: ignore[call-overload]
            return waiting
        finally:
            await connection.close()

    async def hurry(self) -> None:
        """What waits for a system that was down is tried again now, not when its pause is over: nobody sleeps for it."""
        connection = await self._connection()
        try:
            for place in partitions():
                groups: Any = await connection.send("ZRANGE", f"{place}:next", 0, -1)
                for group in groups:
                    due = f"{place}:due:{group.decode()}"
                    lanes: Any = await connection.send("ZRANGE", due, 0, -1)
                    for lane in lanes:
                        await connection.send("ZADD", due, "XX", 1, lane)
                    await connection.send("ZADD", f"{place}:next", "XX", 1, group)
        finally:
            await connection.close()

    async def _looked(self, instant: datetime) -> bool:
        connection = await self._connection()
        try:
            most = milliseconds(instant + LEASE)
            counts = [
                await connection.send("ZCOUNT", f"{place}:clock", "-inf", most) for place in partitions()
            ]
            return not any(counts)
        finally:
            await connection.close()

    async def _connection(self) -> Connection:
        return await Connection.open(socket=EmbeddedValkey(self.directory / "store").socket)


@contextmanager
def house(directory: Path, people: Sequence[Person], began: datetime) -> Iterator[House]:
    """Everybody there, and two adapters side by side."""
    with contextlib.ExitStack() as stack:
        servers = {owner: EndpointServer(owner, directory) for owner in units.OWNERS}
        doors = {owner: stack.enter_context(Loopback(one.app())) for owner, one in servers.items()}
        register = stack.enter_context(Loopback(RegisterServer(people).app())).url
        keys = {owner: secrets.token_urlsafe(24) for owner in units.OWNERS}
        urls = {owner: door.url for owner, door in doors.items()}
        listed = {row["unit"]: row for region in REGIONS for row in units.directory(urls, region=region)}
        (directory / "directory.yaml").write_text(json.dumps(list(listed.values())), encoding="utf-8")
        clients = [
            {
                "id": owner,
                "keySha256": hashlib.sha256(key.encode()).hexdigest(),
                "units": [unit for unit in listed if units.BY_ID[str(unit)].owner == owner],
                "rights": ["send", "read", "report"],
            }
            for owner, key in keys.items()
        ]
        (directory / "clients.yaml").write_text(json.dumps(clients), encoding="utf-8")
        it = House(directory, servers, doors, register, keys)
        leap(it.clock, began)
        try:
            it.start("first", "second")
            yield it
        finally:
            for name in list(it.processes):
                it.end(name, signal.SIGTERM)
