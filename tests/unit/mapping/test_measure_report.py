"""Reports in FHIR: figures and the Measures that define them agree; what is suppressed is nowhere in what is sent."""

import json
from datetime import date, datetime
from typing import Any

import pytest

from adapter.mapping import measure_report
from adapter.model.figures import (
    COUNT,
    INDICATORS,
    MEAN,
    MEDIAN,
    SHARE,
    YEAR_END,
    Figures,
    Indicator,
    Settlement,
)
from adapter.model.liability import REASONS, STATES, Judged, Liability, Span, Terms
from adapter.model.report import Report
from adapter.r4 import guide, measures, models, systems
from tests.checkout import mappings

AT = datetime.fromisoformat("2026-04-02T06:00:00+02:00")
TERMS = Terms("norrbotten", "calendar-days")


def _month(*indicators: Indicator, settlement: Settlement | None = None) -> list[dict[str, Any]]:
    figures = Figures("norrbotten", "2580", "2028-02", indicators, settlement)
    made = list(measure_report.month(figures, at=AT, mappings=mappings()))
    assert [fault for one in made for fault in models.structure_of(one)] == []
    return made


def _stay(**given: Any) -> dict[str, Any]:
    liability = Liability("norrbotten", TERMS, **{"municipality": "2580", **given})
    made = measure_report.stay(liability, at=AT, mappings=mappings())
    assert models.structure_of(made) == ()
    return made


def _part(report: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [one for one in report["extension"] if one["url"] == f"{systems.EXTENSION}/{name}"]


def test_every_indicator_has_a_measure_whose_populations_a_report_of_it_has() -> None:
    definitions = guide.definitions(mappings())
    for code, definition in INDICATORS.items():
        measure = definitions[f"Measure-{code}.json"]
        indicator = Indicator(code, definition.form, 3, 4, 0.75, definition.unit)
        report = _month(indicator)[0]
        assert report["measure"] == measure["url"]
        named = [one["code"] for one in measure["group"][0]["population"]]
        assert [one["code"] for one in report["group"][0]["population"]] == named
        assert report.get("improvementNotation") == measure.get("improvementNotation")
        assert ("measureScore" in report["group"][0]) == (definition.form != COUNT)


def test_a_share_has_both_of_its_counts_and_a_score_without_a_unit() -> None:
    group = _month(Indicator("notice-within-24h", SHARE, 11, 12, 0.92))[0]["group"][0]
    assert [one["count"] for one in group["population"]] == [12, 12, 11]
    assert group["measureScore"] == {"value": 0.92}


@pytest.mark.parametrize(
    ("indicator", "score"),
    [
        (Indicator("ready-days-mean", MEAN, 41, 12, 3.42, "d"), {"value": 3.42, "unit": "d"}),
        (Indicator("kvittens-hours-median", MEDIAN, None, 12, 2.5, "h"), {"value": 2.5, "unit": "h"}),
    ],
)
def test_a_mean_or_a_median_has_how_many_it_is_of_and_a_score_with_its_unit(
    indicator: Indicator, score: dict[str, Any]
) -> None:
    group = _month(indicator)[0]["group"][0]
    assert [one["count"] for one in group["population"]] == [12, 12]
    assert group["measureScore"] == {**score, "system": systems.UCUM, "code": score["unit"]}


def test_a_share_of_nothing_says_that_there_is_no_score() -> None:
    group = _month(Indicator("sip-follow-up", SHARE, 0, 0))[0]["group"][0]
    assert [one["count"] for one in group["population"]] == [0, 0, 0]
    assert group["measureScore"]["_value"]["extension"][0]["valueCode"] == "not-applicable"


def test_what_is_suppressed_is_masked_and_has_no_number_anywhere() -> None:
    made = _month(
        Indicator("patients", COUNT, suppressed=True),
        Indicator("ready-days-mean", MEAN, unit="d", suppressed=True),
        Indicator("notice-within-24h", SHARE, suppressed=True),
        settlement=Settlement(None, None, None, suppressed=True),
    )
    for report in made:
        text = json.dumps(report["group"])
        assert '"count"' not in text
        assert '"value":' not in text
        assert text.count('"masked"') == len(report["group"][0]["population"]) + (
            "measureScore" in report["group"][0]
        )
    assert _part(made[-1], "svu-settlement-state") == []


def test_a_month_has_its_days_its_municipality_and_a_name_of_its_own() -> None:
    first, second = _month(Indicator("patients", COUNT, 7), Indicator("ready-days", COUNT, 9, source="val"))
    assert first["period"] == {"start": "2028-02-01", "end": "2028-02-29"}
    assert first["subject"]["identifier"] == {"system": systems.MUNICIPALITY, "value": "2580"}
    assert first["reporter"] == {"type": "Organization", "display": "norrbotten"}
    assert first["id"] != second["id"]
    assert first["id"] == _month(Indicator("patients", COUNT, 8))[0]["id"]
    assert _part(second, "svu-data-source")[0]["valueCode"] == "val"


def test_a_settlement_is_whole_kronor_for_so_many_days() -> None:
    report = _month(settlement=Settlement("billing", 41, 487_900))[0]
    assert report["measure"] == measures.url("betalningsansvar")
    assert [one["count"] for one in report["group"][0]["population"]] == [41, 41]
    assert report["group"][0]["measureScore"] == {
        "value": 487_900,
        "unit": "SEK",
        "system": systems.CURRENCY,
        "code": "SEK",
    }
    assert _part(report, "svu-settlement-state")[0]["valueCoding"]["code"] == "billing"


def test_what_is_settled_with_the_years_accounts_stands_beside_the_months_own() -> None:
    own, beside = (_month(settlement=Settlement(state, 0, 100))[0] for state in ("none", YEAR_END))
    assert own["id"] != beside["id"]
    assert _part(beside, "svu-settlement-state")[0]["valueCoding"]["display"] == "Reglerat i bokslutet"


def test_a_region_has_every_municipality_and_the_whole() -> None:
    figures = Figures("norrbotten", "2580", "2028-02", (Indicator("patients", COUNT, 7),))
    report = Report("norrbotten", "2028-02", (), (figures,), (Indicator("patients", COUNT, 31),))
    made = measure_report.bundle(report, at=AT, mappings=mappings())
    assert models.structure(made) == ()
    assert [entry["resource"]["subject"].get("display") for entry in made["entry"]] == [None, "norrbotten"]
    assert len({entry["fullUrl"] for entry in made["entry"]}) == 2


def test_a_stay_tells_whose_how_long_what_it_costs_and_by_which_preconditions() -> None:
    span = Span(date(2026, 3, 5), date(2026, 3, 8))
    report = _stay(
        preconditions=(Judged("NB-LIAB-02", "Skickat 2026-03-01."),),
        episode="vtf-1",
        day_zero=date(2026, 3, 2),
        starts=span.first,
        ends=span.until,
        span=span,
        amount=30_000,
    )
    assert report["type"] == "individual"
    assert report["subject"]["identifier"]["value"] == "2580"
    assert report["evaluatedResource"][0]["identifier"] == {"system": systems.EPISODE_ID, "value": "vtf-1"}
    # the day of leaving is not billed, and the last day of a period in FHIR is in it
    assert report["period"] == {"start": "2026-03-05", "end": "2026-03-07"}
    assert [one["count"] for one in report["group"][0]["population"]] == [3, 3]
    assert report["group"][0]["measureScore"]["value"] == 30_000
    parts = {one["url"]: one for one in _part(report, "svu-liability")[0]["extension"]}
    assert parts["dayZero"]["valueDate"] == "2026-03-02"
    assert parts["ends"]["valueDate"] == "2026-03-08"
    assert parts["terms"]["valueCode"] == "norrbotten"
    condition = {one["url"]: one for one in _part(report, "svu-liability-precondition")[0]["extension"]}
    assert condition["met"]["valueBoolean"] is True
    assert condition["rule"]["valueCodeableConcept"]["coding"][0]["code"] == "NB-LIAB-02"


def test_a_stay_without_a_rate_has_days_and_no_amount() -> None:
    span = Span(date(2026, 3, 5), date(2026, 3, 7))
    report = _stay(span=span, amount=None, reasons=("RATE_MISSING",))
    assert report["group"][0]["population"][0]["count"] == 2
    assert report["group"][0]["measureScore"]["_value"]["extension"][0]["valueCode"] == "unknown"
    assert _part(report, "svu-liability-reason")[0]["valueCoding"]["code"] == "RATE_MISSING"


@pytest.mark.parametrize(
    ("given", "period"),
    [
        ({}, ("2026-04-02", "2026-04-02")),
        ({"day_zero": date(2026, 3, 2)}, ("2026-03-02", "2026-04-02")),
        ({"day_zero": date(2026, 3, 2), "ends": date(2026, 3, 3)}, ("2026-03-02", "2026-03-03")),
        ({"day_zero": date(2026, 3, 2), "ends": date(2026, 3, 1)}, ("2026-03-01", "2026-03-01")),
    ],
)
def test_a_stay_with_nothing_to_pay_has_the_days_that_it_was_counted_over(
    given: dict[str, Any], period: tuple[str, str]
) -> None:
    report = _stay(**given, municipality=None)
    assert (report["period"]["start"], report["period"]["end"]) == period
    assert report["group"][0]["measureScore"]["value"] == 0
    assert "evaluatedResource" not in report
    assert report["subject"]["extension"][0]["valueCode"] == "unknown"


def test_every_reason_and_state_has_words() -> None:
    assert set(REASONS) == set(mappings().tables["svu-liability-reason"].concepts)
    assert {*STATES, YEAR_END} == set(mappings().tables["svu-settlement"].concepts)
