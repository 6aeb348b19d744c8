"""A submission is about one person: whatever in it says whose it is says the same, or nothing of it is taken.

What is written of one person under the number of another would be told to whoever cares for that other one.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from adapter.intake.submission_entries import Entries
from adapter.model.identifiers import NumberType, normalised
from adapter.model.issue import Issue, Severity
from adapter.r4 import shape
from adapter.r4.models import Resource

_OF_WHOM = frozenset({"subject", "patient", "for"})
Number = tuple[NumberType, str]


def others(communication: Resource, entries: Entries) -> Iterator[Issue]:
    """Places that name somebody else than the subject of the Communication, or a second number of its type."""
    subject = communication.get("subject") or {}
    meant = entries.find(subject, "Patient")
    own = {*_numbers(meant or {}), *_known(subject.get("identifier"))}
    if not own:
        return
    for number, resource in enumerate(entries.resources):
        where = f"Bundle.entry[{number}].resource"
        if resource["resourceType"] == "Patient":
            stated = {*_numbers(resource)}
            twice = resource is meant and len({type_ for type_, _ in own}) < len(own)
            if twice or (stated and not stated <= own):
                yield _fault(f"{where}.identifier")
        for path, reference in _references(resource, where):
            if not own.issuperset(_known(reference.get("identifier"))):
                yield _fault(f"{path}.identifier")


def _numbers(patient: Resource) -> Iterator[Number]:
    for one in patient.get("identifier", ()):
        yield from _known(one)


def _known(identifier: Mapping[str, Any] | None) -> Iterator[Number]:
    """The number in force that an identifier is; nothing for one of another kind."""
    said = identifier or {}
    type_ = shape.NUMBER_TYPES.get(said.get("system", ""))
    if type_ is not None and "value" in said and said.get("use") != "old":
        yield type_, normalised(said["value"])


def _references(element: Any, path: str) -> Iterator[tuple[str, Resource]]:
    """Every reference that says of whom something is."""
    if isinstance(element, list):
        for number, one in enumerate(element):
            yield from _references(one, f"{path}[{number}]")
    elif isinstance(element, dict):
        for name, value in element.items():
            place = f"{path}.{name}"
            if isinstance(value, dict) and (name in _OF_WHOM or value.get("type") == "Patient"):
                yield place, value
            else:
                yield from _references(value, place)


def _fault(path: str) -> Issue:
    return Issue(
        Severity.ERROR,
        "FHIR-ONE-PATIENT",
        path,
        "This is of another person than the message's subject, or says a second number of the same type.",
        "A message is about one person: send what is another's in a message of its own.",
        "invariant",
    )
