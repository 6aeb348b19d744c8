"""Printing: plain data becomes a tagged PDF. Nothing is fetched, and the same data gives the same bytes."""

import re
from dataclasses import asdict
from functools import cache
from importlib import resources
from typing import Final

import orjson
import typst

from adapter.model.errors import Unprintable
from adapter.model.printed import Printed, Table

_FONTS = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic")
_STANDARD: Final = "ua-1"
"""PDF/UA-1: tags, language and title are there, and no character is printed as an empty box."""
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_WORD = re.compile(r"[^ \n]+")
_DAY = re.compile(r"\d+\u00a0\w+\u00a0\d{4}")
_NARROWEST, _LONGEST_WORD, _LONGEST_LINE, _INSET, _DAY_WIDE = 14, 22, 34, 7, 28
"""Of a column, in characters; a word that is longer is hyphenated, a day never: it gets room for `28 september 2026`."""


class TypstPrinter:
    """One per process; the template and the fonts come with the adapter and its packages."""

    def pdf(self, printed: Printed) -> bytes:
        """The document as PDF/UA-1. Raises `Unprintable` for a character that no font here has."""
        data = orjson.dumps(_data(printed)).decode()
        try:
            made = typst.compile(
                _template(),
                format="pdf",
                sys_inputs={"printed": data},
                font_paths=_fonts(),
                ignore_system_fonts=True,
                pdf_standards=_STANDARD,
                timestamp=0,
            )
        except typst.TypstError as error:
            missing = _MISSING.search(error.message)
            raise Unprintable(tuple(f"U+{ord(one):04X}" for one in missing[1]) if missing else ()) from None
        return made


def _data(printed: Printed) -> dict[str, object]:
    sections = [
        {**asdict(section), "table": section.table and _table(section.table)} for section in printed.sections
    ]
    return {**asdict(printed), "sections": sections}


def _table(table: Table) -> dict[str, object]:
    """With the columns' shares of the width: the longest word fits, and longer texts get more room."""
    columns = zip(table.head, *table.rows, strict=True)
    return {"head": table.head, "rows": table.rows, "widths": [_width(column) for column in columns]}


def _width(cells: tuple[str, ...]) -> int:
    longest_word = max((len(word) for cell in cells for word in _WORD.findall(cell)), default=0)
    longest_line = max((len(line) for cell in cells for line in cell.splitlines()), default=0)
    narrowest = _DAY_WIDE if any(map(_DAY.search, cells)) else _NARROWEST
    return max(narrowest, min(longest_word, _LONGEST_WORD) + _INSET, min(longest_line, _LONGEST_LINE))


@cache
def _template() -> bytes:
    return (resources.files("adapter.gateways") / "templates" / "printed.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, font_paths=[str(resources.files(package) / "files") for package in _FONTS]
    )
