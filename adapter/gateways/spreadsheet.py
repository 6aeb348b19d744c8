"""Writing sheets as an Excel workbook (Office Open XML): no formula, no link, and the same bytes for the same data."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from adapter.model.sheet import MONEY, WHOLE, Share, Sheet, Value, harmless

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHARE, _DECIMAL = "share", "decimal"
_FORMATS = {WHOLE: "0", MONEY: "#,##0", _DECIMAL: "0.00", _SHARE: "0.0%"}
_MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""A workbook says when it was made: the same of all, so that the bytes tell nothing but the data."""
_WRAPPED = 40
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook(sheets: Sequence[Sheet], title: str) -> bytes:
    """The workbook; a filter and a frozen row on every sheet, numbers as numbers."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, **_PLAIN})
    book.set_properties({"title": title, "author": "svu-adapter", "created": _MADE})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = {holds: book.add_format({"num_format": form}) for holds, form in _FORMATS.items()}
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for sheet in sheets:
        _write(book, sheet, head, formats, wrapped)
    book.close()
    return made.getvalue()


def _write(book: Workbook, sheet: Sheet, head: Format, formats: dict[str, Format], wrapped: Format) -> None:
    page = book.add_worksheet(sheet.name)
    for number, column in enumerate(sheet.columns):
        wide = wrapped if column.width > _WRAPPED else None
        page.set_column(number, number, column.width, wide)
        page.write_string(0, number, column.head, head)
    for row, values in enumerate(sheet.rows, start=1):
        for number, (value, column) in enumerate(zip(values, sheet.columns, strict=True)):
            _cell(page, (row, number), value, formats[MONEY if column.holds == MONEY else _form(value)])
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _form(value: Value) -> str:
    if isinstance(value, Share):
        return _SHARE
    return _DECIMAL if isinstance(value, float) else WHOLE


def _cell(page: Worksheet, place: tuple[int, int], value: Value, form: Format) -> None:
    if isinstance(value, str):
        if value:
            page.write_string(*place, harmless(value))
    elif value is not None:
        page.write_number(*place, value, form)
