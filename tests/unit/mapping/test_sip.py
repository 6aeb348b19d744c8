"""SIPs in deliveries: what each part is told as, and that what is withheld is told nowhere."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from adapter.mapping import conform
from adapter.mapping.bundle import bundle
from adapter.mapping.submission import bundle as submitted
from adapter.model.ids import plan_version
from adapter.r4 import shape, systems
from tests import golden_bundles
from tests.builders import message
from tests.checkout import mappings

Json = dict[str, Any]
PLAN = {"planId": "sip-1", "mainGoal": "Bo hemma", "interventions": [{"text": "Hemtjänst"}]}


def _golden(name: str) -> Json:
    return golden_bundles.written(golden_bundles.FOLDER / name)


def _delivered(name: str, disclosed: list[str], **content: object) -> Json:
    case = golden_bundles.document(golden_bundles.FOLDER / name)
    case["message"]["content"] |= content
    copy = golden_bundles.copy_of({**case, "disclosed": disclosed})
    at = copy.received_at + timedelta(seconds=1)
    return bundle(copy, bundle_id=golden_bundles.BUNDLE_ID, timestamp=at, own_url="u", mappings=mappings())


def _sent(action: str = "new", **content: object) -> Json:
    return submitted(message(kind="sip", action=action, content={**PLAN, **content}), mappings())


def _all(made: Json, resource_type: str) -> list[Json]:
    return [e["resource"] for e in made["entry"] if e["resource"]["resourceType"] == resource_type]


def _one(made: Json, resource_type: str) -> Json:
    (found,) = _all(made, resource_type)
    return found


def _codes(resource: Json) -> list[str]:
    return [coding["code"] for category in resource["category"] for coding in category["coding"]]


@pytest.mark.parametrize(
    ("case", "plan", "goal", "request_", "team"),
    [
        ("sip-new-full", "draft", "proposed", "draft", "proposed"),
        ("sip-revise-full", "draft", "proposed", "draft", "proposed"),
        ("sip-approve-full", "active", "active", "active", "active"),
        ("sip-in-force-at-once", "active", "active", "active", "active"),
    ],
)
def test_the_parts_are_what_the_plan_is(case: str, plan: str, goal: str, request_: str, team: str) -> None:
    made = _golden(case)
    assert _one(made, "CarePlan")["status"] == plan
    assert {one["lifecycleStatus"] for one in _all(made, "Goal")} == {goal}
    assert _one(made, "CareTeam")["status"] == team
    *kept, declined = (one["status"] for one in _all(made, "ServiceRequest"))
    assert set(kept) == {request_}
    assert declined == "revoked"


@pytest.mark.parametrize(
    ("action", "plan", "request_"),
    [("close", "completed", "unknown"), ("annul", "entered-in-error", "entered-in-error")],
)
def test_an_ended_plan_says_nothing_of_how_its_interventions_go_on(
    action: str, plan: str, request_: str
) -> None:
    declined = [{"text": "Korttidsboende", "decision": "declined"}]
    made = _sent(action, reason="behov-upphort", interventions=[{"text": "Hemtjänst"}, *declined])
    assert _one(made, "CarePlan")["status"] == plan
    first, last = _all(made, "ServiceRequest")
    assert first["status"] == request_
    assert last["status"] == ("revoked" if action == "close" else "entered-in-error")


def test_a_plan_made_in_the_stay_has_another_national_type_than_one_outside_it() -> None:
    assert _codes(_one(_golden("sip-new-full"), "CarePlan")) == ["sip", "SIP"]
    in_stay = _one(_golden("sip-in-stay"), "CarePlan")
    assert _codes(in_stay) == ["sip", "SPU"]
    assert "encounter" in in_stay


def test_a_version_names_the_one_before_and_a_new_plan_the_one_it_takes_the_place_of() -> None:
    def named(references: list[Json]) -> list[tuple[str, str]]:
        return [(one["identifier"]["system"], one["identifier"]["value"]) for one in references]

    first, second, other = (
        _one(_golden(name), "CarePlan")
        for name in ("sip-new-full", "sip-next-version", "sip-replaces-another")
    )
    assert "replaces" not in first
    assert named(second["replaces"]) == [(systems.PLAN_VERSION, "sip-2026-41/1")]
    assert {"system": systems.PLAN_VERSION, "value": "sip-2026-41/2"} in second["identifier"]
    assert named(other["replaces"]) == [(systems.PLAN_ID, "sip-2026-41")]


def test_what_if_match_builds_on_is_the_version_of_the_resource_and_annulling_makes_none() -> None:
    case = golden_bundles.document(golden_bundles.FOLDER / "sip-new-full")
    made = _one(_golden("sip-new-full"), "CarePlan")
    assert made["meta"]["versionId"] == plan_version(case["message"]["messageId"])
    assert "versionId" not in _one(_golden("sip-annul-full"), "CarePlan").get("meta", {})


def test_every_unit_that_the_plan_names_contributes_once() -> None:
    plan = _one(_golden("sip-approve-full"), "CarePlan")
    assert [one["identifier"]["value"] for one in plan["contributor"]] == [
        "SE2321000222-HC01",
        "SE2120002627-SOC1",
        "SE2120002627-HSV1",
    ]
    assert "contributor" not in _one(_sent(), "CarePlan")


def test_an_intervention_has_its_unit_its_sub_goal_and_its_time() -> None:
    made = _golden("sip-new-full")
    training = _all(made, "ServiceRequest")[0]
    (goal,) = (
        one for one in _all(made, "Goal") if one.get("identifier", [{}])[0].get("value") == "sip-2026-41/d1"
    )
    assert training["performer"][0]["identifier"]["value"] == "SE2120002627-HSV1"
    (pertains,) = (e for e in training["extension"] if e["url"] == systems.PERTAINS_TO_GOAL)
    assert pertains["valueReference"]["reference"] == f"urn:uuid:{goal['id']}"
    assert training["occurrencePeriod"]["start"] == "2026-03-10T09:00:00+01:00"
    assert [one["intent"] for one in _all(made, "ServiceRequest")].count("proposal") == 1
    assert "interventions.selfCare" in _codes(_all(made, "ServiceRequest")[3])


def test_a_responsible_that_is_no_unit_is_told_in_words() -> None:
    made = _sent(interventions=[{"text": "Inköp", "responsible": "Dottern"}])
    assert _one(made, "ServiceRequest")["performer"] == [{"display": "Dottern"}]


def test_a_period_that_ends_before_it_starts_is_kept_though_r4_has_none() -> None:
    turned = {"start": "2026-06-01T00:00:00+02:00", "end": "2026-03-01T00:00:00+01:00"}
    made = _sent(interventions=[{"text": "Hemtjänst", **turned}])
    assert "occurrencePeriod" not in _one(made, "ServiceRequest")
    assert conform.check(made) == ()


def test_the_team_says_who_coordinates() -> None:
    roles = [
        _codes({"category": one["role"]}) for one in _one(_golden("sip-new-full"), "CareTeam")["participant"]
    ]
    assert roles == [
        ["samordningsansvarig"],
        ["fast-vardkontakt", "careContacts.coordinates"],
        ["fast-vardkontakt"],
    ]


def test_the_persons_own_goal_is_expressed_by_the_person_unless_that_one_is_withheld() -> None:
    name = "sip-new-full"
    shown = _one(_delivered(name, ["patient.identifier", "content.planId", "content.ownGoals"]), "Goal")
    assert "expressedBy" in shown
    masked = _delivered(name, ["content.planId", "content.ownGoals"])
    assert "expressedBy" not in _one(masked, "Goal")
    assert _one(masked, "Goal")["subject"] == shape.subject(None)
    assert conform.check(masked) == ()


def test_what_is_withheld_is_told_by_no_other_resource() -> None:
    made = _delivered("sip-approve-full", ["patient.identifier", "content.planId", "content.interventions"])
    told = orjson.dumps(made).decode()
    for secret in ("Bo kvar hemma", "rollator", "Hanna Hansson", "Ros", "fika", "2026-04-20", "Tandläkaren"):
        assert secret not in told
    assert "CareTeam" not in told
    assert _one(made, "CarePlan")["meta"]["security"] == [shape.REDACTED]
    assert _all(made, "Goal") == []
    assert conform.check(made) == ()


def test_contributors_are_only_those_that_the_recipient_sees() -> None:
    made = _delivered("sip-approve-full", ["patient.identifier", "content.planId", "content.coordinator"])
    assert [one["identifier"]["value"] for one in _one(made, "CarePlan")["contributor"]] == [
        "SE2321000222-HC01"
    ]


def test_sub_goals_without_the_main_goal_stand_alone() -> None:
    made = _delivered("sip-new-full", ["patient.identifier", "content.planId", "content.subGoals"])
    assert all(systems.GOAL_RELATIONSHIP not in str(goal) for goal in _all(made, "Goal"))
    main = _all(_golden("sip-new-full"), "Goal")[0]
    assert [extension["url"] for extension in main["extension"]] == [systems.GOAL_RELATIONSHIP] * 2


@pytest.mark.parametrize(
    ("met", "said"),
    [(True, "achieved"), (False, "not-achieved"), ("Delvis", None)],
)
def test_an_evaluation_says_what_became_of_the_main_goal(met: bool | str, said: str | None) -> None:  # noqa: FBT001
    sent = message(kind="utvardering", content={"planId": "sip-1", "mainGoalMet": met})
    goal = _one(submitted(sent, mappings()), "Goal")
    assert goal["lifecycleStatus"] == "active"
    assert shape.code_of(systems.GOAL_ACHIEVEMENT, goal["achievementStatus"]) == said
    assert goal["achievementStatus"].get("text") == (None if said else "Delvis")


def test_a_comment_annulled_leaves_the_plan_as_it_is() -> None:
    made = _golden("utvardering-annul-full")
    assert _one(made, "Goal")["lifecycleStatus"] == "entered-in-error"
    for case in ("uppfoljning-annul-full", "uppfoljning-new-full", "utvardering-annul-full"):
        assert _all(_golden(case), "CarePlan") == []
        about = _one(_golden(case), "Communication")["about"]
        assert about[0] == {"type": "CarePlan", "identifier": shape.plan_identifier("sip-2026-41")}


def test_parts_that_say_little_are_told_as_far_as_they_go() -> None:
    made = _sent(
        subGoals=[{"responsible": "Dottern"}, {"id": "d2", "text": "Gå ut"}],
        interventions=[{"type": "brytpunktssamtal"}, {"subGoal": "d9"}],
    )
    nameless = _all(made, "Goal")[1]
    assert nameless["description"] == shape.ABSENT
    coded, loose = _all(made, "ServiceRequest")
    assert "text" not in coded["code"]
    assert "code" not in loose
    (pertains,) = loose["extension"]
    assert pertains["valueReference"] == {"type": "Goal", "identifier": shape.part_identifier("sip-1", "d9")}
    assert conform.check(made) == ()


@pytest.mark.parametrize("replaces", [{"planId": "sip-0"}, {"reason": "Flytt"}])
def test_a_plan_may_say_what_it_replaces_without_why_and_why_without_what(replaces: Json) -> None:
    plan = _one(_sent(replaces=replaces), "CarePlan")
    assert ("replaces" in plan) is ("planId" in replaces)
    assert ("extension" in plan) is ("reason" in replaces)


def test_a_part_is_known_by_its_plan_and_by_its_own_id_alone_where_the_plans_is_withheld() -> None:
    whole = _all(_golden("sip-new-full"), "ServiceRequest")[0]
    assert whole["identifier"] == [{"system": systems.PLAN_PART, "value": "sip-2026-41/i1"}]
    (comment, *_) = _one(_golden("uppfoljning-new-full"), "Communication")["payload"]
    assert {"system": systems.PLAN_PART, "value": "sip-2026-41/d1"} in (
        mark.get("valueIdentifier") for mark in comment["extension"]
    )
    shown = ["patient.identifier", "content.interventions"]
    made = _delivered("sip-new-full", shown)
    assert _all(made, "ServiceRequest")[0]["identifier"] == [{"value": "i1"}]
    assert "sip-2026-41" not in orjson.dumps(made).decode()
    assert conform.check(made) == ()
