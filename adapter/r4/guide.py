"""Our implementation guide: the definitions in `profiles/fhir/`, made from the tables that reading and writing share."""

from collections.abc import Iterator, Mapping

from adapter.model.kinds import KINDS
from adapter.model.stay_kinds import PLANNING_QUESTIONS
from adapter.r4 import measures, profiles, shape, structures, survey, systems
from adapter.r4.codes import CodeTable
from adapter.r4.mappings import Mappings
from adapter.r4.models import Resource

VERSION = "0.1.0"
DATE = "2026-11-21"
PUBLISHER = "svu-adapter"
FHIR_VERSION = "4.0.1"

QUESTIONNAIRES: Mapping[str, tuple[str, ...]] = {
    "planeringsunderlag": PLANNING_QUESTIONS,
    "svar-inskrivningsmeddelande": (),
}
"""The kinds that are answers to questions, and the questions their Questionnaire lists."""

_PART_TYPES: Mapping[str, str] = {
    "question": "text",
    "answer": "boolean",
    "text": "text",
    "comment": "text",
}
_PART_WORDS: Mapping[str, str] = {
    "question": "Fråga",
    "answer": "Svar",
    "text": "Svar i ord",
    "comment": "Kommentar",
}


def definitions(mappings: Mappings) -> dict[str, Resource]:
    """Every definition by its file name (`<type>-<id>.json`)."""
    made = [
        *(_code_system(table) for table in mappings.tables.values()),
        *(_value_set(table) for table in mappings.tables.values()),
        _rules(),
        *structures.definitions(),
        *profiles.definitions(),
        *(_questionnaire(mappings, kind, questions) for kind, questions in QUESTIONNAIRES.items()),
        *measures.definitions(mappings),
        *(survey.questionnaire(mappings, kind) for kind in survey.kinds(mappings.rows)),
        *(_message(mappings, kind) for kind in mappings.tables[structures.name_of(systems.KIND)].concepts),
    ]
    files = {f"{one['resourceType']}-{one['id']}.json": _published(one) for one in made}
    if len(files) < len(made):
        raise ValueError("two definitions share a type and an id")
    return files


def _published(definition: Resource) -> Resource:
    """The definition with what every one of ours says of itself, after its name."""
    known: Resource = {name: definition[name] for name in ("resourceType", "id", "url") if name in definition}
    about: Resource = {
        "version": VERSION,
        "status": "active",
        "experimental": True,
        "date": DATE,
        "publisher": PUBLISHER,
    }
    return {**known, **about, **definition}


def _name(*words: str) -> str:
    """A computable name (PascalCase) of hyphenated words."""
    return "".join(part.capitalize() for word in words for part in word.split("-"))


def _code_system(table: CodeTable) -> Resource:
    return {
        "resourceType": "CodeSystem",
        "id": table.name,
        "url": table.system,
        "name": _name(table.name),
        "title": table.title,
        "description": table.title,
        "caseSensitive": True,
        "valueSet": structures.value_set(table.system),
        "content": "complete",
        "count": len(table.concepts),
        "concept": [
            {
                "code": code,
                "display": concept.sv,
                "definition": concept.en,
                "designation": [{"language": "en", "value": concept.en}],
            }
            for code, concept in table.concepts.items()
        ],
    }


def _value_set(table: CodeTable) -> Resource:
    return {
        "resourceType": "ValueSet",
        "id": table.name,
        "url": structures.value_set(table.system),
        "name": _name(table.name, "values"),
        "title": table.title,
        "description": f"All of {table.name}.",
        "immutable": False,
        "compose": {"include": [{"system": table.system}]},
    }


def _questionnaire(mappings: Mappings, kind: str, questions: tuple[str, ...]) -> Resource:
    words = mappings.words(systems.KIND, kind)
    return {
        "resourceType": "Questionnaire",
        "id": kind,
        "url": f"{systems.QUESTIONNAIRE}/{kind}",
        "name": _name("svu", kind),
        "title": words,
        "description": f"{words}: questions by their code, and others in the sender's own words.",
        "subjectType": ["Patient"],
        "item": [
            *(_question(mappings, question) for question in questions),
            _group(shape.OTHER_QUESTION, "Övrig fråga", tuple(shape.QUESTION_PARTS)),
        ],
    }


def _question(mappings: Mappings, question: str) -> Resource:
    coding = mappings.coding(systems.QUESTION, question)
    group = _group(question, coding["display"], ("answer", "text", "comment"))
    return {"linkId": group.pop("linkId"), "code": [coding], **group}


def _group(link: str, words: str, parts: tuple[str, ...]) -> Resource:
    return {
        "linkId": link,
        "text": words,
        "type": "group",
        "repeats": True,
        "item": list(_parts(link, parts)),
    }


def _parts(link: str, parts: tuple[str, ...]) -> Iterator[Resource]:
    for part in parts:
        name = f"{link}.{shape.QUESTION_PARTS[part]}"
        yield {"linkId": name, "text": _PART_WORDS[part], "type": _PART_TYPES[part]}


def _message(mappings: Mappings, name: str) -> Resource:
    coding = mappings.coding(systems.KIND, name)
    kind = KINDS.get(name)
    says = f"{kind.english}; actions: {', '.join(kind.actions)}" if kind else "a notice by the adapter itself"
    return {
        "resourceType": "MessageDefinition",
        "id": name,
        "url": f"{systems.MESSAGE_DEFINITION}/{name}",
        "name": _name("svu", name),
        "title": coding["display"],
        "description": f"{says[0].upper()}{says[1:]}.",
        "eventCoding": coding,
        "category": "consequence",
        "focus": [
            {"code": "Communication", "min": 1, "max": "1"},
            {"code": "Task", "min": 0, "max": "1"},
        ],
        "responseRequired": "always",
    }


def _rules() -> Resource:
    """Rule ids are the regions': the packs hold them, and `svu-adapter rules` lists them with their sources."""
    title = "Rules of the catalogues and of the product"
    return {
        "resourceType": "CodeSystem",
        "id": structures.name_of(systems.RULE),
        "url": systems.RULE,
        "name": "SvuRule",
        "title": title,
        "description": f"{title}; the rule packs in force hold them.",
        "caseSensitive": True,
        "content": "not-present",
    }
