"""`/svu/openapi.json`: every route with what it takes and what it answers."""

import re
from typing import Any

import pytest

from tests.web.service import Parts, client

pytestmark = pytest.mark.anyio


async def operations() -> dict[tuple[str, str], dict[str, Any]]:
    async with client(Parts()) as ward:
        paths = (await ward.get("/svu/openapi.json")).json()["paths"]
    return {(method.upper(), path): told for path, ways in paths.items() for method, told in ways.items()}


@pytest.mark.parametrize(
    ("method", "path", "statuses", "media", "query"),
    [
        ("POST", "/svu/messages", {"200", "202"}, {"application/json"}, []),
        ("GET", "/svu/messages/{message_id}/deadlines", {"200"}, {"application/json"}, []),
        ("GET", "/svu/messages/{message_id}/deviations", {"200"}, {"application/json"}, []),
        ("GET", "/svu/forms/{kind}", {"200"}, {"application/pdf"}, []),
        (
            "GET",
            "/fhir/metadata",
            {"200"},
            {"application/fhir+json", "application/fhir+xml"},
            ["mode", "_format", "_pretty"],
        ),
        (
            "GET",
            "/svu/reports/{month}",
            {"200"},
            {
                "application/json",
                "text/csv",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "application/fhir+json",
            },
            ["region", "municipality", "format"],
        ),
    ],
)
async def test_a_route_is_told_with_its_answers(
    method: str, path: str, statuses: set[str], media: set[str], query: list[str]
) -> None:
    told = (await operations())[(method, path)]
    assert statuses | {"4XX", "5XX"} == set(told["responses"])
    for status in statuses:
        assert set(told["responses"][status]["content"]) == media
    parameters = told.get("parameters", [])
    assert [one["name"] for one in parameters if one["in"] == "query"] == query
    assert [one["name"] for one in parameters if one["in"] == "path"] == re.findall(r"{(\w+)}", path)


async def test_what_is_told_of_is_what_is_answered() -> None:
    async with client(Parts()) as ward:
        form = await ward.get("/svu/forms/sip")
    told = (await operations())[("GET", "/svu/forms/{kind}")]
    assert form.headers["content-type"] in told["responses"]["200"]["content"]
