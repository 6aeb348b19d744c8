"""What is asked: the questions of each kind that is answers, and what each region's routine asks of them.

One tree of questions per kind, in one order, behind writing, the Questionnaires and the choice which of them a response
answers; `mappings/questionnaires/<region>.yaml` says what of it a region asks, requires or leaves out, and by which rules.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from adapter.model.kinds import KINDS
from adapter.model.member import Member, Type
from adapter.model.message import REGIONS
from adapter.model.stay_kinds import PLANNING_QUESTIONS
from adapter.r4 import shape, systems
from adapter.r4.definition_file import Part
from adapter.r4.models import Resource
from adapter.r4.rows import Rows

ANSWERS = "QuestionnaireResponse.item"
"""Where a member is answers to questions by code, or in the sender's own words."""
MEMBERS = frozenset({"QuestionnaireResponse.answer", "QuestionnaireResponse.complete"})
"""Where a member is itself the question: an item that bears its name."""

_PARTS: Mapping[str, str] = {"question": "text", "answer": "boolean", "text": "text", "comment": "text"}
_TYPES: Mapping[Type, str] = {
    Type.TEXT: "text",
    Type.BOOLEAN: "boolean",
    Type.CODE: "choice",
    Type.STRUCT: "group",
}


@dataclass(frozen=True, slots=True)
class Question:
    """An item of a Questionnaire: `system` is where its link is a code, `options` are codes of `svu-value`."""

    link: str
    type: str
    system: str | None = None
    repeats: bool = False
    required: bool = False
    options: tuple[str, ...] = ()
    parts: tuple["Question", ...] = ()

    def named(self, names: Iterable[str]) -> bool:
        """Whether one of the names is its link or the last step of it."""
        return self.link in names or self.link.rpartition(".")[2] in names


Form = tuple[Question, ...]
"""The questions of a Questionnaire."""


@dataclass(frozen=True, slots=True)
class RegionForm:
    """What a region asks, and the rules of its catalogue that it rests on."""

    region: str
    rules: tuple[str, ...]
    questions: Form


Forms = Mapping[str, Mapping[str, RegionForm]]
"""What regions ask, by kind and region."""


def asked(rows: Rows) -> dict[str, Form]:
    """The questions of every kind that has any, whatever the region."""
    found = ((kind, _questions(rows, kind)) for kind in KINDS)
    return {kind: questions for kind, questions in found if questions}


def _questions(rows: Rows, kind: str) -> Form:
    places = {row.to for row in rows[kind]}
    if ANSWERS in places:
        groups = (_group(question, ("answer", "text", "comment")) for question in PLANNING_QUESTIONS)
        coded = (replace(group, system=systems.QUESTION) for group in groups)
        return (*coded, _group(shape.OTHER_QUESTION, tuple(shape.QUESTION_PARTS)))
    return tuple(_member(row.member, "") for row in rows[kind] if row.to in MEMBERS)


def _group(link: str, parts: Sequence[str]) -> Question:
    made = (Question(f"{link}.{shape.QUESTION_PARTS[part]}", _PARTS[part]) for part in parts)
    return Question(link, "group", repeats=True, parts=tuple(made))


def _member(member: Member, prefix: str) -> Question:
    link = f"{prefix}{member.name}"
    return Question(
        link,
        _TYPES[member.type],
        systems.MEMBER,
        repeats=member.many,
        options=member.codes if member.type is Type.CODE else (),
        parts=tuple(_member(part, f"{link}.") for part in member.members),
    )


def read(document: Part, common: Mapping[str, Form]) -> Iterator[tuple[str, RegionForm]]:
    """A file of `mappings/questionnaires/`: each kind it names, and what is asked; raises PackError."""
    given = document.members(("region", "kinds"))
    region = given["region"].one_of(REGIONS)
    for kind, part in given["kinds"].mapping().items():
        if kind not in common:
            raise part.error(f"the kind {kind!r} asks nothing; these do: {', '.join(common)}")
        said = part.members(("rules",), ("asks", "without", "required"))
        every = common[kind]
        links = {question.link for question in every}
        asks = {one.one_of(links) for one in said["asks"].items()} if "asks" in said else links
        without = _names(said.get("without"), every)
        required = _names(said.get("required"), every)
        questions = (question for question in every if question.link in asks)
        made = tuple(_trimmed(question, without, required) for question in questions)
        yield kind, RegionForm(region, tuple(rule.text() for rule in said["rules"].items()), made)


def _names(part: Part | None, questions: Form) -> frozenset[str]:
    names = set[str]()
    for item in part.items() if part else ():
        name = item.text()
        if not any(question.named((name,)) for question in _all(questions)):
            raise item.error(f"no question is called {name!r}")
        names.add(name)
    return frozenset(names)


def _all(questions: Form) -> Iterator[Question]:
    for question in questions:
        yield question
        yield from _all(question.parts)


def _trimmed(question: Question, without: frozenset[str], required: frozenset[str]) -> Question:
    parts = tuple(_trimmed(part, without, required) for part in question.parts if not part.named(without))
    return replace(question, required=question.named(required), parts=parts)


def fits(questions: Form, items: Sequence[Resource]) -> bool:
    """Whether these items of a response answer these questions: each is one of them, and none that is required lacks."""
    known = {question.link: question for question in questions}
    answered = {item["linkId"] for item in items}
    if not answered <= known.keys() or any(one.required and one.link not in answered for one in questions):
        return False
    return all(fits(known[item["linkId"]].parts, item.get("item", ())) for item in items)
