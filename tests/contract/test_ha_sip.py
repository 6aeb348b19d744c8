"""HA rules on calls to coordinated planning and the plan: each `expect` with the side that fires and the side that misses."""

from datetime import datetime
from typing import Any

import pytest

from adapter.bootstrap import packs
from adapter.deadlines.kvittens import due
from tests.contract.builder import Json, mid
from tests.contract.case import Case, check, fine, judge, refused, warned
from tests.contract.halland import (
    ADDRESSED,
    CHILD,
    CLINIC,
    HEALTH_CENTRE,
    HOME_CARE,
    OPEN_PSYCHIATRY,
    OTHER_CENTRE,
    PLANNING,
    PSYCHIATRY,
    SOCIAL,
    WARD,
    called,
    consent,
    drawn,
    locked,
    message,
    of,
    person,
)

AGREED = consent(scopes=["sip"], episode=None)
WITHDRAWN = consent("withdrawn", scopes=["sip"], episode=None, recordedAt="2018-05-16T07:30:00+02:00")
HOME: Json = {"purpose": "sip-fristaende", "homeCareEnrolment": {"reason": "Sårvård"}}
PERSONAL = "fysiskt"
RETRACTED = message(
    "utskrivningsklar",
    "cancel",
    number=50,
    relatesTo=mid(5),
    sentAt="2018-05-17T15:00:00+02:00",
    content={"reason": "Feber", "newEstimatedDischarge": "2018-05-22"},
    without=["readyAt"],
)
_READY_AND_CALLED = [*called(), message("utskrivningsklar", number=5)]


def _call(**changes: Any) -> Json:
    return of("kallelse", **changes)


def _to(*units: str, **changes: Any) -> Json:
    return _call(recipients=list(units), **changes)


def _said(**content: Any) -> Json:
    return _call(content=content)


def _plan(**changes: Any) -> Json:
    return of("sip", **changes)


def _own(**changes: Any) -> Json:
    """Social services change the plan that the health centre coordinates."""
    plain: Json = {"sender": SOCIAL, "recipients": [HEALTH_CENTRE], "relatesTo": mid(41), "history": drawn()}
    return of("sip", "revise", **plain | changes)


def _parts(own: str = "Hemtjänst", others: str = "Läkarbesök") -> list[Json]:
    return [
        {"id": "i1", "text": own, "responsible": SOCIAL},
        {"id": "i2", "text": others, "responsible": HEALTH_CENTRE},
    ]


def _close(**changes: Any) -> Json:
    plain: Json = {
        "relatesTo": mid(42),
        "history": [*locked(), message("uppfoljning", number=43)],
        "content": {"reason": "mal-uppnadda"},
        "without": ["mainGoal", "interventions", "coordinator", "followUpAt", "version"],
        "sentAt": "2018-07-02T15:00:00+02:00",
    }
    return of("sip", "close", **plain | changes)


def _psychiatric(caller: str, *, followed_up: bool) -> Json:
    to = [SOCIAL, HEALTH_CENTRE, OPEN_PSYCHIATRY]
    answers = [{"question": "behov-psykiatrisk-oppenvard", "answer": followed_up, "comment": "x"}]
    before = [
        message("inskrivningsmeddelande", number=1, sender=PSYCHIATRY, recipients=to),
        message(
            "planeringsunderlag", number=2, sender=PSYCHIATRY, recipients=to, content={"answers": answers}
        ),
    ]
    return _to(*(unit for unit in to if unit != caller), sender=caller, history=before)


CALLS = [
    fine("HA-MSG-16", "local care", _call()),
    fine("HA-MSG-16", "psychiatric open care", _call(sender=OPEN_PSYCHIATRY)),
    refused("HA-MSG-16", "the ward", _to(SOCIAL, HEALTH_CENTRE, sender=WARD)),
    refused("HA-MSG-16", "without the municipality", _to(WARD)),
    fine("HA-MSG-16", "without inpatient care", _to(SOCIAL)),
    fine("HA-MSG-16", "the municipality", _to(HEALTH_CENTRE, WARD, sender=SOCIAL)),
    refused("HA-MSG-16", "the patient not consulted", _said(individualConsulted=False)),
    warned("HA-MSG-16", "the patient not informed", _said(patientInformed=False)),
    refused("HA-MSG-17", "no time", _call(without=["start"])),
    refused("HA-MSG-17", "no place", _call(without=["place"])),
    refused("HA-MSG-17", "no form", _call(without=["form"])),
    *[fine("HA-MSG-17", form, _said(form=form)) for form in ("telefon", "digitalt", PERSONAL)],
    fine("HA-MSG-24", "home care at the health centre", _said(**HOME, placeType="vardcentral")),
    fine("HA-MSG-24", "home care at home", _said(**HOME, placeType="hem")),
    warned("HA-MSG-24", "home care elsewhere", _said(**HOME, placeType="kommunal-lokal")),
    refused("HA-MSG-24", "home care without the municipality", _to(CLINIC, content=HOME)),
    warned("HA-ROLE-01", "the municipality in the discharge process", _to(HEALTH_CENTRE, sender=SOCIAL)),
    fine("HA-ROLE-01", "local care", _call()),
    fine("HA-ROLE-01", "the municipality for home care", _to(HEALTH_CENTRE, sender=HOME_CARE, content=HOME)),
    refused("HA-SIP-14", "municipal care without open care", _to(HOME_CARE, sender=SOCIAL)),
    fine("HA-SIP-14", "with open care", _to(HOME_CARE, HEALTH_CENTRE, sender=SOCIAL)),
    fine("HA-SIP-14", "social services alone", _to(WARD, sender=SOCIAL)),
    *[
        refused("HA-SIP-09", place, _said(form=PERSONAL, placeType=place))
        for place in ("skola", "vardcentral", "annan")
    ],
    *[fine("HA-SIP-09", place, _said(form=PERSONAL, placeType=place)) for place in ("hem", "vardavdelning")],
    fine("HA-SIP-09", "by telephone from the health centre", _said(form="telefon", placeType="vardcentral")),
    refused("HA-SIP-05", "another leads", _said(leader={"unit": SOCIAL})),
    fine("HA-SIP-05", "another leads, agreed", _said(leader={"unit": SOCIAL, "agreed": True})),
    fine("HA-SIP-05", "the caller leads", _said(leader={"unit": HEALTH_CENTRE})),
    refused("HA-TRACK-05", "local care", _psychiatric(HEALTH_CENTRE, followed_up=True)),
    fine("HA-TRACK-05", "psychiatric open care", _psychiatric(OPEN_PSYCHIATRY, followed_up=True)),
    warned("HA-TRACK-05", "no word of follow-up", _psychiatric(HEALTH_CENTRE, followed_up=False)),
    warned("HA-TRACK-06", "local care not contacted", _to(SOCIAL, CLINIC, sender=HOME_CARE, content=HOME)),
    fine("HA-TRACK-06", "local care contacted", _to(SOCIAL, HEALTH_CENTRE, sender=HOME_CARE, content=HOME)),
    refused(
        "HA-TRACK-06",
        "judged by an assistance officer",
        _to(HEALTH_CENTRE, sender=HOME_CARE, content=HOME, function="bistandshandlaggare"),
    ),
    warned("LAW-PSY-01", "open compulsory care", _call(legalForm="opt")),
    warned("HA-STATE-12", "an interpreter not arranged", _said(interpreter={"needed": True})),
    warned("HA-SIP-13", "a second plan", _call(history=drawn(), content={"planId": "ha-plan-2"})),
    fine("HA-SIP-13", "the plan there is", _call(history=drawn())),
]
CONSENT = [
    *[fine("HA-CONS-01", kind, of(kind)) for kind in sorted(PLANNING - {"svar-kallelse"})],
    fine("HA-CONS-01", "svar-kallelse", of("svar-kallelse", relatesTo=mid(40))),
    *[
        refused("HA-CONS-01", f"{kind}, never asked", of(kind, relatesTo=to, consents=[]))
        for kind, to in [(kind, mid(40) if kind == "svar-kallelse" else None) for kind in sorted(PLANNING)]
    ],
    *[
        refused("HA-CONS-01", f"{status} for {kind}", of(kind, consents=[consent(status, scopes=["sip"])]))
        for status in ("refused", "withdrawn")
        for kind in ("kallelse", "sip")
    ],
    refused("HA-CONS-01", "consent to something else", _call(consents=[consent()])),
    refused("HA-CONS-12", "home care without consent", _call(content=HOME, consents=[])),
    fine("HA-CONS-12", "home care with consent", _said(**HOME, placeType="hem")),
    refused(
        "HA-CONS-09",
        "the patient says no",
        _said(participants=["närstående"], invitees=[{"party": "narstaende"}], relativesAgreed=False),
    ),
    warned("HA-CONS-09", "nobody has asked", _said(invitees=[{"party": "narstaende"}])),
    fine(
        "HA-CONS-09", "the patient says yes", _said(invitees=[{"party": "narstaende"}], relativesAgreed=True)
    ),
]
STAY = [
    warned("HA-TRACK-01", "nobody called", of("utskrivningsklar")),
    fine("HA-TRACK-01", "called", of("utskrivningsklar", history=called())),
    warned(
        "HA-STATE-11",
        "a call stands",
        of(
            "utskrivningsklar",
            "cancel",
            history=_READY_AND_CALLED,
            relatesTo=mid(5),
            sentAt="2018-05-17T15:00:00+02:00",
            content={"reason": "Feber", "newEstimatedDischarge": "2018-05-22"},
            without=["readyAt"],
        ),
    ),
    refused(
        "HA-STATE-11",
        "an answer to a call that was withdrawn",
        of(
            "svar-kallelse",
            relatesTo=mid(40),
            history=[*_READY_AND_CALLED, RETRACTED],
            sentAt="2018-05-17T16:00:00+02:00",
        ),
    ),
    fine(
        "HA-STATE-11",
        "a fresh call",
        _call(history=[*_READY_AND_CALLED, RETRACTED], sentAt="2018-05-17T16:00:00+02:00"),
    ),
    warned(
        "HA-STATE-09",
        "home with a plan begun",
        of("utskrivningsmeddelande", history=[*called(), message("utskrivningsklar", number=5)]),
    ),
    fine("HA-STATE-09", "home without any", of("utskrivningsmeddelande")),
    fine(
        "HA-STATE-09",
        "the plan is written after the discharge",
        _plan(history=[*_READY_AND_CALLED, message("utskrivningsmeddelande", number=6)]),
    ),
]
PLANS = [
    refused("HA-MSG-23", "no plan's id", _plan(without=["planId"])),
    refused(
        "HA-SIP-02",
        "nobody responsible",
        _plan(content={"interventions": [{"id": "i1", "text": "Hemtjänst"}]}),
    ),
    refused("HA-SIP-03", "the former care plan", _plan(content={"template": "Vårdplan"})),
    refused("HA-SIP-04", "no named coordinator", _plan(content={"coordinator": {"unit": HEALTH_CENTRE}})),
    fine("HA-SIP-06", "its own part", _own(content={"interventions": _parts(own="Hemtjänst morgon")})),
    refused("HA-SIP-06", "another's part", _own(content={"interventions": _parts(others="Provtagning")})),
    refused("HA-SIP-06", "the main goal", _own(content={"mainGoal": "Flytta"})),
    fine(
        "HA-SIP-06",
        "the coordinator, any part",
        of("sip", "revise", relatesTo=mid(41), history=drawn(), content={"interventions": _parts("x", "y")}),
    ),
    refused("HA-SIP-08", "for another party", _own(content={"onBehalfOf": [HOME_CARE]})),
    fine("HA-SIP-08", "the coordinator for a party", _plan(content={"onBehalfOf": [HOME_CARE]})),
    warned("HA-SIP-07", "no record marked", of("sip", "approve", relatesTo=mid(41), history=drawn())),
    fine(
        "HA-SIP-07",
        "every record marked",
        of("sip", "approve", relatesTo=mid(41), history=drawn(), content={"recordMarked": [*ADDRESSED]}),
    ),
    warned(
        "HA-SIP-10",
        "a copy is wanted",
        of(
            "utskrivningsmeddelande",
            history=[*_READY_AND_CALLED, message("sip", number=41, content={"wantsCopy": True})],
        ),
    ),
    fine("HA-SIP-11", "followed up", _close()),
    warned("HA-SIP-11", "not followed up", _close(history=locked())),
    warned("HA-SIP-11", "evaluated before it is followed up", of("utvardering")),
    fine("HA-SIP-12", "the fixed care contact closes", _close()),
    warned("HA-SIP-12", "another closes", _close(function="annan")),
    refused("HA-SIP-12", "no reason", _close(content={})),
]


@pytest.mark.parametrize("case", [*CALLS, *CONSENT, *STAY, *PLANS], ids=str)
def test_a_rule_speaks_on_one_side_and_not_on_the_other(case: Case) -> None:
    check(case)


def test_a_child_whose_guardian_is_not_called_is_told_of() -> None:
    own: Json = {
        "value": CHILD,
        "person": person(identifier=CHILD),
        "history": [],
        "consents": [AGREED | {"givenBy": "guardian"}],
        "episode": None,
    }
    alone = judge(_call(content={"purpose": "sip-fristaende"}, **own))
    assert alone.outcome == "forward", alone.told()
    assert "HA-CONS-10" in alone.issues
    guardian = {"purpose": "sip-fristaende", "invitees": [{"party": "vardnadshavare"}]}
    assert "HA-CONS-10" not in judge(_call(content=guardian, **own)).issues


def test_the_whole_life_of_a_plan_goes_through() -> None:
    steps = [
        _call(),
        of("svar-kallelse", relatesTo=mid(40)),
        of("kartlaggning"),
        _plan(),
        _own(content={"interventions": _parts(own="Hemtjänst morgon och kväll")}),
        of("sip", "approve", relatesTo=mid(41), history=drawn()),
        of("uppfoljning"),
        of("utvardering", history=[*locked(), message("uppfoljning", number=43)]),
        of("sip", content={"version": 2}, history=locked(), relatesTo=mid(42)),
        _close(),
    ]
    for step in steps:
        judged = judge(step)
        assert judged.outcomes == {"forward"}, judged.told()


def test_a_withdrawal_stops_what_is_written_and_lets_the_plan_be_closed() -> None:
    stopped = judge(_own(consents=[AGREED, WITHDRAWN]))
    assert stopped.outcome == "refuse"
    assert "HA-CONS-01" in stopped.grounds
    closed = judge(_close(content={"reason": "samtycke-aterkallat"}, consents=[AGREED, WITHDRAWN]))
    assert closed.outcomes <= {"forward", "reduce"}, closed.told()
    told = {path for unit in closed.verdicts for path in closed.disclosed(unit)}
    assert not {path for path in told if path.startswith("content.") and path != "content.reason"}, told


@pytest.mark.parametrize(
    ("sent", "counted", "by_the_eve"),
    [
        ("2018-05-15T14:00:00+02:00", "2018-05-16", "2018-05-16"),
        ("2018-05-15T14:01:00+02:00", "2018-05-17", "2018-05-17"),
        ("2018-05-18T15:00:00+02:00", "2018-05-22", "2018-05-21"),
    ],
)
def test_a_call_is_acknowledged_the_next_weekday_if_sent_by_two(
    sent: str, counted: str, by_the_eve: str
) -> None:
    """HA-ACK-02 in both readings, as Halland's pack has it; HA-ACK-01 leaves it alone."""
    ways: dict[str, dict[str, str]] = {
        "default": {},
        "eve": {"HA-ACK-02": "other"},
        "saturdays": {"HA-ACK-01": "other"},
    }
    for way, readings in ways.items():
        day = by_the_eve if way == "eve" else counted
        handling = packs().read_as("halland", readings).of("halland").process.of("kallelse")
        until = due(datetime.fromisoformat(sent), handling.kvittens)
        assert until == datetime.fromisoformat(f"{day}T23:59:59+02:00")
        assert handling.answer_suffices


def test_only_units_that_were_called_get_the_plan() -> None:
    judged = judge(_plan(recipients=[SOCIAL, OTHER_CENTRE]))
    assert judged.verdicts[SOCIAL]["outcome"] == "forward", judged.told()
    assert judged.verdicts[OTHER_CENTRE]["outcome"] == "refuse", judged.told()
