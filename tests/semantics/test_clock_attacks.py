"""The clock against those who would learn from it, and those who would wear it out."""

from typing import Any

import pytest

from adapter.pipeline.due import Due
from tests.semantics.test_overdue import NEXT_DAY, Clockwork
from tests.whole import LOST, SOCIAL, WARD, Whole, basis, kvittens, notice, silent

pytestmark = pytest.mark.anyio


@pytest.fixture
def clock(whole: Whole) -> Clockwork:
    return Clockwork(whole)


async def rows(whole: Whole, message_id: str, unit: str) -> list[Any]:
    found = await Due(whole.parts).of_message(message_id, frozenset({unit}))
    assert found is not None
    return list(found)


async def test_what_is_held_from_a_unit_is_not_told_by_what_it_will_owe_for_it(
    whole: Whole, clock: Clockwork
) -> None:
    first = notice(consent=None)
    await whole.send(first)
    held = basis()
    assert whole.outcomes(await whole.send(held)) == {SOCIAL: "hold"}
    await whole.work()
    receipt = kvittens(first)
    await whole.send(receipt)
    await whole.work()
    assert "planeringsunderlag" not in {row["kind"] for row in await rows(whole, receipt.message_id, SOCIAL)}
    assert "planeringsunderlag" in {row["kind"] for row in await rows(whole, held.message_id, WARD)}
    await clock.tick()
    await clock.tick(NEXT_DAY)
    assert clock.of_kvittens(SOCIAL) == []
    assert len(clock.of_kvittens(WARD)) == 1


async def test_what_waits_for_the_register_is_told_by_no_row_of_its_recipient(whole: Whole) -> None:
    first = notice()
    await whole.send(first)
    await whole.work()
    receipt = kvittens(first)
    await whole.send(receipt)
    before = await rows(whole, receipt.message_id, SOCIAL)
    silent(whole)
    await whole.accept(basis())
    await whole.work()
    assert await rows(whole, receipt.message_id, SOCIAL) == before


async def test_what_was_only_begun_is_told_by_no_row_of_its_recipient(whole: Whole) -> None:
    first = notice()
    await whole.send(first)
    await whole.work()
    receipt = kvittens(first)
    await whole.send(receipt)
    before = await rows(whole, receipt.message_id, SOCIAL)
    whole.recipients.answer(SOCIAL, LOST)
    await whole.send(basis())
    await whole.work()
    assert await rows(whole, receipt.message_id, SOCIAL) == before
