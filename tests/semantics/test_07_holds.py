"""Semantics 7: what a hold waits for, how it ends, and what never waits behind it."""

from datetime import timedelta

import pytest

from tests.whole import (
    GIVEN,
    HEALTH_CENTRE,
    HOME_CARE,
    LOST,
    SENT,
    SOCIAL,
    WARD,
    Whole,
    answering,
    basis,
    consent,
    kvittens,
    notice,
    silent,
)

pytestmark = pytest.mark.anyio


async def test_what_waits_for_a_consent_goes_when_it_comes(whole: Whole) -> None:
    await whole.send(notice(consent=None))
    await whole.work()
    message = basis()
    receipt = await whole.send(message)
    assert whole.outcomes(receipt) == {SOCIAL: "hold"}
    await whole.work()
    assert whole.recipients.to(SOCIAL, "planeringsunderlag") == []
    # no hurry: accepting the consent makes the lane due in the same step
    await whole.send(consent("given"))
    await whole.work()
    assert len(whole.recipients.to(SOCIAL, "planeringsunderlag")) == 1
    assert await whole.state(message, SOCIAL) == "delivered"


async def test_a_consent_that_another_message_asserts_wakes_too(whole: Whole) -> None:
    await whole.send(notice(consent=None))
    message = basis()
    await whole.send(message)
    await whole.work()
    await whole.send(basis(consent=GIVEN))
    await whole.work()
    assert await whole.state(message, SOCIAL) == "delivered"


async def test_a_hold_ends_in_a_refusal_and_the_sender_is_told(whole: Whole) -> None:
    await whole.send(notice(consent=None))
    message = basis()
    receipt = await whole.send(message)
    assert receipt.entries[0].hold_until == SENT + timedelta(hours=22)
    await whole.work()
    whole.clock.forward(hours=22)
    await whole.hurry()
    await whole.work()
    entry = await whole.entry(message, SOCIAL)
    assert entry.state == "stopped"
    assert (entry.reason or "").startswith("hold-ended")
    (told,) = whole.recipients.to(WARD)
    assert told.kind == "oleverat"
    assert whole.recipients.to(SOCIAL, "planeringsunderlag") == []


async def test_a_silent_register_holds_at_intake_and_is_asked_again(whole: Whole) -> None:
    silent(whole)
    message = notice()
    receipt = await whole.send(message)
    assert whole.outcomes(receipt) == {SOCIAL: "hold"}
    await whole.hurry()
    await whole.work(most=3)
    assert whole.recipients.sent == []
    answering(whole)
    await whole.hurry()
    await whole.work()
    assert await whole.state(message, SOCIAL) == "delivered"


async def test_a_register_silent_at_delivery_holds_though_it_answered_at_intake(whole: Whole) -> None:
    message = notice()
    await whole.send(message)
    silent(whole)
    await whole.work()
    assert whole.recipients.sent == []
    assert await whole.state(message, SOCIAL) == "held"
    answering(whole)
    await whole.hurry()
    await whole.work()
    assert await whole.state(message, SOCIAL) == "delivered"


async def test_a_hold_that_was_over_does_not_shorten_the_next(whole: Whole) -> None:
    silent(whole)
    message = notice()
    await whole.send(message)
    answering(whole)
    whole.recipients.answer(SOCIAL, LOST)
    await whole.hurry()
    await whole.work()
    assert await whole.state(message, SOCIAL) == "waiting"
    # a day later the register is silent for a moment: that is a new hold
    whole.clock.forward(hours=25)
    silent(whole)
    await whole.hurry()
    await whole.work()
    assert await whole.state(message, SOCIAL) == "held"
    answering(whole)
    await whole.hurry()
    await whole.work()
    assert await whole.state(message, SOCIAL) == "delivered"


async def test_a_body_cleared_by_the_register_is_not_purged_while_it_waits_for_a_consent(
    whole: Whole,
) -> None:
    await whole.send(notice(consent=None))
    await whole.work()
    silent(whole)
    message = basis()
    await whole.send(message)
    answering(whole)
    await whole.hurry()
    await whole.work()
    assert await whole.state(message, SOCIAL) == "held"
    await whole.a_day_later()
    await whole.send(consent("given"))
    await whole.work()
    assert await whole.state(message, SOCIAL) == "delivered"


async def test_a_body_cleared_by_the_register_is_not_purged_while_it_waits_in_a_mailbox(whole: Whole) -> None:
    silent(whole)
    message = notice(HOME_CARE, HEALTH_CENTRE)
    await whole.send(message)
    answering(whole)
    await whole.hurry()
    await whole.work()
    assert await whole.state(message, HOME_CARE) == "available"
    await whole.a_day_later()
    assert len(await whole.mailbox.pull(HOME_CARE, most=5)) == 1


async def test_kvittens_and_consent_go_past_a_held_entry(whole: Whole) -> None:
    first = notice(consent=None)
    await whole.send(first)
    await whole.work()
    held = basis()
    await whole.send(held)
    await whole.work()
    silent(whole)
    # the ward's lane to social services is held; kvittens and consent go on
    given = kvittens(first)
    receipt = await whole.send(given)
    assert whole.outcomes(receipt) != {WARD: "hold"}
    await whole.work()
    assert [one.kind for one in whole.recipients.to(WARD)] == ["kvittens"]
    answering(whole)
    # a consent for another purpose: it is told past what waits for this one
    await whole.send(consent("given", content={**consent("given").content, "scopes": ["sip"]}))
    await whole.work()
    assert [one.kind for one in whole.recipients.to(SOCIAL)][-1] == "samtycke"
    assert await whole.state(held, SOCIAL) == "held"


async def test_a_withdrawal_counts_from_its_acceptance_though_the_register_is_silent(whole: Whole) -> None:
    await whole.send(notice())
    await whole.work()
    message = basis()
    await whole.send(message)
    silent(whole)
    await whole.send(consent("withdrawn"))
    answering(whole)
    await whole.work()
    assert await whole.state(message, SOCIAL) == "stopped"
