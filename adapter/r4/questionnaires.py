"""Questionnaires: one for each kind that is answers, and one for what each region asks of it."""

from collections.abc import Iterator, Mapping

from adapter.r4 import systems
from adapter.r4.forms import Form, Question
from adapter.r4.mappings import Mappings
from adapter.r4.models import Resource

_WORDS: Mapping[str, str] = {
    "ovrig": "Övrig fråga",
    "fraga": "Fråga",
    "svar": "Svar",
    "svarstext": "Svar i ord",
    "kommentar": "Kommentar",
}
"""What is read where a link is no code; of a part its last step says which."""


def definitions(mappings: Mappings) -> Iterator[Resource]:
    """The common ones, and the regions' parts of them.

    R4 has `derivedFrom` without a way to say that fewer questions are asked, so it is said in words.
    """
    for kind, questions in mappings.asked.items():
        words = mappings.words(systems.KIND, kind)
        yield {
            **_definition(mappings, kind, questions),
            "name": _name(kind),
            "title": words,
            "description": f"{words}: what is asked in any region, by code or in the sender's own words.",
        }
        for region, form in sorted(mappings.forms.get(kind, {}).items()):
            id_ = f"{kind}-{region}"
            yield {
                **_definition(mappings, id_, form.questions),
                "name": _name(id_),
                "title": f"{words}, {region.capitalize()}",
                "description": f"{words}: what {region.capitalize()} asks of Questionnaire/{kind}. Rules: {', '.join(form.rules)}.",
            }


def _name(id_: str) -> str:
    return "Svu" + "".join(part.capitalize() for part in id_.split("-"))


def _definition(mappings: Mappings, id_: str, questions: Form) -> Resource:
    return {
        "resourceType": "Questionnaire",
        "id": id_,
        "url": f"{systems.QUESTIONNAIRE}/{id_}",
        "subjectType": ["Patient"],
        "item": [_item(mappings, question) for question in questions],
    }


def _item(mappings: Mappings, question: Question) -> Resource:
    item: Resource = {"linkId": question.link}
    if question.system is None:
        item["text"] = _WORDS[question.link.rpartition(".")[2]]
    else:
        coding = mappings.coding(question.system, question.link)
        item |= {"code": [coding], "text": coding.get("display", question.link)}
    item["type"] = question.type
    if question.required:
        item["required"] = True
    if question.repeats:
        item["repeats"] = True
    if question.options:
        options = (mappings.coding(systems.VALUE, code) for code in question.options)
        item["answerOption"] = [{"valueCoding": option} for option in options]
    if question.parts:
        item["item"] = [_item(mappings, part) for part in question.parts]
    return item
