"""What letters and plans say, as plain data."""

from dataclasses import replace
from typing import Any

import pytest

from adapter.letters import invitation, plan
from adapter.letters.addressee import Addressee, envelope, full_name
from adapter.letters.by_hand import by_hand
from adapter.model.copy import Copy
from adapter.model.message import Sender
from adapter.model.person import Address, HumanName, Person
from adapter.model.printed import Printed
from tests import builders
from tests.builders import HEALTH_CENTRE, HOME_CARE, PERSON, SENT, SOCIAL, WARD
from tests.checkout import mappings

UNITS = builders.units()
KARIN = Addressee("narstaende", "Karin Exempel")
PATIENT = Addressee("patient")
REGISTERED = Person(
    PERSON, name=HumanName(("Test",), "Čović"), address=Address(("Gatan 1", "lgh 2"), "90325", "Umeå")
)
MEETING = {
    "purpose": "sip-svu",
    "start": "2026-03-09T13:00:00+01:00",
    "form": "telefon",
    "place": "Hemma",
    "agenda": "Hur det går",
}


def copy(content: dict[str, Any], kind: str = "kallelse", action: str = "new", **changes: object) -> Copy:
    """A copy with nothing withheld."""
    message = builders.message(kind=kind, action=action, content=content, episode=None)
    plain = Copy(message, UNITS[SOCIAL], UNITS[WARD], REGISTERED, "d", 0, (), (), SENT)
    return replace(plain, **changes)  # type: ignore[arg-type]


def told(printed: Printed) -> str:
    """Everything it says."""
    lines = [printed.title, printed.mark, printed.foot, *printed.sender, *printed.addressee]
    for section in printed.sections:
        lines += [section.heading, *section.paragraphs]
        lines += [f"{fact.label}: {fact.text}" for fact in section.facts]
        if section.table:
            lines += [" | ".join(row) for row in (section.table.head, *section.table.rows)]
    return "\n".join(lines)


def letter(to: Addressee = PATIENT, action: str = "new", **content: object) -> str:
    made = copy({**MEETING, **content}, action=action)
    return told(invitation.invitation(made, to, invited=("Karin Exempel",), at="2 mars 2026"))


def test_the_persons_own_letter_goes_to_the_registered_address() -> None:
    assert envelope(PATIENT, REGISTERED) == ("Test Čović", "Gatan 1", "lgh 2", "903 25 Umeå")
    foreign = replace(REGISTERED, address=Address(("Road 1",), "AB1 2CD", "London"))
    assert envelope(PATIENT, foreign)[-1] == "AB1 2CD London"
    assert envelope(PATIENT, Person(PERSON)) == ()
    assert full_name(Person(PERSON)) == ""


def test_others_are_named_and_nothing_of_the_persons_address_is_told() -> None:
    assert envelope(KARIN, REGISTERED) == ("Karin Exempel",)
    assert envelope(Addressee("skola"), REGISTERED) == ("Skolan",)


@pytest.mark.parametrize(
    ("to", "shown"),
    [
        (KARIN, "Karin Exempel (närstående)"),
        (Addressee("annan", "Omar"), "Omar"),
        (Addressee("narstaende", "dottern"), "Dottern (närstående)"),
        (Addressee("skola", "Skolan"), "Skolan"),
        (Addressee("unit", "Kassan"), "Kassan"),
        (Addressee("vardnadshavare"), "Vårdnadshavare"),
    ],
)
def test_who_is_invited_is_shown_with_the_party(to: Addressee, shown: str) -> None:
    assert to.shown == shown


def test_an_invitation_says_when_where_how_and_what_the_rights_are() -> None:
    text = letter(link="https://mote.example", phoneCode="44#", fee=False, interpreter={"arranged": True})
    for said in (
        "Du är inbjuden till ett möte om samordnad individuell plan",
        "När: måndag den 9 mars 2026 klockan 13.00",
        "Hur: Mötet hålls på telefon.",
        "Var: Hemma",
        "Länk: https://mote.example",
        "Kod eller nummer: 44#",
        "Inbjudna: Karin Exempel",
        "Tolk är bokad",
        "avgiftsfritt",
        "Hur det går",
        "Säg då till Test Testsson, överläkare på Avdelning 1",
    ):
        assert said in text
    assert PERSON not in text


def test_a_letter_gives_the_units_telephone_number() -> None:
    made = copy(MEETING, sender=replace(UNITS[HEALTH_CENTRE], phone="090-000 00 10"))
    read = invitation.invitation(made, PATIENT, invited=(), at="2 mars 2026")
    assert read.sender[-1] == "Telefon 090-000 00 10"
    assert "på Hälsocentralen, telefon 090-000 00 10." in told(read)
    assert "090-000 00 10" in told(invitation.called_off(made, PATIENT, at="2 mars 2026"))


def test_what_is_not_stated_is_not_told() -> None:
    made = copy({}, sender=UNITS[HEALTH_CENTRE])
    made = replace(made, message=replace(made.message, sender=Sender(HEALTH_CENTRE)))
    text = told(invitation.invitation(made, PATIENT, invited=(), at="2 mars 2026"))
    assert "Inbjudan till möte" in text
    assert "Kontakta Hälsocentralen." in text
    for absent in ("När", "Inbjudna", "Tolk", "Avgift", "Det här ska vi prata om"):
        assert absent not in text


def test_a_changed_invitation_says_so() -> None:
    text = letter(action="revise", purpose="uppfoljning", fee=True, interpreter={"needed": True})
    assert "Ändrad inbjudan till uppföljning" in text
    assert "inbjuden till en uppföljning" in text
    assert "kostar en avgift" in text
    assert "Vi ordnar det" in text


def test_an_interpreter_that_is_not_needed_is_not_told() -> None:
    assert "Tolk" not in letter(interpreter={"needed": False})


def test_others_read_whom_it_is_about_only_where_they_may() -> None:
    assert "möte om planeringen för Test Čović" in letter(KARIN)
    nameless = replace(copy(MEETING), person=Person(""))
    text = told(invitation.invitation(nameless, KARIN, invited=(), at="2 mars 2026"))
    assert "den person som mötet gäller" in text
    assert "Visa det inte för andra" in text


def test_a_meeting_called_off_says_which_only_where_that_may_be_known() -> None:
    off = told(invitation.called_off(copy(MEETING, action="cancel"), PATIENT, at="2 mars 2026"))
    assert "Inställt: möte om samordnad individuell plan" in off
    assert "Inställd tid: måndag den 9 mars 2026 klockan 13.00" in off
    empty = replace(copy({}, action="cancel"), person=Person(""))
    bare = told(invitation.called_off(empty, KARIN, at="2 mars 2026"))
    assert "Mötet är inställt" in bare
    assert "Inställd tid" not in bare
    assert "Čović" not in bare


PLAN: dict[str, Any] = {
    "planId": "p",
    "version": 2,
    "mainGoal": "Bo hemma",
    "ownGoals": "Träffa barnbarnen",
    "needs": "Hjälp med såret",
    "needCategories": ["fysisk", "okand"],
    "resources": "Dottern",
    "subGoals": [
        {"id": "d1", "text": "Gå till parken", "responsible": HOME_CARE, "term": "kort"},
        {"text": "Såret är läkt", "responsible": "SE9999999999-XX1"},
    ],
    "interventions": [
        {
            "text": "Gångträning",
            "responsible": HOME_CARE,
            "performer": "Arbetsterapeut",
            "subGoal": "d1",
            "start": "2026-03-10T00:00:00+01:00",
            "end": "2026-06-10T00:00:00+02:00",
        },
        {"text": "Omläggning", "responsible": HEALTH_CENTRE, "start": "2026-03-10T00:00:00+01:00"},
        {"text": "Dusch", "responsible": SOCIAL, "decision": "declined", "end": "2026-06-10T00:00:00+02:00"},
        {"text": "Korttidsplats", "responsible": SOCIAL, "proposal": True},
        {"text": "Tar blodtrycket", "responsible": HEALTH_CENTRE, "selfCare": True},
    ],
    "coordinator": {"unit": HEALTH_CENTRE, "name": "Eva", "phone": "090-100 00"},
    "careContacts": [
        {"name": "Eva", "workplace": "Hälsocentralen", "phone": "090-100 00", "coordinates": True},
        {"name": "Omar", "physician": True},
    ],
    "followUpAt": "2026-04-20T10:00:00+02:00",
    "evaluationAt": "2026-09-01T10:00:00+02:00",
    "agreedBy": [HEALTH_CENTRE, SOCIAL],
    "otherProviders": "Tandvården",
    "shareWith1177": True,
}


def test_a_plan_says_all_that_the_person_needs() -> None:
    made = plan.plan(copy(PLAN, "sip", "approve"), UNITS, standing=plan.APPROVED, at="9 mars 2026")
    text = told(made).replace("\xa0", " ")
    assert made.mark == ""
    for said in (
        "Planen gäller: Test Čović",
        "Personnummer: 18900101-9802",
        "Version: 2",
        "Läge: Godkänd",
        "Behoven är: fysiska och okand.",
        "Gå till parken | Hemsjukvården | På kort sikt",
        "Såret är läkt |  | ",
        "Gångträning\nDelmål: Gå till parken | Hemsjukvården | Arbetsterapeut | 10 mars 2026\ntill 10 juni 2026",
        "Omläggning | Hälsocentralen |  | Från 10 mars 2026",
        "Dusch\nTackat nej. | Socialtjänsten |  | Till 10 juni 2026",
        "Korttidsplats\nFörslag, inte beslutat.",
        "Tar blodtrycket | Hälsocentralen",
        "Telefon: 090-100 00",
        "Eva | Hälsocentralen | 090-100 00 | Samordnar",
        "Omar, läkare",
        "Uppföljning: måndag den 20 april 2026 klockan 10.00",
        "Utvärdering: tisdag den 1 september 2026 klockan 10.00",
        "Överens om planen: Hälsocentralen och Socialtjänsten.",
        "Insatser av andra: Tandvården",
        "visas också i 1177",
    ):
        assert said in text, said


def test_a_plan_of_the_least_members_is_a_draft_without_empty_headings() -> None:
    bare = copy({"mainGoal": "Bo hemma"}, "sip")
    bare = replace(bare, message=replace(bare.message, patient=replace(bare.message.patient, value="R1")))
    made = plan.plan(bare, UNITS, standing=plan.DRAFT, at="9 mars 2026")
    assert made.mark == plan.DRAFT.mark
    assert made.foot.endswith("UTKAST")
    closed = plan.plan(bare, UNITS, standing=plan.CLOSED, at="9 mars 2026")
    assert closed.mark.startswith("AVSLUTAD")
    assert closed.foot.endswith("AVSLUTAD")
    assert [section.heading for section in made.sections] == ["", "Mitt mål", "Det här gäller"]
    assert "Personnummer: R1" in told(made)


def test_a_party_among_the_responsible_is_told_in_plain_words() -> None:
    given = {
        "mainGoal": "Bo hemma",
        "interventions": [{"text": "Promenad", "responsible": "patient", "selfCare": True}],
    }
    assert "Promenad | Den det gäller" in told(
        plan.plan(copy(given, "sip"), UNITS, standing=plan.IN_FORCE, at="9 mars 2026")
    )


def test_any_message_is_a_letter_to_a_unit_without_a_system() -> None:
    content = {
        "estimatedDischarge": "2026-03-06",
        "ward": "Avdelning 1",
        "questions": ["En", "Två"],
        "contactDetails": {"patientMobile": True, "relatives": False},
        "needAssessedAt": "2026-03-05T10:00:00+01:00",
        "contactReason": "kort-vardtid-24h",
        "earlyPlanning": None,
    }
    made = told(
        by_hand(copy(content, "inskrivningsmeddelande"), Addressee("unit", "Kassan"), mappings(), at="i dag")
    )
    for said in (
        "Inskrivningsmeddelande",
        "Gäller: Test Čović",
        f"Personnummer: {PERSON}",
        "Avdelning: Avdelning 1",
        "Frågor: En\nTvå",
        "Patientens mobilnummer registrerat: ja\nNärståendes kontaktuppgifter registrerade: nej",
        "Behovet bedömt: torsdag den 5 mars 2026 klockan 10.00",
    ):
        assert said in made, said


def test_what_may_not_be_told_a_unit_is_not() -> None:
    empty = copy({}, "inskrivningsmeddelande", "annul", person=Person(""))
    patient = replace(empty.message.patient, value="")
    empty = replace(empty, message=replace(empty.message, patient=patient))
    made = told(by_hand(empty, Addressee("unit", "Kassan"), mappings(), at="i dag"))
    assert "Makulerat: " in made
    assert "får inte lämnas ut" in made
    assert PERSON not in made
    assert "Uppgifter" in told(
        by_hand(copy({}, "no-such-kind"), Addressee("unit", "Kassan"), mappings(), at="i dag")
    )
