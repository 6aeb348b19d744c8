"""Is a narrative what R4 has for one: a div of XHTML's text elements, with something in it to read."""

import re
from html.entities import html5 as named_characters
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from adapter.r4.models import Resource

_XHTML = "{http://www.w3.org/1999/xhtml}"
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]*);")
_ELEMENTS = frozenset(
    {
        "a",
        "abbr",
        "acronym",
        "address",
        "b",
        "bdo",
        "big",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "col",
    }
    | {"colgroup", "dd", "del", "dfn", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i"}
    | {
        "area",
        "img",
        "ins",
        "kbd",
        "li",
        "map",
        "ol",
        "p",
        "pre",
        "q",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
    }
    | {"sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "ul", "var"}
)


def is_xhtml(narrative: Resource) -> bool:
    """A div of what XHTML has for text, and nothing that runs (txt-1)."""
    div = narrative.get("div")
    root = _div(div) if isinstance(div, str) else None
    if root is None:
        return not isinstance(div, str)
    return root.tag == f"{_XHTML}div" and all(
        str(one.tag).removeprefix(_XHTML) in _ELEMENTS
        and not any(name.lower().startswith("on") for name in one.attrib)
        for one in root.iter()
    )


def has_words(narrative: Resource) -> bool:
    """Something to read, or a picture (txt-2); what is no XML is not judged."""
    div = narrative.get("div")
    root = _div(div) if isinstance(div, str) else None
    if root is None:
        return True
    return bool("".join(root.itertext()).strip()) or any(str(one.tag).endswith("img") for one in root.iter())


def _div(text: str) -> Element | None:
    """The narrative as XML without a DTD; XHTML's named characters are known."""
    plain = _NAMED.sub(lambda named: named_characters.get(f"{named.group(1)};", named.group()), text)
    try:
        found: Element = fromstring(plain)
    except (ParseError, DefusedXmlException, ValueError):
        return None
    return found
