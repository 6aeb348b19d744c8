"""Semantics 38: what a plan's state is, and that it was looked at, is told to those who take part in it and nobody else."""

from dataclasses import replace

import pytest

from adapter.episode.event import event
from adapter.episode.sips import sips
from adapter.model.errors import PackError
from adapter.model.facts import Facts
from adapter.model.history import History
from adapter.model.message import Message, Sender
from adapter.policy.decide import decide
from adapter.policy.loader import load
from tests.builders import HEALTH_CENTRE, HOME_CARE, SENT, SOCIAL, WARD, units
from tests.packs import bare, pack, packs, rule
from tests.unit.policy.test_sip_facts import call, plan

OPENED = (replace(call(), recipients=(SOCIAL,)), plan())
CLOSED = (*OPENED, plan("p2", "close", reason="mal-uppnadda"))


def saw(told: Message, before: tuple[Message, ...], *when: str) -> dict[str, object]:
    """What the refusals of a message say that they looked at, with the values told."""
    rules = (rule(f"0{number}", "refuse", one, phase="admission") for number, one in enumerate(when))
    events = tuple(event(one, SENT) for one in before)
    facts = Facts(
        SENT,
        sender=units()[told.sender.unit],
        units=units(),
        history=History(events),
        sips=sips(events),
    )
    decision = decide(told, facts, pack(*rules))
    assert decision.whole
    grounds = (ground for verdict in decision.verdicts for ground in verdict.grounds)
    return {seen.fact: seen.value for ground in grounds for seen in ground.basis.saw}


@pytest.mark.parametrize("sender", [HEALTH_CENTRE, SOCIAL])
def test_a_party_is_told_what_the_plan_is(sender: str) -> None:
    told = replace(plan("p3", "revise"), sender=Sender(sender), recipients=(WARD,))
    when = "{all: [{fact: sip.state, is: closed}, {fact: message.action, is: revise}]}"
    assert saw(told, CLOSED, when) == {"sip.state": "closed", "message.action": "revise"}


def test_whoever_takes_no_part_is_told_nothing_of_it_whether_it_is_there_or_not() -> None:
    told = replace(plan("p3", "revise"), sender=Sender(WARD), recipients=(SOCIAL,))
    when = "{any: [{fact: sip.state, isNot: gone}, {fact: message.action, is: new}]}"
    hidden = [saw(told, before, when) for before in ((), OPENED[:1], OPENED, CLOSED)]
    assert hidden == [{}] * 4
    looked = "{all: [{fact: sip.state, isNot: gone}, {fact: message.action, is: revise}]}"
    assert saw(told, CLOSED, looked) == {"message.action": "revise"}


def test_that_another_plan_is_active_is_looked_at_for_its_own_parties_only() -> None:
    told = replace(plan("p3", planId="plan-2"), recipients=(HOME_CARE,))
    looked = "{fact: sip.otherActive, is: true}"
    assert saw(replace(told, sender=Sender(SOCIAL)), OPENED, looked) == {"sip.otherActive": True}
    assert saw(replace(told, sender=Sender(WARD)), OPENED, looked) == {}


def test_every_fact_of_a_plan_is_only_for_its_parties() -> None:
    declared = packs().of("sverige").facts
    named = [fact for name, fact in declared.items() if name.startswith("sip.") or "Sip" in name]
    open_to_all = [fact.name for fact in named if fact.source != "message" and fact.to_parties is None]
    assert open_to_all == []
    assert len(named) > 20


def test_what_opens_a_fact_is_a_declared_fact() -> None:
    files = bare()
    files["produkt/facts.yaml"] = files["produkt/facts.yaml"].replace(
        "sip.: sender.inSip", "sip.: sender.inSap"
    )
    with pytest.raises(PackError, match=r"produkt/facts.yaml:\d+: .*sender.inSip"):
        load(files)
