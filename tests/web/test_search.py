"""Searching over HTTP: by GET where it names nobody, else by POST; no number in any address, link or error; pages."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from adapter.r4 import systems, xml
from adapter.r4.interactions import TABLE, Kind, Parameter
from adapter.r4.models import structure_of
from tests.builders import PERSON, SOCIAL, WARD
from tests.unit.reading.resources import communication, everything, patient
from tests.web.service import Parts, Readings, client, issues, rule

pytestmark = pytest.mark.anyio
OWN = "https://adapter.example/fhir"
NUMBER = f"{systems.PERSONNUMMER}|{PERSON}"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def parts(**units: tuple[Any, ...]) -> Parts:
    return Parts(reading=Readings({WARD: everything(), SOCIAL: (), **units}))


def ids(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    bundle = response.json()
    assert not structure_of(bundle)
    return [
        entry["resource"]["id"] for entry in bundle.get("entry", ()) if entry["search"]["mode"] == "match"
    ]


def links(response: httpx.Response) -> dict[str, str]:
    return {link["relation"]: link["url"] for link in response.json()["link"]}


def value_of(parameter: Parameter) -> str:
    if parameter.kind is Kind.DATE:
        return "ge2020"
    if parameter.kind is Kind.REFERENCE:
        return f"{parameter.targets[0]}/x" if parameter.targets else "x"
    return "x"


def every_parameter() -> list[Any]:
    return [
        pytest.param(served.type, one, marks=pytest.mark.fhir(served.type, "search-type", one.name))
        for served in TABLE.values()
        for one in served.searched.values()
    ]


@pytest.mark.parametrize(("type_", "parameter"), every_parameter())
async def test_every_parameter_of_the_table_is_taken_both_ways(type_: str, parameter: Parameter) -> None:
    data = {parameter.name: value_of(parameter)}
    async with client(parts()) as ward:
        posted = await ward.post(f"/fhir/{type_}/_search", data=data)
        got = await ward.get(f"/fhir/{type_}", params=data)
    assert posted.status_code == 200
    names_person = (type_, parameter.name) == ("Patient", "identifier")
    assert got.status_code == (400 if names_person else 200)
    if not names_person:
        assert links(got)["self"] == links(posted)["self"]


@pytest.mark.fhir("Communication", "search-type")
async def test_a_search_answers_with_what_fits() -> None:
    async with client(parts()) as ward:
        found = await ward.get("/fhir/Communication", params={"status": "completed", "_sort": "_lastUpdated"})
    assert ids(found) == ["c1", "c2"]
    bundle = found.json()
    assert (bundle["type"], bundle["total"]) == ("searchset", 2)
    assert bundle["entry"][0]["fullUrl"] == f"{OWN}/Communication/c1"
    assert links(found) == {"self": f"{OWN}/Communication?status=completed&_sort=_lastUpdated"}


async def test_what_may_not_be_seen_is_not_found_and_not_counted() -> None:
    async with client(parts(), "social") as social:
        for how in ({}, {"_id": "c1"}, {"_summary": "count"}, {"patient": "Patient/p1"}):
            found = await social.get("/fhir/Communication", params=how)
            assert ids(found) == []
            assert found.json()["total"] == 0
        posted = await social.post("/fhir/Communication/_search", data={"patient.identifier": NUMBER})
        assert posted.json()["total"] == 0


@pytest.mark.parametrize(
    ("type_", "name", "value"),
    [
        ("Patient", "identifier", NUMBER),
        ("Patient", "identifier", PERSON),
        ("Communication", "patient.identifier", NUMBER),
        ("Communication", "subject:identifier", NUMBER),
        ("Communication", "_id", PERSON),
        ("Communication", "status", f"{PERSON[:8]}-{PERSON[8:]}"),
        ("Communication", "nothing", PERSON),
        ("Communication", "nothing", f"{systems.LMA_NUMMER}|12-345678"),
    ],
)
async def test_a_person_in_an_address_is_refused_with_what_to_do(type_: str, name: str, value: str) -> None:
    async with client(parts()) as ward:
        got = await ward.get(f"/fhir/{type_}", params={name: value}, headers={"Prefer": "handling=lenient"})
        in_post = await ward.post(f"/fhir/{type_}/_search", params={name: value}, headers=FORM)
    for response in (got, in_post):
        assert response.status_code == 400
        assert rule(response) == "HTTP-SEARCH-IDENTITY"
        assert f"POST /fhir/{type_}/_search" in issues(response)[0]["diagnostics"]
        assert PERSON not in response.text + str(response.headers)
        assert value not in response.text


@pytest.mark.parametrize("name", ["patient.identifier", "subject.identifier", "patient:identifier"])
async def test_a_person_is_searched_for_by_post_and_told_in_no_link(name: str) -> None:
    async with client(parts()) as ward:
        found = await ward.post(
            "/fhir/Communication/_search?_count=1", data={name: NUMBER, "status": "completed"}
        )
        assert len(ids(found)) == 1
        assert found.json()["total"] == 2
        assert links(found)["self"] == f"{OWN}/Communication?_count=1&status=completed"
        following = links(found)["next"]
        assert PERSON not in str(links(found))
        assert [one for one, _ in parse_qsl(urlsplit(following).query)] == ["_page"]
        rest = await ward.get(following)
        assert set(ids(rest)) | set(ids(found)) == {"c1", "c2"}
        assert "next" not in links(rest)
        assert links(rest)["self"] == following


async def test_people_are_found_by_their_number() -> None:
    async with client(parts()) as ward:
        found = await ward.post("/fhir/Patient/_search", data={"identifier": NUMBER})
        other = await ward.post(
            "/fhir/Patient/_search", data={"identifier": f"{systems.PERSONNUMMER}|191212121212"}
        )
    assert ids(found) == ["p1"]
    assert PERSON not in str(links(found))
    assert ids(other) == []


async def test_whose_number_may_not_be_seen_is_not_found_by_it() -> None:
    hidden = Parts(reading=Readings({WARD: (patient(number=None), communication())}))
    async with client(hidden) as ward:
        found = await ward.post("/fhir/Communication/_search", data={"patient.identifier": NUMBER})
    assert ids(found) == []
    assert found.json()["total"] == 0


async def test_a_page_is_for_its_client_and_its_type_and_a_quarter_of_an_hour() -> None:
    held = parts()
    async with client(held) as ward, client(held, "social") as social:
        first = await ward.get("/fhir/Communication", params={"_count": "1"})
        following = links(first)["next"]
        token = dict(parse_qsl(urlsplit(following).query))["_page"]
        held.clock.forward(minutes=15)
        assert (await ward.get(following)).status_code == 200
        for caller, address in (
            (social, following),
            (ward, f"/fhir/Task?_page={token}"),
            (ward, f"/fhir/Communication?_page={token}x"),
            (ward, "/fhir/Communication?_page="),
        ):
            refused = await caller.get(address)
            assert refused.status_code == 400
            assert rule(refused) == "HTTP-SEARCH-PAGE"
        assert (await ward.get(f"{following}&status=completed")).status_code == 400
        held.clock.forward(seconds=1)
        assert rule(await ward.get(following)) == "HTTP-SEARCH-PAGE"


async def test_strict_unless_lenient_is_preferred() -> None:
    async with client(parts()) as ward:
        address = "/fhir/Communication?status=completed&favourite=yes"
        strict = await ward.get(address)
        lenient = await ward.get(address, headers={"Prefer": 'respond-async, handling="lenient"'})
        stated = await ward.get(address, headers={"Prefer": "handling=strict"})
    for refused in (strict, stated):
        assert refused.status_code == 400
        assert rule(refused) == "HTTP-SEARCH-UNKNOWN"
        assert "status" in issues(refused)[0]["diagnostics"]
        assert "favourite" not in refused.text
    assert sorted(ids(lenient)) == ["c1", "c2"]
    assert links(lenient)["self"] == f"{OWN}/Communication?status=completed"
    told = [entry for entry in lenient.json()["entry"] if entry["search"]["mode"] == "outcome"]
    assert told[0]["resource"]["issue"][0]["severity"] == "warning"


async def test_every_fault_is_told_at_once_by_name_and_without_values() -> None:
    async with client(parts()) as ward:
        refused = await ward.post(
            "/fhir/Communication/_search",
            data={"sent": "someday", "_sort": "status", "patient.identifier": ""},
        )
    assert refused.status_code == 400
    assert len(issues(refused)) == 3
    assert "someday" not in refused.text


async def test_a_search_that_would_look_through_everything_is_refused() -> None:
    class Endless(Readings):
        async def recent(self, *_: Any, **__: Any) -> Any:
            return (), "on"

    async with client(Parts(reading=Endless({}))) as ward:
        refused = await ward.get("/fhir/Communication?_total=accurate")
        on = await ward.get("/fhir/Communication")
    assert refused.status_code == 400
    assert rule(refused) == "HTTP-SEARCH-COSTLY"
    assert issues(refused)[0]["code"] == "too-costly"
    assert ids(on) == []
    assert "total" not in on.json()
    assert "next" in links(on)


async def test_the_body_of_a_search_is_a_form() -> None:
    async with client(parts()) as ward:
        address = "/fhir/Communication/_search"
        json = await ward.post(address, json={"status": "completed"})
        broken = await ward.post(address, content=b"status=%ff", headers=FORM)
        binary = await ward.post(address, content=b"\xff", headers=FORM)
        long = await ward.post(address, content=b"_id=1&" * 101, headers=FORM)
        both = await ward.post(f"{address}?{'_id=1&' * 60}", content=b"_id=1&" * 60, headers=FORM)
        empty = await ward.post(address, headers=FORM)
    assert json.status_code == 415
    for refused in (broken, binary, long, both):
        assert (refused.status_code, rule(refused)) == (400, "HTTP-SEARCH")
    assert sorted(ids(empty)) == ["c1", "c2"]


async def test_the_format_may_stand_in_the_form() -> None:
    async with client(parts()) as ward:
        found = await ward.post("/fhir/Communication/_search", data={"_format": "xml", "_pretty": "true"})
        refused = await ward.post("/fhir/Communication/_search", data={"_format": "turtle"})
        other = await ward.get("/fhir/Communication/_search")
    assert found.headers["content-type"] == "application/fhir+xml; charset=utf-8"
    assert xml.read(found.content)["total"] == 2
    assert refused.status_code == 406
    assert other.status_code == 404


async def test_what_belongs_to_it_comes_along() -> None:
    async with client(parts()) as ward:
        found = await ward.get(
            "/fhir/Communication",
            params=[
                ("_id", "c1"),
                ("_include", "Communication:encounter"),
                ("_revinclude", "Provenance:target"),
                ("_elements", "status"),
            ],
        )
    assert ids(found) == ["c1"]
    along = [entry for entry in found.json()["entry"] if entry["search"]["mode"] == "include"]
    assert [entry["fullUrl"] for entry in along] == [f"{OWN}/Encounter/e1", f"{OWN}/Provenance/pr1"]


def every_include() -> list[Any]:
    return [
        pytest.param(served.type, name, value)
        for served in TABLE.values()
        for name, values in (("_include", served.includes), ("_revinclude", served.revincludes))
        for value in values
    ]


async def test_every_include_of_the_table_is_taken_and_no_other() -> None:
    async with client(parts()) as ward:
        for type_, name, value in (one.values for one in every_include()):
            assert (await ward.get(f"/fhir/{type_}", params={name: value})).status_code == 200, (type_, value)
            wrong = await ward.get(f"/fhir/{type_}", params={name: f"{value}x"})
            assert (wrong.status_code, rule(wrong)) == (400, "HTTP-SEARCH")
