"""The catalogue and how each rule is held: no rule is forgotten, none is held twice."""

from collections import Counter

import pytest

from adapter.bootstrap import pack_files, packs
from adapter.policy.catalogue import gaps, held, regions, unread, untitled
from adapter.policy.loader import load
from tests.packs import bare, rule

CATALOGUE = """rules:
  - {id: VB-CONS-06, statement: The legal minimum., source: ["a.txt:1"]}
  - {id: VB-X-01, statement: Something else.}
  - {id: VB-X-02}
"""
OTHER_READING = """rules:
  - {id: VB-X-01, part: other, title: Otherwise., phase: admission, effect: refuse, reading: other,
     text: {sv: Nej., en: No.}, source: ["a.txt:1"]}
"""
LEDGER = "VB-X-01: {state: waits, issue: third}\n"


def files(ledger: str | None = LEDGER, region: str = "vasterbotten") -> dict[str, str]:
    made = {f"catalogue/{region}.yaml": CATALOGUE, f"{region}/pack.yaml": "not read here"}
    return made if ledger is None else {**made, f"{region}/ledger.yaml": ledger}


def test_each_rule_is_held_as_the_packs_or_the_ledger_say() -> None:
    enforced, waiting, missing = held(files(), packs(), Counter({"VB-CONS-06": 2}), "vasterbotten")
    assert (enforced.state, enforced.source) == ("enforced", "a.txt:1")
    assert "vasterbotten/rules/" in enforced.where
    assert (waiting.state, waiting.where) == ("waits", "third")
    assert (missing.state, missing.statement, missing.source) == ("missing", "", "")
    assert enforced.to_json()["id"] == "VB-CONS-06"


def test_a_region_without_a_ledger_has_forgotten_what_no_rule_enforces() -> None:
    states = {
        one.state for one in held(files(None, "halland"), packs(), {}, "halland") if one.id != "VB-CONS-06"
    }
    assert states == {"missing"}
    assert len(list(gaps(files(None, "halland"), packs()))) == 2


def test_a_rule_of_the_other_reading_alone_enforces_nothing_and_stands_beside() -> None:
    made = {**bare(), "vasterbotten/rules/a.yaml": OTHER_READING}
    (_, beside, _) = held(files(), load(made), {}, "vasterbotten")
    assert (beside.state, beside.where) == ("waits", "third")
    assert [rule.key for rule in beside.rules] == ["VB-X-01/other"]
    assert beside.reading == "default"
    left = [line.partition(": ")[2] for line in gaps(files(), load(made))]
    assert left == [
        "VB-CONS-06 is neither enforced nor in the ledger",
        "VB-X-02 is neither enforced nor in the ledger",
    ]


def test_a_source_without_a_title_is_told() -> None:
    made = {**bare(), "vasterbotten/rules/a.yaml": OTHER_READING}
    (told,) = untitled(load(made))
    assert "the source a.txt of VB-X-01/other has no title" in told
    made["sverige/pack.yaml"] += 'sources: [{file: a.txt, title: "A document"}]\n'
    assert list(untitled(load(made))) == []


@pytest.mark.parametrize(
    ("ledger", "text"),
    [
        (LEDGER, "VB-X-02 is neither enforced nor in the ledger"),
        (LEDGER + "VB-X-02: {state: lost}\n", "VB-X-02 has no state that the ledger knows"),
        (LEDGER + "VB-X-02: {why: because}\n", "VB-X-02 has no state that the ledger knows"),
        (LEDGER + "VB-X-02: {state: waits}\nVB-X-03: {state: waits}\n", "the ledger has VB-X-03"),
        (LEDGER + "VB-X-02: {state: waits}\nVB-CONS-06: {state: waits}\n", "VB-CONS-06 is enforced by"),
    ],
)
def test_what_a_ledger_leaves_open_or_says_twice_is_told(ledger: str, text: str) -> None:
    (found,) = gaps(files(ledger), packs())
    assert text in found


def test_the_products_own_ledgers_have_no_gaps() -> None:
    own = pack_files()
    assert list(gaps(own, packs())) == []
    assert list(unread(packs())) == []
    assert list(untitled(packs())) == []
    assert set(regions(own)) == {
        "halland",
        "norrbotten",
        "stockholm",
        "sverige",
        "vasterbotten",
        "vastmanland",
    }


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (", choice: {default: One., other: Another.}", 1),
        (", choice: {default: One., other: Another.}, reading: default", 0),
        (", choice: {default: One., other: Another., fixed: No member has it.}", 0),
    ],
)
def test_a_choice_has_another_reading_or_says_why_not(more: str, told: int) -> None:
    files = {**bare(), "vasterbotten/rules/a.yaml": f"rules:\n  - {rule('01', 'refuse', more=more)}\n"}
    assert [line.partition(": ")[2] for line in unread(load(files))] == [
        "TEST-01 has a choice but no other reading, nor says why it is fixed"
    ] * told
