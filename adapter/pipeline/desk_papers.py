"""Letters and printed plans on a desk: what would be printed of a scenario's message; nothing is on record."""

from adapter.intake.scenario import Scenario
from adapter.letters.addressee import Addressee
from adapter.letters.owed import INVITATION, TAKEN_BACK, UNIT, invited
from adapter.model.errors import UsageError, Withheld
from adapter.model.facts import Facts
from adapter.model.history import MANUAL, PATIENT
from adapter.model.identifiers import is_hsa_id
from adapter.model.issue import Issue, Severity
from adapter.model.message import Message
from adapter.model.printed import Printed
from adapter.model.verdict import Decision
from adapter.pipeline import desk, sheets
from adapter.pipeline.papers import name_of
from adapter.policy.loader import Packs
from adapter.r4.mappings import Mappings


def letter(scenario: Scenario, packs: Packs, mappings: Mappings, to: str) -> Printed:
    """The letter to a unit without a system, or to whom an invitation names by party or place (`participants/0`).

    Raises `Withheld` where there may be none, `UsageError` for somebody that no letter goes to.
    """
    laid, facts, decision = _accepted(scenario, packs)
    about = _about(laid.message, scenario)
    whom = _unit(laid.message, facts, to, decision) if is_hsa_id(to) else _party(about, facts, to)
    _, printed = sheets.letter(laid.message, facts, laid.pack, whom, mappings)
    return printed


def plan(scenario: Scenario, packs: Packs, mappings: Mappings) -> Printed:
    """The plan of the scenario's message, for the person it is about. Raises `Withheld`."""
    laid, facts, _ = _accepted(scenario, packs)
    return sheets.printed_plan(laid.message, facts, laid.pack, mappings)[1]


def _accepted(scenario: Scenario, packs: Packs) -> tuple[desk.Desk, Facts, Decision]:
    laid, decision = desk.lay_out(scenario, packs), desk.decide(scenario, packs)
    if decision.whole:
        raise Withheld(_why(decision))
    return laid, desk.accepted(laid, decision), decision


def _why(decision: Decision) -> tuple[Issue, ...]:
    """The grounds of a refusal of the whole message, each once."""
    grounds = {
        ground.rule: Issue(Severity.ERROR, ground.rule, "", ground.text, ground.remedy, basis=ground.basis)
        for verdict in decision.verdicts
        for ground in verdict.grounds
        if ground.effect in {"refuse", "hold"}
    }
    faults = (issue for issue in decision.issues if issue.severity is Severity.ERROR)
    return (*grounds.values(), *faults)


def _about(message: Message, scenario: Scenario) -> Message:
    earlier = {one.message_id: one for one in scenario.history}
    return earlier.get(message.relates_to or "", message) if message.action in TAKEN_BACK else message


def _unit(message: Message, facts: Facts, to: str, decision: Decision) -> sheets.Whom:
    unit = facts.units.get(to)
    if unit is None or to not in message.recipients:
        raise UsageError("the message is not addressed to that unit")
    by_hand = any(one.recipient == to and one.handling == MANUAL for one in decision.verdicts)
    if unit.has_system and not by_hand:
        raise UsageError("that unit has a system of its own: `map` shows what it gets")
    return sheets.Whom(Addressee(UNIT, unit.name), message, to)


def _party(about: Message, facts: Facts, to: str) -> sheets.Whom:
    if about.kind != INVITATION:
        raise UsageError("only an invitation (kallelse) is sent to whoever is no unit")
    if to == PATIENT:
        return sheets.Whom(Addressee(PATIENT), about)
    found = invited(about, facts.units, name_of(facts))
    meant = [place for place, one in found.items() if to in {place, one.party}]
    if len(meant) > 1:
        raise UsageError(f"several are invited as that; name one of {', '.join(meant)}")
    if not meant:
        raise UsageError(f"nobody is invited as that; there are {', '.join(found) or 'none'}")
    return sheets.Whom(found[meant[0]], about)
