"""Who is let in, how much of what, and one shape for every error."""

import re
from typing import Any

import httpx
import orjson
import pytest

from adapter.model.errors import IdentityConflict, LeaseLost, NotAllowed, Stale, StoreFull, StoreUnavailable
from adapter.web.app import create_app
from adapter.web.rate import Rate
from tests.builders import PERSON, SOCIAL
from tests.web.service import DELIVERY, FHIR, JSON, Limits, Parts, client, issues, native
from tests.web.test_fhir import bundle

pytestmark = pytest.mark.anyio
OPEN = {"/health/live", "/health/ready"}
UUID = re.compile(r"[0-9a-f-]{36}")


def routes() -> list[tuple[str, str]]:
    """Every route there is, filled in: asked of the app itself, so that a new one cannot be forgotten."""
    app = create_app(Parts())
    found: list[tuple[str, str]] = []
    for route in app.routes:
        path = re.sub(r"\{[^}]+\}", DELIVERY, getattr(route, "path", ""))
        found.extend((method, path) for method in sorted(getattr(route, "methods", ())) if method != "HEAD")
    assert len(found) == 46
    return found


ROUTES = routes()
FORMS = [(method, path) for method, path in ROUTES if path.endswith("/_search")]
TAKING = [
    (method, path)
    for method, path in ROUTES
    if method in {"POST", "PUT"} and "mailbox" not in path and (method, path) not in FORMS
]


def the_shape(response: httpx.Response, path: str) -> None:
    """An OperationOutcome under /fhir, a problem that carries one elsewhere."""
    kind = response.headers["content-type"]
    body: dict[str, Any] = response.json()
    if path.startswith("/fhir"):
        assert kind == "application/fhir+json"
        assert set(body) == {"resourceType", "issue"}
    else:
        assert kind == "application/problem+json"
        assert set(body) == {"type", "title", "status", "operationOutcome"}
        assert body["status"] == response.status_code
    for issue in issues(response):
        assert {"severity", "code", "details"} <= set(issue)
        assert issue["details"]["text"]
    assert response.headers["x-request-id"]
    assert "Traceback" not in response.text


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_every_route_but_health_wants_a_key(method: str, path: str) -> None:
    async with client(Parts(), None) as nobody:
        response = await nobody.request(method, path)
    if path in OPEN:
        assert response.status_code == 200
        return
    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")
    the_shape(response, path)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer nobody", "Basic ward", "Bearer wärd", "ward"]
)
async def test_a_key_that_nobody_has_opens_nothing(header: str) -> None:
    async with client(Parts(), None) as nobody:
        response = await nobody.get("/svu/schema", headers={b"Authorization": header.encode("latin-1")})
    assert response.status_code == 401


async def test_two_keys_in_one_request_open_nothing() -> None:
    async with client(Parts(), None) as nobody:
        both = [("Authorization", "Bearer ward"), ("Authorization", "Bearer social")]
        assert (await nobody.get("/svu/schema", headers=both)).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "key"),
    [
        ("POST", "/svu/messages", "reader"),
        ("POST", "/fhir/$process-message", "reader"),
        ("POST", f"/svu/mailbox/{DELIVERY}/kvittens", "reader"),
        ("PUT", f"/fhir/Task/{DELIVERY}", "reader"),
        ("GET", f"/svu/messages/{DELIVERY}", "operator"),
        ("GET", f"/svu/mailbox?unit={SOCIAL}", "operator"),
        ("GET", "/metrics", "ward"),
    ],
)
async def test_a_right_that_is_missing_is_403(method: str, path: str, key: str) -> None:
    async with client(Parts(), key) as caller:
        response = await caller.request(method, path)
    assert response.status_code == 403
    the_shape(response, path)


async def test_figures_are_for_operators() -> None:
    async with client(Parts(), "operator") as operator:
        response = await operator.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(("method", "path"), TAKING)
async def test_a_body_that_is_too_large_is_413_by_its_length_and_as_it_comes(method: str, path: str) -> None:
    parts = Parts(limits=Limits(body_limit=1000))

    async def stream() -> Any:
        for _ in range(20):
            yield b"x" * 100

    async with client(parts) as ward:
        stated = await ward.request(method, path, content=b"x" * 1001, headers=JSON)
        streamed = await ward.request(
            method, path, content=stream(), headers=JSON if path[1] == "s" else FHIR
        )
    for response in (stated, streamed):
        assert response.status_code == 413
        the_shape(response, path)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json; charset=latin-1"},
        {"Content-Type": "application/xml"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
        {"Content-Type": "application/fhir+json"},
    ],
)
async def test_a_body_in_another_format_is_415(headers: dict[str, str]) -> None:
    async with client(Parts()) as ward:
        response = await ward.post("/svu/messages", content=native(), headers=headers)
    assert response.status_code == 415
    the_shape(response, "/svu/messages")


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/fhir+json; fhirVersion=4.0; charset=UTF-8", 422),
        ("application/json", 422),
        ("application/fhir+json; fhirVersion=5.0", 415),
        ("application/fhir+xml", 422),
        ("text/turtle", 415),
        ("application/fhir+json; profile=x", 422),
    ],
)
async def test_fhir_says_which_version_it_is(kind: str, status: int) -> None:
    async with client(Parts()) as ward:
        response = await ward.post("/fhir/$process-message", content=b"{}", headers={"Content-Type": kind})
    assert response.status_code == status


async def test_whoever_asks_too_fast_waits_and_nobody_else_does() -> None:
    parts = Parts(limits=Limits(rate_per_second=0.5, rate_burst=2))
    app = create_app(parts)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="https://x") as anybody:
        codes = [
            (await anybody.get("/svu/schema", headers={"Authorization": f"Bearer {key}"})).status_code
            for key in ("ward", "ward", "ward", "social")
        ]
        limited = await anybody.get("/svu/schema", headers={"Authorization": "Bearer ward"})
    assert codes == [200, 200, 429, 200]
    assert limited.headers["retry-after"] == "2"
    the_shape(limited, "/svu/schema")


def test_tokens_come_back_with_time_up_to_the_burst() -> None:
    at = [0.0]
    rate = Rate(10.0, 2, lambda: at[0])
    assert [rate.wait("a"), rate.wait("a"), rate.wait("a")] == [0, 0, 1]
    at[0] += 0.1
    assert [rate.wait("a"), rate.wait("a")] == [0, 1]
    at[0] += 3600
    assert [rate.wait("a"), rate.wait("a"), rate.wait("a")] == [0, 0, 1]


@pytest.mark.parametrize("path", ["/", "/svu", "/fhir/Patient/1", "/svu/messages/", f"/nothing/{PERSON}"])
async def test_what_is_not_there_is_404_in_the_same_shape(path: str) -> None:
    async with client(Parts()) as ward:
        response = await ward.get(path)
    assert response.status_code == 404
    the_shape(response, path)
    assert PERSON not in response.text


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_another_method_is_405_in_the_same_shape(method: str, path: str) -> None:
    async with client(Parts()) as ward:
        response = await ward.request("PATCH", path)
    assert response.status_code == 405
    assert method in response.headers["allow"]
    the_shape(response, path)


@pytest.mark.parametrize(
    "trouble",
    [
        IdentityConflict(),
        NotAllowed("no"),
        StoreUnavailable("x"),
        StoreFull("x"),
        Stale("x"),
        LeaseLost("x"),
        KeyError(PERSON),
        RecursionError(),
    ],
)
@pytest.mark.parametrize("path", ["/svu/messages", "/fhir/$process-message"])
async def test_every_error_has_the_same_shape_whatever_it_was(trouble: Exception, path: str) -> None:
    parts = Parts()
    parts.adapter.trouble = trouble
    fhir = path.startswith("/fhir")
    async with client(parts) as ward:
        response = await ward.post(
            path, content=orjson.dumps(bundle()) if fhir else native(), headers=FHIR if fhir else JSON
        )
    assert response.status_code >= 400
    the_shape(response, path)
    assert PERSON not in response.text


async def test_ids_are_echoed_and_made_when_they_are_missing() -> None:
    async with client(Parts()) as ward:
        given = await ward.get("/svu/schema", headers={"X-Request-Id": "abc-1", "X-Correlation-Id": "abc-2"})
        one = await ward.get("/svu/schema", headers={"X-Request-Id": "abc-1"})
        none = await ward.get("/svu/schema")
    assert (given.headers["x-request-id"], given.headers["x-correlation-id"]) == ("abc-1", "abc-2")
    assert one.headers["x-correlation-id"] == "abc-1"
    assert UUID.fullmatch(none.headers["x-request-id"])


@pytest.mark.parametrize("strange", [PERSON, "two words", "x" * 129, "å"])
async def test_an_id_that_is_none_or_holds_a_number_is_replaced(strange: str) -> None:
    async with client(Parts()) as ward:
        response = await ward.get("/svu/schema", headers={b"X-Request-Id": strange.encode("latin-1")})
    assert UUID.fullmatch(response.headers["x-request-id"])


async def test_requests_are_timed_by_route_and_never_by_path() -> None:
    parts = Parts()
    async with client(parts) as ward:
        await ward.get(f"/svu/messages/{DELIVERY}")
        await ward.get(f"/nothing/{PERSON}")
    figures = parts.metrics.render().decode()
    assert 'route="/svu/messages/{message_id}",status="404"' in figures
    assert DELIVERY not in figures
    assert PERSON not in figures


async def test_live_says_so_and_ready_looks() -> None:
    parts = Parts()
    async with client(parts, None) as anybody:
        assert (await anybody.get("/health/live")).json() == {"status": "live"}
        assert (await anybody.get("/health/ready")).json() == {
            "status": "ready",
            "checks": {"store": "ok", "register": "degraded"},
        }
        parts.told = ("The rule pack of vasterbotten is not in force.",)
        assert (await anybody.get("/health/ready")).json()["warnings"] == list(parts.told)
        parts.checks["store"] = "down"
        response = await anybody.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["status"] == "not-ready"
