"""Who hears that something no longer holds, and what of it they get (semantics 21, 22)."""

from dataclasses import replace

import pytest

from adapter.episode.event import event
from adapter.model.facts import Facts
from adapter.model.history import Disclosure, Event, History
from adapter.model.message import Sender
from adapter.model.verdict import Decision, Outcome, Verdict
from adapter.pipeline.notices import addressed, follows_ledger, ledger_units, notice, to_ledger, uncalled
from tests.builders import HEALTH_CENTRE, HOME_CARE, SENT, SOCIAL, WARD, message, units
from tests.packs import packs

NOTICE = message(message_id="first")
CANCEL = message(action="cancel", relates_to="first", recipients=(HOME_CARE,))
WITHDRAWAL = message(kind="samtycke", content={"status": "withdrawn"}, recipients=(HOME_CARE,))
HISTORY = History(
    events=(
        Event(
            "first",
            "inskrivningsmeddelande",
            "new",
            WARD,
            (SOCIAL, HEALTH_CENTRE),
            SENT,
            SENT,
            episode="stay",
        ),
        Event("other", "inskrivningsmeddelande", "new", WARD, (HOME_CARE,), SENT, SENT, episode="another"),
    ),
    disclosures=(
        Disclosure("first", SOCIAL, "d1", (), SENT),
        Disclosure("first", SOCIAL, "d2", (), SENT),
        Disclosure("other", HOME_CARE, "d3", (), SENT),
        Disclosure("other", WARD, "d4", (), SENT),
    ),
)
FACTS = Facts(SENT, units=units(), history=HISTORY)
REFUSED = Verdict(SOCIAL, Outcome.REFUSE, ())


def test_a_taking_back_goes_to_the_units_that_got_it_and_to_no_other() -> None:
    assert addressed(CANCEL, HISTORY).recipients == (SOCIAL,)
    assert addressed(CANCEL, History()).recipients == (HOME_CARE,)
    assert addressed(NOTICE, HISTORY) == NOTICE


@pytest.mark.parametrize("action", ["cancel", "annul"])
def test_whoever_wrote_it_hears_too_that_another_unit_has_taken_it_back(action: str) -> None:
    of_another = replace(CANCEL, action=action, sender=Sender(HEALTH_CENTRE))
    assert addressed(of_another, HISTORY).recipients == (SOCIAL, WARD)
    assert ledger_units(replace(of_another, relates_to="never-sent"), HISTORY) == ()
    assert ledger_units(replace(of_another, relates_to=None), HISTORY) == ()


def test_a_withdrawal_goes_to_everybody_who_got_anything_of_the_person_or_of_the_stay_it_is_bound_to() -> (
    None
):
    assert ledger_units(WITHDRAWAL, HISTORY) == (SOCIAL, HOME_CARE)
    bound = message(kind="samtycke", content={"status": "withdrawn", "episode": "stay"})
    assert ledger_units(bound, HISTORY) == (SOCIAL,)
    assert not follows_ledger(message(kind="samtycke", content={"status": "given"}))


def test_where_the_content_is_refused_the_unit_still_hears_that_it_no_longer_holds() -> None:
    told = notice(CANCEL, REFUSED, FACTS)
    assert (told.outcome, told.disclosed) == (Outcome.REDUCE, ())
    assert [ground.rule for ground in told.grounds] == ["PRODUKT-NOTICE-01"]
    assert notice(NOTICE, REFUSED, FACTS) == REFUSED
    forward = Verdict(SOCIAL, Outcome.FORWARD, ())
    assert notice(CANCEL, forward, FACTS) == forward


@pytest.mark.parametrize(
    "verdict",
    [
        Verdict(SOCIAL, Outcome.REFUSE, (), handling="telefon"),
        Verdict(SOCIAL, Outcome.REFUSE, (), handling="manuell"),
        Verdict(SOCIAL, Outcome.HOLD, (), waits_for=("person.protected",)),
        Verdict(SOCIAL, Outcome.HOLD, (), waits_for=("consent.status", "guardians.protected")),
    ],
)
def test_not_even_a_notice_leaves_for_a_person_who_is_or_may_be_protected(verdict: Verdict) -> None:
    assert notice(CANCEL, verdict, FACTS) == verdict


def test_a_decision_tells_the_ledgers_units_only() -> None:
    pack = packs().of("vasterbotten")
    decision = Decision((REFUSED, Verdict(HOME_CARE, Outcome.REFUSE, ())), pack.ref)
    told = to_ledger(CANCEL, decision, FACTS, pack)
    assert [verdict.recipient for verdict in told.verdicts] == [SOCIAL]
    assert to_ledger(NOTICE, decision, FACTS, pack) == decision
    whole = Decision((REFUSED,), pack.ref, whole=True)
    assert to_ledger(CANCEL, whole, FACTS, pack) == whole


def test_calling_off_an_invitation_that_is_none_or_was_called_off_tells_nobody() -> None:
    off = message(kind="kallelse", action="cancel", relates_to="k1", recipients=(SOCIAL,))
    call = event(message(kind="kallelse", message_id="k1", recipients=(SOCIAL,)), SENT)
    gone = event(replace(off, message_id="k2"), SENT)
    had = (Disclosure("k1", SOCIAL, "d1", (), SENT),)
    assert ledger_units(off, History((call,), disclosures=had)) == (SOCIAL,)
    assert ledger_units(off, History((call, gone), disclosures=had)) == ()
    assert ledger_units(off, History()) == ()
    again = message(kind="kallelse", action="revise", relates_to="k1", recipients=(HOME_CARE,))
    assert uncalled(again, History((call,), disclosures=had)) == (SOCIAL,)
    assert uncalled(again, History()) == ()


def test_a_unit_that_left_the_directory_is_not_told_that_it_is_called_no_more() -> None:
    again = message(kind="kallelse", action="revise", relates_to="k1", recipients=(HOME_CARE,))
    verdict = Verdict(SOCIAL, Outcome.FORWARD, (), ("patient.identifier",))
    assert notice(again, verdict, FACTS).disclosed == ()
    assert notice(again, REFUSED, Facts(SENT)) == REFUSED


PLAN = message(kind="sip", message_id="p1", content={"planId": "plan-1"}, recipients=(SOCIAL,))
PLANNED = History(
    events=tuple(
        event(one, SENT)
        for one in (
            replace(
                message(kind="kallelse", message_id="k1", recipients=(HOME_CARE,)),
                content={"purpose": "sip-svu"},
            ),
            PLAN,
            message(message_id="other", recipients=(HEALTH_CENTRE,)),
        )
    ),
    disclosures=(
        Disclosure("k1", HOME_CARE, "d1", (), SENT),
        Disclosure("p1", SOCIAL, "d2", (), SENT),
        Disclosure("other", HEALTH_CENTRE, "d3", (), SENT),
    ),
)


@pytest.mark.parametrize("named", [{"planId": "plan-1"}, {}])
def test_a_plan_that_ends_at_withdrawal_or_death_is_told_to_everybody_who_got_anything_of_it(
    named: dict[str, object],
) -> None:
    for reason in ("samtycke-aterkallat", "avliden"):
        end = replace(PLAN, action="close", relates_to="p1", content={**named, "reason": reason})
        assert ledger_units(end, PLANNED) == (HOME_CARE, SOCIAL)
        assert notice(end, REFUSED, FACTS).disclosed == ()
    met = replace(PLAN, action="close", content={"planId": "plan-1", "reason": "mal-uppnadda"})
    assert not follows_ledger(met)
    assert not follows_ledger(replace(PLAN, content={"planId": "plan-1", "reason": "avliden"}))


def test_the_end_of_a_plan_that_nobody_knows_is_told_to_nobody() -> None:
    end = replace(PLAN, action="close", content={"planId": "another", "reason": "avliden"})
    assert ledger_units(end, PLANNED) == ()
    assert ledger_units(end, History()) == ()
