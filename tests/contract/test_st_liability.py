"""Payment liability in Stockholm 2018-2019, by the catalogue's own words and figures."""

from typing import Any

import pytest

from tests.contract.builder import Json
from tests.contract.clock import Place
from tests.contract.liability import Scene, met, row

WARD, GERIATRICS, CLINIC = "SE2321000016-AVD1", "SE2321000016-GER1", "SE2321000016-PSY1"
CENTRE, SOCIAL = "SE2321000016-VC01", "SE2120000142-SOC1"
ST = Scene(
    place=Place(
        region="stockholm",
        municipality="0180",
        admitted="2018-02-26T08:00:00+01:00",
        units={
            WARD: "slutenvard",
            GERIATRICS: "geriatrisk-slutenvard",
            CLINIC: "psykiatrisk-slutenvard",
            CENTRE: "primarvard",
            SOCIAL: "kommun-socialtjanst",
        },
    ),
    ward=WARD,
    open_care=CENTRE,
    municipality=SOCIAL,
)
ADMITTED = ST.admitted("2018-02-26T09:00:00+01:00")


def asked(*history: Json, at: str = "2019-12-31T12:00:00+01:00", code: int = 0, **more: Any) -> Json:
    """Asked at the end of 2019."""
    return ST.asked(at, *history, code=code, **more)


@pytest.mark.parametrize(
    ("sender", "sent", "starts"),
    [
        (WARD, "2019-03-14T10:00:00+01:00", "2019-03-22"),
        (WARD, "2019-04-16T10:00:00+02:00", "2019-04-26"),
        (CLINIC, "2019-01-07T10:00:00+01:00", "2019-02-19"),
        (GERIATRICS, "2019-03-14T10:00:00+01:00", "2019-03-22"),
    ],
)
def test_st_liab_01_02_03_free_weekdays(sender: str, sent: str, starts: str) -> None:
    assert asked(ADMITTED, ST.ready(sent, sender=sender))["starts"] == starts


@pytest.mark.parametrize(
    ("sender", "home", "days", "amount"),
    [
        (WARD, "2019-03-25", 3, 15_126),
        (GERIATRICS, "2019-03-24", 2, 7_276),
    ],
)
def test_st_liab_05_three_amounts(sender: str, home: str, days: int, amount: int) -> None:
    told = asked(ADMITTED, ST.ready("2019-03-14T10:00:00+01:00", sender=sender), ST.left(home))
    assert (told["billedDays"], told["amount"], told["reasons"]) == (days, amount, [])


def test_st_liab_05_psychiatric_care() -> None:
    told = asked(ADMITTED, ST.ready("2019-01-07T10:00:00+01:00", sender=CLINIC), ST.left("2019-02-21"))
    assert (told["billedDays"], told["amount"]) == (2, 8_554)


def test_st_liab_04_no_invoices_in_2018() -> None:
    told = asked(ADMITTED, ST.ready("2018-03-05T10:00:00+01:00"), ST.left("2018-03-15"))
    assert (told["starts"], told["amount"], told["reasons"]) == ("2018-03-13", 0, ["NO_INVOICE"])
    over = asked(ADMITTED, ST.ready("2018-12-18T10:00:00+01:00"), ST.left("2019-01-03"))
    assert (over["starts"], over["billedDays"], over["amount"]) == ("2018-12-29", 2, 10_084)


def test_st_liab_06_both_notices() -> None:
    ready, home = ST.ready("2019-03-14T10:00:00+01:00"), ST.left("2019-03-25")
    told = asked(ready, home)
    assert (told["reasons"], met(told, "ST-LIAB-06")) == (["NO_NOTICE"], [False, True])
    told = asked(ADMITTED, home)
    assert (told["reasons"], met(told, "ST-LIAB-06")) == (["NOT_READY"], [True, False])


def test_rates_of_the_scenario_stand_before_the_agreement_s() -> None:
    history = (ADMITTED, ST.ready("2019-03-14T10:00:00+01:00", sender=GERIATRICS), ST.left("2019-03-24"))
    assert asked(*history, rates={"2019": 1000})["amount"] == 2000
    assert asked(*history, rates={"2019": {"geriatrisk": 900}})["amount"] == 1800
    assert asked(*history, rates={"2019": {"geriatrisk-slutenvard": 800}})["amount"] == 1600
    assert asked(*history, rates={"2019": {"somatisk": 900}}, code=1)["reasons"] == ["RATE_MISSING"]


def test_a_month_of_stays() -> None:
    told = ST.months(("0180", "2019-03-14", "2019-03-25"), ("0184", "2018-03-05", "2018-03-15"))
    assert row(told, "2019-03")["amount"] == 15_126
    assert (row(told, "2018-03")["state"], row(told, "2018-03")["amount"]) == ("none", 0)
