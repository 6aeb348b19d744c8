"""QuestionnaireResponse on a Questionnaire whose questions are a kind's own members: the assessment before a SIP."""

from typing import Any

from adapter.mapping.communication import about
from adapter.mapping.draft import Draft
from adapter.model.member import Member, Type
from adapter.r4 import primitives, shape, systems
from adapter.r4.models import Resource

LABEL = "QuestionnaireResponse"


def survey(draft: Draft, kind: str, action: str, sender: Resource) -> Resource:
    """The response, without its answers."""
    made = draft.add(
        LABEL,
        "QuestionnaireResponse",
        questionnaire=f"{systems.QUESTIONNAIRE}/{kind}",
        status=shape.SURVEY_STATUSES.get(action, "completed"),
        subject=draft.maybe("Patient"),
        encounter=draft.maybe("Encounter"),
        authored=draft["Communication"]["sent"],
        author=draft.maybe("author") or sender,
    )
    about(draft, draft.reference(LABEL))
    return made


def settle(draft: Draft, kind: str, region: str) -> None:
    """Which Questionnaire the answers answer, now that they are there."""
    response = draft[LABEL]
    response["questionnaire"] = draft.mappings.questionnaire(kind, region, response.get("item", ()))


def write_plan(draft: Draft, _member: Member, value: str) -> None:
    """The plan that the assessment is for, by its id."""
    draft[LABEL]["basedOn"] = [shape.plan_reference(value)]


def write_complete(draft: Draft, member: Member, value: bool) -> None:  # noqa: FBT001 - a member's value
    """Whether it is finished: an answer, and the status where it is not."""
    write_answer(draft, member, value)
    if not value and draft[LABEL]["status"] == "completed":
        draft[LABEL]["status"] = "in-progress"


def write_answer(draft: Draft, member: Member, value: Any) -> None:
    """A member as the item that bears its name."""
    draft[LABEL].setdefault("item", []).append(_item(draft, member, value, ""))


def _item(draft: Draft, member: Member, value: Any, prefix: str) -> Resource:
    link = f"{prefix}{member.name}"
    if member.type is Type.STRUCT:
        parts = [part for part in member.members if part.name in value]
        return {"linkId": link, "item": [_item(draft, part, value[part.name], f"{link}.") for part in parts]}
    answers = value if member.many else [value]
    return {"linkId": link, "answer": [_value(draft, member, one) for one in answers]}


def _value(draft: Draft, member: Member, value: object) -> Resource:
    if member.type is Type.CODE:
        return {"valueCoding": draft.mappings.coding(systems.VALUE, str(value))}
    return primitives.value(member, value)
