"""A reminder says what is due, from whom and since when by which rule; it knows no person, no stay and no text."""

from typing import Any

from adapter.mapping import conform
from adapter.mapping.reminder import reminder, reminder_native
from adapter.r4 import systems
from tests.builders import SENT, SOCIAL, WARD, units
from tests.checkout import mappings

DELIVERY = "0d9a5c3e-3a52-5a6e-9e2f-6a1d0f6b7c01"
ABOUT = "8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e11"


def _made(**changes: Any) -> dict[str, dict[str, Any]]:
    """The resources of a reminder by type; a doubled type would be lost, so their number is checked."""
    given: dict[str, Any] = {"recipient": units()[SOCIAL], "owner": SOCIAL, "what": "kvittens", **changes}
    bundle = reminder(
        delivery=DELIVERY,
        bundle_id="b-1",
        timestamp=SENT,
        own_url="https://adapter.example/fhir",
        about_message=ABOUT,
        rule="VB-ACK-04",
        due=SENT,
        mappings=mappings(),
        **given,
    )
    assert conform.check(bundle) == ()
    resources = [entry["resource"] for entry in bundle["entry"]]
    by_type = {resource["resourceType"]: resource for resource in resources}
    assert len(by_type) == len(resources)
    return by_type


def test_it_holds_the_header_what_is_due_and_the_one_who_is_told_and_no_more() -> None:
    made = _made()
    assert list(made) == ["MessageHeader", "Communication", "Organization", "Task"]
    assert made["MessageHeader"]["eventCoding"]["code"] == "paminnelse"
    assert made["MessageHeader"]["id"] == DELIVERY
    assert made["Communication"]["inResponseTo"][0]["identifier"]["value"] == ABOUT
    assert "payload" not in made["Communication"]
    assert {"for", "encounter", "description", "note", "input"} & set(made["Task"]) == set()


def test_the_task_is_still_asked_for_and_overdue() -> None:
    task = _made()["Task"]
    assert task["status"] == "requested"
    assert task["businessStatus"]["coding"][0]["code"] == "overdue"
    assert task["restriction"]["period"]["end"] == SENT.isoformat()
    assert task["reasonCode"]["coding"] == [{"system": systems.RULE, "code": "VB-ACK-04"}]
    assert task["focus"]["identifier"]["value"] == ABOUT


def test_to_the_owner_of_a_kvittens_it_is_the_task_that_came_with_the_message() -> None:
    task = _made()["Task"]
    assert task["identifier"] == [{"system": systems.MESSAGE_ID, "value": ABOUT}]
    assert {coding["system"] for coding in task["code"]["coding"]} == {systems.DUE, systems.ACTIVITY}


def test_to_the_sender_it_is_a_task_of_the_owner_who_is_named_by_identifier() -> None:
    made = _made(recipient=units()[WARD])
    assert made["Task"]["owner"] == {
        "type": "Organization",
        "identifier": {"system": systems.HSA_ID, "value": SOCIAL},
    }
    assert made["Task"]["identifier"] == [
        {"system": systems.DUE_ID, "value": f"{ABOUT}/VB-ACK-04/kvittens/{SOCIAL}"}
    ]
    assert made["Organization"]["identifier"][0]["value"] == WARD


def test_what_is_no_kvittens_has_an_identifier_of_its_own_for_the_owner_too() -> None:
    task = _made(what="kallelse")["Task"]
    assert task["identifier"][0]["system"] == systems.DUE_ID
    assert [coding["display"] for coding in task["code"]["coding"]] == ["Kallelse"]


def test_an_owner_who_may_not_be_named_is_told_as_its_organisation() -> None:
    task = _made(recipient=units()[WARD], owner="SE2120002627")["Task"]
    assert task["owner"]["identifier"] == {"system": systems.ORGANISATION_NUMBER, "value": "2120002627"}


def test_a_unit_that_reads_native_json_is_told_the_same() -> None:
    told = reminder_native(
        delivery=DELIVERY, about_message=ABOUT, rule="VB-ACK-04", what="kvittens", due=SENT, owner=SOCIAL
    )
    assert told["deliveryId"] == DELIVERY
    assert told["message"] == {
        "kind": "paminnelse",
        "rule": "VB-ACK-04",
        "what": "kvittens",
        "due": SENT.isoformat(),
        "relatesTo": ABOUT,
        "owner": SOCIAL,
    }
    assert (told["withheld"], told["verdict"]) == ([], None)
