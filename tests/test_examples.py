"""What `docs/examples` shows works as the text beside it says."""

import json
from pathlib import Path

import pytest

from adapter import bootstrap
from adapter.gateways import clients_file, directory_file
from adapter.intake import native
from adapter.intake.document import parse
from adapter.intake.scenario import read
from adapter.model.verdict import Outcome
from adapter.pipeline import desk, liability
from adapter.validation.check import check

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"


def _text(name: str) -> str:
    return (EXAMPLES / name).read_text(encoding="utf-8")


def test_the_native_message_reads_without_a_fault() -> None:
    message = native.read(json.loads(_text("inskrivningsmeddelande.json")))
    assert message.kind == "inskrivningsmeddelande"
    assert check(message, message.sent_at) == ()


def test_the_directory_reads_and_shares_an_endpoint() -> None:
    directory = directory_file.read(_text("directory.yaml"), "directory.yaml", region="vasterbotten")
    ward, centre = directory.unit("SE2321000222-AVD1"), directory.unit("SE2321000222-HC01")
    assert ward is not None
    assert centre is not None
    assert ward.endpoint == centre.endpoint
    home_care = directory.unit("SE2120002627-HSV1")
    assert home_care is not None
    assert home_care.endpoint is None


def test_the_clients_read() -> None:
    assert clients_file.read(_text("clients.yaml"), "clients.yaml").by_key("not a key") is None


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("refused-consent.yaml", Outcome.REDUCE),
        ("two-regions.yaml", Outcome.REDUCE),
        ("invitation.yaml", Outcome.FORWARD),
    ],
)
def test_the_scenarios_are_decided_as_their_first_line_says(name: str, outcome: Outcome) -> None:
    decision = desk.decide(read(parse(_text(name), name)), bootstrap.packs())
    assert {verdict.outcome for verdict in decision.verdicts} == {outcome}


def test_the_stay_costs_what_its_first_lines_say() -> None:
    found = liability.of_scenario(read(parse(_text("stay.yaml"), "stay.yaml")), bootstrap.packs()).to_json()
    assert (found["starts"], found["billedDays"], found["amount"]) == ("2024-05-18", 3, 21_300)


def test_between_two_regions_both_packs_have_a_say() -> None:
    decision = desk.decide(read(parse(_text("two-regions.yaml"), "two-regions.yaml")), bootstrap.packs())
    assert decision.pack.region == "norrbotten"
    assert [pack.region for pack in decision.beside] == ["vasterbotten"]
    for verdict in decision.verdicts:
        assert {"NB-CONS-03", "VB-CONS-06"} <= {ground.rule for ground in verdict.grounds}
        # Västerbotten would let the ward be told, Norrbotten the same members but the ward
        assert "content.ward" not in verdict.disclosed
        assert "content.estimatedDischarge" in verdict.disclosed
