"""What a profile of ours is made of: rules by path, and the ones that several profiles share."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapter.r4 import systems
from adapter.r4.extensions import Extension

Rule = Mapping[str, object]
"""Parts of an ElementDefinition: min, max, pattern…, binding, constraint."""

NEVER: Rule = {"max": "0"}
ALWAYS: Rule = {"min": 1}
ONCE: Rule = {"min": 1, "max": "1"}


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile on `type`: rules by path below the resource; `base` where it builds on another than R4's.

    `must`: optional elements that a receiver handles all the same (whatever is required, it always does);
    `words`: what an element is for, by path; `entries`: of a Bundle, what may stand in it.
    """

    name: str
    title: str
    type: str
    rules: Mapping[str, Rule]
    base: str | None = None
    must: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    entries: "Entries | None" = None

    @property
    def url(self) -> str:
        """The canonical URL."""
        return f"{systems.EXTENSION}/{self.name}"


What = Profile | tuple[Profile, ...] | str
"""What an entry holds: a resource of a profile, of one of several, or of a type."""


@dataclass(frozen=True, slots=True)
class Entries:
    """What may stand in a Bundle by name: (what, least, most); `closed`: and nothing else."""

    of: Mapping[str, tuple[What, int, str]]
    closed: bool = True


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


def extended(extension: Extension, *, least: int = 0) -> Mapping[str, Rule]:
    """The extension as a named slice of the resource's own."""
    most = "*" if extension.many else "1"
    name = extension.name.removeprefix("svu-")
    told = {"code": "Extension", "profile": [extension.url]}
    return {f"extension:{name}": {"sliceName": name, "min": least, "max": most, "type": [told]}}
