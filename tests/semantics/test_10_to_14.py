"""Semantics 10 to 14: whose law, who may record a consent, time, and no break-glass."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from adapter.acknowledgement.receipt import to_json
from adapter.model.consent import RecordedBy
from adapter.model.errors import InputError, NotAllowed
from adapter.model.message import Outage
from tests.whole import GIVEN, HEALTH_CENTRE, LOST, SENT, SOCIAL, WARD, Whole, basis, consent, notice

pytestmark = pytest.mark.anyio


async def test_a_message_under_another_regions_law_than_its_senders_is_refused(whole: Whole) -> None:
    whole.units.units[WARD] = replace(whole.units.units[WARD], region="norrbotten")
    receipt = await whole.refused(notice())
    assert "PRODUKT-FORM-04" in str(receipt.decision)


async def test_a_consents_holder_is_the_recording_units_provider(whole: Whole) -> None:
    await whole.send(notice(SOCIAL, HEALTH_CENTRE))
    state = await whole.store.person([notice().patient.value])
    assert {record.holder for record in state.history.consents} == {"SE2321000222"}


async def test_nobody_records_a_consent_for_another_unit(whole: Whole) -> None:
    other = replace(GIVEN, recorded_by=RecordedBy(SOCIAL, "Test", "kurator"))
    with pytest.raises(NotAllowed):
        await whole.accept(notice(consent=other))
    content = {**consent("given").content, "recordedBy": {"unit": SOCIAL}}
    with pytest.raises(NotAllowed):
        await whole.accept(consent("given", content=content))


async def test_a_consent_of_the_future_is_refused(whole: Whole) -> None:
    with pytest.raises(InputError):
        await whole.accept(notice(consent=replace(GIVEN, recorded_at=SENT + timedelta(hours=1))))


async def test_an_assertion_counts_for_later_messages_and_ends_no_refusal(whole: Whole) -> None:
    await whole.send(notice())
    assert whole.outcomes(await whole.send(basis())) == {SOCIAL: "forward"}
    await whole.send(consent("refused"))
    whole.clock.forward(minutes=5)
    assert whole.outcomes(await whole.send(basis(consent=GIVEN))) == {SOCIAL: "refuse"}
    anew = replace(GIVEN, recorded_at=SENT + timedelta(minutes=4), asked_anew=True)
    assert whole.outcomes(await whole.send(basis(consent=anew))) == {SOCIAL: "forward"}


async def test_only_a_sent_at_more_than_five_minutes_to_come_is_refused(whole: Whole) -> None:
    for ahead in (timedelta(minutes=5), timedelta(days=-30)):
        await whole.send(notice(sent_at=SENT + ahead))
    with pytest.raises(InputError):
        await whole.accept(notice(sent_at=SENT + timedelta(minutes=5, seconds=1)))


async def test_the_servers_receipt_is_what_deadlines_run_from(whole: Whole) -> None:
    message = notice(sent_at=SENT - timedelta(days=2), outage=Outage("Driftstopp", SENT - timedelta(days=2)))
    receipt = await whole.send(message)
    assert receipt.received_at == SENT
    assert [owed.due.isoformat() for owed in receipt.owed] == ["2026-03-02T23:59:59+01:00"]


async def test_three_times_are_kept_per_recipient(whole: Whole) -> None:
    message = notice()
    whole.recipients.answer(SOCIAL, LOST)
    await whole.send(message)
    whole.clock.forward(minutes=1)
    await whole.work()
    whole.clock.forward(minutes=1)
    await whole.hurry()
    await whole.work()
    shown = to_json(await whole.receipt(message))
    (verdict,) = cast("list[dict[str, Any]]", shown["verdicts"])
    assert shown["receivedAt"] == SENT.isoformat()
    assert verdict["delivery"]["firstAttemptAt"] == (SENT + timedelta(minutes=1)).isoformat()
    assert verdict["delivery"]["deliveredAt"] == (SENT + timedelta(minutes=2)).isoformat()


async def test_break_the_glass_is_refused_by_name(whole: Whole) -> None:
    with pytest.raises(InputError) as refused:
        await whole.accept(notice(consent=replace(GIVEN, purpose="BTG")))
    assert [issue.rule for issue in refused.value.issues] == ["CHECK-BTG"]


async def test_late_entry_is_marked_in_the_receipt(whole: Whole) -> None:
    done = SENT - timedelta(days=2)
    receipt = await whole.send(notice(sent_at=SENT, outage=Outage("Driftstopp", done)))
    shown = to_json(receipt)
    assert shown["lateEntry"] == {"originalAt": done.isoformat()}
    assert to_json(await whole.send(notice()))["lateEntry"] is None
