"""A region's outage routine: its own words over the product's, its own ways before them."""

from datetime import timedelta

import pytest

from adapter.model.errors import PackError
from adapter.model.kinds import KINDS
from adapter.model.outage import OutageRoutine
from adapter.policy.outages import laid_outage, read_outage
from adapter.policy.source import parse
from tests import packs

REGIONS = ("vasterbotten", "norrbotten", "stockholm", "halland", "vastmanland", "sverige")


def routine(region: str) -> OutageRoutine:
    return packs.packs().of(region).outage


@pytest.mark.parametrize("region", REGIONS)
def test_every_region_says_what_becomes_of_every_kind(region: str) -> None:
    for kind in KINDS:
        assert routine(region).way(kind) is not None, kind
    assert all(routine(region).routine.words.values())
    assert routine(region).routine.source


@pytest.mark.parametrize(
    ("region", "words"),
    [
        ("vasterbotten", "avbrottsplanen"),
        ("norrbotten", "per telefon"),
        ("stockholm", "i kö"),
        ("vastmanland", "i kö"),
    ],
)
def test_the_routine_is_the_regions_own_or_the_products(region: str, words: str) -> None:
    assert words in routine(region).routine.in_language("sv")
    assert routine(region).routine.in_language("fi") == routine(region).routine.words["en"]


def test_more_than_48_hours_in_halland_and_nowhere_else() -> None:
    halland = routine("halland")
    assert halland.applies(timedelta(hours=48)) == halland.routine
    assert "48" in halland.applies(timedelta(hours=48, seconds=1)).in_language("sv")
    norrbotten = routine("norrbotten")
    assert norrbotten.applies(timedelta(days=9)) == norrbotten.routine


def test_whom_to_tell_is_said_in_norrbotten_alone() -> None:
    told = {contact.whose: contact.who.in_language("sv") for contact in routine("norrbotten").contacts}
    assert "Teknikakuten" in told["region"]
    assert "IT-administratör" in told["kommun"]
    assert routine("vasterbotten").contacts == ()


def test_of_an_invitation_in_vasterbotten_only_time_and_place_go_by_telephone() -> None:
    way = routine("vasterbotten").way("kallelse")
    assert way is not None
    assert way.by == ("telefon", "epost", "brev")
    assert "mötestid" in way.content.in_language("sv")
    plan = routine("vasterbotten").way("sip")
    assert plan is not None
    assert plan.by == ("papper",)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("routine: {sv: x, en: x}", 1),
        ("news: 1", 1),
        (
            "contacts:\n  - {for: alla, sv: x, en: x, source: [a]}\n  - {for: nobody, sv: x, en: x, source: [a]}",
            3,
        ),
        ("long: {afterHours: 0, sv: x, en: x, source: [a]}", 1),
        ("long: {afterHours: true, sv: x, en: x, source: [a]}", 1),
        (
            (
                "ways:\n  - kinds: [brev]\n    by: [telefon]\n    content: {sv: x, en: x, source: [a]}\n"
                "    afterwards: {sv: x, en: x, source: [a]}"
            ),
            2,
        ),
    ],
)
def test_a_fault_is_named_by_its_line(text: str, line: int) -> None:
    with pytest.raises(PackError) as raised:
        read_outage(parse(text, "x/outage.yaml"))
    assert str(raised.value).startswith(f"x/outage.yaml:{line}:")


def test_without_any_layer_that_says_so_nothing_is_said() -> None:
    assert laid_outage(()).way("sip") is None
    assert laid_outage((read_outage(parse("contacts: []", "x")),)).routine.words["sv"] == ""
