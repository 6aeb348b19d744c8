"""What the population register says of a number: a person, no hit, or silence."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Protection(StrEnum):
    """Protected identity (skyddade personuppgifter); `UNKNOWN` when the register did not answer."""

    NONE = "none"
    SEKRETESSMARKERING = "sekretessmarkering"
    SKYDDAD_FOLKBOKFORING = "skyddad-folkbokforing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, repr=False)
class HumanName:
    """A name as the register writes it."""

    given: tuple[str, ...]
    family: str


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """The registered address (folkbokföringsadress)."""

    line: tuple[str, ...]
    postal_code: str
    city: str


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """A register hit. `guardians` are identity numbers of vårdnadshavare; `placed_by` a municipality code."""

    identifier: str
    protection: Protection = Protection.NONE
    municipality: str | None = None
    deceased: date | None = None
    name: HumanName | None = None
    address: Address | None = None
    guardians: tuple[str, ...] = ()
    placed_by: str | None = None
    test: bool = False
    linked: tuple[str, ...] = ()
    primary: str | None = None
    """The number that stands in this one's place, where the register says that there is one (`identifier` otherwise)."""


@dataclass(frozen=True, slots=True)
class NoHit:
    """The register answered: it does not know the number."""


@dataclass(frozen=True, slots=True)
class Silent:
    """The register did not answer; nothing may be concluded."""


RegisterAnswer = Person | NoHit | Silent
