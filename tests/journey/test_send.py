"""A synthetic folder played against a running adapter: processes of their own, judged by exit code and comparison."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from adapter.gateways.http_sender import answers
from adapter.sandbox.loopback import bound

SECONDS = 120


def plain() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("SVU_")}  # noqa: TID251


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "adapter", *arguments]


def free_ports() -> tuple[int, int, int]:
    with ExitStack() as stack:
        one, two, three = (stack.enter_context(closing(bound())).getsockname()[1] for _ in range(3))
    return one, two, three


@contextmanager
def running(
    arguments: list[str], folder: Path, environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command(*arguments), cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("s")
    told = ["synth", "--region", "vasterbotten", "--episodes", "6", "--seed", "2", "--out", str(made)]
    shares = [
        "--share=withdrawn=0.25",
        "--share=not-asked=0.25",
        "--share=protected=0.2",
        "--share=retracted=0.4",
    ]
    subprocess.run(command(*told, *shares), env=plain(), check=True, capture_output=True)
    new = dict(zip(("18080", "18090", "18091"), map(str, free_ports()), strict=True))
    for name in ("settings.env", "directory.yaml"):
        text = (made / name).read_text(encoding="utf-8")
        for old, port in new.items():
            text = text.replace(old, port)
        (made / name).write_text(text, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def adapter(folder: Path) -> Iterator[str]:
    settings = dict(
        line.split("=", 1) for line in (folder / "settings.env").read_text(encoding="ascii").splitlines()
    )
    url = f"http://127.0.0.1:{settings['SVU_PORT']}"
    with (
        running(["sandbox", "."], folder, plain()),
        running(["serve", "--with-worker"], folder, {**plain(), **settings}) as serving,
    ):
        began = time.monotonic()
        while not answers(f"{url}/health/ready"):
            assert serving.poll() is None
            assert time.monotonic() - began < SECONDS
            time.sleep(0.1)
        yield url


def send(folder: Path, url: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command("send", str(folder), "--to", url, "--json", *options),
        env=plain(),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def test_every_outcome_is_as_the_manifest_says_and_a_difference_is_told(folder: Path, adapter: str) -> None:
    run = send(folder, adapter, "--quick")
    assert run.returncode == 0, run.stdout + run.stderr
    told = json.loads(run.stdout)
    assert told["differences"] == []
    assert {"forward", "reduce", "hold", "refuse", "refused whole"} <= set(told["outcomes"])

    again = send(folder, adapter, "--speed", "100000000", "--fhir")
    assert again.returncode == 0, again.stdout + again.stderr

    manifest = folder / "manifest.json"
    kept = manifest.read_text(encoding="utf-8")
    manifest.write_text(kept.replace('"outcome":"forward"', '"outcome":"refuse"', 1), encoding="utf-8")
    try:
        wrong = send(folder, adapter)
    finally:
        manifest.write_text(kept, encoding="utf-8")
    assert wrong.returncode == 1
    (difference,) = json.loads(wrong.stdout)["differences"]
    assert "forward, not refuse" in difference


def test_a_message_that_is_gone_and_a_key_that_is_wrong_are_exit_2(
    folder: Path, adapter: str, tmp_path: Path
) -> None:
    gone = tmp_path / "gone"
    shutil.copytree(folder, gone, ignore=shutil.ignore_patterns("var"))
    (missing, *_) = sorted((gone / "native").iterdir())
    missing.unlink()
    run = send(gone, adapter)
    assert run.returncode == 2, run.stdout + run.stderr
    assert missing.name in run.stderr

    for key in (gone / "keys").iterdir():
        key.write_text("nobody's", encoding="ascii")
    run = send(gone, adapter, "--fhir")
    assert run.returncode == 2, run.stdout + run.stderr
    assert "401" in run.stderr


def test_without_an_adapter_it_is_exit_3(folder: Path) -> None:
    run = send(folder, "http://127.0.0.1:9")
    assert run.returncode == 3
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    "options",
    [["--speed", "1", "--quick"], ["--key-file", "keys"]],
)
def test_wrong_usage_is_exit_2(folder: Path, options: list[str]) -> None:
    assert send(folder, "http://127.0.0.1:9", *options).returncode == 2


def test_a_folder_without_a_manifest_is_exit_2(tmp_path: Path) -> None:
    assert send(tmp_path, "http://127.0.0.1:9").returncode == 2
    assert (
        subprocess.run(
            command("sandbox", str(tmp_path)), env=plain(), capture_output=True, check=False
        ).returncode
        == 2
    )
