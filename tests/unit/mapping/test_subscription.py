"""Subscriptions and what they are told, as FHIR: by R4, by the backport and by our own profiles."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapter.intake.subscription import read
from adapter.mapping import subscription as mapping
from adapter.model.subscription import Status, Subscription
from adapter.r4 import backport, check, models
from tests.builders import SENT, SOCIAL
from tests.checkout import mappings
from tests.unit.intake.test_subscription import OWN, plain, topical

ID, BUNDLE = "5f0c7a0e-3a52-4a6e-9e2f-6a1d0f6b7c01", "5f0c7a0e-3a52-4a6e-9e2f-6a1d0f6b7c02"
EMPTY = {"_payload": {"extension": [{"url": backport.PAYLOAD_CONTENT, "valueCode": "empty"}]}}
SHAPES = {
    "ping": plain(),
    "id-only": topical(f"?recipient={SOCIAL}&category=sip", end="2026-12-31T00:00:00+01:00"),
    "empty": topical(channel=EMPTY),
    "most": topical(
        contact=[{"system": "email", "value": "drift@unit.example"}],
        channel={"extension": [{"url": backport.MAX_COUNT, "valuePositiveInt": 1}]},
    ),
}


def subscription(shape: str = "id-only", **changes: Any) -> Subscription:
    made = Subscription(ID, SOCIAL, "social", read(SHAPES[shape], OWN), Status.ACTIVE, 3, SENT)
    return replace(made, **changes)


def event(shape: str = "id-only") -> models.Resource:
    return mapping.event(
        subscription(shape), number=7, focus="abc", at=SENT, bundle_id=BUNDLE, now=SENT, own_url=OWN
    )


@pytest.mark.parametrize("shape", SHAPES)
def test_what_was_asked_for_is_what_is_read(shape: str) -> None:
    made = mapping.resource(subscription(shape), SENT)
    ours = {"id", "meta", "status"}
    assert {k: v for k, v in made.items() if k not in ours} == {
        k: v for k, v in SHAPES[shape].items() if k not in {*ours, "resourceType"}
    } | {"resourceType": "Subscription"}
    assert not check.check(made, mappings())
    assert read({**made, "status": "requested"}, OWN) == read(SHAPES[shape], OWN)


def test_its_status_is_that_of_now_and_an_error_is_told() -> None:
    failed = subscription(status=Status.ERROR, error="The endpoint did not take a handshake: http-410.")
    assert mapping.resource(failed, SENT)["status"] == "error"
    assert mapping.resource(failed, SENT)["error"] == failed.error
    told = mapping.status(failed, events=4, now=SENT, own_url=OWN)
    assert {"name": "error", "valueCodeableConcept": {"text": failed.error}} in told["parameter"]
    assert not models.structure_of(told)
    well = mapping.status(subscription(), events=4, now=SENT, own_url=OWN)
    assert "error" not in {one["name"] for one in well["parameter"]}
    ended = subscription().asked.end
    assert ended is not None
    assert mapping.resource(subscription(), ended - timedelta(seconds=1))["status"] == "active"
    assert mapping.resource(subscription(), ended)["status"] == "off"


@pytest.mark.parametrize("shape", ["id-only", "empty"])
def test_a_notification_is_one_parameters_in_a_history(shape: str) -> None:
    for made in (
        event(shape),
        mapping.handshake(subscription(shape), bundle_id=BUNDLE, now=SENT, own_url=OWN),
    ):
        assert not check.check(made, mappings())
        (entry,) = made["entry"]
        assert entry["resource"]["resourceType"] == "Parameters"
        assert entry["resource"]["meta"]["profile"] == [backport.STATUS]
        assert entry["request"] == {"method": "GET", "url": f"{OWN}/Subscription/{ID}/$status"}
        assert entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}"


def test_the_backports_names_and_types_are_what_its_profile_wants() -> None:
    (entry,) = event()["entry"]
    said = [(one["name"], next(k for k in one if k != "name")) for one in entry["resource"]["parameter"]]
    assert said == [
        ("subscription", "valueReference"),
        ("topic", "valueCanonical"),
        ("status", "valueCode"),
        ("type", "valueCode"),
        ("events-since-subscription-start", "valueString"),
        ("notification-event", "part"),
    ]
    parts = entry["resource"]["parameter"][-1]["part"]
    assert [(one["name"], next(k for k in one if k != "name")) for one in parts] == [
        ("event-number", "valueString"),
        ("timestamp", "valueInstant"),
        ("focus", "valueReference"),
    ]
    assert parts[0]["valueString"] == "7"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"criteria": "Patient?name=x"}, "FHIR-SVU-SUB-1"),
        (
            {"_payload": {"extension": [{"url": backport.PAYLOAD_CONTENT, "valueCode": "full-resource"}]}},
            "FHIR-SVU-SUB-2",
        ),
        ({"_payload": ...}, "FHIR-SVU-SUB-3"),
    ],
)
def test_our_profile_refuses_what_is_not_ours(change: dict[str, Any], rule: str) -> None:
    made = mapping.resource(subscription(), SENT)
    for name, value in change.items():
        of = made["channel"] if name == "_payload" else made
        of[name] = value
        if value is ...:
            del of[name]
    assert rule in {issue.rule for issue in check.check(made, mappings())}


def test_a_notification_with_a_resource_beside_is_refused_by_our_profile() -> None:
    made = event()
    made["entry"].append({**made["entry"][0], "fullUrl": f"urn:uuid:{ID}"})
    assert "FHIR-SVU-SUB-4" in {issue.rule for issue in check.check(made, mappings())}
