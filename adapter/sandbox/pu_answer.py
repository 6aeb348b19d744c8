"""The sandbox's people as the PU service tells of them: the answer of `GetPersonsForProfile` 5 to a request.

Profiles as the contract has them: P1 of whoever is protected, P2 with address and municipality, P4 with guardians, too.
"""

from collections.abc import Callable
from xml.sax.saxutils import escape

from defusedxml.ElementTree import fromstring

from adapter.gateways.pu_person import DOMAIN, GUARDIAN, RESPONDER, ROOTS, SOAP, kind
from adapter.model.person import Person, Protection

_LATER = ("P4", "P5")


def answer(request: bytes, people: Callable[[str], Person | None]) -> bytes:
    """The envelope; whoever is not among the people has an empty record, as rule 1 of the contract says."""
    asked = fromstring(request).find(f"{{{SOAP}}}Body/{{{RESPONDER}}}GetPersonsForProfile")
    if asked is None:
        return fault("GetPersonsForProfile is missing")
    profile = asked.findtext(f"{{{RESPONDER}}}profile") or "P1"
    numbers = [
        (one.findtext(f"{{{DOMAIN}:5}}root") or "", one.findtext(f"{{{DOMAIN}:5}}extension") or "")
        for one in asked.findall(f"{{{RESPONDER}}}personId")
    ]
    records = "".join(
        f"<r:requestedPersonRecord>{_identity('requestedPersonalIdentity', number, root)}"
        f"{_record(people(number), root, profile)}</r:requestedPersonRecord>"
        for root, number in numbers
    )
    return _envelope(f"<r:GetPersonsForProfileResponse>{records}</r:GetPersonsForProfileResponse>")


def fault(words: str) -> bytes:
    """A logical fault, which the contract says is the client's."""
    return _envelope(
        f"<s:Fault><faultcode>s:Client</faultcode><faultstring>{escape(words)}</faultstring></s:Fault>"
    )


def _envelope(body: str) -> bytes:
    return (
        f'<s:Envelope xmlns:s="{SOAP}" xmlns:r="{RESPONDER}" xmlns:p="{DOMAIN}:5"><s:Body>{body}</s:Body></s:Envelope>'
    ).encode()


def _record(person: Person | None, root: str, profile: str) -> str:
    if person is None:
        return ""
    open_ = person.protection is Protection.NONE
    return _element(
        "personRecord",
        _identity("personalIdentity", person.identifier, root),
        _element("protectedPersonIndicator", "false" if open_ else "true"),
        _element("testIndicator", "true" if person.test else "false"),
        _element("primaryIdentity", "true"),
        _name(person),
        _place(person) if open_ and profile != "P1" else "",
        _address(person) if open_ and profile != "P1" else "",
        _death(person),
        _guardians(person) if open_ and profile in _LATER else "",
        _element("protectedPopulationRecord", "true")
        if person.protection is Protection.SKYDDAD_FOLKBOKFORING
        else "",
    )


def _name(person: Person) -> str:
    if person.name is None:
        return ""
    given = _element("givenName", escape(" ".join(person.name.given)))
    return _element("name", given, _element("surname", escape(person.name.family)))


def _place(person: Person) -> str:
    code = person.municipality
    if code is None:
        return ""
    county, municipality = _element("countyCode", code[:2]), _element("municipalityCode", code[2:])
    return _element("populationRegistrationLocality", county, municipality)


def _address(person: Person) -> str:
    address = person.address
    if address is None:
        return ""
    line = _element("postalAddress2", escape(", ".join(address.line)))
    place = (_element("postalCode", address.postal_code), _element("city", escape(address.city)))
    return _element("addressInformation", _element("residentialAddress", line, *place))


def _death(person: Person) -> str:
    if person.deceased is None:
        return ""
    day = _element("format", "YYYY-MM-DD") + _element("value", person.deceased.isoformat())
    return _element(
        "deregistration", _element("deregistrationReasonCode", "AV"), _element("deregistrationDate", day)
    )


def _guardians(person: Person) -> str:
    return "".join(
        _element(
            "relationship",
            _element("relationshipId", _identity("personalIdentity", number, _root(number))),
            _element("relationshipType", GUARDIAN),
        )
        for number in person.guardians
    )


def _root(number: str) -> str:
    known = kind(number)
    return ROOTS[known] if known else ""


def _identity(name: str, number: str, root: str) -> str:
    return _element(name, _element("root", escape(root)), _element("extension", escape(number)))


def _element(name: str, *content: str) -> str:
    return f"<p:{name}>{''.join(content)}</p:{name}>"
