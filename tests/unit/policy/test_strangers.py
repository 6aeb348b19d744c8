"""What whoever takes no part in a SIP is told of a refusal."""

from adapter.model.basis import Basis, Seen
from adapter.model.issue import Issue, Severity
from adapter.model.verdict import Decision, Ground, Outcome, PackRef, Verdict
from adapter.policy.strangers import RULE, for_stranger
from tests.builders import HOME_CARE, SOCIAL

PACK = PackRef("vasterbotten", "1", "0")
STRANGERS = Ground(RULE, "refuse", "x", "No such plan.", basis=Basis(saw=(Seen("sip.state", "draft"),)))
STATE = Ground("VB-SIP-29", "refuse", "x", "The plan is locked by the coordinator.")
WARNED = Issue(Severity.WARNING, "VB-SIP-16", "$", "x")


def refused(*grounds: Ground, unit: str = SOCIAL) -> Verdict:
    return Verdict(unit, Outcome.REFUSE, grounds)


def test_a_stranger_is_told_one_thing_for_the_units_it_named() -> None:
    decision = Decision(
        (refused(STATE, STRANGERS), refused(STRANGERS, unit=HOME_CARE)), PACK, (WARNED,), whole=True
    )
    told = for_stranger(decision, (HOME_CARE,))
    assert told.issues == ()
    (verdict,) = told.verdicts
    assert (verdict.recipient, verdict.handling) == (HOME_CARE, "telefon")
    assert [(one.rule, one.basis.saw) for one in verdict.grounds] == [(RULE, ())]


def test_so_is_one_that_named_no_unit() -> None:
    issues = tuple(Issue(Severity.ERROR, rule, "$", "x") for rule in ("VB-SIP-29", RULE))
    told = for_stranger(Decision((), PACK, (*issues, WARNED), whole=True), ())
    assert [one.rule for one in told.issues] == [RULE]


def test_anybody_else_is_told_all() -> None:
    decision = Decision((refused(STATE),), PACK, (WARNED,), whole=True)
    assert for_stranger(decision, (HOME_CARE,)) == decision
