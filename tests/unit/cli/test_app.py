"""The command line as a whole: help everywhere, wrong usage is exit 2, nothing of the outside is exit 3."""

import json
from pathlib import Path

import pytest

from adapter import __version__
from adapter.cli.app import app, run
from adapter.cli.main import COMMANDS
from adapter.model.errors import (
    AdapterError,
    ConfigurationError,
    IdentityConflict,
    InputError,
    PackError,
    StoreUnavailable,
    UsageError,
)
from adapter.model.issue import Issue, Severity

EVERY = (
    ["demo"],
    ["serve"],
    ["worker"],
    ["decide"],
    ["map"],
    ["validate"],
    ["rules"],
    ["check-packs"],
    ["send"],
    ["synth"],
    ["explain"],
    ["dead-letters"],
    ["dead-letters", "list"],
    ["dead-letters", "show"],
    ["dead-letters", "replay"],
    ["dead-letters", "discard"],
    ["audit"],
    ["audit", "verify"],
    ["audit", "export"],
    ["settings"],
)


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("command", EVERY, ids=" ".join)
def test_every_command_has_help(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert COMMANDS
    assert run([*command, "--help"]) == 0
    assert "Usage: svu-adapter" in capsys.readouterr().out


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"svu-adapter {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing"],
        ["decide"],
        ["decide", "--no-such-option", "x"],
        ["map", "x.yaml"],
        ["demo", "--region", "sverige"],
        ["rules", "--region", "atlantis"],
        ["explain", "x", "--language", "tlh"],
        ["send", "x.json"],
        ["send", "x.json", "--to", "ftp://somewhere"],
        ["send", "x.json", "--to", "http://127.0.0.1:1"],
        ["dead-letters", "show", "x"],
        ["dead-letters", "show", "x", "--reason", " "],
        ["dead-letters", "list"],
        ["audit", "verify"],
        ["serve"],
        ["worker"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_2_and_says_so_on_stderr(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err
    assert "Traceback" not in err


def test_a_reason_with_an_identity_number_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "var" / "store").mkdir(parents=True)
    assert run(["dead-letters", "discard", "x", "--reason", "om 19121212-1212"]) == 2
    assert "19121212" not in capsys.readouterr().err


def test_nobody_answering_is_exit_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "m.json"
    file.write_text("{}", encoding="utf-8")
    assert run(["send", str(file), "--to", "http://127.0.0.1:1", "--json"]) == 3
    assert json.loads(capsys.readouterr().out) == [{"file": str(file), "status": None, "answer": None}]


ISSUE = Issue(Severity.ERROR, "READ-TYPE", "kind", "This is not a kind.", "Name one.")


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (InputError((ISSUE,)), 1, "READ-TYPE at kind: This is not a kind. Name one."),
        (IdentityConflict(), 1, "another body"),
        (PackError("a.yaml", 3, "a doubled key"), 1, "a.yaml:3: a doubled key"),
        (AdapterError("whatever else"), 1, "whatever else"),
        (UsageError("not like this"), 2, "not like this"),
        (ConfigurationError("not set: SVU_X"), 2, "not set: SVU_X"),
        (StoreUnavailable("the store is silent"), 3, "the store is silent"),
        (RuntimeError("191212121212"), 3, "internal error (RuntimeError at "),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_error_has_its_exit_code(
    error: Exception, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise error

    app.command("fail", hidden=True)(fail)
    try:
        assert run(["fail"]) == code
    finally:
        app.registered_commands.pop()
    err = capsys.readouterr().err
    assert said in err
    assert "191212121212" not in err
    assert "Traceback" not in err


def test_the_settings_show_no_secret(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SVU_REGISTER_TOKEN", "hemlig")
    monkeypatch.setenv("SVU_PROT", "1")
    assert run(["settings", "--json"]) == 0
    out, err = capsys.readouterr()
    assert "hemlig" not in out + err
    assert "SVU_PROT is set and is no setting" in err
    rows = {row["variable"]: row for row in json.loads(out)["settings"]}
    assert rows["SVU_REGISTER_TOKEN"]["value"] == "set"
    assert run(["settings"]) == 0
    assert "SVU_REGISTER_TOKEN" in capsys.readouterr().out


def test_settings_that_do_not_fit_are_told_and_listed_all_the_same(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SVU_PORT", "many")
    assert run(["settings", "--json"]) == 0
    out, err = capsys.readouterr()
    assert "SVU_PORT" in err
    assert json.loads(out)["settings"]


def test_rules_lists_the_whole_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "--json"]) == 0
    rules = json.loads(capsys.readouterr().out)["rules"]
    assert {rule["region"] for rule in rules} >= {"vasterbotten", "sverige", "norrbotten"}
    assert {rule["state"] for rule in rules} <= {
        "enforced",
        "represented",
        "reported",
        "not-applicable",
        "waits",
    }
    enforced = [rule for rule in rules if rule["state"] == "enforced"]
    assert all(rule["cases"] >= 2 and rule["where"] and rule["source"] for rule in enforced)


def test_rules_of_one_region_for_people_and_for_the_documentation(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "--region", "vasterbotten"]) == 0
    assert "VB-CONS-06" in capsys.readouterr().out
    assert run(["rules", "--region", "vasterbotten", "--markdown"]) == 0
    page = capsys.readouterr().out
    (row,) = (
        line for line in page.splitlines() if line.startswith("| VB-CONS-06 | ") and "enforced: " in line
    )
    assert "`vasterbotten/rules/consent.yaml`" in row
    assert "## vasterbotten" in page
    assert (
        "Version 98370-1, owner Länssamverkansgruppen, Västerbotten, in force 2025-05-07 to 2027-04-14."
        in page
    )
    assert "| rule | in force | beside it | switched by |" in page
    assert run(["rules", "--region", "stockholm", "--markdown"]) == 0
    assert "Where the source is silent:" in capsys.readouterr().out


def test_the_packs_are_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check-packs", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["ok"]
    assert report["failures"] == []
    regions = {"vasterbotten", "norrbotten", "halland", "stockholm", "vastmanland", "sverige", "produkt"}
    assert set(report["regions"]) == regions
    assert min(report["regions"].values()) > 0
    assert sum(report["regions"].values()) == report["cases"] > 1000
    assert run(["check-packs"]) == 0
    said = capsys.readouterr().out
    assert "all pass" in said
    assert "halland RS160373-1: " in said
    assert f" rules, {report['regions']['halland']} cases, " in said


def test_a_pack_that_does_not_load_is_exit_1_with_file_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "regions" / "produkt").mkdir(parents=True)
    (tmp_path / "regions" / "produkt" / "pack.yaml").write_text(
        "region: produkt\nregion: produkt\n", encoding="utf-8"
    )
    monkeypatch.setenv("SVU_PROFILES_DIR", str(tmp_path))
    assert run(["check-packs"]) == 1
    assert "produkt/" in capsys.readouterr().out
