"""More than one pack has a say: the recipient's region's, and the Act's where one is not in force (semantics 10, 13)."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from adapter.model.consent import Consent, ConsentRecord, RecordedBy
from adapter.model.directory import Unit
from adapter.model.facts import Facts
from adapter.model.history import History
from adapter.model.person import Person, Protection
from adapter.model.verdict import Outcome, Verdict
from adapter.policy.decide import decide, disclose, traced
from adapter.policy.loader import load
from adapter.policy.pack import Days, Pack, Prolonged
from tests.builders import PERSON, SENT, SOCIAL, WARD, message, units
from tests.packs import bare, rule

ELSEWHERE = "SE2120001355-SOC1"
STRANGER = Unit(
    ELSEWHERE, "kommun-socialtjanst", "Halmstad", "kommun", "halland", "SE2120001355", "SE2120001355"
)
UNITS = {**units(), ELSEWHERE: STRANGER}
FACTS = Facts(SENT, person=Person(PERSON), units=UNITS, sender=UNITS[WARD])
PERMIT = rule("01", "permit")
LETTER = message(recipients=(SOCIAL, ELSEWHERE))


def _rules(*rules: str) -> str:
    return "rules:\n" + "".join(f"  - {one}\n" for one in rules)


def _packs(ours: str = "", theirs: str = "", act: str = "", **more: str) -> Pack:
    """Västerbotten with these rules, beside a Halland and a Sverige with theirs."""
    files = bare()
    files["halland/pack.yaml"] = files["vasterbotten/pack.yaml"].replace("vasterbotten", "halland")
    for region, text in (("vasterbotten", ours), ("halland", theirs), ("sverige", act)):
        if text:
            files[f"{region}/rules/own.yaml"] = text
    return load({**files, **{name.replace("__", "/") + ".yaml": text for name, text in more.items()}}).of(
        "vasterbotten"
    )


def _both(pack: Pack, facts: Facts = FACTS) -> tuple[Verdict, Verdict]:
    here, there = decide(LETTER, facts, pack).verdicts
    assert there == disclose(LETTER, facts, pack, ELSEWHERE)
    assert here == disclose(LETTER, facts, pack, SOCIAL)
    return here, there


def _named(verdict: Verdict) -> list[tuple[str, str]]:
    return [(ground.rule, ground.effect) for ground in verdict.grounds]


HANDS = {
    "forward": rule("02", "permit"),
    "reduce": rule("02", "permit", more=", disclose: [patient.identifier, content.ward]"),
    "hold": rule("02", "hold"),
    "refuse": rule("02", "refuse", more=", handling: telefon"),
}


@pytest.mark.parametrize("theirs", HANDS)
@pytest.mark.parametrize("ours", HANDS)
def test_the_stricter_of_both_packs_holds_for_a_recipient_elsewhere_and_for_nobody_else(
    ours: str, theirs: str
) -> None:
    own = HANDS[ours].replace("TEST-02", "TEST-01")
    here, there = _both(_packs(_rules(own), _rules(HANDS[theirs])))
    order = list(HANDS)
    assert here.outcome.value == ours
    assert there.outcome.value == max(ours, theirs, key=order.index)
    assert _named(here) == [("TEST-01", here.grounds[0].effect)]
    assert {name for name, _ in _named(there)} == {"TEST-01", "TEST-02"}
    stricter = "TEST-02" if order.index(theirs) > order.index(ours) else "TEST-01"
    assert there.grounds[0].rule == stricter


def test_what_is_disclosed_elsewhere_is_what_both_let_out() -> None:
    ours = rule("01", "permit", more=", disclose: [patient.identifier, content.ward]")
    theirs = rule("02", "permit", more=", disclose: [patient.identifier, content.estimatedDischarge]")
    here, there = _both(_packs(_rules(ours), _rules(theirs)))
    assert here.disclosed == ("patient.identifier", "content.ward")
    assert (there.outcome, there.disclosed) == (Outcome.REDUCE, ("patient.identifier",))


def test_a_pack_in_which_recipients_see_each_other_gives_way_to_one_in_which_they_do_not() -> None:
    shown = "kinds:\n  inskrivningsmeddelande: {recipientsVisible: true}\n"
    here, there = _both(_packs(_rules(PERMIT), _rules(rule("02", "permit")), vasterbotten__process=shown))
    assert here.outcome is Outcome.FORWARD
    assert "recipients" in here.disclosed
    assert there.outcome is Outcome.REDUCE
    assert "recipients" not in there.disclosed


def test_a_hold_of_both_ends_at_the_earlier_and_waits_for_both() -> None:
    ours = _rules(rule("01", "hold", "{fact: person.answer, is: hit}"))
    theirs = _rules(rule("02", "hold", "{fact: consent.status, is: none}"))
    shorter = "kinds:\n  inskrivningsmeddelande: {holdHours: 4}\n"
    here, there = _both(_packs(ours, theirs, halland__process=shorter))
    assert here.until == datetime.fromisoformat("2026-03-03T08:00:00+01:00")
    assert there.until == datetime.fromisoformat("2026-03-02T14:00:00+01:00")
    assert (here.waits_for, there.waits_for) == (("person.answer",), ("person.answer", "consent.status"))


def test_each_pack_counts_consents_in_its_own_way() -> None:
    record = Consent(
        status="given",
        form="oral",
        scopes=("informationsoverforing",),
        given_by="patient",
        recorded_at=SENT,
        recorded_by=RecordedBy(SOCIAL, "Test Testsson", "handläggare"),
    )
    facts = replace(
        FACTS, history=History(consents=(ConsentRecord(record, SENT, "SE2120002627", asserted=False),))
    )
    consented = "{fact: consent.basis, is: consent}"
    kinds = "kinds:\n  inskrivningsmeddelande: {scopes: [informationsoverforing]}\n"
    packs = _packs(
        _rules(rule("01", "permit", consented)),
        _rules(rule("02", "permit", consented)),
        vasterbotten__process=kinds,
        halland__process="consentHolder: sender\n" + kinds,
    )
    here, there = _both(packs, facts)
    assert here.outcome is Outcome.FORWARD
    assert (there.outcome, there.grounds[0].rule) == (Outcome.HOLD, "PRODUKT-DENY-02")


def test_admission_is_the_senders_regions_alone_and_the_guard_is_everybodys() -> None:
    theirs = _rules(rule("02", "refuse", phase="admission"), rule("03", "permit"), rule("04", "warn"))
    packs = _packs(_rules(PERMIT), theirs)
    assert _both(packs)[1].outcome is Outcome.FORWARD
    found = traced(LETTER, FACTS, packs)
    assert found.fired == {"TEST-01", "TEST-03", "TEST-04"}
    assert [issue.rule for issue in found.decision.issues] == ["TEST-04"]
    guard = rule("GUARD", "refuse", "{fact: person.protected, is: true}", more=", guard: true")
    guarded = _packs(_rules(PERMIT), theirs, produkt__rules__own=_rules(guard))
    facts = replace(FACTS, person=Person(PERSON, protection=Protection.SEKRETESSMARKERING))
    assert {_named(verdict)[0] for verdict in _both(guarded, facts)} == {("TEST-GUARD", "refuse")}
    assert decide(LETTER, facts, guarded).identity


def test_a_region_without_a_pack_and_a_unit_that_nobody_knows_have_no_pack_of_their_own() -> None:
    packs = _packs(_rules(PERMIT), _rules(rule("02", "refuse")))
    gotland = {**UNITS, ELSEWHERE: replace(STRANGER, region="gotland")}
    assert _both(packs, replace(FACTS, units=gotland))[1].outcome is Outcome.FORWARD
    assert _both(packs, replace(FACTS, units=units()))[1].outcome is Outcome.FORWARD


def _expired(pack: Pack, prolonged: Prolonged | None = None) -> Pack:
    return replace(pack, in_force=Days(date(2025, 1, 1), date(2026, 1, 1)), prolonged=prolonged)


ACT = _rules(rule("09", "permit", more=", disclose: [patient.identifier]"))


def test_an_expired_pack_goes_on_as_far_as_the_act_goes_with_a_warning_on_every_verdict() -> None:
    packs = _packs(_rules(PERMIT), act=ACT)
    assert _both(packs)[0].outcome is Outcome.FORWARD
    lapsed = _expired(packs)
    here, _ = decide(LETTER, FACTS, lapsed).verdicts
    assert (here.outcome, here.disclosed) == (Outcome.REDUCE, ("patient.identifier",))
    assert _named(here) == [("TEST-09", "permit"), ("TEST-01", "permit"), ("PRODUKT-PACK-01", "warn")]
    assert disclose(LETTER, FACTS, lapsed, SOCIAL) == here
    (issue,) = decide(LETTER, FACTS, lapsed).issues
    assert (issue.rule, issue.path) == ("PRODUKT-PACK-01", "region")
    assert "vasterbotten, version 1" in issue.text


def test_a_pack_that_is_not_yet_in_force_gives_no_more_than_the_act() -> None:
    coming = replace(_packs(_rules(PERMIT), act=ACT), in_force=Days(date(2026, 6, 1), None))
    here, _ = decide(LETTER, FACTS, coming).verdicts
    assert here.disclosed == ("patient.identifier",)
    assert _named(here)[-1] == ("PRODUKT-PACK-01", "warn")


@pytest.mark.parametrize(
    ("until", "warned"), [(date(2026, 3, 1), True), (date(2026, 3, 2), False), (date(2027, 1, 1), False)]
)
def test_a_prolonged_pack_is_in_force_until_its_new_day(until: date, *, warned: bool) -> None:
    packs = _expired(_packs(_rules(PERMIT), act=ACT), prolonged=Prolonged(until, "The region's board"))
    decision = decide(LETTER, FACTS, packs)
    assert bool(decision.issues) is warned
    assert decision.verdicts[0].outcome is (Outcome.REDUCE if warned else Outcome.FORWARD)


def test_prolonging_does_not_bring_a_pack_into_force_before_its_day() -> None:
    coming = replace(
        _packs(),
        in_force=Days(date(2026, 6, 1), date(2026, 9, 1)),
        prolonged=Prolonged(date(2027, 1, 1), "B"),
    )
    assert not coming.is_in_force(date(2026, 3, 2))
    assert coming.is_in_force(date(2026, 12, 1))


def test_an_expired_pack_of_the_recipients_region_brings_the_act_in_too() -> None:
    packs = _packs(_rules(PERMIT), _rules(rule("02", "permit")), act=ACT)
    beside = {**packs.beside, "halland": _expired(packs.beside["halland"])}
    mixed = replace(packs, beside=beside)
    decision = decide(LETTER, FACTS, mixed)
    here, there = decision.verdicts
    assert here.outcome is Outcome.FORWARD
    assert there.disclosed == ("patient.identifier",)
    assert [issue.text.partition(",")[0] for issue in decision.issues] == ["The rule pack of halland"]


def test_the_act_alone_is_a_region_whose_recipients_keep_their_own_packs() -> None:
    packs = _packs(
        _rules(rule("01", "refuse")), _rules(rule("02", "permit")), act=_rules(rule("09", "permit"))
    )
    alone = packs.beside["sverige"]
    letter = replace(LETTER, region="sverige")
    here, there = decide(letter, FACTS, alone).verdicts
    assert (here.outcome, there.outcome) == (Outcome.REFUSE, Outcome.FORWARD)
    nowhere = {name: replace(unit, region="sverige") for name, unit in UNITS.items()}
    assert {v.outcome for v in decide(letter, replace(FACTS, units=nowhere), alone).verdicts} == {
        Outcome.FORWARD
    }


def test_without_an_act_an_expired_pack_only_warns() -> None:
    lapsed = replace(_expired(_packs(_rules(PERMIT))), beside={})
    assert decide(LETTER, FACTS, lapsed).verdicts[0].outcome is Outcome.FORWARD
