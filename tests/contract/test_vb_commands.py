"""`decide`, `map`, `validate`, `rules`, `check-packs` as their user meets them: streams, exit codes, shapes, faults."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from adapter.cli.main import run
from adapter.intake.native import read
from adapter.intake.submission_entries import Entries
from adapter.intake.submission_findings import reported
from adapter.mapping.submission import bundle
from tests.checkout import mappings
from tests.contract.builder import Json
from tests.contract.scenes import (
    ADDRESSED,
    HEALTH_CENTRE,
    HOME_CARE,
    INSURANCE,
    SOCIAL,
    STAY,
    WARD,
    consent,
    message,
    person,
    scene,
)

Said = tuple[int, str, str]
Command = Callable[..., Said]
AREAS = {"MSG": 37, "ACK": 11, "CONS": 28, "IDENT": 7, "STATE": 18, "TRACK": 17, "ROLE": 18, "VIS": 8}
STATES = {"enforced", "represented", "reported", "not-applicable", "waits"}


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """Run a command on a document (written as a file of that name) or on a file's text."""

    def called(name: str, document: object = None, *options: str, file: str = "given.json") -> Said:
        arguments = [name]
        if document is not None:
            path = tmp_path / file
            path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
            arguments.append(str(path))
        code = run([*arguments, *options])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return called


def _admission(**changes: Any) -> Json:
    return scene(message("inskrivningsmeddelande"), **changes)


# decide: exit codes and streams


@pytest.mark.parametrize(
    ("scenario", "code", "outcome"),
    [
        (_admission(), 0, "forward"),
        (_admission(consents=[consent("refused")]), 0, "reduce"),
        (scene(message("planeringsunderlag"), consents=[]), 1, "hold"),
        (_admission(person=person(protection="sekretessmarkering")), 1, "refuse"),
    ],
)
def test_decide_says_what_becomes_of_it(command: Command, scenario: Json, code: int, outcome: str) -> None:
    found, out, err = command("decide", scenario)
    printed = json.loads(out)
    assert (found, err) == (code, "")
    assert set(printed) == {"verdicts", "issues", "pack"}
    assert set(printed["pack"]) == {"region", "version", "digest"}
    for verdict in printed["verdicts"]:
        assert verdict["outcome"] == outcome
        assert {"recipient", "outcome", "grounds", "disclosed", "handling"} <= set(verdict)
        assert all({"rule", "effect", "source"} <= set(ground) for ground in verdict["grounds"])


def test_one_refused_recipient_is_exit_1(command: Command) -> None:
    mixed = scene(message("inskrivningsmeddelande", recipients=[SOCIAL, INSURANCE]))
    code, out, _ = command("decide", mixed)
    assert code == 1
    assert {one["outcome"] for one in json.loads(out)["verdicts"]} == {"forward", "refuse"}


def test_yaml_and_json_and_the_option_make_no_difference(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "scenario.yaml"
    YAML().dump(_admission(), path)
    written = path.read_text(encoding="utf-8")
    said = command("decide", _admission())
    assert command("decide", written, file="given.yaml") == said
    assert command("decide", _admission(), "--json") == said


def test_every_fault_of_a_scenario_is_told_at_once(command: Command) -> None:
    broken = _admission()
    broken["nonsense"] = 1
    broken["message"]["content"]["diagnosis"] = "x"
    broken["message"]["sentAt"] = "2026-03-02T10:00:00"
    del broken["directory"][0]["unit"]
    code, out, err = command("decide", broken)
    printed = json.loads(out)
    assert (code, err, printed["verdicts"]) == (1, "", [])
    assert {issue["path"] for issue in printed["issues"]} == {
        "nonsense",
        "message.content.diagnosis",
        "message.sentAt",
        "directory[0].unit",
    }
    assert all(issue["severity"] == "error" and issue["rule"] for issue in printed["issues"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("region: vasterbotten\nregion: halland\n", "2"),
        ("region: [vasterbotten\nmessage: {a: 1\n", "2"),
        ('{"region": "vasterbotten", "region": "halland"}', ""),
        ("\x00\x01", ""),
    ],
)
@pytest.mark.parametrize("name", ["decide", "validate"])
def test_an_unreadable_file_is_exit_2_and_says_where(
    command: Command, name: str, text: str, told: str
) -> None:
    code, out, err = command(name, text, file="given.json" if text.startswith("{") else "given.yaml")
    assert (code, out) == (2, "")
    assert "given." in err
    assert told in err


@pytest.mark.parametrize("name", ["decide", "validate"])
def test_a_file_that_is_not_there_is_exit_2(command: Command, name: str, tmp_path: Path) -> None:
    for wrong in (tmp_path / "none.yaml", tmp_path):
        code, out, err = command(name, None, str(wrong))
        assert (code, out) == (2, "")
        assert err


def test_units_that_the_directory_lacks(command: Command) -> None:
    for missing, refused in ((SOCIAL, {SOCIAL}), (WARD, set(ADDRESSED))):
        plain = _admission()
        plain["directory"] = [unit for unit in plain["directory"] if unit["unit"] != missing]
        code, out, _ = command("decide", plain)
        assert code == 1
        found = {one["recipient"] for one in json.loads(out)["verdicts"] if one["outcome"] == "refuse"}
        assert found == refused


def test_no_identity_number_is_ever_told_back(command: Command) -> None:
    wrong = "189001019803"
    plain = scene(message("inskrivningsmeddelande", patient={"type": "personnummer", "value": wrong}))
    for name, document in (("decide", plain), ("validate", plain["message"] | {"kind": "x"})):
        _, out, err = command(name, document)
        assert wrong not in out + err


# map: nothing of what is withheld

SECRET = re.compile("KANARIE")
_TOLD = {
    "inskrivningsmeddelande": {"admissionReason": "KANARIE", "questions": ["KANARIE"]},
    "utskrivningsklar": {
        "responsiblePhysician": "KANARIE",
        "responsibleNurse": "KANARIE",
        "physicianTakeover": "KANARIE",
    },
    "utskrivningsmeddelande": {
        "text": "KANARIE",
        "contactRecord": {"at": "2026-03-05T10:00:00+01:00", "with": "KANARIE"},
    },
    "avbruten-planering": {"text": "KANARIE"},
}


def _whispering(kind: str, consents: list[Json]) -> Json:
    """A message of that kind whose every text that a refusal withholds is a canary."""
    secret = {"unit": WARD, "name": "KANARIE", "title": "KANARIE"}
    told = message(kind, content=_TOLD[kind])
    told["sender"]["person"] |= {"name": "KANARIE", "title": "KANARIE"}
    told["episode"]["id"] = "vtf-KANARIE"
    known = person(guardians=["189001039800"])
    if kind != "inskrivningsmeddelande":
        known["address"] = {"line": ["KANARIE"], "postalCode": "90325", "city": "KANARIE"}
    plain = scene(told, consents=[one | {"recordedBy": secret} for one in consents], person=known)
    plain["history"] = [one | {"episode": told["episode"]} for one in plain["history"]]
    plain["directory"] = [
        unit | ({"name": "KANARIE"} if unit["unit"] in {WARD, HOME_CARE, HEALTH_CENTRE} else {})
        for unit in plain["directory"]
    ]
    return plain


@pytest.mark.parametrize("kind", _TOLD)
@pytest.mark.parametrize("status", ["refused", "withdrawn", None])
def test_a_bundle_never_holds_what_is_withheld(command: Command, kind: str, status: str | None) -> None:
    scenario = _whispering(kind, [consent(status)] if status else [])
    code, out, err = command("map", scenario, "--to", SOCIAL)
    assert (code, err) == (0, ""), out
    made = json.loads(out)
    assert made["type"] == "message"
    assert made["entry"][0]["resource"]["resourceType"] == "MessageHeader"
    assert not SECRET.search(out), [line for line in out.splitlines() if "KANARIE" in line]
    for hidden in (WARD, HOME_CARE, HEALTH_CENTRE, "189001039800"):
        assert hidden not in out
    assert "REDACTED" in out
    checked, _, _ = command("validate", made)
    assert checked == 0


@pytest.mark.parametrize("kind", _TOLD)
def test_a_whole_bundle_holds_what_was_said(command: Command, kind: str) -> None:
    code, out, _ = command("map", _whispering(kind, [consent()]), "--to", SOCIAL)
    assert code == 0
    assert SECRET.search(out)
    assert HOME_CARE not in out


@pytest.mark.parametrize(
    ("scenario", "rule"),
    [
        (scene(message("planeringsunderlag"), consents=[consent("refused")]), "VB-CONS-07"),
        (scene(message("planeringsunderlag"), consents=[]), "VB-CONS-01"),
        (_admission(person=person(protection="skyddad-folkbokforing")), "VB-IDENT-01"),
        (scene(message("utskrivningsklar"), history=[]), "VB-STATE-03"),
        (scene(message("utskrivningsklar", withhold=[{"unit": SOCIAL, "reason": "x"}])), "VB-CONS-25"),
    ],
)
def test_who_gets_nothing_gets_an_outcome_and_nothing_of_the_message(
    command: Command, scenario: Json, rule: str
) -> None:
    code, out, err = command("map", scenario, "--to", SOCIAL)
    made = json.loads(out)
    assert (code, err, made["resourceType"]) == (1, "", "OperationOutcome")
    assert rule in {coding["code"] for issue in made["issue"] for coding in issue["details"]["coding"]}
    for hidden in ("189001019802", "Testsson", STAY, "Avdelning", "Hemtjänst", WARD):
        assert hidden not in out


def test_map_wants_a_unit_that_the_message_is_for(command: Command) -> None:
    code, out, err = command("map", _admission(), "--to", "SE2120002627-NONE")
    assert (code, out) == (2, "")
    assert err


# validate


def _submission(kind: str) -> Json:
    return dict(bundle(read(message(kind)), mappings()))


@pytest.mark.parametrize(
    "kind",
    [
        "inskrivningsmeddelande",
        "planeringsunderlag",
        "utskrivningsklar",
        "samtycke",
        "meddelande-utanfor-vardtillfalle",
    ],
)
def test_what_is_in_order_validates_in_both_shapes(command: Command, kind: str) -> None:
    for document in (message(kind), _submission(kind)):
        code, out, err = command("validate", document)
        assert (code, err) == (0, ""), out
        assert json.loads(out)["resourceType"] == "OperationOutcome"


def test_validate_tells_every_fault_of_a_native_message(command: Command) -> None:
    broken = message("inskrivningsmeddelande") | {
        "color": 1,
        "action": "nonsense",
        "sentAt": "2026-13-02T10:00:00Z",
    }
    broken["sender"]["unit"] = "not an HSA-id"
    del broken["messageId"]
    code, out, _ = command("validate", broken)
    paths = {path for issue in json.loads(out)["issue"] for path in issue["expression"]}
    assert code == 1
    assert paths == {"color", "action", "sentAt", "sender.unit", "messageId"}


def test_validate_tells_every_fault_of_a_bundle(command: Command) -> None:
    broken = _submission("inskrivningsmeddelande")
    header = next(
        entry["resource"] for entry in broken["entry"] if entry["resource"]["resourceType"] == "MessageHeader"
    )
    header["eventCoding"]["code"] = "nonsense"
    header["modifierExtension"] = [{"url": "https://example.org/unknown", "valueBoolean": True}]
    said = next(
        entry["resource"] for entry in broken["entry"] if entry["resource"]["resourceType"] == "Communication"
    )
    del said["sent"]
    code, out, err = command("validate", broken)
    issues = json.loads(out)["issue"]
    assert (code, err) == (1, "")
    errors = [issue for issue in issues if issue["severity"] == "error"]
    assert len(errors) >= 3, out
    assert any("modifierExtension" in path for issue in errors for path in issue["expression"]), out


def test_an_entry_without_a_resource_shifts_no_finding() -> None:
    document = _submission("inskrivningsmeddelande")
    document["entry"].insert(1, {"fullUrl": "urn:uuid:1"})
    document["entry"][-1]["resource"]["extension"] = [{"url": "https://example.org/y", "valueCode": "y"}]
    paths = {issue.path for issue in reported(document, Entries(document))}
    assert f"Bundle.entry[{len(document['entry']) - 1}].resource.extension[0]" in paths


@pytest.mark.parametrize("changes", [{"type": "nonsense"}, {"entry": []}, {"entry": "x"}, {"surprise": 1}])
def test_validate_takes_no_broken_bundle(command: Command, changes: Json) -> None:
    code, out, _ = command("validate", _submission("inskrivningsmeddelande") | changes)
    assert code == 1
    assert json.loads(out)["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        1,
        "text",
        {"resourceType": "Nonsense"},
        {"resourceType": 5},
        {"resourceType": "Patient", "birthDate": "x"},
    ],
)
def test_validate_takes_anything_without_falling_over(command: Command, document: object) -> None:
    code, out, _ = command("validate", json.dumps(document))
    assert code == 1
    assert json.loads(out)["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"resourceType": "Patient", "gender": "nonsense"}, "Patient.gender"),
        ({"resourceType": "Bundle", "type": "nonsense"}, "Bundle.type"),
        (
            {
                "resourceType": "Bundle",
                "type": "collection",
                "entry": [{"resource": {"resourceType": "Communication", "status": "nonsense"}}],
            },
            "Bundle.entry[0].resource.status",
        ),
    ],
)
def test_validate_knows_the_codes_that_r4_requires(command: Command, document: Json, path: str) -> None:
    code, out, _ = command("validate", document)
    assert code == 1
    assert [path] in [issue["expression"] for issue in json.loads(out)["issue"]]


@pytest.mark.parametrize(
    ("resource", "where"),
    [
        ({"resourceType": "Nonsense"}, "Bundle.entry[0].resource.resourceType"),
        ({"resourceType": 5}, "Bundle.entry[0].resource.resourceType"),
        ({"resourceType": None}, "Bundle.entry[0].resource.resourceType"),
        (
            {"resourceType": "Patient", "contained": [{"resourceType": "X"}]},
            "Bundle.entry[0].resource.contained[0].resourceType",
        ),
        ({"id": "1"}, "Bundle.entry[0].resource"),
        (None, "Bundle.entry[0].resource"),
        ({"resourceType": "Patient", "name": [None]}, "Bundle.entry[0].resource.name"),
        ({"resourceType": "Patient", "gender": None}, "Bundle.entry[0].resource.gender"),
        ({"resourceType": "MessageHeader", "source": {"endpoint": 5}}, "Bundle"),
        ({"resourceType": "MessageHeader", "source": {"endpoint": []}}, "Bundle"),
    ],
)
@pytest.mark.parametrize("kind", ["collection", "message"])
def test_validate_says_where_a_bundle_has_what_r4_has_not(
    command: Command, kind: str, resource: object, where: str
) -> None:
    document = {
        "resourceType": "Bundle",
        "type": kind,
        "entry": [{"fullUrl": "urn:uuid:1", "resource": resource}],
    }
    code, out, _ = command("validate", document)
    assert code == 1
    assert [where] in [issue["expression"] for issue in json.loads(out)["issue"]], out


def test_validate_takes_null_where_it_holds_a_place(command: Command) -> None:
    extension = [{"extension": [{"url": "https://example.org/x", "valueCode": "x"}]}, None]
    named = {"resourceType": "Patient", "name": [{"given": [None, "Test"], "_given": extension}]}
    assert command("validate", named)[0] == 0


def test_validate_passes_other_resources_and_bundles(command: Command) -> None:
    assert command("validate", {"resourceType": "Patient", "gender": "female"})[0] == 0
    url = "urn:uuid:8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e11"
    entry = {"fullUrl": url, "resource": {"resourceType": "Patient", "gender": "female"}}
    collection = {"resourceType": "Bundle", "type": "collection", "entry": [entry]}
    assert command("validate", collection)[0] == 0
    # R4's bdl-5: an entry without a resource has a request or a response
    assert command("validate", {**collection, "entry": [{"fullUrl": url}]})[0] == 1


# rules and check-packs


def test_every_rule_of_the_region_is_listed_with_how_it_is_held(command: Command) -> None:
    code, out, err = command("rules", None, "--region", "vasterbotten", "--json")
    rows = {row["id"]: row for row in json.loads(out)["rules"]}
    assert (code, err) == (0, "")
    for area, number in AREAS.items():
        for at in range(1, number + 1):
            row = rows[f"VB-{area}-{at:02d}"]
            assert {"id", "state", "where", "cases", "source"} <= set(row)
            assert row["state"] in STATES
            assert row["where"]
            assert row["source"].startswith("000_18ecbb9c9122706f.txt:")
            assert (row["cases"] > 1) is (row["state"] == "enforced") or row["cases"] == 0, row


def test_rules_of_all_regions_and_of_none(command: Command) -> None:
    code, out, _ = command("rules", None, "--json")
    assert code == 0
    assert len(json.loads(out)["rules"]) > 244
    code, out, err = command("rules", None, "--region", "nowhere")
    assert (code, out) == (2, "")
    assert "vasterbotten" in err


def test_check_packs_runs_every_case(command: Command) -> None:
    code, out, _ = command("check-packs", None, "--json")
    printed = json.loads(out)
    assert (code, printed["ok"], printed["failures"]) == (0, True, [])
    assert printed["cases"] > 300


# The process itself


def _process(*arguments: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "adapter", *arguments],
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_scenario_may_come_on_standard_input() -> None:
    ended = _process("decide", "-", given=json.dumps(_admission()))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert len(json.loads(ended.stdout)["verdicts"]) == 3


COMMANDS = "decide map validate rules check-packs explain serve worker demo send dead-letters audit settings"


@pytest.mark.parametrize("name", COMMANDS.split())
def test_every_command_helps(command: Command, name: str) -> None:
    code, out, err = command(name, None, "--help")
    assert (code, err) == (0, "")
    assert "Usage" in out


def test_wrong_usage_is_exit_2_on_standard_error() -> None:
    for arguments in (("nonsense",), ("decide",), ("decide", "--nonsense", "x"), ("map", "x.json")):
        ended = _process(*arguments)
        assert (ended.returncode, ended.stdout) == (2, ""), arguments
        assert ended.stderr
        assert "Traceback" not in ended.stderr


def test_explaining_without_a_store_is_a_plain_word(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = command("explain", None, "8b1f0a52-5b0e-4a36-9b8e-000000000900")
    assert (code, out) == (2, "")
    assert "store" in err
