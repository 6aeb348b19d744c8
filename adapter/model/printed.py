"""What a sheet of paper says, as plain data: a letter, a plan printed for the person it is about, or a form to fill in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Fact:
    """A line with a label in front: when, where, who."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Table:
    """Rows under a head; every row has as many cells as the head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, repr=False)
class Blank:
    """A place to write by hand: so many ruled lines, or boxes to tick, or both. `must`: it may not be left empty."""

    label: str
    lines: int = 1
    choices: tuple[str, ...] = ()
    hint: str = ""
    must: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Section:
    """A part under its heading; a heading may be empty where the text stands by itself."""

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    table: Table | None = None
    blanks: tuple[Blank, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Printed:
    """A document in Swedish, from top to bottom. All of it is text: nothing is read as markup.

    `mark` stands across the top of a draft; `addressee` is the address in the window of the envelope.
    """

    title: str
    sender: tuple[str, ...]
    date: str
    addressee: tuple[str, ...] = ()
    mark: str = ""
    sections: tuple[Section, ...] = ()
    foot: str = ""
