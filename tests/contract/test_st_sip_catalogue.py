"""Stockholm's plan by the catalogue's words, with the contract's members alone: who calls, who coordinates, whose consent."""

from typing import Any

import pytest

from tests.contract.builder import Json, mid
from tests.contract.case import Case, check, fine, judge, refused
from tests.contract.stockholm import (
    HEALTH_CENTRE,
    HOME_CARE,
    OPEN_PSYCHIATRY,
    SOCIAL,
    WARD,
    admitted,
    consent,
    contact,
    locked,
    message,
    of,
    ready,
)

AT_HOME = "2018-03-20T10:00:00+01:00"
REGION_GONE = consent("withdrawn", WARD, scopes=["sip"], recordedAt="2018-03-19T10:00:00+01:00")
TOWN = consent(unit=SOCIAL, scopes=["sip"])


def _call(sender: str, *to: str, **changes: Any) -> Json:
    return of("kallelse", sender=sender, recipients=list(to), **changes)


def _plan(coordinator: str, **changes: Any) -> Json:
    """A plan after a call that social services sent."""
    called = [*ready(), message("kallelse", number=40, sender=SOCIAL, recipients=[HEALTH_CENTRE, HOME_CARE])]
    content = {"coordinator": {"unit": coordinator, "name": "Test Testsson"}}
    return of("sip", **{"history": called, "content": content} | changes)


CATALOGUE = [
    refused("ST-MSG-07", "inpatient care calls", _call(WARD, SOCIAL, HEALTH_CENTRE)),
    refused("ST-MSG-07", "another open care than the contact's", _call(OPEN_PSYCHIATRY, SOCIAL, WARD)),
    fine("ST-MSG-07", "the fixed care contact calls", _call(HEALTH_CENTRE, SOCIAL, WARD)),
    fine("ST-MSG-07", "the municipality calls", _call(SOCIAL, HEALTH_CENTRE, WARD)),
    fine(
        "ST-SIP-05",
        "the municipality calls before any contact is named",
        _call(SOCIAL, HEALTH_CENTRE, history=admitted()),
    ),
    refused("ST-CONS-04", "called to without consent", _call(HEALTH_CENTRE, SOCIAL, consents=[])),
    refused("ST-CONS-04", "begun without a call or a consent", of("sip", history=[], consents=[])),
    fine("ST-CONS-04", "begun without a call", of("sip", history=[])),
    fine("ST-CONS-04", "called to, and not asked again", of("sip", consents=[]), "hold"),
    refused("ST-SIP-02", "municipal health care without open care", _call(SOCIAL, HOME_CARE, WARD)),
    fine("ST-SIP-02", "with open care", _call(SOCIAL, HOME_CARE, HEALTH_CENTRE)),
    refused("ST-SIP-03", "who called coordinates", _plan(SOCIAL)),
    fine("ST-SIP-03", "the fixed care contact coordinates what the municipality began", _plan(HEALTH_CENTRE)),
]


@pytest.mark.parametrize("case", CATALOGUE, ids=str)
def test_the_catalogue(case: Case) -> None:
    check(case)


def test_each_party_s_consent_is_its_own_also_when_another_s_is_withdrawn() -> None:
    """ST-CONS-02: what the region may no longer write, the municipality writes on its own consent, and no longer without."""
    own: Json = {"history": [*locked()], "sentAt": AT_HOME}
    given = [consent(scopes=["sip"]), TOWN, REGION_GONE]
    region = judge(of("sip", content={"version": 2}, relatesTo=mid(42), consents=given, **own))
    assert region.outcome == "refuse", region.told()
    assert judge(of("uppfoljning", consents=given, **own)).outcome == "forward"
    alone = judge(of("uppfoljning", consents=[given[0], REGION_GONE], **own))
    assert alone.outcome == "refuse", alone.told()


def test_the_contact_s_own_call_after_the_municipality_s_is_the_same_plan() -> None:
    before = [
        *admitted(),
        contact(),
        message("kallelse", number=40, sender=SOCIAL, recipients=[HEALTH_CENTRE]),
    ]
    judged = judge(_call(HEALTH_CENTRE, SOCIAL, history=before))
    assert judged.outcome == "forward", judged.told()
