"""FHIR's XML: the same resources, written and read by R4's own table of elements (order, attributes, lists).

Read with defusedxml: no DTD, no entities. What R4's table lacks is a fault and never dropped.
"""

import re
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element as Node
from xml.etree.ElementTree import ParseError, SubElement, indent, register_namespace, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from adapter.r4.elements import NARRATIVE, RESOURCE, Element, elements
from adapter.r4.models import Resource

_FHIR = "http://hl7.org/fhir"
_XHTML = "http://www.w3.org/1999/xhtml"
_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_WORDS = {"true": True, "false": False}
_NUMBERS = {"integer": int, "positiveInt": int, "unsignedInt": int, "decimal": float}
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_DEEPEST = 64
_LONGEST_NUMBER = 64

register_namespace("", _FHIR)


class NotFhirXml(ValueError):
    """A text that is no FHIR resource as XML; says where, never what."""


def write(resource: Resource, *, pretty: bool = False) -> bytes:
    """A resource as XML, in UTF-8."""
    narratives: list[str] = []
    made = _resource(resource, narratives)
    if pretty:
        indent(made)
    text: str = tostring(made, encoding="unicode")
    # narrative has another namespace, which would give every element of it a prefix; values are attributes, so
    # no other text stands in a document
    for place, narrative in enumerate(narratives):
        text = text.replace(f"<div>{place}</div>", narrative, 1)
    return _HEAD + text.encode()


def _resource(resource: Resource, narratives: list[str]) -> Node:
    node = Node(f"{{{_FHIR}}}{resource['resourceType']}")
    _fill(node, resource, resource["resourceType"], narratives)
    return node


def _fill(node: Node, element: Mapping[str, Any], type_: str, narratives: list[str]) -> None:
    for name, known in elements(type_).items():
        if name not in element and f"_{name}" not in element:
            continue
        if known.attribute:
            node.set(name, str(element[name]))
            continue
        values, beside = _listed(element.get(name)), _listed(element.get(f"_{name}"))
        for place in range(max(len(values), len(beside))):
            value = values[place] if place < len(values) else None
            _one(node, known, (value, beside[place] if place < len(beside) else None), narratives)


def _one(node: Node, known: Element, pair: tuple[Any, Any], narratives: list[str]) -> None:
    value, beside = pair
    child = SubElement(node, f"{{{_FHIR}}}{known.name}")
    if known.type == NARRATIVE:
        _safe(value.encode())
        child.text = str(len(narratives))
        narratives.append(value)
    elif known.type == RESOURCE:
        child.append(_resource(value, narratives))
    elif known.primitive:
        _fill(child, beside or {}, "Element", narratives)
        if value is not None:
            child.set("value", str(value).lower() if isinstance(value, bool) else str(value))
    else:
        _fill(child, value, known.type, narratives)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def read(text: bytes) -> Resource:
    """The resource that an XML text is; raises `NotFhirXml`."""
    return _read_resource(_safe(text), 0)


def _safe(text: bytes) -> Node:
    try:
        found: Node = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise NotFhirXml("This is no well-formed XML in UTF-8 without a DTD.") from None
    return found


def _read_resource(node: Node, depth: int) -> Resource:
    namespace, type_ = _named(node)
    if namespace != _FHIR or not elements(type_):
        raise NotFhirXml("The root, or what a resource holds, is no resource that is read here.")
    return {"resourceType": type_, **_read(node, type_, depth)}


def _read(node: Node, type_: str, depth: int) -> Resource:
    if depth > _DEEPEST:
        raise NotFhirXml("It is nested too deep.")
    known = elements(type_)
    found: Resource = {}
    for name, value in node.attrib.items():
        if name not in known or not known[name].attribute:
            raise NotFhirXml(f"{type_} has an attribute that R4 has not.")
        found[name] = value
    if (node.text or "").strip() or any((child.tail or "").strip() for child in node):
        raise NotFhirXml(f"{type_} has text outside of an element's value.")
    for child in node:
        namespace, name = _named(child)
        element = known.get(name)
        if element is None or element.attribute or (namespace == _FHIR) is (element.type == NARRATIVE):
            raise NotFhirXml(f"{type_} has an element that R4 has not.")
        _add(found, element, child, depth)
    return found


def _add(found: Resource, element: Element, child: Node, depth: int) -> None:
    name = element.name
    if not element.many and (name in found or f"_{name}" in found):
        raise NotFhirXml(f"The element {name} stands twice.")
    if element.type == NARRATIVE:
        found[name] = _narrative(child)
    elif element.type == RESOURCE:
        inner = list(child)
        if len(inner) != 1:
            raise NotFhirXml(f"The element {name} holds one resource.")
        _put(found, element, _read_resource(inner[0], depth + 1))
    elif element.primitive:
        _primitive(found, element, child, depth)
    else:
        _put(found, element, _read(child, element.type, depth + 1))


def _narrative(node: Node) -> str:
    """The text of an XHTML element, with its namespace on the outermost alone."""
    for one in node.iter():
        namespace, one.tag = _named(one)
        if namespace != _XHTML:
            raise NotFhirXml("Narrative is XHTML.")
    node.tail = None
    node.set("xmlns", _XHTML)
    # in narrative "/>" closes a tag and nothing else: elsewhere the sign is escaped
    return str(tostring(node, encoding="unicode")).replace(" />", "/>")


def _put(found: Resource, element: Element, value: Any) -> None:
    if element.many:
        found.setdefault(element.name, []).append(value)
    else:
        found[element.name] = value


def _primitive(found: Resource, element: Element, child: Node, depth: int) -> None:
    """The value, and beside it under `_name` its id and extensions; in a list null holds each one's place."""
    said = child.attrib.pop("value", None)
    beside = _read(child, "Element", depth + 1) or None
    value = None if said is None else _typed(said, element)
    if value is None and beside is None:
        raise NotFhirXml(f"The element {element.name} has neither a value nor an extension.")
    name = element.name
    if not element.many:
        found.update({key: one for key, one in ((name, value), (f"_{name}", beside)) if one is not None})
        return
    place = max(len(found.get(name, ())), len(found.get(f"_{name}", ())))
    for key, one in ((name, value), (f"_{name}", beside)):
        if one is not None:
            held = found.setdefault(key, [])
            held.extend([None] * (place - len(held)))
            held.append(one)
    # once one of the two is there, both are as long
    for key in (name, f"_{name}"):
        if key in found:
            found[key].extend([None] * (place + 1 - len(found[key])))


def _typed(text: str, element: Element) -> Any:
    if element.type == "boolean":
        if text not in _WORDS:
            raise NotFhirXml(f"The element {element.name} is true or false.")
        return _WORDS[text]
    if element.type in _NUMBERS:
        fits = element.type == "decimal" or text.lstrip("-").isdigit()
        # longer ones are no number of R4's, and Python refuses to read an integer of thousands of digits
        if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text) or not fits:
            raise NotFhirXml(f"The element {element.name} is a number.")
        return _NUMBERS[element.type](text)
    return text


def _named(node: Node) -> tuple[str, str]:
    namespace, _, name = str(node.tag).removeprefix("{").rpartition("}")
    return namespace, name
