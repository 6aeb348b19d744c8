"""Writing over REST from outside: the same receipt as natively, whose unit one may write for, conditions, Bundles, limits, XML."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapter.model.person import Protection
from adapter.r4 import xml
from adapter.sandbox.people import CAST
from tests import planning
from tests.builders import HEALTH_CENTRE, SOCIAL, WARD
from tests.web import rest_house
from tests.web.rest_house import ID, NUMBER, TYPES, Rest, header, notice
from tests.web.service import issues, rule
from tests.web.test_rest_access import NOBODY, SECOND, THIRD, basis
from tests.web.test_writing import admission, consent_form, form, plan, unit

pytestmark = pytest.mark.anyio
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    b'<Communication xmlns="http://hl7.org/fhir"><id value="&c;"/></Communication>'
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    b'<Communication xmlns="http://hl7.org/fhir"><id value="&a;"/></Communication>'
)
BARE = b'<!DOCTYPE Communication><Communication xmlns="http://hl7.org/fhir"/>'


@pytest.fixture
async def rest(tmp_path: Path) -> AsyncIterator[Rest]:
    async with rest_house.opened(tmp_path) as opened:
        yield opened


async def receipt(rest: Rest, id_: str, key: str = "ward") -> dict[str, Any]:
    response = await rest.anybody.get(f"/svu/messages/{id_}", headers=header(key))
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def test_the_receipt_is_the_native_ones_whichever_way_is_taken_first(rest: Rest) -> None:
    """One message id is one message by both ways: the second way gets the first answer, or a conflict."""
    first = await rest.post("Communication", admission(SECOND), "ward")
    assert first.status_code == 201, first.text
    told = await receipt(rest, SECOND)
    assert {one["recipient"] for one in told["verdicts"]} == {SOCIAL, HEALTH_CENTRE}
    assert str(len(told["verdicts"])) in first.headers["svu-verdicts"]
    other = await rest.native(notice(SOCIAL, messageId=SECOND))
    assert other.status_code == 409
    changed = await rest.post("Communication", admission(SECOND, recipient=[unit(SOCIAL)]), "ward")
    assert (changed.status_code, rule(changed)) == (409, "HTTP-CONFLICT")
    again = await rest.post("Communication", admission(SECOND), "ward")
    assert (again.status_code, again.headers["location"]) == (200, first.headers["location"])
    assert await receipt(rest, SECOND) == told
    (read,) = [
        one for name, one in (await rest.everything("ward")).items() if name.startswith("Communication/")
    ]
    assert read["identifier"][0]["value"] == SECOND


async def test_nobody_writes_for_anothers_unit(rest: Rest) -> None:
    posted: tuple[tuple[str, Any], ...] = (
        ("Communication", admission(SECOND, sender=unit(WARD))),
        ("CarePlan", form(plan(), "CarePlan")),
        ("Consent", consent_form()),
    )
    for type_, body in posted:
        refused = await rest.post(type_, body, "social")
        assert refused.status_code == 403, (type_, refused.text)
        assert NUMBER not in refused.text
    assert await rest.everything("ward") == {}
    several = await rest.post("Communication", admission(THIRD), "several")
    assert several.status_code in {400, 422}, "two units: which one is it?"
    named = await rest.post("Communication", admission(THIRD, sender=unit(WARD)), "several")
    assert named.status_code == 201, named.text


async def test_an_unknown_recipient_is_told_and_who_is_known_gets_it(rest: Rest) -> None:
    stranger = "SE2120002627-XYZ9"
    body = admission(SECOND, recipient=[unit(SOCIAL), unit(stranger)])
    made = await rest.post("Communication", body, "ward", Prefer="return=OperationOutcome")
    native = await rest.native(notice(SOCIAL, stranger, messageId=THIRD, consent=None))
    assert (made.status_code >= 400) is (native.status_code >= 400)
    if made.status_code < 400:
        outcomes = {one["recipient"]: one["outcome"] for one in (await receipt(rest, SECOND))["verdicts"]}
        assert outcomes[stranger] == "refuse"
        assert outcomes[SOCIAL] != "refuse"


async def test_what_is_not_there_is_not_put(rest: Rest) -> None:
    await rest.sent(notice(SOCIAL))
    await rest.pull(SOCIAL, "social")
    got = await rest.everything("social")
    for type_ in ("Task", "Consent", "CarePlan"):
        mine = next((one for name, one in got.items() if name.startswith(f"{type_}/")), None)
        body = mine or {**form(plan(), "CarePlan"), "id": NOBODY}
        body |= {"status": "completed"} if type_ == "Task" else {}
        hidden = await rest.put(f"{type_}/{body['id']}", body, "clinic", If_Match='W/"1"')
        nothing = await rest.put(f"{type_}/{NOBODY}", {**body, "id": NOBODY}, "clinic", If_Match='W/"1"')
        assert (hidden.status_code, hidden.text) == (nothing.status_code, nothing.text)
        assert hidden.status_code == 404, (type_, hidden.text)
    for type_ in set(TYPES) - {"Task", "Consent", "CarePlan"}:
        refused = await rest.put(f"{type_}/{NOBODY}", {"resourceType": type_, "id": NOBODY}, "ward")
        assert refused.status_code == 405, type_


async def test_a_task_completes_once_and_by_its_owner_alone(rest: Rest) -> None:
    await rest.sent(notice(SOCIAL, HEALTH_CENTRE))
    await rest.pull(SOCIAL, "social")
    await rest.pull(HEALTH_CENTRE, "clinic")
    got = await rest.everything("social")
    (task,) = [one for name, one in got.items() if name.startswith("Task/")]
    done = {**task, "status": "completed"}
    for key in ("clinic", "ward", "home"):
        assert (await rest.put(f"Task/{task['id']}", done, key)).status_code == 404, key
    assert (await rest.put(f"Task/{task['id']}", done, "reader")).status_code == 403
    half = await rest.put(f"Task/{task['id']}", {**task, "status": "rejected"}, "social")
    assert half.status_code == 422, half.text
    for _ in range(2):
        met = await rest.put(f"Task/{task['id']}", done, "social")
        assert met.status_code == 200, met.text
    states = {one["recipient"]: one for one in (await receipt(rest, ID))["verdicts"]}
    assert states[SOCIAL]["kvittens"]["metAt"]
    assert not states[HEALTH_CENTRE]["kvittens"].get("metAt")


async def test_a_withdrawal_by_put_closes_reading_and_what_waits(rest: Rest) -> None:
    given = await rest.post("Consent", consent_form(), "ward")
    assert given.status_code == 201, given.text
    await rest.sent(notice(SOCIAL, consent=None))
    await rest.sent(basis(SOCIAL))
    assert len(await rest.pull(SOCIAL, "social")) == 2
    assert "QuestionnaireResponse" in str(await rest.everything("social"))
    await rest.sent(basis(SOCIAL, messageId=THIRD))
    kept = given.json()
    gone = {**kept, "status": "inactive", "dateTime": "2026-03-02T09:45:00+01:00"}
    ended = await rest.put(f"Consent/{kept['id']}", gone, "ward", If_Match=given.headers["etag"])
    assert ended.status_code == 200, ended.text
    left = [one for one in await rest.pull(SOCIAL, "social") if "planeringsunderlag" in str(one["entry"][0])]
    assert "Känd sedan" not in str(left)
    after = await rest.everything("social")
    assert "Känd sedan" not in str(after)
    assert not any(one.startswith("QuestionnaireResponse/") for one in after)
    waits = (await receipt(rest, THIRD))["verdicts"][0]
    assert waits["delivery"]["state"] not in {"delivered", "fetched"}
    versions = await rest.get(f"Consent/{kept['id']}/_history", "ward")
    assert versions.json()["total"] == 2


async def test_a_transaction_is_all_or_nothing(rest: Rest) -> None:
    two = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {"resource": admission(one), "request": {"method": "POST", "url": "Communication"}}
            for one in (SECOND, THIRD)
        ],
    }
    refused = await rest.post("", two, "ward")
    assert (refused.status_code, rule(refused)) == (422, "READ-TRANSACTION")
    mixed = {**two, "entry": [two["entry"][0], {"request": {"method": "GET", "url": "Communication"}}]}
    assert 400 <= (await rest.post("", mixed, "ward")).status_code < 500
    broken = {
        **two,
        "entry": [
            two["entry"][0],
            {
                "fullUrl": "urn:uuid:7b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e11",
                "resource": {"resourceType": "Goal", "lifecycleStatus": "no-such"},
                "request": {"method": "POST", "url": "Goal"},
            },
        ],
    }
    assert 400 <= (await rest.post("", broken, "ward")).status_code < 500
    assert await rest.everything("ward") == {}
    for id_ in (SECOND, THIRD):
        gone = await rest.anybody.get(f"/svu/messages/{id_}", headers=header("ward"))
        assert gone.status_code == 404


async def test_a_batch_is_partial_and_has_its_limit(rest: Rest) -> None:
    entry = {"request": {"method": "GET", "url": "Communication?_count=1"}}
    write = {"resource": admission(SECOND), "request": {"method": "POST", "url": "Communication"}}
    bad = {
        "resource": {"resourceType": "Communication"},
        "request": {"method": "POST", "url": "Communication"},
    }
    other = {"resource": admission(THIRD, sender=unit(HEALTH_CENTRE)), "request": write["request"]}
    nested = {
        "resource": {"resourceType": "Bundle", "type": "batch", "entry": []},
        "request": {"method": "POST", "url": "Bundle"},
    }
    bundle = {"resourceType": "Bundle", "type": "batch", "entry": [bad, write, other, nested, entry, write]}
    answer = await rest.post("", bundle, "ward")
    assert answer.status_code == 200, answer.text
    statuses = [one["response"]["status"][:3] for one in answer.json()["entry"]]
    assert statuses[0] == "422"
    assert statuses[1] == "201"
    assert statuses[2] == "403"
    assert statuses[3].startswith("4")
    assert statuses[4:] == ["200", "200"]
    many = {"resourceType": "Bundle", "type": "batch", "entry": [entry] * 51}
    assert 400 <= (await rest.post("", many, "ward")).status_code < 500


async def test_a_base_may_end_with_a_slash(rest: Rest) -> None:
    """Where a client keeps its base with one, a Bundle is posted there."""
    bundle = {
        "resourceType": "Bundle",
        "type": "batch",
        "entry": [{"request": {"method": "GET", "url": "Communication"}}],
    }
    for path in ("/fhir", "/fhir/"):
        answer = await rest.anybody.post(path, json=bundle, headers=header("ward"))
        assert answer.status_code == 200, path
        assert (await rest.anybody.post(path, json=bundle)).status_code == 401


async def raw(rest: Rest, path: str, content: bytes, type_: str, **more: str) -> httpx.Response:
    headers = {**header("ward", **more), "Content-Type": type_}
    return await rest.anybody.post(f"/fhir{path}", content=content, headers=headers)


async def test_only_fhirs_formats_are_read_and_no_more_than_there_is_room_for(rest: Rest) -> None:
    body = httpx.Request("POST", "https://x", json=admission(SECOND)).content
    for type_ in ("text/plain", "application/x-www-form-urlencoded", "application/pdf", "text/csv", ""):
        refused = await raw(rest, "/Communication", body, type_)
        assert refused.status_code == 415, type_
        assert refused.headers["content-type"].startswith("application/fhir+json")
    latin = await raw(rest, "/Communication", body, "application/fhir+json; charset=iso-8859-1")
    assert latin.status_code == 415
    for path in (
        "/Communication",
        "/Consent",
        "/CarePlan",
        "",
        "/Communication/$validate",
        "/$process-message",
    ):
        huge = await raw(rest, path, b'{"x":"' + b"a" * (6 << 20) + b'"}', "application/fhir+json")
        assert huge.status_code == 413, path
        assert huge.json()["resourceType"] == "OperationOutcome"
        deep = await raw(rest, path, b"[" * 100_000, "application/fhir+json")
        assert 400 <= deep.status_code < 500, path
        deeper = await raw(rest, path, b'{"a":' * 20_000 + b"1" + b"}" * 20_000, "application/fhir+json")
        assert 400 <= deeper.status_code < 500, path
        for odd in (
            b"",
            b"null",
            b"[]",
            b'"x"',
            b"{}",
            b"\xff\xfe",
            b'{"resourceType": 1}',
            b'{"resourceType": "Nothing"}',
        ):
            answer = await raw(rest, path, odd, "application/fhir+json")
            assert 400 <= answer.status_code < 500 or path.endswith("$validate"), (path, odd)
            assert answer.json()["resourceType"] == "OperationOutcome"


async def test_xml_goes_in_and_out_and_defines_nothing(rest: Rest) -> None:
    for path in ("/Communication", "", "/Consent", "/Communication/$validate", "/$process-message"):
        for bad in (BOMB, OUTSIDE, BARE, b"<x/>", b"", b"<Communication>" * 5000):
            refused = await raw(rest, path, bad, "application/fhir+xml")
            assert 400 <= refused.status_code < 500, (path, bad[:40], refused.text)
            assert "aaaaaaaaaaaa" not in refused.text
            assert "root:" not in refused.text
            assert refused.json()["resourceType"] == "OperationOutcome"
    made = await raw(
        rest,
        "/Communication",
        xml.write(admission(SECOND)),
        "application/fhir+xml",
        Accept="application/fhir+json",
    )
    assert made.status_code == 201, made.text
    same = await rest.post("Communication", admission(SECOND), "ward", Accept="application/fhir+xml")
    assert same.status_code == 200, same.text
    assert xml.read(same.content) == made.json()
    for path in ("Communication", "Patient", "AuditEvent", "metadata"):
        found = await rest.get(path, "ward", Accept="application/fhir+xml")
        assert found.status_code == 200
        assert xml.read(found.content)["resourceType"] in {"Bundle", "CapabilityStatement"}


async def test_a_stale_plan_is_not_written_over(rest: Rest) -> None:
    called = await rest.post("Communication", form(planning.calls(SOCIAL)), "clinic")
    assert called.status_code == 201, called.text
    made = await rest.post("CarePlan", form(plan(), "CarePlan"), "clinic")
    assert made.status_code == 201, made.text
    kept = made.json()
    body = {**kept, "description": "Ändrad", "extension": [*kept.get("extension", ()), *_to(SOCIAL)]}
    for match in ('W/"nothing"', '"*"', '"', ""):
        answer = await rest.put(f"CarePlan/{kept['id']}", body, "clinic", If_Match=match)
        assert 400 <= answer.status_code < 500, match
    weak = made.headers["etag"]
    done = await rest.put(f"CarePlan/{kept['id']}", body, "clinic", If_Match=weak)
    assert done.status_code == 200, done.text
    assert done.headers["etag"] != weak
    stale = await rest.put(f"CarePlan/{kept['id']}", {**body, "description": "Åter"}, "clinic", If_Match=weak)
    assert stale.status_code == 412
    assert (await rest.get(f"CarePlan/{kept['id']}", "clinic")).json()["description"] == "Ändrad"
    await rest.pull(SOCIAL, "social")
    theirs = [one for name, one in (await rest.everything("social")).items() if name.startswith("CarePlan/")]
    for one in theirs:
        read = await rest.get(f"CarePlan/{one['id']}", "social")
        refused = await rest.put(
            f"CarePlan/{one['id']}",
            {**one, "description": "Vår", "author": unit(HEALTH_CENTRE)},
            "social",
            If_Match=read.headers["etag"],
        )
        assert 400 <= refused.status_code < 500
    assert (await rest.get(f"CarePlan/{kept['id']}", "clinic")).json()["description"] == "Ändrad"


def _to(*units: str) -> list[dict[str, Any]]:
    url = "https://svu-adapter.example/fhir/StructureDefinition/svu-recipient"
    return [{"url": url, "valueReference": unit(one)} for one in units]


async def test_a_protected_person_is_answered_as_one_that_nobody_knows(rest: Rest) -> None:
    """Semantics 15, over REST: protected, unknown and R-numbers get one and the same answer by every type."""
    rest.register.put(replace(CAST.green, protection=Protection.SEKRETESSMARKERING))
    told = []
    for number in (CAST.green.identifier, "189001019802"):
        for type_, body in (("Communication", admission()), ("Consent", consent_form())):
            text = httpx.Request("POST", "https://x", json=body).content.decode().replace(NUMBER, number)
            answer = await raw(rest, f"/{type_}", text.encode(), "application/fhir+json")
            assert answer.status_code == 422, answer.text
            assert number not in answer.text
            told.append((type_, [(one["details"], one.get("diagnostics")) for one in issues(answer)]))
    assert told[0] == told[2]
    assert told[1] == told[3]
    assert await rest.everything("ward") == {}
