"""Goal: the main goal of a plan, its sub-goals, the person's own goals, and what an evaluation says of the main one."""

from collections.abc import Mapping, Sequence
from typing import Any

from adapter.mapping.communication import LABEL as COMMUNICATION
from adapter.mapping.communication import about
from adapter.mapping.draft import Draft
from adapter.mapping.patient import LABEL as PATIENT
from adapter.model.member import Member
from adapter.r4 import extensions, shape, systems
from adapter.r4.models import Resource

MAIN = "mainGoal"
_PLAN = "CarePlan"


def label(name: str | int) -> str:
    """The label of the goal that a member holds, or of a sub-goal by its place."""
    return f"Goal/{name}"


def write_goal(draft: Draft, member: Member, value: str) -> None:
    """A goal in words; the person's own is expressed by the person."""
    own = draft.maybe(PATIENT) if member.name in shape.OWN_GOALS else None
    _goal(draft, label(member.name), member.name, description={"text": value}, expressedBy=own)


def write_parts(draft: Draft, member: Member, value: Sequence[Mapping[str, Any]]) -> None:
    """The sub-goals: each a piece of the main goal, where that one is told."""
    for number, part in enumerate(value):
        made = _goal(
            draft,
            label(number),
            member.name,
            identifier=[part_identifier(draft, part["id"])] if "id" in part else None,
            description={"text": part["text"]} if "text" in part else shape.ABSENT,
        )
        if "term" in part:
            made["category"].append(shape.concept(draft.mappings.coding(systems.VALUE, part["term"])))
        if "responsible" in part:
            responsible = shape.party(part["responsible"])
            made["extension"] = [{"url": extensions.RESPONSIBLE.url, "valueReference": responsible}]
        if label(MAIN) in draft:
            _piece_of_main(draft, draft.reference(label(number)))


def write_achievement(draft: Draft, _member: Member, value: bool | str) -> None:  # noqa: FBT001 - the contract's
    """Whether the main goal was met: a code where the answer is yes or no, else the words."""
    said: Resource = shape.concept(shape.ACHIEVED[value]) if isinstance(value, bool) else {"text": value}
    undone = draft[COMMUNICATION]["status"] == "entered-in-error"
    coding = draft.mappings.coding(systems.MEMBER, MAIN)
    draft.add(
        label(MAIN),
        "Goal",
        lifecycleStatus="entered-in-error" if undone else "active",
        achievementStatus=said,
        category=[shape.concept(coding)],
        # the evaluation does not say the goal anew
        description=shape.concept(coding),
        subject=shape.subject(draft.maybe(PATIENT)),
    )
    about(draft, draft.reference(label(MAIN)))


def part_identifier(draft: Draft, part: str) -> Resource:
    """The identifier of a part of the plan."""
    return shape.part_identifier(shape.value_in(systems.PLAN_ID, draft[_PLAN].get("identifier", ())), part)


def with_id(draft: Draft, wanted: str) -> Resource | None:
    """A reference to the sub-goal of this id, where the plan tells it."""
    for goal in draft[_PLAN].get("goal", ()):
        if draft.find(goal).get("identifier") == [part_identifier(draft, wanted)]:
            return dict(goal)
    return None


def _goal(draft: Draft, name: str, member: str, **elements: Any) -> Resource:
    plan = draft[_PLAN]
    made = draft.add(
        name,
        "Goal",
        lifecycleStatus=shape.GOAL_STATUSES[plan["status"]],
        category=[shape.concept(draft.mappings.coding(systems.MEMBER, member))],
        subject=shape.subject(draft.maybe(PATIENT)),
        **elements,
    )
    plan.setdefault("goal", []).append(draft.reference(name))
    return made


def _piece_of_main(draft: Draft, target: Resource) -> None:
    kind = shape.concept({"system": systems.GOAL_RELATIONSHIP_TYPE, "code": "milestone"})
    draft[label(MAIN)].setdefault("extension", []).append(
        {
            "url": systems.GOAL_RELATIONSHIP,
            "extension": [
                {"url": "type", "valueCodeableConcept": kind},
                {"url": "target", "valueReference": target},
            ],
        }
    )
