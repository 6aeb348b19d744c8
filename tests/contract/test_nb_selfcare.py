"""NB-SELF of the catalogue: who may judge that a measure is self-care, what its plan says, and what follows."""

from typing import Any

import pytest

from tests.contract.builder import Json, mid
from tests.contract.case import Case, check, fine, refused, warned
from tests.contract.norrbotten import (
    CHILD,
    HEALTH_CENTRE,
    SELF_CARE,
    SOCIAL,
    WARD,
    consent,
    message,
    of,
)

KIND = "egenvardsplanering"
PHYSICIAN: Json = {"name": "Test Testsson", "title": "överläkare", "role": "behandlande-lakare"}


def _plan(
    *, without: tuple[str, ...] = (), sender: str = WARD, value: str = "189001019802", **content: Any
) -> Json:
    giver = "guardian" if value == CHILD else "patient"
    to = [HEALTH_CENTRE] if sender == WARD else [WARD]
    return of(
        KIND,
        sender=sender,
        value=value,
        recipients=to,
        content=content,
        without=without,
        consents=[consent(givenBy=giver)],
    )


def _by(role: str, sender: str = HEALTH_CENTRE, **assessor: Any) -> Json:
    return _plan(sender=sender, assessor=PHYSICIAN | {"role": role} | assessor)


def _risks(**analysis: bool) -> Json:
    return _plan(riskAnalysis=analysis)


def _helped(by: str, **content: Any) -> Json:
    return _plan(performer="Annan än patienten", performerType=by, **content)


def _handed_over(**content: Any) -> Json:
    """A child's self-care goes from the guardian to the school in a later version of the plan."""
    first = message(KIND, number=60, value=CHILD, content={"performerType": "vardnadshavare"})
    own = {"performer": "Skolan", "performerType": "skola", "performerConsulted": True}
    changes: Json = {"history": [first], "consents": [consent(givenBy="guardian")], "value": CHILD}
    return of(KIND, "revise", relatesTo=mid(60), content=own | content, **changes)


def _helped_by_staff(**analysis: bool) -> Json:
    return _helped("personal", performerConsulted=True, riskAnalysis={"helpedSafe": True} | analysis)


def _applied(status: str, responsible: str, **assistance: Any) -> Json:
    own = {
        "law": "sol",
        "status": status,
        "assessmentReference": "J-1",
        "copyGivenAt": "2026-03-03",
    } | assistance
    return _plan(
        assistance={name: value for name, value in own.items() if value is not None}, responsible=responsible
    )


def _followed_by(**changes: Any) -> Json:
    return _plan(followUpBy={"name": "Test Sköterska", "title": "distriktssköterska"} | changes)


MEDICINE: Json = {
    "medicine": "Insulin",
    "assessor": PHYSICIAN | {"role": "forskrivare"},
    "instructedBy": "forskrivare",
}
RULES = [
    refused("NB-SELF-01", "licensed staff are needed", _plan(requiresLicensedStaff=True)),
    fine("NB-SELF-01", "none are needed", _plan()),
    *[
        fine("NB-SELF-02", role, _by(role))
        for role in ("behandlande-legitimerad", "forskrivare", "behandlande-lakare")
    ],
    refused("NB-SELF-02", "somebody else judges", _by("annan")),
    warned("NB-SELF-02", "the person was not consulted", _plan(without=("consultedAt",))),
    refused("NB-SELF-03", "a nurse in inpatient care", _by("behandlande-legitimerad", WARD)),
    refused("NB-SELF-03", "a prescriber in inpatient care", _by("forskrivare", WARD)),
    refused("NB-SELF-03", "delegated", _by("behandlande-lakare", WARD, delegatedBy="Test Överläkare")),
    fine("NB-SELF-03", "the treating physician", _by("behandlande-lakare", WARD)),
    fine("NB-SELF-03", "a nurse in open care", _by("behandlande-legitimerad")),
    fine("NB-SELF-04", "left to open care", _plan(deferredTo=HEALTH_CENTRE)),
    refused(
        "NB-SELF-04",
        "left to nobody there",
        of(KIND, recipients=[SOCIAL], content={"deferredTo": SOCIAL}),
    ),
    fine("NB-SELF-05", "the prescriber judges and instructs", _plan(sender=HEALTH_CENTRE, **MEDICINE)),
    warned(
        "NB-SELF-05", "another instructs", _plan(sender=HEALTH_CENTRE, **MEDICINE | {"instructedBy": "annan"})
    ),
    warned(
        "NB-SELF-05",
        "another judges",
        _plan(
            sender=HEALTH_CENTRE, **MEDICINE | {"assessor": PHYSICIAN | {"role": "behandlande-legitimerad"}}
        ),
    ),
    refused("NB-SELF-06", "no measure", _plan(without=("measure",))),
    Case("NB-SELF-06", "no extent", _plan(without=("extent",))),
    fine("NB-SELF-06", "measure and extent", _plan()),
    refused("NB-SELF-07", "neither is safe", _risks(selfSafe=False, helpedSafe=False)),
    fine("NB-SELF-07", "alone", _risks(selfSafe=True, helpedSafe=False)),
    fine("NB-SELF-07", "with help", _risks(selfSafe=False, helpedSafe=True)),
    Case("NB-SELF-07", "staff help, unjudged", _helped_by_staff(), "refuse"),
    Case("NB-SELF-07", "staff help, unsafe", _helped_by_staff(staffSafe=False), "refuse"),
    fine("NB-SELF-07", "staff help, safe", _helped_by_staff(staffSafe=True)),
    warned("NB-SELF-08", "a helper was not asked", _helped("narstaende")),
    fine("NB-SELF-08", "a helper was asked", _helped("narstaende", performerConsulted=True)),
    fine("NB-SELF-08", "no helper", _plan()),
    refused("NB-SELF-09", "to the school", _handed_over()),
    fine(
        "NB-SELF-09",
        "to the school after a new judgement",
        _handed_over(newAssessmentAt="2026-03-02"),
    ),
    fine("NB-SELF-09", "of an adult", _helped("skola", performerConsulted=True)),
    fine("NB-SELF-09", "the guardian", _helped("vardnadshavare", performerConsulted=True, value=CHILD)),
    *[
        Case("NB-SELF-10", f"no {name}", _plan(without=(name,)), "refuse")
        for name in (
            "measure",
            "performer",
            "instructions",
            "onHarm",
            "onChange",
            "followUp",
            "reassessment",
        )
    ],
    fine("NB-SELF-10", "all seven", _plan()),
    warned("NB-SELF-11", "no teach-back", _plan(teachBack=False)),
    warned("NB-SELF-11", "not said when informed", _plan(without=("informedAt",))),
    fine("NB-SELF-11", "both", _plan()),
    warned("NB-SELF-12", "no copy", _applied("vantar", "halso-och-sjukvard", copyGivenAt=None)),
    fine("NB-SELF-12", "a copy", _applied("vantar", "halso-och-sjukvard")),
    refused("NB-SELF-13", "waiting, and on the patient", _applied("vantar", "patient")),
    refused("NB-SELF-13", "turned down, and on the patient", _applied("avslagen", "patient")),
    refused("NB-SELF-13", "granted, and on health care", _applied("beviljad", "halso-och-sjukvard")),
    fine("NB-SELF-13", "waiting", _applied("vantar", "halso-och-sjukvard")),
    fine("NB-SELF-13", "granted", _applied("beviljad", "socialtjanst")),
    fine("NB-SELF-13", "turned down", _applied("avslagen", "halso-och-sjukvard")),
    refused(
        "NB-SELF-14",
        "undocumented though doubtful",
        _plan(documentation="uppenbart-obehovlig", mayBeQuestioned=True),
    ),
    fine(
        "NB-SELF-14",
        "obviously needless",
        _plan(documentation="uppenbart-obehovlig", mayBeQuestioned=False),
    ),
    fine("NB-SELF-14", "in the record", _plan(mayBeQuestioned=True)),
    Case("NB-SELF-15", "another, who does not report back", _followed_by(reportsBack=False), "refuse"),
    fine("NB-SELF-15", "another, who reports back", _followed_by(reportsBack=True)),
    fine("NB-SELF-15", "the assessor", _plan()),
    Case("NB-SELF-16", "cannot be done", _plan(cannotPerform=True)),
    Case("NB-SELF-16", "other circumstances", _plan(circumstancesChanged=True)),
    fine("NB-SELF-16", "judged anew", _plan(cannotPerform=True, newAssessmentAt="2026-03-03")),
    fine("NB-SELF-16", "as planned", _plan()),
]


@pytest.mark.parametrize("case", RULES, ids=lambda case: f"{case.rule} {case.says}")
def test_self_care_rule(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("step", ["consultedAt", "riskAnalysis", "informedAt", "documentation"])
def test_a_step_that_was_skipped_is_told(step: str) -> None:
    check(warned("NB-SELF-17", step, _plan(without=(step,))))


def test_with_every_step_nothing_is_told() -> None:
    assert "riskAnalysis" in SELF_CARE
    check(fine("NB-SELF-17", "every step", _plan()))
