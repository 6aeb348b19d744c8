"""`care-plans`: what a unit would be told of a scenario's plans, by the command itself."""

import json
from pathlib import Path
from typing import Any

import pytest

from adapter.cli.main import run
from adapter.model.wire import to_json
from tests.builders import PERSON
from tests.planning import calls, plan_of
from tests.whole import HEALTH_CENTRE, HOME_CARE, SOCIAL

UNITS = [
    {"unit": HEALTH_CENTRE, "role": "primarvard", "name": "Hälsocentralen", "organisation": "region"},
    {"unit": SOCIAL, "role": "kommun-socialtjanst", "name": "Socialtjänsten", "organisation": "kommun"},
    {"unit": HOME_CARE, "role": "kommun-halsovard", "name": "Hemsjukvården", "organisation": "kommun"},
]
KNOWN: dict[str, Any] = {"registerHit": True, "identifier": PERSON, "municipality": "2480"}


def scenario(**changes: Any) -> dict[str, Any]:
    invitation, draft = calls(SOCIAL), plan_of(SOCIAL, shareWith1177=True)
    plan = plan_of(SOCIAL, action="approve", relates_to=draft.message_id, shareWith1177=True)
    return {
        "region": "vasterbotten",
        "at": "2026-03-02T12:00:00+01:00",
        "directory": UNITS,
        "person": KNOWN,
        "history": [to_json(invitation), to_json(draft)],
        "message": to_json(plan),
        **changes,
    }


def asked(
    folder: Path, capfd: pytest.CaptureFixture[str], unit: str, document: dict[str, Any]
) -> tuple[int, dict[str, Any]]:
    file = folder / "scenario.json"
    file.write_text(json.dumps(document))
    code = run(["care-plans", str(file), "--unit", unit])
    out = capfd.readouterr().out
    return code, json.loads(out) if out else {}


@pytest.mark.parametrize("unit", [SOCIAL, HEALTH_CENTRE])
def test_whoever_sent_or_got_the_plan_is_told_of_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], unit: str
) -> None:
    code, answer = asked(tmp_path, capfd, unit, scenario())
    (plan,) = answer["carePlan"]
    assert (code, answer["result"]["resultCode"]) == (0, "OK")
    assert (plan["documentId"], plan["typeOfCarePlan"]) == ("plan-1", "SIP")
    assert plan["approvedForPatient"] is False
    assert plan["legalAuthenticator"]["legalAuthenticatorName"] == "Test Testsson"
    assert "Huvudmål: Bo kvar hemma med trygghet" in plan["content"][0]["value"]


def test_with_a_yes_to_1177_the_plan_is_the_patient_s_to_see(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    said = to_json(calls(SOCIAL))["consent"]
    document = scenario(consents=[{**said, "scopes": ["sip", "sip-1177"]}])  # type: ignore[dict-item]
    _, answer = asked(tmp_path, capfd, SOCIAL, document)
    assert answer["carePlan"][0]["approvedForPatient"] is True


def test_another_unit_and_a_protected_or_unknown_person_are_answered_alike(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    protected = {**KNOWN, "protection": "sekretessmarkering"}
    guarded = {**KNOWN, "guardians": [{"identifier": "200001252386", "protection": "skyddad-folkbokforing"}]}
    answers = [
        asked(tmp_path, capfd, HOME_CARE, scenario()),
        asked(tmp_path, capfd, SOCIAL, scenario(person=protected)),
        asked(tmp_path, capfd, HEALTH_CENTRE, scenario(person=guarded)),
        asked(tmp_path, capfd, HEALTH_CENTRE, scenario(person={"registerHit": False})),
    ]
    assert answers == [(0, {"carePlan": [], "result": {"resultCode": "OK", "logId": ""}})] * 4


def test_a_recipient_whom_the_rules_let_nothing_out_to_is_told_of_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    said = to_json(calls(SOCIAL))["consent"]
    refused = {**said, "status": "refused", "scopes": ["sip"]}  # type: ignore[dict-item]
    plan = {**to_json(plan_of(SOCIAL)), "consent": None}
    document = scenario(history=[], message=plan, consents=[refused])
    assert asked(tmp_path, capfd, SOCIAL, document)[1]["carePlan"] == []
    assert len(asked(tmp_path, capfd, HEALTH_CENTRE, document)[1]["carePlan"]) == 1


def test_an_annulled_plan_is_not_told_of(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    draft = plan_of(SOCIAL)
    gone = plan_of(SOCIAL, action="annul", relates_to=draft.message_id)
    gone_json = {**to_json(gone), "content": {"reason": "fel-person"}}
    document = scenario(history=[to_json(draft)], message=gone_json)
    code, answer = asked(tmp_path, capfd, HEALTH_CENTRE, document)
    assert (code, answer["carePlan"]) == (0, [])


@pytest.mark.parametrize(
    ("changes", "unit"),
    [
        ({}, "SE2120002627-NONE"),
        ({"person": None}, SOCIAL),
        ({"person": {**KNOWN, "protection": "unknown"}}, SOCIAL),
        (
            {
                "message": {
                    **to_json(plan_of(SOCIAL)),
                    "patient": {"type": "lma-nummer", "value": "12-345678"},
                }
            },
            SOCIAL,
        ),
        ({"message": None}, SOCIAL),
    ],
)
def test_what_the_scenario_lacks_is_wrong_usage(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], changes: dict[str, Any], unit: str
) -> None:
    document = {name: value for name, value in {**scenario(), **changes}.items() if value is not None}
    assert asked(tmp_path, capfd, unit, document)[0] == 2
