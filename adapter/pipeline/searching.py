"""A search over what a caller may read: the few who are meant where it names them, else person by person.

Nothing is kept between pages: a page is made of what may be seen now, from the place on where the last one ended.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from adapter.model.identifiers import PatientId, is_hsa_id
from adapter.r4.interactions import TABLE, Kind
from adapter.reading.along import Along
from adapter.reading.faults import TooCostly
from adapter.reading.matching import Pool, matches
from adapter.reading.order import Key, after, key
from adapter.reading.query import Query
from adapter.reading.resources import Shown
from adapter.reading.searchset import Page
from adapter.reading.values import Pointer, Token

PEOPLE_AT_ONCE = 20
MOST_PEOPLE = 200
"""People whose cases one request looks through."""
ORGANIZATION = "Organization"


class Readable(Protocol):
    """`adapter.pipeline.reading.Reading`: what may not be seen is as if it were not there."""

    async def read(self, type_: str, id_: str, units: frozenset[str], request: str) -> Shown | None:
        """The resource; None where it does not exist or these units may not see it."""
        ...

    async def of_person(self, number: PatientId, units: frozenset[str], request: str) -> tuple[Shown, ...]:
        """Everything that these units may see of a person; nothing, too, of one who is unknown or protected."""
        ...

    async def beside(self, id_: str, units: frozenset[str], request: str) -> tuple[Shown, ...]:
        """Everything that these units may see of the person that a resource with this id is of."""
        ...

    async def recent(
        self,
        units: frozenset[str],
        *,
        since: datetime | None,
        cursor: str | None,
        most: int,
        request: str,
    ) -> tuple[tuple[Shown, ...], str | None]:
        """What these units may see of up to `most` persons, whom they last heard of most lately first.

        Of persons last heard of before `since` nothing. With it the place to go on from, None at the end.
        """
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: among the people from `cursor` on, behind the resource with that key."""

    cursor: str | None = None
    key: Key | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page, and where the next one begins; None at the end."""

    page: Page
    next: Place | None


@dataclass(frozen=True, slots=True)
class Caller:
    """For whom is searched, and in which request."""

    units: frozenset[str]
    request: str


class Searching:
    """Searches of any type."""

    def __init__(self, reading: Readable) -> None:
        self._reading = reading

    async def search(self, query: Query, caller: Caller, place: Place | None = None) -> Found:
        """A page of what is asked for; raises `TooCostly` where everything would have to be looked through."""
        named = await self._named(query, caller)
        if named is None and (query.results.sort or query.results.counts_only or _exact(query)):
            named = await self._everything(query, caller)
        if named is not None:
            return await self._of_all(query, caller, named, place or Place())
        return await self._from(query, caller, place or Place())

    async def _of_all(self, query: Query, caller: Caller, pool: Pool, place: Place) -> Found:
        """A page of what all is known of."""
        found = _matching(query, pool)
        results = query.results
        if results.counts_only:
            return Found(Page((), total=len(found)), None)
        rest = after(found, place.key, results.sort)
        here = rest[: results.count]
        end = Place(None, key(here[-1], results.sort)) if len(rest) > len(here) else None
        return Found(Page(tuple(here), await self._along(query, caller, here, pool), len(found)), end)

    async def _from(self, query: Query, caller: Caller, place: Place) -> Found:
        """A page of what the people from a place on have, whom the caller last heard of lately first."""
        wanted, looked = query.results.count, 0
        here: list[Shown] = []
        pool: dict[str, Shown] = {}
        cursor, behind = place.cursor, place.key
        while looked < MOST_PEOPLE:
            shown, following = await self._reading.recent(
                caller.units, since=query.since, cursor=cursor, most=PEOPLE_AT_ONCE, request=caller.request
            )
            seen = _pool(shown)
            rest = after(_matching(query, seen), behind, ())
            taken = rest[: wanted - len(here)]
            here += taken
            pool |= seen
            if len(taken) < len(rest):
                end = Place(cursor, key(taken[-1], ()) if taken else behind)
                return Found(Page(tuple(here), await self._along(query, caller, here, pool)), end)
            cursor, behind = following, None
            looked += PEOPLE_AT_ONCE
            if cursor is None:
                break
        total = len(here) if cursor is None and place == Place() else None
        page = Page(tuple(here), await self._along(query, caller, here, pool), total)
        return Found(page, Place(cursor) if cursor is not None else None)

    async def _named(self, query: Query, caller: Caller) -> dict[str, Shown] | None:
        """All that may hold what is asked for, where the search names who or what it is about."""
        if query.type == ORGANIZATION:
            return await self._units(query, caller)
        if (people := query.people) is not None:
            return _pool([one for number in people for one in await self._of(number, caller)])
        if (ids := query.ids) is not None:
            if query.results.includes or query.results.revincludes or len(query.criteria) > 1:
                return await self._beside(ids, caller)
            read = [await self._reading.read(query.type, id_, caller.units, caller.request) for id_ in ids]
            return _pool(one for one in read if one)
        for pointers in _pointers(query):
            return await self._beside(pointers, caller)
        return None

    async def _of(self, number: PatientId, caller: Caller) -> tuple[Shown, ...]:
        return await self._reading.of_person(number, caller.units, caller.request)

    async def _beside(self, ids: Iterable[str], caller: Caller) -> dict[str, Shown]:
        pool: dict[str, Shown] = {}
        for id_ in ids:
            if not any(one.id == id_ for one in pool.values()):
                pool |= _pool(await self._reading.beside(id_, caller.units, caller.request))
        return pool

    async def _units(self, query: Query, caller: Caller) -> dict[str, Shown]:
        """The units that a search of Organization names; the caller's own where it names none."""
        named = [
            {value.code for value in one.values if isinstance(value, Token) and value.code}
            for one in query.criteria
            if one.parameter.name in {"_id", "identifier"} and not one.modifier
        ]
        wanted = set.intersection(*named) if named else set(caller.units)
        read = [
            await self._reading.read(ORGANIZATION, one, caller.units, caller.request)
            for one in sorted(wanted)
            if is_hsa_id(one)
        ]
        return _pool(one for one in read if one)

    async def _everything(self, query: Query, caller: Caller) -> dict[str, Shown]:
        pool: dict[str, Shown] = {}
        cursor: str | None = None
        for _ in range(MOST_PEOPLE // PEOPLE_AT_ONCE):
            shown, cursor = await self._reading.recent(
                caller.units, since=query.since, cursor=cursor, most=PEOPLE_AT_ONCE, request=caller.request
            )
            pool |= _pool(shown)
            if cursor is None:
                return pool
        raise TooCostly

    async def _along(
        self, query: Query, caller: Caller, found: Iterable[Shown], pool: Pool
    ) -> tuple[Shown, ...]:
        """What comes along with a page: of the same people's, and the units."""
        along = Along(query.results, pool)
        for reference in along.follow(found):
            type_, _, id_ = reference.partition("/")
            # of people, what is not among what was read may not be seen
            known = type_ == ORGANIZATION
            unit = await self._reading.read(type_, id_, caller.units, caller.request) if known else None
            if unit is not None:
                along.add(unit)
        return along.found


def _exact(query: Query) -> bool:
    return query.results.total == "accurate"


def _pool(shown: Iterable[Shown]) -> dict[str, Shown]:
    return {one.reference: one for one in shown}


def _matching(query: Query, pool: Pool) -> list[Shown]:
    typed = (one for one in pool.values() if one.type == query.type)
    return [one for one in typed if matches(one.newest.resource, query.criteria, pool)]


def _pointers(query: Query) -> Iterator[tuple[str, ...]]:
    """The ids that a criterion of references names, where what they lead to is some person's."""
    for one in query.criteria:
        named = [value for value in one.values if isinstance(value, Pointer)]
        ours = one.parameter.kind is Kind.REFERENCE and not one.modifier and one.parameter.targets
        if ours and all(value.type in {None, *TABLE} and not is_hsa_id(value.id) for value in named):
            yield tuple(dict.fromkeys(value.id for value in named))
