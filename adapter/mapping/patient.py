"""Patient on SEBasePatient: the number, and register data as far as it is disclosed."""

from adapter.mapping.draft import Draft
from adapter.model.identifiers import PatientId
from adapter.model.person import Address, HumanName, Person
from adapter.r4 import extensions, shape, systems
from adapter.r4.models import Resource

LABEL = "Patient"
_REGISTERED_ADDRESS: Resource = {
    "coding": [
        {
            "system": systems.SNOMED,
            "version": "http://snomed.info/sct/45991000052106",
            "code": "63381000052101",
            "display": "folkbokföringsadress",
        }
    ]
}


def patient(draft: Draft, number: PatientId, person: Person, *, deceased: bool = False) -> Resource:
    """Adds the Patient; `deceased` says so where the register has no date yet."""
    meta: Resource = {"profile": [systems.SE_PATIENT]}
    if person.test:
        meta["tag"] = [shape.TEST_DATA]
    return draft.add(
        LABEL,
        "Patient",
        meta=meta,
        extension=[_municipality(person.municipality)] if person.municipality else None,
        identifier=[_identifier(number, person.identifier)],
        name=[_name(person.name)] if person.name else None,
        deceasedBoolean=True if deceased and person.deceased is None else None,
        deceasedDateTime=person.deceased.isoformat() if person.deceased else None,
        address=[_address(person.address)] if person.address else None,
    )


def _identifier(number: PatientId, value: str) -> Resource:
    return {"system": shape.NUMBER_SYSTEMS[number.type], "value": value}


def _name(name: HumanName) -> Resource:
    return {"use": "official", "family": name.family, "given": list(name.given)}


def _address(address: Address) -> Resource:
    return {
        "extension": [{"url": systems.SE_ADDRESS_TYPE, "valueCodeableConcept": _REGISTERED_ADDRESS}],
        "line": list(address.line),
        "city": address.city,
        "postalCode": address.postal_code,
    }


def _municipality(code: str) -> Resource:
    coding = {"system": systems.MUNICIPALITY, "code": code}
    return {"url": extensions.MUNICIPALITY.url, "valueCoding": coding}
