"""NB-MSG of the catalogue: each `expect` with the side that fires and the side that just misses."""

from typing import Any

import pytest

from tests.contract.builder import Json, mid
from tests.contract.case import Case, check, fine, judge, refused, warned
from tests.contract.norrbotten import (
    ADDRESSED,
    ALL_NEEDS,
    ANSWER,
    HEALTH_CENTRE,
    HOME_CARE,
    LOCAL_PSYCHIATRY,
    OTHER_WARD,
    PSYCHIATRY,
    SOCIAL,
    WARD,
    admitted,
    consent,
    discharged,
    going_home,
    informed,
    message,
    of,
    planned,
    ready,
    starts,
)

REFUSED = [consent("refused"), consent("refused", SOCIAL)]
ONLY_CENTRE = [HEALTH_CENTRE]
STAY_OF = message("planeringsunderlag")["episode"]
PLAN = message("egenvardsplanering", number=60, episode=STAY_OF)
LEFT = message("egenvardsplanering", number=60, episode=STAY_OF, content={"deferredTo": HEALTH_CENTRE})


def _notice(needs: list[str], to: list[str], ongoing: list[str] | None = None, **changes: Any) -> Json:
    content: Json = {"assessedNeeds": needs}
    if ongoing is not None:
        content["ongoingInterventions"] = ongoing
    return of("inskrivningsmeddelande", content=content, recipients=to, **changes)


def _revised(**changes: Any) -> Json:
    date = {"estimatedDischarge": "2026-03-06"}
    return of(
        "inskrivningsmeddelande", "revise", relatesTo=mid(1), history=admitted(), content=date, **changes
    )


def _discharge(**content: Any) -> Json:
    return of("utskrivningsmeddelande", content=content)


def _information(**changes: Any) -> Json:
    return of("patientinformation", sender=HEALTH_CENTRE, **changes)


def _criteria(*items: str) -> Json:
    return {"criteria": dict.fromkeys(items, True)}


MESSAGES = [
    fine("NB-MSG-01", "a need", _notice(ALL_NEEDS, list(ADDRESSED))),
    fine("NB-MSG-01", "ongoing alone", _notice([], ONLY_CENTRE, ["regional-oppenvard"])),
    warned("NB-MSG-01", "neither", _notice([], ONLY_CENTRE, [])),
    *[
        fine("NB-MSG-02", unit, of("inskrivningsmeddelande", sender=unit))
        for unit in (WARD, OTHER_WARD, PSYCHIATRY)
    ],
    *[
        refused("NB-MSG-02", unit, of("inskrivningsmeddelande", sender=unit))
        for unit in (SOCIAL, HOME_CARE, HEALTH_CENTRE)
    ],
    fine(
        "NB-MSG-03",
        "need of one, ongoing of another",
        _notice(["socialtjanst"], list(ADDRESSED), ["kommunal-halsovard"]),
    ),
    fine("NB-MSG-03", "open care by the always-rule", _notice(["socialtjanst"], [SOCIAL, HEALTH_CENTRE])),
    refused("NB-MSG-04", "municipal health care alone", _notice(["kommunal-halsovard"], [HOME_CARE])),
    fine("NB-MSG-04", "and open care", _notice(["kommunal-halsovard"], [HOME_CARE, HEALTH_CENTRE])),
    fine("NB-MSG-04", "psychiatric", _notice(["kommunal-halsovard"], [HOME_CARE, LOCAL_PSYCHIATRY])),
    refused(
        "NB-MSG-04",
        "against a refused consent",
        _notice(["kommunal-halsovard"], [HOME_CARE], consents=REFUSED),
    ),
    refused("NB-MSG-05", "no reason", of("inskrivningsmeddelande", without=["admissionReason"])),
    fine(
        "NB-MSG-05",
        "no reason and no consent",
        of("inskrivningsmeddelande", without=["admissionReason"], consents=REFUSED),
        "reduce",
    ),
    fine("NB-MSG-05", "reason and date", of("inskrivningsmeddelande")),
    fine("NB-MSG-06", "resent to all", _revised()),
    fine("NB-MSG-06", "resent without consent", _revised(consents=REFUSED), "reduce"),
    refused("NB-MSG-06", "resent to some", _revised(recipients=[SOCIAL, HEALTH_CENTRE])),
    warned(
        "NB-MSG-07",
        "no mobile number",
        of("inskrivningsmeddelande", content={"contactDetails": {"patientMobile": False, "relatives": True}}),
    ),
    warned(
        "NB-MSG-07",
        "no relative",
        of("inskrivningsmeddelande", content={"contactDetails": {"patientMobile": True, "relatives": False}}),
    ),
    warned("NB-MSG-07", "nothing said", of("inskrivningsmeddelande", without=["contactDetails"])),
    fine(
        "NB-MSG-07",
        "not looked at without consent",
        of("inskrivningsmeddelande", without=["contactDetails"], consents=REFUSED),
        "reduce",
    ),
    fine("NB-MSG-07", "both there", of("inskrivningsmeddelande")),
    refused("NB-MSG-08", "before the notice", of("planeringsunderlag", history=[])),
    fine("NB-MSG-08", "after it", of("planeringsunderlag")),
    refused("NB-MSG-09", "nothing answered", of("planeringsunderlag", content={"answers": []})),
    warned(
        "NB-MSG-09",
        "yes and no word",
        of("planeringsunderlag", content={"answers": [ANSWER | {"comment": ""}]}),
    ),
    fine(
        "NB-MSG-09",
        "no and no word",
        of("planeringsunderlag", content={"answers": [{**ANSWER, "comment": "", "answer": False}]}),
    ),
    fine(
        "NB-MSG-10",
        "in an open stay",
        of("planeringsunderlag", "revise", relatesTo=mid(2), history=planned()),
    ),
    refused(
        "NB-MSG-10",
        "after discharge",
        of(
            "planeringsunderlag",
            "revise",
            relatesTo=mid(2),
            history=discharged(),
            sentAt="2026-03-04T16:00:00+01:00",
        ),
    ),
    fine("NB-MSG-11", "to the notice's receivers", of("utskrivningsklar")),
    refused("NB-MSG-11", "one too few", of("utskrivningsklar", recipients=[SOCIAL, HEALTH_CENTRE])),
    *[
        refused("NB-MSG-12", f"no {name}", of("utskrivningsklar", without=[name]))
        for name in ("responsiblePhysician", "responsibleNurse", "physicianTakeover")
    ],
    refused(
        "NB-MSG-12", "handed to a unit", of("utskrivningsklar", content={"physicianTakeover": HEALTH_CENTRE})
    ),
    fine("NB-MSG-12", "all four", of("utskrivningsklar")),
    refused("NB-MSG-13", "a start without a time", of("generellt-meddelande", without=["startsAt"])),
    fine("NB-MSG-13", "with one", of("generellt-meddelande")),
    fine(
        "NB-MSG-13",
        "about something else",
        of("generellt-meddelande", without=["startsAt"], content={"topic": "annan"}),
    ),
    warned(
        "NB-MSG-14",
        "a section is missing",
        of("utskrivningsmeddelande", history=[*ready(), *starts(), *informed([SOCIAL, HOME_CARE])]),
    ),
    fine("NB-MSG-14", "a section each", of("utskrivningsmeddelande")),
    warned("NB-MSG-15", "contact left out", _information(without=["careContact"])),
    fine("NB-MSG-15", "contact told", _information()),
    fine("NB-MSG-15", "not known", _information(without=["careContact"], history=admitted())),
    fine("NB-MSG-15", "of the municipality", of("patientinformation", without=["careContact"])),
    warned(
        "NB-MSG-16",
        "not handed over",
        of("utskrivningsmeddelande", without=["patientInformationHandover"]),
    ),
    warned(
        "NB-MSG-16",
        "not printed",
        _discharge(patientInformationHandover={"to": "patient", "printed": False}),
    ),
    fine("NB-MSG-16", "handed over", _discharge()),
    warned("NB-MSG-17", "no list of medicines", _discharge(**_criteria("information"))),
    warned("NB-MSG-17", "nothing ready", of("utskrivningsmeddelande", without=["criteria"])),
    fine("NB-MSG-17", "both ready", _discharge(**_criteria("information", "medicationList"))),
    warned(
        "NB-MSG-17",
        "self-care decided and no copy",
        of("utskrivningsmeddelande", history=[*going_home(), PLAN]),
    ),
    fine(
        "NB-MSG-17",
        "self-care decided and the copy there",
        of(
            "utskrivningsmeddelande",
            history=[*going_home(), PLAN],
            content=_criteria("information", "medicationList", "selfCarePlan"),
        ),
    ),
    fine(
        "NB-MSG-17",
        "self-care left to open care to judge",
        of("utskrivningsmeddelande", history=[*going_home(), LEFT]),
    ),
    refused("NB-MSG-28", "another ward", of("utskrivningsmeddelande", sender=OTHER_WARD)),
    fine("NB-MSG-28", "the ward of the stay", _discharge()),
    warned("NB-MSG-28", "before leaving", _discharge(dischargedAt="2026-03-04T16:00:00+01:00")),
    refused("NB-MSG-29", "one too few", of("utskrivningsmeddelande", recipients=[SOCIAL, HOME_CARE])),
    fine("NB-MSG-29", "to the notice's receivers", _discharge()),
    refused("NB-MSG-30", "no date", of("utskrivningsmeddelande", without=["dischargedAt"])),
    fine("NB-MSG-30", "a date", _discharge()),
]


@pytest.mark.parametrize("case", MESSAGES, ids=lambda case: f"{case.rule} {case.says}")
def test_message_rule(case: Case) -> None:
    check(case)


@pytest.mark.parametrize(
    ("rule", "kind"), [("NB-MSG-11", "utskrivningsklar"), ("NB-MSG-29", "utskrivningsmeddelande")]
)
def test_a_unit_that_the_notice_did_not_reach_gets_nothing_more(rule: str, kind: str) -> None:
    judged = judge(of(kind, recipients=[*ADDRESSED, LOCAL_PSYCHIATRY]))
    outcomes = {unit: one["outcome"] for unit, one in judged.verdicts.items()}
    assert outcomes == dict.fromkeys(ADDRESSED, "forward") | {LOCAL_PSYCHIATRY: "refuse"}, judged.told()
    assert rule in judged.refusing


@pytest.mark.parametrize("consents", [REFUSED, [consent()]], ids=["no", "yes"])
def test_the_act_wants_the_date_that_the_guideline_lets_follow(consents: list[Json]) -> None:
    judged = judge(of("inskrivningsmeddelande", without=["estimatedDischarge"], consents=consents))
    assert judged.outcomes == {"refuse"}, judged.told()
    assert "LAW-MSG-03" in judged.refusing
    assert "NB-MSG-05" in judged.issues - judged.refusing


def test_an_addressee_without_need_or_interventions_is_flagged() -> None:
    judged = judge(_notice(["socialtjanst"], list(ADDRESSED), []))
    outcomes = {unit: one["outcome"] for unit, one in judged.verdicts.items()}
    assert outcomes == {SOCIAL: "forward", HEALTH_CENTRE: "forward", HOME_CARE: "refuse"}, judged.told()
    assert judged.refusing == {"NB-MSG-03"}
    ordinary = judge(_notice(["socialtjanst"], [SOCIAL, HEALTH_CENTRE], []))
    assert "NB-MSG-03" not in ordinary.grounds | ordinary.issues, ordinary.told()


def test_whoever_has_ongoing_interventions_is_told_of_the_admission() -> None:
    judged = judge(_notice(["socialtjanst"], [SOCIAL, HEALTH_CENTRE], ["kommunal-halsovard"]))
    assert "NB-MSG-03" in judged.grounds | judged.issues, judged.told()


def test_a_new_date_is_sent_again_before_the_person_is_ready_on_another_day() -> None:
    late = admitted(content={"estimatedDischarge": "2026-03-06"})
    judged = judge(of("utskrivningsklar", history=[*late, *planned()[1:]]))
    assert "NB-MSG-06" in judged.grounds | judged.issues, judged.told()
    resent = message(
        "inskrivningsmeddelande", "revise", number=6, relatesTo=mid(1), sentAt="2026-03-03T10:00:00+01:00"
    )
    again = judge(of("utskrivningsklar", history=[*late, *planned()[1:], resent]))
    assert "NB-MSG-06" not in again.grounds | again.issues, again.told()


def test_a_planning_basis_answers_yes_or_no_and_nothing_else() -> None:
    judged = judge(of("planeringsunderlag", content={"answers": [{**ANSWER, "answer": "kanske"}]}))
    assert judged.verdicts == {}
    assert {issue["path"] for issue in judged.printed["issues"]} == {"message.content.answers[0].answer"}


def test_patient_information_and_start_times_are_not_asked_for_where_nothing_is_intended() -> None:
    none = [
        {**ANSWER, "question": name, "answer": False}
        for name in ("insatser-socialtjanst", "nya-behov-socialtjanst")
    ]
    stay = [
        *admitted(without=["assessedNeeds"]),
        message("planeringsunderlag", number=2, content={"answers": none}),
        *planned()[-1:],
        message("utskrivningsklar", number=4),
    ]
    judged = judge(of("utskrivningsmeddelande", history=stay))
    assert judged.outcomes == {"forward"}, judged.told()
    assert not {"NB-MSG-14", "NB-STATE-06"} & (judged.issues | judged.grounds), judged.told()
