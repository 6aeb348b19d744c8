"""Is a message Bundle of ours in order: R4's structure, the codes R4 requires, and the invariants of semantics 25.

`fhir.resources` checks structure only (standards 6.3, 6.4); a Bundle that does not conform is never sent.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from adapter.mapping import conform_minimal
from adapter.model.delivery import NOTICES
from adapter.model.issue import Issue, Severity
from adapter.model.kinds import KINDS
from adapter.model.message import ACTIONS
from adapter.r4 import models, shape, systems
from adapter.r4.bindings import REQUIRED_CODES
from adapter.r4.invariants import ends_before_it_starts
from adapter.r4.models import Resource

_URN = "urn:uuid:"


def check(bundle: Resource) -> tuple[Issue, ...]:
    """Every fault; an empty tuple means that it may be sent. Texts never quote a value."""
    faults = models.structure(bundle)
    # A Bundle whose structure is broken cannot be walked.
    return faults or tuple(_invariants(bundle))


def codes(resource: Resource) -> tuple[Issue, ...]:
    """What is wrong with the required codes of any resource whose structure is right, and of a Bundle's entries."""
    name = resource["resourceType"]
    found = list(_codes(resource, name))
    for number, entry in enumerate(resource.get("entry", []) if name == "Bundle" else ()):
        if "resource" in entry:
            found.extend(_codes(entry["resource"], f"Bundle.entry[{number}].resource"))
    return tuple(found)


def _invariants(bundle: Resource) -> Iterator[Issue]:
    entries = bundle.get("entry", [])
    resources = {entry.get("fullUrl", ""): entry["resource"] for entry in entries if "resource" in entry}
    if bundle.get("type") != "message" or not bundle.get("id") or not bundle.get("timestamp"):
        yield _fault("FHIR-BUNDLE", "Bundle", "A message Bundle has its type, an id and a timestamp.")
    if len(resources) < len(entries):
        yield _fault("FHIR-FULLURL", "Bundle.entry", "Every entry has a resource and a fullUrl of its own.")
    first: Resource = next(iter(resources.values()), {})
    if first.get("resourceType") != "MessageHeader":
        yield _fault("FHIR-BUNDLE", "Bundle.entry[0]", "The first entry of a message is its MessageHeader.")
        return
    yield from _header(first)
    for number, (full_url, resource) in enumerate(resources.items()):
        where = f"Bundle.entry[{number}]"
        if full_url != f"{_URN}{resource.get('id')}":
            yield _fault("FHIR-FULLURL", where, "The fullUrl is urn:uuid: and the resource's id.")
        yield from _codes(resource, f"{where}.resource")
        yield from _statuses(resource, first, where)
    yield from _references(first, resources)
    yield from conform_minimal.check(bundle)


def _header(header: Resource) -> Iterator[Issue]:
    where = "Bundle.entry[0].resource"
    kind = shape.code_of(systems.KIND, header.get("eventCoding"))
    if kind not in KINDS and kind not in NOTICES:
        yield _fault("FHIR-EVENT", where, "The event is a kind of our code system.")
    if header.get("definition") != f"{systems.MESSAGE_DEFINITION}/{kind}":
        yield _fault("FHIR-DEFINITION", where, "The definition is the MessageDefinition of the kind.")
    if shape.code_of(systems.ACTION, header.get("reason")) not in ACTIONS:
        yield _fault("FHIR-REASON", where, "The reason is an action of our code system.")
    if not header.get("focus") or not header.get("destination") or "sender" not in header:
        yield _fault("FHIR-HEADER", where, "A delivery has a focus, a destination and a sender.")


def _codes(resource: Resource, where: str) -> Iterator[Issue]:
    """Elements with a required binding hold one of its codes."""
    for path, codes in REQUIRED_CODES.get(resource["resourceType"], {}).items():
        for value in _values(resource, path):
            if value not in codes:
                yield _fault("FHIR-CODE", f"{where}.{'.'.join(path)}", "R4 requires a code of its value set.")


def _values(element: Any, steps: tuple[str, ...]) -> Iterator[object]:
    if isinstance(element, list):
        for item in element:
            yield from _values(item, steps)
    elif not steps:
        yield element
    elif steps[0] in element:
        yield from _values(element[steps[0]], steps[1:])


def _statuses(resource: Resource, header: Resource, where: str) -> Iterator[Issue]:
    """Only annul makes a Communication entered-in-error; a removal is an annulment's (semantics 23)."""
    annuls = shape.code_of(systems.ACTION, header.get("reason")) == "annul"
    if resource["resourceType"] == "Communication":
        wanted = "entered-in-error" if annuls else "completed"
        if resource.get("status") != wanted:
            yield _fault(
                "FHIR-STATUS", f"{where}.resource.status", "Only annul gives entered-in-error, and always."
            )
    if resource["resourceType"] == "Consent" and not (resource.get("policy") or resource.get("policyRule")):
        yield _fault("FHIR-PPC-1", f"{where}.resource", "A Consent names its policy.")
    for name, period in (
        ("period", resource.get("period")),
        ("provision.period", _provision_period(resource)),
    ):
        if period and ends_before_it_starts(period):
            yield _fault("FHIR-PER-1", f"{where}.resource.{name}", "A period ends after it starts.")


def _provision_period(resource: Resource) -> Resource | None:
    provision: Resource = resource.get("provision", {})
    return provision.get("period")


def _references(header: Resource, resources: Mapping[str, Resource]) -> Iterator[Issue]:
    """References resolve in the Bundle, and everything but Provenance is reachable from the focus."""
    found = {full_url: list(references(resource)) for full_url, resource in resources.items()}
    for number, targets in enumerate(found.values()):
        for path, target in targets:
            if target not in resources:
                where = f"Bundle.entry[{number}].resource{path}"
                yield _fault("FHIR-REFERENCE", where, "The reference does not resolve in the Bundle.")
    seen: set[str] = set()
    ahead = [focus["reference"] for focus in header.get("focus", ()) if "reference" in focus]
    while ahead:
        full_url = ahead.pop()
        if full_url not in seen and full_url in resources:
            seen.add(full_url)
            ahead += [target for _, target in found[full_url]]
    for number, (full_url, resource) in enumerate(resources.items()):
        if resource["resourceType"] not in {"MessageHeader", "Provenance"} and full_url not in seen:
            where = f"Bundle.entry[{number}]"
            yield _fault("FHIR-FOCUS", where, "Everything but Provenance is reachable from the focus.")


def references(element: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every literal reference below an element, with its path."""
    if isinstance(element, dict):
        for name, value in element.items():
            if name == "reference" and isinstance(value, str):
                yield f"{path}.reference", value
            else:
                yield from references(value, f"{path}.{name}")
    elif isinstance(element, list):
        for number, item in enumerate(element):
            yield from references(item, f"{path}[{number}]")


def _fault(rule: str, path: str, text: str) -> Issue:
    return Issue(Severity.ERROR, rule, path, text, "Correct the Bundle.", "invariant")
