"""Register data that a source sent along, compared with the register: a difference is a warning to the sender.

`contract.md` §1. Neither what was sent nor what the register says is quoted, and of a person whose data is protected
nothing is said at all.
"""

from collections.abc import Iterator

from adapter.intake.submission import Stated
from adapter.model.issue import Issue, Severity
from adapter.model.person import Address, HumanName, Person, Protection, RegisterAnswer

RULE = "CHECK-REGISTER"


def differences(stated: Stated, person: RegisterAnswer) -> Iterator[Issue]:
    """A warning for a name, and one for an address, that is not the register's."""
    if not isinstance(person, Person) or person.protection is not Protection.NONE:
        return
    if stated.name is not None and person.name is not None and not _same_name(stated.name, person.name):
        yield _warning("patient.name", "name")
    if (
        stated.address is not None
        and person.address is not None
        and not _same_address(stated.address, person.address)
    ):
        yield _warning("patient.address", "address")


def _same_name(stated: HumanName, known: HumanName) -> bool:
    """Whether every word of the stated name is one of the register's: a source may leave some given names out."""
    return set(_words(stated)) <= set(_words(known))


def _words(name: HumanName) -> list[str]:
    return " ".join((*name.given, name.family)).replace("-", " ").replace(",", " ").casefold().split()


def _same_address(stated: Address, known: Address) -> bool:
    return _letters(stated) == _letters(known)


def _letters(address: Address) -> str:
    whole = "".join((*address.line, address.postal_code, address.city))
    return "".join(letter for letter in whole.casefold() if letter.isalnum())


def _warning(path: str, what: str) -> Issue:
    return Issue(
        Severity.WARNING,
        RULE,
        path,
        f"The patient's {what} in what was sent is not the register's.",
        "The register's is used. Make sure that it is the right person.",
        "business-rule",
    )
