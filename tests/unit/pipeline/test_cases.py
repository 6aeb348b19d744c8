"""The runner of the packs' cases: what it reads, and what it says of a case that fails."""

import pytest

from adapter.model.errors import PackError
from adapter.pipeline.cases import faults, merged, read_cases, run
from adapter.policy.loader import load
from tests.builders import HEALTH_CENTRE, PERSON, SOCIAL, WARD
from tests.packs import bare, rule

BASE = f"""
base:
  notice:
    region: vasterbotten
    directory:
      - {{unit: {WARD}, role: slutenvard, name: A, organisation: region}}
      - {{unit: {SOCIAL}, role: kommun-socialtjanst, name: S, organisation: kommun, municipality: "2480"}}
      - {{unit: {HEALTH_CENTRE}, role: primarvard, name: H, organisation: region}}
    person: {{identifier: "{PERSON}"}}
    message:
      messageId: 8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e11
      kind: inskrivningsmeddelande
      action: new
      region: vasterbotten
      sentAt: 2026-03-02T10:00:00+01:00
      sender: {{unit: {WARD}}}
      recipients: [{SOCIAL}]
      patient: {{type: personnummer, value: "{PERSON}"}}
      episode: {{id: stay, admittedAt: 2026-03-02T08:10:00+01:00}}
      content: {{ward: A, estimatedDischarge: 2026-03-06}}
"""
FILE = "vasterbotten/cases/a.yaml"
RULES = (
    f"rules:\n  - {rule('01', 'permit')}\n"
    f"  - {rule('02', 'refuse', '{fact: message.content.ward, present: false}', more=', handling: telefon')}\n"
)


def report_of(cases: str, base: str = BASE, rules: str = RULES) -> list[str]:
    """What the runner says of these cases over a pack with two rules."""
    files = {**bare(), "vasterbotten/rules/own.yaml": rules, FILE: f"cases:\n{cases}"}
    files["vasterbotten/cases/base.yaml"] = base
    return [str(failure) for failure in run(files, load(files)).failures]


GOOD = """
  - {name: goes, base: notice, fires: [TEST-01], misses: [TEST-02], expect: {outcome: forward}}
  - name: stops
    base: notice
    with: {message: {content: {ward: null}}}
    fires: [TEST-02]
    misses: [TEST-01]
    expect: {outcome: {SE2120002627-SOC1: refuse}, handling: telefon, whole: false}
"""


def test_cases_that_hold_say_nothing() -> None:
    assert report_of(GOOD) == []


def test_disclosed_is_compared_as_a_set() -> None:
    disclosed = "[content.ward, sender.unit, content.estimatedDischarge, patient.identifier, episode.admittedAt, episode.id]"
    expect = f"{{outcome: forward, disclosed: {disclosed}}}"
    each = f"{{outcome: forward, disclosed: {{{SOCIAL}: {disclosed}}}}}"
    assert report_of(f"{GOOD}  - {{name: a, base: notice, expect: {expect}}}\n") == []
    assert report_of(f"{GOOD}  - {{name: a, base: notice, expect: {each}}}\n") == []


def test_drop_takes_members_away_in_both_places() -> None:
    dropped = """
  - {name: a, base: notice, drop: [message.content.ward, no.such.path], expect: {outcome: refuse}}
  - {name: b, base: notice, with: {drop: [message.content.ward]}, expect: {outcome: refuse}}
"""
    assert report_of(GOOD + dropped) == []


FAILING = [
    ("fires: [TEST-02], expect: {outcome: forward}", "TEST-02 should have counted; what counted: TEST-01"),
    ("misses: [TEST-01], expect: {outcome: forward}", "TEST-01 should not have counted"),
    ("expect: {outcome: hold}", f"outcome for {SOCIAL} is forward, not hold (counted: TEST-01)"),
    ("expect: {outcome: {SE0-X: hold}}", "there is no verdict for SE0-X (counted: TEST-01)"),
    ("expect: {outcome: forward, whole: true}", "whole is False"),
    ("expect: {outcome: forward, handling: manuell}", f"handling for {SOCIAL} is None, not manuell"),
    (
        "drop: [message.content], with: {message: {kind: samtycke, recipients: []}}, expect: {outcome: refuse}",
        "the outcome is accepted without verdicts, not refuse ()",
    ),
    ("with: {message: {kind: brev}}, expect: {outcome: refuse}", "message.kind: "),
    ("with: {region: halland}, expect: {outcome: refuse}", "there is no rule pack for the region 'halland'"),
]


@pytest.mark.parametrize(("case", "words"), FAILING)
def test_a_case_that_fails_says_how(case: str, words: str) -> None:
    failures = report_of(f"{GOOD}  - {{name: wrong, base: notice, {case}}}\n")
    assert len(failures) == 1
    assert failures[0].startswith(f"{FILE}:10 (wrong): ")
    assert words in failures[0]


def test_a_rule_without_its_two_cases_is_a_failure() -> None:
    failures = report_of("  - {name: goes, base: notice, fires: [TEST-01], expect: {outcome: forward}}\n")
    assert [failure.partition(": ")[2] for failure in failures] == [
        "no case that the rule just misses",
        "no case in which the rule counts",
        "no case that the rule just misses",
    ]


def test_a_case_may_not_name_a_rule_that_no_pack_has() -> None:
    failures = report_of(
        f"{GOOD}  - {{name: a, base: notice, misses: [TEST-9], expect: {{outcome: forward}}}}\n"
    )
    assert failures == ["TEST-9: a case names this rule, but no pack has it"]


def test_that_no_rule_permits_can_be_expected() -> None:
    nothing = f"rules:\n  - {rule('02', 'refuse', '{fact: message.content.ward, present: false}')}\n"
    case = """
  - {name: a, base: notice, fires: [PRODUKT-DENY-01], misses: [TEST-02], expect: {outcome: refuse}}
  - {name: b, base: notice, drop: [message.content.ward], fires: [TEST-02], expect: {outcome: refuse}}
"""
    assert report_of(case, rules=nothing) == []


def test_a_case_file_that_is_not_in_order_names_its_line() -> None:
    files = {**bare(), FILE: "cases:\n  - {name: a, base: nothing, expect: {outcome: refuse}}\n"}
    with pytest.raises(PackError, match=r"a.yaml:2: there is no base 'nothing' here"):
        tuple(read_cases(files))
    (fault,) = faults(files, load(bare()))
    assert str(fault) == f"{FILE}:2: there is no base 'nothing' here"


def test_a_base_of_the_file_itself_goes_before_its_packs() -> None:
    own = BASE + "cases:\n  - {name: a, base: notice, expect: {outcome: forward}}\n"
    other = BASE.replace("ward: A", "ward: B")
    files = {FILE: own, "vasterbotten/cases/b.yaml": other, "sverige/cases/c.yaml": BASE}
    (case,) = read_cases(files)
    assert case.document["message"]["content"]["ward"] == "A"  # type: ignore[index]


def test_merging_replaces_lists_and_sets_null() -> None:
    below = {"a": {"b": 1, "c": [1, 2]}, "d": 1}
    assert merged(below, {"a": {"c": [3]}, "d": None, "e": 2}) == {"a": {"b": 1, "c": [3]}, "d": None, "e": 2}


READ_TWICE = (
    f"rules:\n  - {rule('01', 'permit')}\n"
    f"  - {rule('02', 'refuse', '{fact: message.content.ward, present: false}', more=', reading: default')}\n"
    f"  - {rule('02', 'refuse', '{fact: message.content.estimatedDischarge, present: false}', more=', part: text, reading: other')}\n"
)
OTHERWISE = """
  - {name: goes, base: notice, fires: [TEST-01], misses: [TEST-02], expect: {outcome: forward}}
  - {name: stops, base: notice, drop: [message.content.ward], fires: [TEST-02], misses: [TEST-01], expect: {outcome: refuse}}
  - {name: other, base: notice, readings: {TEST-02: other}, drop: [message.content.estimatedDischarge], fires: [TEST-02/text], expect: {outcome: refuse}}
"""
JUST_MISSED = """
  - name: other goes
    base: notice
    readings: {TEST-02: other}
    drop: [message.content.ward]
    MISSES
    expect: {outcome: forward}
"""


def test_a_case_is_tried_under_the_reading_that_it_names() -> None:
    whole = OTHERWISE + JUST_MISSED.replace("MISSES", "misses: [TEST-02/text]")
    assert report_of(whole, rules=READ_TWICE) == []


def test_a_rule_of_a_reading_that_is_not_in_force_is_not_just_missed() -> None:
    told = OTHERWISE.replace("misses: [TEST-02]", "misses: [TEST-02, TEST-02/text]")
    assert [failure.partition(" ")[2] for failure in report_of(told, rules=READ_TWICE)] == [
        "(TEST-02/text): no case that the rule just misses"
    ]


def test_a_case_may_not_name_a_reading_that_nobody_can_choose() -> None:
    with pytest.raises(PackError, match="vasterbotten does not read 'TEST-01' in two ways"):
        report_of(OTHERWISE.replace("TEST-02: other", "TEST-01: other"), rules=READ_TWICE)


def test_the_report_counts_the_cases_of_each_pack() -> None:
    files = {**bare(), "vasterbotten/rules/own.yaml": RULES, FILE: f"cases:\n{GOOD}"}
    files["vasterbotten/cases/base.yaml"] = BASE
    assert run(files, load(files)).regions == {"vasterbotten": 2}
