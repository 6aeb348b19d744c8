"""Our implementation guide: the definitions in `profiles/fhir/`, made from the tables that reading and writing share."""

from collections.abc import Iterable

from adapter import __version__
from adapter.r4 import (
    actors,
    implementation_guide,
    measures,
    message_definitions,
    profile_definitions,
    questionnaires,
    structures,
    terminology,
)
from adapter.r4.mappings import Mappings
from adapter.r4.models import Resource
from adapter.r4.terminology import RuleWord

VERSION = __version__
"""The guide's version is the adapter's."""
DATE = "2026-11-21"
PUBLISHER = "svu-adapter"
FHIR_VERSION = implementation_guide.FHIR_VERSION


def definitions(mappings: Mappings, rules: Iterable[RuleWord] = ()) -> dict[str, Resource]:
    """Every definition by its file name (`<type>-<id>.json`); `rules` are those of the catalogues and the packs."""
    made = [
        *terminology.definitions(mappings, rules),
        *structures.definitions(),
        *profile_definitions.definitions(),
        *questionnaires.definitions(mappings),
        *measures.definitions(mappings),
        *message_definitions.definitions(mappings),
        *actors.definitions(),
    ]
    files = {file_name(one): published(one) for one in made}
    if len(files) < len(made):
        raise ValueError("two definitions share a type and an id")
    return files


def with_guide(files: dict[str, Resource], examples: Iterable[Resource]) -> dict[str, Resource]:
    """The same with the ImplementationGuide that lists them, and these examples."""
    listed = (files[name] for name in sorted(files))
    guide = published(implementation_guide.definition(listed, examples))
    return {**files, file_name(guide): guide}


def file_name(resource: Resource) -> str:
    """The name of a resource's file."""
    return f"{resource['resourceType']}-{resource['id']}.json"


def published(definition: Resource) -> Resource:
    """The definition with what every one of ours says of itself, after its name."""
    known: Resource = {name: definition[name] for name in ("resourceType", "id", "url") if name in definition}
    about: Resource = {
        "version": VERSION,
        "status": "active",
        "experimental": True,
        "date": DATE,
        "publisher": PUBLISHER,
    }
    return {**known, **about, **definition}
