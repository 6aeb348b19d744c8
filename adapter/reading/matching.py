"""Whether a resource is what a search asks for: always on the resource as the caller may see it, never on more."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from adapter.model.identifiers import normalised
from adapter.r4 import shape, systems
from adapter.r4.interactions import PERSON, TABLE, Kind, Parameter
from adapter.r4.models import Resource
from adapter.reading import values
from adapter.reading.query import Criterion
from adapter.reading.resources import Shown
from adapter.reading.values import Dated, Pointer, Range, Token

Pool = Mapping[str, Shown]
"""What may be seen along with a resource, by `Type/id`."""


def matches(resource: Resource, criteria: Iterable[Criterion], pool: Pool) -> bool:
    """Whether every criterion holds; `pool` holds the people that a criterion may go on to."""
    return all(_holds(resource, criterion, pool) for criterion in criteria)


def _holds(resource: Resource, criterion: Criterion, pool: Pool) -> bool:
    parameter = criterion.parameter
    match criterion.modifier:
        case "missing":
            return _missing(resource, parameter) is criterion.values[0]
        case "not":
            return not any(_token(resource, parameter, one) for one in criterion.values)
        case _ if criterion.chained:
            return any(_of_person(resource, parameter, one, pool) for one in criterion.values)
        case "identifier":
            return any(_identified(resource, parameter, one, pool) for one in criterion.values)
        case _:
            return any(_fits(resource, criterion, one, pool) for one in criterion.values)


def _fits(resource: Resource, criterion: Criterion, value: object, pool: Pool) -> bool:
    parameter = criterion.parameter
    match value:
        case Dated():
            return any(value.fits(found) for found in ranges(resource, parameter))
        case Pointer():
            return any(
                value.fits(one)
                for found in references(resource, parameter)
                for one in (found, *_unit_of(found, pool))
            )
        case _:
            return _token(resource, parameter, value)


def _missing(resource: Resource, parameter: Parameter) -> bool:
    match parameter.kind:
        case Kind.DATE:
            return not any(True for _ in ranges(resource, parameter))
        case Kind.REFERENCE:
            found = (_identifier(one) for one in _at(resource, parameter))
            return not any(references(resource, parameter)) and not any(found)
        case _:
            return not any(True for one in _at(resource, parameter) for _ in _codes(one))


def _token(resource: Resource, parameter: Parameter, value: object) -> bool:
    elements = _at(resource, parameter)
    return isinstance(value, Token) and any(_means(value, *code) for one in elements for code in _codes(one))


def _means(token: Token, system: str | None, code: str | None) -> bool:
    """Systems that are one another's other name are one; a number may be written with its hyphen."""
    known = system if token.system is None or not _same(token.system, system) else token.system
    if token.code is not None and code is not None and shape.NUMBER_TYPES.get(system or ""):
        return Token(token.system, normalised(token.code)).fits(known, normalised(code))
    return token.fits(known, code)


def _same(one: str, other: str | None) -> bool:
    if one in shape.HSA_SYSTEMS:
        return other in shape.HSA_SYSTEMS
    national = shape.NUMBER_TYPES.get(one)
    return national in shape.NATIONAL and national == shape.NUMBER_TYPES.get(other or "")


def _codes(element: Any) -> Iterator[tuple[str | None, str | None]]:
    """The codes of an element: of a concept its codings', of an identifier its value, of a code the code."""
    if isinstance(element, bool):
        yield None, str(element).lower()
    elif isinstance(element, str):
        yield None, element
    elif isinstance(element, dict):
        if "coding" in element:
            for coding in element["coding"]:
                yield coding.get("system"), coding.get("code")
        elif "value" in element or "code" in element:
            yield element.get("system"), element.get("value", element.get("code"))


def _of_person(resource: Resource, parameter: Parameter, value: object, pool: Pool) -> bool:
    """Whether a person that this leads to has that identifier, as far as the caller may see it."""
    identifier = TABLE[PERSON].searched["identifier"]
    people = (pool.get(one) for one in references(resource, parameter))
    return any(_token(one.newest.resource, identifier, value) for one in people if one and one.type == PERSON)


def _unit_of(reference: str, pool: Pool) -> Iterator[str]:
    """Somebody of a unit stands for it: whoever names the unit means its staff, too."""
    if reference.startswith("PractitionerRole/") and (role := pool.get(reference)):
        yield from filter(None, (role.newest.resource.get("organization", {}).get("reference"),))


def _identified(resource: Resource, parameter: Parameter, value: object, pool: Pool) -> bool:
    stated = (_identifier(one) for one in _at(resource, parameter))
    found = (
        any(_means(value, *code) for one in stated for code in _codes(one))
        if isinstance(value, Token)
        else False
    )
    units = (unit for one in references(resource, parameter) for unit in (one, *_unit_of(one, pool)))
    named = isinstance(value, Token) and any(
        _means(value, systems.HSA_ID, unit.removeprefix("Organization/"))
        for unit in units
        if unit.startswith("Organization/")
    )
    return found or named or _of_person(resource, parameter, value, pool)


def _identifier(reference: Any) -> Any:
    return reference.get("identifier") if isinstance(reference, dict) else None


def references(resource: Resource, parameter: Parameter) -> Iterator[str]:
    """What a reference parameter's elements point at, as `Type/id` or a URL.

    A unit that is named by its HSA-id alone is the Organization of that id.
    """
    for element in _at(resource, parameter):
        if isinstance(element, str):
            yield element
        elif isinstance(element, dict):
            found = element.get("reference") or _unit(element)
            if found and (not parameter.targets or found.partition("/")[0] in parameter.targets):
                yield found


def _unit(reference: Mapping[str, Any]) -> str | None:
    identifier = reference.get("identifier", {})
    known = identifier.get("system") in shape.HSA_SYSTEMS and "value" in identifier
    return f"Organization/{identifier['value']}" if known else None


def ranges(resource: Resource, parameter: Parameter) -> Iterator[Range]:
    """The times of a date parameter's elements."""
    for element in _at(resource, parameter):
        if isinstance(element, str):
            found = values.period(element)
        elif isinstance(element, dict):
            found = values.between(element.get("start"), element.get("end"))
        else:
            continue
        if found is not None:
            yield found


def _at(resource: Resource, parameter: Parameter) -> Iterator[Any]:
    for path in parameter.paths:
        yield from _walk(resource, path.split("."))


def _walk(element: Any, steps: list[str]) -> Iterator[Any]:
    if isinstance(element, list):
        for one in element:
            yield from _walk(one, steps)
    elif not steps:
        yield element
    elif isinstance(element, dict) and steps[0] in element:
        yield from _walk(element[steps[0]], steps[1:])
