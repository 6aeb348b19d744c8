"""Readers compiled once from the table of kinds: each takes a JSON value and gives it back checked.

Not given, in content and consent: a missing member, null, a blank text, an empty list or object. FHIR can hold none
of these, so they are dropped here and both ways in become the same message.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime

from adapter.intake.faults import Faults, under
from adapter.model.identifiers import is_hsa_id
from adapter.model.member import Member, Type

Reader = Callable[[object, str, Faults], object]
"""Value, its path, where faults go; None when not given or at fault."""

LONGEST_TEXT = 65_536
LONGEST_LIST = 500
LARGEST_INTEGER = 2_147_483_647
DIGITS = 9
UUID = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
INSTANT = (
    r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?"
    r"(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)"
)
DATE = r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}"
# What neither FHIR's string nor XML 1.0 can hold; half a surrogate pair besides, which is no character at all.
UNSENDABLE = "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff"

CODE = r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?"
_CODE = re.compile(CODE)
_UUID = re.compile(UUID)
_MUNICIPALITY = re.compile(r"[0-9]{4}")
_INSTANT = re.compile(INSTANT)
_DATE = re.compile(DATE)
_UNSENDABLE = re.compile(f"[{UNSENDABLE}\\ud800-\\udfff]")
_MINUTES_END = len("2026-03-02T10:00")


def text(value: object, path: str, faults: Faults) -> str | None:
    """A text; blank is not given."""
    if not isinstance(value, str):
        faults.wrong_type(path, "a text")
        return None
    if len(value) > LONGEST_TEXT:
        faults.add("READ-LENGTH", path, f"A text holds at most {LONGEST_TEXT} characters.", "Shorten it.")
        return None
    if _UNSENDABLE.search(value):
        faults.add("READ-TEXT", path, "The text holds a control character.", "Remove it.")
        return None
    return value if value and not value.isspace() else None


def instant(value: object, path: str, faults: Faults) -> datetime | None:
    """An instant (ISO 8601 with an offset)."""
    if not isinstance(value, str):
        faults.wrong_type(path, "a text holding an instant")
        return None
    if _INSTANT.fullmatch(value):
        try:
            return datetime.fromisoformat(value)
        except ValueError:  # a day or an hour that does not exist
            pass
    faults.add(
        "READ-INSTANT",
        path,
        "This is not an instant with an offset.",
        "Write it as 2026-03-02T10:00:00+01:00.",
    )
    return None


def instant_text(value: object, path: str, faults: Faults) -> str | None:
    """An instant kept as the text it came as; seconds are added where left out, since FHIR requires them."""
    if instant(value, path, faults) is None:
        return None
    kept = str(value)
    has_seconds = kept[_MINUTES_END] == ":"
    return kept if has_seconds else f"{kept[:_MINUTES_END]}:00{kept[_MINUTES_END:]}"


def day(value: object, path: str, faults: Faults) -> date | None:
    """A date (`YYYY-MM-DD`)."""
    if not isinstance(value, str):
        faults.wrong_type(path, "a text holding a date")
        return None
    if _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:  # a day that does not exist
            pass
    faults.add("READ-DATE", path, "This is not a date.", "Write it as 2026-03-02.")
    return None


def day_text(value: object, path: str, faults: Faults) -> str | None:
    """A date kept as text."""
    return None if day(value, path, faults) is None else str(value)


def flag(value: object, path: str, faults: Faults) -> bool | None:
    """true or false."""
    if isinstance(value, bool):
        return value
    faults.wrong_type(path, "true or false")
    return None


def integer(value: object, path: str, faults: Faults) -> int | None:
    """A whole number from 0."""
    if isinstance(value, float) and value.is_integer():  # 4.0 is an integer to JSON Schema
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_INTEGER:
        return value
    faults.wrong_type(path, "a whole number from 0")
    return None


def number(value: object, path: str, faults: Faults) -> int | None:
    """A whole number from 0, or a text of its digits."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= DIGITS:
        return int(value)
    return integer(value, path, faults)


def scalar(value: object, path: str, faults: Faults) -> str | bool | None:
    """A text or true or false."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return text(value, path, faults)
    faults.wrong_type(path, "a text, true or false")
    return None


def unit(value: object, path: str, faults: Faults) -> str | None:
    """An HSA-id."""
    if isinstance(value, str) and is_hsa_id(value):
        return value
    faults.add("READ-HSA", path, "This is not an HSA-id.", "Write it as SE2321000222-AVD1.")
    return None


def municipality(value: object, path: str, faults: Faults) -> str | None:
    """A municipality code: four digits; blank is not given."""
    told = text(value, path, faults)
    if told is None or _MUNICIPALITY.fullmatch(told):
        return told
    faults.add("READ-MUNICIPALITY", path, "This is not a municipality code.", "Write its four digits: 2480.")
    return None


def uuid(value: object, path: str, faults: Faults) -> str | None:
    """A UUID, in lower case as FHIR wants it."""
    if isinstance(value, str) and _UUID.fullmatch(value):
        return value.lower()
    faults.add("READ-UUID", path, "This is not a UUID.", "Write 8-4-4-4-12 hexadecimal digits.")
    return None


def code(codes: Collection[str]) -> Reader:
    """One of the codes."""
    known = frozenset(codes)

    def read(value: object, path: str, faults: Faults) -> str | None:
        if isinstance(value, str) and value in known:
            return value
        faults.not_a_code(path, codes)
        return None

    return read


def open_code(value: object, path: str, faults: Faults) -> str | None:
    """A code of any list: small letters, digits and hyphens."""
    if isinstance(value, str) and _CODE.fullmatch(value):
        return value
    faults.add("READ-CODE", path, "This is not a code.", "Write small letters a-z, digits and hyphens.")
    return None


def many(read_one: Reader) -> Reader:
    """A list of what `read_one` reads; without what is not given."""

    def read(value: object, path: str, faults: Faults) -> list[object] | None:
        if not isinstance(value, list):
            faults.wrong_type(path, "a list")
            return None
        if len(value) > LONGEST_LIST:
            faults.add("READ-LENGTH", path, f"A list holds at most {LONGEST_LIST}.", "Shorten it.")
            return None
        items = [
            read_one(item, f"{path}[{position}]", faults)
            for position, item in enumerate(value)
            if item is not None
        ]
        return [item for item in items if item is not None] or None

    return read


def struct(readers: Mapping[str, Reader], needed: Collection[str] = ()) -> Reader:
    """An object with these members and no others; `needed` must be there unless the object is empty."""

    def read(value: object, path: str, faults: Faults) -> dict[str, object] | None:
        if not isinstance(value, dict):
            faults.wrong_type(path, "an object")
            return None
        before = len(faults)
        given: dict[str, object] = {}
        for name, item in value.items():
            read_member = readers.get(name)
            if read_member is None:
                faults.unknown(path, name, readers)
            elif item is not None:
                kept = read_member(item, under(path, name), faults)
                if kept is not None:
                    given[name] = kept
        if value and len(faults) == before:
            for name in needed:
                if name not in given:
                    faults.missing(under(path, name))
        return given or None

    return read


# What a consent's parts cannot be read without; everything else in them is judged, not read.
NEEDED = {"recordedBy": ("unit",), "harmAssessment": ("outcome",), "childAsked": ("asked",)}

_LEAVES: Mapping[Type, Reader] = {
    Type.TEXT: text,
    Type.INSTANT: instant_text,
    Type.DATE: day_text,
    Type.BOOLEAN: flag,
    Type.INTEGER: integer,
    Type.SCALAR: scalar,
    Type.UNIT: unit,
}


def reader(member: Member) -> Reader:
    """The reader of a member of the table."""
    if member.type is Type.STRUCT:
        one = table(member.members, NEEDED.get(member.name, ()))
    elif member.type is Type.CODE:
        one = open_code if member.open else code(member.codes)
    elif member.type is Type.INTEGER and member.open:
        one = number
    else:
        one = _LEAVES[member.type]
    return many(one) if member.many else one


def table(members: Collection[Member], needed: Collection[str] = ()) -> Reader:
    """The reader of an object with the members of the table."""
    return struct({member.name: reader(member) for member in members}, needed)
