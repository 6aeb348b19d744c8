"""A Consent resource back into the JSON of `contract.md` §3."""

from collections.abc import Mapping
from typing import Any

from adapter.intake.faults import Faults, under
from adapter.intake.submission_entries import Entries
from adapter.model.kinds import CONSENT
from adapter.r4 import leaves, shape, systems
from adapter.r4.models import Resource

Json = dict[str, Any]


def consent(resource: Resource, entries: Entries, path: str, faults: Faults) -> Json:
    """What the Consent states; one whose own status says otherwise is a fault."""
    stated = leaves.stated(resource)
    given: Json = {member.name: leaves.gather(member, stated) for member in CONSENT.members}
    provision = resource.get("provision", {})
    given["status"] = _status(resource, given["status"], under(path, "status"), faults)
    given["scopes"] = _scopes(resource)
    given["recordedAt"] = resource.get("dateTime")
    given["recordedBy"] = _recorded_by(resource, given["recordedBy"], entries)
    given["period"] = given["period"] or provision.get("period")
    given["parties"] = [entries.unit(actor.get("reference")) for actor in provision.get("actor", ())]
    if given["givenBy"] is None and _by_patient(resource, entries):
        given["givenBy"] = "patient"
    for name in (leaf.name for leaf in stated):
        if CONSENT.member(name.partition(".")[0]) is None:
            faults.unknown(path, name, [member.name for member in CONSENT.members])
    return {name: value for name, value in given.items() if value not in (None, [], {})}


def _status(resource: Resource, said: object, path: str, faults: Faults) -> object:
    """The status that our extension says, checked against FHIR's own; FHIR's own where there is none."""
    found = (resource.get("status"), resource.get("provision", {}).get("type"))
    if said is None:
        return next((name for name, (status, types) in _PLAIN if found == (status, types[0])), None)
    status, types = shape.CONSENT_STATUSES.get(str(said), found)
    if found[0] != status or (found[1] is not None and found[1] not in types):
        faults.add(
            "READ-STATUS",
            path,
            "Consent.status and provision.type say something else than the consent's status.",
            "Make them say the same.",
        )
    return said


# `unable` and `refused` look alike to FHIR: without our extension a denial is a refusal.
_PLAIN = [(name, given) for name, given in shape.CONSENT_STATUSES.items() if name != "unable"]


def _scopes(resource: Resource) -> list[str]:
    codes = (shape.code_of(systems.SCOPE, category) for category in resource.get("category", ()))
    return [code for code in codes if code is not None]


def _recorded_by(resource: Resource, said: Mapping[str, Any] | None, entries: Entries) -> Json | None:
    organizations = resource.get("organization", [])
    unit = entries.unit(organizations[0]) if organizations else None
    return {**(said or {}), **({"unit": unit} if unit else {})} or None


def _by_patient(resource: Resource, entries: Entries) -> bool:
    return any(entries.find(performer, "Patient") is not None for performer in resource.get("performer", ()))
