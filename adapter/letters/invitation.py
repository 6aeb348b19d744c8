"""An invitation to a planning meeting (kallelse) as a letter, to the person it is about or to somebody else."""

from collections.abc import Iterator, Mapping

from adapter.letters import words
from adapter.letters.addressee import Addressee, envelope, full_name, sender
from adapter.model.copy import Copy
from adapter.model.printed import Fact, Printed, Section

_ABOUT: Mapping[str, str] = {
    "sip-svu": "möte om samordnad individuell plan\u00a0(SIP)",
    "sip-fristaende": "möte om samordnad individuell plan\u00a0(SIP)",
    "uppfoljning": "uppföljning av samordnad individuell plan\u00a0(SIP)",
    "formote": "förberedande möte (förmöte)",
    "aktorsmote": "möte mellan verksamheter",
    "samordnad-vardplanering": "samordnad vårdplanering",
}
_MEETING = "möte"
_COMMON = ("uppföljning", "samordnad")
"""Words of common gender: en uppföljning."""
_PLAN: Mapping[str, str] = {
    "sip-svu": "På mötet planerar vi tillsammans vilket stöd och vilken vård du behöver när du lämnar sjukhuset.",
    "sip-fristaende": "På mötet planerar vi tillsammans vilket stöd och vilken vård du behöver och vem som gör vad.",
    "uppfoljning": "På mötet går vi igenom om planen har blivit av och om något behöver ändras.",
    "formote": "Vi förbereder ett möte om din samordnade individuella plan.",
    "samordnad-vardplanering": "På mötet planerar vi tillsammans din fortsatta vård.",
}
_OWN = (
    (
        "Det är frivilligt att vara med, och en plan görs bara om du går med på det. "
        "Du får ha med dig en närstående eller någon annan som du litar på."
    ),
)
_OTHERS = (
    (
        "Du är inbjuden därför att du kan hjälpa till i planeringen. Det är frivilligt att vara med. "
        "Den som mötet gäller kan när som helst ta tillbaka sitt samtycke."
    ),
    (
        "Brevet innehåller uppgifter om en enskild person. Visa det inte för andra och spara det på ett "
        "säkert ställe."
    ),
)
_WITHOUT_NAME = "den person som mötet gäller"


def invitation(copy: Copy, to: Addressee, *, invited: tuple[str, ...], at: str) -> Printed:
    """The letter of a new or changed invitation; `invited` names everybody who is, `at` is its date in words."""
    changed = copy.message.action == "revise"
    about = _about(copy)
    title = f"Ändrad inbjudan till {about}" if changed else f"Inbjudan till {about}"
    return Printed(
        title=title,
        sender=sender(copy),
        date=at,
        addressee=envelope(to, copy.person),
        sections=(
            Section(paragraphs=tuple(_opening(copy, to, changed=changed))),
            Section("Om mötet", facts=tuple(_facts(copy, invited))),
            *_agenda(copy),
            _rights(copy, to),
            _answer(copy, to),
        ),
        foot=words.joined(*sender(copy)[:1], title),
    )


def called_off(copy: Copy, to: Addressee, *, at: str) -> Printed:
    """The letter that takes an invitation back: which meeting, as far as this addressee may still know of it."""
    when = words.moment(copy.message.content.get("start"))
    title = f"Inställt: {_about(copy)}" if when else "Mötet är inställt"
    paragraphs = (
        "Hej!",
        f"Det möte som du har fått en inbjudan till{_whose(copy, to)} är inställt. Du behöver inte komma.",
        f"Får du en ny tid skickar vi en ny inbjudan. Har du frågor? Kontakta {_contact(copy)}.",
    )
    facts = (Fact("Inställd tid", when),) if when else ()
    return Printed(
        title=title,
        sender=sender(copy),
        date=at,
        addressee=envelope(to, copy.person),
        sections=(Section(paragraphs=paragraphs, facts=facts),),
        foot=words.joined(*sender(copy)[:1], title),
    )


def _about(copy: Copy) -> str:
    return _ABOUT.get(words.text(copy.message.content.get("purpose")), _MEETING)


def _opening(copy: Copy, to: Addressee, *, changed: bool) -> Iterator[str]:
    yield "Hej!"
    if changed:
        yield "Mötet har ändrats. Uppgifterna nedan gäller i stället för dem som du fick tidigare."
    if not to.is_patient:
        yield f"Du är inbjuden till ett möte{_whose(copy, to) or f' om {_WITHOUT_NAME}'}."
        return
    article = "en" if _about(copy).startswith(_COMMON) else "ett"
    yield f"Du är inbjuden till {article} {_about(copy)}."
    plan = _PLAN.get(words.text(copy.message.content.get("purpose")))
    if plan:
        yield plan + " Det som är viktigt för dig är utgångspunkten."


def _whose(copy: Copy, to: Addressee) -> str:
    name = full_name(copy.person)
    return f" om planeringen för {name}" if name and not to.is_patient else ""


def _facts(copy: Copy, invited: tuple[str, ...]) -> Iterator[Fact]:
    content = copy.message.content
    found = (
        ("När", words.span(content.get("start"), content.get("end"))),
        ("Hur", words.FORMS.get(words.text(content.get("form")), "")),
        ("Var", words.text(content.get("place"))),
        ("Länk", words.text(content.get("link"))),
        ("Kod eller nummer", words.text(content.get("phoneCode"))),
        ("Inbjudna", "\n".join(invited)),
        ("Tolk", _interpreter(content.get("interpreter"))),
        ("Avgift", _fee(content.get("fee"))),
    )
    return (Fact(label, text) for label, text in found if text)


def _fee(value: object) -> str:
    if not isinstance(value, bool):
        return ""
    return "Mötet kostar en avgift." if value else "Mötet är avgiftsfritt."


def _interpreter(value: object) -> str:
    given = value if isinstance(value, Mapping) else {}
    if given.get("arranged") is True:
        return "Tolk är bokad."
    return "Tolk behövs. Vi ordnar det." if given.get("needed") is True else ""


def _agenda(copy: Copy) -> tuple[Section, ...]:
    agenda = words.text(copy.message.content.get("agenda"))
    return (Section("Det här ska vi prata om", paragraphs=(agenda,)),) if agenda else ()


def _rights(copy: Copy, to: Addressee) -> Section:
    if not to.is_patient:
        return Section("Bra att veta", paragraphs=_OTHERS)
    tell = f"Du kan när som helst ta tillbaka ditt samtycke, helt eller delvis. Säg då till {_contact(copy)}."
    return Section(
        "Du bestämmer", paragraphs=(*_OWN, f"Du bestämmer vilka som får ta del av uppgifter om dig. {tell}")
    )


def _answer(copy: Copy, to: Addressee) -> Section:
    ask = "Passar inte tiden, eller vill du inte vara med?" if to.is_patient else "Kan du inte komma?"
    return Section("Om du undrar något", paragraphs=(f"{ask} Har du frågor? Kontakta {_contact(copy)}.",))


def _contact(copy: Copy) -> str:
    staff = copy.message.sender.person
    who = words.joined(staff.name or "", staff.title or "") if staff else ""
    where = f"{who} på {copy.sender.name}" if who else copy.sender.name
    return f"{where}, telefon {copy.sender.phone}" if copy.sender.phone else where
