"""CarePlans as others write them: another status, notes and extensions that say nothing we know."""

from copy import deepcopy
from typing import Any

import pytest

from adapter.intake import submission
from adapter.mapping.submission import bundle
from adapter.model.errors import InputError
from adapter.r4 import extensions, systems
from tests.builders import message
from tests.checkout import mappings

Json = dict[str, Any]
CONTENT: Json = {
    "planId": "svp-1",
    "legalForm": "opt",
    "needs": "Boendestöd",
    "conditions": ["Ta medicin", "Komma på besök"],
    "approvals": [
        {"unit": "SE2120002627-SOC1", "at": "2026-03-02T09:00:00+01:00"},
        {"at": "2026-03-02T09:30:00+01:00"},
        {"unit": "SE2120002627-HSV1"},
    ],
}


def _sent(action: str = "new", **content: object) -> Json:
    sent = message(kind="samordnad-vardplan", action=action, content={**CONTENT, **content})
    return deepcopy(bundle(sent, mappings()))


def _plan(sent: Json) -> Json:
    found: Json = next(
        entry["resource"] for entry in sent["entry"] if entry["resource"]["resourceType"] == "CarePlan"
    )
    return found


def _faults(sent: Json) -> set[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        submission.read(sent, mappings())
    return {(issue.rule, issue.path) for issue in caught.value.issues}


def test_a_list_of_objects_is_read_back_as_it_was_though_parts_are_missing() -> None:
    assert submission.read(_sent(), mappings()).content == CONTENT


def test_the_order_of_the_leaves_does_not_matter() -> None:
    sent = _sent()
    _plan(sent)["extension"].reverse()
    assert submission.read(sent, mappings()).content == CONTENT


@pytest.mark.parametrize(
    ("action", "status"), [("new", "draft"), ("approve", "active"), ("close", "completed")]
)
def test_the_status_goes_with_the_action(action: str, status: str) -> None:
    sent = _sent(action, reason="Upphört") if action == "close" else _sent(action)
    assert _plan(sent)["status"] == status
    _plan(sent)["status"] = "on-hold"
    assert ("READ-STATUS", "CarePlan.status") in _faults(sent)


def test_a_note_that_says_no_member_is_reported_and_one_of_a_strange_member_is_a_fault() -> None:
    sent = _sent()
    _plan(sent)["note"].append({"text": "Ring före besök"})
    read = submission.read_submission(sent, mappings())
    assert "CarePlan.note[2]" in {issue.path for issue in read.warnings}
    assert read.message.content == CONTENT
    mark = {"url": extensions.MEMBER.url, "valueCoding": {"system": systems.MEMBER, "code": "measure"}}
    _plan(sent)["note"][2]["extension"] = [mark]
    assert any(rule == "READ-UNKNOWN" for rule, _ in _faults(sent))


def test_an_extension_of_a_strange_member_is_a_fault() -> None:
    sent = _sent()
    _plan(sent)["extension"].append(
        {
            "url": extensions.CONTENT.url,
            "extension": [
                {"url": "member", "valueCoding": {"system": systems.MEMBER, "code": "ward"}},
                {"url": "value", "valueString": "Avdelning 1"},
            ],
        }
    )
    assert any(rule == "READ-UNKNOWN" for rule, _ in _faults(sent))


def test_a_plan_that_the_message_is_not_about_has_no_place() -> None:
    sent = _sent()
    communication = next(
        entry["resource"] for entry in sent["entry"] if entry["resource"]["resourceType"] == "Communication"
    )
    del communication["about"]
    read = submission.read_submission(sent, mappings())
    assert read.message.content == {}
    assert any(issue.rule == "READ-UNMAPPED" for issue in read.warnings)


def test_a_self_care_plan_without_an_activity_or_performer_lacks_only_these() -> None:
    content = {"measure": "Ögondroppar", "performer": "Patienten", "onHarm": "Ring 1177"}
    sent = deepcopy(bundle(message(kind="egenvardsplanering", content=content), mappings()))
    del _plan(sent)["activity"][0]["detail"]["performer"]
    assert submission.read(sent, mappings()).content == {"measure": "Ögondroppar", "onHarm": "Ring 1177"}
    del _plan(sent)["activity"]
    assert submission.read(sent, mappings()).content == {"onHarm": "Ring 1177"}
