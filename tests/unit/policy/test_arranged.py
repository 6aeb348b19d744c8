"""Facts about how a planning meeting is arranged, and whether the plan may be shown at 1177."""

from datetime import timedelta

import pytest

from adapter.model.consent import Consent, ConsentRecord, RecordedBy
from adapter.model.directory import provider_of
from adapter.model.facts import Facts
from adapter.model.history import Episode, History
from adapter.model.process import KindProcess, Process
from adapter.policy.questions import QUESTIONS
from adapter.policy.view import View
from tests.builders import HEALTH_CENTRE, SENT, SOCIAL, message, units

PROCESS = Process({"sip": KindProcess(scopes=("sip",))})


def asked(
    name: str,
    kind: str = "kallelse",
    *,
    episode: Episode | None = None,
    consents: tuple[ConsentRecord, ...] = (),
    **content: object,
) -> object:
    facts = Facts(SENT, units=units(), history=History(consents=consents), episode=episode)
    view = View(message(kind=kind, content=content), facts, PROCESS)
    return QUESTIONS[name].ask(view.for_recipient(SOCIAL))


def test_the_host_of_a_meeting_is_known_by_the_role_of_its_unit() -> None:
    assert asked("message.hostRole", host={"unit": SOCIAL}) == "kommun-socialtjanst"
    assert asked("message.hostRole", host={"profession": "sjuksköterska"}) is None
    assert asked("message.hostRole") is None


def test_a_party_invited_without_a_word_on_why_is_seen() -> None:
    told = {"party": "skola", "reason": "Stöd i skolan"}
    assert asked("message.inviteesUnexplained", invitees=[told, {"party": "narstaende"}]) is True
    assert asked("message.inviteesUnexplained", invitees=[told]) is False
    assert asked("message.inviteesUnexplained") is False


@pytest.mark.parametrize(
    ("start", "weekend"),
    [
        ("2026-03-13T23:30:00+00:00", True),  # already Saturday in Sweden
        ("2026-03-13T16:00:00+01:00", False),
        ("2026-03-15T10:00:00+01:00", True),
    ],
)
def test_the_day_of_a_meeting_is_swedish(start: str, weekend: object) -> None:
    assert asked("message.meetingOnWeekend", start=start) is weekend


def test_a_meeting_without_a_time_is_on_no_day() -> None:
    assert asked("message.meetingOnWeekend") is None


def test_what_the_planning_basis_answers_no_to_is_known() -> None:
    stay = Episode("vtf-1", answers=(("samordningsbehov", False), ("kand-patient", True)))
    assert asked("episode.answeredNo", episode=stay) == ("samordningsbehov",)
    assert asked("episode.answeredNo") == ()


def test_showing_the_plan_at_1177_has_a_consent_of_its_own() -> None:
    def said(status: str, scope: str) -> ConsentRecord:
        consent = Consent(
            status=status,
            form="oral",
            scopes=(scope,),
            recorded_at=SENT,
            recorded_by=RecordedBy(HEALTH_CENTRE, "Test Testsson", "sjuksköterska"),
        )
        return ConsentRecord(
            consent, SENT - timedelta(hours=1), provider_of(HEALTH_CENTRE, units()), asserted=False
        )

    assert asked("consent.publicationStatus", "sip", consents=(said("given", "sip"),)) == "none"
    assert asked("consent.publicationStatus", "sip", consents=(said("refused", "sip-1177"),)) == "refused"
    assert asked("consent.publicationStatus", "sip", consents=(said("given", "sip-1177"),)) == "given"
