"""Facts about utskrivningsklar for the readings that a routine allows."""

from dataclasses import replace
from datetime import datetime

import pytest

from adapter.model.facts import Facts
from adapter.model.history import Episode, Event, History, Owed
from adapter.model.message import Message, Outage
from adapter.policy.questions import QUESTIONS
from adapter.policy.view import View
from tests.builders import SENT, SOCIAL, WARD, message, units
from tests.packs import pack

NOTICE = Event("notice", "inskrivningsmeddelande", "new", WARD, (SOCIAL,), SENT, SENT, episode="vtf-1")


def ask(name: str, facts: Facts, about: Message | None = None, **settings: object) -> object:
    """What the fact answers about a message to social services."""
    view = View(about or message(), facts, pack().process, settings)
    return QUESTIONS[name].ask(view.for_recipient(SOCIAL))


def ready(at: str) -> Facts:
    """A stay that is ready since its notice was received at an instant."""
    return Facts(SENT, episode=Episode("vtf-1", ready="klar", ready_received_at=datetime.fromisoformat(at)))


@pytest.mark.parametrize(
    ("at", "answer"),
    [
        ("2026-03-06T12:00:00+01:00", True),
        ("2026-03-06T12:00:01+01:00", False),
        ("2026-07-06T10:00:00+00:00", True),
    ],
)
def test_exactly_noon_in_sweden_still_counts(at: str, answer: object) -> None:
    assert ask("episode.readyByNoon", ready(at)) is answer


def test_without_a_notice_nothing_is_by_noon_or_acknowledged() -> None:
    assert ask("episode.readyByNoon", Facts(SENT)) is None
    assert ask("episode.readyAcknowledgedByAny", Facts(SENT)) is None


def test_one_kvittens_is_one() -> None:
    facts = ready("2026-03-06T11:00:00+01:00")
    owed = Owed("klar", "utskrivningsklar", SOCIAL, SENT)
    other = Owed("klar", "utskrivningsklar", WARD, SENT)
    none = replace(facts, history=History(owed=(owed, other)))
    assert ask("episode.readyAcknowledgedByAny", none) is False
    one = replace(facts, history=History(owed=(replace(owed, met_at=SENT), other)))
    assert ask("episode.readyAcknowledgedByAny", one) is True


@pytest.mark.parametrize(
    ("stated", "days"),
    [
        ("2026-03-02T08:00:00+01:00", 0),
        ("2026-03-03T00:00:00+01:00", 1),
        ("2026-03-01T23:59:00+01:00", -1),
        (None, None),
    ],
)
def test_days_from_sending_to_being_ready(stated: str | None, days: int | None) -> None:
    about = message(kind="utskrivningsklar", content={"readyAt": stated} if stated else {})
    assert ask("message.readyDaysAfterSending", Facts(SENT), about) == days


def test_on_paper_the_day_is_that_of_the_paper() -> None:
    paper = Outage("driftstopp", datetime.fromisoformat("2026-03-01T10:00:00+01:00"))
    about = message(kind="utskrivningsklar", content={"readyAt": "2026-03-01T08:00:00+01:00"}, outage=paper)
    assert ask("message.readyDaysAfterSending", Facts(SENT), about) == 0


def test_the_newest_notice_says_whether_a_fixed_contact_is_asked_for() -> None:
    asking = replace(NOTICE, noted={"careContactRequested": True})
    stay = Episode("vtf-1", notice="notice")
    assert ask("episode.careContactRequested", Facts(SENT, episode=stay, history=History((asking,)))) is True
    assert ask("episode.careContactRequested", Facts(SENT, episode=stay, history=History((NOTICE,)))) is False
    assert ask("episode.careContactRequested", Facts(SENT, history=History((asking,)))) is False


def test_a_municipality_takes_deviations_when_it_has_said_so() -> None:
    facts = Facts(SENT, units=units())
    assert ask("recipient.takesDeviations", facts) is False
    assert ask("recipient.takesDeviations", replace(facts, settings={"digitalDeviations": ["2480"]})) is True
    assert ask("recipient.takesDeviations", facts, digitalDeviations=("2480",)) is True
    assert ask("recipient.takesDeviations", facts, digitalDeviations=("2482",)) is False
    assert ask("recipient.takesDeviations", Facts(SENT, units={}), digitalDeviations=("2480",)) is False
