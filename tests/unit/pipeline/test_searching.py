"""Searches over what may be read: what is looked through for each, pages that miss and repeat nothing, what comes along."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from adapter.model.identifiers import PatientId
from adapter.pipeline.searching import MOST_PEOPLE, PEOPLE_AT_ONCE, Caller, Found, Place, Searching
from adapter.r4 import systems
from adapter.r4.interactions import TABLE
from adapter.reading.faults import TooCostly
from adapter.reading.query import query
from adapter.reading.resources import Shown
from tests.builders import PERSON, SOCIAL, WARD
from tests.unit.reading.resources import OWN, communication, everything, intervention, patient, unit

pytestmark = pytest.mark.anyio
CALLER = Caller(frozenset({WARD}), "r1")


@dataclass
class Readings:
    """People with what may be seen of each, the one last heard of first."""

    people: Sequence[tuple[Shown, ...]]
    numbers: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def read(self, type_: str, id_: str, units: frozenset[str], request: str) -> Shown | None:
        assert (units, request) == (CALLER.units, CALLER.request)
        self.asked.append(f"read {type_}/{id_}")
        if type_ == "Organization":
            return unit(id_) if id_ in {WARD, SOCIAL} else None
        return next((one for some in self.people for one in some if one.reference == f"{type_}/{id_}"), None)

    async def of_person(self, number: PatientId, units: frozenset[str], request: str) -> tuple[Shown, ...]:
        assert (units, request) == (CALLER.units, CALLER.request)
        self.asked.append("of person")
        return self.people[self.numbers[number.value]] if number.value in self.numbers else ()

    async def beside(self, id_: str, units: frozenset[str], request: str) -> tuple[Shown, ...]:
        assert (units, request) == (CALLER.units, CALLER.request)
        self.asked.append(f"beside {id_}")
        return next((some for some in self.people if any(one.id == id_ for one in some)), ())

    async def recent(
        self,
        units: frozenset[str],
        *,
        since: datetime | None,
        cursor: str | None,
        most: int,
        request: str,
    ) -> tuple[tuple[Shown, ...], str | None]:
        assert (units, request) == (CALLER.units, CALLER.request)
        self.asked.append(f"recent {since.isoformat()}" if since else "recent")
        start = int(cursor or 0)
        shown = tuple(one for some in self.people[start : start + most] for one in some)
        return shown, str(start + most) if start + most < len(self.people) else None


def many(count: int, each: int = 1) -> Readings:
    """People with a few messages each."""
    return Readings(
        [
            (patient(f"p{one}"), *(communication(f"c{one}-{other}", minutes=-one) for other in range(each)))
            for one in range(count)
        ]
    )


async def search(
    readings: Readings, type_: str, *pairs: tuple[str, str], place: Place | None = None
) -> Found:
    asked = query(TABLE[type_], pairs, own_url=OWN, lenient=False, in_url=False)
    return await Searching(readings).search(asked, CALLER, place)


def ids(found: Found) -> list[str]:
    return [one.id for one in found.page.matches]


async def all_pages(readings: Readings, type_: str, *pairs: tuple[str, str]) -> list[list[str]]:
    pages: list[list[str]] = []
    found = await search(readings, type_, *pairs)
    pages.append(ids(found))
    while found.next is not None:
        assert len(pages) < 100
        found = await search(readings, type_, *pairs, place=found.next)
        pages.append(ids(found))
    return pages


@pytest.mark.parametrize(
    "pairs", [(("_sort", "_lastUpdated"),), (("_sort", "-sent"),), (("status", "completed"),), ()]
)
@pytest.mark.parametrize("count", [1, 3, 7, 50])
async def test_pages_miss_nothing_and_repeat_nothing(count: int, pairs: tuple[tuple[str, str], ...]) -> None:
    readings = many(43, 2)
    pages = await all_pages(readings, "Communication", ("_count", str(count)), *pairs)
    found = [one for page in pages for one in page]
    assert len(found) == len(set(found)) == 86
    assert all(len(page) <= count for page in pages)


async def test_what_came_meanwhile_moves_no_page() -> None:
    readings = many(5, 3)
    first = await search(readings, "Communication", ("_count", "4"), ("_sort", "-_lastUpdated"))
    readings.people = [(communication("new", minutes=60),), *readings.people]
    rest = await search(readings, "Communication", ("_sort", "-_lastUpdated"), place=first.next)
    assert len(ids(first) + ids(rest)) == 15
    assert "new" not in ids(rest)


async def test_a_search_that_finds_little_looks_on_and_stops_somewhere() -> None:
    readings = many(MOST_PEOPLE + PEOPLE_AT_ONCE)
    last = f"c{MOST_PEOPLE + 5}-0"
    found = await search(readings, "Communication", ("identifier", f"m-{last}"))
    assert ids(found) == []
    assert found.page.total is None
    assert found.next is not None
    assert ids(await search(readings, "Communication", ("identifier", f"m-{last}"), place=found.next)) == [
        last
    ]


@pytest.mark.parametrize(
    "pair", [("_sort", "sent"), ("_summary", "count"), ("_count", "0"), ("_total", "accurate")]
)
async def test_what_would_have_to_look_through_everything_is_refused(pair: tuple[str, str]) -> None:
    with pytest.raises(TooCostly):
        await search(many(MOST_PEOPLE + 1), "Communication", pair)
    found = await search(many(MOST_PEOPLE), "Communication", pair)
    assert found.page.total == MOST_PEOPLE


async def test_how_many_there_are_is_told_where_it_is_known() -> None:
    assert (await search(many(3), "Communication")).page.total == 3
    assert (await search(many(3), "Communication", ("_count", "2"))).page.total is None
    counted = await search(many(3), "Communication", ("_summary", "count"))
    assert (counted.page.matches, counted.page.total, counted.next) == ((), 3, None)


async def test_only_whom_it_names_is_looked_at() -> None:
    readings = Readings([everything(), (patient("p2", "191212121212"),)], {PERSON: 0, "191212121212": 1})
    found = await search(
        readings, "Communication", ("patient.identifier", f"{systems.PERSONNUMMER}|{PERSON}")
    )
    assert sorted(ids(found)) == ["c1", "c2"]
    assert found.page.total == 2
    assert readings.asked == ["of person"]
    both = f"{systems.PERSONNUMMER}|{PERSON},{systems.PERSONNUMMER}|191212121212"
    assert sorted(ids(await search(readings, "Patient", ("identifier", both)))) == ["p1", "p2"]
    unknown = await search(readings, "Patient", ("identifier", "196109732393"))
    assert (ids(unknown), unknown.page.total) == ([], 0)


async def test_an_id_is_read_and_a_reference_leads_to_its_person() -> None:
    readings = Readings([everything()])
    assert ids(await search(readings, "Communication", ("_id", "c1,nothing"))) == ["c1"]
    assert readings.asked == ["read Communication/c1", "read Communication/nothing"]
    readings.asked.clear()
    assert ids(await search(readings, "Communication", ("_id", "c1"), ("status", "completed"))) == ["c1"]
    assert sorted(ids(await search(readings, "Communication", ("encounter", "Encounter/e1")))) == ["c1", "c2"]
    assert ids(await search(readings, "ServiceRequest", ("based-on", "cp1,cp1"))) == ["s1"]
    assert readings.asked == ["beside c1", "beside e1", "beside cp1"]
    readings.asked.clear()
    assert len(ids(await search(readings, "Communication", ("sender", WARD)))) == 2
    assert len(ids(await search(readings, "Communication", ("patient:missing", "false")))) == 2
    assert readings.asked == ["recent", "recent"]
    await search(readings, "Communication", ("_id", "c1,c2"), ("_include", "Communication:encounter"))
    assert readings.asked[2:] == ["beside c1"]


async def test_a_time_is_where_the_search_begins() -> None:
    readings = many(2)
    await search(readings, "Communication", ("_lastUpdated", "ge2026-01-01T00:00:00Z"))
    assert readings.asked == ["recent 2026-01-01T00:00:00+00:00"]


async def test_units_are_found_by_their_ids() -> None:
    readings = Readings([])
    assert ids(await search(readings, "Organization")) == [WARD]
    assert ids(await search(readings, "Organization", ("_id", f"{SOCIAL},other"))) == [SOCIAL]
    named = (("identifier", f"{systems.HSA_ID}|{SOCIAL}"), ("_id", SOCIAL))
    assert ids(await search(readings, "Organization", *named)) == [SOCIAL]
    assert ids(await search(readings, "Organization", ("identifier", f"urn:x|{SOCIAL}"))) == []
    assert ids(await search(readings, "Organization", ("_id", "SE2321000222-NONE"))) == []


async def along(readings: Readings, *pairs: tuple[str, str]) -> list[str]:
    found = await search(readings, "Communication", ("_id", "c1"), *pairs)
    assert ids(found) == ["c1"]
    return [one.reference for one in found.page.included]


async def test_what_comes_along_is_what_may_be_seen() -> None:
    readings = Readings([everything()])
    assert await along(readings, ("_include", "Communication:encounter")) == ["Encounter/e1"]
    assert await along(readings, ("_include", "Communication:subject:Patient")) == ["Patient/p1"]
    assert await along(readings, ("_revinclude", "Provenance:target")) == ["Provenance/pr1"]
    units = (("_include", "Communication:sender"), ("_include", "Communication:recipient:Organization"))
    assert await along(readings, *units) == [f"Organization/{WARD}", f"Organization/{SOCIAL}"]
    assert await along(readings, ("_include", "Communication:sender:PractitionerRole")) == []
    hidden = Readings([(communication(),)])
    assert (
        await along(hidden, ("_include", "Communication:encounter"), ("_include", "Communication:subject"))
        == []
    )
    assert "read Encounter/e1" not in hidden.asked


async def test_what_came_along_brings_more_along_where_it_is_asked() -> None:
    readings = Readings([(*everything(), intervention("s2", basedOn=None))])
    first = ("_include", "Communication:subject")
    again = ("_revinclude:iterate", "CarePlan:subject")
    further = ("_include:iterate", "CarePlan:activity-reference")
    assert await along(readings, first, again) == ["Patient/p1", "CarePlan/cp1"]
    assert await along(readings, first, again, further) == ["Patient/p1", "CarePlan/cp1", "ServiceRequest/s1"]
    assert await along(readings, first, further) == ["Patient/p1"]
