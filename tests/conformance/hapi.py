"""HAPI FHIR's validator as a process: built by Maven when its sources are newer, then one JVM for all files."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from adapter.r4 import bundle_profiles
from tests.conformance.judge import Report, report

HERE = Path(__file__).resolve().parent
PROJECT = HERE / "validator"
JAR = PROJECT / "target" / "validator.jar"
LOG = PROJECT / "target" / "validator.log"
MESSAGE = bundle_profiles.MESSAGE.url
FOREIGN = HERE / "foreign.json"
THREADS = 2
"""Of the validator: the machines that this runs on have two cores."""


class Skip(Exception):
    """The validator cannot run here; the text says why."""


def build() -> None:
    """Builds the validator if need be; raises Skip without Java, Maven or the packages it fetches."""
    if shutil.which("java") is None:
        raise Skip("no `java` on the PATH (17 or newer is needed)")
    sources = (PROJECT / "pom.xml", *(PROJECT / "src").rglob("*.java"))
    if JAR.exists() and JAR.stat().st_mtime >= max(source.stat().st_mtime for source in sources):
        return
    if shutil.which("mvn") is None:
        raise Skip("no `mvn` on the PATH, and the validator is not built yet")
    sys.stdout.write("building the validator (the first time Maven fetches about 150 MB)\n")
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
        raise Skip(f"Maven could not build the validator: {first[:300]}")
    JAR.touch()


def _is_message(file: Path) -> bool:
    """Whether it is a message of ours, and not the answer to one: then it meets our profile of the Bundle."""
    document = json.loads(file.read_text())
    if document.get("resourceType") != "Bundle" or document.get("type") != "message":
        return False
    return not any("response" in entry.get("resource", ()) for entry in document.get("entry", ()))


def validate(
    files: Sequence[Path],
    definitions: Sequence[Path],
    *,
    against: Mapping[Path, str] | None = None,
    again: Collection[Path] = (),
) -> Report:
    """What it says of each file. Raises RuntimeError when it did not answer for all of them.

    `against` names a profile that a file must meet (a message of ours meets MESSAGE anyhow); files in `again` go
    through HAPI's parser and back as well.
    """
    known = against or {}
    lines = [
        f"{file}\t{known.get(file) or (MESSAGE if _is_message(file) else '')}\t{'again' if file in again else ''}\n"
        for file in files
    ]
    foreign = [row["system"] for row in json.loads(FOREIGN.read_text())]
    with tempfile.TemporaryDirectory() as home, LOG.open("w") as log:
        # The validator makes a package cache in its user's home: give it one to throw away.
        command = ["java", f"-Duser.home={home}", "-cp", f"{JAR}:{JAR.parent}/lib/*", "svu.conformance.Main"]
        command += ["--threads", str(THREADS)]
        for folder in definitions:
            command += ["--definitions", str(folder)]
        for system in foreign:
            command += ["--foreign", system]
        done = subprocess.run(
            command, input="".join(lines), stdout=subprocess.PIPE, stderr=log, text=True, check=False
        )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode or len(answers) != len(files) + 1:
        raise RuntimeError(
            f"the validator stopped after {len(answers)} of {len(files)} files; its log: {LOG}"
        )
    return report(answers)
