"""Looking into FHIR as it came, whatever it is: what is not there is empty, never an error."""

from collections.abc import Iterator, Mapping

Json = Mapping[str, object]


def resources(bundle: Json) -> Iterator[tuple[str, Json]]:
    """Every resource of a Bundle with its fullUrl."""
    for position, entry in enumerate(items(bundle.get("entry"))):
        found = members(entry)
        yield str(found.get("fullUrl", position)), members(found.get("resource"))


def identifier(identifiers: object, system: str | None = None) -> str:
    """The value of the first identifier, or of the first of a system."""
    for candidate in items(identifiers):
        found = members(candidate)
        if system is None or found.get("system") == system:
            return str(found.get("value", ""))
    return ""


def coded(concept: object, system: str) -> str:
    """The code that a concept has in a system."""
    codings = (members(coding) for coding in items(members(concept).get("coding")))
    return next((str(coding.get("code", "")) for coding in codings if coding.get("system") == system), "")


def first(found: Mapping[str, Json], name: str) -> Json:
    """The first resource of a type."""
    return next((one for one in found.values() if one.get("resourceType") == name), {})


def items(value: object) -> list[object]:
    """A list, or nothing."""
    return value if isinstance(value, list) else []


def members(value: object) -> Json:
    """An object, or nothing."""
    return value if isinstance(value, dict) else {}
