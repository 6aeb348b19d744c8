"""Code tables of our own systems: the files of `mappings/codes/`, with Swedish and English words for each code."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapter.r4 import systems
from adapter.r4.definition_file import Part


@dataclass(frozen=True, slots=True)
class Concept:
    """A code's words."""

    sv: str
    en: str


@dataclass(frozen=True, slots=True)
class CodeTable:
    """One code system: `name` is the last step of its canonical URL."""

    name: str
    title: str
    concepts: Mapping[str, Concept]

    @property
    def system(self) -> str:
        """The canonical URL."""
        return f"{systems.BASE}/CodeSystem/{self.name}"

    def coding(self, code: str) -> dict[str, str]:
        """A Coding with its Swedish display; a code that the table lacks has none."""
        coding = {"system": self.system, "code": code}
        concept = self.concepts.get(code)
        return {**coding, "display": concept.sv} if concept else coding


def read(document: Part) -> CodeTable:
    """A file of `mappings/codes/`; raises PackError."""
    given = document.members(("system", "title", "concepts"))
    name = given["system"].text()
    concepts = {code: _concept(part) for code, part in given["concepts"].mapping().items()}
    return CodeTable(name, given["title"].text(), concepts)


def _concept(part: Part) -> Concept:
    given = part.members(("sv", "en"))
    return Concept(given["sv"].text(), given["en"].text())
