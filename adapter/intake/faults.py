"""Collects every fault of an input, so that the sender is told all of them at once."""

import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches

from adapter.model.issue import Issue, Severity

_FHIR_CODES = {
    "READ-JSON": "structure",
    "READ-TYPE": "structure",
    "READ-UNKNOWN": "structure",
    "READ-MISSING": "required",
    "READ-CODE": "code-invalid",
    "READ-ACTION": "code-invalid",
    "READ-LENGTH": "too-long",
    "READ-TWICE": "duplicate",
}
# A member's name is quoted only when it looks like one: a key may be an identity number or somebody's name.
_MEMBER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
_FEW_DIGITS = 4


class Faults:
    """Faults in the order in which they were found; none of them quotes a value."""

    def __init__(self) -> None:
        self._issues: list[Issue] = []

    def __iter__(self) -> Iterator[Issue]:
        """Every fault so far."""
        return iter(self._issues)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._issues)

    def add(self, rule: str, path: str, text: str, remedy: str) -> None:
        """Note a fault of the rule (`READ-…`) at a dotted path."""
        code = _FHIR_CODES.get(rule, "value")
        self._issues.append(Issue(Severity.ERROR, rule, path or "$", text, remedy, code))

    def wrong_type(self, path: str, expected: str) -> None:
        """The value is of another JSON type than `expected` (with its article)."""
        self.add("READ-TYPE", path, f"This must be {expected}.", f"Write {expected}; in YAML, quote digits.")

    def missing(self, path: str) -> None:
        """A member that no message can do without is not there."""
        self.add("READ-MISSING", path, "This member is missing.", "Give it a value.")

    def unknown(self, path: str, name: str, known: Collection[str]) -> None:
        """A member that does not exist here."""
        close = get_close_matches(name, known, n=1)
        remedy = (
            f"Did you mean {close[0]}?" if close else "Remove it; known here: " + ", ".join(sorted(known))
        )
        self.add("READ-UNKNOWN", under(path, sayable(name)), "There is no such member here.", remedy)

    def not_a_code(self, path: str, codes: Collection[str]) -> None:
        """A coded value that is not in its list."""
        self.add("READ-CODE", path, "This is not one of the codes.", "Use one of: " + ", ".join(codes))


def under(path: str, name: str) -> str:
    """The path of a member of what is at `path`; the root has the empty path."""
    return f"{path}.{name}" if path else name


def sayable(name: str) -> str:
    """A member's name as it may be shown: `?` where it could be somebody's number or name."""
    digits = sum(character.isdigit() for character in name)
    return name if _MEMBER_NAME.fullmatch(name) and digits < _FEW_DIGITS else "?"
