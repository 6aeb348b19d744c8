"""Over the cases of every pack: a recipient that lies in another region gets nothing more, and both packs are named."""

from collections import Counter
from copy import deepcopy
from typing import Any

from adapter.intake.scenario import read
from adapter.model.verdict import Decision, Outcome, Verdict
from adapter.pipeline import desk
from adapter.pipeline.cases import Readings, read_cases
from tests.packs import packs, texts

STRICTNESS = tuple(Outcome(name) for name in ("forward", "reduce", "hold", "refuse"))
REGIONS = ("norrbotten", "halland", "stockholm", "vastmanland", "vasterbotten")
OWN = {"norrbotten": "NB-", "halland": "HA-", "stockholm": "ST-", "vastmanland": "VM-", "vasterbotten": "VB-"}


def _next(region: str) -> str:
    return REGIONS[(REGIONS.index(region) + 1) % len(REGIONS)]


def _verdicts(decision: Decision) -> dict[str, Verdict]:
    return {verdict.recipient: verdict for verdict in decision.verdicts}


def test_a_recipient_in_another_region_gets_nothing_more_and_its_neighbours_the_same() -> None:
    reading = Readings(packs())
    seen: Counter[str] = Counter()
    for case in read_cases(texts()):
        document: Any = case.document
        if case.region not in REGIONS or not document.get("message", {}).get("recipients"):
            continue
        there = document["message"]["recipients"][-1]
        moved = deepcopy(document)
        for unit in moved["directory"]:
            if unit["unit"] == there:
                unit["region"] = _next(case.region)
        here = _verdicts(desk.decide(read(document), reading.of(case)))
        elsewhere = _verdicts(desk.decide(read(moved), reading.of(case)))
        assert here.keys() == elsewhere.keys(), case.name
        for unit, before in here.items():
            now = elsewhere[unit]
            if unit != there:
                assert now == before, case.name
                continue
            assert STRICTNESS.index(now.outcome) >= STRICTNESS.index(before.outcome), case.name
            assert set(now.disclosed) <= set(before.disclosed), case.name
            names = {ground.rule[:3] for ground in now.grounds}
            seen["both"] += {OWN[case.region], OWN[_next(case.region)]} <= names
            seen["stricter"] += now.outcome is not before.outcome
            seen["less"] += before.leaves and now.leaves and len(now.disclosed) < len(before.disclosed)
    assert min(seen["both"], seen["stricter"], seen["less"]) > 20, seen
