"""What one recipient's copy holds: nothing beyond its verdict, by no side door (semantics 20, 24)."""

from dataclasses import asdict, replace
from datetime import date, timedelta

from adapter.model.consent import ChildAsked, Consent
from adapter.model.copy import Copy
from adapter.model.facts import Facts
from adapter.model.history import Episode, FixedContact
from adapter.model.ids import alias
from adapter.model.message import Message, Outage, Withhold
from adapter.model.person import Address, HumanName, Person, Protection, Silent
from adapter.model.verdict import Outcome, Verdict
from adapter.policy.redact import organisation_of_unit, redact
from tests.builders import HEALTH_CENTRE, PERSON, SENT, SOCIAL, WARD, message, units

STAY = "vtf-2026-000123"
HIT = Person(
    PERSON,
    protection=Protection.NONE,
    municipality="2480",
    deceased=date(2026, 3, 1),
    name=HumanName(("Test",), "Testsson"),
    address=Address(("Storgatan 1",), "90101", "Umeå"),
    guardians=("191212121212",),
    placed_by="2482",
    test=True,
    linked=("191212121212",),
)
EPISODE = Episode(
    STAY,
    state="ready",
    admitted_at=SENT,
    legal_form="lpt",
    inpatient_unit=WARD,
    notice="n",
    addressed=frozenset({SOCIAL, HEALTH_CENTRE}),
    estimated_discharge="2026-03-06",
    short_stay=True,
    answered=frozenset({HEALTH_CENTRE}),
    answers=(("kand-patient", True),),
    colours=("gron", "gul"),
    fixed_contact=FixedContact(HEALTH_CENTRE, "Test"),
    ready_at=SENT,
    discharged_at=SENT,
    deceased=True,
)
FACTS = Facts(SENT, person=HIT, units=units(), sender=units()[WARD], episode=EPISODE)


def copy(about: Message, *disclosed: str, facts: Facts = FACTS, recipient: str = SOCIAL) -> Copy:
    """The copy under a verdict that discloses these paths."""
    return redact(
        about,
        Verdict(recipient, Outcome.REDUCE, (), disclosed),
        facts,
        delivery="d",
        revision=0,
        received_at=SENT,
        relates_to="r",
        trail=(),
        kvittens_due=None,
    )


def test_a_copy_with_nothing_disclosed_holds_ids_kind_and_action() -> None:
    made = copy(message(outage=Outage("strömavbrott", SENT), withhold=(Withhold(HEALTH_CENTRE, "hot"),)))
    assert made.content_free
    assert made.message.content == {}
    assert made.message.patient.value == ""
    assert made.message.sender.person is None
    assert made.message.episode is None
    assert made.message.withhold == ()
    assert made.message.outage == Outage("", SENT)
    assert made.message.relates_to == "r"
    assert made.person == Person("", test=True)
    assert made.episode == Episode(alias(STAY, SOCIAL), state="ready", addressed=frozenset({SOCIAL}))
    text = str(asdict(made))
    for secret in (
        PERSON,
        "Testsson",
        "Storgatan",
        "Avdelning 1",
        "2026-03-06",
        STAY,
        HEALTH_CENTRE,
        WARD,
        "strömavbrott",
    ):
        assert secret not in text


def test_what_is_disclosed_stays_and_the_rest_is_withheld() -> None:
    made = copy(message(), "patient.identifier", "patient.name", "content.ward")
    assert not made.content_free
    assert made.message.content == {"ward": "Avdelning 1"}
    assert made.person == Person(PERSON, name=HIT.name, test=True)
    assert made.withheld == (
        *("patient.address", "patient.municipality", "sender.unit", "sender.person"),
        *("episode.id", "episode.admittedAt", "content.estimatedDischarge"),
    )


def test_only_members_with_a_value_are_withheld() -> None:
    made = copy(message(content={"ward": "A", "admissionReason": "", "questions": []}))
    assert [path for path in made.withheld if path.startswith("content.")] == ["content.ward"]


def test_a_sender_that_may_not_be_named_is_its_organisation_everywhere() -> None:
    made = copy(message(), "patient.identifier")
    assert made.sender == organisation_of_unit(units()[WARD])
    assert made.message.sender.unit == "SE2321000222"
    assert made.sender.role == "region"
    named = copy(message(), "sender.unit", "sender.person")
    assert named.sender == units()[WARD]
    assert named.message.sender == message().sender
    assert named.episode is not None
    assert named.episode.inpatient_unit == WARD


def test_an_external_organisation_stays_external() -> None:
    assert organisation_of_unit(replace(units()[WARD], organisation="extern", role="extern")).role == "extern"


def test_a_sender_outside_the_directory_is_shown_by_its_number() -> None:
    made = copy(message(), "patient.identifier", facts=replace(FACTS, sender=None))
    assert made.sender.unit == "SE2321000222"


def test_an_undisclosed_stay_has_another_alias_for_each_recipient() -> None:
    first, second = copy(message()), copy(message(), recipient=HEALTH_CENTRE)
    assert first.episode_id == alias(STAY, SOCIAL)
    assert second.episode_id == alias(STAY, HEALTH_CENTRE)
    assert len({first.episode_id, second.episode_id, STAY}) == 3


def test_admission_may_be_told_under_an_alias_and_the_id_without_admission() -> None:
    under_alias = copy(message(), "episode.admittedAt").message.episode
    assert under_alias is not None
    assert under_alias.id == alias(STAY, SOCIAL)
    id_only = copy(message(), "episode.id")
    assert (id_only.episode_id, id_only.message.episode) == (STAY, None)


def test_the_legal_form_has_a_path_of_its_own() -> None:
    stay = message().episode
    assert stay is not None
    compulsory = message(episode=replace(stay, legal_form="lpt"))
    hidden = copy(compulsory, "episode.id", "episode.admittedAt")
    assert hidden.message.episode is not None
    assert hidden.message.episode.legal_form == "frivillig"
    assert "episode.legalForm" in hidden.withheld
    told = copy(compulsory, "episode.id", "episode.admittedAt", "episode.legalForm")
    assert told.message.episode is not None
    assert told.message.episode.legal_form == "lpt"
    assert told.episode is not None
    assert told.episode.legal_form == "lpt"


def test_a_copy_lists_its_own_recipient_unless_recipients_are_disclosed() -> None:
    alone = copy(message())
    assert alone.message.recipients == (SOCIAL,)
    assert [unit.unit for unit in alone.recipients] == [SOCIAL]
    together = copy(message(recipients=(SOCIAL, HEALTH_CENTRE, "SE0-X")), "recipients")
    assert together.message.recipients == (SOCIAL, HEALTH_CENTRE, "SE0-X")
    assert [unit.unit for unit in together.recipients] == [SOCIAL, HEALTH_CENTRE]


def test_the_stays_state_shows_only_what_the_copy_itself_discloses() -> None:
    made = copy(
        message(),
        *("content.estimatedDischarge", "content.contactReason", "content.answers", "content.contact"),
        *("content.readyAt", "content.dischargedAt", "content.reason", "episode.id", "episode.admittedAt"),
    )
    assert made.episode is not None
    assert made.episode == replace(
        EPISODE,
        legal_form="frivillig",
        inpatient_unit=None,
        notice=None,
        addressed=frozenset({SOCIAL}),
        answered=frozenset(),
        colours=("gul",),
    )


def test_a_message_outside_a_stay_has_none() -> None:
    made = copy(message(episode=None), facts=replace(FACTS, episode=None))
    assert (made.episode_id, made.episode, made.message.episode) == (None, None, None)


def test_a_consent_names_only_its_recipient_and_goes_only_if_its_status_is_disclosed() -> None:
    said = Consent(
        "given",
        parties=(SOCIAL, HEALTH_CENTRE),
        episode=STAY,
        child_asked=ChildAsked(asked=True, view="vill inte"),
        refusal_information_given=True,
    )
    assert copy(message(consent=said)).message.consent is None
    told = copy(message(consent=said), "consent.status").message.consent
    assert told == Consent("given", parties=(SOCIAL,), episode=alias(STAY, SOCIAL))
    open_to_all = copy(message(consent=Consent("given")), "consent.status").message.consent
    assert open_to_all == Consent("given")


def test_death_is_told_only_by_the_message_that_tells_it() -> None:
    ended = message(kind="avbruten-planering", content={"reason": "avliden"})
    assert copy(ended, "content.reason").person.deceased == date(2026, 3, 1)
    assert copy(ended).person.deceased is None
    assert copy(message(), "content.reason").person.deceased is None


def test_a_silent_register_leaves_only_the_number() -> None:
    made = copy(message(), "patient.identifier", facts=replace(FACTS, person=Silent()))
    assert made.person == Person(PERSON)


def test_ids_and_times_of_the_delivery_are_the_callers() -> None:
    made = redact(
        message(),
        Verdict(SOCIAL, Outcome.FORWARD, (), ("patient.identifier",)),
        FACTS,
        delivery="delivery",
        revision=2,
        received_at=SENT,
        relates_to=None,
        trail=(),
        kvittens_due=SENT + timedelta(hours=1),
    )
    assert (made.delivery, made.revision, made.received_at) == ("delivery", 2, SENT)
    assert made.kvittens_due == SENT + timedelta(hours=1)
    assert made.disclosed == ("patient.identifier",)
