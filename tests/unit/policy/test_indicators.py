"""Reading `indicators.yaml`: closed, one layer's word over those below, each fault at its line."""

import pytest

from adapter.model.errors import PackError
from adapter.model.indicator import DUE
from adapter.policy.indicators import laid_indicators, read_indicators
from adapter.policy.loader import load
from adapter.policy.source import parse
from tests.packs import bare, packs

BELOW = "indicators: [{code: waiting}, {code: kallelse-in-time, what: [kallelse]}]"


def test_a_region_says_on_which_rule_an_indicator_rests_adds_and_leaves_out() -> None:
    above = """
indicators:
  - {code: kallelse-in-time, rules: [NB-IND-01], sources: [webcare], passage: "001:151"}
  - {code: sip-survey}
omit: [waiting]
"""
    laid = laid_indicators([read_indicators(parse(BELOW, "a"), "a"), read_indicators(parse(above, "b"), "b")])
    assert [(one.code, one.what, one.rules, one.sources, one.passage, one.layer) for one in laid] == [
        ("kallelse-in-time", ("kallelse",), ("NB-IND-01",), ("webcare",), "001:151", "b"),
        ("sip-survey", (), (), (), "", "b"),
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("indicators: [{code: persons}]", "not one of"),
        ("indicators: [{code: waiting}, {code: waiting}]", "twice"),
        ("indicators: [{code: waiting, what: [kvittens]}]", "nothing that is due"),
        ("indicators: [{code: waiting, sources: [socialstyrelsen]}]", "not one of"),
        ("indicators: [{code: waiting, sources: []}]", "a source at least"),
        ("indicators: [{code: waiting, goal: {is: all, rules: [A]}}]", "a count has no goal"),
        ("indicators: [{code: ready-days-mean, goal: {is: below-baseline, rules: [A]}}]", "baseline"),
        ("indicators: [{code: ready-days-mean, goal: {is: all, rules: [A], baseline: b}}]", "baseline"),
        ("indicators: [{code: waiting, title: x}]", "unknown key"),
        ("omit: [persons]", "not one of"),
    ],
)
def test_what_is_not_in_order_is_told_with_its_line(text: str, why: str) -> None:
    with pytest.raises(PackError, match=why):
        read_indicators(parse(text, "x/indicators.yaml"), "x")


def test_a_pack_without_any_follows_nothing_up() -> None:
    assert load(bare()).of("vasterbotten").indicators == ()


def test_every_region_follows_up_and_what_counts_due_things_says_which() -> None:
    for region, pack in packs().packs.items():
        assert len(pack.indicators) > 5, region
        assert all(bool(one.what) == (one.code in DUE) for one in pack.indicators)


def test_norrbottens_five_rest_on_its_rule_and_stockholms_name_their_sources() -> None:
    norrbotten = {one.code for one in packs().of("norrbotten").indicators if "NB-IND-01" in one.rules}
    assert norrbotten == {
        *("notice-within-24h", "kvittens-in-time", "kallelse-in-time", "sip-in-time", "ready-days-mean")
    }
    by_rule = {
        rule: one for one in packs().of("stockholm").indicators for rule in (*one.rules, *one.goal_rules)
    }
    assert by_rule["ST-IND-01"].code == by_rule["ST-LIAB-09"].code == "ready-days-mean"
    assert by_rule["ST-IND-02"].sources == ("val", "kvalitetsportalen")
    assert by_rule["ST-IND-04"].sources == ("sipkollen",)
