"""The judge of the independent validator: what a finding is worth, and how faults are put into good Bundles."""

import json
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.conformance import broken_bundles, judge
from tests.conformance.judge import Issue

ORPHAN = "Entry 'urn:uuid:1' isn't reachable by traversing links (forward or backward) from the MessageHeader"


def _judged(file: Path, severity: str, text: str, name: str = "X") -> Issue:
    answer = {
        "file": str(file),
        "issues": [{"severity": severity, "id": name, "at": "Bundle.entry[1]", "text": text}],
    }
    return judge.report([answer, {"foreign": {}}]).issues[file][0]


@pytest.mark.parametrize("text", [part for part in judge.PROMOTED if part != judge.ORPHAN])
def test_warnings_that_hide_an_error_fail(text: str, tmp_path: Path) -> None:
    assert _judged(tmp_path, "warning", f"… {text} …").severity == "error"


@pytest.mark.parametrize(("resource", "severity"), [("Provenance", "warning"), ("Organization", "error")])
def test_only_provenance_may_stand_in_a_bundle_with_nothing_leading_to_it(
    resource: str,
    severity: str,
    tmp_path: Path,
) -> None:
    file = tmp_path / "bundle.json"
    file.write_text(
        json.dumps({"entry": [{"fullUrl": "urn:uuid:1", "resource": {"resourceType": resource}}]})
    )
    found = _judged(file, "warning", ORPHAN, "Bundle_BUNDLE_Entry_Orphan_MESSAGE")
    assert found.severity == severity
    assert found.fails is (severity == "error")


def test_a_warning_that_nobody_has_explained_fails_and_a_piece_of_information_does_not(
    tmp_path: Path,
) -> None:
    assert _judged(tmp_path, "warning", "something new").fails
    assert not _judged(tmp_path, "information", "something new").fails


def test_a_limit_of_the_validator_is_no_error_of_ours(tmp_path: Path) -> None:
    assert _judged(tmp_path, "error", f"… {next(iter(judge.TOLERATED))}#null").severity == "warning"


def test_the_document_explains_every_warning_that_stays() -> None:
    document = (ROOT / "docs" / "conformance.md").read_text()
    assert [row["id"] for row in judge.EXPLAINED if f"`{row['id']}`" not in document] == []


def test_every_broken_bundle_differs_from_a_good_one_and_says_what_is_wanted(tmp_path: Path) -> None:
    good = [json.loads(file.read_text()) for file in broken_bundles.GOOD.glob("*.json")]
    cases = broken_bundles.cases(tmp_path)
    assert len(cases) > 30
    for case in cases:
        assert json.loads(case.file.read_text()) not in good
        assert case.because
        assert {"id"} <= set(case.wanted) <= {"id", "at", "text"}


def test_a_case_is_caught_by_its_own_finding_and_by_no_other(tmp_path: Path) -> None:
    case = broken_bundles.Broken("x", "why", tmp_path, {"id": "Consent#ppc-1", "at": "*Consent/"})
    assert case.caught(
        [Issue("error", "http://hl7.org/…/Consent#ppc-1", "Bundle.entry[6].resource/*Consent/7*/", "")]
    )
    assert not case.caught([Issue("error", "http://hl7.org/…/Consent#ppc-1", "Bundle.entry[1]", "")])
    assert not case.caught([Issue("information", "Consent#ppc-1", "*Consent/", "")])
    assert not case.caught([Issue("error", "something-else", "*Consent/", "")])
