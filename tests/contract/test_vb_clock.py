"""VB-DEADL, VB-TRACK-09, -10 and VB-ACK by the clock: `svu-adapter deadlines` in the contract's own members."""

from typing import Any

import pytest

from tests.contract.builder import Json, answer, consent
from tests.contract.clock import Clock, Place, ask
from tests.contract.sip import YES

WARD = "SE2321000222-AVD1"
HEALTH_CENTRE = "SE2321000222-HC01"
SOCIAL = "SE2120002627-SOC1"
HOME_CARE = "SE2120002627-HSV1"
UNITS = {
    WARD: "slutenvard",
    HEALTH_CENTRE: "primarvard",
    SOCIAL: "kommun-socialtjanst",
    HOME_CARE: "kommun-halsovard",
}
TO = (SOCIAL, HOME_CARE, HEALTH_CENTRE)
ADMITTED = "2025-05-09T14:00:00+02:00"
PLACE = Place(region="vasterbotten", municipality="2480", units=UNITS, admitted=ADMITTED)
LATER = "2026-01-10T09:00:00+01:00"
"""Long after: nothing is open that somebody owed."""
QUESTIONS = (
    "kand-patient",
    "insatser-socialtjanst",
    "insatser-kommunal-halsovard",
    "insatser-kommunal-rehab",
    "nya-behov-socialtjanst",
    "nya-behov-kommunal-halsovard",
    "nya-behov-kommunal-rehab",
    "samordningsbehov",
    "behov-psykiatrisk-oppenvard",
    "beslut-korttidsvistelse",
    "omfattande-behov",
)


def notice(at: str = "2025-05-09T15:00:00+02:00", number: int = 1, action: str = "new", **more: Any) -> Json:
    """The ward tells of the admission."""
    content = {"estimatedDischarge": "2025-05-14", "ward": "Avdelning 1"} | more
    return PLACE.told("inskrivningsmeddelande", at, WARD, content.pop("to", TO), number, action, **content)


def basis(colour: str, at: str = "2025-05-10T10:00:00+02:00", number: int = 2, **yes: bool) -> Json:
    """The planning basis, every question answered as the colour wants."""
    said = {one: one in YES[colour] for one in QUESTIONS}
    said |= {name.replace("_", "-"): value for name, value in yes.items()}
    answers = [answer("2025-05-10") | {"question": one, "answer": value} for one, value in said.items()]
    return PLACE.told("planeringsunderlag", at, WARD, TO, number, answers=answers)


def contact(at: str = "2025-05-10T11:00:00+02:00", number: int = 3) -> Json:
    """Primary care names the fixed care contact."""
    named = {"name": "Test Kontakt", "workplace": "Hälsocentralen", "coordinates": True}
    return PLACE.told("fast-vardkontakt", at, HEALTH_CENTRE, (WARD, SOCIAL), number, contact=named)


def ready(at: str, number: int = 4, action: str = "new", **more: Any) -> Json:
    """The ward tells that the patient is ready."""
    content = {"readyAt": at} | more if action == "new" else more
    return PLACE.told("utskrivningsklar", at, WARD, TO, number, action, **content)


def home(left: str, number: int = 5, at: str | None = None, action: str = "new", **more: Any) -> Json:
    """The patient has left."""
    content = {"dischargedAt": left, "text": "Hem"} | more if action == "new" else more
    return PLACE.told("utskrivningsmeddelande", at or left, WARD, TO, number, action, **content)


def call(at: str, start: str = "2025-05-20T10:00:00+02:00", number: int = 6, **more: Any) -> Json:
    """The fixed care contact calls to a SIP."""
    content = {
        "purpose": "sip-svu",
        "start": start,
        "form": "fysiskt",
        "place": "Hemma",
        "agenda": "Samordna hjälpen",
    }
    action = more.pop("action", "new")
    return PLACE.told("kallelse", at, HEALTH_CENTRE, (SOCIAL, HOME_CARE), number, action, **(content | more))


def kvittens(of: int, at: str, unit: str = SOCIAL, number: int = 40) -> Json:
    """A unit acknowledges."""
    return PLACE.told("kvittens", at, unit, (WARD,), number, about=of)


def agreed(at: str = "2025-05-10T09:00:00+02:00", status: str = "given") -> Json:
    """Consent to the SIP, as the health centre recorded it."""
    return consent(status, HEALTH_CENTRE, scopes=["sip"], recordedAt=at)


def asked(*history: Json, at: str = LATER, **more: Any) -> Clock:
    """The rows of that history, long after unless at an instant."""
    return ask(PLACE.scene(at, *history, **more))


def days(clock: Clock, rule: str, owner: str | None = None, **members: Any) -> tuple[str, str | None]:
    """State and due of a rule's only row."""
    row = clock.row(rule, owner, **members)
    return row["state"], row["due"]


@pytest.mark.parametrize(
    ("admitted", "sent", "due", "state"),
    [
        ("2025-05-12T14:00:00+02:00", "2025-05-13T13:59:00+02:00", "2025-05-13T14:00:00+02:00", "met"),
        ("2025-05-12T14:00:00+02:00", "2025-05-13T14:00:00+02:00", "2025-05-13T14:00:00+02:00", "met"),
        ("2025-05-12T14:00:00+02:00", "2025-05-13T14:01:00+02:00", "2025-05-13T14:00:00+02:00", "overdue"),
        # elapsed hours over both changes of the clock
        ("2026-03-28T14:00:00+01:00", "2026-03-29T15:00:00+02:00", "2026-03-29T15:00:00+02:00", "met"),
        ("2026-03-28T14:00:00+01:00", "2026-03-29T15:00:01+02:00", "2026-03-29T15:00:00+02:00", "overdue"),
        ("2025-10-25T14:00:00+02:00", "2025-10-26T13:00:00+01:00", "2025-10-26T13:00:00+01:00", "met"),
        ("2025-10-25T14:00:00+02:00", "2025-10-26T13:30:00+01:00", "2025-10-26T13:00:00+01:00", "overdue"),
        # a public holiday and a weekend move nothing
        ("2025-06-05T14:00:00+02:00", "2025-06-06T14:00:01+02:00", "2025-06-06T14:00:00+02:00", "overdue"),
        ("2025-05-09T14:00:00+02:00", "2025-05-10T13:59:59+02:00", "2025-05-10T14:00:00+02:00", "met"),
    ],
)
def test_01_the_notice_is_sent_within_24_hours_of_admission(
    admitted: str, sent: str, due: str, state: str
) -> None:
    told = notice(sent)
    told["episode"]["admittedAt"] = admitted
    row = asked(told, at="2026-04-01T12:00:00+02:00").row("VB-DEADL-01")
    assert (row["owner"], row["starts"], row["due"], row["state"]) == (WARD, admitted, due, state)
    assert row["metAt"] == sent


def test_01_before_there_is_a_notice_the_admission_that_is_known_runs() -> None:
    record = PLACE.told("samtycke", "2025-05-09T14:30:00+02:00", WARD, (), 9, **consent("given", WARD))
    assert asked(record, at="2025-05-10T14:00:00+02:00").state("VB-DEADL-01") == "open"
    assert asked(record, at="2025-05-10T14:00:01+02:00").state("VB-DEADL-01") == "overdue"


def test_01_late_entry_after_an_outage_counts_from_when_it_was_done() -> None:
    late = notice("2025-05-11T09:00:00+02:00") | {
        "outage": {"reason": "Driftstopp", "originalAt": "2025-05-10T13:00:00+02:00"}
    }
    row = asked(late).row("VB-DEADL-01")
    assert (row["state"], row["metAt"], row["lateEntry"]) == ("met", "2025-05-10T13:00:00+02:00", True)


@pytest.mark.parametrize(
    ("sent", "state"), [("2025-05-16T10:00:00+02:00", "met"), ("2025-05-16T10:00:01+02:00", "overdue")]
)
def test_02_a_later_assessment_gives_24_hours_of_its_own(sent: str, state: str) -> None:
    clock = asked(notice(sent, needAssessedAt="2025-05-15T10:00:00+02:00"))
    row = clock.row("VB-DEADL-02")
    assert (row["owner"], row["due"], row["state"]) == (WARD, "2025-05-16T10:00:00+02:00", state)
    assert clock.state("VB-DEADL-01") == "not-applicable"


def test_02_a_need_seen_before_the_admission_gives_no_time_of_its_own() -> None:
    clock = asked(notice("2025-05-10T15:00:00+02:00", needAssessedAt="2025-05-09T12:00:00+02:00"))
    assert clock.state("VB-DEADL-02") == "not-applicable"
    assert clock.state("VB-DEADL-01") == "overdue"


@pytest.mark.parametrize(
    ("sent", "rule", "day"),
    [
        ("2025-05-12T11:59:59+02:00", "VB-ACK-04", "2025-05-12T23:59:59+02:00"),
        ("2025-05-12T12:00:00+02:00", "VB-ACK-05", "2025-05-13T23:59:59+02:00"),
        ("2025-05-12T12:00:01+02:00", "VB-ACK-05", "2025-05-13T23:59:59+02:00"),
        ("2025-12-31T13:00:00+01:00", "VB-ACK-05", "2026-01-01T23:59:59+01:00"),
        ("2025-05-09T12:01:00+02:00", "VB-ACK-05", "2025-05-10T23:59:59+02:00"),
        ("2025-06-05T15:00:00+02:00", "VB-ACK-05", "2025-06-06T23:59:59+02:00"),
        ("2026-03-28T12:30:00+01:00", "VB-ACK-05", "2026-03-29T23:59:59+02:00"),
        ("2025-10-26T11:59:59+01:00", "VB-ACK-04", "2025-10-26T23:59:59+01:00"),
    ],
)
def test_03_04_from_twelve_on_a_ready_notice_counts_as_come_the_next_day(
    sent: str, rule: str, day: str
) -> None:
    """The same day is that of the kvittens and of the invitation (VB-DEADL-03, -04, -05, -07)."""
    clock = asked(notice(), ready(sent), at=sent)
    for unit in TO:
        row = clock.row(rule, unit)
        assert (row["due"], row["state"], row["what"]) == (day, "open", "kvittens")
    assert days(clock, "VB-DEADL-07") == ("open", day)


@pytest.mark.parametrize(
    ("came", "state"), [("2025-05-12T23:59:59+02:00", "met"), ("2025-05-13T08:00:00+02:00", "overdue")]
)
def test_ack_04_a_kvittens_the_day_after_is_late(came: str, state: str) -> None:
    clock = asked(notice(), ready("2025-05-12T11:59:00+02:00"), kvittens(4, came))
    assert clock.state("VB-ACK-04", SOCIAL) == state
    assert clock.row("VB-ACK-04", SOCIAL)["metAt"] == came
    assert clock.state("VB-ACK-04", HOME_CARE) == "overdue"


@pytest.mark.parametrize(
    ("ready_at", "called", "state"),
    [
        ("2025-05-12T10:00:00+02:00", "2025-05-12T23:59:00+02:00", "met"),
        ("2025-05-12T10:00:00+02:00", "2025-05-13T00:00:00+02:00", "overdue"),
        ("2025-05-12T10:00:00+02:00", "2025-05-11T10:00:00+02:00", "met"),
        ("2025-05-12T12:00:00+02:00", "2025-05-13T23:59:59+02:00", "met"),
        ("2025-05-12T12:00:00+02:00", "2025-05-14T00:00:00+02:00", "overdue"),
        ("2025-06-05T12:30:00+02:00", "2025-06-06T18:00:00+02:00", "met"),
    ],
)
def test_07_the_invitation_is_sent_on_the_day_of_being_ready(ready_at: str, called: str, state: str) -> None:
    for before in ((), (basis("gul"),), (basis("rod"),)):
        clock = asked(notice(), *before, contact(), ready(ready_at), call(called))
        row = clock.row("VB-DEADL-07")
        assert (row["owner"], row["state"], row["metAt"]) == (HEALTH_CENTRE, state, called), before


@pytest.mark.parametrize("colour", ["bla", "gron"])
def test_07_blue_and_green_call_nobody_by_then(colour: str) -> None:
    clock = asked(notice(), basis(colour), ready("2025-05-12T10:00:00+02:00"))
    assert clock.state("VB-DEADL-07") == "not-applicable"
    assert clock.printed["track"] == colour


def test_07_without_a_need_of_coordination_or_with_a_no_nobody_is_called() -> None:
    no_need = basis("gul", samordningsbehov=False)
    assert asked(notice(), no_need, ready("2025-05-12T10:00:00+02:00")).state("VB-DEADL-07") == (
        "not-applicable"
    )
    refused = asked(
        notice(), basis("gul"), ready("2025-05-12T10:00:00+02:00"), consents=[agreed(status="refused")]
    )
    assert refused.state("VB-DEADL-07") == "not-applicable"


def test_07_whether_a_sip_is_required_may_be_stated_outright() -> None:
    history = (notice(), basis("gul"), ready("2025-05-12T10:00:00+02:00"))
    assert asked(*history, facts={"sipRequired": False}).state("VB-DEADL-07") == "not-applicable"
    assert asked(*history, facts={"sipRequired": True}).state("VB-DEADL-07") == "overdue"


@pytest.mark.parametrize(
    ("called", "state"),
    [("2025-05-12T23:59:59+02:00", "met"), (None, "overdue"), ("2025-05-13T08:00:00+02:00", "overdue")],
)
def test_track_09_yellow_with_a_need_is_called_on_the_day_of_being_ready(
    called: str | None, state: str
) -> None:
    calls = [call(called)] if called else []
    clock = asked(notice(), basis("gul"), contact(), ready("2025-05-12T10:00:00+02:00"), *calls)
    assert days(clock, "VB-TRACK-09", HEALTH_CENTRE) == (state, "2025-05-12T23:59:59+02:00")
    assert clock.printed["track"] == "gul"


def test_track_09_is_of_yellow_with_a_need_alone() -> None:
    at = "2025-05-12T10:00:00+02:00"
    for before in ((basis("gul", samordningsbehov=False),), (basis("rod"),), (basis("bla"),), ()):
        assert asked(notice(), *before, ready(at)).state("VB-TRACK-09") == "not-applicable", before


@pytest.mark.parametrize(
    ("meeting", "state"), [("2025-06-10T10:00:00+02:00", "met"), ("2025-06-11T10:00:00+02:00", "overdue")]
)
def test_track_10_and_08_the_meeting_is_within_four_weeks_of_leaving(meeting: str, state: str) -> None:
    history = (
        notice(),
        basis("gul"),
        contact(),
        ready("2025-05-12T10:00:00+02:00"),
        call("2025-05-12T11:00:00+02:00", meeting),
        home("2025-05-13T13:00:00+02:00"),
    )
    clock = asked(*history)
    for rule in ("VB-TRACK-10", "VB-DEADL-08"):
        assert days(clock, rule, HEALTH_CENTRE) == (state, "2025-06-10T23:59:59+02:00")
        assert clock.row(rule)["metAt"] == meeting
    before = asked(*history, at="2025-06-01T09:00:00+02:00")
    assert (before.state("VB-TRACK-10"), before.state("VB-DEADL-08")) == ("open", "open")


def test_08_a_meeting_at_the_hospital_or_a_follow_up_is_early_enough() -> None:
    early = call("2025-05-10T12:00:00+02:00", "2025-05-11T09:00:00+02:00")
    history = (notice(), basis("rod"), contact(), early, ready("2025-05-12T10:00:00+02:00"))
    clock = asked(*history, home("2025-05-13T13:00:00+02:00"))
    assert clock.state("VB-DEADL-08") == "met"
    assert clock.state("VB-TRACK-10") == "not-applicable"


def test_08_nobody_meets_who_is_not_called_and_has_no_need() -> None:
    clock = asked(
        notice(), basis("bla"), ready("2025-05-12T10:00:00+02:00"), home("2025-05-12T13:00:00+02:00")
    )
    assert clock.state("VB-DEADL-08") == "not-applicable"


@pytest.mark.parametrize(
    ("left", "goal"),
    [("2025-05-13T11:00:00+02:00", "met"), ("2025-05-13T11:00:01+02:00", "overdue")],
)
def test_09_home_within_a_day_is_a_goal(left: str, goal: str) -> None:
    row = asked(notice(), ready("2025-05-12T11:00:00+02:00"), home(left)).row("VB-DEADL-09")
    assert (row["state"], row["weight"], row["due"]) == (goal, "goal", "2025-05-13T11:00:00+02:00")


@pytest.mark.parametrize("colour", ["bla", "gron"])
@pytest.mark.parametrize(
    ("ready_at", "left", "state"),
    [
        ("2025-05-12T11:59:59+02:00", "2025-05-13T23:59:59+02:00", "met"),
        ("2025-05-12T11:59:59+02:00", "2025-05-14T00:00:00+02:00", "overdue"),
        ("2025-05-11T12:00:00+02:00", "2025-05-13T20:00:00+02:00", "met"),
        ("2025-05-11T12:00:00+02:00", "2025-05-14T08:00:00+02:00", "overdue"),
        ("2025-06-05T11:00:00+02:00", "2025-06-07T08:00:00+02:00", "overdue"),
    ],
)
def test_10_blue_and_green_go_home_the_day_after_at_the_latest(
    colour: str, ready_at: str, left: str, state: str
) -> None:
    clock = asked(notice(), basis(colour), ready(ready_at), home(left))
    assert clock.row("VB-DEADL-10", WARD)["state"] == state
    assert clock.row("VB-DEADL-10")["metAt"] == left


def test_10_is_not_of_other_colours() -> None:
    for before in ((basis("gul"),), (basis("rod"),), ()):
        clock = asked(notice(), *before, ready("2025-05-12T10:00:00+02:00"))
        assert clock.state("VB-DEADL-10") == "not-applicable"


PLAN: Json = {
    "planId": "sip-2025-1",
    "version": 1,
    "mainGoal": "Bo hemma",
    "interventions": [
        {"id": "i1", "text": "Dosett", "responsible": HOME_CARE},
        {"id": "i2", "text": "Hemtjänst", "responsible": SOCIAL},
    ],
    "coordinator": {"unit": HEALTH_CENTRE, "name": "Test Kontakt", "phone": "090-100000"},
    "followUpAt": "2025-06-20T10:00:00+02:00",
}


def plan(at: str, number: int = 20, action: str = "new", **more: Any) -> Json:
    """The coordinator writes the plan."""
    return PLACE.told(
        "sip", at, HEALTH_CENTRE, (SOCIAL, HOME_CARE), number, action, stay=False, **(PLAN | more)
    )


def comment(at: str, unit: str = HOME_CARE, number: int = 30) -> Json:
    """A unit follows up its own part."""
    said = [{"target": "i1", "text": "Fungerar", "status": "ongoing"}]
    return PLACE.told(
        "uppfoljning",
        at,
        unit,
        (HEALTH_CENTRE,),
        number,
        stay=False,
        planId="sip-2025-1",
        comments=said,
    )


@pytest.mark.parametrize(
    ("came", "state"), [("2025-06-19T23:59:00+02:00", "met"), ("2025-06-20T00:01:00+02:00", "overdue")]
)
def test_11_each_responsible_follows_up_the_day_before(came: str, state: str) -> None:
    clock = asked(plan("2025-05-20T11:00:00+02:00"), comment(came))
    assert days(clock, "VB-DEADL-11", HOME_CARE) == (state, "2025-06-19T23:59:59+02:00")
    assert clock.state("VB-DEADL-11", SOCIAL) == "overdue"
    assert clock.rows("VB-DEADL-11", HEALTH_CENTRE) == []


def test_11_a_plan_revised_to_the_same_day_asks_for_no_second_comment() -> None:
    early, again = (
        comment("2025-06-10T10:00:00+02:00"),
        plan("2025-06-12T10:00:00+02:00", 21, "revise", about=20),
    )
    assert asked(plan("2025-05-20T11:00:00+02:00"), early, again).state("VB-DEADL-11", HOME_CARE) == "met"
    moved = plan("2025-06-12T10:00:00+02:00", 21, "revise", about=20, followUpAt="2025-07-20T10:00:00+02:00")
    clock = asked(plan("2025-05-20T11:00:00+02:00"), early, moved)
    assert days(clock, "VB-DEADL-11", HOME_CARE) == ("overdue", "2025-07-19T23:59:59+02:00")


def test_11_a_plan_that_is_closed_in_time_is_followed_up_no_more() -> None:
    closed = PLACE.told(
        "sip",
        "2025-06-01T10:00:00+02:00",
        HEALTH_CENTRE,
        (SOCIAL,),
        29,
        "close",
        stay=False,
        planId="sip-2025-1",
        reason="mal-uppnadda",
    )
    assert asked(plan("2025-05-20T11:00:00+02:00"), closed).state("VB-DEADL-11", SOCIAL) == "not-applicable"


def test_12_with_complex_needs_the_plan_comes_before_the_ready_notice() -> None:
    at = "2025-05-12T10:00:00+02:00"
    before = asked(notice(), basis("rod"), plan("2025-05-11T10:00:00+02:00"), ready(at))
    assert (before.state("VB-DEADL-12"), before.row("VB-DEADL-12")["weight"]) == ("met", "reminder")
    for more in ((), (plan("2025-05-12T10:00:01+02:00"),)):
        assert asked(notice(), basis("rod"), ready(at), *more).state("VB-DEADL-12") == "overdue"
    assert asked(notice(), basis("gul"), ready(at)).state("VB-DEADL-12") == "not-applicable"
    assert asked(notice(), ready(at)).state("VB-DEADL-12") == "not-applicable"


@pytest.mark.parametrize(
    ("sent", "until"),
    [
        ("2025-05-12T08:00:00+02:00", "2025-05-12T23:59:59+02:00"),
        ("2025-05-12T11:59:59+02:00", "2025-05-12T23:59:59+02:00"),
        ("2025-05-12T12:00:00+02:00", "2025-05-13T11:59:59+02:00"),
        ("2025-12-31T20:00:00+01:00", "2026-01-01T11:59:59+01:00"),
    ],
)
def test_13_what_comes_is_looked_at_by_the_end_of_the_next_half_day(sent: str, until: str) -> None:
    clock = asked(notice(sent), at=sent)
    assert {days(clock, "VB-DEADL-13", unit) for unit in TO} == {("open", until)}
    late = asked(notice(sent), kvittens(1, until), at=LATER)
    assert late.state("VB-DEADL-13", SOCIAL) == "met"
    assert late.state("VB-DEADL-13", HOME_CARE) == "overdue"


def test_13_a_unit_is_asked_once_for_each_half_day() -> None:
    morning = [notice("2025-05-12T08:00:00+02:00"), basis("gul", "2025-05-12T09:00:00+02:00")]
    afternoon = contact("2025-05-12T13:00:00+02:00")
    clock = asked(*morning, afternoon, at="2025-05-12T14:00:00+02:00")
    assert len(clock.rows("VB-DEADL-13", SOCIAL)) == 2
    assert len(clock.rows("VB-DEADL-13", HOME_CARE)) == 1


def test_14_from_consent_and_need_on_the_invitation_ages_without_a_limit() -> None:
    history = (notice(), basis("gul"), contact())
    consents = [agreed("2025-05-11T09:00:00+02:00")]
    row = asked(*history, consents=consents).row("VB-DEADL-14")
    assert (row["state"], row["due"], row["starts"]) == ("open", None, "2025-05-11T09:00:00+02:00")
    assert (row["owner"], row["weight"]) == (HEALTH_CENTRE, "reminder")
    called = asked(*history, call("2025-05-12T09:00:00+02:00"), consents=consents).row("VB-DEADL-14")
    assert (called["state"], called["metAt"]) == ("met", "2025-05-12T09:00:00+02:00")
    assert asked(*history).rows("VB-DEADL-14") == []
    assert asked(notice(), contact(), consents=consents).rows("VB-DEADL-14") == []


def test_ack_02_every_day_of_the_week_and_answered_besides() -> None:
    sent = "2025-05-10T10:00:00+02:00"
    answers = PLACE.told(
        "svar-inskrivningsmeddelande",
        "2025-05-10T12:00:00+02:00",
        HOME_CARE,
        (WARD,),
        50,
        about=1,
        answers=[{"question": "kand-patient", "answer": True}],
    )
    clock = asked(notice(sent), kvittens(1, "2025-05-10T11:00:00+02:00"), answers)
    saturday = "2025-05-10T23:59:59+02:00"
    assert days(clock, "VB-ACK-02", SOCIAL, what="kvittens") == ("met", saturday)
    assert days(clock, "VB-ACK-02", SOCIAL, what="svar-inskrivningsmeddelande") == ("overdue", saturday)
    assert days(clock, "VB-ACK-02", HOME_CARE, what="kvittens") == ("overdue", saturday)
    assert days(clock, "VB-ACK-02", HOME_CARE, what="svar-inskrivningsmeddelande") == ("met", saturday)
    assert days(asked(notice("2025-05-10T12:00:00+02:00")), "VB-ACK-02", SOCIAL, what="kvittens") == (
        "overdue",
        "2025-05-11T23:59:59+02:00",
    )


def test_ack_03_a_resent_notice_is_acknowledged_anew_and_not_answered_again() -> None:
    again = notice("2025-05-12T09:00:00+02:00", 8, "revise", about=1, estimatedDischarge="2025-05-16")
    clock = asked(notice(), again)
    assert days(clock, "VB-ACK-03", SOCIAL) == ("overdue", "2025-05-12T23:59:59+02:00")
    assert len([row for row in clock.all if row["what"] == "kvittens" and row["owner"] == SOCIAL]) == 2
    assert len([row for row in clock.all if row["what"] == "svar-inskrivningsmeddelande"]) == len(TO)


def test_ack_02_a_unit_that_is_brought_in_answers_from_then_on() -> None:
    first = notice(to=(SOCIAL, HEALTH_CENTRE))
    later = notice("2025-05-11T10:00:00+02:00", 8, "forward", about=1, to=(HOME_CARE,))
    clock = asked(first, later)
    assert clock.due("VB-ACK-02", HOME_CARE, what="svar-inskrivningsmeddelande").isoformat() == (
        "2025-05-11T23:59:59+02:00"
    )


def test_ack_06_07_a_general_message_is_owed_by_whom_it_is_sent_to() -> None:
    def general(*to: str) -> Json:
        return PLACE.told("generellt-meddelande", "2025-05-11T10:00:00+02:00", WARD, to, 60, text="Rullstol")

    acked = [kvittens(60, "2025-05-11T12:00:00+02:00", unit, 60 + at) for at, unit in enumerate(TO[:2], 1)]
    clock = asked(notice(), general(*TO), *acked)
    assert {row["owner"]: row["state"] for row in clock.rows("VB-ACK-06")} == {
        SOCIAL: "met",
        HOME_CARE: "met",
        HEALTH_CENTRE: "overdue",
    }
    one = asked(notice(), general(SOCIAL))
    assert days(one, "VB-ACK-07") == ("overdue", "2025-05-11T23:59:59+02:00")
    assert one.row("VB-ACK-07")["owner"] == SOCIAL
    assert one.rows("VB-ACK-06") == []


def test_ack_11_what_is_taken_back_is_acknowledged_as_a_general_message() -> None:
    back = ready(
        "2025-05-12T15:00:00+02:00", 10, "cancel", about=4, reason="Feber", newEstimatedDischarge="2025-05-18"
    )
    clock = asked(notice(), ready("2025-05-12T10:00:00+02:00"), back)
    assert {days(clock, "VB-ACK-11", unit) for unit in TO} == {("overdue", "2025-05-12T23:59:59+02:00")}
    left = home("2025-05-12T13:00:00+02:00")
    undone = home("", 12, "2025-05-12T15:00:00+02:00", "cancel", about=5, reason="Stannar")
    again = asked(notice(), ready("2025-05-12T10:00:00+02:00"), left, undone)
    assert {row["owner"] for row in again.rows("VB-ACK-11")} == set(TO)


def short(at: str = "2025-05-09T15:00:00+02:00", **more: Any) -> Json:
    """A notice of a short stay."""
    return notice(at, contactReason="kort-vardtid-24h", **more)


def test_a_short_stay_needs_no_invitation_as_long_as_it_is_short() -> None:
    at = "2025-05-10T09:00:00+02:00"
    clock = asked(short(), ready(at), home("2025-05-10T14:00:00+02:00"))
    assert clock.state("VB-DEADL-07") == "not-applicable"
    assert clock.state("VB-DEADL-01") == "met"
    assert clock.state("VB-ACK-04", SOCIAL) == "overdue"
    long = asked(short(), ready(at), home("2025-05-10T14:01:00+02:00"))
    assert long.state("VB-DEADL-07") == "overdue"
    assert asked(short(), ready(at), at="2025-05-10T13:00:00+02:00").state("VB-DEADL-07") == "not-applicable"


def second(told: Json) -> Json:
    """The same in the person's second stay."""
    return told | {"episode": {"id": "vtf-2", "admittedAt": "2025-05-20T10:00:00+02:00"}}


def test_each_stay_has_its_own_rows_and_what_is_called_outside_any_is_the_newest_ones() -> None:
    outside = call("2025-05-21T11:00:00+02:00", "2025-05-28T10:00:00+02:00")
    del outside["episode"]
    clock = asked(
        notice(),
        basis("gul"),
        contact(),
        ready("2025-05-12T10:00:00+02:00"),
        home("2025-05-12T15:00:00+02:00"),
        second(notice("2025-05-20T11:00:00+02:00", 21)),
        second(basis("gul", "2025-05-20T12:00:00+02:00", 22)),
        second(ready("2025-05-21T10:00:00+02:00", 23)),
        outside,
    )
    first = clock.row("VB-DEADL-07", episode="vtf-1")
    assert (first["state"], first["metAt"]) == ("overdue", None)
    assert clock.state("VB-DEADL-07", episode="vtf-2") == "met"
    assert clock.state("VB-DEADL-08") == "overdue"
    assert clock.state("VB-DEADL-01", episode="vtf-2") == "met"


def test_a_notice_taken_back_and_sent_again_begins_anew() -> None:
    first, again = ready("2025-05-12T10:00:00+02:00"), ready("2025-05-16T12:00:00+02:00", 11)
    back = ready(
        "2025-05-13T09:00:00+02:00", 10, "cancel", about=4, reason="Feber", newEstimatedDischarge="2025-05-18"
    )
    before = (notice(), basis("gron"), contact())
    assert asked(*before, first, back).rows("VB-DEADL-10") == []
    clock = asked(*before, first, back, again, home("2025-05-18T20:00:00+02:00"))
    assert days(clock, "VB-DEADL-10") == ("met", "2025-05-18T23:59:59+02:00")
    assert clock.row("VB-DEADL-09")["due"] == "2025-05-17T12:00:00+02:00"


def test_a_departure_taken_back_has_not_been() -> None:
    before = (notice(), basis("bla"), ready("2025-05-12T10:00:00+02:00"), home("2025-05-13T13:00:00+02:00"))
    undone = home("", 12, "2025-05-13T15:00:00+02:00", "cancel", about=5, reason="Stannar")
    assert asked(*before).state("VB-DEADL-10") == "met"
    assert asked(*before, undone).state("VB-DEADL-10") == "overdue"
    later = asked(*before, undone, home("2025-05-15T09:00:00+02:00", 13)).row("VB-DEADL-10")
    assert (later["state"], later["metAt"]) == ("overdue", "2025-05-15T09:00:00+02:00")


def test_an_annulled_notice_has_never_been() -> None:
    gone = PLACE.told(
        "inskrivningsmeddelande",
        "2025-05-09T16:00:00+02:00",
        WARD,
        TO,
        14,
        "annul",
        about=1,
        reason="fel-person",
    )
    assert asked(notice(), gone).rows("VB-DEADL-01") == []
    clock = asked(notice(), gone, notice("2025-05-10T14:00:01+02:00", 15))
    assert clock.state("VB-DEADL-01") == "overdue"


def test_a_ready_notice_on_paper_counts_from_when_it_was_given() -> None:
    late = ready("2025-05-12T15:00:00+02:00") | {
        "outage": {"reason": "Driftstopp", "originalAt": "2025-05-12T11:00:00+02:00"}
    }
    clock = asked(notice(), basis("gul"), contact(), late, call("2025-05-13T10:00:00+02:00"))
    assert days(clock, "VB-DEADL-07") == ("overdue", "2025-05-12T23:59:59+02:00")


def test_who_has_died_owes_and_is_owed_nothing_more() -> None:
    before = (notice(), basis("gul"), contact(), ready("2025-05-12T10:00:00+02:00"))
    ended = PLACE.told("avbruten-planering", "2025-05-12T18:00:00+02:00", WARD, TO, 30, reason="avliden")
    assert asked(*before, ended).state("VB-DEADL-07") == "not-applicable"
    dead = {"identifier": "189001019802", "registerHit": True, "protection": "none", "deceased": "2025-05-12"}
    clock = asked(*before, person=dead)
    assert clock.state("VB-DEADL-07") == "not-applicable"
    assert clock.state("VB-ACK-02", SOCIAL, what="svar-inskrivningsmeddelande") == "overdue"


def test_a_unit_without_a_system_owes_no_kvittens() -> None:
    insurance = "SE2021005521-FK01"
    told = notice(to=(SOCIAL, insurance))
    scene = PLACE.scene(LATER, told)
    scene["directory"].append(
        {"unit": insurance, "role": "extern", "name": "Försäkringskassan", "organisation": "extern"}
    )
    clock = ask(scene)
    assert clock.rows("VB-ACK-02", insurance) == []
    assert clock.state("VB-ACK-02", SOCIAL, what="kvittens") == "overdue"


def test_without_a_directory_every_recipient_owes_its_kvittens() -> None:
    scene = PLACE.scene(LATER, notice(), contact(), ready("2025-05-12T10:00:00+02:00"))
    del scene["directory"]
    clock = ask(scene)
    assert {row["owner"] for row in clock.rows("VB-ACK-04")} == set(TO)
    assert clock.row("VB-DEADL-07")["owner"] == HEALTH_CENTRE


AT = "2025-05-10T09:00:00+02:00"


def leaving(
    *, record: str | None = None, at: str = AT, left: str = "2025-05-10T13:30:00+02:00", acked: int = 3
) -> Clock:
    """A short stay, ready on its second day, acknowledged by so many units, left the same day unless said otherwise."""
    contacts: Json = {"contactRecord": {"at": record, "with": "Enheterna"}} if record else {}
    acks = [
        kvittens(4, "2025-05-10T12:30:00+02:00", unit, 60 + number) for number, unit in enumerate(TO[:acked])
    ]
    return asked(short(), ready(at), *acks, home(left, **contacts))


@pytest.mark.parametrize(
    ("state", "how"),
    [
        ("not-applicable", {}),
        ("overdue", {"acked": 2}),
        ("met", {"acked": 2, "record": "2025-05-10T13:00:00+02:00"}),
        ("overdue", {"acked": 2, "record": "2025-05-10T14:00:00+02:00"}),
        ("not-applicable", {"at": "2025-05-10T11:59:59+02:00"}),
        ("overdue", {"at": "2025-05-10T12:00:00+02:00"}),
        ("met", {"at": "2025-05-10T12:00:00+02:00", "record": "2025-05-10T13:00:00+02:00"}),
        ("not-applicable", {"acked": 0, "left": "2025-05-11T08:00:00+02:00"}),
        (
            "not-applicable",
            {"acked": 0, "at": "2025-05-09T18:00:00+02:00", "left": "2025-05-10T08:00:00+02:00"},
        ),
    ],
)
def test_ack_08_09_a_short_stay_leaves_the_same_day_acknowledged_or_after_a_contact(
    state: str, how: dict[str, Any]
) -> None:
    assert leaving(**how).state("VB-ACK-09") == state


def test_ack_09_before_leaving_the_contact_is_open() -> None:
    clock = asked(short(), ready(AT), at="2025-05-10T10:00:00+02:00")
    row = clock.row("VB-ACK-09")
    assert (row["owner"], row["state"], row["due"]) == (WARD, "open", None)
    assert asked(notice(), ready(AT), at="2025-05-10T10:00:00+02:00").state("VB-ACK-09") == "not-applicable"
