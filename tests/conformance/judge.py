"""What a finding of the validator is worth here: a warning passes only with a reason, one kind of error does too."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ERRORS = frozenset({"error", "fatal"})
"""Severities that fail the run."""

EXPLAINED: list[dict[str, str]] = json.loads((Path(__file__).parent / "warnings.json").read_text())
"""Warnings that stay: message id, part of the place and of the text, and why."""

ORPHAN = "isn't reachable by traversing links"

PROMOTED = {
    "URN reference is not locally contained": "a reference that leads nowhere",
    ORPHAN: "an entry that belongs to nothing in the message, unless it is the Provenance of an earlier message",
    "CodeSystem is unknown": "a system that is neither defined nor listed in foreign.json is a misspelt one",
    "could not be resolved, so no validation": "a questionnaire that nobody can find",
}
"""Warnings of the validator, by a part of their text, that are errors here, and why."""

TOLERATED = {
    "Unable to resolve package id hl7.fhir.r4.core": "without a network the validator cannot redo the snapshot of an"
    " extension's StructureDefinition; Main makes that snapshot in another way and reports if it fails",
    "Profile reference 'http://hl7.org/fhir/uv/subscriptions-backport/": "HL7's package of the backport is not here;"
    " what a notification says is held by our own profile of it",
}
"""Errors that are limits of the validator without a network, by a part of their text, and why."""


@dataclass(frozen=True, slots=True)
class Issue:
    """A finding of the validator, its severity as judged here."""

    severity: str
    id: str
    at: str
    text: str

    @property
    def fails(self) -> bool:
        """Whether the run cannot be green with it: errors, and warnings that nobody has explained."""
        return self.severity in ERRORS or (self.severity == "warning" and not self.explained)

    @property
    def explained(self) -> bool:
        """Whether a row of warnings.json says why this warning is in order."""
        return any(
            row["id"] == self.id and row["at"] in self.at and row["text"] in self.text for row in EXPLAINED
        )


@dataclass(frozen=True, slots=True)
class Report:
    """What the validator said: issues by file, and the codes it took on trust by system."""

    issues: Mapping[Path, tuple[Issue, ...]]
    foreign: Mapping[str, list[str]]
    lost: Mapping[Path, tuple[str, ...]] = field(default_factory=dict)
    """Where a file that went through HAPI's parser and back differs from what came; empty where it does not."""


def report(answers: list[dict[str, Any]]) -> Report:
    """The validator's lines, judged; the last one holds the codes taken on trust."""
    *files, last = answers
    issues, lost = {}, {}
    for answer in files:
        file = Path(answer["file"])
        issues[file] = tuple(_judged(file, found) for found in answer["issues"])
        if "lost" in answer:
            lost[file] = tuple(f"by way of {one['by']}: {one['at']}" for one in answer["lost"])
    return Report(issues, last["foreign"], lost)


def _judged(file: Path, found: Mapping[str, Any]) -> Issue:
    severity, text = found["severity"], found["text"]
    promoted = severity == "warning" and any(part in text for part in PROMOTED)
    if promoted and not (ORPHAN in text and _of_earlier_message(file, text)):
        severity = "error"
    if severity in ERRORS and any(part in text for part in TOLERATED):
        severity = "warning"
    return Issue(severity, found["id"] or "-", found["at"] or "", text)


def _of_earlier_message(file: Path, text: str) -> bool:
    """Whether the entry that nothing leads to is a Provenance: history of the message, told under its own ids."""
    entries = json.loads(file.read_text()).get("entry", ())
    return any(
        f"'{entry.get('fullUrl')}'" in text and entry.get("resource", {}).get("resourceType") == "Provenance"
        for entry in entries
    )
