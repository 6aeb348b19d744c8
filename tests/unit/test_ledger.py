"""No rule of the catalogue is forgotten: each is enforced with cases, or in a ledger with where, why or what it waits for."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import cast

import pytest
from ruamel.yaml import YAML

from adapter.pipeline import cases
from adapter.policy import catalogue, loader
from adapter.policy.pack import Rule
from adapter.policy.source import parse

ROOT = Path(__file__).parents[2]
REGIONS = ROOT / "profiles" / "regions"
SAYS = {"represented": "where", "reported": "where", "not-applicable": "why", "waits": "issue"}
WAITS_FOR = {"third", "fourth", "fifth"}
COUNTS = {
    "vasterbotten": 244,
    "vastmanland": 71,
    "norrbotten": 199,
    "stockholm": 59,
    "halland": 117,
    "sverige": 36,
}
REGION = tuple(COUNTS)

Entry = Mapping[str, str]


@cache
def _files() -> Mapping[str, str]:
    return {path.relative_to(REGIONS).as_posix(): path.read_text("utf-8") for path in REGIONS.rglob("*.yaml")}


@cache
def _rules() -> tuple[Rule, ...]:
    """Every rule of every region, of both readings, once each."""
    packs = loader.load(_files()).packs.values()
    return tuple({rule.key: rule for pack in packs for rule in (*pack.rules, *pack.aside)}.values())


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
    """What a rule of the pack decides, and what it counts time or money by."""
    held = catalogue.held(_files(), loader.load(_files()), {}, region)
    return {one.id for one in held if one.state == "enforced"}


def test_the_catalogue_is_carried_over_whole() -> None:
    assert {region: len(_ids(region)) for region in COUNTS} == COUNTS
    assert sum(COUNTS.values()) == 726


@pytest.mark.parametrize("region", REGION)
def test_every_rule_of_a_pack_s_catalogue_is_held_in_exactly_one_way(region: str) -> None:
    enforced, ledger = _enforced(region), set(_ledger(region))
    assert enforced & ledger == set()
    assert _ids(region) == enforced | ledger


@pytest.mark.parametrize("region", REGION)
def test_a_ledger_says_where_why_or_what_it_waits_for(region: str) -> None:
    for rule, entry in _ledger(region).items():
        assert set(entry) == {"state", SAYS[entry["state"]]}, rule
        assert entry[SAYS[entry["state"]]], rule
        assert entry["state"] != "waits" or entry["issue"] in WAITS_FOR, rule


@pytest.mark.parametrize("region", REGION)
def test_a_file_that_a_ledger_names_is_there(region: str) -> None:
    for rule, entry in _ledger(region).items():
        for named in re.findall(r"(?:adapter|profiles)/[\w/.-]*\w", entry.get("where", "")):
            assert (ROOT / named).exists(), f"{rule}: {named}"


def test_few_rules_are_not_applicable() -> None:
    states = [entry["state"] for region in REGION for entry in _ledger(region).values()]
    assert states.count("not-applicable") < sum(COUNTS.values()) / 10


def test_every_case_of_every_pack_comes_out_as_written_and_every_rule_has_both_kinds() -> None:
    assert [str(failure) for failure in _report().failures] == []


def unproven(rules: Iterable[Rule], report: cases.Report) -> list[str]:
    """The rules that lack a case in which they count, or one that they just miss."""
    return [rule.key for rule in rules if not (report.fired.get(rule.key) and report.missed.get(rule.key))]


def test_what_is_called_enforced_has_a_case_that_fires_it_and_one_that_just_misses() -> None:
    assert unproven(_rules(), _report()) == []


def test_a_rule_without_its_two_cases_would_be_noticed() -> None:
    (rule, *_) = _rules()
    fired, missed = {**_report().fired}, {**_report().missed}
    for counted in (fired, missed):
        less = {key: count for key, count in counted.items() if key != rule.key}
        report = replace(
            _report(), fired=less if counted is fired else fired, missed=less if counted is missed else missed
        )
        assert unproven(_rules(), report) == [rule.key]


def test_a_rule_of_the_catalogue_that_nobody_holds_would_be_noticed() -> None:
    (rule, *_) = _ledger("halland")
    ledger = _files()["halland/ledger.yaml"].splitlines(keepends=True)
    less = {**_files(), "halland/ledger.yaml": "".join(ledger).replace(f"{rule}:", f"{rule}x:", 1)}
    told = list(catalogue.gaps(less, loader.load(_files())))
    assert f"halland: {rule} is neither enforced nor in the ledger" in told


def test_a_rule_cites_the_passage_that_the_catalogue_cites() -> None:
    sources = {
        cast("str", entry["id"]): {source.partition(":")[0] for source in cast("list[str]", entry["source"])}
        for region in REGION
        for entry in _catalogue(region)
    }
    for rule in _rules():
        if rule.layer in REGION:
            assert {source.partition(":")[0] for source in rule.source} <= sources[rule.id], rule.key


def test_what_the_catalogue_calls_ambiguous_has_its_choice_written_down() -> None:
    ambiguous = {
        cast("str", entry["id"]) for region in REGION for entry in _catalogue(region) if "ambiguity" in entry
    }
    chosen = {rule.id for rule in _rules() if rule.choice} | _chosen_in_process()
    counted = {
        deadline.rule
        for layer in loader.load(_files()).layers.values()
        for deadline in layer.process.deadlines
    }
    assert (ambiguous & (counted | {rule.id for rule in _rules()})) - chosen == set()


def _chosen_in_process() -> set[str]:
    """Ids whose two readings a process.yaml puts in words."""
    readings = (
        (name, reading.fields())
        for file, text in _files().items()
        if file.endswith("/process.yaml") and "readings" in (root := parse(text, file).fields())
        for name, reading in root["readings"].fields().items()
    )
    return {name for name, fields in readings if "choice" in fields}


def test_what_the_catalogue_calls_ambiguous_about_payment_has_its_choice_written_down() -> None:
    ambiguous = {
        cast("str", entry["id"])
        for region in REGION
        for entry in _catalogue(region)
        if "ambiguity" in entry and "-LIAB-" in cast("str", entry["id"])
    }
    terms = [layer.liability for layer in loader.load(_files()).layers.values() if layer.liability]
    chosen = {name for one in terms for name in one.choices}
    assert ambiguous - chosen == set()
    assert all(default and other for one in terms for default, other in one.choices.values())


def test_a_rule_speaks_swedish_and_english_and_quotes_no_number() -> None:
    for rule in _rules():
        words = (*rule.text.values(), *rule.remedy.values())
        assert set(rule.text) == {"sv", "en"}, rule.key
        assert not any(re.search(r"\d{6}", text) for text in words), rule.key
