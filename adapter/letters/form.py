"""A blank form to fill in by hand while messages cannot be sent: one per kind, with what the region demands first."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from adapter.letters import words
from adapter.model.member import Kind, Member, Type
from adapter.model.outage import OutageRoutine, Way
from adapter.model.printed import Blank, Printed, Section
from adapter.model.stay_kinds import PLANNING_QUESTIONS
from adapter.r4 import systems
from adapter.r4.mappings import Mappings

_MOST_CHOICES = 14
_TEXT_LINES = 2
_WAYS = {
    "telefon": "telefon",
    "papper": "denna blankett",
    "epost": "e-post",
    "brev": "brev",
    "ko": "kö, som sänds av sig själv",
}
_MORE = "Flera: fortsätt på baksidan"
_MOMENT = "Dag och klockslag"
_OF_THE_SYSTEM = frozenset({"id", "planId", "caseId", "version", "template", "replaces"})
"""Ids and versions: whoever enters the form gives them."""


@dataclass(frozen=True, slots=True)
class Demands:
    """What a region's rules want of a kind: always, in some cases, and what they warn for the want of. Paths of content."""

    always: frozenset[str] = frozenset()
    sometimes: frozenset[str] = frozenset()
    asked_for: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Of:
    """Whose form it is: the kind, the region's name and owner, its outage routine and its demands."""

    kind: Kind
    region: str
    owner: str
    routine: OutageRoutine
    demands: Demands
    consent: bool
    reasons: tuple[str, ...]


def form(of: Of, mappings: Mappings) -> Printed:
    """The form as a document; nothing in it is of any patient."""
    name = mappings.words(systems.KIND, of.kind.name)
    demanded = of.demands.always | frozenset(member.name for member in of.kind.members if member.starred)
    sections = (
        Section("Så gör du", paragraphs=tuple(_instructions(of.routine, of.routine.way(of.kind.name)))),
        Section("Från och till", blanks=_ENVELOPE),
        Section("Den det gäller", blanks=tuple(_whom(of.kind))),
        Section("Samtycke", blanks=_CONSENT if of.consent else ()),
        Section("Ska anges", blanks=tuple(_blanks(of.kind, demanded, mappings, must=True))),
        Section(
            "Ska anges i vissa fall",
            blanks=tuple(_blanks(of.kind, of.demands.sometimes - demanded, mappings)),
        ),
        Section(
            "Bör anges",
            blanks=tuple(_blanks(of.kind, of.demands.asked_for - of.demands.sometimes - demanded, mappings)),
        ),
        Section("Om det lämnades per telefon", blanks=_CALL),
        Section("Efterregistrering", blanks=(Blank("Orsak", 0, of.reasons, must=True), *_ENTRY)),
    )
    return Printed(
        title=f"Blankett: {words.capital(name)}",
        sender=(of.region, of.owner),
        date="",
        mark="Vid driftstopp: fyll i för hand, registrera i efterhand",
        sections=tuple(section for section in sections if section.paragraphs or section.blanks),
        foot=words.joined(of.region, name),
    )


def _instructions(routine: OutageRoutine, way: Way | None) -> Iterator[str]:
    yield routine.routine.in_language("sv")
    if routine.long is not None:
        yield routine.long.in_language("sv")
    for contact in routine.contacts:
        whose = {"region": "Regionen", "kommun": "Kommunen"}.get(contact.whose, "Alla")
        yield f"Felanmälan. {whose}: {contact.who.in_language('sv')}"
    if way is not None:
        by = words.listed(_WAYS[one] for one in way.by)
        yield f"Under driftstoppet: {by}. {way.content.in_language('sv')}"
        yield f"Efteråt: {way.afterwards.in_language('sv')}"


def _whom(kind: Kind) -> Iterator[Blank]:
    yield Blank("Namn")
    yield Blank("Personnummer", must=True, hint="ÅÅÅÅMMDD-NNNN; finns inget nummer, samordna per telefon")
    if kind.episode:
        yield Blank("Inskriven", must=True, hint=_MOMENT)


def _blanks(kind: Kind, paths: frozenset[str], mappings: Mappings, *, must: bool = False) -> Iterator[Blank]:
    """In the order of the kind's members; of an object that is wanted whole, each of its members."""
    for member in kind.members:
        if member.name in _OF_THE_SYSTEM:
            continue
        within = frozenset(path.partition(".")[2] for path in paths if path.startswith(f"{member.name}."))
        if member.name in paths or within:
            only = frozenset() if member.name in paths else within
            yield from _of_member(member, member.name, only, mappings, must=must)


def _of_member(
    member: Member, path: str, only: frozenset[str], mappings: Mappings, *, must: bool
) -> Iterator[Blank]:
    label = mappings.words(systems.MEMBER, path)
    if member.type is not Type.STRUCT:
        yield _blank(member, label, mappings, must=must)
        return
    if any(own.name == "question" for own in member.members):
        yield from (
            Blank(mappings.words(systems.QUESTION, one), 1, ("Ja", "Nej")) for one in PLANNING_QUESTIONS
        )
        yield Blank("Svarat av och när", hint="Namn, titel och dag", must=must)
        return
    more = _MORE if member.many else ""
    for own in member.members:
        if own.name not in _OF_THE_SYSTEM and (not only or own.name in only):
            said = mappings.words(systems.MEMBER, f"{path}.{own.name}")
            blank = _blank(
                own,
                f"{label}: {said[:1].lower()}{said[1:]}",
                mappings,
                must=must and (own.starred or own.name in only),
            )
            yield replace(blank, hint=words.joined(blank.hint, more))
            more = ""


def _blank(member: Member, label: str, mappings: Mappings, *, must: bool) -> Blank:
    match member.type:
        case Type.BOOLEAN:
            return Blank(label, 0, ("Ja", "Nej"), must=must)
        case Type.CODE if len(member.codes) <= _MOST_CHOICES:
            choices = tuple(mappings.words(systems.VALUE, code) for code in member.codes)
            return Blank(label, int(member.open), choices, must=must)
        case Type.INSTANT:
            return Blank(label, hint=_MOMENT, must=must)
        case Type.DATE:
            return Blank(label, hint="Dag", must=must)
        case Type.TEXT | Type.STRUCT:
            return Blank(label, _TEXT_LINES, must=must)
        case _:
            return Blank(label, must=must)


_ENVELOPE = (
    Blank("Avsändande enhet", must=True),
    Blank("Den som fyller i: namn och titel", must=True),
    Blank("Mottagande enheter", 2, must=True),
    Blank("När det gjordes", hint="Dag och klockslag; det är den tiden som räknas", must=True),
)
_CONSENT = (
    Blank(
        "Samtycke till informationsöverföring",
        0,
        ("Lämnat", "Nekat", "Kan inte lämna", "Ej tillfrågad"),
        must=True,
    ),
    Blank("Inhämtat av och när", hint="Namn, titel, dag och klockslag"),
)
_CALL = (
    Blank("När, och med vem", hint="Dag, klockslag, namn, titel och enhet"),
    Blank("Vad som sades", 3),
)
_ENTRY = (Blank("Registrerat av och när", hint="Namn, dag och klockslag"),)
