"""Whoever takes no part in a SIP learns nothing of it and changes nothing in it, over HTTP and on a real store (semantics 38)."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
import orjson
import pytest

from adapter.bootstrap import Service
from adapter.episode.sips import sips
from adapter.model.message import Message, Withhold
from adapter.model.sip import Sip
from tests.builders import HEALTH_CENTRE, SOCIAL
from tests.planning import calls, plan_of, sent
from tests.web.test_planning_together import OF_A_PLAN, OTHERS, UNITS, Region, by, opened, post, region
from tests.whole import PERSON

__all__ = ["region"]
pytestmark = pytest.mark.anyio
STRANGER = UNITS[2]
HERE: dict[str, Any] = {"sender": STRANGER, "region": "vasterbotten", "consent": by(STRANGER)}
THERE: dict[str, Any] = {"sender": OTHERS[2], "region": "norrbotten", "consent": by(OTHERS[2])}
COMMENTS = {"comments": [{"target": "i1", "text": "Går bra", "status": "done"}]}
OPENING = {"planId": None, "purpose": "sip-fristaende"}


def without(message: Message, *members: str) -> Message:
    """Another message, the same with members of its content left out."""
    kept = {name: value for name, value in message.content.items() if name not in members}
    return replace(message, message_id=str(uuid4()), content=kept)


def own(region: dict[str, Any]) -> Message:
    """A message of the stranger's own about the person: a meeting of actors, to which it calls."""
    called = calls(SOCIAL, purpose="formote", **region)
    return without(called, "planId")


def writing(region: dict[str, Any], mine: Message) -> list[Message]:
    """What a stranger may try on a plan: with its guessed id, with none, and as if its own message were of it."""
    told = {"relates_to": mine.message_id}
    tries = [
        plan_of(SOCIAL, action="revise", **told, **region),
        plan_of(SOCIAL, action="approve", **told, **region),
        plan_of(SOCIAL, action="close", reason="mal-uppnadda", **region),
        plan_of(SOCIAL, action="close", reason="avliden", **region),
        sent("uppfoljning", SOCIAL, content={"planId": "plan-1", **COMMENTS}, **region),
        sent("utvardering", SOCIAL, content={"planId": "plan-1", "mainGoalMet": True}, **region),
    ]
    return [*tries, *(without(one, "planId") for one in tries)]


async def told(anybody: httpx.AsyncClient, message: Message, if_match: str | None = None) -> list[Any]:
    """Everything that the answer and the receipt say."""
    response = await post(anybody, message, if_match)
    headers = {"Authorization": f"Bearer {message.sender.unit}"}
    read = await anybody.get(f"/svu/messages/{message.message_id}", headers=headers)
    kept = read.json()
    return [
        response.status_code,
        response.headers.get("etag"),
        response.json() if response.status_code not in {200, 202} else None,
        {k: v for k, v in kept.items() if k not in {"messageId", "receivedAt"}},
    ]


async def known(service: Service) -> tuple[Sip, ...]:
    """The person's SIPs as they are now."""
    return sips((await service.store.person([PERSON.identifier])).history.events)


async def test_a_stranger_is_answered_the_same_whether_there_is_a_plan_or_none(region: Region) -> None:
    found: list[list[Any]] = []
    for state in ("none", "called", "draft", "closed"):
        region.stated |= {"data_dir": region.folder / state, "audit_dir": region.folder / f"{state}-audit"}
        async with region.served() as (service, anybody):
            if state == "called":
                assert (await post(anybody, calls(SOCIAL))).status_code == 202
            elif state != "none":
                plan, _ = await opened(anybody)
                close = plan_of(action="close", reason="mal-uppnadda", relates_to=plan.message_id)
                assert state == "draft" or (await post(anybody, close)).status_code == 202
            answers: list[Any] = []
            for stranger in (HERE, THERE):
                mine = own(stranger)
                response = await post(anybody, mine)
                assert response.status_code == 202, response.text
                before = await known(service)
                for if_match in (None, "*", '"guessed"'):
                    tries = writing(stranger, mine)
                    answers += [
                        await told(anybody, one, if_match if one.kind == "sip" else None) for one in tries
                    ]
                assert await known(service) == before
            found.append(answers)
    for none, *others in zip(*found, strict=True):
        assert none[0] == 422
        assert all(other == none for other in others)
        assert not OF_A_PLAN.search(orjson.dumps(none).decode())


async def test_a_stranger_calls_itself_into_no_plan(region: Region) -> None:
    async with region.served() as (service, anybody):
        await opened(anybody)
        tries = [
            calls(UNITS[3], purpose=purpose, **stranger)
            for stranger in (HERE, THERE)
            for purpose in ("sip-fristaende", "uppfoljning", "formote", "aktorsmote")
        ]
        mine = own(HERE)
        await post(anybody, mine)
        tries += [without(calls(UNITS[3], purpose="uppfoljning", **HERE), "planId")]
        tries += [calls(UNITS[3], action="revise", purpose="uppfoljning", relates_to=mine.message_id, **HERE)]
        tries += [sent("kartlaggning", UNITS[3], content={"needs": "x"}, **HERE)]
        for one in tries:
            response = await post(anybody, one)
            assert not OF_A_PLAN.search(response.text)
            (plan,) = await known(service)
            assert not plan.parties & {STRANGER, OTHERS[2], UNITS[3]}, one.content
            assert plan.owner == HEALTH_CENTRE


async def test_a_stranger_takes_over_no_planning_that_has_no_name_yet(region: Region) -> None:
    async with region.served() as (service, anybody):
        called = without(calls(SOCIAL), "planId")
        assert (await post(anybody, called)).status_code == 202
        for stranger in (HERE, THERE):
            unit = stranger["sender"]
            coordinator = {"unit": unit, "name": "Test Testsson", "phone": "0900-000000"}
            await post(
                anybody, plan_of(UNITS[3], coordinator=coordinator, **{**stranger, "planId": "its-own"})
            )
            first = next(one for one in await known(service) if called.message_id in one.messages)
            assert (first.state, sorted(first.parties)) == ("called", sorted([HEALTH_CENTRE, SOCIAL]))
        plan = await post(anybody, plan_of(SOCIAL))
        assert plan.status_code == 202, plan.text


async def test_whom_the_invitation_may_not_be_sent_to_is_not_called(region: Region) -> None:
    async with region.served() as (service, anybody):
        called = replace(calls(SOCIAL, STRANGER), withhold=(Withhold(STRANGER, "sekretess"),))
        response = await post(anybody, called)
        outcomes = {one["recipient"]: one["outcome"] for one in response.json()["verdicts"]}
        assert outcomes == {SOCIAL: "forward", STRANGER: "refuse"}
        (plan,) = await known(service)
        assert plan.invited == {SOCIAL}
