"""Where it is tried: two adapters on one store, the synthetic people's units with a server of one kind or the other."""

import contextlib
import hashlib
import json
import secrets
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from adapter.model.person import Person
from adapter.sandbox.endpoint_server import EndpointServer
from adapter.sandbox.loopback import Loopback
from adapter.sandbox.places import units
from adapter.sandbox.register_server import RegisterServer
from tests.journey.house import House
from tests.journey.leaping import leap

OWNER = "fuzz"
NAMES = ("first", "second")


@contextmanager
def place(directory: Path, people: Sequence[Person], at: datetime) -> Iterator[House]:
    """One receiver takes what is pushed; every third unit pulls. One caller has all units, one a single one."""
    with contextlib.ExitStack() as stack:
        receiver = EndpointServer(OWNER, directory)
        door = stack.enter_context(Loopback(receiver.app()))
        register = stack.enter_context(Loopback(RegisterServer(people).app())).url
        known = sorted(units().values(), key=lambda unit: unit.unit)
        endpoint = {"id": OWNER, "url": f"{door.url}/fhir", "mode": "message", "answers": "bundle"}
        rows = [
            {**unit.to_json(), **({"endpoint": endpoint} if position % 3 else {})}
            for position, unit in enumerate(known)
        ]
        (directory / "directory.yaml").write_text(json.dumps(rows), encoding="utf-8")
        keys = {name: secrets.token_urlsafe(24) for name in ("all", "one")}
        clients = [
            {
                "id": name,
                "keySha256": hashlib.sha256(key.encode()).hexdigest(),
                "units": [unit.unit for unit in (known if name == "all" else known[:1])],
                "rights": ["send", "read", "report"],
            }
            for name, key in keys.items()
        ]
        (directory / "clients.yaml").write_text(json.dumps(clients), encoding="utf-8")
        it = House(directory, {}, {}, register, keys)
        leap(it.clock, at)
        try:
            it.start(*NAMES)
            yield it
        finally:
            for name in list(it.processes):
                it.end(name, signal.SIGTERM)
