"""A case about payment that does not come out as written, or a rule without one, is told."""

from collections.abc import Mapping

import pytest

from adapter.intake.scenario import read
from adapter.model.errors import UsageError
from adapter.pipeline.liability import agreement
from adapter.pipeline.liability_cases import covered, differences, uncovered
from tests.packs import packs

SCENARIO = {
    "region": "sverige",
    "stays": [{"municipality": "0580", "dayZero": "2018-11-05", "left": "2018-11-10"}],
}


def _told(expect: Mapping[str, object]) -> list[str]:
    return list(differences(read(SCENARIO), {"liability": expect}, packs()))


def test_what_differs_is_told() -> None:
    row = {"month": "2018-11", "amount": 14_200}
    assert _told({"settlement": [row], "reasons": [], "rules": ["LAW-LIAB-09"]}) == []
    (missing,) = _told({"settlement": [{**row, "amount": 1}]})
    assert missing.startswith("no row of settlement is {'month': '2018-11', 'amount': 1}; there are [")
    assert _told({"waiting": [{"patients": 1}]}) == ["no row of waiting is {'patients': 1}; there are none"]
    assert _told({"reasons": ["RATE_MISSING"]}) == ["reasons is [], not ['RATE_MISSING']"]
    assert _told({"amount": 14_200}) == ["there is no amount to look at"]
    assert list(differences(read(SCENARIO), {"outcome": "refuse"}, packs())) == []


def test_rules_without_their_cases_are_told() -> None:
    lacking = list(uncovered(packs(), []))
    assert ("sverige/liability.yaml", "LAW-LIAB-01: no worked example") in lacking
    assert ("sverige/liability.yaml", "LAW-LIAB-10: no case in which it is met") in lacking
    assert ("sverige/liability.yaml", "LAW-LIAB-10: no case in which it is not") in lacking
    assert ("vasterbotten/liability.yaml", "VB-LIAB-11: no case in which it is not") not in lacking
    expect = {
        "liability": {"preconditions": [{"rule": "LAW-LIAB-10", "met": True}], "rules": ["LAW-LIAB-01"]}
    }
    rest = list(uncovered(packs(), covered(expect)))
    assert set(lacking) - set(rest) == {
        ("sverige/liability.yaml", "LAW-LIAB-01: no worked example"),
        *(
            (f"{name}/liability.yaml", "LAW-LIAB-10: no case in which it is met")
            for name in ("sverige", "stockholm")
        ),
    }


def test_packs_that_say_nothing_of_payment_are_wrong_usage() -> None:
    with pytest.raises(UsageError, match=r"sverige/liability.yaml is missing"):
        agreement(None)
