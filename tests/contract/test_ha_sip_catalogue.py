"""Halland's plan by the catalogue's words, with the contract's members alone: home care, discharge, and each party's own part."""

from typing import Any

import pytest

from tests.contract.builder import Json, mid
from tests.contract.case import Case, check, fine, judge, refused
from tests.contract.halland import (
    HEALTH_CENTRE,
    HOME_CARE,
    OTHER_CENTRE,
    SOCIAL,
    WARD,
    consent,
    drawn,
    locked,
    message,
    of,
    outside,
)

HOME: Json = {"purpose": "sip-fristaende", "place": "Patientens hem", "agenda": "Hemsjukvård"}
AGREED = [outside(scopes=["sip"]), outside(unit=HOME_CARE, scopes=["sip"])]
AT_HOME = "2018-05-28T10:00:00+02:00"
MORNING: list[Json] = [
    {"id": "i1", "text": "Hemtjänst morgon och kväll", "responsible": SOCIAL},
    {"id": "i2", "text": "Läkarbesök", "responsible": HEALTH_CENTRE},
]


def _home(*to: str, sender: str = HEALTH_CENTRE, **changes: Any) -> Json:
    plain: Json = {"content": HOME, "episode": None, "history": [], "consents": AGREED}
    return of("kallelse", sender=sender, recipients=list(to), **plain | changes)


def _next(sender: str, items: list[Json]) -> Json:
    """The next version of the approved plan."""
    to = [unit for unit in (SOCIAL, HEALTH_CENTRE) if unit != sender]
    content = {"version": 2, "interventions": items}
    return of("sip", sender=sender, recipients=to, content=content, history=locked(), relatesTo=mid(42))


def _without(name: str) -> list[Json]:
    return [one for one in MORNING if one["id"] != name]


CATALOGUE = [
    refused("HA-CONS-12", "home care without consent", _home(HOME_CARE, consents=[])),
    refused(
        "HA-CONS-12",
        "the municipality's home care without consent",
        _home(HEALTH_CENTRE, sender=HOME_CARE, consents=[]),
    ),
    fine("HA-CONS-12", "home care after consent", _home(HOME_CARE)),
    fine("HA-ROLE-01", "the municipality starts, in home care", _home(HEALTH_CENTRE, sender=HOME_CARE)),
    refused("HA-MSG-16", "home care without the municipality", _home(OTHER_CENTRE)),
    refused("HA-SIP-14", "municipal health care without open care", _home(SOCIAL, sender=HOME_CARE)),
    fine("HA-SIP-14", "municipal health care with it", _home(SOCIAL, HEALTH_CENTRE, sender=HOME_CARE)),
    fine("HA-SIP-06", "one's own part in the next version", _next(SOCIAL, MORNING)),
    refused("HA-SIP-06", "another's part left out of the next version", _next(SOCIAL, _without("i2"))),
    fine("HA-SIP-08", "the coordinator writes for all", _next(HEALTH_CENTRE, _without("i1"))),
]


@pytest.mark.parametrize("case", CATALOGUE, ids=str)
def test_the_catalogue(case: Case) -> None:
    check(case)


def test_a_plan_begun_on_the_ward_is_finished_after_the_discharge() -> None:
    """HA-STATE-09, HA-SIP-13: neither the discharge nor the change of setting ends it."""
    home = [*drawn(), message("utskrivningsmeddelande", number=50)]
    for action in ("revise", "approve"):
        judged = judge(of("sip", action, relatesTo=mid(41), history=home, sentAt=AT_HOME))
        assert judged.outcome == "forward", judged.told()


def test_a_withdrawal_of_the_region_s_stops_every_kind_of_the_plan() -> None:
    gone = consent("withdrawn", scopes=["sip"], recordedAt="2018-05-27T10:00:00+02:00")
    own: Json = {"history": locked(), "sentAt": AT_HOME, "consents": [consent(scopes=["sip"]), gone]}
    for kind, changes in (
        ("kallelse", {"content": {"purpose": "uppfoljning", "start": "2018-06-04T13:00:00+02:00"}}),
        ("kartlaggning", {}),
        ("sip", {"content": {"version": 2}, "relatesTo": mid(42)}),
        ("uppfoljning", {}),
        ("utvardering", {}),
    ):
        judged = judge(of(kind, **own | changes))
        assert judged.outcome == "refuse", f"{kind} {judged.told()}"
        assert "HA-CONS-01" in judged.refusing, judged.told()
    off = judge(of("kallelse", "cancel", relatesTo=mid(40), **own))
    assert off.outcomes == {"reduce"}, off.told()
    assert not any(off.disclosed(unit) for unit in off.verdicts)


def test_an_invitation_that_inpatient_care_sends_is_refused_whoever_it_calls() -> None:
    for to in ([SOCIAL, HEALTH_CENTRE], [HEALTH_CENTRE]):
        judged = judge(of("kallelse", sender=WARD, recipients=to))
        assert judged.outcome == "refuse", judged.told()
        assert "HA-MSG-16" in judged.refusing
