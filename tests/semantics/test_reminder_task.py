"""One Task and one identifier: the copy asks for a kvittens, the reminder says that it is late, either completes it."""

from datetime import datetime
from typing import Any

import pytest

from adapter.mapping import conform
from adapter.model.struck import KIND
from adapter.pipeline.overdue import Overdue
from tests.whole import SOCIAL, WARD, Sent, Whole, notice

pytestmark = pytest.mark.anyio
NEXT_DAY = datetime.fromisoformat("2026-03-03T00:00:01+01:00")


class Unheard:
    """Nobody counts."""

    def clock(self, lag: float) -> None:
        """Not told."""

    def overdue(self, rule: str, reminders: int) -> None:
        """Not told."""


async def _tick(whole: Whole) -> None:
    whole.store._swept = float("-inf")
    await Overdue(whole.parts, Unheard()).tick()
    await whole.work()


def _task(sent: Sent) -> dict[str, Any]:
    (task,) = sent.all("Task")
    return task


def _of_kvittens(whole: Whole, unit: str) -> list[Sent]:
    told = whole.recipients.to(unit, KIND)
    return [one for one in told if _task(one)["code"]["coding"][0]["code"] == "kvittens"]


async def test_the_owners_reminder_is_the_task_of_its_copy_grown_late(whole: Whole) -> None:
    await whole.send(notice())
    await whole.work()
    await _tick(whole)
    whole.clock.at = NEXT_DAY
    await _tick(whole)
    copy, (reminder,) = whole.recipients.to(SOCIAL)[0], _of_kvittens(whole, SOCIAL)
    asked, late = _task(copy), _task(reminder)
    assert late["identifier"] == asked["identifier"]
    assert late["restriction"] == asked["restriction"]
    assert late["status"] == asked["status"] == "requested"
    assert "businessStatus" not in asked
    assert late["businessStatus"]["coding"][0]["code"] == "overdue"


async def test_the_one_who_waits_is_told_of_a_task_that_is_not_its_own(whole: Whole) -> None:
    await whole.send(notice())
    await whole.work()
    await _tick(whole)
    whole.clock.at = NEXT_DAY
    await _tick(whole)
    (reminder,) = _of_kvittens(whole, WARD)
    task = _task(reminder)
    assert task["owner"]["identifier"]["value"] == SOCIAL
    assert task["identifier"] != _task(whole.recipients.to(SOCIAL)[0])["identifier"]


async def test_what_leaves_is_in_order_for_fhir(whole: Whole) -> None:
    await whole.send(notice())
    await whole.work()
    await _tick(whole)
    whole.clock.at = NEXT_DAY
    await _tick(whole)
    told = [one for unit in (SOCIAL, WARD) for one in whole.recipients.to(unit, KIND)]
    assert told
    assert [conform.check(one.body) for one in told] == [()] * len(told)
