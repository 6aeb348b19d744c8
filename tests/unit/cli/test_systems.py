"""`systems` and `import`: what is read, said to people and to machines, and the exit codes."""

import io
import json
import sys
from pathlib import Path

import pytest

from adapter.cli.main import run

ROOT = Path(__file__).parents[3]
EXPORTS = ROOT / "tests" / "exports"


def test_the_page_of_systems_is_as_the_mappings_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["systems", "--markdown"]) == 0
    made = capsys.readouterr().out
    assert (ROOT / "docs" / "systems.md").read_text(encoding="utf-8") == made, (
        "make it anew: .venv/bin/svu-adapter systems --markdown > docs/systems.md"
    )


def test_the_systems_and_what_they_have_no_name_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["systems", "--json"]) == 0
    found = {one["system"]: one for one in json.loads(capsys.readouterr().out)["systems"]}
    assert set(found) == {"lifecare-sp", "lifecare", "lifecare-sip", "webcare", "cosmic-link"}
    assert found["lifecare-sip"]["former"] == {"meddix": "Meddix, replaced: 003_39a068fc0ad6fdf2.txt:736-737"}
    assert "utskrivningsmeddelande" in found["cosmic-link"]["inexpressible"]


def test_an_export_that_can_be_read_is_exit_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "cosmic-link", str(EXPORTS / "cosmic-link.xml"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["message"]["kind"] for one in told["messages"]] == [
        "samtycke",
        "samordningsarende",
        *("kallelse", "svar-kallelse"),
        *("sip", "sip", "sip", "sip"),
        "samordningsarende",
    ]
    assert all(one["readable"] for one in told["messages"])


def test_a_message_that_cannot_be_read_is_exit_1_and_what_lies_outside_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "export.json"
    file.write_text(
        json.dumps({"Skapad": "2026", "Meddelande": [{"Meddelandetyp": "Brev"}]}), encoding="utf-8"
    )
    assert run(["import", "webcare", str(file)]) == 1
    said = capsys.readouterr().out
    assert "1: cannot be read" in said
    assert "READ-CODE at Meddelande[1].Meddelandetyp" in said
    assert "warning: Skapad" in said


def test_standard_input_wants_its_format_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", "webcare", "-"]) == 2
    assert "--format" in capsys.readouterr().err
    body = (EXPORTS / "webcare.csv").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(body)))
    assert run(["import", "webcare", "-", "--format", "csv"]) == 0


def test_an_unknown_system_and_no_export_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "telegraf", str(EXPORTS / "webcare.csv")]) == 2
    assert "known: " in capsys.readouterr().err
    file = tmp_path / "export.xml"
    file.write_text("<x>", encoding="utf-8")
    assert run(["import", "webcare", str(file)]) == 1
    assert "READ-EXPORT" in capsys.readouterr().err
