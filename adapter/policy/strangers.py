"""What is told whoever takes no part in a person's SIP: one and the same, whether there is a plan or none (semantics 38)."""

from collections.abc import Iterable
from dataclasses import replace

from adapter.model.verdict import Decision, Outcome, Verdict

RULE = "PRODUKT-ACCESS-03"
"""What refuses a message about a SIP whose sender takes no part in it."""


def for_stranger(decision: Decision, recipients: Iterable[str]) -> Decision:
    """The refusal as a stranger is told it: by that rule alone, for the units that the stranger named itself.

    What other rules saw and whom the plan has reached stay in the audit. Any other decision is told as it is.
    """
    grounds = (ground for verdict in decision.verdicts for ground in verdict.grounds)
    found = next((ground for ground in grounds if ground.rule == RULE), None)
    if found is None:
        issues = tuple(issue for issue in decision.issues if issue.rule == RULE)
        return replace(decision, issues=issues) if issues else decision
    told = (replace(found, basis=replace(found.basis, saw=())),)
    verdicts = tuple(Verdict(unit, Outcome.REFUSE, told, handling="telefon") for unit in recipients)
    return replace(decision, verdicts=verdicts, issues=(), beside=())
