"""Facts of the stay that Västerbotten's findings at discharge rest on."""

from collections.abc import Mapping
from dataclasses import replace

from adapter.episode.event import event
from adapter.model.facts import Facts
from adapter.model.history import Episode, History, Owed
from adapter.model.message import EpisodeRef, Message
from adapter.model.process import Process
from adapter.policy.questions import QUESTIONS
from adapter.policy.view import View
from tests.builders import HEALTH_CENTRE, SENT, SOCIAL, message

STAY = "vtf-2026-000123"
HANDOVER: Mapping[str, object] = {"selfCareHandover": {"measure": "insulin", "to": "Hälsocentralen"}}


def asked(name: str, history: History, about: Message | None = None) -> object:
    facts = Facts(SENT, history=history, episode=Episode(STAY, ready="ready"))
    return QUESTIONS[name].ask(View(about or message(), facts, Process()))


def stated(kind: str, **changes: object) -> History:
    return History((event(message(kind=kind, content=HANDOVER, **changes), SENT),))


def test_handed_over_self_care_is_known_by_the_kinds_that_state_it() -> None:
    both = History(stated("planeringsunderlag").events + stated("patientinformation").events)
    assert asked("episode.selfCareHandoverIn", both) == ("patientinformation", "planeringsunderlag")


def test_handed_over_self_care_of_another_stay_or_none_does_not_count() -> None:
    other = stated("planeringsunderlag", episode=EpisodeRef("vtf-2026-000999", SENT))
    assert asked("episode.selfCareHandoverIn", other) == ()
    assert asked("episode.selfCareHandoverIn", stated("planeringsunderlag"), message(episode=None)) == ()


def test_an_event_notes_that_self_care_is_handed_over_and_nothing_of_it() -> None:
    assert event(message(kind="planeringsunderlag", content=HANDOVER), SENT).noted == {
        "selfCareHandover": True
    }


def test_a_ready_notice_is_acknowledged_when_every_unit_that_owes_a_kvittens_has_given_it() -> None:
    given = tuple(
        Owed("ready", "utskrivningsklar", unit, SENT, met_at=SENT) for unit in (SOCIAL, HEALTH_CENTRE)
    )
    assert asked("episode.readyAcknowledged", History(owed=given)) is True
    lacking = (given[0], replace(given[1], met_at=None))
    assert asked("episode.readyAcknowledged", History(owed=lacking)) is False


def test_a_ready_notice_that_nobody_owes_a_kvittens_for_is_not_acknowledged() -> None:
    assert asked("episode.readyAcknowledged", History()) is False
