"""Reads the population register's answer: a FHIR searchset of SEBasePatient into what is known of each number.

What cannot be read for certain becomes silence, never "no hit"; any sign of protection is protection.
Sources: SEBasePatient and SecurityLabel of HL7 Sweden's base profiles (`docs/gateways.md` has the shape).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from adapter.model.identifiers import normalised
from adapter.model.person import Address, HumanName, NoHit, Person, Protection, RegisterAnswer, Silent
from adapter.r4 import systems

MUNICIPALITY = f"{systems.EXTENSION}/municipality"
PLACED_BY = f"{systems.EXTENSION}/placed-by"
GUARDIAN_IDENTIFIER = f"{systems.EXTENSION}/guardian-identifier"
ROLE_CODE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
NUMBER_SYSTEMS = frozenset(
    {
        systems.PERSONNUMMER,
        systems.SAMORDNINGSNUMMER,
        systems.NATIONELLT_RESERVNUMMER,
        systems.LMA_NUMMER,
    }
)
_MASKED_NAME = "skyddad uppgift"
_RESTRICTED = {"R", "V"}


def read(document: object, asked: Sequence[str], today: date) -> dict[str, RegisterAnswer]:
    """One answer per number asked; all `Silent` where the answer is not a whole searchset.

    `today` stands for the day of a death that the register knows without its day.
    """
    patients = _patients(document)
    if patients is None:
        return {number: Silent() for number in asked}
    answers: dict[str, RegisterAnswer] = {}
    unreadable = False
    for patient in patients:
        try:
            own = _numbers(patient)
            for number in own & set(asked):
                # two records for one number: nobody can say which is the person
                answers[number] = Silent() if number in answers else _person(patient, number, own, today)
        except (TypeError, ValueError, KeyError, AttributeError):
            unreadable = True
    missing: RegisterAnswer = Silent() if unreadable else NoHit()
    return {number: answers.get(number, missing) for number in asked}


def _patients(document: object) -> list[Mapping[str, object]] | None:
    if not isinstance(document, dict) or document.get("resourceType") != "Bundle":
        return None
    if document.get("type") != "searchset" or any(
        isinstance(link, dict) and link.get("relation") == "next" for link in _list(document.get("link"))
    ):
        return None
    resources = [entry.get("resource") for entry in _list(document.get("entry")) if isinstance(entry, dict)]
    if any(not isinstance(resource, dict) for resource in resources):
        return None
    if any(
        resource.get("resourceType") == "OperationOutcome" and _failed(resource)
        for resource in resources
        if resource
    ):
        return None
    return [resource for resource in resources if resource and resource.get("resourceType") == "Patient"]


def _failed(outcome: Mapping[str, object]) -> bool:
    return any(
        isinstance(issue, dict) and issue.get("severity") in {"fatal", "error"}
        for issue in _list(outcome.get("issue"))
    )


def _person(patient: Mapping[str, object], number: str, own: set[str], today: date) -> Person:
    linked = tuple(sorted((own | set(_linked(patient))) - {number}))
    protection = _protection(patient)
    if protection is not Protection.NONE:
        # of whoever is protected no address, municipality or relation goes further than here (PU service, profile 1)
        return Person(
            number, protection, deceased=_deceased(patient, today), test=_is_test(patient), linked=linked
        )
    return Person(
        identifier=number,
        municipality=_extension(patient, MUNICIPALITY, "valueCode"),
        deceased=_deceased(patient, today),
        name=_name(patient),
        address=_address(patient),
        guardians=tuple(_guardians(patient)),
        placed_by=_extension(patient, PLACED_BY, "valueCode"),
        test=_is_test(patient),
        linked=linked,
        primary=_primary(patient, number),
    )


def _is_test(patient: Mapping[str, object]) -> bool:
    """The register's test indicator (PU: testIndicator)."""
    return any(_code(tag) == (systems.ACT_REASON, "HTEST") for tag in _meta(patient, "tag"))


def _primary(patient: Mapping[str, object], number: str) -> str | None:
    """The number that stands in this one's place: of the record that replaced this one, or the one not old."""
    for link in _list(patient.get("link")):
        if isinstance(link, dict) and link.get("type") == "replaced-by":
            return next(_linked({"link": [link]}), None)
    uses = {
        normalised(str(one["value"])): one.get("use")
        for one in _list(patient.get("identifier"))
        if isinstance(one, dict) and one.get("system") in NUMBER_SYSTEMS and "value" in one
    }
    current = sorted(other for other, use in uses.items() if use != "old")
    return current[0] if uses.get(number) == "old" and current else None


def _protection(patient: Mapping[str, object]) -> Protection:
    labels = [_code(label) for label in _meta(patient, "security")]
    if (systems.SE_SECURITY_LABEL, "skyddadFolkbokforing") in labels:
        return Protection.SKYDDAD_FOLKBOKFORING
    # a label of that system that is new to us, a restricted record and a masked name are signs all the same
    marked = any(system == systems.SE_SECURITY_LABEL for system, _ in labels)
    restricted = any(system == systems.CONFIDENTIALITY and code in _RESTRICTED for system, code in labels)
    masked = any(_MASKED_NAME in str(name).casefold() for name in _list(patient.get("name")))
    return Protection.SEKRETESSMARKERING if marked or restricted or masked else Protection.NONE


def _deceased(patient: Mapping[str, object], today: date) -> date | None:
    instant = patient.get("deceasedDateTime")
    if instant is None:
        return today if patient.get("deceasedBoolean") is True else None
    text = str(instant)
    try:
        return date.fromisoformat((text + "-01-01")[:10] if len(text) < len("YYYY-MM-DD") else text[:10])
    except ValueError:
        return today


def _name(patient: Mapping[str, object]) -> HumanName | None:
    names = [name for name in _list(patient.get("name")) if isinstance(name, dict)]
    if not names:
        return None
    return HumanName(
        tuple(str(given) for given in _list(names[0].get("given"))), str(names[0].get("family", ""))
    )


def _address(patient: Mapping[str, object]) -> Address | None:
    addresses = [address for address in _list(patient.get("address")) if isinstance(address, dict)]
    if not addresses:
        return None
    first = addresses[0]
    return Address(
        tuple(str(line) for line in _list(first.get("line"))),
        str(first.get("postalCode", "")),
        str(first.get("city", "")),
    )


def _guardians(patient: Mapping[str, object]) -> Iterator[str]:
    for contact in _list(patient.get("contact")):
        if not isinstance(contact, dict) or not _is_guardian(contact):
            continue
        for extension in _list(contact.get("extension")):
            if isinstance(extension, dict) and extension.get("url") == GUARDIAN_IDENTIFIER:
                yield normalised(str(extension["valueIdentifier"]["value"]))


def _is_guardian(contact: Mapping[str, object]) -> bool:
    return any(
        _code(coding) == (ROLE_CODE, "GUARD")
        for relationship in _list(contact.get("relationship"))
        if isinstance(relationship, dict)
        for coding in _list(relationship.get("coding"))
    )


def _linked(patient: Mapping[str, object]) -> Iterator[str]:
    for link in _list(patient.get("link")):
        other = link.get("other") if isinstance(link, dict) else None
        identifier = other.get("identifier") if isinstance(other, dict) else None
        if isinstance(identifier, dict) and identifier.get("system") in NUMBER_SYSTEMS:
            yield normalised(str(identifier["value"]))


def _numbers(patient: Mapping[str, object]) -> set[str]:
    return {
        normalised(str(identifier["value"]))
        for identifier in _list(patient.get("identifier"))
        if isinstance(identifier, dict)
        and identifier.get("system") in NUMBER_SYSTEMS
        and "value" in identifier
    }


def _extension(element: Mapping[str, object], url: str, member: str) -> str | None:
    for extension in _list(element.get("extension")):
        if isinstance(extension, dict) and extension.get("url") == url:
            return str(extension[member])
    return None


def _meta(patient: Mapping[str, object], member: str) -> list[object]:
    meta = patient.get("meta")
    return _list(meta.get(member)) if isinstance(meta, dict) else []


def _code(coding: object) -> tuple[object, object]:
    return (coding.get("system"), coding.get("code")) if isinstance(coding, dict) else (None, None)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
