"""NB-PSY of the catalogue: the coordinated care plan of ÖPT and ÖRV, what goes without consent, and the court's conditions."""

from typing import Any

import pytest

from tests.contract.builder import Json, mid
from tests.contract.case import Case, check, fine, judge, refused, warned
from tests.contract.norrbotten import (
    HEALTH_CENTRE,
    HOME_CARE,
    LOCAL_PSYCHIATRY,
    PSYCHIATRY,
    SOCIAL,
    WARD,
    consent,
    message,
    of,
)

KIND = "samordnad-vardplan"
REFUSED = [consent("refused"), consent("refused", SOCIAL)]
NECESSARY: Json = {"necessity": {"necessary": True, "reason": "Boendestöd måste planeras"}}
APPLICATION: Json = {
    "type": "ansokan",
    "to": "forvaltningsratten",
    "grounds": "Grund",
    "proposedConditions": "Medicinering",
    "carePlanAttached": True,
}
ANNEX = {"relapseRisk": "Risk", "investigation": "Utredning", "countermeasures": "Insatser"}
CONDITION: Json = {"type": "vard", "text": "Medicinering", "decidedBy": "domstol"}
GROUND: Json = {
    "basis": "lpt-43",
    "legalForm": "opt",
    "requestedBy": "Test Chefsöverläkare",
    "requesterFunction": "chefsoverlakare",
    "necessity": "Bedöma om patienten åter behöver vårdas",
}


def _less(whole: Json, *names: str) -> Json:
    return {name: value for name, value in whole.items() if name not in names}


def _plan(action: str = "new", *, by: str = "chefsoverlakare", **content: Any) -> Json:
    return of(KIND, action, function=by, content=content)


def _unwanted(*, by: str = "chefsoverlakare", **content: Any) -> Json:
    return of(KIND, function=by, consents=REFUSED, content=content)


def _applying(*without: str, by: str = "chefsoverlakare", **changes: Any) -> Json:
    return _plan(by=by, application=_less(APPLICATION, *without) | changes)


def _going_on(followed: str | None) -> Json:
    own = {"followedUpAt": followed} if followed else {}
    return _plan(application=APPLICATION | {"type": "fortsatt", "lastDecisionAt": "2025-09-01"}, **own)


def _asked(**ground: Any) -> Json:
    return of(
        "generellt-meddelande",
        recipients=[PSYCHIATRY],
        without=["startsAt"],
        content={"topic": "annan", "legalGround": GROUND | ground},
        consents=REFUSED,
        history=[message("inskrivningsmeddelande", number=1, sender=PSYCHIATRY)],
    )


FIRST = [message(KIND, number=70)]
RULES = [
    fine("NB-PSY-01", "open compulsory care", _plan()),
    fine("NB-PSY-01", "open forensic care", _plan(legalForm="orv")),
    *[
        refused("NB-PSY-02", custody, _plan(legalForm="orv", custody=custody))
        for custody in ("anhallen", "haktad", "rattspsykiatrisk-undersokning", "kriminalvardsanstalt")
    ],
    fine("NB-PSY-02", "at liberty", _plan(legalForm="orv")),
    fine("NB-PSY-03", "the chief psychiatrist applies", _applying()),
    fine("NB-PSY-03", "a specialist with that assignment", _applying(by="delegerad-overlakare")),
    *[
        refused("NB-PSY-03", by, _applying(by=by))
        for by in ("behandlande-lakare", "fast-vardkontakt", "annan")
    ],
    refused("NB-PSY-03", "not to the court", _applying(to="annan")),
    *[refused("NB-PSY-05", f"no {name}", _applying(name)) for name in ("grounds", "proposedConditions")],
    refused("NB-PSY-05", "no plan attached", _applying(carePlanAttached=False)),
    refused("NB-PSY-05", "not said whether attached", _applying("carePlanAttached")),
    fine("NB-PSY-05", "whole", _applying()),
    refused("NB-PSY-06", "not followed up", _going_on(None)),
    refused("NB-PSY-06", "followed up before the last decision", _going_on("2025-08-31")),
    fine("NB-PSY-06", "followed up since", _going_on("2026-02-01")),
    fine("NB-PSY-06", "a first application", _applying()),
    refused("NB-PSY-08", "the patient objects", _unwanted()),
    refused(
        "NB-PSY-08", "not necessary", _unwanted(necessity={"necessary": False, "reason": "Bra att veta"})
    ),
    refused("NB-PSY-08", "necessary for no reason", _unwanted(necessity={"necessary": True})),
    refused("NB-PSY-09", "a nurse's plan, necessary or not", _unwanted(by="annan", **NECESSARY)),
    fine("NB-PSY-09", "the chief psychiatrist's", _plan()),
    fine("NB-PSY-08", "consent", _plan()),
    warned("NB-PSY-11", "no word on information", of(KIND, without=["informationExchange"])),
    fine("NB-PSY-11", "a word", _plan()),
    refused("NB-PSY-12", "another asks", _asked(requesterFunction="behandlande-lakare")),
    refused("NB-PSY-12", "no need of it", _asked(necessity="")),
    refused("NB-PSY-13", "a nurse ends it", _plan(by="annan", transition="upphor")),
    refused("NB-PSY-13", "a nurse takes the patient in", _plan(by="annan", transition="sluten-vard")),
    fine("NB-PSY-13", "the chief psychiatrist ends it", _plan(transition="upphor")),
    fine("NB-PSY-14", "the court's", _plan(conditionDecisions=[CONDITION])),
    *[
        Case(
            "NB-PSY-14", f"no {name}", _plan(conditionDecisions=[CONDITION, _less(CONDITION, name)]), "refuse"
        )
        for name in ("type", "decidedBy")
    ],
    *[
        refused(
            "NB-PSY-15",
            f"no {name}",
            _plan(legalForm="orv", specialDischargeReview=True, riskAnnex=_less(ANNEX, name)),
        )
        for name in ANNEX
    ],
    refused("NB-PSY-15", "no annex", _plan(legalForm="orv", specialDischargeReview=True)),
    fine("NB-PSY-15", "whole", _plan(legalForm="orv", specialDischargeReview=True, riskAnnex=ANNEX)),
    fine("NB-PSY-15", "no such assessment", _plan(legalForm="orv", specialDischargeReview=False)),
    refused("NB-PSY-16", "changed on nothing", _plan(conditionDecisions=[CONDITION | {"change": True}])),
    *[
        fine("NB-PSY-16", basis, _plan(conditionDecisions=[CONDITION | {"change": True, "basis": basis}]))
        for basis in ("ny-ansokan",)
    ],
    fine(
        "NB-PSY-16",
        "left to the chief psychiatrist",
        _plan(
            conditionDecisions=[
                CONDITION | {"change": True, "basis": "overlamnande", "decidedBy": "chefsoverlakare"}
            ]
        ),
    ),
    refused("NB-PSY-17", "coercion", _plan(activities=[{"text": "Bältning", "type": "tvangsatgard"}])),
    fine("NB-PSY-17", "care", _plan(activities=[{"text": "Samtal", "type": "vard"}])),
    refused("NB-PSY-18", "a condition", _plan(activities=[{"text": "Vistas hemma", "type": "villkor"}])),
    fine("NB-PSY-18", "housing", _plan(activities=[{"text": "Boendestöd", "type": "boende"}])),
]


@pytest.mark.parametrize("case", RULES, ids=lambda case: f"{case.rule} {case.says}")
def test_psychiatry_rule(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("by", ["chefsoverlakare", "delegerad-overlakare"])
def test_what_planning_needs_goes_against_an_objection(by: str) -> None:
    judged = judge(_unwanted(by=by, **NECESSARY))
    assert judged.outcomes <= {"forward", "reduce"}, judged.told()
    assert "NB-PSY-08" in judged.grounds, judged.told()
    assert "content.needs" in judged.disclosed(SOCIAL), judged.told()


def test_what_the_chief_psychiatrist_needs_goes_against_a_refusal() -> None:
    judged = judge(_asked())
    assert judged.outcomes <= {"forward", "reduce"}, judged.told()
    assert "content.text" in judged.disclosed(PSYCHIATRY), judged.told()
    assert "LAW-CONS-01" in judged.grounds, judged.told()  # the Act's own permit, which the guideline repeats


@pytest.mark.parametrize("unit", [SOCIAL, HEALTH_CENTRE])
def test_a_unit_without_a_chief_psychiatrist_cannot_be_told_on_that_ground(unit: str) -> None:
    document = _asked()
    document["message"]["sender"]["unit"] = HOME_CARE
    document["message"]["recipients"] = [unit]
    document["history"] = [message("inskrivningsmeddelande", number=1, sender=PSYCHIATRY)]
    judged = judge(document)
    assert judged.outcomes == {"refuse"}, judged.told()
    assert judged.disclosed(unit) == set()


@pytest.mark.parametrize("unit", [WARD, HEALTH_CENTRE, HOME_CARE])
def test_against_an_objection_a_plan_goes_to_or_from_psychiatry_alone(unit: str) -> None:
    judged = judge(of(KIND, sender=unit, consents=REFUSED, content=NECESSARY))
    assert judged.verdicts[SOCIAL]["outcome"] == "refuse", judged.told()
    assert judged.disclosed(SOCIAL) == set()
    assert judged.verdicts[LOCAL_PSYCHIATRY]["outcome"] == "reduce", judged.told()


def test_without_a_legal_ground_the_refusal_holds() -> None:
    document = _asked()
    del document["message"]["content"]["legalGround"]
    judged = judge(document)
    assert judged.outcomes == {"refuse"}
    assert "NB-CONS-02" in judged.refusing, judged.told()


@pytest.mark.parametrize(
    ("approved", "told"),
    [([SOCIAL], True), ([SOCIAL, LOCAL_PSYCHIATRY], False)],
    ids=["one of two", "both"],
)
def test_a_plan_is_made_when_every_unit_has_approved_it(approved: list[str], *, told: bool) -> None:
    approvals = [{"unit": unit, "at": "2026-03-03T12:00:00+01:00"} for unit in approved]
    judged = judge(of(KIND, "approve", relatesTo=mid(70), history=FIRST, content={"approvals": approvals}))
    assert ("NB-PSY-09" in judged.grounds | judged.issues) is told, judged.told()


def test_where_nobody_else_is_needed_nobody_is_consulted() -> None:
    alone = judge(_plan(needsFromOthers=False))
    assert "NB-PSY-10" in alone.grounds | alone.issues, alone.told()
    shared = judge(_plan())
    assert "NB-PSY-10" not in shared.grounds | shared.issues, shared.told()


@pytest.mark.parametrize(
    ("decided", "told"), [("2026-03-03T09:00:00+01:00", False), ("2026-03-01T09:00:00+01:00", True)]
)
def test_the_courts_decision_is_told_at_once(decided: str, *, told: bool) -> None:
    judged = judge(
        of(
            KIND,
            "revise",
            relatesTo=mid(70),
            history=FIRST,
            content={"courtDecision": {"at": decided, "outcome": "bifall"}},
        )
    )
    assert ("NB-PSY-04" in judged.issues) is told, judged.told()


def test_the_courts_decision_reaches_every_actor_of_the_plan() -> None:
    decision = {"courtDecision": {"at": "2026-03-03T09:00:00+01:00", "outcome": "bifall"}}
    changes: Json = {"relatesTo": mid(70), "history": FIRST, "content": decision}
    judged = judge(of(KIND, "revise", recipients=[SOCIAL], **changes))
    assert "NB-PSY-04" in judged.issues | judged.grounds, judged.told()
