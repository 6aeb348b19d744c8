"""What `docs/fhir.md` tells a newcomer to do is done, word for word, and answered as it says."""

import contextlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from adapter.sandbox.loopback import bound
from tests.checkout import ROOT

TEXT = (ROOT / "docs" / "fhir.md").read_text(encoding="utf-8")
START = re.findall(r"```sh start\n(.*?)```", TEXT, re.DOTALL)
BLOCKS = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
_PORTS = ("18080", "18090", "18091")
"""Those of a synthetic folder's settings, in whose place free ones are put."""
_SAYS = re.compile(r"# (\d{3})\b")
_COMMAND = re.compile(r"\bcurl -sS ")
_CALLED = r"""curl() { command curl --noproxy '*' "$@" -w '%{stderr}%{http_code}\n' 2>>statuses; }
"""
"""curl as it is, but that it notes each answer's status."""
_PATIENCE = 60.0
_ADAPTER = (sys.executable, "-m", "adapter")


def test_every_command_says_what_it_is_answered_with() -> None:
    assert len(START) == 1
    assert BLOCKS
    for block in BLOCKS:
        assert len(_COMMAND.findall(block)) == len(_SAYS.findall(block)), block
    # an example of every sort of answer
    said = {status[0] for status in _SAYS.findall("".join(BLOCKS))}
    assert said == {"2", "3", "4"}


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
def test_what_is_shown_works_as_it_says(tmp_path: Path) -> None:
    with _started(tmp_path) as ports:
        script = _CALLED + _with(ports, "\n".join(BLOCKS))
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=tmp_path,
            env=_environment(),
            capture_output=True,
            text=True,
            timeout=_PATIENCE * 2,
            check=False,
        )
    answered = (tmp_path / "statuses").read_text(encoding="utf-8").split()
    commands = [line for block in BLOCKS for line in block.splitlines() if _SAYS.search(line)]
    expected = [_SAYS.findall(line)[0] for line in commands]
    wrong = [
        f"{status}: {line}"
        for line, want, status in zip(commands, expected, answered, strict=False)
        if status != want
    ]
    assert not wrong, "\n".join(wrong) + done.stdout[-3000:]
    assert answered == expected, done.stdout[-3000:] + done.stderr[-3000:]
    assert '"metAt":"2026-' in done.stdout  # the receipt of what was acknowledged
    assert '{"name":"status","valueCode":"active"}' in done.stdout  # the endpoint has answered the handshake


@contextmanager
def _started(folder: Path) -> Iterator[dict[str, str]]:
    """What the quick start starts, in a folder with the documents, on free ports."""
    (folder / "docs").symlink_to(ROOT / "docs")
    synth, sandbox, serve = START[0].strip().splitlines()
    assert "serve --with-worker" in serve
    subprocess.run(_arguments(synth), cwd=folder, env=_environment(), check=True, timeout=_PATIENCE)
    ports = {port: _free() for port in _PORTS}
    made = folder / _arguments(sandbox)[-1]
    for name in ("settings.env", "directory.yaml"):
        file = made / name
        file.write_text(_with(ports, file.read_text(encoding="utf-8")), encoding="utf-8")
    settings = dict(
        line.split("=", 1) for line in (made / "settings.env").read_text(encoding="utf-8").splitlines()
    )
    with contextlib.ExitStack() as stack:
        stack.enter_context(_running(_arguments(sandbox), folder, _environment()))
        stack.enter_context(_running([*_ADAPTER, "serve", "--with-worker"], made, _environment() | settings))
        _until_ready(f"http://127.0.0.1:{ports['18080']}/health/ready")
        yield ports


@contextmanager
def _running(command: list[str], folder: Path, environment: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=_PATIENCE)


def _until_ready(url: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(url, timeout=2, trust_env=False).status_code == httpx.codes.OK:
                return
        time.sleep(0.1)
    pytest.fail("the service of the quick start is not ready")


def _arguments(line: str) -> list[str]:
    """A command of the document, of the adapter that is tried."""
    name, *rest = shlex.split(line.removesuffix("&"))
    assert name == ".venv/bin/svu-adapter"
    return [*_ADAPTER, *rest]


def _with(ports: dict[str, str], text: str) -> str:
    for port, free in ports.items():
        text = text.replace(port, free)
    return text


def _free() -> str:
    with contextlib.closing(bound()) as free:
        return str(free.getsockname()[1])


def _environment() -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("SVU_")}  # noqa: TID251
    return plain | {"PYTHONPATH": str(ROOT)}
