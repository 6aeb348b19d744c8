"""What may not be told: figures about fewer than five people, and every figure by which such a one could be found.

Nought is told: it is about nobody. A cell is hidden when it is about one to four people, when one to four of them are
what its numerator counts, or, of a share, when one to four are what it does not count. A total would give a hidden
cell away by difference. So cells are hidden, the smallest first, until what the total tells of the hidden ones
together is itself about five people or more, spread over two cells or more, and more cases than cells, so that no
cell can be found from there being at least one in each. Where no cell would be left, the total is hidden instead.

Which cells are hidden for their people depends on nothing but the people counted, so indicators of the same people
hide the same ones. What is hidden further for a numerator only adds to them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from adapter.followup.tally import Cell, Column
from adapter.model.figures import SHARE

FEWEST = 5
"""How many people a figure that is told is about, at least."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """The municipalities of a column that are not told, and whether the total is."""

    municipalities: frozenset[str] = frozenset()
    total: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """One way of looking at a cell: how many people, and how many cases."""

    persons: Callable[[Cell], int]
    cases: Callable[[Cell], int]


_ALL = _Part(lambda cell: cell.persons, lambda cell: cell.cases)
_CONCERNED = _Part(lambda cell: cell.concerned, lambda cell: cell.some)
_REST = _Part(lambda cell: cell.rest, lambda cell: cell.others)


def suppressed(form: str, column: Column, whole: Cell) -> Hidden:
    """What is hidden of a column; `whole` is what all municipalities come to together."""
    names, total = _enough(frozenset(), (_ALL,), column, whole)
    parts = (_ALL, _CONCERNED, _REST) if form == SHARE else (_ALL, _CONCERNED)
    names, total_further = _enough(names, parts, column, whole)
    return Hidden(names, total or total_further)


def _enough(
    names: frozenset[str], parts: tuple[_Part, ...], column: Column, whole: Cell
) -> tuple[frozenset[str], bool]:
    must = names | {name for name, cell in column.items() if any(_few(part.persons(cell)) for part in parts)}
    rest = sorted(set(column) - must, key=lambda name: _size(name, column[name], parts))
    more = list(must)
    while not all(_safe(part, more, column, whole) for part in parts):
        if len(rest) <= 1:
            return must, True
        more.append(rest.pop(0))
    return frozenset(more), any(_few(part.persons(whole)) for part in parts)


def _safe(part: _Part, names: Sequence[str], column: Column, whole: Cell) -> bool:
    """Whether what a total tells of the hidden ones together may be told."""
    if not names:
        return True
    cells = [column[name] for name in names]
    # a person counted in two municipalities is one: those that are there twice are taken off the hidden ones
    twice = sum(part.persons(cell) for cell in column.values()) - part.persons(whole)
    persons = sum(part.persons(cell) for cell in cells) - twice
    cases = sum(part.cases(cell) for cell in cells)
    return len(cells) > 1 and (cases == 0 or (persons >= FEWEST and cases > len(cells)))


def _few(persons: int) -> bool:
    return 0 < persons < FEWEST


def _size(name: str, cell: Cell, parts: tuple[_Part, ...]) -> tuple[bool, int, str]:
    """The smallest that helps comes first: one that has people of every part."""
    return any(part.persons(cell) == 0 for part in parts), cell.persons, name
