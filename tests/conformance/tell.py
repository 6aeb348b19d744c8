"""What a run of `make conformance` says to its reader."""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.conformance.broken_bundles import Broken
from tests.conformance.judge import Report
from tests.conformance.mutation import THRESHOLD, Tried


def say(text: str = "") -> None:
    """A line to the reader."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def counted(counts: Mapping[str, int]) -> str:
    """How many of each."""
    return ", ".join(f"{value} {name}" for name, value in sorted(counts.items()))


def lost(report: Report, files: Sequence[Path]) -> int:
    """Tells of files that HAPI's parser does not give back as they came; returns how many."""
    changed = {file: report.lost[file] for file in files if report.lost[file]}
    for file, places in list(changed.items())[:20]:
        say(f"  LOST {file.name}: {', '.join(places[:5])}")
    say(
        f"through HAPI's parser and back, as JSON and by way of XML: {len(files)} files, {len(changed)} not the same"
    )
    return len(changed)


def mutation(results: Sequence[tuple[Tried, bool]], mutants: int) -> int:
    """Tells of the mutation test; returns how many constraints are let through without a reason, or too many at all."""
    kinds = Counter(one.constraint.kind for one, _ in results)
    caught = Counter(one.constraint.kind for one, found in results if found)
    survivors = [one for one, found in results if not found]
    say(f"mutation test: {len(results)} constraints of our profiles broken by {mutants} mutants")
    for kind, amount in kinds.most_common():
        say(f"  {caught[kind]:4} of {amount:4} {kind} rejected for it")
    for one in survivors:
        why = one.explained or ("NO INSTANCE" if not one.files else "NOT REJECTED") + ", and nobody says why"
        say(f"       let through: {one.constraint.name}: {why}")
    share = caught.total() / len(results)
    unexplained = [one for one in survivors if one.explained is None]
    say(
        f"mutation test: {caught.total()} of {len(results)} rejected for the constraint broken ({share:.1%}; at least"
        f" {THRESHOLD:.0%}), {len(survivors)} let through, {len(unexplained)} of them unexplained"
    )
    return len(unexplained) + (share < THRESHOLD)


def self_test(cases: Sequence[Broken], report: Report) -> int:
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


def findings(report: Report, files: Sequence[Path], root: Path, golden: Path) -> int:
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
        if failing or golden in file.parents:
            verdict = "FAIL" if failing else "ok  "
            say(f"  {verdict} {_shown(file, root)}: {len(failing)} errors, {len(warned)} warnings")
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


def _shown(file: Path, root: Path) -> str:
    return str(file.relative_to(root)) if file.is_relative_to(root) else file.name
