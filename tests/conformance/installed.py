"""The FHIR package as whoever installs it has it: HAPI opens it, and judges by nothing else and HL7 Sweden's base.

`python -m tests.conformance.installed`; `make conformance` does it too.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.checkout import ROOT
from tests.conformance import broken_bundles, hapi, package
from tests.conformance.broken_bundles import GOOD, Broken
from tests.conformance.judge import Report

GOLDEN = ROOT / "tests" / "golden"
JUDGED = (
    *(
        GOLDEN / name / "bundle.json"
        for name in ("planeringsunderlag-new-full", "inskrivningsmeddelande-new-reduced")
    ),
    GOLDEN / "clock" / "paminnelse-kvittens-to-its-owner.json",
    GOLDEN / "clock" / "report-stay-liable.json",
    *(GOOD / name for name in ("sip.json", "invitation.json", "answer.json")),
)
"""One Bundle at least of each sort of definition: profiles, extensions, codes, a Questionnaire, a Measure."""
REJECTED = (
    "cardinality-of-profile",
    "code-outside-required-binding",
    "extension-unknown",
    "answer-of-wrong-type",
)
"""Cases of `broken/` that the package alone must see: without its definitions none of them is an error of R4."""


def check(base: Path) -> list[str]:
    """What is wrong: a good Bundle that fails, a broken one that does not. Raises hapi.Skip where it cannot run."""
    hapi.build()
    with tempfile.TemporaryDirectory() as scratch:
        written = package.write(Path(scratch))
        cases = [case for case in broken_bundles.cases(Path(scratch)) if case.name in REJECTED]
        definitions = (base, Path(__file__).resolve().parent / "definitions", written)
        report = hapi.validate([*JUDGED, *(case.file for case in cases)], definitions)
        return [
            *(
                f"{file.name}: {issue.text[:300]}"
                for file in JUDGED
                for issue in report.issues[file]
                if issue.fails
            ),
            *(f"not rejected: {name}" for name in _let_through(cases, report)),
        ]


def _let_through(cases: Sequence[Broken], report: Report) -> list[str]:
    caught = {case.name for case in cases if case.caught(report.issues[case.file])}
    return sorted({*REJECTED} - caught)


def main() -> int:
    """Runs by itself; 1 when something is wrong."""
    given = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("HL7SE_BASE", "../shared/data/hl7se-base")  # noqa: TID251 - a tool of the tests
    given.add_argument("--hl7se-base", default=default, help="folder of HL7 Sweden's base package (R4)")
    try:
        wrong = check((ROOT / given.parse_args().hl7se_base).resolve())
    except hapi.Skip as skip:
        sys.stdout.write(f"not checked: {skip}\n")
        return 0
    for line in wrong:
        sys.stdout.write(f"FAIL {line}\n")
    sys.stdout.write(
        f"{package.NAME}: {len(JUDGED)} Bundles judged, {len(REJECTED)} broken ones, {len(wrong)} wrong\n"
    )
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
