"""A decision in words."""

from dataclasses import replace

from adapter.model.facts import Facts
from adapter.policy.decide import decide
from adapter.policy.explain import explain
from tests.builders import SENT, SOCIAL, message, units
from tests.packs import pack, rule

FACTS = Facts(SENT, units=units())
ALONE = message(recipients=(SOCIAL,))


def test_a_refusal_says_why_what_to_do_and_by_which_rules() -> None:
    rules = pack(rule("01", "refuse", more=", handling: telefon"), rule("02", "warn"))
    decision = decide(ALONE, FACTS, rules)
    assert explain(decision, rules) == "\n".join(
        (
            f"{SOCIAL}: vidarebefordras inte; samordna per telefon",
            "  därför att TEST-01: Text på svenska. (källa: source.txt:1)",
            "    gör så här: Gör om.",
            "att tänka på:",
            "  TEST-02: Text på svenska.",
            f"Regelpaket: vasterbotten 1 ({rules.ref.digest[:12]})",
        )
    )


def test_a_hold_says_until_when_in_swedish_time_and_a_stored_decision_reads_the_same() -> None:
    rules = pack(rule("01", "hold"))
    decision = decide(ALONE, FACTS, rules)
    told = explain(decision.to_json(), rules, "en")
    assert told.splitlines()[0] == f"{SOCIAL}: waits until 2026-03-03 08:00"
    assert told == explain(decision, rules, "en")


def test_a_forward_says_what_it_discloses() -> None:
    rules = pack(rule("01", "permit", more=", disclose: [patient.identifier]"))
    told = explain(decide(ALONE, FACTS, rules), rules, "en").splitlines()
    assert told[0] == f"{SOCIAL}: is forwarded with less"
    assert told[1] == "  discloses: patient.identifier"
    nothing = pack(rule("01", "permit", more=", disclose: [content.text]"))
    assert "only ids, kind and action" in explain(decide(ALONE, FACTS, nothing), nothing, "en")


def test_a_rule_that_the_pack_no_longer_has_keeps_the_words_it_was_decided_with() -> None:
    rules = pack(rule("01", "refuse"))
    decision = decide(ALONE, FACTS, rules)
    assert "Text in English." in explain(decision, pack(rule("09", "permit")), "sv")
    assert "Text in English." in explain(decision, None, "sv")


def test_a_message_to_nobody_is_said_to_have_none() -> None:
    rules = pack()
    decision = decide(replace(ALONE, recipients=()), FACTS, rules)
    assert explain(decision, rules, "sv").startswith("Meddelandet har ingen mottagare.")
    assert explain({"verdicts": None}, None, "en") == "The message has no recipient."
