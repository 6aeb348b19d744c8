"""NB-ROLE, NB-OUT and NB-DEV of the catalogue: who decides, who is the fixed contact, outages and deviation reports."""

from typing import Any

import pytest

from tests.contract.builder import Json
from tests.contract.case import Case, check, fine, judge, refused, warned
from tests.contract.norrbotten import (
    HEALTH_CENTRE,
    HOME_CARE,
    SOCIAL,
    WARD,
    admitted,
    consent,
    going_home,
    message,
    of,
    planned,
    ready,
    starts,
)

PHYSICIAN = {"name": "Test Läkare", "title": "överläkare", "function": "behandlande-lakare"}
NURSE = {"name": "Test Sköterska", "title": "sjuksköterska", "function": "annan"}
HEAD = {"name": "Test Chef", "title": "verksamhetschef", "function": "verksamhetschef"}
JUDGED = ("inskrivningsmeddelande", "utskrivningsklar")
RULE_OF = {"inskrivningsmeddelande": "NB-ROLE-01", "utskrivningsklar": "NB-ROLE-02"}


def _appointed(by: Json | None, function: str = "annan", **changes: Any) -> Json:
    whole: Json = {"content": {"decidedBy": by}} if by else {"without": ["decidedBy"]}
    return of("fast-vardkontakt", function=function, **whole, **changes)


def _contact(**content: Any) -> Json:
    return of("fast-vardkontakt", content=content)


def _again(name: str) -> Json:
    return of("fast-vardkontakt", history=planned(), content={"contact": CONTACT | {"name": name}})


def _of_municipality(**content: Any) -> Json:
    return of("fast-vardkontakt", sender=HOME_CARE, content=content, episode=None, history=[])


CONTACT: Json = {"name": "Test Kontakt", "workplace": "Hälsocentralen", "phone": "0920-000000"}
TREATING = {"name": "Test Läkare", "workplace": "Hälsocentralen", "care": "primarvard"}
WITHOUT_CONTACT = [one for one in going_home() if one["kind"] != "fast-vardkontakt"]
OF_MUNICIPALITY = message("fast-vardkontakt", number=8, sender=HOME_CARE)
ROLES = [
    *[fine(RULE_OF[kind], "the physician", of(kind)) for kind in JUDGED],
    *[
        refused(RULE_OF[kind], f"{function} alone", of(kind, function=function))
        for kind in JUDGED
        for function in ("annan", "fast-vardkontakt", "bistandshandlaggare", "primarvardslakare")
    ],
    *[
        fine(
            RULE_OF[kind],
            "anybody for the physician (NB-ROLE-03)",
            of(kind, function="annan", content={"decidedBy": PHYSICIAN}),
        )
        for kind in JUDGED
    ],
    *[
        refused(RULE_OF[kind], "the physician for a nurse", of(kind, content={"decidedBy": NURSE}))
        for kind in JUDGED
    ],
    *[
        refused("NB-ROLE-02", f"said by {unit}", of("utskrivningsklar", sender=unit))
        for unit in (HEALTH_CENTRE, SOCIAL, HOME_CARE)
    ],
    warned("NB-ROLE-04", "not appointed", of("planeringsunderlag", content={"registrarAppointed": False})),
    fine("NB-ROLE-04", "appointed", of("planeringsunderlag")),
    fine("NB-ROLE-05", "by the head", _appointed(HEAD)),
    fine("NB-ROLE-05", "by a delegate", _appointed(HEAD | {"function": "delegerad-verksamhetschef"})),
    fine("NB-ROLE-05", "by the head alone", _appointed(None, "verksamhetschef")),
    refused("NB-ROLE-05", "by a physician", _appointed(PHYSICIAN)),
    warned("NB-ROLE-05", "by nobody that is named", _appointed(None)),
    warned("NB-ROLE-06", "another at the unit", _again("Test Annan")),
    fine("NB-ROLE-06", "the same once more", _again("Test Kontakt")),
    fine("NB-ROLE-06", "the first", _contact()),
    warned("NB-ROLE-07", "none", of("utskrivningsmeddelande", history=WITHOUT_CONTACT)),
    warned(
        "NB-ROLE-07",
        "the municipality's alone",
        of("utskrivningsmeddelande", history=[*WITHOUT_CONTACT, OF_MUNICIPALITY]),
    ),
    fine("NB-ROLE-07", "both", of("utskrivningsmeddelande", history=[*going_home(), OF_MUNICIPALITY])),
    fine("NB-ROLE-09", "at home, open care's", _contact(housing="ordinart")),
    refused(
        "NB-ROLE-09", "at home, the municipality's", _of_municipality(housing="ordinart", homeCare=False)
    ),
    warned(
        "NB-ROLE-09", "home care without a physician", _of_municipality(housing="ordinart", homeCare=True)
    ),
    fine(
        "NB-ROLE-09",
        "home care with a coordinator and a physician",
        _of_municipality(
            housing="ordinart",
            homeCare=True,
            contact=CONTACT | {"coordinates": True},
            treatingPhysician=TREATING,
        ),
    ),
    warned(
        "NB-ROLE-09",
        "home care without a coordinator",
        _of_municipality(
            housing="ordinart",
            homeCare=True,
            contact=CONTACT | {"coordinates": False},
            treatingPhysician=TREATING,
        ),
    ),
    warned("NB-ROLE-10", "special housing, no physician", _of_municipality(housing="sarskilt")),
    fine(
        "NB-ROLE-10",
        "special housing, the municipality's, and a physician",
        _of_municipality(housing="sarskilt", treatingPhysician=TREATING),
    ),
    fine("NB-ROLE-10", "at home", _contact(housing="ordinart")),
    refused(
        "NB-ROLE-11",
        "no physician",
        _contact(lifeThreatening=True, contact=CONTACT | {"physician": False}),
    ),
    fine("NB-ROLE-11", "a physician", _contact(lifeThreatening=True, contact=CONTACT | {"physician": True})),
    fine("NB-ROLE-11", "no such condition", _contact(contact=CONTACT | {"physician": False})),
    warned("NB-ROLE-13", "left out", of("patientinformation", sender=HEALTH_CENTRE, without=["careContact"])),
    fine("NB-ROLE-13", "written", of("patientinformation", sender=HEALTH_CENTRE)),
    warned(
        "NB-ROLE-13",
        "going home without it",
        of("utskrivningsmeddelande", history=[*ready(), *starts()]),
    ),
    fine("NB-ROLE-13", "going home with it", of("utskrivningsmeddelande")),
]


@pytest.mark.parametrize("case", ROLES, ids=lambda case: f"{case.rule} {case.says}")
def test_role_rule(case: Case) -> None:
    check(case)


def test_a_coordinator_who_is_no_physician_stands_beside_the_physician() -> None:
    first = message("fast-vardkontakt", number=9, content={"contact": CONTACT | {"physician": True}})
    own = {"lifeThreatening": True, "contact": CONTACT | {"coordinates": True, "physician": False}}
    judged = judge(of("fast-vardkontakt", history=[*admitted(), first], content=own))
    assert "NB-ROLE-11" not in judged.refusing, judged.told()


OUTAGE = {"reason": "Driftstörning", "originalAt": "2026-03-02T09:30:00+01:00"}
RECORD = {
    "at": "2026-03-02T09:30:00+01:00",
    "with": "Socialtjänsten",
    "content": "Inskriven, beräknas hem 4 mars",
}


def _late(record: Json | None = RECORD, **changes: Any) -> Json:
    return of(
        "inskrivningsmeddelande",
        outage=OUTAGE,
        content={"contactRecord": record} if record else {},
        **changes,
    )


def test_what_was_told_by_telephone_is_sent_afterwards_and_flagged() -> None:
    judged = check(warned("NB-OUT-01", "told and recorded", _late()))
    without = check(warned("NB-OUT-01", "told and not recorded", _late(None)))
    texts = [
        [issue["text"] for issue in one.printed["issues"] if issue["rule"] == "NB-OUT-01"]
        for one in (judged, without)
    ]
    assert len(texts[0]) < len(texts[1]), texts
    check(fine("NB-OUT-01", "no outage", of("inskrivningsmeddelande")))


@pytest.mark.parametrize("name", ["at", "with", "content"])
def test_a_telephone_contact_is_recorded_whole(name: str) -> None:
    part = {member: value for member, value in RECORD.items() if member != name}
    whole, wanting = judge(_late()), judge(_late(part))
    count = [
        [issue["rule"] for issue in one.printed["issues"]].count("NB-OUT-01") for one in (whole, wanting)
    ]
    assert count[0] < count[1], wanting.told()


@pytest.mark.parametrize(
    ("sender", "kind"), [(WARD, "inskrivningsmeddelande"), (SOCIAL, "generellt-meddelande")]
)
def test_in_an_outage_the_sender_is_told_whom_to_contact(sender: str, kind: str) -> None:
    after = {**OUTAGE, "originalAt": of(kind)["message"]["sentAt"]}
    judged = judge(of(kind, sender=sender, outage=after))
    said = " ".join(issue["text"] for issue in judged.printed["issues"] if issue["rule"] == "NB-OUT-02")
    assert ("Teknikakuten" in said) is (sender == WARD), judged.told()
    assert said
    assert "NB-OUT-02" not in judge(of(kind, sender=sender)).issues


def _about_municipality(**content: Any) -> Json:
    own = {"unit": HOME_CARE, "addressee": "mas"} | content
    return of("avvikelse", sender=WARD, recipients=[HOME_CARE], content=own)


DISPUTE = {"matter": "kostnad", "level": "lansdel", "nearestLevelTried": True}
DEVIATIONS = [
    fine("NB-DEV-02", "of the region, to its head", of("avvikelse"), "forward"),
    fine(
        "NB-DEV-02",
        "of the region, to its function",
        of("avvikelse", content={"addressee": "utsedd-funktion"}),
    ),
    refused("NB-DEV-02", "of the region, to a MAS", of("avvikelse", content={"addressee": "mas"})),
    fine("NB-DEV-02", "of the municipality, to its MAS", _about_municipality()),
    refused("NB-DEV-02", "of the municipality, to a head", _about_municipality(addressee="verksamhetschef")),
    Case("NB-DEV-03", "no level", of("avvikelse", without=["level"])),
    *[
        fine("NB-DEV-03", level, of("avvikelse", content={"level": level}))
        for level in ("lokal", "lansdel", "lan")
    ],
    warned(
        "NB-DEV-04",
        "a level was skipped",
        of("avvikelse", content={"dispute": DISPUTE | {"nearestLevelTried": False}}),
    ),
    fine("NB-DEV-04", "level by level", of("avvikelse", content={"dispute": DISPUTE})),
    fine(
        "NB-DEV-04",
        "the nearest level",
        of(
            "avvikelse",
            content={"dispute": DISPUTE | {"level": "verksamhetsniva", "nearestLevelTried": False}},
        ),
    ),
]


@pytest.mark.parametrize("case", DEVIATIONS, ids=lambda case: f"{case.rule} {case.says}")
def test_deviation_rule(case: Case) -> None:
    if not case.counts and case.rule == "NB-DEV-02":
        judged = judge(case.scenario)
        assert judged.outcomes == {"forward"}, judged.told()
        assert "NB-DEV-02" not in judged.refusing | judged.issues
        return
    check(case)


def test_a_deviation_report_goes_without_saying_who_it_is_about() -> None:
    judged = judge(of("avvikelse", consents=[consent("refused", SOCIAL)]))
    assert judged.outcomes == {"reduce"}, judged.told()
    assert not {path for path in judged.disclosed(HEALTH_CENTRE) if path.startswith("patient.")}, (
        judged.told()
    )


def test_a_late_kvittens_is_a_deviation_for_somebody_to_confirm() -> None:
    late = judge(of("kvittens", sentAt="2026-03-02T12:30:00+01:00"))
    assert {"NB-DEV-01", "NB-ACK-01"} <= late.issues, late.told()
    timely = judge(of("kvittens"))
    assert "NB-DEV-01" not in timely.issues, timely.told()
