"""Leaves of members and FHIR's value[x] are each other's inverse, texts of instants untouched."""

import pytest

from adapter.model.member import Member, Type
from adapter.r4 import primitives


@pytest.mark.parametrize(
    ("kind", "leaf", "key"),
    [
        (Type.TEXT, "Åsa", "valueString"),
        (Type.INSTANT, "2026-03-02T11:15:30.250+01:00", "valueDateTime"),
        (Type.DATE, "2026-03-02", "valueDate"),
        (Type.BOOLEAN, False, "valueBoolean"),
        (Type.INTEGER, 0, "valueInteger"),
        (Type.CODE, "gul", "valueCoding"),
        (Type.UNIT, "SE2321000222-AVD1", "valueIdentifier"),
        (Type.SCALAR, True, "valueBoolean"),
        (Type.SCALAR, "Ja", "valueString"),
    ],
)
def test_a_leaf_reads_back_as_it_was(kind: Type, leaf: object, key: str) -> None:
    element = primitives.value(Member("m", kind), leaf)
    assert list(element) == [key]
    assert primitives.leaf(element) == leaf


def test_an_element_without_a_value_has_no_leaf() -> None:
    assert primitives.leaf({"url": "member"}) is None
