"""Deciding on a desk: a scenario stands for every register, and nothing is stored or sent (`contract.md` §4)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from adapter.deadlines.kvittens import owed
from adapter.episode.event import event
from adapter.episode.fold import fold
from adapter.episode.plans import plans
from adapter.episode.sips import sips
from adapter.intake.scenario import Scenario
from adapter.model.copy import Copy
from adapter.model.errors import UsageError
from adapter.model.facts import Facts
from adapter.model.history import Episode, Event, History
from adapter.model.issue import Severity
from adapter.model.message import Message
from adapter.model.verdict import Decision, Outcome, Verdict
from adapter.pipeline.consents import standing
from adapter.pipeline.course import kept
from adapter.pipeline.notices import addressed, as_told, to_ledger
from adapter.pipeline.render import copy_for
from adapter.policy.decide import Traced, traced
from adapter.policy.grounds import DENY
from adapter.policy.loader import Packs
from adapter.policy.pack import Pack
from adapter.validation.check import check


@dataclass(frozen=True, slots=True)
class Desk:
    """A scenario ready to be decided: its message, the facts as a service would gather them, and the rules."""

    message: Message
    facts: Facts
    pack: Pack


def lay_out(scenario: Scenario, packs: Packs) -> Desk:
    """Gather from the scenario what deciding rests on; `UsageError` when it has no message or no pack."""
    if scenario.message is None:
        raise UsageError("the scenario has no message to decide")
    at = scenario.at or scenario.message.sent_at
    pack = packs.in_force(scenario.region, at)
    history = kept(scenario, scenario.history, pack.process)
    message = addressed(scenario.message, history)
    return Desk(message, _facts(scenario, message, history, at), pack)


def decide(scenario: Scenario, packs: Packs) -> Decision:
    """What would be decided of the scenario's message; faults beyond reading are issues, and then no verdicts."""
    return trace(scenario, packs).decision


def trace(scenario: Scenario, packs: Packs) -> Traced:
    """The decision, and the keys of the rules that made it."""
    desk = lay_out(scenario, packs)
    faults = tuple(issue for issue in check(desk.message, desk.facts.at) if issue.severity is Severity.ERROR)
    if faults:
        return Traced(Decision((), desk.pack.ref, faults, whole=True), frozenset())
    found = traced(desk.message, desk.facts, desk.pack)
    return replace(found, decision=to_ledger(desk.message, found.decision, desk.facts, desk.pack))


def copy(scenario: Scenario, packs: Packs, unit: str) -> tuple[Verdict, Copy | None]:
    """The verdict for one unit, and what it would get: None where nothing leaves for it.

    A unit that the message is not addressed to gets nothing, and no rule says otherwise (PRODUKT-DENY-01).
    Raises `UsageError` for a unit that the scenario's directory lacks.
    """
    desk = lay_out(scenario, packs)
    decision = decide(scenario, packs)
    if unit not in desk.facts.units and unit not in desk.message.recipients:
        raise UsageError("the scenario's directory does not have that unit")
    verdict = next(
        (one for one in decision.verdicts if one.recipient == unit), Verdict(unit, Outcome.REFUSE, (DENY,))
    )
    if decision.whole or not verdict.leaves or unit not in desk.facts.units:
        return verdict, None
    told = as_told(desk.message, unit, desk.facts.history)
    return verdict, copy_for(told, verdict, accepted(desk, decision), revision=0, received_at=desk.facts.at)


def accepted(desk: Desk, decision: Decision) -> Facts:
    """The facts as they are once the message has been accepted: it is part of the stay that its copies show."""
    history = desk.facts.history
    leaving = tuple(verdict.recipient for verdict in decision.verdicts if verdict.leaves)
    events = (*history.events, event(desk.message, desk.facts.at, desk.facts.person))
    due = owed(desk.message, leaving, desk.facts.at, desk.pack.process)
    accepted = replace(history, events=events, owed=(*history.owed, *due))
    return replace(desk.facts, history=accepted, episode=_episode(desk.message, events))


def _facts(scenario: Scenario, message: Message, history: History, at: datetime) -> Facts:
    return Facts(
        at=at,
        person=scenario.person,
        guardians=scenario.guardians,
        sender=scenario.units.get(message.sender.unit),
        units=scenario.units,
        history=standing(history),
        episode=_episode(message, history.events),
        plans=plans(history.events),
        sips=sips(history.events),
        settings=scenario.facts,
    )


def _episode(message: Message, events: Iterable[Event]) -> Episode | None:
    return fold(message.episode.id, events) if message.episode else None
