"""The FHIR adapter for leaving hospital safely."""

__version__ = "0.1.0"
