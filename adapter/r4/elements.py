"""What R4 says of each element of a type: order, types, how often, whether in the summary. Read from the generated table."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from adapter.r4.element_table import ELEMENTS

_CHOICE = "[x]"
_MARKS = "+*~!@"
RESOURCE = "Resource"
NARRATIVE = "xhtml"


@dataclass(frozen=True, slots=True)
class Element:
    """An element by the name that it has in JSON; `type` is a type's name or the path of a backbone element."""

    name: str
    type: str
    required: bool
    many: bool
    summary: bool
    modifier: bool
    attribute: bool

    @property
    def primitive(self) -> bool:
        """Whether it holds a value; narrative is a primitive to JSON alone."""
        return self.type[0].islower() and self.type != NARRATIVE


@cache
def elements(type_: str) -> Mapping[str, Element]:
    """The elements of a type or a backbone element by JSON name, in R4's order; empty for what R4's table lacks.

    A choice of types stands as one element for each of them.
    """
    base, _, own = ELEMENTS.get(type_, "").partition(" ")
    found = dict(elements(base)) if base else {}
    for word in own.split():
        name, _, rest = word.partition(":")
        marks = rest.lstrip("#").strip(_MARKS)
        said = rest[rest.index(marks) + len(marks) :]
        types = marks.split("|")
        for one in types:
            key = name.removesuffix(_CHOICE) + one[0].upper() + one[1:] if name.endswith(_CHOICE) else name
            # one of several types cannot be required by itself
            required = "+" in said and len(types) == 1
            found[key] = Element(key, one, required, "*" in said, "~" in said, "!" in said, "@" in said)
    return found
