"""HA-STATE, HA-TRACK, HA-ROLE, HA-PSY, HA-SELF, HA-OUT, HA-DEV and HA-VIS of the catalogue, both sides of each."""

from typing import Any

import pytest

from tests.contract.builder import Json, mid
from tests.contract.case import Case, check, fine, judge, refused, warned
from tests.contract.halland import (
    ADDRESSED,
    CLINIC,
    CRITERIA,
    HEALTH_CENTRE,
    HOME_CARE,
    OPEN_PSYCHIATRY,
    OTHER_CENTRE,
    OTHER_SOCIAL,
    PSYCHIATRY,
    SOCIAL,
    WARD,
    admitted,
    contact,
    discharged,
    message,
    of,
    planned,
    ready,
)

PHYSICIAN = message(
    "fast-vardkontakt", number=11, content={"contact": {"name": "Test Läkare", "physician": True}}
)
WITHDRAWN = message(
    "utskrivningsklar",
    "cancel",
    number=12,
    relatesTo=mid(5),
    sentAt="2018-05-17T15:00:00+02:00",
    content={"reason": "Feber", "newEstimatedDischarge": "2018-05-22"},
    without=["readyAt"],
)
_SATURDAY: Json = {"dischargedAt": "2018-05-19T11:00:00+02:00"}
_WEEKEND = "2018-05-19T11:30:00+02:00"


def _discharge(history: list[Json] | None = None, **content: Any) -> Json:
    return of("utskrivningsmeddelande", history=history or ready(), content=content)


def _criterion(**changes: Any) -> Json:
    told = {name: value for name, value in (CRITERIA | changes).items() if value is not None}
    return _discharge(criteria=told)


def _on_thursday(days: int) -> Json:
    told = {"dischargedAt": "2018-05-17T15:00:00+02:00", "criteria": CRITERIA | {"medicineDays": days}}
    return of("utskrivningsmeddelande", sentAt="2018-05-17T16:00:00+02:00", content=told)


def _needs(*parts: str, topic: str = "samordnad-planering", **content: Any) -> Json:
    said = {"neededFrom": list(parts), "topic": topic, **content}
    return of(
        "generellt-meddelande", content=said, recipients=[SOCIAL] if topic == "annan" else list(ADDRESSED)
    )


def _visit(*without: str, sender: str = HEALTH_CENTRE, to: str = HOME_CARE, **content: Any) -> Json:
    return of(
        "meddelande-utanfor-vardtillfalle", sender=sender, recipients=[to], content=content, without=without
    )


def _home_care(to: str, listed: str | None = HEALTH_CENTRE, sender: str = OPEN_PSYCHIATRY) -> Json:
    plain = of("meddelande-utanfor-vardtillfalle", sender=sender, recipients=[to])
    content = {"text": "Behov av hemsjukvård", "template": "hemsjukvard-inskrivning", "listedUnit": listed}
    plain["message"]["content"] = {name: value for name, value in content.items() if value is not None}
    return plain


def _withdrawal(history: list[Json]) -> Json:
    return of("utskrivningsklar") | {"message": WITHDRAWN | {"messageId": mid(900)}, "history": history}


def _at_psychiatry(kind: str, history: list[Json] | None = None, **changes: Any) -> Json:
    to = [SOCIAL, HEALTH_CENTRE, OPEN_PSYCHIATRY]
    return of(
        kind,
        sender=PSYCHIATRY,
        recipients=to,
        history=_psychiatric_stay() if history is None else history,
        **changes,
    )


def _psychiatric_stay(*more: Json, form: str | None = None) -> list[Json]:
    own: Json = {"sender": PSYCHIATRY, "recipients": [SOCIAL, HEALTH_CENTRE, OPEN_PSYCHIATRY]}
    return [
        message("inskrivningsmeddelande", number=1, legalForm=form, **own),
        *more,
        message("utskrivningsklar", number=5, legalForm=form, **own),
    ]


_OPEN_CONTACT = contact(15, sender=OPEN_PSYCHIATRY, recipients=[SOCIAL, HEALTH_CENTRE])
_KNOWN = [*admitted(recipients=[*ADDRESSED, OTHER_CENTRE]), contact()]
_LOCAL_CONTACT = contact(16, recipients=[SOCIAL, OPEN_PSYCHIATRY])

STATES = [
    refused("HA-STATE-01", "planning before the notice", of("planeringsunderlag", history=[])),
    fine("HA-STATE-01", "after it", of("planeringsunderlag")),
    refused("HA-STATE-01", "ready before the notice", of("utskrivningsklar", history=[])),
    warned("HA-STATE-02", "not assessed", of("inskrivningsmeddelande", without=["needAssessedAt"])),
    fine("HA-STATE-02", "assessed", of("inskrivningsmeddelande")),
    fine("HA-STATE-03", "all met", _discharge()),
    *[
        refused("HA-STATE-03", f"{name} not met", _criterion(**{name: False}))
        for name in ("notice", "readyDate", "aids", "medicationList", "medicines", "information")
    ],
    refused("HA-STATE-03", "nothing told", of("utskrivningsmeddelande", without=["criteria"])),
    refused("HA-STATE-04", "says not sent", _criterion(notice=False)),
    fine("HA-STATE-04", "sent to both", _criterion()),
    refused("HA-STATE-05", "never told ready", _discharge(planned())),
    refused("HA-STATE-05", "no longer ready", _discharge([*ready(), WITHDRAWN])),
    fine("HA-STATE-05", "ready", _discharge()),
    *[
        refused("HA-STATE-06", f"no {name}", _criterion(**{name: False}))
        for name in ("aids", "medicationList", "equipment")
    ],
    fine("HA-STATE-06", "no equipment needed", _criterion(equipment=None)),
    refused("HA-STATE-07", "no medicines", _criterion(medicines=False)),
    refused("HA-STATE-07", "two days", _criterion(medicineDays=2)),
    fine("HA-STATE-07", "over the weekend", _criterion(medicineDays=5)),
    fine("HA-STATE-07", "from Friday to Monday", _criterion(medicineDays=3)),
    refused("HA-STATE-07", "from Thursday to Sunday", _on_thursday(3)),
    fine("HA-STATE-07", "from Thursday to Monday", _on_thursday(4)),
    refused("HA-STATE-08", "not handed over", _criterion(information=False)),
    fine("HA-STATE-08", "handed over", _criterion()),
    warned("HA-STATE-10", "Saturday, no planning", _discharge(**_SATURDAY, planningHeld=False)),
    fine("HA-STATE-10", "Saturday after planning", _discharge(**_SATURDAY)),
    fine("HA-STATE-10", "a weekday", _discharge(planningHeld=False)),
    refused("HA-STATE-11", "nothing to withdraw", _withdrawal(planned())),
    refused("HA-STATE-11", "withdrawn twice", _withdrawal([*ready(), WITHDRAWN])),
    fine("HA-STATE-11", "ready", _withdrawal(ready())),
    fine(
        "HA-STATE-05",
        "ready anew",
        _discharge(
            [
                *ready(),
                WITHDRAWN,
                message("utskrivningsklar", number=13, sentAt="2018-05-18T09:00:00+02:00"),
            ]
        ),
    ),
    warned(
        "HA-STATE-12",
        "not arranged",
        of("inskrivningsmeddelande", content={"interpreter": {"needed": True, "arranged": False}}),
    ),
    fine(
        "HA-STATE-12",
        "arranged",
        of("inskrivningsmeddelande", content={"interpreter": {"needed": True, "arranged": True}}),
    ),
    fine(
        "HA-STATE-12", "not needed", of("inskrivningsmeddelande", content={"interpreter": {"needed": False}})
    ),
]

TRACKS = [
    warned("HA-TRACK-02", "no new needs, planning asked", _needs("kommunal-halsovard", newNeeds=False)),
    fine("HA-TRACK-02", "new needs", _needs("kommunal-halsovard", newNeeds=True)),
    warned("HA-TRACK-03", "social services alone", _needs("socialtjanst")),
    fine("HA-TRACK-03", "to the municipality", _needs("socialtjanst", topic="annan", newNeeds=False)),
    fine("HA-TRACK-03", "health care too", _needs("socialtjanst", "kommunal-halsovard")),
    warned("HA-TRACK-04", "an alarm", _needs("enklare-socialtjanst", immediateNeed=False)),
    fine("HA-TRACK-04", "an alarm at once", _needs("enklare-socialtjanst", immediateNeed=True)),
    fine(
        "HA-TRACK-04", "more than that", _needs("enklare-socialtjanst", "socialtjanst", immediateNeed=False)
    ),
    fine("HA-TRACK-08", "start and end", _visit()),
    refused("HA-TRACK-08", "no period", _visit("visitPeriod")),
    refused("HA-TRACK-08", "no end", _visit(visitPeriod={"start": "2018-05-17"})),
    refused(
        "HA-TRACK-08",
        "ends before it starts",
        _visit(visitPeriod={"start": "2018-05-17", "end": "2018-05-16"}),
    ),
    fine("HA-TRACK-08", "one day", _visit(visitPeriod={"start": "2018-05-17", "end": "2018-05-17"})),
    fine("HA-TRACK-09", "the centre where the person is listed", _home_care(HEALTH_CENTRE)),
    refused("HA-TRACK-09", "to the municipality", _home_care(HOME_CARE)),
    fine("HA-IDENT-03", "listed there", _home_care(HEALTH_CENTRE)),
    warned("HA-IDENT-03", "no listing", _home_care(HEALTH_CENTRE, None)),
    refused("HA-IDENT-03", "listed elsewhere", _home_care(OTHER_CENTRE)),
]

ROLES = [
    warned(
        "HA-ROLE-02",
        "psychiatry, local contact alone",
        _at_psychiatry("utskrivningsklar", _psychiatric_stay(_LOCAL_CONTACT)[:-1]),
    ),
    fine(
        "HA-ROLE-02",
        "both contacts",
        _at_psychiatry("utskrivningsklar", _psychiatric_stay(_LOCAL_CONTACT, _OPEN_CONTACT)[:-1]),
    ),
    refused("HA-ROLE-02", "named by the ward", of("fast-vardkontakt", sender=WARD)),
    warned(
        "HA-ROLE-02",
        "another than the one there is",
        of("fast-vardkontakt", sender=OTHER_CENTRE, history=_KNOWN),
    ),
    fine(
        "HA-ROLE-02",
        "no physician",
        of("fast-vardkontakt", content={"contact": {"name": "T", "physician": False}}),
    ),
    warned("HA-ROLE-03", "home care, no physician", _discharge(homeCare=True)),
    warned("HA-ROLE-03", "special service", _discharge(specialServiceHousing=True)),
    fine("HA-ROLE-03", "a fixed physician", _discharge([*ready(), PHYSICIAN], homeCare=True)),
    fine("HA-ROLE-03", "neither", _discharge(homeCare=False, specialServiceHousing=False)),
    refused("HA-ROLE-04", "another says so", of("utskrivningsklar", function="annan")),
    fine("HA-ROLE-04", "the treating physician", of("utskrivningsklar")),
    refused("HA-ROLE-05", "no list", _criterion(medicationList=False)),
    fine("HA-ROLE-05", "the list given", _criterion()),
    refused("HA-ROLE-06", "a physician's task", _visit(performedBy="lakare")),
    *[
        fine("HA-ROLE-06", who, _visit(performedBy=who))
        for who in ("sjukskoterska", "arbetsterapeut", "fysioterapeut")
    ],
    refused("HA-ROLE-07", "ordered by the municipality", _visit(sender=HOME_CARE, to=SOCIAL)),
    fine("HA-ROLE-07", "ordered by the health centre", _visit()),
]


def _applied(**changes: Any) -> Json:
    plain = {"applicant": "patient", "status": "ansokt", "assessmentReference": "E-1"} | changes
    return {"assistanceApplication": {name: value for name, value in plain.items() if value is not None}}


def _self_care(title: str | None) -> Json:
    plain = of("egenvardsplanering", without=["assessor"])
    plain["message"]["sender"]["person"] = {"name": "Test"} | ({"title": title} if title else {})
    return plain


def _application(sender: str = WARD, to: str = SOCIAL, **changes: Any) -> Json:
    content = {"topic": "annan", "newNeeds": False, **_applied(**changes)}
    return of("generellt-meddelande", sender=sender, recipients=[to], content=content)


APPLICATIONS = [
    *[fine("HA-CONS-11", who, _application(applicant=who)) for who in ("patient", "legal-representative")],
    refused("HA-CONS-11", "the ward", _application(applicant="annan")),
    fine("HA-ROLE-10", "decided by the municipality", _application(SOCIAL, WARD, status="beviljad")),
    warned("HA-ROLE-10", "granted, says the ward", _application(status="beviljad")),
    refused("HA-SELF-02", "no assessment", _application(forSelfCare=True, assessmentReference=None)),
    fine("HA-SELF-02", "an assessment", _application(forSelfCare=True)),
    fine("HA-SELF-02", "not for self-care", _application(forSelfCare=False, assessmentReference=None)),
    refused("HA-SELF-01", "nobody assessed", _self_care(None)),
    fine("HA-SELF-01", "licensed staff", of("egenvardsplanering")),
    fine("HA-SELF-01", "whoever sends it", _self_care("sjuksköterska")),
    fine("LAW-SELF-01", "the regulation, in 2018", of("egenvardsplanering")),
]

PSYCHIATRIC = [
    refused("HA-PSY-02", "no form of care", _at_psychiatry("generellt-meddelande")),
    fine("HA-PSY-02", "a form", _at_psychiatry("generellt-meddelande", content={"careForm": "lpt"})),
    fine("HA-PSY-02", "somatic", of("generellt-meddelande")),
    warned("HA-PSY-03", "no contact there", _at_psychiatry("utskrivningsmeddelande")),
    fine(
        "HA-PSY-03",
        "a contact there",
        _at_psychiatry("utskrivningsmeddelande", _psychiatric_stay(_OPEN_CONTACT)),
    ),
]

BEYOND = [
    warned(
        "HA-OUT-01",
        "48 hours and a second",
        of(
            "planeringsunderlag",
            outage={"reason": "driftstopp", "originalAt": "2018-05-15T10:00:00+02:00"},
            sentAt="2018-05-17T10:00:01+02:00",
        ),
    ),
    fine(
        "HA-OUT-01",
        "48 hours",
        of(
            "planeringsunderlag",
            outage={"reason": "driftstopp", "originalAt": "2018-05-15T10:00:00+02:00"},
            sentAt="2018-05-17T10:00:00+02:00",
        ),
    ),
    warned("HA-DEV-02", "recurring", of("avvikelse", content={"recurring": True})),
    fine("HA-DEV-02", "once", of("avvikelse")),
    warned(
        "HA-DEV-02",
        "a third",
        of("avvikelse", history=[message("avvikelse", number=one) for one in (21, 22)]),
    ),
    warned("HA-VIS-02", "not in NPÖ", _discharge(npoAvailable=False)),
    fine("HA-VIS-02", "in NPÖ", _discharge()),
]


@pytest.mark.parametrize(
    "case",
    [*STATES, *TRACKS, *ROLES, *APPLICATIONS, *PSYCHIATRIC, *BEYOND],
    ids=lambda case: f"{case.rule} {case.says}",
)
def test_rule(case: Case) -> None:
    check(case)


def _spoken(scenario: Json) -> set[str]:
    judged = judge(scenario)
    return judged.grounds | judged.issues


@pytest.mark.parametrize("form", ["opt", "orv"])
def test_open_compulsory_care_is_planned_with_a_care_plan(form: str) -> None:
    plan = message("samordnad-vardplan", number=14, content={"legalForm": form})
    before = _psychiatric_stay(_OPEN_CONTACT)[:-1]
    to = {"content": {"transferTo": form}}
    assert "HA-PSY-01" in _spoken(_at_psychiatry("utskrivningsklar", before, **to))
    assert "HA-PSY-01" not in _spoken(_at_psychiatry("utskrivningsklar", [*before, plan], **to))
    assert "HA-PSY-01" not in _spoken(_at_psychiatry("utskrivningsklar", before))


@pytest.mark.parametrize("title", ["", "sjuksköterska"])
def test_a_deviation_names_the_profession_that_reports_it(title: str) -> None:
    sender = {"unit": SOCIAL, "person": {"name": "Test Testsson", "function": "annan", "title": title}}
    plain = of("avvikelse")
    plain["message"]["sender"] = sender
    assert ("HA-DEV-01" in _spoken(plain)) is (not title)


@pytest.mark.parametrize("kind", ["generellt-meddelande", "planeringsunderlag", "utskrivningsklar"])
def test_a_unit_outside_the_stay_gets_nothing(kind: str) -> None:
    judged = judge(of(kind, recipients=[*ADDRESSED, OTHER_SOCIAL]))
    assert judged.verdicts[OTHER_SOCIAL]["outcome"] == "refuse", judged.told()
    assert judged.verdicts[OTHER_SOCIAL]["disclosed"] == []
    assert judged.verdicts[SOCIAL]["outcome"] == "forward", judged.told()


def test_a_ward_that_has_not_the_patient_sends_nothing_of_the_stay() -> None:
    judged = judge(of("planeringsunderlag", sender=CLINIC))
    assert judged.outcome == "refuse", judged.told()
    assert {"HA-VIS-01", "HA-STATE-01"} & judged.refusing, judged.told()


def test_once_gone_the_stay_says_no_more() -> None:
    late = of("planeringsunderlag", history=discharged(), sentAt=_WEEKEND)
    assert judge(late).outcome == "refuse", judge(late).told()


def test_someone_who_leaves_against_advice_is_let_go() -> None:
    judged = judge(_discharge(admitted(), leftAgainstAdvice=True))
    assert judged.outcome == "forward", judged.told()
    assert "HA-STATE-03" not in judged.grounds | judged.issues, judged.told()
