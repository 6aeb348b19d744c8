"""Semantics 5: admission is decided once and frozen, disclosure again at every attempt."""

from dataclasses import replace

import pytest

from adapter.model.directory import Endpoint
from tests.whole import BUSY, HEALTH_CENTRE, SOCIAL, WARD, Whole, basis, notice, ready

pytestmark = pytest.mark.anyio


async def test_what_was_right_when_accepted_is_not_refused_because_the_stay_has_ended_since(
    whole: Whole,
) -> None:
    await whole.send(notice())
    await whole.work()
    message = basis()
    whole.recipients.answer(SOCIAL, BUSY)
    await whole.send(message)
    await whole.work()
    await whole.send(
        notice(kind="avbruten-planering", consent=None, content={"reason": "planering-avbruten"})
    )
    # what would be refused now goes as it was admitted
    await whole.refused(basis())
    await whole.hurry()
    await whole.work()
    assert await whole.state(message, SOCIAL) == "delivered"


async def test_a_recipient_that_has_no_system_any_more_gets_nothing_at_the_next_attempt(whole: Whole) -> None:
    message = notice()
    whole.recipients.answer(SOCIAL, BUSY)
    await whole.send(message)
    await whole.work()
    whole.units.units[SOCIAL] = replace(whole.units.units[SOCIAL], electronic=False)
    await whole.hurry()
    await whole.work()
    assert len(whole.recipients.to(SOCIAL)) == 1
    entry = await whole.entry(message, SOCIAL)
    assert (entry.reason or "").startswith("refused-at-delivery")


async def test_a_unit_that_left_the_directory_gets_nothing(whole: Whole) -> None:
    message = notice()
    await whole.send(message)
    del whole.units.units[SOCIAL]
    await whole.work()
    assert whole.recipients.to(SOCIAL) == []
    assert await whole.state(message, SOCIAL) == "stopped"
    assert len(whole.recipients.to(WARD)) == 1


async def test_a_unit_that_was_never_addressed_is_refused_at_receipt_by_the_phase_that_is_frozen(
    whole: Whole,
) -> None:
    await whole.send(notice())
    receipt = await whole.accept(ready(HEALTH_CENTRE))
    assert whole.outcomes(receipt.receipt) == {HEALTH_CENTRE: "refuse"}


async def test_a_unit_that_moved_gets_it_at_its_own_endpoint_and_nowhere_else(whole: Whole) -> None:
    first, second = notice(), basis()
    whole.recipients.answer(SOCIAL, BUSY)
    await whole.send(first)
    await whole.send(second)
    await whole.work()
    moved = Endpoint("to-new", "https://new.example/fhir")
    whole.units.units["SE2120002627-OLD"] = replace(whole.units.units[SOCIAL], unit="SE2120002627-OLD")
    whole.units.units[SOCIAL] = replace(whole.units.units[SOCIAL], endpoint=moved)
    await whole.hurry()
    await whole.work()
    assert len(whole.recipients.to(SOCIAL)) == 1
    assert [one.kind for one in whole.recipients.to("new")] == [first.kind, second.kind]
