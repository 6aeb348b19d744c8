"""Everything a demo runs on: register, three receiving systems, and the adapter with its worker on an embedded store."""

import asyncio
import contextlib
import hashlib
import io
import json
import secrets
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import uvloop

from adapter import log
from adapter import settings as all_settings
from adapter.cli.service import serving
from adapter.gateways.http_sender import answers
from adapter.model.errors import Unavailable
from adapter.model.person import Person
from adapter.sandbox import units
from adapter.sandbox.clock import LeapingClock
from adapter.sandbox.endpoint_server import EndpointServer
from adapter.sandbox.ledger import Row
from adapter.sandbox.loopback import Loopback, bound
from adapter.sandbox.reckoning import Observed
from adapter.sandbox.register_server import RegisterServer
from adapter.settings import Settings

START_SECONDS = 30.0
_POLL_SECONDS = 0.02


class Stage:
    """`with Stage(directory, start) as it:`; every key is made anew for the run, everything is gone afterwards."""

    def __init__(self, directory: Path, start: datetime, region: str, people: Iterable[Person]) -> None:
        self._region = region
        self.clock = LeapingClock(start)
        self.keys = {owner: secrets.token_urlsafe(32) for owner in units.OWNERS}
        self.register = RegisterServer(people, key=secrets.token_urlsafe(32))
        self.receivers = {
            owner: EndpointServer(owner, directory, key=secrets.token_urlsafe(32)) for owner in units.OWNERS
        }
        self.servers = {owner: Loopback(receiver.app()) for owner, receiver in self.receivers.items()}
        self._directory = directory
        self._register_server = Loopback(self.register.app())
        self._log = io.StringIO()
        self._adapter = _AdapterThread(self.clock)
        self.url = self._adapter.url

    def __enter__(self) -> Self:
        for server in (*self.servers.values(), self._register_server):
            server.start()
        log.configure("info", self._log)
        try:
            self._adapter.start(self._settings())
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def rows(self) -> Mapping[str, Sequence[Row]]:
        """What every receiver has taken so far."""
        return {owner: receiver.rows for owner, receiver in self.receivers.items()}

    def observed(self) -> Observed:
        """The receivers' ledgers, all that reached them, and what the adapter has written to disk and to its log."""
        written = {
            str(file.relative_to(self._directory)): file.read_bytes()
            for folder in ("store", "audit")
            for file in (self._directory / folder).rglob("*")
            if file.is_file()
        }
        return Observed(
            rows=self.rows(),
            wire={owner: receiver.wire for owner, receiver in self.receivers.items()},
            kept={**written, "the log": self._log.getvalue().encode()},
        )

    def _close(self) -> None:
        self._adapter.stop()
        for server in (*self.servers.values(), self._register_server):
            server.stop()
        log.configure("warning")

    def _settings(self) -> Settings:
        urls = {owner: server.url for owner, server in self.servers.items()}
        named = {owner: f"{owner}_key" for owner in units.OWNERS}
        directory, clients = self._directory / "directory.yaml", self._directory / "clients.yaml"
        directory.write_text(json.dumps(units.directory(urls, named, self._region)), encoding="utf-8")
        clients.write_text(json.dumps(self._clients()), encoding="utf-8")
        return all_settings.read(
            environment="test",
            sandbox=True,
            region=self._region,
            own_url=f"{self.url}/fhir",
            directory_file=directory,
            clients_file=clients,
            register_url=f"{self._register_server.url}/fhir",
            register_token=self.register.key,
            register_reuse=0,
            redis_url=None,
            data_dir=self._directory / "store",
            key_file=self._directory / "keys" / "keys.json",
            audit_dir=self._directory / "audit",
            profiles_dir=None,
            secrets={named[owner]: receiver.key for owner, receiver in self.receivers.items()},
        )

    def _clients(self) -> list[dict[str, object]]:
        return [
            {
                "id": owner,
                "keySha256": hashlib.sha256(key.encode()).hexdigest(),
                "units": [unit.unit for unit in units.of(self._region) if unit.owner == owner],
                "rights": ["send", "read"],
            }
            for owner, key in self.keys.items()
        ]


class _AdapterThread:
    """The adapter, web and worker, on an event loop of its own."""

    def __init__(self, clock: LeapingClock) -> None:
        self._clock = clock
        self._listener = bound()
        self._loop = uvloop.new_event_loop()
        self._stop = asyncio.Event()
        self._failure: BaseException | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def start(self, settings: Settings) -> None:
        """Returns when it is ready; raises what kept it from starting."""
        self._thread = threading.Thread(target=self._run, args=(settings,), name="adapter", daemon=True)
        self._thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not answers(f"{self.url}/health/ready"):
            if self._failure is not None:
                raise self._failure
            if time.monotonic() > deadline:
                raise Unavailable("the adapter was not ready in time")
            time.sleep(_POLL_SECONDS)

    def stop(self) -> None:
        """Drain, close the store, and wait for it."""
        if self._thread is not None and self._thread.is_alive():
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()
        self._listener.close()

    def _run(self, settings: Settings) -> None:
        try:
            self._loop.run_until_complete(
                serving(settings, self._stop, with_worker=True, clock=self._clock, listener=self._listener)
            )
        except BaseException as error:  # noqa: BLE001 - raised again where the stage was started
            self._failure = error
        finally:
            self._loop.close()
