"""The workbook read back: types and formats, no formula, and the same bytes again."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from defusedxml.ElementTree import fromstring

from adapter.gateways.spreadsheet import workbook
from adapter.model.sheet import MONEY, NUMBER, TEXT, WHOLE, Column, Share, Sheet

SHEET = Sheet(
    "Siffror",
    (
        Column("Kommun", TEXT),
        Column("Antal", WHOLE),
        Column("Värde", NUMBER),
        Column("Belopp", MONEY),
        Column("Vad den räknar", width=70),
    ),
    (
        ("0184", 9, 2.33, 60504, '=HYPERLINK("https://x")'),
        ("0160", None, Share(0.5), None, ""),
        ("0182", 3, 4, 0, "https://example.se"),
    ),
)
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def part(made: bytes, name: str) -> Any:
    return fromstring(zipfile.ZipFile(io.BytesIO(made)).read(name))


def cells(made: bytes) -> Iterator[tuple[str, str | None, object, str]]:
    """Where, of what type, what is there and its number format."""
    shared = ["".join(one.itertext()) for one in part(made, "xl/sharedStrings.xml")]
    styles = part(made, "xl/styles.xml")
    given = {one.get("numFmtId"): one.get("formatCode") for one in styles.iter(f"{_MAIN}numFmt")}
    formats = [one.get("numFmtId") for one in styles.find(f"{_MAIN}cellXfs")]
    known = {"0": "General", "1": "0", "2": "0.00", "3": "#,##0", **given}
    for cell in part(made, "xl/worksheets/sheet1.xml").iter(f"{_MAIN}c"):
        value = cell.find(f"{_MAIN}v").text
        text = shared[int(value)] if cell.get("t") == "s" else float(value)
        yield cell.get("r"), cell.get("t"), text, known[formats[int(cell.get("s", "0"))]]


def test_numbers_are_numbers_with_their_formats_and_codes_are_text() -> None:
    found = {where: (kind, value, form) for where, kind, value, form in cells(workbook([SHEET], "x"))}
    assert found["A2"] == ("s", "0184", "General")
    assert found["B2"] == (None, 9.0, "0")
    assert found["C2"] == (None, 2.33, "0.00")
    assert found["D2"] == (None, 60504.0, "#,##0")
    assert found["C3"] == (None, 0.5, "0.0%")
    assert found["C4"] == (None, 4.0, "0")
    assert found["E4"][:2] == ("s", "https://example.se")
    assert {"B3", "D3", "E3"}.isdisjoint(found)


def test_there_is_no_formula_and_no_link() -> None:
    made = workbook([SHEET], "x")
    names = zipfile.ZipFile(io.BytesIO(made)).namelist()
    assert not any("hyperlink" in name or "external" in name for name in names)
    page = part(made, "xl/worksheets/sheet1.xml")
    assert list(page.iter(f"{_MAIN}f")) == []
    assert list(page.iter(f"{_MAIN}hyperlink")) == []
    (told,) = (value for where, _, value, _ in cells(made) if where == "E2")
    assert str(told).startswith("'=")


def test_the_first_row_stays_and_can_be_filtered_also_without_rows() -> None:
    empty = Sheet("Tom", SHEET.columns, ())
    page = part(workbook([empty], "x"), "xl/worksheets/sheet1.xml")
    (pane,) = page.iter(f"{_MAIN}pane")
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    (shown,) = page.iter(f"{_MAIN}autoFilter")
    assert shown.get("ref") == "A1:E2"


def test_the_same_sheets_are_the_same_bytes() -> None:
    assert workbook([SHEET], "x") == workbook([SHEET], "x")
