"""LAW-… of the catalogue as Halland meets them, and the Act alone (`sverige`): what every region extends."""

from typing import Any

import pytest

from tests.contract.builder import Json
from tests.contract.case import Case, check, fine, judge, refused, warned
from tests.contract.halland import (
    HEALTH_CENTRE,
    HOME_CARE,
    OPEN_PSYCHIATRY,
    OTHER_WARD,
    PSYCHIATRY,
    SOCIAL,
    admitted,
    consent,
    contact,
    message,
    of,
    outside,
    planned,
    ready,
)

NOTICE = {"patient.identifier", "patient.name", "patient.address", "content.estimatedDischarge"}


def alone(plain: Json) -> Json:
    """The same scenario under the Act alone."""
    told = [one | {"region": "sverige"} for one in plain["history"]]
    return plain | {"region": "sverige", "history": told, "message": plain["message"] | {"region": "sverige"}}


def _notice(*to: str, **changes: Any) -> Json:
    return of("inskrivningsmeddelande", recipients=list(to), **changes)


def _needs(*parts: str, **changes: Any) -> Json:
    return _notice(SOCIAL, HEALTH_CENTRE, content={"assessedNeeds": list(parts)}, **changes)


def _ground(function: str = "behandlande-lakare", **changes: Any) -> Json:
    told = {
        "basis": "lpt-43",
        "legalForm": "opt",
        "requestedBy": "Test Chefsöverläkare",
        "requesterFunction": "chefsoverlakare",
        "necessity": "Villkoren ska följas upp",
    } | changes
    said = {
        "text": "Hur går det?",
        "legalGround": {name: value for name, value in told.items() if value is not None},
    }
    plain = of(
        "meddelande-utanfor-vardtillfalle",
        sender=SOCIAL,
        function=function,
        recipients=[PSYCHIATRY],
        consents=[outside("refused", SOCIAL)],
    )
    plain["message"]["content"] = said
    return plain


def _to_open_compulsory(*plan: Json) -> Json:
    to = [SOCIAL, HEALTH_CENTRE, OPEN_PSYCHIATRY]
    own: Json = {"sender": PSYCHIATRY, "recipients": to, "legalForm": "opt"}
    before = [
        message("inskrivningsmeddelande", number=1, **own),
        *plan,
        message("utskrivningsklar", number=5, content={"transferTo": "opt"}, **own),
    ]
    return of("utskrivningsmeddelande", history=before, **own)


_PLAN = message("samordnad-vardplan", number=14)
_UNANSWERED = [*admitted(), contact(), message("planeringsunderlag", number=2)]

ACT = [
    fine("LAW-MSG-01", "inpatient care, a need", _needs("socialtjanst", consents=[]), "reduce"),
    refused("LAW-MSG-01", "inpatient care is not told", _notice(OTHER_WARD, consents=[])),
    refused("LAW-MSG-02", "municipal health care alone", _notice(SOCIAL, HOME_CARE)),
    fine("LAW-MSG-02", "and open care", _notice(SOCIAL, HOME_CARE, HEALTH_CENTRE)),
    refused("LAW-MSG-03", "no date", of("inskrivningsmeddelande", without=["estimatedDischarge"])),
    fine("LAW-MSG-03", "no reason is asked for", of("inskrivningsmeddelande")),
    fine("LAW-MSG-05", "told", of("utskrivningsmeddelande")),
    warned("LAW-STATE-02", "nobody has started", of("utskrivningsklar", history=_UNANSWERED)),
    fine("LAW-STATE-02", "all have", of("utskrivningsklar")),
    refused("LAW-ROLE-01", "another's judgement", of("utskrivningsklar", function="annan")),
    fine("LAW-ROLE-01", "the physician's", of("utskrivningsklar")),
    fine("LAW-ROLE-04", "a contact", of("utskrivningsmeddelande")),
    warned(
        "LAW-ROLE-04",
        "asked for, and none",
        of("inskrivningsmeddelande", content={"careContactRequested": True}),
    ),
    warned(
        "LAW-ROLE-04",
        "none at discharge",
        of("utskrivningsmeddelande", history=[one for one in ready() if one["kind"] != "fast-vardkontakt"]),
    ),
    refused("LAW-PSY-02", "no plan", _to_open_compulsory()),
    fine("LAW-PSY-02", "a plan", _to_open_compulsory(_PLAN)),
    refused(
        "LAW-SELF-01",
        "applied without an assessment",
        of("egenvardsplanering", content={"assistance": {"law": "sol", "status": "vantar"}}),
    ),
    fine(
        "LAW-SELF-01",
        "applied with one",
        of(
            "egenvardsplanering",
            content={"assistance": {"law": "sol", "status": "vantar", "assessmentReference": "E-1"}},
        ),
    ),
]


@pytest.mark.parametrize("act_alone", [False, True], ids=["halland", "sverige"])
@pytest.mark.parametrize("case", ACT, ids=lambda case: f"{case.rule} {case.says}")
def test_the_act(case: Case, act_alone: bool) -> None:  # noqa: FBT001
    if act_alone:
        case = case._replace(scenario=alone(case.scenario))
    check(case)


def test_under_the_act_alone_a_discharge_without_word_of_being_ready_is_warned_of() -> None:
    judged = judge(alone(of("utskrivningsmeddelande", history=planned())))
    assert judged.outcome == "forward", judged.told()
    assert "LAW-MSG-05" in judged.issues, judged.told()


@pytest.mark.parametrize("consents", [[], [consent("refused")], [consent("withdrawn")]])
def test_the_acts_duty_carries_the_admission_notice_with_its_minimum(consents: list[Json]) -> None:
    said = {"admissionReason": "Fall hemma", "questions": ["Finns hemtjänst?"]}
    judged = judge(alone(of("inskrivningsmeddelande", consents=consents, content=said)))
    assert judged.outcome == "reduce", judged.told()
    for unit in judged.verdicts:
        shown = {path for path in judged.disclosed(unit) if path.startswith(("patient", "content"))}
        assert NOTICE <= shown <= NOTICE | {"patient.municipality", "content.ward"}, judged.told()


@pytest.mark.parametrize("consents", [[], [consent("refused")], [consent("withdrawn")]])
def test_and_the_discharge_notice(consents: list[Json]) -> None:
    judged = judge(alone(of("utskrivningsmeddelande", consents=consents)))
    assert judged.outcome == "reduce", judged.told()
    for unit in judged.verdicts:
        shown = {path for path in judged.disclosed(unit) if path.startswith(("patient", "content"))}
        assert shown == {"patient.identifier", "patient.name", "content.dischargedAt"}, judged.told()


@pytest.mark.parametrize("consents", [[], [consent("refused")]])
def test_the_act_carries_no_content_without_consent(consents: list[Json]) -> None:
    judged = judge(alone(of("planeringsunderlag", consents=consents)))
    assert judged.outcomes <= {"refuse", "hold"}, judged.told()
    assert not any(judged.disclosed(unit) for unit in judged.verdicts)


def test_the_chief_psychiatrist_is_told_against_a_refusal() -> None:
    judged = judge(_ground())
    assert judged.outcome in {"forward", "reduce"}, judged.told()
    assert "LAW-CONS-01" in judged.grounds
    assert "content.text" in judged.disclosed(PSYCHIATRY)


@pytest.mark.parametrize(
    "changes",
    [
        {"requesterFunction": "annan"},
        {"requestedBy": None},
        {"necessity": None},
        {"legalForm": None},
        {"basis": None},
    ],
)
def test_but_only_the_chief_psychiatrist_and_only_for_duties_under_that_act(changes: Json) -> None:
    judged = judge(_ground(**changes))
    assert judged.outcomes <= {"refuse", "hold"}, judged.told()


@pytest.mark.parametrize("to", [HEALTH_CENTRE, HOME_CARE])
def test_and_nobody_but_psychiatry_receives_it(to: str) -> None:
    plain = _ground()
    plain["message"]["recipients"] = [to]
    judged = judge(plain)
    assert judged.outcomes <= {"refuse", "hold"}, judged.told()


@pytest.mark.parametrize("kind", ["vardbegaran", "samordningsarende"])
def test_a_kind_that_no_region_but_its_own_has_is_refused_under_the_act(kind: str) -> None:
    plain = of("vardbegaran")
    if kind == "samordningsarende":
        plain["message"] |= {"kind": kind, "content": {"caseId": "arende-1"}}
    judged = judge(alone(plain))
    assert judged.outcome == "refuse", judged.told()
    assert "PRODUKT-KIND-01" in judged.refusing
