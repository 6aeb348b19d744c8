"""HA-MSG and HA-ACK of the catalogue: each `expect` with the side that fires and the side that just misses."""

from typing import Any

import pytest

from tests.contract.builder import Json, mid
from tests.contract.case import Case, check, fine, judge, refused, warned
from tests.contract.halland import (
    ADDRESSED,
    CLINIC,
    EMERGENCY,
    HEALTH_CENTRE,
    HOME_CARE,
    OPEN_PSYCHIATRY,
    OTHER_CENTRE,
    OTHER_SOCIAL,
    PSYCHIATRY,
    SOCIAL,
    WARD,
    admitted,
    consent,
    discharged,
    message,
    of,
    outside,
    planned,
    ready,
)

BOTH = [SOCIAL, HEALTH_CENTRE]
DATE = {"estimatedDischarge": "2018-05-20"}
REQUEST = message("vardbegaran", number=1)
ORDER = message("meddelande-utanfor-vardtillfalle", number=1)
ENDED: Json = {
    "text": "Behöver inte längre sjukvård i hemmet",
    "template": "hemsjukvard-avslut",
    "listedUnit": HEALTH_CENTRE,
}
_GOODBYE = "2018-05-18T12:00:00+02:00"
_NEXT_DAY = "2018-05-19T08:00:00+02:00"


def _outside(content: Json, sender: str, *to: str, **changes: Any) -> Json:
    plain = of("meddelande-utanfor-vardtillfalle", sender=sender, recipients=list(to), **changes)
    plain["message"]["content"] = dict(content)
    return plain


def _visit(*without: str, **changes: Any) -> Json:
    return of("meddelande-utanfor-vardtillfalle", without=without, **changes)


def _asking(**changes: Any) -> Json:
    asked = {"text": "Vilka insatser finns?", "template": "akutmottagning"}
    return _outside(asked, EMERGENCY, HOME_CARE, **changes)


def _ended(sender: str = HOME_CARE, to: str = HEALTH_CENTRE) -> Json:
    return _outside(ENDED, sender, to)


def _revised(**changes: Any) -> Json:
    return of(
        "inskrivningsmeddelande", "revise", relatesTo=mid(1), history=admitted(), content=DATE, **changes
    )


def _withdrawn(*without: str, **changes: Any) -> Json:
    content = {"reason": "Feber", "newEstimatedDischarge": "2018-05-22"}
    return of(
        "utskrivningsklar",
        "cancel",
        relatesTo=mid(5),
        history=ready(),
        sentAt="2018-05-17T15:00:00+02:00",
        content={name: value for name, value in content.items() if name not in without},
        without=["readyAt"],
        **changes,
    )


def _needs(*parts: str, to: list[str] | None = None, **content: Any) -> Json:
    said = {"neededFrom": list(parts), **content}
    return of("generellt-meddelande", content=said, recipients=to or list(ADDRESSED))


def _discharge(without: tuple[str, ...] = (), **content: Any) -> Json:
    return of("utskrivningsmeddelande", content=content, without=without)


def _approval(answer: bool | None, sender: str = HOME_CARE) -> Json:  # noqa: FBT001
    given = {} if answer is None else {"approved": answer}
    to: Json = {"recipients": [HEALTH_CENTRE], "sender": sender, "episode": None, "sentAt": _GOODBYE}
    return of("kvittens", history=[ORDER], content=given, consents=[outside()], **to)


ADMISSION = [
    fine("HA-MSG-01", "the municipality asks the hospital", of("vardbegaran")),
    fine("HA-MSG-01", "the emergency department", of("vardbegaran", recipients=[EMERGENCY])),
    warned("HA-MSG-01", "open care may as well", of("vardbegaran", sender=HEALTH_CENTRE)),
    refused("HA-MSG-01", "the hospital asks itself", of("vardbegaran", sender=PSYCHIATRY)),
    refused("HA-MSG-01", "not to a hospital", of("vardbegaran", recipients=[HEALTH_CENTRE])),
    refused("HA-MSG-01", "no ability", of("vardbegaran", without=["functionalAbility"])),
    refused("HA-MSG-01", "no interventions", of("vardbegaran", without=["currentInterventions"])),
    fine(
        "HA-MSG-02",
        "afterwards, gone there by oneself",
        of(
            "vardbegaran",
            sentAt="2018-05-15T11:00:00+02:00",
            content={"ownInitiative": True},
            history=admitted(),
        ),
    ),
    warned(
        "HA-MSG-02",
        "afterwards, for no told reason",
        of("vardbegaran", sentAt="2018-05-15T11:00:00+02:00", history=admitted()),
    ),
    fine("HA-MSG-03", "not admitted, nothing requested", _asking()),
    refused("HA-MSG-03", "admitted", _asking(history=admitted())),
    warned("HA-MSG-03", "requested", _asking(history=[REQUEST])),
    fine("HA-MSG-04", "not admitted", _visit()),
    refused("HA-MSG-04", "admitted", _visit(history=admitted())),
    fine(
        "HA-MSG-04",
        "gone home",
        _visit(history=discharged(), sentAt=_NEXT_DAY, consents=[outside(recordedAt=_GOODBYE)]),
    ),
    fine("HA-MSG-05", "municipality to health centre", _ended()),
    refused("HA-MSG-05", "to a clinic", _ended(to=CLINIC)),
    refused("HA-MSG-05", "from the clinic", _ended(sender=CLINIC)),
    refused("HA-IDENT-03", "to a centre where the person is not listed", _ended(to=OTHER_CENTRE)),
    fine("HA-MSG-06", "the template", _visit()),
    refused("HA-MSG-06", "no measures", _visit("measures")),
    refused("HA-ROLE-07", "from the municipality", _visit(sender=HOME_CARE, recipients=[SOCIAL])),
    refused("HA-MSG-07", "no open care", of("inskrivningsmeddelande", recipients=[SOCIAL])),
    refused("HA-MSG-07", "no municipality", of("inskrivningsmeddelande", recipients=[HEALTH_CENTRE])),
    refused(
        "HA-MSG-07", "a clinic is not local care", of("inskrivningsmeddelande", recipients=[SOCIAL, CLINIC])
    ),
    fine("HA-MSG-07", "both", of("inskrivningsmeddelande", recipients=BOTH)),
    fine("HA-MSG-07", "psychiatric", of("inskrivningsmeddelande", recipients=[SOCIAL, OPEN_PSYCHIATRY])),
    fine("HA-MSG-08", "a date by the physician", of("inskrivningsmeddelande")),
    refused("HA-MSG-08", "a date by another", of("inskrivningsmeddelande", function="annan")),
    fine(
        "HA-MSG-08",
        "passed on for the physician",
        of(
            "inskrivningsmeddelande",
            function="annan",
            content={"decidedBy": {"name": "Test", "title": "läkare", "function": "behandlande-lakare"}},
        ),
    ),
    refused("HA-MSG-08", "no date", of("inskrivningsmeddelande", without=["estimatedDischarge"])),
    fine("HA-MSG-09", "sent again to all", _revised()),
    refused("HA-MSG-09", "sent again to some", _revised(recipients=BOTH)),
    fine("HA-MSG-10", "a date", of("utskrivningsklar")),
    refused("HA-MSG-10", "no date", of("utskrivningsklar", without=["readyAt"])),
    warned("HA-MSG-22", "planned, no leaflet", of("inskrivningsmeddelande", content={"planned": True})),
    fine(
        "HA-MSG-22",
        "planned, with one",
        of("inskrivningsmeddelande", content={"planned": True, "writtenInformation": True}),
    ),
    fine("HA-MSG-22", "acute", of("inskrivningsmeddelande", content={"planned": False})),
]

DURING = [
    fine("HA-MSG-11", "new needs, consent", of("generellt-meddelande")),
    *[
        refused("HA-MSG-11", f"without {unit[-4:]}", of("generellt-meddelande", recipients=rest))
        for unit, rest in ((SOCIAL, [HEALTH_CENTRE]), (HEALTH_CENTRE, [SOCIAL, HOME_CARE]))
    ],
    Case("HA-MSG-11", "not asked", of("generellt-meddelande", consents=[]), "hold"),
    Case(
        "HA-MSG-11",
        "a relative's word",
        of("generellt-meddelande", consents=[consent(givenBy="relative")]),
        "hold",
    ),
    fine(
        "HA-MSG-11",
        "a legal representative's",
        of("generellt-meddelande", consents=[consent(givenBy="legal-representative")]),
    ),
    refused("HA-CONS-02", "refused", of("generellt-meddelande", consents=[consent("refused")])),
    warned("HA-MSG-11", "judged by another", of("generellt-meddelande", function="annan")),
    fine("HA-MSG-12", "to the municipality alone", _needs("socialtjanst", to=[SOCIAL], newNeeds=False)),
    refused("HA-MSG-12", "to open care alone", _needs("socialtjanst", to=[HEALTH_CENTRE], newNeeds=False)),
    refused("HA-MSG-13", "not admitted", of("generellt-meddelande", history=[])),
    refused(
        "HA-MSG-13",
        "gone home",
        of("generellt-meddelande", history=discharged(), sentAt=_GOODBYE),
    ),
    fine("HA-MSG-13", "admitted, between parties", of("generellt-meddelande")),
    refused(
        "HA-MSG-13",
        "a sender outside",
        of("generellt-meddelande", sender=CLINIC, recipients=[WARD], content={"topic": "annan"}),
    ),
    fine(
        "HA-MSG-13",
        "a party answers",
        of(
            "generellt-meddelande",
            sender=SOCIAL,
            recipients=[WARD],
            content={"topic": "annan", "newNeeds": False},
        ),
    ),
]

LEAVING = [
    fine("HA-MSG-14", "optional", _discharge()),
    *[
        warned(
            "HA-MSG-15",
            f"no {part}",
            _discharge(
                patientSummary=[
                    one for one in ("behandling", "fast-vardkontakt", "sip-tid", "planer") if one != part
                ]
            ),
        )
        for part in ("behandling", "fast-vardkontakt", "sip-tid", "planer")
    ],
    fine("HA-MSG-15", "all four", _discharge()),
    fine("HA-MSG-15", "no need", _discharge(("patientSummary",), continuedNeed=False)),
    fine("HA-MSG-18", "date and reason", _withdrawn()),
    refused("HA-MSG-18", "no reason", _withdrawn("reason")),
    refused("HA-MSG-18", "no date", _withdrawn("newEstimatedDischarge")),
    refused("HA-MSG-10", "by the municipality", _withdrawn(sender=SOCIAL, recipients=[WARD])),
    fine("HA-MSG-19", "last minute", of("utskrivningsmeddelande", sentAt="2018-05-18T23:59:00+02:00")),
    warned("HA-MSG-19", "the day after", of("utskrivningsmeddelande", sentAt="2018-05-19T00:00:00+02:00")),
    refused("HA-MSG-19", "no open care", of("utskrivningsmeddelande", recipients=[SOCIAL, HOME_CARE])),
    refused("HA-MSG-19", "no municipality", of("utskrivningsmeddelande", recipients=[HEALTH_CENTRE])),
    refused("HA-MSG-20", "no reason", of("avbruten-planering", without=["reason"])),
    fine("HA-MSG-20", "a reason", of("avbruten-planering")),
    fine("HA-MSG-20", "death", of("avbruten-planering", content={"reason": "avliden"})),
    warned("HA-MSG-21", "no hand-over", _discharge(("physicianHandover",))),
    refused(
        "HA-MSG-21",
        "handed over by another",
        _discharge(physicianHandover={"at": "2018-05-18T10:00:00+02:00", "performedBy": "annan"}),
    ),
    fine("HA-MSG-21", "physician to physician", _discharge()),
]

ACKNOWLEDGED = [
    Case("HA-ACK-04", "received only", _approval(None), "reduce"),
    Case("HA-ACK-04", "not approved", _approval(False), "reduce"),  # noqa: FBT003
    refused("PRODUKT-ORDER-03", "approved by whom it is not for", _approval(True, SOCIAL)),  # noqa: FBT003
    fine("HA-ACK-04", "of another message", of("kvittens"), "reduce"),
]


@pytest.mark.parametrize(
    "case", [*ADMISSION, *DURING, *LEAVING, *ACKNOWLEDGED], ids=lambda case: f"{case.rule} {case.says}"
)
def test_message_rule(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("answer", [True, False, None])
def test_the_health_centre_learns_whether_the_visits_are_taken_on(answer: bool | None) -> None:  # noqa: FBT001
    judged = judge(_approval(answer))
    assert ("content.approved" in judged.disclosed(HEALTH_CENTRE)) is (answer is not None), judged.told()
    assert ("HA-ACK-04" in judged.issues) is (answer is not True), judged.told()


@pytest.mark.parametrize("kind", ["generellt-meddelande", "utskrivningsklar", "utskrivningsmeddelande"])
def test_after_a_death_nothing_of_the_stay_goes(kind: str) -> None:
    death = message("avbruten-planering", number=9, content={"reason": "avliden"})
    judged = judge(of(kind, history=[*ready(), death], sentAt="2018-05-18T12:00:00+02:00"))
    assert judged.outcome == "refuse", judged.told()


def test_the_final_date_is_a_message_of_its_own() -> None:
    judged = judge(of("utskrivningsmeddelande", history=planned()))
    assert {"HA-STATE-05", "LAW-MSG-05"} <= judged.grounds | judged.issues, judged.told()


def test_a_refused_general_message_names_the_unit_that_may_not_see() -> None:
    judged = judge(of("generellt-meddelande", recipients=[*BOTH, OTHER_SOCIAL]))
    assert judged.verdicts[SOCIAL]["outcome"] == "forward", judged.told()
    outsider = judged.verdicts[OTHER_SOCIAL]
    assert outsider["outcome"] == "refuse", judged.told()
    assert {"HA-VIS-01", "HA-MSG-13"} & {row["rule"] for row in outsider["grounds"]}, judged.told()


def test_a_withdrawal_tells_why_and_until_when() -> None:
    judged = judge(_withdrawn())
    assert judged.disclosed(SOCIAL) >= {"content.reason", "content.newEstimatedDischarge"}, judged.told()
