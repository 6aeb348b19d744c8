"""A finding about an input: where, which rule, what is wrong and what to do."""

from dataclasses import dataclass
from enum import StrEnum


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
    could identify a person; `code` is a FHIR issue-type code.
    """

    severity: Severity
    rule: str
    path: str
    text: str
    remedy: str = ""
    code: str = "invalid"

    def to_json(self) -> dict[str, str]:
        """The shape of `contract.md` §5, with remedy."""
        return {
            "severity": self.severity.value,
            "rule": self.rule,
            "path": self.path,
            "text": self.text,
            "remedy": self.remedy,
        }
