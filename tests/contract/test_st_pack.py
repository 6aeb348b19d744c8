"""Stockholm: what a consent record must say (ST-CONS-03), where the agreement is silent (ST-STATE-05), and after it ran out."""

import json
from typing import Any

import pytest

from tests.contract.builder import Json
from tests.contract.case import Case, Judged, check, fine, judge, refused
from tests.contract.stockholm import SOCIAL, WARD, consent, going_home, of, person


def _record(**changes: Any) -> Json:
    content = consent(**changes)
    plain = of("samtycke", recipients=[SOCIAL])
    plain["message"]["content"] = content
    return plain


def _sent_on(**changes: Any) -> Json:
    return of("planeringsunderlag", consents=[consent(**changes)])


@pytest.mark.parametrize(
    "case",
    [
        fine("ST-CONS-03", "how, when, by whom and where", _record(), "reduce"),
        refused("ST-CONS-03", "not how", _record(form=None)),
        refused("ST-CONS-03", "not when", _record(recordedAt=None)),
        refused("ST-CONS-03", "not by whom", _record(recordedBy=None)),
        Case("ST-CONS-03", "neither journal nor akt", _record(documentedIn=None), "reduce"),
        fine("ST-CONS-03", "the akt alone", _record(documentedIn=["akt"]), "reduce"),
        Case("ST-CONS-03", "sent on one without form", _sent_on(form=None), "hold"),
        Case("ST-CONS-03", "sent on one without time", _sent_on(recordedAt=None), "hold"),
        Case("ST-CONS-03", "sent on one without unit", _sent_on(recordedBy=None), "hold"),
    ],
    ids=str,
)
def test_a_record_says_how_the_consent_was_obtained(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("protection", ["sekretessmarkering", "skyddad-folkbokforing"])
def test_the_verdict_says_that_the_agreement_is_silent_on_identity(protection: str) -> None:
    judged = judge(of("inskrivningsmeddelande", person=person(protection=protection)))
    assert judged.outcome == "refuse"
    assert judged.handlings == {"telefon"}
    (ground,) = next(iter(judged.verdicts.values()))["grounds"]
    assert ground["rule"].startswith("PRODUKT-IDENT")
    assert ground["silent"] is True
    assert "agreement" in ground["silence"]
    assert "Överenskommelsen" in ground["sv"]["silence"]


def test_where_the_agreement_speaks_no_silence_is_claimed() -> None:
    judged = judge(of("planeringsunderlag", consents=[consent("refused")]))
    grounds = [ground for verdict in judged.verdicts.values() for ground in verdict["grounds"]]
    assert {ground["rule"] for ground in grounds} == {"ST-CONS-01"}
    assert not any(ground.get("silent") for ground in grounds)


def _on(scenario: Json, year: str, region: str = "stockholm") -> Json:
    """The same scenario in another year, or judged by the Act alone."""
    text = json.dumps(scenario).replace('"2018-', f'"{year}-')
    moved: Json = json.loads(text.replace('"region": "stockholm"', f'"region": "{region}"'))
    return moved


def _warns_of_the_pack(judged: Judged) -> bool:
    every = [
        any(ground["rule"] == "PRODUKT-PACK-01" and ground["effect"] == "warn" for ground in one["grounds"])
        for one in judged.verdicts.values()
    ]
    return bool(every) and all(every)


@pytest.mark.parametrize(
    ("day", "warns"),
    [("2019-12-31", False), ("2020-01-01", True), ("2020-03-05", True), ("2018-01-02", False)],
)
def test_the_pack_runs_out_with_the_year_2019(day: str, *, warns: bool) -> None:
    scenario = of("inskrivningsmeddelande")
    scenario["message"] |= {"sentAt": f"{day}T10:00:00+01:00"}
    scenario["message"]["episode"]["admittedAt"] = f"{day}T08:00:00+01:00"
    scenario["consents"] = [consent(recordedAt=f"{day}T08:30:00+01:00")]
    judged = judge(scenario)
    assert _warns_of_the_pack(judged) is warns, judged.told()
    assert ("PRODUKT-PACK-01" in judged.issues) is warns


ANSWERS = {
    "given": [consent(), consent(unit=SOCIAL)],
    "refused": [consent("refused")],
    "withdrawn": [consent(), consent("withdrawn", recordedAt="2018-03-05T09:00:00+01:00")],
    "none": [],
}
KINDS = (
    "inskrivningsmeddelande",
    "fast-vardkontakt",
    "planeringsunderlag",
    "utskrivningsklar",
    "utskrivningsmeddelande",
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("answer", ANSWERS)
def test_out_of_force_it_lets_out_what_both_it_and_the_act_do(kind: str, answer: str) -> None:
    scenario = of(kind, consents=ANSWERS[answer])
    then, now = judge(scenario), judge(_on(scenario, "2020"))
    act = judge(_on(scenario, "2020", "sverige"))
    assert _warns_of_the_pack(now), now.told()
    assert not _warns_of_the_pack(then)
    for unit in then.verdicts:
        assert now.disclosed(unit) == then.disclosed(unit) & act.disclosed(unit), (
            f"{then.told()}\n{now.told()}\n{act.told()}"
        )


def test_out_of_force_its_own_order_still_holds() -> None:
    early = [said for said in going_home() if said["kind"] != "utskrivningsklar"]
    judged = judge(_on(of("utskrivningsmeddelande", history=early), "2020"))
    assert judged.outcome == "refuse"
    assert "ST-STATE-01" in judged.refusing
    assert WARD not in judged.verdicts
