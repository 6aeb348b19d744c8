"""Which consent record counts: validity, newest per holder, the restrictive one between holders (semantics 11, 39)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from adapter.model.consent import (
    Assessor,
    Consent,
    ConsentRecord,
    HarmAssessment,
    Period,
    RecordedBy,
)
from adapter.model.facts import Facts
from adapter.model.history import History
from adapter.model.identifiers import NumberType, PatientId
from adapter.model.message import Message
from adapter.model.person import NoHit
from adapter.model.process import KindProcess, Process
from adapter.policy.consents import Standing, entitled, own_basis, standing
from tests.builders import HEALTH_CENTRE, SENT, SOCIAL, WARD, message, units

REGION = "SE2321000222"
MUNICIPALITY = "SE2120002627"
GIVEN = Consent(
    "given",
    form="oral",
    scopes=("informationsoverforing",),
    given_by="patient",
    recorded_at=SENT - timedelta(days=2),
    recorded_by=RecordedBy(WARD, "Test Testsson", "sjuksköterska"),
)
REFUSED = Consent("refused", scopes=("informationsoverforing",), recorded_at=SENT - timedelta(days=1))
UNABLE = Consent(
    "unable",
    scopes=("informationsoverforing",),
    harm_assessment=HarmAssessment("no-harm", Assessor("Test Testsson", "överläkare")),
)
BORN_2010 = PatientId(NumberType.PERSONNUMMER, "201001012382")


def standing_of(
    *consents: Consent,
    about: Message | None = None,
    recipient: str = SOCIAL,
    holder: str = REGION,
    process: Process | None = None,
    others: tuple[tuple[str, Consent], ...] = (),
) -> Standing:
    """What stands after these records of one holder, in the order they were received, and others' after them."""
    received = [(holder, consent) for consent in consents] + list(others)
    history = History(
        consents=tuple(
            ConsentRecord(consent, SENT - timedelta(hours=20) + timedelta(minutes=number), by, asserted=False)
            for number, (by, consent) in enumerate(received)
        )
    )
    facts = Facts(SENT, history=history, units=units(), sender=units()[WARD])
    return standing(about or message(), facts, process or Process(), recipient, ("informationsoverforing",))


def test_without_a_record_nothing_is_known() -> None:
    found = standing_of()
    assert (found.status, found.basis, found.consent) == ("none", "none", None)


def test_a_documented_consent_is_a_ground() -> None:
    found = standing_of(GIVEN)
    assert (found.status, found.basis, found.flaws) == ("given", "consent", ())


@pytest.mark.parametrize(
    ("consent", "flaw"),
    [
        (replace(GIVEN, form="presumed"), "presumed"),
        (replace(GIVEN, form=None), "form-missing"),
        (replace(GIVEN, recorded_at=None), "not-documented"),
        (replace(GIVEN, recorded_by=None), "not-documented"),
        (replace(GIVEN, given_by="relative"), "not-entitled"),
        (replace(GIVEN, given_by="guardian"), "not-entitled"),
        (replace(GIVEN, parties=(HEALTH_CENTRE,)), "party-not-listed"),
        (replace(GIVEN, period=Period(date(2026, 3, 3), None)), "out-of-period"),
        (replace(GIVEN, period=Period(None, date(2026, 3, 1))), "out-of-period"),
        (replace(UNABLE, harm_assessment=None), "no-clear-harm-assessment"),
        (
            replace(UNABLE, harm_assessment=HarmAssessment("unclear", Assessor("a", "b"))),
            "no-clear-harm-assessment",
        ),
        (replace(UNABLE, harm_assessment=HarmAssessment("no-harm")), "assessor-not-named"),
        (replace(UNABLE, harm_assessment=HarmAssessment("no-harm", Assessor("a"))), "assessor-not-named"),
        (
            replace(UNABLE, harm_assessment=HarmAssessment("no-harm", Assessor(None, "b"))),
            "assessor-not-named",
        ),
    ],
)
def test_a_record_that_lacks_what_makes_it_valid_is_no_ground(consent: Consent, flaw: str) -> None:
    found = standing_of(consent)
    assert found.basis == "none"
    assert found.flaws == (flaw,)
    assert found.status == consent.status


@pytest.mark.parametrize(
    "consent",
    [
        replace(GIVEN, form="written"),
        replace(GIVEN, given_by="legal-representative"),
        replace(GIVEN, given_by=None),
        replace(GIVEN, parties=(HEALTH_CENTRE, SOCIAL)),
        replace(GIVEN, period=Period(date(2026, 3, 2), date(2026, 3, 2))),
        replace(GIVEN, episode="vtf-2026-000123"),
    ],
)
def test_a_record_just_within_is_a_ground(consent: Consent) -> None:
    assert standing_of(consent).basis == "consent"


def test_whoever_obtained_the_consent_to_a_plan_is_one_of_its_parties() -> None:
    named, answer = replace(GIVEN, parties=(SOCIAL,)), message(kind="svar-kallelse")
    assert standing_of(named, recipient=WARD, about=answer).basis == "consent"
    assert standing_of(named, recipient=HEALTH_CENTRE, about=answer).flaws == ("party-not-listed",)
    assert standing_of(named, recipient=WARD).flaws == ("party-not-listed",)


def test_a_withdrawal_of_the_consent_to_a_plan_reaches_whoever_obtained_it_too() -> None:
    named, answer = replace(GIVEN, parties=(SOCIAL,)), message(kind="svar-kallelse")
    gone = replace(named, status="withdrawn", recorded_at=SENT - timedelta(days=1))
    for unit in (WARD, SOCIAL):
        assert standing_of(named, gone, recipient=unit, about=answer).status == "withdrawn"


def test_a_signed_clear_harm_assessment_is_a_ground() -> None:
    assert standing_of(UNABLE).basis == "harm-assessment"


@pytest.mark.parametrize(
    "consent",
    [
        replace(GIVEN, recorded_at=SENT + timedelta(seconds=1)),
        replace(GIVEN, episode="another-stay"),
        replace(GIVEN, scopes=("npo",)),
        replace(GIVEN, scopes=()),
        replace(REFUSED, scopes=("sip",)),
        replace(REFUSED, parties=(HEALTH_CENTRE,)),
    ],
)
def test_a_record_of_something_else_says_nothing(consent: Consent) -> None:
    assert standing_of(consent).status == "none"


@pytest.mark.parametrize(
    "refusal", [REFUSED, replace(REFUSED, status="withdrawn"), replace(REFUSED, scopes=(), recorded_at=None)]
)
def test_a_refusal_needs_nothing_and_ends_what_was_given(refusal: Consent) -> None:
    found = standing_of(GIVEN, refusal)
    assert found.status == refusal.status
    assert found.basis == "none"
    assert standing_of(refusal, GIVEN).basis == "consent"


def test_where_a_harm_assessment_is_recorded_only_it_is_no_ground() -> None:
    facts = Facts(SENT, units=units())
    recorded = Process(harm_assessment="recorded")
    found = standing(message(consent=UNABLE), facts, recorded, SOCIAL, UNABLE.scopes)
    assert (found.status, found.basis, found.flaws) == ("unable", "none", ("recorded-only",))
    assert own_basis(message(consent=UNABLE), facts, recorded, SOCIAL) == "none"


def test_a_harm_assessment_never_replaces_a_refusal() -> None:
    assert standing_of(REFUSED, UNABLE).status == "refused"


def test_what_is_no_ground_ends_no_refusal_but_the_newest_record_counts() -> None:
    presumed = replace(GIVEN, form="presumed")
    assert standing_of(REFUSED, presumed).status == "refused"
    assert standing_of(REFUSED, Consent("not-asked", scopes=("informationsoverforing",))).status == "refused"
    assert standing_of(GIVEN, presumed).basis == "none"
    assert standing_of(presumed, GIVEN).basis == "consent"
    assert standing_of(GIVEN, Consent("not-asked", scopes=("informationsoverforing",))).basis == "consent"
    assert standing_of(presumed, replace(GIVEN, recorded_by=None)).flaws == ("not-documented",)


def test_a_consent_that_now_leaves_the_recipient_out_is_none_for_it() -> None:
    narrowed = replace(GIVEN, parties=(HEALTH_CENTRE,))
    assert standing_of(GIVEN, narrowed).flaws == ("party-not-listed",)
    assert standing_of(GIVEN, narrowed, recipient=HEALTH_CENTRE).basis == "consent"


def test_a_newer_consent_whose_period_is_over_ends_the_older_one() -> None:
    limited = replace(GIVEN, recorded_at=SENT - timedelta(days=1), period=Period(None, date(2026, 3, 1)))
    assert standing_of(GIVEN, limited).flaws == ("out-of-period",)


@pytest.mark.parametrize("order", [(REFUSED, GIVEN), (GIVEN, REFUSED)])
def test_of_records_received_at_the_same_instant_the_refusal_counts(order: tuple[Consent, ...]) -> None:
    history = History(consents=tuple(ConsentRecord(one, SENT, REGION, asserted=False) for one in order))
    facts = Facts(SENT, history=history, units=units(), sender=units()[WARD])
    assert standing(message(), facts, Process(), SOCIAL, ("informationsoverforing",)).status == "refused"


@pytest.mark.parametrize(
    ("block", "basis"),
    [
        (None, "none"),
        (GIVEN, "consent"),
        (UNABLE, "harm-assessment"),
        (REFUSED, "none"),
        (replace(GIVEN, form="presumed"), "none"),
        (replace(GIVEN, recorded_at=SENT + timedelta(minutes=1)), "none"),
    ],
)
def test_a_messages_own_block_is_looked_at_alone(block: Consent | None, basis: str) -> None:
    facts = Facts(SENT, units=units(), sender=units()[WARD])
    assert own_basis(message(consent=block), facts, Process(), SOCIAL) == basis


def test_between_holders_the_restrictive_record_wins() -> None:
    theirs = ((MUNICIPALITY, REFUSED),)
    assert standing_of(GIVEN, others=theirs).status == "refused"
    assert standing_of(REFUSED, others=((MUNICIPALITY, GIVEN),)).status == "refused"
    unclear = replace(UNABLE, harm_assessment=None)
    assert standing_of(GIVEN, others=((MUNICIPALITY, unclear),)).status == "unable"
    assert standing_of(GIVEN, others=((MUNICIPALITY, UNABLE),)).basis == "consent"
    not_asked = Consent("not-asked", scopes=("informationsoverforing",))
    assert standing_of(not_asked, others=((MUNICIPALITY, GIVEN),)).basis == "consent"
    assert standing_of(not_asked, others=((MUNICIPALITY, replace(GIVEN, form=None)),)).status == "given"


def test_of_equally_strict_records_of_several_holders_the_newest_counts() -> None:
    """A consent for this stay stands before an older provider's (HA-CONS-04)."""
    newer = replace(GIVEN, episode="vtf-2026-000123")
    assert standing_of(GIVEN, others=((MUNICIPALITY, newer),)).consent == newer
    assert standing_of(newer, holder=MUNICIPALITY, others=((REGION, GIVEN),)).consent == GIVEN


def test_where_only_the_senders_records_count_others_are_not_asked() -> None:
    own = Process(consent_holder="sender")
    assert standing_of(GIVEN, others=((MUNICIPALITY, REFUSED),), process=own).basis == "consent"
    assert standing_of(GIVEN, holder=MUNICIPALITY, process=own).status == "none"


def test_a_kind_may_rest_on_what_any_provider_recorded_where_others_do_not() -> None:
    joint = Process({message().kind: KindProcess(consent_holder="any")}, consent_holder="sender")
    assert standing_of(GIVEN, holder=MUNICIPALITY, process=joint).basis == "consent"
    assert standing_of(GIVEN, others=((MUNICIPALITY, REFUSED),), process=joint).status == "refused"


def test_a_message_carries_its_own_consent() -> None:
    assert standing_of(about=message(consent=GIVEN)).basis == "consent"
    nobody = replace(GIVEN, recorded_by=None)
    assert standing_of(about=message(consent=nobody)).flaws == ("not-documented",)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, "refused"),
        ({"asked_anew": True}, "refused"),  # recorded before the refusal
        ({"recorded_at": SENT}, "refused"),  # later, but nobody says that the person was asked anew
        ({"recorded_at": SENT, "asked_anew": True}, "given"),
    ],
)
def test_an_assertion_ends_a_refusal_only_when_later_and_asked_anew(
    changes: dict[str, object], status: str
) -> None:
    asserted = replace(GIVEN, **changes)  # type: ignore[arg-type]
    assert standing_of(REFUSED, about=message(consent=asserted)).status == status


def test_an_assertion_after_an_undated_refusal_needs_only_that_the_person_was_asked_anew() -> None:
    asserted = replace(GIVEN, asked_anew=True)
    assert standing_of(replace(REFUSED, recorded_at=None), about=message(consent=asserted)).status == "given"


def test_an_assertion_that_is_stored_already_is_not_newer_than_a_withdrawal_since() -> None:
    own = message(consent=replace(GIVEN, asked_anew=True, recorded_at=SENT - timedelta(hours=1)))
    stored = ConsentRecord(
        own.consent or GIVEN, SENT - timedelta(minutes=50), REGION, asserted=True, message_id=own.message_id
    )
    withdrawn = replace(REFUSED, status="withdrawn", recorded_at=SENT - timedelta(hours=2))
    since = ConsentRecord(withdrawn, SENT - timedelta(minutes=10), REGION, asserted=False)
    facts = Facts(SENT, history=History(consents=(stored, since)), units=units(), sender=units()[WARD])
    found = standing(own, facts, Process(), SOCIAL, ("informationsoverforing",))
    assert found.status == "withdrawn"


def test_a_unit_that_the_directory_lacks_holds_by_its_organisation() -> None:
    facts = Facts(SENT)
    found = standing(message(consent=GIVEN), facts, Process(consent_holder="sender"), SOCIAL, GIVEN.scopes)
    assert found.basis == "consent"
    assert found.record is not None
    assert found.record.holder == REGION


@pytest.mark.parametrize(
    ("given_by", "age", "may"),
    [
        ("guardian", 17, True),
        ("patient", 17, False),
        (None, 17, False),
        ("legal-representative", 17, False),
        ("guardian", 18, False),
        ("relative", 18, False),
        ("patient", 18, True),
        (None, 18, True),
        ("legal-representative", 99, True),
        ("patient", None, False),
        ("legal-representative", None, True),
    ],
)
def test_who_may_consent_depends_on_age(given_by: str | None, age: int | None, may: bool) -> None:  # noqa: FBT001
    assert entitled(given_by, age) is may


def test_the_guardian_consents_until_the_eighteenth_birthday_in_sweden() -> None:
    eve = datetime.fromisoformat("2027-12-31T22:59:00+00:00")
    by_guardian = replace(GIVEN, given_by="guardian")
    history = History(consents=(ConsentRecord(by_guardian, SENT, REGION, asserted=False),))

    def basis(at: datetime) -> str:
        facts = Facts(at, history=history, units=units(), sender=units()[WARD])
        return standing(message(patient=BORN_2010), facts, Process(), SOCIAL, GIVEN.scopes).basis

    assert basis(eve) == "consent"
    assert basis(eve + timedelta(minutes=1)) == "none"


CHILD = message(patient=BORN_2010)
BY_GUARDIAN = replace(GIVEN, given_by="guardian")


def of_child(*consents: Consent, guardians: int = 2) -> Standing:
    """What stands for a child with so many guardians, of samtycken received one after the other."""
    received = tuple(
        ConsentRecord(one, SENT + timedelta(minutes=number), "SE2321000222", asserted=False)
        for number, one in enumerate(consents)
    )
    facts = Facts(
        SENT + timedelta(hours=1),
        units=units(),
        history=History(consents=received),
        guardians=(NoHit(),) * guardians,
    )
    return standing(CHILD, facts, Process(), SOCIAL, ("informationsoverforing",))


def test_where_guardians_do_not_agree_there_is_no_ground() -> None:
    assert of_child(BY_GUARDIAN).basis == "consent"
    assert of_child(replace(BY_GUARDIAN, guardians_agree=True)).basis == "consent"
    disagreed = of_child(replace(BY_GUARDIAN, guardians_agree=False))
    assert (disagreed.basis, disagreed.flaws) == ("none", ("guardians-disagree",))
    # of a person of age nobody's guardian is asked
    adult = standing_of(replace(GIVEN, guardians_agree=False))
    assert adult.basis == "consent"


@pytest.mark.parametrize("status", ["refused", "withdrawn"])
def test_what_one_guardian_refused_the_other_does_not_end_alone(status: str) -> None:
    no = replace(BY_GUARDIAN, status=status)
    assert of_child(no, BY_GUARDIAN).status == status
    assert of_child(no, replace(BY_GUARDIAN, guardians_agree=False)).status == status
    assert of_child(no, replace(BY_GUARDIAN, guardians_agree=True)).basis == "consent"
    assert of_child(no, replace(BY_GUARDIAN, asked_anew=True)).basis == "consent"
    assert of_child(BY_GUARDIAN, no).status == status
    unsaid = replace(no, given_by=None)  # that may be the other guardian too
    assert of_child(unsaid, BY_GUARDIAN).status == status
    assert of_child(unsaid, BY_GUARDIAN, guardians=1).basis == "consent"


def test_a_childs_only_guardian_may_think_again_and_so_may_whoever_else_refused() -> None:
    no = replace(BY_GUARDIAN, status="refused")
    assert of_child(no, BY_GUARDIAN, guardians=1).basis == "consent"
    assert of_child(replace(no, given_by="patient"), BY_GUARDIAN).basis == "consent"
    assert of_child(no, replace(GIVEN, given_by="legal-representative")).status == "refused"
