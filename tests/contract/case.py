"""What `decide` says of a scenario, and a row of a contract table: the outcome, and whether the rule has a part in it."""

from copy import deepcopy
from typing import NamedTuple

from adapter.bootstrap import packs
from adapter.intake import scenario as scenarios
from adapter.model.errors import InputError
from adapter.pipeline import desk
from tests.contract.builder import Json


class Judged:
    """What `decide` prints, easy to ask."""

    def __init__(self, printed: Json) -> None:
        self.printed = printed
        self.issues = {issue["rule"] for issue in printed["issues"]}
        self.verdicts = {verdict["recipient"]: verdict for verdict in printed["verdicts"]}

    @property
    def outcomes(self) -> set[str]:
        """The outcomes of all recipients."""
        return {verdict["outcome"] for verdict in self.verdicts.values()}

    @property
    def outcome(self) -> str:
        """The outcome that all recipients share."""
        assert len(self.outcomes) == 1, self.told()
        return str(next(iter(self.outcomes)))

    @property
    def handlings(self) -> set[str | None]:
        """The handlings of all recipients."""
        return {verdict["handling"] for verdict in self.verdicts.values()}

    @property
    def grounds(self) -> set[str]:
        """The rules of all recipients' grounds."""
        return {ground["rule"] for verdict in self.verdicts.values() for ground in verdict["grounds"]}

    @property
    def refusing(self) -> set[str]:
        """The rules that refuse or hold."""
        return {
            ground["rule"]
            for verdict in self.verdicts.values()
            for ground in verdict["grounds"]
            if ground["effect"] in {"refuse", "hold"}
        }

    def disclosed(self, unit: str) -> set[str]:
        """What that unit gets."""
        return set(self.verdicts[unit]["disclosed"])

    def told(self) -> str:
        """For a failing assertion: outcome and rules of each, and the issues."""
        rows = [
            f"{unit}: {one['outcome']} {[g['rule'] for g in one['grounds']]} {one['handling']} {one['disclosed']}"
            for unit, one in self.verdicts.items()
        ]
        issues = [(issue["severity"], issue["rule"], issue["path"]) for issue in self.printed["issues"]]
        return "\n".join([*rows, f"issues {issues}"])


def judge(scenario: Json) -> Judged:
    """Decide the scenario as `svu-adapter decide` does."""
    try:
        return Judged(desk.decide(scenarios.read(deepcopy(scenario)), packs()).to_json())
    except InputError as error:
        return Judged({"verdicts": [], "issues": [issue.to_json() for issue in error.issues], "pack": None})


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
