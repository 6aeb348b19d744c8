"""`svu-adapter deadlines` of what is not in order: where, what to do, the exit code; no traceback, no identity number."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adapter.cli.main import run
from tests.contract.builder import Json
from tests.contract.plain import PERSON, Writer

NB = Writer("norrbotten", "2024-05-15 08:00")
NUMBER = str(PERSON["identifier"])
Change = Callable[[Json], Any]


def _good() -> Json:
    return NB.scenario("2024-05-16 10:00", [NB.notice("2024-05-15 09:00", "SOC1")])


def _told(file: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Exit code, output and what is said, of which none may hold the identity number or a traceback."""
    code = run(["deadlines", str(file)])
    out, err = capsys.readouterr()
    assert NUMBER not in out + err
    assert "Traceback" not in out + err
    return code, out, err


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda s: s.pop("region"), "region"),
        (lambda s: s.update(region="skane"), "region"),
        (lambda s: s.update(regoin="halland"), "regoin"),
        (lambda s: s.update(at="2024-05-16"), "at"),
        (lambda s: s.update(at="2024-05-16T10:00:00"), "at"),
        (lambda s: s.update(at=20240516), "at"),
        (lambda s: s.update(history={}), "history"),
        (lambda s: s.update(history=[NUMBER]), "history[0]"),
        (lambda s: s["person"].update(identifier=int(NUMBER)), "person.identifier"),
        (lambda s: s["history"][0].update(kind=NUMBER), "history[0].kind"),
        (lambda s: s["history"][0].update(messageId=NUMBER), "history[0].messageId"),
        (lambda s: s["history"][0].pop("sentAt"), "history[0].sentAt"),
        (lambda s: s["history"][0].update(recipients=[]), "history[0].recipients"),
        (
            lambda s: s["history"][0]["content"].update(estimatedDischarge=NUMBER),
            "history[0].content.estimatedDischarge",
        ),
        (
            lambda s: s["history"][0]["content"].update(needAssessedAt="2024-05-15"),
            "history[0].content.needAssessedAt",
        ),
        (lambda s: s["history"][0]["content"].update({NUMBER: "x"}), "history[0].content.?"),
        (lambda s: s.update(message={"kind": "kvittens"}), "message.messageId"),
        (lambda s: s["directory"][0].update(role="avdelning"), "directory[0].role"),
    ],
    ids=map(str, range(18)),
)
def test_a_fault_is_told_with_its_path_and_remedy(
    change: Change, path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The faults are told as JSON beside no rows, and the exit code is 1."""
    scenario = _good()
    change(scenario)
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps(scenario), encoding="utf-8")
    code, out, _ = _told(file, capsys)
    printed = json.loads(out)
    assert (code, printed["deadlines"]) == (1, [])
    assert path in {issue["path"] for issue in printed["issues"]}
    assert all(issue["text"] and issue["remedy"] for issue in printed["issues"])


@pytest.mark.parametrize(
    "text",
    ["{" + f'"person": "{NUMBER}"', f"person: [{NUMBER}\nregion: halland", "\x00\x01", "a: *b"],
    ids=("json", "yaml", "binary", "alias"),
)
def test_a_file_that_cannot_be_read(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Said on stderr with the file and the line; exit code 2, and nothing is printed."""
    file = tmp_path / "scenario.yaml"
    file.write_text(text, encoding="utf-8")
    code, out, err = _told(file, capsys)
    assert (code, out) == (2, "")
    assert f"{file}:" in err.replace("\n", "")


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its path is told."""
    code, out, err = _told(tmp_path / "none.json", capsys)
    assert (code, out) == (2, "")
    assert "none.json" in err


def test_nothing_says_at_which_instant(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither `at` nor a message: told what is missing."""
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps({"region": "halland"}), encoding="utf-8")
    code, out, err = _told(file, capsys)
    assert (code, out) == (2, "")
    assert "`at`" in err


def test_nothing_is_due_of_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The region and an instant are enough to ask."""
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps({"region": "halland", "at": "2018-05-15T10:00:00+02:00"}), encoding="utf-8")
    code, out, _ = _told(file, capsys)
    assert code == 0
    assert json.loads(out)["deadlines"] == []


def test_lines_of_many_some_of_them_broken(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """Each line has its answer, by its number; what can be counted is, and the exit code is the worst."""
    good = json.dumps(_good())
    lines = [good, "", '{"person": "' + NUMBER, json.dumps({"region": "skane"}), good, "[1]"]
    file = tmp_path / "many.ndjson"
    file.write_text("\r\n".join(lines), encoding="utf-8-sig")
    code = run(["deadlines", str(file)])
    out, err = capfdbinary.readouterr()
    assert NUMBER.encode() not in out + err
    answers = [json.loads(line) for line in out.splitlines()]
    told = {answer["scenario"]: next(key for key in answer if key != "scenario") for answer in answers}
    assert told == {
        "many.ndjson:1": "deadlines",
        "many.ndjson:3": "error",
        "many.ndjson:4": "issues",
        "many.ndjson:5": "deadlines",
        "many.ndjson:6": "issues",
    }
    assert answers[0]["deadlines"] == answers[3]["deadlines"] != []
    assert code == 2


def test_a_folder_of_many(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """Every scenario of the folder by its name; whatever else lies there is left alone."""
    (tmp_path / "a.json").write_text(json.dumps(_good()), encoding="utf-8")
    (tmp_path / "b.yaml").write_text("region: skane\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("hej", encoding="utf-8")
    code = run(["deadlines", str(tmp_path)])
    answers = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert [(one["scenario"], "deadlines" in one) for one in answers] == [("a.json", True), ("b.yaml", False)]
    assert code == 1


def test_an_empty_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Said, not taken for nothing being due."""
    code, out, err = _told(tmp_path, capsys)
    assert (code, out) == (2, "")
    assert "no scenario" in err
