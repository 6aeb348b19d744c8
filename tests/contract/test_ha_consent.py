"""HA-CONS and HA-IDENT of the catalogue, the consent table, and sender and recipient in different regions (5.8)."""

from typing import Any

import pytest

from tests.contract.halland import (
    CHILD,
    HEALTH_CENTRE,
    HOME_CARE,
    SOCIAL,
    STAY,
    WARD,
    admitted,
    consent,
    directory,
    of,
    person,
)
from tests.contract.norrbotten import Case, check, fine, refused, warned
from tests.contract.scenes import Json, Judged, judge, unable

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


# Sender and recipient in different regions (5.8): the stricter of both, with grounds from both.

STOCKHOLM = "SE2120000142-SOC1"
STOCKHOLM_CARE = "SE2321000016-VC01"
SKANE = "SE2120001124-SOC1"


def _abroad(unit: str, region: str, role: str, organisation: str, place: str | None = None) -> Json:
    plain = {"unit": unit, "role": role, "name": unit[-4:], "organisation": organisation, "region": region}
    return plain | ({"municipality": place} if place else {})


FAR = directory(
    _abroad(STOCKHOLM, "stockholm", "kommun-socialtjanst", "kommun", "0180"),
    _abroad(STOCKHOLM_CARE, "stockholm", "primarvard", "region"),
    _abroad(SKANE, "sverige", "kommun-socialtjanst", "kommun", "1280"),
)
GUEST = person(municipality="0180")


def _guest(kind: str, to: list[str], **changes: Any) -> Json:
    around = {"directory": FAR, "person": GUEST} | changes
    return of(kind, recipients=to, **around)


def test_the_municipality_of_registration_is_told_and_ours_is_not_made_responsible() -> None:
    theirs = judge(_guest("inskrivningsmeddelande", [STOCKHOLM, HEALTH_CENTRE]))
    assert set(_outcomes(theirs).values()) <= {"forward", "reduce"}, theirs.told()
    assert "HA-IDENT-01" not in theirs.refusing
    ours = judge(_guest("inskrivningsmeddelande", [SOCIAL, HEALTH_CENTRE]))
    assert ours.verdicts[SOCIAL]["outcome"] == "refuse", ours.told()
    assert "HA-IDENT-01" in ours.refusing


@pytest.mark.parametrize("consents", [[], [consent()], [consent("refused")], [consent(unit=SOCIAL)]])
@pytest.mark.parametrize("kind", ["inskrivningsmeddelande", "utskrivningsklar", "planeringsunderlag"])
def test_across_the_border_nobody_gets_more_than_at_home(kind: str, consents: list[Json]) -> None:
    history = admitted(recipients=[STOCKHOLM, HEALTH_CENTRE]) if kind != "inskrivningsmeddelande" else []
    abroad = judge(_guest(kind, [STOCKHOLM, HEALTH_CENTRE], consents=consents, history=history))
    home = judge(
        of(
            kind,
            recipients=[SOCIAL, HEALTH_CENTRE],
            consents=consents,
            history=admitted(recipients=[SOCIAL, HEALTH_CENTRE]) if history else [],
        )
    )
    order = ("refuse", "hold", "reduce", "forward")
    here, there = _outcomes(home)[SOCIAL], _outcomes(abroad)[STOCKHOLM]
    assert order.index(there) <= order.index(here), (home.told(), abroad.told())
    assert abroad.disclosed(STOCKHOLM) <= home.disclosed(SOCIAL), (home.told(), abroad.told())


def test_the_grounds_across_the_border_are_of_both_regions() -> None:
    judged = judge(
        _guest("inskrivningsmeddelande", [STOCKHOLM, HEALTH_CENTRE], consents=[consent("refused")])
    )
    rules = {row["rule"][:3] for row in judged.verdicts[STOCKHOLM]["grounds"]}
    assert {"HA-", "ST-"} <= rules, judged.told()
    assert "ST-" not in {row["rule"][:3] for row in judged.verdicts[HEALTH_CENTRE]["grounds"]}


def test_each_partys_own_consent_is_asked_of_stockholms_unit() -> None:
    # Halland takes the municipality's consent for the ward's message too; Stockholm wants the sender's own.
    history = admitted(recipients=[STOCKHOLM, HEALTH_CENTRE])
    theirs = [consent(unit=HOME_CARE)]
    judged = judge(_guest("planeringsunderlag", [STOCKHOLM, HEALTH_CENTRE], history=history, consents=theirs))
    assert judged.verdicts[HEALTH_CENTRE]["outcome"] == "forward", judged.told()
    assert judged.verdicts[STOCKHOLM]["outcome"] in {"hold", "refuse"}, judged.told()
    assert any(row["rule"].startswith("ST-CONS") for row in judged.verdicts[STOCKHOLM]["grounds"])


def test_a_region_without_a_pack_is_met_with_our_own_rules() -> None:
    judged = judge(
        _guest("inskrivningsmeddelande", [SKANE, HEALTH_CENTRE], person=person(municipality="1280"))
    )
    assert _outcomes(judged)[SKANE] in {"forward", "reduce"}, judged.told()
    denied = judge(
        _guest(
            "inskrivningsmeddelande",
            [SKANE, HEALTH_CENTRE],
            person=person(municipality="1280"),
            consents=[consent("refused")],
        )
    )
    assert _outcomes(denied)[SKANE] == "reduce", denied.told()
    assert denied.disclosed(SKANE) <= judged.disclosed(SKANE)


def test_a_unit_of_another_region_does_not_send_under_this_pack() -> None:
    judged = judge(_guest("planeringsunderlag", [HEALTH_CENTRE], sender=STOCKHOLM, history=admitted()))
    assert judged.outcome == "refuse", judged.told()
    assert "PRODUKT-FORM-04" in judged.refusing
