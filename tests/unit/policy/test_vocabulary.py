"""The facts that rules may ask for: what each answers, and what it answers when its source is silent."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from adapter.model.consent import Assessor, ChildAsked, Consent, HarmAssessment, RecordedBy
from adapter.model.facts import Facts
from adapter.model.history import Disclosure, Episode, Event, FixedContact, History, Owed
from adapter.model.identifiers import NumberType, PatientId
from adapter.model.kinds import KINDS
from adapter.model.message import Message, Outage, Withhold
from adapter.model.person import Address, NoHit, Person, Protection, Silent
from adapter.policy.questions import FAMILIES, QUESTIONS, question
from adapter.policy.rules import vocabulary
from adapter.policy.view import UNKNOWN, View
from tests.builders import HEALTH_CENTRE, HOME_CARE, PERSON, SENT, SOCIAL, WARD, message, units
from tests.packs import pack

PACK = pack(
    process="kinds: {inskrivningsmeddelande: {scopes: [informationsoverforing], notAsked: reduce}}",
)
FIND = vocabulary(PACK.facts)
EPISODE = Episode(
    "vtf-2026-000123",
    state="ready",
    admitted_at=SENT - timedelta(hours=26),
    inpatient_unit=WARD,
    notice="first",
    addressed=frozenset({SOCIAL, HEALTH_CENTRE}),
    answered=frozenset({SOCIAL}),
    fixed_contact=FixedContact(HEALTH_CENTRE),
    ready="ready",
    ready_at=SENT,
    ready_received_at=datetime.fromisoformat("2026-03-02T10:59:59+00:00"),
    colours=("gron",),
    short_stay=True,
)
EARLIER = Event("first", "inskrivningsmeddelande", "new", WARD, (SOCIAL,), SENT, SENT, episode=EPISODE.id)
FACTS = Facts(SENT, person=Person(PERSON), units=units(), sender=units()[WARD], episode=EPISODE)


def asked(name: str, about: Message | None = None, facts: Facts = FACTS, recipient: str = SOCIAL) -> object:
    """What a fact answers."""
    fact = FIND(name)
    assert fact is not None, name
    view = View(about or message(), facts, PACK.process, PACK.settings)
    return view.for_recipient(recipient).value(fact)


def test_every_declared_fact_has_a_question_and_every_question_a_declaration() -> None:
    families = {f"{family}*" for family in FAMILIES}
    settings = {name for name in PACK.facts if name.startswith("setting.")}
    assert set(PACK.facts) == set(QUESTIONS) | families | settings


def test_every_question_answers_about_any_message_without_a_fault() -> None:
    bare = Facts(SENT)
    for kind in KINDS.values():
        for name in QUESTIONS:
            asked(
                name,
                message(
                    kind=kind.name, content={}, episode=None, sender=replace(message().sender, person=None)
                ),
                bare,
                "SE0-X",
            )


def test_a_content_member_is_found_by_its_path_and_along_lists() -> None:
    content = {
        "answers": [{"question": "a"}, {"question": "b", "answer": True}],
        "ward": "W",
        "sbar": {"situation": "S"},
    }
    about = message(content=content)
    assert asked("message.content.ward", about) == "W"
    assert asked("message.content.answers.question", about) == ("a", "b")
    assert asked("message.content.answers.answer", about) == (True,)
    assert asked("message.content.sbar.situation", about) == "S"
    assert asked("message.content.criteria.notice", about) is None
    assert asked("message.content.answers.question", message(content={"answers": "x"})) is None
    copies = message(kind="sip", content={"handovers": [{"channel": ["papper", "1177"]}, {"channel": []}]})
    assert asked("message.content.handovers.channel", copies) == ("papper", "1177")
    assert question("message.content.ward.name") is None
    assert FIND("message.content.shoeSize") is None
    assert FIND("weather.rain") is None


def test_a_setting_is_the_scenarios_else_the_packs_else_as_declared() -> None:
    fact = FIND("setting.environment")
    assert fact is not None
    pack_says = {"environment": "test"}
    assert View(message(), FACTS, PACK.process, pack_says).value(fact) == "test"
    scenario = replace(FACTS, settings={"environment": "production"})
    assert View(message(), scenario, PACK.process, pack_says).value(fact) == "production"
    assert View(message(), FACTS, PACK.process, {}).value(fact) is None


MESSAGE: list[tuple[str, Mapping[str, object], object]] = [
    ("message.missing", {}, ()),
    ("message.missing", {"content": {"ward": ""}}, ("estimatedDischarge", "ward")),
    ("message.missing", {"kind": "brev"}, ()),
    ("message.missing", {"action": "annul", "content": {}}, ("reason",)),
    ("message.senderFunction", {}, "behandlande-lakare"),
    ("message.decidedBy.function", {}, "behandlande-lakare"),
    ("message.decidedBy.function", {"content": {"decidedBy": {"function": "annan"}}}, "annan"),
    ("message.consentBlock", {}, None),
    ("message.consentBlock", {"consent": Consent("given")}, "given"),
    ("message.consentBlock.scopes", {"consent": Consent("given", scopes=("sip",))}, ("sip",)),
    ("message.consentBlock.recordedAt", {"consent": Consent("given", recorded_at=SENT)}, SENT),
    ("message.answersUnsigned", {"content": {"answers": [{"date": "d", "name": "n", "title": "t"}]}}, False),
    ("message.answersUnsigned", {"content": {"answers": [{"date": "d", "name": "n"}, "x"]}}, True),
    ("message.answersBlank", {"content": {"answers": [{"answer": True, "comment": "c"}]}}, False),
    ("message.answersBlank", {"content": {"answers": [{"answer": True}]}}, True),
    ("message.answersBlank", {"content": {"answers": [{"answer": False}]}}, False),
    ("message.answersBlank", {"content": {}}, True),
    ("message.answersBlank", {"content": {"answers": ["x"]}}, True),
    (
        "message.answeredYes",
        {"content": {"answers": [{"question": "a", "answer": True}, {"question": "b"}]}},
        ("a",),
    ),
    ("message.subjectKind", {"content": {"subject": "Kallelse till SIP"}}, "kallelse"),
    ("message.subjectKind", {"content": {"subject": "Tandborste"}}, None),
    ("message.subjectKind", {"content": {}}, None),
    ("message.readyOnSendDate", {"content": {"readyAt": "2026-03-01T23:30:00+00:00"}}, True),
    ("message.readyOnSendDate", {"content": {"readyAt": "2026-03-01T22:30:00+00:00"}}, False),
    ("message.readyOnSendDate", {"content": {}}, None),
    ("message.recipientRoles", {"recipients": (SOCIAL, "SE0-X")}, ("kommun-socialtjanst",)),
    ("message.outage", {"outage": Outage("el", SENT)}, True),
    ("message.needsOriginal", {"action": "annul"}, True),
    ("message.receivedBeforeNoon", {}, True),
    ("number.digits10", {"patient": PatientId(NumberType.PERSONNUMMER, "9001019802")}, True),
    ("number.form", {"patient": PatientId(NumberType.PERSONNUMMER, "9001019802")}, "wrong-form"),
    ("number.type", {}, "personnummer"),
    ("person.minor", {"patient": PatientId(NumberType.R_NUMMER, "R1")}, UNKNOWN),
    ("person.minor", {}, False),
    ("person.age", {}, 136),
    ("recipient.withheld", {"withhold": (Withhold(SOCIAL, "hot"),)}, True),
    ("recipient.withheld", {"withhold": (Withhold(HEALTH_CENTRE, "hot"),)}, False),
    ("message.foreignSections", {"content": {"sections": [{"unit": SOCIAL}, {"unit": WARD}, {}]}}, False),
    ("message.foreignSections", {"content": {"sections": [{"unit": HOME_CARE}]}}, True),
    ("message.foreignSections", {"content": {}}, False),
    ("message.dischargedOnReadyDay", {"content": {"dischargedAt": "2026-03-02T20:00:00+01:00"}}, True),
    ("message.dischargedOnReadyDay", {"content": {"dischargedAt": "2026-03-03T01:00:00+01:00"}}, False),
    ("message.dischargedOnReadyDay", {"content": {}}, None),
    ("episode.stayHours", {}, 26),
    ("episode.stayHours", {"content": {"dischargedAt": "2026-03-02T07:00:00+01:00"}}, 23),
]


@pytest.mark.parametrize(("name", "changes", "answer"), MESSAGE)
def test_what_the_message_says(name: str, changes: Mapping[str, object], answer: object) -> None:
    assert asked(name, message(**changes)) == answer


HIT = Person(PERSON)
REGISTER: list[tuple[str, object, object]] = [
    ("person.answer", HIT, "hit"),
    ("person.answer", NoHit(), "no-hit"),
    ("person.answer", Silent(), UNKNOWN),
    ("person.silent", HIT, False),
    ("person.silent", NoHit(), False),
    ("person.silent", Silent(), True),
    ("person.silent", replace(HIT, protection=Protection.UNKNOWN), True),
    ("person.protected", HIT, False),
    ("person.protected", replace(HIT, protection=Protection.SKYDDAD_FOLKBOKFORING), True),
    ("person.protected", replace(HIT, protection=Protection.UNKNOWN), UNKNOWN),
    ("person.protected", NoHit(), None),
    ("person.protected", Silent(), UNKNOWN),
    ("person.deceased", replace(HIT, deceased=date(2026, 3, 1)), True),
    ("person.deceased", HIT, False),
    ("person.test", replace(HIT, test=True), True),
    ("person.municipality", replace(HIT, municipality="2480"), "2480"),
    ("person.hasAddress", replace(HIT, address=Address((), "1", "U")), True),
    ("person.placed", replace(HIT, placed_by="2482"), True),
]


@pytest.mark.parametrize(("name", "person", "answer"), REGISTER)
def test_what_the_register_says(name: str, person: Person, answer: object) -> None:
    assert asked(name, facts=replace(FACTS, person=person)) == answer


@pytest.mark.parametrize(
    ("guardians", "answer"),
    [
        ((), False),
        ((HIT, NoHit()), False),
        ((HIT, replace(HIT, protection=Protection.SEKRETESSMARKERING)), True),
        ((Silent(), replace(HIT, protection=Protection.SEKRETESSMARKERING)), True),
        ((HIT, Silent()), UNKNOWN),
        ((replace(HIT, protection=Protection.UNKNOWN),), UNKNOWN),
    ],
)
def test_a_guardians_protection_counts(guardians: tuple[Person, ...], answer: object) -> None:
    person = replace(HIT, guardians=tuple("191212121212" for _ in guardians))
    assert asked("guardians.protected", facts=replace(FACTS, person=person, guardians=guardians)) == answer


def test_guardians_nobody_has_asked_about_are_unknown() -> None:
    person = replace(HIT, guardians=("191212121212",))
    assert asked("guardians.protected", facts=replace(FACTS, person=person)) is UNKNOWN
    assert asked("guardians.protected", facts=replace(FACTS, person=Silent())) is UNKNOWN


UNITS: list[tuple[str, str, object]] = [
    ("recipient.known", SOCIAL, True),
    ("recipient.known", "SE0-X", False),
    ("recipient.electronic", SOCIAL, True),
    ("recipient.electronic", "SE0-X", False),
    ("recipient.role", HEALTH_CENTRE, "primarvard"),
    ("recipient.role", "SE0-X", None),
    ("recipient.openCare", HEALTH_CENTRE, True),
    ("recipient.municipal", HOME_CARE, True),
    ("recipient.inpatient", WARD, True),
    ("recipient.addressed", SOCIAL, True),
    ("recipient.addressed", WARD, True),
    ("recipient.addressed", HOME_CARE, False),
    ("recipient.isSender", WARD, True),
    ("recipient.isSender", SOCIAL, False),
]


@pytest.mark.parametrize(("name", "recipient", "answer"), UNITS)
def test_what_the_directory_says_of_a_recipient(name: str, recipient: str, answer: object) -> None:
    assert asked(name, recipient=recipient) == answer


@pytest.mark.parametrize("changes", [{"electronic": False}, {"role": "extern"}, {"organisation": "extern"}])
def test_a_unit_without_a_system_gets_nothing_electronically(changes: Mapping[str, object]) -> None:
    unit = replace(units()[SOCIAL], **changes)  # type: ignore[arg-type]
    assert asked("recipient.electronic", facts=replace(FACTS, units={SOCIAL: unit})) is False


def test_what_the_directory_says_of_the_sender() -> None:
    assert asked("sender.known") is True
    assert asked("sender.role") == "slutenvard"
    assert asked("sender.inpatient") is True
    assert asked("sender.regionMatches") is True
    assert asked("sender.addressed") is True
    assert asked("sender.isWard") is True
    assert asked("sender.isFixedContact") is False
    stranger = replace(FACTS, sender=None, episode=None)
    for name in (
        "sender.known",
        "sender.regionMatches",
        "sender.addressed",
        "sender.isWard",
        "sender.isFixedContact",
    ):
        assert asked(name, facts=stranger) is False
    assert asked("sender.role", facts=stranger) is None
    assert asked("recipient.addressed", facts=stranger) is False


def test_what_the_stay_says() -> None:
    assert asked("episode.state") == "ready"
    assert asked("episode.known") is True
    assert asked("episode.open") is True
    assert asked("episode.over") is False
    assert asked("episode.colour") == "gron"
    assert asked("episode.readyBeforeNoon") is True
    assert asked("episode.fixedContactName") == "Hälsocentralen"
    named = replace(EPISODE, fixed_contact=FixedContact("SE0-X", "Test"), ready=None, ready_received_at=None)
    assert asked("episode.fixedContactName", facts=replace(FACTS, episode=named)) == "Test"
    unnamed = replace(EPISODE, fixed_contact=FixedContact("SE0-X"))
    assert asked("episode.fixedContactName", facts=replace(FACTS, episode=unnamed)) == "SE0-X"
    assert asked("episode.readyAcknowledged", facts=replace(FACTS, episode=named)) is None
    left = replace(EPISODE, discharged_at=SENT, admitted_at=SENT - timedelta(hours=3))
    assert asked("episode.stayHours", facts=replace(FACTS, episode=left)) == 3
    assert asked("episode.stayHours", message(episode=None), replace(FACTS, episode=None)) is None
    late = replace(EPISODE, ready_received_at=datetime.fromisoformat("2026-03-02T11:00:00+00:00"))
    assert asked("episode.readyBeforeNoon", facts=replace(FACTS, episode=late)) is False
    unregistered = replace(FACTS, episode=Episode("new"))
    assert asked("episode.stayHours", facts=unregistered) == pytest.approx(1.8333, abs=0.001)


def test_the_ready_notice_is_acknowledged_when_nobody_owes_any_more() -> None:
    owed = (Owed("ready", "utskrivningsklar", SOCIAL, SENT, met_at=SENT), Owed("first", "x", SOCIAL, SENT))
    met = replace(FACTS, history=History(owed=owed))
    assert asked("episode.readyAcknowledged", facts=met) is True
    open_ = replace(
        met, history=History(owed=(*owed, Owed("ready", "utskrivningsklar", HEALTH_CENTRE, SENT)))
    )
    assert asked("episode.readyAcknowledged", facts=open_) is False


def test_what_the_earlier_message_says() -> None:
    ledger = (Disclosure("first", SOCIAL, "delivered-as", (), SENT),)
    facts = replace(FACTS, history=History(events=(EARLIER,), disclosures=ledger))
    about = message(action="revise", relates_to="first")
    assert asked("original.known", about, facts) is True
    assert asked("original.known", message(relates_to="delivered-as"), facts) is True
    assert asked("original.known", message(relates_to="other"), facts) is False
    assert asked("original.known", message(), facts) is None
    assert asked("original.kind", about, facts) == "inskrivningsmeddelande"
    assert asked("original.kind", message(), facts) is None
    assert asked("original.mine", about, facts) is True
    assert asked("original.toSender", about, facts) is False
    assert asked("original.sameEpisode", about, facts) is True
    assert asked("original.sameEpisode", replace(about, episode=None), facts) is False
    assert asked("original.takenBack", about, facts) is False
    for name in ("original.mine", "original.toSender", "original.sameEpisode", "original.takenBack"):
        assert asked(name, message(), facts) is None
    assert asked("recipient.hadOriginal", about, facts) is True
    assert asked("recipient.hadOriginal", about, facts, HEALTH_CENTRE) is False
    assert asked("recipient.sentOriginal", about, facts, WARD) is True
    assert asked("recipient.sentOriginal", message(), facts, WARD) is False
    cancelled = replace(EARLIER, message_id="c", action="cancel", relates_to="first")
    taken = replace(facts, history=History(events=(EARLIER, cancelled)))
    assert asked("original.takenBack", about, taken) is True


def test_what_the_consent_that_counts_says() -> None:
    said = Consent(
        "unable",
        form="oral",
        scopes=("informationsoverforing", "npo"),
        given_by="patient",
        recorded_at=SENT,
        recorded_by=RecordedBy(WARD),
        harm_assessment=HarmAssessment("no-harm", Assessor("Test", "överläkare")),
        child_asked=ChildAsked(asked=True),
        refusal_information_given=True,
    )
    about = message(consent=said)
    answers = {name: asked(name, about) for name in QUESTIONS if name.startswith("consent.")}
    assert answers == {
        "consent.ofOtherStay": False,
        "consent.status": "unable",
        "consent.basis": "harm-assessment",
        "consent.flaws": (),
        "consent.blockBasis": "harm-assessment",
        "consent.form": "oral",
        "consent.givenBy": "patient",
        "consent.documented": True,
        "consent.recordedAt": SENT,
        "consent.harm": "no-harm",
        "consent.assessorNamed": True,
        "consent.partyListed": True,
        "consent.inPeriod": True,
        "consent.asserted": True,
        "consent.scopes": ("informationsoverforing", "npo"),
        "consent.exempt": False,
        "consent.notAsked": "reduce",
        "consent.childAsked": True,
        "consent.refusalInformationGiven": True,
        "consent.notEntitled": False,
        "consent.harmAssessmentWanting": False,
        "consent.unlimitedIn": ("purpose", "parties", "period", "period-end"),
        "consent.onlyOthers": False,
        "consent.sipStatus": "none",
        "consent.publicationStatus": "none",
    }
    unsigned = message(consent=replace(said, harm_assessment=None))
    assert asked("consent.harmAssessmentWanting", unsigned) is True
    assert asked("consent.harm", unsigned) == "none"
    assert asked("consent.status", message()) == "none"
    assert asked("consent.form", message()) is None
    assert asked("consent.exempt", message(kind="kvittens")) is True
