"""Synthetic people by the number: official test numbers, names and addresses that nobody has, families, municipalities.

The official list has some 33 numbers a year for those born before 1976, so that beyond about 1,500 people of a region
the old become few and younger people are ill instead.
"""

import random
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import cast

from adapter.model.errors import UsageError
from adapter.model.person import Address, HumanName, Person, Protection
from adapter.sandbox.places import Municipality, Region, data

# Who is discharged with a need of coordination is old: share by age, upper limit excluded.
ADULTS = ((20, 45, 0.10), (45, 65, 0.18), (65, 80, 0.36), (80, 100, 0.36))
CHILD = (3, 16)
PARENT = (24, 52)
Names = Mapping[str, Sequence[str]]


class Population:
    """The people of one region; each is drawn once. `today` is the day that ages are counted at."""

    def __init__(self, region: Region, chosen: random.Random, today: date) -> None:
        self.region = region
        self._chosen = chosen
        self._today = today
        self._left = list(_numbers())
        self._names = data("names")
        self._towns = [town.thousands for town in region.municipalities]
        self.everybody: list[Person] = []

    def adult(self, *, protection: Protection = Protection.NONE, deceased: date | None = None) -> Person:
        """A grown-up of an age that the wards see."""
        low, high, _ = self._chosen.choices(ADULTS, weights=[share for *_, share in ADULTS])[0]
        return self._person((low, high), protection=protection, deceased=deceased)

    def child(self, *, guardian: Protection = Protection.NONE) -> Person:
        """A minor with one or two guardians of the same name and address, the first with that protection."""
        parents = [self._person(PARENT, protection=guardian)]
        if self._chosen.random() < 0.6:  # noqa: PLR2004 - most children have two guardians, not all
            parents.append(self._person(PARENT, family=parents[0]))
        return self._person(CHILD, family=parents[0], guardians=tuple(one.identifier for one in parents))

    def elsewhere(self, region: Region) -> "Population":
        """People of another region, from the same numbers and into the same register."""
        others = Population(region, self._chosen, self._today)
        others._left, others.everybody = self._left, self.everybody
        return others

    def any_town(self) -> Municipality:
        """Where somebody is whom no register knows."""
        return self._chosen.choices(self.region.municipalities, weights=self._towns)[0]

    def unregistered(self) -> str:
        """A right number that the register does not know."""
        return self._number(*ADULTS[1][:2])

    def town(self, code: str | None) -> Municipality:
        """The municipality of that code."""
        return next(town for town in self.region.municipalities if town.code == code)

    def _person(
        self,
        ages: tuple[int, int],
        *,
        family: Person | None = None,
        guardians: tuple[str, ...] = (),
        protection: Protection = Protection.NONE,
        deceased: date | None = None,
    ) -> Person:
        number = self._number(*ages)
        town = self.any_town()
        person = Person(
            identifier=number,
            protection=protection,
            municipality=family.municipality if family else town.code,
            deceased=deceased,
            name=HumanName((self._given(number),), _family(family) or self._surname()),
            address=family.address if family else self._address(),
            guardians=guardians,
            test=True,
        )
        self.everybody.append(person)
        return person

    def _number(self, low: int, high: int) -> str:
        """A number that nobody has yet, of somebody of that age; of somebody younger when those are used up."""
        if not self._left:
            raise UsageError("there are no more test numbers: ask for fewer episodes")
        first = bisect_left(self._left, str(self._today.year - high + 1))
        last = bisect_left(self._left, str(self._today.year - low + 1))
        if first < last:
            return self._left.pop(self._chosen.randrange(first, last))
        adults = bisect_left(self._left, str(self._today.year - ADULTS[0][0]))
        if low < ADULTS[0][0] or first >= adults:
            raise UsageError("there are no more test numbers of that age: ask for fewer episodes")
        return self._left.pop(first)

    def _given(self, number: str) -> str:
        sex = "men" if int(number[10]) % 2 else "women"
        by_year = {int(year): names for year, names in cast("Names", self._names[sex]).items()}
        born = int(number[:4])
        return self._chosen.choice(by_year[min(year for year in by_year if born < year)])

    def _surname(self) -> str:
        parts = cast("Names", self._names["family"])
        return self._chosen.choice(parts["first"]) + self._chosen.choice(parts["last"])

    def _address(self) -> Address:
        street = self._chosen.choice(cast("Sequence[str]", self._names["streets"]))
        code = self._chosen.choice(cast("Sequence[str]", self._names["postalCodes"]))
        return Address((f"{street} {self._chosen.randrange(1, 100)}",), code, str(self._names["place"]))


def _family(person: Person | None) -> str:
    return person.name.family if person and person.name else ""


@cache
def _numbers() -> tuple[str, ...]:
    text = (files("adapter.sandbox") / "data" / "numbers.txt").read_text(encoding="ascii")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))
