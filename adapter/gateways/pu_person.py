"""Reads the answer of the PU service (Personuppgiftstjänsten): `GetPersonsForProfile` 5 into what is known of each number.

What cannot be read for certain becomes silence, never "no hit"; either flag of protection is protection, and of whoever
has one only what profile 1 holds is taken.
Sources: Inera's TKB strategicresourcemanagement:persons:person 5.1, chapters 4, 6 and 7; Navet's codes (`docs/gateways.md`).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from adapter.model.identifiers import NumberForm, NumberType, PatientId, normalised
from adapter.model.person import Address, HumanName, NoHit, Person, Protection, RegisterAnswer, Silent

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
DOMAIN = "urn:riv:strategicresourcemanagement:persons:person"
RESPONDER = f"{DOMAIN}:GetPersonsForProfileResponder:5"
ROOTS: Mapping[NumberType, str] = {
    NumberType.PERSONNUMMER: "1.2.752.129.2.1.3.1",
    NumberType.SAMORDNINGSNUMMER: "1.2.752.129.2.1.3.3",
    NumberType.NATIONELLT_RESERVNUMMER: "1.2.752.74.9.1",
}
OF_AGE = 18
GUARDIAN = "V"
_DEAD = frozenset({"AV", "A"})
_REPLACED = frozenset({"GN", "GS", "G"})
_NOBODY = frozenset({"AS", "FI"})
"""Codes of deregistration: dead; another number stands in this one's place; there is nobody behind the number."""
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_NOT_OURS = (TypeError, ValueError, KeyError, AttributeError)


def kind(number: str) -> NumberType | None:
    """Which of the national kinds the number is by its form; None for any other."""
    return next((known for known in ROOTS if PatientId(known, number).form is NumberForm.RIGHT), None)


def is_child(number: str, today: date) -> bool:
    """Whether a personnummer is of somebody under eighteen: only of them does the register know guardians."""
    age = PatientId(NumberType.PERSONNUMMER, number).age(today)
    return kind(number) is NumberType.PERSONNUMMER and age is not None and age < OF_AGE


def read(
    body: bytes, asked: Sequence[str], today: date, own_root: str | None = None
) -> dict[str, RegisterAnswer] | None:
    """One answer per number asked; None where this is no answer of that contract, a SOAP Fault included.

    `own_root` is the OID of the region's own reserve numbers. `today` stands for the day of a death that is not known.
    """
    records = _records(body)
    if records is None:
        return None
    answers: dict[str, RegisterAnswer] = {}
    for requested in records:
        number = None
        # a record that names no number answers none, and the number that it was to answer stays silent
        with suppress(*_NOT_OURS):
            number = _identity(_need(requested, "requestedPersonalIdentity"), own_root)
        if number is None or number not in asked:
            continue
        # two records for one number: nobody can say which is the person
        answers[number] = Silent() if number in answers else _answer(requested, number, today, own_root)
    return {number: answers.get(number, Silent()) for number in asked}


def _records(body: bytes) -> list[Element] | None:
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return None
    response = root.find(f"{{{SOAP}}}Body/{{{RESPONDER}}}GetPersonsForProfileResponse")
    return None if response is None else list(_all(response, "requestedPersonRecord"))


def _answer(requested: Element, number: str, today: date, own_root: str | None) -> RegisterAnswer:
    record = _one(requested, "personRecord")
    if record is None or not len(record):
        return NoHit()
    try:
        return _person(record, number, today, own_root)
    except _NOT_OURS:
        return Silent()


def _person(record: Element, number: str, today: date, own_root: str | None) -> RegisterAnswer:
    protection = _protection(record)
    numbers = dict(_linked(record, number, own_root))
    primary = next((other for other, is_primary in numbers.items() if is_primary), None)
    linked = tuple(sorted(numbers))
    deceased, test = _deceased(record, today), _flag(record, "testIndicator")
    if protection is not Protection.NONE:
        return Person(number, protection, deceased=deceased, test=test, linked=linked)
    reason = _deregistered(record)
    if reason in _NOBODY:
        return NoHit()
    if reason in _REPLACED and primary is None:
        # whose it is now, and whether that person is protected, nobody can say
        return Silent()
    guardians = tuple(dict.fromkeys(_guardians(record, today, own_root)))
    if deceased is None and is_child(number, today) and not _has_guardians(record):
        # a child of whom the register tells no guardian: whether one is protected is not known
        return Silent()
    registered = reason is None
    return Person(
        identifier=number,
        municipality=_municipality(record) if registered or deceased else None,
        deceased=deceased,
        name=_name(record),
        address=_address(record) if registered else None,
        guardians=guardians,
        test=test,
        linked=linked,
        primary=primary,
    )


def _protection(record: Element) -> Protection:
    marked = _flag(record, "protectedPersonIndicator")
    told = _one(record, "protectedPopulationRecord")
    if told is not None and _flag(record, "protectedPopulationRecord"):
        return Protection.SKYDDAD_FOLKBOKFORING
    return Protection.SEKRETESSMARKERING if marked else Protection.NONE


def _linked(record: Element, number: str, own_root: str | None) -> Iterator[tuple[str, bool]]:
    """The other numbers, and which of them stands in this one's place.

    A number of a root that cannot be asked for (another region's reserve number) is left out: the register keeps the
    protection of a person on the personnummer.
    """
    own = _identity(_need(record, "personalIdentity"), own_root)
    if own is None:
        raise ValueError("a record of a number that is of no known root")
    if own != number:
        # the record of the number that this one leads to
        yield own, True
    is_primary = _flag(record, "primaryIdentity")
    for link in _all(record, "linkedIdentity"):
        other = _identity(_need(link, "referredPersonalIdentity"), own_root)
        if other is not None and other != number:
            yield other, not is_primary and own == number and _flag(link, "primaryIdentity")
    replaced = _deregistered(record) in _REPLACED
    for referral in _all(record, "referredPersonalIdentities"):
        other = _identity(_need(referral, "referredPersonalIdentity"), own_root)
        if other is not None and other not in {number, own}:
            yield other, replaced and _text(referral, "referredPersonalIdentityStatus") != "AS"


def _deregistered(record: Element) -> str | None:
    """The reason why the person is no longer registered under this number, a coordination number's in the same codes.

    A number that has been declared dormant (VILANDEFORKLARAT) is still the person's own: nobody has renewed it in time.
    """
    reason = _text(_one(record, "deregistration"), "deregistrationReasonCode")
    if reason:
        return reason
    status = _one(record, "personalIdentityStatus")
    causes = {"AVLIDEN": "AV", "ERSATT": "GS", "FELAKTIGT_REGISTERAT": "AS"}
    if _text(status, "identityStatus") in {"AVREGISTRERAT", "VILANDEFORKLARAT_STANGT"}:
        return causes.get(_text(status, "identityStatusCause"))
    return None


def _deceased(record: Element, today: date) -> date | None:
    places = (
        ("deregistration", "deregistrationDate"),
        ("deregistration", "foundDeadAtDate"),
        ("coOrdinationNumberData", "deceasedDate"),
        ("personalIdentityStatus", "identityStatusDate"),
    )
    coordination = _one(record, "coOrdinationNumberData")
    died = _deregistered(record) in _DEAD or bool(_text(_one(coordination, "deceasedDate"), "value"))
    if not died:
        return None
    told = (_text(_one(_one(record, group), member), "value") for group, member in places)
    for text in filter(None, told):
        with suppress(ValueError):
            return date.fromisoformat((text + "-01-01")[: len("YYYY-MM-DD")])
    return today


def _guardians(record: Element, today: date, own_root: str | None) -> Iterator[str]:
    for relation in _of_guardians(record):
        ended = _text(_one(relation, "relationshipToDate"), "value")
        dead = _text(_one(relation, "deregistration"), "deregistrationReasonCode") in _DEAD
        identity = _one(_one(relation, "relationshipId"), "personalIdentity")
        number = _identity(identity, own_root) if identity is not None else None
        if number is not None and not dead and not (ended and ended < today.isoformat()):
            yield number


def _has_guardians(record: Element) -> bool:
    return any(True for _ in _of_guardians(record))


def _of_guardians(record: Element) -> Iterator[Element]:
    return (one for one in _all(record, "relationship") if _text(one, "relationshipType") == GUARDIAN)


def _municipality(record: Element) -> str | None:
    place = _one(record, "populationRegistrationLocality")
    code = _text(place, "countyCode") + _text(place, "municipalityCode")
    return code if len(code) == len("2480") and code.isdecimal() else None


def _name(record: Element) -> HumanName | None:
    name = _one(record, "name")
    if name is None:
        return None
    family = " ".join(filter(None, (_part(name, "middleName"), _part(name, "surname"))))
    return HumanName(tuple(_part(name, "givenName").split()), family)


def _part(name: Element, part: str) -> str:
    """A part of a name; the third version of the domain has it one level down, with whether it is attested."""
    found = _one(name, part)
    return _text(found, "name") if found is not None and len(found) else _text(name, part)


def _address(record: Element) -> Address | None:
    """Where post goes: the special postal address before the registered one."""
    known = _one(record, "addressInformation")
    for sort in ("specialPostalAddress", "residentialAddress"):
        one = _one(known, sort)
        if one is not None and _text(one, "city"):
            line = (_text(one, part) for part in ("careOf", "postalAddress1", "postalAddress2"))
            # an integer in the contract: a leading zero is not there
            code = _text(one, "postalCode")
            return Address(tuple(filter(None, line)), code.zfill(5) if code else "", _text(one, "city"))
    return None


def _identity(element: Element, own_root: str | None) -> str | None:
    root, number = _text(element, "root"), normalised(_text(element, "extension"))
    known = {*ROOTS.values(), *([own_root] if own_root else ())}
    return number if root in known and number else None


def _flag(element: Element, name: str) -> bool:
    return _BOOLEANS[_text(element, name)]


def _need(element: Element, name: str) -> Element:
    found = _one(element, name)
    if found is None:
        raise ValueError(name)
    return found


def _text(element: Element | None, name: str) -> str:
    found = _one(element, name)
    return (found.text or "").strip() if found is not None else ""


def _one(element: Element | None, name: str) -> Element | None:
    return next(_all(element, name), None) if element is not None else None


def _all(element: Element, name: str) -> Iterator[Element]:
    """The children of that name, of whichever version of the domain's namespace."""
    return (
        child
        for child in element
        if child.tag.rpartition("}")[2] == name and child.tag.startswith(f"{{{DOMAIN}:")
    )
