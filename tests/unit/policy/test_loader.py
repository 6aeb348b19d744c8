"""Packs as loaded: layered, digested, closed, and without what does not decide."""

from dataclasses import replace
from datetime import date

import pytest

from adapter.model.basis import Document
from adapter.model.errors import PackError, UsageError
from adapter.model.process import KindProcess
from adapter.policy.loader import load
from adapter.policy.pack import Days, Prolonged
from adapter.policy.processes import laid as one_layer
from adapter.policy.processes import read_process
from adapter.policy.source import parse
from tests.builders import SENT
from tests.packs import bare, pack, packs, rule, texts

OWN = f"rules:\n  - {rule('01', 'permit')}\n"


def test_a_region_stands_on_sverige_and_produkt_its_own_rules_first() -> None:
    files = {**bare(), "vasterbotten/rules/a.yaml": OWN}
    files["produkt/rules/a.yaml"] = OWN.replace("TEST-01", "PRODUKT-01")
    files["sverige/rules/a.yaml"] = OWN.replace("TEST-01", "LAW-01")
    loaded = load(files)
    assert loaded.of("vasterbotten").layers == ("vasterbotten", "sverige", "produkt")
    assert [one.id for one in loaded.of("vasterbotten").rules] == ["TEST-01", "LAW-01", "PRODUKT-01"]
    assert [one.id for one in loaded.of("sverige").rules] == ["LAW-01", "PRODUKT-01"]


def test_the_digest_follows_every_rule_in_force_and_nothing_else() -> None:
    files = {**bare(), "sverige/rules/a.yaml": OWN}
    digest = load(files).of("vasterbotten").ref.digest
    assert load(dict(reversed(files.items()))).of("vasterbotten").ref.digest == digest
    windows = {name: text.replace("\n", "\r\n") for name, text in files.items()}
    assert load(windows).of("vasterbotten").ref.digest == digest
    beside = {**files, "sverige/cases/a.yaml": "cases: []", "sverige/ledger.yaml": "{}", "katalog/a.yaml": ""}
    assert load(beside).of("vasterbotten").ref.digest == digest
    changed = {**files, "sverige/rules/a.yaml": OWN.replace("in English", "in Swedish")}
    assert load(changed).of("vasterbotten").ref.digest != digest
    elsewhere = {**files, "vasterbotten/rules/b.yaml": OWN.replace("TEST-01", "TEST-02")}
    assert load(elsewhere).of("sverige").ref.digest == load(files).of("sverige").ref.digest
    assert load(elsewhere).of("vasterbotten").ref.digest != digest


def test_a_region_without_a_pack_is_the_users_mistake() -> None:
    with pytest.raises(UsageError, match="'halland'"):
        load(bare()).in_force("halland", SENT)
    assert load(bare()).in_force("sverige", SENT).ref.region == "sverige"


def test_settings_of_the_region_lie_over_those_it_builds_on() -> None:
    files = bare()
    files["sverige/pack.yaml"] += "settings: {weeks: 4, kinds: [a, b], on: true}\n"
    files["vasterbotten/pack.yaml"] += "settings: {weeks: 2.5}\n"
    assert load(files).of("vasterbotten").settings == {"weeks": 2.5, "kinds": ["a", "b"], "on": True}


def test_a_process_is_laid_member_by_member() -> None:
    files = bare()
    files["sverige/process.yaml"] = (
        "consentHolder: sender\nkinds:\n  kvittens: {kvittens: none, afterBurial: go-on, holdHours: 4}\n"
    )
    files["vasterbotten/process.yaml"] = (
        "kinds:\n  kvittens: {holdHours: 2.5, giveUpHours: 8, notAsked: reduce, scopes: [sip], ownConsent: true}\n"
        "  sip: {consentHolder: any}\n"
    )
    process = load(files).of("vasterbotten").process
    assert process.consent_holder == "sender"
    assert process.of("kvittens") == KindProcess(
        kvittens="none",
        scopes=("sip",),
        own_consent=True,
        not_asked="reduce",
        hold_hours=2.5,
        after_burial="go-on",
        give_up_hours=8,
    )
    assert process.of("samtycke") == KindProcess()
    assert (process.holder("sip"), process.holder("samtycke")) == ("any", "sender")
    assert process.after_burial("kvittens") == "go-on"
    assert load(bare()).of("sverige").process.consent_holder == "any"


def test_a_rule_tells_what_it_concerns_and_when() -> None:
    dated = pack(
        rule("01", "permit", more=', for: {kinds: [kvittens], actions: [new]}, inForce: {from: "2026-01-01"}')
    )
    (one,) = dated.rules
    assert one.key == "TEST-01"
    assert replace(one, part="text").key == "TEST-01/text"
    assert one.in_force == Days(date(2026, 1, 1), None)
    assert dated.concerning("kvittens", "new") == (one,)
    assert dated.concerning("kvittens", "annul") == ()
    assert dated.concerning("samtycke", "new") == ()
    assert dated.concerning("brev", "new") == ()


def test_a_choice_is_kept_with_its_rule() -> None:
    (one,) = pack(rule("01", "permit", more=", choice: {default: So., other: Otherwise.}")).rules
    assert one.choice == {"default": "So.", "other": "Otherwise."}


def test_the_products_packs_load_and_every_rule_is_told_in_both_languages() -> None:
    loaded = packs()
    assert {"sverige", "vasterbotten"} <= set(loaded.packs)
    for one in loaded.of("vasterbotten").rules:
        assert set(one.text) == {"sv", "en"}
        assert set(one.remedy) in (set(), {"sv", "en"})
        assert one.source
    assert "produkt/facts.yaml" in texts()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("tRue", "tRue"),
        ("yes", "yes"),
        ("12", 12),
        ("012", "012"),
        ("-3", -3),
        ("2.5", 2.5),
        ('"12"', "12"),
        ("2026-03-02", "2026-03-02"),
        ("[1, a]", [1, "a"]),
        ("{a: {b: }}", {"a": {"b": None}}),
    ],
)
def test_a_yaml_scalar_is_a_core_word_a_number_or_text(text: str, value: object) -> None:
    assert parse(text, "t.yaml").plain() == value


def test_an_alias_is_read_as_what_it_stands_for() -> None:
    assert parse("{a: &x [1], b: *x}", "t.yaml").plain() == {"a": [1], "b": [1]}


TWO_READINGS = """rules:
  - {id: VB-MSG-01, title: As it says., phase: admission, effect: refuse, reading: default,
     when: {fact: sender.inpatient, is: false}, text: {sv: Nej., en: No.}, source: ["a.txt:1"],
     choice: {default: Inpatient care only., other: Nobody.}}
  - {id: VB-MSG-01, part: other, title: As it may be meant., phase: admission, effect: refuse, reading: other,
     text: {sv: Nej., en: No.}, source: ["a.txt:1"]}
  - {id: VB-MSG-01, part: both, title: Either way., phase: admission, effect: warn,
     text: {sv: Obs., en: Mind., }, source: ["a.txt:1"]}
"""


def _in_force(files: dict[str, str], region: str = "vasterbotten") -> tuple[list[str], list[str]]:
    pack = load(files).of(region)
    return [rule.key for rule in pack.rules], [rule.key for rule in pack.aside]


def test_the_default_reading_is_in_force_and_the_other_stands_beside_it() -> None:
    files = {**bare(), "vasterbotten/rules/a.yaml": TWO_READINGS}
    assert _in_force(files) == (["VB-MSG-01", "VB-MSG-01/both"], ["VB-MSG-01/other"])
    assert load(files).of("vasterbotten").readings == {"VB-MSG-01": "default"}
    files["vasterbotten/pack.yaml"] += "readings: {VB-MSG-01: other}\n"
    assert _in_force(files) == (["VB-MSG-01/other", "VB-MSG-01/both"], ["VB-MSG-01"])


def test_a_region_reads_the_packs_it_extends_in_its_own_way() -> None:
    files = {**bare(), "sverige/rules/a.yaml": TWO_READINGS}
    files["vasterbotten/pack.yaml"] += "readings: {VB-MSG-01: other}\n"
    assert _in_force(files)[1] == ["VB-MSG-01"]
    assert _in_force(files, "sverige")[1] == ["VB-MSG-01/other"]
    files["sverige/pack.yaml"] += "readings: {VB-MSG-01: other}\n"
    files["vasterbotten/pack.yaml"] = files["vasterbotten/pack.yaml"].replace(": other}", ": default}")
    assert _in_force(files)[1] == ["VB-MSG-01/other"]
    assert _in_force(files, "sverige")[1] == ["VB-MSG-01"]


def test_the_process_follows_the_reading() -> None:
    files = bare()
    files["vasterbotten/process.yaml"] = (
        "kinds:\n  kvittens: {kvittens: none}\n  samtycke: {holdHours: 3}\n"
        "readings:\n  VB-ACK-01:\n    choice: {default: Never., other: By noon.}\n"
        "    kinds: {kvittens: {kvittens: noon}}\n    consentHolder: sender\n    harmAssessment: recorded\n"
    )
    default = load(files)
    assert default.of("vasterbotten").process.of("kvittens").kvittens == "none"
    other = default.read_as("vasterbotten", {"VB-ACK-01": "other"})
    assert other.of("vasterbotten").process.of("kvittens").kvittens == "noon"
    assert other.of("vasterbotten").process.of("samtycke").hold_hours == 3
    assert other.of("vasterbotten").process.consent_holder == "sender"
    assert other.of("vasterbotten").process.harm_assessment == "recorded"
    assert default.of("vasterbotten").process.consent_holder == "any"
    assert default.of("vasterbotten").process.harm_assessment == "permits"
    back = other.read_as("vasterbotten", {"VB-ACK-01": "default"})
    assert back.of("vasterbotten").process == default.of("vasterbotten").process


def test_packs_are_read_otherwise_only_where_there_are_two_readings() -> None:
    files = {**bare(), "vasterbotten/rules/a.yaml": TWO_READINGS}
    loaded = load(files)
    other = loaded.read_as("vasterbotten", {"VB-MSG-01": "other"})
    assert [rule.key for rule in other.of("vasterbotten").aside] == ["VB-MSG-01"]
    assert other.of("sverige") is loaded.of("sverige")
    with pytest.raises(UsageError, match="vasterbotten does not read 'VB-MSG-02' in two ways"):
        loaded.read_as("vasterbotten", {"VB-MSG-02": "other"})


def test_a_pack_says_in_which_areas_its_source_is_silent() -> None:
    files = bare()
    files["sverige/pack.yaml"] += 'silent: {CONS: "The Act only.", ROLE: "Nothing."}\n'
    files["vasterbotten/pack.yaml"] += "silent: {CONS: {sv: Lagen., en: The Act.}}\n"
    silent = load(files).of("vasterbotten").silent
    assert silent == {
        "CONS": {"sv": "Lagen.", "en": "The Act."},
        "ROLE": {"sv": "Nothing.", "en": "Nothing."},
    }


@pytest.mark.parametrize(
    ("name", "area"),
    [("LAW-CONS-01", "CONS"), ("PRODUKT-PERMIT-01", "CONS"), ("PRODUKT-IDENT-03", "IDENT"), ("TEST", "")],
)
def test_every_rule_lies_in_an_area(name: str, area: str) -> None:
    (loaded, *_) = pack(rule("01", "permit")).rules
    assert replace(loaded, id=name).area == area


def test_a_pack_says_until_when_it_goes_on_and_who_decided_so() -> None:
    files = bare()
    pack_file = files["vasterbotten/pack.yaml"].replace('"2018-01-01"}', '"2018-01-01", until: "2027-04-14"}')
    files["vasterbotten/pack.yaml"] = pack_file + 'prolonged: {until: "2027-10-14", by: The board}\n'
    loaded = load(files).of("vasterbotten")
    assert loaded.prolonged == Prolonged(date(2027, 10, 14), "The board")
    days = [date(2018, 1, 1), date(2027, 4, 14), date(2027, 10, 14), date(2027, 10, 15), date(2017, 12, 31)]
    assert [loaded.is_in_force(day) for day in days] == [True, True, True, False, False]
    assert load(bare()).of("vasterbotten").prolonged is None


def test_a_rule_names_its_documents_by_its_own_packs_titles_before_those_of_others() -> None:
    files = {
        **bare(),
        "vasterbotten/rules/a.yaml": OWN.replace('"source.txt:1"', '"a.txt:1,2-4", "b.txt", "c.txt:5"'),
    }
    files["sverige/pack.yaml"] += "sources: [{file: a.txt, title: The Act}, {file: b.txt, title: A bill}]\n"
    files["vasterbotten/pack.yaml"] += "sources: [{file: a.txt, title: The routine}]\n"
    (one,) = load(files).of("vasterbotten").rules
    assert one.documents == (
        Document("The routine", "a.txt", "1,2-4"),
        Document("A bill", "b.txt"),
        Document("c.txt", "c.txt", "5"),
    )


def test_a_mapping_may_be_laid_over_another() -> None:
    laid = parse("a: &a {one: 1, two: 2}\nb: {<<: *a, two: 3}\nc: {<<: *a}\n", "f").plain()
    assert laid == {"a": {"one": 1, "two": 2}, "b": {"one": 1, "two": 3}, "c": {"one": 1, "two": 2}}
    with pytest.raises(PackError, match="a mapping is expected"):
        parse("b: {<<: [1], two: 3}", "f")


def test_a_kind_may_be_otherwise_for_one_purpose_or_template() -> None:
    text = "kinds: {kallelse: {kvittens: noon, kvittensRule: X-1, variants: {formote: {kvittensRule: [X-2, X-3]}}}}"
    process = one_layer((read_process(parse(text, "f")),))
    plain = process.of("kallelse").variant({"purpose": "sip-svu"})
    assert (plain.kvittens, plain.kvittens_rules) == ("noon", ("X-1",))
    apart = process.of("kallelse").variant({"template": 3, "purpose": "formote"})
    assert (apart.kvittens, apart.kvittens_rules) == ("noon", ("X-2", "X-3"))
    assert process.flows is False
    parts = (read_process(parse("planningFlows: true", "f")), read_process(parse("kinds: {}", "f")))
    assert one_layer(parts).flows
