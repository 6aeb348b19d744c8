"""Facts of a person's care flow over all stays, and of the day of departure."""

from datetime import datetime, timedelta

import pytest

from adapter.model.consent import Consent, ConsentRecord, RecordedBy
from adapter.model.facts import Facts
from adapter.model.history import Disclosure, Episode, Event, History
from adapter.model.message import EpisodeRef, Outage, Sender, Staff
from adapter.model.person import NoHit, Person, Silent
from adapter.policy.view import UNKNOWN
from tests.builders import HEALTH_CENTRE, HOME_CARE, PERSON, SENT, SOCIAL, WARD, message, units
from tests.unit.policy.test_vocabulary import asked

STAY = "vtf-2026-000123"
OUTSIDE = message(kind="meddelande-utanfor-vardtillfalle", episode=None, content={"text": "Hej"})


class Past:
    """Plays what has happened, an hour apart, up to a month before the message."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.disclosures: tuple[Disclosure, ...] = ()

    def then(
        self,
        kind: str,
        action: str = "new",
        sender: str = WARD,
        stay: str | None = STAY,
        relates_to: str | None = None,
        **noted: object,
    ) -> "Past":
        at = SENT - timedelta(days=30) + timedelta(hours=len(self.events))
        one = Event(
            f"m{len(self.events)}",
            kind,
            action,
            sender,
            (SOCIAL,),
            at,
            at,
            episode=stay,
            relates_to=relates_to,
            noted=noted,
        )
        self.events.append(one)
        return self

    def got_by(self, unit: str) -> "Past":
        """That the unit got the first message."""
        self.disclosures = (Disclosure(self.events[0].message_id, unit, "d0", (), SENT),)
        return self

    def facts(self, *consents: ConsentRecord) -> Facts:
        everyone = units()
        history = History(events=tuple(self.events), consents=consents, disclosures=self.disclosures)
        return Facts(SENT, person=Person(PERSON), units=everyone, sender=everyone[WARD], history=history)


def admitted() -> Past:
    return Past().then("inskrivningsmeddelande")


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        (Past(), False),
        (Past().then("avvikelse", stay=None), False),
        (admitted(), True),
        (admitted().then("utskrivningsmeddelande"), False),
        (admitted().then("utskrivningsmeddelande").then("utskrivningsmeddelande", "cancel"), True),
        (admitted().then("utskrivningsmeddelande").then("inskrivningsmeddelande", stay="next"), True),
        (admitted().then("avbruten-planering"), False),
        (admitted().then("inskrivningsmeddelande", "annul", relates_to="m0"), False),
        (
            admitted()
            .then("inskrivningsmeddelande", "annul", relates_to="m0")
            .then("inskrivningsmeddelande", "annul", relates_to="m1"),
            True,
        ),
    ],
)
def test_whoever_has_a_stay_that_is_not_over_is_admitted(past: Past, *, expected: bool) -> None:
    assert asked("person.admitted", OUTSIDE, past.facts()) is expected


def test_only_a_unit_of_the_open_stay_takes_part_in_it() -> None:
    facts = admitted().then("inskrivningsmeddelande", "forward", sender=HEALTH_CENTRE).got_by(SOCIAL).facts()
    for unit, expected in ((WARD, True), (SOCIAL, True), (HEALTH_CENTRE, True), (HOME_CARE, False)):
        about = message(kind=OUTSIDE.kind, episode=None, content={}, sender=Sender(unit))
        assert asked("sender.inOpenStay", about, facts) is expected


def test_a_unit_that_was_not_let_know_of_the_stay_takes_no_part_in_it() -> None:
    about = message(kind=OUTSIDE.kind, episode=None, content={}, sender=Sender(SOCIAL))
    assert asked("sender.inOpenStay", about, admitted().facts()) is False
    assert asked("person.admitted", about, admitted().facts()) is True


def test_a_care_request_counts_until_the_stay_is_over() -> None:
    past = Past().then("vardbegaran", sender=SOCIAL, stay=None)
    assert asked("person.careRequested", OUTSIDE, past.facts()) is True
    past.then("inskrivningsmeddelande").then("utskrivningsmeddelande")
    assert asked("person.careRequested", OUTSIDE, past.facts()) is False
    assert asked("person.careRequested", OUTSIDE, Past().facts()) is False


@pytest.mark.parametrize(
    ("past", "sender", "expected"),
    [
        (Past(), WARD, None),
        (admitted(), WARD, True),
        (admitted(), HEALTH_CENTRE, True),
        (admitted(), SOCIAL, False),
        (
            Past().then("vardbegaran", sender=SOCIAL, stay=None).then("inskrivningsmeddelande"),
            HOME_CARE,
            True,
        ),
        (Past().then("vardbegaran", sender=SOCIAL, stay=None).then("inskrivningsmeddelande"), WARD, False),
        (admitted().then("utskrivningsmeddelande"), WARD, None),
    ],
)
def test_the_first_request_or_notice_starts_the_flow(past: Past, sender: str, expected: object) -> None:
    about = message(kind="samtycke", content={}, sender=Sender(sender))
    assert asked("sender.startedFlow", about, past.facts()) is expected


def _given(received: datetime, *, stay: str | None = None, status: str = "given") -> ConsentRecord:
    consent = Consent(
        status,
        form="oral",
        scopes=("informationsoverforing",),
        recorded_at=received,
        recorded_by=RecordedBy(WARD),
        episode=stay,
    )
    return ConsentRecord(consent, received, "SE2321000222", asserted=False)


BEFORE, BETWEEN = SENT - timedelta(days=31), SENT - timedelta(days=1)


@pytest.mark.parametrize(
    ("past", "consents", "expected"),
    [
        (Past(), (), False),
        (Past(), (_given(BEFORE, stay="other"),), True),
        (Past(), (_given(BEFORE, stay="other", status="refused"),), False),
        (Past(), (_given(BEFORE, stay=STAY),), False),
        (Past().then("utskrivningsmeddelande", stay="old").then("avvikelse"), (_given(BEFORE),), True),
        (Past().then("utskrivningsmeddelande", stay="old"), (_given(BETWEEN),), False),
        (Past().then("utskrivningsmeddelande", stay="old"), (_given(BEFORE, stay=STAY),), False),
        (Past().then("utskrivningsmeddelande"), (_given(BEFORE),), False),
        (Past().then("utskrivningsmeddelande", stay="old"), (_given(BEFORE, status="refused"),), False),
        (
            Past()
            .then("utskrivningsmeddelande", stay="old")
            .then("utskrivningsmeddelande", "cancel", stay="old"),
            (_given(BEFORE),),
            False,
        ),
    ],
)
def test_a_consent_belongs_to_the_stay_it_was_given_in(
    past: Past, consents: tuple[ConsentRecord, ...], *, expected: bool
) -> None:
    assert asked("consent.ofOtherStay", message(), past.facts(*consents)) is expected


def test_the_template_of_what_is_answered() -> None:
    past = Past().then("meddelande-utanfor-vardtillfalle", stay=None, template="enstaka-hembesok")
    about = message(kind="kvittens", episode=None, content={}, relates_to="m0")
    assert asked("original.template", about, past.facts()) == "enstaka-hembesok"
    assert asked("original.template", message(), past.facts()) is None


def test_planning_has_been_asked_for_in_this_stay() -> None:
    asks = admitted().then("generellt-meddelande", topic="samordnad-planering").facts()
    assert asked("episode.planningRequested", message(), asks) is True
    assert asked("episode.planningRequested", OUTSIDE, asks) is False
    other = admitted().then("generellt-meddelande", topic="annan").facts()
    assert asked("episode.planningRequested", message(), other) is False


def test_every_contact_that_was_named_counts() -> None:
    past = admitted().then("fast-vardkontakt", sender=HEALTH_CENTRE, stay=None)
    past.then("fast-vardkontakt", sender="SE0-GONE").then("fast-vardkontakt", sender=SOCIAL, stay="old")
    assert asked("episode.contactRoles", message(), past.facts()) == ("primarvard",)
    assert asked("episode.physicianContact", message(), past.facts()) is False
    past.then("fast-vardkontakt", sender=HEALTH_CENTRE, physician=True)
    assert asked("episode.physicianContact", message(), past.facts()) is True
    assert asked("episode.contactRoles", OUTSIDE, Past().facts()) == ()


def test_the_roles_of_the_units_in_the_process() -> None:
    episode = Episode(STAY, addressed=frozenset({SOCIAL, HEALTH_CENTRE, "SE0-GONE"}))
    facts = Facts(SENT, units=units(), episode=episode)
    assert asked("episode.addressedRoles", message(), facts) == ("kommun-socialtjanst", "primarvard")
    assert asked("episode.addressedRoles", message(), Facts(SENT)) == ()


def test_earlier_deviation_reports_are_counted() -> None:
    past = Past().then("avvikelse", stay=None).then("avvikelse", "revise", stay=None).then("avvikelse")
    assert asked("person.deviations", OUTSIDE, past.facts()) == 2


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (Silent(), UNKNOWN),
        (NoHit(), None),
        (Person(PERSON), None),
        (Person(PERSON, municipality="2480"), True),
        (Person(PERSON, municipality="1490"), False),
    ],
)
def test_whether_the_municipality_of_registration_is_addressed(
    person: Person | NoHit | Silent, expected: object
) -> None:
    facts = Facts(SENT, person=person, units=units())
    assert asked("person.homeAddressed", message(recipients=(SOCIAL, "SE0-GONE")), facts) is expected


def test_the_recipients_id_and_the_title_of_whoever_decided() -> None:
    assert asked("recipient.unit") == SOCIAL
    assert asked("message.decidedBy.title") == "överläkare"
    named = message(content={"decidedBy": {"name": "Test", "title": "läkare"}})
    assert asked("message.decidedBy.title", named) == "läkare"
    assert asked("message.decidedBy.title", message(sender=Sender(WARD))) is None
    assert asked("message.decidedBy.title", message(sender=Sender(WARD, Staff("Test")))) is None


def _leaving(at: str, sent: str | None = None) -> dict[str, object]:
    return {
        "kind": "utskrivningsmeddelande",
        "content": {"dischargedAt": at},
        "sent_at": datetime.fromisoformat(sent or at),
    }


@pytest.mark.parametrize(
    ("left", "sent", "same_day"),
    [
        ("2018-05-18T13:00:00+02:00", "2018-05-18T23:59:00+02:00", True),
        ("2018-05-18T13:00:00+02:00", "2018-05-19T00:00:00+02:00", False),
        ("2018-05-18T23:30:00+00:00", "2018-05-19T09:00:00+02:00", True),
    ],
)
def test_the_day_of_departure_and_of_sending_are_swedish_days(
    left: str, sent: str, *, same_day: bool
) -> None:
    assert asked("message.dischargedOnSendDate", message(**_leaving(left, sent))) is same_day


def test_on_paper_the_day_of_sending_is_the_day_it_was_done() -> None:
    done = datetime.fromisoformat("2018-05-18T14:00:00+02:00")
    late = message(
        **_leaving("2018-05-18T13:00:00+02:00", "2018-05-21T13:00:00+02:00"),
        outage=Outage("Driftstopp", done),
    )
    assert asked("message.dischargedOnSendDate", late) is True


@pytest.mark.parametrize(
    ("left", "weekday", "days"),
    [
        ("2018-05-18T13:00:00+02:00", True, 3),  # Friday to Monday
        ("2018-05-17T13:00:00+02:00", True, 4),  # Thursday: the third day is a Sunday
        ("2018-05-19T13:00:00+02:00", False, 3),
        ("2018-05-10T13:00:00+02:00", False, 4),  # Ascension Day, a Thursday
        ("2018-03-28T13:00:00+02:00", True, 6),  # over Easter
    ],
)
def test_supplies_last_three_days_or_on_to_the_weekday_after(left: str, *, weekday: bool, days: int) -> None:
    about = message(**_leaving(left))
    assert asked("message.dischargedOnWeekday", about) is weekday
    assert asked("message.supplyDays", about) == days


def test_without_a_departure_there_is_no_day() -> None:
    for name in ("message.dischargedOnSendDate", "message.dischargedOnWeekday", "message.supplyDays"):
        assert asked(name) is None


def test_the_hours_of_an_outage() -> None:
    late = message(outage=Outage("Driftstopp", SENT - timedelta(hours=48)))
    assert asked("message.outageHours", late) == 48
    assert asked("message.outageHours") is None


def test_what_was_done_on_paper_before_the_stay_had_begun() -> None:
    stated, unknown = EpisodeRef("vtf-1", SENT), Facts(SENT)
    early, then = (Outage("Driftstopp", SENT - timedelta(hours=hours)) for hours in (1, 0))
    name = "message.outageBeforeStay"
    assert asked(name, message(outage=early, episode=stated), unknown) is True
    assert asked(name, message(outage=then, episode=stated), unknown) is False
    assert asked(name, message(episode=stated), unknown) is None
    assert asked(name, message(outage=early, episode=None), unknown) is None
    # the stay's notices are believed before the message
    began = Facts(SENT, episode=Episode("vtf-1", admitted_at=SENT - timedelta(hours=2)))
    assert asked(name, message(outage=early, episode=stated), began) is False
