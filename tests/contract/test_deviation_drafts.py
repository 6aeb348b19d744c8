"""VB-DEV-01, NB-DEV-01, HA-DEV-01: what is late or refused becomes a draft; a person completes and sends it."""

import contextlib
import io
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest

from adapter.cli.main import run
from tests.contract.builder import PERSON
from tests.contract.clock import Place

Json = dict[str, Any]
VB = Place(
    region="vasterbotten",
    municipality="2480",
    units={
        "SE2321000222-AVD1": "slutenvard",
        "SE2321000222-HC01": "primarvard",
        "SE2120002627-SOC1": "kommun-socialtjanst",
    },
    admitted="2026-03-02T08:00:00+01:00",
)
NB = Place(
    region="norrbotten",
    municipality="2580",
    units={
        "SE2321000230-AVD1": "slutenvard",
        "SE2321000230-HC01": "primarvard",
        "SE2120002734-SOC1": "kommun-socialtjanst",
    },
    admitted="2026-03-02T08:00:00+01:00",
)
HA = Place(
    region="halland",
    municipality="1380",
    units={
        "SE2321000115-AVD1": "slutenvard",
        "SE2321000115-VC01": "primarvard",
        "SE2120001215-SOC1": "kommun-socialtjanst",
    },
    admitted="2018-05-14T08:00:00+02:00",
)


def drafts(scenario: Json, *options: str, code: int = 0) -> list[Json]:
    out = io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scenario.json"
        file.write_text(json.dumps(scenario), encoding="utf-8")
        with contextlib.redirect_stdout(out):
            assert run(["deviations", str(file), *options]) == code, out.getvalue()
    assert PERSON not in out.getvalue()
    return list(json.loads(out.getvalue())["deviations"])


def admitted(place: Place, at: str, **content: Any) -> Json:
    ward, *others = place.units
    return place.told("inskrivningsmeddelande", at, ward, others, 1, ward="Avdelning 1", **content)


def late(place: Place, at: str, day: str) -> Json:
    """Nobody has acknowledged the notice in time."""
    return place.scene(at, admitted(place, day, estimatedDischarge=at[:10]))


SCENES = {
    "vasterbotten": late(VB, "2026-03-06T10:00:00+01:00", "2026-03-02T09:00:00+01:00"),
    "norrbotten": late(NB, "2026-03-06T10:00:00+01:00", "2026-03-02T09:00:00+01:00"),
    "halland": late(HA, "2018-05-22T10:00:00+02:00", "2018-05-14T09:00:00+02:00"),
}


@pytest.mark.parametrize("region", SCENES)
def test_what_is_overdue_becomes_a_draft_with_its_rule_unit_and_time(region: str) -> None:
    found = drafts(SCENES[region])
    kvittens = [one for one in found if one["about"].get("what") == "kvittens"]
    assert kvittens
    for draft in found:
        assert draft["draft"] is True
        assert draft["kind"] == "avvikelse"
        profession = {"decidedBy.title"} if region == "halland" else set()
        assert (
            set(draft["left"])
            == {"sender.person", "consequence", "risk", "action", "improvement"} | profession
        )
        assert not set(draft["left"]) & set(draft["content"])
        assert draft["content"]["routineReference"].startswith(draft["about"]["rule"])
        assert draft["route"]["ways"]
    for draft in kvittens:
        assert draft["content"]["unit"] == draft["about"]["owner"]
        assert draft["content"]["at"] == draft["about"]["due"]
        assert draft["content"]["category"] == "informationsoverforing"
        assert "har inte kommit" in draft["content"]["event"]


def test_a_draft_follows_the_route_of_its_direction() -> None:
    by_owner = {draft["about"]["owner"]: draft["route"] for draft in drafts(SCENES["norrbotten"])}
    assert by_owner["SE2120002734-SOC1"]["addressee"] == ["mas"]
    assert by_owner["SE2321000230-HC01"]["addressee"] == ["verksamhetschef", "utsedd-funktion"]
    region = drafts(SCENES["norrbotten"], "--unit", "SE2321000230-AVD1")
    own = {draft["about"]["owner"]: draft for draft in region}["SE2321000230-HC01"]
    assert own["route"]["addressee"] == []
    assert own["reporter"] == "SE2321000230-AVD1"


def test_what_is_done_in_time_is_no_deviation() -> None:
    early = VB.scene(
        "2026-03-02T09:30:00+01:00",
        admitted(VB, "2026-03-02T09:00:00+01:00", estimatedDischarge="2026-03-06"),
    )
    assert [one for one in drafts(early) if one["about"].get("what") == "kvittens"] == []


def test_a_refused_message_becomes_a_draft_of_the_regions_rule_and_none_of_who_the_patient_is() -> None:
    ward, *others = VB.units
    refused = VB.told(
        "utskrivningsmeddelande",
        "2026-03-03T09:00:00+01:00",
        ward,
        others,
        2,
        dischargedAt="2026-03-03T09:00:00+01:00",
    )
    scene = VB.scene("2026-03-03T09:00:00+01:00") | {"message": refused}
    rules = {draft["about"]["rule"] for draft in drafts(scene)}
    assert rules
    assert all(rule.startswith(("VB-", "LAW-")) for rule in rules)
    guarded = scene | {"person": scene["person"] | {"protection": "sekretessmarkering"}}
    assert not any("IDENT" in draft["about"]["rule"] for draft in drafts(guarded))


def test_an_unknown_reporter_is_a_usage_error() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scenario.json"
        file.write_text(json.dumps(SCENES["vasterbotten"]), encoding="utf-8")
        assert run(["deviations", str(file), "--unit", "SE2321000222-NONE"]) == 2


def test_what_cannot_be_read_is_told_as_issues() -> None:
    assert drafts(SCENES["vasterbotten"] | {"at": "yesterday"}, code=1) == []
