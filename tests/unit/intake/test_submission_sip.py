"""SIPs as others write them: R4's own elements without our extensions, statuses and parts that do not belong."""

from copy import deepcopy
from typing import Any

import pytest

from adapter.intake import submission
from adapter.mapping.submission import bundle
from adapter.model.errors import InputError
from adapter.r4 import extensions, systems
from tests.builders import SOCIAL, message
from tests.checkout import mappings

Json = dict[str, Any]
CONTENT: Json = {
    "planId": "sip-1",
    "version": 2,
    "mainGoal": "Bo hemma",
    "subGoals": [{"id": "d1", "text": "Gå ut", "responsible": SOCIAL}],
    "interventions": [
        {"id": "i1", "text": "Promenad", "responsible": SOCIAL, "subGoal": "d1"},
        {"text": "Läkemedel", "responsible": "Dottern", "selfCare": False},
    ],
    "coordinator": {"unit": SOCIAL, "name": "Sara"},
    "careContacts": [{"name": "Hanna", "coordinates": True}],
    "followUpAt": "2026-04-20T13:00:00+02:00",
    "replaces": {"planId": "sip-0", "reason": "Flytt"},
}


def _sent(action: str = "new", region: str = "vasterbotten", **content: object) -> Json:
    sent = message(kind="sip", action=action, region=region, content={**CONTENT, **content})
    return deepcopy(bundle(sent, mappings()))


def _all(sent: Json, resource_type: str) -> list[Json]:
    return [e["resource"] for e in sent["entry"] if e["resource"]["resourceType"] == resource_type]


def _plan(sent: Json) -> Json:
    return _all(sent, "CarePlan")[0]


def _read(sent: Json) -> Json:
    return dict(submission.read(sent, mappings()).content)


def _faults(sent: Json) -> set[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        submission.read(sent, mappings())
    return {(issue.rule, issue.path) for issue in caught.value.issues}


def _warned(sent: Json) -> set[str]:
    return {issue.path for issue in submission.read_submission(sent, mappings()).warnings}


def test_a_plan_is_read_back_as_it_was() -> None:
    assert _read(_sent()) == CONTENT


def test_a_unit_may_be_an_organization_of_the_bundle() -> None:
    sent = _sent()
    (social,) = (o for o in _all(sent, "Organization") if o["identifier"][0]["value"] == SOCIAL)
    literal = {"reference": f"urn:uuid:{social['id']}"}
    _all(sent, "ServiceRequest")[0]["performer"] = [literal]
    (extension,) = _all(sent, "Goal")[1]["extension"]
    extension["valueReference"] = literal
    assert _read(sent) == CONTENT


def test_what_r4_says_itself_is_read_where_our_extensions_are_not() -> None:
    sent = _sent(
        interventions=[{"text": "Ögondroppar", "selfCare": True, "proposal": True, "decision": "declined"}]
    )
    (request,) = _all(sent, "ServiceRequest")
    del request["extension"]
    assert _read(sent)["interventions"] == [
        {"text": "Ögondroppar", "selfCare": True, "proposal": True, "decision": "declined"}
    ]


def test_a_sub_goal_may_be_named_by_reference_alone() -> None:
    sent = _sent()
    (extension,) = _all(sent, "ServiceRequest")[0]["extension"]
    del extension["valueReference"]["identifier"]
    assert _read(sent) == CONTENT
    extension["valueReference"] = {"display": "Promenader"}
    assert "subGoal" not in _read(sent)["interventions"][0]


def test_the_plans_own_id_is_read_beside_the_versions() -> None:
    sent = _sent()
    _plan(sent)["identifier"].reverse()
    _plan(sent)["replaces"].reverse()
    assert _read(sent) == CONTENT


def test_a_plan_without_parts_lacks_only_these() -> None:
    sent = _sent()
    plan = _plan(sent)
    for name in ("goal", "activity", "careTeam", "replaces", "extension"):
        del plan[name]
    assert _read(sent) == {"planId": "sip-1"}


def test_a_time_without_its_event_is_none() -> None:
    sent = _sent()
    del _plan(sent)["activity"][-1]["detail"]["scheduledTiming"]
    assert "followUpAt" not in _read(sent)


@pytest.mark.parametrize(
    ("resource_type", "element"),
    [
        ("Goal", "lifecycleStatus"),
        ("ServiceRequest", "status"),
        ("CareTeam", "status"),
        ("CarePlan", "status"),
    ],
)
def test_the_status_of_a_part_goes_with_the_plans(resource_type: str, element: str) -> None:
    sent = _sent()
    _all(sent, resource_type)[0][element] = "on-hold" if resource_type != "CareTeam" else "suspended"
    assert ("READ-STATUS", f"{resource_type}.{element}") in _faults(sent)


def test_a_plan_is_a_draft_only_where_the_region_approves_it() -> None:
    assert _plan(_sent())["status"] == "draft"
    sent = _sent(region="norrbotten")
    assert _plan(sent)["status"] == "active"
    assert _read(sent) == CONTENT
    _plan(sent)["status"] = "draft"
    assert ("READ-STATUS", "CarePlan.status") in _faults(sent)


def test_what_was_accepted_is_not_revoked() -> None:
    sent = _sent(interventions=[{"text": "Hemtjänst", "decision": "accepted"}])
    _all(sent, "ServiceRequest")[0]["status"] = "revoked"
    assert ("READ-STATUS", "ServiceRequest.status") in _faults(sent)


def test_an_annulled_plan_has_no_revoked_intervention() -> None:
    sent = _sent("annul", reason="fel-person")
    _all(sent, "ServiceRequest")[0]["status"] = "revoked"
    assert ("READ-STATUS", "ServiceRequest.status") in _faults(sent)


def test_an_intervention_that_is_not_to_be_done_is_not_understood() -> None:
    sent = _sent()
    _all(sent, "ServiceRequest")[0]["doNotPerform"] = True
    assert ("READ-MODIFIER", "ServiceRequest.doNotPerform") in _faults(sent)


def test_goals_and_activities_that_no_member_takes_are_reported() -> None:
    sent = _sent()
    plan = _plan(sent)
    _all(sent, "Goal")[0]["category"] = [{"text": "Mål"}]
    plan["activity"].append({"detail": {"status": "scheduled", "description": "Fika"}})
    plan["goal"].append({"display": "Ett mål till"})
    assert {"CarePlan.goal[0]", "CarePlan.goal[2]", "CarePlan.activity[3]"} <= _warned(sent)


@pytest.mark.parametrize("resource_type", ["ServiceRequest", "PractitionerRole", "CarePlan"])
def test_an_extension_of_a_strange_member_is_a_fault(resource_type: str) -> None:
    sent = _sent()
    _all(sent, resource_type)[-1].setdefault("extension", []).append(
        {
            "url": extensions.CONTENT.url,
            "extension": [
                {"url": "member", "valueCoding": {"system": systems.MEMBER, "code": "ward"}},
                {"url": "value", "valueString": "Avdelning 1"},
            ],
        }
    )
    assert any(rule == "READ-UNKNOWN" for rule, _ in _faults(sent))


def test_a_member_of_the_team_that_is_not_in_the_bundle_is_left_out() -> None:
    sent = _sent()
    _all(sent, "CareTeam")[0]["participant"][0]["member"] = {"display": "Någon"}
    assert "coordinator" not in _read(sent)


def test_what_became_of_the_goal_may_be_a_code_that_is_neither_yes_nor_no() -> None:
    sent = deepcopy(
        bundle(message(kind="utvardering", content={"planId": "sip-1", "mainGoalMet": True}), mappings())
    )
    (goal,) = _all(sent, "Goal")
    goal["achievementStatus"]["coding"][0]["code"] = "improving"
    assert _read(sent) == {"planId": "sip-1", "mainGoalMet": "improving"}
    del goal["achievementStatus"]
    assert _read(sent) == {"planId": "sip-1"}


def test_a_comment_without_words_is_read_back() -> None:
    content = {"planId": "sip-1", "comments": [{"target": "i1", "status": "done"}, {"text": "Bra"}]}
    sent = bundle(message(kind="uppfoljning", content=content), mappings())
    assert _read(sent) == content
