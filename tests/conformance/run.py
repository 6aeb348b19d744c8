"""`make conformance`: HAPI FHIR's validator, which is not ours, over every definition, example and golden Bundle.

Java reads and reports (`validator/`); this judges, and proves with `broken/` that the validator can say no.
Exit codes: 0 conforms, or skipped and said so; 1 does not conform, or skipped where CONFORMANCE_REQUIRED=1.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.conformance import broken_bundles, bundles, hapi, installed, snapshots
from tests.conformance.broken_bundles import Broken
from tests.conformance.judge import Report

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DEFINITIONS = ROOT / "profiles" / "fhir"
GOLDEN = ROOT / "tests" / "golden"
OWN = (DEFINITIONS, GOLDEN)
DEFAULT_BASE = "../shared/data/hl7se-base"


def say(text: str = "") -> None:
    """A line to the reader."""
    sys.stdout.write(text + "\n")


def main() -> int:
    """Runs, or says loudly that it did not."""
    required = os.environ.get("CONFORMANCE_REQUIRED") == "1"  # noqa: TID251 - a tool of the tests has no settings
    given = _arguments()
    try:
        return run(given)
    except hapi.Skip as skip:
        line = "!" * 100
        say(f"{line}\n!! CONFORMANCE WAS NOT CHECKED: {skip}")
        say(f"!! No independent validator has looked at anything in this run.\n{line}")
        return int(required)


def _arguments() -> argparse.Namespace:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument(
        "paths", nargs="*", type=Path, help="more files and folders (Bundles that a demo left)"
    )
    base = os.environ.get("HL7SE_BASE", DEFAULT_BASE)  # noqa: TID251 - as above
    given.add_argument("--hl7se-base", default=base, help="folder of HL7 Sweden's base package (R4, 1.1.0)")
    given.add_argument("--only", action="store_true", help="only the paths given, and the self-test")
    found = given.parse_args()
    if missing := [str(path) for path in found.paths if not path.exists()]:
        given.error(f"not found: {', '.join(missing)}")
    return found


def run(given: argparse.Namespace) -> int:
    """The whole check; returns the exit code, raises Skip."""
    base = (ROOT / given.hl7se_base).resolve()
    if not (base / "StructureDefinition-SEBasePatient.json").exists():
        raise hapi.Skip(f"HL7 Sweden's base package (hl7se.fhir.base 1.1.0) is not in {given.hl7se_base}")
    hapi.build()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        cases = broken_bundles.cases(Path(scratch))
        generated = Path(scratch).resolve() / "generated"
        if not given.only:
            bundles.write(generated)
        known = [*sorted(broken_bundles.GOOD.glob("*.json")), *sorted(base.glob("Patient-*.json"))]
        own = [] if given.only else [*OWN, generated]
        files = [path.resolve() for path in _resources([*own, *given.paths])]
        definitions = [folder for folder in (base, HERE / "definitions", DEFINITIONS) if folder.exists()]
        stale = [] if given.only else snapshots.stale(base)
        report = hapi.validate([*known, *(case.file for case in cases), *files], definitions)
        asleep = _self_test(cases, report)
        errors = _tell(report, [*known, *files])
        packaged = [] if given.only else installed.check(base)
    for line in packaged:
        say(f"FAIL: by the FHIR package alone: {line}")
    golden = sum(GOLDEN in file.parents for file in files)
    for name in stale:
        say(
            f"FAIL: {name}: its snapshot is not what the generator makes now; `python -m tests.conformance.snapshots`"
        )
    nothing = not given.only and not golden
    if nothing:
        say("FAIL: tests/golden holds no Bundle")
    say(
        f"conformance: {len(files)} files of ours ({golden} golden), {len(known)} known good, {errors} errors,"
        f" {time.monotonic() - started:.0f} s"
    )
    return int(bool(errors or asleep or stale or packaged or nothing))


def _resources(paths: Sequence[Path]) -> Iterator[Path]:
    """Named files, and of folders every JSON file that is a resource (native messages lie beside golden Bundles)."""
    for path in paths:
        if path.is_file():
            yield path
        for file in sorted(path.rglob("*.json")):
            document = json.loads(file.read_text())
            if isinstance(document, dict) and "resourceType" in document:
                yield file


def _self_test(cases: Sequence[Broken], report: Report) -> int:
    """Tells of broken Bundles that were not rejected for the fault in them; returns how many."""
    asleep = [case for case in cases if not case.caught(report.issues[case.file])]
    for case in asleep:
        say(f"  NOT REJECTED {case.name}: {case.because}; wanted {case.wanted}; it said:")
        for issue in report.issues[case.file]:
            say(f"       {issue.severity} {issue.id} at {issue.at}: {issue.text[:300]}")
    say(
        f"self-test: {len(cases) - len(asleep)} of {len(cases)} broken Bundles rejected for the fault in them"
    )
    return len(asleep)


def _tell(report: Report, files: Sequence[Path]) -> int:
    """Prints findings per file; returns the number of errors. Files without findings are only counted."""
    warnings: Counter[str] = Counter()
    errors = quiet = 0
    for file in files:
        failing = [issue for issue in report.issues[file] if issue.fails]
        warned = [
            issue.id for issue in report.issues[file] if issue.severity == "warning" and not issue.fails
        ]
        errors += len(failing)
        warnings.update(warned)
        if failing or GOLDEN in file.parents:
            verdict = "FAIL" if failing else "ok  "
            say(f"  {verdict} {_shown(file)}: {len(failing)} errors, {len(warned)} warnings")
        else:
            quiet += 1
        for issue in failing:
            say(f"       {issue.severity} {issue.id} at {issue.at}: {issue.text[:400]}")
    say(f"  ok   {quiet} other files: 0 errors")
    say("explained warnings by message id (tests/conformance/warnings.json says why each is in order):")
    for name, amount in warnings.most_common():
        say(f"  {amount:5} {name}")
    say("codes taken on trust, of systems that are not here (tests/conformance/foreign.json):")
    for system, codes in report.foreign.items():
        say(f"        {system}: {', '.join(codes)}")
    return errors


def _shown(file: Path) -> str:
    return str(file.relative_to(ROOT)) if file.is_relative_to(ROOT) else file.name


if __name__ == "__main__":
    sys.exit(main())
