"""A `liability.yaml` that is not in order stops the packs, with its file and line."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from adapter.model.errors import PackError
from adapter.model.liability import Terms
from adapter.policy.liability_rules import agreed, read_liability
from adapter.policy.loader import load
from adapter.policy.pack import Days, Prolonged
from adapter.policy.source import parse
from tests.packs import texts

PLAIN = """
model: calendar-days
inForce: {from: "2018-01-01", until: "2018-12-31"}
rules: {LAW-LIAB-01: "a:1"}
preconditions:
  - {rule: LAW-LIAB-10, check: resident, source: "a:2"}
waits: [{days: 3}]
"""


def _read(text: str = PLAIN) -> Terms:
    return read_liability(parse(text, "here/liability.yaml"))


def test_what_a_file_says_is_read() -> None:
    terms = _read()
    assert (terms.layer, terms.model, terms.end) == ("here", "calendar-days", date(2018, 12, 31))
    assert terms.rules == {"LAW-LIAB-01": "a:1", "LAW-LIAB-10": "a:2"}
    assert (terms.rates, terms.cutoff, terms.choices) == (None, None, {})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"model: calendar-days": "model: yearly"}, "not one of"),
        ({"model: calendar-days": "model: monthly-average"}, "'monthly' belongs to"),
        (
            {"model: calendar-days": "model: calendar-days\nmonthly: {limit: 3, months: 3}"},
            "'monthly' belongs to",
        ),
        ({"LAW-LIAB-01": "LAW-SIP-01"}, "no rule about payment liability"),
        ({"check: resident": "check: rich"}, "not one of"),
        ({"[{days: 3}]": "[{days: 3, weekdays: 5}]"}, "either days or weekdays"),
        ({"[{days: 3}]": "[{}]"}, "either days or weekdays"),
        ({"[{days: 3}]": "[]"}, "the last of them is everybody's"),
        ({"[{days: 3}]": "[{days: 3, branches: [psykiatrisk]}]"}, "the last of them is everybody's"),
        ({"[{days: 3}]": '[{days: 3, until: "2018-12-31"}]'}, "the last of them is everybody's"),
        ({"[{days: 3}]": "[{days: three}]"}, "whole number from 0"),
        ({"[{days: 3}]": "[{days: -1}]"}, "whole number from 0"),
        ({"[{days: 3}]": '[{days: 3}]\ncutoff: {at: "noon", exactly: after}'}, "a time of the day"),
        ({"[{days: 3}]": '[{days: 3}]\nrates: {"18": 7100}'}, "rates are by year"),
        ({"[{days: 3}]": "[{days: 3}]\nunknown: 1"}, "unknown key"),
        (
            {"calendar-days": "flat-monthly", "[{days: 3}]": '[{days: 3}]\nflat: {monthly: {"138": 1}}'},
            "a municipality is four digits",
        ),
    ],
)
def test_what_is_not_in_order_is_told_with_its_line(change: Mapping[str, str], words: str) -> None:
    text = PLAIN
    for old, new in change.items():
        text = text.replace(old, new)
    with pytest.raises(PackError, match=words) as told:
        _read(text)
    assert told.value.file == "here/liability.yaml"


def test_terms_that_end_with_their_pack_go_on_with_it() -> None:
    act, own = _read(PLAIN.replace('"2018-12-31"', "null")), _read()
    days = Days(date(2018, 1, 1), date(2018, 12, 31))
    longer = agreed(act, own, days, Prolonged(date(2019, 6, 30), "the owner"))
    assert longer is not None
    assert longer.on(date(2019, 6, 30)).end == date(2019, 6, 30)
    assert longer.on(date(2019, 7, 1)) is act
    shorter = agreed(
        act, replace(own, end=date(2018, 6, 30)), days, Prolonged(date(2019, 6, 30), "the owner")
    )
    assert shorter is not None
    assert shorter.on(date(2018, 7, 1)) is act
    assert agreed(None, own, days, None) is None


def test_packs_without_the_act_say_nothing_of_payment() -> None:
    files = {name: text for name, text in texts().items() if not name.endswith("/liability.yaml")}
    assert {pack.liability for pack in load(files).packs.values()} == {None}
