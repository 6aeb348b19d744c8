"""The consent table of `semantics.md` 39, row by row, and the VB-CONS rules of the catalogue at their boundaries."""

from typing import Any

import pytest

from tests.contract.builder import Json, mid
from tests.contract.case import judge
from tests.contract.scenes import (
    CLINIC,
    HEALTH_CENTRE,
    HOME_CARE,
    OTHER_WARD,
    SOCIAL,
    STAY,
    admitted,
    consent,
    message,
    person,
    ready,
    scene,
    unable,
)

NOTICES = {
    "inskrivningsmeddelande": {
        "patient.identifier",
        "patient.name",
        "patient.address",
        "patient.municipality",
        "content.ward",
        "content.estimatedDischarge",
    },
    "utskrivningsklar": {"patient.identifier", "patient.name", "content.readyAt"},
    "utskrivningsmeddelande": {"patient.identifier", "patient.name", "content.dischargedAt"},
    "avbruten-planering": {"patient.identifier", "patient.name", "content.reason"},
}
CONTENT = (
    "planeringsunderlag",
    "svar-inskrivningsmeddelande",
    "patientinformation",
    "fast-vardkontakt",
    "generellt-meddelande",
)
ALWAYS = {"sender.unit", "sender.organisation", "episode.id"}
LATER = "2026-03-02T08:45:00+01:00"

GROUNDS: dict[str, list[Json]] = {
    "oral": [consent()],
    "written": [consent(form="written")],
    "by a legal representative": [consent(givenBy="legal-representative")],
    "within its period": [consent(period={"start": "2026-03-02", "end": None})],
    "on the last day of its period": [consent(period={"start": "2026-03-01", "end": "2026-03-31"})],
    "for this stay": [consent(episode=STAY)],
    "harm assessed as none": [unable()],
    "given after a refusal": [consent("refused"), consent(recordedAt=LATER)],
}
DENIALS: dict[str, list[Json]] = {
    "refused": [consent("refused")],
    "withdrawn": [consent(), consent("withdrawn", recordedAt=LATER)],
    "refused after given": [consent(), consent("refused", recordedAt=LATER)],
    "unable, harm": [unable("harm")],
    "unable, unclear": [unable("unclear")],
    "unable, not assessed": [unable(None)],
    "assessor without title": [unable(assessor={"name": "Test Bedömare"})],
    "assessor without name": [unable(assessor={"title": "överläkare"})],
    "refused, though harm is ruled out": [unable() | {"status": "refused"}],
}
NOTHING: dict[str, list[Json]] = {
    "no record": [],
    "not asked": [consent("not-asked", form=None, givenBy=None)],
    "for NPÖ alone": [consent(scopes=["npo"])],
    "for SIP alone": [consent(scopes=["sip"])],
    "expired": [consent(period={"start": "2026-02-01", "end": "2026-03-01"})],
    "not begun": [consent(period={"start": "2026-03-31", "end": None})],
    "for another unit": [consent(parties=[CLINIC])],
    "for another stay": [consent(episode="vtf-2026-000001")],
    "recorded in the future": [consent(recordedAt="2026-03-30T08:30:00+02:00")],
    "presumed": [consent(form="presumed")],
    "of no form": [consent(form=None)],
    "recorded by nobody": [consent(recordedBy=None)],
    "recorded at no time": [consent(recordedAt=None)],
}


def _message(kind: str) -> Json:
    changes: Json = {"without": ["careContact"]} if kind == "patientinformation" else {}
    return message(kind, **changes)


def _scene(kind: str, consents: list[Json]) -> Json:
    return scene(_message(kind), consents=consents)


def _named(states: dict[str, list[Json]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("consents", states.values(), ids=list(states))


@_named(GROUNDS)
@pytest.mark.parametrize("kind", [*NOTICES, *CONTENT])
def test_a_consent_or_clear_harm_assessment_forwards(kind: str, consents: list[Json]) -> None:
    judged = judge(_scene(kind, consents))
    assert judged.outcome == "forward", judged.told()
    unit = next(iter(judged.verdicts))
    assert {f"content.{name}" for name in _message(kind)["content"]} <= judged.disclosed(unit)


@_named(DENIALS)
@pytest.mark.parametrize("kind", NOTICES)
def test_a_denial_leaves_the_notices_their_legal_minimum(kind: str, consents: list[Json]) -> None:
    judged = judge(_scene(kind, consents))
    assert judged.outcome == "reduce", judged.told()
    for unit in judged.verdicts:
        assert judged.disclosed(unit) - ALWAYS == NOTICES[kind], judged.told()


@_named(DENIALS)
@pytest.mark.parametrize("kind", CONTENT)
def test_a_denial_refuses_everything_that_is_content(kind: str, consents: list[Json]) -> None:
    judged = judge(_scene(kind, consents))
    assert judged.outcome == "refuse", judged.told()
    assert any(rule.startswith("VB-CONS-") for rule in judged.refusing), judged.told()
    assert all(verdict["disclosed"] == [] for verdict in judged.verdicts.values())


@_named(NOTHING)
@pytest.mark.parametrize("kind", NOTICES)
def test_without_a_consent_the_notices_go_reduced_with_a_warning(kind: str, consents: list[Json]) -> None:
    judged = judge(_scene(kind, consents))
    assert judged.outcome == "reduce", judged.told()
    assert any(rule.startswith("VB-CONS-") for rule in judged.issues), judged.told()
    for unit in judged.verdicts:
        assert judged.disclosed(unit) - ALWAYS == NOTICES[kind], judged.told()


@_named(NOTHING)
@pytest.mark.parametrize("kind", CONTENT)
def test_without_a_consent_content_is_held(kind: str, consents: list[Json]) -> None:
    judged = judge(_scene(kind, consents))
    assert judged.outcome == "hold", judged.told()
    assert any(rule.startswith("VB-CONS-") for rule in judged.refusing), judged.told()


@pytest.mark.parametrize(
    ("consents", "rule"),
    [
        ([consent("refused")], "VB-CONS-06"),
        ([unable("harm")], "VB-CONS-08"),
        ([unable("unclear")], "VB-CONS-08"),
        ([unable(assessor={"name": "Test Bedömare"})], "VB-CONS-09"),
        ([unable() | {"status": "refused"}], "VB-CONS-10"),
        ([consent(), consent("withdrawn", recordedAt=LATER)], "VB-CONS-04"),
        ([consent(scopes=["npo"])], "VB-CONS-05"),
        ([consent(form="presumed")], "VB-CONS-18"),
        ([consent(form=None)], "VB-CONS-02"),
        ([consent(recordedBy=None)], "VB-CONS-03"),
        ([consent(givenBy="relative")], "VB-CONS-01"),
        ([], "VB-CONS-05"),
    ],
)
def test_a_reduced_admission_notice_says_by_which_rule(consents: list[Json], rule: str) -> None:
    judged = judge(_scene("inskrivningsmeddelande", consents))
    assert judged.outcome == "reduce", judged.told()
    assert rule in judged.grounds | judged.issues, judged.told()


@pytest.mark.parametrize(
    ("consents", "rule"),
    [
        ([consent("refused")], "VB-CONS-07"),
        ([unable("harm")], "VB-CONS-08"),
        ([unable(assessor={"name": "Test Bedömare"})], "VB-CONS-09"),
        ([unable() | {"status": "refused"}], "VB-CONS-10"),
        ([consent(), consent("withdrawn", recordedAt=LATER)], "VB-CONS-04"),
        ([], "VB-CONS-01"),
        ([consent(form="presumed")], "VB-CONS-18"),
    ],
)
@pytest.mark.parametrize(
    "kind", ["planeringsunderlag", "generellt-meddelande", "svar-inskrivningsmeddelande"]
)
def test_a_refused_or_held_content_says_by_which_rule(kind: str, consents: list[Json], rule: str) -> None:
    judged = judge(_scene(kind, consents))
    assert rule in judged.refusing, judged.told()


def test_a_withdrawal_counts_from_its_instant_on() -> None:
    withdrawn = "2026-03-02T10:00:00+01:00"
    consents = [consent(), consent("withdrawn", recordedAt=withdrawn)]
    plain = _scene("inskrivningsmeddelande", consents)
    assert judge(plain | {"at": "2026-03-02T09:59:59+01:00"}).outcome == "forward"
    assert judge(plain | {"at": withdrawn}).outcome == "reduce"


def test_of_two_records_received_at_once_the_restrictive_one_counts() -> None:
    both = [consent("refused"), consent()]
    assert judge(_scene("planeringsunderlag", both)).outcome == "refuse"
    assert judge(_scene("planeringsunderlag", both[::-1])).outcome == "refuse"


@pytest.mark.parametrize(("end", "outcome"), [("2026-03-02", "forward"), ("2026-03-01", "reduce")])
def test_the_last_day_of_a_period_counts(end: str, outcome: str) -> None:
    records = [consent(period={"start": "2026-02-01", "end": end})]
    assert judge(_scene("inskrivningsmeddelande", records)).outcome == outcome


@pytest.mark.parametrize(("start", "outcome"), [("2026-03-02", "forward"), ("2026-03-03", "reduce")])
def test_the_first_day_of_a_period_counts(start: str, outcome: str) -> None:
    records = [consent(period={"start": start, "end": None})]
    assert judge(_scene("inskrivningsmeddelande", records)).outcome == outcome


def test_a_consent_for_one_unit_is_none_for_the_others() -> None:
    judged = judge(_scene("inskrivningsmeddelande", [consent(parties=[SOCIAL])]))
    assert {unit: one["outcome"] for unit, one in judged.verdicts.items()} == {
        SOCIAL: "forward",
        HOME_CARE: "reduce",
        HEALTH_CENTRE: "reduce",
    }
    judged = judge(_scene("planeringsunderlag", [consent(parties=[SOCIAL])]))
    assert {unit: one["outcome"] for unit, one in judged.verdicts.items()} == {
        SOCIAL: "forward",
        HOME_CARE: "hold",
        HEALTH_CENTRE: "hold",
    }


def test_information_transfer_without_npo_only_warns() -> None:
    judged = judge(_scene("inskrivningsmeddelande", [consent(scopes=["informationsoverforing"])]))
    assert judged.outcome == "forward"
    assert "VB-CONS-05" in judged.issues
    assert "VB-CONS-05" not in judge(_scene("inskrivningsmeddelande", [consent()])).issues


def test_a_refusal_of_sip_says_nothing_of_information_transfer() -> None:
    records = [consent(), consent("refused", scopes=["sip"], recordedAt=LATER)]
    for kind in (
        "inskrivningsmeddelande",
        "utskrivningsklar",
        "utskrivningsmeddelande",
        "planeringsunderlag",
    ):
        assert judge(_scene(kind, records)).outcome == "forward"


# What a message itself says of consent


def _asserted(kind: str, said: Json, *registered: Json) -> Any:
    return judge(scene(message(kind, consent=said), consents=list(registered)))


@pytest.mark.parametrize("kind", ["inskrivningsmeddelande", "planeringsunderlag"])
def test_a_messages_own_consent_is_a_ground(kind: str) -> None:
    assert _asserted(kind, consent()).outcome == "forward"


@pytest.mark.parametrize(
    ("kind", "outcome"), [("inskrivningsmeddelande", "reduce"), ("planeringsunderlag", "refuse")]
)
def test_a_messages_own_refusal_ends_the_registered_consent(kind: str, outcome: str) -> None:
    assert (
        _asserted(kind, consent("refused", recordedAt="2026-03-02T09:30:00+01:00"), consent()).outcome
        == outcome
    )


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"recordedAt": "2026-03-02T09:30:00+01:00"}, "reduce"),
        ({"recordedAt": "2026-03-02T09:30:00+01:00", "askedAnew": True}, "forward"),
        ({"recordedAt": "2026-03-02T07:30:00+01:00", "askedAnew": True}, "reduce"),
        ({"recordedAt": "2026-03-02T08:30:00+01:00", "askedAnew": True}, "reduce"),
    ],
)
@pytest.mark.parametrize("before", ["refused", "withdrawn"])
def test_an_assertion_ends_a_refusal_only_when_the_person_was_asked_anew_later(
    before: str, changes: Json, outcome: str
) -> None:
    judged = _asserted("inskrivningsmeddelande", consent(**changes), consent(before))
    assert judged.outcome == outcome, judged.told()


def test_an_assertion_counts_for_later_messages_too() -> None:
    plain = _scene("planeringsunderlag", [])
    assert judge(plain | {"history": admitted(consent=consent())}).outcome == "forward"
    assert judge(plain | {"history": admitted(consent=consent("refused"))}).outcome == "refuse"


def test_an_earlier_samtycke_message_counts() -> None:
    given = message("samtycke", number=7, content=consent())
    refused = message("samtycke", number=8, content=consent("refused"), sentAt="2026-03-02T11:00:00+01:00")
    plain = _scene("planeringsunderlag", [])
    assert judge(plain | {"history": [given, *admitted()]}).outcome == "forward"
    assert judge(plain | {"history": [given, *admitted(), refused]}).outcome == "refuse"


def test_a_consent_recorded_in_the_future_is_refused() -> None:
    future = "2026-03-02T10:06:00+01:00"
    assert judge(scene(message("samtycke", content=consent(recordedAt=future)))).outcomes <= {"refuse"}
    judged = _asserted("inskrivningsmeddelande", consent(recordedAt=future))
    assert "forward" not in judged.outcomes, judged.told()


# Messages outside the stay


def _outside(said: Json | None, *registered: Json, **content: Any) -> Any:
    written = message("meddelande-utanfor-vardtillfalle", content=content, consent=said)
    return judge(scene(written, consents=list(registered)))


@pytest.mark.parametrize("scope", ["utanfor-vardtillfalle", "informationsoverforing"])
def test_outside_the_stay_its_own_block_with_either_scope_forwards(scope: str) -> None:
    assert _outside(consent(scopes=[scope])).outcome == "forward"


@pytest.mark.parametrize(
    "said",
    [
        None,
        consent("refused", scopes=["utanfor-vardtillfalle"]),
        consent("withdrawn", scopes=["utanfor-vardtillfalle"]),
        consent("not-asked", scopes=["utanfor-vardtillfalle"], form=None, givenBy=None),
        unable("harm", scopes=["utanfor-vardtillfalle"]),
        unable("unclear", scopes=["utanfor-vardtillfalle"]),
        unable(None, scopes=["utanfor-vardtillfalle"]),
        consent(scopes=["npo"]),
        consent(scopes=["sip"]),
        consent(scopes=["utanfor-vardtillfalle"], recordedBy=None),
        consent(scopes=["utanfor-vardtillfalle"], form="presumed"),
    ],
)
def test_outside_the_stay_all_else_is_refused_even_with_a_registered_consent(said: Json | None) -> None:
    judged = _outside(said, consent(scopes=["informationsoverforing", "utanfor-vardtillfalle"]))
    assert judged.outcome == "refuse", judged.told()
    assert "VB-CONS-15" in judged.refusing, judged.told()
    assert judged.handlings == {None}, judged.told()


def test_outside_the_stay_a_clear_harm_assessment_forwards() -> None:
    assert _outside(unable(scopes=["utanfor-vardtillfalle"])).outcome == "forward"


def test_outside_the_stay_a_registered_refusal_binds() -> None:
    block = consent(scopes=["utanfor-vardtillfalle"], recordedAt="2026-03-03T09:00:00+01:00")
    refused = consent("refused", scopes=["utanfor-vardtillfalle"])
    assert _outside(block, refused).outcome == "refuse"
    assert _outside(block | {"askedAnew": True}, refused).outcome == "forward"


HOME_VISIT: Json = {
    "template": "enstaka-hembesok",
    "sbar": {"situation": "s", "background": "b", "assessment": "a", "recommendation": "r"},
    "measures": ["omlaggning"],
    "periodWeeks": 2,
    "physicianFollowUp": False,
    "selfCare": False,
    "inEpikris": True,
}


@pytest.mark.parametrize(
    ("scopes", "outcome"),
    [
        (["utanfor-vardtillfalle", "hembesok"], "forward"),
        (["informationsoverforing", "hembesok"], "forward"),
        (["utanfor-vardtillfalle"], "refuse"),
        (["informationsoverforing"], "refuse"),
        (["hembesok"], "refuse"),
    ],
)
def test_single_home_visits_want_agreement_to_the_visits_and_to_the_transfer(
    scopes: list[str], outcome: str
) -> None:
    judged = _outside(consent(scopes=scopes), **HOME_VISIT)
    assert judged.outcome == outcome, judged.told()
    if outcome == "refuse":
        assert judged.refusing & {"VB-CONS-16", "VB-CONS-17"} or "VB-CONS-15" in judged.refusing


# Children


def _of(number: str, giver: str, kind: str = "inskrivningsmeddelande", **changes: Any) -> Any:
    patient = {"type": "personnummer", "value": number}
    before = admitted(patient=patient) if kind != "inskrivningsmeddelande" else []
    return judge(
        scene(
            message(kind, patient=patient),
            person=person(identifier=number),
            consents=[consent(givenBy=giver, **changes)],
            history=before,
        )
    )


YOUNG, GROWN = "200803032390", "200803022391"


def test_the_day_before_eighteen_the_guardian_consents() -> None:
    assert _of(YOUNG, "guardian").outcome == "forward"
    assert _of(YOUNG, "patient").outcome == "reduce"
    assert "VB-CONS-11" in _of(YOUNG, "patient").grounds | _of(YOUNG, "patient").issues


def test_from_eighteen_on_the_person_consents() -> None:
    assert _of(GROWN, "patient").outcome == "forward"
    assert _of(GROWN, "guardian").outcome == "reduce"
    assert "VB-CONS-11" in _of(GROWN, "guardian").grounds | _of(GROWN, "guardian").issues
    assert _of(GROWN, "legal-representative").outcome == "forward"


def test_a_child_not_asked_is_a_warning() -> None:
    assert "VB-CONS-13" in _of(YOUNG, "guardian").issues
    asked = {"asked": True, "view": "Vill hem"}
    assert "VB-CONS-13" not in _of(YOUNG, "guardian", childAsked=asked).issues
    assert "VB-CONS-13" not in _of(YOUNG, "guardian", childAsked={"asked": False, "view": "För liten"}).issues
    assert "VB-CONS-13" not in _of(GROWN, "patient").issues


# The message that carries a consent, and those that need none


@pytest.mark.parametrize("registered", [[], [consent("refused")], [consent()]])
@pytest.mark.parametrize("kind", ["kvittens", "samtycke"])
def test_kvittens_and_samtycke_are_exempt(kind: str, registered: list[Json]) -> None:
    judged = judge(scene(message(kind), consents=registered))
    assert judged.outcomes <= {"forward", "reduce"}, judged.told()
    for unit in judged.verdicts:
        assert not judged.disclosed(unit) & {"patient.name", "patient.address", "sender.person"}


@pytest.mark.parametrize("status", ["given", "refused", "withdrawn", "unable"])
def test_a_samtycke_of_every_status_is_taken(status: str) -> None:
    said = unable() if status == "unable" else consent(status)
    judged = judge(
        scene(message("samtycke", content=said, without=["form", "givenBy"] if status == "unable" else ()))
    )
    assert judged.outcomes <= {"forward", "reduce"}, judged.told()


@pytest.mark.parametrize(("told", "warned"), [(None, True), (False, True), (True, False)])
def test_a_refusal_of_sip_wants_the_person_told_what_it_means(told: bool | None, warned: bool) -> None:  # noqa: FBT001
    said = consent("refused", scopes=["sip"], refusalInformationGiven=told)
    judged = judge(scene(message("samtycke", content=said)))
    assert ("VB-CONS-21" in judged.issues) is warned, judged.told()


def test_secrecy_withholds_from_that_unit_alone() -> None:
    secret = [{"unit": SOCIAL, "reason": "sekretess"}]
    judged = judge(scene(message("utskrivningsklar", withhold=secret)))
    assert judged.verdicts[SOCIAL]["outcome"] == "refuse"
    assert "VB-CONS-25" in {ground["rule"] for ground in judged.verdicts[SOCIAL]["grounds"]}
    assert judged.verdicts[SOCIAL]["disclosed"] == []
    assert judged.verdicts[HOME_CARE]["outcome"] == "forward"


def test_taking_back_follows_the_consent_of_now() -> None:
    cancel = message(
        "utskrivningsklar",
        "cancel",
        relatesTo=mid(2),
        content={"newEstimatedDischarge": "2026-03-09", "reason": "Feber"},
        without=["readyAt"],
        sentAt="2026-03-04T12:30:00+01:00",
    )
    assert judge(scene(cancel, history=ready())).outcome == "forward"
    judged = judge(scene(cancel, history=ready(), consents=[consent("refused")]))
    assert judged.outcome == "reduce", judged.told()
    assert not judged.disclosed(SOCIAL) & {"content.reason", "sender.person"}, judged.told()


def test_another_wards_record_counts_for_the_ward() -> None:
    by = {"unit": OTHER_WARD, "name": "Test Testsson", "title": "läkare"}
    assert judge(_scene("planeringsunderlag", [consent(recordedBy=by)])).outcome == "forward"
    assert judge(_scene("planeringsunderlag", [consent("refused", recordedBy=by)])).outcome == "refuse"
