"""The FHIR way in."""

from typing import Any

import orjson
import pytest
from fhir.resources.R4B.capabilitystatement import CapabilityStatement

from adapter import bootstrap
from adapter.mapping import reminder, submission
from adapter.model.delivery import NOTICES
from adapter.model.errors import StoreUnavailable
from adapter.model.kinds import KINDS
from adapter.model.person import HumanName
from adapter.r4 import models, systems, xml
from adapter.r4.interactions import TABLE
from adapter.web import capability
from adapter.web.reliable import MOST_KEPT, BundleIds
from tests.builders import SENT, SOCIAL, message, units
from tests.web.service import DELIVERY, FHIR, Parts, client, issues, rule

pytestmark = pytest.mark.anyio
PROCESS = "/fhir/$process-message"


def bundle(**changes: object) -> dict[str, Any]:
    return {**submission.bundle(message(), bootstrap.mappings()), **changes}


@pytest.mark.fhir("", "$process-message")
async def test_a_message_bundle_is_answered_with_one_that_names_it() -> None:
    parts = Parts()
    async with client(parts) as ward:
        response = await ward.post(PROCESS, content=orjson.dumps(bundle()), headers=FHIR)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/fhir+json"
    header = response.json()["entry"][0]["resource"]
    assert header["response"]["identifier"] == message().message_id
    assert header["response"]["code"] == "ok"
    assert not models.structure(response.json())
    assert parts.adapter.seen[0][0] == message()


async def test_the_name_in_a_bundle_is_handed_on_to_be_compared_with_the_register() -> None:
    parts, sent = Parts(), bundle()
    (patient,) = (e["resource"] for e in sent["entry"] if e["resource"]["resourceType"] == "Patient")
    patient["name"] = [{"family": "Testsson", "given": ["Test"]}]
    async with client(parts) as ward:
        await ward.post(PROCESS, content=orjson.dumps(sent), headers=FHIR)
    (stated,) = parts.adapter.stated
    assert stated is not None
    assert stated.name == HumanName(("Test",), "Testsson")


async def test_a_resend_gets_the_same_header_again() -> None:
    async with client(Parts()) as ward:
        first = await ward.post(PROCESS, content=orjson.dumps(bundle()), headers=FHIR)
        again = await ward.post(PROCESS, content=orjson.dumps(bundle(id=DELIVERY)), headers=FHIR)
    assert again.status_code == 200
    assert again.json()["entry"][0]["resource"] == first.json()["entry"][0]["resource"]
    assert again.json()["id"] != first.json()["id"]


async def test_a_bundle_id_never_comes_again_with_another_message() -> None:
    other = submission.bundle(message(message_id=DELIVERY), bootstrap.mappings())
    async with client(Parts()) as ward:
        first = await ward.post(PROCESS, content=orjson.dumps(bundle(id="one")), headers=FHIR)
        second = await ward.post(PROCESS, content=orjson.dumps({**other, "id": "one"}), headers=FHIR)
    assert first.status_code == 200
    assert second.status_code == 422
    assert rule(second) == "HTTP-BUNDLE-REUSED"


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b'{"resourceType": "Patient"}', b"not json", b'{"a": 1, "a": 2}']
)
async def test_what_is_no_message_bundle_is_422_with_an_operation_outcome(body: bytes) -> None:
    async with client(Parts()) as ward:
        response = await ward.post(PROCESS, content=body, headers=FHIR)
    assert response.status_code == 422
    assert response.json()["resourceType"] == "OperationOutcome"


async def test_a_refusal_is_422_with_an_operation_outcome() -> None:
    parts = Parts()
    parts.adapter.refused = True
    async with client(parts) as ward:
        response = await ward.post(PROCESS, content=orjson.dumps(bundle()), headers=FHIR)
    assert response.status_code == 422
    assert rule(response) == "VB-MSG-03"


async def test_nothing_stored_is_503_and_says_send_again() -> None:
    parts = Parts()
    parts.adapter.trouble = StoreUnavailable("down")
    async with client(parts) as ward:
        response = await ward.post(PROCESS, content=orjson.dumps(bundle()), headers=FHIR)
    assert response.status_code == 503
    assert issues(response)[0]["code"] == "transient"


async def test_the_statement_names_what_is_routed_and_nothing_else() -> None:
    async with client(Parts()) as ward:
        statement = (await ward.get("/fhir/metadata")).json()
        routes = (await ward.get("/svu/openapi.json")).json()["paths"]
    assert statement["fhirVersion"] == "4.0.1"
    assert statement["messaging"][0]["reliableCache"] == capability.RELIABLE_CACHE_MINUTES
    (rest,) = statement["rest"]
    said = {f"/fhir/{resource['type']}" for resource in rest["resource"]}
    said |= {f"/fhir/${operation['name']}" for operation in rest["operation"]}
    routed = {path.split("/")[2] for path in routes if path.startswith("/fhir/")}
    special = {f"/fhir/{name}" for name in routed - {"{type}", "metadata"}}
    # Subscription tells of itself: tests/web/test_subscriptions.py
    assert said - {"/fhir/Subscription"} == (special | {f"/fhir/{name}" for name in TABLE}) - {
        "/fhir/Subscription"
    }


def test_the_statement_is_what_r4_wants() -> None:
    assert not models.structure(
        capability.statement("https://adapter.example/fhir", SENT), CapabilityStatement
    )


def task(**changes: object) -> bytes:
    identifier = [{"system": systems.MESSAGE_ID, "value": DELIVERY}]
    plain = {
        "resourceType": "Task",
        "id": "t1",
        "status": "completed",
        "intent": "order",
        "identifier": identifier,
    }
    return orjson.dumps({name: value for name, value in {**plain, **changes}.items() if value is not ...})


async def test_a_completed_task_is_the_kvittens_of_its_delivery() -> None:
    parts = Parts()
    async with client(parts, "social") as social:
        response = await social.put("/fhir/Task/t1", content=task(), headers=FHIR)
    assert response.status_code == 200
    assert response.json()["status"] == "completed"
    assert parts.mailbox.acknowledged == [DELIVERY]


def reminded(what: str) -> dict[str, Any]:
    """The Task of a reminder to the unit that owes it."""
    told = reminder.reminder(
        delivery="0d9a5c3e-3a52-5a6e-9e2f-6a1d0f6b7c01",
        bundle_id="b",
        timestamp=SENT,
        own_url="https://adapter.example/fhir",
        recipient=units()[SOCIAL],
        about_message=DELIVERY,
        rule="VB-ACK-04",
        what=what,
        due=SENT,
        owner=SOCIAL,
        mappings=bootstrap.mappings(),
    )
    (found,) = (e["resource"] for e in told["entry"] if e["resource"]["resourceType"] == "Task")
    return dict(found)


@pytest.mark.parametrize(
    ("what", "status", "acknowledged"), [("kvittens", 200, [DELIVERY]), ("kallelse", 422, [])]
)
async def test_the_task_of_a_reminder_is_completed_like_the_one_that_it_reminds_of(
    what: str, status: int, acknowledged: list[str]
) -> None:
    parts, given = Parts(), reminded(what)
    done = orjson.dumps({**given, "status": "completed"})
    async with client(parts, "social") as social:
        response = await social.put(f"/fhir/Task/{given['id']}", content=done, headers=FHIR)
    assert response.status_code == status
    assert parts.mailbox.acknowledged == acknowledged


def test_the_statement_names_every_message_that_is_sent() -> None:
    messaging: Any = capability.statement("https://adapter.example/fhir", SENT)["messaging"]
    sent = {
        one["definition"].rpartition("/")[2]
        for one in messaging[0]["supportedMessage"]
        if one["mode"] == "sender"
    }
    assert sent == {*KINDS, *NOTICES}


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "accepted"},
        {"id": "t2"},
        {"resourceType": "Patient"},
        {"identifier": ...},
        {"identifier": [{"system": "urn:other", "value": DELIVERY}]},
    ],
)
async def test_no_other_task_is_taken(wrong: dict[str, object]) -> None:
    parts = Parts()
    async with client(parts, "social") as social:
        response = await social.put("/fhir/Task/t1", content=task(**wrong), headers=FHIR)
    assert response.status_code == 422
    assert not parts.mailbox.acknowledged


async def test_a_task_of_somebody_elses_is_not_there() -> None:
    async with client(Parts(), "ward") as ward:
        response = await ward.put("/fhir/Task/t1", content=task(), headers=FHIR)
    assert response.status_code == 404


def test_a_bundle_id_is_forgotten_after_the_time_that_the_statement_names() -> None:
    at = [0.0]
    ids = BundleIds(lambda: at[0])
    assert ids.fits("ward", "one", "a")
    assert ids.fits("ward", "one", "a")
    assert ids.fits("social", "one", "b")
    assert not ids.fits("ward", "one", "b")
    at[0] += capability.RELIABLE_CACHE_MINUTES * 60 + 1
    assert ids.fits("ward", "one", "b")


def test_bundle_ids_are_kept_in_bounds() -> None:
    ids = BundleIds(lambda: 0.0)
    for position in range(MOST_KEPT + 10):
        ids.fits("ward", str(position), "a")
    assert len(ids._seen) <= MOST_KEPT + 1


def answering_bundle(delivery: str, code: str) -> bytes:
    """What a receiver sends that answers later."""
    header = {"resourceType": "MessageHeader", "response": {"identifier": delivery, "code": code}}
    return orjson.dumps({"resourceType": "Bundle", "type": "message", "entry": [{"resource": header}]})


async def test_a_receivers_later_answer_is_taken_for_the_unit_that_was_sent_the_delivery() -> None:
    parts = Parts()
    async with client(parts, "social") as social:
        response = await social.post(PROCESS, content=answering_bundle(DELIVERY, "ok"), headers=FHIR)
    assert response.status_code == 200
    assert response.json()["resourceType"] == "OperationOutcome"
    assert [(delivery, answer.kind) for delivery, answer in parts.answers.taken] == [(DELIVERY, "taken")]
    assert parts.adapter.seen == []


async def test_an_answer_to_a_delivery_of_nobody_or_of_somebody_else_is_404() -> None:
    parts = Parts()
    for key, delivery in (("ward", DELIVERY), ("social", message().message_id)):
        async with client(parts, key) as somebody:
            response = await somebody.post(PROCESS, content=answering_bundle(delivery, "ok"), headers=FHIR)
        assert response.status_code == 404
    assert parts.answers.taken == []


async def test_a_message_bundle_may_be_xml_both_ways() -> None:
    async with client(Parts()) as ward:
        text = xml.write(bundle())
        media = {"Content-Type": "application/fhir+xml; charset=utf-8", "Accept": "application/fhir+xml"}
        taken = await ward.post("/fhir/$process-message", content=text, headers=media)
        plain = await ward.post("/fhir/$process-message", content=orjson.dumps(bundle()), headers=FHIR)
        broken = await ward.post("/fhir/$process-message", content=text[:-20], headers=media)
        entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><Bundle xmlns="http://hl7.org/fhir">&b;</Bundle>'
        declared = await ward.post("/fhir/$process-message", content=entity, headers=media)
    assert taken.headers["content-type"] == "application/fhir+xml; charset=utf-8"
    answer = xml.read(taken.content)
    assert answer["entry"][0]["resource"]["response"] == plain.json()["entry"][0]["resource"]["response"]
    for refused in (broken, declared):
        assert (refused.status_code, rule(refused)) == (422, "READ-XML")
