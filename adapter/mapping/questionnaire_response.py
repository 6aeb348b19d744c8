"""QuestionnaireResponse: answers of a planning basis or of an answer to the admission notice, one per author."""

from collections.abc import Mapping, Sequence
from typing import Any

from adapter.mapping.communication import about
from adapter.mapping.draft import Draft
from adapter.mapping.practitioner import staff
from adapter.model.stay_kinds import PLANNING_QUESTIONS
from adapter.r4 import extensions, shape
from adapter.r4.models import Resource

_STATUS = {"revise": "amended", "annul": "entered-in-error"}
Answer = Mapping[str, Any]
Placed = tuple[int, int, Answer]
"""Place of the group in the Questionnaire, place in the message, the answer."""


def responses(
    draft: Draft, answers: Sequence[Answer], sender: Resource, *, kind: str, action: str, region: str
) -> None:
    """Adds a QuestionnaireResponse per author; positions are noted only where their order would be lost.

    A question that is listed has its group, any other one goes to the last.
    """
    listed = PLANNING_QUESTIONS
    authors: dict[tuple[object, object], list[Placed]] = {}
    for position, answer in enumerate(answers):
        group = listed.index(answer["question"]) if answer.get("question") in listed else len(listed)
        author = (answer.get("name"), answer.get("title"))
        authors.setdefault(author, []).append((group, position, answer))
    order = [placed[1] for given in authors.values() for placed in sorted(given, key=_by_place)]
    for number, (author, given) in enumerate(authors.items()):
        items = [
            _item(placed, listed, noted=order != sorted(order)) for placed in sorted(given, key=_by_place)
        ]
        _response(
            draft,
            f"answers/{number}",
            questionnaire=draft.mappings.questionnaire(kind, region, items),
            status=_STATUS.get(action, "completed"),
            author=_author(draft, f"answers/{number}/author", author, sender),
            item=items,
        )


def _by_place(placed: Placed) -> tuple[int, int]:
    return placed[0], placed[1]


def _response(draft: Draft, label: str, **elements: Any) -> None:
    draft.add(
        label,
        "QuestionnaireResponse",
        subject=draft.maybe("Patient"),
        encounter=draft.maybe("Encounter"),
        authored=draft["Communication"]["sent"],
        **elements,
    )
    about(draft, draft.reference(label))


def _author(draft: Draft, label: str, author: tuple[object, object], sender: Resource) -> Resource:
    name, title = author
    if name is None and title is None:
        return sender
    given = {"name": name, "title": title}
    return staff(draft, label, {part: value for part, value in given.items() if value is not None}, sender)


def _item(placed: Placed, listed: Sequence[str], *, noted: bool) -> Resource:
    group, position, answer = placed
    other = group == len(listed)
    link = shape.OTHER_QUESTION if other else listed[group]
    said = answer.get("answer")
    parts = {
        "question": answer.get("question") if other else None,
        "answer": said if isinstance(said, bool) else None,
        "text": said if isinstance(said, str) else None,
        "comment": answer.get("comment"),
    }
    marks: list[Resource] = []
    if "date" in answer:
        marks.append({"url": extensions.ANSWER_DATE.url, "valueDate": answer["date"]})
    if noted:
        marks.append({"url": extensions.POSITION.url, "valueInteger": position})
    items = [
        {"linkId": f"{link}.{shape.QUESTION_PARTS[part]}", "answer": [_value(value)]}
        for part, value in parts.items()
        if value is not None
    ]
    return {
        **({"extension": marks} if marks else {}),
        "linkId": link,
        **({"item": items} if items else {}),
    }


def _value(value: bool | str) -> Resource:  # noqa: FBT001 - an answer is what it is
    return {"valueBoolean": value} if isinstance(value, bool) else {"valueString": value}
