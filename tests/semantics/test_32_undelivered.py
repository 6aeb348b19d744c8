"""Semantics 32 and 33: a message that does not arrive is told of while there is still time to telephone, and again when it has."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson
import pytest

from adapter.acknowledgement.receipt import to_json
from adapter.acknowledgement.response import Request, of_receipt
from adapter.gateways.keys import KeyRing
from adapter.gateways.store import RedisStore
from adapter.gateways.store_connection import partitions
from adapter.model.delivery import Answer, AnswerKind
from adapter.model.directory import Endpoint
from adapter.model.errors import LeaseLost, Unavailable
from adapter.model.message import Message
from adapter.pipeline.undelivered import Undelivered
from tests import whole as parts
from tests.whole import (
    HEALTH_CENTRE,
    HOME_CARE,
    LOST,
    POISON,
    SOCIAL,
    WARD,
    Whole,
    basis,
    consent,
    kvittens,
    notice,
)

pytestmark = pytest.mark.anyio
DOWN = Answer(AnswerKind.TRANSIENT, "ConnectError")
TURNED_AWAY = Answer(AnswerKind.ENDPOINT, "http-429", 429, 1800.0, proves_not_taken=True)


async def tell(whole: Whole, store: RedisStore | None = None) -> int:
    """One look for what has not arrived in time; `store` as another process has it open."""
    return await Undelivered(replace(whole.parts, store=store or whole.store)).tell()


async def its_time_comes(whole: Whole) -> None:
    """Whatever is to be told of some time is to be told of now."""
    send = whole.store.shelf.connection.send
    for place in partitions():
        late: Any = await send("ZRANGE", f"{place}:undelivered", 0, -1)
        for one in late:
            await send("ZADD", f"{place}:undelivered", 1, one)


async def planned(whole: Whole) -> dict[str, float]:
    """When each entry is told of, in minutes from now by the store's clock."""
    send = whole.store.shelf.connection.send
    now: Any = await send("TIME")
    found: dict[str, float] = {}
    for place in partitions():
        rows: Any = await send("ZRANGE", f"{place}:undelivered", 0, -1, "WITHSCORES")
        for name, score in zip(rows[::2], rows[1::2], strict=True):
            found[name.decode()] = (float(score) / 1000 - int(now[0])) / 60
    return found


def told(whole: Whole) -> list[tuple[str, str, str]]:
    """What the ward has been told: reason, about which message, of which unit."""
    found = []
    for sent in whole.recipients.to(WARD, "oleverat"):
        (communication,) = sent.all("Communication")
        found.append(
            (
                communication["reasonCode"][0]["coding"][0]["code"],
                communication["inResponseTo"][0]["identifier"]["value"].removeprefix("urn:uuid:"),
                communication["about"][0]["identifier"]["value"],
            )
        )
    return found


async def unanswered(whole: Whole, message: Message | None = None) -> Message:
    """A message whose receiver does not answer, tried once."""
    message = message or notice()
    whole.recipients.answer(SOCIAL, *[DOWN] * 20)
    await whole.send(message)
    await whole.work()
    return message


async def test_after_a_quarter_of_an_hour_the_sender_is_told_and_again_when_it_has_arrived(
    whole: Whole,
) -> None:
    message = await unanswered(whole)
    assert await tell(whole) == 0
    await its_time_comes(whole)
    assert await tell(whole) == 1
    await whole.work()
    assert told(whole) == [("delayed", message.message_id, SOCIAL)]
    whole.recipients.answers[SOCIAL].clear()
    await whole.hurry()
    await whole.work()
    assert await whole.state(message, SOCIAL) == "delivered"
    assert told(whole) == [
        ("delayed", message.message_id, SOCIAL),
        ("delivered-after-delay", message.message_id, SOCIAL),
    ]


async def test_the_notices_carry_ids_only_and_each_has_its_own(whole: Whole) -> None:
    await unanswered(whole)
    await its_time_comes(whole)
    await tell(whole)
    whole.recipients.answers[SOCIAL].clear()
    await whole.hurry()
    await whole.work()
    sent = whole.recipients.to(WARD, "oleverat")
    assert len({one.delivery for one in sent}) == 2
    for one in sent:
        assert {entry["resource"]["resourceType"] for entry in one.body["entry"]} <= {
            "MessageHeader",
            "Communication",
            "Organization",
        }
        text = orjson.dumps(one.body).decode()
        assert parts.PERSON.identifier not in text
        assert "Testsson" not in text


async def test_a_sender_of_native_json_is_told_in_it(whole: Whole) -> None:
    native = Endpoint(f"to-{WARD}", "https://unit.example/native", mode="native")
    whole.units.units[WARD] = replace(whole.units.units[WARD], endpoint=native)
    message = await unanswered(whole)
    await its_time_comes(whole)
    await tell(whole)
    await whole.work()
    (sent,) = whole.recipients.to(WARD)
    assert sent.body == {
        "deliveryId": sent.delivery,
        "message": {
            "kind": "oleverat",
            "relatesTo": message.message_id,
            "recipient": SOCIAL,
            "reason": "delayed",
        },
        "withheld": [],
        "verdict": None,
    }


async def test_a_sender_that_has_left_the_directory_meanwhile_is_told_nothing(whole: Whole) -> None:
    await unanswered(whole)
    await its_time_comes(whole)
    await tell(whole)
    del whole.units.units[WARD]
    await whole.work()
    assert whole.recipients.to(WARD) == []
    assert whole.recipients.to(SOCIAL, "oleverat") == []


async def test_what_arrives_in_time_is_told_of_never(whole: Whole) -> None:
    await whole.send(notice())
    await whole.work()
    assert await planned(whole) == {}
    await its_time_comes(whole)
    assert await tell(whole) == 0
    await whole.work()
    assert told(whole) == []


async def test_each_is_told_once_however_often_it_is_looked_for(whole: Whole) -> None:
    message = await unanswered(whole)
    for _ in range(3):
        await its_time_comes(whole)
        await tell(whole)
        await whole.work()
    assert told(whole) == [("delayed", message.message_id, SOCIAL)]


async def test_two_processes_that_look_at_once_tell_once(whole: Whole) -> None:
    messages = [await unanswered(whole)]
    for _ in range(4):
        messages.append(basis())
        await whole.send(messages[-1])
    await its_time_comes(whole)
    other = await RedisStore.over(whole.store.shelf.connection, KeyRing({"k1": b"1" * 32}))
    counts = await asyncio.gather(*(tell(whole, store) for store in (None, other, None, other)))
    assert sum(counts) == len(messages)
    await whole.work()
    assert sorted(told(whole)) == sorted(("delayed", one.message_id, SOCIAL) for one in messages)


async def test_what_waits_behind_a_blocked_lane_is_told_of_too(whole: Whole) -> None:
    whole.recipients.answer(SOCIAL, POISON)
    first, second = notice(), basis()
    await whole.send(first)
    await whole.send(second)
    await whole.work()
    assert await whole.state(second, SOCIAL) == "waiting"
    await its_time_comes(whole)
    await tell(whole)
    await whole.work()
    assert told(whole) == [("undelivered", first.message_id, SOCIAL), ("delayed", second.message_id, SOCIAL)]


async def test_what_waits_at_an_open_circuit_is_told_of_though_it_was_never_tried(whole: Whole) -> None:
    whole.recipients.answer(SOCIAL, TURNED_AWAY)
    await whole.send(notice())
    await whole.work()
    second = notice()
    await whole.send(second)
    await whole.work()
    assert (await whole.entry(second, SOCIAL)).attempts == 0
    await its_time_comes(whole)
    await tell(whole)
    await whole.work()
    assert ("delayed", second.message_id, SOCIAL) in told(whole)


async def test_an_open_circuit_at_acceptance_is_told_in_the_receipt_with_the_manual_routine(
    whole: Whole,
) -> None:
    whole.recipients.answer(SOCIAL, TURNED_AWAY)
    before = await whole.send(notice())
    assert _verdict(before, SOCIAL)["delayed"] is None
    await whole.work()
    receipt = await whole.send(notice(SOCIAL, HEALTH_CENTRE))
    delayed: Any = _verdict(receipt, SOCIAL)["delayed"]
    assert delayed["status"] == "delayed"
    assert delayed["reason"] == "http-429"
    assert (
        "avbrottsplan" in delayed["routine"]["text"].lower()
        or "outage plan" in delayed["routine"]["text"].lower()
    )
    assert delayed["routine"]["source"]
    assert _verdict(receipt, HEALTH_CENTRE)["delayed"] is None
    # in the sender's own language, and in the answer of $process-message
    swedish: Any = to_json(receipt, "sv")
    (said,) = (one["delayed"] for one in swedish["verdicts"] if one["recipient"] == SOCIAL)
    assert "manuella" in said["routine"]["text"]
    answered = of_receipt(
        Request("x"), receipt, bundle_id="b", timestamp=whole.clock.at, own_url="https://adapter.example/fhir"
    )
    assert "delayed" in orjson.dumps(answered).decode()


async def test_a_repeat_of_a_delayed_message_gets_the_same_receipt(whole: Whole) -> None:
    whole.recipients.answer(SOCIAL, TURNED_AWAY)
    await whole.send(notice())
    await whole.work()
    message = notice()
    first = await whole.send(message)
    again = await whole.accept(message)
    assert again.repeated
    assert _verdict(again.receipt, SOCIAL) == _verdict(first, SOCIAL)


async def test_the_receipt_says_when_the_sender_was_told(whole: Whole) -> None:
    message = await unanswered(whole)
    await its_time_comes(whole)
    await tell(whole)
    delivery: Any = _verdict(await whole.receipt(message), SOCIAL)["delivery"]
    assert delivery["toldAt"] is not None


async def test_what_lies_unfetched_in_a_mailbox_counts_as_undelivered(whole: Whole) -> None:
    message = notice(HOME_CARE, HEALTH_CENTRE)
    await whole.send(message)
    await whole.work()
    await its_time_comes(whole)
    assert await tell(whole) == 1
    await whole.work()
    assert told(whole) == [("delayed", message.message_id, HOME_CARE)]
    assert len(await whole.mailbox.pull(HOME_CARE, most=5)) == 1
    await whole.work()
    assert told(whole)[1:] == [("delivered-after-delay", message.message_id, HOME_CARE)]
    # fetched once more, or acknowledged: it has arrived already
    await whole.send(kvittens(message, HOME_CARE))
    await whole.work()
    assert len(told(whole)) == 2


async def test_an_unfetched_delivery_that_a_kvittens_takes_out_has_arrived(whole: Whole) -> None:
    message = notice(HOME_CARE, HEALTH_CENTRE)
    await whole.send(message)
    (pulled,) = await whole.mailbox.pull(HOME_CARE, most=5)
    assert await planned(whole) != {}  # the health centre's alone
    assert (await whole.entry(message, HOME_CARE)).id not in await planned(whole)
    assert pulled["deliveryId"]


async def test_what_is_held_waits_for_its_sender_and_is_no_delay(whole: Whole) -> None:
    message = basis()
    await whole.send(notice(consent=None))
    await whole.send(message)
    await whole.work()
    assert await whole.state(message, SOCIAL) == "held"
    await its_time_comes(whole)
    assert await tell(whole) == 0
    # let go, and not taken: told a quarter of an hour after that
    whole.recipients.answer(SOCIAL, *[LOST] * 5)
    await whole.send(consent("given"))
    await whole.hurry()
    await whole.work()
    await its_time_comes(whole)
    await tell(whole)
    await whole.work()
    assert ("delayed", message.message_id, SOCIAL) in told(whole)


async def test_killed_between_the_claim_and_the_telling_it_is_told_once_by_the_next(whole: Whole) -> None:
    message = await unanswered(whole)
    await its_time_comes(whole)
    (late,) = await whole.store.undelivered(10, 60.0)
    assert await tell(whole) == 0  # leased: nobody else tells meanwhile
    del late
    await its_time_comes(whole)
    assert await tell(whole) == 1
    await whole.work()
    assert told(whole) == [("delayed", message.message_id, SOCIAL)]


async def test_killed_after_the_telling_was_written_nothing_is_told_again(
    whole: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await unanswered(whole)
    await its_time_comes(whole)
    written = whole.store.tell_delayed

    async def answer_lost(*arguments: Any) -> bool:
        await written(*arguments)
        raise Unavailable("the answer was lost")

    monkeypatch.setattr(whole.store, "tell_delayed", answer_lost)
    with pytest.raises(Unavailable):
        await tell(whole)
    monkeypatch.undo()
    await its_time_comes(whole)
    assert await tell(whole) == 0
    await whole.work()
    assert told(whole) == [("delayed", message.message_id, SOCIAL)]


async def test_killed_between_taking_and_settling_the_clearing_is_told_once(
    whole: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await unanswered(whole)
    await its_time_comes(whole)
    await tell(whole)
    await whole.work()
    whole.recipients.answers[SOCIAL].clear()

    async def killed(*arguments: Any) -> None:
        raise LeaseLost("killed before it settled")

    monkeypatch.setattr(whole.store, "settle", killed)
    await whole.hurry()
    with pytest.raises(LeaseLost):
        await whole.work()
    assert [reason for reason, *_ in told(whole)] == ["delayed"]
    monkeypatch.undo()
    for _ in range(2):  # its lease has ended: sent and settled again, once
        await whole.hurry()
        await whole.work()
    assert await whole.state(message, SOCIAL) == "delivered"
    assert [reason for reason, *_ in told(whole)] == ["delayed", "delivered-after-delay"]


async def test_a_settling_whose_answer_was_lost_clears_once(
    whole: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    await unanswered(whole)
    await its_time_comes(whole)
    await tell(whole)
    await whole.work()
    whole.recipients.answers[SOCIAL].clear()
    settle = whole.store.settle

    async def twice(*arguments: Any) -> None:
        await settle(*arguments)
        await settle(*arguments)

    monkeypatch.setattr(whole.store, "settle", twice)
    await whole.hurry()
    await whole.work()
    assert [reason for reason, *_ in told(whole)] == ["delayed", "delivered-after-delay"]


async def test_what_is_taken_back_before_it_left_is_never_told_to_have_arrived(whole: Whole) -> None:
    message = await unanswered(whole)
    await its_time_comes(whole)
    await tell(whole)
    await whole.send(parts.taking_back(message, "annul"))
    whole.recipients.answers[SOCIAL].clear()
    await whole.hurry()
    await whole.work()
    assert [reason for reason, *_ in told(whole)] == ["delayed"]


async def test_given_up_it_ends_in_the_dead_letters_and_the_sender_is_told(whole: Whole) -> None:
    message = await unanswered(whole)
    await its_time_comes(whole)
    await tell(whole)
    await whole.work()
    whole.clock.forward(hours=72)
    await whole.hurry()
    await whole.work()
    assert await whole.state(message, SOCIAL) == "buried"
    assert [reason for reason, *_ in told(whole)] == ["delayed", "undelivered"]
    (dead,) = await whole.store.dead_letters(10)
    # an operator sends it again, and it is taken after all
    whole.recipients.answers[SOCIAL].clear()
    await whole.store.replay(dead.entry.id, {"what": "replay"})
    await whole.hurry()
    await whole.work()
    assert [reason for reason, *_ in told(whole)] == ["delayed", "undelivered", "delivered-after-delay"]


async def test_a_sender_that_left_the_directory_is_told_nothing_and_nothing_is_looked_at_for_ever(
    whole: Whole,
) -> None:
    await unanswered(whole)
    del whole.units.units[WARD]
    await its_time_comes(whole)
    assert await tell(whole) == 0
    assert await planned(whole) == {}


async def test_a_notice_of_our_own_is_told_of_to_nobody(whole: Whole) -> None:
    await unanswered(whole)
    whole.recipients.answer(WARD, *[DOWN] * 5)
    await its_time_comes(whole)
    await tell(whole)
    await whole.work()
    assert await planned(whole) == {}


@pytest.mark.parametrize(
    ("at", "minutes"),
    [
        ("10:15:00", 15),
        ("11:15:00", 15),
        ("11:20:00", 10),
        ("11:29:00", 2),
        ("11:59:59", 2),
        ("12:00:00", 15),
        ("15:00:00", 15),
    ],
)
async def test_where_noon_counts_the_sender_is_told_while_there_is_time_to_telephone(
    whole: Whole, at: str, minutes: float
) -> None:
    whole.clock.at = datetime.fromisoformat(f"2026-03-02T{at}+01:00")
    await whole.send(notice())
    (left,) = (await planned(whole)).values()
    assert left == pytest.approx(minutes, abs=0.2)


async def test_where_noon_does_not_count_it_is_a_quarter_of_an_hour(whole: Whole) -> None:
    await whole.send(notice())
    await whole.work()
    whole.clock.at = datetime.fromisoformat("2026-03-02T11:50:00+01:00")
    await whole.send(basis())
    (left,) = (await planned(whole)).values()
    assert left == pytest.approx(15, abs=0.2)


def _verdict(receipt: Any, unit: str) -> dict[str, Any]:
    shown: Any = to_json(receipt)
    (found,) = (one for one in shown["verdicts"] if one["recipient"] == unit)
    return dict(found)
