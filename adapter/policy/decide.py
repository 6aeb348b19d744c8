"""Deciding a message: the sender's region decides, and beside it whoever else has a say in what may leave.

Admission is the sender's region's alone. What may leave is decided by more than one pack where the recipient's unit lies
in another region with a pack of its own, and where a pack is not in force on the day: then the Act's own pack is asked
too (semantics 10, 13). Each pack hears the message with its own process, so each counts consents in its own way.
The strictest outcome holds, what is disclosed is what all let out, and the grounds are those of all.
How one pack judges is in `hearing.py`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from adapter.model.facts import Facts
from adapter.model.issue import Severity
from adapter.model.message import Message
from adapter.model.swedish_time import swedish_day
from adapter.model.verdict import Decision, Outcome, PackRef, Verdict
from adapter.policy.grounds import issue, out_of_force
from adapter.policy.hearing import BOTH, DISCLOSURE, HANDLING_ORDER, Hearing, Judged, hear
from adapter.policy.pack import ACT, Pack, Rule

_STRICTNESS = (Outcome.FORWARD, Outcome.REDUCE, Outcome.HOLD, Outcome.REFUSE)


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
    session = _Session(message, facts, pack, hear(message, facts, pack, BOTH))
    session.own.warn()
    judged = [session.judge(recipient) for recipient in message.recipients]
    own = session.own
    refusing = tuple(rule for one in judged for rule in one.refusing) if judged else own.without_recipients()
    refused = all(one.verdict.outcome is Outcome.REFUSE for one in judged)
    whole = refused and any(rule.guard or rule.phase == "admission" for rule in refusing)
    warned = {key: found for hearing in session.hearings for key, found in hearing.warned.items()}
    errors = refusing if whole and not judged else ()
    counted = {*warned, *(rule.key for rule in (*refusing, *(rule for one in judged for rule in one.rules)))}
    decision = Decision(
        verdicts=tuple(one.verdict for one in judged),
        pack=pack.ref,
        issues=(
            *(issue(rule, Severity.ERROR, pack, own.view) for rule in errors),
            *warned.values(),
            *(out_of_force(lapsed)[1] for lapsed in session.lapsed),
        ),
        whole=whole,
        identity=own.guarded,
        beside=session.others,
    )
    return Traced(decision, frozenset(counted))


def disclose(message: Message, facts: Facts, pack: Pack, recipient: str) -> Verdict:
    """The disclosure phase alone, for one recipient: asked anew at each attempt."""
    return _Session(message, facts, pack, hear(message, facts, pack, DISCLOSURE)).judge(recipient).verdict


def on_paper(message: Message, facts: Facts, pack: Pack, recipient: str) -> Verdict:
    """The disclosure phase for one recipient that a letter goes to: what only electronic messages are refused for does not count."""
    heard = hear(message, facts, pack, DISCLOSURE, paper=True)
    return _Session(message, facts, pack, heard, paper=True).judge(recipient).verdict


def to_the_person(message: Message, facts: Facts, pack: Pack, recipient: str) -> Verdict:
    """What the person may have on paper of what is about the person: everything, unless the identity guard stops it."""
    heard = hear(message, facts, pack, DISCLOSURE)
    stopped = heard.guarding(recipient)
    return stopped or Verdict(recipient, Outcome.FORWARD, (), heard.has)


class _Session:
    """One message before every pack that has a say; each hears it once, however many recipients it judges."""

    def __init__(
        self, message: Message, facts: Facts, pack: Pack, own: Hearing, *, paper: bool = False
    ) -> None:
        self._paper = paper
        self._message, self._facts, self._pack = message, facts, pack
        self._day = swedish_day(facts.at)
        self.own = own
        self._beside: dict[str, Hearing] = {}
        self._lapsed = {} if pack.is_in_force(self._day) else {pack.ref.region: pack}

    @property
    def hearings(self) -> Iterator[Hearing]:
        """Those held so far, the sender's region's first."""
        yield self.own
        yield from self._beside.values()

    @property
    def others(self) -> tuple[PackRef, ...]:
        """The packs asked so far beside the sender's region's."""
        return tuple(hearing.pack.ref for hearing in self._beside.values())

    @property
    def lapsed(self) -> tuple[Pack, ...]:
        """The packs asked so far that are not in force on the day."""
        return tuple(self._lapsed.values())

    def judge(self, recipient: str) -> Judged:
        """The strictest of what the packs say; what the identity guard refuses is refused by all of them."""
        judged = self.own.judge(recipient)
        if self.own.guarded:
            return judged
        asked = [self._pack]
        for pack in self._also(recipient):
            asked.append(pack)
            judged = _stricter(judged, self._hearing(pack).judge(recipient))
        told = tuple(out_of_force(pack)[0] for pack in asked if not pack.is_in_force(self._day))
        if told:
            verdict = replace(judged.verdict, grounds=(*judged.verdict.grounds, *told))
            judged = replace(judged, verdict=verdict)
        return judged

    def _hearing(self, pack: Pack) -> Hearing:
        region = pack.ref.region
        if region not in self._beside:
            hearing = self._beside[region] = hear(
                self._message, self._facts, pack, DISCLOSURE, paper=self._paper
            )
            hearing.warn()
            if not pack.is_in_force(self._day):
                self._lapsed[region] = pack
        return self._beside[region]

    def _also(self, recipient: str) -> Iterator[Pack]:
        """The pack of the recipient's region, and the Act's where one of the others is not in force."""
        unit = self._facts.units.get(recipient)
        theirs = self._pack.beside.get(unit.region) if unit else None
        packs = [self._pack]
        if theirs is not None and theirs.ref.region != self._pack.ref.region:
            packs.append(theirs)
            yield theirs
        act = self._pack.beside.get(ACT)
        known = {pack.ref.region for pack in packs}
        if act is not None and ACT not in known and not all(pack.is_in_force(self._day) for pack in packs):
            yield act


def _stricter(first: Judged, second: Judged) -> Judged:
    """Both verdicts as one: the stricter outcome, the disclosure of both, the grounds of both, the stricter's first."""
    one, other = sorted((first, second), key=lambda judged: -_STRICTNESS.index(judged.verdict.outcome))
    a, b = one.verdict, other.verdict
    outcome = a.outcome
    disclosed: tuple[str, ...] = ()
    if a.leaves:
        disclosed = tuple(path for path in a.disclosed if path in b.disclosed)
        narrower = len(disclosed) < max(len(a.disclosed), len(b.disclosed))
        outcome = Outcome.REDUCE if narrower else outcome
    handlings = {a.handling, b.handling}
    held = [verdict.until for verdict in (a, b) if verdict.until is not None]
    return Judged(
        Verdict(
            a.recipient,
            outcome,
            tuple(dict.fromkeys((*a.grounds, *b.grounds))),
            disclosed,
            handling=next((handling for handling in HANDLING_ORDER if handling in handlings), None),
            until=min(held) if outcome is Outcome.HOLD else None,
            waits_for=tuple(dict.fromkeys((*a.waits_for, *b.waits_for))) if outcome is Outcome.HOLD else (),
        ),
        _once((*one.rules, *other.rules)),
        _once((*one.refusing, *other.refusing)),
    )


def _once(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    return tuple({rule.key: rule for rule in rules}.values())
