"""Is a transaction Bundle of ours in order: the invariants of semantics 34 besides those of what is in it.

One patient; every entry writes one resource, found by an identifier of ours or under its own id; nothing of the person in
a request, which servers log; references resolve within the Bundle. What does not conform is never sent.
"""

import re
from collections import Counter
from collections.abc import Iterator

from adapter.mapping.conform import codes, references
from adapter.mapping.transaction import BY_ID
from adapter.model.issue import Issue, Severity
from adapter.r4 import models, systems
from adapter.r4.models import Resource

_UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_SEARCH = re.compile(rf"identifier={re.escape(systems.RESOURCE_ID)}\|(?P<key>{_UUID})")
_ID = re.compile(_UUID)


def check(bundle: Resource) -> tuple[Issue, ...]:
    """Every fault; an empty tuple means that it may be sent. Texts never quote a value."""
    faults = models.structure(bundle)
    # A Bundle whose structure is broken cannot be walked.
    return faults or (*_invariants(bundle), *codes(bundle))


def _invariants(bundle: Resource) -> Iterator[Issue]:
    entries = bundle.get("entry", [])
    if bundle.get("type") != "transaction" or not bundle.get("id") or not bundle.get("timestamp"):
        yield _fault("FHIR-BUNDLE", "Bundle", "A transaction of ours has its type, an id and a timestamp.")
    full_urls = {entry["fullUrl"] for entry in entries if "fullUrl" in entry}
    for number, entry in enumerate(entries):
        where = f"Bundle.entry[{number}]"
        if "resource" not in entry or "request" not in entry:
            yield _fault("FHIR-ENTRY", where, "Every entry writes a resource.")
            continue
        yield from _request(entry, f"{where}.request")
        for path, target in references(entry["resource"]):
            if target not in full_urls:
                place = f"{where}.resource{path}"
                yield _fault("FHIR-REFERENCE", place, "The reference does not resolve in the Bundle.")
    yield from _whole(entries)


def _whole(entries: list[Resource]) -> Iterator[Issue]:
    types = Counter(entry["resource"]["resourceType"] for entry in entries if "resource" in entry)
    if types["Patient"] > 1:
        yield _fault("FHIR-ONE-PATIENT", "Bundle.entry", "A transaction is about one patient.")
    if types["MessageHeader"] != 1:
        yield _fault(
            "FHIR-BUNDLE", "Bundle.entry", "A delivery has one MessageHeader, whose id it is known by."
        )
    writes = Counter(
        request.get("ifNoneExist") or request["url"] for entry in entries if (request := entry.get("request"))
    )
    if any(count > 1 for count in writes.values()):
        yield _fault("FHIR-TWICE", "Bundle.entry", "No resource is written twice.")


def _request(entry: Resource, where: str) -> Iterator[Issue]:
    resource, request = entry["resource"], entry["request"]
    name, url = resource["resourceType"], request["url"]
    if name in BY_ID:
        own = f"{name}/{resource.get('id')}"
        if request["method"] != "PUT" or url != own or not _ID.fullmatch(str(resource.get("id"))):
            yield _fault("FHIR-REQUEST", where, "It is put under its own id, which is a UUID.")
        return
    search = request.get("ifNoneExist", "") if request["method"] == "POST" else url.removeprefix(f"{name}?")
    if request["method"] not in {"POST", "PUT"} or (request["method"] == "POST" and url != name):
        yield _fault("FHIR-REQUEST", where, "It is updated, or made where there is none.")
    found = _SEARCH.fullmatch(search)
    held = resource.get("identifier", ())
    own_ids = [one for one in ([held] if isinstance(held, dict) else held) if _ours(one)]
    if found is None or own_ids != [{"system": systems.RESOURCE_ID, "value": found["key"]}]:
        yield _fault(
            "FHIR-REQUEST",
            where,
            "It is found by the one identifier of ours that it has, and by nothing else.",
        )
    if "id" in resource:
        yield _fault("FHIR-REQUEST", where, "The server gives it its id.")


def _ours(identifier: Resource) -> bool:
    return identifier.get("system") == systems.RESOURCE_ID


def _fault(rule: str, path: str, text: str) -> Issue:
    return Issue(Severity.ERROR, rule, path, text, "Correct the Bundle.", "invariant")
