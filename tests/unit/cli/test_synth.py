"""`synth`: the same seed gives the same bytes; what it writes is in order, both ways."""

import json
from pathlib import Path

import pytest

from adapter.bootstrap import mappings
from adapter.cli.main import run
from adapter.intake import native, submission

ARGUMENTS = ["synth", "--region", "vasterbotten", "--episodes", "30"]


def written(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*.json")}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, same, other = tmp_path / "1", tmp_path / "2", tmp_path / "3"
    assert run([*ARGUMENTS, "--seed", "7", "--out", str(one), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert run([*ARGUMENTS, "--seed", "7", "--out", str(same)]) == 0
    assert run([*ARGUMENTS, "--seed", "8", "--out", str(other)]) == 0
    assert written(one) == written(same)
    assert written(one) != written(other)
    assert told["episodes"] == 30
    assert len(written(one)) == 2 * told["messages"]


def test_each_message_is_the_same_natively_and_as_fhir(tmp_path: Path) -> None:
    assert run([*ARGUMENTS, "--seed", "1", "--out", str(tmp_path)]) == 0
    for file in (tmp_path / "native").iterdir():
        message = native.read_bytes(file.read_bytes())
        bundle = json.loads((tmp_path / "fhir" / file.name).read_bytes())
        assert submission.read(bundle, mappings()) == message
        assert b"kanarie" not in file.read_bytes()


def test_a_region_that_is_not_played_and_a_folder_that_is_a_file_are_exit_2(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    assert run([*ARGUMENTS, "--seed", "1", "--out", str(blocked)]) == 2
    assert (
        run(["synth", "--region", "halland", "--episodes", "1", "--seed", "1", "--out", str(tmp_path)]) == 2
    )
