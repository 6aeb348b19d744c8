"""The Subscriptions that the documentation shows are read as it says."""

import json
import re

import pytest

from adapter.intake.subscription import read
from adapter.model.subscription import Content
from tests.builders import SOCIAL
from tests.checkout import ROOT

_SHOWN = re.compile(r"```json subscription\n(.*?)```", re.DOTALL)
SHOWN = _SHOWN.findall((ROOT / "docs" / "fhir.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", SHOWN)
def test_a_subscription_of_the_documentation_is_read(text: str) -> None:
    asked = read(json.loads(text), "https://adapter.example/fhir")
    assert (asked.unit, asked.content) == (SOCIAL, Content.ID_ONLY)
    assert asked.kinds


def test_both_ways_are_shown() -> None:
    assert [read(json.loads(text), "x").topic for text in SHOWN] == [False, True]
