"""What a sheet of paper says, as plain data: a letter, or a plan printed for the person it is about."""

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
class Section:
    """A part under its heading; a heading may be empty where the text stands by itself."""

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    table: Table | None = None


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
