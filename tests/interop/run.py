"""`make interop`: a FHIR server that is not ours takes what we deliver, and a client that is not ours reads from us.

Exit codes: 0 all as it should be, or skipped and said so; 1 not, or skipped where INTEROP_REQUIRED=1.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from adapter.cli.demo import PLAYED
from adapter.cli.demo_play import Line, Player
from adapter.cli.demo_stage import Stage
from adapter.sandbox.episodes import START
from adapter.sandbox.people import CAST
from adapter.sandbox.places import regions
from adapter.sandbox.reckoning import Check, Reckoning
from adapter.sandbox.scenes import residents
from adapter.sandbox.script import Scenario
from tests.interop import checks, clients, hapi, node
from tests.interop.relay import Relay
from tests.interop.stage import TransactionStage
from tests.interop.state import held, reckon

PATIENCE = 90.0
"""Seconds that one instant of the script may take: a foreign server is slower than the demo's."""


def say(text: str = "") -> None:
    """A line to the reader."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    """Runs, or says loudly that it did not."""
    required = os.environ.get("INTEROP_REQUIRED") == "1"  # noqa: TID251 - a tool of the tests has no settings
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--region", choices=list(PLAYED), action="append", help="only these regions")
    try:
        return run(given.parse_args().region or list(PLAYED))
    except hapi.Skip as skip:
        line = "!" * 100
        say(f"{line}\n!! INTEROPERABILITY WAS NOT TRIED: {skip}")
        say(f"!! No foreign server and no foreign client has seen anything in this run.\n{line}")
        return int(required)


def run(played: Sequence[str]) -> int:
    """The whole trial; returns the exit code, raises Skip."""
    hapi.build()
    node.build()
    started = time.monotonic()
    with hapi.server() as base:
        say(f"HAPI FHIR's JPA server answers after {time.monotonic() - started:.0f} s")
        found: list[Check] = []
        relays: list[Relay] = []
        scenarios: list[Scenario] = []
        for region in played:
            with tempfile.TemporaryDirectory(prefix="svu-interop-") as directory:
                own, told, judged = play(region, Path(directory), base)
            relays += own
            scenarios += told
            found += judged
        found += _at_server(base, relays, scenarios)
    with tempfile.TemporaryDirectory(prefix="svu-interop-") as directory:
        found += call(Path(directory))
    failed = [check for check in found if not check.ok]
    for check in found:
        if not check.ok or check.scenario in {"", *clients.NAMES}:
            say(f"  {'ok  ' if check.ok else 'FAIL'} {check.scenario} {check.name}")
        for difference in check.found[:20]:
            say(f"         {difference}")
    say(
        f"interop: {len(found)} checks, {len(failed)} failed, {time.monotonic() - started:.0f} s with the server's start"
    )
    return int(bool(failed))


def play(region: str, directory: Path, base: str) -> tuple[list[Relay], Sequence[Scenario], Sequence[Check]]:
    """One region's episodes through the real adapter, in delivery mode transaction; judged as the demo is."""
    began = time.monotonic()
    scenarios = PLAYED[region]()
    own = region == "vasterbotten"
    start = START if own else regions()[region].start
    people = CAST.everybody() if own else residents(region)
    with TransactionStage(directory, start, region, people, base) as stage:
        player = Player(stage, scenarios, _silent)
        player._patience = PATIENCE
        played = asyncio.run(player.play())
        relays = list(stage.relays.values())
    judged = Reckoning(scenarios, played, stage.observed()).checks()
    sent = sum(len(relay.exchanges) for relay in relays)
    lost = sum(len(relay.lost) for relay in relays)
    took = time.monotonic() - began
    say(f"  {region}: {sent} transactions, {lost} answers lost, {took:.0f} s")
    return relays, scenarios, judged


def call(directory: Path) -> Sequence[Check]:
    """Clients that are not ours, while a person's plan is in force."""
    scenarios = clients.scenes()
    with Stage(directory, START, "vasterbotten", CAST.everybody()) as stage:
        player = Player(stage, scenarios, _silent)
        player._patience = PATIENCE
        asyncio.run(player.play())
        return tuple(clients.checks(stage, scenarios, directory))


def _silent(_: Line) -> None:
    """Nobody watches."""


def _at_server(base: str, relays: Sequence[Relay], scenarios: Sequence[Scenario]) -> list[Check]:
    reckoned = reckon(exchange for relay in relays for exchange in relay.exchanges)
    there = held(base, {name for name, _ in reckoned.plain})
    say(f"  at the server: {len(there.newest)} resources, {sum(there.versions.values())} versions")
    return list(checks.checks(reckoned, there, relays, scenarios))


if __name__ == "__main__":
    sys.exit(main())
