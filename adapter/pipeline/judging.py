"""What is wrong with a document before anybody sends it: every finding that sending it would meet, and nothing kept."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from adapter.intake import native, submission, submission_findings
from adapter.mapping import conform
from adapter.model.errors import InputError
from adapter.model.issue import Issue, Severity, once
from adapter.r4 import bundle_profiles
from adapter.r4.check import MISSHAPEN, check
from adapter.r4.mappings import Mappings
from adapter.r4.models import Resource
from adapter.validation.check import check as in_order


def judge(
    document: object, mappings: Mappings, profiles: Iterable[str] = (), *, at: datetime | None = None
) -> tuple[Issue, ...]:
    """The findings on a native message or a FHIR resource, by these profiles too; `at` stands for when it is received.

    Nobody receives a file on a desk, so without `at` a message's own time does.
    """
    if isinstance(document, dict) and "resourceType" in document:
        return tuple(once(_resource(document, mappings, tuple(profiles), at)))
    try:
        message = native.read(document)
    except InputError as error:
        return error.issues
    return in_order(message, at or message.sent_at)


def _resource(
    resource: Resource, mappings: Mappings, profiles: tuple[str, ...], at: datetime | None
) -> Iterator[Issue]:
    message = resource.get("resourceType") == "Bundle" and resource.get("type") == "message"
    delivery = message and _is_delivery(resource)
    wanted = (*profiles, bundle_profiles.MESSAGE.url) if delivery and not profiles else profiles
    found = check(resource, mappings, wanted)
    yield from found
    if any(issue.severity is Severity.ERROR and issue.rule in MISSHAPEN for issue in found):
        # what has not R4's shape can be asked nothing more
        return
    if delivery:
        yield from conform.check(resource)
    elif message:
        yield from _submission(resource, mappings, at)
    elif resource["resourceType"] != "Bundle":
        yield from submission_findings.refused(resource)
        yield from submission_findings.unplaced(resource)


def _submission(bundle: Resource, mappings: Mappings, at: datetime | None) -> Iterator[Issue]:
    try:
        read = submission.read_submission(bundle, mappings)
    except InputError as error:
        yield from error.issues
        return
    yield from read.warnings
    yield from in_order(read.message, at or read.message.sent_at)


def _is_delivery(bundle: Resource) -> bool:
    """A delivery carries its Provenance and a definition; a submission's header has the sender's own endpoint only."""
    entries = bundle.get("entry")
    resources = (
        one.get("resource") for one in (entries if isinstance(entries, list) else ()) if isinstance(one, dict)
    )
    return any(isinstance(one, dict) and one.get("resourceType") == "Provenance" for one in resources)
