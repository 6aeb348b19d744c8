"""`synth`: the same seed gives the same bytes, whoever makes them; what it writes is in order, both ways."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from adapter.bootstrap import mappings
from adapter.cli.main import run
from adapter.intake import native, submission
from adapter.r4.models import structure_of
from adapter.sandbox.places import REGIONS
from adapter.validation.check import check

ARGUMENTS = ["synth", "--region", "vasterbotten", "--episodes", "30"]


def written(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def manifest(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    return document


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = tmp_path / "1", tmp_path / "3"
    assert run([*ARGUMENTS, "--seed", "7", "--out", str(one), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert run([*ARGUMENTS, "--seed", "8", "--out", str(other)]) == 0
    assert told["episodes"] == 30
    assert len(list((one / "native").iterdir())) == len(list((one / "fhir").iterdir())) == told["messages"]
    assert len(list((one / "scenarios").iterdir())) == 30
    assert written(one) != written(other)
    for number, hashing in enumerate(("0", "4711")):
        same = tmp_path / f"same-{number}"
        subprocess.run(
            [sys.executable, "-m", "adapter", *ARGUMENTS, "--seed", "7", "--out", str(same)],
            env={**os.environ, "PYTHONHASHSEED": hashing},  # noqa: TID251
            check=True,
            capture_output=True,
        )
        assert written(one) == written(same)


@pytest.mark.parametrize("region", REGIONS)
def test_every_message_is_valid_and_the_same_natively_and_as_fhir(region: str, tmp_path: Path) -> None:
    arguments = ["synth", "--region", region, "--episodes", "12", "--seed", "1", "--out", str(tmp_path)]
    assert run([*arguments, "--share", "annulled=0.5", "--share", "wrong-number=0.1"]) == 0
    for file in (tmp_path / "native").iterdir():
        message = native.read_bytes(file.read_bytes())
        assert check(message, message.sent_at) == ()
        bundle = json.loads((tmp_path / "fhir" / file.name).read_bytes())
        assert not structure_of(bundle)
        assert submission.read(bundle, mappings()) == message
        assert b"kanarie" not in file.read_bytes()
    for file in (tmp_path / "register").iterdir():
        assert not structure_of(json.loads(file.read_bytes()))


def test_a_scenario_of_the_folder_is_decided_as_the_manifest_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*ARGUMENTS, "--seed", "1", "--out", str(tmp_path)]) == 0
    last = {row["episode"]: row for row in manifest(tmp_path)["messages"]}
    for number, row in sorted(last.items())[:10]:
        capsys.readouterr()
        run(["decide", str(tmp_path / "scenarios" / f"{number:05d}.json")])
        verdicts = json.loads(capsys.readouterr().out)["verdicts"]
        told = {unit: one["outcome"] for unit, one in row["recipients"].items()}
        assert {verdict["recipient"]: verdict["outcome"] for verdict in verdicts} == told


def test_a_share_of_one_makes_everybody_so_and_of_none_nobody(tmp_path: Path) -> None:
    everybody, nobody = tmp_path / "1", tmp_path / "0"
    plain = [f"--share={name}=0" for name in ("asylum", "unregistered", "deceased", "wrong-number")]
    plain.append("--share=protected-guardian=0")
    assert run([*ARGUMENTS, "--seed", "1", "--out", str(everybody), *plain, "--share", "protected=1"]) == 0
    assert run([*ARGUMENTS, "--seed", "1", "--out", str(nobody), *plain, "--share", "protected=0"]) == 0
    assert manifest(everybody)["counts"]["outcomes"].keys() == {"refuse"}
    assert all("protected" in one["traits"] for one in manifest(everybody)["episodes"])
    assert not any("protected" in one["traits"] for one in manifest(nobody)["episodes"])


def test_a_folder_with_something_in_it_is_not_written_into(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "native").mkdir()
    assert run([*ARGUMENTS, "--seed", "1", "--out", str(tmp_path)]) == 2
    assert "new or empty" in capsys.readouterr().err
    assert [file.name for file in tmp_path.rglob("*")] == ["native"]


@pytest.mark.parametrize(
    "changed",
    [
        {"recipients": []},
        {"recipients": {"SE2120001384-SOC1": "forward"}},
        {"sendAt": "2018-06-26T10:00:00"},
        {"sendAt": "soon"},
        {"episode": "first"},
        {"status": None},
        "no entry",
    ],
)
def test_a_manifest_that_was_changed_is_told(
    changed: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["synth", "--region", "halland", "--episodes", "1", "--seed", "1", "--out", str(tmp_path)]
    assert run(arguments) == 0
    document = manifest(tmp_path)
    entry = document["messages"][0]
    document["messages"][0] = {**entry, **changed} if isinstance(changed, dict) else changed
    (tmp_path / "manifest.json").write_text(json.dumps(document), encoding="utf-8")
    assert run(["send", str(tmp_path), "--to", "http://127.0.0.1:9"]) == 2
    assert "not as synth writes it" in capsys.readouterr().err


@pytest.mark.parametrize("damage", ["", "[]", '{"entry": [1]}', '{"entry": [{"resource": {}}]}'])
def test_a_register_that_was_changed_is_told(
    damage: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["synth", "--region", "halland", "--episodes", "1", "--seed", "1", "--out", str(tmp_path)]
    assert run(arguments) == 0
    (tmp_path / "register" / "patients-000.json").write_text(damage, encoding="utf-8")
    assert run(["sandbox", str(tmp_path)]) == 2
    assert "patients-000.json: not a Bundle" in capsys.readouterr().err


def test_all_regions_get_a_folder_each(tmp_path: Path) -> None:
    assert run(["synth", "--region", "all", "--episodes", "7", "--seed", "1", "--out", str(tmp_path)]) == 0
    assert {folder.name for folder in tmp_path.iterdir()} == set(REGIONS)
    assert sum(manifest(tmp_path / name)["counts"]["episodes"] for name in REGIONS) == 7


def test_every_number_of_the_people_is_one_of_the_official_test_numbers(tmp_path: Path) -> None:
    assert run([*ARGUMENTS, "--seed", "1", "--out", str(tmp_path)]) == 0
    numbers = (Path(__file__).parents[3] / "adapter/sandbox/data/numbers.txt").read_text(encoding="ascii")
    people = [
        entry["resource"]
        for file in (tmp_path / "register").iterdir()
        for entry in json.loads(file.read_bytes())["entry"]
    ]
    assert people
    assert all(person["identifier"][0]["value"] in numbers for person in people)
    assert all(person["meta"]["tag"][0]["code"] == "HTEST" for person in people)


@pytest.mark.parametrize(
    "wrong",
    [
        ["--region", "skane"],
        ["--share", "happy=0.1"],
        ["--share", "protected=2"],
        ["--share", "protected=much"],
        ["--share", "protected=0.6", "--share", "asylum=0.6"],
    ],
)
def test_wrong_usage_is_exit_2(wrong: list[str], tmp_path: Path) -> None:
    assert run([*ARGUMENTS, "--seed", "1", "--out", str(tmp_path), *wrong]) == 2


def test_a_folder_that_is_a_file_is_exit_2(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    assert run([*ARGUMENTS, "--seed", "1", "--out", str(blocked)]) == 2
