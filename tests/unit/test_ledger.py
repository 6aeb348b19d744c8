"""No rule of the catalogue is forgotten: each is enforced with cases, or in a ledger with where, why or what it waits for."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import cast

import pytest
from ruamel.yaml import YAML

from adapter.pipeline import cases
from adapter.policy import loader
from adapter.policy.pack import Rule

ROOT = Path(__file__).parents[2]
REGIONS = ROOT / "profiles" / "regions"
AREAS = ("IDENT", "CONS", "VIS", "ROLE", "MSG", "STATE", "ACK", "TRACK")
SAYS = {"represented": "where", "reported": "where", "not-applicable": "why", "waits": "issue"}
WAITS_FOR = {"second", "third", "fourth", "fifth"}
COUNTS = {
    "vasterbotten": 244,
    "vastmanland": 71,
    "norrbotten": 199,
    "stockholm": 59,
    "halland": 117,
    "sverige": 36,
}
LAYERS = ("vasterbotten", "sverige")

Entry = Mapping[str, str]


@cache
def _files() -> Mapping[str, str]:
    return {path.relative_to(REGIONS).as_posix(): path.read_text("utf-8") for path in REGIONS.rglob("*.yaml")}


@cache
def _rules() -> tuple[Rule, ...]:
    return loader.load(_files()).of("vasterbotten").rules


@cache
def _report() -> cases.Report:
    return cases.run(_files(), loader.load(_files()))


def _yaml(name: str) -> object:
    return YAML(typ="safe").load(_files()[name])


def _catalogue(region: str) -> list[Mapping[str, object]]:
    return cast("dict[str, list[Mapping[str, object]]]", _yaml(f"catalogue/{region}.yaml"))["rules"]


def _ids(region: str) -> set[str]:
    return {cast("str", entry["id"]) for entry in _catalogue(region)}


def _ledger(region: str) -> Mapping[str, Entry]:
    return cast("Mapping[str, Entry]", _yaml(f"{region}/ledger.yaml"))


def _enforced(region: str) -> set[str]:
    return {rule.id for rule in _rules() if rule.layer == region}


def test_the_catalogue_is_carried_over_whole() -> None:
    assert {region: len(_ids(region)) for region in COUNTS} == COUNTS
    assert sum(COUNTS.values()) == 726


def test_every_rule_of_the_eight_areas_is_enforced_or_accounted_for() -> None:
    wanted = {rule for rule in _ids("vasterbotten") if rule.split("-")[1] in AREAS}
    assert len(wanted) == 144
    assert wanted - _enforced("vasterbotten") - set(_ledger("vasterbotten")) == set()


@pytest.mark.parametrize("region", LAYERS)
def test_every_rule_of_a_pack_s_catalogue_is_held_in_exactly_one_way(region: str) -> None:
    enforced, ledger = _enforced(region), set(_ledger(region))
    assert enforced & ledger == set()
    assert _ids(region) == enforced | ledger


@pytest.mark.parametrize("region", LAYERS)
def test_a_ledger_says_where_why_or_what_it_waits_for(region: str) -> None:
    for rule, entry in _ledger(region).items():
        assert set(entry) == {"state", SAYS[entry["state"]]}, rule
        assert entry[SAYS[entry["state"]]], rule
        assert entry["state"] != "waits" or entry["issue"] in WAITS_FOR, rule


@pytest.mark.parametrize("region", LAYERS)
def test_a_file_that_a_ledger_names_is_there(region: str) -> None:
    for rule, entry in _ledger(region).items():
        for named in re.findall(r"(?:adapter|profiles)/[\w/.-]*\w", entry.get("where", "")):
            assert (ROOT / named).exists(), f"{rule}: {named}"


def test_few_rules_are_not_applicable() -> None:
    states = [entry["state"] for entry in _ledger("vasterbotten").values()]
    assert states.count("not-applicable") < len(_ids("vasterbotten")) / 10


def test_every_case_of_every_pack_comes_out_as_written_and_every_rule_has_both_kinds() -> None:
    assert [str(failure) for failure in _report().failures] == []


def test_every_enforced_rule_has_a_case_that_fires_it_and_one_that_just_misses() -> None:
    for rule in _rules():
        assert _report().fired[rule.key], rule.key
        assert _report().missed[rule.key], rule.key


def test_a_rule_cites_the_passage_that_the_catalogue_cites() -> None:
    sources = {
        cast("str", entry["id"]): {source.partition(":")[0] for source in cast("list[str]", entry["source"])}
        for region in LAYERS
        for entry in _catalogue(region)
    }
    for rule in _rules():
        if rule.layer in LAYERS:
            assert {source.partition(":")[0] for source in rule.source} <= sources[rule.id], rule.key


def test_what_the_catalogue_calls_ambiguous_has_its_choice_written_down() -> None:
    ambiguous = {
        cast("str", entry["id"]) for region in LAYERS for entry in _catalogue(region) if "ambiguity" in entry
    }
    chosen = {rule.id for rule in _rules() if rule.choice}
    assert (ambiguous & {rule.id for rule in _rules()}) - chosen == set()


def test_a_rule_speaks_swedish_and_english_and_quotes_no_number() -> None:
    for rule in _rules():
        words = (*rule.text.values(), *rule.remedy.values())
        assert set(rule.text) == {"sv", "en"}, rule.key
        assert not any(re.search(r"\d{6}", text) for text in words), rule.key
