"""A plausible value of each R4 type: what a mutation adds where a profile allows nothing."""

from typing import Any

_CODING = {"system": "http://snomed.info/sct", "code": "404684003"}
_PERIOD = {"start": "2026-03-03T09:30:00+01:00"}
_OF_TYPE: dict[str, Any] = {
    "boolean": True,
    "integer": 1,
    "positiveInt": 1,
    "unsignedInt": 1,
    "decimal": 1.5,
    "string": "Prov",
    "markdown": "Prov",
    "code": "prov",
    "id": "prov",
    "uri": "https://example.org/prov",
    "url": "https://example.org/prov",
    "canonical": "https://example.org/prov",
    "date": "2026-03-03",
    "dateTime": "2026-03-03T09:30:00+01:00",
    "instant": "2026-03-03T09:30:00+01:00",
    "time": "09:30:00",
    "base64Binary": "UHJvdg==",
    "Coding": _CODING,
    "CodeableConcept": {"coding": [_CODING]},
    "Identifier": {"system": "https://example.org/prov", "value": "prov"},
    "Reference": {"display": "Prov"},
    "Period": _PERIOD,
    "Annotation": {"text": "Prov"},
    "Attachment": {"contentType": "text/plain", "title": "Prov"},
    "HumanName": {"text": "Prov"},
    "Address": {"text": "Prov"},
    "ContactPoint": {"system": "phone", "value": "090-000 00 00"},
    "Quantity": {"value": 1, "unit": "st"},
    "Range": {"low": {"value": 1}},
    "Timing": {"code": {"text": "Prov"}},
    "Narrative": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">Prov</div>'},
    "Meta": {"versionId": "1"},
    "Signature": {
        "type": [_CODING],
        "when": "2026-03-03T09:30:00+01:00",
        "who": {"display": "Prov"},
    },
    "Extension": {"url": "https://example.org/prov", "valueBoolean": True},
    "Resource": {"resourceType": "Basic", "id": "prov", "code": {"text": "Prov"}},
}
_ANY = {"id": "prov"}
"""Of a BackboneElement: something stands there, whatever it is."""


def of(type_: str) -> Any:
    """A value of the type."""
    return _OF_TYPE.get(type_.rpartition("/")[2].removeprefix("System."), _ANY)


def name(id_: str, type_: str) -> str:
    """What an element is called in JSON: of a choice with the type."""
    last = id_.rpartition(".")[2].partition(":")[0]
    return f"{last[:-3]}{type_[:1].upper()}{type_[1:]}" if last.endswith("[x]") else last
