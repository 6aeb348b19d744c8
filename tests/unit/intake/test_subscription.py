"""A posted Subscription: what is read of it, and every fault at once without a value in any."""

from typing import Any

import pytest

from adapter.intake.subscription import read
from adapter.model.errors import InputError
from adapter.model.issue import Issue
from adapter.model.subscription import Content, Status
from adapter.r4 import backport, systems
from tests.builders import PERSON, SOCIAL, WARD

OWN = "https://adapter.example/fhir"
URL = "https://unit.example/fhir"
BACKPORT = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition"


def plain(criteria: str = f"Communication?recipient={SOCIAL}", **changes: Any) -> dict[str, Any]:
    made = {
        "resourceType": "Subscription",
        "status": "requested",
        "reason": "To fetch what is new",
        "criteria": criteria,
        "channel": {"type": "rest-hook", "endpoint": URL},
        **changes,
    }
    return {name: value for name, value in made.items() if value is not None}


def topical(*filters: str, **changes: Any) -> dict[str, Any]:
    said = [{"url": backport.FILTER, "valueString": one} for one in filters]
    channel = {
        "type": "rest-hook",
        "endpoint": URL,
        "payload": "application/fhir+json",
        "_payload": {"extension": [{"url": backport.PAYLOAD_CONTENT, "valueCode": "id-only"}]},
        **changes.pop("channel", {}),
    }
    return plain(
        backport.TOPIC,
        meta={"profile": [backport.SUBSCRIPTION]},
        _criteria={"extension": said} if said else None,
        channel={name: value for name, value in channel.items() if value is not None},
        **changes,
    )


def faults(document: object) -> list[Issue]:
    with pytest.raises(InputError) as refused:
        read(document, OWN)
    assert all(issue.remedy and issue.text for issue in refused.value.issues)
    return list(refused.value.issues)


def places(document: object) -> list[str]:
    return [issue.path for issue in faults(document)]


@pytest.mark.parametrize(
    "named",
    [
        SOCIAL,
        f"Organization/{SOCIAL}",
        f"{OWN}/Organization/{SOCIAL}",
        f"{systems.HSA_ID}|{SOCIAL}",
        f"{systems.HSA_ID_RIV}|{SOCIAL}",
    ],
)
@pytest.mark.parametrize("parameter", ["recipient", "recipient:Organization", "recipient:identifier"])
def test_the_unit_is_named_as_a_search_would_name_it(named: str, parameter: str) -> None:
    assert read(plain(f"Communication?{parameter}={named}"), OWN).unit == SOCIAL


def test_without_a_category_it_is_to_every_kind_and_without_a_recipient_to_no_unit_yet() -> None:
    asked = read(plain("Communication?category=sip"), OWN)
    assert (asked.unit, asked.kinds) == (None, ("sip",))
    assert read(plain(), OWN).kinds == ()


def test_kinds_are_codes_with_or_without_their_system() -> None:
    criteria = f"Communication?recipient={SOCIAL}&category=sip,{systems.KIND}|utskrivningsklar"
    assert read(plain(criteria), OWN).kinds == ("sip", "utskrivningsklar")


def test_several_filters_hold_all_at_once() -> None:
    said = (f"Communication?recipient={SOCIAL}&category=sip,kallelse", "?category=kallelse,uppfoljning")
    asked = read(topical(*said), OWN)
    assert (asked.unit, asked.kinds, asked.filters) == (SOCIAL, ("kallelse",), said)
    assert places(topical("category=sip", "Communication?category=kallelse")) == ["Subscription.criteria"]


def test_what_a_notification_holds_depends_on_payload_and_topic() -> None:
    assert read(plain(), OWN).content is Content.PING
    with_body = {"type": "rest-hook", "endpoint": URL, "payload": "application/fhir+json"}
    assert read(plain(channel=with_body), OWN).content is Content.ID_ONLY
    assert read(topical(), OWN).content is Content.ID_ONLY
    empty = {"extension": [{"url": backport.PAYLOAD_CONTENT, "valueCode": "empty"}]}
    assert read(topical(channel={"_payload": empty}), OWN).content is Content.EMPTY


def test_what_else_is_read_is_kept() -> None:
    asked = read(
        topical(
            f"?recipient={SOCIAL}",
            status="off",
            end="2026-12-31T00:00:00+01:00",
            contact=[{"system": "email", "value": "drift@unit.example", "rank": 1}],
            channel={"extension": [{"url": backport.MAX_COUNT, "valuePositiveInt": 1}]},
        ),
        OWN,
    )
    assert asked.status is Status.OFF
    assert asked.end is not None
    assert asked.end.isoformat() == "2026-12-31T00:00:00+01:00"
    assert asked.contact == ({"system": "email", "value": "drift@unit.example", "rank": 1},)
    assert (asked.max_count, asked.topic, asked.address, asked.reason) == (
        1,
        True,
        URL,
        "To fetch what is new",
    )


@pytest.mark.parametrize("document", [None, [], "x", {}, {"resourceType": "Communication"}])
def test_what_is_no_subscription_is_one_fault(document: object) -> None:
    assert places(document) == ["Subscription"]


def test_what_has_not_r4s_structure_is_told_as_such() -> None:
    assert {issue.rule for issue in faults(plain(criteria=["x"], channel=None))} == {"FHIR-STRUCTURE"}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        (plain("Patient?name=x"), "criteria"),
        (plain("Communication"), "criteria"),
        (plain("?recipient=x"), "criteria"),
        (plain(f"Communication?recipient={SOCIAL}&patient=1"), "criteria"),
        (plain(f"Communication?recipient={SOCIAL}&subject:Patient.identifier={PERSON}"), "criteria"),
        (plain("Communication?recipient=social"), "criteria"),
        (plain(f"Communication?recipient=urn:x|{SOCIAL}"), "criteria"),
        (plain(f"Communication?recipient={SOCIAL}&recipient={WARD}"), "criteria"),
        (plain(f"Communication?recipient={SOCIAL}&category=sip,journal"), "criteria"),
        (plain(f"Communication?recipient={SOCIAL}&category=urn:x|sip"), "criteria"),
        (plain(_criteria={"extension": [{"url": backport.FILTER, "valueString": "x"}]}), "criteria"),
        (topical() | {"criteria": "https://elsewhere.example/topic"}, "criteria"),
        (topical("Encounter?patient=1"), "criteria.extension[0]"),
        (
            topical() | {"_criteria": {"extension": [{"url": "https://x.example", "valueString": "x"}]}},
            "criteria.extension[0]",
        ),
        (
            topical() | {"_criteria": {"extension": [{"url": backport.FILTER, "valueCode": "x"}]}},
            "criteria.extension[0]",
        ),
        (plain(status="active"), None),
        (plain(status="error"), "status"),
        (plain(end="2026-12-31T00:00:00"), "end"),
        (plain(end="2026-12-31T23:59:60Z"), "end"),
        (plain(reason=f"About {PERSON}"), "reason"),
        (plain(reason="x" * 501), "reason"),
        (plain(contact=[{"system": "phone", "value": PERSON}]), "contact[0].value"),
        (plain(contact=[{"system": "phone", "period": {"start": "2026"}}]), "contact[0].period"),
        (plain(language="sv"), "language"),
        (plain(channel={"type": "email", "endpoint": URL}), "channel.type"),
        (plain(channel={"type": "rest-hook"}), "channel.endpoint"),
        (plain(channel={"type": "rest-hook", "endpoint": URL, "header": ["x: y"]}), "channel.header"),
        (plain(channel={"type": "rest-hook", "endpoint": URL, "id": "x"}), "channel.id"),
        (plain(channel={"type": "rest-hook", "endpoint": URL, "payload": "text/plain"}), "channel.payload"),
        (
            plain(
                channel={
                    "type": "rest-hook",
                    "endpoint": URL,
                    "payload": "application/fhir+json",
                    "_payload": {"extension": [{"url": backport.PAYLOAD_CONTENT, "valueCode": "id-only"}]},
                }
            ),
            "channel.payload.extension[0]",
        ),
        (topical(channel={"_payload": None}), "channel.payload.extension"),
        (
            topical(
                channel={
                    "_payload": {
                        "extension": [{"url": backport.PAYLOAD_CONTENT, "valueCode": "full-resource"}]
                    }
                }
            ),
            "channel.payload.extension",
        ),
        (topical(channel={"payload": None}), "channel.payload"),
        (
            topical(
                channel={
                    "extension": [{"url": f"{BACKPORT}/backport-heartbeat-period", "valueUnsignedInt": 60}]
                }
            ),
            "channel.extension[0]",
        ),
    ],
)
def test_each_fault_has_its_place_and_says_what_to_do(wrong: dict[str, Any], place: str | None) -> None:
    if place is None:
        assert read(wrong, OWN).status is Status.ACTIVE
        return
    found = faults(wrong)
    assert f"Subscription.{place}" in [issue.path for issue in found]
    assert all(PERSON not in f"{issue.text} {issue.remedy} {issue.path}" for issue in found)


def test_that_a_resource_would_go_out_is_refused_with_why() -> None:
    full = {"extension": [{"url": backport.PAYLOAD_CONTENT, "valueCode": "full-resource"}]}
    (issue,) = faults(topical(channel={"_payload": full}))
    assert (issue.rule, issue.code) == ("PRODUKT-SUB-05", "not-supported")
    assert "decided when it reads" in issue.text
