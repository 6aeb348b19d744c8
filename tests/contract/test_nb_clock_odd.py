"""Norrbotten's clock when things go otherwise than planned: called off, refused, moved, closed, entered late, twice."""

from typing import Any

import pytest

from tests.contract.builder import Json, consent, mid
from tests.contract.clock import Place, ask
from tests.contract.test_nb_clock import (
    ALL,
    CENTRE,
    MEETING,
    NB,
    NURSES,
    PSYCHIATRY,
    SOCIAL,
    WARD,
    answer,
    asked,
    at,
    basis,
    call,
    contact,
    followed,
    gone,
    home,
    june,
    leaving,
    may,
    notice,
    now,
    plan,
    ready,
    refused,
)

CALL = call(may(16, "09:00:00"), MEETING)


def off(sent: str, about: int = 10, number: int = 60) -> Json:
    """The invitation is called off."""
    return NB.told("kallelse", sent, CENTRE, ALL, number, "cancel", about=about)


def moved(sent: str, start: str, **more: Any) -> Json:
    """The meeting is moved."""
    own: Json = {"number": 61, "action": "revise", "about": 10}
    return call(sent, start, **own | more)


def said(status: str, recorded: str, *scopes: str, unit: str = CENTRE, **more: Any) -> Json:
    """A record of consent."""
    return consent(status, unit, scopes=list(scopes or ("sip",)), recordedAt=recorded, **more)


# --- the call ---------------------------------------------------------------------------------------


def test_a_call_that_was_called_off_in_time_is_no_call() -> None:
    """NB-DEADL-05: and the next one counts from when it was sent."""
    first = leaving(CALL, off(may(17, "09:00:00")))
    assert now(may(25, "09:00:00"), *first).row("NB-DEADL-05")["metAt"] is None
    again = now(may(25, "09:00:00"), *first, call(may(21, "09:00:00"), MEETING, number=62))
    assert again.state("NB-DEADL-05") == "overdue"
    assert at(again.row("NB-DEADL-05")["metAt"]) == at(may(21, "09:00:00"))


def test_a_call_that_was_called_off_later_had_been_made() -> None:
    """NB-DEADL-05: the duty was done; its meeting is no more."""
    rows = now(may(25, "09:00:00"), *leaving(CALL, off(may(20, "09:00:00"))))
    assert rows.state("NB-DEADL-05") == "met"
    assert rows.rows("NB-DEADL-08") == rows.rows("NB-ACK-06") == []


def test_a_call_of_the_municipality_is_not_open_cares() -> None:
    """NB-DEADL-05: the fixed care contact in open care calls (lines 970-973)."""
    other = call(may(16, "09:00:00"), MEETING, sender=SOCIAL, to=(CENTRE,))
    assert now(may(25, "09:00:00"), *leaving(other)).state("NB-DEADL-05") == "overdue"


def test_a_call_without_the_stay_counts_from_the_admission_on() -> None:
    """NB-DEADL-05: a plan's invitation need not name the stay; one from before the admission is another matter."""
    outside = call(may(16, "09:00:00"), MEETING, stay=False)
    assert now(may(25, "09:00:00"), *leaving(outside)).state("NB-DEADL-05") == "met"
    before = call(may(10, "09:00:00"), MEETING, stay=False)
    assert now(may(25, "09:00:00"), before, *leaving()).state("NB-DEADL-05") == "overdue"


def test_another_stays_call_is_not_this_ones() -> None:
    """NB-DEADL-05: the call names another stay."""
    other = Place(
        region="norrbotten", municipality="2580", units=NB.units, admitted=NB.admitted, stay="vtf-9"
    )
    elsewhere = other.told(
        *("kallelse", may(16, "09:00:00"), CENTRE, ALL, 63),
        purpose="sip-svu",
        start=MEETING,
        form="fysiskt",
        place="Hemma",
        agenda="Planering",
    )
    assert now(may(25, "09:00:00"), *leaving(elsewhere)).state("NB-DEADL-05") == "overdue"


def test_no_call_is_due_over_to_open_compulsory_care() -> None:
    """NB-PSY-01: a coordinated care plan is made instead."""
    over = ready(may(15, "13:30:00")) | {"content": {"readyAt": may(15, "13:30:00"), "transferTo": "opt"}}
    assert now(may(25, "09:00:00"), notice(), over).state("NB-DEADL-05") == "not-applicable"


# --- consent ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("records", "state"),
    [
        ([said("refused", may(16, "09:00:00"))], "not-applicable"),
        ([said("withdrawn", may(16, "09:00:00"))], "not-applicable"),
        ([said("refused", may(19, "09:00:00"))], "overdue"),
        ([said("refused", may(16, "09:00:00")), said("given", may(17, "09:00:00"))], "overdue"),
        ([said("given", may(16, "09:00:00")), said("refused", may(17, "09:00:00"))], "not-applicable"),
        ([said("refused", may(16, "09:00:00")), said("given", may(17, "09:00:00"), "npo")], "not-applicable"),
        ([said("refused", may(16, "09:00:00"), "informationsoverforing", unit=WARD)], "not-applicable"),
        ([said("refused", may(16, "09:00:00"), "informationsoverforing", unit=SOCIAL)], "not-applicable"),
    ],
)
def test_a_no_that_came_in_time_ends_the_duty_to_call(records: list[Json], state: str) -> None:
    """NB-DEADL-05: the newest of the scope counts; what was said after the time had run out undoes nothing."""
    assert now(may(25, "09:00:00"), *leaving(), consents=records).state("NB-DEADL-05") == state


def test_the_wards_own_record_counts_before_anothers() -> None:
    """NB-DEADL-02: the holder of the data asks (lines 621-628)."""
    yes = said("given", may(15, "09:00:00"), "informationsoverforing", unit=WARD)
    no = said("refused", may(15, "10:00:00"), "informationsoverforing", unit=SOCIAL)
    rows = now(may(18, "09:00:00"), notice(may(15, "09:30:00")), consents=[yes, no])
    assert rows.state("NB-DEADL-02") == "overdue"


@pytest.mark.parametrize(("anew", "state"), [(None, "not-applicable"), (True, "overdue")])
def test_what_a_message_asserts_ends_no_refusal(anew: bool | None, state: str) -> None:  # noqa: FBT001
    """Semantics 11: unless it says that the person was asked anew."""
    more = {"askedAnew": True} if anew else {}
    carried = basis(may(15, "10:00:00")) | {
        "consent": said("given", may(15, "09:55:00"), "sip", unit=WARD, **more)
    }
    history = notice(may(15, "09:00:00")), carried, ready(may(15, "13:30:00"))
    no = said("refused", may(15, "09:30:00"))
    assert now(may(25, "09:00:00"), *history, consents=[no]).state("NB-DEADL-05") == state


# --- meetings and plans -----------------------------------------------------------------------------


def test_a_moved_meeting_has_its_new_time() -> None:
    """NB-DEADL-08, NB-ACK-06: due by the meeting that is held."""
    history = call(may(20, "09:00:00"), MEETING), moved(may(27, "09:00:00"), june(3, "10:00:00"))
    rows = now(june(2, "09:00:00"), *history)
    assert {row["state"] for row in rows.rows("NB-ACK-06")} == {"open"}
    assert {at(row["due"]) for row in rows.rows("NB-ACK-06")} == {at(june(3, "10:00:00"))}
    assert {at(row["due"]) for row in rows.rows("NB-DEADL-08")} == {at(june(6, "23:59:59"))}


def test_two_meetings_have_each_its_own_time() -> None:
    """NB-ACK-06: of one plan."""
    second = call(may(21, "09:00:00"), june(20, "10:00:00"), number=64, planId="sip-1")
    rows = now(june(1, "09:00:00"), call(may(20, "09:00:00"), MEETING, planId="sip-1"), second)
    dues = {at(row["due"]) for row in rows.rows("NB-ACK-06", SOCIAL)}
    assert dues == {at(MEETING), at(june(20, "10:00:00"))}


def test_who_changes_its_mind_takes_part() -> None:
    """NB-DEADL-08: the newest answer counts."""
    no = answer(may(21, "09:00:00"), NURSES, attends=False)
    yes = answer(may(22, "09:00:00"), NURSES, attends=True, number=41)
    rows = now(june(5, "09:00:00"), call(may(20, "09:00:00"), MEETING), no, yes)
    assert rows.state("NB-DEADL-08", NURSES) == "overdue"


@pytest.mark.parametrize(
    "done",
    [
        {"attendees": [{"name": "Test", "title": "sköterska", "prepared": True}]},
        {"attendees": [{"name": "Test", "title": "sköterska", "prepared": False}]},
        {},
    ],
)
def test_own_planning_is_done_by_whoever_comes_prepared(done: Json) -> None:
    """NB-ACK-06: that one comes is not yet that one is prepared."""
    prepared = any(one["prepared"] for one in done.get("attendees", []))
    coming = NB.told(
        *("svar-kallelse", may(21, "09:00:00"), SOCIAL, (CENTRE,), 42), about=10, attends=True, **done
    )
    rows = now(june(5, "09:00:00"), call(may(20, "09:00:00"), MEETING), coming)
    assert rows.state("NB-ACK-06", SOCIAL) == ("met" if prepared else "overdue")


def test_a_plan_that_is_approved_is_not_followed_up_by_that() -> None:
    """NB-DEADL-10: the year runs from the plan on."""
    approved = plan(may(29, "10:00:00"), number=21, action="approve", about=20)
    rows = now("2025-05-29T00:00:00+02:00", plan(may(28, "10:00:00")), approved)
    assert rows.state("NB-DEADL-10") == "overdue"
    assert at(rows.row("NB-DEADL-10")["due"]) == at("2025-05-28T23:59:59+02:00")


def test_a_year_that_was_missed_stays_missed() -> None:
    """NB-DEADL-10: followed up too late, then the next year runs; several the same day are one follow-up."""
    late = followed("2025-06-10T10:00:00+02:00"), followed("2025-06-10T11:00:00+02:00", 31, SOCIAL)
    rows = now("2025-07-01T10:00:00+02:00", plan(may(28, "10:00:00")), *late).rows("NB-DEADL-10")
    assert [(row["state"], row["due"][:10]) for row in rows] == [
        ("overdue", "2025-05-28"),
        ("open", "2026-06-10"),
    ]


def test_a_plan_that_is_closed_or_replaced_is_followed_up_no_more() -> None:
    """NB-DEADL-10, NB-DEADL-13: nor is a call to its follow-up due, where it was closed in time."""
    closed = plan(june(1, "11:00:00"), number=22, action="close", about=20, reason="Målen är uppfyllda")
    rows = now("2026-01-01T09:00:00+01:00", plan(june(1, "10:00:00")), closed)
    assert rows.state("NB-DEADL-10") == rows.state("NB-DEADL-13") == "not-applicable"
    new = plan(june(2, "10:00:00"), number=23, planId="sip-2", replaces={"planId": "sip-1", "reason": "Ny"})
    two = now("2026-01-01T09:00:00+01:00", plan(june(1, "10:00:00")), new)
    assert [row["state"] for row in two.rows("NB-DEADL-10")] == ["not-applicable", "overdue"]


def test_an_invitation_whose_first_version_was_annulled_stands_in_the_next() -> None:
    """NB-DEADL-08: the first named a wrong recipient."""
    wrong = NB.told(
        "kallelse", may(27, "10:00:00"), CENTRE, ALL, 62, "annul", about=10, reason="fel-mottagare"
    )
    history = call(may(20, "09:00:00"), MEETING), moved(may(27, "09:00:00"), june(3, "10:00:00")), wrong
    rows = now(june(4, "09:00:00"), *history)
    assert {row["messageId"] for row in rows.rows("NB-DEADL-08")} == {mid(61)}
    both = NB.told(
        "kallelse", may(27, "11:00:00"), CENTRE, ALL, 63, "annul", about=61, reason="fel-mottagare"
    )
    assert now(june(4, "09:00:00"), *history, both).rows("NB-DEADL-08") == []


def test_a_replaced_plans_meeting_is_one_meeting() -> None:
    """NB-DEADL-08: the new plan takes over who was called, not what was due of the old."""
    called = call(may(20, "09:00:00"), MEETING, planId="sip-1")
    new = plan(june(2, "10:00:00"), number=23, planId="sip-2", replaces={"planId": "sip-1", "reason": "Ny"})
    rows = now(june(9, "09:00:00"), called, plan(may(29, "10:00:00"), SOCIAL), new)
    assert len(rows.rows("NB-DEADL-08", SOCIAL)) == 1
    assert rows.state("NB-DEADL-08", SOCIAL) == "met"
    assert rows.state("NB-DEADL-08", NURSES) == "overdue"


def test_a_new_follow_up_date_is_called_to_anew() -> None:
    """NB-DEADL-13: counted from the message that first states the date that holds now."""
    other = plan(
        june(3, "10:00:00"), number=24, action="revise", about=20, followUpAt="2025-01-28T10:00:00+01:00"
    )
    same = plan(
        june(5, "10:00:00"), number=25, action="revise", about=20, followUpAt="2025-01-28T10:00:00+01:00"
    )
    rows = now(june(6, "10:00:00"), plan(june(1, "10:00:00")), other, same)
    assert at(rows.row("NB-DEADL-13")["starts"]) == at(june(3, "10:00:00"))


def test_a_call_that_was_called_off_leaves_the_next_its_own_time() -> None:
    """NB-DEADL-06: what was called off is no call; each that stands is counted from the need that it tells."""
    first = asked(may(16, "10:00:00"), may(15, "10:00:00"))
    second = asked(may(24, "10:00:00"), may(15, "10:00:00"), number=65)
    rows = now(may(30, "09:00:00"), first, off(may(17, "09:00:00")), second)
    assert rows.state("NB-DEADL-06") == "overdue"
    assert at(rows.row("NB-DEADL-06")["metAt"]) == at(may(24, "10:00:00"))


def test_in_open_care_a_need_that_nobody_tells_is_not_counted() -> None:
    """NB-DEADL-06: without needKnownAt there is nothing to count from; a revised invitation may tell it."""
    untold = call(may(16, "10:00:00"), MEETING, "sip-fristaende", stay=False)
    assert now(may(30, "09:00:00"), untold).rows("NB-DEADL-06") == []
    told = moved(
        may(17, "10:00:00"), MEETING, purpose="sip-fristaende", stay=False, needKnownAt=may(8, "10:00:00")
    )
    row = now(may(30, "09:00:00"), untold, told).row("NB-DEADL-06")
    assert (row["state"], row["due"][:10]) == ("overdue", "2024-05-14")


def test_care_planning_that_is_moved_or_called_off() -> None:
    """NB-DEADL-11: counted from the meeting that stands; a plan from before it is not its documentation."""
    meeting: Json = {
        "purpose": "samordnad-vardplanering",
        "form": "fysiskt",
        "place": "Avdelningen",
        "agenda": "Plan",
    }
    first = NB.told("kallelse", may(20, "09:00:00"), PSYCHIATRY, (SOCIAL,), 66, start=MEETING, **meeting)
    later = NB.told(
        *("kallelse", may(27, "09:00:00"), PSYCHIATRY, (SOCIAL,), 67, "revise"),
        about=66,
        start=june(3, "10:00:00"),
        **meeting,
    )
    draft = NB.told(
        "samordnad-vardplan", may(29, "09:00:00"), PSYCHIATRY, (SOCIAL,), 68, planId="v", legalForm="opt"
    )
    row = now(june(7, "00:00:00"), first, later, draft).row("NB-DEADL-11")
    assert (row["state"], row["due"][:10]) == ("overdue", "2024-06-06")
    gone_ = NB.told("kallelse", may(27, "10:00:00"), PSYCHIATRY, (SOCIAL,), 69, "cancel", about=66)
    assert now(june(7, "00:00:00"), first, gone_).rows("NB-DEADL-11") == []


# --- stays ------------------------------------------------------------------------------------------


def test_death_ends_what_is_not_yet_due() -> None:
    """Planning is over; what had run out before stays."""
    dead = NB.told("avbruten-planering", may(17, "09:00:00"), WARD, ALL, 70, reason="avliden")
    rows = now(may(25, "09:00:00"), notice(may(15, "09:00:00")), ready(may(15, "13:30:00")), dead)
    assert rows.state("NB-DEADL-02") == "overdue"
    assert rows.state("NB-DEADL-04") == rows.state("NB-DEADL-05") == "not-applicable"


def test_a_discharge_that_was_taken_back_starts_nothing() -> None:
    """NB-DEADL-09, NB-DEADL-04."""
    back = NB.told(
        "utskrivningsmeddelande", may(20, "12:00:00"), WARD, ALL, 71, "cancel", about=5, reason="Fel"
    )
    rows = now(june(20, "09:00:00"), *gone(back))
    assert rows.rows("NB-DEADL-09") == []
    assert rows.row("NB-DEADL-04")["due"] is None


def test_a_contact_from_the_last_stay_is_kept() -> None:
    """NB-ROLE-06: at the same unit; each stay has its own rows."""
    again = Place(
        region="norrbotten", municipality="2580", units=NB.units, admitted=june(1, "08:00:00"), stay="vtf-2"
    )
    second = again.told(
        "inskrivningsmeddelande", june(1, "09:00:00"), WARD, ALL, 72, estimatedDischarge="2024-06-05"
    )
    left = again.told(
        "utskrivningsmeddelande", june(5, "09:00:00"), WARD, ALL, 73, dischargedAt=june(5, "09:00:00")
    )
    rows = now(june(30, "09:00:00"), *gone(second, left))
    assert [row["state"] for row in rows.rows("NB-DEADL-04")] == ["met", "met"]
    assert [row["due"][:10] for row in rows.rows("NB-DEADL-09")] == ["2024-06-10", "2024-06-26"]
    met = now(june(30, "09:00:00"), *gone(second, plan(june(3, "10:00:00")), left))
    assert [row["state"] for row in met.rows("NB-DEADL-09")] == ["met", "met"]


def test_a_plan_made_in_the_stay_need_not_be_made_again() -> None:
    """NB-DEADL-09: unless it was closed before the patient left."""
    made = plan(may(17, "10:00:00"))
    first = notice(may(15, "09:00:00")), basis(may(15, "10:00:00")), contact(may(15, "11:00:00"))
    left = home(may(20, "10:00:00"))
    assert now(june(20, "09:00:00"), *first, made, left).state("NB-DEADL-09") == "met"
    closed = plan(may(18, "10:00:00"), number=22, action="close", about=20, reason="Behövs inte")
    assert now(june(20, "09:00:00"), *first, made, closed, left).state("NB-DEADL-09") == "overdue"


def test_nothing_is_done_before_it_happens() -> None:
    """Asked about in the middle of a history, what comes later has not been done."""
    history = notice(may(15, "15:00:00")), basis(may(16, "10:00:00"))
    came = NB.told("kvittens", may(16, "11:00:00"), SOCIAL, (WARD,), 74, about=1)
    rows = now(may(16, "09:00:00"), *history, came)
    assert rows.state("NB-DEADL-02") == "open"
    assert rows.state("NB-ACK-01", SOCIAL) == "open"
    assert rows.row("NB-ACK-01", SOCIAL)["metAt"] is None


def test_a_kvittens_given_on_paper_counts_from_then() -> None:
    """NB-OUT-01: and the row says that it was entered late."""
    paper = NB.told("kvittens", may(16, "14:00:00"), SOCIAL, (WARD,), 75, about=1, outage=may(16, "11:00:00"))
    plain = NB.told("kvittens", may(16, "14:00:00"), NURSES, (WARD,), 76, about=1)
    rows = now(may(17, "09:00:00"), notice(may(15, "15:00:00")), paper, plain)
    assert rows.row("NB-ACK-01", SOCIAL)["lateEntry"] is True
    assert rows.state("NB-ACK-01", SOCIAL) == "met"
    assert rows.state("NB-ACK-01", NURSES) == "overdue"
    assert "lateEntry" not in rows.row("NB-ACK-01", NURSES)


def test_readiness_told_on_paper_counts_from_then() -> None:
    """NB-DEADL-05: three days from when it was given."""
    paper = ready(may(16, "14:00:00")) | {
        "outage": {"reason": "Driftstopp", "originalAt": may(15, "10:00:00")}
    }
    rows = now(may(17, "09:00:00"), notice(may(15, "09:00:00")), paper)
    assert at(rows.row("NB-DEADL-05")["starts"]) == at(may(15, "10:00:00"))
    assert at(rows.row("NB-DEADL-05")["due"]) == at(may(18, "23:59:59"))


def test_without_a_directory_the_named_contact_owes_the_call() -> None:
    """A directory is not needed to count."""
    scene = NB.scene(may(25, "09:00:00"), *leaving(CALL))
    del scene["directory"]
    rows = ask(scene)
    assert rows.state("NB-DEADL-05", CENTRE) == "met"
    assert rows.state("NB-DEADL-04", CENTRE) == "met"


def test_nobody_in_open_care_to_owe_it() -> None:
    """A stay that open care was not told of: the duty stands for the only health centre, and for no unit by name without."""
    alone = notice(may(15, "09:00:00")) | {"recipients": [SOCIAL]}
    rows = now(may(25, "09:00:00"), alone, ready(may(15, "13:30:00")), consents=[refused("npo")])
    assert rows.state("NB-DEADL-05", CENTRE) == "overdue"
