"""Semantics 9: refused whole only by admission or the guard; else a verdict per recipient, and manual work is tracked."""

from dataclasses import replace

import pytest

from adapter.acknowledgement.receipt import to_json
from adapter.model.message import Withhold
from tests.whole import HEALTH_CENTRE, LETTERS, SOCIAL, Whole, notice

pytestmark = pytest.mark.anyio


async def test_admission_refuses_the_whole_message(whole: Whole) -> None:
    receipt = await whole.refused(notice(SOCIAL, HEALTH_CENTRE, content={}))
    assert whole.outcomes(receipt) == {SOCIAL: "refuse", HEALTH_CENTRE: "refuse"}


async def test_a_refusal_at_disclosure_is_a_verdict_beside_others(whole: Whole) -> None:
    message = notice(SOCIAL, HEALTH_CENTRE, withhold=(Withhold(HEALTH_CENTRE, "sekretess"),))
    receipt = await whole.send(message)
    assert whole.outcomes(receipt) == {SOCIAL: "forward", HEALTH_CENTRE: "refuse"}
    await whole.work()
    assert {one.unit for one in whole.recipients.sent} == {SOCIAL}


async def test_refused_at_disclosure_for_everybody_the_stay_advances_all_the_same(whole: Whole) -> None:
    receipt = await whole.send(notice(withhold=(Withhold(SOCIAL, "sekretess"),)))
    assert whole.outcomes(receipt) == {SOCIAL: "refuse"}
    state = await whole.store.person([notice().patient.value])
    assert [event.kind for event in state.history.events] == ["inskrivningsmeddelande"]


async def test_what_must_go_by_letter_is_a_task_for_each_such_recipient(whole: Whole) -> None:
    other = "SE2021005521-FK02"
    whole.units.units[other] = replace(whole.units.units[LETTERS], unit=other)
    message = notice(SOCIAL, LETTERS, other)
    receipt = to_json(await whole.send(message))
    manual = {one["recipient"]: one["manual"] for one in receipt["verdicts"]}  # type: ignore[attr-defined]
    due = "2026-03-02T23:59:59+01:00"
    assert manual == {
        SOCIAL: None,
        LETTERS: {"due": due, "metAt": None, "overdue": False},
        other: {"due": due, "metAt": None, "overdue": False},
    }
