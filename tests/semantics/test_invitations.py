"""An invitation's units (semantics 20 to 22): who is called no more is told so, and nothing of the plan reaches it."""

from typing import Any

import pytest

from adapter.model.message import Message
from tests.planning import GIVEN_TO_SIP, calls, plan_of
from tests.whole import (
    BUSY,
    HOME_CARE,
    PROTECTED,
    SOCIAL,
    WARD,
    Whole,
    answering,
    silent,
    taking_back,
)

pytestmark = pytest.mark.anyio


def actions(whole: Whole, unit: str, kind: str = "kallelse") -> list[str]:
    """What the unit's server was sent of a kind."""
    return [one.header["reason"]["coding"][0]["code"] for one in whole.recipients.to(unit, kind)]


async def pulled(whole: Whole) -> list[tuple[str, str]]:
    """Kind and action of what home care has in its mailbox."""
    found: Any = await whole.mailbox.pull(HOME_CARE, most=9)
    headers = [one["bundle"]["entry"][0]["resource"] for one in found]
    return [(one["eventCoding"]["code"], one["reason"]["coding"][0]["code"]) for one in headers]


def revised(of: Message, *recipients: str, **changes: Any) -> Message:
    """The invitation once more, to these units."""
    return calls(*recipients, action="revise", relates_to=of.message_id, **changes)


async def test_a_unit_that_a_revision_leaves_out_is_told_that_it_is_called_off_and_nothing_else(
    whole: Whole,
) -> None:
    first = calls(SOCIAL, HOME_CARE)
    await whole.send(first)
    await whole.work()
    await pulled(whole)
    second = revised(first, HOME_CARE)
    receipt = await whole.send(second)
    assert whole.outcomes(receipt) == {HOME_CARE: "forward", SOCIAL: "reduce"}
    await whole.work()
    assert actions(whole, SOCIAL) == ["new", "cancel"]
    told, had = whole.recipients.to(SOCIAL)[-1], whole.recipients.to(SOCIAL)[0]
    for secret in ("189001019802", "Testsson", "Hälsocentralen, rum 2", "Samordning av insatser", HOME_CARE):
        assert secret not in str(told.body), secret
    assert had.delivery in str(told.all("Communication")[0]["inResponseTo"])
    assert await pulled(whole) == [("kallelse", "new"), ("kallelse", "revise")]
    state = await whole.store.person(["189001019802"])
    assert [event.recipients for event in state.history.events] == [(SOCIAL, HOME_CARE), (HOME_CARE,)]


async def test_who_never_got_the_invitation_is_told_nothing_and_does_not_get_it(whole: Whole) -> None:
    whole.recipients.answer(SOCIAL, BUSY)
    first = calls(SOCIAL, HOME_CARE)
    await whole.send(first)
    second = revised(first, SOCIAL)
    receipt = await whole.send(second)
    assert whole.outcomes(receipt) == {SOCIAL: "forward"}
    assert await pulled(whole) == []
    assert await whole.state(first, HOME_CARE) == "superseded"
    assert await whole.state(first, SOCIAL) == "waiting"


async def test_a_version_that_waits_for_a_unit_left_out_stays_unsent_and_it_is_told_of_the_one_it_got(
    whole: Whole,
) -> None:
    first = calls(SOCIAL, HOME_CARE)
    await whole.send(first)
    await whole.work()
    second = revised(first, SOCIAL, HOME_CARE, place="Hälsocentralen, rum 3")
    await whole.send(second)
    third = revised(second, HOME_CARE)
    await whole.send(third)
    await whole.work()
    assert actions(whole, SOCIAL) == ["new", "cancel"]
    assert await whole.state(second, SOCIAL) == "superseded"
    had, told = whole.recipients.to(SOCIAL)
    assert had.delivery in str(told.all("Communication")[0]["inResponseTo"])


async def test_a_unit_left_out_is_told_once_and_not_again_when_all_is_called_off(whole: Whole) -> None:
    first = calls(SOCIAL, HOME_CARE)
    await whole.send(first)
    await whole.work()
    await pulled(whole)
    second = revised(first, HOME_CARE)
    await whole.send(second)
    await whole.work()
    third = revised(second, HOME_CARE, place="Hälsocentralen, rum 3")
    assert whole.outcomes(await whole.send(third)) == {HOME_CARE: "forward"}
    await pulled(whole)
    off = taking_back(third, episode=None, sender=third.sender, content={"reason": "Ny tid behövs"})
    assert set(whole.outcomes(await whole.send(off))) == {HOME_CARE}
    await whole.work()
    assert actions(whole, SOCIAL) == ["new", "cancel"]


async def test_calling_off_reaches_who_got_only_an_earlier_version(whole: Whole) -> None:
    first = calls(SOCIAL)
    await whole.send(first)
    await whole.work()
    whole.recipients.answer(SOCIAL, BUSY)
    second = revised(first, SOCIAL, place="Hälsocentralen, rum 3")
    await whole.send(second)
    off = taking_back(second, episode=None, sender=second.sender, content={"reason": "Ny tid behövs"})
    assert set(whole.outcomes(await whole.send(off))) == {SOCIAL}
    await whole.work()
    assert actions(whole, SOCIAL) == ["new", "cancel"]
    had, told = whole.recipients.to(SOCIAL)
    assert had.delivery in str(told.all("Communication")[0]["inResponseTo"])


async def test_of_somebody_protected_meanwhile_not_even_that_is_told_until_the_register_says_otherwise(
    whole: Whole,
) -> None:
    first = calls(SOCIAL, HOME_CARE)
    await whole.send(first)
    await whole.work()
    second = revised(first, HOME_CARE)
    await whole.send(second)
    silent(whole)
    await whole.work()
    assert actions(whole, SOCIAL) == ["new"]
    answering(whole, PROTECTED)
    await whole.hurry()
    await whole.work()
    assert actions(whole, SOCIAL) == ["new"]
    assert await whole.state(second, SOCIAL) == "stopped"


async def test_what_waits_of_the_plan_does_not_reach_a_unit_that_is_called_no_more(whole: Whole) -> None:
    first = calls(SOCIAL, HOME_CARE)
    await whole.send(first)
    await whole.work()
    await pulled(whole)
    plan = plan_of(SOCIAL, HOME_CARE)
    whole.recipients.answer(SOCIAL, BUSY)
    await whole.send(plan)
    await whole.work()
    assert actions(whole, SOCIAL, "sip") == ["new"]  # tried once, and answered that it was not taken
    await whole.send(revised(first, WARD))
    await whole.hurry()
    await whole.work()
    assert actions(whole, SOCIAL, "sip") == ["new"]
    assert await whole.state(plan, SOCIAL) == "stopped"
    assert ("sip", "new") not in await pulled(whole)
    assert await whole.state(plan, HOME_CARE) == "stopped"


async def test_whoever_is_called_again_gets_the_plan_again(whole: Whole) -> None:
    first = calls(SOCIAL)
    await whole.send(first)
    await whole.work()
    second = revised(first, HOME_CARE)
    await whole.send(second)
    await whole.send(revised(second, HOME_CARE, SOCIAL))
    await whole.work()
    assert actions(whole, SOCIAL) == ["new", "cancel", "revise"]
    receipt = await whole.send(plan_of(SOCIAL))
    assert whole.outcomes(receipt) == {SOCIAL: "forward"}


async def test_an_answer_names_the_invitation_by_the_id_that_the_unit_got_it_by(whole: Whole) -> None:
    first = calls(SOCIAL)
    await whole.send(first)
    await whole.work()
    (had,) = whole.recipients.to(SOCIAL)
    answer = calls(
        first.sender.unit,
        kind="svar-kallelse",
        sender=SOCIAL,
        relates_to=had.delivery,
        content={"attends": True},
    )
    await whole.send(answer)
    state = await whole.store.person(["189001019802"])
    assert state.history.events[-1].relates_to == first.message_id
    assert GIVEN_TO_SIP.scopes == ("sip",)
