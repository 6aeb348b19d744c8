"""Synthetic episodes of all regions through `decide` agree with their manifest; 10,000 with SVU_SYNTH_PROOF=10000.

The manifest's expectations rest on the sandbox's own table and the scenarios' own knowledge, never on the rules.
"""

import os
from collections import Counter
from collections.abc import Iterator

import pytest

from adapter import bootstrap
from adapter.intake import native
from adapter.intake.directory import read_units
from adapter.intake.faults import Faults
from adapter.intake.scenario import Scenario
from adapter.model.issue import Severity
from adapter.model.kinds import KINDS
from adapter.model.message import Message
from adapter.model.person import NoHit
from adapter.model.verdict import Decision
from adapter.pipeline import desk
from adapter.policy.loader import Packs
from adapter.sandbox import shares
from adapter.sandbox.course import Sent
from adapter.sandbox.places import REGIONS, regions, units
from adapter.sandbox.script import REFUSED_WHOLE
from adapter.sandbox.synthetic import Episode, Maker, person_of
from adapter.validation.check import check

EPISODES = int(os.environ.get("SVU_SYNTH_PROOF", "300"))  # noqa: TID251
OUTCOMES = {"forward", "reduce", "hold", "refuse"}


@pytest.fixture(scope="module")
def packs() -> Packs:
    return bootstrap.packs()


@pytest.fixture(scope="module")
def made() -> dict[str, tuple[Maker, list[Episode]]]:
    found = {}
    for name in REGIONS:
        maker = Maker(regions()[name], 2026, shares.read([]))
        found[name] = maker, list(maker.episodes(EPISODES // len(REGIONS)))
    return found


@pytest.mark.parametrize("region", REGIONS)
def test_decide_agrees_with_the_manifest(
    region: str, packs: Packs, made: dict[str, tuple[Maker, list[Episode]]]
) -> None:
    maker, episodes = made[region]
    faults = Faults()
    known = read_units([unit.to_json() for unit in units().values()], region=region, path="", faults=faults)
    assert not list(faults)
    register = {person.identifier: person for person in maker.people.everybody}
    differences: Counter[str] = Counter()
    for episode in episodes:
        person = person_of(episode.patient)
        guardians = tuple(register[number] for number in person.guardians) if person else ()
        history: list[Message] = []
        for sent in episode.sent:
            message = valid(sent)
            scenario = Scenario(
                message.region,
                message.sent_at,
                known,
                person or NoHit(),
                guardians,
                history=tuple(history),
                message=message,
            )
            decision = desk.decide(scenario, packs)
            differences.update(f"{episode.name} {found}" for found in differing(sent, decision))
            if not decision.whole:
                history.append(message)
    assert not differences, "\n".join(difference for difference, _ in differences.most_common(30))


def valid(sent: Sent) -> Message:
    message = native.read(sent.step.message)
    assert not [one for one in check(message, message.sent_at) if one.severity is Severity.ERROR]
    return message


def differing(sent: Sent, decision: Decision) -> Iterator[str]:
    step = sent.step
    what = f"{step.says} ({step.message['kind']} {step.message['action']})"
    if decision.whole is not (step.status == REFUSED_WHOLE):
        why = sorted({ground.rule for one in decision.verdicts for ground in one.grounds})
        yield f"{what}: refused whole {decision.whole}, by {why}"
        return
    for verdict in decision.verdicts:
        told = step.expected[verdict.recipient]
        rules = sorted({ground.rule for ground in verdict.grounds})
        if verdict.outcome.value != told.outcome:
            yield f"{what}: {verdict.outcome.value}, not {told.outcome}, by {rules}"
        elif told.rules and not any(rule.startswith(told.rules) for rule in rules):
            yield f"{what}: {told.outcome} by {rules}, not by {told.rules}"
        elif verdict.handling != told.handling and (not sent.whole or told.handling):
            yield f"{what}: to be handled {verdict.handling}, not {told.handling}"


def test_every_kind_and_every_outcome_is_made(made: dict[str, tuple[Maker, list[Episode]]]) -> None:
    steps = [sent.step for _, episodes in made.values() for episode in episodes for sent in episode.sent]
    assert {step.message["kind"] for step in steps} == set(KINDS)
    assert {told.outcome for step in steps for told in step.expected.values()} == OUTCOMES
    assert {step.message["action"] for step in steps} >= {
        "new",
        "revise",
        "cancel",
        "approve",
        "close",
        "annul",
    }


def test_whatever_can_happen_happens(made: dict[str, tuple[Maker, list[Episode]]]) -> None:
    happened = {trait for _, episodes in made.values() for episode in episodes for trait in episode.traits}
    # of the rarest a few hundred episodes need not have one
    rare = {"protected-guardian", "unregistered", "deceased", "wrong-number", "unclear", "asylum"}
    assert happened >= set(shares.ALL) - rare
    assert all(
        any(sent.late for episode in episodes for sent in episode.sent) for _, episodes in made.values()
    )
