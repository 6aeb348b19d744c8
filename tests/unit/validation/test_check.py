"""What no pack may loosen: numbers hidden in ids, times to come, doubled recipients, break the glass, a missing stay."""

from datetime import date, datetime, timedelta

import pytest

from adapter.model.consent import Consent, Period
from adapter.model.message import EpisodeRef, Message, Outage
from adapter.validation.check import check
from tests.builders import SENT, SOCIAL, message

STAY = EpisodeRef("vtf-2026-000123", datetime.fromisoformat("2026-03-02T08:10:00+01:00"))


def _faults(checked: Message, received_at: datetime = SENT) -> list[tuple[str, str]]:
    issues = check(checked, received_at)
    assert not any("1912" in str(issue.to_json()) for issue in issues)
    return [(issue.rule, issue.path) for issue in issues]


def test_a_message_in_order_has_no_faults() -> None:
    assert _faults(message()) == []


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"episode": EpisodeRef("vtf-191212121212", STAY.admitted_at)}, "episode.id"),
        ({"episode": EpisodeRef("121212-1212", STAY.admitted_at)}, "episode.id"),
        ({"content": {"planId": "sip-19121212-1212"}}, "content.planId"),
        ({"content": {"caseId": "arende 191212121212"}}, "content.caseId"),
        ({"content": {"careRequestReference": "191212121212"}}, "content.careRequestReference"),
        (
            {"content": {"subGoals": [{"text": "Gå"}, {"id": "d191212121212"}]}},
            "content.subGoals[1].id",
        ),
        ({"content": {"interventions": [{"id": "191212121212"}]}}, "content.interventions[0].id"),
        ({"content": {"replaces": {"planId": "191212121212"}}}, "content.replaces.planId"),
        ({"consent": Consent("given", episode="191212121212")}, "consent.episode"),
        ({"kind": "samtycke", "content": {"episode": "191212121212"}}, "content.episode"),
        ({"message_id": "00000000-0000-4000-8000-191212121212"}, "messageId"),
        ({"relates_to": "19121212-1212-4000-8000-00000000000a"}, "relatesTo"),
    ],
)
def test_an_id_may_not_contain_an_identity_number(changes: dict[str, object], path: str) -> None:
    assert _faults(message(**changes)) == [("CHECK-ID", path)]


def test_digits_that_are_nobodys_number_may_stand_in_an_id() -> None:
    assert _faults(message(message_id="00000000-0000-4000-8000-191212121213")) == []
    assert _faults(message(message_id="00000000-0000-4000-8000-541212121219")) == []


def test_a_unit_is_listed_once() -> None:
    assert _faults(message(recipients=(SOCIAL, SOCIAL))) == [("CHECK-TWICE", "recipients[1]")]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"sent_at": SENT + timedelta(minutes=5, seconds=1)}, "sentAt"),
        ({"outage": Outage("strömavbrott", SENT + timedelta(hours=1))}, "outage.originalAt"),
        ({"consent": Consent("given", recorded_at=SENT + timedelta(hours=1))}, "consent.recordedAt"),
        ({"kind": "samtycke", "content": {"recordedAt": "2026-03-02T11:00:00+01:00"}}, "content.recordedAt"),
    ],
)
def test_nothing_that_has_happened_is_still_to_come(changes: dict[str, object], path: str) -> None:
    assert _faults(message(**changes)) == [("CHECK-TIME", path)]


def test_a_clock_five_minutes_ahead_and_an_old_message_are_in_order() -> None:
    consent = Consent("given", recorded_at=SENT)
    past = Outage("strömavbrott", SENT - timedelta(hours=20))
    assert _faults(message(sent_at=SENT + timedelta(minutes=5), consent=consent, outage=past)) == []
    assert _faults(message(sent_at=SENT - timedelta(days=3))) == []
    assert (
        _faults(message(kind="samtycke", content={"recordedAt": SENT.isoformat(), "status": "given"})) == []
    )


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"consent": Consent("given", period=Period(date(2026, 3, 2), date(2026, 3, 1)))}, "consent.period"),
        (
            {"kind": "samtycke", "content": {"period": {"start": "2026-03-02", "end": "2026-03-01"}}},
            "content.period",
        ),
        (
            {"kind": "utskrivningsmeddelande", "content": {"dischargedAt": "2026-03-02T08:09:59+01:00"}},
            "content.dischargedAt",
        ),
    ],
)
def test_what_begins_ends_no_earlier(changes: dict[str, object], path: str) -> None:
    assert _faults(message(**changes)) == [("CHECK-ORDER", path)]


def test_a_period_of_one_day_or_without_an_end_and_a_discharge_at_once_are_in_order() -> None:
    for period in (Period(date(2026, 3, 2), date(2026, 3, 2)), Period(date(2026, 3, 2)), Period()):
        assert _faults(message(consent=Consent("given", period=period))) == []
    assert _faults(message(kind="samtycke", content={"period": {"end": "2026-03-01"}})) == []
    left = {"dischargedAt": STAY.admitted_at.isoformat()}
    assert _faults(message(kind="utskrivningsmeddelande", content=left)) == []


@pytest.mark.parametrize("purpose", ["BTG", " btg ", "Break the Glass", "break-glass"])
def test_break_the_glass_is_refused_by_name(purpose: str) -> None:
    asserted = message(consent=Consent("unable", purpose=purpose))
    assert _faults(asserted) == [("CHECK-BTG", "consent.purpose")]
    own = message(kind="samtycke", content={"purpose": purpose})
    assert _faults(own) == [("CHECK-BTG", "content.purpose")]


def test_another_purpose_is_in_order() -> None:
    assert _faults(message(consent=Consent("given", purpose="samordning"))) == []


def test_what_belongs_to_a_stay_names_it_and_other_kinds_need_not() -> None:
    assert _faults(message(episode=None)) == [("CHECK-EPISODE", "episode")]
    assert (
        _faults(message(kind="meddelande-utanfor-vardtillfalle", episode=None, content={"text": "x"})) == []
    )
