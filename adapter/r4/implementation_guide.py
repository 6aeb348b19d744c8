"""The ImplementationGuide: what the package is, what it builds on, and everything that is in it."""

from collections.abc import Iterable

from adapter.r4 import systems
from adapter.r4.models import Resource

PACKAGE = "svu-adapter.fhir"
"""The name of the FHIR package: lower case, with a dot, as the package specification has it."""
TITLE = "Swedish discharge coordination (samverkan vid utskrivning) as FHIR R4"
DESCRIPTION = (
    "Profiles, code systems, questionnaires, messages and examples of svu-adapter: admission notice to discharge, "
    "coordinated individual planning, and what may leave without consent."
)
LICENSE = "not-open-source"
"""R4's code where no open licence is given; whoever publishes the package under one changes it here."""
BASE_PACKAGE, BASE_VERSION = "hl7se.fhir.base", "1.1.0"
BASE_GUIDE = "http://hl7.se/fhir/ig/base/ImplementationGuide/hl7se.fhir.base"
FHIR_VERSION = "4.0.1"


def definition(definitions: Iterable[Resource], examples: Iterable[Resource]) -> Resource:
    """The guide over these definitions and examples, each in its order."""
    return {
        "resourceType": "ImplementationGuide",
        "id": PACKAGE,
        "url": f"{systems.BASE}/ImplementationGuide/{PACKAGE}",
        "name": "SvuAdapterGuide",
        "title": TITLE,
        "description": DESCRIPTION,
        "packageId": PACKAGE,
        "license": LICENSE,
        "fhirVersion": [FHIR_VERSION],
        "dependsOn": [{"id": "hl7se", "uri": BASE_GUIDE, "packageId": BASE_PACKAGE, "version": BASE_VERSION}],
        "definition": {"resource": [*map(_defined, definitions), *map(_example, examples)]},
    }


def _reference(resource: Resource) -> Resource:
    return {"reference": f"{resource['resourceType']}/{resource['id']}"}


def _defined(resource: Resource) -> Resource:
    said = {"name": resource.get("title"), "description": resource.get("description")}
    return {
        "reference": _reference(resource),
        **{element: value for element, value in said.items() if value},
        "exampleBoolean": False,
    }


def _example(resource: Resource) -> Resource:
    profiles = resource.get("meta", {}).get("profile", ())
    named = next((one for one in profiles if one.startswith(systems.BASE)), None)
    return {
        "reference": _reference(resource),
        "name": f"{resource['resourceType']} {resource['id']}",
        **({"exampleCanonical": named} if named else {"exampleBoolean": True}),
    }
