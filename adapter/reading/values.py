"""Values of search parameters: tokens, references and dates with their prefixes, as R4's search defines them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import StrEnum

from adapter.model.swedish_time import STOCKHOLM

_DATE = re.compile(
    r"(?P<prefix>[a-z]{2})?(?P<year>\d{4})(-(?P<month>\d\d)(-(?P<day>\d\d)"
    r"(T(?P<hour>\d\d):(?P<minute>\d\d)(:(?P<second>\d\d)(?P<fraction>\.\d{1,9})?)?(?P<zone>Z|[+-]\d\d:\d\d)?)?)?)?",
    re.ASCII,
)
_ESCAPED = re.compile(r"\\([\\,|$])")
_BEGINNING, _END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_MICROSECONDS = 6
_DECEMBER = 12


class Prefix(StrEnum):
    """How a date compares; `ap` is not one of ours."""

    EQ = "eq"
    NE = "ne"
    GT = "gt"
    LT = "lt"
    GE = "ge"
    LE = "le"
    SA = "sa"
    EB = "eb"


@dataclass(frozen=True, slots=True)
class Range:
    """From `start` until just before `end`: what a date of some precision stands for."""

    start: datetime
    end: datetime

    def holds(self, other: "Range") -> bool:
        """Whether all of the other lies within."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Dated:
    """A date that is searched by."""

    prefix: Prefix
    range: Range

    def fits(self, found: Range) -> bool:
        """Whether a value of this range is meant (R4, search, "date")."""
        wanted = self.range
        match self.prefix:
            case Prefix.EQ:
                return wanted.holds(found)
            case Prefix.NE:
                return not wanted.holds(found)
            case Prefix.GT:
                return found.end > wanted.end
            case Prefix.LT:
                return found.start < wanted.start
            case Prefix.GE:
                return found.end > wanted.end or wanted.holds(found)
            case Prefix.LE:
                return found.start < wanted.start or wanted.holds(found)
            case Prefix.SA:
                return found.start >= wanted.end
            case _:  # eb
                return found.end <= wanted.start


@dataclass(frozen=True, slots=True)
class Token:
    """`[system]|[code]`: a system of None is any, of "" none; a code of None is any of the system."""

    system: str | None
    code: str | None

    def fits(self, system: str | None, code: str | None) -> bool:
        """Whether a coding or an identifier with these is meant."""
        if self.system is not None and (system or "") != self.system:
            return False
        return self.code is None or code == self.code


@dataclass(frozen=True, slots=True)
class Pointer:
    """A reference that is searched by: `Type/id`, an id of any type, or a URL of somebody else's."""

    type: str | None
    id: str

    def fits(self, reference: str) -> bool:
        """Whether an element's reference is meant."""
        return reference == (f"{self.type}/{self.id}" if self.type else self.id) or (
            self.type is None and "/" not in self.id and reference.endswith(f"/{self.id}")
        )


def split(value: str) -> Iterator[str]:
    """The alternatives of a value: what commas part that are not escaped."""
    part = ""
    escaped = False
    for character in value:
        if character == "," and not escaped:
            yield part
            part = ""
        else:
            part += character
        escaped = character == "\\" and not escaped
    yield part


def plain(text: str) -> str:
    r"""A text without the escapes of `,`, `|`, `$` and `\`."""
    return _ESCAPED.sub(r"\1", text)


def token(text: str) -> Token | None:
    """None for what says neither a system nor a code."""
    system, bar, code = _parted(text)
    if not bar:
        return Token(None, plain(text)) if text else None
    if not (system or code):
        return None
    return Token(plain(system), plain(code) or None)


def _parted(text: str) -> tuple[str, str, str]:
    found = re.search(r"(?<!\\)(?:\\\\)*\|", text)
    return (text[: found.end() - 1], "|", text[found.end() :]) if found else (text, "", "")


def pointer(text: str, base: str) -> Pointer | None:
    """A reference; `base` is our own address, which may stand before it. None where it is empty."""
    said = plain(text).removeprefix(f"{base}/")
    type_, slash, id_ = said.partition("/")
    if slash and type_.isalpha() and id_ and "/" not in id_:
        return Pointer(type_, id_)
    return Pointer(None, said) if said else None


def dated(text: str) -> Dated | None:
    """A date with its prefix; None for what is none, or compares in a way that is not ours."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    said = found["prefix"] or Prefix.EQ
    if said not in Prefix.__members__.values():
        return None
    known = period(text[len(found["prefix"] or "") :])
    return Dated(Prefix(said), known) if known else None


def period(text: str) -> Range | None:
    """What a date, a time or an instant stands for; one without an offset is Swedish time. None for what is no date."""
    found = _DATE.fullmatch(text)
    if found is None or found["prefix"]:
        return None
    try:
        start = _start(found)
        return Range(start.astimezone(UTC), _next(start, found).astimezone(UTC))
    except (ValueError, OverflowError):
        return None


def _start(found: "re.Match[str]") -> datetime:
    year, month, day, hour, minute, second = (
        int(found[name] or least)
        for name, least in (("year", 0), ("month", 1), ("day", 1), ("hour", 0), ("minute", 0), ("second", 0))
    )
    micro = int((found["fraction"] or ".0")[1:].ljust(_MICROSECONDS, "0")[:_MICROSECONDS])
    zone: tzinfo = STOCKHOLM if found["zone"] is None else _offset(found["zone"])
    return datetime(year, month, day, hour, minute, second, micro, zone)


def _offset(text: str) -> tzinfo:
    if text == "Z":
        return UTC
    ahead = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return timezone(-ahead if text[0] == "-" else ahead)


def _next(start: datetime, found: "re.Match[str]") -> datetime:
    """Where the range ends: one more of the smallest part that is said; days are Swedish days, however long."""
    instant = start.astimezone(UTC)
    if found["fraction"]:
        return instant + timedelta(microseconds=10 ** max(_MICROSECONDS + 1 - len(found["fraction"]), 0))
    if found["minute"]:
        return instant + (timedelta(seconds=1) if found["second"] else timedelta(minutes=1))
    if found["day"]:
        return start + timedelta(days=1)
    if found["month"] and start.month < _DECEMBER:
        return start.replace(month=start.month + 1)
    return start.replace(year=start.year + 1, month=1)


def between(start: str | None, end: str | None) -> Range | None:
    """What a Period stands for: open where it says no start or no end. None where it says neither, or no dates."""
    first, last = (period(one) if one else None for one in (start, end))
    if (start and first is None) or (end and last is None) or not (start or end):
        return None
    return Range(first.start if first else _BEGINNING, last.end if last else _END)
