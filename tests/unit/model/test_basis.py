"""What a finding rests on, told in both languages, and never a value that could tell who somebody is."""

from datetime import date, datetime

import pytest

from adapter.model.basis import NOTHING, Basis, Document, Seen, Words, basis_of, spoken
from adapter.model.issue import Issue, Severity
from adapter.policy.rules import vocabulary
from adapter.policy.view import UNKNOWN, Fact, View, _shown
from tests.packs import packs

BASIS = Basis(
    (
        Seen("consent.status", "refused"),
        Seen("recipient.known", value=True),
        Seen("recipient.municipal", value=False),
        Seen("consent.flaws", ("form-missing", "presumed")),
        Seen("message.missing", ()),
        Seen("message.relatesTo"),
        Seen("episode.stayHours", 12.25),
        Seen("message.content.text", how="given"),
        Seen("person.deceased", how="unknown"),
    ),
    (Document("The routine", "a.txt", "12,14"), Document("Another", "b.txt")),
    "The Act applies.",
    Words("Nej.", "Gör om.", "Lagen gäller."),
)


def test_it_is_told_in_both_languages() -> None:
    assert BASIS.sentences("en") == (
        (
            "Looked at: consent.status: refused; recipient.known: yes; recipient.municipal: no; "
            "consent.flaws: form-missing, presumed; message.missing: absent; message.relatesTo: absent; "
            "episode.stayHours: 12.25; message.content.text: given; person.deceased: unknown."
        ),
        "Source: The routine, lines 12,14; Another.",
        "The region's routine says nothing of this: The Act applies.",
    )
    seen, source, silent = BASIS.sentences("sv")
    assert seen.startswith("Prövat: consent.status: refused; recipient.known: ja; recipient.municipal: nej;")
    assert seen.endswith("message.content.text: finns; person.deceased: okänt.")
    assert source == "Källa: The routine, rad 12,14; Another."
    assert silent == "Regionens rutin säger inget här: Lagen gäller."
    assert NOTHING.sentences("sv") == ()


def test_stored_it_is_the_same_again() -> None:
    assert basis_of(BASIS.to_json()) == BASIS
    assert basis_of(NOTHING.to_json()) == NOTHING
    assert NOTHING.to_json() == {}


def test_a_stored_finding_is_spoken_in_one_language() -> None:
    told = {"text": "No.", "remedy": "Do it again.", **BASIS.to_json()}
    swedish, english = spoken(told, "sv"), spoken(told, "en")
    assert (swedish["text"], swedish["remedy"], swedish["silence"]) == ("Nej.", "Gör om.", "Lagen gäller.")
    assert (english["text"], english["remedy"], english["silence"]) == (
        "No.",
        "Do it again.",
        "The Act applies.",
    )
    assert "sv" not in {*swedish, *english}
    assert spoken({"text": "No."}, "sv") == {"text": "No."}
    without = Basis(swedish=Words("Nej.", "Gör om.")).to_json()
    assert without == {"sv": {"text": "Nej.", "remedy": "Gör om."}}


def test_an_issue_without_words_in_the_language_keeps_its_own() -> None:
    issue = Issue(Severity.ERROR, "READ-DATE", "$", "No date.", "Write it so.")
    assert issue.in_language("sv") is issue
    told = Issue(Severity.ERROR, "VB-MSG-03", "$", "No.", "Again.", basis=BASIS)
    assert told.in_language("en") is told
    assert (told.in_language("sv").text, told.in_language("sv").remedy) == ("Nej.", "Gör om.")


@pytest.mark.parametrize(
    ("value", "told", "shown"),
    [
        (True, "plain", True),
        (None, "never", None),
        (3, "plain", 3),
        (2.34567, "plain", 2.35),
        (3, "never", UNKNOWN),
        (date(2026, 3, 2), "plain", "2026-03-02"),
        (datetime(2026, 3, 2, 10), "plain", "2026-03-02T10:00:00"),  # noqa: DTZ001 - only its writing matters
        ("refused", "code", "refused"),
        ("Test Testsson", "plain", UNKNOWN),
        (("b", "a"), "code", ("a", "b")),
        (("Test Testsson",), "plain", UNKNOWN),
        ((), "plain", ()),
        ({"name": "Test"}, "code", UNKNOWN),
        (object, "code", UNKNOWN),
    ],
)
def test_a_value_is_told_only_where_it_can_identify_nobody(value: object, told: str, shown: object) -> None:
    assert _shown(value, told) == shown


def test_free_text_names_and_units_of_a_messages_content_are_not_told_codes_and_times_are() -> None:
    find = vocabulary(packs().declared)

    def told(name: str) -> str:
        fact = find(name)
        assert fact is not None
        return fact.told

    for name in (
        "text",
        "contact.name",
        "contact.phone",
        "admissionReason",
        "ward",
        "reason",
    ):
        assert told(f"message.content.{name}") == "plain"
    for name in ("estimatedDischarge", "readyAt", "contactReason", "status", "harmAssessment.outcome"):
        assert told(f"message.content.{name}") == "code"


def test_no_fact_that_may_hold_a_number_a_name_or_text_is_told_as_a_code() -> None:
    """Those declared as codes: each of a table of the model, none from a person's own data."""
    codes = {name for name, fact in packs().declared.items() if fact.told == "code"}
    assert {"consent.status", "number.type"} <= codes
    for name in ("person.municipality", "message.relatesTo", "message.episode", "episode.fixedContactName"):
        assert packs().declared[name].told == "plain"
    assert not {name for name in codes if name.endswith(("Name", ".name", ".text", ".unit"))}
    assert {name for name in codes if name.startswith(("person.", "guardians."))} == {"person.answer"}


def test_a_rule_tells_the_facts_it_asked_for_and_no_others() -> None:
    asked = Fact("a", "message", None, lambda _: 1, per_recipient=False)
    silent = Fact("b", "register", UNKNOWN, lambda _: UNKNOWN, per_recipient=True)
    idle = Fact("c", "message", None, lambda _: 3, per_recipient=False)
    view = View(None, None, None)  # type: ignore[arg-type]
    view.value(asked)
    view.value(silent)
    assert view.seen((asked, silent, idle)) == (Seen("a", 1), Seen("b", how="unknown"))
