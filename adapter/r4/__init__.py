"""Everything of FHIR R4 that intake and mapping share: model classes, systems, primitives, shapes."""
