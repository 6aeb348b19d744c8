"""HA-CONS and HA-IDENT of the catalogue: the consent table row by row, and both sides of each rule."""

from typing import Any

import pytest

from tests.contract.builder import Json
from tests.contract.case import Case, Judged, check, fine, judge, refused, warned
from tests.contract.halland import (
    CHILD,
    HEALTH_CENTRE,
    HOME_CARE,
    SOCIAL,
    STAY,
    WARD,
    admitted,
    consent,
    discharged,
    message,
    of,
    outside,
    person,
)
from tests.contract.scenes import unable

OWN = {"patient.identifier", "patient.name"}
NOTICE = OWN | {"patient.address", "content.estimatedDischarge"}
LEAVING = OWN | {"content.dischargedAt"}
CONTENT = (
    "svar-inskrivningsmeddelande",
    "planeringsunderlag",
    "patientinformation",
    "generellt-meddelande",
)
ASSESSED = {"recordedBy": consent()["recordedBy"], "recordedAt": consent()["recordedAt"], "episode": STAY}
DENIED = {
    "refused": [consent("refused")],
    "withdrawn": [consent(), consent("withdrawn", recordedAt="2018-05-15T09:00:00+02:00")],
    "harm": [unable("harm", **ASSESSED)],
    "unclear": [unable("unclear", **ASSESSED)],
    "never assessed": [unable(None, **ASSESSED)],
    "refused since": [consent(), consent("refused", SOCIAL, recordedAt="2018-05-15T09:00:00+02:00")],
}
UNASKED: dict[str, list[Json]] = {
    "none": [],
    "not asked": [consent("not-asked", form=None, givenBy=None)],
    "presumed": [consent(form="presumed")],
    "not documented": [consent(recordedBy=None)],
    "of another stay": [consent(episode="ha-2018-000111")],
    "a relative's": [consent(givenBy="relative")],
}
GIVEN = {
    "oral": [consent()],
    "written": [consent(form="written")],
    "a representative's": [consent(givenBy="legal-representative")],
    "the municipality's": [consent(unit=SOCIAL)],
    "no harm": [unable("no-harm", **ASSESSED)],
}


def _outcomes(judged: Judged) -> dict[str, str]:
    return {unit: one["outcome"] for unit, one in judged.verdicts.items()}


def _granted(judged: Judged) -> dict[str, set[str]]:
    return {unit: judged.disclosed(unit) for unit in judged.verdicts}


@pytest.mark.parametrize("kind", ["inskrivningsmeddelande", "utskrivningsmeddelande", *CONTENT])
@pytest.mark.parametrize("how", GIVEN)
def test_with_consent_it_goes_whole(kind: str, how: str) -> None:
    judged = judge(of(kind, consents=GIVEN[how]))
    assert judged.outcome == "forward", judged.told()


@pytest.mark.parametrize("how", [*DENIED, *UNASKED])
@pytest.mark.parametrize(
    ("kind", "least"), [("inskrivningsmeddelande", NOTICE), ("utskrivningsmeddelande", LEAVING)]
)
def test_the_two_notices_go_reduced_without_it(kind: str, least: set[str], how: str) -> None:
    judged = judge(of(kind, consents=(DENIED | UNASKED)[how]))
    assert judged.outcome == "reduce", judged.told()
    for unit in judged.verdicts:
        shown = {path for path in judged.disclosed(unit) if path.startswith(("patient", "content"))}
        assert least <= shown <= NOTICE | LEAVING, judged.told()
    assert {"HA-CONS-13", "HA-CONS-04"} & (judged.grounds | judged.issues), judged.told()


@pytest.mark.parametrize("kind", [*CONTENT, "utskrivningsklar"])
@pytest.mark.parametrize("how", DENIED)
def test_nothing_else_goes_against_a_no(kind: str, how: str) -> None:
    judged = judge(of(kind, consents=DENIED[how]))
    assert judged.outcome == "refuse", judged.told()
    assert {"HA-CONS-02", "HA-CONS-13"} & judged.refusing, judged.told()
    assert all(not paths for paths in _granted(judged).values())


@pytest.mark.parametrize("kind", CONTENT)
@pytest.mark.parametrize("how", UNASKED)
def test_content_waits_where_nobody_has_asked(kind: str, how: str) -> None:
    judged = judge(of(kind, consents=UNASKED[how]))
    assert judged.outcome == "hold", judged.told()
    assert {"HA-CONS-03", "HA-CONS-04", "HA-MSG-11"} & judged.refusing, judged.told()


@pytest.mark.parametrize("consents", [[], *DENIED.values()])
def test_the_contact_is_named_whatever_the_answer(consents: list[Json]) -> None:
    judged = judge(of("fast-vardkontakt", consents=consents))
    assert judged.outcome in {"forward", "reduce"}, judged.told()
    assert "HA-CONS-05" in judged.grounds, judged.told()
    assert "content.contact" in judged.disclosed(SOCIAL)


@pytest.mark.parametrize(
    "consents", [*DENIED.values(), [], [consent("refused", HEALTH_CENTRE, episode=None)]]
)
def test_outside_the_stay_nothing_goes_without_a_yes(consents: list[Json]) -> None:
    judged = judge(of("meddelande-utanfor-vardtillfalle", consents=consents))
    assert judged.outcome == "refuse", judged.told()


def _asked(**changes: Any) -> Json:
    around = {name: changes.pop(name) for name in ("sender", "history") if name in changes}
    unit = around.get("sender", WARD)
    said = consent(unit=unit, **changes)
    to = [SOCIAL] if unit != SOCIAL else [WARD]
    plain = of("samtycke", recipients=to, consents=[], **around)
    plain["message"]["content"] = said
    return plain


_GUARDIANS = [consent(givenBy="guardian", childAsked={"asked": True, "view": "ja"})]
_NPO = {"scopes": ["npo"]}
_HOME: Json = {"period": {"start": "2018-05-18", "end": "2018-11-18"}}

RULES = [
    fine("HA-CONS-03", "inpatient care, of its own flow", _asked(history=admitted()), "reduce"),
    fine("HA-CONS-03", "the municipality, of its own flow", _asked(sender=SOCIAL, **_HOME), "reduce"),
    refused("HA-CONS-03", "the health centre", _asked(sender=HEALTH_CENTRE)),
    refused(
        "HA-CONS-03", "the municipality, of the ward's", _asked(sender=SOCIAL, history=admitted(), **_HOME)
    ),
    fine("HA-CONS-04", "of this stay", of("planeringsunderlag")),
    Case(
        "HA-CONS-04",
        "of another stay",
        of("planeringsunderlag", consents=[consent(episode="ha-2018-000111")]),
        "hold",
    ),
    refused(
        "HA-CONS-04",
        "of a stay, outside it",
        of("meddelande-utanfor-vardtillfalle", consents=[consent(scopes=["utanfor-vardtillfalle"])]),
    ),
    fine(
        "HA-CONS-07",
        "the municipality's, with an end",
        _asked(sender=SOCIAL, **_NPO, **_HOME, episode=None),
        "reduce",
    ),
    refused("HA-CONS-07", "the municipality's, with none", _asked(sender=SOCIAL, **_NPO, episode=None)),
    refused(
        "HA-CONS-07",
        "the municipality's, with a start alone",
        _asked(sender=SOCIAL, **_NPO, episode=None, period={"start": "2018-05-18"}),
    ),
    fine("HA-IDENT-01", "that of registration", of("inskrivningsmeddelande")),
    fine(
        "HA-IDENT-04",
        "a child",
        of("planeringsunderlag", value=CHILD, consents=_GUARDIANS, content={"childPerspective": True}),
    ),
    warned(
        "HA-IDENT-04", "a child is admitted", of("inskrivningsmeddelande", value=CHILD, consents=_GUARDIANS)
    ),
    fine("HA-IDENT-04", "a grown-up", of("inskrivningsmeddelande")),
]


@pytest.mark.parametrize("case", RULES, ids=lambda case: f"{case.rule} {case.says}")
def test_consent_and_identity_rule(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("scopes", [["informationsoverforing"], ["informationsoverforing", "npo"]])
def test_inpatient_care_asks_for_all_that_the_stay_needs(scopes: list[str]) -> None:
    judged = judge(of("inskrivningsmeddelande", consents=[consent(scopes=scopes)]))
    assert judged.outcome == "forward", judged.told()
    assert ("HA-CONS-06" in judged.issues) is ("npo" not in scopes), judged.told()


@pytest.mark.parametrize("changes", [{"electronic": False}, {"organisation": "extern", "role": "extern"}])
def test_a_unit_that_has_no_lifecare_is_told_by_hand(changes: Json) -> None:
    plain = of("planeringsunderlag")
    next(unit for unit in plain["directory"] if unit["unit"] == SOCIAL).update(changes)
    judged = judge(plain)
    assert judged.verdicts[SOCIAL]["outcome"] == "refuse", judged.told()
    assert judged.verdicts[SOCIAL]["handling"] == "manuell"
    assert "HA-IDENT-02" in judged.refusing
    assert judged.verdicts[HEALTH_CENTRE]["outcome"] == "forward"


PROTECTED = [
    ({"protection": "sekretessmarkering"}, "refuse"),
    ({"protection": "skyddad-folkbokforing"}, "refuse"),
    ({"protection": "unknown"}, "hold"),
    ({"registerHit": False}, "refuse"),
]


@pytest.mark.parametrize(("state", "outcome"), PROTECTED)
@pytest.mark.parametrize("kind", ["inskrivningsmeddelande", "utskrivningsmeddelande", "planeringsunderlag"])
def test_where_the_guideline_is_silent_on_identity_the_products_guard_holds(
    kind: str, state: Json, outcome: str
) -> None:
    judged = judge(of(kind, person=person(**state)))
    assert judged.outcome == outcome, judged.told()
    assert any(rule.startswith("PRODUKT-IDENT") for rule in judged.refusing), judged.told()
    silent = [row for one in judged.verdicts.values() for row in one["grounds"] if row.get("silent")]
    assert silent, judged.told()


NOT_FOR_THIS = {
    "of another kind": [consent(scopes=["npo"])],
    "to a plan": [consent(scopes=["sip"])],
    "for a time that is over": [consent(period={"start": "2018-05-10", "end": "2018-05-15"})],
    "recorded in the future": [consent(recordedAt="2018-05-30T10:00:00+02:00")],
}


@pytest.mark.parametrize("how", NOT_FOR_THIS)
def test_a_consent_that_is_not_for_this_is_none(how: str) -> None:
    judged = judge(of("planeringsunderlag", consents=NOT_FOR_THIS[how]))
    assert judged.outcome == "hold", judged.told()


def test_a_consent_for_some_is_for_those() -> None:
    judged = judge(of("planeringsunderlag", consents=[consent(parties=[HEALTH_CENTRE])]))
    assert _outcomes(judged) == {SOCIAL: "hold", HOME_CARE: "hold", HEALTH_CENTRE: "forward"}, judged.told()


_AGAIN = {"id": "ha-2018-000888", "admittedAt": "2018-05-20T08:00:00+02:00"}
_READMITTED: Json = {"episode": _AGAIN, "sentAt": "2018-05-20T09:00:00+02:00"}


@pytest.mark.parametrize(
    ("record", "outcome"),
    [
        (consent(episode=None), "hold"),
        (consent(), "hold"),
        (consent(episode=None, recordedAt="2018-05-20T08:30:00+02:00"), "forward"),
        (consent(episode="ha-2018-000888", recordedAt="2018-05-20T08:30:00+02:00"), "forward"),
        (consent("refused", episode=None, recordedAt="2018-05-20T08:30:00+02:00"), "refuse"),
    ],
)
def test_a_consent_ends_with_its_stay(record: Json, outcome: str) -> None:
    again = message("inskrivningsmeddelande", number=50, **_READMITTED)
    later: Json = _READMITTED | {"sentAt": "2018-05-20T13:00:00+02:00"}
    judged = judge(of("planeringsunderlag", history=[*discharged(), again], consents=[record], **later))
    assert judged.outcome == outcome, judged.told()


@pytest.mark.parametrize("kind", ["vardbegaran", "egenvardsplanering", "samordnad-vardplan", "avvikelse"])
@pytest.mark.parametrize("status", ["refused", "withdrawn", "not-asked"])
def test_beside_the_stay_nothing_goes_without_a_yes(kind: str, status: str) -> None:
    sender = message(kind)["sender"]["unit"]
    judged = judge(of(kind, consents=[outside(status, sender)]))
    assert judged.outcomes <= {"refuse", "hold"}, judged.told()
    if status != "not-asked":
        assert judged.outcome == "refuse", judged.told()


@pytest.mark.parametrize("consents", [[], *DENIED.values()])
def test_a_kvittens_is_exempt(consents: list[Json]) -> None:
    judged = judge(of("kvittens", consents=consents))
    assert judged.disclosed(WARD) == {"patient.identifier", "sender.unit", "episode.id"}, judged.told()
