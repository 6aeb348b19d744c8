"""Payment liability in Halland in 2018, by the catalogue's own words and figures."""

from typing import Any

import pytest

from tests.contract.builder import Json
from tests.contract.clock import Place
from tests.contract.liability import Scene, met, row

WARD, CENTRE, SOCIAL = "SE2321000115-AVD1", "SE2321000115-VC01", "SE2120001256-SOC1"
KUNGSBACKA, HYLTE, FALKENBERG, ALE = "1384", "1315", "1382", "1440"
TWELFTHS = {KUNGSBACKA: 125_134, HYLTE: 0, FALKENBERG: 420, "1383": 35_714, "1380": 13_025, "1381": 14_755}
HA = Scene(
    place=Place(
        region="halland",
        municipality=KUNGSBACKA,
        admitted="2018-04-26T08:00:00+02:00",
        units={WARD: "slutenvard", CENTRE: "primarvard", SOCIAL: "kommun-socialtjanst"},
    ),
    ward=WARD,
    open_care=CENTRE,
    municipality=SOCIAL,
    around={"facts": {"regionInterventionsAvailable": True}},
)
ADMITTED = HA.admitted("2018-04-26T09:00:00+02:00")


def asked(*history: Json, at: str, code: int = 0, **more: Any) -> Json:
    """Asked at an instant."""
    return HA.asked(at, ADMITTED, *history, code=code, **more)


def test_ha_liab_01_02_the_fixed_sum_whatever_the_days() -> None:
    told = asked(HA.ready("2018-05-01T10:00:00+02:00"), HA.left("2018-05-20"), at="2018-05-30T12:00:00+02:00")
    assert (told["billedDays"], told["amount"], told["reasons"]) == (0, 0, ["NO_INVOICE"])
    assert told["settlement"] == {"municipality": KUNGSBACKA, "month": "2018-05", "amount": 125_134}


def test_ha_liab_01_from_november_the_act() -> None:
    told = asked(
        HA.ready("2018-11-05T10:00:00+01:00"),
        HA.called("2018-11-06T10:00:00+01:00"),
        HA.left("2018-11-10"),
        at="2018-11-30T12:00:00+01:00",
    )
    assert (told["starts"], told["billedDays"], told["amount"]) == ("2018-11-08", 2, 14_200)


def test_ha_liab_01_a_stay_over_the_boundary() -> None:
    told = asked(
        HA.ready("2018-10-20T10:00:00+02:00"),
        HA.called("2018-10-21T10:00:00+02:00"),
        HA.left("2018-11-05"),
        at="2018-11-30T12:00:00+01:00",
    )
    assert (told["starts"], told["billedDays"], told["amount"]) == ("2018-10-23", 4, 28_400)


@pytest.mark.parametrize(("municipality", "amount"), sorted(TWELFTHS.items()))
def test_ha_liab_04_the_table(municipality: str, amount: int) -> None:
    told = HA.months((municipality, "2018-06-04", "2018-06-08"))
    assert row(told, "2018-06") == {
        "municipality": municipality,
        "month": "2018-06",
        "state": "billing",
        "billedDays": 0,
        "amount": amount,
    }


def test_ha_liab_04_the_sum_of_the_twelfths_is_one_krona_short_of_the_table_s_own() -> None:
    told = HA.months(*((code, "2018-06-04", "2018-06-08") for code in TWELFTHS))
    total = sum(one["amount"] for one in told["settlement"])
    assert total == 189_048
    assert abs(total - 189_049) <= 1


def test_ha_liab_05_ten_instalments() -> None:
    stays = [(KUNGSBACKA, f"2018-{month:02d}-05", f"2018-{month:02d}-06") for month in range(1, 13)]
    told = HA.months(*stays)
    amounts = [one["amount"] for one in told["settlement"]]
    assert amounts == [125_134] * 10 + [0, 0]
    assert sum(amounts) == 1_251_340


def test_ha_liab_06_the_year_s_accounts() -> None:
    told = HA.months(
        (KUNGSBACKA, "2018-06-04", "2018-06-08"), facts={"yearEndSettlement": {KUNGSBACKA: 5000}}
    )
    assert row(told, "2018-12") | {"yearEnd": True} == {
        "municipality": KUNGSBACKA,
        "month": "2018-12",
        "state": "billing",
        "billedDays": 0,
        "amount": 5000,
        "yearEnd": True,
    }


def test_ha_liab_08_a_municipality_that_is_no_party() -> None:
    told = asked(
        HA.ready("2018-05-01T10:00:00+02:00"),
        at="2018-05-30T12:00:00+02:00",
        person={"identifier": "189001019802", "municipality": ALE},
        code=1,
    )
    assert (told["amount"], told["reasons"], met(told, "HA-LIAB-08")) == (None, ["RATE_MISSING"], [False])
    assert row(HA.months((ALE, "2018-06-04", "2018-06-08"), code=1), "2018-06")["amount"] is None
