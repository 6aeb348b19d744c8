"""The PU service's answer: what each flag, link and deregistration makes of a person, and what is silence."""

from datetime import date

import pytest

from adapter.gateways import pu_person
from adapter.gateways.pu_person import DOMAIN, RESPONDER, ROOTS, SOAP
from adapter.model.identifiers import NumberType
from adapter.model.person import Address, HumanName, NoHit, Person, Protection, RegisterAnswer, Silent
from tests.builders import PERSON

OTHER = "191212121212"
COORDINATION = "197010632391"
RESERVE = "22790814AA01"
CHILD = "201401022387"
GUARDIAN = "200001252386"
TODAY = date(2026, 3, 2)
OWN_ROOT = "1.2.752.74.9.2"
FLAGS = "<protectedPersonIndicator>false</protectedPersonIndicator><testIndicator>false</testIndicator>"
PLACE = (
    "<populationRegistrationLocality><countyCode>24</countyCode><municipalityCode>80</municipalityCode>"
    "</populationRegistrationLocality>"
)
NAME = "<name><givenName>Test Prov</givenName><middleName>Prov</middleName><surname>Testsson</surname></name>"
HOME = (
    "<residentialAddress><careOf>c/o Prov</careOf><postalAddress2>Exempelgatan 1</postalAddress2>"
    "<postalCode>1234</postalCode><city>Umeå</city></residentialAddress>"
)


def identity(name: str, number: str, root: str | None = None) -> str:
    kind = pu_person.kind(number)
    known = root or (ROOTS[kind] if kind else "1.2.3")
    return f"<{name}><root>{known}</root><extension>{number}</extension></{name}>"


def linked(number: str, *, primary: bool = False, root: str | None = None) -> str:
    flag = "true" if primary else "false"
    referred = identity("referredPersonalIdentity", number, root)
    return f"<linkedIdentity>{referred}<primaryIdentity>{flag}</primaryIdentity></linkedIdentity>"


def referred(number: str, status: str = "") -> str:
    told = f"<referredPersonalIdentityStatus>{status}</referredPersonalIdentityStatus>" if status else ""
    return (
        f"<referredPersonalIdentities>{identity('referredPersonalIdentity', number)}{told}"
        "</referredPersonalIdentities>"
    )


def gone(code: str, *more: str) -> str:
    reason = f"<deregistrationReasonCode>{code}</deregistrationReasonCode>"
    return f"<deregistration>{reason}{''.join(more)}</deregistration>"


def day(name: str, value: str) -> str:
    return f"<{name}><format>YYYY-MM-DD</format><value>{value}</value></{name}>"


def guardian(number: str, *more: str, kind: str = "V") -> str:
    whose = f"<relationshipId>{identity('personalIdentity', number)}</relationshipId>"
    return f"<relationship>{whose}<relationshipType>{kind}</relationshipType>{''.join(more)}</relationship>"


def record(*content: str, number: str = PERSON, flags: str = FLAGS, primary: str = "true") -> str:
    own = identity("personalIdentity", number)
    return f"<personRecord>{own}{flags}<primaryIdentity>{primary}</primaryIdentity>{''.join(content)}</personRecord>"


def requested(content: str = "", number: str = PERSON, root: str | None = None) -> str:
    return (
        f'<r:requestedPersonRecord xmlns:r="{RESPONDER}">{identity("requestedPersonalIdentity", number, root)}'
        f"{content}</r:requestedPersonRecord>"
    )


def envelope(*records: str) -> bytes:
    return (
        (
            f'<s:Envelope xmlns:s="{SOAP}"><s:Body><GetPersonsForProfileResponse xmlns="{RESPONDER}">'
            f'<x xmlns="{DOMAIN}:5"/>{"".join(records)}</GetPersonsForProfileResponse></s:Body></s:Envelope>'
        )
        .replace("<r:requestedPersonRecord ", f'<r:requestedPersonRecord xmlns="{DOMAIN}:5" ')
        .encode()
    )


def of(*content: str, number: str = PERSON, flags: str = FLAGS, primary: str = "true") -> RegisterAnswer:
    body = envelope(requested(record(*content, number=number, flags=flags, primary=primary), number))
    return read(body, number)


def read(body: bytes, number: str = PERSON, own_root: str | None = None) -> RegisterAnswer:
    answers = pu_person.read(body, [number], TODAY, own_root)
    assert answers is not None
    return answers[number]


def flags(protected: str = "false", test: str = "false", population: str | None = None) -> str:
    more = (
        "" if population is None else f"<protectedPopulationRecord>{population}</protectedPopulationRecord>"
    )
    return (
        f"<protectedPersonIndicator>{protected}</protectedPersonIndicator>"
        f"<testIndicator>{test}</testIndicator>{more}"
    )


def test_a_person_has_name_address_and_municipality() -> None:
    assert of(NAME, PLACE, f"<addressInformation>{HOME}</addressInformation>") == Person(
        PERSON,
        municipality="2480",
        name=HumanName(("Test", "Prov"), "Prov Testsson"),
        address=Address(("c/o Prov", "Exempelgatan 1"), "01234", "Umeå"),
    )


def test_post_goes_to_the_special_address_where_there_is_one() -> None:
    special = "<specialPostalAddress><postalAddress1>Box 1</postalAddress1><city>Luleå</city></specialPostalAddress>"
    found = of(f"<addressInformation>{HOME}{special}</addressInformation>")
    assert isinstance(found, Person)
    assert found.address == Address(("Box 1",), "", "Luleå")


def test_a_name_of_the_third_version_is_read_too() -> None:
    found = of(
        "<name><givenName><name>Test</name><attested>true</attested></givenName>"
        "<surname><name>Testsson</name></surname></name>"
    )
    assert isinstance(found, Person)
    assert found.name == HumanName(("Test",), "Testsson")


@pytest.mark.parametrize(
    ("told", "protection"),
    [
        (flags("true"), Protection.SEKRETESSMARKERING),
        (flags("1", population="false"), Protection.SEKRETESSMARKERING),
        (flags("true", population="true"), Protection.SKYDDAD_FOLKBOKFORING),
        (flags("false", population="1"), Protection.SKYDDAD_FOLKBOKFORING),
        (flags("0", population="false"), Protection.NONE),
    ],
)
def test_either_flag_is_protection(told: str, protection: Protection) -> None:
    found = of(flags=told)
    assert isinstance(found, Person)
    assert found.protection is protection


def test_of_whoever_is_protected_only_what_profile_one_holds_is_taken_whatever_comes() -> None:
    found = of(
        NAME,
        PLACE,
        f"<addressInformation>{HOME}</addressInformation>",
        guardian(GUARDIAN),
        linked(OTHER),
        gone("AV", day("deregistrationDate", "2026-02-20")),
        flags=flags("true", "true"),
    )
    assert found == Person(
        PERSON, Protection.SEKRETESSMARKERING, deceased=date(2026, 2, 20), test=True, linked=(OTHER,)
    )


@pytest.mark.parametrize(
    "told",
    [
        "<testIndicator>false</testIndicator>",
        "<protectedPersonIndicator>false</protectedPersonIndicator>",
        flags("maybe"),
        flags(population="?"),
    ],
)
def test_a_flag_that_is_missing_or_says_nothing_is_silence(told: str) -> None:
    assert of(flags=told) == Silent()


def test_the_register_s_test_persons_are_marked() -> None:
    found = of(flags=flags(test="true"))
    assert isinstance(found, Person)
    assert found.test


def test_a_number_s_primary_number_is_the_one_that_the_links_say() -> None:
    found = of(linked(OTHER, primary=True), linked(COORDINATION), primary="false")
    assert isinstance(found, Person)
    assert (found.linked, found.primary) == ((OTHER, COORDINATION), OTHER)


def test_a_primary_number_has_no_other_in_its_place() -> None:
    found = of(linked(RESERVE), referred(COORDINATION, "AS"))
    assert isinstance(found, Person)
    assert (found.linked, found.primary) == ((COORDINATION, RESERVE), None)


def test_a_record_of_another_number_is_of_the_number_that_this_one_leads_to() -> None:
    body = envelope(requested(record(linked(RESERVE), number=OTHER), RESERVE))
    found = read(body, RESERVE)
    assert isinstance(found, Person)
    assert (found.identifier, found.linked, found.primary) == (RESERVE, (OTHER,), OTHER)


def test_a_link_to_another_region_s_number_is_none_that_can_be_asked_for() -> None:
    found = of(linked("99-1", root="1.2.752.97.3.1.3"), linked(PERSON), referred(PERSON))
    assert isinstance(found, Person)
    assert found.linked == ()


def test_a_region_s_own_reserve_number_is_known_by_the_root_that_is_set() -> None:
    own = record(number=PERSON).replace(ROOTS[NumberType.PERSONNUMMER], OWN_ROOT).replace(PERSON, "99-1")
    body = envelope(requested(own, "99-1", OWN_ROOT))
    assert read(body, "99-1", OWN_ROOT) == Person("99-1")
    assert read(body, "99-1") == Silent()


@pytest.mark.parametrize("code", ["GN", "GS", "G"])
def test_a_number_that_was_changed_leads_to_the_new_one(code: str) -> None:
    found = of(gone(code), referred(OTHER, "NY"), PLACE)
    assert isinstance(found, Person)
    assert (found.primary, found.linked, found.municipality) == (OTHER, (OTHER,), None)


def test_a_number_that_was_changed_and_leads_nowhere_is_silence() -> None:
    assert of(gone("GN")) == Silent()
    assert of(gone("GN"), referred(OTHER, "AS")) == Silent()


@pytest.mark.parametrize("code", ["AS", "FI"])
def test_nobody_is_behind_a_number_that_was_annulled_or_false(code: str) -> None:
    assert of(gone(code)) == NoHit()


@pytest.mark.parametrize("code", ["UV", "OB", "TA", "O"])
def test_whoever_is_no_longer_registered_has_no_municipality_and_no_address(code: str) -> None:
    found = of(gone(code), PLACE, NAME, f"<addressInformation>{HOME}</addressInformation>")
    assert found == Person(PERSON, name=HumanName(("Test", "Prov"), "Prov Testsson"))


@pytest.mark.parametrize(
    ("told", "died"),
    [
        (gone("AV", day("deregistrationDate", "2026-02-20")), date(2026, 2, 20)),
        (gone("A", day("foundDeadAtDate", "2026-02")), date(2026, 2, 1)),
        (gone("AV", day("deregistrationDate", "2025")), date(2025, 1, 1)),
        (gone("AV"), TODAY),
        (gone("AV", day("deregistrationDate", "0000-00-00")), TODAY),
        (
            f"<coOrdinationNumberData>{day('deceasedDate', '2026-01-02')}</coOrdinationNumberData>",
            date(2026, 1, 2),
        ),
    ],
)
def test_who_has_died_has_died_on_the_day_that_is_told(told: str, died: date) -> None:
    found = of(told)
    assert isinstance(found, Person)
    assert found.deceased == died


def status(code: str, cause: str = "") -> str:
    told = f"<identityStatusCause>{cause}</identityStatusCause>" if cause else ""
    return f"<personalIdentityStatus><identityStatus>{code}</identityStatus>{told}</personalIdentityStatus>"


@pytest.mark.parametrize("code", ["AKTIVT", "VILANDEFORKLARAT", "VILANDEFORKLARAT_STANGT"])
def test_a_dormant_coordination_number_is_still_the_person_s(code: str) -> None:
    assert of(status(code, "TIDSFRIST"), number=COORDINATION) == Person(COORDINATION)


def test_a_coordination_number_that_was_ended_says_why() -> None:
    dead = of(status("AVREGISTRERAT", "AVLIDEN"), number=COORDINATION)
    assert isinstance(dead, Person)
    assert dead.deceased == TODAY
    moved = of(status("AVREGISTRERAT", "ERSATT"), referred(OTHER, "NY"), number=COORDINATION)
    assert isinstance(moved, Person)
    assert moved.primary == OTHER
    assert of(status("AVREGISTRERAT", "FELAKTIGT_REGISTERAT"), number=COORDINATION) == NoHit()


def test_a_child_s_guardians_are_those_who_still_are() -> None:
    found = of(
        guardian(GUARDIAN),
        guardian(GUARDIAN, kind="MO"),
        guardian(OTHER, day("relationshipToDate", "2026-03-01")),
        guardian(PERSON, gone("AV")),
        "<relationship><relationshipId/><relationshipType>V</relationshipType></relationship>",
        number=CHILD,
    )
    assert isinstance(found, Person)
    assert found.guardians == (GUARDIAN,)


def test_a_child_of_whom_no_guardian_is_told_is_silence() -> None:
    assert of(PLACE, number=CHILD) == Silent()


def test_of_a_child_who_is_dead_or_protected_guardians_are_not_asked_for() -> None:
    dead, protected = of(gone("AV"), number=CHILD), of(number=CHILD, flags=flags("true"))
    assert isinstance(dead, Person)
    assert isinstance(protected, Person)


def test_only_personnummer_tell_who_is_a_child() -> None:
    assert pu_person.is_child(CHILD, TODAY)
    assert not pu_person.is_child(CHILD, date(2032, 1, 2))
    assert not pu_person.is_child(PERSON, TODAY)
    assert not pu_person.is_child("201401022388", TODAY)  # wrong check digit
    assert not pu_person.is_child(COORDINATION, TODAY)


def test_an_empty_record_is_no_hit_and_a_missing_one_is_silence() -> None:
    assert read(envelope(requested())) == NoHit()
    assert read(envelope(requested("<personRecord/>"))) == NoHit()
    assert read(envelope()) == Silent()
    assert read(envelope(requested(record(number=OTHER), OTHER))) == Silent()
    assert read(envelope("<r:requestedPersonRecord xmlns:r='" + RESPONDER + "'/>")) == Silent()


def test_two_records_for_one_number_are_silence() -> None:
    assert read(envelope(requested(record()), requested(record()))) == Silent()


def test_a_record_of_a_number_of_no_known_root_is_silence() -> None:
    assert read(envelope(requested(record(number="99-1")))) == Silent()
    nameless = record().replace("personalIdentity>", "somethingElse>")
    assert read(envelope(requested(nameless))) == Silent()


def test_a_municipality_that_is_no_code_is_none() -> None:
    half = "<populationRegistrationLocality><countyCode>24</countyCode></populationRegistrationLocality>"
    found = of(half, "<addressInformation/>")
    assert isinstance(found, Person)
    assert (found.municipality, found.address, found.name) == (None, None, None)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<html/>",
        b"\xff\xfe<",
        f'<s:Envelope xmlns:s="{SOAP}"><s:Body><s:Fault/></s:Body></s:Envelope>'.encode(),
        b'<!DOCTYPE x [<!ENTITY a "b">]>' + envelope(requested(record())),
        envelope(requested(record())).replace(b"Responder:5", b"Responder:4"),
    ],
)
def test_what_is_no_answer_of_the_contract_is_no_answer(body: bytes) -> None:
    assert pu_person.read(body, [PERSON], TODAY) is None
