"""Read the submission shape: a FHIR message Bundle as a sender posts it, to the same Message as the native way.

Everything is read from the decoded JSON itself, never from a model that would write it anew, so that instants keep
their text. What it says is put together as a native document and read by the native reader, with all its checks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from adapter.intake import native, submission_findings, submission_person
from adapter.intake.faults import Faults
from adapter.intake.submission_consent import consent
from adapter.intake.submission_content import Found, content, staff
from adapter.intake.submission_entries import Entries
from adapter.model.errors import InputError
from adapter.model.issue import Issue, Severity
from adapter.model.message import Message
from adapter.model.person import Address, HumanName
from adapter.r4 import extensions, primitives, shape, systems
from adapter.r4.check import MISSHAPEN, check
from adapter.r4.mappings import Mappings
from adapter.r4.models import Resource

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, repr=False)
class Stated:
    """Register data that a source sent along: compared with the register, then dropped (`contract.md` §1)."""

    name: HumanName | None = None
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """A message with what reading it found: warnings, stated register data, and whether it is marked as test data."""

    message: Message
    warnings: tuple[Issue, ...] = ()
    stated: Stated = Stated()
    test: bool = False


def read(bundle: object, mappings: Mappings) -> Message:
    """The message in a decoded Bundle; raises InputError with every fault."""
    return read_submission(bundle, mappings).message


def read_submission(bundle: object, mappings: Mappings) -> Submission:
    """The message with its warnings; raises InputError with every fault, R4's and the reading's at once."""
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        faults = Faults()
        faults.wrong_type("Bundle", "a FHIR message Bundle")
        raise InputError(tuple(faults))
    # what has no place in a message is told and not read (semantics 3), so a profile not met refuses nothing by itself
    found = check(bundle, mappings, lenient=True)
    wrong = tuple(issue for issue in found if issue.severity is Severity.ERROR)
    if any(issue.rule in MISSHAPEN for issue in wrong):
        # what has not R4's shape cannot be read
        raise InputError(wrong)
    try:
        submission = _read(bundle, mappings)
    except InputError as error:
        raise InputError((*wrong, *error.issues)) from None
    if wrong:
        raise InputError(wrong)
    # what reading has told of an element is not told again
    known = tuple(issue.path for issue in submission.warnings)
    told = tuple(issue for issue in found if not issue.path.startswith(known))
    return replace(submission, warnings=(*told, *submission.warnings))


def _read(bundle: Resource, mappings: Mappings) -> Submission:
    entries, faults = Entries(bundle), Faults()
    header = entries.first()
    focus = header.get("focus", [])
    communication = next(entries.all(focus, "Communication"), None)
    if bundle.get("type") != "message" or header.get("resourceType") != "MessageHeader":
        faults.wrong_type("Bundle", "a message: a MessageHeader first")
    elif communication is None:
        faults.missing("MessageHeader.focus")
    if communication is None or len(faults):
        raise InputError(tuple(faults))
    found = Found(
        entries,
        communication,
        entries.find(communication.get("encounter"), "Encounter") or {},
        next(entries.all(focus, "Task"), {}),
        entries.find(header.get("author"), "PractitionerRole"),
        faults,
    )
    document = _document(header, found, mappings)
    message = native.read_message(document, "", faults)
    issues = (
        *faults,
        *submission_findings.refused(bundle),
        *submission_person.others(communication, entries),
    )
    if message is None or issues:
        raise InputError(issues)
    patient = entries.find(communication.get("subject"), "Patient") or {}
    return Submission(
        message,
        (
            *submission_findings.reported(bundle, entries),
            *map(submission_findings.unmapped, found.unmapped),
        ),
        _stated(patient),
        any(_is_test(resource) for resource in (bundle, patient)),
    )


def _document(header: Resource, found: Found, mappings: Mappings) -> Json:
    """The native document that the Bundle says; what is missing is for the native reader to tell."""
    communication, entries = found.communication, found.entries
    kind = shape.code_of(systems.KIND, header.get("eventCoding"))
    action = shape.code_of(systems.ACTION, header.get("reason"))
    region = shape.extension(extensions.REGION.url, header)
    _right_status(communication, action, found.faults)
    document: Json = {
        "messageId": entries.first_id,
        "kind": kind,
        "action": action,
        "region": primitives.leaf(region) if region else None,
        "sentAt": communication.get("sent"),
        "sender": _sender(header, found),
        "recipients": [_receiver(destination, entries) for destination in header.get("destination", ())],
        "patient": _patient(found),
        "episode": _episode(found.encounter),
        "relatesTo": _relates_to(communication, found.faults),
        "withhold": _withhold(communication),
        "outage": _outage(communication),
        "consent": _consent(found),
    }
    if kind is not None and kind in mappings.rows and action is not None:
        document["content"] = content(found, mappings.rows[kind], action, _plan_status(document, mappings))
    return document


def _plan_status(document: Json, mappings: Mappings) -> str | None:
    kind = document["kind"]
    if kind not in shape.CARE_PLAN_STATUSES:
        return None
    return mappings.plan_status(kind, document["action"], document["region"])


def _right_status(communication: Resource, action: str | None, faults: Faults) -> None:
    """Status modifies all that a Communication says: only an annulment is entered in error (semantics 23)."""
    wanted = "entered-in-error" if action == "annul" else "completed"
    if communication.get("status") != wanted:
        faults.add(
            "READ-STATUS",
            "Communication.status",
            "The status does not go with the action.",
            "Only annul is entered-in-error; everything else that is sent is completed.",
        )


def _sender(header: Resource, found: Found) -> Json | None:
    entries = found.entries
    reference = found.communication.get("sender")
    role = found.author or entries.find(reference, "PractitionerRole")
    unit = entries.unit(header.get("sender")) or entries.unit(reference)
    person = staff(role) if role else {}
    given = {"unit": unit, "person": person or None}
    return {name: value for name, value in given.items() if value is not None} or None


def _receiver(destination: Resource, entries: Entries) -> str:
    """The HSA-id of a destination; a text that is none where it has none, so that reading says so."""
    return entries.unit(destination.get("receiver")) or ""


def _patient(found: Found) -> Json | None:
    subject = found.communication.get("subject")
    patient = found.entries.find(subject, "Patient") or {}
    identifiers = patient.get("identifier", [])
    if subject and "identifier" in subject:
        identifiers = [*identifiers, subject["identifier"]]
    known = [(shape.NUMBER_TYPES[i["system"]], i.get("value")) for i in identifiers if _is_known(i)]
    if identifiers and not known:
        found.faults.not_a_code("patient.type", sorted(shape.NUMBER_TYPES))
    order = list(shape.NUMBER_SYSTEMS)
    best = min(known, key=lambda number: order.index(number[0]), default=None)
    return {"type": best[0].value, "value": best[1]} if best else None


def _is_known(identifier: Mapping[str, Any]) -> bool:
    return identifier.get("system") in shape.NUMBER_TYPES


def _episode(encounter: Resource) -> Json | None:
    stays = encounter.get("episodeOfCare", [])
    stay_id = stays[0].get("identifier", {}).get("value") if stays else None
    if stay_id is None:
        return None
    legal_form = shape.extension(extensions.LEGAL_FORM.url, encounter)
    return {
        "id": stay_id,
        "admittedAt": encounter.get("period", {}).get("start"),
        "legalForm": primitives.leaf(legal_form) if legal_form else None,
    }


def _relates_to(communication: Resource, faults: Faults) -> str | None:
    earlier = communication.get("inResponseTo", [])
    if len(earlier) > 1:
        faults.add(
            "READ-RELATES-TO",
            "Communication.inResponseTo",
            "A message concerns one earlier message.",
            "Send one message for each.",
        )
    if not earlier:
        return None
    said = earlier[0].get("identifier", {}).get("value", earlier[0].get("reference", ""))
    return str(said).removeprefix("urn:uuid:")


def _parts(extension: Mapping[str, Any]) -> Json:
    return {part["url"]: primitives.leaf(part) for part in extension.get("extension", ())}


def _withhold(communication: Resource) -> list[Json] | None:
    decisions = [e for e in communication.get("extension", ()) if e["url"] == extensions.WITHHOLD.url]
    return [_parts(decision) for decision in decisions] or None


def _outage(communication: Resource) -> Json | None:
    outage = shape.extension(extensions.OUTAGE.url, communication)
    return _parts(outage) if outage else None


def _consent(found: Found) -> Json | None:
    extension = shape.extension(extensions.CONSENT.url, found.communication)
    if extension is None:
        return None
    resource = found.entries.find(extension.get("valueReference"), "Consent")
    if resource is None:
        found.faults.missing("consent")
        return None
    return consent(resource, found.entries, "consent", found.faults)


def _stated(patient: Resource) -> Stated:
    name: Resource = next(iter(patient.get("name", [])), {})
    address: Resource = next(iter(patient.get("address", [])), {})
    return Stated(
        HumanName(tuple(name.get("given", ())), name.get("family", "")) if name else None,
        Address(tuple(address.get("line", ())), address.get("postalCode", ""), address.get("city", ""))
        if address
        else None,
    )


def _is_test(resource: Resource) -> bool:
    meta = resource.get("meta", {})
    labels = (*meta.get("tag", ()), *meta.get("security", ()))
    return any(label.get("system") == systems.ACT_REASON and label.get("code") == "HTEST" for label in labels)
