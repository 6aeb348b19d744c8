"""Payment liability in Norrbotten, by the catalogue's own words and figures."""

from typing import Any

import pytest

from tests.contract.builder import Json, consent
from tests.contract.clock import Place
from tests.contract.liability import Scene, met

WARD, CENTRE, SOCIAL = "SE2321000230-AVD1", "SE2321000230-HC01", "SE2120002742-SOC1"
LULEA = "2580"
NB = Scene(
    place=Place(
        region="norrbotten",
        municipality=LULEA,
        admitted="2024-05-13T08:00:00+02:00",
        units={WARD: "slutenvard", CENTRE: "primarvard", SOCIAL: "kommun-socialtjanst"},
    ),
    ward=WARD,
    open_care=CENTRE,
    municipality=SOCIAL,
    around={"rates": {"2024": 7100}, "facts": {"regionInterventionsAvailable": True}},
)


def may(day: int, clock: str) -> str:
    """An instant of May 2024."""
    return f"2024-05-{day:02d}T{clock}+02:00"


ADMITTED = NB.admitted(may(13, "09:00:00"))
READY = NB.ready(may(15, "09:30:00"))
CALLED = NB.called(may(18, "15:00:00"))
HOME = NB.left("2024-05-21")


def asked(*history: Json, code: int = 0, **more: Any) -> Json:
    """Asked at the end of May."""
    return NB.asked(may(30, "12:00:00"), *history, code=code, **more)


@pytest.mark.parametrize(
    ("sent", "starts"),
    [
        (may(15, "09:30:00"), "2024-05-18"),
        (may(15, "12:00:00"), "2024-05-18"),
        (may(15, "12:00:01"), "2024-05-19"),
        (may(18, "16:00:00"), "2024-05-22"),
    ],
)
def test_nb_liab_07_08_three_days_or_four(sent: str, starts: str) -> None:
    told = asked(ADMITTED, NB.ready(sent), CALLED, NB.left("2024-05-25"))
    assert (told["starts"], told["reasons"]) == (starts, [])


def test_nb_liab_09_three_days_of_7100() -> None:
    told = asked(ADMITTED, READY, CALLED, HOME)
    assert (told["billedDays"], told["amount"]) == (3, 21_300)
    missing = asked(ADMITTED, READY, CALLED, HOME, rates={}, code=1)
    assert (missing["amount"], missing["reasons"]) == (None, ["RATE_MISSING"])
    assert missing["notes"] == [
        "No rate per day is known for 2024: give it under `rates` of the scenario, or in the pack's liability.yaml."
    ]


def test_nb_liab_01_where_registered() -> None:
    told = asked(ADMITTED, READY, CALLED, HOME)
    assert (told["liable"], met(told, "NB-LIAB-01")) == (LULEA, [True])
    nowhere = asked(ADMITTED, READY, CALLED, HOME, person={"identifier": "189001019802"})
    assert (nowhere["liable"], nowhere["amount"], nowhere["reasons"]) == (None, 0, ["NOT_RESIDENT"])


def test_nb_liab_02_03_the_municipality_must_be_told() -> None:
    assert asked(READY, CALLED, HOME)["reasons"] == ["NO_NOTICE"]
    told = asked(ADMITTED, NB.ready(may(15, "09:30:00"), to=[CENTRE]), CALLED, HOME)
    assert (told["reasons"], met(told, "NB-LIAB-03")) == (["NOT_READY"], [False])


@pytest.mark.parametrize(("day", "reasons"), [(18, []), (19, ["CALL_LATE"]), (None, ["CALL_MISSING"])])
def test_nb_liab_04_the_call_within_three_days(day: int | None, reasons: list[str]) -> None:
    calls = [NB.called(may(day, "09:00:00"))] if day else []
    told = asked(ADMITTED, READY, *calls, HOME)
    assert (told["reasons"], met(told, "NB-LIAB-04")) == (reasons, [not reasons])
    assert told["starts"] == "2024-05-18"


def test_nb_liab_05_social_services_alone_need_no_call() -> None:
    alone = NB.answered(
        may(14, "09:00:00"),
        insatser_socialtjanst=True,
        insatser_kommunal_halsovard=False,
        insatser_kommunal_rehab=False,
    )
    told = asked(ADMITTED, alone, READY, HOME)
    assert (told["starts"], told["reasons"], told["billedDays"]) == ("2024-05-18", [], 3)
    assert asked(ADMITTED, alone, NB.ready(may(15, "13:00:00")), HOME)["starts"] == "2024-05-19"
    more = NB.answered(
        may(14, "09:00:00"),
        insatser_socialtjanst=True,
        insatser_kommunal_halsovard=True,
        insatser_kommunal_rehab=False,
    )
    assert asked(ADMITTED, more, READY, HOME)["reasons"] == ["CALL_MISSING"]


@pytest.mark.parametrize("facts", [{"regionInterventionsAvailable": False}, {}])
def test_nb_liab_06_open_care_must_be_ready_and_known_to_be(facts: Json) -> None:
    told = asked(ADMITTED, READY, CALLED, HOME, facts=facts)
    assert (told["reasons"], met(told, "NB-LIAB-06"), told["amount"]) == (["REGION_NOT_READY"], [False], 0)


@pytest.mark.parametrize(
    ("records", "reasons"),
    [
        ([("refused", 14)], ["NO_CONSENT"]),
        ([("given", 13), ("withdrawn", 14)], ["NO_CONSENT"]),
        ([("refused", 13), ("given", 14)], []),
        ([("refused", 16)], []),
        ([("given", 14)], []),
    ],
)
def test_nb_liab_10_refused_when_the_patient_was_ready(
    records: list[tuple[str, int]], reasons: list[str]
) -> None:
    said = [
        consent(status, WARD, scopes=["informationsoverforing"], recordedAt=may(day, "09:00:00"))
        for status, day in records
    ]
    told = asked(ADMITTED, READY, CALLED, HOME, consents=said)
    assert (told["reasons"], met(told, "NB-LIAB-10")) == (reasons, [not reasons])


def test_a_refusal_that_is_about_something_else_is_none_of_it() -> None:
    sip = consent("refused", WARD, scopes=["sip"], recordedAt=may(14, "09:00:00"))
    assert asked(ADMITTED, READY, CALLED, HOME, consents=[sip])["reasons"] == []


def test_home_before_liability_began() -> None:
    told = asked(ADMITTED, READY, CALLED, NB.left("2024-05-17"))
    assert (told["starts"], told["billedDays"], told["reasons"]) == ("2024-05-18", 0, ["BEFORE_START"])


def test_still_there_the_days_so_far() -> None:
    told = NB.asked(may(20, "08:00:00"), ADMITTED, READY, CALLED)
    assert (told["ends"], told["billedDays"], told["amount"]) == (None, 2, 14_200)
