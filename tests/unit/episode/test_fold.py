"""The stay as the accepted messages have made it: the state machine of the routine, annulments, the colours."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.episode.event import event
from adapter.episode.fold import fold
from adapter.model.history import STATES, Episode, Event, FixedContact
from adapter.model.kinds import KINDS
from adapter.model.message import Outage, Sender
from adapter.model.stay_kinds import PLANNING_QUESTIONS
from tests.builders import HEALTH_CENTRE, HOME_CARE, SENT, SOCIAL, WARD, message

STAY = "vtf-2026-000123"
READY_AT = "2026-03-05T10:00:00+01:00"
DISCHARGED_AT = "2026-03-06T10:00:00+01:00"


class Stay:
    """Plays messages of one stay, an hour apart."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def play(
        self,
        kind: str,
        action: str = "new",
        sender: str = WARD,
        relates_to: str | None = None,
        **content: object,
    ) -> "Stay":
        number = len(self.events)
        outside = content.pop("outside", False)
        paper = content.pop("originalAt", None)
        played = message(
            message_id=f"00000000-0000-4000-8000-{number:012}",
            kind=kind,
            action=action,
            sender=Sender(sender),
            recipients=tuple(content.pop("to", (SOCIAL,))),  # type: ignore[arg-type]
            relates_to=relates_to,
            content=content,
            outage=Outage("Driftstopp", paper) if isinstance(paper, datetime) else None,
            **({"episode": None} if outside else {}),
        )
        self.events.append(event(played, SENT + timedelta(hours=number)))
        return self

    def planned(self, *yes: str, action: str = "new", colour: str | None = None) -> "Stay":
        said = [{"question": question, "answer": question in yes} for question in PLANNING_QUESTIONS]
        return self.play("planeringsunderlag", action, answers=said, **({"colour": colour} if colour else {}))

    @property
    def last(self) -> str:
        return self.events[-1].message_id

    @property
    def now(self) -> Episode:
        return fold(STAY, self.events)


def admitted() -> Stay:
    return Stay().play("inskrivningsmeddelande", estimatedDischarge="2026-03-06")


def ready() -> Stay:
    return (
        admitted().planned("kand-patient", "insatser-socialtjanst").play("utskrivningsklar", readyAt=READY_AT)
    )


def discharged() -> Stay:
    return ready().play("utskrivningsmeddelande", dischargedAt=DISCHARGED_AT)


def test_a_stay_without_messages_is_unregistered() -> None:
    assert fold(STAY, ()) == Episode(STAY)
    assert not fold(STAY, ()).open
    assert fold(STAY, ()).colour is None


def test_the_admission_notice_registers_the_stay() -> None:
    stay = admitted()
    assert stay.now == Episode(
        STAY,
        state="admitted",
        admitted_at=datetime.fromisoformat("2026-03-02T08:10:00+01:00"),
        inpatient_unit=WARD,
        notice=stay.last,
        notice_versions=1,
        addressed=frozenset({SOCIAL}),
        estimated_discharge="2026-03-06",
    )


def test_another_stays_messages_have_no_effect() -> None:
    assert fold("another", discharged().events) == Episode("another")


def test_a_resent_notice_moves_the_estimate_and_keeps_the_answers() -> None:
    stay = admitted().play("svar-inskrivningsmeddelande", sender=SOCIAL)
    stay.play("inskrivningsmeddelande", "revise", estimatedDischarge="2026-03-09", to=(SOCIAL, HOME_CARE))
    assert (stay.now.notice_versions, stay.now.notice) == (2, stay.last)
    assert (stay.now.estimated_discharge, stay.now.state) == ("2026-03-09", "admitted")
    assert stay.now.answered == {SOCIAL}
    assert stay.now.addressed == {SOCIAL, HOME_CARE}
    assert stay.play("inskrivningsmeddelande", "revise").now.estimated_discharge == "2026-03-09"


def test_a_forwarded_notice_brings_units_in_and_is_no_new_version() -> None:
    stay = admitted().play("inskrivningsmeddelande", "forward", sender=SOCIAL, to=(HOME_CARE,))
    assert stay.now.addressed == {SOCIAL, HOME_CARE}
    assert (stay.now.notice_versions, stay.now.inpatient_unit) == (1, WARD)


@pytest.mark.parametrize(
    ("unchanged", "short"), [({"needsUnchanged": True}, True), ({}, True), ({"needsUnchanged": False}, False)]
)
def test_a_short_stay_is_short_while_the_needs_are_unchanged(
    unchanged: dict[str, Any],
    short: bool,  # noqa: FBT001
) -> None:
    stay = Stay().play("inskrivningsmeddelande", contactReason="kort-vardtid-24h", **unchanged)
    assert stay.now.short_stay is short


def test_a_short_stay_may_be_ready_without_planning_and_go_home() -> None:
    stay = Stay().play("inskrivningsmeddelande", contactReason="kort-vardtid-24h")
    stay.play("utskrivningsklar", readyAt=READY_AT)
    assert (stay.now.state, stay.now.planning_basis) == ("ready", None)
    assert stay.play("utskrivningsmeddelande", dischargedAt=DISCHARGED_AT).now.state == "discharged"


def test_the_planning_basis_begins_planning_and_gives_the_colour() -> None:
    stay = admitted().planned("kand-patient", "insatser-kommunal-halsovard")
    assert (stay.now.state, stay.now.colour, stay.now.planning_basis) == ("planning", "gron", stay.last)


def test_units_answer_together_and_the_colour_waits_for_the_last_answer() -> None:
    first, *rest = PLANNING_QUESTIONS
    stay = admitted().play(
        "planeringsunderlag", answers=[{"question": name, "answer": False} for name in rest]
    )
    assert (stay.now.state, stay.now.colour) == ("planning", None)
    stay.play("planeringsunderlag", "revise", sender=SOCIAL, answers=[{"question": first, "answer": True}])
    assert stay.now.colour == "gul"
    assert dict(stay.now.answers)[first] is True


def test_the_colour_follows_new_answers_and_remembers_the_old() -> None:
    stay = admitted().planned("kand-patient", "insatser-kommunal-halsovard")
    stay.planned("kand-patient", "nya-behov-kommunal-halsovard", action="revise")
    assert stay.now.colours == ("gron", "gul")
    assert stay.planned("nya-behov-kommunal-halsovard", action="revise").now.colours == ("gron", "gul")


def test_a_colour_set_from_outside_is_authoritative_until_new_answers() -> None:
    stay = admitted().planned("kand-patient", "insatser-socialtjanst", colour="rod")
    assert stay.now.colour == "rod"
    assert stay.planned("kand-patient", "insatser-socialtjanst", action="revise").now.colours == (
        "rod",
        "bla",
    )


def test_the_fixed_care_contact_is_the_units_own_also_when_named_outside_the_stay() -> None:
    stay = admitted().play(
        "fast-vardkontakt", sender=HEALTH_CENTRE, contact={"coordinates": True, "name": "x"}
    )
    assert stay.now.fixed_contact == FixedContact(HEALTH_CENTRE, name="x", coordinates=True)
    outside = admitted().play(
        "fast-vardkontakt", sender=HEALTH_CENTRE, outside=True, contact={"physician": True}
    )
    assert outside.now.fixed_contact == FixedContact(HEALTH_CENTRE, physician=True)


def test_ready_for_discharge_is_remembered_with_its_times() -> None:
    stay = ready()
    assert (stay.now.state, stay.now.ready) == ("ready", stay.last)
    assert stay.now.ready_at == datetime.fromisoformat(READY_AT)
    assert stay.now.ready_received_at == SENT + timedelta(hours=2)
    assert stay.now.open


def test_taking_ready_back_returns_to_planning_with_the_new_estimate() -> None:
    stay = ready()
    stay.play("utskrivningsklar", "cancel", relates_to=stay.last, newEstimatedDischarge="2026-03-10")
    assert (stay.now.state, stay.now.ready, stay.now.ready_at) == ("planning", None, None)
    assert stay.now.estimated_discharge == "2026-03-10"
    again = stay.play("utskrivningsklar", readyAt="2026-03-09T10:00:00+01:00").now
    assert (again.state, again.ready) == ("ready", stay.last)


def test_taking_ready_back_without_an_estimate_keeps_the_old_one() -> None:
    assert ready().play("utskrivningsklar", "cancel").now.estimated_discharge == "2026-03-06"


def test_the_discharge_notice_ends_the_stay() -> None:
    stay = discharged()
    assert (stay.now.state, stay.now.discharge, stay.now.open) == ("discharged", stay.last, False)
    assert stay.now.discharged_at == datetime.fromisoformat(DISCHARGED_AT)


def test_taking_the_discharge_back_leaves_ready_active() -> None:
    stay = discharged().play("utskrivningsmeddelande", "cancel")
    assert (stay.now.state, stay.now.discharge, stay.now.discharged_at) == ("ready", None, None)
    assert stay.now.ready is not None


def test_a_discharge_without_ready_taken_back_returns_to_where_it_was() -> None:
    stay = admitted().play("utskrivningsmeddelande", dischargedAt=DISCHARGED_AT)
    assert stay.play("utskrivningsmeddelande", "cancel").now.state == "admitted"
    planned = admitted().planned().play("utskrivningsmeddelande", dischargedAt=DISCHARGED_AT)
    assert planned.play("utskrivningsmeddelande", "cancel").now.state == "planning"


@pytest.mark.parametrize(
    ("content", "ended", "deceased"),
    [({"reason": "avliden"}, "avliden", True), ({"reason": "annan"}, "annan", False), ({}, "annan", False)],
)
def test_planning_that_ends_early_ends_the_stay(
    content: dict[str, Any],
    ended: str,
    deceased: bool,  # noqa: FBT001
) -> None:
    stay = admitted().play("avbruten-planering", **content)
    assert (stay.now.state, stay.now.ended, stay.now.deceased) == ("ended", ended, deceased)


def test_patient_information_comes_from_its_sender_and_the_units_of_its_sections() -> None:
    stay = admitted().play("patientinformation", sender=SOCIAL, sections=[{"unit": HOME_CARE, "text": "x"}])
    assert stay.now.patient_information == {SOCIAL, HOME_CARE}


@pytest.mark.parametrize(
    ("kind", "action"),
    [
        ("utskrivningsklar", "new"),
        ("utskrivningsklar", "cancel"),
        ("utskrivningsmeddelande", "new"),
        ("utskrivningsmeddelande", "cancel"),
        ("avbruten-planering", "new"),
        ("planeringsunderlag", "new"),
    ],
)
def test_nothing_moves_a_stay_that_was_never_registered(kind: str, action: str) -> None:
    assert Stay().play(kind, action).now.state == "unregistered"


def test_an_annulled_message_has_never_been() -> None:
    stay = ready()
    stay.play("utskrivningsklar", "annul", relates_to=stay.last, reason="fel-person")
    assert (stay.now.state, stay.now.ready) == ("planning", None)


def test_annulling_the_admission_notice_leaves_nothing_registered() -> None:
    stay = ready()
    stay.play("inskrivningsmeddelande", "annul", relates_to=stay.events[0].message_id, reason="fel-person")
    assert (stay.now.state, stay.now.addressed) == ("unregistered", frozenset())


def test_an_annulment_that_was_annulled_annuls_nothing() -> None:
    stay = ready()
    before = stay.now
    stay.play("utskrivningsklar", "annul", relates_to=stay.last, reason="fel-person")
    stay.play("utskrivningsklar", "annul", relates_to=stay.last, reason="fel-mottagare")
    assert stay.now == before


steps = st.sampled_from([(kind.name, action) for kind in KINDS.values() for action in kind.actions])


@given(st.lists(steps, max_size=12), st.data())
def test_any_history_folds_to_one_of_the_states_and_annulling_the_last_undoes_it(
    played: list[tuple[str, str]], data: st.DataObject
) -> None:
    stay = Stay()
    for kind, action in played:
        earlier = [event.message_id for event in stay.events]
        target = data.draw(st.sampled_from(earlier)) if earlier else None
        stay.play(kind, action, relates_to=target, **_content(kind))
    assert stay.now.state in STATES
    assert (stay.now.discharge is not None) <= (stay.now.state in {"discharged", "ended"})
    assert (stay.now.state == "unregistered") <= (stay.now.ready is None)
    if stay.events:
        undone = fold(STAY, stay.events[:-1])
        stay.play("kvittens", "annul", relates_to=stay.last, reason="fel-person")
        assert stay.now == undone


def _content(kind: str) -> dict[str, Any]:
    said = [{"question": question, "answer": True} for question in PLANNING_QUESTIONS]
    return {"answers": said} if kind == "planeringsunderlag" else {}


def test_a_notice_of_readiness_given_on_paper_was_given_when_it_was_done() -> None:
    stay = admitted()
    done = SENT + timedelta(minutes=30)
    stay.play("utskrivningsklar", readyAt=READY_AT, originalAt=done)
    assert stay.now.ready_received_at == done
