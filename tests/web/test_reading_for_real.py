"""Reading and searching a running service on its own store, as two units' systems do: by the person, and page by page."""

from dataclasses import replace
from typing import Any

import httpx
import orjson
import pytest

from adapter.model.person import Protection
from adapter.r4 import systems, xml
from adapter.r4.models import structure_of
from tests.builders import message
from tests.web.test_journey import PERSON as CAST
from tests.web.test_journey import House, notice, pulled, ward
from tests.web.test_journey import house as house  # noqa: PLC0414 - a fixture

pytestmark = pytest.mark.anyio
NUMBER = f"{systems.PERSONNUMMER}|{CAST.identifier}"
WARD, SOCIAL, CLINIC = ({"Authorization": f"Bearer {name}"} for name in ("ward", "social", "clinic"))


async def by_person(
    anybody: httpx.AsyncClient, type_: str, key: dict[str, str], **more: str
) -> dict[str, Any]:
    name = "identifier" if type_ == "Patient" else "patient.identifier"
    response = await anybody.post(f"/fhir/{type_}/_search", data={name: NUMBER, **more}, headers=key)
    assert response.status_code == 200, response.text
    bundle: dict[str, Any] = response.json()
    assert not structure_of(bundle)
    assert CAST.identifier not in str(bundle["link"])
    return bundle


def ids(bundle: dict[str, Any], mode: str = "match") -> list[str]:
    return [one["resource"]["id"] for one in bundle.get("entry", ()) if one["search"]["mode"] == mode]


async def sent(anybody: httpx.AsyncClient, count: int = 1) -> None:
    for number in range(count):
        id_ = f"8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e{number + 20}"
        body = {**orjson.loads(notice()), "messageId": id_ if number else message().message_id}
        if number:
            body |= {"kind": "generellt-meddelande", "content": {"text": f"Number {number}"}}
        taken = await anybody.post("/svu/messages", content=orjson.dumps(body), headers=ward())
        assert taken.status_code == 202, taken.text


async def test_what_was_sent_and_got_is_found_by_the_person_and_read_by_its_id(house: House) -> None:
    async with house.open() as anybody:
        await sent(anybody)
        assert ids(await by_person(anybody, "Communication", SOCIAL)) == []
        await pulled(anybody)
        for key in (WARD, SOCIAL):
            (patient,) = ids(await by_person(anybody, "Patient", key))
            (found,) = ids(await by_person(anybody, "Communication", key, status="completed"))
            read = await anybody.get(f"/fhir/Communication/{found}", headers=key)
            assert read.status_code == 200
            assert read.json()["subject"] == {"reference": f"Patient/{patient}"}
            assert not structure_of(read.json())
            again = await anybody.get(
                f"/fhir/Communication/{found}", headers={**key, "If-None-Match": read.headers["etag"]}
            )
            assert again.status_code == 304
            version = await anybody.get(read.headers["content-location"], headers=key)
            assert version.json() == read.json()
            history = await anybody.get(f"/fhir/Communication/{found}/_history", headers=key)
            assert history.json()["total"] == 1
            as_xml = await anybody.get(f"/fhir/Communication/{found}?_format=xml", headers=key)
            assert xml.read(as_xml.content) == read.json()
            plain = await anybody.get(f"/fhir/Communication?patient=Patient/{patient}", headers=key)
            assert ids(plain.json()) == [found]
            nobody = await anybody.get(f"/fhir/Communication/{found}", headers=CLINIC)
            nothing = await anybody.get(f"/fhir/Communication/{'0' * 56}", headers=CLINIC)
            assert (nobody.status_code, nobody.content) == (404, nothing.content)
        assert ids(await by_person(anybody, "Patient", CLINIC)) == []
        assert (await by_person(anybody, "Communication", CLINIC))["total"] == 0


async def test_what_hangs_together_comes_along(house: House) -> None:
    async with house.open() as anybody:
        await sent(anybody)
        await pulled(anybody)
        found = await by_person(
            anybody, "Communication", SOCIAL, _include="Communication:encounter", _revinclude="Task:focus"
        )
        along = {
            one["resource"]["resourceType"] for one in found["entry"] if one["search"]["mode"] == "include"
        }
        assert along == {"Encounter", "Task"}
        units = await by_person(anybody, "Communication", SOCIAL, _include="Communication:recipient")
        assert ids(units, "include")[0].startswith("SE")
        (task,) = ids(await by_person(anybody, "Task", SOCIAL, status="requested"))
        (owned,) = ids(
            (
                await anybody.get(
                    f"/fhir/Task?owner={ids(units, 'include')[0]}&status=requested", headers=SOCIAL
                )
            ).json()
        )
        assert task == owned


async def test_pages_go_on_until_everything_was_shown_once(house: House) -> None:
    async with house.open() as anybody:
        await sent(anybody, 5)
        page = await by_person(anybody, "Communication", WARD, _count="2", _sort="sent")
        assert page["total"] == 5
        found = ids(page)
        while following := [one["url"] for one in page["link"] if one["relation"] == "next"]:
            assert CAST.identifier not in following[0]
            assert (await anybody.get(following[0], headers=SOCIAL)).status_code == 400
            page = (await anybody.get(following[0], headers=WARD)).json()
            found += ids(page)
        assert len(found) == len(set(found)) == 5
        plain = (await anybody.get("/fhir/Communication?_count=3", headers=WARD)).json()
        assert len(ids(plain)) == 3
        assert "total" not in plain


async def test_protection_closes_reading_as_if_nobody_were_there(house: House) -> None:
    async with house.open() as anybody:
        await sent(anybody)
        await pulled(anybody)
        (found,) = ids(await by_person(anybody, "Communication", SOCIAL))
        house.register.put(replace(CAST, protection=Protection.SEKRETESSMARKERING))
        for key in (SOCIAL, WARD):
            assert (await by_person(anybody, "Communication", key))["total"] == 0
            assert ids((await anybody.get("/fhir/Communication", headers=key)).json()) == []
        assert (await anybody.get(f"/fhir/Communication/{found}", headers=SOCIAL)).status_code == 404
        assert (await anybody.get(f"/fhir/Communication/{found}/_history", headers=SOCIAL)).status_code == 404


async def test_a_number_gets_into_no_address_and_no_log(
    house: House, capfd: pytest.CaptureFixture[str]
) -> None:
    async with house.open() as anybody:
        await sent(anybody)
        await by_person(anybody, "Communication", WARD)
        for path in (
            f"Patient?identifier={NUMBER}",
            f"Communication?_id={CAST.identifier}",
            f"Patient/{CAST.identifier}",
        ):
            refused = await anybody.get(f"/fhir/{path}", headers=WARD)
            assert refused.status_code in {400, 404}
            assert CAST.identifier not in refused.text
    logged = capfd.readouterr()
    assert CAST.identifier not in logged.out + logged.err
