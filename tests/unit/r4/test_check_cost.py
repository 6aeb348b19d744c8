"""The check's cost grows with what is checked and not with its square: one request must not hold up all others."""

import time
from collections.abc import Callable

import pytest

from adapter.r4 import bundle_profiles, extensions
from adapter.r4.check import check
from adapter.r4.models import Resource
from tests.checkout import mappings

SMALL, TIMES = 600, 6


def _extensions_and_contained(count: int) -> Resource:
    return {
        "resourceType": "Communication",
        "status": "completed",
        "contained": [{"resourceType": "Basic", "code": {"text": "x"}}] * count,
        "extension": [{"url": extensions.CONTENT.url, "valueString": "x"}] * count,
    }


def _entries(count: int) -> Resource:
    entry = {"resource": {"resourceType": "Communication", "subject": {"reference": "urn:uuid:x"}}}
    return {"resourceType": "Bundle", "type": "message", "entry": [entry] * count}


def _misshapen_extensions(count: int) -> Resource:
    extension = {"url": extensions.CONTENT.url, "valueString": 1}
    return {"resourceType": "Communication", "status": "completed", "extension": [extension] * count}


@pytest.mark.parametrize("made", [_extensions_and_contained, _entries, _misshapen_extensions])
def test_many_elements_cost_as_much_more_as_they_are_more(made: Callable[[int], Resource]) -> None:
    check(made(1), mappings(), (bundle_profiles.MESSAGE.url,))
    small, large = _cost(made(SMALL)), _cost(made(SMALL * TIMES))
    assert large < small * TIMES * 2.5


def _cost(resource: Resource) -> float:
    begun = time.process_time()
    check(resource, mappings(), (bundle_profiles.MESSAGE.url,))
    return time.process_time() - begun
