"""StructureDefinitions of our extensions, from the table in `extensions`."""

from collections.abc import Iterator, Mapping

from adapter.r4 import extensions
from adapter.r4.extensions import Extension
from adapter.r4.models import Resource

_CORE = "http://hl7.org/fhir/StructureDefinition"

_ALWAYS: Mapping[str, tuple[str, ...]] = {
    extensions.CONTENT.name: ("member", "value"),
    extensions.WITHHOLD.name: ("unit",),
    extensions.PRECONDITION.name: ("rule", "met"),
}
"""Parts that a complex extension cannot do without; the others may be missing."""


def definitions() -> Iterator[Resource]:
    """One StructureDefinition per extension."""
    return (_extension(extension) for extension in (*extensions.ALL, *extensions.REGISTER))


def value_set(system: str) -> str:
    """The canonical URL of the value set that takes a code system whole."""
    return system.replace("/CodeSystem/", "/ValueSet/")


def name_of(canonical: str) -> str:
    """The last step of a canonical URL: the id under which the definition is published."""
    return canonical.rpartition("/")[2]


def _extension(extension: Extension) -> Resource:
    return {
        "resourceType": "StructureDefinition",
        "id": extension.name,
        "url": extension.url,
        "name": "".join(part.capitalize() for part in extension.name.split("-")),
        "title": extension.title,
        "description": extension.title,
        "fhirVersion": "4.0.1",
        "kind": "complex-type",
        "abstract": False,
        "context": [{"type": "element", "expression": place} for place in extension.contexts],
        "type": "Extension",
        "baseDefinition": f"{_CORE}/Extension",
        "derivation": "constraint",
        "differential": {"element": [_root(extension), *_elements(extension)]},
    }


def _root(extension: Extension) -> Resource:
    most = "*" if extension.many else "1"
    return _element("Extension", short=extension.title, definition=extension.title, min=0, max=most)


def _elements(extension: Extension) -> Iterator[Resource]:
    if extension.parts is None:
        yield _element("Extension.extension", max="0")
        yield _element("Extension.url", fixedUri=extension.url)
        yield _element("Extension.value[x]", min=1, **_value(extension.types, extension))
        return
    for name, types in extension.parts.items():
        yield from _part(extension, name, types)
    yield _element("Extension.url", fixedUri=extension.url)
    yield _element("Extension.value[x]", max="0")


def _part(extension: Extension, name: str, types: tuple[str, ...]) -> Iterator[Resource]:
    least = int(name in _ALWAYS.get(extension.name, ()))
    yield _element("Extension.extension", slice=name, sliceName=name, min=least, max="1")
    yield _element("Extension.extension.extension", slice=name, max="0")
    yield _element("Extension.extension.url", slice=name, fixedUri=name)
    yield _element("Extension.extension.value[x]", slice=name, min=1, **_value(types, None))


def _value(types: tuple[str, ...], extension: Extension | None) -> Resource:
    said: Resource = {"type": [{"code": code} for code in types]}
    if extension is not None and extension.targets:
        said["type"] = [
            {"code": "Reference", "targetProfile": [f"{_CORE}/{target}" for target in extension.targets]}
        ]
    if extension is not None and extension.binding:
        said["binding"] = {"strength": "required", "valueSet": value_set(extension.binding)}
    return said


def _element(path: str, *, slice: str | None = None, **said: object) -> Resource:  # noqa: A002 - FHIR's word
    """An ElementDefinition; in a slice of `Extension.extension` the id carries the slice's name."""
    name = path.replace("Extension.extension", f"Extension.extension:{slice}", 1) if slice else path
    return {"id": name, "path": path, **said}
