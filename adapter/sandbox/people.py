"""Synthetic people: Skatteverket's official test numbers under invented names, every one marked as a test person.

Source of the numbers: Skatteverket's open list of test personnummer (CC0); no real person has any of them.
"""

from datetime import date
from typing import NamedTuple

from adapter.model.person import Address, HumanName, Person, Protection

UMEA = "2480"
SKELLEFTEA = "2482"


def _person(number: str, given: str, family: str, street: str, municipality: str = UMEA) -> Person:
    city = ("90325", "Umeå") if municipality == UMEA else ("93131", "Skellefteå")
    return Person(
        identifier=number,
        municipality=municipality,
        name=HumanName((given,), family),
        address=Address((street,), *city),
        test=True,
    )


class Cast(NamedTuple):
    """Who plays which part in the demo's scenarios."""

    blue: Person = _person("193101189227", "Astrid", "Provström", "Exempelgatan 1")
    green: Person = _person("193601037710", "Bertil", "Testberg", "Exempelgatan 2")
    yellow: Person = _person("193801049267", "Cecilia", "Provlund", "Exempelgatan 3")
    red: Person = _person("194001079120", "Dagny", "Testdal", "Exempelgatan 4")
    refuses: Person = _person("194301236982", "Erik", "Provholm", "Exempelgatan 5")
    withdraws: Person = _person("194501128278", "Folke", "Testfors", "Exempelgatan 6")
    unable: Person = _person("194701124622", "Greta", "Provsjö", "Exempelgatan 7")
    unclear: Person = _person("194901022188", "Hjördis", "Testås", "Exempelgatan 8")
    waits: Person = _person("195101271848", "Ingrid", "Provnäs", "Exempelgatan 9")
    doubles: Person = _person("195301221866", "Jan", "Testvik", "Exempelgatan 10")
    returns: Person = _person("195501212137", "Karl", "Provmark", "Exempelgatan 11")
    submitted: Person = _person("195801122655", "Lena", "Testmo", "Exempelgatan 12")
    late: Person = _person("196401222861", "Maj", "Provgård", "Exempelgatan 13", SKELLEFTEA)
    becomes: Person = _person("196902079281", "Nils", "Testhed", "Exempelgatan 14")
    protected: Person = Person(
        identifier="189602029812",
        protection=Protection.SKYDDAD_FOLKBOKFORING,
        municipality=UMEA,
        name=HumanName(("Skyddad",), "Uppgiftsson"),
        address=Address(("Hemliga vägen 1",), "90325", "Umeå"),
        test=True,
    )
    guardian: Person = Person(
        identifier="200001252386",
        protection=Protection.SEKRETESSMARKERING,
        municipality=UMEA,
        name=HumanName(("Dold",), "Vårdnadsson"),
        test=True,
    )
    child: Person = Person(
        identifier="201401022387",
        municipality=UMEA,
        name=HumanName(("Otto",), "Vårdnadsson"),
        address=Address(("Hemliga vägen 2",), "90325", "Umeå"),
        guardians=("200001252386",),
        test=True,
    )
    deceased: Person = Person(
        identifier="197501149285",
        municipality=UMEA,
        deceased=date(2026, 2, 20),
        name=HumanName(("Pär",), "Testsson"),
        address=Address(("Exempelgatan 16",), "90325", "Umeå"),
        test=True,
    )
    plans: Person = _person("195001182046", "Rut", "Testäng", "Exempelgatan 17")
    stops: Person = _person("195002192382", "Sven", "Provbäck", "Exempelgatan 18")
    declines: Person = _person("192909177186", "Tyra", "Testö", "Exempelgatan 19")

    def everybody(self) -> tuple[Person, ...]:
        """All of them, in the order they are written."""
        return tuple(self)


CAST = Cast()
