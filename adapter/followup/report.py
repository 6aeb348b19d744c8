"""A month's report: the tally's cells as figures, without those about fewer than five people, and how the goals stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from adapter.followup.measures import BETWEEN
from adapter.followup.suppression import Hidden, suppressed
from adapter.followup.tally import BILLED, LEFT, Cell, Tally, between, hidden, told
from adapter.model.figures import SHARE, Figures, Indicator, Settlement
from adapter.model.indicator import Followed
from adapter.model.month import first_day, following, preceding
from adapter.model.report import Goal, Report

SETTLED_AFTER: Mapping[str, timedelta] = {"readmissions-65": timedelta(days=30)}
"""How long after the month an indicator is still open: told before, its growing would tell of single people."""
SETTLING = 4
"""A municipality's state rests on the averages of this and the three months before (VB-LIAB-04)."""
EVERYWHERE = "*"
Baselines = Mapping[str, Mapping[str, float]]
"""By the name of the fact, and municipality: an earlier year's figure; the region's under its name, one for all under
`EVERYWHERE`."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report: `today` decides what is settled, `municipalities` are told of even if nothing happened there.

    `settlements` are what the month costs by municipality; `monthly` says that they rest on the months' averages and not
    on the stays alone.
    """

    region: str
    month: str
    today: date
    followed: tuple[Followed, ...]
    municipalities: frozenset[str] = frozenset()
    settlements: Mapping[str, Settlement] = field(default_factory=dict)
    monthly: bool = False
    baselines: Baselines = field(default_factory=dict)


def report(tally: Tally, wanted: Wanted) -> Report:
    """The report of a month that is over."""
    names = sorted(wanted.municipalities | tally.municipalities())
    later = tuple(one.code for one in wanted.followed if not _settled(one.code, wanted))
    shown = tuple(one for one in wanted.followed if one.code not in later)
    columns = {one.code: _column(one, wanted.month, tally, names) for one in shown}
    return Report(
        wanted.region,
        wanted.month,
        wanted.followed,
        figures=tuple(
            Figures(
                wanted.region,
                name,
                wanted.month,
                tuple(columns[one.code][name] for one in shown),
                _settlement(name, tally, wanted),
            )
            for name in names
        ),
        totals=tuple(columns[one.code][None] for one in shown),
        goals=tuple(_goals(shown, tally, wanted, names)),
        later=later,
    )


def _settled(code: str, wanted: Wanted) -> bool:
    return first_day(following(wanted.month)) + SETTLED_AFTER.get(code, timedelta()) <= wanted.today


def _hidden(followed: Followed, month: str, tally: Tally) -> Hidden:
    code = followed.code
    found = suppressed(followed.definition.form, tally.column(code, month), tally.whole(code, month))
    if code not in BETWEEN:
        return found
    differ = between(code)
    more = suppressed(SHARE, tally.column(differ, month), tally.whole(differ, month))
    return Hidden(found.municipalities | more.municipalities, found.total or more.total)


def _column(
    followed: Followed, month: str, tally: Tally, names: Iterable[str]
) -> dict[str | None, Indicator]:
    """An indicator's figures by municipality, under None those of all together."""
    cells, away = tally.column(followed.code, month), _hidden(followed, month, tally)
    found: dict[str | None, Indicator] = {
        name: hidden(followed) if name in away.municipalities else told(followed, cells.get(name, Cell()))
        for name in names
    }
    whole = tally.whole(followed.code, month)
    return {**found, None: hidden(followed) if away.total else told(followed, whole)}


def _settlement(name: str, tally: Tally, wanted: Wanted) -> Settlement | None:
    """Hidden where those whom it rests on are few; a fixed sum rests on nobody."""
    found = wanted.settlements.get(name)
    columns = (
        [(LEFT, month) for month in _window(wanted.month)] if wanted.monthly else [(BILLED, wanted.month)]
    )
    few = any(name in _hidden(Followed(code), month, tally).municipalities for code, month in columns)
    if found is None or not few:
        return found
    return Settlement(None, None, None, suppressed=True)


def _window(month: str) -> Sequence[str]:
    """The month and those before it that a state rests on."""
    found = [month]
    while len(found) < SETTLING:
        found.append(preceding(found[-1]))
    return found


def _goals(shown: Iterable[Followed], tally: Tally, wanted: Wanted, names: Sequence[str]) -> Iterable[Goal]:
    for followed in shown:
        if followed.goal is not None:
            year = [_column(followed, month, tally, names) for month in _so_far(wanted.month)]
            yield _goal(followed, None, [column[None] for column in year], wanted)
            for name in names:
                yield _goal(followed, name, [column[name] for column in year], wanted)


def _so_far(month: str) -> Iterable[str]:
    """The months of its year up to it."""
    return (f"{month[:4]}-{number:02d}" for number in range(1, int(month[5:]) + 1))


def _goal(followed: Followed, name: str | None, months: Sequence[Indicator], wanted: Wanted) -> Goal:
    """Only of what is told: the year's figure gives away nothing that its months do not."""
    counted = [one for one in months if not one.suppressed and one.denominator]
    amount = sum(one.numerator or 0 for one in counted)
    cases = sum(one.denominator or 0 for one in counted)
    exact = amount / cases if cases else None
    baseline = _baseline(followed, name, wanted)
    return Goal(
        followed.code,
        followed.goal or "",
        name,
        None if exact is None else round(exact, 4),
        baseline,
        len(counted),
        _met(followed, exact, baseline),
    )


def _baseline(followed: Followed, name: str | None, wanted: Wanted) -> float | None:
    if followed.goal == "all":
        return 1.0
    given = wanted.baselines.get(followed.baseline or "", {})
    return given.get(name or wanted.region, given.get(EVERYWHERE))


def _met(followed: Followed, value: float | None, baseline: float | None) -> bool | None:
    if value is None or baseline is None:
        return None
    return value < baseline if followed.goal == "below-baseline" else value >= baseline
