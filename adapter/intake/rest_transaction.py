"""A transaction Bundle is one message: the resource that it is about, and what belongs to that, created beside it."""

from collections.abc import Iterator
from dataclasses import dataclass

from adapter.intake.faults import Faults
from adapter.intake.rest_kind import KINDS_OF
from adapter.intake.rest_posted import Piece, Posted, checked
from adapter.model.errors import InputError
from adapter.r4.models import Resource

MOST_ENTRIES = 200
_UPDATED = frozenset({"CarePlan", "Consent"})
_BELONGING = frozenset(
    (
        *("Patient", "Encounter", "Organization", "PractitionerRole", "Appointment", "Task"),
        *("Goal", "ServiceRequest", "CareTeam"),
        *KINDS_OF,
    )
)


@dataclass(frozen=True, slots=True)
class Transaction:
    """One message in a transaction: the posting, and the entry of its anchor with what its request says."""

    posted: Posted
    entry: int
    method: str
    id: str | None
    if_match: str | None
    if_none_exist: str | None
    entries: tuple[Resource, ...]


def of_bundle(document: object) -> Transaction:
    """The message in a transaction; raises InputError with every fault."""
    bundle, faults = checked(document), Faults()
    entries = tuple(bundle.get("entry", ()))
    if bundle["resourceType"] != "Bundle" or bundle.get("type") != "transaction":
        faults.wrong_type("Bundle.type", "a transaction")
    elif len(entries) > MOST_ENTRIES:
        faults.add(
            "READ-LENGTH", "Bundle.entry", f"At most {MOST_ENTRIES} entries are taken.", "Send fewer at once."
        )
    else:
        for number, entry in enumerate(entries):
            _entry(entry, f"Bundle.entry[{number}]", faults)
    anchor = None if len(faults) else _anchor(entries, faults)
    if anchor is None:
        raise InputError(tuple(faults))
    pieces = [
        Piece(entry["resource"], f"Bundle.entry[{number}].resource", tuple(_names(entry)))
        for number, entry in enumerate(entries)
    ]
    request = entries[anchor]["request"]
    _, _, id_ = request["url"].partition("/")
    return Transaction(
        Posted(pieces[anchor], tuple(piece for n, piece in enumerate(pieces) if n != anchor)),
        anchor,
        request["method"],
        id_ or None,
        request.get("ifMatch"),
        request.get("ifNoneExist"),
        entries,
    )


def _entry(entry: Resource, path: str, faults: Faults) -> None:
    resource, request = entry.get("resource"), entry.get("request", {})
    method, url = request.get("method"), str(request.get("url", ""))
    type_ = resource["resourceType"] if resource else None
    if type_ not in _BELONGING:
        faults.add(
            "READ-TRANSACTION",
            path,
            "This does not belong to a message.",
            f"A transaction is one message; other interactions go in a batch. It holds: {', '.join(sorted(_BELONGING))}.",
        )
    elif not (method == "POST" and url == type_) and not (
        method == "PUT" and type_ in _UPDATED and url == f"{type_}/{resource.get('id') if resource else ''}"
    ):
        faults.add(
            "READ-TRANSACTION",
            f"{path}.request",
            "A message is made of resources that are created, or of a CarePlan or Consent that is updated by its id.",
            "POST to the resource's type, or PUT to CarePlan/{id} or Consent/{id} with that id in the resource.",
        )


def _anchor(entries: tuple[Resource, ...], faults: Faults) -> int | None:
    """The entry that the message is: what is updated, else its Communication, else the one resource that can be one."""
    updated = [n for n, entry in enumerate(entries) if entry["request"]["method"] == "PUT"]
    said = [n for n, entry in enumerate(entries) if entry["resource"]["resourceType"] == "Communication"]
    about = [
        number
        for type_ in ("CarePlan", "QuestionnaireResponse", "AppointmentResponse", "Consent")
        for number, entry in enumerate(entries)
        if entry["resource"]["resourceType"] == type_
    ]
    # a consent that comes with another resource is the one asserted with it
    stated = [n for n in about if entries[n]["resource"]["resourceType"] != "Consent"] or about
    for found in (updated, said, stated):
        if len(found) == 1:
            return found[0]
        if found:
            break
    faults.add(
        "READ-TRANSACTION",
        "Bundle",
        "A transaction is exactly one message: one Communication, or one resource that can be posted by itself.",
        "Send each message in a transaction of its own, or as an entry of a batch.",
    )
    return None


def _names(entry: Resource) -> Iterator[str]:
    if "fullUrl" in entry:
        yield entry["fullUrl"]
    resource = entry["resource"]
    if "id" in resource:
        yield f"{resource['resourceType']}/{resource['id']}"
