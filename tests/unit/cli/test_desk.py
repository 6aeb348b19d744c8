"""`decide`, `map` and `validate`: results as JSON on stdout, exit codes 0 to 3, no traceback for a user's mistake."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from adapter.bootstrap import mappings
from adapter.cli.main import run
from adapter.intake.native import read
from adapter.mapping.submission import bundle
from adapter.sandbox.episodes import START
from adapter.sandbox.people import CAST
from adapter.sandbox.stay import Stay
from adapter.sandbox.units import HEALTH_CENTRE, SOCIAL_SERVICES, UNITS, WARD

Said = tuple[int, dict[str, object], str]
Command = Callable[..., Said]
STAY = Stay("prov", "", CAST.blue, (SOCIAL_SERVICES, HEALTH_CENTRE), START)
NOTICE = dict(STAY.admission(STAY.at(0, 10)).message)


def scenario(**changes: object) -> dict[str, object]:
    directory = [
        {"unit": unit.unit, "role": unit.role, "name": unit.name, "organisation": unit.organisation}
        for unit in UNITS
    ]
    plain = {
        "region": "vasterbotten",
        "directory": directory,
        "person": {"identifier": CAST.blue.identifier, "registerHit": True, "protection": "none"},
        "message": NOTICE,
    }
    return {**plain, **changes}


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    def called(name: str, document: object, *options: str) -> Said:
        file = tmp_path / "given.json"
        file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        code = run([name, str(file), *options])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, json.loads(out) if out else {}, err

    return called


def outcomes(decision: dict[str, object]) -> dict[str, str]:
    return {one["recipient"]: one["outcome"] for one in decision["verdicts"]}  # type: ignore[attr-defined]


def test_what_goes_to_everybody_is_exit_0(command: Command) -> None:
    code, decision, said = command("decide", scenario())
    assert code == 0
    assert outcomes(decision) == {SOCIAL_SERVICES: "forward", HEALTH_CENTRE: "forward"}
    assert decision["pack"]["region"] == "vasterbotten"  # type: ignore[index]
    assert said == ""


def test_a_refused_recipient_is_exit_1_with_the_rule(command: Command) -> None:
    person = {"identifier": CAST.blue.identifier, "protection": "sekretessmarkering"}
    code, decision, _ = command("decide", scenario(person=person), "--json")
    assert code == 1
    assert set(outcomes(decision).values()) == {"refuse"}
    assert decision["verdicts"][0]["handling"] == "telefon"  # type: ignore[index]


def test_a_silent_register_holds_and_is_exit_1(command: Command) -> None:
    person = {"identifier": CAST.blue.identifier, "protection": "unknown"}
    code, decision, _ = command("decide", scenario(person=person))
    assert code == 1
    assert set(outcomes(decision).values()) == {"hold"}


def test_what_cannot_be_read_as_a_message_is_told_with_every_fault(command: Command) -> None:
    wrong = {**NOTICE, "kind": "brev", "colour": "blue"}
    code, decision, _ = command("decide", scenario(message=wrong))
    assert code == 1
    assert decision["verdicts"] == []
    assert len(decision["issues"]) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["decide", "validate"])
@pytest.mark.parametrize("text", ["a: b: c", '{"a": ', "- [", "a: 1\na: 2", "\t"])
def test_a_file_that_is_no_yaml_is_exit_2(command: Command, name: str, text: str) -> None:
    code, result, said = command(name, text)
    assert (code, result) == (2, {})
    assert "given.json:" in said


@pytest.mark.parametrize("name", ["decide", "validate"])
def test_an_empty_file_holds_no_message(command: Command, name: str) -> None:
    assert command(name, "")[0] == 1


@pytest.mark.parametrize("name", ["decide", "validate"])
def test_a_file_that_is_not_there_is_exit_2(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([name, str(tmp_path / "nothing.yaml")]) == 2
    assert run([name, str(tmp_path)]) == 2
    assert capsys.readouterr().out == ""


def test_a_file_in_another_encoding_is_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "latin.yaml"
    file.write_bytes("region: västerbotten".encode("latin-1"))
    assert run(["decide", str(file)]) == 2
    assert "UTF-8" in capsys.readouterr().err


def test_a_scenario_without_a_message_is_exit_2(command: Command) -> None:
    code, result, said = command("decide", {"region": "vasterbotten"})
    assert (code, result) == (2, {})
    assert "no message" in said


def test_map_prints_the_bundle_of_one_recipient(command: Command) -> None:
    code, made, _ = command("map", scenario(), "--to", SOCIAL_SERVICES)
    assert code == 0
    assert (made["resourceType"], made["type"]) == ("Bundle", "message")


def test_map_prints_nothing_of_a_message_that_may_not_go(command: Command) -> None:
    person = {"identifier": CAST.blue.identifier, "protection": "skyddad-folkbokforing"}
    code, made, _ = command("map", scenario(person=person), "--to", SOCIAL_SERVICES)
    assert code == 1
    assert made["resourceType"] == "OperationOutcome"
    text = json.dumps(made)
    assert "IDENT" in text
    assert CAST.blue.identifier not in text
    assert "kanarie" not in text


def test_map_to_a_unit_that_is_not_addressed_shows_nothing_and_names_the_rule(command: Command) -> None:
    code, outcome, _ = command("map", scenario(), "--to", WARD)
    assert (code, outcome["resourceType"]) == (1, "OperationOutcome")
    assert "PRODUKT-DENY-01" in str(outcome)


def test_map_to_a_unit_that_the_directory_lacks_is_exit_2(command: Command) -> None:
    code, result, _ = command("map", scenario(), "--to", "SE2321000222-NO1")
    assert (code, result) == (2, {})


def test_map_of_an_unreadable_message_names_the_faults(command: Command) -> None:
    code, outcome, _ = command("map", scenario(message={"kind": "brev"}), "--to", WARD)
    assert code == 1
    assert outcome["resourceType"] == "OperationOutcome"


def test_a_native_message_in_order_validates(command: Command) -> None:
    code, outcome, _ = command("validate", NOTICE)
    assert code == 0
    assert outcome["issue"][0]["severity"] == "information"  # type: ignore[index]


def test_a_native_message_with_faults_does_not(command: Command) -> None:
    code, outcome, _ = command("validate", {**NOTICE, "recipients": [SOCIAL_SERVICES, SOCIAL_SERVICES]})
    assert code == 1
    assert outcome["issue"][0]["severity"] == "error"  # type: ignore[index]
    assert command("validate", {**NOTICE, "colour": "blue"})[0] == 1


def test_a_submission_and_a_delivery_validate_each_as_what_it_is(command: Command) -> None:
    submission = bundle(read(NOTICE), mappings())
    _, delivery, _ = command("map", scenario(), "--to", SOCIAL_SERVICES)
    assert command("validate", submission)[0] == 0
    assert command("validate", delivery)[0] == 0
    del submission["entry"][0]["resource"]["eventCoding"]
    assert command("validate", submission)[0] == 1
    delivery["timestamp"] = None
    assert command("validate", delivery)[0] == 1


@pytest.mark.parametrize(
    ("resource", "code"),
    [
        ({"resourceType": "Patient", "birthDate": "1931-01-18"}, 0),
        ({"resourceType": "Patient", "birthDate": "yesterday"}, 1),
        ({"resourceType": "Person?"}, 1),
        ({"resourceType": 7}, 1),
        ({"resourceType": "Bundle", "type": "collection"}, 0),
    ],
)
def test_any_other_resource_is_judged_by_its_structure(
    command: Command, resource: dict[str, object], code: int
) -> None:
    assert command("validate", resource)[0] == code


def test_rules_are_told_in_either_language(command: Command) -> None:
    without = {**NOTICE, "content": {**NOTICE["content"], "estimatedDischarge": None}}  # type: ignore[dict-item]
    told = {}
    for options in ((), ("--lang", "en"), ("--lang", "sv")):
        code, decision, _ = command("decide", scenario(message=without), *options)
        assert code == 1
        grounds = decision["verdicts"][0]["grounds"]  # type: ignore[index]
        (ground,) = (one for one in grounds if one["rule"] == "VB-MSG-03")
        assert ground["saw"] == [{"fact": "message.content.estimatedDischarge", "value": None}]
        assert ground["documents"][0]["title"].startswith("Samverkan vid utskrivning, länsrutin (SVU)")
        assert ground["documents"][0]["lines"] == "259,261"
        assert "sv" not in ground
        told[options] = ground["text"]
    assert told[()] == told["--lang", "en"] == "The estimated date of discharge is missing."
    assert told["--lang", "sv"] == "Beräknat utskrivningsdatum saknas."
    code, outcome, _ = command("map", scenario(message=without), "--to", SOCIAL_SERVICES, "--lang", "sv")
    assert code == 1
    issues = {one["details"]["text"]: one for one in outcome["issue"]}  # type: ignore[attr-defined]
    issue = issues["Beräknat utskrivningsdatum saknas."]
    assert "Källa: Samverkan vid utskrivning" in issue["diagnostics"]


@pytest.mark.parametrize("name", ["decide", "map"])
def test_a_language_that_rules_are_not_written_in_is_the_users_mistake(command: Command, name: str) -> None:
    more = ("--to", SOCIAL_SERVICES) if name == "map" else ()
    code, _, said = command(name, scenario(), *more, "--lang", "fi")
    assert code == 2
    assert "--lang: one of sv, en" in said


def test_a_protected_person_is_told_by_name_on_the_desk(command: Command) -> None:
    person = {"identifier": CAST.blue.identifier, "registerHit": True, "protection": "sekretessmarkering"}
    _, decision, _ = command("decide", scenario(person=person))
    seen = {one["fact"]: one.get("value") for one in decision["verdicts"][0]["grounds"][0]["saw"]}  # type: ignore[index]
    assert seen["person.protected"] is True
    assert CAST.blue.identifier not in json.dumps(decision)
