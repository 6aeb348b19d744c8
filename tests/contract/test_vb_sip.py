"""Västerbotten's SIP tried from outside: scenarios of the contract's own members, whole and with one thing changed."""

from copy import deepcopy
from typing import Any

import pytest
import yaml

from tests.contract.builder import Json
from tests.contract.case import Judged, judge
from tests.packs import texts

HEALTH_CENTRE = "SE2321000222-HC01"
OTHER_CENTRE = "SE2321000222-HC02"
WARD = "SE2321000222-AVD1"
SOCIAL = "SE2120002627-SOC1"
HOME_CARE = "SE2120002627-HSV1"
SCENARIOS: dict[str, Json] = yaml.safe_load(texts()["vasterbotten/cases/base_sip.yaml"])["base"]
CONTRACT = {
    "kallelse": "purpose start end form place agenda participants planId needKnownAt requestedBy link phoneCode",
    "svar-kallelse": "attends attendee",
    "kartlaggning": "needs abilities obstacles sbar",
    "sip": "planId version mainGoal subGoals interventions resources needs coordinator careContacts followUpAt "
    "evaluationAt shareWith1177 reason",
    "uppfoljning": "planId comments",
    "utvardering": "planId mainGoalMet comments",
}
STOPPED = {"andra-kallelsen", "sip-andring-last", "klar-efter-kallelse"}
"""A second SIP, a locked plan and a unit outside the stay: what the cases want refused."""
REPLACING = {"sip-ersatter"}
"""`replaces` is a member of ours."""
LIFE = sorted(
    name
    for name, one in SCENARIOS.items()
    if one["message"]["kind"] in CONTRACT and name not in STOPPED | REPLACING
)


def changed(name: str, *, sender: str | None = None, to: tuple[str, ...] = (), **content: Any) -> Json:
    """The scenario with another sender (of no function), other recipients or other content; None takes a member away."""
    scenario = deepcopy(SCENARIOS[name])
    message = scenario["message"]
    if sender:
        message["sender"] = {"unit": sender}
        message["recipients"] = [one for one in message["recipients"] if one != sender] or [HEALTH_CENTRE]
    if to:
        message["recipients"] = list(to)
    merged = {**message["content"], **content}
    message["content"] = {key: value for key, value in merged.items() if value is not None}
    return scenario


def saw(judged: Judged) -> set[str]:
    """The facts that the grounds say were looked at."""
    grounds = (ground for verdict in judged.verdicts.values() for ground in verdict["grounds"])
    return {str(one["fact"]) for ground in grounds for one in ground.get("saw", ())}


@pytest.mark.parametrize("name", LIFE)
def test_what_the_contract_names_is_enough_for_every_step(name: str) -> None:
    message = SCENARIOS[name]["message"]
    assert set(message["content"]) <= {*CONTRACT[message["kind"]].split()}
    judged = judge(SCENARIOS[name])
    assert judged.outcome == "forward", judged.told()


@pytest.mark.parametrize("name", sorted(STOPPED))
def test_what_is_to_be_stopped_is(name: str) -> None:
    assert "refuse" in judge(SCENARIOS[name]).outcomes


@pytest.mark.parametrize(
    ("colour", "sender", "outcome"),
    [
        (colour, sender, "forward" if sender == HEALTH_CENTRE else "refuse")
        for colour in ("gron", "gul", "rod", "utan-farg")
        for sender in (HEALTH_CENTRE, OTHER_CENTRE, WARD, SOCIAL)
    ],
)
def test_in_every_colour_but_blue_the_patients_fixed_care_contact_invites(
    colour: str, sender: str, outcome: str
) -> None:
    judged = judge(changed(f"kallelse-{colour}", sender=sender))
    assert judged.outcome == outcome, judged.told()
    assert ("VB-ROLE-04" in judged.refusing) is (outcome == "refuse")
    wrong_principal = colour in {"gul", "rod"} and sender in {WARD, SOCIAL}
    assert ("VB-TRACK-16" in judged.refusing) is wrong_principal


@pytest.mark.parametrize(
    ("asking", "outcome"),
    [("patient", "forward"), ("relative", "forward"), ("unit", "refuse"), (None, "refuse")],
)
def test_in_blue_only_for_whoever_asks(asking: str | None, outcome: str) -> None:
    judged = judge(changed("kallelse-bla", requestedBy=asking))
    assert judged.outcome == outcome, judged.told()
    assert ("VB-TRACK-05" in judged.refusing) is (outcome == "refuse")


@pytest.mark.parametrize(
    "name", [name for name in LIFE if SCENARIOS[name]["message"]["action"] in {"new", "revise", "approve"}]
)
@pytest.mark.parametrize(
    ("status", "outcome"), [("refused", "refuse"), ("withdrawn", "refuse"), (None, "hold")]
)
def test_no_step_is_told_without_consent_to_the_sip(name: str, status: str | None, outcome: str) -> None:
    scenario = deepcopy(SCENARIOS[name])
    no = {
        "status": status,
        "scopes": ["sip"],
        "givenBy": "patient",
        "recordedAt": "2026-03-01T08:00:00+01:00",
    }
    scenario["consents"] = [no] if status else []
    judged = judge(scenario)
    assert judged.outcome == outcome, judged.told()
    assert ("VB-CONS-19" if status is None else "VB-SIP-07") in judged.refusing


def test_a_party_is_told_that_a_plan_is_active_and_a_stranger_only_whom_to_turn_to() -> None:
    party = judge(SCENARIOS["andra-kallelsen"])
    assert party.refusing == {"VB-STATE-16"}
    assert "sip.otherActive" in saw(party)
    stranger = judge(changed("andra-kallelsen", sender=OTHER_CENTRE))
    assert stranger.handlings == {"telefon"}
    assert not {
        fact for fact in saw(stranger) if fact.startswith(("sip.", "sender.in", "sender.coordinates"))
    }
    words = " ".join(
        f"{ground['text']} {ground['remedy']}"
        for verdict in stranger.verdicts.values()
        for ground in verdict["grounds"]
        if ground["rule"] == "VB-STATE-16"
    )
    assert "fixed care contact" in words
    assert "active" not in words


def test_the_first_plan_closed_and_the_next_opened_in_one_step_leave_one_active() -> None:
    scenario = deepcopy(SCENARIOS["sip-ersatter"])
    assert judge(scenario).outcome == "forward"
    opened = scenario["message"]
    later = {
        **opened,
        "messageId": "8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e77",
        "sentAt": "2026-10-01T10:00:00+02:00",
        "action": "revise",
        "relatesTo": "8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e55",
        "content": {**opened["content"], "planId": "sip-2026-17", "version": 1},
    }
    later["content"].pop("replaces")
    after = {**scenario, "at": "2026-10-01T10:00:00+02:00", "history": [*scenario["history"], opened]}
    assert "PRODUKT-PLAN-06" in judge({**after, "message": later}).refusing
    own = {
        **later,
        "relatesTo": opened["messageId"],
        "content": {**later["content"], "planId": "sip-2026-44"},
    }
    assert judge({**after, "message": own}).outcome == "forward"


@pytest.mark.parametrize(
    ("name", "changes", "rule"),
    [
        ("sip", {"mainGoal": None}, "VB-SIP-26"),
        ("sip", {"subGoals": [{"id": "d1", "text": "Mål"}]}, "VB-SIP-26"),
        ("sip-lasning", {"evaluationAt": None}, "VB-SIP-27"),
        ("sip-lasning", {"sender": SOCIAL, "to": (HEALTH_CENTRE,)}, "VB-SIP-29"),
        ("kallelse-uppfoljning", {"sender": SOCIAL, "to": (HEALTH_CENTRE,)}, "VB-SIP-31"),
        ("uppfoljning", {"comments": [{"target": "i2", "text": "Klart", "status": "done"}]}, "VB-SIP-32"),
        ("kallelse-fristaende", {"agenda": None}, "VB-MSG-30"),
        ("kallelse-fristaende", {"start": None}, "VB-SIP-14"),
        ("kallelse-fristaende", {"place": None}, "VB-SIP-14"),
        ("kallelse-fristaende", {"form": None}, "VB-SIP-14"),
    ],
)
def test_what_the_routine_demands_of_the_contracts_members(name: str, changes: Any, rule: str) -> None:
    judged = judge(changed(name, **changes))
    assert judged.outcome == "refuse", judged.told()
    assert rule in judged.refusing


@pytest.mark.parametrize(
    ("name", "changes", "rule"),
    [
        ("kallelse-fristaende", {"form": "telefon"}, "VB-SIP-20"),
        ("kallelse-fristaende", {"form": "digitalt"}, "VB-MSG-31"),
        ("kallelse-uppfoljning", {"start": "2026-06-20T13:00:00+02:00"}, "VB-SIP-31"),
        ("svar-kallelse", {"attends": False}, "VB-SIP-23"),
        ("svar-uppfoljning", {"attends": False}, "VB-SIP-33"),
        ("sip-avslut", {"reason": "Flyttat"}, "VB-SIP-36"),
    ],
)
def test_what_the_routine_only_remarks_on(name: str, changes: Any, rule: str) -> None:
    judged = judge(changed(name, **changes))
    assert judged.outcome == "forward", judged.told()
    assert rule in judged.issues
    assert rule not in judge(SCENARIOS[name]).issues


def test_a_unit_that_was_not_invited_is_left_out_and_the_others_get_theirs() -> None:
    judged = judge(changed("sip", to=(SOCIAL, HOME_CARE, OTHER_CENTRE)))
    assert {unit: one["outcome"] for unit, one in judged.verdicts.items()} == {
        SOCIAL: "forward",
        HOME_CARE: "forward",
        OTHER_CENTRE: "refuse",
    }
    assert "VB-VIS-05" in judged.refusing
