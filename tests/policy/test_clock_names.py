"""Every name of the clock's vocabulary stands in a pack: what no pack says is not kept."""

from collections.abc import Collection

import pytest

from adapter.deadlines.conditions import CONDITIONS
from adapter.deadlines.fulfilments import FULFILMENTS
from adapter.deadlines.moments import MOMENTS
from adapter.deadlines.owners import OWNERS
from tests.packs import packs

DEADLINES = [
    deadline
    for layer in packs().layers.values()
    for process in (layer.process, *layer.process.readings.values())
    for deadline in process.deadlines
]


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (MOMENTS, {name for one in DEADLINES for name in (one.start, one.limit.until, one.limit.cap)}),
        (OWNERS, {one.owner for one in DEADLINES}),
        (FULFILMENTS, {one.met for one in DEADLINES}),
        (CONDITIONS, {name for one in DEADLINES for name in (*one.when, *one.unless)}),
    ],
    ids=["moments", "owners", "fulfilments", "conditions"],
)
def test_a_name_that_no_pack_says_is_not_kept(known: Collection[str], said: set[str | None]) -> None:
    assert set(known) == said - {None}
