"""Reading one resource over HTTP: versions, what is unchanged, formats, and that what may not be seen is not there."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from adapter.r4 import xml
from adapter.r4.interactions import TABLE
from tests.builders import PERSON, SENT, SOCIAL, WARD
from tests.unit.reading.resources import communication, everything, plan, shown
from tests.web.service import Parts, Readings, client, issues, rule

pytestmark = pytest.mark.anyio
JSON, XML = "application/fhir+json", "application/fhir+xml"


def parts() -> Parts:
    return Parts(reading=Readings({WARD: everything()}))


async def get(path: str, key: str = "ward", **how: Any) -> httpx.Response:
    async with client(parts(), key) as caller:
        return await caller.get(path, **how)


def one_of_each() -> list[Any]:
    return [
        pytest.param(
            type_, marks=[pytest.mark.fhir(type_, code) for code in ("read", "vread", "history-instance")]
        )
        for type_ in TABLE
    ]


@pytest.mark.parametrize("type_", one_of_each())
async def test_every_type_is_read_by_version_too(type_: str) -> None:
    resource = {"resourceType": type_, "id": "x1"}
    held = Parts(reading=Readings({WARD: (shown(resource, versions=2),)}))
    async with client(held) as ward:
        now = await ward.get(f"/fhir/{type_}/x1")
        then = await ward.get(f"/fhir/{type_}/x1/_history/v1")
        versions = await ward.get(f"/fhir/{type_}/x1/_history")
        missing = await ward.get(f"/fhir/{type_}/x1/_history/v3")
    assert now.json()["meta"]["versionId"] == "v2"
    assert now.headers["etag"] == 'W/"v2"'
    assert now.headers["content-location"] == f"https://adapter.example/fhir/{type_}/x1/_history/v2"
    assert now.headers["last-modified"] == "Mon, 02 Mar 2026 09:01:00 GMT"
    assert then.json()["meta"]["versionId"] == "v1"
    assert then.headers["etag"] == 'W/"v1"'
    assert [entry["resource"]["meta"]["versionId"] for entry in versions.json()["entry"]] == ["v2", "v1"]
    assert missing.status_code == 404


async def test_what_may_not_be_seen_is_not_there_and_nothing_tells_them_apart() -> None:
    there = await get("/fhir/Communication/c1", "social")
    nothing = await get("/fhir/Communication/c9", "social")
    other = await get("/fhir/Patient/c1")
    assert {one.status_code for one in (there, nothing, other)} == {404}
    assert there.content == nothing.content == other.content
    assert {name for name in there.headers if name != "x-request-id"} == {
        name for name in nothing.headers if name != "x-request-id"
    }
    for path in ("/_history", "/_history/v1"):
        found = await get(f"/fhir/Communication/c1{path}", "social")
        assert (found.status_code, found.content) == (404, nothing.content)


async def test_a_type_that_is_not_served_is_404_and_says_so() -> None:
    for path in (
        "/fhir/Observation/1",
        "/fhir/Observation",
        "/fhir/patient/p1",
        "/fhir/Observation/1/_history",
    ):
        response = await get(path)
        assert response.status_code == 404
        assert rule(response) == "HTTP-TYPE"


async def test_what_is_unchanged_is_not_sent_again() -> None:
    path = "/fhir/CarePlan/cp1"
    first = await get(path)
    for tag in (first.headers["etag"], '"v3"', 'W/"v1", W/"v3"', "*"):
        again = await get(
            path, headers={"If-None-Match": tag, "If-Modified-Since": "Mon, 02 Mar 1998 09:01:00 GMT"}
        )
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    for tag in ('W/"v2"', "v3", ""):
        assert (await get(path, headers={"If-None-Match": tag})).status_code == 200
    since = first.headers["last-modified"]
    assert (await get(path, headers={"If-Modified-Since": since})).status_code == 304
    assert (
        await get(path, headers={"If-Modified-Since": "Mon, 02 Mar 2026 08:00:00 GMT"})
    ).status_code == 200
    assert (await get(path, headers={"If-Modified-Since": "Mon, 02 Mar 2037 08:00:00"})).status_code == 304
    assert (await get(path, headers={"If-Modified-Since": "yesterday"})).status_code == 200


async def test_a_fraction_of_a_second_is_no_reason_to_miss_a_change() -> None:
    late = plan().versions[0]
    moved = shown(late.resource).newest
    held = Parts(
        reading=Readings(
            {
                WARD: (
                    type(plan())(
                        "CarePlan", "cp1", (type(late)(moved.resource, SENT + timedelta(milliseconds=5)),)
                    ),
                )
            }
        )
    )
    async with client(held) as ward:
        first = await ward.get("/fhir/CarePlan/cp1")
        assert first.headers["last-modified"] == "Mon, 02 Mar 2026 09:00:01 GMT"


@pytest.mark.parametrize(
    ("asked", "accept", "media"),
    [
        (None, None, JSON),
        (None, " ", JSON),
        (None, "*/*", JSON),
        (None, "application/json", JSON),
        (None, "application/fhir+json; fhirVersion=4.0", JSON),
        (None, "text/html, application/xml;q=0.9, */*;q=0.1", XML),
        (None, "application/fhir+xml;q=0.5, application/fhir+json;q=0.4", XML),
        (None, "application/fhir+xml;q=x, application/fhir+json;q=0.4", JSON),
        ("xml", "application/fhir+json", XML),
        ("json", "application/fhir+xml", JSON),
        ("application/fhir+xml", None, XML),
        ("application/fhir json", None, JSON),
        ("text/xml; charset=utf-8", None, XML),
    ],
)
async def test_the_format_is_the_one_that_is_asked_for(
    asked: str | None, accept: str | None, media: str
) -> None:
    params = {"_format": asked} if asked else {}
    headers = {"Accept": accept} if accept else {}
    for path in (
        "/fhir/Communication/c1",
        "/fhir/Communication",
        "/fhir/metadata",
        "/fhir/CarePlan/cp1/_history",
    ):
        plain = (await get(path)).json()
        found = await get(path, params=params, headers=headers)
        assert found.status_code == 200
        assert found.headers["content-type"].partition(";")[0] == media
        resource = found.json() if media == JSON else xml.read(found.content)
        links = resource.pop("link", None), plain.pop("link", None)
        assert resource == plain
        assert links[0] == links[1] or params


@pytest.mark.parametrize(
    ("asked", "accept"),
    [
        ("turtle", None),
        ("", "application/fhir+json"),
        (None, "text/html"),
        (None, "application/fhir+json; fhirVersion=5.0"),
        (None, "application/fhir+json;q=0"),
    ],
)
async def test_a_format_that_is_not_written_is_406(asked: str | None, accept: str | None) -> None:
    params = {"_format": asked} if asked is not None else {}
    headers = {"Accept": accept} if accept else {}
    for path in ("/fhir/Communication/c1", "/fhir/Communication", "/fhir/metadata"):
        response = await get(path, params=params, headers=headers)
        assert response.status_code == 406
        assert rule(response) == "HTTP-ACCEPT"


async def test_for_people_it_is_written_with_lines() -> None:
    plain = await get("/fhir/Communication/c1", params={"_pretty": "false"})
    pretty = await get("/fhir/Communication/c1", params={"_pretty": "true"})
    assert plain.json() == pretty.json()
    assert plain.text.count("\n") == 0
    assert pretty.text.count("\n") > 10
    found = await get("/fhir/Communication/c1", params={"_pretty": "true", "_format": "xml"})
    assert found.text.count("\n") > 10


async def test_a_part_of_a_resource_is_read() -> None:
    found = await get("/fhir/Communication/c1", params={"_elements": "sent"})
    assert set(found.json()) == {"resourceType", "id", "meta", "status", "sent"}
    summary = await get("/fhir/Communication/c1/_history/v1", params={"_summary": "true"})
    assert "payload" not in summary.json()


@pytest.mark.parametrize(
    ("path", "rules"),
    [
        ("/fhir/Communication/c1?status=completed", {"HTTP-PARAMETER"}),
        ("/fhir/Communication/c1?_format=json&_format=xml", {"HTTP-PARAMETER"}),
        ("/fhir/Communication/c1?_summary=count", {"HTTP-SEARCH"}),
        ("/fhir/Communication/c1?_elements=nothing", {"HTTP-SEARCH"}),
        ("/fhir/Communication/c1/_history?_count=1", {"HTTP-PARAMETER"}),
        ("/fhir/metadata?mode=terminology", {"HTTP-PARAMETER"}),
        ("/fhir/metadata?x=1", {"HTTP-PARAMETER"}),
    ],
)
async def test_a_parameter_that_a_read_does_not_take_is_400(path: str, rules: set[str]) -> None:
    response = await get(path)
    assert response.status_code == 400
    assert {issue["details"]["coding"][0]["code"] for issue in issues(response)} == rules


async def test_the_modes_of_metadata() -> None:
    plain = await get("/fhir/metadata")
    assert (await get("/fhir/metadata?mode=full")).content == plain.content
    assert (await get("/fhir/metadata?mode=normative")).content == plain.content


async def test_head_is_get_without_a_body() -> None:
    async with client(parts()) as ward:
        for path in (
            "/fhir/Communication/c1",
            "/fhir/Communication",
            "/fhir/metadata",
            "/fhir/Communication/c9",
        ):
            whole, head = await ward.get(path), await ward.head(path)
            assert head.content == b""
            assert head.status_code == whole.status_code
            assert head.headers["content-type"] == whole.headers["content-type"]
            assert head.headers["content-length"] == whole.headers["content-length"]
            assert head.headers.get("etag") == whole.headers.get("etag")
        assert (await ward.head("/fhir/$process-message")).status_code == 405


async def test_what_else_an_address_takes_is_told() -> None:
    async with client(parts()) as ward:
        found = await ward.request("OPTIONS", "/fhir/Communication/c1")
        typed = await ward.request("PATCH", "/fhir/Task/t1")
    assert found.status_code == 405
    assert {"GET", "HEAD"} <= set(found.headers["allow"].split(", "))
    assert {"GET", "HEAD", "PUT"} <= set(typed.headers["allow"].split(", "))


async def test_whoever_may_not_read_is_told_so_before_anything_else() -> None:
    for path in (
        "/fhir/Communication/c1",
        "/fhir/Nothing/c1",
        "/fhir/Communication?x=1",
        "/fhir/CarePlan/1/_history",
    ):
        response = await get(path, "operator")
        assert response.status_code == 403
    async with client(parts(), "operator") as operator:
        assert (await operator.post("/fhir/Patient/_search")).status_code == 403


async def test_no_answer_is_kept_by_anybody_between() -> None:
    found = await get("/fhir/Communication/c1")
    assert found.headers["cache-control"] == "private, no-cache"
    assert set(found.headers["vary"].split(", ")) == {"Accept", "Authorization"}


async def test_a_number_in_an_address_finds_nothing_and_is_not_repeated() -> None:
    for path in (f"/fhir/Patient/{PERSON}", f"/fhir/Patient/{PERSON}/_history", f"/fhir/{PERSON}/1"):
        found = await get(path)
        assert found.status_code == 404
        assert PERSON not in found.text + str(found.headers)


async def test_the_units_of_the_caller_are_what_is_asked_with() -> None:
    held = Parts(reading=Readings({SOCIAL: (communication(),)}))
    async with client(held, "social") as social:
        assert (await social.get("/fhir/Communication/c1")).status_code == 200
    assert held.reading.asked == [("Communication/c1", frozenset({SOCIAL}))]
