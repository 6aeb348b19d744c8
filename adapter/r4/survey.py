"""Questionnaires whose questions are a kind's own members: the rows of `mappings/messages/` say which."""

from collections.abc import Iterator, Mapping

from adapter.model.member import Member, Type
from adapter.r4 import systems
from adapter.r4.mappings import Mappings
from adapter.r4.models import Resource
from adapter.r4.rows import Rows

PLACES = frozenset({"QuestionnaireResponse.answer", "QuestionnaireResponse.complete"})
"""Where a member is an item that bears its name."""

_TYPES: Mapping[Type, str] = {
    Type.TEXT: "text",
    Type.BOOLEAN: "boolean",
    Type.CODE: "choice",
    Type.STRUCT: "group",
}


def kinds(rows: Rows) -> Iterator[str]:
    """The kinds that are such answers."""
    return (kind for kind, given in rows.items() if any(row.to in PLACES for row in given))


def questionnaire(mappings: Mappings, kind: str) -> Resource:
    """The Questionnaire of the kind; each linkId is a member's dotted name."""
    words = mappings.words(systems.KIND, kind)
    asked = (row.member for row in mappings.rows[kind] if row.to in PLACES)
    return {
        "resourceType": "Questionnaire",
        "id": kind,
        "url": f"{systems.QUESTIONNAIRE}/{kind}",
        "name": f"Svu{kind.capitalize()}",
        "title": words,
        "description": f"{words}: the members of the message as questions.",
        "subjectType": ["Patient"],
        "item": [_item(mappings, member, "") for member in asked],
    }


def _item(mappings: Mappings, member: Member, prefix: str) -> Resource:
    link = f"{prefix}{member.name}"
    coding = mappings.coding(systems.MEMBER, link)
    item: Resource = {
        "linkId": link,
        "code": [coding],
        "text": coding.get("display", link),
        "type": _TYPES[member.type],
    }
    if member.many:
        item["repeats"] = True
    if member.type is Type.CODE:
        item["answerOption"] = [
            {"valueCoding": mappings.coding(systems.VALUE, code)} for code in member.codes
        ]
    if member.members:
        item["item"] = [_item(mappings, part, f"{link}.") for part in member.members]
    return item
