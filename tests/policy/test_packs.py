"""The packs' own cases, the rules that must have them, and the order of precedence as a table."""

import pytest

from adapter.model.facts import Facts
from adapter.model.verdict import Outcome
from adapter.pipeline.cases import Case, Readings, read_cases, run, tried
from adapter.policy.decide import decide
from tests.builders import SENT, message
from tests.packs import pack, packs, rule, texts

CASES = tuple(read_cases(texts()))
READ = Readings(packs())
UNKNOWN = "{fact: person.protected, is: true}"
TRUE = ""
FALSE = "{fact: message.kind, is: samtycke}"

# Per row: effects with their truth, and the outcome. The order of precedence is the docstring's of `decide.py`.
PRECEDENCE = [
    ((), "refuse"),
    ((("permit", TRUE),), "forward"),
    ((("permit", FALSE),), "refuse"),
    ((("permit", UNKNOWN),), "hold"),
    ((("permit", TRUE), ("permit", UNKNOWN)), "forward"),
    ((("permit", TRUE), ("reduce", TRUE)), "reduce"),
    ((("permit", TRUE), ("reduce", UNKNOWN)), "reduce"),
    ((("permit", TRUE), ("reduce", FALSE)), "forward"),
    ((("reduce", TRUE),), "refuse"),
    ((("permit", UNKNOWN), ("reduce", TRUE)), "hold"),
    ((("permit", TRUE), ("hold", TRUE)), "hold"),
    ((("permit", TRUE), ("hold", UNKNOWN)), "hold"),
    ((("permit", TRUE), ("hold", FALSE)), "forward"),
    ((("permit", TRUE), ("refuse", TRUE)), "refuse"),
    ((("permit", TRUE), ("refuse", UNKNOWN)), "hold"),
    ((("permit", TRUE), ("refuse", FALSE)), "forward"),
    ((("permit", TRUE), ("hold", TRUE), ("refuse", TRUE)), "refuse"),
    ((("permit", TRUE), ("hold", TRUE), ("refuse", UNKNOWN)), "hold"),
    ((("permit", TRUE), ("reduce", TRUE), ("hold", TRUE)), "hold"),
    ((("hold", TRUE),), "hold"),
    ((("refuse", UNKNOWN),), "hold"),
    ((("permit", TRUE), ("warn", TRUE)), "forward"),
    ((("permit", TRUE), ("warn", UNKNOWN)), "forward"),
    ((("warn", TRUE),), "refuse"),
]


@pytest.mark.parametrize(("rules", "outcome"), PRECEDENCE)
def test_precedence_is_as_published(rules: tuple[tuple[str, str], ...], outcome: str) -> None:
    written = (
        rule(
            f"{number:02}",
            effect,
            when,
            more=", disclose: [patient.identifier]" if effect == "reduce" else "",
        )
        for number, (effect, when) in enumerate(rules)
    )
    decision = decide(message(), Facts(SENT), pack(*written))
    assert {verdict.outcome for verdict in decision.verdicts} == {Outcome(outcome)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}: {case.name}")
def test_case(case: Case) -> None:
    assert [str(failure) for failure in tried(case, READ.of(case))] == []


def test_every_rule_has_a_case_that_fires_it_and_one_that_just_misses() -> None:
    report = run(texts(), packs())
    assert [str(failure) for failure in report.failures] == []
    assert report.cases == len(CASES)
