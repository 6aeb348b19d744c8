"""Where a deviation report goes: by region, direction and what it is of."""

from typing import Any

import pytest

from adapter.model.deviation import CATEGORIES, SIDES, Case, DeviationRoutine, in_language
from adapter.model.errors import PackError
from adapter.policy.deviations import laid_deviations, read_deviations
from adapter.policy.source import parse
from tests import packs

REGIONS = ("vasterbotten", "norrbotten", "stockholm", "halland", "vastmanland", "sverige")


def told(region: str, *case: Any, **more: Any) -> dict[str, Any]:
    found = packs.packs().of(region).deviations.told(Case(*case, **more))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("region", "case", "rule", "addressee", "channel"),
    [
        ("vasterbotten", Case("kommun", "region"), "VB-DEV-06", [], "e-tjanst"),
        ("vasterbotten", Case("region", "kommun"), "VB-DEV-07", [], "papper"),
        ("vasterbotten", Case("region", "kommun", digital=True), "VB-DEV-07", [], "digital"),
        ("vasterbotten", Case("kommun", "region", "it-funktion"), "VB-DEV-09", ["systemforvaltare"], None),
        (
            "vasterbotten",
            Case("region", "kommun", "informationsoverforing"),
            "VB-DEV-10",
            ["partssammansatt-grupp"],
            "papper",
        ),
        ("vasterbotten", Case("kommun", "kommun"), "PRODUKT-DEV-01", [], None),
        ("norrbotten", Case("region", "kommun"), "NB-DEV-02", ["mas"], None),
        ("norrbotten", Case("kommun", "kommun"), "NB-DEV-02", ["mas"], None),
        ("norrbotten", Case("kommun", "region"), "NB-DEV-02", ["verksamhetschef", "utsedd-funktion"], None),
        ("norrbotten", Case("region", "region"), "NB-DEV-02", [], None),
        ("halland", Case("kommun", "region"), "HA-DEV-01", [], None),
        ("halland", Case("kommun", "region", recurring=True), "HA-DEV-02", [], None),
        ("stockholm", Case("kommun", "region"), "ST-DEV-01", [], None),
        ("vastmanland", Case("region", "kommun"), "VM-DEV-01", [], None),
        ("sverige", Case("region", "kommun"), "PRODUKT-DEV-01", [], None),
    ],
)
def test_the_route(region: str, case: Case, rule: str, addressee: list[str], channel: str | None) -> None:
    found = packs.packs().of(region).deviations.told(case)
    assert found is not None
    assert (found["rule"], found["addressee"], found["channel"]) == (rule, addressee, channel)


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("by", [*SIDES, None])
@pytest.mark.parametrize("about", [*SIDES, None])
@pytest.mark.parametrize("category", [*CATEGORIES, None])
def test_every_report_goes_somewhere_by_words_with_a_source(
    region: str, by: str | None, about: str | None, category: str | None
) -> None:
    for way in told(region, by, about, category)["ways"]:
        assert way["text"]
        assert way["sv"]["text"]
        assert way["source"]


@pytest.mark.parametrize(
    ("region", "first", "last"),
    [
        ("norrbotten", "närmaste verksamhetsnivå", "länsavstämningsgruppen"),
        ("stockholm", "lokal nivå", "VIS"),
        ("halland", "vårdgivare", "hemsjukvårdsöverenskommelsen"),
    ],
)
def test_the_levels_are_in_their_order(region: str, first: str, last: str) -> None:
    levels = [level["sv"]["text"] for level in told(region, "kommun", "region")["levels"]]
    assert first in levels[0]
    assert last in levels[-1]


def test_a_route_in_one_language() -> None:
    route = in_language(told("vasterbotten", "kommun", "region"), "sv")
    assert route is not None
    ways: Any = route["ways"]
    (way,) = ways
    assert "e-tjänsten" in way["text"]
    assert "sv" not in way
    assert in_language(None, "sv") is None


def test_without_routes_nothing_is_said() -> None:
    assert DeviationRoutine().told(Case("region", "kommun")) is None
    assert laid_deviations(()) == DeviationRoutine()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("ways: []", 1),
        ("routes:\n  - {rule: X, sv: x, en: x}", 2),
        ("routes:\n  - {rule: X, sv: x, en: x, source: [a], by: extern}", 2),
        ("routes:\n  - {rule: X, sv: x, en: x, source: [a], addressees: [chefen]}", 2),
        ("levels:\n  - {rule: X, sv: x, en: x, source: [a], by: region}", 2),
    ],
)
def test_a_fault_is_named_by_its_line(text: str, line: int) -> None:
    with pytest.raises(PackError) as raised:
        read_deviations(parse(text, "x/deviations.yaml"))
    assert str(raised.value).startswith(f"x/deviations.yaml:{line}:")
