"""The server around the app: real HTTP on loopback, and an end without signals."""

import asyncio
from typing import Any

import httpx
import pytest

from adapter.sandbox.loopback import bound
from adapter.web.app import create_app
from adapter.web.server import WebServer
from tests.web.service import JSON, Parts, client, native

pytestmark = pytest.mark.anyio


async def test_it_serves_until_it_is_stopped() -> None:
    listener = bound()
    web = WebServer(create_app(Parts()), host="127.0.0.1", port=0)
    running = asyncio.create_task(web.run([listener]))
    async with asyncio.timeout(10):
        while not web.started:  # noqa: ASYNC110 - uvicorn has a flag, no event
            await asyncio.sleep(0.01)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with httpx.AsyncClient(base_url=url, trust_env=False) as anybody:
        live = await anybody.get("/health/live")
        taken = await anybody.post(
            "/svu/messages", content=native(), headers={**JSON, "Authorization": "Bearer ward"}
        )
    assert live.status_code == 200
    assert taken.status_code == 202
    # what serves, and in which version, is nobody's business
    assert "server" not in taken.headers
    web.stop()
    await running


async def test_a_client_that_goes_away_is_no_fault_of_ours(capsys: pytest.CaptureFixture[str]) -> None:
    app = create_app(Parts())
    sent: list[Any] = []
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/svu/messages",
        "query_string": b"",
        "headers": [(b"authorization", b"Bearer ward"), (b"content-type", b"application/json")],
    }

    async def gone() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def send(part: Any) -> None:
        sent.append(part)

    await app(scope, gone, send)
    assert "request.failed" not in capsys.readouterr().out


async def test_what_is_no_request_goes_past_the_layers() -> None:
    app = create_app(Parts())
    parts = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    said: list[str] = []

    async def receive() -> dict[str, str]:
        return next(parts)

    async def send(part: Any) -> None:
        said.append(part["type"])

    await app({"type": "lifespan", "asgi": {"version": "3.0"}}, receive, send)
    assert said == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


async def test_a_fault_of_ours_is_told_by_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    parts = Parts()
    parts.adapter.trouble = ValueError("the patient said")
    async with client(parts) as ward:
        await ward.post("/svu/messages", content=native(), headers=JSON)
    told = capsys.readouterr().out
    assert "request.failed" in told
    assert "ValueError" in told
    assert "the patient said" not in told
