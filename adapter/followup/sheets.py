"""A report as sheets: the figures, what the month costs, how the goals stand, and what every figure means."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from adapter.followup import words
from adapter.model.figures import SHARE, Figures, Indicator, Settlement
from adapter.model.indicator import Followed
from adapter.model.report import Goal, Report
from adapter.model.sheet import MONEY, NUMBER, WHOLE, Column, Share, Sheet, Value, harmless

Names = Mapping[str, str]
"""Swedish names by code, of indicators and of the states of a settlement."""
_PLACE = (Column("Region", width=16), Column("Månad", width=9), Column("Kommun", width=14))
_FIGURES = (
    *_PLACE,
    Column("Indikator", width=24),
    Column("Benämning", width=52),
    Column("Täljare", NUMBER, 10),
    Column("Nämnare", WHOLE, 10),
    Column("Värde", NUMBER, 10),
    Column("Enhet", width=9),
    Column("Dolt", width=6),
)
_COSTS = (
    *_PLACE,
    Column("Läge", width=26),
    Column("Betalningsdagar", WHOLE, 16),
    Column("Belopp (SEK)", MONEY, 14),
    Column("Dolt", width=6),
)
_GOALS = (
    *_PLACE,
    Column("Indikator", width=24),
    Column("Mål", width=28),
    Column("Hittills i år", NUMBER, 12),
    Column("Månader", WHOLE, 9),
    Column("Jämförs med", NUMBER, 12),
    Column("Nått", width=8),
)
_MEANING = (
    Column("Indikator", width=24),
    Column("Benämning", width=52),
    Column("Täljaren räknar", width=70),
    Column("Nämnaren räknar", width=60),
    Column("Form", width=12),
    Column("Enhet", width=9),
    Column("Regler", width=26),
    Column("Avtalets källor", width=28),
    Column("Källtext", width=40),
)
BILLED = "betalningsansvar"
"""In the one table of a CSV: the row that says what a municipality's month costs."""


def sheets(report: Report, names: Names) -> tuple[Sheet, ...]:
    """All of it."""
    place = (report.region, report.month)
    return (
        Sheet("Siffror", _FIGURES, tuple((*place, *row) for row in _figures(report, names))),
        Sheet("Avräkning", _COSTS, tuple((*place, *row) for row in _costs(report.figures, names))),
        Sheet("Mål", _GOALS, tuple((*place, *_goal(goal)) for goal in report.goals)),
        Sheet("Förklaringar", _MEANING, tuple(_meanings(report.followed, names))),
    )


def to_csv(report: Report, names: Names) -> bytes:
    """One table: the figures, then what each municipality's month costs (billed days, amount, `SEK`).

    As a Swedish spreadsheet opens it without asking: semicolons, decimal commas, UTF-8 with its mark, CRLF (RFC 4180).
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([*(column.head for column in _FIGURES), "Läge"])
    place = (report.region, report.month)
    for row in _figures(report, names):
        writer.writerow([_plain(value) for value in (*place, *row, None)])
    for code, state, days, amount, hidden in _costs(report.figures, names):
        row = (*place, code, BILLED, "Betalningsansvar", days, None, amount, "SEK", hidden, state)
        writer.writerow([_plain(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def _plain(value: Value) -> str:
    if isinstance(value, str):
        return harmless(value)
    return "" if value is None else str(value).replace(".", ",")


def _figures(report: Report, names: Names) -> Iterator[tuple[Value, ...]]:
    for one in report.figures:
        yield from (_figure(one.municipality, indicator, names) for indicator in one.indicators)
    yield from (_figure(words.WHOLE, indicator, names) for indicator in report.totals)


def _figure(place: str, indicator: Indicator, names: Names) -> tuple[Value, ...]:
    return (
        place,
        indicator.code,
        names.get(indicator.code, indicator.code),
        indicator.numerator,
        indicator.denominator,
        _value(indicator),
        words.UNITS.get(indicator.unit, indicator.unit),
        _yes(flag=indicator.suppressed),
    )


def _value(indicator: Indicator) -> Value:
    share = indicator.form == SHARE and indicator.value is not None
    return Share(indicator.value or 0) if share else indicator.value


def _costs(figures: Sequence[Figures], names: Names) -> Iterator[tuple[Value, ...]]:
    for one in figures:
        found = one.settlement
        if found is not None:
            yield (
                one.municipality,
                _state(found, names),
                found.billed_days,
                found.amount,
                _yes(flag=found.suppressed),
            )


def _state(settlement: Settlement, names: Names) -> str:
    return words.HIDDEN if settlement.state is None else names.get(settlement.state, settlement.state)


def _goal(goal: Goal) -> tuple[Value, ...]:
    met = words.UNKNOWN if goal.met is None else _yes(flag=goal.met)
    place = goal.municipality or words.WHOLE
    return place, goal.code, words.GOALS[goal.goal], goal.value, goal.months, goal.baseline, met


def _meanings(followed: Sequence[Followed], names: Names) -> Iterator[tuple[Value, ...]]:
    for one in followed:
        counts, of = words.COUNTS[one.code]
        yield (
            one.code,
            names.get(one.code, one.code),
            counts,
            of,
            words.FORMS[one.definition.form],
            words.UNITS[one.definition.unit],
            ", ".join(dict.fromkeys((*one.rules, *one.goal_rules))),
            ", ".join(one.sources),
            one.passage,
        )
    for head, text in words.NOTES:
        yield head, "", text, "", "", "", "", "", ""


def _yes(*, flag: bool) -> str:
    return words.YES if flag else words.NO
