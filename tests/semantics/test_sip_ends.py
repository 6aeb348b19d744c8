"""A SIP taken back (semantics 16, 21, 22): withdrawn at any step, annulled note by note, ended by death."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from adapter.gateways import audit_records
from adapter.gateways.store_connection import partitions
from adapter.mapping.audit_event import audit_event
from adapter.model.message import Message
from tests.planning import PLAN_ID, calls, plan_of, sent
from tests.whole import (
    BUSY,
    HEALTH_CENTRE,
    HOME_CARE,
    PERSON,
    PROTECTED,
    SOCIAL,
    Sent,
    Whole,
    answering,
    consent,
    taking_back,
)

pytestmark = pytest.mark.anyio
LIFE = ("invited", "answered", "mapped", "draft", "approved", "followed up")
SECRETS = ("Samordning av insatser", "Bo kvar hemma", "Hemtjänst dagligen", "Vill bo kvar", "Går bra")


def withdrawn(*, given: bool = False) -> Message:
    """The samtycke that takes the consent to the SIP back, or gives it."""
    status = "given" if given else "withdrawn"
    by = {"unit": HEALTH_CENTRE, "name": "Test Testsson", "title": "sjuksköterska"}
    content = {**consent(status).content, "scopes": ["sip"], "recordedBy": by}
    return sent("samtycke", SOCIAL, content=content)


async def life(whole: Whole, until: str) -> Message:
    """A SIP up to a step of its life, whose message is accepted and not delivered yet; it is the answer."""
    invitation = calls(SOCIAL, HOME_CARE)
    plan = plan_of(SOCIAL, HOME_CARE)
    comments = {"planId": PLAN_ID, "comments": [{"target": "i2", "text": "Går bra", "status": "done"}]}
    survey = {"planId": PLAN_ID, "needs": "Vill bo kvar hemma"}
    answer: dict[str, Any] = {
        "sender": SOCIAL,
        "relates_to": invitation.message_id,
        "content": {"attends": True},
    }
    steps = (
        invitation,
        sent("svar-kallelse", HEALTH_CENTRE, **answer),
        sent("kartlaggning", SOCIAL, HOME_CARE, content=survey),
        plan,
        plan_of(SOCIAL, HOME_CARE, action="approve", relates_to=plan.message_id),
        sent("uppfoljning", SOCIAL, HOME_CARE, content=comments),
    )
    last = LIFE.index(until)
    for message in steps[:last]:
        await whole.send(message)
        await whole.work()
    await whole.send(steps[last])
    return steps[last]


def told_of(whole: Whole) -> list[Sent]:
    """What left for the units, but for our own word to the sender that something did not."""
    return [one for one in whole.recipients.sent if one.kind != "oleverat"]


async def pulled(whole: Whole) -> list[dict[str, Any]]:
    """The Bundles in home care's mailbox."""
    found: Any = await whole.mailbox.pull(HOME_CARE, most=20)
    return [one["bundle"] for one in found]


@pytest.mark.parametrize("step", LIFE)
async def test_a_withdrawal_at_any_step_stops_what_waits_and_the_units_are_told_that_and_nothing_else(
    whole: Whole, step: str
) -> None:
    last = await life(whole, step)
    busy = last.recipients[0]
    whole.recipients.answer(busy, BUSY)
    await whole.work()  # one waits for its next try, one lies in a mailbox
    before = len(told_of(whole))
    had = {one.unit for one in whole.recipients.sent if one.unit != HEALTH_CENTRE}
    receipt = await whole.send(withdrawn())
    assert set(whole.outcomes(receipt)) == had
    await whole.hurry()
    await whole.work()
    told = told_of(whole)[before:]
    assert {one.kind for one in told} == {"samtycke"}
    assert {one.unit for one in told} == had
    assert len(told) == len(had)
    for one in told:
        assert not [secret for secret in SECRETS if secret in str(one.body)]
        (said,) = one.all("Consent")
        assert said["status"] == "inactive"
    assert await whole.state(last, busy) == "stopped"
    assert not [secret for secret in SECRETS if secret in str(await pulled(whole))]
    refused = await whole.accept(plan_of(SOCIAL, planId=PLAN_ID, action="revise", relates_to=last.message_id))
    assert refused.receipt.refused


async def test_what_was_held_for_a_consent_does_not_leave_when_it_is_refused(whole: Whole) -> None:
    held = replace(calls(SOCIAL, HOME_CARE), consent=None)
    receipt = await whole.accept(held)
    assert "forward" not in whole.outcomes(receipt.receipt).values()
    await whole.send(withdrawn())
    await whole.hurry()
    await whole.work()
    assert whole.recipients.to(SOCIAL, "kallelse") == []
    assert await pulled(whole) == []


async def test_an_annulled_note_is_closed_to_every_reader_and_the_audit_names_each_disclosure(
    whole: Whole,
) -> None:
    plan = await life(whole, "draft")
    assert "Bo kvar hemma" in str(await pulled(whole))  # handed out, not acknowledged
    whole.recipients.answer(SOCIAL, BUSY)
    await whole.work()
    annulment = taking_back(plan, "annul", episode=None, sender=plan.sender)
    receipt = await whole.send(annulment)
    assert set(whole.outcomes(receipt)) == {SOCIAL, HOME_CARE}
    await whole.hurry()
    await whole.work()
    assert [one.header["reason"]["coding"][0]["code"] for one in whole.recipients.to(SOCIAL, "sip")] == [
        "new",
        "annul",
    ]
    assert "Bo kvar hemma" not in str(whole.recipients.to(SOCIAL, "sip")[-1].body)
    assert "Bo kvar hemma" not in str(await pulled(whole))
    assert [await whole.state(plan, unit) for unit in (SOCIAL, HOME_CARE)] == ["superseded"] * 2
    text = str(await events(whole))
    deliveries = {one.delivery for one in (await whole.store.person([PERSON.identifier])).history.disclosures}
    assert len(deliveries) >= 6
    assert all(delivery in text for delivery in deliveries)
    assert "Bo kvar hemma" not in text


async def events(whole: Whole) -> list[dict[str, Any]]:
    """The audit export: AuditEvents of every record so far."""
    connection = whole.store.shelf.connection
    return [
        audit_event(one.content, at=one.at, partition=place, sequence=one.sequence)
        for place in partitions()
        async for one in audit_records.read(connection, place)
    ]


async def test_a_death_closes_the_plan_and_only_what_closes_it_goes(whole: Whole) -> None:
    plan = await life(whole, "draft")
    whole.recipients.answer(SOCIAL, BUSY)
    await whole.work()
    answering(whole, replace(PERSON, deceased=date(2026, 3, 1)))
    before = len(told_of(whole))
    await whole.hurry()
    await whole.work()
    assert await pulled(whole) == []
    assert len(told_of(whole)) == before
    assert await whole.state(plan, SOCIAL) == "stopped"
    comments = {"planId": PLAN_ID, "comments": [{"target": "i2", "text": "Går bra", "status": "done"}]}
    assert (await whole.accept(sent("uppfoljning", SOCIAL, content=comments))).receipt.refused
    close = sent(
        "sip",
        SOCIAL,
        action="close",
        relates_to=plan.message_id,
        content={"planId": PLAN_ID, "reason": "avliden"},
    )
    assert "refuse" not in whole.outcomes(await whole.send(close)).values()
    await whole.work()
    told = whole.recipients.to(SOCIAL, "sip")[-1]
    assert told.header["reason"]["coding"][0]["code"] == "close"
    assert not [secret for secret in SECRETS if secret in str(told.body)]


async def test_a_guardians_protection_stops_every_message_of_a_childs_sip(whole: Whole) -> None:
    guardian = replace(PROTECTED, identifier="189001029819")
    whole.register.answers[guardian.identifier] = guardian
    answering(whole, replace(PERSON, guardians=(guardian.identifier,)))
    for message in (
        calls(SOCIAL),
        plan_of(SOCIAL),
        sent("kartlaggning", SOCIAL, content={"needs": "Vill bo kvar"}),
    ):
        receipt = (await whole.accept(message)).receipt
        assert receipt.refused
        assert receipt.alike
