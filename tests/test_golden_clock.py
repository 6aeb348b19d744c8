"""What the adapter says of time is what stands in `tests/golden/clock/`, and conforms."""

import orjson
import pytest

from adapter.mapping import conform
from adapter.r4 import models
from tests import golden_clock


def test_the_files_are_what_the_adapter_says() -> None:
    # Stale? `python -m tests.golden_clock` writes them anew.
    assert {
        file.name: file.read_bytes() for file in golden_clock.CLOCK.glob("*.json")
    } == golden_clock.texts()


@pytest.mark.parametrize("name", sorted(golden_clock.texts()))
def test_each_conforms(name: str) -> None:
    said = orjson.loads((golden_clock.CLOCK / name).read_bytes())
    found = conform.check(said) if said.get("type") == "message" else conform.codes(said)
    assert found == ()
    assert models.structure_of(said) == ()
