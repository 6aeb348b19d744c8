"""Audit records as AuditEvents: who, to whom, on what rules; never what, never whose number."""

from collections.abc import Mapping
from datetime import datetime

import pytest
from fhir.resources.R4B.auditevent import AuditEvent

from adapter.mapping.audit_event import audit_event
from adapter.r4.models import Resource
from tests.builders import SOCIAL, WARD

AT = datetime.fromisoformat("2026-03-02T10:00:00+01:00")
PERSON = "5b1e43c0-6d7f-4a37-8f49-0a9a6f0cf001"


def event(record: Mapping[str, object]) -> Resource:
    made = audit_event(record, at=AT, partition="{p07}", sequence=3)
    AuditEvent.model_validate(made)
    return made


ATTEMPT = {
    "what": "attempt",
    "recipient": SOCIAL,
    "person": PERSON,
    "delivery": "d1",
    "rules": ["VB-CONS-06"],
    "disclosed": ["patient.identifier"],
    "kind": "kvittens",
}


def test_an_attempt_is_a_disclosure_to_its_recipient() -> None:
    made = event(ATTEMPT)
    assert made["type"]["code"] == "110106"
    assert [coding["code"] for coding in made["subtype"]] == ["disclose"]
    assert made["agent"][1]["who"]["identifier"]["value"] == SOCIAL
    person, copy = made["entity"]
    assert person["what"]["identifier"]["value"] == PERSON
    assert copy["what"]["identifier"]["value"] == "d1"
    details = {detail["type"]: detail["valueString"] for detail in copy["detail"]}
    assert details == {"kind": "kvittens", "rules": "VB-CONS-06", "disclosed": "patient.identifier"}


def decided(outcome: str, *, refused: bool = False) -> dict[str, object]:
    verdict = {"recipient": SOCIAL, "outcome": outcome, "rules": ["VB-CONS-07"], "disclosed": []}
    pack = {"region": "vasterbotten", "version": "1", "digest": "ab"}
    return {
        "what": "decided",
        "sender": WARD,
        "message": "m1",
        "request": "r1",
        "refused": refused,
        "verdicts": [verdict],
        "pack": pack,
    }


@pytest.mark.parametrize(
    ("record", "outcome", "words"),
    [
        (decided("forward"), "0", None),
        (decided("reduce"), "0", None),
        (decided("hold"), "4", "VB-CONS-07"),
        (decided("refuse"), "4", "VB-CONS-07"),
        (decided("forward", refused=True), "4", "VB-CONS-07"),
        ({"what": "decided", "verdicts": "none"}, "4", "refused"),
    ],
)
def test_a_decision_tells_permit_and_refusal_alike(
    record: Mapping[str, object], outcome: str, words: str | None
) -> None:
    made = event(record)
    assert made["type"]["code"] == "110113"
    assert made["outcome"] == outcome
    assert made.get("outcomeDesc") == words


def test_a_decision_names_sender_verdicts_pack_and_request() -> None:
    made = event(decided("forward"))
    assert made["agent"][0]["who"]["identifier"]["value"] == WARD
    message, request = made["entity"]
    details = [detail["valueString"] for detail in message["detail"]]
    assert details == [f"{SOCIAL} forward; rules VB-CONS-07; disclosed ", "vasterbotten 1 ab"]
    assert request["what"]["identifier"]["value"] == "r1"


def test_a_decision_by_several_packs_names_each() -> None:
    beside = [{"region": "halland", "version": "2", "digest": "cd"}]
    made = event({**decided("forward"), "beside": beside})
    packs = [detail["valueString"] for detail in made["entity"][0]["detail"] if detail["type"] == "pack"]
    assert packs == ["vasterbotten 1 ab", "halland 2 cd"]


def test_any_other_step_tells_what_it_was_and_who_did_it() -> None:
    made = event({"step": "replay", "by": "drift", "entry": "e1", "reason": "rättat"})
    assert made["subtype"][0]["code"] == "replay"
    assert made["agent"][0]["who"] == {"display": "drift"}
    assert made["entity"][0]["detail"] == [{"type": "reason", "valueString": "rättat"}]


def test_a_record_that_tells_nothing_is_still_an_event_of_its_own() -> None:
    made = event({})
    assert made["subtype"][0]["code"] == "unknown"
    assert made["agent"][0]["who"] == {"display": "svu-adapter"}
    assert made["entity"][0]["detail"] == [{"type": "record", "valueString": "{p07}:3"}]


def test_the_same_record_is_the_same_event_at_every_export() -> None:
    assert event(ATTEMPT)["id"] == event(ATTEMPT)["id"]
    assert audit_event(ATTEMPT, at=AT, partition="{p07}", sequence=4)["id"] != event(ATTEMPT)["id"]


def test_a_printed_letter_names_the_party_that_it_is_for_and_nobody() -> None:
    made = event({"what": "printed", "message": "m1", "kind": "kallelse", "party": "narstaende"})
    assert {"display": "narstaende"} in [agent["who"] for agent in made["agent"]]


def test_what_is_done_with_a_subscription_names_it_its_unit_and_who_did_it() -> None:
    record = {
        "what": "subscription-created",
        "subscription": "s1",
        "unit": SOCIAL,
        "status": "requested",
        "by": "kommunen",
        "request": "r1",
    }
    made = event(record)
    assert made["subtype"][0]["code"] == "subscription-created"
    assert made["agent"][0]["who"] == {"display": "kommunen"}
    named, request = made["entity"]
    assert named["what"]["identifier"]["value"] == "s1"
    said = {one["type"]: one["valueString"] for one in named["detail"]}
    assert said == {"subscription": "s1", "unit": SOCIAL, "status": "requested"}
    assert request["what"]["identifier"]["value"] == "r1"


def test_a_notification_of_a_subscription_is_no_disclosure() -> None:
    made = event(
        {"what": "notifying", "recipient": SOCIAL, "person": PERSON, "subscription": "s1", "entry": "e1"}
    )
    assert made["subtype"][0]["code"] == "notifying"
