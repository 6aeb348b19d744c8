"""What comes along with what was found: `_include` and `_revinclude`, also of what came along itself (`:iterate`)."""

from collections.abc import Iterable, Iterator

from adapter.reading.matching import Pool, references
from adapter.reading.resources import Shown
from adapter.reading.results import Include, Results

_DEPTH = 5


class Along:
    """Follows references among what may be seen; each resource comes once, and none that was found already."""

    def __init__(self, wanted: Results, pool: Pool) -> None:
        self._wanted = wanted
        self._pool = dict(pool)
        self._found: dict[str, Shown] = {}
        self._known: set[str] = set()

    @property
    def found(self) -> tuple[Shown, ...]:
        """What comes along, in the order in which it was reached."""
        return tuple(self._found.values())

    def add(self, shown: Shown) -> None:
        """One from elsewhere."""
        self._found.setdefault(shown.reference, shown)

    def follow(self, matches: Iterable[Shown]) -> Iterator[str]:
        """Find them; gives the references that lead to nothing here, each once."""
        reached = list(matches)
        self._known = {one.reference for one in reached}
        for depth in range(_DEPTH):
            following = [one for one in self._step(reached, further=depth > 0) if self._is_new(one)]
            for reference in following:
                self._known.add(reference)
                if reference not in self._pool:
                    yield reference
            reached = [self._pool[one] for one in following if one in self._pool]
            self._found.update((one.reference, one) for one in reached)

    def _is_new(self, reference: str) -> bool:
        return reference not in self._known

    def _step(self, begun: list[Shown], *, further: bool) -> list[str]:
        found: dict[str, None] = {}
        for one in self._wanted.includes:
            if one.iterate or not further:
                found |= dict.fromkeys(_onwards(one, begun))
        for one in self._wanted.revincludes:
            if one.iterate or not further:
                found |= dict.fromkeys(self._back(one, begun))
        return list(found)

    def _back(self, include: Include, begun: list[Shown]) -> Iterator[str]:
        wanted = {one.reference for one in begun if include.target in {None, one.type}}
        for one in self._pool.values():
            if one.type == include.source and wanted.intersection(
                references(one.newest.resource, include.parameter)
            ):
                yield one.reference


def _onwards(include: Include, begun: list[Shown]) -> Iterator[str]:
    for one in begun:
        if one.type == include.source:
            for reference in references(one.newest.resource, include.parameter):
                if include.target in {None, reference.partition("/")[0]}:
                    yield reference
