"""The demo as a user runs it: a process of its own, judged by its exit code and its JSON."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from adapter.sandbox.places import REGIONS

SECONDS = 150
COUNTERS = {
    "accepted",
    "delivered",
    "reduced",
    "held",
    "refused",
    "acknowledged",
    "deadLettered",
    "lost",
    "regions",
}
FORGETFUL = """
import sys, tempfile
from pathlib import Path

from adapter.sandbox.places import REGIONS
from adapter.cli.demo import perform
from adapter.sandbox.endpoint_server import Mood

def forget(stage):
    stage.receivers["primarvard"].mood = Mood("forgetful")

with tempfile.TemporaryDirectory() as directory:
    performance = perform("vasterbotten", Path(directory), lambda line: None, prepare=forget)
wrong = [check.name for check in performance.checks if not check.ok]
print(performance.ok, performance.counters["lost"], wrong)
sys.exit(0 if performance.ok else 1)
"""


def environment(scratch: Path) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("SVU_")}  # noqa: TID251
    return {**plain, "TMPDIR": str(scratch)}


def test_everything_arrives_that_should_and_nothing_else(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "adapter", "demo", "--json"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
    figures = json.loads(run.stdout)
    assert set(figures) >= COUNTERS
    assert figures["lost"] == 0
    assert figures["deadLettered"] == 0
    assert all(
        figures[name] > 0 for name in ("accepted", "delivered", "reduced", "held", "refused", "acknowledged")
    )
    assert all(check["ok"] for check in figures["checks"])
    assert set(figures["regions"]) == set(REGIONS)
    for name in COUNTERS - {"regions"}:
        assert sum(counters[name] for counters in figures["regions"].values()) == figures[name]
    for counters in figures["regions"].values():
        assert all(
            counters[name] > 0 for name in ("accepted", "delivered", "reduced", "refused", "acknowledged")
        )
    assert "Traceback" not in run.stderr
    assert list(tmp_path.glob("svu-demo-*")) == []


def test_a_receiver_that_forgets_what_it_took_is_noticed(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", FORGETFUL],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert run.returncode == 1, run.stderr[-3000:]
    assert run.stdout.startswith("False ")
    assert "what should arrive arrived once, and nothing else did" in run.stdout
    assert "nothing is lost" in run.stdout


def test_ctrl_c_leaves_nothing_behind() -> None:
    # a short path: the store's socket lives below it
    with tempfile.TemporaryDirectory(prefix="d") as scratch:
        process = subprocess.Popen(
            [sys.executable, "-m", "adapter", "demo"],
            env=environment(Path(scratch)),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        try:
            began = time.monotonic()
            while not list(Path(scratch).glob("svu-demo-*/kommun.ledger.jsonl")):
                assert time.monotonic() - began < SECONDS
                assert process.poll() is None
                time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=60)
        finally:
            process.kill()
        assert process.returncode == 130, said  # as a shell expects of an interrupted command
        assert b"Traceback" not in said
        assert list(Path(scratch).glob("svu-demo-*")) == []
        assert servers_below(scratch) == []


def servers_below(scratch: str) -> list[str]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if scratch in command and "valkey" in command:
            found.append(command)
    return found
