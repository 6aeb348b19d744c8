"""Payment liability in Västerbotten, by the catalogue's own words and figures."""

from typing import Any

import pytest

from tests.contract.builder import Json
from tests.contract.clock import Place
from tests.contract.liability import Scene, met, row

WARD, CLINIC = "SE2321000222-AVD1", "SE2321000222-PSY1"
CENTRE, SOCIAL = "SE2321000222-HC01", "SE2120002627-SOC1"
UMEA, SKELLEFTEA = "2480", "2482"
VB = Scene(
    place=Place(
        region="vasterbotten",
        municipality=UMEA,
        admitted="2025-05-10T08:00:00+02:00",
        units={
            WARD: "slutenvard",
            CLINIC: "psykiatrisk-slutenvard",
            CENTRE: "primarvard",
            SOCIAL: "kommun-socialtjanst",
        },
    ),
    ward=WARD,
    open_care=CENTRE,
    municipality=SOCIAL,
    around={"rates": {"2025": 9000, "2026": 9500}},
)
ADMITTED = VB.admitted("2025-05-10T09:00:00+02:00")
READY = VB.ready("2025-05-12T11:00:00+02:00")
HOME = VB.left("2025-05-17")
RED = ("kand-patient", "insatser-socialtjanst", "omfattande-behov")
QUESTIONS = (
    *("kand-patient", "insatser-socialtjanst", "insatser-kommunal-halsovard", "insatser-kommunal-rehab"),
    *("nya-behov-socialtjanst", "nya-behov-kommunal-halsovard", "nya-behov-kommunal-rehab"),
    *("samordningsbehov", "behov-psykiatrisk-oppenvard", "beslut-korttidsvistelse", "omfattande-behov"),
)


def may(day: int, clock: str) -> str:
    """An instant of May 2025."""
    return f"2025-05-{day:02d}T{clock}+02:00"


def asked(*history: Json, code: int = 0, **more: Any) -> Json:
    """Asked at the end of May."""
    return VB.asked(may(30, "12:00:00"), *history, code=code, **more)


def basis(*yes: str) -> Json:
    """Every question of the planning basis answered, these with yes."""
    return VB.answered(
        may(11, "10:00:00"), **{question.replace("-", "_"): question in yes for question in QUESTIONS}
    )


def test_one_stay_as_the_contract_tells_it() -> None:
    told = asked(ADMITTED, READY, HOME)
    assert told["region"] == "vasterbotten"
    assert (told["dayZero"], told["starts"], told["ends"]) == ("2025-05-12", "2025-05-13", "2025-05-17")
    assert (told["billedDays"], told["amount"], told["reasons"]) == (4, 36_000, [])


@pytest.mark.parametrize(
    ("clock", "zero", "one"),
    [
        ("11:00:00", "2025-05-12", "2025-05-13"),
        ("11:59:59", "2025-05-12", "2025-05-13"),
        ("12:00:00", "2025-05-13", "2025-05-14"),
        ("12:00:01", "2025-05-13", "2025-05-14"),
        ("12:30:00", "2025-05-13", "2025-05-14"),
    ],
)
def test_vb_liab_12_13_day_zero_and_day_one(clock: str, zero: str, one: str) -> None:
    told = asked(ADMITTED, VB.ready(may(12, clock)), HOME)
    assert (told["dayZero"], told["starts"]) == (zero, one)


def test_vb_liab_13_leaving_on_day_zero_costs_nothing() -> None:
    told = asked(ADMITTED, READY, VB.left("2025-05-12"))
    assert (told["billedDays"], told["amount"], told["reasons"]) == (0, 0, ["BEFORE_START"])


@pytest.mark.parametrize(
    ("sent", "reasons"), [(may(11, "08:01:00"), ["NOTICE_LATE"]), (may(11, "07:59:00"), [])]
)
def test_vb_liab_05_the_admission_notice_within_24_hours(sent: str, reasons: list[str]) -> None:
    told = asked(VB.admitted(sent), READY, HOME)
    assert (met(told, "VB-LIAB-05"), told["reasons"]) == ([not reasons], reasons)
    assert told["billedDays"] == (0 if reasons else 4)


def test_vb_liab_05_counted_from_the_later_assessment() -> None:
    told = asked(VB.admitted(may(12, "08:59:00"), needAssessedAt=may(11, "09:00:00")), READY, HOME)
    assert met(told, "VB-LIAB-05") == [True]


@pytest.mark.parametrize(("clock", "reasons"), [("14:59:00", []), ("15:01:00", ["NOTICE_LATE"])])
def test_vb_liab_05_24_hours_have_passed_when_24_hours_have_also_in_the_night_of_summer_time(
    clock: str, reasons: list[str]
) -> None:
    episode = {"id": "vtf-2", "admittedAt": "2026-03-28T14:00:00+01:00"}
    history = [
        one | {"episode": episode}
        for one in (
            VB.admitted(f"2026-03-29T{clock}+02:00"),
            VB.ready("2026-03-30T09:00:00+02:00"),
            VB.left("2026-04-02"),
        )
    ]
    assert VB.asked("2026-04-30T12:00:00+02:00", *history)["reasons"] == reasons


def test_vb_liab_06_the_municipality_must_be_told_and_stay_told() -> None:
    only_open_care = asked(ADMITTED, VB.ready(may(12, "11:00:00"), to=[CENTRE]), HOME)
    assert (met(only_open_care, "VB-LIAB-06"), only_open_care["reasons"]) == ([False], ["NOT_READY"])
    back = asked(ADMITTED, READY, VB.taken_back(may(13, "09:00:00")), HOME)
    assert (back["reasons"], back["dayZero"], back["amount"]) == (["RETRACTED"], None, 0)


@pytest.mark.parametrize(
    ("day", "reasons"), [(15, []), (16, ["CALL_LATE"]), (None, ["CALL_MISSING"]), (12, [])]
)
def test_vb_liab_07_the_call_where_planning_is_to_be(day: int | None, reasons: list[str]) -> None:
    calls = [VB.called(may(day, "15:00:00"))] if day else []
    told = asked(ADMITTED, basis(*RED), READY, *calls, HOME)
    assert (told["reasons"], met(told, "VB-LIAB-07")) == (reasons, [not reasons])


def test_vb_liab_07_no_call_is_asked_for_where_there_is_nothing_to_coordinate() -> None:
    blue = basis("kand-patient", "insatser-socialtjanst")
    yellow = basis("kand-patient", "nya-behov-socialtjanst")
    for answers in (blue, yellow, VB.answered(may(11, "10:00:00"), samordningsbehov=False)):
        assert asked(ADMITTED, answers, READY, HOME)["billedDays"] == 4
    coordinated = basis("kand-patient", "nya-behov-socialtjanst", "samordningsbehov")
    assert asked(ADMITTED, coordinated, READY, HOME)["reasons"] == ["CALL_MISSING"]


def test_vb_liab_07_a_call_of_the_municipality_s_own_is_not_open_care_s() -> None:
    own = VB.called(may(13, "15:00:00"), sender=SOCIAL, to=[CENTRE])
    assert asked(ADMITTED, basis(*RED), READY, own, HOME)["reasons"] == ["CALL_MISSING"]


def test_vb_liab_07_a_call_called_off() -> None:
    call = VB.called(may(13, "15:00:00"))
    off = VB.called(may(14, "15:00:00"), number=8, action="cancel", about=5)
    assert asked(ADMITTED, basis(*RED), READY, call, off, HOME)["reasons"] == ["CALL_MISSING"]
    later = VB.called(may(16, "15:00:00"), number=8, action="cancel", about=5)
    assert asked(ADMITTED, basis(*RED), READY, call, later, HOME)["reasons"] == []


def test_vb_liab_08_transfer_to_open_compulsory_care() -> None:
    transfer = VB.ready(may(12, "11:00:00"), sender=CLINIC, transferTo="opt")
    told = asked(ADMITTED, transfer, HOME)
    assert (met(told, "VB-LIAB-08"), told["reasons"]) == ([False], ["VARDPLAN_MISSING"])
    plan = VB.place.told(
        "samordnad-vardplan",
        may(11, "11:00:00"),
        CLINIC,
        VB.both,
        9,
        planId="vardplan-1",
        legalForm="opt",
        needs="Boende",
    )
    assert asked(ADMITTED, plan, transfer, HOME)["billedDays"] == 4
    assert asked(plan, transfer, HOME)["reasons"] == ["NO_NOTICE"]


def test_vb_liab_09_what_else_came_late_changes_nothing() -> None:
    late = VB.place.told(
        "patientinformation",
        may(18, "10:00:00"),
        SOCIAL,
        [WARD],
        9,
        sections=[{"unit": SOCIAL, "text": "Hemtjänst"}],
    )
    assert asked(ADMITTED, READY, HOME, late)["amount"] == asked(ADMITTED, READY, HOME)["amount"] == 36_000


def test_vb_liab_10_11_the_registered_or_the_placing_municipality() -> None:
    person = {"identifier": "189001019802", "municipality": SKELLEFTEA}
    assert asked(ADMITTED, READY, HOME, person=person)["liable"] == SKELLEFTEA
    placed = asked(ADMITTED, READY, HOME, person=person | {"placedBy": UMEA})
    assert (placed["liable"], placed["billedDays"], met(placed, "VB-LIAB-11")) == (UMEA, 4, [True])


def test_vb_liab_14_a_notice_sent_anew_counts_from_itself() -> None:
    again = VB.ready(may(16, "09:00:00"), number=10)
    told = asked(ADMITTED, READY, VB.taken_back(may(13, "09:00:00")), again, VB.left("2025-05-19"))
    assert (told["dayZero"], told["starts"], told["billedDays"]) == ("2025-05-16", "2025-05-17", 2)


def test_vb_liab_16_no_rate_is_guessed() -> None:
    told = asked(ADMITTED, READY, HOME, rates={"2024": 8000}, code=1)
    assert (told["billedDays"], told["amount"], told["reasons"]) == (4, None, ["RATE_MISSING"])


def test_vb_liab_19_before_2022_the_act() -> None:
    admitted = VB.admitted("2021-12-30T10:00:00+01:00")
    for day, starts in (("2021-12-31", "2022-01-03"), ("2022-01-01", "2022-01-02")):
        told = VB.asked(
            "2022-01-20T12:00:00+01:00",
            admitted,
            VB.ready(f"{day}T11:00:00+01:00"),
            VB.left("2022-01-06"),
            rates={"2022": 8000},
        )
        assert told["starts"] == starts


@pytest.mark.parametrize(
    ("days", "average", "state"), [([1, 4, 4], 3.0, "none"), ([1, 4, 5], 3.33, "analysis")]
)
def test_vb_liab_01_02_the_average_of_a_month(days: list[int], average: float, state: str) -> None:
    told = VB.months(*((UMEA, "2026-01-05", f"2026-01-{5 + count:02d}") for count in days))
    assert told["months"] == [{"municipality": UMEA, "month": "2026-01", "average": average, "patients": 3}]
    assert row(told, "2026-01") == {
        "municipality": UMEA,
        "month": "2026-01",
        "state": state,
        "billedDays": 0,
        "amount": 0,
    }


def year(*averages: tuple[int, int]) -> Json:
    """Months from January 2026 with these averages: days in all and how many patients shared them; each begins the 2nd."""
    stays = [
        (
            UMEA,
            f"2026-{month:02d}-02",
            f"2026-{month:02d}-{2 + days // patients + (place < days % patients):02d}",
        )
        for month, (days, patients) in enumerate(averages, 1)
        for place in range(patients)
    ]
    return VB.months(*stays)


def states(told: Json) -> list[str]:
    """The months' states in order."""
    return [one["state"] for one in told["settlement"]]


def test_vb_liab_03_04_analysis_review_and_billing_from_month_four() -> None:
    told = year((34, 10), (32, 10), (31, 10), (25, 10))
    assert [one["average"] for one in told["months"]] == [3.4, 3.2, 3.1, 2.5]
    assert states(told) == ["analysis", "analysis", "review", "billing"]
    # ten patients, five of 2 and five of 3 days: from day 1, the day of leaving not billed
    assert row(told, "2026-04")["billedDays"] == 5 * 1 + 5 * 2
    assert row(told, "2026-04")["amount"] == 15 * 9500
    assert states(year((34, 10), (29, 10), (35, 10), (35, 10))) == [
        "analysis",
        "none",
        "analysis",
        "analysis",
    ]


def test_vb_liab_15_the_claim_ends_after_three_months_at_three_or_fewer() -> None:
    over = ((34, 10), (32, 10), (31, 10))
    ended = year(*over, (29, 10), (30, 10), (25, 10), (25, 10))
    assert states(ended)[3:] == ["billing", "billing", "billing", "none"]
    goes_on = year(*over, (29, 10), (31, 10), (25, 10), (25, 10))
    assert states(goes_on)[3:] == ["billing"] * 4


def test_vb_liab_01_who_still_waits_is_told_beside_and_a_month_without_patients_is_not_over() -> None:
    told = VB.months(
        (UMEA, "2026-01-02", "2026-01-10"), (UMEA, "2026-03-02", "2026-03-10"), (UMEA, "2026-03-20", None)
    )
    assert [(one["month"], one["average"]) for one in told["months"]] == [
        ("2026-01", 8.0),
        ("2026-02", None),
        ("2026-03", 8.0),
    ]
    assert states(told) == ["analysis", "none", "analysis"]
    assert told["waiting"] == [{"municipality": UMEA, "patients": 1}]


def test_vb_liab_17_the_goal_of_one_day_is_no_criterion() -> None:
    told = VB.months((UMEA, "2026-01-05", "2026-01-07"))
    assert (told["months"][0]["average"], states(told)) == (2.0, ["none"])


def test_death_ends_the_days() -> None:
    told = asked(ADMITTED, READY, VB.died(may(15, "07:00:00")))
    assert (told["ends"], told["billedDays"], told["reasons"]) == ("2025-05-15", 2, ["DECEASED"])


def test_a_discharge_taken_back_lets_the_days_go_on() -> None:
    back = VB.left("2025-05-17", number=9, action="cancel", about=4)
    told = VB.asked(may(20, "12:00:00"), ADMITTED, READY, HOME, back)
    assert (told["ends"], told["billedDays"]) == (None, 7)


def test_a_wrong_recipient_annulled_has_never_been_told() -> None:
    gone = VB.ready(may(12, "15:00:00"), number=9, action="annul", about=2, reason="fel-mottagare")
    assert asked(ADMITTED, READY, gone, HOME)["reasons"] == ["NOT_READY"]


def test_what_was_told_on_paper_counts_from_then() -> None:
    late = VB.ready(may(12, "19:00:00"), outage=may(12, "11:00:00"))
    told = asked(ADMITTED, late, HOME)
    assert (told["dayZero"], told["billedDays"]) == ("2025-05-12", 4)
    assert [one.get("lateEntry") for one in told["preconditions"] if one["rule"] == "VB-LIAB-06"] == [True]
