"""Västmanland's clock, black-box: the catalogue's own figures and the instants on either side of each limit."""

from datetime import datetime
from typing import Any

import pytest

from tests.contract.builder import Json, consent
from tests.contract.clock import Clock, Place, ask

WARD = "SE2321000172-AVD1"
CENTRE = "SE2321000172-VC01"
SOCIAL = "SE2120002080-SOC1"
NURSES = "SE2120002080-HSV1"
VM = Place(
    region="vastmanland",
    municipality="1980",
    admitted="2025-05-09T08:00:00+02:00",
    units={
        WARD: "slutenvard",
        CENTRE: "primarvard",
        SOCIAL: "kommun-socialtjanst",
        NURSES: "kommun-halsovard",
    },
)


def may(day: int, clock: str) -> str:
    """An instant of May 2025."""
    return f"2025-05-{day:02d}T{clock}+02:00"


def at(instant: str) -> datetime:
    """Read it."""
    return datetime.fromisoformat(instant)


def call(sent: str, start: str = may(26, "10:00:00"), purpose: str = "sip-fristaende", **more: Any) -> Json:
    """The health centre calls social services and nurses."""
    meeting = {"purpose": purpose, "start": start, "form": "fysiskt", "place": "Hemma", "agenda": "Planering"}
    own: Json = {"stay": False, "number": 10}
    return VM.told("kallelse", sent, CENTRE, (SOCIAL, NURSES), **own | meeting | more)


def answer(sent: str, sender: str = SOCIAL, **more: Any) -> Json:
    """Its answer."""
    own: Json = {"number": 11, "stay": False, "about": 10, "attends": True}
    return VM.told("svar-kallelse", sent, sender, (CENTRE,), **own | more)


def plan(sent: str) -> Json:
    """The plan."""
    return VM.told(
        *("sip", sent, CENTRE, (SOCIAL, NURSES), 12),
        stay=False,
        planId="sip-1",
        mainGoal="Bo kvar hemma",
        interventions=[{"id": "i1", "text": "Hemtjänst", "responsible": SOCIAL}],
        coordinator={"unit": CENTRE, "name": "Test Samordnare", "phone": "021-000000"},
        followUpAt="2025-08-18T13:00:00+02:00",
    )


def leaving(*more: Json) -> tuple[Json, ...]:
    """Admitted, and ready on 12 May in the afternoon."""
    to = (SOCIAL, CENTRE)
    notice = VM.told(
        *("inskrivningsmeddelande", may(9, "20:00:00"), WARD, to, 1),
        estimatedDischarge="2025-05-12",
        ward="Avdelning 1",
    )
    ready = VM.told("utskrivningsklar", may(12, "16:00:00"), WARD, to, 2, readyAt=may(12, "15:00:00"))
    return notice, ready, *more


def now(instant: str, *history: Json, **more: Any) -> Clock:
    """The rows at an instant."""
    return ask(VM.scene(instant, *history, **more))


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (may(9, "10:00:00"), may(12, "23:59:59")),
        (may(28, "10:00:00"), may(30, "23:59:59")),
        (may(12, "00:00:00"), may(13, "23:59:59")),
        ("2025-12-23T10:00:00+01:00", "2025-12-29T23:59:59+01:00"),
        ("2025-06-19T10:00:00+02:00", "2025-06-23T23:59:59+02:00"),
    ],
    ids=["friday", "ascension", "monday", "christmas", "midsummer"],
)
def test_an_invitation_is_answered_within_a_working_day(received: str, due: str) -> None:
    """VM-ACK-01: holidays and the eves that nobody works are no working days."""
    early = now(due, call(received, "2026-01-26T10:00:00+01:00"))
    assert {row["owner"] for row in early.rows("VM-ACK-01")} == {SOCIAL, NURSES}
    assert {at(row["due"]) for row in early.rows("VM-ACK-01")} == {at(due)}
    assert {row["state"] for row in early.rows("VM-ACK-01")} == {"open"}
    answered = now(due, call(received, "2026-01-26T10:00:00+01:00"), answer(due))
    assert answered.state("VM-ACK-01", SOCIAL) == "met"
    assert answered.state("VM-ACK-01", NURSES) == "open"


def test_an_unanswered_invitation_is_overdue() -> None:
    """VM-ACK-01: from midnight on; an answer after that stays late."""
    rows = now(may(13, "00:00:00"), call(may(9, "10:00:00")), answer(may(13, "00:00:00")))
    assert rows.state("VM-ACK-01", NURSES) == "overdue"
    assert at(rows.row("VM-ACK-01", SOCIAL)["metAt"]) == at(may(13, "00:00:00"))
    assert rows.state("VM-ACK-01", SOCIAL) == "overdue"


def test_an_answer_without_who_comes_is_an_answer() -> None:
    """VM-ACK-02: receipt and attendance are one response; a bare kvittens is not the answer."""
    kvittens = VM.told("kvittens", may(12, "09:00:00"), SOCIAL, (CENTRE,), 13, stay=False, about=10)
    rows = now(may(13, "00:00:00"), call(may(9, "10:00:00")), kvittens)
    assert rows.state("VM-ACK-01", SOCIAL) == "overdue"


@pytest.mark.parametrize(
    ("sent", "state"),
    [(may(15, "23:59:59"), "met"), (may(16, "00:00:00"), "overdue"), (may(12, "09:00:00"), "met")],
)
def test_at_discharge_the_call_is_due_in_three_days(sent: str, state: str) -> None:
    """VM-DEADL-01: calendar days, and 12:00 is nothing here; one made before is in time."""
    called = call(sent, purpose="sip-svu", stay=True)
    row = now(may(20, "09:00:00"), *leaving(called)).row("VM-DEADL-01")
    assert (row["state"], row["owner"]) == (state, CENTRE)
    assert at(row["due"]) == at(may(15, "23:59:59"))


def test_no_call_is_due_of_who_does_not_consent() -> None:
    """VM-DEADL-01: after consent."""
    said = {"scopes": ["sip"], "recordedAt": may(13, "09:00:00")}
    rows = now(may(20, "09:00:00"), *leaving(), consents=[consent("refused", CENTRE, **said)])
    assert rows.state("VM-DEADL-01") == "not-applicable"
    asked = now(may(16, "00:00:00"), *leaving())
    assert asked.state("VM-DEADL-01") == "overdue"
    assert asked.rows("LAW-DEADL-03") == []


@pytest.mark.parametrize(
    ("written", "state"), [(may(12, "23:59:59"), "met"), (may(13, "00:00:00"), "overdue")]
)
def test_the_plan_is_drawn_up_within_two_working_days(written: str, state: str) -> None:
    """VM-DEADL-02: the meeting on Thursday 8 May."""
    history = call(may(1, "10:00:00"), may(8, "10:00:00")), plan(written)
    row = now(may(20, "09:00:00"), *history).row("VM-DEADL-02")
    assert (row["state"], row["owner"]) == (state, CENTRE)
    assert at(row["due"]) == at(may(12, "23:59:59"))


def test_a_holiday_shifts_the_plan() -> None:
    """VM-DEADL-02: the meeting on the eve of Ascension Day, the Friday and the Monday after it."""
    rows = now(may(28, "12:00:00"), call(may(20, "10:00:00"), may(28, "10:00:00")))
    assert rows.due("VM-DEADL-02") == at("2025-06-02T23:59:59+02:00")


def test_what_was_written_before_the_meeting_is_not_its_plan() -> None:
    """VM-DEADL-02: after the meeting."""
    history = call(may(1, "10:00:00"), may(8, "10:00:00")), plan(may(7, "10:00:00"))
    assert now(may(13, "00:00:00"), *history).state("VM-DEADL-02") == "overdue"


def test_of_what_the_routine_says_nothing_the_act_speaks() -> None:
    """VM-SYS-04: the notice is due as the Act has it, a kvittens by the end of the day."""
    rows = now(may(9, "21:00:00"), *leaving()[:1])
    assert rows.due("LAW-DEADL-01") == at(may(10, "08:00:00"))
    assert rows.due("PRODUKT-ACK-01", SOCIAL) == at(may(9, "23:59:59"))
