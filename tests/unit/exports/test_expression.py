"""Expressions are bounded: in time, in depth, in what they make, and in what they may use."""

import sys
import time

import pytest

from adapter.exports import expression
from adapter.exports.expression import Expression, Unusable


def test_an_expression_makes_something_of_a_value() -> None:
    assert Expression("$[0] & 'T' & $[1]").of(["2026-03-02", "10:00"]) == "2026-03-02T10:00"
    assert Expression("[$substringBefore($, ' '), $substringAfter($, ' ')]").of("2 veckor") == ["2", "veckor"]


@pytest.mark.parametrize(
    "text",
    [
        "$x(",
        "/a/",
        "$match($, /a/)",
        "$eval('1')",
        "$now()",
        "$millis()",
        "$random()",
        "$shuffle([1])",
        "[1..9]",
        "($f := $pad; $f('a', 9))",
        "$ ~> $pad(9)",
    ],
)
def test_what_cannot_be_bounded_is_refused_before_it_is_used(text: str) -> None:
    with pytest.raises(Unusable):
        Expression(text)


@pytest.mark.parametrize(
    "text",
    ["($f := function() { $f() }; $f())", "($f := function($n) { 1 + $f($n) }; $f(1))"],
)
def test_an_expression_that_goes_on_is_stopped_in_time(text: str) -> None:
    endless = Expression(text)
    before = time.monotonic()
    with pytest.raises(Unusable):
        endless.of("x")
    assert time.monotonic() - before < 5


def test_an_expression_may_be_used_long_after_it_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expression, "MILLISECONDS", 50)
    patient = Expression("$uppercase($)")
    time.sleep(0.1)
    assert patient.of("a") == "A"


def test_an_error_says_nothing_of_the_value_and_a_text_is_not_too_long() -> None:
    with pytest.raises(Unusable) as raised:
        Expression("$number($)").of("189001019802x")
    assert "189001019802" not in str(raised.value)
    assert raised.value.__cause__ is None
    with pytest.raises(Unusable, match="too long"):
        Expression("$ & $").of("a" * 40_000)


def test_the_engine_leaves_the_interpreters_recursion_limit_alone() -> None:
    assert sys.getrecursionlimit() < 10_000
