"""Everything that a pack says is due has a code with words in both languages: a reminder of it can be written."""

from collections.abc import Iterator
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.checkout import ROOT, mappings

PACKS = sorted((ROOT / "profiles" / "regions").glob("*/process.yaml"))


def _due(part: Any) -> Iterator[str]:
    """Every `what` of every list called `deadlines`, wherever it stands: readings replace whole entries."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "deadlines":
                yield from (entry["what"] for entry in value)
            else:
                yield from _due(value)


@pytest.mark.parametrize("file", PACKS, ids=lambda file: file.parent.name)
def test_what_is_due_has_a_code(file: Any) -> None:
    table = mappings().tables["svu-due"].concepts
    named = set(_due(YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))))
    assert named <= set(table)


def test_some_packs_have_deadlines_and_a_code_has_words() -> None:
    named = [what for file in PACKS for what in _due(YAML(typ="safe", pure=True).load(file.read_text()))]
    assert len(named) > 10
    assert all(concept.sv and concept.en for concept in mappings().tables["svu-due"].concepts.values())
    assert "kvittens" in mappings().tables["svu-due"].concepts


@pytest.mark.parametrize("what", ["kvittens", "brev", "svar-kallelse"])
def test_what_the_product_itself_says_is_due_has_a_code(what: str) -> None:
    """The rows of `deadlines.reckon` that stem from no list of a pack."""
    assert what in mappings().tables["svu-due"].concepts
