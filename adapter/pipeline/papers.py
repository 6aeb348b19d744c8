"""What letters are owed for a message that is being accepted."""

from dataclasses import replace

from adapter.deadlines.kvittens import due
from adapter.letters.addressee import Addressee, full_name
from adapter.letters.owed import UNIT, Case, Letters, letters
from adapter.model.directory import Unit
from adapter.model.facts import Facts
from adapter.model.history import MANUAL
from adapter.model.message import Message
from adapter.model.person import Person
from adapter.model.verdict import Decision, Outcome, Verdict
from adapter.pipeline.notices import follows_ledger, notice
from adapter.policy.decide import on_paper, to_the_person
from adapter.policy.pack import Pack

STRANGER = "letter"
"""What somebody who is no unit is called while it is decided what a letter may hold."""


def owed_letters(message: Message, decision: Decision, facts: Facts, pack: Pack) -> Letters:
    """Letters to units without a system, and to whoever else an invitation names (semantics 9; NB-MSG-21)."""
    until = due(facts.at, "end-of-day") or facts.at
    by_hand = [verdict.recipient for verdict in decision.verdicts if verdict.handling == MANUAL]
    case = Case(facts.history, facts.units, name_of(facts), facts.at, until)

    def may(to: Addressee) -> bool:
        return permission(message, facts, pack, to)[0].outcome is not Outcome.REFUSE

    return letters(message, case, by_hand=by_hand, may=may)


def permission(
    message: Message, facts: Facts, pack: Pack, to: Addressee, unit: str = STRANGER, *, off: bool = False
) -> tuple[Verdict, Facts]:
    """What a letter to somebody may hold now, and the facts it was decided on, in which a stranger is a party.

    `off`: it takes an invitation back, so that it goes content-free where its content may not (semantics 21).
    """
    known = facts
    if to.party != UNIT:
        known = replace(facts, units={**facts.units, unit: _stranger(message, facts, unit)})
    judged = replace(message, recipients=tuple(dict.fromkeys((*message.recipients, unit))))
    if to.is_patient:
        return to_the_person(judged, known, pack, unit), known
    verdict = on_paper(judged, known, pack, unit)
    if off:
        taken_back = judged if follows_ledger(judged) else replace(judged, action="cancel")
        verdict = notice(taken_back, verdict, known)
    return verdict, known


def name_of(facts: Facts) -> str:
    """The individual's name as the register has it, or nothing."""
    return full_name(facts.person) if isinstance(facts.person, Person) else ""


def _stranger(message: Message, facts: Facts, unit: str) -> Unit:
    """Somebody who is no unit of the directory, where the sender is."""
    region = facts.sender.region if facts.sender else message.region
    return Unit(unit, "extern", unit, "extern", region, unit, unit, electronic=False)
