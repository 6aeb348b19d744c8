"""Figures of follow-up: an indicator has a form, and a suppressed one no figure that anybody could tell."""

from typing import Any

import pytest

from adapter.model.figures import COUNT, INDICATORS, MEAN, SHARE, Indicator, Settlement
from tests.checkout import mappings


@pytest.mark.parametrize("figure", [{"numerator": 3}, {"denominator": 4}, {"value": 0.75}])
def test_a_suppressed_indicator_has_no_figures(figure: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="suppressed"):
        Indicator("notice-within-24h", SHARE, suppressed=True, **figure)


def test_what_is_suppressed_says_so_and_nothing_else() -> None:
    made = Indicator("ready-days-mean", MEAN, unit="d", suppressed=True)
    assert (made.numerator, made.denominator, made.value) == (None, None, None)


@pytest.mark.parametrize(
    ("code", "form", "unit"),
    [("patients", SHARE, "1"), ("persons", COUNT, "1"), ("ready-days-mean", MEAN, "1")],
)
def test_an_indicator_of_another_form_or_unit_than_its_definition_is_refused(
    code: str, form: str, unit: str
) -> None:
    with pytest.raises(ValueError, match="no indicator"):
        Indicator(code, form, numerator=3, unit=unit)
    assert Indicator("patients", COUNT, numerator=3).numerator == 3


def test_every_indicator_has_words_and_the_other_way_round() -> None:
    assert set(INDICATORS) == set(mappings().tables["svu-indicator"].concepts)


@pytest.mark.parametrize("figure", [{"billed_days": 3}, {"amount": 0}, {"state": "billing"}])
def test_a_suppressed_settlement_has_no_figures(figure: dict[str, Any]) -> None:
    given = {"state": None, "billed_days": None, "amount": None, **figure}
    with pytest.raises(ValueError, match="suppressed"):
        Settlement(suppressed=True, **given)
    assert Settlement(None, None, None, suppressed=True).state is None
