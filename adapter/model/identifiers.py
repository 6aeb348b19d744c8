"""Identity numbers and HSA-ids: their forms, check digits and masked representations.

Sources: Skatteverket's number forms, the NRID format (`Nationellt Reservidformat`, PU) and HSA's id shape.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import assert_never
from urllib.parse import unquote

# ASCII only: other scripts' digits are not an identity number, and `int` would read them.
_HSA = re.compile(r"SE[0-9]{10}-[0-9A-Za-z]{1,19}")
_TWELVE = re.compile(r"([0-9]{8})-?([0-9]{4})")
_NRID = re.compile(r"[0-9]{8}[A-HJ-NPR-UX-Z]{2}[A-HJ-NPR-UX-Z0-9][0-9]")
_CANDIDATE = re.compile(r"(?<!\d)(?:\d{2})?\d{6}[-+]?\d{4}(?!\d)")
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[\s.\u2010-\u2015]+(?=[0-9])")
_COORDINATION_OFFSET = 60
_FIRST_SHIFTED = 22


class NumberType(StrEnum):
    """What kind of identity number a message states (`patient.type`)."""

    PERSONNUMMER = "personnummer"
    SAMORDNINGSNUMMER = "samordningsnummer"
    NATIONELLT_RESERVNUMMER = "nationellt-reservnummer"
    RESERVNUMMER = "reservnummer"
    R_NUMMER = "r-nummer"
    LMA_NUMMER = "lma-nummer"


class NumberForm(StrEnum):
    """What can be said of a number without asking a register."""

    RIGHT = "right"
    WRONG_FORM = "wrong-form"
    WRONG_CHECK_DIGIT = "wrong-check-digit"


@dataclass(frozen=True, slots=True, repr=False)
class PatientId:
    """An identity number as the sender stated it; `value` has no hyphen where the form is known."""

    type: NumberType
    value: str

    def __repr__(self) -> str:
        """Masked: an identity number never reaches a log or a traceback."""
        return f"PatientId({self.type.value}, ***)"

    @property
    def form(self) -> NumberForm:
        """Form and check digit; reserve numbers without a national format are only asked to be non-empty."""
        match self.type:
            case NumberType.PERSONNUMMER | NumberType.SAMORDNINGSNUMMER:
                return _personal_form(self.value, coordination=self.type is NumberType.SAMORDNINGSNUMMER)
            case NumberType.NATIONELLT_RESERVNUMMER:
                return _reserve_form(self.value)
            case NumberType.R_NUMMER:
                return NumberForm.RIGHT if re.fullmatch(r"R[0-9]+", self.value) else NumberForm.WRONG_FORM
            case NumberType.RESERVNUMMER | NumberType.LMA_NUMMER:
                return NumberForm.RIGHT
            case _:
                assert_never(self.type)

    def born(self) -> date | None:
        """Date of birth where the number states one; a coordination number's may be uncertain."""
        match self.type:
            case NumberType.PERSONNUMMER | NumberType.SAMORDNINGSNUMMER:
                return _birth_date(self.value, coordination=self.type is NumberType.SAMORDNINGSNUMMER)
            case NumberType.NATIONELLT_RESERVNUMMER:
                return _reserve_birth_date(self.value)
            case NumberType.R_NUMMER | NumberType.RESERVNUMMER | NumberType.LMA_NUMMER:
                return None
            case _:
                assert_never(self.type)

    def age(self, on: date) -> int | None:
        """Whole years on a day, or None where the number states no date of birth."""
        born = self.born()
        if born is None:
            return None
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def normalised(value: str) -> str:
    """A 12-digit number without its hyphen; anything else unchanged apart from surrounding space."""
    stripped = value.strip()
    found = _TWELVE.fullmatch(stripped)
    return found[1] + found[2] if found else stripped


def is_hsa_id(value: str) -> bool:
    """Whether a text has the shape of an HSA-id: SE, organisation number, hyphen, suffix; at most 32 characters."""
    return _HSA.fullmatch(value) is not None


def holds_identity_number(text: str) -> bool:
    """Whether a text contains a valid personnummer or samordningsnummer (10 or 12 digits)."""
    return any(_is_valid_candidate(found.group()) for found in _CANDIDATE.finditer(text))


def hides_identity_number(text: str) -> bool:
    """Whether a text from an address holds one, even percent-encoded anew, parted by spaces or in another script's digits."""
    ascii_digits = (
        str(unicodedata.digit(sign, sign)) for sign in unicodedata.normalize("NFKC", unquote(unquote(text)))
    )
    return holds_identity_number(text) or holds_identity_number(
        _BETWEEN_DIGITS.sub("", "".join(ascii_digits))
    )


def organisation_of(hsa_id: str) -> str:
    """The organisation in an HSA-id: everything before the hyphen."""
    return hsa_id.partition("-")[0]


def _is_valid_candidate(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    century = ("",) if len(digits) == len("YYYYMMDDNNNC") else ("19", "20")
    return any(
        _personal_form(prefix + digits, coordination=coordination) is NumberForm.RIGHT
        for prefix in century
        for coordination in (False, True)
    )


def _personal_form(value: str, *, coordination: bool) -> NumberForm:
    if re.fullmatch(r"[0-9]{12}", value) is None or _birth_date(value, coordination=coordination) is None:
        return NumberForm.WRONG_FORM
    return NumberForm.RIGHT if luhn(value[2:11]) == int(value[11]) else NumberForm.WRONG_CHECK_DIGIT


def _birth_date(value: str, *, coordination: bool) -> date | None:
    if re.fullmatch(r"[0-9]{12}", value) is None:
        return None
    day = int(value[6:8]) - (_COORDINATION_OFFSET if coordination else 0)
    try:
        return date(int(value[:4]), int(value[4:6]), day)
    except ValueError:
        return None


def _reserve_birth_date(value: str) -> date | None:
    """The birth date of a national reserve number: its century is shifted up by three or a multiple of it; 00 is unknown."""
    if _NRID.fullmatch(value) is None or int(value[:2]) < _FIRST_SHIFTED:
        return None
    century = (int(value[:2]) - 19) % 3 + 19
    return _birth_date(f"{century}{value[2:8]}0000", coordination=False)


def _reserve_form(value: str) -> NumberForm:
    if _NRID.fullmatch(value) is None:
        return NumberForm.WRONG_FORM
    # Letters count as their ASCII code, and every decimal digit of each product is summed.
    weighted = ((int(c) if c.isdigit() else ord(c)) * (2 - i % 2) for i, c in enumerate(value[:11]))
    total = sum(int(digit) for product in weighted for digit in str(product))
    return NumberForm.RIGHT if (10 - total % 10) % 10 == int(value[11]) else NumberForm.WRONG_CHECK_DIGIT


def luhn(nine: str) -> int:
    """The check digit of YYMMDDNNN: weights 2,1,2,…, digit sum of products, up to the next ten."""
    total = 0
    for position, digit in enumerate(nine):
        product = int(digit) * (2 - position % 2)
        total += product - 9 if product > 9 else product  # noqa: PLR2004
    return (10 - total % 10) % 10
