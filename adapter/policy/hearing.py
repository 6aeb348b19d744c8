"""One pack hears one message: per recipient an outcome, with its grounds, by the rules in force.

The first row that holds decides. *Unknown* is a rule whose condition cannot be told true or false.

| what the rules say                          | outcome                                              |
|---------------------------------------------|------------------------------------------------------|
| any rule of the identity guard is true      | refuse, for every recipient, on the guard's grounds  |
| any refuse is true                          | refuse                                               |
| any refuse is unknown, or any hold is true  | hold                                                 |
| any permit is true; a reduce true or unknown| reduce: what every such reduce rule lets stay        |
| any permit is true                          | forward: what the permits together let out           |
| any permit is unknown                       | hold                                                 |
| nothing, and consent is not asked for       | hold where the kind's process says so (PRODUKT-DENY-02) |
| nothing                                     | refuse: no rule permits this (PRODUKT-DENY-01)       |

A hold rule that is unknown holds too: unknown never permits. `warn` only gives issues.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from adapter.model.facts import Facts
from adapter.model.history import MANUAL
from adapter.model.issue import Issue, Severity
from adapter.model.message import Message
from adapter.model.swedish_time import swedish_day
from adapter.model.verdict import Outcome, Verdict
from adapter.policy.available import available
from adapter.policy.conditions import Truth
from adapter.policy.grounds import DENY, NOT_ASKED, ground, issue
from adapter.policy.pack import Pack, Rule
from adapter.policy.view import UNKNOWN, View

DISCLOSURE = frozenset({"disclosure"})
BOTH = frozenset({"admission", "disclosure"})
_TELLING = frozenset({"new", "revise", "forward", "approve"})
"""Actions that bring something new to a recipient; those that take back wait for nobody."""
_UNASKED = frozenset({"none", "not-asked"})
HANDLING_ORDER = ("telefon", MANUAL)
"""What is asked of the sender first where several rules ask for something."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A rule that is not false, and its truth: True or None."""

    rule: Rule
    truth: Truth


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict, the rules it rests on, and those of them that refuse."""

    verdict: Verdict
    rules: tuple[Rule, ...] = ()
    refusing: tuple[Rule, ...] = ()


@dataclass(slots=True)
class Hearing:
    """A message before one pack. `guarded` when the identity guard stops it for everybody."""

    pack: Pack
    view: View
    has: tuple[str, ...]
    particular: tuple[Rule, ...]
    general: tuple[_Found, ...]
    guarded: bool
    warned: dict[str, Issue] = field(default_factory=dict)

    def judge(self, recipient: str) -> Judged:
        """The verdict for one recipient."""
        seen = self.view.for_recipient(recipient)
        found = self.general
        if not self.guarded:
            own = _found(self.particular, seen)
            found = _merged(found, own, self.pack)
            self._warn(own, seen)
        refusals = [one.rule for one in found if one.rule.effect == "refuse" and one.truth]
        if refusals:
            return self._refused(seen, _speaking(refusals))
        holding = [one for one in found if _holds(one)]
        if not holding and not any(one.rule.effect == "permit" and one.truth for one in found):
            holding = [one for one in found if one.rule.effect == "permit"]
            if not holding:
                return Judged(self._unpermitted(seen))
        return self._held(holding, seen) if holding else self._leaving(found, seen)

    def guarding(self, recipient: str) -> Verdict | None:
        """What the identity guard alone says: its refusal, or a hold while a register is silent; else None."""
        if self.guarded:
            return self.judge(recipient).verdict
        unsure = [one for one in self.general if one.rule.guard and one.truth is not False]
        seen = self.view.for_recipient(recipient)
        return self._held(unsure, seen).verdict if unsure else None

    def without_recipients(self) -> tuple[Rule, ...]:
        """The rules that refuse a message to nobody."""
        return tuple(
            _speaking([one.rule for one in self.general if one.rule.effect == "refuse" and one.truth])
        )

    def warn(self) -> None:
        """Note what the rules about the message as a whole warn of."""
        if not self.guarded:
            self._warn(self.general, self.view)

    def _warn(self, found: Iterable[_Found], view: View) -> None:
        for one in found:
            if one.rule.effect == "warn" and one.truth is True and one.rule.key not in self.warned:
                self.warned[one.rule.key] = issue(one.rule, Severity.WARNING, self.pack, view)

    def _refused(self, view: View, rules: Sequence[Rule]) -> Judged:
        grounds = tuple(ground(rule, self.pack, view) for rule in rules)
        said = {rule.handling for rule in rules}
        handling = next((handling for handling in HANDLING_ORDER if handling in said), None)
        verdict = Verdict(view.recipient or "", Outcome.REFUSE, grounds, handling=handling)
        return Judged(verdict, tuple(rules), tuple(rules))

    def _held(self, holding: Sequence[_Found], view: View) -> Judged:
        """On the rules that say so; only where none does, on those that are unknown."""
        told = [one.rule for one in holding if one.truth and one.rule.effect == "hold"]
        rules = tuple(told or (one.rule for one in holding))
        waits_for = _waits_for(holding, view)
        verdict = Verdict(
            view.recipient or "",
            Outcome.HOLD,
            tuple(ground(rule, self.pack, view, "hold") for rule in rules),
            until=self.pack.process.hold_until(view.message.kind, view.facts.at),
            waits_for=waits_for,
        )
        return Judged(verdict, rules)

    def _unpermitted(self, view: View) -> Verdict:
        """No rule permits: a refusal, unless a consent that has not been asked for may still come (semantics 7)."""
        message, process = view.message, self.pack.process
        recipient = view.recipient or ""
        kind = process.of(message.kind)
        status = self.pack.facts.get("consent.status")
        waits = (
            kind.not_asked == "hold"
            and bool(kind.scopes)
            and message.action in _TELLING
            and status is not None
            and view.value(status) in _UNASKED
        )
        if not waits:
            return Verdict(recipient, Outcome.REFUSE, (DENY,))
        until = process.hold_until(message.kind, view.facts.at)
        return Verdict(recipient, Outcome.HOLD, (NOT_ASKED,), until=until, waits_for=("consent.status",))

    def _leaving(self, found: Sequence[_Found], view: View) -> Judged:
        permits = [one.rule for one in found if one.rule.effect == "permit" and one.truth]
        reduces = [one.rule for one in found if one.rule.effect == "reduce"]
        allowed = set(self.has)
        if all(permit.disclose is not None for permit in permits):
            allowed &= {path for permit in permits for path in permit.disclose or ()}
        for rule in reduces:
            allowed &= rule.disclose or frozenset()
        outcome = Outcome.REDUCE if reduces or len(allowed) < len(self.has) else Outcome.FORWARD
        rules = (*reduces, *permits)
        grounds = tuple(ground(rule, self.pack, view) for rule in rules)
        disclosed = tuple(path for path in self.has if path in allowed)
        return Judged(Verdict(view.recipient or "", outcome, grounds, disclosed), rules)


def hear(
    message: Message, facts: Facts, pack: Pack, phases: frozenset[str], *, paper: bool = False
) -> Hearing:
    """Bring a message before a pack: the rules about the message as a whole are tried at once.

    On `paper` it is refused by no rule that asks for just that: to tell whoever no electronic message reaches.
    """
    day = swedish_day(facts.at)
    general: list[Rule] = []
    particular: list[Rule] = []
    for rule in pack.concerning(message.kind, message.action):
        if paper and rule.handling == MANUAL:
            continue
        if rule.phase in phases and rule.in_force.include(day):
            (particular if rule.when.per_recipient else general).append(rule)
    view = View(message, facts, pack.process, pack.settings)
    found = _found(general, view)
    guarded = any(one.rule.guard and one.rule.effect == "refuse" and one.truth for one in found)
    has = available(message, facts, pack.process)
    return Hearing(pack, view, has, tuple(particular), found, guarded)


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


def _speaking(refusals: Sequence[Rule]) -> Sequence[Rule]:
    """The rules a refusal rests on; where the guard refuses, only what speaks of identity (semantics 15, 40)."""
    if any(rule.guard for rule in refusals):
        return [rule for rule in refusals if rule.identity]
    return refusals


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
