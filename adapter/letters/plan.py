"""A coordinated individual plan (SIP) printed for the person it is about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from adapter.letters import words
from adapter.letters.addressee import full_name, sender
from adapter.model.copy import Copy
from adapter.model.directory import Unit
from adapter.model.printed import Fact, Printed, Section, Table
from adapter.model.sip_parts import objects

TITLE = "Samordnad individuell plan\u00a0(SIP)"
_NEEDS: Mapping[str, str] = {
    "social": "sociala",
    "medicinsk": "medicinska",
    "psykisk": "psykiska",
    "fysisk": "fysiska",
    "habilitering": "habilitering",
    "rehabilitering": "rehabilitering",
}
Units = Mapping[str, Unit]
Content = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Standing:
    """How the plan stands: its word in the plan, and the mark of one that does not hold as it is."""

    word: str
    mark: str = ""

    @property
    def foot(self) -> str:
        """The mark's first words, for every page."""
        return self.mark.partition(" – ")[0]


DRAFT = Standing("Utkast", "UTKAST – planen är inte godkänd ännu")
APPROVED = Standing("Godkänd")
IN_FORCE = Standing("Gäller")
"""Where the region's routine has no approving: a plan holds once it is made."""
OLDER = Standing("Äldre version", "ÄLDRE VERSION – det finns en nyare")
CLOSED = Standing("Avslutad", "AVSLUTAD – planen gäller inte längre")


def plan(copy: Copy, units: Units, *, standing: Standing, at: str) -> Printed:
    """The whole plan in the order that the person reads it; `units` give names to HSA-ids, `at` is the day in words."""
    content = copy.message.content
    sections = (
        Section(facts=tuple(_whose(copy, standing, at=at))),
        _texts("Mitt mål", content.get("mainGoal")),
        _texts("Det som är viktigt för mig", content.get("ownGoals")),
        _needs(content),
        _texts("Mina resurser", content.get("resources")),
        _goals(content, units),
        _interventions(content, units),
        _self_care(content, units),
        _coordinator(content, units),
        _contacts(content, units),
        _follow_up(content),
        _others(content, units),
        _rights(content),
    )
    return Printed(
        title=TITLE,
        sender=sender(copy),
        date=at,
        mark=standing.mark,
        sections=tuple(section for section in sections if _says(section)),
        foot=words.joined(TITLE, _version(content), standing.foot),
    )


def _says(section: Section) -> bool:
    return bool(section.paragraphs or section.facts or section.table)


def _whose(copy: Copy, standing: Standing, *, at: str) -> Iterator[Fact]:
    found = (
        ("Planen gäller", full_name(copy.person)),
        ("Personnummer", _number(copy.message.patient.value)),
        ("Version", _version(copy.message.content).removeprefix("version ")),
        ("Läge", standing.word),
        ("Utskriven", at),
    )
    return (Fact(label, text) for label, text in found if text)


def _number(value: str) -> str:
    """Twelve digits as people write them; another number as it is."""
    return f"{value[:8]}-{value[8:]}" if len(value) == 12 and value.isdigit() else value  # noqa: PLR2004


def _version(content: Content) -> str:
    version = content.get("version")
    return f"version {version}" if version is not None else ""


def _texts(heading: str, *values: object) -> Section:
    return Section(heading, paragraphs=tuple(words.text(value) for value in values if words.text(value)))


def _needs(content: Content) -> Section:
    kinds = words.listed(_NEEDS.get(code, code) for code in words.texts(content.get("needCategories")))
    return _texts("Mina behov", content.get("needs"), f"Behoven är: {kinds}." if kinds else "")


def _goals(content: Content, units: Units) -> Section:
    terms = {"kort": "På kort sikt", "lang": "På lång sikt"}
    rows = [
        (
            words.text(goal.get("text")),
            words.named(goal.get("responsible"), units),
            terms.get(words.text(goal.get("term")), ""),
        )
        for goal in objects(content.get("subGoals"))
    ]
    return _table("Delmål", ("Delmål", "Ansvarig", "När"), rows)


def _interventions(content: Content, units: Units) -> Section:
    goals = {
        words.text(goal.get("id")): words.text(goal.get("text"))
        for goal in objects(content.get("subGoals"))
        if words.text(goal.get("id"))
    }
    rows = [_intervention(one, units, goals) for one in _of(content, self_care=False)]
    return _table("Insatser: vem gör vad", ("Insats", "Ansvarig", "Utförs av", "När"), rows)


def _intervention(one: Content, units: Units, goals: Mapping[str, str]) -> tuple[str, ...]:
    goal = goals.get(words.text(one.get("subGoal")), "")
    said = [words.text(one.get("text")), f"Delmål: {goal}" if goal else "", _decided(one)]
    return (
        "\n".join(line for line in said if line),
        words.named(one.get("responsible"), units),
        words.named(one.get("performer"), units),
        _period(one),
    )


def _decided(one: Content) -> str:
    if one.get("decision") == "declined":
        return "Tackat nej."
    return "Förslag, inte beslutat." if one.get("proposal") is True else ""


def _period(one: Content) -> str:
    start, end = words.moment_day(one.get("start")), words.moment_day(one.get("end"))
    if start and end:
        return f"{start}\ntill {end}"
    return f"Från {start}" if start else f"Till {end}" if end else ""


def _self_care(content: Content, units: Units) -> Section:
    rows = [
        (words.text(one.get("text")), words.named(one.get("responsible"), units), _period(one))
        for one in _of(content, self_care=True)
    ]
    return _table("Egenvård: det jag gör själv eller med hjälp", ("Egenvård", "Ansvarig", "När"), rows)


def _of(content: Content, *, self_care: bool) -> list[Content]:
    return [
        one for one in objects(content.get("interventions")) if (one.get("selfCare") is True) == self_care
    ]


def _table(heading: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Section:
    """Without the columns that no row has anything in."""
    kept = [place for place in range(len(head)) if place == 0 or any(row[place] for row in rows)]
    table = Table(
        tuple(head[place] for place in kept), tuple(tuple(row[place] for place in kept) for row in rows)
    )
    return Section(heading, table=table if rows else None)


def _coordinator(content: Content, units: Units) -> Section:
    given = content.get("coordinator")
    coordinator: Content = given if isinstance(given, Mapping) else {}
    found = (
        ("Namn", words.text(coordinator.get("name"))),
        ("Verksamhet", words.named(coordinator.get("unit"), units)),
        ("Telefon", words.text(coordinator.get("phone"))),
    )
    return Section(
        "Den som samordnar planen", facts=tuple(Fact(label, text) for label, text in found if text)
    )


def _contacts(content: Content, units: Units) -> Section:
    rows = [
        (
            words.joined(words.text(one.get("name")), "läkare" if one.get("physician") is True else ""),
            words.named(one.get("workplace"), units),
            words.text(one.get("phone")),
            "Samordnar" if one.get("coordinates") is True else "",
        )
        for one in objects(content.get("careContacts"))
    ]
    return _table("Fasta vårdkontakter", ("Namn", "Arbetsplats", "Telefon", "Uppgift"), rows)


def _follow_up(content: Content) -> Section:
    found = (
        ("Uppföljning", words.moment(content.get("followUpAt"))),
        ("Utvärdering", words.moment(content.get("evaluationAt"))),
    )
    return Section(
        "När vi följer upp planen", facts=tuple(Fact(label, text) for label, text in found if text)
    )


def _others(content: Content, units: Units) -> Section:
    agreed = words.listed(words.named(unit, units) for unit in words.texts(content.get("agreedBy")))
    return _texts(
        "Fler som är med",
        f"Överens om planen: {agreed}." if agreed else "",
        f"Insatser av andra: {others}" if (others := content.get("otherProviders")) else "",
    )


def _rights(content: Content) -> Section:
    shared = "Planen visas också i 1177." if content.get("shareWith1177") is True else ""
    said = (
        (
            "Planen bygger på ditt samtycke. Du kan när som helst ta tillbaka det eller be att planen ändras. "
            "Kontakta då den som samordnar planen."
        ),
        shared,
    )
    return Section("Det här gäller", paragraphs=tuple(one for one in said if one))
