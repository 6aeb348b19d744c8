"""Searches as they are asked for: what is known, what is refused, and what stands in no link."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.model.identifiers import NumberType, PatientId
from adapter.r4 import shape, systems
from adapter.r4.interactions import TABLE
from adapter.reading.faults import BadSearch
from adapter.reading.query import Query, query
from adapter.reading.results import MOST, PAGE
from tests.builders import PERSON, SENT
from tests.strategies import PATIENTS
from tests.unit.reading.resources import OWN

NUMBER = f"{systems.PERSONNUMMER}|{PERSON}"


def asked(type_: str, *pairs: tuple[str, str], lenient: bool = False, in_url: bool = False) -> Query:
    return query(TABLE[type_], pairs, own_url=OWN, lenient=lenient, in_url=in_url)


def refused(type_: str, *pairs: tuple[str, str], **how: Any) -> list[str]:
    with pytest.raises(BadSearch) as caught:
        asked(type_, *pairs, **how)
    told = str([one.to_json() for one in caught.value.issues])
    for _, value in pairs:
        assert len(value) < 5 or value not in told
    return [one.rule for one in caught.value.issues]


@pytest.mark.parametrize(
    ("type_", "name", "value"),
    [
        ("Communication", "status", "completed"),
        ("Communication", "status:not", "completed,entered-in-error"),
        ("Communication", "status:missing", "true"),
        ("Communication", "subject", "Patient/p1"),
        ("Communication", "subject", "p1"),
        ("Communication", "subject:Patient", "p1"),
        ("Communication", "subject:Patient", "Patient/p1"),
        ("Communication", "subject", f"{OWN}/Patient/p1"),
        ("Communication", "sender:identifier", "urn:oid:1.2.752.29.4.19|SE2321000222-AVD1"),
        ("Communication", "sent", "ge2026-03-01"),
        ("Communication", "sent:missing", "false"),
        ("Communication", "_lastUpdated", "lt2026-03-01T10:00:00Z"),
        ("Communication", "_id", "a,b"),
    ],
)
def test_what_the_table_has_is_read(type_: str, name: str, value: str) -> None:
    found = asked(type_, (name, value), in_url=True)
    assert [one.parameter.name for one in found.criteria] == [name.partition(":")[0]]
    assert found.link == ((name, value),)
    assert not found.told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", ""),
        ("status:missing", "yes"),
        ("sent", "ap2026"),
        ("sent", "yesterday"),
        ("subject", ""),
        ("subject:Patient", "Group/long-identifier"),
        ("_count", "many-things"),
        ("_count", "-1"),
        ("_count:exact", "1"),
        ("_sort", "status"),
        ("_sort", "sent,-status"),
        ("_summary", "everything"),
        ("_total", "roughly"),
        ("_elements", ""),
        ("_elements", "status,favourite"),
        ("_include", "Communication:category"),
        ("_include", "Communication:nothing"),
        ("_include", "Nothing:subject"),
        ("_include", "Communication:subject:Organization"),
        ("_include", "Task:owner"),
        ("_include:recurse", "Communication:subject"),
        ("_revinclude", "Goal:subject"),
    ],
)
def test_what_is_known_and_wrong_is_told_by_name(name: str, value: str) -> None:
    with pytest.raises(BadSearch) as caught:
        asked("Communication", (name, value), lenient=True)
    (issue,) = caught.value.issues
    assert name.partition(":")[0] in issue.text
    assert issue.remedy


@pytest.mark.parametrize(
    "name",
    [
        "favourite",
        "status:exact",
        "status:in",
        "sent:not",
        "subject:Group",
        "subject:above",
        "subject.name",
        "sender.identifier",
        "subject:Group.identifier",
        "subject.identifier.x",
        "_has:Task:focus:status",
        "_text",
        "_filter",
        "",
    ],
)
def test_what_the_table_has_not_is_refused_or_left_out_and_told(name: str) -> None:
    assert refused("Communication", (name, "anything")) == ["HTTP-SEARCH-UNKNOWN"]
    found = asked("Communication", (name, "anything"), ("status", "completed"), lenient=True)
    assert found.link == (("status", "completed"),)
    (told,) = found.told
    assert told.rule == "HTTP-SEARCH-UNKNOWN"
    assert name not in told.text or not name


def test_every_fault_is_told_at_once() -> None:
    rules = refused("Communication", ("sent", "xx"), ("_count", "xx"), ("nothing", "xx"), ("status", ""))
    assert sorted(rules) == [*["HTTP-SEARCH"] * 3, "HTTP-SEARCH-UNKNOWN"]
    assert refused("Communication", ("_count", "1"), ("_count", "2")) == ["HTTP-SEARCH"]
    assert refused("Communication", ("_elements", "status"), ("_summary", "true")) == ["HTTP-SEARCH"]
    along = ("_include", "Communication:subject")
    assert refused("Communication", along, ("_summary", "text")) == ["HTTP-SEARCH"]


NAMING = [
    ("Patient", "identifier"),
    ("Communication", "subject.identifier"),
    ("Communication", "patient.identifier"),
    ("Communication", "patient:Patient.identifier"),
    ("Communication", "subject:identifier"),
    ("Task", "patient:identifier"),
    ("Consent", "patient.identifier"),
    ("AuditEvent", "patient.identifier"),
    ("Appointment", "actor.identifier"),
]


@pytest.mark.parametrize(("type_", "name"), NAMING)
def test_a_person_is_named_in_no_address_and_no_link(type_: str, name: str) -> None:
    for value in (NUMBER, f"{systems.PLAN_ID}|x", "x"):
        assert refused(type_, (name, value), in_url=True) == ["HTTP-SEARCH-IDENTITY"]
    found = asked(type_, (name, NUMBER), ("_count", "3"))
    assert found.link == (("_count", "3"),)
    assert found.people == (PatientId(NumberType.PERSONNUMMER, PERSON),)


@given(
    st.sampled_from(["status", "_id", "sent", "favourite", "subject", "_count", "_include", "x:y.z"]),
    st.sampled_from([one for one in PATIENTS if one.type in set(NumberType) - {NumberType.R_NUMMER}]),
    st.sampled_from(["{}", "a,{}", "x{}", "Patient/{}", "{}-1"]),
)
def test_no_number_gets_through_an_address_whatever_it_is_called(
    name: str, number: PatientId, form: str
) -> None:
    system = next(key for key, value in shape.NUMBER_TYPES.items() if value is number.type)
    with pytest.raises(BadSearch) as caught:
        asked("Communication", (name, f"{system}|{number.value}"), lenient=True, in_url=True)
    assert caught.value.issues[0].rule == "HTTP-SEARCH-IDENTITY"
    if number.type in {NumberType.PERSONNUMMER, NumberType.SAMORDNINGSNUMMER}:
        with pytest.raises(BadSearch) as caught:
            asked("Communication", (name, form.format(number.value)), lenient=True, in_url=True)
        assert caught.value.issues[0].rule == "HTTP-SEARCH-IDENTITY"
        assert number.value not in str(caught.value.issues)


def test_an_id_of_ours_that_has_digits_by_chance_is_no_number() -> None:
    id_ = f"ab{PERSON}cd".ljust(56, "e")
    assert asked("Communication", ("_id", id_), in_url=True).ids == (id_,)


@pytest.mark.parametrize(
    ("value", "people"),
    [
        (PERSON, (PatientId(NumberType.PERSONNUMMER, PERSON),)),
        (f"{PERSON[:8]}-{PERSON[8:]}", (PatientId(NumberType.PERSONNUMMER, PERSON),)),
        ("196109732393", (PatientId(NumberType.SAMORDNINGSNUMMER, "196109732393"),)),
        (f"urn:oid:1.2.752.129.2.1.3.1|{PERSON}", (PatientId(NumberType.PERSONNUMMER, PERSON),)),
        (f"{systems.R_NUMMER}|R1", (PatientId(NumberType.R_NUMMER, "R1"),)),
        ("something", None),
        ("198001010000", None),
        (f"{systems.PERSONNUMMER}|", None),
        (f"urn:x|{PERSON}", None),
        (f"{NUMBER},something", None),
    ],
)
def test_whom_a_search_is_about(value: str, people: tuple[PatientId, ...] | None) -> None:
    assert asked("Patient", ("identifier", value)).people == people


def test_who_is_left_out_or_missing_is_nobody_whom_it_is_about() -> None:
    assert asked("Patient", ("identifier:not", NUMBER)).people is None
    missing = asked("Patient", ("identifier:missing", "true"), in_url=True)
    assert missing.people is None
    assert missing.link == (("identifier:missing", "true"),)
    assert asked("Communication", ("status", "completed")).people is None


def test_ids_and_times_are_known() -> None:
    assert asked("Goal", ("_id", "a,b,a")).ids == ("a", "b")
    assert asked("Goal", ("_id:not", "a")).ids is None
    at = SENT.isoformat()
    assert asked("Goal", ("_lastUpdated", f"ge{at}")).since == SENT
    assert asked("Goal", ("_lastUpdated", f"lt{at}")).since is None
    assert asked("Goal", ("_lastUpdated", f"ge{at},ge2020")).since is None
    both = asked("Goal", ("_lastUpdated", f"ge{at}"), ("_lastUpdated", "gt2020"))
    assert both.since == SENT


def test_there_is_an_end_to_what_is_asked_at_once() -> None:
    assert refused("Goal", ("_id", ",".join(str(one) for one in range(201)))) == ["HTTP-SEARCH"]
    people = ",".join([NUMBER] * 11)
    assert refused("Patient", ("identifier", people)) == ["HTTP-SEARCH"]


def test_results_as_they_are_wished() -> None:
    plain = asked("Task").results
    assert (plain.count, plain.summary, plain.total, plain.counts_only) == (PAGE, "false", None, False)
    wished = asked(
        "Task",
        *(("_count", "100000"), ("_sort", "-_lastUpdated,authored-on"), ("_elements", "status,owner")),
        *(("_include", "Task:focus"), ("_include:iterate", "Communication:sender:Organization")),
        *(("_revinclude:iterate", "Provenance:target"), ("_total", "none"), ("_format", "json")),
    ).results
    assert wished.count == MOST
    assert [(one.name, falls) for one, falls in wished.sort] == [
        ("_lastUpdated", True),
        ("authored-on", False),
    ]
    assert wished.elements == ("status", "owner")
    assert [(one.source, one.target, one.iterate) for one in wished.includes] == [
        ("Task", None, False),
        ("Communication", "Organization", True),
    ]
    assert [one.source for one in wished.revincludes] == ["Provenance"]
    assert asked("Task", ("_count", "0")).results.counts_only
    assert asked("Task", ("_summary", "count")).results.counts_only
