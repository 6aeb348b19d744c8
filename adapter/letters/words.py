"""Plain Swedish for what a message states in codes: days, times, forms of meeting, parties."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from adapter.model.directory import Unit
from adapter.model.identifiers import is_hsa_id
from adapter.model.swedish_time import STOCKHOLM

_WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
_MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
PARTIES: Mapping[str, str] = {
    "patient": "den det gäller",
    "narstaende": "närstående",
    "vardnadshavare": "vårdnadshavare",
    "legal-foretradare": "legal företrädare",
    "arbetsgivare": "arbetsgivaren",
    "forsakringskassan": "Försäkringskassan",
    "arbetsformedlingen": "Arbetsförmedlingen",
    "skola": "skolan",
    "annan": "annan person",
}
FORMS: Mapping[str, str] = {
    "fysiskt": "Vi träffas på plats.",
    "digitalt": "Mötet är digitalt. Du deltar med dator, surfplatta eller telefon.",
    "telefon": "Mötet hålls på telefon.",
}


def day(on: date) -> str:
    """A day with its weekday: `måndag den 9 mars 2026`."""
    return f"{_WEEKDAYS[on.weekday()]} den {short_day(on)}"


def short_day(on: date) -> str:
    """A day without its weekday: `9 mars 2026`."""
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def moment(value: object) -> str:
    """An instant of a message's content: weekday, day and Swedish clock; empty where there is none."""
    at = instant(value)
    return f"{day(at.date())} klockan {_clock(at)}" if at else ""


def moment_day(value: object) -> str:
    """The Swedish day of an instant, kept on one line; empty where there is none."""
    at = instant(value)
    return short_day(at.date()).replace(" ", "\u00a0") if at else ""


def span(start: object, end: object) -> str:
    """From when to when: the same day is named once."""
    first, last = instant(start), instant(end)
    if first is None or last is None or last <= first:
        return moment(start)
    if first.date() == last.date():
        return f"{moment(start)}–{_clock(last)}"
    return f"{moment(start)} till {moment(end)}"


def instant(value: object) -> datetime | None:
    """An instant in Swedish time, out of the text that a message keeps it as."""
    if not isinstance(value, str):
        return None
    return datetime.fromisoformat(value).astimezone(STOCKHOLM)


def named(text: object, units: Mapping[str, Unit]) -> str:
    """A unit's name where the text is its HSA-id, a party in plain words, else the text; empty where there is none."""
    if not isinstance(text, str):
        return ""
    found = units.get(text)
    if found is not None:
        return found.name
    said = text.strip()
    return "" if is_hsa_id(said) else capital(PARTIES.get(said, "")) or said


def texts(value: object) -> list[str]:
    """The texts of a list, whatever else it holds."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list | tuple) else []


def text(value: object) -> str:
    """A text, or nothing."""
    return value.strip() if isinstance(value, str) else ""


def listed(words: Iterable[str]) -> str:
    """Words as a Swedish enumeration: `a, b och c`; each once."""
    *most, last = dict.fromkeys(word for word in words if word) or [""]
    return f"{', '.join(most)} och {last}" if most else last


def joined(*parts: str) -> str:
    """The parts that are there, with commas between."""
    return ", ".join(part for part in parts if part)


def capital(words: str) -> str:
    """The words with a capital first letter."""
    return words[:1].upper() + words[1:]


def _clock(at: datetime) -> str:
    return at.strftime("%H.%M")
