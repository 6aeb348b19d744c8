"""CareTeam: the coordinator of a SIP and every fast vårdkontakt, and which of them coordinates."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from adapter.mapping.draft import Draft
from adapter.mapping.patient import LABEL as PATIENT
from adapter.mapping.practitioner import fixed_contact
from adapter.model.member import Member
from adapter.r4 import shape, systems
from adapter.r4.models import Resource

LABEL = "CareTeam"
_PLAN = "CarePlan"


def write_coordinator(draft: Draft, _member: Member, value: Mapping[str, Any]) -> None:
    """The coordinator: the unit, and its person as far as told."""
    role = shape.concept(draft.mappings.coding(systems.FUNCTION, shape.COORDINATOR))
    draft.add(
        "coordinator",
        "PractitionerRole",
        practitioner={"display": value["name"]} if "name" in value else None,
        organization=shape.party(value["unit"]) if "unit" in value else None,
        code=[role],
        telecom=[{"system": "phone", "value": value["phone"]}] if "phone" in value else None,
    )
    _participant(draft, "coordinator", [role])


def write_contacts(draft: Draft, member: Member, value: Sequence[Mapping[str, Any]]) -> None:
    """Every fast vårdkontakt; the one that coordinates has that as a role of its own."""
    for number, contact in enumerate(value):
        label = f"{member.name}/{number}"
        fixed_contact(draft, replace(member, many=False), contact, label)
        roles = [shape.concept(draft.mappings.coding(systems.FUNCTION, shape.FIXED_CONTACT))]
        if contact.get("coordinates"):
            coding = draft.mappings.coding(systems.MEMBER, f"{member.name}.coordinates")
            roles.append(shape.concept(coding))
        _participant(draft, label, roles)


def _participant(draft: Draft, label: str, roles: list[Resource]) -> None:
    plan = draft[_PLAN]
    if LABEL not in draft:
        draft.add(
            LABEL,
            "CareTeam",
            status=shape.TEAM_STATUSES[plan["status"]],
            subject=draft.maybe(PATIENT),
        )
        plan["careTeam"] = [draft.reference(LABEL)]
    team = draft[LABEL].setdefault("participant", [])
    team.append({"role": roles, "member": draft.reference(label)})
