"""ST-MSG, ST-STATE, ST-TRACK, ST-ROLE, ST-PSY and ST-DEV: each `expect` with the side that fires and the side that misses."""

from typing import Any

import pytest

from tests.contract.builder import Json, mid
from tests.contract.case import Case, check, fine, judge, refused, warned
from tests.contract.stockholm import (
    ADDRESSED,
    CHILD,
    CLINIC,
    FEDERATION,
    GERIATRICS,
    HEALTH_CENTRE,
    HOME_CARE,
    OPEN_PSYCHIATRY,
    OTHER_SOCIAL,
    OTHER_WARD,
    PRIVATE_CENTRE,
    PSYCHIATRY,
    SOCIAL,
    WARD,
    admitted,
    consent,
    contact,
    going_home,
    message,
    of,
    ready,
)

REFUSED = [consent("refused"), consent("refused", SOCIAL)]
MUNICIPAL = ("kommunal-halsovard",)


def _revised(**changes: Any) -> Json:
    date = {"estimatedDischarge": "2018-03-09"}
    plain: Json = {"relatesTo": mid(1), "history": admitted(), "content": date}
    return of("inskrivningsmeddelande", "revise", **plain | changes)


def _notice(to: list[str], *needs: str, **changes: Any) -> Json:
    return of("inskrivningsmeddelande", recipients=to, content={"assessedNeeds": list(needs)}, **changes)


def _without(*kinds: str) -> list[Json]:
    return [said for said in going_home() if said["kind"] not in kinds]


def _discharge(**changes: Any) -> Json:
    return of("utskrivningsmeddelande", **changes)


MESSAGES = [
    *[
        fine("ST-MSG-01", unit, of("inskrivningsmeddelande", sender=unit))
        for unit in (WARD, PSYCHIATRY, GERIATRICS)
    ],
    *[
        refused("ST-MSG-01", unit, of("inskrivningsmeddelande", sender=unit))
        for unit in (SOCIAL, HOME_CARE, HEALTH_CENTRE, CLINIC)
    ],
    refused("ST-MSG-02", "no reason", of("inskrivningsmeddelande", without=["admissionReason"])),
    refused("ST-MSG-02", "no date", of("inskrivningsmeddelande", without=["estimatedDischarge"])),
    refused(
        "ST-MSG-02",
        "no date and no consent",
        of("inskrivningsmeddelande", without=["estimatedDischarge"], consents=REFUSED),
    ),
    fine("ST-MSG-02", "both", of("inskrivningsmeddelande")),
    refused("ST-MSG-03", "municipal health care alone", _notice([HOME_CARE], *MUNICIPAL)),
    refused("ST-MSG-03", "with social services", _notice([HOME_CARE, SOCIAL], *MUNICIPAL)),
    *[
        fine("ST-MSG-03", unit, _notice([HOME_CARE, unit], *MUNICIPAL))
        for unit in (HEALTH_CENTRE, CLINIC, OPEN_PSYCHIATRY, PRIVATE_CENTRE)
    ],
    refused("ST-MSG-03", "against a no", _notice([HOME_CARE], *MUNICIPAL, consents=REFUSED)),
    fine("ST-MSG-03", "social services alone", _notice([SOCIAL], "socialtjanst")),
    warned("ST-MSG-04", "resent to some", _revised(recipients=[SOCIAL, HEALTH_CENTRE])),
    fine("ST-MSG-04", "resent to all", _revised()),
    fine("ST-MSG-05", "a recipient asks", of("generellt-meddelande")),
    fine("ST-MSG-05", "open care asks", of("generellt-meddelande", sender=HEALTH_CENTRE)),
    refused("ST-MSG-05", "another municipality asks", of("generellt-meddelande", sender=OTHER_SOCIAL)),
    refused("ST-MSG-05", "another clinic asks", of("generellt-meddelande", sender=CLINIC)),
    refused("ST-MSG-06", "open care alone", of("utskrivningsklar", recipients=[HEALTH_CENTRE])),
    refused("ST-MSG-06", "the municipality alone", of("utskrivningsklar", recipients=[SOCIAL, HOME_CARE])),
    fine("ST-MSG-06", "all", of("utskrivningsklar")),
    fine(
        "ST-MSG-06",
        "the municipality is not concerned",
        of(
            "utskrivningsklar",
            history=[
                *admitted(recipients=[HEALTH_CENTRE], content={"assessedNeeds": ["regional-oppenvard"]}),
                contact(recipients=[WARD]),
            ],
            recipients=[HEALTH_CENTRE],
        ),
    ),
    fine("ST-MSG-08", "all told", _discharge()),
    warned(
        "ST-MSG-08",
        "no information to the patient",
        _discharge(
            history=_without("patientinformation"), without=["patientInformationHandover", "patientInformed"]
        ),
    ),
]

STATES = [
    refused("ST-STATE-01", "ready before the notice", of("utskrivningsklar", history=[])),
    refused("ST-STATE-01", "contact before the notice", of("fast-vardkontakt", history=[])),
    refused("ST-STATE-01", "gone before ready", _discharge(history=_without("utskrivningsklar", "kvittens"))),
    refused("ST-STATE-01", "gone before the notice", _discharge(history=[])),
    warned("ST-STATE-01", "no fast vårdkontakt", _discharge(history=_without("fast-vardkontakt"))),
    fine("ST-STATE-01", "in order", _discharge()),
    fine("ST-STATE-01", "a contact after ready", of("fast-vardkontakt", history=ready(named=False))),
    warned(
        "ST-STATE-04",
        "temporary housing of the ward's choice",
        _discharge(content={"placement": {"form": "korttidsvistelse", "decidedBy": "behandlande-lakare"}}),
    ),
    fine(
        "ST-STATE-04",
        "the municipality has judged",
        _discharge(content={"placement": {"form": "korttidsvistelse", "decidedBy": "bistandshandlaggare"}}),
    ),
    fine("ST-STATE-04", "to the own home", _discharge()),
]


def _from(level: str, gone: str | None = None, **changes: Any) -> Json:
    history = [*admitted(content={"needLevel": level}), *going_home()[1:]]
    late = {"sentAt": gone, "content": {"dischargedAt": gone}} if gone else {}
    return _discharge(history=history, **changes, **late)


def _child(**content: Any) -> Json:
    """A child's planning basis, its guardian's yes given."""
    yes, notice = consent(givenBy="guardian"), admitted(value=CHILD)
    return of("planeringsunderlag", value=CHILD, history=notice, consents=[yes], content=content)


NEXT_DAY = "2018-03-08T15:00:00+01:00"
SIP = consent(scopes=["sip"])
OWN = [consent(unit=unit) for unit in (WARD, SOCIAL)]
TRACKS = [
    fine("ST-TRACK-01", "the same day", _from("oforandrat")),
    warned("ST-TRACK-01", "the day after", _from("oforandrat", NEXT_DAY)),
    warned("ST-TRACK-01", "the day after with minor new needs", _from("mindre", NEXT_DAY)),
    fine("ST-TRACK-01", "extensive needs have no target", _from("omfattande", NEXT_DAY)),
    warned("ST-TRACK-02", "no SIP offered", _from("omfattande")),
    fine("ST-TRACK-02", "SIP offered", _from("omfattande", consents=[*OWN, SIP])),
    fine("ST-TRACK-02", "minor needs", _from("mindre")),
    warned(
        "ST-TRACK-02",
        "an exposed situation",
        _discharge(history=[*admitted(content={"exposedSituation": True}), *going_home()[1:]]),
    ),
    warned("ST-TRACK-03", "a child", _child()),
    fine("ST-TRACK-03", "a child, thought of", _child(childPerspective=True)),
    warned("ST-TRACK-03", "a child at home", of("planeringsunderlag", content={"minorRelatives": True})),
    fine(
        "ST-TRACK-03",
        "a child at home, thought of",
        of("planeringsunderlag", content={"minorRelatives": True, "childPerspective": True}),
    ),
    fine("ST-TRACK-03", "no child", of("planeringsunderlag")),
    warned("ST-TRACK-04", "no level", of("inskrivningsmeddelande", without=["needLevel"])),
    fine("ST-TRACK-04", "a level", of("inskrivningsmeddelande")),
]


def _contact(**changes: Any) -> Json:
    return of("fast-vardkontakt", recipients=[SOCIAL, HOME_CARE, WARD], **changes)


CHEF = {"name": "Test Chef", "title": "verksamhetschef", "function": "verksamhetschef"}
ROLES = [
    refused("ST-ROLE-01", "no name", _contact(content={"contact": {"workplace": "Vårdcentralen"}})),
    refused("ST-ROLE-01", "the ward appoints", _contact(sender=OTHER_WARD)),
    refused("ST-ROLE-01", "the municipality appoints", _contact(sender=HOME_CARE)),
    *[fine("ST-ROLE-01", unit, _contact(sender=unit)) for unit in (HEALTH_CENTRE, CLINIC, OPEN_PSYCHIATRY)],
    fine("ST-ROLE-06", "a private one", _contact(sender=PRIVATE_CENTRE)),
    fine("ST-ROLE-02", "open care has taken over", _discharge()),
    warned(
        "ST-ROLE-02",
        "open care has said nothing",
        _discharge(history=[*ready(), message("patientinformation", number=5)]),
    ),
    refused("ST-ROLE-03", "nobody's judgement", of("utskrivningsklar", function="annan", decidedBy=None)),
    fine("ST-ROLE-03", "the physician's own", of("utskrivningsklar")),
    fine(
        "ST-ROLE-03",
        "sent by another for the physician",
        of(
            "utskrivningsklar",
            function="annan",
            content={
                "decidedBy": {"name": "Test Läkare", "title": "läkare", "function": "behandlande-lakare"}
            },
        ),
    ),
    refused("ST-ROLE-04", "another municipality", of("inskrivningsmeddelande", recipients=[OTHER_SOCIAL])),
    fine("ST-ROLE-04", "the person's own", of("inskrivningsmeddelande")),
    fine(
        "ST-ROLE-05",
        "Norrtälje's federation and a private centre",
        of("inskrivningsmeddelande", recipients=[SOCIAL, FEDERATION, PRIVATE_CENTRE]),
    ),
]


def _open_care(form: str, *plans: Json) -> Json:
    stay = [said | {"episode": said["episode"] | {"legalForm": form}} for said in going_home()]
    return _discharge(legalForm=form, history=[*stay[:2], *plans, *stay[2:]])


PLAN = message("samordnad-vardplan", number=20)
APPROVED = message("samordnad-vardplan", "approve", number=21)
OTHERS = [
    refused("ST-PSY-01", "no plan", _open_care("opt")),
    warned("ST-PSY-01", "a plan that nobody has approved", _open_care("opt", PLAN)),
    fine("ST-PSY-01", "a plan", _open_care("opt", PLAN, APPROVED)),
    fine("ST-PSY-01", "of one's own will", _open_care("frivillig")),
    fine("ST-DEV-01", "to the unit", of("avvikelse")),
    fine("ST-DEV-02", "on either level", of("avvikelse", content={"level": "lan"})),
]


@pytest.mark.parametrize("case", [*MESSAGES, *STATES, *TRACKS, *ROLES, *OTHERS], ids=str)
def test_stockholm(case: Case) -> None:
    check(case)


def test_the_word_goes_to_the_persons_own_municipality_alone() -> None:
    mixed = judge(of("inskrivningsmeddelande", recipients=[OTHER_SOCIAL, SOCIAL, HEALTH_CENTRE]))
    assert {unit: verdict["outcome"] for unit, verdict in mixed.verdicts.items()} == {
        OTHER_SOCIAL: "refuse",
        SOCIAL: "forward",
        HEALTH_CENTRE: "forward",
    }
    assert mixed.refusing == {"ST-ROLE-04"}


def test_the_admission_notice_loses_its_reason_with_the_consent() -> None:
    told, denied = (judge(of("inskrivningsmeddelande", consents=said)) for said in (OWN, REFUSED))
    assert told.outcome == "forward"
    assert denied.outcome == "reduce"
    for unit in ADDRESSED:
        assert told.disclosed(unit) >= {"content.admissionReason", "content.estimatedDischarge"}
        assert denied.disclosed(unit) == {
            "patient.identifier",
            "patient.name",
            "patient.address",
            "content.estimatedDischarge",
        }
