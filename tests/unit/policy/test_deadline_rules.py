"""Reading the deadlines of a pack: closed, each fault at its line; a region's word over the layers below."""

import pytest

from adapter.model.deadline import Cutoff, Deadline
from adapter.model.errors import PackError
from adapter.policy.deadline_rules import overlaid, read_deadlines
from adapter.policy.source import parse

ENTRY = "rule: VB-DEADL-01, what: kallelse, owner: ward, from: ready, met: call, source: '000:1'"


def _read(*entries: str, reading: str | None = None) -> tuple[Deadline, ...]:
    text = "".join(f"- {{{entry}}}\n" for entry in entries)
    return read_deadlines(parse(text, "vasterbotten/process.yaml"), reading)


def test_an_entry_says_everything_or_what_goes_without_saying() -> None:
    plain, full = _read(
        f"{ENTRY}, limit: {{hours: 24}}",
        f"{ENTRY}, part: goal, limit: {{days: 1, at: '12:00', cutoff: {{at: '14:00', exactly: before}}, cap: discharge}},"
        " when: [ready], unless: [short-stay], weight: goal, tell: [owner, sender]",
    )
    assert (plain.key, plain.weight, plain.tell, plain.limit.hours) == (
        "VB-DEADL-01",
        "limit",
        ("owner",),
        24,
    )
    assert (full.key, full.weight, full.tell) == ("VB-DEADL-01/goal", "goal", ("owner", "sender"))
    assert full.limit.at is not None
    assert (full.limit.at.isoformat(), full.limit.cap) == ("12:00:00", "discharge")
    assert full.limit.cutoff == Cutoff(full.limit.at.replace(hour=14), "before")
    assert (plain.file, plain.line, plain.layer) == ("vasterbotten/process.yaml", 1, "vasterbotten")


@pytest.mark.parametrize("weight", ["goal", "reminder"])
def test_of_what_is_no_duty_nobody_is_told_unless_it_is_said(weight: str) -> None:
    assert _read(f"{ENTRY}, limit: {{days: 1}}, weight: {weight}")[0].tell == ()


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (f"{ENTRY}, limit: {{}}", "one of these is expected"),
        (f"{ENTRY}, limit: {{hours: 1, days: 1}}", "one of these is expected"),
        (f"{ENTRY}, limit: {{days: 1.5}}", "a whole number"),
        (f"{ENTRY}, limit: {{hours: true}}", "a number is expected"),
        (f"{ENTRY}, limit: {{days: 1, at: noon}}", "a time of the day"),
        (f"{ENTRY}, limit: {{days: 1}}, weight: heavy", "'heavy' is not one of"),
        (f"{ENTRY}, limit: {{days: 1}}, tell: [everybody]", "'everybody' is not one of"),
        (f"{ENTRY}, limit: {{days: 1}}, sometimes: true", "unknown key 'sometimes'"),
        ("rule: VB-DEADL-01", "is missing"),
    ],
)
def test_what_is_not_in_order_is_told_with_its_line(entry: str, fault: str) -> None:
    with pytest.raises(PackError, match=fault):
        _read(entry)


def test_two_entries_of_a_rule_have_parts() -> None:
    with pytest.raises(PackError, match="stands twice"):
        _read(f"{ENTRY}, limit: {{days: 1}}", f"{ENTRY}, limit: {{days: 2}}")


def test_a_layers_word_replaces_what_is_said_below_of_the_same_duty() -> None:
    act = _read(
        "rule: LAW-DEADL-03, what: kallelse, owner: ward, from: ready, met: call, source: x, limit: {days: 3}",
        "rule: LAW-DEADL-01, what: notice, owner: ward, from: ready, met: notice, source: x, limit: {hours: 24}",
    )
    region = _read(f"{ENTRY}, limit: {{days: 0}}")
    assert [one.rule for one in overlaid(act, region)] == ["LAW-DEADL-01", "VB-DEADL-01"]


def test_another_reading_replaces_the_entries_of_its_rule_alone() -> None:
    own = _read(f"{ENTRY}, limit: {{days: 3}}", f"{ENTRY.replace('01', '02')}, limit: {{days: 4}}")
    other = _read(f"{ENTRY}, limit: {{weekdays: 3}}", reading="other")
    assert [(one.rule, one.limit.weekdays) for one in overlaid(own, other)] == [
        ("VB-DEADL-02", None),
        ("VB-DEADL-01", 3),
    ]
