"""Deciding a message: per recipient an outcome, with its grounds, by the rules in force.

The first row that holds decides. *Unknown* is a rule whose condition cannot be told true or false.

| what the rules say                          | outcome                                              |
|---------------------------------------------|------------------------------------------------------|
| any rule of the identity guard is true      | refuse, for every recipient, on the guard's grounds  |
| any refuse is true                          | refuse                                               |
| any refuse is unknown, or any hold is true  | hold                                                 |
| any permit is true; a reduce true or unknown| reduce: what every such reduce rule lets stay        |
| any permit is true                          | forward: what the permits together let out           |
| any permit is unknown                       | hold                                                 |
| nothing                                     | refuse: no rule permits this (PRODUKT-DENY-01)       |

A hold rule that is unknown holds too: unknown never permits. `warn` only gives issues.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adapter.model.facts import Facts
from adapter.model.issue import Issue, Severity
from adapter.model.message import Message
from adapter.model.swedish_time import swedish_day
from adapter.model.verdict import Decision, Ground, Outcome, Verdict
from adapter.policy.available import available
from adapter.policy.conditions import Truth
from adapter.policy.pack import Pack, Rule
from adapter.policy.view import UNKNOWN, View

DENY = Ground(
    "PRODUKT-DENY-01",
    "refuse",
    "design.md §4.5",
    "No rule permits that this leaves for this recipient.",
    "See that there is a documented consent or another legal ground, or coordinate in another way.",
)
_DISCLOSURE = frozenset({"disclosure"})
_BOTH = frozenset({"admission", "disclosure"})
_WHERE = {
    "message.content.": "content.",
    "number.": "patient",
    "person.": "patient",
    "guardians.": "patient",
    "consent.": "consent",
    "message.consentBlock": "consent",
    "sender.": "sender",
    "recipient.": "recipients",
    "episode.": "episode",
    "original.": "relatesTo",
    "message.relatesTo": "relatesTo",
    "message.episode": "episode",
}
_HANDLING_ORDER = ("telefon", "manuell")


@dataclass(frozen=True, slots=True)
class _Found:
    """A rule that is not false, and its truth: True or None."""

    rule: Rule
    truth: Truth


@dataclass(frozen=True, slots=True)
class _Judged:
    """A verdict and the rules it rests on."""

    verdict: Verdict
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Traced:
    """A decision, and the keys of the rules that counted in it: in grounds or issues."""

    decision: Decision
    fired: frozenset[str]


def decide(message: Message, facts: Facts, pack: Pack) -> Decision:
    """Both phases, for every recipient: what is told the sender at receipt."""
    return traced(message, facts, pack).decision


def traced(message: Message, facts: Facts, pack: Pack) -> Traced:
    """The decision with the rules that made it, parts of an id told apart; what a pack's cases look at."""
    view = View(message, facts, pack.process, pack.settings)
    general, particular = _asked(message, facts, pack, _BOTH)
    found = _found(general, view)
    guarded = _guarded(found)
    has = available(message, facts, pack.process)
    judged: list[_Judged] = []
    every = list(found)
    for recipient in message.recipients:
        seen = view.for_recipient(recipient)
        own = () if guarded else _found(particular, seen)
        every.extend(own)
        judged.append(_judged(_merged(found, own, pack), seen, has, pack))
    refusing = tuple(rule for one in judged if one.verdict.outcome is Outcome.REFUSE for rule in one.rules)
    if not judged:
        refusing = tuple(_speaking([one.rule for one in found if one.rule.effect == "refuse" and one.truth]))
    refused = all(one.verdict.outcome is Outcome.REFUSE for one in judged)
    whole = refused and any(rule.guard or rule.phase == "admission" for rule in refusing)
    warned = () if guarded else tuple({one.rule.key: one.rule for one in every if _warns(one)}.values())
    issues = tuple(_issue(rule, Severity.WARNING) for rule in warned)
    if whole and not judged:
        issues = (*(_issue(rule, Severity.ERROR) for rule in refusing), *issues)
    counted = {rule.key for rule in (*refusing, *warned, *(rule for one in judged for rule in one.rules))}
    decision = Decision(
        verdicts=tuple(one.verdict for one in judged),
        pack=pack.ref,
        issues=(*issues, *_expired(facts, pack)),
        whole=whole,
        identity=guarded,
    )
    return Traced(decision, frozenset(counted))


def disclose(message: Message, facts: Facts, pack: Pack, recipient: str) -> Verdict:
    """The disclosure phase alone, for one recipient: asked anew at each attempt."""
    view = View(message, facts, pack.process, pack.settings)
    seen = view.for_recipient(recipient)
    general, particular = _asked(message, facts, pack, _DISCLOSURE)
    found = _found(general, view)
    if not _guarded(found):
        found = _merged(found, _found(particular, seen), pack)
    return _judged(found, seen, available(message, facts, pack.process), pack).verdict


def _guarded(found: Iterable[_Found]) -> bool:
    return any(one.rule.guard and one.rule.effect == "refuse" and one.truth for one in found)


def _asked(
    message: Message, facts: Facts, pack: Pack, phases: frozenset[str]
) -> tuple[list[Rule], list[Rule]]:
    """The rules in force that concern the message: those about the message, and those about each recipient."""
    day = swedish_day(facts.at)
    general: list[Rule] = []
    particular: list[Rule] = []
    for rule in pack.concerning(message.kind, message.action):
        if rule.phase in phases and rule.in_force.include(day):
            (particular if rule.when.per_recipient else general).append(rule)
    return general, particular


def _found(rules: Iterable[Rule], view: View) -> tuple[_Found, ...]:
    found = []
    for rule in rules:
        truth = rule.when.test(view)
        if truth is not False:
            found.append(_Found(rule, truth))
    return tuple(found)


def _merged(first: Sequence[_Found], second: Sequence[_Found], pack: Pack) -> tuple[_Found, ...]:
    """Both in the order of the layers: the region's own words come before those it builds on."""
    order = pack.layers.index
    return tuple(sorted((*first, *second), key=lambda one: order(one.rule.layer)))


def _judged(found: Sequence[_Found], view: View, has: tuple[str, ...], pack: Pack) -> _Judged:
    recipient = view.recipient or ""
    refusals = [one.rule for one in found if one.rule.effect == "refuse" and one.truth]
    if refusals:
        return _refused(recipient, _speaking(refusals))
    holding = [one for one in found if _holds(one)]
    if not holding and not any(one.rule.effect == "permit" and one.truth for one in found):
        holding = [one for one in found if one.rule.effect == "permit"]
        if not holding:
            return _Judged(Verdict(recipient, Outcome.REFUSE, (DENY,)), ())
    if holding:
        return _held(holding, view, pack)
    return _leaving(found, recipient, has)


def _refused(recipient: str, rules: Sequence[Rule]) -> _Judged:
    grounds = tuple(rule.ground() for rule in rules)
    return _Judged(Verdict(recipient, Outcome.REFUSE, grounds, handling=_handling(rules)), tuple(rules))


def _held(holding: Sequence[_Found], view: View, pack: Pack) -> _Judged:
    """On the rules that say so; only where none does, on those that are unknown."""
    told = [one.rule for one in holding if one.truth and one.rule.effect == "hold"]
    rules = tuple(told or (one.rule for one in holding))
    verdict = Verdict(
        view.recipient or "",
        Outcome.HOLD,
        tuple(rule.ground("hold") for rule in rules),
        until=pack.process.hold_until(view.message.kind, view.facts.at),
        waits_for=_waits_for(holding, view),
    )
    return _Judged(verdict, rules)


def _leaving(found: Sequence[_Found], recipient: str, has: tuple[str, ...]) -> _Judged:
    permits = [one.rule for one in found if one.rule.effect == "permit" and one.truth]
    reduces = [one.rule for one in found if one.rule.effect == "reduce"]
    allowed = set(has)
    if all(permit.disclose is not None for permit in permits):
        allowed &= {path for permit in permits for path in permit.disclose or ()}
    for rule in reduces:
        allowed &= rule.disclose or frozenset()
    outcome = Outcome.REDUCE if reduces or len(allowed) < len(has) else Outcome.FORWARD
    grounds = tuple(rule.ground() for rule in (*reduces, *permits))
    disclosed = tuple(path for path in has if path in allowed)
    return _Judged(Verdict(recipient, outcome, grounds, disclosed), (*reduces, *permits))


def _speaking(refusals: Sequence[Rule]) -> Sequence[Rule]:
    """The rules a refusal rests on; where the guard refuses, only what speaks of identity (semantics 15, 40)."""
    if any(rule.guard for rule in refusals):
        return [rule for rule in refusals if rule.identity]
    return refusals


def _handling(refusals: Sequence[Rule]) -> str | None:
    said = {rule.handling for rule in refusals}
    return next((handling for handling in _HANDLING_ORDER if handling in said), None)


def _holds(one: _Found) -> bool:
    return one.rule.effect == "hold" or (one.rule.effect == "refuse" and one.truth is None)


def _waits_for(holding: Sequence[_Found], view: View) -> tuple[str, ...]:
    """The facts that are missing: those unknown, and for a hold that is true what it asks of registers and consents."""
    facts = (
        fact.name
        for one in holding
        for fact in one.rule.when.facts
        if (fact.source in {"register", "consent"} if one.truth else view.value(fact) is UNKNOWN)
    )
    return tuple(dict.fromkeys(facts))


def _warns(one: _Found) -> bool:
    return one.rule.effect == "warn" and one.truth is True


def _issue(rule: Rule, severity: Severity) -> Issue:
    ground = rule.ground()
    return Issue(severity, rule.id, _path(rule), ground.text, ground.remedy, "business-rule")


def _path(rule: Rule) -> str:
    """Where in the native message the rule looks first; empty when it looks at no member."""
    for fact in rule.when.facts:
        for prefix, path in _WHERE.items():
            if fact.name.startswith(prefix):
                return path + fact.name.removeprefix(prefix) if path.endswith(".") else path
    return ""


def _expired(facts: Facts, pack: Pack) -> tuple[Issue, ...]:
    if pack.in_force.include(swedish_day(facts.at)):
        return ()
    return (
        Issue(
            Severity.WARNING,
            "PRODUKT-PACK-01",
            "region",
            f"The rule pack of {pack.ref.region}, version {pack.ref.version}, is not in force on this day.",
            "Its owner loads a successor or prolongs it.",
            "business-rule",
        ),
    )
