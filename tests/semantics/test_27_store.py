"""Semantics 27, 30 and 35: before bytes leave, in what order, and when the store is full."""

import pytest

from adapter.model.errors import StoreFull
from tests.whole import HEALTH_CENTRE, SOCIAL, Whole, basis, consent, notice, ready

pytestmark = pytest.mark.anyio


async def test_an_attempt_that_a_crash_cut_short_counts_as_disclosed(whole: Whole) -> None:
    message = notice()
    await whole.send(message)

    async def killed(*_: object, **__: object) -> None:
        raise SystemExit

    send = whole.recipients.send
    whole.recipients.send = killed  # type: ignore[method-assign,assignment]
    with pytest.raises(SystemExit):
        await whole.work()
    whole.recipients.send = send  # type: ignore[method-assign]
    receipt = await whole.send(consent("withdrawn", HEALTH_CENTRE))
    assert set(whole.outcomes(receipt)) == {SOCIAL}
    await whole.hurry()
    await whole.work()
    # narrower than what may have arrived: nothing more of it; the withdrawal goes
    assert [one.kind for one in whole.recipients.to(SOCIAL)] == ["samtycke"]
    assert await whole.state(message, SOCIAL) == "stopped"


async def test_one_recipients_messages_go_in_the_order_of_their_acceptance(whole: Whole) -> None:
    messages = [notice(), basis(), ready()]
    for message in messages:
        await whole.send(message)
    await whole.work()
    assert [one.kind for one in whole.recipients.to(SOCIAL)] == [message.kind for message in messages]


async def test_a_full_store_takes_no_message_but_delivers_and_takes_a_withdrawal(whole: Whole) -> None:
    message = notice(SOCIAL, HEALTH_CENTRE)
    await whole.send(message)
    connection = whole.store.shelf.connection
    await connection.send("CONFIG", "SET", "maxmemory", "1mb")
    whole.store.shelf.forget_memory()
    with pytest.raises(StoreFull):
        await whole.accept(basis())
    await whole.send(consent("withdrawn", SOCIAL))
    await whole.work()
    assert {one.unit for one in whole.recipients.sent} == {SOCIAL, HEALTH_CENTRE}
    assert await whole.state(message, SOCIAL) == "delivered"
    await connection.send("CONFIG", "SET", "maxmemory", "64mb")
    whole.store.shelf.forget_memory()
    assert whole.outcomes(await whole.send(basis())) == {SOCIAL: "refuse"}
