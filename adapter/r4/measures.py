"""Measures of ours: one for each indicator of follow-up, and one of payment liability, of a month or of one stay."""

from collections.abc import Iterator, Mapping

from adapter.model.figures import COUNT, INDICATORS, MEAN, MEDIAN, SHARE, Definition
from adapter.r4 import shape, systems
from adapter.r4.mappings import Mappings
from adapter.r4.models import Resource

LIABILITY = "betalningsansvar"
"""The Measure of payment liability: its population are the days billed, its score what they cost."""
SCORINGS: Mapping[str, str] = {
    COUNT: "cohort",
    SHARE: "proportion",
    MEAN: "continuous-variable",
    MEDIAN: "continuous-variable",
}
POPULATIONS: Mapping[str, tuple[str, ...]] = {
    COUNT: ("initial-population",),
    SHARE: ("initial-population", "denominator", "numerator"),
    MEAN: ("initial-population", "measure-population"),
    MEDIAN: ("initial-population", "measure-population"),
}
"""The populations that R4 asks for of each form; a mean's sum is no population, so only its score tells it."""
WORDS: Mapping[str, str] = {
    "initial-population": "Initial Population",
    "denominator": "Denominator",
    "numerator": "Numerator",
    "measure-population": "Measure Population",
}
_TYPES: Mapping[str, str] = {"process": "Process", "outcome": "Outcome"}
_OUTCOMES = frozenset({"readmissions-65"})
_TITLE = "Payment liability (betalningsansvar)"


def url(name: str) -> str:
    """The canonical URL of an indicator's Measure, or of liability's."""
    return f"{systems.MEASURE}/{name}"


def population(name: str) -> Resource:
    """The concept of a population."""
    return shape.concept({"system": systems.MEASURE_POPULATION, "code": name, "display": WORDS[name]})


def improvement(better: str) -> Resource:
    """The concept of which way is better."""
    word = {
        "increase": "Increased score indicates improvement",
        "decrease": "Decreased score indicates improvement",
    }
    return shape.concept({"system": systems.MEASURE_IMPROVEMENT, "code": better, "display": word[better]})


def definitions(mappings: Mappings) -> Iterator[Resource]:
    """One Measure per indicator, and the one of liability."""
    for code, definition in INDICATORS.items():
        coding = mappings.coding(systems.INDICATOR, code)
        says = definition.counts + (f", of {definition.of}" if definition.of else "")
        yield {
            **_measure(code, coding.get("display", code), f"{says[0].upper()}{says[1:]}.", definition.form),
            "type": [_type("outcome" if code in _OUTCOMES else "process")],
            **({"improvementNotation": improvement(definition.better)} if definition.better else {}),
            "group": [
                {
                    "code": shape.concept(coding),
                    "population": [
                        _criteria(name, _words(name, definition)) for name in POPULATIONS[definition.form]
                    ],
                }
            ],
        }
    days = "care days that the municipality pays for"
    yield {
        **_measure(LIABILITY, _TITLE, f"The {days}, and what they cost in whole SEK.", MEAN),
        "type": [_type("outcome")],
        "improvementNotation": improvement("decrease"),
        "group": [{"population": [_criteria(name, days) for name in POPULATIONS[MEAN]]}],
    }


def _measure(name: str, title: str, says: str, form: str) -> Resource:
    scoring = SCORINGS[form]
    return {
        "resourceType": "Measure",
        "id": name,
        "url": url(name),
        "name": "Svu" + "".join(part.capitalize() for part in name.split("-")),
        "title": title,
        "description": says,
        "subjectCodeableConcept": shape.concept({"system": systems.RESOURCE_TYPES, "code": "Location"}),
        "scoring": shape.concept({"system": systems.MEASURE_SCORING, "code": scoring}),
    }


def _type(code: str) -> Resource:
    return shape.concept({"system": systems.MEASURE_TYPE, "code": code, "display": _TYPES[code]})


def _words(population_name: str, definition: Definition) -> str:
    """What is in a population: a share's numerator, or what is counted of (a count is of itself)."""
    if population_name == "numerator" or not definition.of:
        return definition.counts
    return definition.of


def _criteria(name: str, words: str) -> Resource:
    """A population whose criteria are words: the adapter counts, not an expression in a language."""
    no_language = {"extension": [{"url": systems.DATA_ABSENT, "valueCode": "not-applicable"}]}
    return {"code": population(name), "criteria": {"_language": no_language, "expression": words}}
