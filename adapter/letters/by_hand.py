"""Any message as a letter to a unit that has no system of its own: what it may have, member by member."""

from collections.abc import Iterator

from adapter.letters import words
from adapter.letters.addressee import Addressee, envelope, full_name, sender
from adapter.model.copy import Copy
from adapter.model.kinds import KINDS
from adapter.model.member import Member, Type
from adapter.model.printed import Fact, Printed, Section
from adapter.r4 import systems
from adapter.r4.mappings import Mappings

_TAKEN_BACK = {"cancel": "Återtaget: ", "annul": "Makulerat: "}


def by_hand(copy: Copy, to: Addressee, mappings: Mappings, *, at: str) -> Printed:
    """The letter; its labels are those of the mapping tables."""
    kind = mappings.words(systems.KIND, copy.message.kind)
    title = words.capital(_TAKEN_BACK.get(copy.message.action, "") + kind)
    members = KINDS[copy.message.kind].members if copy.message.kind in KINDS else ()
    facts = tuple(_facts(copy, members, mappings))
    told = "" if facts else "Det som brevet gäller får inte lämnas ut. Kontakta avsändaren."
    return Printed(
        title=title,
        sender=sender(copy),
        date=at,
        addressee=envelope(to, copy.person),
        sections=(
            Section(facts=tuple(_whom(copy))),
            Section("Uppgifter", paragraphs=(told,) if told else (), facts=facts),
        ),
        foot=words.joined(*sender(copy)[:1], title),
    )


def _whom(copy: Copy) -> Iterator[Fact]:
    name, number = full_name(copy.person), copy.message.patient.value
    yield from (Fact("Gäller", name),) * bool(name)
    yield from (Fact("Personnummer", number),) * bool(number)


def _facts(copy: Copy, members: tuple[Member, ...], mappings: Mappings) -> Iterator[Fact]:
    for member in members:
        said = _said(copy.message.content.get(member.name), member, member.name, mappings)
        if said:
            yield Fact(mappings.words(systems.MEMBER, member.name), said)


def _said(value: object, member: Member, path: str, mappings: Mappings) -> str:
    """A value in words; of an object each of its members on a line."""
    if isinstance(value, list | tuple):
        return "\n".join(_said(one, member, path, mappings) for one in value)
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nej"
        case dict():
            parts = (
                (own, _said(value.get(own.name), own, f"{path}.{own.name}", mappings))
                for own in member.members
            )
            return "\n".join(
                f"{mappings.words(systems.MEMBER, f'{path}.{own.name}')}: {said}"
                for own, said in parts
                if said
            )
        case _ if member.type is Type.INSTANT:
            return words.moment(value)
        case _ if member.type is Type.CODE:
            return mappings.words(systems.VALUE, str(value))
        case _:
            return str(value)
