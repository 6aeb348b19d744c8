"""A scenario stands for everything that the adapter would otherwise look up."""

import json
from datetime import date, datetime

import pytest

from adapter.intake import scenario
from adapter.intake.document import parse
from adapter.model.errors import InputError
from adapter.model.person import Address, HumanName, NoHit, Person, Protection, RegisterAnswer, Silent
from adapter.model.wire import to_json
from tests.builders import HEALTH_CENTRE, PERSON, SOCIAL, WARD, message

CONTRACT = """
region: norrbotten
at: 2026-03-02T10:00:00+01:00
directory:
  - {unit: SE2321000230-AVD1, role: slutenvard, name: Avdelning 1, municipality: null, organisation: region}
  - {unit: SE2120002742-SOC1, role: kommun-socialtjanst, municipality: "2580", organisation: kommun}
  - {unit: SE2120002742-PRIV, role: extern, provider: SE5560000000, principal: SE2120002742}
  - {unit: SE2120002742-HSV1, role: kommun-halsovard, electronic: false, region: vasterbotten}
person: {identifier: "18900101-9802", registerHit: true, protection: none, municipality: "2580", deceased: null,
         name: {given: [Test], family: Testsson}, address: {line: [Storgatan 1], postalCode: "97231", city: Luleå},
         guardians: ["189001029819"], placedBy: null}
consents: []
history: []
facts: {regionInterventionsAvailable: true}
rates: {"2024": 7100}
stays: [{municipality: "2580", dayZero: 2026-03-02, left: 2026-03-09}]
"""


def _read(**changes: object) -> scenario.Scenario:
    return scenario.read({"region": "vasterbotten", **changes})


def _faults(**changes: object) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as raised:
        _read(**changes)
    return [(issue.rule, issue.path) for issue in raised.value.issues]


def test_the_contracts_scenario_is_read_whole() -> None:
    found = scenario.read(parse(CONTRACT, "contract.yaml"))
    assert (found.region, found.at) == ("norrbotten", datetime.fromisoformat("2026-03-02T10:00:00+01:00"))
    ward, social, private, home_care = found.units.values()
    assert (ward.organisation, ward.region, ward.provider, ward.electronic) == (
        *("region", "norrbotten", "SE2321000230"),
        True,
    )
    assert (social.name, social.municipality, social.principal) == (social.unit, "2580", "SE2120002742")
    assert (private.organisation, private.electronic, private.provider) == ("extern", False, "SE5560000000")
    assert (home_care.organisation, home_care.electronic, home_care.region) == (
        "kommun",
        False,
        "vasterbotten",
    )
    person = found.person
    assert isinstance(person, Person)
    assert (person.identifier, person.guardians) == (PERSON, ("189001029819",))
    assert (person.protection, person.municipality, person.deceased) == (Protection.NONE, "2580", None)
    assert (person.name, person.address) == (
        HumanName(("Test",), "Testsson"),
        Address(("Storgatan 1",), "97231", "Luleå"),
    )
    assert found.guardians == (Person("189001029819"),)
    assert (found.facts, found.rates) == ({"regionInterventionsAvailable": True}, {"2024": 7100})
    assert found.stays == (scenario.Stay("2580", date(2026, 3, 2), date(2026, 3, 9)),)


def test_only_the_region_is_needed() -> None:
    assert _read() == scenario.Scenario("vasterbotten")
    assert _read().person == Silent()


def test_the_instant_is_the_messages_own_when_the_file_gives_none() -> None:
    sent = message()
    found = _read(message=to_json(sent))
    assert (found.message, found.at) == (sent, sent.sent_at)
    later = _read(message=to_json(sent), at="2026-03-03T10:00:00+01:00")
    assert later.at == datetime.fromisoformat("2026-03-03T10:00:00+01:00")


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ({"registerHit": False}, NoHit()),
        ({"identifier": PERSON, "protection": "unknown"}, Silent()),
        ({"identifier": PERSON}, Person(PERSON)),
        ({"registerHit": True}, Person(PERSON)),
        ({"identifier": "189001029819"}, NoHit()),
        ({"identifier": "189001029819", "linked": [PERSON]}, Person("189001029819", linked=(PERSON,))),
        (
            {"identifier": PERSON, "linked": ["189001029819"], "primary": "18900102-9819"},
            Person(PERSON, linked=("189001029819",), primary="189001029819"),
        ),
        (
            {
                "identifier": PERSON,
                "protection": "sekretessmarkering",
                "test": True,
                "deceased": "2026-03-01",
            },
            Person(PERSON, Protection.SEKRETESSMARKERING, deceased=date(2026, 3, 1), test=True),
        ),
    ],
)
def test_the_person_is_the_registers_answer_for_the_messages_number(
    person: dict[str, object], expected: RegisterAnswer
) -> None:
    assert _read(message=to_json(message()), person=person).person == expected


def test_a_number_of_the_wrong_form_is_not_asked_about_so_the_person_stands() -> None:
    document = to_json(message())
    document["patient"] = {"type": "personnummer", "value": "9001019802"}
    assert _read(message=document, person={"identifier": PERSON}).person == Person(PERSON)


def test_a_guardian_may_state_its_protection() -> None:
    guardian = {"identifier": "189001029819", "protection": "sekretessmarkering"}
    found = _read(person={"identifier": PERSON, "guardians": [guardian, "189001039800"]})
    assert found.guardians == (
        Person("189001029819", Protection.SEKRETESSMARKERING),
        Person("189001039800"),
    )


def test_consents_are_the_registers_records_in_order_of_receipt() -> None:
    newer = {
        "status": "refused",
        "recordedAt": "2026-03-02T09:00:00+01:00",
        "recordedBy": {"unit": HEALTH_CENTRE},
    }
    older = {"status": "given", "recordedAt": "2026-03-01T09:00:00+01:00", "recordedBy": {"unit": WARD}}
    bare = {"status": "unable"}
    directory = [{"unit": HEALTH_CENTRE, "role": "primarvard", "provider": "SE5560000000"}]
    found = _read(consents=[newer, older, bare], directory=directory, message=to_json(message()))
    assert [(record.consent.status, record.holder) for record in found.consents] == [
        ("given", "SE2321000222"),
        ("refused", "SE5560000000"),
        ("unable", "SE2321000222"),
    ]
    assert not any(record.asserted for record in found.consents)
    assert _read(consents=[bare]).consents == ()


def test_history_is_earlier_messages_as_they_were_sent() -> None:
    earlier = message(recipients=(SOCIAL,))
    assert _read(history=[to_json(earlier)]).history == (earlier,)


def test_every_fault_of_every_part_is_told_at_once_with_its_path_in_the_file() -> None:
    broken = {**to_json(message()), "sentAt": "2026-03-02T10:00:00"}
    assert _faults(
        region="skane",
        at="i går",
        who="x",
        directory=[{"unit": "x", "role": "slutenvard"}, {"unit": WARD, "role": "x"}, {}, 3, None],
        person={"identifer": PERSON},
        consents=[{"status": "yes"}],
        history=[{}],
        message=broken,
        facts=[],
        rates=3,
        stays=[{"municipality": "2580"}],
    ) == [
        ("READ-UNKNOWN", "who"),
        ("READ-CODE", "region"),
        ("READ-INSTANT", "message.sentAt"),
        ("READ-INSTANT", "at"),
        ("READ-HSA", "directory[0].unit"),
        ("READ-CODE", "directory[1].role"),
        ("READ-MISSING", "directory[2].unit"),
        ("READ-TYPE", "directory[3]"),
        ("READ-TYPE", "directory[4]"),
        ("READ-UNKNOWN", "person.identifer"),
        ("READ-CODE", "consents[0].status"),
        *(
            ("READ-MISSING", f"history[0].{name}")
            for name in (
                *("messageId", "kind", "action", "region"),
                *("sentAt", "sender", "recipients", "patient"),
            )
        ),
        ("READ-MISSING", "stays[0].dayZero"),
        ("READ-TYPE", "facts"),
        ("READ-TYPE", "rates"),
    ]


def test_a_municipality_is_four_digits_and_day_zero_at_most_a_day_after_leaving() -> None:
    stay = {"municipality": "2480", "dayZero": "2026-03-02"}
    wrong = [stay | {"municipality": "248"}, stay | {"left": "2026-02-28"}, stay | {"left": "2026-03-01"}]
    assert _faults(stays=wrong, person={"municipality": "Umeå", "placedBy": "24800"}) == [
        ("READ-MUNICIPALITY", "person.municipality"),
        ("READ-MUNICIPALITY", "person.placedBy"),
        ("READ-MUNICIPALITY", "stays[0].municipality"),
        ("READ-ORDER", "stays[1].left"),
    ]
    assert _faults(person={"municipality": " "}, stays=[stay | {"left": "2026-03-01"}], rates=3) == [
        ("READ-TYPE", "rates")
    ]


def test_lists_must_be_lists_and_a_unit_stands_once() -> None:
    unit = {"unit": WARD, "role": "slutenvard"}
    assert _faults(directory=[unit, unit]) == [("READ-TWICE", "directory[1].unit")]
    assert _faults(directory={}, consents=3, history="x", stays={}) == [
        ("READ-TYPE", "directory"),
        ("READ-TYPE", "consents"),
        ("READ-TYPE", "history"),
        ("READ-TYPE", "stays"),
    ]


def test_a_scenario_without_a_region_or_that_is_no_object_is_not_read() -> None:
    with pytest.raises(InputError) as raised:
        scenario.read({})
    assert [(issue.rule, issue.path) for issue in raised.value.issues] == [("READ-MISSING", "region")]
    with pytest.raises(InputError) as raised:
        scenario.read([])
    assert [(issue.rule, issue.path) for issue in raised.value.issues] == [("READ-TYPE", "$")]


def test_an_unquoted_number_in_a_file_is_a_fault_that_says_to_quote_it() -> None:
    with pytest.raises(InputError) as raised:
        scenario.read(parse("{region: vasterbotten, person: {identifier: 189001019802}}", "x.yaml"))
    assert "quote" in raised.value.issues[0].remedy
    assert PERSON not in json.dumps([issue.to_json() for issue in raised.value.issues])
