"""A report as sheets and as CSV: what a spreadsheet reads, and that it never takes anything for a formula."""

import csv
import io

import pytest

from adapter.followup import words
from adapter.followup.sheets import sheets, to_csv
from adapter.model.figures import COUNT, INDICATORS, MEAN, SHARE, Figures, Indicator, Settlement
from adapter.model.indicator import Followed
from adapter.model.report import Goal, Report
from adapter.model.sheet import MONEY, Share, harmless
from adapter.pipeline.reporting import names
from tests.checkout import mappings

FOLLOWED = (
    Followed("patients"),
    Followed(
        "ready-days-mean", rules=("ST-IND-03",), sources=("kvalitetsportalen", "val"), passage="002:158"
    ),
    Followed("kvittens-in-time", what=("kvittens",)),
)
REPORT = Report(
    "stockholm",
    "2019-03",
    FOLLOWED,
    (
        Figures(
            "stockholm",
            "0184",
            "2019-03",
            (
                Indicator("patients", COUNT, 9, None, 9),
                Indicator("ready-days-mean", MEAN, 21, 9, 2.33, "d"),
                Indicator("kvittens-in-time", SHARE, 7, 14, 0.5),
            ),
            Settlement("billing", 12, 60504),
        ),
        Figures(
            "stockholm",
            "0160",
            "2019-03",
            (Indicator("patients", COUNT, suppressed=True),),
            Settlement(None, None, None, suppressed=True),
        ),
    ),
    (Indicator("patients", COUNT, suppressed=True),),
    (
        Goal("ready-days-mean", "below-baseline", "0184", 2.5, 4.1, 3, met=True),
        Goal("ready-days-mean", "below-baseline", None, None, 4.1, 0, met=None),
    ),
)


def test_the_csv_is_as_a_swedish_spreadsheet_opens_it() -> None:
    text = to_csv(REPORT, names(mappings()))
    assert text.startswith(b"\xef\xbb\xbf")
    assert text.endswith(b"\r\n")
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig")), delimiter=";"))
    assert rows == [
        [
            *("Region", "Månad", "Kommun", "Indikator", "Benämning"),
            *("Täljare", "Nämnare", "Värde", "Enhet", "Dolt", "Läge"),
        ],
        [
            "stockholm",
            "2019-03",
            "0184",
            "patients",
            "Utskrivningsklara personer",
            "9",
            "",
            "9",
            "",
            "nej",
            "",
        ],
        [
            *("stockholm", "2019-03", "0184", "ready-days-mean", "Utskrivningsklara dagar i medeltal"),
            *("21", "9", "2,33", "dygn", "nej", ""),
        ],
        [
            "stockholm",
            "2019-03",
            "0184",
            "kvittens-in-time",
            "Kvittens i tid",
            "7",
            "14",
            "0,5",
            "",
            "nej",
            "",
        ],
        ["stockholm", "2019-03", "0160", "patients", "Utskrivningsklara personer", "", "", "", "", "ja", ""],
        [
            *("stockholm", "2019-03", "hela regionen", "patients", "Utskrivningsklara personer"),
            *("", "", "", "", "ja", ""),
        ],
        [
            *("stockholm", "2019-03", "0184", "betalningsansvar", "Betalningsansvar"),
            *("12", "", "60504", "SEK", "nej", "Betalning"),
        ],
        [
            *("stockholm", "2019-03", "0160", "betalningsansvar", "Betalningsansvar"),
            *("", "", "", "SEK", "ja", "dolt"),
        ],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_text_begins_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
    named = to_csv(REPORT, {"patients": text}).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(named, newline=""), delimiter=";") for cell in row]
    assert f"'{text}" in cells
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in cells)


def test_what_begins_otherwise_stays_as_it_is() -> None:
    assert harmless("Solna = 0184") == "Solna = 0184"


def test_the_sheets_tell_figures_costs_goals_and_what_each_means() -> None:
    figures, costs, goals, meanings = sheets(REPORT, names(mappings()))
    assert figures.rows[2][5:8] == (7, 14, Share(0.5))
    assert isinstance(figures.rows[2][7], Share)
    assert costs.rows == (
        ("stockholm", "2019-03", "0184", "Betalning", 12, 60504, "nej"),
        ("stockholm", "2019-03", "0160", "dolt", None, None, "ja"),
    )
    assert [column.holds for column in costs.columns].index(MONEY) == 5
    assert [row[2:] for row in goals.rows] == [
        ("0184", "ready-days-mean", "lägre än jämförelseåret", 2.5, 3, 4.1, "ja"),
        ("hela regionen", "ready-days-mean", "lägre än jämförelseåret", None, 0, 4.1, "okänt"),
    ]
    assert [row[0] for row in meanings.rows[:3]] == [one.code for one in FOLLOWED]
    assert meanings.rows[1][6:] == ("ST-IND-03", "kvalitetsportalen, val", "002:158")
    assert all(
        len(row) == len(sheet.columns) for sheet in (figures, costs, goals, meanings) for row in sheet.rows
    )


def test_a_region_that_settles_nothing_has_no_row_of_costs() -> None:
    plain = Report("halland", "2019-03", FOLLOWED, (Figures("halland", "1380", "2019-03", ()),))
    assert sheets(plain, {})[1].rows == ()


def test_every_indicator_has_its_words() -> None:
    assert set(words.COUNTS) == set(INDICATORS)
    assert set(INDICATORS) <= set(names(mappings()))
    for code, (counts, of) in words.COUNTS.items():
        assert counts
        assert bool(of) == bool(INDICATORS[code].of)
