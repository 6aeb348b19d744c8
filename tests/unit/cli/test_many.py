"""Many scenarios in one call: a folder or a file of lines, an answer a line, and what is wrong with one stops nobody."""

import json
from pathlib import Path
from typing import Any

import pytest

from adapter.cli.main import run

STAYS = {
    "region": "sverige",
    "stays": [{"municipality": "0580", "dayZero": "2018-11-05", "left": "2018-11-10"}],
}
COURSE = {"region": "sverige", "at": "2018-11-05T10:00:00+01:00", "history": []}
Printed = list[dict[str, Any]]


def _lines(path: Path, *documents: object) -> Path:
    path.write_text("".join(f"{json.dumps(document)}\n" for document in documents), encoding="utf-8")
    return path


def _ran(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, Printed]:
    code = run(arguments)
    return code, [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]


def test_a_file_of_lines_is_answered_line_by_line(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = _lines(tmp_path / "stays.ndjson", STAYS, STAYS)
    code, printed = _ran(capfdbinary, "liability", str(file))
    assert code == 0
    assert [one["scenario"] for one in printed] == ["stays.ndjson:1", "stays.ndjson:2"]
    assert [one["settlement"][0]["amount"] for one in printed] == [14200, 14200]


def test_a_folder_is_answered_file_by_file(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (tmp_path / "in").mkdir()
    _lines(tmp_path / "b.json", STAYS)
    _lines(tmp_path / "in" / "a.yaml", STAYS)
    (tmp_path / "notes.txt").write_text("not a scenario", encoding="utf-8")
    code, printed = _ran(capfdbinary, "liability", str(tmp_path), "--json")
    assert (code, [one["scenario"] for one in printed]) == (0, ["b.json", "in/a.yaml"])


def test_the_exit_code_is_that_of_the_worst_and_the_others_are_answered(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    without_rate = {
        **STAYS,
        "stays": [{"municipality": "0580", "dayZero": "2019-11-05", "left": "2019-11-10"}],
    }
    file = _lines(tmp_path / "stays.jsonl", without_rate, STAYS)
    code, printed = _ran(capfdbinary, "liability", str(file))
    assert (code, [one["settlement"][0]["amount"] for one in printed]) == (1, [None, 14200])
    _lines(file, {"region": "sverige"}, {"region": "nowhere"}, STAYS)
    code, printed = _ran(capfdbinary, "liability", str(file))
    assert code == 2
    assert "needs either a history or stays" in printed[0]["error"]
    assert printed[1]["issues"][0]["path"] == "region"
    assert printed[2]["settlement"]


def test_a_line_that_is_no_text_or_no_document_is_told(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "stays.ndjson"
    file.write_bytes(b'\xff\n\n{"region": \n' + json.dumps(STAYS).encode())
    code, printed = _ran(capfdbinary, "liability", str(file))
    assert code == 2
    assert [one["scenario"] for one in printed] == ["stays.ndjson:1", "stays.ndjson:3", "stays.ndjson:4"]
    assert "not UTF-8" in printed[0]["error"]
    assert "not YAML" in printed[1]["error"]
    monkeypatch.setattr("adapter.cli.many.LARGEST", 10)
    assert "larger than" in _ran(capfdbinary, "liability", str(file))[1][2]["error"]


def test_nothing_to_answer_is_wrong_usage(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "empty", tmp_path / "missing.ndjson"):
        assert _ran(capfdbinary, "deadlines", str(path)) == (2, [])


def test_deadlines_of_many(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code, printed = _ran(capfdbinary, "deadlines", str(_lines(tmp_path / "courses.ndjson", COURSE, COURSE)))
    assert code == 0
    assert [one["deadlines"] for one in printed] == [[], []]
