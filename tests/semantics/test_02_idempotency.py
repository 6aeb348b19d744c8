"""Semantics 2: one id, one message; a repeat gets what the first got."""

from dataclasses import replace

import pytest

from adapter.model.errors import IdentityConflict, InputError, StoreFull, Unavailable
from adapter.model.person import Person
from tests.whole import (
    PERSON,
    PROTECTED,
    SOCIAL,
    WARD,
    Whole,
    answering,
    kvittens,
    notice,
    patient,
    taking_back,
)

pytestmark = pytest.mark.anyio
OTHER = "191212121212"


async def test_a_repeat_gets_the_receipt_as_it_is_now(whole: Whole) -> None:
    message = notice()
    first = await whole.accept(message)
    await whole.work()
    again = await whole.accept(message)
    assert (first.repeated, again.repeated) == (False, True)
    assert again.receipt.entries[0].state == "delivered"
    assert again.receipt == await whole.receipt(message)
    await whole.work()
    assert len(whole.recipients.sent) == 1


async def test_a_repeat_of_a_refusal_gets_the_same_refusal_though_it_would_be_right_now(whole: Whole) -> None:
    message = notice(content={})
    refused = await whole.refused(message)
    answering(whole, PROTECTED)
    again = await whole.accept(message)
    assert again.repeated
    assert again.receipt == refused


async def test_a_repeat_of_a_refusal_for_identity_stays_one(whole: Whole) -> None:
    answering(whole, PROTECTED)
    message = notice()
    refused = await whole.refused(message)
    answering(whole)
    assert (await whole.accept(message)).receipt == refused
    assert refused.alike


async def test_a_repeat_is_recognised_before_anything_is_looked_up_or_checked(whole: Whole) -> None:
    message = notice()
    await whole.send(message)
    asked = len(whole.register.asked)
    whole.units.units.pop(WARD)
    # what is now said to come was past at the first receipt
    whole.clock.forward(minutes=-30)
    assert (await whole.accept(message)).repeated
    assert len(whole.register.asked) == asked


async def test_the_same_id_with_another_patient_is_a_conflict(whole: Whole) -> None:
    message = notice()
    await whole.send(message)
    whole.register.answers[OTHER] = Person(OTHER, municipality="2480", test=True)
    with pytest.raises(IdentityConflict):
        await whole.accept(replace(message, patient=patient(OTHER)))


async def test_an_original_of_another_patient_is_unknown(whole: Whole) -> None:
    message = notice()
    await whole.send(message)
    whole.register.answers[OTHER] = replace(PERSON, identifier=OTHER)
    refused = await whole.refused(taking_back(message, "annul", patient=patient(OTHER)))
    assert "PRODUKT-ORDER-01" in str(refused.decision)


async def test_an_unknown_original_is_refused_so_that_it_is_sent_first(whole: Whole) -> None:
    refused = await whole.refused(kvittens(notice()))
    assert "PRODUKT-ORDER-01" in str(refused.decision)


async def test_what_could_not_be_stored_may_be_sent_again_at_once(whole: Whole) -> None:
    message = notice()
    put = whole.store.put
    whole.store.put = _full  # type: ignore[method-assign,assignment]
    with pytest.raises(Unavailable):
        await whole.accept(message)
    whole.store.put = put  # type: ignore[method-assign]
    assert not (await whole.accept(message)).repeated


async def _full(*_: object) -> None:
    raise StoreFull("full")


async def test_a_faulty_message_does_not_take_its_id(whole: Whole) -> None:
    faulty = notice(SOCIAL, SOCIAL)
    with pytest.raises(InputError):
        await whole.accept(faulty)
    assert not (await whole.accept(replace(faulty, recipients=(SOCIAL,)))).repeated


async def test_a_receipt_is_read_by_the_senders_units_only(whole: Whole) -> None:
    message = notice()
    await whole.send(message)
    assert await whole.adapter.receipt(message.message_id, frozenset({SOCIAL})) is None
