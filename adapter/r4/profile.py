"""What a profile of ours is made of: rules by path, and the ones that several profiles share."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapter.r4 import systems

Rule = Mapping[str, object]
"""Parts of an ElementDefinition: min, max, pattern…, binding, constraint."""

NEVER: Rule = {"max": "0"}
ALWAYS: Rule = {"min": 1}
ONCE: Rule = {"min": 1, "max": "1"}


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile on `type`: rules by path below the resource; `base` where it builds on another than R4's."""

    name: str
    title: str
    type: str
    rules: Mapping[str, Rule]
    base: str | None = None

    @property
    def url(self) -> str:
        """The canonical URL."""
        return f"{systems.EXTENSION}/{self.name}"


def bound(system: str, least: int = 1) -> Rule:
    """One coding at most, out of a code system of ours."""
    value_set = system.replace("/CodeSystem/", "/ValueSet/")
    return {"min": least, "max": "1", "binding": {"strength": "required", "valueSet": value_set}}


def concept(system: str, code: str) -> Rule:
    """A concept with this code."""
    return {"min": 1, "patternCodeableConcept": {"coding": [{"system": system, "code": code}]}}


def law(key: str, human: str, expression: str) -> Rule:
    """An invariant."""
    return {"constraint": [{"key": key, "severity": "error", "human": human, "expression": expression}]}
