"""The examples of the guide: the product's own, of every profile and every kind, synthetic and marked so."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from adapter.model.delivery import NOTICES
from adapter.model.kinds import KINDS
from adapter.r4 import check, profile_definitions, shape, systems
from tests.checkout import mappings
from tests.conformance import examples
from tests.conformance.guide import EXAMPLES, example_texts

MADE = examples.made()
_NUMBER = re.compile(r"\b(?:19|20)\d{6}[-+]?\d{4}\b|\b\d{12}\b")
_OF_THE_CASES = "189001019802"
"""The official test number of the packs' cases; the sandbox's selection is of younger people."""
_PLACE = re.compile(r"[A-Z][A-Za-z]+/[A-Za-z0-9.-]+")


def _texts(element: Any) -> Iterator[str]:
    if isinstance(element, dict):
        for value in element.values():
            yield from _texts(value)
    elif isinstance(element, list):
        for one in element:
            yield from _texts(one)
    elif isinstance(element, str):
        yield element


def test_the_files_are_what_the_product_makes() -> None:
    # Stale? `python -m tests.conformance.guide` writes them anew.
    assert {file.name: file.read_text() for file in EXAMPLES.glob("*.json")} == example_texts()


def test_every_profile_has_an_example() -> None:
    claimed = {url for one in MADE for url in examples.profiles_of(one)}
    assert {profile.url for profile in profile_definitions.ALL} <= claimed


def test_each_names_a_profile_of_ours_first() -> None:
    for one in MADE:
        first, *_ = one["meta"]["profile"]
        assert first.startswith(f"{systems.EXTENSION}/"), one["id"]


def test_every_kind_and_notice_has_a_message() -> None:
    messages = [one for one in MADE if one["resourceType"] == "Bundle" and one["type"] == "message"]
    told = {one["entry"][0]["resource"]["eventCoding"]["code"] for one in messages}
    assert told == {*KINDS, *NOTICES}


@pytest.mark.parametrize("resource", MADE, ids=lambda one: f"{one['resourceType']}/{one['id']}")
def test_it_meets_the_profiles_that_it_names(resource: dict[str, Any]) -> None:
    issues = check.check(resource, mappings())
    assert [issue for issue in issues if issue.severity.value == "error"] == []


def test_each_is_marked_as_test_data() -> None:
    for one in MADE:
        assert shape.TEST_DATA in one["meta"]["tag"], one["id"]


def test_every_number_in_them_is_an_official_test_number() -> None:
    official = set((files("adapter.sandbox") / "data" / "numbers.txt").read_text(encoding="ascii").split())
    said = {number for one in MADE for text in _texts(one) for number in _NUMBER.findall(text)}
    assert said
    assert said <= official | {_OF_THE_CASES}


def test_what_is_read_leads_to_what_is_read() -> None:
    alone = [one for one in MADE if one["resourceType"] != "Bundle"]
    known = {f"{one['resourceType']}/{one['id']}" for one in alone}
    pointed = {place for one in alone for place in examples.pointers(one) if _PLACE.fullmatch(place)}
    assert pointed
    assert pointed <= known


def test_a_resource_that_is_written_reads_back() -> None:
    assert [json.loads(text) for _, text in sorted(example_texts().items())] == sorted(
        MADE, key=lambda one: f"{one['resourceType']}-{one['id']}.json"
    )
