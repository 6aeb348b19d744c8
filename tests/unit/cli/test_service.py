"""`serve --with-worker` and the operator's commands as real processes on an embedded store."""

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from adapter.sandbox import units
from adapter.sandbox.endpoint_server import EndpointServer, Mood
from adapter.sandbox.episodes import START
from adapter.sandbox.loopback import Loopback, bound
from adapter.sandbox.people import CAST
from adapter.sandbox.register_server import RegisterServer
from adapter.sandbox.stay import Stay

KEY = "en-nyckel-for-provet"
SECONDS = 90


class Plant:
    """An adapter's files, and the commands run on them."""

    def __init__(self, directory: Path, environment: dict[str, str]) -> None:
        self.directory = directory
        self.environment = environment
        self.url = f"http://127.0.0.1:{environment['SVU_PORT']}"

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "adapter", *arguments],
            env=self.environment,
            cwd=self.directory,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    @contextmanager
    def serving(self) -> Iterator[subprocess.Popen[str]]:
        process = subprocess.Popen(
            [sys.executable, "-m", "adapter", "serve", "--with-worker"],
            env=self.environment,
            cwd=self.directory,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            began = time.monotonic()
            while not self._ready():
                assert process.poll() is None, process.stderr and process.stderr.read()
                assert time.monotonic() - began < SECONDS
                time.sleep(0.05)
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=SECONDS)
        assert process.returncode == 0, said
        assert "Traceback" not in said

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health/ready", timeout=2, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False


@pytest.fixture
def receiver(tmp_path: Path) -> EndpointServer:
    return EndpointServer("prov", tmp_path)


@pytest.fixture
def plant(receiver: EndpointServer) -> Iterator[Plant]:
    # a short path: the store's socket lies below it
    with (
        tempfile.TemporaryDirectory(prefix="p") as scratch,
        Loopback(receiver.app()) as endpoint,
        Loopback(RegisterServer(CAST.everybody()).app()) as register,
    ):
        directory = Path(scratch)
        rows = units.directory(dict.fromkeys(units.OWNERS, endpoint.url))
        (directory / "directory.yaml").write_text(json.dumps(rows), encoding="utf-8")
        client = {
            "id": "prov",
            "keySha256": hashlib.sha256(KEY.encode()).hexdigest(),
            "units": [unit.unit for unit in units.UNITS],
            "rights": ["send", "read", "operate"],
        }
        (directory / "clients.yaml").write_text(json.dumps([client]), encoding="utf-8")
        (directory / "key").write_text(KEY + "\n", encoding="utf-8")
        plain = {name: value for name, value in os.environ.items() if not name.startswith("SVU_")}  # noqa: TID251
        yield Plant(
            directory,
            plain
            | {
                "TMPDIR": scratch,
                "SVU_SANDBOX": "true",
                "SVU_PORT": str(free_port()),
                "SVU_OWN_URL": "http://127.0.0.1/fhir",
                "SVU_DIRECTORY_FILE": "directory.yaml",
                "SVU_CLIENTS_FILE": "clients.yaml",
                "SVU_REGISTER_URL": register.url,
                "SVU_CLOCK_AT": START.isoformat(),
            },
        )


def free_port() -> int:
    with bound() as listener:
        port: int = socket.socket.getsockname(listener)[1]
    return port


def message(directory: Path) -> tuple[str, str]:
    stay = Stay("prov", "", CAST.blue, (units.SOCIAL_SERVICES,), START)
    step = stay.admission(START)
    file = directory / "notice.json"
    file.write_text(json.dumps(dict(step.message)), encoding="utf-8")
    return step.message_id, file.name


def test_a_message_is_sent_explained_buried_replayed_and_audited(
    plant: Plant, receiver: EndpointServer
) -> None:
    message_id, file = message(plant.directory)
    receiver.mood = Mood("poison", kinds=frozenset({"inskrivningsmeddelande"}))
    with plant.serving():
        sent = plant.run("send", file, "--to", plant.url, "--key-file", "key", "--json")
        assert (sent.returncode, json.loads(sent.stdout)[0]["status"]) == (0, 202), sent.stderr
        again = plant.run("send", file, "--to", plant.url, "--key-file", "key")
        assert (again.returncode, again.stdout) == (0, "notice.json: 200, accepted before\n")
        keyless = plant.run("send", file, "--to", plant.url)
        assert keyless.returncode == 2
        letter = wait_for_a_letter(plant)
        # the service runs on: the operator's commands attach to its store
        told = plant.run("explain", message_id, "--language", "en")
        assert told.returncode == 0
        assert "is forwarded" in told.stdout
        assert "buried" in told.stdout
        shown = plant.run("dead-letters", "show", letter, "--reason", "mottagaren felsöker")
        assert json.loads(shown.stdout)["message"]["messageId"] == message_id
        receiver.mood = Mood()
        replayed = plant.run("dead-letters", "replay", letter, "--reason", "mottagaren har rättat")
        assert replayed.returncode == 0
        began = time.monotonic()
        while not receiver.rows:
            assert time.monotonic() - began < SECONDS
            time.sleep(0.05)
    letters = plant.run("dead-letters", "list", "--json")
    assert json.loads(letters.stdout) == {"deadLetters": []}
    explained = plant.run("explain", message_id, "--json")
    assert json.loads(explained.stdout)["deliveries"][0]["state"] == "delivered"
    assert plant.run("explain", "8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e11").returncode == 2
    assert plant.run("dead-letters", "discard", letter, "--reason", "finns inte").returncode == 2
    audited(plant)


def wait_for_a_letter(plant: Plant) -> str:
    began = time.monotonic()
    while time.monotonic() - began < SECONDS:
        letters = json.loads(plant.run("dead-letters", "list", "--json").stdout)["deadLetters"]
        found = [letter["id"] for letter in letters if letter["kind"] == "inskrivningsmeddelande"]
        if found:
            return str(found[0])
    raise AssertionError("nothing was buried")


def audited(plant: Plant) -> None:
    verified = plant.run("audit", "verify", "--json")
    assert verified.returncode == 0, verified.stdout
    report = json.loads(verified.stdout)
    assert report["whole"]
    assert report["sealed"] > 0
    assert plant.run("audit", "verify").stdout.startswith("whole: ")
    exported = plant.run("audit", "export")
    events = [json.loads(line) for line in exported.stdout.splitlines()]
    assert len(events) == report["records"]
    assert {event["resourceType"] for event in events} == {"AuditEvent"}
    assert CAST.blue.identifier not in exported.stdout
    assert "kanarie" not in exported.stdout
    assert plant.run("audit", "export", "--out", "events.ndjson").returncode == 0
    written = (plant.directory / "events.ndjson").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in written] == [event["id"] for event in events]


def test_a_port_that_is_taken_is_exit_2_and_leaves_no_store_running(plant: Plant) -> None:
    with bound() as taken:
        taken.listen()
        plant.environment["SVU_PORT"] = str(socket.socket.getsockname(taken)[1])
        run = plant.run("serve")
    assert run.returncode == 2
    assert "cannot listen" in run.stderr
    assert "Traceback" not in run.stderr
