"""CodeSystems and ValueSets: a pair for each code table, and for the rules a value set for each region besides."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from adapter.r4 import structures, systems
from adapter.r4.codes import CodeTable
from adapter.r4.mappings import Mappings
from adapter.r4.models import Resource

PRODUCT = "produkt"
"""The region of a rule that is the product's own."""
_FILTER = {"code": "region", "operator": ["="], "value": "the region whose rule it is"}
_PROPERTIES: tuple[Mapping[str, str], ...] = (
    {
        "code": "region",
        "type": "code",
        "description": "Whose rule it is: a region's, the Act's, the product's.",
    },
    {"code": "source", "type": "string", "description": "The passages that it rests on: file and lines."},
)


@dataclass(frozen=True, slots=True)
class RuleWord:
    """A rule as the CodeSystem tells it: its id, whose it is, what it says in short, the passages it rests on."""

    id: str
    region: str
    says: str
    source: str = ""


def definitions(mappings: Mappings, rules: Iterable[RuleWord]) -> Iterator[Resource]:
    """Every CodeSystem, and the ValueSets that are made of them."""
    own = structures.name_of(systems.RULE)
    for name, table in mappings.tables.items():
        if name != own:
            yield _code_system(table, [_concept(code, table) for code in table.concepts])
        yield _value_set(table)
    table = mappings.tables[own]
    every = [*rules, *(RuleWord(code, PRODUCT, words.en) for code, words in table.concepts.items())]
    concepts = {
        rule.id: _rule(rule, table) for rule in reversed(every)
    }  # the packs' own words, where both have any
    made = _code_system(table, [concept for _, concept in sorted(concepts.items())])
    yield {
        **made,
        "language": "en",
        "filter": [_FILTER],
        "property": list(_PROPERTIES),
        "concept": made["concept"],
    }
    for region in sorted({rule.region for rule in every}):
        yield _region_rules(region)


def name(*words: str) -> str:
    """A computable name (PascalCase) of hyphenated words."""
    return "".join(part.capitalize() for word in words for part in word.split("-"))


def _concept(code: str, table: CodeTable) -> Resource:
    words = table.concepts[code]
    return {
        "code": code,
        "display": words.sv,
        "definition": words.en,
        "designation": [{"language": "en", "value": words.en}],
    }


def _rule(rule: RuleWord, table: CodeTable) -> Resource:
    words = table.concepts.get(rule.id)
    said = [{"code": "region", "valueCode": rule.region}]
    if rule.source:
        said.append({"code": "source", "valueString": rule.source})
    return {
        "code": rule.id,
        "display": rule.says,
        **({"designation": [{"language": "sv", "value": words.sv}]} if words else {}),
        "property": said,
    }


def _code_system(table: CodeTable, concepts: list[Resource]) -> Resource:
    return {
        "resourceType": "CodeSystem",
        "id": table.name,
        "url": table.system,
        "name": name(table.name),
        "title": table.title,
        "description": table.title,
        "caseSensitive": True,
        "valueSet": structures.value_set(table.system),
        "content": "complete",
        "count": len(concepts),
        "concept": concepts,
    }


def _value_set(table: CodeTable) -> Resource:
    return {
        "resourceType": "ValueSet",
        "id": table.name,
        "url": structures.value_set(table.system),
        "name": name(table.name, "values"),
        "title": table.title,
        "description": f"All of {table.name}.",
        "immutable": False,
        "compose": {"include": [{"system": table.system}]},
    }


def _region_rules(region: str) -> Resource:
    id_ = f"{structures.name_of(systems.RULE)}-{region}"
    taken = {"property": "region", "op": "=", "value": region}
    return {
        "resourceType": "ValueSet",
        "id": id_,
        "url": f"{structures.value_set(systems.RULE)}-{region}",
        "name": name(id_, "values"),
        "title": f"Rules of {region}",
        "description": f"Those of svu-rule that are {region}'s.",
        "immutable": False,
        "compose": {"include": [{"system": systems.RULE, "filter": [taken]}]},
    }
