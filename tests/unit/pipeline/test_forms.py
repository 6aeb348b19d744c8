"""The blank form of every kind in every region: what its rules demand is there to be filled in."""

from dataclasses import replace

import pytest

from adapter.model.errors import UsageError
from adapter.model.outage import NO_ROUTINE
from adapter.model.stay_kinds import PLANNING_QUESTIONS
from adapter.pipeline.forms import blank, demands, kinds
from adapter.r4 import systems
from tests.checkout import mappings
from tests.packs import packs

FORMS = [(region, kind) for region, pack in sorted(packs().packs.items()) for kind in kinds(pack)]


@pytest.mark.parametrize(("region", "kind"), FORMS)
def test_every_kind_in_use_has_a_form_that_asks_for_whom_and_when(region: str, kind: str) -> None:
    pack = packs().packs[region]
    made = blank(kind, pack, mappings())
    asked = {one.label for section in made.sections for one in section.blanks}
    assert {"När det gjordes", "Orsak"} <= asked
    # ids are given by the system in which it is entered afterwards
    wanted = (path for path in demands(kind, pack).always if "." not in path and not path.endswith("Id"))
    labels = {mappings().words(systems.MEMBER, path).casefold() for path in wanted}
    named = " ".join(asked).casefold()
    assert {label for label in labels if label not in named} == set()


def test_the_planning_basis_asks_each_question_of_the_routine() -> None:
    made = blank("planeringsunderlag", packs().packs["vasterbotten"], mappings())
    asked = {one.label: one.choices for section in made.sections for one in section.blanks}
    for question in PLANNING_QUESTIONS:
        assert asked[mappings().words(systems.QUESTION, question)] == ("Ja", "Nej")


def test_a_form_says_how_the_kind_goes_meanwhile_where_the_routine_does() -> None:
    pack = packs().packs["norrbotten"]
    told, silent = (
        blank("sip", one, mappings()).sections[0].paragraphs
        for one in (pack, replace(pack, outage=NO_ROUTINE))
    )
    assert any(paragraph.startswith("Under driftstoppet: ") for paragraph in told)
    assert not any(paragraph.startswith("Under driftstoppet: ") for paragraph in silent)


def test_a_kind_that_is_none_or_not_in_use_has_no_form() -> None:
    pack = packs().packs["vasterbotten"]
    for kind in ("brev", "samordningsarende"):
        with pytest.raises(UsageError, match="there is no form"):
            blank(kind, pack, mappings())
