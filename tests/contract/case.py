"""One row of a contract table: what is sent, what comes of it, and whether the catalogue's rule has a part in it."""

from typing import NamedTuple

from tests.contract.scenes import Json, Judged, judge


class Case(NamedTuple):
    """A rule, a scenario, and the outcome for every recipient; `counts` says whether the rule speaks."""

    rule: str
    says: str
    scenario: Json
    outcome: str = "forward"
    counts: bool = True

    def __str__(self) -> str:
        return f"{self.rule} {self.says}"


def check(case: Case) -> Judged:
    """The outcome is as told; the rule refuses, holds, withholds or warns, or says nothing."""
    judged = judge(case.scenario)
    assert judged.outcomes == {case.outcome}, judged.told()
    decides = case.counts and case.outcome in {"refuse", "hold"}
    spoken = judged.refusing if decides else judged.grounds | judged.issues
    assert (case.rule in spoken) is case.counts, judged.told()
    return judged


def fine(rule: str, says: str, scenario: Json, outcome: str = "forward") -> Case:
    """The side that just misses: the rule has nothing to say."""
    return Case(rule, says, scenario, outcome, counts=False)


def refused(rule: str, says: str, scenario: Json) -> Case:
    """The rule refuses."""
    return Case(rule, says, scenario, "refuse")


def warned(rule: str, says: str, scenario: Json) -> Case:
    """The message goes, and the rule warns."""
    return Case(rule, says, scenario)
