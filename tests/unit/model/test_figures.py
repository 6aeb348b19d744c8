"""Figures of follow-up: an indicator has a form, and a suppressed one no figure that anybody could tell."""

from typing import Any

import pytest

from adapter.model.figures import COUNT, MEAN, SHARE, Indicator


@pytest.mark.parametrize("figure", [{"numerator": 3}, {"denominator": 4}, {"value": 0.75}])
def test_a_suppressed_indicator_has_no_figures(figure: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="suppressed"):
        Indicator("notice-within-24h", SHARE, suppressed=True, **figure)


def test_what_is_suppressed_says_so_and_nothing_else() -> None:
    made = Indicator("ready-days-mean", MEAN, unit="d", suppressed=True)
    assert (made.numerator, made.denominator, made.value) == (None, None, None)


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="no form"):
        Indicator("patients", "sum", numerator=3)
    assert Indicator("patients", COUNT, numerator=3).numerator == 3
