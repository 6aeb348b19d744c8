"""The consent tables of Stockholm and Västmanland, row by row: own consent per party; what, who and how long."""

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from adapter.bootstrap import packs
from adapter.intake.scenario import read
from adapter.model.verdict import Verdict
from adapter.pipeline import desk

Json = dict[str, Any]
REGIONS = Path(__file__).parents[2] / "profiles" / "regions"
HOSPITAL, CITY = "SE2321000016-AVD1", "SE2120000142-SOC1"
CENTRE, SOCIAL, NURSES = "SE2321000172-VC01", "SE2120002080-SOC1", "SE2120002080-HSV1"
OWN_DATA = {"patient.identifier", "patient.name", "patient.address", "content.estimatedDischarge"}


@cache
def bases(region: str) -> Json:
    """The plain scenarios that the region's own cases start from."""
    text = (REGIONS / region / "cases" / "base.yaml").read_text()
    found: Json = YAML(typ="safe").load(text)["base"]
    return found


def scene(region: str, base: str, consents: list[Json], **changes: Any) -> Json:
    """A plain scenario of the region's pack with these consents and nothing else changed."""
    return {**deepcopy(bases(region)[base]), "consents": consents, **changes}


def judged(document: Json) -> dict[str, Verdict]:
    """The verdict for each recipient."""
    return {verdict.recipient: verdict for verdict in desk.decide(read(document), packs()).verdicts}


def outcomes(document: Json) -> set[str]:
    """What becomes of the message, over its recipients."""
    return {verdict.outcome.value for verdict in judged(document).values()}


def consent(status: str = "given", unit: str = HOSPITAL, **changes: Any) -> Json:
    """A documented record of a unit's; None takes a member away."""
    plain: Json = {
        "status": status,
        "form": "oral",
        "scopes": ["informationsoverforing"],
        "givenBy": "patient",
        "recordedAt": "2018-03-05T08:30:00+01:00",
        "recordedBy": {"unit": unit, "name": "Test Testsson", "title": "sjuksköterska"},
    } | changes
    return {name: value for name, value in plain.items() if value is not None}


CONTENT = ("planeringsunderlag", "fast-vardkontakt")
NOTICES = ("utskrivningsklar", "utskrivning", "avbruten")
DENIED = [
    [consent("refused")],
    [consent(), consent("withdrawn", recordedAt="2018-03-05T09:30:00+01:00")],
    [consent("unable", form=None, givenBy=None)],
]
UNASKED = [[], [consent(unit=CITY)], [consent(form="presumed")], [consent(recordedBy=None)]]


@pytest.mark.parametrize("base", ["inskrivning", *CONTENT, *NOTICES])
def test_stockholm_sends_on_the_senders_own_consent(base: str) -> None:
    assert outcomes(scene("stockholm", base, [consent()])) == {"forward"}


@pytest.mark.parametrize("consents", [*DENIED, *UNASKED])
def test_stockholms_admission_notice_goes_without_it_with_the_acts_data_set(consents: list[Json]) -> None:
    verdicts = judged(scene("stockholm", "inskrivning", consents)).values()
    assert {verdict.outcome.value for verdict in verdicts} == {"reduce"}
    assert all(set(verdict.disclosed) == OWN_DATA for verdict in verdicts)


@pytest.mark.parametrize("base", [*CONTENT, *NOTICES])
@pytest.mark.parametrize("consents", DENIED)
def test_stockholm_sends_nothing_else_against_a_no(base: str, consents: list[Json]) -> None:
    assert outcomes(scene("stockholm", base, consents)) == {"refuse"}


@pytest.mark.parametrize("base", [*CONTENT, *NOTICES])
@pytest.mark.parametrize("consents", UNASKED)
def test_in_stockholm_everything_else_waits_for_the_senders_own(base: str, consents: list[Json]) -> None:
    assert outcomes(scene("stockholm", base, consents)) == {"hold"}


def test_in_stockholm_each_party_stands_by_its_own_answer() -> None:
    both = [consent("refused"), consent(unit=CITY)]
    assert outcomes(scene("stockholm", "kommunens-svar", both)) == {"forward"}
    assert outcomes(scene("stockholm", "planeringsunderlag", both)) == {"refuse"}
    assert outcomes(scene("stockholm", "kommunens-svar", [consent()])) == {"hold"}


def limited(status: str = "given", **changes: Any) -> Json:
    """A consent to a SIP that says what, who and how long."""
    limits: Json = {
        "scopes": ["sip"],
        "recordedAt": "2025-05-05T09:00:00+02:00",
        "purpose": "Samordning av hemsjukvård och hemtjänst",
        "parties": [SOCIAL, NURSES],
        "period": {"start": "2025-05-01", "end": "2025-05-31"},
    }
    return consent(status, CENTRE, **{**limits, **changes})


@pytest.mark.parametrize(
    ("consents", "outcome"),
    [
        ([limited()], "forward"),
        ([limited(scopes=["informationsoverforing"])], "forward"),
        ([limited(purpose=None)], "refuse"),
        ([limited(parties=None)], "refuse"),
        ([limited(period=None)], "refuse"),
        ([limited(period={"start": "2025-05-01"})], "refuse"),
        ([limited(period={"start": "2025-04-01", "end": "2025-05-04"})], "refuse"),
        ([limited(period={"start": "2025-05-06", "end": "2025-05-31"})], "refuse"),
        ([limited(parties=[HOSPITAL])], "refuse"),
        ([limited("refused")], "refuse"),
        ([limited(), limited("withdrawn", recordedAt="2025-05-05T09:30:00+02:00")], "refuse"),
        ([limited("refused"), limited(scopes=["informationsoverforing"])], "refuse"),
        ([], "hold"),
        ([limited("not-asked")], "hold"),
        ([limited(form="presumed")], "hold"),
    ],
)
def test_vastmanland_shares_a_case_on_a_consent_that_says_what_who_and_how_long(
    consents: list[Json], outcome: str
) -> None:
    assert outcomes(scene("vastmanland", "arende", consents)) == {outcome}


def test_vastmanland_shares_a_case_with_each_unit_that_the_consent_covers() -> None:
    verdicts = judged(scene("vastmanland", "arende", [limited(parties=[SOCIAL])]))
    assert {unit: verdict.outcome.value for unit, verdict in verdicts.items()} == {
        SOCIAL: "forward",
        NURSES: "refuse",
    }
    assert {ground.rule for ground in verdicts[NURSES].grounds} == {"VM-CONS-03"}


@pytest.mark.parametrize("protection", ["sekretessmarkering", "skyddad-folkbokforing"])
def test_protected_identity_in_vastmanland_is_the_products_rule(protection: str) -> None:
    document = scene("vastmanland", "arende", [limited()])
    document["person"] = {**document["person"], "protection": protection}
    grounds = [ground for verdict in judged(document).values() for ground in verdict.grounds]
    assert {ground.rule for ground in grounds} == {"PRODUKT-IDENT-01"}
