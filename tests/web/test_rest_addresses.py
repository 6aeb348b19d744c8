"""No identity number in an address, in any form and anywhere that an address can stand: refused or harmless, never repeated."""

import re
import unicodedata
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_plus

import pytest

from adapter.r4 import systems
from tests.builders import SOCIAL
from tests.web import rest_house
from tests.web.rest_house import NUMBER, Rest, header, notice
from tests.web.test_writing import admission

pytestmark = pytest.mark.anyio
SHORT = f"{NUMBER[2:8]}-{NUMBER[8:]}"
LONG = f"{NUMBER[:8]}-{NUMBER[8:]}"
BARE = NUMBER[2:]
FORMS = {
    "twelve digits": NUMBER,
    "twelve with a hyphen": LONG,
    "ten digits": BARE,
    "ten with a hyphen": SHORT,
    "ten with a plus": SHORT.replace("-", "%2B"),
    "with its system": f"{systems.PERSONNUMMER}|{NUMBER}",
    "with its system, quoted": quote(f"{systems.PERSONNUMMER}|{NUMBER}", safe=""),
    "digits quoted": "".join(f"%{ord(one):02X}" for one in NUMBER),
    "an object identifier": f"urn:oid:1.2.752.129.2.1.3.1|{NUMBER}",
    "spaces between": f"{NUMBER[:8]}%20{NUMBER[8:]}",
    "wide digits": quote("".join(chr(0xFF10 + int(one)) for one in NUMBER)),
    "quoted twice": "".join(f"%25{ord(one):02X}" for one in NUMBER),
    "in a reference": f"Patient/{NUMBER}",
    "among others": f"abc,{NUMBER},def",
}
WHERE = {
    "patient": "Communication?patient={}",
    "patient of a type": "Communication?patient:Patient={}",
    "patient.identifier": "Communication?patient.identifier={}",
    "patient:identifier": "Task?patient:identifier={}",
    "subject:identifier": "CarePlan?subject:identifier={}",
    "subject:Patient.identifier": "CarePlan?subject:Patient.identifier={}",
    "subject.identifier": "CarePlan?subject.identifier={}",
    "identifier": "Patient?identifier={}",
    "identifier of another": "Communication?identifier={}",
    "_id": "Communication?_id={}",
    "_has": "Patient?_has:Communication:patient:identifier={}",
    "_include": "Communication?_include=Communication:patient:{}",
    "unknown": "Communication?whatever={}",
    "a name": "Communication?{}=x",
    "_sort": "Communication?_sort={}",
    "_elements": "Communication?_elements={}",
    "_count": "Communication?_count={}",
    "_page": "Communication?_page={}",
    "_format": "Communication?_format={}",
    "_lastUpdated": "Communication?_lastUpdated=ge{}",
    "a read": "Patient/{}",
    "a vread": "Communication/x/_history/{}",
    "a history": "Patient/{}/_history",
    "a type": "{}/x",
    "an operation": "Patient/{}/$everything",
    "a compartment": "Patient/{}/Communication",
    "a subscription": "Subscription/{}",
    "a subscription's search": "Subscription?criteria={}",
    "ids of a status": "Subscription/$status?id={}",
    "metadata": "metadata?_format={}",
    "validate": "Communication/$validate?profile={}",
}


@pytest.fixture
async def rest(tmp_path: Path) -> AsyncIterator[Rest]:
    async with rest_house.opened(tmp_path) as opened:
        await opened.sent(notice(SOCIAL))
        yield opened


def told(answer: Any) -> str:
    return f"{answer.text}{dict(answer.headers)}"


def repeated(answer: Any) -> bool:
    """However it is written, quoted or parted, that a person reading it would see the number."""
    text = unicodedata.normalize("NFKC", unquote_plus(unquote_plus(told(answer))))
    return BARE in re.sub(r"[\s+\-–.]", "", text)


def not_repeated(answer: Any) -> None:
    assert not repeated(answer), told(answer)


async def test_in_no_address_of_a_get(rest: Rest, capfd: pytest.CaptureFixture[str]) -> None:
    odd: list[str] = []
    for what, form in FORMS.items():
        for where, path in WHERE.items():
            answer = await rest.get(path.format(form), "ward")
            harmless = {200} if where == "ids of a status" else set()  # what is not there is told by its lack
            if repeated(answer) or answer.status_code not in {400, 404, 405, 406} | harmless:
                odd.append(f"{where}, {what}: {answer.status_code} {repeated(answer)}")
            if where.endswith(("identifier", "patient")) and what == "twelve digits":
                assert answer.status_code == 400, where
                assert "_search" in answer.text, where
    assert not odd, "\n".join(odd)
    logged = capfd.readouterr()
    metrics = (await rest.anybody.get("/metrics")).text
    for form in (NUMBER, LONG, SHORT, BARE):
        assert form not in logged.out + logged.err + metrics


async def test_in_no_address_of_a_post_or_put(rest: Rest, capfd: pytest.CaptureFixture[str]) -> None:
    body = admission("0c9a7a9e-5a3f-4f3c-9a51-0d7c6b1f2e11")
    for what, form in FORMS.items():
        for method, path in (
            ("POST", "Communication?identifier={}"),
            ("POST", "Patient/_search?identifier={}"),
            ("POST", "Communication/_search?patient={}"),
            ("POST", "Communication/{}"),
            ("PUT", "Communication?identifier={}"),
            ("PUT", "CarePlan/{}"),
            ("PUT", "CarePlan?patient.identifier={}"),
            ("PUT", "Consent/{}"),
            ("PUT", "Task/{}"),
            ("DELETE", "Subscription/{}"),
            ("DELETE", "Communication?identifier={}"),
            ("PATCH", "Communication/{}"),
            ("POST", "Patient/{}/$everything"),
        ):
            answer = await rest.anybody.request(
                method, f"/fhir/{path.format(form)}", json=body, headers=header("ward")
            )
            assert 400 <= answer.status_code < 500, (method, path, what, answer.text)
            not_repeated(answer)
    logged = capfd.readouterr()
    assert NUMBER not in logged.out + logged.err


@pytest.mark.parametrize(
    "name", ["If-None-Exist", "If-Match", "If-None-Match", "Prefer", "If-Modified-Since", "Accept"]
)
async def test_in_no_header(rest: Rest, name: str, capfd: pytest.CaptureFixture[str]) -> None:
    body = admission("0c9a7a9e-5a3f-4f3c-9a51-0d7c6b1f2e11")
    for value in (
        NUMBER,
        LONG,
        f"identifier={systems.PERSONNUMMER}|{NUMBER}",
        f"identifier={systems.MESSAGE_ID}|{NUMBER}",
        f'W/"{NUMBER}"',
        f"return={NUMBER}",
    ):
        for method, path in (("POST", "Communication"), ("GET", "Communication"), ("PUT", "CarePlan/x")):
            answer = await rest.anybody.request(
                method, f"/fhir/{path}", json=body, headers={**header("ward"), name: value}
            )
            assert answer.status_code < 500
            assert value not in told(answer).replace(answer.text, "")
            if answer.status_code >= 400:
                not_repeated(answer)
    logged = capfd.readouterr()
    assert NUMBER not in logged.out + logged.err


async def test_in_no_entry_of_a_bundle(rest: Rest, capfd: pytest.CaptureFixture[str]) -> None:
    for form in FORMS.values():
        entries: list[dict[str, Any]] = [
            {"request": {"method": "GET", "url": path.format(form)}}
            for path in (
                "Patient?identifier={}",
                "Patient/{}",
                "Communication?_id={}",
                "Communication?subject:identifier={}",
                "{}",
            )
        ]
        entries += [
            {"request": {"method": "DELETE", "url": f"Patient/{form}"}},
            {
                "resource": admission(),
                "request": {"method": "POST", "url": "Communication", "ifNoneExist": f"identifier={form}"},
            },
            {"resource": admission(), "request": {"method": "PUT", "url": f"Communication/{form}"}},
            {"fullUrl": form, "request": {"method": "GET", "url": "Communication", "ifNoneMatch": form}},
        ]
        batch = {"resourceType": "Bundle", "type": "batch", "entry": entries}
        answer = await rest.post("", batch, "ward")
        assert answer.status_code in {200, 400, 422}, answer.text
        not_repeated_but_in_resources(answer)
        for entry in entries:
            one = await rest.post(
                "", {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}, "ward"
            )
            assert 400 <= one.status_code < 500, (entry, one.text)
            not_repeated(one)
    logged = capfd.readouterr()
    assert NUMBER not in logged.out + logged.err


def not_repeated_but_in_resources(answer: Any) -> None:
    """The person's own record holds the number; nothing else does."""
    for entry in answer.json().get("entry", ()):
        said = {name: value for name, value in entry.items() if name != "resource"}
        assert NUMBER not in str(said)
        if entry.get("resource", {}).get("resourceType") == "OperationOutcome" or not entry.get("resource"):
            assert LONG not in str(entry)
            assert NUMBER not in str(entry)


async def test_in_no_criteria_of_a_subscription(rest: Rest, capfd: pytest.CaptureFixture[str]) -> None:
    for form in FORMS.values():
        for criteria in (
            f"Communication?patient.identifier={form}",
            f"Communication?recipient={SOCIAL}&patient={form}",
            f"Communication?recipient={form}",
            form,
        ):
            body = {
                "resourceType": "Subscription",
                "status": "requested",
                "reason": f"To fetch what is new of {NUMBER}",
                "criteria": criteria,
                "channel": {
                    "type": "rest-hook",
                    "endpoint": f"https://kommun.example/{form}",
                    "payload": "application/fhir+json",
                    "header": [f"X-Who: {form}"],
                },
            }
            answer = await rest.post("Subscription", body, "social")
            assert 400 <= answer.status_code < 500, answer.text
            not_repeated(answer)
    logged = capfd.readouterr()
    assert NUMBER not in logged.out + logged.err


async def test_links_of_a_search_by_the_person_hold_no_number(rest: Rest) -> None:
    for number in range(3):
        await rest.sent(
            notice(
                SOCIAL,
                messageId=f"8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e{number + 40}",
                kind="generellt-meddelande",
                content={"text": f"Nummer {number}"},
                consent=None,
            )
        )
    for type_, form in (
        ("Communication", {}),
        ("Patient", {"_revinclude": "Communication:patient"}),
        ("Communication", {"subject:identifier": f"{systems.PERSONNUMMER}|{NUMBER}"}),
    ):
        page = await rest.search(type_, "ward", _count="1", **form)
        while True:
            links = str(page["link"])
            assert NUMBER not in links
            assert BARE not in links
            following = [one["url"] for one in page["link"] if one["relation"] == "next"]
            for entry in page.get("entry", ()):
                assert NUMBER not in entry["fullUrl"]
            if not following:
                break
            page = (await rest.get(following[0].partition("/fhir/")[2], "ward")).json()
