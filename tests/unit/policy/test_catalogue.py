"""The catalogue and how each rule is held: no rule is forgotten, none is held twice."""

from collections import Counter

import pytest

from adapter.bootstrap import pack_files, packs
from adapter.policy.catalogue import gaps, held, regions, unread
from adapter.policy.loader import load
from tests.packs import bare, rule

CATALOGUE = """rules:
  - {id: VB-CONS-06, statement: The legal minimum., source: ["a.txt:1"]}
  - {id: VB-X-01, statement: Something else.}
  - {id: VB-X-02}
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


def test_a_region_without_a_ledger_waits_for_its_pack() -> None:
    states = {
        one.state for one in held(files(None, "halland"), packs(), {}, "halland") if one.id != "VB-CONS-06"
    }
    assert states == {"waits"}
    assert list(gaps(files(None, "halland"), packs())) == []


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
