"""Facts of what a stay's units have said in it, and of whom a message leaves out (Norrbotten's rules ask for them)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapter.episode.event import event
from adapter.model.consent import Consent, ConsentRecord, RecordedBy
from adapter.model.facts import Facts
from adapter.model.history import Disclosure, Episode, Event, History
from adapter.model.message import Message, Sender
from adapter.model.process import KindProcess, Process
from adapter.policy.questions import QUESTIONS
from adapter.policy.view import View
from tests.builders import HEALTH_CENTRE, SENT, SOCIAL, WARD, message, units

STAY = "vtf-2026-000123"
EPISODE = Episode(STAY, addressed=frozenset({SOCIAL, HEALTH_CENTRE}), inpatient_unit=WARD, notice="first")
PROCESS = Process({"inskrivningsmeddelande": KindProcess(scopes=("informationsoverforing",))}, "sender")


def asked(
    name: str,
    *events: Event,
    about: Message | None = None,
    episode: Episode | None = EPISODE,
    consents: tuple[ConsentRecord, ...] = (),
    recipient: str = SOCIAL,
    undisclosed: str = "",
) -> object:
    disclosed = tuple(
        Disclosure(one.message_id, WARD, "delivery", (), SENT)
        for one in events
        if one.message_id != undisclosed
    )
    history = History(events, consents=consents, disclosures=disclosed)
    facts = Facts(SENT, units=units(), history=history, episode=episode)
    return QUESTIONS[name].ask(View(about or message(), facts, PROCESS).for_recipient(recipient))


def said(unit: str, kind: str = "generellt-meddelande", **content: object) -> Event:
    return event(message(message_id=f"{unit}-{kind}", kind=kind, sender=Sender(unit), content=content), SENT)


def starting(unit: str, at: str) -> Event:
    return said(unit, startsAt=at)


def test_what_a_unit_has_sent_in_the_stay_is_known_by_its_kinds() -> None:
    of_social = said(SOCIAL, "svar-inskrivningsmeddelande")
    assert asked("recipient.sentInStay", of_social) == ("svar-inskrivningsmeddelande",)
    assert asked("recipient.sentInStay", of_social, recipient=HEALTH_CENTRE) == ()
    assert asked("sender.sentInStay", of_social) == ()
    assert asked("sender.sentInStay", of_social, about=message(sender=Sender(SOCIAL))) == (
        "svar-inskrivningsmeddelande",
    )


def test_another_stay_and_what_was_annulled_do_not_count() -> None:
    of_social = said(SOCIAL)
    annulled = replace(of_social, message_id="gone", action="annul", relates_to=of_social.message_id)
    assert asked("episode.startNotTold", replace(starting(SOCIAL, SENT.isoformat()), episode="other")) == (
        SOCIAL,
        HEALTH_CENTRE,
    )
    assert asked("recipient.sentInStay", of_social, annulled) == ()
    assert asked("episode.latestStart", starting(SOCIAL, SENT.isoformat()), annulled) is None
    assert asked("recipient.sentInStay", of_social, about=message(episode=None)) == ()


def test_an_annulment_that_is_annulled_itself_annuls_nothing() -> None:
    of_social = said(SOCIAL)
    wrong = replace(of_social, message_id="wrong", action="annul", relates_to=of_social.message_id)
    undone = replace(of_social, message_id="undone", action="annul", relates_to="wrong")
    assert asked("recipient.sentInStay", of_social, wrong, undone) == ("generellt-meddelande",)


def test_a_message_leaves_out_the_addressed_units_that_it_does_not_go_to() -> None:
    assert asked("message.addressedLeftOut") == ()
    assert asked("message.addressedLeftOut", about=message(recipients=(SOCIAL,))) == (HEALTH_CENTRE,)
    of_health_centre = message(recipients=(SOCIAL,), sender=Sender(HEALTH_CENTRE))
    assert asked("message.addressedLeftOut", about=of_health_centre) == ()
    assert asked("message.addressedLeftOut", episode=None) == ()


def test_a_start_is_told_by_each_unit_and_the_newest_counts() -> None:
    early, late = SENT.isoformat(), (SENT + timedelta(days=1)).isoformat()
    assert asked("episode.startNotTold") == (SOCIAL, HEALTH_CENTRE)
    assert asked("episode.startNotTold", starting(SOCIAL, early)) == (HEALTH_CENTRE,)
    assert asked("episode.startNotTold", said(SOCIAL, topic="annan")) == (SOCIAL, HEALTH_CENTRE)
    assert asked("episode.latestStart") is None
    both = (starting(SOCIAL, early), starting(HEALTH_CENTRE, late))
    assert asked("episode.latestStart", *both) == SENT + timedelta(days=1)
    moved = replace(starting(HEALTH_CENTRE, early), message_id="moved")
    assert asked("episode.latestStart", *both, moved) == SENT


def test_a_start_that_nobody_was_let_know_is_not_told() -> None:
    start = starting(SOCIAL, SENT.isoformat())
    assert asked("episode.startNotTold", start, undisclosed=start.message_id) == (SOCIAL, HEALTH_CENTRE)


def test_who_has_no_system_of_its_own_is_not_waited_for() -> None:
    without = Episode(STAY, addressed=frozenset({SOCIAL, "SE2021005521-FK01"}), inpatient_unit=WARD)
    assert asked("episode.startNotTold", episode=without) == (SOCIAL,)
    assert asked("episode.startNotTold", episode=None) == ()


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        ("2026-03-02T23:59:59+01:00", False),
        ("2026-03-02T22:59:59+00:00", False),
        ("2026-03-03T00:00:00+01:00", True),
        (None, None),
    ],
)
def test_a_start_is_late_from_the_day_after_the_patient_was_ready(
    starts: str | None,
    *,
    expected: bool | None,
) -> None:
    ready = replace(EPISODE, ready="ready", ready_received_at=SENT)
    about = message(kind="generellt-meddelande", content={"startsAt": starts})
    assert asked("message.startsAfterReadyDay", about=about, episode=ready) is expected
    assert asked("message.startsAfterReadyDay", about=about) is None
    assert asked("message.startsAfterReadyDay", about=about, episode=None) is None


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-03-13T23:59:59+01:00", False),
        ("2026-03-13T23:00:00+00:00", True),  # Saturday in Sweden
        ("2026-03-15T23:59:59+01:00", True),
        ("2026-03-16T00:00:00+01:00", False),
        (None, None),
    ],
)
def test_a_planning_meeting_on_a_weekend_in_sweden(at: str | None, *, expected: bool | None) -> None:
    about = message(kind="patientinformation", content={"sipAt": at})
    assert asked("message.sipOnWeekend", about=about) is expected


def test_the_questions_last_answered_yes() -> None:
    answered = replace(EPISODE, answers=(("kand-patient", True), ("samordningsbehov", False)))
    assert asked("episode.answeredYes", episode=answered) == ("kand-patient",)
    assert asked("episode.answeredYes", episode=None) == ()


def test_who_has_written_no_patient_information() -> None:
    written = replace(EPISODE, patient_information=frozenset({SOCIAL}))
    assert asked("episode.withoutPatientInformation", episode=written) == (HEALTH_CENTRE,)
    assert asked("episode.withoutPatientInformation", episode=None) == ()


@pytest.mark.parametrize(
    ("notices", "answers", "expected"),
    [
        ([], (), None),
        ([{}], (("kand-patient", True),), None),
        ([{"ongoingInterventions": ["socialtjanst"]}], (), True),
        ([{"assessedNeeds": ["socialtjanst"]}], (("insatser-socialtjanst", False),), True),
        ([{"assessedNeeds": ["socialtjanst"]}, {}], (), None),
        ([{}], (("nya-behov-socialtjanst", True), ("insatser-socialtjanst", False)), True),
        ([{}], (("nya-behov-socialtjanst", False), ("kand-patient", True)), False),
    ],
)
def test_whether_interventions_are_intended_after_discharge(
    notices: list[dict[str, object]],
    answers: tuple[tuple[str, bool], ...],
    *,
    expected: bool | None,
) -> None:
    sent = [
        event(message(message_id=f"notice-{number}", kind="inskrivningsmeddelande", content=content), SENT)
        for number, content in enumerate(notices)
    ]
    episode = replace(EPISODE, answers=answers)
    assert asked("episode.interventionsIntended", *sent, episode=episode) is expected


def test_what_interventions_are_intended_of_is_unknown_without_a_stay() -> None:
    assert asked("episode.interventionsIntended", episode=None) is None


def planning(number: int, action: str = "new", about: int | None = None, **content: object) -> Event:
    relates = None if about is None else f"plan-{about}"
    return event(
        message(
            message_id=f"plan-{number}",
            kind="egenvardsplanering",
            action=action,
            relates_to=relates,
            content=content,
        ),
        SENT,
    )


def test_self_care_is_decided_while_a_plan_of_the_stay_stands() -> None:
    assert asked("episode.selfCareDecided") is False
    assert asked("episode.selfCareDecided", planning(1)) is True
    assert asked("episode.selfCareDecided", planning(1, deferredTo=HEALTH_CENTRE)) is False
    assert asked("episode.selfCareDecided", planning(1), planning(2, "close", 1)) is False
    assert (
        asked("episode.selfCareDecided", planning(1), planning(2, "revise", 1, deferredTo=HEALTH_CENTRE))
        is False
    )
    assert (
        asked("episode.selfCareDecided", planning(1, deferredTo=HEALTH_CENTRE), planning(2, "revise", 1))
        is True
    )
    assert asked("episode.selfCareDecided", planning(1), planning(2, "annul", 1)) is False


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("Test Distriktsläkare", False),
        ("hälsocentralen ", True),
        (HEALTH_CENTRE.lower(), True),
        ("", False),
        (None, False),
    ],
)
def test_a_unit_that_takes_over_is_no_person(named: str | None, *, expected: bool) -> None:
    about = message(kind="utskrivningsklar", content={"physicianTakeover": named})
    assert asked("message.takeoverByUnit", about=about) is expected


def consented(unit: str, status: str = "given", scope: str = "informationsoverforing") -> ConsentRecord:
    consent = Consent(
        status,
        form="oral",
        scopes=(scope,),
        given_by="patient",
        recorded_at=SENT - timedelta(hours=1),
        recorded_by=RecordedBy(unit),
    )
    return ConsentRecord(consent, SENT - timedelta(hours=1), units()[unit].provider, asserted=False)


def test_anothers_consent_is_told_apart_from_the_senders_own() -> None:
    assert asked("consent.onlyOthers", consents=(consented(SOCIAL),)) is True
    assert asked("consent.onlyOthers", consents=(consented(SOCIAL), consented(WARD))) is False
    assert asked("consent.onlyOthers", consents=(consented(SOCIAL), consented(WARD, "refused"))) is False
    assert asked("consent.onlyOthers") is False


def test_the_answer_to_an_offered_plan() -> None:
    assert asked("consent.sipStatus", consents=(consented(WARD, scope="sip"),)) == "given"
    assert asked("consent.sipStatus", consents=(consented(WARD, "refused", "sip"),)) == "refused"
    assert asked("consent.sipStatus", consents=(consented(WARD),)) == "none"
