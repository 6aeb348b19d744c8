"""A sheet of a report: columns with a type each, and rows of plain values; what writes it chooses the form."""

from dataclasses import dataclass

TEXT, WHOLE, NUMBER, MONEY = "text", "whole", "number", "money"
"""What a column holds; money is whole SEK."""
Value = str | int | float | None


class Share(float):
    """A part of one: shown as a percentage where the form can."""


_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Column:
    """Its heading, what it holds and how wide it is, in characters."""

    head: str
    holds: str = TEXT
    width: int = 14


@dataclass(frozen=True, slots=True)
class Sheet:
    """Its name and what is on it."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula (semantics 37): one that would begin as such gets an apostrophe."""
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text
