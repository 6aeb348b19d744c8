"""VB-MSG, VB-ROLE and VB-VIS of the catalogue: each `expect` with the side that fires and the side that just misses."""

from typing import Any, NamedTuple

import pytest

from tests.contract.builder import Json, mid
from tests.contract.case import Judged, judge
from tests.contract.scenes import (
    ADDRESSED,
    HEALTH_CENTRE,
    HOME_CARE,
    INSURANCE,
    OTHER_WARD,
    REHAB,
    SOCIAL,
    WARD,
    admitted,
    consent,
    discharged,
    message,
    ready,
    scene,
)


class Case(NamedTuple):
    """What is sent, what comes of it, and whether the rule counts in grounds or issues."""

    rule: str
    says: str
    scenario: Json
    outcome: str
    counts: bool = True


def _check(case: Case) -> None:
    judged = judge(case.scenario)
    assert judged.outcomes == {case.outcome}, judged.told()
    assert (case.rule in judged.grounds | judged.issues) is case.counts, judged.told()


def of(kind: str, action: str = "new", **changes: Any) -> Json:
    """A scenario of that message; `history` and `consents` are the scenario's."""
    around = {name: changes.pop(name) for name in ("history", "consents", "directory") if name in changes}
    return scene(message(kind, action, **changes), **around)


def _answer(**changes: Any) -> Json:
    plain = {
        "question": "insatser-socialtjanst",
        "answer": True,
        "comment": "Hemtjänst",
        "date": "2026-03-02",
        "name": "Test Testsson",
        "title": "sjuksköterska",
    } | changes
    return {name: value for name, value in plain.items() if value is not None}


def _basis(*answers: Json, **content: Any) -> Json:
    return of("planeringsunderlag", content={"answers": list(answers), **content})


_CONTACT = message("fast-vardkontakt", number=5)
_WITH_CONTACT = [*admitted(), _CONTACT]
_INFORMED = [
    *admitted(),
    _CONTACT,
    message("utskrivningsklar", number=2),
    message("patientinformation", number=6),
]
_HANDED: Json = {"selfCareHandover": {"measure": "Insulin", "to": "distriktssköterska"}}
VISIT: Json = {
    "template": "enstaka-hembesok",
    "sbar": {"situation": "s", "background": "b", "assessment": "a", "recommendation": "r"},
    "measures": ["omlaggning"],
    "periodWeeks": 2,
    "physicianFollowUp": False,
    "selfCare": False,
    "inEpikris": True,
}


def _visit(without: str | None = None, **content: Any) -> Json:
    said = VISIT | content
    said["sbar"] = {name: text for name, text in said["sbar"].items() if name != without}
    own = {name: value for name, value in said.items() if name != without and value is not None}
    block = consent(scopes=["utanfor-vardtillfalle", "hembesok"])
    dropped = ["text"] if without == "text" else []
    return of("meddelande-utanfor-vardtillfalle", content=own, consent=block, without=dropped)


def _handover(**changes: Any) -> Json:
    return of(
        "utskrivningsmeddelande", history=_INFORMED, content={"patientInformationHandover": changes or None}
    )


MESSAGES = [
    Case("VB-MSG-01", "the ward sends it", of("inskrivningsmeddelande"), "forward", counts=False),
    Case("VB-MSG-01", "social services create one", of("inskrivningsmeddelande", sender=SOCIAL), "refuse"),
    Case(
        "VB-MSG-01", "primary care creates one", of("inskrivningsmeddelande", sender=HEALTH_CENTRE), "refuse"
    ),
    Case("VB-MSG-03", "no date", of("inskrivningsmeddelande", without=["estimatedDischarge"]), "refuse"),
    Case(
        "VB-MSG-03",
        "no date in the reduced form",
        of("inskrivningsmeddelande", without=["estimatedDischarge"], consents=[consent("refused")]),
        "refuse",
    ),
    Case(
        "VB-MSG-03",
        "no date in a new version",
        of(
            "inskrivningsmeddelande",
            "revise",
            relatesTo=mid(1),
            history=admitted(),
            without=["estimatedDischarge"],
        ),
        "refuse",
    ),
    Case("VB-MSG-03", "a date", of("inskrivningsmeddelande"), "forward", counts=False),
    Case("VB-MSG-07", "opened by the ward", of("planeringsunderlag"), "forward", counts=False),
    Case("VB-MSG-07", "opened by social services", of("planeringsunderlag", sender=SOCIAL), "refuse"),
    Case("VB-MSG-07", "opened by primary care", of("planeringsunderlag", sender=HEALTH_CENTRE), "refuse"),
    Case("VB-MSG-08", "all three", _basis(_answer()), "forward", counts=False),
    Case("VB-MSG-08", "no date", _basis(_answer(date=None)), "refuse"),
    Case("VB-MSG-08", "no name", _basis(_answer(name=None)), "refuse"),
    Case("VB-MSG-08", "no title", _basis(_answer(title=None)), "refuse"),
    Case("VB-MSG-08", "one of two lacks its title", _basis(_answer(), _answer(title=None)), "refuse"),
    Case("VB-MSG-09", "yes and a word on it", _basis(_answer()), "forward", counts=False),
    Case("VB-MSG-09", "yes and nothing written", _basis(_answer(comment=None)), "forward"),
    Case(
        "VB-MSG-09",
        "no and nothing written",
        _basis(_answer(answer=False, comment=None)),
        "forward",
        counts=False,
    ),
    Case("VB-MSG-09", "nothing answered", _basis(_answer(answer=None, comment=None)), "forward"),
    Case("VB-MSG-12", "no utskrivningsklar", of("utskrivningsmeddelande", history=admitted()), "refuse"),
    Case(
        "VB-MSG-12",
        "gone against advice",
        of("utskrivningsmeddelande", history=admitted(), content={"leftAgainstAdvice": True}),
        "forward",
    ),
    Case("VB-MSG-12", "one", of("utskrivningsmeddelande"), "forward", counts=False),
    Case(
        "VB-MSG-13",
        "an addressed unit",
        of(
            "patientinformation",
            sender=SOCIAL,
            without=["careContact"],
            content={"sections": [{"unit": SOCIAL, "text": "Hemtjänst"}]},
        ),
        "forward",
        counts=False,
    ),
    Case(
        "VB-MSG-13",
        "a unit outside",
        of(
            "patientinformation",
            sender=REHAB,
            without=["careContact"],
            content={"sections": [{"unit": REHAB, "text": "Träning"}]},
        ),
        "refuse",
    ),
    Case("VB-MSG-14", "no contact at discharge", of("utskrivningsmeddelande"), "forward"),
    Case("VB-MSG-14", "all there", of("utskrivningsmeddelande", history=_INFORMED), "forward", counts=False),
    Case("VB-MSG-15", "the ward's own", of("patientinformation"), "refuse"),
    Case(
        "VB-MSG-15",
        "the registered one",
        of("patientinformation", history=_WITH_CONTACT),
        "forward",
        counts=False,
    ),
    Case(
        "VB-MSG-15",
        "another than registered",
        of("patientinformation", history=_WITH_CONTACT, content={"careContact": "Någon Annan"}),
        "refuse",
    ),
    Case("VB-MSG-15", "none", of("patientinformation", without=["careContact"]), "forward", counts=False),
    Case(
        "VB-MSG-17", "printed, to the patient", _handover(to="patient", printed=True), "forward", counts=False
    ),
    Case("VB-MSG-17", "to a relative without a reason", _handover(to="relative", printed=True), "forward"),
    Case(
        "VB-MSG-17",
        "to a relative with one",
        _handover(to="relative", printed=True, reason="Demens"),
        "forward",
        counts=False,
    ),
    Case(
        "VB-MSG-17",
        "to a legal representative",
        _handover(to="legal-representative", printed=True),
        "forward",
    ),
    Case(
        "VB-MSG-17",
        "not handed over",
        of("utskrivningsmeddelande", without=["patientInformationHandover"]),
        "forward",
    ),
    Case("VB-MSG-18", "after the departure", of("utskrivningsmeddelande"), "forward", counts=False),
    Case(
        "VB-MSG-18",
        "at the departure",
        of("utskrivningsmeddelande", sentAt="2026-03-05T11:00:00+01:00"),
        "forward",
        counts=False,
    ),
    Case(
        "VB-MSG-18",
        "before the departure",
        of("utskrivningsmeddelande", sentAt="2026-03-05T10:59:59+01:00"),
        "forward",
    ),
    Case("VB-MSG-18", "by social services", of("utskrivningsmeddelande", sender=SOCIAL), "refuse"),
    Case("VB-MSG-18", "by primary care", of("utskrivningsmeddelande", sender=HEALTH_CENTRE), "refuse"),
    Case("VB-MSG-20", "the ward", of("generellt-meddelande"), "forward", counts=False),
    Case(
        "VB-MSG-20",
        "an addressed unit",
        of("generellt-meddelande", sender=HOME_CARE),
        "forward",
        counts=False,
    ),
    Case("VB-MSG-20", "a unit outside", of("generellt-meddelande", sender=REHAB), "refuse"),
    Case("VB-MSG-20", "no stay open", of("generellt-meddelande", history=[]), "refuse"),
    Case("VB-MSG-21", "no stay", of("meddelande-utanfor-vardtillfalle"), "forward", counts=False),
    Case(
        "VB-MSG-21",
        "during a stay",
        of("meddelande-utanfor-vardtillfalle", history=admitted()),
        "forward",
        counts=False,
    ),
    Case(
        "VB-MSG-21",
        "to a unit outside the stay",
        of("meddelande-utanfor-vardtillfalle", recipients=[REHAB], history=admitted()),
        "forward",
        counts=False,
    ),
    Case(
        "VB-MSG-21",
        "to a stranger",
        of("meddelande-utanfor-vardtillfalle", recipients=["SE2120009999-XYZ1"]),
        "refuse",
    ),
    Case(
        "VB-MSG-24", "changed needs", of("utskrivningsmeddelande", content={"changedNeeds": True}), "forward"
    ),
    Case(
        "VB-MSG-24",
        "changed, requested",
        of("utskrivningsmeddelande", content={"changedNeeds": True, "careRequestReference": "C-1"}),
        "forward",
        counts=False,
    ),
    Case(
        "VB-MSG-24",
        "unchanged",
        of("utskrivningsmeddelande", content={"changedNeeds": False}),
        "forward",
        counts=False,
    ),
    Case("VB-MSG-25", "all there", _visit(), "forward", counts=False),
    *[
        Case("VB-MSG-25", f"no {name}", _visit(without=name), "refuse")
        for name in ("situation", "background", "assessment", "recommendation", "sbar", "measures", "text")
    ],
    *[
        Case("VB-MSG-26", f"{weeks} weeks", _visit(periodWeeks=weeks), "forward", counts=False)
        for weeks in (1, 2, 4)
    ],
    Case("VB-MSG-26", "five weeks", _visit(periodWeeks=5), "refuse"),
    Case("VB-MSG-26", "a physician follows up", _visit(physicianFollowUp=True), "refuse"),
    *[
        Case("VB-MSG-27", code, _visit(measures=[code]), "forward", counts=False)
        for code in ("ogondroppar", "orondroppar", "injektion", "omlaggning", "suturtagning", "provtagning")
    ],
    Case("VB-MSG-27", "another measure", _visit(measures=["annan"]), "refuse"),
    Case("VB-MSG-27", "another beside", _visit(measures=["omlaggning", "annan"]), "refuse"),
    Case("VB-MSG-27", "it is self-care", _visit(selfCare=True), "refuse"),
    Case("VB-MSG-28", "not in the epikris", _visit(inEpikris=False), "forward"),
    Case("VB-MSG-28", "nothing on the epikris", _visit(inEpikris=None), "forward"),
    Case("VB-MSG-28", "in the epikris", _visit(), "forward", counts=False),
]


@pytest.mark.parametrize("case", MESSAGES, ids=lambda case: f"{case.rule} {case.says}")
def test_message_rule(case: Case) -> None:
    _check(case)


@pytest.mark.parametrize(
    ("subject", "named"),
    [
        ("utskrivningsklar", True),
        ("kallelse till SIP", True),
        ("Nytt beräknat utskrivningsdatum", True),
        ("Rullstol", False),
    ],
)
def test_a_general_message_is_not_for_what_has_a_message_of_its_own(subject: str, named: bool) -> None:  # noqa: FBT001
    judged = judge(of("generellt-meddelande", content={"subject": subject}))
    assert ("VB-MSG-19" in judged.grounds | judged.issues) is named, judged.told()


def test_self_care_handed_over_stands_in_both_documents() -> None:
    def at_the_end(*basis: Json) -> Judged:
        return judge(of("utskrivningsmeddelande", history=[*ready(), *basis]))

    in_basis = message("planeringsunderlag", number=7, content=_HANDED)
    in_information = message("patientinformation", number=8, content=_HANDED, without=["careContact"])
    assert "VB-MSG-10" not in at_the_end().issues
    assert "VB-MSG-10" in at_the_end(in_basis).issues
    assert "VB-MSG-10" in at_the_end(in_information).issues
    assert "VB-MSG-10" not in at_the_end(in_basis, in_information).issues


def test_an_admission_notice_to_nobody_is_refused() -> None:
    judged = judge(of("inskrivningsmeddelande", recipients=[]))
    assert judged.verdicts == {}
    assert {issue["path"] for issue in judged.printed["issues"]} == {"message.recipients"}


def test_a_planning_basis_answers_yes_or_no_and_nothing_else() -> None:
    judged = judge(_basis(_answer(answer="kanske")))
    assert judged.verdicts == {}
    assert {issue["path"] for issue in judged.printed["issues"]} == {"message.content.answers[0].answer"}


ROLES = [
    Case("VB-ROLE-01", "the treating physician", of("utskrivningsklar"), "forward", counts=False),
    *[
        Case("VB-ROLE-01", function, of("utskrivningsklar", function=function), "refuse")
        for function in ("annan", "fast-vardkontakt", "primarvardslakare", "bistandshandlaggare")
    ],
    Case(
        "VB-ROLE-01",
        "a nurse for the physician",
        of(
            "utskrivningsklar",
            function="annan",
            content={"decidedBy": {"name": "Test", "title": "överläkare", "function": "behandlande-lakare"}},
        ),
        "forward",
        counts=False,
    ),
    Case(
        "VB-ROLE-01",
        "a physician for somebody else",
        of(
            "utskrivningsklar",
            content={"decidedBy": {"name": "Test", "title": "kurator", "function": "annan"}},
        ),
        "refuse",
    ),
    Case("VB-ROLE-02", "assessed by the physician", of("inskrivningsmeddelande"), "forward", counts=False),
    Case("VB-ROLE-02", "assessed by another", of("inskrivningsmeddelande", function="annan"), "forward"),
    Case(
        "VB-ROLE-02",
        "decided by the physician",
        of(
            "inskrivningsmeddelande",
            function="annan",
            content={"decidedBy": {"name": "Test", "title": "överläkare", "function": "behandlande-lakare"}},
        ),
        "forward",
        counts=False,
    ),
    Case(
        "VB-ROLE-07",
        "home care ended by the primary care physician",
        of(
            "meddelande-utanfor-vardtillfalle",
            sender=HEALTH_CENTRE,
            function="primarvardslakare",
            content={"template": "hemsjukvard-avslut"},
        ),
        "forward",
        counts=False,
    ),
    Case(
        "VB-ROLE-07",
        "home care ended by another",
        of(
            "meddelande-utanfor-vardtillfalle",
            sender=HEALTH_CENTRE,
            function="annan",
            content={"template": "hemsjukvard-avslut"},
        ),
        "refuse",
    ),
    *[
        Case(
            "VB-ROLE-09",
            f"{form} by {law}",
            _basis(_answer(), placement={"form": form, "decidedBy": "bistandshandlaggare", "law": law}),
            "forward",
            counts=False,
        )
        for form in ("korttidsvistelse", "sabo")
        for law in ("sol", "lss")
    ],
    Case(
        "VB-ROLE-09",
        "a physician decides",
        _basis(_answer(), placement={"form": "sabo", "decidedBy": "behandlande-lakare", "law": "sol"}),
        "refuse",
    ),
    Case(
        "VB-ROLE-09", "nobody decides", _basis(_answer(), placement={"form": "sabo", "law": "sol"}), "refuse"
    ),
    Case(
        "VB-ROLE-09",
        "no law",
        _basis(_answer(), placement={"form": "sabo", "decidedBy": "bistandshandlaggare"}),
        "refuse",
    ),
]


@pytest.mark.parametrize("case", ROLES, ids=lambda case: f"{case.rule} {case.says}")
def test_role_rule(case: Case) -> None:
    _check(case)


# Who sees what


def _outcomes(judged: Judged) -> dict[str, str]:
    return {unit: one["outcome"] for unit, one in judged.verdicts.items()}


def test_a_general_message_reaches_whoever_it_names_and_nobody_else() -> None:
    assert _outcomes(judge(of("generellt-meddelande", recipients=[SOCIAL]))) == {SOCIAL: "forward"}
    assert set(_outcomes(judge(of("generellt-meddelande")))) == set(ADDRESSED)


def test_a_unit_outside_the_process_gets_no_general_message() -> None:
    judged = judge(of("generellt-meddelande", recipients=[SOCIAL, REHAB]))
    assert _outcomes(judged) == {SOCIAL: "forward", REHAB: "refuse"}
    rows = judged.verdicts[REHAB]["grounds"]
    assert "VB-VIS-03" in {row["rule"] for row in rows}
    assert any("utanför" in row["remedy"] or "outside" in row["remedy"] for row in rows), rows


@pytest.mark.parametrize("kind", ["utskrivningsklar", "utskrivningsmeddelande", "planeringsunderlag"])
def test_a_unit_takes_part_once_the_notice_was_forwarded_to_it_by_the_fixed_care_contact(kind: str) -> None:
    before = ready() if kind == "utskrivningsmeddelande" else admitted()
    plain = message(kind, recipients=[SOCIAL, REHAB])
    judged = judge(scene(plain, history=before))
    assert _outcomes(judged) == {SOCIAL: "forward", REHAB: "refuse"}, judged.told()
    assert "VB-VIS-06" in judged.refusing
    forwarded = _forward()
    judged = judge(scene(plain, history=[*before[:1], _CONTACT, forwarded, *before[1:]]))
    assert _outcomes(judged) == {SOCIAL: "forward", REHAB: "forward"}, judged.told()


def _forward(**changes: Any) -> Json:
    return message(
        "inskrivningsmeddelande",
        "forward",
        number=9,
        **(
            {
                "sender": HEALTH_CENTRE,
                "function": "fast-vardkontakt",
                "recipients": [REHAB],
                "relatesTo": mid(1),
                "sentAt": "2026-03-03T12:00:00+01:00",
            }
            | changes
        ),
    )


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, "forward"),
        ({"function": "annan"}, "refuse"),
        ({"sender": SOCIAL}, "refuse"),
        ({"sender": WARD, "function": "behandlande-lakare"}, "refuse"),
        ({"relatesTo": mid(404)}, "refuse"),
        ({"relatesTo": None}, "refuse"),
    ],
)
def test_only_the_fixed_care_contact_forwards(changes: Json, outcome: str) -> None:
    judged = judge(scene(_forward(**changes), history=_WITH_CONTACT))
    assert judged.outcome == outcome, judged.told()


@pytest.mark.parametrize("kind", ["inskrivningsmeddelande", "utskrivningsklar", "generellt-meddelande"])
def test_an_external_actor_gets_no_message_of_the_stay(kind: str) -> None:
    judged = judge(of(kind, recipients=[SOCIAL, HEALTH_CENTRE, INSURANCE]))
    assert judged.verdicts[INSURANCE]["outcome"] == "refuse"
    assert judged.verdicts[INSURANCE]["handling"] == "manuell"
    assert judged.verdicts[INSURANCE]["disclosed"] == []
    assert judged.verdicts[SOCIAL]["outcome"] == "forward"
    if kind == "inskrivningsmeddelande":
        assert "VB-VIS-07" in judged.refusing, judged.told()


def test_a_unit_without_a_system_is_handled_by_hand() -> None:
    plain = of("inskrivningsmeddelande")
    for unit in plain["directory"]:
        if unit["unit"] == SOCIAL:
            unit["electronic"] = False
    judged = judge(plain)
    assert (judged.verdicts[SOCIAL]["outcome"], judged.verdicts[SOCIAL]["handling"]) == ("refuse", "manuell")
    assert judged.verdicts[HEALTH_CENTRE]["outcome"] == "forward"


def test_the_act_wants_open_care_beside_municipal_health_care() -> None:
    judged = judge(of("inskrivningsmeddelande", recipients=[HOME_CARE]))
    assert judged.outcome == "refuse"
    assert "LAW-MSG-02" in judged.refusing
    assert judge(of("inskrivningsmeddelande", recipients=[SOCIAL])).outcome == "forward"
    assert judge(of("inskrivningsmeddelande", recipients=[HOME_CARE, HEALTH_CENTRE])).outcome == "forward"


def test_a_ward_outside_the_process_sends_no_general_message() -> None:
    assert judge(of("generellt-meddelande", sender=OTHER_WARD)).outcome == "refuse"


def test_after_the_stay_only_messages_outside_it_go() -> None:
    assert (
        judge(of("generellt-meddelande", history=discharged(), sentAt="2026-03-05T12:00:00+01:00")).outcome
        == "refuse"
    )
    assert judge(of("meddelande-utanfor-vardtillfalle", history=discharged())).outcome == "forward"
