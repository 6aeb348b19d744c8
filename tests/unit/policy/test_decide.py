"""Verdicts, their grounds and what they disclose: over small packs of one's own."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from adapter.model.consent import SCOPES, Consent, ConsentRecord
from adapter.model.facts import Facts
from adapter.model.history import History
from adapter.model.issue import Severity
from adapter.model.person import Address, HumanName, NoHit, Person, Protection
from adapter.model.verdict import Outcome
from adapter.policy.decide import decide, disclose, traced
from tests.builders import HEALTH_CENTRE, PERSON, SENT, SOCIAL, message, units
from tests.packs import pack, rule

HIT = Person(
    PERSON,
    name=HumanName(("Test",), "Testsson"),
    address=Address(("Storgatan 1",), "90101", "Umeå"),
    municipality="2480",
)
FACTS = Facts(SENT, person=HIT, units=units(), sender=units()["SE2321000222-AVD1"])
PERMIT = rule("01", "permit")
GUARD = rule("GUARD", "refuse", "{fact: person.protected, is: true}", more=", guard: true, handling: telefon")


def test_a_forward_discloses_exactly_what_the_message_and_the_register_have() -> None:
    (verdict, _) = decide(message(), FACTS, pack(PERMIT)).verdicts
    assert verdict.outcome is Outcome.FORWARD
    assert verdict.disclosed == (
        *("patient.identifier", "patient.name", "patient.address", "patient.municipality"),
        *("sender.unit", "sender.person", "episode.id", "episode.admittedAt"),
        *("content.estimatedDischarge", "content.ward"),
    )
    assert [ground.rule for ground in verdict.grounds] == ["TEST-01"]


def test_reductions_intersect() -> None:
    decision = decide(
        message(),
        FACTS,
        pack(
            PERMIT,
            rule("02", "reduce", more=", disclose: [patient.identifier, content.ward, content.text]"),
            rule("03", "reduce", more=", disclose: [patient.identifier, patient.name]"),
        ),
    )
    assert decision.verdicts[0].disclosed == ("patient.identifier",)
    assert [ground.rule for ground in decision.verdicts[0].grounds] == ["TEST-02", "TEST-03", "TEST-01"]


def test_a_permit_may_carry_a_ceiling_and_a_wider_permit_lifts_it() -> None:
    ceiling = rule("02", "permit", more=", disclose: [patient.identifier, content.ward]")
    narrow = decide(message(), FACTS, pack(ceiling)).verdicts[0]
    assert (narrow.outcome, narrow.disclosed) == (Outcome.REDUCE, ("patient.identifier", "content.ward"))
    assert decide(message(), FACTS, pack(ceiling, PERMIT)).verdicts[0].outcome is Outcome.FORWARD
    other = rule("03", "permit", more=", disclose: [patient.name]")
    both = decide(message(), FACTS, pack(ceiling, other)).verdicts[0]
    assert both.disclosed == ("patient.identifier", "patient.name", "content.ward")


def test_recipients_are_disclosed_only_where_the_pack_lets_them_see_each_other() -> None:
    open_pack = pack(PERMIT, process="kinds: {inskrivningsmeddelande: {recipientsVisible: true}}")
    assert "recipients" in decide(message(), FACTS, open_pack).verdicts[0].disclosed
    alone = message(recipients=(SOCIAL,))
    assert "recipients" not in decide(alone, FACTS, open_pack).verdicts[0].disclosed


def test_a_legal_form_is_disclosed_by_its_own_path_and_a_consent_by_its_status() -> None:
    episode = message().episode
    assert episode is not None
    compulsory = message(episode=replace(episode, legal_form="lpt"))
    assert "episode.legalForm" in decide(compulsory, FACTS, pack(PERMIT)).verdicts[0].disclosed
    asked = message(kind="samtycke", content={"status": "given"}, episode=None)
    assert "consent.status" in decide(asked, FACTS, pack(PERMIT)).verdicts[0].disclosed


def test_the_guard_refuses_whole_and_only_on_grounds_of_identity() -> None:
    protected = replace(FACTS, person=replace(HIT, protection=Protection.SEKRETESSMARKERING))
    rules = pack(
        PERMIT,
        rule("IDENT-01", "refuse", "{fact: person.protected, is: true}", more=", handling: telefon"),
        rule("04", "refuse", phase="admission"),
        rule("05", "warn"),
        guard=GUARD,
    )
    decision = decide(message(), protected, rules)
    assert decision.whole
    assert decision.identity
    assert decision.issues == ()
    assert {v.handling for v in decision.verdicts} == {"telefon"}
    assert [g.rule for g in decision.verdicts[0].grounds] == ["TEST-IDENT-01", "TEST-GUARD"]
    again = disclose(message(), protected, rules, SOCIAL)
    assert [g.rule for g in again.grounds] == ["TEST-IDENT-01", "TEST-GUARD"]


def test_a_silent_register_holds_and_says_what_is_waited_for() -> None:
    decision = decide(message(), Facts(SENT), pack(PERMIT, guard=GUARD))
    assert not decision.whole
    assert not decision.identity
    verdict = decision.verdicts[0]
    assert verdict.outcome is Outcome.HOLD
    assert verdict.waits_for == ("person.protected",)
    assert verdict.until == SENT + timedelta(hours=22)
    assert [(g.rule, g.effect) for g in verdict.grounds] == [("TEST-GUARD", "hold")]


def test_a_hold_that_says_so_speaks_for_those_that_are_unknown() -> None:
    rules = pack(
        PERMIT,
        rule("06", "hold", "{fact: consent.status, is: none}"),
        guard=GUARD,
        process="kinds: {inskrivningsmeddelande: {holdHours: 2}}",
    )
    verdict = decide(message(), Facts(SENT), rules).verdicts[0]
    assert [g.rule for g in verdict.grounds] == ["TEST-06"]
    assert set(verdict.waits_for) == {"consent.status", "person.protected"}
    assert verdict.until == SENT + timedelta(hours=2)


def test_a_refusal_at_admission_refuses_whole_when_it_meets_every_recipient() -> None:
    refusal = rule("07", "refuse", "{fact: recipient.role, is: primarvard}", phase="admission")
    rules = pack(PERMIT, refusal)
    assert not decide(message(), FACTS, rules).whole
    only = decide(message(recipients=(HEALTH_CENTRE,)), FACTS, rules)
    assert only.whole
    assert not only.identity
    assert disclose(message(), FACTS, rules, HEALTH_CENTRE).outcome is Outcome.FORWARD


def test_refusals_at_disclosure_are_no_refusal_of_the_message() -> None:
    rules = pack(PERMIT, rule("08", "refuse", more=", handling: manuell"))
    decision = decide(message(), FACTS, rules)
    assert {verdict.outcome for verdict in decision.verdicts} == {Outcome.REFUSE}
    assert not decision.whole
    assert decision.verdicts[0].handling == "manuell"


def test_telephone_goes_before_a_letter() -> None:
    rules = pack(
        rule("08", "refuse", more=", handling: manuell"), rule("09", "refuse", more=", handling: telefon")
    )
    assert decide(message(), FACTS, rules).verdicts[0].handling == "telefon"


def test_where_no_rule_permits_nothing_leaves() -> None:
    traced_ = traced(message(), FACTS, pack())
    assert [ground.rule for ground in traced_.decision.verdicts[0].grounds] == ["PRODUKT-DENY-01"]
    assert traced_.fired == frozenset()


_HOLDING = "kinds:\n  inskrivningsmeddelande: {scopes: [informationsoverforing], notAsked: hold}\n"


def test_what_no_rule_permits_waits_while_a_consent_may_still_come() -> None:
    (verdict, *_) = decide(message(), FACTS, pack(process=_HOLDING)).verdicts
    assert verdict.outcome is Outcome.HOLD
    assert [ground.rule for ground in verdict.grounds] == ["PRODUKT-DENY-02"]
    assert verdict.waits_for == ("consent.status",)
    assert verdict.until is not None


@pytest.mark.parametrize(
    ("process", "action", "consents"),
    [
        (_HOLDING.replace("hold", "reduce"), "new", ()),
        (_HOLDING.replace("[informationsoverforing]", "[]"), "new", ()),
        (_HOLDING, "annul", ()),
        (_HOLDING, "new", (ConsentRecord(Consent("refused", scopes=SCOPES), SENT, "SE1", asserted=False),)),
    ],
    ids=["the process reduces", "no consent covers the kind", "taken back", "refused"],
)
def test_what_no_rule_permits_is_refused_where_no_consent_can_mend_it(
    process: str, action: str, consents: tuple[ConsentRecord, ...]
) -> None:
    facts = replace(FACTS, history=History(consents=consents))
    decision = decide(message(action=action), facts, pack(process=process))
    assert [ground.rule for ground in decision.verdicts[0].grounds] == ["PRODUKT-DENY-01"]


def test_a_message_to_nobody_is_refused_by_its_issues() -> None:
    nobody = message(recipients=())
    refused = decide(nobody, FACTS, pack(rule("07", "refuse", phase="admission"), rule("05", "warn")))
    assert refused.whole
    assert [(issue.severity, issue.rule) for issue in refused.issues] == [
        (Severity.ERROR, "TEST-07"),
        (Severity.WARNING, "TEST-05"),
    ]
    accepted = decide(nobody, FACTS, pack())
    assert not accepted.whole
    assert accepted.verdicts == ()


def test_warnings_say_once_where_the_rule_looks() -> None:
    decision = decide(
        message(),
        FACTS,
        pack(
            PERMIT,
            rule("10", "warn", "{fact: message.content.ward, present: true}"),
            rule("11", "warn", "{fact: recipient.known, is: true}"),
            rule("12", "warn", "{fact: message.kind, is: inskrivningsmeddelande}"),
            rule("13", "warn", "{fact: person.municipality, is: '2480'}"),
        ),
    )
    assert sorted((issue.rule, issue.path) for issue in decision.issues) == [
        ("TEST-10", "content.ward"),
        ("TEST-11", "recipients"),
        ("TEST-12", ""),
        ("TEST-13", "patient"),
    ]


def test_law_is_dated() -> None:
    later = rule("14", "refuse", more=', inForce: {from: "2026-03-03", until: "2026-03-04"}')
    rules = pack(PERMIT, later)

    def outcome(at: str) -> Outcome:
        return decide(message(), replace(FACTS, at=datetime.fromisoformat(at)), rules).verdicts[0].outcome

    assert outcome("2026-03-02T22:59:00+00:00") is Outcome.FORWARD
    assert outcome("2026-03-02T23:00:00+00:00") is Outcome.REFUSE  # midnight in Sweden
    assert outcome("2026-03-04T22:59:00+00:00") is Outcome.REFUSE
    assert outcome("2026-03-04T23:00:00+00:00") is Outcome.FORWARD


def test_a_decision_names_the_pack_and_speaks_json() -> None:
    decision = decide(message(), replace(FACTS, person=NoHit()), pack(PERMIT))
    told = decision.to_json()
    assert told["pack"] == decision.pack.to_json()
    assert decision.pack.region == "vasterbotten"
