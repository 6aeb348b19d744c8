"""`make conformance`: HAPI FHIR's validator, which is not ours, over every definition, example and golden Bundle.

Java reads and reports (`validator/`); this judges, and proves with `broken/` that the validator can say no.
Exit codes: 0 conforms, or skipped and said so; 1 does not conform, or skipped where CONFORMANCE_REQUIRED=1.
"""

import argparse
import json
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.conformance import (
    broken_bundles,
    bundles,
    demo,
    hapi,
    installed,
    snapshots,
    synthetic,
    table,
    tell,
)
from tests.conformance.judge import Report
from tests.conformance.mutation import Mutation
from tests.conformance.synthetic import Synthetic
from tests.conformance.tell import say

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DEFINITIONS = ROOT / "profiles" / "fhir"
GOLDEN = ROOT / "tests" / "golden"
OWN = (DEFINITIONS, GOLDEN)
DEFAULT_BASE = "../shared/data/hl7se-base"


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
    given.add_argument(
        "--seed", type=int, help="of the random synthetic messages; by default another each time"
    )
    given.add_argument("--messages", type=int, default=synthetic.MESSAGES, help="random synthetic messages")
    given.add_argument("--demo", default="all", choices=("all", "none", *demo.REGIONS), help="which to play")
    given.add_argument(
        "--write-table", action="store_true", help="write the table of profiles into the docs anew"
    )
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
    definitions = [folder for folder in (base, HERE / "definitions", DEFINITIONS) if folder.exists()]
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder).resolve()
        cases = broken_bundles.cases(scratch)
        known = [*sorted(broken_bundles.GOOD.glob("*.json")), *sorted(base.glob("Patient-*.json"))]
        own = [] if given.only else [*OWN, *_made(scratch, given)]
        files = [path.resolve() for path in _resources([*own, *given.paths])]
        stale = [] if given.only else snapshots.stale(base)
        tested = None if given.only else Mutation.of(_steady(files, scratch), DEFINITIONS, scratch)
        against = tested.prepare() if tested else {}
        said = [*known, *(case.file for case in cases), *files, *against]
        report = hapi.validate(said, definitions, against=against, again=set(files))
        asleep = tell.self_test(cases, report)
        errors = tell.findings(report, [*known, *files], ROOT, GOLDEN)
        lost = tell.lost(report, files)
        let_through = _mutate(tested, report, definitions, given) if tested else 0
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
    return int(bool(errors or asleep or lost or let_through or stale or packaged or nothing))


def _made(scratch: Path, given: argparse.Namespace) -> list[Path]:
    """What the product makes for this run: odd messages, a demo of every region, random synthetic courses of care."""
    folders = [scratch / name for name in ("generated", "demo", "synthetic")]
    bundles.write(folders[0])
    regions = {"all": demo.REGIONS, "none": ()}.get(given.demo, (given.demo,))
    played = demo.write(folders[1], regions)
    seed = secrets.randbelow(10**6) if given.seed is None else given.seed
    made = Synthetic(seed, given.messages)
    made.write(folders[2])
    say(f"demo of {len(regions)} regions: {tell.counted(played) or 'not played'}")
    say(f"random synthetic, --seed {seed}: {tell.counted(made.counts)}")
    return folders


def _steady(files: Sequence[Path], scratch: Path) -> list[Path]:
    """The files that are the same in every run: a demo's ids and a random seed's messages are not."""
    changing = (scratch / "demo", scratch / "synthetic")
    return [file for file in files if not any(file.is_relative_to(folder) for folder in changing)]


def _mutate(tested: Mutation, report: Report, definitions: Sequence[Path], given: argparse.Namespace) -> int:
    """The mutation test, and the table that its result is in; returns how much is wrong with either."""
    tried = list(tested.tried(report.issues))
    against = {file: one.against for one in tried for file in one.files}
    issues = hapi.validate(list(against), definitions, against=against).issues
    results = [(one, one.caught(issues)) for one in tried]
    wrong = tell.mutation(results, len(against))
    examples = table.documents(sorted((DEFINITIONS / "examples").resolve().glob("*.json")))
    made = table.of_profiles(tested.definitions, examples, report, results)
    if given.write_table:
        table.put(table.PROFILES, made)
    elif table.stale(table.PROFILES, made):
        say(
            "FAIL: docs/conformance.md has another table of profiles; `python -m tests.conformance.run --write-table`"
        )
        wrong += 1
    return wrong


def _resources(paths: Sequence[Path]) -> Iterator[Path]:
    """Named files, and of folders every JSON file that is a resource (native messages lie beside golden Bundles)."""
    for path in paths:
        if path.is_file():
            yield path
        for file in sorted(path.rglob("*.json")):
            document = json.loads(file.read_text())
            if isinstance(document, dict) and "resourceType" in document:
                yield file


if __name__ == "__main__":
    sys.exit(main())
