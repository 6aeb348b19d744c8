"""A notice of our own making carries ids, the recipient unit and a reason code: no person, no stay, no content."""

import pytest

from adapter.mapping import conform, notice
from tests.builders import SENT, SOCIAL, WARD, units
from tests.checkout import mappings

DELIVERY = "0d9a5c3e-3a52-5a6e-9e2f-6a1d0f6b7c01"
ABOUT = "8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e11"


@pytest.mark.parametrize("reason", notice.REASONS)
def test_an_undelivered_message_is_told_to_its_sender(reason: str) -> None:
    made = notice.undelivered(
        delivery=DELIVERY,
        bundle_id="b-1",
        timestamp=SENT,
        own_url="https://adapter.example/fhir",
        recipient=units()[WARD],
        about_message=ABOUT,
        about_recipient=SOCIAL,
        mappings=mappings(),
        reason=reason,
    )
    assert conform.check(made) == ()
    resources = [entry["resource"] for entry in made["entry"]]
    assert [resource["resourceType"] for resource in resources] == [
        "MessageHeader",
        "Communication",
        "Organization",
    ]
    header, communication, _ = resources
    assert header["id"] == DELIVERY
    assert header["eventCoding"]["code"] == "oleverat"
    assert communication["inResponseTo"][0]["identifier"]["value"] == ABOUT
    assert communication["about"][0]["identifier"]["value"] == SOCIAL
    assert communication["reasonCode"][0]["coding"][0]["code"] == reason
    assert "display" in communication["reasonCode"][0]["coding"][0]
    assert "payload" not in communication


def test_a_unit_that_reads_native_json_is_told_the_same() -> None:
    told = notice.undelivered_native(
        delivery=DELIVERY, about_message=ABOUT, about_recipient=SOCIAL, reason="undelivered"
    )
    assert told["deliveryId"] == DELIVERY
    assert told["message"] == {
        "kind": "oleverat",
        "relatesTo": ABOUT,
        "recipient": SOCIAL,
        "reason": "undelivered",
    }
