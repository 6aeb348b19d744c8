"""A letter says no more than its addressee may have."""

from dataclasses import replace

from adapter.letters.addressee import Addressee
from adapter.letters.owed import UNIT
from adapter.model.facts import Facts
from adapter.model.person import HumanName, Person
from adapter.model.printed import Printed
from adapter.pipeline import sheets
from tests import builders
from tests.builders import HOME_CARE, PERSON, SENT, SOCIAL
from tests.checkout import mappings
from tests.packs import pack, rule

REGISTERED = Person(PERSON, name=HumanName(("Test",), "Čović"))
CONTENT = {
    "purpose": "sip-fristaende",
    "start": "2026-03-09T13:00:00+01:00",
    "participants": ["patient", "Karin Exempel"],
    "invitees": [{"party": "skola", "name": "Ekskolan"}],
}


def letter(*disclosed: str) -> str:
    """What a letter to home care says where only so much is disclosed; without any, everything."""
    message = builders.message(kind="kallelse", recipients=(SOCIAL, HOME_CARE), content=CONTENT, episode=None)
    units = builders.units()
    units = {**units, HOME_CARE: replace(units[HOME_CARE], electronic=False)}
    facts = Facts(SENT, person=REGISTERED, sender=units[message.sender.unit], units=units)
    less = (rule("02", "reduce", more=f", disclose: [{', '.join(disclosed)}]"),) if disclosed else ()
    whom = sheets.Whom(Addressee(UNIT, "Hemtjänsten"), message, HOME_CARE)
    decided = pack(rule("01", "permit"), *less)
    return said(sheets.letter(message, facts, decided, whom, mappings())[1])


def said(printed: Printed) -> str:
    return "\n".join(fact.text for section in printed.sections for fact in section.facts) + "\n".join(
        text for section in printed.sections for text in section.paragraphs
    )


def test_who_is_invited_is_told_as_far_as_the_unit_may_know() -> None:
    everything = letter()
    for name in ("Test Čović (den det gäller)", "Karin Exempel", "Ekskolan", "Socialtjänst"):
        assert name in everything
    people = letter("content.purpose", "content.participants", "patient.name")
    assert "Test Čović (den det gäller)" in people
    assert "Karin Exempel" in people
    assert "Ekskolan" not in people
    nobody = letter("content.start", "content.purpose")
    for name in ("Čović", "Karin Exempel", "Ekskolan"):
        assert name not in nobody
