"""ServiceRequest: an intervention of a SIP, with the unit that is responsible for it (docs/decisions/010)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from adapter.mapping import goal
from adapter.mapping.draft import Draft
from adapter.mapping.patient import LABEL as PATIENT
from adapter.model.member import Member
from adapter.r4 import leaves, shape, systems
from adapter.r4.models import Resource

_PLAN = "CarePlan"
_IN_ELEMENTS = frozenset(("id", "text", "responsible", "performer", "subGoal", "category", "type"))


def write(draft: Draft, member: Member, value: Sequence[Mapping[str, Any]]) -> None:
    """Each intervention as a request of the plan."""
    for number, given in enumerate(value):
        _request(draft, f"ServiceRequest/{number}", member, given)


def _request(draft: Draft, label: str, member: Member, given: Mapping[str, Any]) -> None:
    plan = draft[_PLAN]
    period = {name: given[name] for name in ("start", "end") if name in given}
    if not _in_order(period):  # R4 has no period that ends before it starts
        period = {}
    rest = {name: said for name, said in given.items() if name not in _IN_ELEMENTS and name not in period}
    draft.add(
        label,
        "ServiceRequest",
        extension=[
            *leaves.write(replace(member, many=False), rest),
            *([_pertains(draft, given["subGoal"])] if "subGoal" in given else []),
        ],
        identifier=[goal.part_identifier(draft, given["id"])] if "id" in given else None,
        basedOn=[draft.reference(_PLAN)],
        status=_status(plan, given),
        intent="proposal" if given.get("proposal") else "plan",
        category=_categories(draft, member, given),
        code=_code(draft, given),
        subject=shape.subject(draft.maybe(PATIENT)),
        occurrencePeriod=period,
        performerType={"text": given["performer"]} if "performer" in given else None,
        performer=[shape.party(given["responsible"])] if "responsible" in given else None,
    )
    plan.setdefault("activity", []).append({"reference": draft.reference(label)})


def _status(plan: Resource, given: Mapping[str, Any]) -> str:
    """As the plan's; what the person has declined is not asked for."""
    if given.get("decision") == "declined" and plan["status"] != "entered-in-error":
        return "revoked"
    return shape.REQUEST_STATUSES[plan["status"]]


def _categories(draft: Draft, member: Member, given: Mapping[str, Any]) -> list[Resource]:
    made: list[Resource] = []
    if "category" in given:
        made.append(shape.concept(draft.mappings.coding(systems.VALUE, given["category"])))
    if given.get("selfCare"):
        name = f"{member.name}.{shape.SELF_CARE}"
        made.append(shape.concept(draft.mappings.coding(systems.MEMBER, name)))
    return made


def _code(draft: Draft, given: Mapping[str, Any]) -> Resource:
    made: Resource = {}
    if "type" in given:
        made["coding"] = [draft.mappings.coding(systems.VALUE, given["type"])]
    if "text" in given:
        made["text"] = given["text"]
    return made


def _pertains(draft: Draft, sub_goal: str) -> Resource:
    found = goal.with_id(draft, sub_goal) or {"type": "Goal"}
    named = {**found, "identifier": goal.part_identifier(draft, sub_goal)}
    return {"url": systems.PERTAINS_TO_GOAL, "valueReference": named}


def _in_order(period: Mapping[str, str]) -> bool:
    if len(period) < len(("start", "end")):
        return True
    return datetime.fromisoformat(period["start"]) <= datetime.fromisoformat(period["end"])
