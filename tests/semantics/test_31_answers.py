"""Semantics 31 and decision 4: what an answer is worth, end to end."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest

from adapter import log
from adapter.model.delivery import Answer, AnswerKind
from adapter.model.errors import Unavailable
from tests.whole import (
    HEALTH_CENTRE,
    HOME_CARE,
    LOST,
    PENDING,
    POISON,
    PROTECTED,
    SOCIAL,
    TAKEN,
    WARD,
    Whole,
    answering,
    basis,
    consent,
    kvittens,
    notice,
)

pytestmark = pytest.mark.anyio
SAYS_OK = Answer(AnswerKind.TAKEN, "ok")
SAYS_NO = Answer(AnswerKind.REFUSED, "fatal-error invalid", proves_not_taken=True)
SAYS_LATER = Answer(AnswerKind.TRANSIENT, "transient-error")
LATER = Answer(AnswerKind.ENDPOINT, "http-429", 429, 1800.0, proves_not_taken=True)


async def pending(whole: Whole) -> str:
    """A message whose receiver will answer later: its delivery id."""
    whole.recipients.answer(SOCIAL, PENDING)
    await whole.work()
    return whole.recipients.to(SOCIAL)[-1].delivery


async def test_an_answer_that_comes_by_itself_settles_what_it_names(whole: Whole) -> None:
    message = notice()
    await whole.send(message)
    delivery = await pending(whole)
    assert await whole.state(message, SOCIAL) == "waiting"
    assert await whole.answers.take(delivery, SAYS_OK, caller_units=frozenset({SOCIAL}))
    assert await whole.state(message, SOCIAL) == "delivered"
    await whole.hurry()
    await whole.work()
    assert len(whole.recipients.to(SOCIAL)) == 1
    # said twice is said once
    assert await whole.answers.take(delivery, SAYS_NO, caller_units=frozenset({SOCIAL}))
    assert await whole.state(message, SOCIAL) == "delivered"


async def test_only_the_unit_that_was_sent_it_answers(whole: Whole) -> None:
    message = notice()
    await whole.send(message)
    delivery = await pending(whole)
    assert not await whole.answers.take(delivery, SAYS_OK, caller_units=frozenset({HEALTH_CENTRE}))
    assert await whole.state(message, SOCIAL) == "waiting"


async def test_a_fatal_answer_that_comes_by_itself_buries(whole: Whole) -> None:
    message = notice()
    await whole.send(message)
    delivery = await pending(whole)
    await whole.answers.take(delivery, SAYS_NO, caller_units=frozenset({SOCIAL}))
    assert await whole.state(message, SOCIAL) == "buried"
    await whole.work()
    assert [one.kind for one in whole.recipients.to(WARD)] == ["oleverat"]


async def test_a_transient_answer_that_comes_by_itself_is_sent_again_soon(whole: Whole) -> None:
    message = notice()
    await whole.send(message)
    delivery = await pending(whole)
    await whole.answers.take(delivery, SAYS_LATER, caller_units=frozenset({SOCIAL}))
    await whole.hurry()
    await whole.work()
    assert await whole.state(message, SOCIAL) == "delivered"
    assert [one.delivery for one in whole.recipients.to(SOCIAL)] == [delivery, delivery]


async def test_an_answer_while_it_is_being_sent_again_must_come_again(whole: Whole) -> None:
    message = notice()
    await whole.send(message)
    delivery = await pending(whole)
    await whole.hurry()
    whole.store.shelf.hint_all()
    (claim,) = await whole.store.claim("worker", 1, 60.0)
    with pytest.raises(Unavailable):
        await whole.answers.take(delivery, SAYS_OK, caller_units=frozenset({SOCIAL}))
    await whole.deliverer.deliver(claim)
    assert await whole.answers.take(delivery, SAYS_OK, caller_units=frozenset({SOCIAL}))


async def test_an_answer_that_never_comes_is_sent_again_twice_and_then_buried(whole: Whole) -> None:
    message = notice()
    await whole.send(message)
    whole.recipients.answer(SOCIAL, PENDING, PENDING, PENDING, PENDING)
    for _ in range(5):
        await whole.work()
        whole.clock.forward(minutes=31)
        await whole.hurry()
    assert len(whole.recipients.to(SOCIAL)) == 3
    entry = await whole.entry(message, SOCIAL)
    assert (entry.state, entry.reason) == ("buried", "answer-missing-after-resends")
    assert len(whole.recipients.to(WARD)) == 1


async def test_an_endpoint_is_left_alone_as_long_as_it_asks(whole: Whole) -> None:
    whole.recipients.answer(SOCIAL, LATER)
    await whole.send(notice())
    await whole.work()
    circuit = await whole.store.circuit(f"to-{SOCIAL}")
    assert circuit is not None
    left = circuit.until.timestamp() - time.time()
    assert 1700 < left <= 1800


async def test_poison_is_buried_the_sender_told_and_what_follows_waits(whole: Whole) -> None:
    first, second = notice(), basis()
    whole.recipients.answer(SOCIAL, POISON)
    await whole.send(first)
    await whole.send(second)
    other = notice(HEALTH_CENTRE)
    await whole.send(other)
    await whole.hurry()
    await whole.work()
    assert await whole.state(first, SOCIAL) == "buried"
    assert await whole.state(second, SOCIAL) == "waiting"
    assert await whole.state(other, HEALTH_CENTRE) == "delivered"
    assert [one.kind for one in whole.recipients.to(WARD)] == ["oleverat"]


async def test_where_the_pack_says_so_what_follows_poison_goes_on(whole: Whole) -> None:
    await whole.send(notice())
    await whole.work()
    poison = notice(kind="generellt-meddelande", content={"text": "Hej", "topic": "samordnad-planering"})
    whole.recipients.answer(SOCIAL, POISON)
    await whole.send(poison)
    second = basis()
    await whole.send(second)
    await whole.work()
    assert await whole.state(poison, SOCIAL) == "buried"
    assert await whole.state(second, SOCIAL) == "delivered"


async def test_a_notice_that_nobody_takes_stands_in_no_kvittens_way(whole: Whole) -> None:
    first = notice()
    await whole.send(first)
    await whole.work()
    whole.recipients.answer(SOCIAL, POISON)
    whole.recipients.answer(WARD, POISON)
    await whole.send(basis())
    await whole.work()
    await whole.send(kvittens(first))
    await whole.work()
    assert [one.kind for one in whole.recipients.to(WARD)] == ["oleverat", "kvittens"]


async def test_a_replayed_letter_is_decided_again(whole: Whole) -> None:
    message = notice()
    whole.recipients.answer(SOCIAL, POISON)
    await whole.send(message)
    await whole.work()
    (dead,) = await whole.store.dead_letters(10)
    await whole.send(consent("refused"))
    assert await whole.store.replay(dead.entry.id, {"what": "replay"})
    await whole.hurry()
    await whole.work()
    first, second = whole.recipients.to(SOCIAL, "inskrivningsmeddelande")
    assert "REDACTED" in str(second.body)
    assert first.delivery != second.delivery


async def test_a_replayed_letter_of_a_protected_person_goes_nowhere(whole: Whole) -> None:
    message = notice()
    whole.recipients.answer(SOCIAL, POISON)
    await whole.send(message)
    await whole.work()
    (dead,) = await whole.store.dead_letters(10)
    answering(whole, PROTECTED)
    await whole.store.replay(dead.entry.id, {"what": "replay"})
    await whole.work()
    assert len(whole.recipients.to(SOCIAL)) == 1
    assert await whole.state(message, SOCIAL) == "stopped"


async def test_a_letter_of_a_mailbox_is_in_it_again_when_it_is_replayed(whole: Whole) -> None:
    message = notice(HOME_CARE, HEALTH_CENTRE)
    await whole.send(message)
    (claim,) = await whole.store.fetch(HOME_CARE, "worker", 1, 60.0)
    await whole.store.bury(claim, claim.entry, {"what": "buried"}, block_lane=True)
    assert await whole.mailbox.pull(HOME_CARE, most=5) == []
    await whole.store.replay(claim.entry.id, {"what": "replay"})
    assert len(await whole.mailbox.pull(HOME_CARE, most=5)) == 1


async def test_it_is_given_up_after_the_packs_time(whole: Whole) -> None:
    message = notice()
    whole.recipients.answer(SOCIAL, LOST, LOST, TAKEN)
    await whole.send(message)
    await whole.work()
    whole.clock.forward(hours=72)
    await whole.hurry()
    await whole.work()
    entry = await whole.entry(message, SOCIAL)
    assert entry.state == "buried"
    assert (entry.reason or "").startswith("gave-up")


async def test_a_sender_without_a_server_finds_the_notice_in_its_mailbox(whole: Whole) -> None:
    whole.units.units[WARD] = replace(whole.units.units[WARD], endpoint=None)
    whole.recipients.answer(SOCIAL, POISON)
    await whole.send(notice())
    await whole.work()
    pulled: Any = await whole.mailbox.pull(WARD, most=5)
    (header,) = [one["bundle"]["entry"][0]["resource"] for one in pulled]
    assert header["eventCoding"]["code"] == "oleverat"
    # nobody owes a kvittens for it: told once
    assert await whole.mailbox.pull(WARD, most=5) == []


@pytest.fixture
def told() -> Iterator[StringIO]:
    """What the operator reads."""
    stream = StringIO()
    log.configure("info", stream)
    yield stream
    log.configure()


async def test_the_operator_is_told_of_endpoints_burials_and_answers_that_stay_away(
    whole: Whole, told: StringIO
) -> None:
    message = notice()
    whole.recipients.answer(SOCIAL, LATER, PENDING, PENDING, PENDING)
    await whole.send(message)
    for _ in range(6):
        await whole.work()
        whole.clock.forward(minutes=31)
        await whole.hurry()
    events = [json.loads(line) for line in told.getvalue().splitlines()]
    assert [event["event"] for event in events] == [
        "endpoint.unusable",
        "delivery.answer-missing",
        "delivery.buried",
    ]
    assert (events[0]["endpoint"], events[0]["status"]) == (f"to-{SOCIAL}", 429)
    assert events[2]["reason"] == "answer-missing-after-resends"
