"""Plays the scenarios of a demo on one timeline: moves the clock, lets things happen, sends, and waits for arrival."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import cast

import orjson

from adapter.bootstrap import mappings
from adapter.cli.demo_stage import Stage
from adapter.gateways.http_sender import HttpSender, Reply
from adapter.intake.native import read
from adapter.mapping.submission import bundle
from adapter.model.basis import DEFAULT_LANGUAGE
from adapter.sandbox.reckoning import Played, arrived
from adapter.sandbox.script import Happening, Scenario, Step
from adapter.sandbox.units import BY_ID

PATIENCE_SECONDS = 12.0
"""How long one instant of the script may take to arrive everywhere; what comes later is told as missing."""
IMPATIENCE_SECONDS = 2.0
QUIET_SECONDS = 0.5
_POLL_SECONDS = 0.02
_MOVING = {"waiting"}
_ENDED = {"stopped", "buried", "superseded"}
Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Line:
    """What the audience sees: who → whom, what, how it came out and why."""

    at: datetime
    scenario: str
    sender: str
    recipient: str
    says: str
    outcome: str
    why: str


class Player:
    """One performance. `tell` gets every line as it happens, why in the language."""

    def __init__(
        self,
        stage: Stage,
        scenarios: Sequence[Scenario],
        tell: Callable[[Line], None],
        language: str = DEFAULT_LANGUAGE,
    ) -> None:
        self._stage = stage
        self._scenarios = scenarios
        self._tell = tell
        self._down: set[str] = set()
        self._played: list[Played] = []
        self._senders = {owner: HttpSender(key, language=language) for owner, key in stage.keys.items()}
        self._patience = PATIENCE_SECONDS

    async def play(self) -> tuple[Played, ...]:
        """Everything, instant by instant; every step with its last known delivery states."""
        script = [item for scenario in self._scenarios for item in scenario.script]
        try:
            for at, items in groupby(sorted(script, key=lambda item: item.at), key=lambda item: item.at):
                await self._instant(at, list(items))
            return await self._settled()
        finally:
            for sender in self._senders.values():
                await sender.close()

    async def _instant(self, at: datetime, items: list[Step | Happening]) -> None:
        self._stage.clock.leap(at)
        for happening in (item for item in items if isinstance(item, Happening)):
            await asyncio.to_thread(self._happen, happening)
        steps = [item for item in items if isinstance(item, Step)]
        by_scenario = [list(own) for _, own in groupby(steps, key=lambda step: step.scenario)]
        await asyncio.gather(*(self._send_all(own) for own in by_scenario))
        await self._arrival(at)

    def _happen(self, happening: Happening) -> None:
        if happening.owner:
            if happening.up:
                self._stage.servers[happening.owner].start()
                self._down.discard(happening.owner)
            else:
                self._stage.servers[happening.owner].stop()
                self._down.add(happening.owner)
        if happening.person:
            self._stage.register.put(happening.person)
        self._tell(Line(happening.at, happening.scenario, "", "", happening.says, "", ""))

    async def _send_all(self, steps: Iterable[Step]) -> None:
        for step in steps:
            await self._send(step)

    async def _send(self, step: Step) -> None:
        reply = await self._post(step)
        played = Played(step, reply.status, answer=reply.body)
        receipt = await self._receipt(step) if played.accepted and step.way == "fhir" else reply.document
        if played.accepted:
            played = replace(played, verdicts=dict(_outcomes(receipt)))
        self._played.append(played)
        for line in _lines(played, reply, receipt):
            self._tell(line)

    async def _post(self, step: Step) -> Reply:
        sender = self._senders[_owner(step)]
        if step.way == "fhir":
            body = orjson.dumps(bundle(read(step.message), mappings()))
            return await sender.post(f"{self._stage.url}/fhir/$process-message", body, fhir=True)
        return await sender.post(f"{self._stage.url}/svu/messages", orjson.dumps(step.message), fhir=False)

    async def _receipt(self, step: Step) -> Json:
        reply = await self._senders[_owner(step)].get(f"{self._stage.url}/svu/messages/{step.message_id}")
        return reply.document if reply.status == OK else {}

    async def _arrival(self, at: datetime) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._patience
        while not arrived(self._scenarios, self._stage.rows(), at, frozenset(self._down)):
            if loop.time() > deadline:
                self._patience = IMPATIENCE_SECONDS
                return
            await asyncio.sleep(_POLL_SECONDS)

    async def _settled(self) -> tuple[Played, ...]:
        """Wait until nothing is on its way any more, and a little longer for what should not come."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._patience
        moving = [played for played in self._played if played.accepted]
        receipts: dict[str, Json] = {}
        while moving and loop.time() < deadline:
            for played in moving:
                receipts[played.step.message_id] = await self._receipt(played.step)
            moving = [
                item for item in moving if _MOVING & set(_states(receipts[item.step.message_id]).values())
            ]
            await asyncio.sleep(_POLL_SECONDS if moving else QUIET_SECONDS)
        return tuple(
            self._concluded(played, receipts.get(played.step.message_id, {})) for played in self._played
        )

    def _concluded(self, played: Played, receipt: Json) -> Played:
        """With the last states; what was stopped or buried after its receipt is told."""
        if not played.accepted:
            return played
        for line in _afterwards(played.step, receipt):
            self._tell(line)
        return replace(played, states=_states(receipt))


OK = 200


def _owner(step: Step) -> str:
    return BY_ID[_sender(step)].owner


def _sender(step: Step) -> str:
    return str(cast("Json", step.message["sender"])["unit"])


def _verdicts(receipt: Json) -> list[Json]:
    found = receipt.get("verdicts")
    return found if isinstance(found, list) else []


def _outcomes(receipt: Json) -> Iterable[tuple[str, str]]:
    return ((str(verdict.get("recipient")), str(verdict.get("outcome"))) for verdict in _verdicts(receipt))


def _states(receipt: Json) -> dict[str, str]:
    return {recipient: str(delivery.get("state")) for recipient, delivery in _deliveries(receipt)}


def _deliveries(receipt: Json) -> Iterable[tuple[str, Json]]:
    for verdict in _verdicts(receipt):
        delivery = verdict.get("delivery")
        if isinstance(delivery, dict):
            yield str(verdict.get("recipient")), delivery


def _afterwards(step: Step, receipt: Json) -> Iterable[Line]:
    for recipient, delivery in _deliveries(receipt):
        if delivery.get("state") in _ENDED:
            why = str(delivery.get("reason") or "")
            names = BY_ID[_sender(step)].name, BY_ID[recipient].name
            yield Line(step.at, step.scenario, *names, step.says, str(delivery["state"]), why)


def _lines(played: Played, reply: Reply, receipt: Json) -> Iterable[Line]:
    step = played.step
    sender = BY_ID[_sender(step)].name
    if not played.accepted:
        recipients = ", ".join(BY_ID[unit].name for unit in cast("list[str]", step.message["recipients"]))
        yield Line(step.at, step.scenario, sender, recipients, step.says, *_whole(reply))
        return
    for verdict in _verdicts(receipt):
        recipient = str(verdict.get("recipient"))
        name = BY_ID[recipient].name if recipient in BY_ID else recipient
        yield Line(
            step.at, step.scenario, sender, name, step.says, str(verdict.get("outcome")), _why(verdict)
        )


def _whole(reply: Reply) -> tuple[str, str]:
    match reply.status:
        case 200:
            return "repeated", "the same message: the first receipt again"
        case 409:
            return "conflict", "the id was used for another body"
        case 422:
            return "refuse", _outcome_texts(reply.document)
        case other:
            return f"HTTP {other}", ""


def _outcome_texts(answer: Json) -> str:
    outcome = _find_outcome(answer)
    issues = outcome.get("issue")
    texts = [_text(issue) for issue in issues] if isinstance(issues, list) else []
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _find_outcome(value: object) -> Json:
    if isinstance(value, dict):
        if value.get("resourceType") == "OperationOutcome":
            return value
        value = list(value.values())
    if isinstance(value, list):
        return next((found for item in value if (found := _find_outcome(item))), {})
    return {}


def _text(issue: object) -> str:
    details = issue.get("details") if isinstance(issue, dict) else None
    return str(details.get("text", "")) if isinstance(details, dict) else ""


def _why(verdict: Json) -> str:
    grounds = list(cast("list[Json]", verdict.get("grounds") or []))
    telling = [ground for ground in grounds if ground.get("effect") != "permit"] or grounds
    return "\n".join(dict.fromkeys(f"{ground.get('rule')}: {ground.get('text')}" for ground in telling))
