"""`letter` and `print`: a PDF out of one scenario, exit codes 0 to 2, no traceback for a user's mistake."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from adapter.cli.main import run
from adapter.model.wire import to_json
from tests.builders import HEALTH_CENTRE, HOME_CARE, PERSON, SOCIAL, WARD, units
from tests.semantics.test_09_letters import MEETING, PLAN, follows, kallelse
from tests.semantics.test_deviations import report
from tests.whole import LETTERS, notice

Made = tuple[int, str, str, str]
Print = Callable[..., Made]
CONSENT = {
    "status": "given",
    "form": "oral",
    "scopes": ["sip", "informationsoverforing"],
    "givenBy": "patient",
    "recordedAt": "2026-03-02T08:00:00+01:00",
    "recordedBy": {"unit": HEALTH_CENTRE, "name": "Test Testsson", "title": "sjuksköterska"},
}
INVITATION = to_json(kallelse(consent=None))


def scenario(message: object = INVITATION, **changes: object) -> dict[str, Any]:
    """The four units and the person; consent given to a SIP."""
    directory = [
        {"unit": unit.unit, "role": unit.role, "name": unit.name, "organisation": unit.organisation}
        for unit in units().values()
    ]
    kassa = {"unit": LETTERS, "role": "extern", "name": "Kassan", "organisation": "extern"}
    person = {
        "identifier": PERSON,
        "registerHit": True,
        "protection": "none",
        "municipality": "2480",
        "name": {"given": ["Test"], "family": "Testsson"},
        "address": {"line": ["Exempelgatan 1"], "postalCode": "90325", "city": "Umeå"},
    }
    plain = {
        "region": "vasterbotten",
        "directory": [*directory, kassa],
        "person": person,
        "consents": [CONSENT],
        "message": message,
    }
    return {**plain, **changes}


@pytest.fixture
def printing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Print:
    def called(name: str, document: object, *options: str, out: str = "made.pdf") -> Made:
        file, made = tmp_path / "given.json", tmp_path / out
        file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        code = run([name, str(file), "--out", str(made), *options])
        said, err = capsys.readouterr()
        assert "Traceback" not in err
        text = ""
        if made.is_file():
            pages = PdfReader(io.BytesIO(made.read_bytes())).pages
            text = " ".join(" ".join(page.extract_text() for page in pages).replace("\xa0", " ").split())
        return code, text, said, err

    return called


@pytest.mark.parametrize("to", ["patient", "annan", "participants/1"])
def test_the_letter_is_written(printing: Print, to: str) -> None:
    code, text, said, _ = printing("letter", scenario(), "--to", to)
    assert (code, said) == (0, "")
    assert "måndag den 16 mars 2026" in text
    assert PERSON not in text


def test_a_unit_without_a_system_gets_one(printing: Print) -> None:
    message = to_json(notice(SOCIAL, LETTERS))
    code, text, _, _ = printing("letter", scenario(message), "--to", LETTERS)
    assert code == 0
    assert "Kassan" in text


def test_a_deviation_report_that_goes_on_paper_is_a_letter(printing: Print) -> None:
    message = to_json(report(WARD, SOCIAL))
    directory = [
        one | ({"municipality": "2480"} if one["unit"] == SOCIAL else {}) for one in scenario()["directory"]
    ]
    given = scenario(message, directory=directory)
    code, text, _, _ = printing("letter", given, "--to", SOCIAL)
    assert (code, "Planeringsunderlaget kom sent." in text) == (0, True)
    # a municipality that takes them electronically gets no letter
    taking = given | {"facts": {"digitalDeviations": ["2480"]}}
    code, _, _, err = printing("letter", taking, "--to", SOCIAL, out="none.pdf")
    assert (code, "`map` shows what it gets" in err) == (2, True)


def test_a_meeting_called_off_says_which(printing: Print) -> None:
    invitation = kallelse(consent=None)
    off = to_json(follows(invitation, "cancel"))
    code, text, _, _ = printing("letter", scenario(off, history=[to_json(invitation)]), "--to", "patient")
    assert code == 0
    assert "Inställd tid måndag den 16 mars 2026" in text


@pytest.mark.parametrize(
    "to", ["skola", "participants/9", WARD, SOCIAL, "SE9999999999-XX1", HOME_CARE, "annan"]
)
def test_somebody_that_no_letter_goes_to_is_exit_2(printing: Print, to: str) -> None:
    message = to_json(kallelse(consent=None, content={**MEETING, "participants": ["A. En", "B. Två"]}))
    code, text, said, err = printing("letter", scenario(message), "--to", to)
    assert (code, text, said) == (2, "", "")
    assert "En" not in err


def test_only_an_invitation_is_sent_to_people(printing: Print) -> None:
    code, _, _, err = printing("letter", scenario(to_json(notice(SOCIAL))), "--to", "patient")
    assert code == 2
    assert "kallelse" in err


@pytest.mark.parametrize("to", ["patient", "annan"])
def test_a_protected_person_gets_no_letter_and_the_rule_is_named(printing: Print, to: str) -> None:
    protected = scenario()
    protected["person"]["protection"] = "sekretessmarkering"
    code, text, said, _ = printing("letter", protected, "--to", to)
    assert (code, text) == (1, "")
    assert "PRODUKT-IDENT-01" in said
    assert "Exempelgatan" not in said


def test_without_consent_others_get_no_letter(printing: Print) -> None:
    refused = {**CONSENT, "status": "refused"}
    code, text, said, _ = printing("letter", scenario(consents=[refused]), "--to", "annan")
    assert (code, text) == (1, "")
    assert json.loads(said)["issue"]


def test_the_plan_is_written_and_a_draft_says_so(printing: Print) -> None:
    message = to_json(kallelse(kind="sip", content=PLAN, consent=None))
    code, text, said, _ = printing("print", scenario(message, history=[INVITATION]))
    assert (code, said) == (0, "")
    assert "UTKAST" in text
    for one in PLAN["interventions"]:  # type: ignore[attr-defined]
        assert one["text"] in text


def test_where_no_routine_approves_a_plan_holds_once_it_is_made(printing: Print) -> None:
    region = "norrbotten"
    contact = {"name": "Test Vårdkontakt", "workplace": "Hälsocentralen", "coordinates": True}
    content = {**PLAN, "needs": "Stöd", "resources": "Syster", "careContacts": [contact]}
    message = {**to_json(kallelse(kind="sip", content=content, consent=None)), "region": region}
    invitation = {**INVITATION, "region": region}
    code, text, said, _ = printing("print", scenario(message, region=region, history=[invitation]))
    assert (code, said) == (0, "")
    assert "Läge Gäller" in text
    assert "UTKAST" not in text


def test_what_is_no_plan_is_exit_1(printing: Print) -> None:
    code, _, said, _ = printing("print", scenario())
    assert code == 1
    assert "PRODUKT-LETTER-04" in said


@pytest.mark.parametrize("name", ["letter", "print"])
def test_a_file_that_is_no_scenario_is_told(printing: Print, name: str) -> None:
    whom = ("--to", "patient") if name == "letter" else ()
    assert printing(name, "][", *whom)[0] == 2
    assert printing(name, {"region": "nowhere"}, *whom)[0] == 1
    assert printing(name, {"region": "vasterbotten"}, *whom)[0] == 2
    assert printing(name, scenario(), *whom, "--lang", "fr")[0] == 2


def test_a_place_that_cannot_be_written_is_exit_2(printing: Print) -> None:
    code, _, _, err = printing("letter", scenario(), "--to", "patient", out="missing/made.pdf")
    assert code == 2
    assert "made.pdf" in err


def test_a_character_that_cannot_be_printed_is_exit_1_and_names_it(printing: Print) -> None:
    message = to_json(kallelse(consent=None, content={**MEETING, "agenda": "Samtal ት"}))
    code, text, _, err = printing("letter", scenario(message), "--to", "patient")
    assert (code, text) == (1, "")
    assert "U+1275" in err
