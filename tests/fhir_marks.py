"""Which test tries which FHIR interaction: for the table *interaction × tested* in `docs/conformance.md`.

A test of the REST side says what it tries, by the codes of our CapabilityStatement (read, vread, history-instance,
search-type, create, update, transaction, batch, `$name`):

    @pytest.mark.fhir("CarePlan", "read")
    @pytest.mark.fhir("CarePlan", "search-type", "patient", "status")     # each search parameter that it tries
    @pytest.mark.fhir("Consent", "create")
    @pytest.mark.fhir("Consent", "$validate")
    @pytest.mark.fhir("", "transaction")                                  # of the whole server: no type

A test may have several marks, also in `pytest.param(..., marks=...)`. Mark a test only when it would fail were the
interaction broken. `tests/test_fhir_marks.py` fails when an interaction that the CapabilityStatement tells of has no
test, and when a mark names one that it does not tell of.

`collected()` asks pytest itself (in a process of its own), so parametrised and inherited marks count as they run.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.checkout import ROOT

NAME = "fhir"
Interaction = tuple[str, str, str]
"""Type ("" for the whole server), interaction, search parameter ("" for the interaction itself)."""


def collected() -> Mapping[Interaction, tuple[str, ...]]:
    """The tests of every interaction that some test is marked with, as `path::name` without parameters."""
    files = [
        str(file)
        for file in sorted((ROOT / "tests").rglob("test_*.py"))
        if f"mark.{NAME}(" in file.read_text(encoding="utf-8") and file != Path(__file__)
    ]
    if not files:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "marks.json"
        command = (
            sys.executable,
            "-m",
            "pytest",
            "-n",
            "0",
            "-p",
            "tests.fhir_marks",
            "--collect-only",
            "-q",
        )
        done = subprocess.run(
            [*command, f"--fhir-marks={told}", *files], cwd=ROOT, capture_output=True, text=True, check=False
        )
        if not told.exists():
            raise RuntimeError(
                f"pytest could not collect the tests: {done.stdout[-2000:]}{done.stderr[-500:]}"
            )
        rows = json.loads(told.read_text(encoding="utf-8"))
    found: dict[Interaction, dict[str, None]] = {}
    for type_, interaction, parameter, test in rows:
        found.setdefault((type_, interaction, parameter), {})[test] = None
    return {interaction: tuple(sorted(tests)) for interaction, tests in sorted(found.items())}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the marks of what was collected are written to."""
    parser.addoption("--fhir-marks", default="", help="write the fhir marks of collected tests to this file")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Writes them."""
    target = session.config.getoption("--fhir-marks")
    if target:
        Path(target).write_text(json.dumps(list(_rows(session))), encoding="utf-8")


def _rows(session: pytest.Session) -> Iterator[tuple[str, str, str, str]]:
    for item in session.items:
        for mark in item.iter_markers(NAME):
            type_, interaction, *parameters = mark.args
            for parameter in parameters or [""]:
                yield type_, interaction, parameter, item.nodeid.partition("[")[0]
