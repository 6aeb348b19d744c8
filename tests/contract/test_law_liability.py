"""Payment liability by the Act alone, by the catalogue's own words and figures; and what is wrong usage."""

import json
from pathlib import Path
from typing import Any

import pytest

from adapter.cli.main import run
from tests.contract.builder import Json
from tests.contract.clock import Place
from tests.contract.liability import Scene, met

WARD, CLINIC = "SE2321000057-AVD1", "SE2321000057-PSY1"
CENTRE, SOCIAL = "SE2321000057-HC01", "SE2120000456-SOC1"
LAW = Scene(
    place=Place(
        region="sverige",
        municipality="0580",
        admitted="2018-11-02T08:00:00+01:00",
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
    around={"facts": {"regionInterventionsAvailable": True}},
)
ADMITTED = LAW.admitted("2018-11-02T09:00:00+01:00")
READY = LAW.ready("2018-11-05T10:00:00+01:00")
CALLED = LAW.called("2018-11-06T10:00:00+01:00")


def asked(*history: Json, at: str = "2018-12-31T12:00:00+01:00", code: int = 0, **more: Any) -> Json:
    """Asked at the end of the year."""
    return LAW.asked(at, *history, code=code, **more)


def test_law_liab_01_09_three_days_and_7100_a_day() -> None:
    told = asked(ADMITTED, READY, CALLED, LAW.left("2018-11-10"))
    assert (told["starts"], told["billedDays"], told["amount"]) == ("2018-11-08", 2, 14_200)


def test_law_liab_02_four_days_after_noon() -> None:
    late = LAW.ready("2018-11-05T12:01:00+01:00")
    assert asked(ADMITTED, late, CALLED, LAW.left("2018-11-10"))["starts"] == "2018-11-09"


@pytest.mark.parametrize(
    ("sent", "starts"),
    [
        ("2018-11-05T10:00:00+01:00", "2018-12-05"),
        ("2018-12-10T10:00:00+01:00", "2019-01-09"),
        ("2019-01-07T10:00:00+01:00", "2019-01-10"),
    ],
)
def test_law_liab_03_04_psychiatric_care_until_and_after_2018(sent: str, starts: str) -> None:
    told = asked(ADMITTED, LAW.ready(sent, sender=CLINIC), CALLED, LAW.left("2018-11-20"))
    assert told["starts"] == starts


def test_law_liab_05_where_nothing_is_agreed() -> None:
    history = (ADMITTED, READY, CALLED, LAW.left("2018-11-10"))
    for region in ("vastmanland", "halland", "norrbotten"):
        assert asked(*history, region=region)["amount"] == 14_200


def test_law_liab_06_both_notices() -> None:
    assert asked(READY, CALLED, LAW.left("2018-11-10"))["reasons"] == ["NO_NOTICE"]
    assert asked(ADMITTED, CALLED, LAW.left("2018-11-10"))["reasons"] == ["NOT_READY"]


@pytest.mark.parametrize(
    ("sent", "reasons"),
    [
        ("2018-11-08T23:00:00+01:00", []),
        ("2018-11-09T08:00:00+01:00", ["CALL_LATE"]),
        (None, ["CALL_MISSING"]),
    ],
)
def test_law_liab_07_the_call(sent: str | None, reasons: list[str]) -> None:
    calls = [LAW.called(sent)] if sent else []
    told = asked(ADMITTED, READY, *calls, LAW.left("2018-11-10"))
    assert (told["reasons"], met(told, "LAW-LIAB-07")) == (reasons, [not reasons])


@pytest.mark.parametrize("facts", [{}, {"regionInterventionsAvailable": False}])
def test_law_liab_08_what_is_missing_or_not_clarified(facts: Json) -> None:
    told = asked(ADMITTED, READY, CALLED, LAW.left("2018-11-10"), facts=facts)
    assert (told["amount"], told["reasons"]) == (0, ["REGION_NOT_READY"])


def test_law_liab_09_another_year_without_an_amount_is_an_error() -> None:
    sent = LAW.ready("2019-01-07T10:00:00+01:00")
    told = asked(ADMITTED, sent, CALLED, at="2019-01-20T12:00:00+01:00", code=1)
    assert (told["billedDays"], told["amount"], told["reasons"]) == (10, None, ["RATE_MISSING"])


def test_law_liab_10_not_resident() -> None:
    told = asked(ADMITTED, READY, CALLED, person={"identifier": "189001019802", "registerHit": False})
    assert (told["liable"], told["reasons"]) == (None, ["NOT_RESIDENT"])


def test_law_liab_11_a_stay_from_before_the_act() -> None:
    episode = {"id": "vtf-0", "admittedAt": "2017-12-29T08:00:00+01:00"}
    history = [
        LAW.admitted("2017-12-29T09:00:00+01:00") | {"episode": episode},
        LAW.ready("2018-01-02T10:00:00+01:00") | {"episode": episode},
        LAW.called("2018-01-03T10:00:00+01:00") | {"episode": episode},
    ]
    told = asked(*history, at="2018-01-20T12:00:00+01:00")
    assert (told["amount"], told["reasons"], met(told, "LAW-LIAB-11")) == (0, ["BEFORE_START"], [False])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"history": []}, "either a history or stays"),
        ({"stays": []}, "either a history or stays"),
        ({"rates": {"2018": 7100.5}}, "whole number of SEK"),
        ({"rates": {"2018": {"kirurgi": 7100}}}, "by branch"),
        ({"rates": {"18": 7100}}, "four digits"),
        ({"facts": {"regionInterventionsAvailable": "yes"}}, "true or false"),
    ],
)
def test_wrong_usage_says_what_is_wrong(
    change: Json, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "scenario.json"
    scenario = LAW.place.scene("2018-12-31T12:00:00+01:00", ADMITTED, READY) | change
    file.write_text(json.dumps(scenario), encoding="utf-8")
    assert run(["liability", str(file)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert words in printed.err
