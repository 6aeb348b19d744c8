"""The benchmarks: rates, and their ratios to a yardstick measured in the same run on the same machine.

Absolute figures depend on the machine; the ratios are what `docs/performance.md` states.
"""

import asyncio
import json
import platform
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from adapter.gateways.valkey import server_binary
from bench.clock import ticks
from bench.core import bundles, checks, verdicts
from bench.followup import reports
from bench.load import Load, post_all
from bench.many import stays
from bench.reading import reads
from bench.surroundings import NUMBERS
from tests.chaos.plant import Plant
from tests.chaos.traffic import PEOPLE, message

MESSAGES = 2000
CONNECTIONS = 32
DELIVERED_SECONDS = 300.0


def main() -> None:
    """Run everything, print a table and, with a file name as argument, write it as JSON."""
    figures: dict[str, object] = {"machine": f"{platform.machine()}, Python {platform.python_version()}"}
    figures |= verdicts()
    figures["bundles_per_second"] = round(bundles())
    figures |= checks()
    figures |= reads()
    figures |= ticks()
    figures |= reports()
    figures |= stays()
    with tempfile.TemporaryDirectory() as directory:
        bare = _bare(Path(directory))
    with tempfile.TemporaryDirectory() as directory:
        figures |= _whole(Path(directory), bare)
    for name, figure in figures.items():
        print(f"{name:36} {figure}")
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _bodies() -> list[bytes]:
    """Admission notices for as many different people, as a region's day has them."""
    template = message(PEOPLE[0], 0)
    return [
        json.dumps(
            {
                **template,
                "messageId": str(uuid.uuid4()),
                "patient": {"type": "personnummer", "value": number},
                "episode": {"id": f"vtf-{place}", "admittedAt": "2026-03-02T08:10:00+01:00"},
            }
        ).encode()
        for place, number in enumerate(NUMBERS[:MESSAGES])
    ]


def _bare(directory: Path) -> Load:
    """The yardstick: parse and append, nothing else."""
    path = directory / "bare.sock"
    store = [str(server_binary()), "--port", "0", "--unixsocket", str(path), "--dir", str(directory)]
    with _process([*store, "--appendonly", "yes", "--appendfsync", "always", "--save", ""]):
        time.sleep(0.5)
        with _process([sys.executable, str(Path(__file__).parent / "bare.py"), str(path), "18973"]):
            time.sleep(1.5)
            return asyncio.run(
                post_all("127.0.0.1", 18973, "/", _bodies(), key="none", connections=CONNECTIONS)
            )


def _whole(directory: Path, bare: Load) -> dict[str, object]:
    """The adapter in two processes and a store, from HTTP to durable 202, and to delivered."""
    with _surroundings(directory) as (urls, delivered):
        plant = Plant(directory, {}, urls)
        try:
            plant.start("store")
            began = time.perf_counter()
            plant.start("web")
            ready = time.perf_counter() - began
            taken = _post(plant)
            memory = plant.memory("web")
            began = time.perf_counter()
            plant.start("worker")
            expected = 2 * taken.statuses[202]
            _wait(lambda: delivered() >= expected)
            drained = time.perf_counter() - began
            return {
                "bare_per_second": round(bare.rate),
                "intake_per_second": round(taken.rate),
                "intake_ratio": round(taken.rate / bare.rate, 3),
                "intake_p50_ms": round(taken.percentile(0.5), 1),
                "intake_p99_ms": round(taken.percentile(0.99), 1),
                "intake_answers": dict(taken.statuses),
                "deliveries_per_second": round(expected / drained),
                "delivered_messages_ratio": round(expected / 2 / drained / bare.rate, 3),
                "ready_seconds": round(ready, 2),
                "web_megabytes": memory,
                "worker_megabytes": plant.memory("worker"),
            }
        finally:
            plant.stop()


def _post(plant: Plant) -> Load:
    return asyncio.run(
        post_all("127.0.0.1", plant.port, "/svu/messages", _bodies(), key=plant.key, connections=CONNECTIONS)
    )


def _wait(done: Callable[[], bool]) -> None:
    deadline = time.perf_counter() + DELIVERED_SECONDS
    while not done() and time.perf_counter() < deadline:
        time.sleep(0.05)


@contextmanager
def _surroundings(directory: Path) -> Iterator[tuple[dict[str, str], Callable[[], int]]]:
    with subprocess.Popen(
        [sys.executable, "-m", "bench.surroundings", str(directory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        urls: dict[str, str] = json.loads(process.stdout.readline())

        def delivered() -> int:
            process.stdin.write("count\n")
            process.stdin.flush()
            return int(process.stdout.readline())

        yield urls, delivered
        process.stdin.close()


@contextmanager
def _process(command: list[str]) -> Iterator[None]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
