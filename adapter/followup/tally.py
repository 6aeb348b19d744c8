"""Counting: one person at a time is added to the cells of indicator, month and municipality, and then forgotten."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from adapter.followup.measures import BETWEEN, COUNTED, Case
from adapter.followup.rows import PersonRows
from adapter.model.figures import COUNT, MEDIAN, SHARE, Indicator
from adapter.model.indicator import Followed


@dataclass(slots=True)
class Cell:
    """What one municipality's month has come to for one indicator: cases, and how many people they are about.

    `some` are the cases with an amount, `concerned` the people of them; `others` and `rest` are the cases and people
    without, which of a share are what is left of the whole.
    """

    cases: int = 0
    some: int = 0
    others: int = 0
    amount: float = 0
    persons: int = 0
    concerned: int = 0
    rest: int = 0
    amounts: list[float] = field(default_factory=list)

    def add(self, cases: Sequence[Case], *, keep: bool) -> None:
        """Every case of one person."""
        some = sum(1 for case in cases if case.amount)
        self.cases += len(cases)
        self.some += some
        self.others += len(cases) - some
        self.amount += sum(case.amount for case in cases)
        self.persons += 1
        self.concerned += some > 0
        self.rest += some < len(cases)
        if keep:
            self.amounts += [case.amount for case in cases]


LEFT, BILLED = "patients", "billed-days"
"""The indicators whose people a settlement is about."""
Column = Mapping[str, Cell]
"""The cells of one indicator and month by municipality."""


def between(code: str) -> str:
    """Where the people are counted whom an indicator and the one it is part of differ by."""
    return f"{code}|between"


class Tally:
    """`newest` is the last month that is over: what comes later is not counted."""

    def __init__(self, followed: Sequence[Followed], newest: str) -> None:
        by_code = {one.code: one for one in followed}
        # what a settlement is hidden by is counted whether it is told or not
        self._followed = {code: Followed(code) for code in (LEFT, BILLED)} | by_code
        self.newest = newest
        self._cells: dict[tuple[str, str], dict[str, Cell]] = defaultdict(lambda: defaultdict(Cell))
        self._wholes: dict[tuple[str, str], Cell] = defaultdict(Cell)

    def add(self, person: PersonRows) -> None:
        """One person's rows."""
        for code, followed in self._followed.items():
            keep = followed.definition.form == MEDIAN
            self._put(code, COUNTED[code](followed, person, self.newest), keep=keep)
            if code in BETWEEN:
                self._put(between(code), BETWEEN[code](followed, person, self.newest), keep=False)

    def _put(self, code: str, found: Iterable[Case], *, keep: bool) -> None:
        months: dict[str, dict[str, list[Case]]] = {}
        for case in found:
            if case.month <= self.newest:
                months.setdefault(case.month, {}).setdefault(case.municipality, []).append(case)
        for month, places in months.items():
            for municipality, cases in places.items():
                self._cells[code, month][municipality].add(cases, keep=keep)
            # a person of two municipalities is still one
            self._wholes[code, month].add([case for cases in places.values() for case in cases], keep=keep)

    def column(self, code: str, month: str) -> Column:
        """The cells of an indicator and month by municipality."""
        return dict(self._cells.get((code, month), {}))

    def whole(self, code: str, month: str) -> Cell:
        """All municipalities together; a person of two of them is one person."""
        return self._wholes.get((code, month), Cell())

    def municipalities(self) -> frozenset[str]:
        """Every one that has a case."""
        return frozenset(name for column in self._cells.values() for name in column)


def told(followed: Followed, cell: Cell) -> Indicator:
    """The figures of a cell."""
    form = followed.definition.form
    plain = Indicator(followed.code, form, unit=followed.definition.unit)
    if form == COUNT:
        amount = _number(cell.amount)
        return replace(plain, numerator=amount, value=amount)
    if form == SHARE:
        return replace(
            plain, numerator=cell.some, denominator=cell.cases, value=_over(cell.some, cell.cases, 4)
        )
    if form == MEDIAN:
        value = round(median(cell.amounts), 2) if cell.amounts else None
        return replace(plain, denominator=cell.cases, value=value)
    amount = _number(cell.amount)
    return replace(plain, numerator=amount, denominator=cell.cases, value=_over(cell.amount, cell.cases, 2))


def hidden(followed: Followed) -> Indicator:
    """That there are figures, which are not told."""
    definition = followed.definition
    return Indicator(followed.code, definition.form, unit=definition.unit, suppressed=True)


def _over(amount: float, cases: int, digits: int) -> float | None:
    return round(amount / cases, digits) if cases else None


def _number(amount: float) -> int | float:
    return int(amount) if amount == int(amount) else round(amount, 2)
