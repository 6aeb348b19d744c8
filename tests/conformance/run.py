"""`make conformance`: HAPI FHIR's validator, which is not ours, over every definition, example and golden Bundle.

Java reads and reports (`validator/`); this file builds it, proves with `broken/` that it can say no, and judges.
Exit codes: 0 conforms, or skipped and said so; 1 does not conform, or skipped where CONFORMANCE_REQUIRED=1.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
VALIDATOR = HERE / "validator"
JAR = VALIDATOR / "target" / "validator.jar"
DEFINITIONS = ROOT / "profiles" / "fhir"
GOLDEN = ROOT / "tests" / "golden"
DEFAULT_BASE = "../shared/data/hl7se-base"

ERRORS = frozenset({"error", "fatal"})
"""Severities that fail the run."""

PROMOTED = {
    "URN reference is not locally contained": "a reference that leads nowhere",
    "isn't reachable by traversing links": "an entry that belongs to nothing in the message",
    "CodeSystem is unknown": "a system that is neither defined nor listed in foreign.json is a misspelt one",
    "could not be resolved, so no validation": "a questionnaire that nobody can find",
}
"""Warnings of the validator, by a part of their text, that are errors here, and why."""

TOLERATED = {
    "Unable to resolve package id hl7.fhir.r4.core": "the validator wants a package server to redo the snapshot of an"
    " extension's StructureDefinition; the extension itself is used, and so checked, in the golden Bundles",
}
"""Errors that are limits of the validator when it has no network, by a part of their text, and why."""


class Skip(Exception):
    """The validator cannot run here; the text says why."""


@dataclass(frozen=True, slots=True)
class Issue:
    """A finding of the validator, its severity as judged here."""

    severity: str
    id: str
    at: str
    text: str

    @property
    def fails(self) -> bool:
        """Whether the run cannot be green with it."""
        return self.severity in ERRORS


@dataclass(frozen=True, slots=True)
class Report:
    """What the validator said: issues by file, and the codes it took on trust by system."""

    issues: dict[Path, tuple[Issue, ...]]
    foreign: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Broken:
    """A case of `broken/`: one fault put into a good Bundle, and the finding that must come of it."""

    name: str
    because: str
    bundle: dict[str, Any]
    wanted: dict[str, str]

    def caught(self, issues: Sequence[Issue]) -> bool:
        """Whether an error is the one this fault deserves; another error would prove nothing."""
        return any(
            issue.fails
            and issue.id.endswith(self.wanted["id"])
            and self.wanted.get("at", "") in issue.at
            and self.wanted.get("text", "") in issue.text
            for issue in issues
        )


def say(text: str = "") -> None:
    """A line to the reader."""
    sys.stdout.write(text + "\n")


def build() -> None:
    """Builds the validator when its sources are newer than its jar; raises Skip without Java, Maven or its packages."""
    if shutil.which("java") is None:
        raise Skip("no `java` on the PATH (17 or newer is needed)")
    sources = (VALIDATOR / "pom.xml", *(VALIDATOR / "src").rglob("*.java"))
    if JAR.exists() and JAR.stat().st_mtime >= max(source.stat().st_mtime for source in sources):
        return
    if shutil.which("mvn") is None:
        raise Skip("no `mvn` on the PATH, and the validator is not built yet")
    say("building the validator (the first time Maven fetches about 150 MB)")
    done = subprocess.run(
        ["mvn", "--quiet", "--batch-mode", "--file", VALIDATOR / "pom.xml", "package"],
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


def validate(files: Sequence[Path], definitions: Sequence[Path], log: Path) -> Report:
    """All files in one JVM. Raises RuntimeError when it did not answer for each of them."""
    foreign = [row["system"] for row in json.loads((HERE / "foreign.json").read_text())]
    with tempfile.TemporaryDirectory() as home, log.open("w") as errors:
        # The validator makes a package cache in its user's home: give it one to throw away.
        command = ["java", f"-Duser.home={home}", "-cp", f"{JAR}:{JAR.parent}/lib/*", "svu.conformance.Main"]
        for folder in definitions:
            command += ["--definitions", str(folder)]
        for system in foreign:
            command += ["--foreign", system]
        names = "".join(f"{file}\n" for file in files)
        done = subprocess.run(
            command, input=names, stdout=subprocess.PIPE, stderr=errors, text=True, check=False
        )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode or len(lines) != len(files) + 1:
        raise RuntimeError(f"the validator stopped after {len(lines)} of {len(files)} files; its log: {log}")
    *answers, last = lines
    issues = {Path(answer["file"]): tuple(map(judged, answer["issues"])) for answer in answers}
    return Report(issues, last["foreign"])


def judged(found: dict[str, Any]) -> Issue:
    """An issue with the severity that it has here."""
    severity, text = found["severity"], found["text"]
    if severity == "warning" and any(part in text for part in PROMOTED):
        severity = "error"
    if severity in ERRORS and any(part in text for part in TOLERATED):
        severity = "warning"
    return Issue(severity, found["id"] or "-", found["at"] or "", text)


def resources(paths: Sequence[Path]) -> Iterator[Path]:
    """Named files, and of folders every JSON file that is a resource (native messages lie beside golden Bundles)."""
    for path in paths:
        if path.is_file():
            yield path
        for file in sorted(path.rglob("*.json")):
            document = json.loads(file.read_text())
            if isinstance(document, dict) and "resourceType" in document:
                yield file


def broken() -> tuple[Broken, ...]:
    """The cases of `broken/`, each fault put into the good file it names."""
    cases = []
    for file in sorted((HERE / "broken").glob("*.json")):
        case = json.loads(file.read_text())
        bundle = json.loads((HERE / "good" / case["of"]).read_text())
        for step in case["patch"]:
            patch(bundle, step)
        cases.append(Broken(file.stem, case["because"], bundle, case["wanted"]))
    return tuple(cases)


def patch(document: Any, step: dict[str, Any]) -> None:
    """One step of a JSON Patch (RFC 6902: add, replace, remove), in place; a path that leads nowhere raises."""
    *way, last = step["path"].removeprefix("/").split("/")
    target = document
    for name in way:
        target = target[int(name)] if isinstance(target, list) else target[name]
    if isinstance(target, list):
        at = len(target) if last == "-" else int(last)
        end = at if step["op"] == "add" else at + 1
        target[at:end] = [] if step["op"] == "remove" else [step["value"]]
    elif step["op"] == "add":
        target[last] = step["value"]
    else:
        del target[last]
        if step["op"] == "replace":
            target[last] = step["value"]


def tell(report: Report, files: Sequence[Path]) -> int:
    """Prints findings per file and the summary; returns the number of errors."""
    warnings: Counter[str] = Counter()
    errors = 0
    for file in files:
        issues = report.issues[file]
        failing = [issue for issue in issues if issue.fails]
        errors += len(failing)
        warnings.update(issue.id for issue in issues if issue.severity == "warning")
        amount = sum(issue.severity == "warning" for issue in issues)
        say(f"  {'FAIL' if failing else 'ok  '} {shown(file)}: {len(failing)} errors, {amount} warnings")
        for issue in failing:
            say(f"       {issue.severity} {issue.id} at {issue.at}: {issue.text[:400]}")
    say("warnings by message id (explained in docs/conformance.md):")
    for name, amount in warnings.most_common():
        say(f"  {amount:5} {name}")
    say("codes of systems that are not here, taken on trust (tests/conformance/foreign.json):")
    for system, codes in report.foreign.items():
        say(f"        {system}: {', '.join(codes)}")
    return errors


def shown(file: Path) -> str:
    """A path as short as it can be."""
    return str(file.relative_to(ROOT)) if file.is_relative_to(ROOT) else str(file)


def arguments() -> argparse.Namespace:
    """The command line; what it leaves out comes from the environment."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument(
        "paths", nargs="*", type=Path, help="more files and folders (Bundles that a test or demo left)"
    )
    base = os.environ.get("HL7SE_BASE", DEFAULT_BASE)  # noqa: TID251 - a tool of the tests has no settings class
    given.add_argument("--hl7se-base", default=base, help="folder of HL7 Sweden's base package, R4, 1.1.0")
    given.add_argument(
        "--only", action="store_true", help="only the paths given, without the project's own files"
    )
    return given.parse_args()


def run(given: argparse.Namespace) -> int:
    """The whole check; returns the exit code, raises Skip."""
    base = (ROOT / given.hl7se_base).resolve()
    if not (base / "StructureDefinition-SEBasePatient.json").exists():
        raise Skip(f"HL7 Sweden's base package (hl7se.fhir.base 1.1.0) is not in {given.hl7se_base}")
    build()
    started = time.monotonic()
    own = [] if given.only else [DEFINITIONS, GOLDEN, *sorted((ROOT / "docs" / "examples").glob("*"))]
    files = [path.resolve() for path in resources([*own, *given.paths])]
    if missing := [path for path in given.paths if not path.exists()]:
        sys.exit(f"not found: {', '.join(map(str, missing))}")
    known = [*sorted((HERE / "good").glob("*.json")), *sorted(base.glob("Patient-*.json"))]
    cases = broken()
    with tempfile.TemporaryDirectory() as folder:
        bad = {Path(folder).resolve() / f"{case.name}.json": case for case in cases}
        for file, case in bad.items():
            file.write_text(json.dumps(case.bundle))
        definitions = [folder for folder in (base, HERE / "definitions", DEFINITIONS) if folder.exists()]
        report = validate([*known, *bad, *files], definitions, VALIDATOR / "target" / "validator.log")
        asleep = [case for file, case in bad.items() if not case.caught(report.issues[file])]
        for file, case in bad.items():
            if case in asleep:
                say(f"  NOT REJECTED AS IT SHOULD BE {case.name}: {case.because}; it said:")
                for issue in report.issues[file]:
                    say(f"       {issue.severity} {issue.id} at {issue.at}: {issue.text[:300]}")
    say(
        f"self-test: {len(cases) - len(asleep)} of {len(cases)} broken Bundles rejected for the fault in them"
    )
    errors = tell(report, [*known, *files])
    bundles = sum(GOLDEN in file.parents for file in files)
    if not bundles and not given.only:
        say("FAIL: tests/golden holds no Bundle, so nothing of ours was checked")
    seconds = time.monotonic() - started
    say(
        f"conformance: {len(files)} files of ours ({bundles} golden), {len(known)} known good, {errors} errors, {seconds:.0f} s"
    )
    return int(bool(errors or asleep or not (bundles or given.only)))


def main() -> int:
    """Runs, or says loudly that it did not."""
    required = os.environ.get("CONFORMANCE_REQUIRED") == "1"  # noqa: TID251 - as above
    try:
        return run(arguments())
    except Skip as skip:
        line = "!" * 100
        say(f"{line}\n!! CONFORMANCE WAS NOT CHECKED: {skip}")
        say("!! Nothing was validated by an independent validator in this run." + f"\n{line}")
        return int(required)


if __name__ == "__main__":
    sys.exit(main())
