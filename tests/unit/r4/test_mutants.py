"""The mutation test of the profiles, held against the runtime check instead of the independent validator.

One instance that is in order, one constraint of one of our profiles broken: the check finds an error that was not there.
"""

import json
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from adapter.mapping import submission
from adapter.model.issue import Severity
from adapter.r4.check import check
from tests import golden_bundles
from tests.checkout import ROOT, mappings
from tests.conformance.mutation import Mutation

DEFINITIONS = ROOT / "profiles/fhir"
LEAST_OF_ALL = 0.9
"""The share of all, with those of R4 and of HL7 Sweden's profiles under ours, and extensible bindings."""


def _files(scratch: Path) -> list[Path]:
    """The golden Bundles, and a part of them as their senders would have posted them."""
    golden = [file for file in sorted(ROOT.glob("tests/golden/**/*.json")) if file.name != "case.json"]
    files = [file for file in golden if "resourceType" in json.loads(file.read_text())]
    for number, folder in enumerate(list(golden_bundles.cases())[::5]):
        posted = submission.of_json(golden_bundles.document(folder)["message"], mappings())
        file = scratch / f"posted-{number:03}.json"
        file.write_text(json.dumps(posted))
        files.append(file)
    return files


def _errors(file: Path, profile: str) -> list[Any]:
    found = check(json.loads(file.read_text()), mappings(), [profile] if profile else [])
    return [SimpleNamespace(severity="error") for issue in found if issue.severity is Severity.ERROR]


def test_what_breaks_a_constraint_is_found_by_the_runtime_check_too(tmp_path: Path) -> None:
    tested = Mutation.of(_files(tmp_path), DEFINITIONS, tmp_path)
    issues = {file: _errors(file, profile) for file, profile in tested.prepare().items()}
    tried: Counter[tuple[bool, bool]] = Counter()
    missed = []
    for one in tested.tried(issues):
        if not one.files:
            continue
        caught = any(_errors(file, one.against) for file in one.files)
        # what the validator lets pass too has its reason there
        own = one.constraint.own and one.explained is None
        tried[own, caught] += 1
        if own and not caught:
            missed.append(one.constraint.name)
    assert missed == []
    assert tried[True, True] > 500
    assert (tried[True, True] + tried[False, True]) / sum(tried.values()) >= LEAST_OF_ALL
