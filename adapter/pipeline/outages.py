"""What a region's outage routine says, kind by kind, as a table; and its blank forms."""

import asyncio
from collections.abc import Iterable, Iterator
from typing import TypedDict

from adapter.model.errors import UsageError
from adapter.model.kinds import KINDS
from adapter.model.outage import Said
from adapter.pipeline import forms
from adapter.pipeline.parts import Parts
from adapter.policy.pack import Pack
from adapter.ports import Printer
from adapter.r4 import systems
from adapter.r4.mappings import Mappings

_HEADS = {
    "sv": ("Meddelande", "Går med", "Vad som lämnas", "Efteråt", "Källa"),
    "en": ("Message", "Goes by", "What is told", "Afterwards", "Source"),
}
_BY = {
    "sv": {"telefon": "telefon", "papper": "papper", "epost": "e-post", "brev": "brev", "ko": "kö"},
    "en": {"telefon": "telephone", "papper": "paper", "epost": "e-mail", "brev": "letter", "ko": "queue"},
}


class Words(TypedDict):
    """Words and the passages that they rest on."""

    text: str
    source: list[str]


class Whom(TypedDict):
    """Whom somebody tells of the outage; `whose` is region, kommun or alla."""

    text: str
    source: list[str]
    whose: str


class OneWay(TypedDict):
    """How one kind goes meanwhile."""

    kind: str
    name: str
    by: list[str]
    content: str
    afterwards: str
    source: list[str]


class Told(TypedDict):
    """What `outage` prints."""

    region: str
    routine: Words
    long: Words | None
    longAfterHours: float | None
    contacts: list[Whom]
    ways: list[OneWay]


class Outages:
    """For whoever asks over HTTP: its own region's routine and forms; nothing of the store is needed."""

    def __init__(self, parts: Parts, printer: Printer) -> None:
        self._parts = parts
        self._printer = printer

    def routine(self, units: frozenset[str], language: str) -> Told | None:
        """What applies where the units are; None where the directory knows none of them."""
        pack = self._pack(units)
        return told(pack, self._parts.mappings, language) if pack else None

    async def form(self, kind: str, units: frozenset[str]) -> bytes | None:
        """A blank form as PDF; None for a kind that the region does not use."""
        pack = self._pack(units)
        if pack is None or kind not in forms.kinds(pack):
            return None
        # typesetting must not keep others waiting
        return await asyncio.to_thread(self._printer.pdf, forms.blank(kind, pack, self._parts.mappings))

    def _pack(self, units: frozenset[str]) -> Pack | None:
        known = (self._parts.directory.unit(unit) for unit in sorted(units))
        region = next((unit.region for unit in known if unit is not None), None)
        if region is None:
            return None
        try:
            return self._parts.packs.in_force(region, self._parts.clock.now())
        except UsageError:  # a region without rules
            return None


def told(pack: Pack, mappings: Mappings, language: str) -> Told:
    """The routine in a language; a row for every kind that the region uses."""
    routine = pack.outage
    ways: list[OneWay] = []
    for kind in KINDS:
        way = routine.way(kind)
        if way is None or not pack.process.of(kind).in_use:
            continue
        ways.append(
            {
                "kind": kind,
                "name": mappings.words(systems.KIND, kind),
                "by": [_BY[language][one] for one in way.by],
                "content": way.content.in_language(language),
                "afterwards": way.afterwards.in_language(language),
                "source": list(dict.fromkeys((*way.content.source, *way.afterwards.source))),
            }
        )
    return {
        "region": pack.ref.region,
        "routine": _words(routine.routine, language),
        "long": _words(routine.long, language) if routine.long else None,
        "longAfterHours": routine.long_hours,
        "contacts": [
            {**_words(contact.who, language), "whose": contact.whose} for contact in routine.contacts
        ],
        "ways": ways,
    }


def page(table: Told, language: str) -> str:
    """The same as Markdown."""
    lines = [f"## {table['region']}", "", table["routine"]["text"], ""]
    if table["long"] is not None:
        lines += [table["long"]["text"], ""]
    lines += [f"- {contact['whose']}: {contact['text']}" for contact in table["contacts"]]
    lines += [""] * bool(table["contacts"])
    heads = _HEADS[language]
    lines += [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    for kinds, by, content, afterwards, source in alike(table["ways"]):
        cells = (", ".join(f"`{kind}`" for kind in kinds), by, content, afterwards, "<br>".join(source))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join((*lines, ""))


def alike(ways: Iterable[OneWay]) -> Iterator[tuple[list[str], str, str, str, list[str]]]:
    """A row for all kinds of which the same is said: the kinds, by which ways, what is told, what afterwards, sources."""
    rows: dict[tuple[str, str, str], tuple[list[str], list[str]]] = {}
    for way in ways:
        said = (", ".join(way["by"]), way["content"], way["afterwards"])
        rows.setdefault(said, ([], way["source"]))[0].append(way["kind"])
    for said, (kinds, source) in rows.items():
        yield kinds, *said, source


def _words(said: Said, language: str) -> Words:
    return {"text": said.in_language(language), "source": list(said.source)}
