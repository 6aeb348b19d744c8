"""What `svu-adapter liability` says of input that is not in order: where it is, and what to do about it."""

import json
import re
from typing import Any

import pytest

from tests.contract.builder import PERSON, Json
from tests.contract.paid import Stay, spoken

STAY: Json = {"municipality": "2480", "dayZero": "2026-01-05", "left": "2026-01-08"}


def stays(**changes: Any) -> Json:
    """One stay, with changes; None takes a member away."""
    one = {name: value for name, value in (STAY | changes).items() if value is not None}
    return {"region": "vasterbotten", "stays": [one]}


def scene(**changes: Any) -> Json:
    """A stay in Norrbotten that costs three days, with changes."""
    told = Stay("norrbotten", "2024-05-10 08:00").noticed("2024-05-10 10:00").ready("2024-05-15 10:00")
    return (
        told.called("2024-05-16 10:00")
        .left("2024-05-21 10:00")
        .scene(**({"rates": {"2024": 7100}} | changes))
    )


def person(**changes: Any) -> Json:
    """The same with another answer of the register."""
    return scene(person=changes)


@pytest.mark.parametrize(
    ("scenario", "path"),
    [
        (stays(dayZero=None), "stays[0].dayZero"),
        (stays(municipality=None), "stays[0].municipality"),
        (stays(dayZero="2026-02-30"), "stays[0].dayZero"),
        (stays(dayZero="2026-01-05T10:00:00+01:00"), "stays[0].dayZero"),
        (stays(dayZero=20260105), "stays[0].dayZero"),
        (stays(left="in May"), "stays[0].left"),
        (stays(left="2026-01-03"), "stays[0].left"),
        (stays(municipality="248"), "stays[0].municipality"),
        (stays(municipality="02480"), "stays[0].municipality"),
        (stays(municipality=2480), "stays[0].municipality"),
        (stays(municipality="Umeå"), "stays[0].municipality"),
        (stays(municipality="２４８０"), "stays[0].municipality"),
        (stays(municipality=PERSON), "stays[0].municipality"),
        (stays(patient=PERSON), "stays[0].patient"),
        ({"region": "vasterbotten", "stays": {}}, "stays"),
        ({"region": "vasterbotten", "stays": ["x"]}, "stays[0]"),
        ({"stays": []}, "region"),
        (stays() | {"region": "dalarna"}, "region"),
        (stays() | {"stay": []}, "stay"),
        (scene(rates=[7100]), "rates"),
        (person(municipality="25"), "person.municipality"),
        (person(placedBy="Boden"), "person.placedBy"),
        (person(deceased="i maj"), "person.deceased"),
        (scene() | {"at": "2024-05-15T10:00:00"}, "at"),
        (scene() | {"at": "2024-05-15"}, "at"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_remedy(scenario: Json, path: str) -> None:
    code, out, err = spoken(json.dumps(scenario))
    issues = json.loads(out)["issues"]
    assert (code, [issue["path"] for issue in issues]) == (1, [path]), out
    assert all(issue["text"] and issue["remedy"] for issue in issues)
    assert PERSON not in out + err


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        (scene(rates={"2024": "7100"}), "rates.2024: a whole number"),
        (scene(rates={"2024": 7100.5}), "rates.2024: a whole number"),
        (scene(rates={"2024": -1}), "rates.2024: a whole number"),
        (scene(rates={"2024": True}), "rates.2024: a whole number"),
        (scene(rates={"2024": None}), "rates.2024: a whole number"),
        (scene(rates={"24": 7100}), "rates: by year"),
        (scene(rates={"2024": {"dental": 7100}}), "rates.2024: by branch"),
        (scene(rates={"2024": {"somatic": "7100"}}), "rates.2024.somatic: a whole number"),
        (
            scene(facts={"regionInterventionsAvailable": "yes"}),
            "facts.regionInterventionsAvailable: true or false",
        ),
        (scene() | {"stays": []}, "either a history or stays"),
        ({"region": "vasterbotten"}, "either a history or stays"),
    ],
)
def test_what_cannot_be_counted_with_is_wrong_usage(scenario: Json, words: str) -> None:
    code, out, err = spoken(json.dumps(scenario))
    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err
    assert PERSON not in err


@pytest.mark.parametrize("text", ["{", "\x00", "a:\n\t- b"])
def test_a_file_that_cannot_be_read(text: str) -> None:
    code, out, err = spoken(text)
    assert (code, out) == (2, "")
    assert re.search(r"scenario\.json:\d+: this is not YAML", err)
    assert "Traceback" not in err


def test_leaving_the_day_before_day_zero_is_no_days() -> None:
    # sent after 12:00, so that day 0 is the next day, and home the same afternoon
    code, out, _ = spoken(json.dumps(stays(left="2026-01-04")))
    assert (code, json.loads(out)["months"][0]["average"]) == (0, 0.0)


def test_many_scenarios_of_which_some_lines_are_broken() -> None:
    lines = [json.dumps(scene()), "{", "", json.dumps(stays(municipality="248")), json.dumps(stays())]
    code, out, err = spoken("\n".join(lines), name="many.ndjson")
    told = [json.loads(line) for line in out.splitlines()]
    assert [one["scenario"] for one in told] == [f"many.ndjson:{number}" for number in (1, 2, 4, 5)]
    assert [next(iter(set(one) & {"amount", "error", "issues", "months"})) for one in told] == [
        "amount",
        "error",
        "issues",
        "months",
    ]
    assert told[0]["amount"] == 21300
    assert code == 2
    assert "Traceback" not in out + err
    assert PERSON not in out + err
