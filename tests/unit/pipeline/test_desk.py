"""A scenario decided on a desk: what a service would gather, from one file."""

import copy as copies
from dataclasses import replace
from typing import Any

import pytest

from adapter.intake.scenario import Scenario, read
from adapter.model.errors import UsageError
from adapter.model.verdict import Outcome
from adapter.pipeline import desk
from tests.builders import HEALTH_CENTRE, PERSON, SOCIAL, WARD
from tests.packs import packs

CONSENT = {
    "status": "given",
    "form": "oral",
    "scopes": ["informationsoverforing", "npo"],
    "givenBy": "patient",
    "recordedAt": "2026-03-02T09:30:00+01:00",
    "recordedBy": {"unit": WARD, "name": "Test Testsson", "title": "sjuksköterska"},
}
NOTICE = {
    "messageId": "8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e11",
    "kind": "inskrivningsmeddelande",
    "action": "new",
    "region": "vasterbotten",
    "sentAt": "2026-03-02T10:00:00+01:00",
    "sender": {"unit": WARD, "person": {"name": "Test", "title": "läkare", "function": "behandlande-lakare"}},
    "recipients": [SOCIAL, HEALTH_CENTRE],
    "patient": {"type": "personnummer", "value": PERSON},
    "episode": {"id": "vtf-2026-000123", "admittedAt": "2026-03-02T08:10:00+01:00"},
    "content": {"estimatedDischarge": "2026-03-06", "ward": "Avdelning 1"},
}
SCENARIO = {
    "region": "vasterbotten",
    "directory": [
        {"unit": WARD, "role": "slutenvard", "name": "Avdelning 1", "organisation": "region"},
        {
            "unit": SOCIAL,
            "role": "kommun-socialtjanst",
            "name": "Soc",
            "organisation": "kommun",
            "municipality": "2480",
        },
        {"unit": HEALTH_CENTRE, "role": "primarvard", "name": "HC", "organisation": "region"},
    ],
    "person": {
        "identifier": PERSON,
        "municipality": "2480",
        "name": {"given": ["Test"], "family": "Testsson"},
        "address": {"line": ["Storgatan 1"], "postalCode": "90101", "city": "Umeå"},
    },
    "consents": [CONSENT],
    "message": NOTICE,
}


def later(message_id: str, kind: str, at: str, **changes: object) -> dict[str, Any]:
    """A message of the same stay, sent later."""
    plain = {**NOTICE, "messageId": f"00000000-0000-4000-8000-{message_id:0>12}", "kind": kind, "sentAt": at}
    return {**plain, **changes}


READY = later(
    "1", "utskrivningsklar", "2026-03-02T11:00:00+01:00", content={"readyAt": "2026-03-02T10:55:00+01:00"}
)


def scenario(**changes: object) -> Scenario:
    """The scenario with changes at its top."""
    return read({**copies.deepcopy(SCENARIO), **changes})


def test_a_consented_notice_is_forwarded_to_all() -> None:
    decision = desk.decide(scenario(), packs())
    assert {verdict.outcome for verdict in decision.verdicts} == {Outcome.FORWARD}


def test_a_scenario_without_a_message_is_the_users_mistake() -> None:
    with pytest.raises(UsageError, match="no message"):
        desk.decide(scenario(message=None), packs())


def test_a_fault_beyond_reading_is_an_issue_without_verdicts() -> None:
    decision = desk.decide(scenario(message={**NOTICE, "recipients": [SOCIAL, SOCIAL]}), packs())
    assert decision.verdicts == ()
    assert decision.whole
    assert [issue.rule for issue in decision.issues] == ["CHECK-TWICE"]


def test_history_is_folded_and_its_consents_count() -> None:
    samtycke = later(
        "5",
        "samtycke",
        "2026-03-02T10:30:00+01:00",
        recipients=[],
        content={**CONSENT, "status": "withdrawn"},
    )
    withdrawn = desk.decide(scenario(history=[NOTICE, samtycke], message=READY), packs())
    assert {verdict.outcome for verdict in withdrawn.verdicts} == {Outcome.REDUCE}
    carried = desk.decide(
        scenario(consents=[], history=[{**NOTICE, "consent": CONSENT}], message=READY), packs()
    )
    assert {verdict.outcome for verdict in carried.verdicts} == {Outcome.FORWARD}


def test_a_retraction_goes_to_the_units_that_got_the_original() -> None:
    cancel = later(
        "2",
        "utskrivningsklar",
        "2026-03-02T13:00:00+01:00",
        action="cancel",
        relatesTo=READY["messageId"],
        recipients=[SOCIAL],
        content={"reason": "sämre", "newEstimatedDischarge": "2026-03-09"},
    )
    decision = desk.decide(scenario(history=[NOTICE, READY], message=cancel), packs())
    assert [verdict.recipient for verdict in decision.verdicts] == [SOCIAL, HEALTH_CENTRE]


def test_what_is_acknowledged_is_no_longer_owed() -> None:
    kvittens = later(
        "3",
        "kvittens",
        "2026-03-02T11:30:00+01:00",
        sender={"unit": SOCIAL},
        recipients=[WARD],
        relatesTo=READY["messageId"],
        content={},
    )
    laid = desk.lay_out(scenario(history=[NOTICE, READY, kvittens], message=READY), packs())
    met = {(owed.unit, owed.kind): owed.met_at is not None for owed in laid.facts.history.owed}
    assert met[(SOCIAL, "utskrivningsklar")]
    assert not met[(HEALTH_CENTRE, "utskrivningsklar")]
    assert not met[(SOCIAL, "inskrivningsmeddelande")]


def test_a_copy_is_the_message_as_the_unit_would_get_it_once_accepted() -> None:
    verdict, made = desk.copy(scenario(), packs(), SOCIAL)
    assert verdict.outcome is Outcome.FORWARD
    assert made is not None
    assert made.episode is not None
    assert made.episode.state == "admitted"
    assert made.kvittens_due is not None
    assert made.message.recipients == (SOCIAL,)


def test_nothing_is_copied_where_nothing_leaves() -> None:
    protected = scenario(person={"identifier": PERSON, "protection": "sekretessmarkering"})
    verdict, made = desk.copy(protected, packs(), SOCIAL)
    assert (verdict.outcome, verdict.handling, made) == (Outcome.REFUSE, "telefon", None)


def test_a_unit_that_is_not_addressed_has_no_copy() -> None:
    verdict, copy = desk.copy(scenario(), packs(), WARD)
    assert copy is None
    assert (verdict.outcome, [ground.rule for ground in verdict.grounds]) == (
        Outcome.REFUSE,
        ["PRODUKT-DENY-01"],
    )


def test_a_unit_that_the_directory_lacks_is_a_mistake_of_the_user() -> None:
    with pytest.raises(UsageError, match="directory"):
        desk.copy(scenario(), packs(), "SE2321000222-NO1")


def test_the_scenarios_instant_is_the_one_decided_at() -> None:
    laid = desk.lay_out(scenario(at="2026-03-02T12:00:00+01:00"), packs())
    assert laid.facts.at.hour == 12
    assert desk.lay_out(replace(scenario(), at=None), packs()).facts.at == laid.message.sent_at


def test_a_record_of_a_unit_outside_the_directory_is_its_organisations() -> None:
    elsewhere = {**CONSENT, "recordedBy": {"unit": "SE2321000230-X"}}
    laid = desk.lay_out(scenario(history=[{**NOTICE, "consent": elsewhere}], message=READY), packs())
    assert "SE2321000230" in {record.holder for record in laid.facts.history.consents}
    silent = {**CONSENT, "recordedBy": None}
    laid = desk.lay_out(scenario(history=[{**NOTICE, "consent": silent}], message=READY), packs())
    assert laid.facts.history.consents[-1].holder == "SE2321000222"
