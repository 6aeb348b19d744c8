"""Semantics 6: decided on the newest state, or decided again; five times, then send again."""

import pytest

from adapter.model.errors import Stale, Unavailable
from tests.whole import SOCIAL, Whole, basis, consent, notice

pytestmark = pytest.mark.anyio


async def test_what_moves_while_deciding_is_decided_on(whole: Whole) -> None:
    await whole.send(notice())
    message = basis()
    looked_up = whole.register.look_up
    withdrawal = consent("withdrawn")

    async def overtaken(numbers: object) -> object:
        whole.register.look_up = looked_up  # type: ignore[method-assign]
        answer = await looked_up(numbers)  # type: ignore[arg-type]
        person = await whole.store.person(numbers)  # type: ignore[arg-type]
        overtaking.append(person)
        return answer

    overtaking: list[object] = []
    put = whole.store.put

    async def late(reserved: object, person: object, acceptance: object) -> object:
        whole.store.put = put  # type: ignore[method-assign]
        await whole.send(withdrawal)
        return await put(reserved, person, acceptance)  # type: ignore[arg-type]

    whole.register.look_up = overtaken  # type: ignore[method-assign,assignment]
    whole.store.put = late  # type: ignore[method-assign,assignment]
    receipt = await whole.send(message)
    assert whole.outcomes(receipt) == {SOCIAL: "refuse"}


async def test_after_five_tries_nothing_is_stored_and_the_id_is_free(whole: Whole) -> None:
    message = notice()
    put, tried = whole.store.put, []

    async def stale(*_: object) -> None:
        tried.append(1)
        raise Stale("moved")

    whole.store.put = stale  # type: ignore[method-assign,assignment]
    with pytest.raises(Unavailable):
        await whole.accept(message)
    assert len(tried) == 5
    whole.store.put = put  # type: ignore[method-assign]
    assert not (await whole.accept(message)).repeated


async def test_an_attempt_is_decided_again_when_a_withdrawal_comes_between(whole: Whole) -> None:
    await whole.send(notice())
    await whole.work()
    message = basis()
    await whole.send(message)
    begin = whole.store.begin

    async def late(*arguments: object) -> object:
        whole.store.begin = begin  # type: ignore[method-assign]
        await whole.send(consent("withdrawn"))
        return await begin(*arguments)  # type: ignore[arg-type]

    whole.store.begin = late  # type: ignore[method-assign,assignment]
    await whole.work()
    assert whole.recipients.to(SOCIAL, "planeringsunderlag") == []
    assert await whole.state(message, SOCIAL) == "stopped"


async def test_an_attempt_that_is_stale_again_and_again_waits_a_little(whole: Whole) -> None:
    message = notice()
    await whole.send(message)
    begin = whole.store.begin

    async def stale(*_: object) -> None:
        raise Stale("moved")

    whole.store.begin = stale  # type: ignore[method-assign,assignment]
    await whole.work()
    assert whole.recipients.sent == []
    whole.store.begin = begin  # type: ignore[method-assign]
    await whole.hurry()
    await whole.work()
    assert await whole.state(message, SOCIAL) == "delivered"
