"""Västmanland's coordination case: VM-MSG, VM-CONS, VM-STATE, VM-ROLE, VM-VIS and VM-DEV as messages can show them."""

from typing import Any

import pytest

from tests.contract.builder import Json
from tests.contract.case import Case, check, fine, judge, refused, warned
from tests.contract.vastmanland import (
    CENTRE,
    CHILD,
    INSURANCE,
    NURSES,
    OTHER_CENTRE,
    SOCIAL,
    WARD,
    consent,
    message,
    of,
    person,
)


def _new(**content: Any) -> Json:
    return of(content=content)


def _child(asked: Json | None = None, **changes: Any) -> Json:
    given = consent(**{"givenBy": "guardian", "childAsked": asked} | changes)
    return of(value=CHILD, consents=[given])


def _told(**changes: Any) -> Json:
    told = {"oral": True, "written": True, "topics": list(TOPICS)}
    return _record(information=told | changes)


def _record(**changes: Any) -> Json:
    """The record as a message to the units of the case."""
    around = {name: changes.pop(name) for name in ("recipients", "history", "value") if name in changes}
    scenario = of("samtycke", **around)
    scenario["message"]["content"] = consent(**changes)
    return scenario


def noted(rule: str, says: str, scenario: Json) -> Case:
    """A record goes to its units as ids and status alone, and the rule warns."""
    return Case(rule, says, scenario, "reduce")


ACT = {"patient.identifier", "patient.name", "patient.address", "content.estimatedDischarge"}
TOPICS = ("delaktighet", "samtycke", "omfattning", "tolk")
LATER = "2025-05-05T09:30:00+02:00"
GONE = [consent(), consent("withdrawn", recordedAt="2025-05-19T09:00:00+02:00")]
ASKED: Json = {"asked": True, "view": "Vill gärna"}
INVOLVED = [CENTRE, SOCIAL, NURSES, OTHER_CENTRE]
NAMELESS: Json = {"coordinator": {"unit": CENTRE}}
DEAD = person(deceased="2025-05-04")
ROWS = [
    fine("VM-MSG-05", "every field filled", of()),
    refused("VM-MSG-05", "no case id", of(without=["caseId"])),
    refused("VM-MSG-06", "one's own unit is nowhere", _new(involvedUnits=[SOCIAL, NURSES])),
    fine("VM-MSG-06", "as involved actor", _new(involvedUnits=[CENTRE, SOCIAL, NURSES])),
    fine("VM-MSG-06", "as caring unit", _new(involvedUnits=[SOCIAL, NURSES], careUnit=CENTRE)),
    refused("VM-MSG-06", "another caring unit", _new(involvedUnits=[SOCIAL, NURSES], careUnit=OTHER_CENTRE)),
    refused("VM-CONS-04", "a no decides", of(consents=[consent("refused")])),
    fine("VM-CONS-04", "a yes", of()),
    refused("VM-CONS-09", "withdrawn", of(consents=[consent(), consent("withdrawn")])),
    fine(
        "VM-CONS-09",
        "asked anew",
        of(consents=[consent("withdrawn"), consent(recordedAt=LATER, askedAnew=True)]),
    ),
    fine("VM-CONS-05", "the guardian and the child", _child(ASKED)),
    warned("VM-CONS-05", "the child has not been asked", _child()),
    refused("VM-CONS-05", "the child alone", _child(ASKED, givenBy="patient")),
    fine("VM-CONS-05", "a grown-up's own", of()),
    noted("VM-CONS-12", "not in writing", _told(written=False)),
    noted("VM-CONS-12", "not orally", _told(oral=False)),
    *[
        noted("VM-CONS-12", f"not of {topic}", _told(topics=[other for other in TOPICS if other != topic]))
        for topic in TOPICS
    ],
    fine("VM-CONS-12", "all told", _told(), "reduce"),
    noted("VM-CONS-13", "a child that nobody asked", _record(value=CHILD, givenBy="guardian")),
    fine(
        "VM-CONS-13",
        "a child that said its view",
        _record(value=CHILD, givenBy="guardian", childAsked=ASKED),
        "reduce",
    ),
    noted(
        "VM-CONS-10",
        "a withdrawal that an involved unit is not told of",
        _record(status="withdrawn", history=[message(number=1, content={"involvedUnits": INVOLVED})]),
    ),
    fine(
        "VM-CONS-10",
        "a withdrawal told to all",
        _record(status="withdrawn", history=[message(number=1)]),
        "reduce",
    ),
    refused(
        "VM-CONS-10",
        "closed as if completed",
        of(action="close", consents=GONE, content={"reason": "samtycke-aterkallat"}),
    ),
    fine("VM-CONS-06", "a yes in the record", _record(), "reduce"),
    fine("VM-CONS-06", "a no in the record", _record(status="refused"), "reduce"),
    noted("VM-CONS-06", "a yes in no record", _record(documentedIn=None)),
    noted("VM-CONS-06", "a no in no record", _record(status="refused", documentedIn=None)),
    refused("PRODUKT-IDENT-09", "VM-STATE-06: no case for the dead", of(person=DEAD)),
    fine("PRODUKT-IDENT-09", "VM-STATE-06: a case for the living", of()),
    Case(
        "VM-STATE-06",
        "the case is closed when the person is dead",
        of(action="close", person=DEAD, content={"reason": "avliden"}),
    ),
    refused("VM-STATE-07", "closed without a reason", of(action="close")),
    fine("VM-STATE-07", "closed with one", of(action="close", content={"reason": "mal-uppfyllda"})),
    refused("VM-VIS-01", "a unit that is not involved", _new(involvedUnits=[CENTRE, OTHER_CENTRE])),
    fine("VM-VIS-01", "the involved", of()),
    warned("VM-ROLE-02", "no coordinator", of(without=["coordinator"])),
    fine("VM-ROLE-02", "a coordinator", of()),
    refused("VM-ROLE-04", "a coordinator without name", _new(**NAMELESS)),
    fine("VM-ROLE-04", "named with contact details", of()),
    fine("VM-DEV-01", "event, unit and time alone", of("avvikelse")),
]


@pytest.mark.parametrize("case", ROWS, ids=str)
def test_vastmanland(case: Case) -> None:
    check(case)


def test_a_case_needs_a_patient() -> None:
    scenario = of()
    del scenario["message"]["patient"]
    judged = judge(scenario)
    assert "forward" not in judged.outcomes
    assert judged.issues or judged.grounds


def test_who_has_no_cosmic_link_is_told_another_way() -> None:
    involved = [CENTRE, SOCIAL, INSURANCE]
    given = consent(parties=[SOCIAL, INSURANCE])
    judged = judge(of(recipients=[SOCIAL, INSURANCE], consents=[given], content={"involvedUnits": involved}))
    assert judged.verdicts[SOCIAL]["outcome"] == "forward", judged.told()
    assert judged.verdicts[INSURANCE]["outcome"] == "refuse"
    assert judged.verdicts[INSURANCE]["handling"] == "manuell"
    assert not judged.disclosed(INSURANCE)


def test_a_unit_that_is_not_involved_is_refused_and_the_involved_are_not() -> None:
    judged = judge(of(recipients=[SOCIAL, OTHER_CENTRE]))
    assert judged.verdicts[SOCIAL]["outcome"] == "forward", judged.told()
    assert judged.verdicts[OTHER_CENTRE]["outcome"] == "refuse"
    assert "VM-VIS-01" in judged.refusing


def test_a_withdrawal_lets_the_case_be_annulled() -> None:
    judged = judge(of(action="annul", consents=GONE, content={"reason": "samtycke-aterkallat"}))
    assert not judged.outcomes & {"refuse", "hold"}, judged.told()
    kept = judge(of(action="revise", consents=GONE))
    assert kept.outcome == "refuse", kept.told()


def test_a_withdrawal_reaches_every_unit_that_had_the_case() -> None:
    judged = judge(_record(status="withdrawn", recipients=[SOCIAL], history=[message(number=1)]))
    assert set(judged.verdicts) == {SOCIAL, NURSES}
    assert judged.outcome == "reduce"
    assert all(judged.disclosed(unit) >= {"consent.status"} for unit in (SOCIAL, NURSES))


def test_no_other_regions_process_is_lent_to_vastmanland() -> None:
    sent = message(
        "inskrivningsmeddelande",
        sender=WARD,
        recipients=[SOCIAL, OTHER_CENTRE],
    )
    told, unasked = (judge(of() | {"message": sent, "consents": said}) for said in ([consent(unit=WARD)], []))
    assert (told.outcome, unasked.outcome) == ("forward", "reduce")
    for judged in (told, unasked):
        grounds = [ground for one in judged.verdicts.values() for ground in one["grounds"]]
        assert {ground["rule"].split("-")[0] for ground in grounds} <= {"LAW", "PRODUKT"}
        assert all(ground["silent"] for ground in grounds), judged.told()
    for unit in unasked.verdicts:
        assert unasked.disclosed(unit) == ACT


def test_by_the_act_only_inpatient_care_notifies_without_consent() -> None:
    sent = message("inskrivningsmeddelande", sender=SOCIAL, recipients=[OTHER_CENTRE])
    judged = judge(of() | {"message": sent, "consents": []})
    assert judged.outcome == "refuse"
    assert judged.refusing == {"LAW-MSG-01"}
    agreed = judge(of() | {"message": sent, "consents": [consent(unit=SOCIAL)]})
    assert agreed.outcome == "forward", agreed.told()
