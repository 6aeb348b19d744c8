"""HAPI FHIR's JPA server as a process: built by Maven when its sources are newer, at a free port, gone when we are."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

HERE = Path(__file__).resolve().parent
PROJECT = HERE / "server"
JAR = PROJECT / "target" / "interop.jar"
LOG = PROJECT / "target" / "server.log"
CLASSPATH = f"{JAR}:{JAR.parent}/lib/*"
PATIENCE = 300.0
"""Seconds for it to start: it makes its whole database first."""


class Skip(Exception):
    """The server cannot run here; the text says why."""


def build() -> None:
    """Builds it if need be; raises Skip without Java, Maven or the packages it fetches."""
    if shutil.which("java") is None:
        raise Skip("no `java` on the PATH (17 or newer is needed)")
    sources = (PROJECT / "pom.xml", *(file for file in (PROJECT / "src").rglob("*") if file.is_file()))
    if JAR.exists() and JAR.stat().st_mtime >= max(source.stat().st_mtime for source in sources):
        return
    if shutil.which("mvn") is None:
        raise Skip("no `mvn` on the PATH, and the server is not built yet")
    sys.stdout.write("building HAPI FHIR's server (the first time Maven fetches about 300 MB)\n")
    sys.stdout.flush()
    done = subprocess.run(
        ["mvn", "--quiet", "--batch-mode", "--file", PROJECT / "pom.xml", "package"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and "COMPILATION ERROR" in done.stdout:
        sys.exit(done.stdout)
    if done.returncode:
        first = next((line for line in done.stdout.splitlines() if "ERROR" in line), "no reason given")
        raise Skip(f"Maven could not build the server: {first[:300]}")
    JAR.touch()


@contextmanager
def server() -> Iterator[str]:
    """A server with nothing in it: its base. It ends with its standard input, so it never outlives this process."""
    command = ["java", "-Xmx1g", "-XX:TieredStopAtLevel=1", "-cp", CLASSPATH, "svu.interop.Server"]
    with LOG.open("w") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
        )
        try:
            yield _ready(process)
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _ready(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    port = process.stdout.readline().strip()
    if not port.isdigit():
        raise RuntimeError(f"the server did not start; its log: {LOG}")
    base = f"http://127.0.0.1:{port}/fhir"
    deadline = time.monotonic() + PATIENCE
    with httpx.Client(trust_env=False, timeout=60) as client:
        while client.get(f"{base}/metadata").status_code != httpx.codes.OK:
            if time.monotonic() > deadline:
                raise RuntimeError("the server has no CapabilityStatement")
            time.sleep(1)
    return base
