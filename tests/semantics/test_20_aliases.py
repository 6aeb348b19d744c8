"""Semantics 20 and 41: what a recipient may not know it does not meet, and what it answers with is understood."""

from dataclasses import replace

import pytest

from adapter.model.ids import alias
from adapter.model.message import EpisodeRef, Sender
from tests.whole import HEALTH_CENTRE, HOME_CARE, SENT, SOCIAL, WARD, Whole, consent, kvittens, notice, ready

pytestmark = pytest.mark.anyio
STAY = "vtf-2026-000123"


async def test_a_reduced_copy_names_the_organisation_and_an_alias_of_the_stay_everywhere(
    whole: Whole,
) -> None:
    message = notice(SOCIAL, HEALTH_CENTRE, consent=None)
    await whole.send(consent("refused"))
    await whole.send(message)
    await whole.work()
    (sent,) = whole.recipients.to(SOCIAL, "inskrivningsmeddelande")
    body = str(sent.body)
    assert WARD not in body
    assert HEALTH_CENTRE not in body
    assert STAY not in body
    assert "Testsson" in body  # the person's name, by the Act
    assert "överläkare" not in body
    assert alias(STAY, SOCIAL) in body


async def test_a_kvittens_by_the_delivery_id_and_the_stays_alias_is_the_kvittens(whole: Whole) -> None:
    await whole.send(consent("refused"))
    message = notice(consent=None)
    await whole.send(message)
    await whole.work()
    (sent,) = whole.recipients.to(SOCIAL, "inskrivningsmeddelande")
    given = kvittens(
        message,
        relates_to=sent.delivery,
        episode=EpisodeRef(alias(STAY, SOCIAL), message.episode.admitted_at),  # type: ignore[union-attr]
    )
    await whole.send(given)
    (owed,) = [one for one in (await whole.receipt(message)).owed if one.unit == SOCIAL]
    assert owed.met_at == SENT
    await whole.work()
    (told,) = whole.recipients.to(WARD)
    body = str(told.body)
    # the ward knows its own message and its own stay
    assert message.message_id in body
    assert STAY in body
    assert alias(STAY, SOCIAL) not in body


async def test_a_native_kvittens_takes_the_delivery_out_of_the_mailbox(whole: Whole) -> None:
    message = notice(HOME_CARE, HEALTH_CENTRE)
    await whole.send(message)
    (pulled,) = await whole.mailbox.pull(HOME_CARE, most=5)
    await whole.send(kvittens(message, by=HOME_CARE, relates_to=str(pulled["deliveryId"])))
    assert await whole.mailbox.pull(HOME_CARE, most=5) == []
    assert await whole.state(message, HOME_CARE) == "delivered"


async def test_the_mailboxs_kvittens_reaches_the_sender_and_settles_what_is_owed(whole: Whole) -> None:
    message = notice(HOME_CARE, HEALTH_CENTRE)
    await whole.send(message)
    (pulled,) = await whole.mailbox.pull(HOME_CARE, most=5)
    accepted = await whole.mailbox.acknowledge(
        str(pulled["deliveryId"]), caller_units=frozenset({HOME_CARE}), received_at=SENT
    )
    assert accepted is not None
    assert not accepted.receipt.refused
    await whole.work()
    assert [one.kind for one in whole.recipients.to(WARD)] == ["kvittens"]
    (owed,) = [one for one in (await whole.receipt(message)).owed if one.unit == HOME_CARE]
    assert owed.met_at == SENT


async def test_the_mailboxs_kvittens_says_whether_an_order_is_approved(whole: Whole) -> None:
    await whole.send(notice(HOME_CARE, HEALTH_CENTRE))
    (pulled,) = await whole.mailbox.pull(HOME_CARE, most=5)
    await whole.mailbox.acknowledge(
        str(pulled["deliveryId"]), caller_units=frozenset({HOME_CARE}), received_at=SENT, approved=False
    )
    await whole.work()
    (told,) = whole.recipients.to(WARD)
    kept = await whole.store.delivered(WARD, told.delivery)
    assert kept is not None
    assert kept.message is not None
    assert kept.message.content["approved"] is False


async def test_the_history_lists_only_what_this_recipient_got_under_its_ids(whole: Whole) -> None:
    first = notice(SOCIAL)
    await whole.send(first)
    await whole.work()
    second = notice(
        SOCIAL,
        HEALTH_CENTRE,
        action="revise",
        relates_to=first.message_id,
        content={**first.content, "estimatedDischarge": "2026-03-07"},
    )
    await whole.send(second)
    await whole.work()
    (got,) = whole.recipients.to(SOCIAL)[1:]
    (other,) = whole.recipients.to(HEALTH_CENTRE)
    known = whole.recipients.to(SOCIAL)[0].delivery
    assert known in str(got.all("Provenance"))
    assert known not in str(other.body)
    assert first.message_id not in str(other.body)


async def test_no_kvittens_is_owed_for_a_kvittens_or_a_consent(whole: Whole) -> None:
    message = notice()
    await whole.send(message)
    for sent in (kvittens(message), consent("given", SOCIAL)):
        assert (await whole.send(sent)).owed == ()
    assert {owed.unit for owed in (await whole.send(ready())).owed} == {SOCIAL}


async def test_a_kvittens_for_somebody_elses_delivery_is_refused(whole: Whole) -> None:
    message = notice()
    await whole.send(message)
    await whole.work()
    (sent,) = whole.recipients.to(SOCIAL)
    await whole.refused(kvittens(message, relates_to=sent.delivery, sender=Sender(HEALTH_CENTRE)))


async def test_taking_a_kvittens_out_of_the_mailbox_sends_none_back(whole: Whole) -> None:
    whole.units.units[WARD] = replace(whole.units.units[WARD], endpoint=None)
    message = notice()
    await whole.send(message)
    await whole.work()
    await whole.send(kvittens(message))
    (pulled,) = await whole.mailbox.pull(WARD, most=5)
    for _ in range(2):
        accepted = await whole.mailbox.acknowledge(
            str(pulled["deliveryId"]), caller_units=frozenset({WARD}), received_at=SENT
        )
        assert accepted is not None
        assert not accepted.receipt.refused
    await whole.work()
    assert [one.kind for one in whole.recipients.sent] == ["inskrivningsmeddelande"]
    assert await whole.mailbox.pull(WARD, most=5) == []


async def test_a_kvittens_that_was_refused_takes_nothing_out_however_often_it_comes(whole: Whole) -> None:
    message = notice(HOME_CARE, HEALTH_CENTRE)
    await whole.send(message)
    (pulled,) = await whole.mailbox.pull(HOME_CARE, most=5)
    wrong = kvittens(message, by=HOME_CARE, relates_to=str(pulled["deliveryId"]), recipients=(SOCIAL,))
    for _ in range(2):
        await whole.refused(wrong)
    assert len(await whole.mailbox.pull(HOME_CARE, most=5)) == 1
