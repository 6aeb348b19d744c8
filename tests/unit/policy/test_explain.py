"""A decision in words."""

from dataclasses import replace
from typing import Any

from adapter.episode.event import event
from adapter.episode.fold import fold
from adapter.model.facts import Facts
from adapter.model.history import History
from adapter.model.message import Sender
from adapter.policy.decide import decide
from adapter.policy.explain import explain
from adapter.policy.loader import load
from tests.builders import SENT, SOCIAL, message, units
from tests.packs import bare, pack, rule

FACTS = Facts(SENT, units=units())
ALONE = message(recipients=(SOCIAL,))


def test_a_refusal_says_why_what_to_do_and_by_which_rules() -> None:
    rules = pack(rule("01", "refuse", more=", handling: telefon"), rule("02", "warn"))
    decision = decide(ALONE, FACTS, rules)
    assert explain(decision) == "\n".join(
        (
            f"{SOCIAL}: vidarebefordras inte; samordna per telefon",
            "  därför att TEST-01: Text på svenska. (källa: source.txt:1)",
            "    Källa: source.txt, rad 1.",
            "    gör så här: Gör om.",
            "att tänka på:",
            "  TEST-02: Text på svenska.",
            "    Källa: source.txt, rad 1.",
            f"Regelpaket: vasterbotten 1 ({rules.ref.digest[:12]})",
        )
    )


def test_a_hold_says_until_when_in_swedish_time_and_a_stored_decision_reads_the_same() -> None:
    rules = pack(rule("01", "hold"))
    decision = decide(ALONE, FACTS, rules)
    told = explain(decision.to_json(), "en")
    assert told.splitlines()[0] == f"{SOCIAL}: waits until 2026-03-03 08:00"
    assert told == explain(decision, "en")


def test_a_forward_says_what_it_discloses() -> None:
    rules = pack(rule("01", "permit", more=", disclose: [patient.identifier]"))
    told = explain(decide(ALONE, FACTS, rules), "en").splitlines()
    assert told[0] == f"{SOCIAL}: is forwarded with less"
    assert told[1] == "  discloses: patient.identifier"
    nothing = pack(rule("01", "permit", more=", disclose: [content.text]"))
    assert "only ids, kind and action" in explain(decide(ALONE, FACTS, nothing), "en")


def test_each_rule_tells_what_it_saw_and_where_it_is_written() -> None:
    files = bare()
    files["vasterbotten/pack.yaml"] += 'sources: [{file: source.txt, title: "The routine"}]\n'
    when = "{all: [{fact: message.content.ward, present: true}, {fact: message.kind, isNot: kvittens}]}"
    files["vasterbotten/rules/a.yaml"] = f"rules:\n  - {rule('01', 'refuse', when)}\n"
    decision = decide(ALONE, FACTS, load(files).of("vasterbotten"))
    assert explain(decision).splitlines()[1:4] == [
        "  därför att TEST-01: Text på svenska. (källa: source.txt:1)",
        "    Prövat: message.content.ward: finns; message.kind: inskrivningsmeddelande.",
        "    Källa: The routine, rad 1.",
    ]
    assert "    Looked at: message.content.ward: given; message.kind: inskrivningsmeddelande." in explain(
        decision, "en"
    )


def test_where_the_region_is_silent_another_layers_ground_says_so() -> None:
    files = bare()
    files["vasterbotten/pack.yaml"] += "silent: {MSG: {sv: Lagen gäller., en: The Act applies.}}\n"
    act = rule("01", "permit").replace("TEST-01", "LAW-MSG-01")
    files["sverige/rules/a.yaml"] = f"rules:\n  - {act}\n"
    own = rule("02", "permit").replace("TEST-02", "VB-MSG-01")
    files["vasterbotten/rules/a.yaml"] = f"rules:\n  - {own}\n"
    decision = decide(ALONE, FACTS, load(files).of("vasterbotten"))
    ours, acts = decision.to_json()["verdicts"][0]["grounds"]  # type: ignore[index]
    assert "silent" not in ours
    assert (acts["rule"], acts["silent"], acts["silence"]) == ("LAW-MSG-01", True, "The Act applies.")
    assert "    Regionens rutin säger inget här: Lagen gäller." in explain(decision)
    assert "    The region's routine says nothing of this: The Act applies." in explain(decision, "en")


def test_a_rule_of_another_pack_is_said_to_have_been_weighed() -> None:
    files = bare()
    files["halland/pack.yaml"] = files["vasterbotten/pack.yaml"].replace("vasterbotten", "halland")
    files["vasterbotten/rules/a.yaml"] = f"rules:\n  - {rule('01', 'permit')}\n"
    files["halland/rules/a.yaml"] = f"rules:\n  - {rule('02', 'refuse')}\n"
    facts = Facts(SENT, units={SOCIAL: replace(units()[SOCIAL], region="halland")})
    told = explain(decide(ALONE, facts, load(files).of("vasterbotten"))).splitlines()
    assert [line.partition(":")[0] for line in told if "TEST-0" in line] == [
        "  därför att TEST-02",
        "  även prövad",
    ]
    assert [line.split()[1] for line in told if line.startswith("Regelpaket")] == ["vasterbotten", "halland"]


def test_a_decision_stored_without_another_languages_words_keeps_its_own() -> None:
    told: Any = decide(ALONE, FACTS, pack(rule("01", "refuse"))).to_json()
    (verdict,) = told["verdicts"]
    del verdict["grounds"][0]["sv"]
    assert "Text in English." in explain(told, "sv")


def test_a_message_to_nobody_is_said_to_have_none() -> None:
    rules = pack()
    decision = decide(replace(ALONE, recipients=()), FACTS, rules)
    assert explain(decision, "sv").startswith("Meddelandet har ingen mottagare.")
    assert explain({"verdicts": None}, "en") == "The message has no recipient."


def test_what_others_have_said_of_the_person_is_told_a_party_alone() -> None:
    earlier = replace(ALONE, message_id="8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e99")
    history = History(events=(event(earlier, SENT),))
    stay = fold("vtf-2026-000123", history.events)
    facts = replace(FACTS, history=history, episode=stay)
    known = "{all: [{fact: episode.known, is: true}, {fact: episode.discharged, is: false}]}"
    rules = pack(rule("01", "refuse", known))
    party, stranger = ALONE, replace(ALONE, sender=Sender("SE2120002627-NEW1"))
    told = [explain(decide(one, facts, rules), "en") for one in (party, stranger)]
    assert "Looked at: episode.known: yes; episode.discharged: no." in told[0]
    assert "Looked at: episode.known: given; episode.discharged: no." in told[1]
