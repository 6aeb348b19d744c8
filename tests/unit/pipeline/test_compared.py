"""Register data that a source sent along: what counts as the same, and of whom nothing is said."""

from dataclasses import replace

import pytest

from adapter.intake.submission import Stated
from adapter.model.person import Address, HumanName, NoHit, Person, Protection, RegisterAnswer, Silent
from adapter.pipeline.compared import differences

KNOWN = Person(
    "189001019802",
    name=HumanName(("Test", "Erik"), "Test-Testsson"),
    address=Address(("Storgatan 1",), "90325", "Umeå"),
)


@pytest.mark.parametrize(
    "name",
    [
        HumanName(("Test", "Erik"), "Test-Testsson"),
        HumanName(("test",), "TEST TESTSSON"),
        HumanName(("Testsson, Erik",), ""),
    ],
)
def test_a_name_written_otherwise_is_the_same_name(name: HumanName) -> None:
    assert list(differences(Stated(name), KNOWN)) == []


@pytest.mark.parametrize(
    "address",
    [
        Address(("Storgatan 1",), "903 25", "UMEÅ"),
        Address(("Storgatan 1, 903 25 Umeå",), "", ""),
    ],
)
def test_an_address_written_otherwise_is_the_same_address(address: Address) -> None:
    assert list(differences(Stated(address=address), KNOWN)) == []


def test_what_differs_is_told_by_its_path_alone() -> None:
    stated = Stated(HumanName(("Anna",), "Testsson"), Address(("Storgatan 2",), "90325", "Umeå"))
    found = list(differences(stated, KNOWN))
    assert [issue.path for issue in found] == ["patient.name", "patient.address"]
    assert not any(word in str(found) for word in ("Anna", "Erik", "Storgatan"))


@pytest.mark.parametrize(
    "answer",
    [
        NoHit(),
        Silent(),
        replace(KNOWN, protection=Protection.SKYDDAD_FOLKBOKFORING),
        replace(KNOWN, name=None, address=None),
    ],
)
def test_where_there_is_nothing_to_compare_with_nothing_is_said(answer: RegisterAnswer) -> None:
    stated = Stated(HumanName(("Anna",), "Testsson"), Address(("Storgatan 2",), "90325", "Umeå"))
    assert list(differences(stated, answer)) == []
