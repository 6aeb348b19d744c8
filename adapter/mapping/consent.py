"""Consent (samtycke), in the shape of IHE PCF with policies of our own; a harm assessment is its own profile."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapter.mapping.draft import Draft
from adapter.mapping.organization import organization
from adapter.model.kinds import CONSENT
from adapter.r4 import leaves, profiles, shape, systems
from adapter.r4.models import Resource

IN_ELEMENTS = ("scopes", "recordedAt", "parties", "period")
"""Members with an element of their own; all others are `svu-content` extensions."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What of the message a Consent stands in: the message that documents it and, in a delivery, the parties.

    `sender` stands for the unit that documented it and `actors` for the parties, where these are not told.
    """

    message_id: str
    sender: Resource | None = None
    actors: tuple[Resource, ...] | None = None


def consent(draft: Draft, label: str, stated: Mapping[str, Any], frame: Frame) -> Resource:
    """Adds the Consent of a record as in `contract.md` §3 and returns a reference to it."""
    harm = is_harm_assessment(stated)
    status, provisions = shape.CONSENT_STATUSES.get(str(stated.get("status")), ("draft", (None,)))
    provision = provisions[0]
    if harm and stated["harmAssessment"].get("outcome") == "no-harm":
        provision = "permit"
    by = stated.get("recordedBy", {})
    draft.add(
        label,
        "Consent",
        meta={"profile": [profiles.HARM_ASSESSMENT.url]} if harm else None,
        extension=_content(stated),
        status=status,
        scope=shape.concept({"system": systems.CONSENT_SCOPE, "code": "patient-privacy"}),
        category=_categories(draft, stated, harm=harm),
        patient=draft.maybe("Patient"),
        dateTime=stated.get("recordedAt"),
        performer=_performer(draft, stated, harm=harm),
        organization=[organization(draft, by["unit"])]
        if "unit" in by
        else [frame.sender] * bool(frame.sender),
        sourceReference={"identifier": shape.message_identifier(frame.message_id)},
        policy=[{"uri": systems.HARM_POLICY if harm else systems.CONSENT_POLICY}],
        provision=_provision(draft, stated, provision, frame),
    )
    return draft.reference(label)


def is_harm_assessment(stated: Mapping[str, Any]) -> bool:
    """Whether the record is a harm assessment: the person is unable, and one was made."""
    return stated.get("status") == "unable" and "harmAssessment" in stated


def never_holds(stated: Mapping[str, Any]) -> bool:
    """Whether the period ends before it starts: R4's Period cannot say that (per-1)."""
    period = stated.get("period", {})
    return "start" in period and "end" in period and bool(period["start"] > period["end"])


def _content(stated: Mapping[str, Any]) -> list[Resource]:
    made: list[Resource] = []
    in_elements = IN_ELEMENTS[:-1] if never_holds(stated) else IN_ELEMENTS
    for member in CONSENT.members:
        if member.name in stated and member.name not in in_elements:
            made += leaves.write(member, _without_unit(member.name, stated[member.name]))
    return made


def _without_unit(name: str, value: Any) -> Any:
    """Consent.organization holds the documenting unit."""
    return {part: v for part, v in value.items() if part != "unit"} if name == "recordedBy" else value


def _categories(draft: Draft, stated: Mapping[str, Any], *, harm: bool) -> list[Resource]:
    own = draft.mappings.coding(systems.CONSENT_CATEGORY, "menprovning" if harm else "samtycke")
    scopes = (draft.mappings.coding(systems.SCOPE, scope) for scope in stated.get("scopes", ()))
    loinc = {"system": systems.LOINC, "code": "59284-0"}
    return [shape.concept(own), shape.concept(loinc), *map(shape.concept, scopes)]


def _performer(draft: Draft, stated: Mapping[str, Any], *, harm: bool) -> list[Resource] | None:
    granted_by = stated.get("givenBy")
    if harm or granted_by is None:
        return None
    if granted_by == "patient" and "Patient" in draft:
        return [draft.reference("Patient")]
    return [{"display": draft.mappings.words(systems.VALUE, granted_by)}]


def _provision(draft: Draft, stated: Mapping[str, Any], kind: str | None, frame: Frame) -> Resource | None:
    actors = frame.actors
    if actors is None:
        actors = tuple(organization(draft, unit) for unit in stated.get("parties", ()))
    provision: Resource = {
        "type": kind,
        "period": {} if never_holds(stated) else dict(stated.get("period", {})),
        "actor": [{"role": _RECIPIENT, "reference": actor} for actor in actors],
    }
    return {name: value for name, value in provision.items() if value}


_RECIPIENT = shape.concept({"system": systems.PARTICIPATION, "code": "IRCP"})
