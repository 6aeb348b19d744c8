"""Which resources fit a search: on what the caller may see of them and of the person, never on more."""

import pytest

from adapter.r4 import systems
from adapter.r4.interactions import TABLE
from adapter.reading.matching import matches
from adapter.reading.order import after, key, ordered
from adapter.reading.query import query
from adapter.reading.resources import Shown
from tests.builders import PERSON, SOCIAL, WARD
from tests.unit.reading.resources import (
    HSA,
    OWN,
    communication,
    encounter,
    everything,
    intervention,
    patient,
    shown,
)

POOL = {one.reference: one for one in everything()}


def fits(one: Shown, name: str, value: str, pool: dict[str, Shown] | None = None) -> bool:
    asked = query(TABLE[one.type], [(name, value)], own_url=OWN, lenient=False, in_url=False)
    return matches(one.newest.resource, asked.criteria, POOL if pool is None else pool)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("_id", "c1", True),
        ("_id", "c2", False),
        ("_id", "c2,c1", True),
        ("status", "completed", True),
        ("status", "in-progress,completed", True),
        ("status", "in-progress", False),
        ("status:not", "completed", False),
        ("status:not", "in-progress", True),
        ("status:missing", "false", True),
        ("status:missing", "true", False),
        ("category", "sip", True),
        ("category", f"{systems.KIND}|sip", True),
        ("category", f"{systems.KIND}|", True),
        ("category", "|sip", False),
        ("category", "urn:x|sip", False),
        ("identifier", f"{systems.MESSAGE_ID}|m-c1", True),
        ("identifier", "m-c1", True),
        ("identifier", "m-c2", False),
        ("patient", "Patient/p1", True),
        ("patient", "p1", True),
        ("patient", f"{OWN}/Patient/p1", True),
        ("patient:Patient", "p1", True),
        ("patient", "Group/p1", False),
        ("patient", "p2", False),
        ("patient:missing", "false", True),
        ("sender", f"Organization/{WARD}", True),
        ("sender", WARD, True),
        ("sender", SOCIAL, False),
        ("recipient", SOCIAL, True),
        ("sent", "2026-03-02", True),
        ("sent", "ne2026-03-02", False),
        ("sent", "gt2026-03-01", True),
        ("sent", "lt2026-03-02T10:00:00+01:00", False),
        ("sent", "2026-03-02T09:00:00Z", True),
        ("sent:missing", "false", True),
        ("_lastUpdated", "ge2026", True),
        ("_lastUpdated", "sa2026", False),
    ],
)
def test_a_message_fits_what_it_says(name: str, value: str, *, expected: bool) -> None:
    assert fits(communication(), name, value) is expected


def test_what_is_not_said_fits_nothing_but_missing() -> None:
    bare = communication(subject=None, sent=None, category=None, sender=None)
    for name, value in (
        *(("patient", "p1"), ("sent", "ne2026"), ("sent", "ge1900"), ("category", "sip")),
        *(("sender", WARD), ("patient.identifier", PERSON), ("sender:identifier", WARD)),
    ):
        assert not fits(bare, name, value)
        assert fits(bare, f"{name.partition('.')[0].partition(':')[0]}:missing", "true")
    assert fits(bare, "category:not", "sip")
    masked = communication(subject={"extension": [{"url": systems.DATA_ABSENT, "valueCode": "masked"}]})
    assert fits(masked, "patient:missing", "true")
    assert fits(communication(subject=3), "patient:missing", "true")
    assert not fits(masked, "patient.identifier", PERSON)


@pytest.mark.parametrize("name", ["patient.identifier", "subject:Patient.identifier", "patient:identifier"])
@pytest.mark.parametrize(
    "value",
    [
        PERSON,
        f"{PERSON[:8]}-{PERSON[8:]}",
        f"{systems.PERSONNUMMER}|{PERSON}",
        f"{systems.PERSONNUMMER}|{PERSON[:8]}-{PERSON[8:]}",
        f"urn:oid:1.2.752.129.2.1.3.1|{PERSON}",
    ],
)
def test_a_person_is_found_by_the_number_that_may_be_seen(name: str, value: str) -> None:
    assert fits(communication(), name, value)
    hidden = {**POOL, "Patient/p1": patient(number=None)}
    assert not fits(communication(), name, value, hidden)
    assert not fits(communication(), name, value, {})
    assert not fits(communication(), name, f"{systems.SAMORDNINGSNUMMER}|{PERSON}")


def test_the_people_themselves_are_found_by_number() -> None:
    assert fits(patient(), "identifier", f"{systems.PERSONNUMMER}|{PERSON}")
    assert not fits(patient(), "identifier", f"{systems.SAMORDNINGSNUMMER}|{PERSON}")
    assert not fits(patient(number=None), "identifier", PERSON)
    assert not fits(patient(), "identifier:not", PERSON)
    local = shown(
        {
            "resourceType": "Patient",
            "id": "p3",
            "identifier": [
                {"system": "https://uid.regionstockholm.se/reservnummer", "value": "20210325K069"}
            ],
        }
    )
    assert fits(local, "identifier", "https://uid.regionstockholm.se/reservnummer|20210325K069")
    assert not fits(local, "identifier", f"{systems.RESERVNUMMER}|20210325K069")


def test_a_unit_has_one_id_under_both_of_its_systems() -> None:
    for system in (HSA, systems.HSA_ID_RIV):
        assert fits(intervention(), "performer:identifier", f"{system}|{SOCIAL}")
    assert fits(intervention(), "performer", f"Organization/{SOCIAL}")
    assert not fits(intervention(), "performer:identifier", f"urn:x|{SOCIAL}")
    assert not fits(intervention(), "performer", WARD)
    other = intervention(performer=[{"identifier": {"system": "urn:x", "value": SOCIAL}}])
    assert not fits(other, "performer", SOCIAL)
    assert fits(other, "performer:missing", "false")


def test_a_unit_is_meant_by_whoever_acts_for_it_as_far_as_that_is_seen() -> None:
    sent = communication(sender={"reference": "PractitionerRole/r1"})
    known = {"resourceType": "PractitionerRole", "id": "r1"}
    acting = shown({**known, "organization": {"reference": f"Organization/{WARD}"}})
    for name, value in (
        ("sender", WARD),
        ("sender:Organization", WARD),
        ("sender:identifier", f"{HSA}|{WARD}"),
        ("sender:identifier", WARD),
    ):
        assert fits(sent, name, value, {acting.reference: acting}), name
        assert not fits(sent, name, value.replace(WARD, SOCIAL), {acting.reference: acting})
        assert not fits(sent, name, value, {})
        assert not fits(sent, name, value, {acting.reference: shown(known)})
    assert fits(sent, "sender", "PractitionerRole/r1", {acting.reference: acting})


def test_a_stay_fits_its_period_and_its_own_number() -> None:
    assert fits(encounter(), "date", "ge2026-06")
    assert fits(encounter(), "date", "gt2026-01")
    assert not fits(encounter(), "date", "lt2026-03-01")
    assert fits(encounter(), "class", "IMP")
    assert fits(encounter(), "episode-of-care:identifier", f"{systems.EPISODE_ID}|vtf-1")
    assert not fits(encounter(), "episode-of-care:identifier", f"{systems.EPISODE_ID}|vtf-2")
    assert fits(encounter(period={}), "date:missing", "true")
    assert fits(encounter(period="2026-03-01"), "date", "2026-03")
    assert fits(encounter(period=[3]), "date:missing", "true")


def test_answers_fit_their_questionnaire() -> None:
    answers = POOL["QuestionnaireResponse/q1"]
    assert fits(answers, "questionnaire", f"{systems.QUESTIONNAIRE}/planeringsunderlag")
    assert not fits(answers, "questionnaire", f"{systems.QUESTIONNAIRE}/other")


def test_a_boolean_is_a_token_too() -> None:
    odd = communication(status=True)
    assert fits(odd, "status", "true")
    assert not fits(communication(status=3), "status", "3")
    assert not fits(communication(category=[{}]), "category", "sip")


def test_the_newest_stands_first_and_a_date_orders_as_it_is_asked() -> None:
    early, late = communication("c1"), communication("c2", minutes=5, sent="2026-01-01")
    undated = communication("c3", minutes=9, sent=None)
    found = [early, undated, late]
    assert [one.id for one in ordered(found, ())] == ["c3", "c2", "c1"]
    sent = TABLE["Communication"].searched["sent"]
    assert [one.id for one in ordered(found, ((sent, False),))] == ["c2", "c1", "c3"]
    assert [one.id for one in ordered(found, ((sent, True),))] == ["c1", "c2", "c3"]
    assert [one.id for one in after(found, key(late, ()), ())] == ["c1"]
    assert [one.id for one in after(found, None, ())] == ["c3", "c2", "c1"]
