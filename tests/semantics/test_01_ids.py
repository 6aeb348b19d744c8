"""Semantics 1: ids per recipient, frozen content, and what a later attempt may send."""

import pytest

from adapter.model.delivery import Answer, AnswerKind
from adapter.model.ids import delivery_id
from tests.whole import BUSY, HEALTH_CENTRE, LOST, SOCIAL, WARD, Whole, basis, consent, notice

pytestmark = pytest.mark.anyio


async def test_every_recipient_gets_a_message_of_its_own_that_names_the_senders(whole: Whole) -> None:
    message = notice(SOCIAL, HEALTH_CENTRE)
    await whole.send(message)
    await whole.work()
    sent = {one.unit: one for one in whole.recipients.sent}
    assert {unit: one.header["id"] for unit, one in sent.items()} == {
        unit: delivery_id(WARD, message.message_id, unit, 0) for unit in (SOCIAL, HEALTH_CENTRE)
    }
    for one in sent.values():
        (communication,) = one.all("Communication")
        assert message.message_id in communication["identifier"][0]["value"]
        assert one.delivery == one.header["id"]


async def test_a_resend_is_the_same_message_in_a_new_bundle_under_the_same_request_id(whole: Whole) -> None:
    message = notice()
    whole.recipients.answer(SOCIAL, LOST, BUSY)
    await whole.send(message)
    for _ in range(3):
        await whole.work()
        whole.clock.forward(minutes=1)
        await whole.hurry()
    first, second, third = whole.recipients.sent
    assert first.header == second.header == third.header
    assert len({one.body["id"] for one in whole.recipients.sent}) == 3
    assert len({one.body["timestamp"] for one in whole.recipients.sent}) == 3
    assert {one.request_id for one in whole.recipients.sent} == {first.request_id}
    assert first.body["entry"] == third.body["entry"]
    assert await whole.state(message, SOCIAL) == "delivered"


async def test_narrower_after_an_unknown_outcome_nothing_more_is_sent_and_the_sender_is_told(
    whole: Whole,
) -> None:
    message = notice()
    whole.recipients.answer(SOCIAL, LOST)
    await whole.send(message)
    await whole.work()
    await whole.send(consent("refused"))
    await whole.hurry()
    await whole.work()
    assert [one.kind for one in whole.recipients.to(SOCIAL)] == ["inskrivningsmeddelande", "samtycke"]
    entry = await whole.entry(message, SOCIAL)
    assert entry.state == "stopped"
    assert (entry.reason or "").startswith("narrower-after-unknown-outcome")
    assert [one.kind for one in whole.recipients.to(WARD)] == ["oleverat"]


async def test_narrower_after_an_answer_that_proves_it_was_not_taken_is_a_new_revision_with_a_new_id(
    whole: Whole,
) -> None:
    message = notice()
    whole.recipients.answer(SOCIAL, BUSY)
    await whole.send(message)
    await whole.work()
    await whole.send(consent("refused"))
    await whole.hurry()
    await whole.work()
    first, second = whole.recipients.to(SOCIAL, "inskrivningsmeddelande")
    assert second.header["id"] == delivery_id(WARD, message.message_id, SOCIAL, 1)
    assert first.header["id"] != second.header["id"]
    assert second.body["id"] != first.body["id"]
    assert await whole.state(message, SOCIAL) == "delivered"


async def test_wider_is_a_new_revision_even_after_an_unknown_outcome(whole: Whole) -> None:
    message = notice(consent=None)
    whole.recipients.answer(SOCIAL, LOST)
    await whole.send(message)
    await whole.work()
    await whole.send(consent("given"))
    await whole.hurry()
    await whole.work()
    assert [one.header["id"] for one in whole.recipients.to(SOCIAL, "inskrivningsmeddelande")] == [
        delivery_id(WARD, message.message_id, SOCIAL, revision) for revision in (0, 1)
    ]


async def test_a_duplicate_counts_as_delivered_only_for_the_revision_of_unknown_outcome(whole: Whole) -> None:
    message = notice(consent=None)
    whole.recipients.answer(SOCIAL, LOST)
    await whole.send(message)
    await whole.work()
    await whole.hurry()
    whole.recipients.answer(SOCIAL, LOST)
    await whole.work()
    await whole.send(consent("given"))
    await whole.hurry()
    await whole.work()
    asked = [one.unknown_before for one in whole.recipients.to(SOCIAL, "inskrivningsmeddelande")]
    # the third is a new revision: a receiver cannot have it already
    assert asked == [False, True, False]


async def test_a_duplicate_after_an_unknown_outcome_is_delivered(whole: Whole) -> None:
    message = notice()
    whole.recipients.answer(SOCIAL, LOST, Answer(AnswerKind.DUPLICATE, "http-409 duplicate", 409))
    await whole.send(message)
    await whole.work()
    await whole.hurry()
    await whole.work()
    assert [one.unknown_before for one in whole.recipients.sent] == [False, True]
    assert await whole.state(message, SOCIAL) == "delivered"


async def test_content_that_may_go_no_more_stops_though_it_was_never_sent(whole: Whole) -> None:
    await whole.send(notice())
    await whole.work()
    message = basis()
    await whole.send(message)
    await whole.send(consent("withdrawn"))
    await whole.work()
    assert whole.recipients.to(SOCIAL, "planeringsunderlag") == []
    entry = await whole.entry(message, SOCIAL)
    assert (entry.reason or "").startswith("refused-at-delivery")
    assert [one.kind for one in whole.recipients.to(WARD)] == ["oleverat"]


async def test_the_senders_correlation_id_is_sent_on_with_every_attempt(whole: Whole) -> None:
    whole.recipients.answer(SOCIAL, LOST)
    await whole.accept(notice(), correlation="case-7")
    await whole.work()
    await whole.hurry()
    await whole.work()
    assert [sent.correlation_id for sent in whole.recipients.to(SOCIAL)] == ["case-7", "case-7"]
