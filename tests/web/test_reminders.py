"""A reminder through the whole service: pulled by the unit that owes, and its Task completed is the kvittens."""

import asyncio
from datetime import timedelta
from typing import Any

import orjson
import pytest

from adapter import bootstrap
from adapter.model.struck import KIND
from adapter.sandbox.clock import LeapingClock
from tests.builders import HEALTH_CENTRE, SENT, SOCIAL, message
from tests.web.test_journey import House, house, notice, pulled, service_client, social, state, ward

__all__ = ["house"]
pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def look(service: bootstrap.Service) -> None:
    """Until the clock has looked at somebody: it sweeps once a second."""
    async with asyncio.timeout(20):
        while not await service.overdue.tick():  # noqa: ASYNC110 - as a worker does
            await asyncio.sleep(0.05)


async def test_what_is_late_is_said_told_and_done_all_the_same(house: House) -> None:
    clock = LeapingClock(SENT + timedelta(minutes=1))
    path = f"/svu/messages/{message().message_id}/deadlines"
    async with (
        bootstrap.opened(house.settings(), "both", clock=clock) as service,
        service_client(service) as anybody,
    ):
        await anybody.post("/svu/messages", content=notice(), headers=ward())
        (first,) = await pulled(anybody)
        await look(service)
        rows = (await anybody.get(path, headers=ward())).json()["deadlines"]
        owed = {(row["owner"], row["state"]) for row in rows if row["what"] == "kvittens"}
        assert owed == {(SOCIAL, "open"), (HEALTH_CENTRE, "open")}
        assert (await anybody.get(path, headers=social())).status_code == 404

        clock.leap(SENT + timedelta(hours=15))
        await look(service)
        assert (await state(anybody))["kvittens"]["overdue"] is True
        tasks: list[dict[str, Any]] = [
            entry["resource"]
            for delivery in await pulled(anybody)
            if delivery["bundle"]["entry"][0]["resource"]["eventCoding"]["code"] == KIND
            for entry in delivery["bundle"]["entry"]
            if entry["resource"]["resourceType"] == "Task"
        ]
        known = {"value": first["deliveryId"]}
        (task,) = [task for task in tasks if known.items() <= task["identifier"][0].items()]
        done = await anybody.put(
            f"/fhir/Task/{task['id']}",
            content=orjson.dumps({**task, "status": "completed"}),
            headers=social("application/fhir+json"),
        )
        assert done.status_code == 200, done.text
        kvittens = (await state(anybody))["kvittens"]
        assert kvittens["metAt"]
        assert kvittens["overdue"] is True
        figures = service.metrics.render().decode()
        assert "svu_deadlines_overdue_total" in figures
