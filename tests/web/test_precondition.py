"""If-Match and ETag on messages that write a plan."""

from typing import Any

import pytest

from adapter.acknowledgement.receipt import STALE_RULE
from adapter.model.ids import ANY_VERSION, plan_version
from adapter.model.issue import Issue, Severity
from adapter.web.errors import refusal_status
from tests.builders import message
from tests.web.service import JSON, Parts, client, issues, native, rule

pytestmark = pytest.mark.anyio
PLAN: dict[str, Any] = {
    "kind": "sip",
    "episode": None,
    "content": {
        "planId": "sip-1",
        "mainGoal": "Att kunna bo hemma.",
        "interventions": [{"text": "Hemsjukvård", "responsible": "Hemsjukvården"}],
        "coordinator": {"unit": "SE2321000222-HC01"},
        "followUpAt": "2026-04-02T10:00:00+02:00",
    },
}
VERSION = plan_version(message().message_id)


async def test_the_receipt_of_a_plan_message_has_its_version_when_made_and_when_read() -> None:
    async with client(Parts()) as ward:
        made = await ward.post("/svu/messages", content=native(**PLAN), headers=JSON)
        again = await ward.post("/svu/messages", content=native(**PLAN), headers=JSON)
        read = await ward.get(f"/svu/messages/{message().message_id}")
        other = await ward.get("/svu/messages/none")
    assert made.status_code == 202, made.text
    assert {one.headers["etag"] for one in (made, again, read)} == {f'W/"{VERSION}"'}
    assert message().message_id not in VERSION
    assert "etag" not in other.headers


async def test_neither_a_refused_plan_nor_another_kind_nor_an_annulment_has_a_version() -> None:
    parts = Parts()
    annulled = {**PLAN, "action": "annul", "relates_to": VERSION, "content": {"reason": "fel-person"}}
    async with client(parts) as ward:
        notice = await ward.post("/svu/messages", content=native(), headers=JSON)
        parts.adapter.seen.clear()
        gone = await ward.post("/svu/messages", content=native(**annulled), headers=JSON)
        parts.adapter.seen.clear()
        parts.adapter.refused = True
        await ward.post("/svu/messages", content=native(**PLAN), headers=JSON)
        refused = await ward.get(f"/svu/messages/{message().message_id}")
    assert notice.status_code == gone.status_code == 202, gone.text
    assert refused.status_code == 200
    assert not any("etag" in one.headers for one in (notice, gone, refused))


@pytest.mark.parametrize(
    ("given", "versions"),
    [
        (None, None),
        ('"a"', {"a"}),
        (f'W/"{VERSION}"', {VERSION}),
        ('"a", W/"b" ,"c"', {"a", "b", "c"}),
        ("*", {ANY_VERSION}),
        ('""', {""}),
        ('"*"', set()),
        ('"a", W/"*"', {"a"}),
    ],
)
async def test_the_versions_that_a_request_builds_on_reach_the_decision(
    given: str | None, versions: set[str] | None
) -> None:
    parts = Parts()
    async with client(parts) as ward:
        response = await ward.post(
            "/svu/messages",
            content=native(**PLAN),
            headers={**JSON, **({"If-Match": given} if given is not None else {})},
        )
    assert response.status_code == 202, response.text
    assert parts.adapter.expected == [versions]


@pytest.mark.parametrize("given", ["a", '"a" "b"', '"a",', "", 'w/"a"', '*, "a"'])
async def test_an_if_match_that_is_no_list_of_etags_is_not_ignored(given: str) -> None:
    parts = Parts()
    async with client(parts) as ward:
        response = await ward.post(
            "/svu/messages", content=native(**PLAN), headers={**JSON, "If-Match": given}
        )
    assert response.status_code == 400
    assert rule(response) == "HTTP-IF-MATCH"
    assert parts.adapter.seen == []


async def test_an_if_match_beside_what_makes_no_version_or_an_export_is_not_ignored() -> None:
    parts = Parts()
    headers = {**JSON, "If-Match": f'"{VERSION}"'}
    async with client(parts) as ward:
        notice = await ward.post("/svu/messages", content=native(), headers=headers)
        export = await ward.post("/svu/import/lifecare-sp", content=b"[]", headers=headers)
    assert [notice.status_code, export.status_code] == [400, 400]
    assert parts.adapter.seen == []


async def test_a_message_that_does_not_build_on_the_newest_version_is_412_and_a_conflict() -> None:
    parts = Parts()
    parts.adapter.refused, parts.adapter.rule = True, STALE_RULE
    async with client(parts) as ward:
        response = await ward.post("/svu/messages", content=native(**PLAN), headers=JSON)
    assert response.status_code == 412
    (issue,) = issues(response)
    assert (issue["severity"], issue["code"]) == ("error", "conflict")
    assert rule(response) == STALE_RULE
    assert response.json()["status"] == 412


def test_a_warning_of_it_is_no_refusal() -> None:
    warned = Issue(Severity.WARNING, STALE_RULE, "$", "x")
    assert refusal_status((warned,)) == 422
