"""Every worked example of payment liability says in FHIR what it says in JSON, and nothing of the person."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from adapter.intake.scenario import read
from adapter.model.liability import Liability
from adapter.model.person import Person
from adapter.pipeline.cases import Case, Readings, read_cases
from adapter.pipeline.liability import of_scenario
from adapter.pipeline.liability_report import as_fhir
from adapter.r4 import models, systems
from tests.checkout import mappings
from tests.packs import packs, texts

NOW = datetime(2026, 3, 3, tzinfo=UTC)


@cache
def _readings() -> Readings:
    return Readings(packs())


def _cases() -> Iterator[Any]:
    for case in read_cases(texts()):
        if "liability" in case.expect:
            yield pytest.param(case, id=f"{case.region}: {case.name}")


def _part(report: dict[str, Any], name: str) -> list[Any]:
    found = [one for one in report["extension"] if one["url"] == f"{systems.EXTENSION}/{name}"]
    return [one.get("valueCoding", {}).get("code") or _leaves(one) for one in found]


def _leaves(extension: dict[str, Any]) -> dict[str, Any]:
    return {one["url"]: next(v for k, v in one.items() if k != "url") for one in extension["extension"]}


@pytest.mark.parametrize("case", list(_cases()))
def test_days_amounts_and_preconditions_are_the_same(case: Case) -> None:
    scenario = read(case.document)
    answer = of_scenario(scenario, _readings().of(case))
    made = as_fhir(answer, region=scenario.region, at=scenario.at or NOW, mappings=mappings())
    assert models.structure_of(made) == ()
    if isinstance(scenario.person, Person):
        assert scenario.person.identifier not in json.dumps(made, ensure_ascii=False)
    if isinstance(answer, Liability):
        _one_stay(made, answer.to_json())
        return
    found = [
        (
            entry["resource"]["subject"]["identifier"]["value"],
            entry["resource"]["period"]["start"][:7],
            entry["resource"]["group"][0]["population"][0]["count"],
            entry["resource"]["group"][0]["measureScore"].get("value"),
        )
        for entry in made["entry"]
    ]
    told = [(one.municipality, one.month, one.billed_days, one.amount) for one in answer.settled]
    assert found == told
    assert len({entry["fullUrl"] for entry in made["entry"]}) == len(told)


def _one_stay(made: dict[str, Any], told: dict[str, Any]) -> None:
    (group,) = made["group"]
    assert {one["count"] for one in group["population"]} == {told["billedDays"]}
    assert group["measureScore"].get("value") == told["amount"]
    (days,) = _part(made, "svu-liability")
    assert {name: days.get(name) for name in ("dayZero", "starts", "ends")} == {
        name: told[name] for name in ("dayZero", "starts", "ends")
    }
    assert _part(made, "svu-liability-reason") == told["reasons"]
    judged = [
        (one["rule"]["coding"][0]["code"], one["met"], one["why"])
        for one in _part(made, "svu-liability-precondition")
    ]
    assert judged == [(one["rule"], one["met"], one["why"]) for one in told["preconditions"]]
    assert made["subject"].get("identifier", {}).get("value") == told["liable"]


def test_there_are_such_cases() -> None:
    assert len(list(_cases())) > 20
