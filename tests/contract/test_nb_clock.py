"""Norrbotten's clock, black-box: the catalogue's own figures and the instants on either side of each limit."""

from datetime import datetime
from typing import Any

import pytest

from adapter.deadlines.reckon import rows
from adapter.intake.scenario import read
from adapter.pipeline.course import of_scenario
from tests.contract.builder import PERSON, Json, consent
from tests.contract.clock import Clock, Place, ask
from tests.packs import packs

WARD = "SE2321000230-AVD1"
PSYCHIATRY = "SE2321000230-PSY1"
CENTRE = "SE2321000230-HC01"
SOCIAL = "SE2120002742-SOC1"
NURSES = "SE2120002742-HSV1"
ALL = (SOCIAL, NURSES, CENTRE)
NB = Place(
    region="norrbotten",
    municipality="2580",
    admitted="2024-05-15T08:00:00+02:00",
    units={
        WARD: "slutenvard",
        PSYCHIATRY: "psykiatrisk-slutenvard",
        CENTRE: "primarvard",
        SOCIAL: "kommun-socialtjanst",
        NURSES: "kommun-halsovard",
    },
)
BOTH = ("insatser-socialtjanst", "insatser-kommunal-halsovard", "samordningsbehov")


def may(day: int, clock: str) -> str:
    """An instant of May 2024."""
    return f"2024-05-{day:02d}T{clock}+02:00"


def june(day: int, clock: str) -> str:
    """An instant of June 2024."""
    return f"2024-06-{day:02d}T{clock}+02:00"


def at(instant: str) -> datetime:
    """Read it."""
    return datetime.fromisoformat(instant)


def notice(sent: str = may(15, "15:00:00"), **content: Any) -> Json:
    """The admission notice."""
    plain = {"estimatedDischarge": "2024-05-20", "ward": "Avdelning 1", "admissionReason": "Fall"}
    return NB.told("inskrivningsmeddelande", sent, WARD, ALL, 1, **plain | content)


def basis(sent: str, *yes: str, sender: str = WARD, **more: Any) -> Json:
    """The planning basis, with those questions answered yes."""
    answers = [{"question": question, "answer": question in (yes or BOTH)} for question in BOTH]
    answers.append({"question": "insatser-kommunal-rehab", "answer": False})
    return NB.told("planeringsunderlag", sent, sender, (*ALL, WARD), 2, answers=answers, **more)


def contact(sent: str) -> Json:
    """The fixed care contact is named by the health centre."""
    named = {"name": "Test Kontakt", "workplace": "Hälsocentralen", "coordinates": True}
    return NB.told("fast-vardkontakt", sent, CENTRE, (WARD, SOCIAL, NURSES), 3, contact=named)


def ready(sent: str, number: int = 4, judged: str | None = None) -> Json:
    """The patient is ready for discharge."""
    return NB.told("utskrivningsklar", sent, WARD, ALL, number, readyAt=judged or sent)


def home(sent: str, left: str | None = None) -> Json:
    """The patient has gone home."""
    return NB.told("utskrivningsmeddelande", sent, WARD, ALL, 5, dischargedAt=left or sent)


def call(sent: str, start: str, purpose: str = "sip-svu", number: int = 10, **more: Any) -> Json:
    """The health centre calls to a meeting."""
    meeting = {"purpose": purpose, "start": start, "form": "fysiskt", "place": "Hemma", "agenda": "Planering"}
    return NB.told(
        "kallelse", sent, more.pop("sender", CENTRE), more.pop("to", ALL), number, **meeting | more
    )


def plan(sent: str, *responsible: str, number: int = 20, action: str = "new", **more: Any) -> Json:
    """The plan, with an intervention of each of those units."""
    content: Json = {
        "planId": "sip-1",
        "mainGoal": "Bo kvar hemma",
        "interventions": [
            {"id": f"i{place}", "text": "Insats", "responsible": unit}
            for place, unit in enumerate(responsible or ALL)
        ],
        "coordinator": {"unit": CENTRE, "name": "Test Kontakt", "phone": "0920-000000"},
        "followUpAt": "2024-11-28T10:00:00+01:00",
    }
    return NB.told("sip", sent, CENTRE, ALL, number, action, stay=False, **content | more)


def followed(sent: str, number: int = 30, sender: str = CENTRE) -> Json:
    """A follow-up of the plan."""
    comments = [{"target": "i0", "text": "Går bra", "status": "ongoing"}]
    return NB.told("uppfoljning", sent, sender, ALL, number, stay=False, planId="sip-1", comments=comments)


def answer(sent: str, sender: str, *, attends: bool, number: int = 40) -> Json:
    """An answer to the call."""
    return NB.told("svar-kallelse", sent, sender, (CENTRE,), number, about=10, attends=attends)


def now(instant: str, *history: Json, **more: Any) -> Clock:
    """The rows at an instant."""
    return ask(NB.scene(instant, *history, **more))


def refused(scope: str, unit: str = CENTRE) -> Json:
    """A documented refusal."""
    said = {"scopes": [scope], "recordedAt": may(15, "09:00:00")}
    return consent("refused", unit, **said)


# --- NB-DEADL-01 ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "state"),
    [("13:59:00", "met"), ("14:00:00", "met"), ("14:00:01", "overdue"), ("14:01:00", "overdue")],
)
def test_the_notice_is_due_24_hours_after_the_judgement(sent: str, state: str) -> None:
    """NB-DEADL-01: judged 15 May 14:00."""
    row = now(may(17, "09:00:00"), notice(may(16, sent), needAssessedAt=may(15, "14:00:00"))).row(
        "NB-DEADL-01"
    )
    assert (row["state"], row["owner"]) == (state, WARD)
    assert at(row["starts"]) == at(may(15, "14:00:00"))
    assert at(row["due"]) == at(may(16, "14:00:00"))
    assert at(row["metAt"]) == at(may(16, sent))


def test_a_judgement_that_is_not_told_was_made_at_admission() -> None:
    """NB-DEADL-01: then it coincides with the Act's 24 hours."""
    row = now(may(17, "09:00:00"), notice(may(16, "08:00:01"))).row("NB-DEADL-01")
    assert at(row["due"]) == at(may(16, "08:00:00"))
    assert row["state"] == "overdue"


@pytest.mark.parametrize(
    ("judged", "due"),
    [
        ("2024-03-30T14:00:00+01:00", "2024-03-31T15:00:00+02:00"),
        ("2024-10-26T14:00:00+02:00", "2024-10-27T13:00:00+01:00"),
    ],
)
def test_24_hours_are_hours_as_they_pass(judged: str, due: str) -> None:
    """NB-DEADL-01 over both changes of the clocks."""
    rows = now(due, notice(judged, needAssessedAt=judged))
    assert rows.due("NB-DEADL-01") == at(due)


def test_what_was_done_on_paper_counts_from_its_own_time() -> None:
    """NB-OUT-01: entered after the time had run out, done within it."""
    late = notice(may(16, "20:00:00"), needAssessedAt=may(15, "14:00:00"), outage=may(16, "13:00:00"))
    row = now(may(17, "09:00:00"), late).row("NB-DEADL-01")
    assert row["state"] == "met"
    assert at(row["metAt"]) == at(may(16, "13:00:00"))
    assert row["lateEntry"] is True


# --- NB-DEADL-02, NB-DEADL-03 ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "state"), [("08:00:00", "met"), ("08:00:01", "overdue"), ("08:01:00", "overdue")]
)
def test_the_planning_basis_is_due_24_hours_after_the_notice(sent: str, state: str) -> None:
    """NB-DEADL-02: the notice was sent on 16 May at 08:00."""
    row = now(may(18, "09:00:00"), notice(may(16, "08:00:00")), basis(may(17, sent))).row("NB-DEADL-02")
    assert (row["state"], row["owner"]) == (state, WARD)
    assert at(row["due"]) == at(may(17, "08:00:00"))


def test_another_units_part_of_the_basis_is_not_the_wards() -> None:
    """NB-DEADL-02: inpatient care fills it in; what a receiver adds is its own part (NB-ACK-05)."""
    history = notice(may(16, "08:00:00")), basis(may(16, "12:00:00"), sender=SOCIAL)
    assert now(may(17, "08:00:00"), *history).state("NB-DEADL-02") == "open"
    assert now(may(17, "08:00:01"), *history).state("NB-DEADL-02") == "overdue"


def test_no_basis_is_due_where_the_patient_says_no_to_information() -> None:
    """NB-DEADL-02: then only the two notices are sent (lines 655-659)."""
    rows = now(
        may(18, "09:00:00"),
        notice(may(16, "08:00:00")),
        consents=[refused("informationsoverforing", WARD)],
    )
    assert rows.state("NB-DEADL-02") == "not-applicable"
    assert rows.state("NB-DEADL-01") == "met"


def without_date(sent: str) -> Json:
    """A notice that does not yet say when the patient is thought to go home."""
    plain = notice(sent)
    del plain["content"]["estimatedDischarge"]
    return plain


@pytest.mark.parametrize(
    ("instant", "state"), [(may(17, "08:00:00"), "open"), (may(17, "08:00:01"), "overdue")]
)
def test_a_missing_date_is_to_be_added_within_24_hours(instant: str, state: str) -> None:
    """NB-DEADL-03."""
    row = now(instant, without_date(may(16, "08:00:00"))).row("NB-DEADL-03")
    assert (row["state"], row["owner"], row["metAt"]) == (state, WARD, None)
    assert at(row["due"]) == at(may(17, "08:00:00"))


def test_a_date_that_is_added_meets_it() -> None:
    """NB-DEADL-03: the notice is sent again with the date; one sent with it owes nothing."""
    again = notice(may(16, "20:00:00"))
    again |= {"action": "revise", "messageId": again["messageId"][:-1] + "9", "relatesTo": again["messageId"]}
    row = now(may(18, "09:00:00"), without_date(may(16, "08:00:00")), again).row("NB-DEADL-03")
    assert row["state"] == "met"
    assert at(row["metAt"]) == at(may(16, "20:00:00"))
    assert now(may(18, "09:00:00"), notice(may(16, "08:00:00"))).rows("NB-DEADL-03") == []


# --- NB-DEADL-04 ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("named", "state"), [("09:59:00", "met"), ("10:01:00", "overdue"), (None, "overdue")]
)
def test_the_fixed_care_contact_is_named_before_the_patient_leaves(named: str | None, state: str) -> None:
    """NB-DEADL-04: discharged on 20 May at 10:00."""
    told = [contact(may(20, named))] if named else []
    history = notice(may(15, "09:00:00")), *told, home(may(20, "10:05:00"), may(20, "10:00:00"))
    row = now(may(21, "09:00:00"), *history).row("NB-DEADL-04")
    assert (row["state"], row["owner"]) == (state, CENTRE)
    assert at(row["due"]) == at(may(20, "10:00:00"))


def test_it_is_open_as_long_as_the_patient_is_there() -> None:
    """NB-DEADL-04: until something that has not happened."""
    row = now(may(30, "09:00:00"), notice(may(15, "09:00:00"))).row("NB-DEADL-04")
    assert (row["state"], row["due"]) == ("open", None)


# --- NB-DEADL-05 ----------------------------------------------------------------------------------


def leaving(*more: Json) -> tuple[Json, ...]:
    """Admitted, planned with needs of both, the contact named; ready on Wednesday 15 May at 13:30."""
    first = notice(may(15, "09:00:00")), basis(may(15, "10:00:00")), contact(may(15, "11:00:00"))
    return *first, ready(may(15, "13:30:00")), *more


@pytest.mark.parametrize(
    ("sent", "state"),
    [(may(18, "23:59:59"), "met"), (may(19, "00:00:00"), "overdue"), (may(19, "10:00:00"), "overdue")],
)
def test_the_call_is_due_three_days_after_readiness(sent: str, state: str) -> None:
    """NB-DEADL-05: calendar days to the end of Saturday 18 May, and 12:00 does not matter."""
    row = now(may(20, "09:00:00"), *leaving(call(sent, may(28, "10:00:00")))).row("NB-DEADL-05")
    assert (row["state"], row["owner"]) == (state, CENTRE)
    assert at(row["due"]) == at(may(18, "23:59:59"))
    assert at(row["metAt"]) == at(sent)


def test_a_call_before_readiness_meets_it() -> None:
    """NB-DEADL-05: the limit is the latest time, not the first."""
    first = notice(may(15, "09:00:00")), basis(may(15, "10:00:00")), contact(may(15, "11:00:00"))
    early = call(may(15, "12:00:00"), may(28, "10:00:00"))
    row = now(may(20, "09:00:00"), *first, early, ready(may(15, "13:30:00"))).row("NB-DEADL-05")
    assert row["state"] == "met"


def test_no_call_is_due_without_consent_or_with_social_services_only() -> None:
    """NB-DEADL-05: lines 981-984, 1541-1542."""
    declined = now(may(20, "09:00:00"), *leaving(), consents=[refused("sip")])
    assert declined.state("NB-DEADL-05") == "not-applicable"
    first = notice(may(15, "09:00:00")), basis(may(15, "10:00:00"), "insatser-socialtjanst")
    rows = now(may(20, "09:00:00"), *first, ready(may(15, "13:30:00")))
    assert rows.state("NB-DEADL-05") == "not-applicable"


def test_readiness_that_was_taken_back_starts_nothing() -> None:
    """NB-DEADL-05: the readiness that stands is what is counted from."""
    cancelled = NB.told(
        "utskrivningsklar", may(16, "09:00:00"), WARD, ALL, 6, "cancel", about=4, reason="Feber"
    )
    gone = now(may(30, "09:00:00"), *leaving(cancelled))
    assert {row["state"] for row in gone.rows("NB-DEADL-05")} <= {"not-applicable"}
    again = now(may(23, "00:00:00"), *leaving(cancelled, ready(may(19, "09:00:00"), 7)))
    row = again.row("NB-DEADL-05", state="overdue")
    assert at(row["due"]) == at(may(22, "23:59:59"))


# --- NB-DEADL-06, NB-DEADL-07 ----------------------------------------------------------------------


def asked(sent: str, known: str, start: str = june(20, "10:00:00"), **more: Any) -> Json:
    """A call in open care, with the time at which the need became known."""
    return call(sent, start, "sip-fristaende", stay=False, needKnownAt=known, **more)


@pytest.mark.parametrize(
    ("known", "due"),
    [
        (may(16, "10:00:00"), may(21, "23:59:59")),
        ("2025-05-28T10:00:00+02:00", "2025-06-03T23:59:59+02:00"),
        ("2025-06-18T10:00:00+02:00", "2025-06-24T23:59:59+02:00"),
        ("2024-12-23T10:00:00+01:00", "2025-01-02T23:59:59+01:00"),
        (may(18, "10:00:00"), may(22, "23:59:59")),
    ],
    ids=["thursday", "ascension", "midsummer", "christmas", "saturday"],
)
def test_in_open_care_the_call_is_due_within_three_working_days(known: str, due: str) -> None:
    """NB-DEADL-06: neither holidays nor the eves that nobody works are working days."""
    row = now(due, asked(due, known)).row("NB-DEADL-06")
    assert (row["state"], row["owner"]) == ("met", CENTRE)
    assert at(row["due"]) == at(due)


def test_a_call_on_the_fourth_working_day_is_late() -> None:
    """NB-DEADL-06: the need known on Thursday, the call sent on Wednesday."""
    row = now(may(23, "09:00:00"), asked(may(22, "08:00:00"), may(16, "10:00:00"))).row("NB-DEADL-06")
    assert (row["state"], at(row["metAt"])) == ("overdue", at(may(22, "08:00:00")))


@pytest.mark.parametrize(("made", "state"), [(may(22, "23:59:59"), "met"), (may(23, "00:00:00"), "overdue")])
def test_in_open_care_the_plan_is_made_within_21_days(made: str, state: str) -> None:
    """NB-DEADL-07: the need known on 1 May."""
    called = asked(may(2, "10:00:00"), may(1, "10:00:00"), may(20, "10:00:00"))
    row = now(may(30, "09:00:00"), called, plan(made)).row("NB-DEADL-07", what="sip")
    assert row["state"] == state
    assert at(row["due"]) == at(may(22, "23:59:59"))


@pytest.mark.parametrize(("start", "state"), [(may(22, "10:00:00"), "met"), (may(23, "10:00:00"), "overdue")])
def test_the_meeting_should_be_held_within_21_days(start: str, state: str) -> None:
    """NB-DEADL-07: should, so it is a goal; a meeting on the second day is no fault."""
    called = asked(may(2, "10:00:00"), may(1, "10:00:00"), start)
    row = now(may(30, "09:00:00"), called).row("NB-DEADL-07", what="mote")
    assert (row["state"], row["weight"]) == (state, "goal")
    early = asked(may(2, "10:00:00"), may(1, "10:00:00"), may(3, "10:00:00"))
    assert now(may(30, "09:00:00"), early).state("NB-DEADL-07", what="mote") == "met"


# --- NB-DEADL-08, NB-DEADL-11 ----------------------------------------------------------------------

MEETING = may(28, "10:00:00")


def test_each_actor_documents_its_part_within_three_days() -> None:
    """NB-DEADL-08: the meeting on 28 May, calendar days; one row for each."""
    history = call(may(20, "09:00:00"), MEETING), plan(may(31, "23:59:59"), SOCIAL)
    rows = now(june(1, "00:00:00"), *history)
    assert {row["owner"] for row in rows.rows("NB-DEADL-08")} == set(ALL)
    assert {at(row["due"]) for row in rows.rows("NB-DEADL-08")} == {at(may(31, "23:59:59"))}
    assert rows.state("NB-DEADL-08", SOCIAL) == "met"
    assert rows.state("NB-DEADL-08", CENTRE) == "met"
    assert rows.state("NB-DEADL-08", NURSES) == "overdue"
    early = now(may(31, "23:59:59"), history[0])
    assert {row["state"] for row in early.rows("NB-DEADL-08")} == {"open"}


def test_who_does_not_attend_has_no_part() -> None:
    """NB-DEADL-08: participating actors."""
    history = call(may(20, "09:00:00"), MEETING), answer(may(21, "09:00:00"), NURSES, attends=False)
    rows = now(june(5, "00:00:00"), *history)
    assert rows.state("NB-DEADL-08", SOCIAL) == "overdue"
    assert {row["state"] for row in rows.rows("NB-DEADL-08", NURSES)} <= {"not-applicable"}


def test_a_meeting_that_is_moved_or_called_off() -> None:
    """NB-DEADL-08 counts from the meeting that was held."""
    first = call(may(20, "09:00:00"), MEETING)
    moved = call(may(27, "09:00:00"), june(3, "10:00:00"), number=11, action="revise", about=10)
    rows = now(june(4, "09:00:00"), first, moved)
    assert {at(row["due"]) for row in rows.rows("NB-DEADL-08")} == {at(june(6, "23:59:59"))}
    off = NB.told("kallelse", may(27, "09:00:00"), CENTRE, ALL, 12, "cancel", about=10)
    gone = now(june(9, "09:00:00"), first, off)
    assert {row["state"] for row in gone.rows("NB-DEADL-08")} <= {"not-applicable"}


@pytest.mark.parametrize(
    ("written", "state"), [(may(31, "23:59:59"), "met"), (june(1, "00:00:00"), "overdue")]
)
def test_the_care_plan_is_documented_within_three_days(written: str, state: str) -> None:
    """NB-DEADL-11: coordinated care planning on 28 May; calendar days."""
    met = call(may(20, "09:00:00"), MEETING, "samordnad-vardplanering", sender=PSYCHIATRY, to=(SOCIAL,))
    care = NB.told(
        *("samordnad-vardplan", written, PSYCHIATRY, (SOCIAL,), 21), planId="vp-1", legalForm="opt"
    )
    row = now(june(2, "09:00:00"), met, care).row("NB-DEADL-11")
    assert (row["state"], row["owner"]) == (state, PSYCHIATRY)
    assert at(row["due"]) == at(may(31, "23:59:59"))


# --- NB-DEADL-09, NB-TRACK-08 ----------------------------------------------------------------------


def gone(*more: Json, needs: tuple[str, ...] = BOTH, **notice_content: Any) -> tuple[Json, ...]:
    """Discharged on 20 May with a need of coordination."""
    first = notice(may(15, "09:00:00"), **notice_content), basis(may(15, "10:00:00"), *needs)
    return *first, contact(may(15, "11:00:00")), ready(may(17, "09:00:00")), home(may(20, "10:00:00")), *more


@pytest.mark.parametrize(
    ("made", "state"), [(june(10, "23:59:59"), "met"), (june(11, "00:00:00"), "overdue")]
)
def test_the_plan_is_made_within_21_days_of_discharge(made: str, state: str) -> None:
    """NB-DEADL-09: discharged on 20 May, due on 10 June."""
    called = call(may(20, "09:00:00"), june(10, "10:00:00"))
    row = now(june(20, "09:00:00"), *gone(called, plan(made))).row("NB-DEADL-09")
    assert (row["state"], row["owner"]) == (state, CENTRE)
    assert at(row["due"]) == at(june(10, "23:59:59"))


def test_a_plan_that_there_was_is_followed_up() -> None:
    """NB-DEADL-09: the plan of a year before is not what is due; its follow-up is."""
    old = plan("2023-09-01T10:00:00+02:00")
    assert now(june(11, "00:00:00"), old, *gone()).state("NB-DEADL-09") == "overdue"
    history = old, *gone(followed(june(10, "12:00:00")))
    assert now(june(11, "00:00:00"), *history).state("NB-DEADL-09") == "met"


def test_no_plan_is_due_without_need_or_consent() -> None:
    """NB-DEADL-09: for those who need coordination, and consent."""
    alone = now(june(20, "09:00:00"), *gone(needs=("insatser-socialtjanst",)))
    assert alone.state("NB-DEADL-09") == "not-applicable"
    assert (
        now(june(20, "09:00:00"), *gone(), consents=[refused("sip")]).state("NB-DEADL-09") == "not-applicable"
    )


# --- NB-DEADL-10, NB-DEADL-13 ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("instant", "state"),
    [("2025-05-28T23:59:59+02:00", "open"), ("2025-05-29T00:00:00+02:00", "overdue")],
)
def test_the_plan_is_followed_up_every_year(instant: str, state: str) -> None:
    """NB-DEADL-10: the last follow-up on 28 May 2024."""
    history = plan("2023-10-01T10:00:00+02:00"), followed(may(28, "10:00:00"))
    rows = now(instant, *history)
    newest = max(rows.rows("NB-DEADL-10"), key=lambda row: str(row["due"]))
    assert (newest["state"], newest["owner"]) == (state, CENTRE)
    assert at(newest["due"]) == at("2025-05-28T23:59:59+02:00")


def test_a_closed_plan_is_followed_up_no_more() -> None:
    """NB-DEADL-10."""
    closed = plan(june(1, "09:00:00"), number=22, action="close", about=20, reason="Målen är uppfyllda")
    rows = now(
        "2026-01-01T09:00:00+01:00", plan("2023-10-01T10:00:00+02:00"), followed(may(28, "10:00:00")), closed
    )
    assert "overdue" not in {row["state"] for row in rows.rows("NB-DEADL-10")}


def test_a_follow_up_that_is_agreed_on_is_called_to() -> None:
    """NB-DEADL-13: agreed on Saturday 1 June; three working days are Monday, Tuesday and Wednesday."""
    agreed = plan(june(1, "10:00:00"))
    row = now(june(6, "00:00:00"), agreed).row("NB-DEADL-13")
    assert (row["state"], row["weight"], row["owner"]) == ("overdue", "reminder", CENTRE)
    assert at(row["due"]) == at(june(5, "23:59:59"))
    called = call(june(5, "10:00:00"), "2024-11-28T10:00:00+01:00", "uppfoljning", stay=False, planId="sip-1")
    assert now(june(6, "00:00:00"), agreed, called).state("NB-DEADL-13") == "met"


# --- NB-DEADL-12, NB-ACK ---------------------------------------------------------------------------


def test_readiness_is_told_by_the_noon_that_decides() -> None:
    """NB-DEADL-12: counted by when it was sent; a goal, for no time is named."""
    first = notice(may(15, "09:00:00"))
    told = now(may(16, "09:00:00"), first, ready(may(15, "11:58:00"), judged=may(15, "08:30:00")))
    row = told.row("NB-DEADL-12")
    assert (row["state"], at(row["metAt"])) == ("met", at(may(15, "11:58:00")))
    assert at(row["starts"]) == at(may(15, "08:30:00"))
    late = now(may(16, "09:00:00"), first, ready(may(15, "12:01:00"), judged=may(15, "08:30:00")))
    assert (late.state("NB-DEADL-12"), late.row("NB-DEADL-12")["weight"]) == ("overdue", "goal")


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        (may(15, "15:00:00"), may(16, "12:00:00")),
        (may(16, "10:00:00"), may(16, "12:00:00")),
        (may(18, "13:30:00"), may(19, "12:00:00")),
        (may(16, "12:00:00"), may(16, "12:00:00")),
        (may(16, "12:00:01"), may(17, "12:00:00")),
    ],
)
def test_a_kvittens_is_owed_by_noon_every_day(sent: str, due: str) -> None:
    """NB-ACK-01: one row for each that the notice was sent to."""
    rows = now(sent, notice(sent))
    owed = rows.rows("NB-ACK-01", what="kvittens")
    assert {row["owner"] for row in owed} == set(ALL)
    assert {at(row["due"]) for row in owed} == {at(due)}


def test_a_late_kvittens_stays_late_and_closes_only_its_own() -> None:
    """NB-ACK-01, NB-ACK-04."""
    came = NB.told("kvittens", may(16, "12:01:00"), SOCIAL, (WARD,), 50, about=1)
    rows = now(may(16, "13:00:00"), notice(may(15, "15:00:00")), came)
    row = rows.row("NB-ACK-01", SOCIAL)
    assert (row["state"], at(row["metAt"])) == ("overdue", at(may(16, "12:01:00")))
    assert rows.row("NB-ACK-01", CENTRE)["metAt"] is None


def test_each_of_the_three_notices_has_its_rule() -> None:
    """NB-ACK-02, NB-ACK-03: a weekend is no exception."""
    history = notice(may(15, "09:00:00")), ready(may(18, "13:30:00")), home(may(19, "09:00:00"))
    rows = now(may(19, "12:00:01"), *history)
    assert rows.due("NB-ACK-02", SOCIAL) == at(may(19, "12:00:00"))
    assert rows.due("NB-ACK-03", SOCIAL) == at(may(19, "12:00:00"))
    assert rows.state("NB-ACK-02", SOCIAL) == "overdue"


def test_a_call_is_never_an_overdue_kvittens() -> None:
    """NB-ACK-06: what is due at the meeting is each called unit's own planning."""
    rows = now(june(5, "09:00:00"), asked(may(20, "09:00:00"), may(17, "09:00:00"), MEETING))
    assert "kvittens" not in {row["what"] for row in rows.all}
    own = rows.rows("NB-ACK-06")
    assert {row["owner"] for row in own} == {SOCIAL, NURSES}
    assert {at(row["due"]) for row in own} == {at(MEETING)}
    assert {row["state"] for row in own} == {"overdue"}


def test_own_planning_that_was_told_of_is_done() -> None:
    """NB-ACK-06: the called unit's assessment before the meeting."""
    survey = NB.told("kartlaggning", may(27, "09:00:00"), SOCIAL, (CENTRE,), 51, stay=False, needs="Mat")
    history = asked(may(20, "09:00:00"), may(17, "09:00:00"), MEETING), survey
    rows = now(june(5, "09:00:00"), *history)
    assert rows.state("NB-ACK-06", SOCIAL) == "met"
    assert rows.state("NB-ACK-06", NURSES) == "overdue"


def test_nothing_of_the_patient_is_told() -> None:
    """The rows name units, rules and times."""
    rows = now(
        june(20, "09:00:00"), *gone(call(may(20, "09:00:00"), june(1, "10:00:00")), plan(june(9, "09:00:00")))
    )
    assert PERSON not in str(rows.printed)
    assert "Bo kvar" not in str(rows.printed)


def test_one_thing_due_is_one_row() -> None:
    """The Act's own rules stand only where Norrbotten says nothing."""
    rows = now(may(30, "09:00:00"), *leaving(home(may(20, "10:00:00"))))
    assert [row for row in rows.all if row["rule"].startswith("LAW-")] == []
    seen = [(row["what"], row["owner"], row["messageId"], row["rule"][:2]) for row in rows.all]
    assert len(seen) == len(set(seen)), rows.told()


def test_in_the_other_reading_only_the_message_counts_as_given() -> None:
    """NB-OUT-01: what was told by telephone within the time has the time at which it is sent."""
    late = notice(may(16, "20:00:00"), needAssessedAt=may(15, "14:00:00"), outage=may(16, "13:00:00"))
    course, pack = of_scenario(
        read(NB.scene(may(17, "09:00:00"), late)), packs().read_as("norrbotten", {"NB-OUT-01": "other"})
    )
    (row,) = [row for row in rows(course, pack.process) if row.rule == "NB-DEADL-01"]
    assert (row.state, row.met_at) == ("overdue", at(may(16, "20:00:00")))
    assert not row.late_entry
