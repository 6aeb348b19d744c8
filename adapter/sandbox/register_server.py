"""A population register of synthetic people: FHIR `Patient/_search` by POST, so that no number stands in a URL.

The same people are told of as the PU service does, too: `GetPersonsForProfile` at `/pu`.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import cast
from urllib.parse import parse_qs

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapter.gateways import fhir_person
from adapter.model.identifiers import NumberForm, NumberType, PatientId
from adapter.model.person import Person, Protection
from adapter.r4.systems import (
    ACT_REASON,
    EXTENSION,
    PERSONNUMMER,
    SAMORDNINGSNUMMER,
    SE_PATIENT,
    SE_SECURITY_LABEL,
)
from adapter.sandbox import pu_answer

_LABELS = {
    Protection.SEKRETESSMARKERING: "sekretessmarkering",
    Protection.SKYDDAD_FOLKBOKFORING: "skyddadFolkbokforing",
}
_ROLE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
_JSON = "application/fhir+json"
Resource = Mapping[str, object]


class RegisterServer:
    """Its people may change while it runs: `put` replaces one, as when an identity becomes protected.

    `resources` are Patients written down before, as in a synthetic folder.
    """

    def __init__(
        self, people: Iterable[Person], key: str | None = None, resources: Iterable[Resource] = ()
    ) -> None:
        self._people: dict[str, Resource] = {person.identifier: patient(person) for person in people}
        self._people |= {_number(resource): resource for resource in resources}
        self.key = key
        self.asked = 0

    def put(self, person: Person) -> None:
        """Register a person anew."""
        self._people[person.identifier] = patient(person)

    def app(self) -> Starlette:
        """The routes."""
        return Starlette(
            routes=[
                *(
                    Route(path, self._search, methods=["POST"])
                    for path in ("/Patient/_search", "/fhir/Patient/_search")
                ),
                Route("/pu", self._persons, methods=["POST"]),
            ]
        )

    def _is_stranger(self, request: Request) -> bool:
        return self.key is not None and request.headers.get("authorization") != f"Bearer {self.key}"

    async def _persons(self, request: Request) -> Response:
        """`GetPersonsForProfile` 5."""
        if self._is_stranger(request):
            return Response(status_code=401)
        self.asked += 1
        return Response(pu_answer.answer(await request.body(), self._person), media_type="text/xml")

    def _person(self, number: str) -> Person | None:
        resource = self._people.get(number)
        entries = [{"resource": resource}] if resource else []
        bundle = {"resourceType": "Bundle", "type": "searchset", "entry": entries}
        # the day stands for a death without its day, which nobody here has
        found = fhir_person.read(bundle, [number], date.min)[number]
        return found if isinstance(found, Person) else None

    async def _search(self, request: Request) -> Response:
        if self._is_stranger(request):
            return Response(status_code=401)
        self.asked += 1
        form = parse_qs((await request.body()).decode())
        tokens = [token for value in form.get("identifier", ()) for token in value.split(",")]
        found = [self._people.get(token.rpartition("|")[2]) for token in tokens]
        entries = [
            {"fullUrl": _full_url(position), "resource": person, "search": {"mode": "match"}}
            for position, person in enumerate(found)
            if person is not None
        ]
        bundle = {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": entries}
        return Response(orjson.dumps(bundle), media_type=_JSON)


def _number(resource: Resource) -> str:
    (identifier,) = cast("list[dict[str, str]]", resource["identifier"])
    return identifier["value"]


def _full_url(position: int) -> str:
    return f"urn:uuid:00000000-0000-4000-8000-{position:012d}"


def patient(person: Person) -> dict[str, object]:
    """A person as the register shows it: SEBasePatient with the register's labels."""
    resource: dict[str, object] = {
        "resourceType": "Patient",
        "id": f"p{person.identifier}",
        "meta": _meta(person),
        "identifier": [_identifier(person.identifier)],
    }
    if extensions := _extensions(person):
        resource["extension"] = extensions
    if person.name:
        resource["name"] = [
            {"use": "official", "family": person.name.family, "given": list(person.name.given)}
        ]
    if person.address:
        address = person.address
        resource["address"] = [
            {
                "use": "home",
                "line": list(address.line),
                "postalCode": address.postal_code,
                "city": address.city,
            }
        ]
    if person.deceased:
        resource["deceasedDateTime"] = person.deceased.isoformat()
    if person.guardians:
        resource["contact"] = [_guardian(number) for number in person.guardians]
    return resource


def _meta(person: Person) -> dict[str, object]:
    meta: dict[str, object] = {"profile": [SE_PATIENT]}
    if person.test:
        meta["tag"] = [{"system": ACT_REASON, "code": "HTEST"}]
    if label := _LABELS.get(person.protection):
        meta["security"] = [{"system": SE_SECURITY_LABEL, "code": label}]
    return meta


def _extensions(person: Person) -> list[dict[str, object]]:
    codes = {"municipality": person.municipality, "placed-by": person.placed_by}
    return [{"url": f"{EXTENSION}/{name}", "valueCode": code} for name, code in codes.items() if code]


def _guardian(number: str) -> dict[str, object]:
    return {
        "name": {"text": "Vårdnadshavare"},  # R4 wants a detail of every contact (pat-1)
        "relationship": [{"coding": [{"system": _ROLE, "code": "GUARD"}]}],
        "extension": [{"url": f"{EXTENSION}/guardian-identifier", "valueIdentifier": _identifier(number)}],
    }


def _identifier(number: str) -> dict[str, str]:
    coordination = PatientId(NumberType.SAMORDNINGSNUMMER, number).form is NumberForm.RIGHT
    return {"system": SAMORDNINGSNUMMER if coordination else PERSONNUMMER, "value": number}
