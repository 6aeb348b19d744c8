"""The demo's stage with a foreign FHIR server in the place of every receiving system, in delivery mode transaction."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from adapter.cli import demo_stage
from adapter.cli.demo_stage import Stage
from adapter.model.person import Person
from adapter.sandbox.loopback import Loopback
from adapter.settings import Settings
from tests.interop.relay import Relay

# beside a foreign server all starts more slowly
demo_stage.START_SECONDS = 180.0


class TransactionStage(Stage):
    """Every unit's endpoint is a relay before the one server at `base`."""

    def __init__(
        self, directory: Path, start: datetime, region: str, people: Iterable[Person], base: str
    ) -> None:
        super().__init__(directory, start, region, people)
        self.relays = {
            owner: Relay(owner, base, str(receiver.key)) for owner, receiver in self.receivers.items()
        }
        # what the stage asks of a receiver, a relay has
        self.receivers = cast("Any", self.relays)
        self.servers = {owner: Loopback(relay.app()) for owner, relay in self.relays.items()}

    def _settings(self) -> Settings:
        found = super()._settings()
        file = self._directory / "directory.yaml"
        rows = json.loads(file.read_text(encoding="utf-8"))
        for row in rows:
            endpoint = row["endpoint"]
            endpoint |= {"mode": "transaction", "answers": "bundle"}
            endpoint["url"] = endpoint["url"].removesuffix("/native").removesuffix("/fhir") + "/fhir"
        file.write_text(json.dumps(rows), encoding="utf-8")
        return found
