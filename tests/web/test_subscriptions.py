"""Subscription over HTTP, with the real service and store behind it: what a vendor's client sees."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from defusedxml import ElementTree

from adapter.model.subscription import Subscription
from adapter.pipeline.subscriptions import Subscriptions
from adapter.r4 import backport
from tests import whole as pipeline
from tests.builders import SOCIAL, WARD
from tests.semantics.test_subscriptions import URL, by_topic, posted
from tests.web.service import FHIR, Parts, client, issues, rule
from tests.whole import Whole, notice

pytestmark = pytest.mark.anyio
PATH = "/fhir/Subscription"


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncIterator[Whole]:
    async with pipeline.opened(tmp_path) as opened:
        yield opened


@pytest.fixture
def parts(whole: Whole) -> Parts:
    found = Parts(clock=whole.clock)
    found.subscriptions = Subscriptions(whole.parts)
    return found


async def made(
    parts: Parts, resource: dict[str, Any] | None = None, key: str = "social", **headers: str
) -> httpx.Response:
    async with client(parts, key) as caller:
        return await caller.post(PATH, json=resource or posted(), headers={**FHIR, **headers})


@pytest.mark.fhir("Subscription", "create")
@pytest.mark.fhir("Subscription", "read")
async def test_it_is_made_requested_and_active_when_the_endpoint_has_taken_the_handshake(
    parts: Parts, whole: Whole
) -> None:
    answer = await made(parts, by_topic(end="2027-01-01T00:00:00+01:00"))
    assert answer.status_code == 201
    body = answer.json()
    assert body["status"] == "requested"
    assert answer.headers["location"] == f"{parts.own_url}/Subscription/{body['id']}"
    assert answer.headers["etag"] == 'W/"1"'
    await whole.work()
    async with client(parts, "social") as caller:
        found = await caller.get(f"{PATH}/{body['id']}")
    read = found.json()
    assert found.headers["etag"] == 'W/"2"'
    assert read["status"] == "active"
    assert read["criteria"] == backport.TOPIC
    assert read["_criteria"] == by_topic()["_criteria"]
    assert read["channel"] == by_topic()["channel"]
    assert read["end"] == "2027-01-01T00:00:00+01:00"
    assert backport.SUBSCRIPTION in read["meta"]["profile"]


async def test_what_is_read_can_be_sent_back(parts: Parts) -> None:
    first = (await made(parts, by_topic(contact=[{"system": "email", "value": "drift@unit.example"}]))).json()
    async with client(parts, "social") as caller:
        again = await caller.put(f"{PATH}/{first['id']}", json=first, headers=FHIR)
    assert again.status_code == 200
    assert {**again.json(), "meta": None} == {**first, "meta": None}


@pytest.mark.fhir("Subscription", "create")
async def test_the_same_posted_again_is_answered_with_the_first(parts: Parts) -> None:
    first, again = await made(parts), await made(parts)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["id"] == first.json()["id"]
    assert again.headers["location"] == first.headers["location"]
    bare = await made(parts, posted(reason="Another"), Prefer="return=minimal")
    assert (bare.status_code, bare.content) == (201, b"")


@pytest.mark.fhir("Subscription", "update")
async def test_it_is_turned_off_and_on_again(parts: Parts, whole: Whole) -> None:
    one = (await made(parts)).json()["id"]
    await whole.work()
    async with client(parts, "social") as caller:
        off = await caller.put(f"{PATH}/{one}", json=posted(id=one, status="off"), headers=FHIR)
        assert (off.status_code, off.json()["status"]) == (200, "off")
        stale = await caller.put(f"{PATH}/{one}", json=posted(id=one), headers={**FHIR, "If-Match": 'W/"1"'})
        assert (stale.status_code, rule(stale)) == (412, "HTTP-VERSION")
        current = {**FHIR, "If-Match": off.headers["etag"]}
        on = await caller.put(f"{PATH}/{one}", json=posted(id=one), headers=current)
        assert (on.status_code, on.json()["status"]) == (200, "requested")
        other = await caller.put(f"{PATH}/{one}", json=posted(id="another"), headers=FHIR)
        assert (other.status_code, issues(other)[0]["expression"]) == (422, ["Subscription.id"])


async def test_a_change_that_another_came_before_is_told_so(parts: Parts) -> None:
    one = (await made(parts)).json()["id"]
    service = parts.subscriptions

    class Slow(Subscriptions):
        async def find(self, id_: str, units: frozenset[str]) -> Subscription | None:
            found = await service.find(id_, units)
            return replace(found, version=0) if found else None

    parts.subscriptions = Slow(service._parts)  # type: ignore[attr-defined]
    async with client(parts, "social") as caller:
        late = await caller.put(f"{PATH}/{one}", json=posted(id=one, status="off"), headers=FHIR)
    assert (late.status_code, rule(late)) == (412, "HTTP-VERSION")


async def test_its_headers_are_read_and_written_like_those_of_any_resource(parts: Parts) -> None:
    first = await made(parts)
    one = first.json()["id"]
    # RFC 9110 §5.6.7: a date of HTTP is in GMT, by that name
    assert first.headers["last-modified"].endswith(" GMT")
    async with client(parts, "social") as caller:

        async def put(status: str, **headers: str) -> httpx.Response:
            return await caller.put(
                f"{PATH}/{one}", json=posted(id=one, status=status), headers={**FHIR, **headers}
            )

        listed = await put(
            "off", **{"If-Match": f'W/"7", {first.headers["etag"]}', "Prefer": "Return=minimal"}
        )
        assert (listed.status_code, listed.content) == (200, b"")
        unread = await put("requested", **{"If-Match": "1"})
        assert (unread.status_code, rule(unread)) == (400, "HTTP-IF-MATCH")
        told = await put("requested", **{"If-Match": "*", "Prefer": "return=OperationOutcome"})
        assert (told.status_code, told.json()["resourceType"]) == (200, "OperationOutcome")


@pytest.mark.fhir("Subscription", "delete")
async def test_it_is_ended(parts: Parts, whole: Whole) -> None:
    one = (await made(parts)).json()["id"]
    async with client(parts, "social") as caller:
        assert (await caller.delete(f"{PATH}/{one}", headers={"If-Match": 'W/"7"'})).status_code == 412
        gone = await caller.delete(f"{PATH}/{one}")
        assert (gone.status_code, gone.content) == (204, b"")
        assert (await caller.get(f"{PATH}/{one}")).status_code == 404
        assert (await caller.delete(f"{PATH}/{one}")).status_code == 404
    await whole.work()
    assert whole.recipients.told == []


async def test_one_that_another_ended_first_is_not_there(parts: Parts) -> None:
    one = (await made(parts)).json()["id"]
    service = parts.subscriptions

    class Late(Subscriptions):
        async def find(self, id_: str, units: frozenset[str]) -> Subscription | None:
            found = await service.find(id_, units)
            assert found is not None
            await service.remove(found, "another", "r")
            return found

    parts.subscriptions = Late(service._parts)  # type: ignore[attr-defined]
    async with client(parts, "social") as caller:
        assert (await caller.delete(f"{PATH}/{one}")).status_code == 404


@pytest.mark.fhir("Subscription", "read")
@pytest.mark.fhir("Subscription", "search-type")
async def test_anothers_subscription_is_as_if_it_were_not_there(parts: Parts) -> None:
    one = (await made(parts)).json()["id"]
    async with client(parts, "ward") as other:
        hidden, unknown = await other.get(f"{PATH}/{one}"), await other.get(f"{PATH}/none")
        assert (hidden.status_code, hidden.json()) == (404, unknown.json())
        for answer in (
            await other.put(f"{PATH}/{one}", json=posted(id=one, status="off"), headers=FHIR),
            await other.delete(f"{PATH}/{one}"),
            await other.get(f"{PATH}/{one}/$status"),
        ):
            assert answer.status_code == 404
        assert (await other.get(PATH)).json()["total"] == 0
        assert (await other.get(f"{PATH}/$status")).json()["total"] == 0


@pytest.mark.fhir("Subscription", "search-type", "_id", "status", "criteria", "url", "type", "payload")
async def test_a_clients_own_are_found_by_what_they_say(parts: Parts) -> None:
    first = (await made(parts, posted(kinds="sip"))).json()
    second = (await made(parts, posted(status="off", channel={"type": "rest-hook", "endpoint": URL}))).json()
    async with client(parts, "social") as caller:

        async def found(**said: str) -> list[str]:
            answer = await caller.get(PATH, params=said)
            assert answer.status_code == 200, answer.text
            bundle = answer.json()
            ids = [entry["resource"]["id"] for entry in bundle.get("entry", ())]
            assert bundle["total"] == len(ids)
            return ids

        assert await found() == sorted([first["id"], second["id"]])
        assert await found(_id=first["id"]) == [first["id"]]
        assert await found(status="off") == [second["id"]]
        assert len(await found(status="off,requested")) == 2
        assert await found(criteria=first["criteria"]) == [first["id"]]
        assert len(await found(url=URL)) == 2
        assert await found(url="https://elsewhere.example") == []
        assert await found(payload="application/fhir+json") == [first["id"]]
        assert len(await found(type="rest-hook")) == 2
        posted_ = await caller.post(f"{PATH}/_search", data={"status": "off"})
        assert posted_.json()["total"] == 1


@pytest.mark.fhir("Subscription", "search-type")
async def test_a_search_is_paged_and_says_what_it_does_not_know(parts: Parts) -> None:
    for number in range(3):
        await made(parts, posted(reason=f"Reason {number}"))
    async with client(parts, "social") as caller:
        address, seen = f"{PATH}?_count=2", []
        while address:
            bundle = (await caller.get(address)).json()
            assert bundle["total"] == 3
            seen += [entry["resource"]["id"] for entry in bundle["entry"]]
            links = {link["relation"]: link["url"] for link in bundle["link"]}
            address = links.get("next", "").removeprefix("https://adapter.example")
        assert len(set(seen)) == 3
        assert "entry" not in (await caller.get(f"{PATH}?_count=0")).json()
        for wrong in ("?patient=1", "?_count=-1", "?_page=x", "?_count=12345678", "?criteria=189001019802"):
            answer = await caller.get(f"{PATH}{wrong}")
            assert (answer.status_code, rule(answer)) == (400, "HTTP-SEARCH")
            assert "189001019802" not in answer.text


@pytest.mark.fhir("Subscription", "$status")
async def test_status_tells_how_many_events_there_were(parts: Parts, whole: Whole) -> None:
    one = (await made(parts, by_topic())).json()["id"]
    await whole.work()
    await whole.send(notice())
    await whole.work()
    async with client(parts, "social") as caller:
        for address in (f"{PATH}/{one}/$status", f"{PATH}/$status", f"{PATH}/$status?id={one}"):
            (entry,) = (await caller.get(address)).json()["entry"]
            said = {name["name"]: name for name in entry["resource"]["parameter"]}
            assert said["type"]["valueCode"] == "query-status"
            assert said["status"]["valueCode"] == "active"
            assert said["events-since-subscription-start"]["valueString"] == "1"
        assert (await caller.get(f"{PATH}/$status?id=other")).json()["total"] == 0
        assert (await caller.get(f"{PATH}/$status?id=other&id={one}")).json()["total"] == 1
        for address in (f"{PATH}/{one}?_summary=true", f"{PATH}/$status?patient=1"):
            assert rule(await caller.get(address)) == "HTTP-PARAMETER"


async def test_xml_is_answered_where_it_is_asked_for(parts: Parts) -> None:
    one = (await made(parts, by_topic())).json()["id"]
    async with client(parts, "social") as caller:
        answer = await caller.get(f"{PATH}/{one}", headers={"Accept": "application/fhir+xml"})
    root = ElementTree.fromstring(answer.text)
    assert root.tag == "{http://hl7.org/fhir}Subscription"
    values = {element.get("value") for element in root.iter()}
    assert {backport.TOPIC, f"Communication?recipient={SOCIAL}", URL, "id-only"} <= values


async def test_every_fault_is_told_at_once_with_its_place_and_remedy(parts: Parts) -> None:
    wrong = posted(
        WARD,
        status="error",
        criteria="Patient?identifier=189001019802",
        identifier=None,
        channel={
            "type": "websocket",
            "endpoint": URL,
            "payload": "text/plain",
            "header": ["Authorization: x"],
        },
    )
    del wrong["identifier"]
    answer = await made(parts, wrong)
    assert answer.status_code == 422
    places = {found["expression"][0] for found in issues(answer)}
    assert places == {
        "Subscription.status",
        "Subscription.criteria",
        "Subscription.channel.type",
        "Subscription.channel.payload",
        "Subscription.channel.header",
    }
    assert all(found["diagnostics"] for found in issues(answer))
    assert "189001019802" not in answer.text


async def test_who_may_only_send_subscribes_to_nothing(parts: Parts) -> None:
    assert (await made(parts, key="operator")).status_code == 403


async def test_the_statement_tells_what_is_done_with_subscriptions(parts: Parts) -> None:
    one = (await made(parts)).json()["id"]
    async with client(parts, "social") as caller:
        statement = (await caller.get("/fhir/metadata")).json()
        (told,) = [found for found in statement["rest"][0]["resource"] if found["type"] == "Subscription"]
        assert told["extension"][0]["valueCanonical"] == backport.TOPIC
        assert [found["name"] for found in told["operation"]] == ["status"]
        does = {
            "create": await caller.post(PATH, json=posted(reason="Another"), headers=FHIR),
            "read": await caller.get(f"{PATH}/{one}"),
            "search-type": await caller.get(PATH),
            "update": await caller.put(f"{PATH}/{one}", json=posted(id=one, status="off"), headers=FHIR),
            "delete": await caller.delete(f"{PATH}/{one}"),
        }
        assert {code: answer.status_code // 100 for code, answer in does.items()} == dict.fromkeys(does, 2)
        assert {found["code"] for found in told["interaction"]} == set(does)
        for not_done in (f"{PATH}/{one}/_history", f"{PATH}/{one}/_history/1"):
            assert (await caller.get(not_done)).status_code in {404, 405}
        assert (await caller.put(f"{PATH}/new", json=posted(id="new"), headers=FHIR)).status_code == 404
        for name in (found["name"] for found in told["searchParam"]):
            assert (await caller.get(PATH, params={name: "x"})).status_code == 200
