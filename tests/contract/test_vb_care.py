"""VB-MSG, VB-ROLE, VB-VIS, VB-OUT and VB-DEV beside those of the stay: requests, care plans, self-care, outage, deviations."""

from typing import Any

import pytest

from tests.contract.builder import Json, mid
from tests.contract.case import Case, check, fine, judge, refused, warned
from tests.contract.scenes import (
    ADDRESSED,
    CLINIC,
    HEALTH_CENTRE,
    HOME_CARE,
    REHAB,
    SOCIAL,
    WARD,
    admitted,
    consent,
    message,
    ready,
    scene,
)


def of(kind: str, action: str = "new", **changes: Any) -> Json:
    """A scenario of that message; `history` and `consents` are the scenario's."""
    around = {name: changes.pop(name) for name in ("history", "consents") if name in changes}
    return scene(message(kind, action, **changes), **around)


def _outside(sender: str, to: str, **changes: Any) -> Json:
    """A message outside the stay, on the sender's own consent."""
    who = {"unit": sender, "name": "Test Testsson", "title": "sjuksköterska"}
    asked = consent(scopes=["utanfor-vardtillfalle"], recordedBy=who)
    return of("meddelande-utanfor-vardtillfalle", sender=sender, recipients=[to], consent=asked, **changes)


def _revised(**changes: Any) -> Json:
    date = {"estimatedDischarge": "2026-03-09"}
    return of(
        "inskrivningsmeddelande", "revise", relatesTo=mid(1), history=admitted(), content=date, **changes
    )


def _info(sender: str, **content: Any) -> Json:
    text = {"sections": [{"unit": sender, "text": "Hemtjänst två gånger om dagen"}], "careContact": "Test"}
    plain = of("patientinformation", sender=sender, recipients=[WARD], history=ready())
    plain["message"]["content"] = text | content
    return plain


def _leaving(form: str, *plans: Json) -> Json:
    stay = [
        said | {"episode": said["episode"] | {"legalForm": form}}
        for said in [*ready(), message("fast-vardkontakt", number=5)]
    ]
    scenario = of("utskrivningsmeddelande", history=[*stay, *plans])
    scenario["message"]["episode"]["legalForm"] = form
    return scenario


def _self_care(**content: Any) -> Json:
    return of("egenvardsplanering", recipients=[HOME_CARE], content=content)


def _without(name: str) -> Json:
    return of("egenvardsplanering", recipients=[HOME_CARE], without=[name])


def _asking(*then: Json) -> Json:
    notice = admitted(content={"careContactRequested": True})
    return of("utskrivningsklar", history=[*notice, *then])


def _report(**changes: Any) -> Json:
    return of("avvikelse", **changes)


def _region_report(**content: Any) -> Json:
    return of(
        "avvikelse",
        sender=WARD,
        recipients=[HOME_CARE],
        content={"unit": HOME_CARE, "channel": "papper"} | content,
    )


PLAN = message("samordnad-vardplan", number=20, function="chefsoverlakare", recipients=[SOCIAL])
APPROVED = message(
    "samordnad-vardplan", "approve", number=21, function="chefsoverlakare", recipients=[SOCIAL]
)
ASSESSOR = {"name": "Test Testsson", "title": "undersköterska", "role": "annan"}
UNSAFE = {"selfSafe": False, "helpedSafe": False}
LATE: Json = {"sentAt": "2026-03-09T09:30:00+01:00", "content": {"readyAt": "2026-03-09T09:00:00+01:00"}}
_MOVED = message(
    "inskrivningsmeddelande",
    "revise",
    number=2,
    relatesTo=mid(1),
    content={"estimatedDischarge": "2026-03-09"},
)
SIX = ("event", "consequence", "risk", "action", "improvement", "unit")
MESSAGES = [
    fine("VB-MSG-04", "to all addressed", _revised()),
    warned("VB-MSG-04", "to some of them", _revised(recipients=[SOCIAL])),
    warned(
        "VB-MSG-04", "ready after the day that was told", of("utskrivningsklar", history=admitted(), **LATE)
    ),
    fine(
        "VB-MSG-04",
        "ready after a day that was moved",
        of("utskrivningsklar", history=[*admitted(), _MOVED], **LATE),
    ),
    fine("VB-MSG-16", "interventions and homecoming", _info(SOCIAL, homecoming="Onsdag kl 14")),
    warned("VB-MSG-16", "no homecoming", _info(SOCIAL)),
    fine("VB-MSG-22", "open care asks for a home visit", _outside(HEALTH_CENTRE, HOME_CARE)),
    fine("VB-MSG-22", "rehab to rehab", _outside(CLINIC, REHAB)),
    refused("VB-MSG-23", "a care request", of("vardbegaran")),
    fine("VB-MSG-23", "any other request", of("generellt-meddelande", sender=HOME_CARE, recipients=[WARD])),
    refused("LAW-PSY-02", "VB-MSG-35: no care plan before open psychiatric care", _leaving("opt")),
    warned("VB-MSG-35", "no care plan before open forensic care", _leaving("orv")),
    fine("VB-MSG-35", "a care plan", _leaving("opt", PLAN, APPROVED)),
    fine("VB-MSG-35", "of one's own will", _leaving("frivillig")),
]
ROLES = [
    fine(
        "VB-ROLE-03",
        "the municipality cannot receive",
        of(
            "utskrivningsklar",
            history=[
                *admitted(),
                message(
                    "generellt-meddelande",
                    number=7,
                    sender=SOCIAL,
                    recipients=[WARD],
                    content={"text": "Vi kan inte ta emot"},
                ),
            ],
        ),
    ),
    *[
        fine("VB-ROLE-11", function, of("samordnad-vardplan", function=function, recipients=[SOCIAL]))
        for function in ("chefsoverlakare", "delegerad-overlakare")
    ],
    refused("VB-ROLE-11", "another physician", of("samordnad-vardplan", recipients=[SOCIAL])),
    fine("VB-ROLE-12", "licensed", _self_care()),
    refused("VB-ROLE-12", "not licensed", _self_care(assessor=ASSESSOR)),
    fine("VB-ROLE-14", "the patient alone", _self_care()),
    warned("VB-ROLE-14", "staff whose unit has no part in it", _self_care(performerType="personal")),
    fine(
        "VB-ROLE-14",
        "planned with the unit whose staff does it",
        _self_care(performerType="personal", performerConsulted=True),
    ),
    refused("VB-ROLE-14", "what is not safe as self-care", _self_care(riskAnalysis=UNSAFE)),
    fine("VB-ROLE-14", "what is safe with help", _self_care(riskAnalysis=UNSAFE | {"helpedSafe": True})),
    warned("VB-ROLE-05", "asked for and not named", _asking()),
    fine("VB-ROLE-05", "asked for and named", _asking(message("fast-vardkontakt", number=5))),
    fine("VB-ROLE-05", "not asked for", of("utskrivningsklar")),
    refused("VB-ROLE-13", "nobody follows it up", _without("followUp")),
    refused("VB-ROLE-13", "nobody reassesses it", _without("reassessment")),
    refused("VB-MSG-01", "VB-ROLE-18: a stay of open care", of("inskrivningsmeddelande", sender=CLINIC)),
    fine("VB-ROLE-13", "somebody follows up", _self_care()),
]


def _general(*to: str) -> Json:
    return of("generellt-meddelande", recipients=list(to))


SIGHT = [
    fine("VB-VIS-01", "to everyone", _general(*ADDRESSED)),
    fine("VB-VIS-02", "to one", _general(SOCIAL)),
    fine("VB-VIS-04", "outside the addressing", _outside(WARD, REHAB, history=admitted())),
]
REPORTS = [
    fine("VB-DEV-02", "unit, date and time", _report()),
    *[refused("VB-DEV-02", f"no {name}", _report(without=[name])) for name in ("unit", "at")],
    *[refused("VB-DEV-03", f"no {name}", _report(without=[name])) for name in SIX],
    fine("VB-DEV-03", "all six", _report()),
    warned("VB-DEV-04", "no rule named", _report(without=["routineReference"])),
    fine("VB-DEV-04", "a rule named", _report()),
    fine("VB-DEV-06", "through the e-service", _report()),
    warned("VB-DEV-06", "on paper", _report(content={"channel": "papper"})),
    refused("VB-DEV-07", "to a municipality that has not asked for it", _region_report()),
    refused("VB-DEV-07", "the same, said to be digital", _region_report(channel="digital")),
    fine("VB-DEV-07", "from ward to open care", _report(sender=WARD, recipients=[HEALTH_CENTRE])),
    fine("VB-DEV-08", "contacted at once", _report()),
    warned("VB-DEV-08", "nobody contacted", _report(without=["contactedAt"])),
    refused("VB-DEV-09", "of the system, to the unit", _report(content={"category": "it-funktion"})),
    fine(
        "VB-DEV-09",
        "of the system, to its administrator",
        _report(content={"category": "it-funktion", "addressee": "systemforvaltare"}),
    ),
    fine("VB-DEV-09", "of the routine", _report()),
    warned("VB-DEV-10", "late information", _report(content={"category": "informationsoverforing"})),
    fine(
        "VB-DEV-10",
        "late information, to the group",
        _report(content={"category": "informationsoverforing", "addressee": "partssammansatt-grupp"}),
    ),
]


@pytest.mark.parametrize("case", [*MESSAGES, *ROLES, *SIGHT, *REPORTS], ids=str)
def test_vasterbotten(case: Case) -> None:
    check(case)


def test_a_report_that_goes_on_paper_is_handed_to_a_person() -> None:
    judged = judge(_region_report())
    assert judged.handlings == {"manuell"}
    assert not judged.disclosed(HOME_CARE)


@pytest.mark.parametrize("reason", ["Driftstopp", "Möte i hemmet utan uppkoppling"])
def test_what_was_done_on_paper_is_entered_with_its_own_time(reason: str) -> None:
    paper = {"reason": reason, "originalAt": "2026-03-02T11:00:00+01:00"}
    entered: Json = {"sentAt": "2026-03-05T09:00:00+01:00", "outage": paper}
    judged = judge(of("planeringsunderlag", **entered))
    assert judged.outcome == "forward", judged.told()
    for missing in paper:
        half = {name: value for name, value in paper.items() if name != missing}
        without = judge(of("planeringsunderlag", **entered | {"outage": half}))
        assert "forward" not in without.outcomes, without.told()
        assert without.issues or without.refusing


def test_a_message_is_seen_by_those_it_is_directed_at() -> None:
    assert set(judge(_general(*ADDRESSED)).verdicts) == set(ADDRESSED)
    assert set(judge(_general(SOCIAL)).verdicts) == {SOCIAL}
