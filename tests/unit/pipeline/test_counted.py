"""A case about the clock that does not come out as written, or an entry without its cases, is told."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from adapter.intake.scenario import read
from adapter.pipeline.counted import covered, differences, uncovered
from tests.builders import HEALTH_CENTRE, PERSON, SOCIAL, WARD
from tests.packs import packs

SENT = "2026-03-02T10:00:00+01:00"
NOTICE: Mapping[str, Any] = {
    "messageId": "8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e11",
    "kind": "inskrivningsmeddelande",
    "action": "new",
    "region": "vasterbotten",
    "sentAt": SENT,
    "sender": {"unit": WARD},
    "recipients": [SOCIAL, HEALTH_CENTRE],
    "patient": {"type": "personnummer", "value": PERSON},
    "episode": {"id": "stay", "admittedAt": "2026-03-02T08:10:00+01:00"},
    "content": {"ward": "A", "estimatedDischarge": "2026-03-06"},
}
SCENARIO = read(
    {
        "region": "vasterbotten",
        "at": "2026-03-02T11:00:00+01:00",
        "directory": [
            {"unit": WARD, "role": "slutenvard", "name": "A", "organisation": "region"},
            {"unit": SOCIAL, "role": "kommun-socialtjanst", "name": "S", "organisation": "kommun"},
            {"unit": HEALTH_CENTRE, "role": "primarvard", "name": "H", "organisation": "region"},
        ],
        "person": {"identifier": PERSON},
        "history": [NOTICE],
    }
)
MET = {"rule": "VB-DEADL-01", "owner": WARD, "state": "met"}


def _told(expect: Mapping[str, object]) -> list[str]:
    return list(differences(SCENARIO, expect, packs()))


def test_what_comes_out_as_written_is_not_told() -> None:
    none = {"rule": "NB-DEADL-01", "state": "none"}
    assert _told({"deadlines": [MET, none], "track": None, "state": "admitted"}) == []
    assert _told({"outcome": "refuse"}) == []


def test_what_differs_is_told() -> None:
    (missing,) = _told({"deadlines": [{**MET, "state": "overdue"}]})
    assert missing.startswith("no row is {'rule': 'VB-DEADL-01'")
    assert "'state': 'met'" in missing
    (absent,) = _told({"deadlines": [{"rule": "NB-DEADL-01", "state": "open"}]})
    assert absent.endswith("of that rule there are none")
    assert _told({"deadlines": [{"rule": "VB-DEADL-01", "state": "none"}]}) == [
        "there is a row of VB-DEADL-01"
    ]
    assert _told({"track": "rod", "state": "ready"}) == [
        "track is None, not rod",
        "state is admitted, not ready",
    ]


def test_an_entry_needs_a_case_that_keeps_it_and_one_that_just_does_not() -> None:
    key = "VB-DEADL-01"

    def lacking(*states: str) -> set[str]:
        expected = Counter(covered({"deadlines": [{"rule": key, "state": state} for state in states]}))
        return {text for where, text in uncovered(packs(), expected) if f"({key})" in where}

    kept, late = "no case in which the deadline is kept or still open", "no case in which it is overdue"
    assert lacking() == {kept, late}
    assert lacking("met") == {late}
    assert lacking("overdue") == {kept}
    assert lacking("open", "overdue") == set()
