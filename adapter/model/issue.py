"""A finding about an input: where, which rule, what is wrong and what to do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from adapter.model.basis import NOTHING, Basis


class Severity(StrEnum):
    """As FHIR's issue severity; `ERROR` stops a message, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding.

    `rule` is a catalogue id (`VB-MSG-03`), a product rule (`PRODUKT-FORM-02`) or a reading rule (`READ-TYPE`);
    `path` a dotted path in the native message or a FHIRPath location; `text` and `remedy` never quote a value that
    could identify a person; `code` is a FHIR issue-type code; `basis` is what a rule's finding rests on.
    """

    severity: Severity
    rule: str
    path: str
    text: str
    remedy: str = ""
    code: str = "invalid"
    basis: Basis = NOTHING

    def in_language(self, language: str) -> "Issue":
        """The finding in this language where it has its words; else as it is."""
        said = self.basis.swedish
        if language != "sv" or not said.text:
            return self
        return replace(self, text=said.text, remedy=said.remedy)

    def to_json(self) -> dict[str, object]:
        """The shape of `contract.md` §5, with remedy."""
        return {
            "severity": self.severity.value,
            "rule": self.rule,
            "path": self.path,
            "text": self.text,
            "remedy": self.remedy,
            **self.basis.to_json(),
        }


def once(issues: Iterable[Issue]) -> Iterator[Issue]:
    """One finding of a rule at a place: the first; several readers of one document find the same."""
    seen: set[tuple[str, str]] = set()
    for issue in issues:
        if (issue.rule, issue.path) not in seen:
            seen.add((issue.rule, issue.path))
            yield issue
