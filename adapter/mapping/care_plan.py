"""CarePlan: a coordinated care plan (samordnad vårdplan) or a self-care plan, and the members that speak of it."""

from typing import Any

from adapter.mapping.draft import Draft
from adapter.mapping.encounter import LABEL as STAY
from adapter.model.member import Member
from adapter.r4 import extensions, leaves, shape, systems
from adapter.r4.models import Resource

LABEL = "CarePlan"


def care_plan(draft: Draft, kind: str, action: str, region: str) -> Resource:
    """The CarePlan that the message is about."""
    category = draft.mappings.coding(systems.KIND, kind)
    national = shape.care_plan_type(kind, in_stay=STAY in draft)
    made = draft.add(
        LABEL,
        "CarePlan",
        status=draft.mappings.plan_status(kind, action, region),
        intent="plan",
        category=[shape.concept(category), *([shape.concept(national)] if national else [])],
        subject=shape.subject(draft.maybe("Patient")),
    )
    draft["Communication"].setdefault("about", []).append(draft.reference(LABEL))
    return made


def write_identifier(draft: Draft, _member: Member, value: str) -> None:
    """The plan's id, the same in all messages about it."""
    draft[LABEL]["identifier"] = [shape.plan_identifier(value)]


def write_description(draft: Draft, _member: Member, value: str) -> None:
    """What the plan is for, in words."""
    draft[LABEL]["description"] = value


def write_legal_form(draft: Draft, _member: Member, value: str) -> None:
    """The act under which the person is cared for when the plan applies."""
    extension = {
        "url": extensions.LEGAL_FORM.url,
        "valueCoding": draft.mappings.coding(systems.VALUE, value),
    }
    draft[LABEL].setdefault("extension", []).append(extension)


def write_extension(draft: Draft, member: Member, value: object) -> None:
    """What CarePlan has no element for."""
    draft[LABEL].setdefault("extension", []).extend(leaves.write(member, value))


def write_note(draft: Draft, member: Member, value: Any) -> None:
    """Texts, each a note that says which member it is."""
    mark = {"url": extensions.MEMBER.url, "valueCoding": leaves.member_coding(member.name)}
    notes = draft[LABEL].setdefault("note", [])
    notes.extend({"extension": [mark], "text": text} for text in (value if member.many else [value]))


def write_measure(draft: Draft, _member: Member, value: str) -> None:
    """What is to be done: the plan's one activity."""
    _detail(draft)["description"] = value


def write_performer(draft: Draft, _member: Member, value: str) -> None:
    """Who does it, in words."""
    _detail(draft)["performer"] = [{"display": value}]


def _detail(draft: Draft) -> Resource:
    plan = draft[LABEL]
    if "activity" not in plan:
        plan["activity"] = [{"detail": {"status": shape.ACTIVITY_STATUSES[plan["status"]]}}]
    detail: Resource = plan["activity"][0]["detail"]
    return detail
