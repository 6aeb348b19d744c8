"""The operators, each with its truth table: true, false and unknown."""

from itertools import product

import pytest

from adapter.model.facts import Facts
from adapter.policy.conditions import ALWAYS, OPERATORS, Truth, all_of, any_of, compiled
from adapter.policy.source import parse
from adapter.policy.view import UNKNOWN, Fact, View
from tests.builders import SENT, message
from tests.packs import pack

VIEW = View(message(), Facts(SENT), pack().process)
TRUTHS: tuple[Truth, ...] = (True, False, None)


def truth(condition: str, **values: object) -> Truth:
    """The truth of a condition in YAML, with these values for its facts."""

    def fact(name: str) -> Fact | None:
        if name not in values:
            return None
        return Fact(name, "message", UNKNOWN, lambda _: values[name], per_recipient=False)

    return compiled(parse(condition, "test.yaml"), fact).test(View(message(), Facts(SENT), VIEW.process))


def test_without_when_a_rule_always_holds() -> None:
    assert ALWAYS.test(VIEW) is True
    assert not ALWAYS.per_recipient


def test_the_operators_are_these() -> None:
    assert (
        *("all", "any", "not", "is", "isNot", "in", "notIn", "present", "contains", "containsAny"),
        *("moreThan", "atLeast", "lessThan", "atMost", "sameAs", "after", "before"),
    ) == OPERATORS


@pytest.mark.parametrize(("left", "right"), list(product(TRUTHS, TRUTHS)))
def test_all_and_any_are_kleenes(left: Truth, right: Truth) -> None:
    tests = (lambda _: left, lambda _: right)
    expected_all = False if False in (left, right) else None if None in (left, right) else True
    expected_any = True if True in (left, right) else None if None in (left, right) else False
    assert all_of(tests)(VIEW) is expected_all
    assert any_of(tests)(VIEW) is expected_any


@pytest.mark.parametrize(("value", "expected"), [(True, False), (False, True), (UNKNOWN, None)])
def test_not_leaves_unknown_unknown(value: object, expected: Truth) -> None:
    assert truth("{not: {fact: f, is: true}}", f=value) is expected


OPERATED: list[tuple[str, object, Truth]] = [
    ("is: a", "a", True),
    ("is: a", "b", False),
    ("is: a", None, False),
    ("is: a", UNKNOWN, None),
    ("is: true", 1, False),
    ("is: 1", True, False),
    ("isNot: a", "b", True),
    ("isNot: a", "a", False),
    ("isNot: a", None, True),
    ("isNot: a", UNKNOWN, None),
    ("in: [a, b]", "b", True),
    ("in: [a, b]", "c", False),
    ("in: [a, b]", None, False),
    ("in: [a, b]", UNKNOWN, None),
    ("notIn: [a, b]", "c", True),
    ("notIn: [a, b]", "a", False),
    ("notIn: [a, b]", None, True),
    ("notIn: [a, b]", UNKNOWN, None),
    ("present: true", "a", True),
    ("present: true", False, True),
    ("present: true", 0, True),
    ("present: true", None, False),
    ("present: true", "", False),
    ("present: true", (), False),
    ("present: true", UNKNOWN, None),
    ("present: false", None, True),
    ("present: false", [], True),
    ("present: false", "a", False),
    ("present: false", UNKNOWN, None),
    ("contains: a", ("a", "b"), True),
    ("contains: a", ["b"], False),
    ("contains: a", None, False),
    ("contains: a", "abc", False),
    ("contains: a", UNKNOWN, None),
    ("containsAny: [a, b]", ("b",), True),
    ("containsAny: [a, b]", ("c",), False),
    ("containsAny: [a, b]", None, False),
    ("containsAny: [a, b]", UNKNOWN, None),
    ("moreThan: 2", 3, True),
    ("moreThan: 2", 2, False),
    ("moreThan: 2", None, False),
    ("moreThan: 2", "three", None),
    ("moreThan: 2", UNKNOWN, None),
    ("moreThan: 2.5", 2.6, True),
    ("atLeast: 2", 2, True),
    ("atLeast: 2", 1, False),
    ("lessThan: 2", 1, True),
    ("lessThan: 2", 2, False),
    ("atMost: 2", 2, True),
    ("atMost: 2", 3, False),
    ('moreThan: "2026-03-02"', "2026-03-03", True),
    ('moreThan: "2026-03-02"', "2026-03-02", False),
    # 23:30 UTC is past midnight in Sweden: the Swedish day counts.
    ('moreThan: "2026-03-02"', "2026-03-02T23:30:00+00:00", True),
    ('moreThan: "2026-03-02"', SENT, False),
    ('atLeast: "2026-03-02T10:00:00+01:00"', "2026-03-02T09:00:00Z", True),
    ('lessThan: "2026-03-02T10:00:00+01:00"', "2026-03-02", False),
    ('atMost: "2026-03-02T10:00:00+01:00"', "2026-03-02", True),
    ('moreThan: "2026-03-02"', "2026-03-02T10:00:00", None),
    ("sameAs: g", "a", True),
    ("sameAs: g", "b", False),
    ("sameAs: g", None, False),
    ("sameAs: g", UNKNOWN, None),
]


@pytest.mark.parametrize(("operator", "value", "expected"), OPERATED)
def test_operator(operator: str, value: object, expected: Truth) -> None:
    assert truth(f"{{fact: f, {operator}}}", f=value, g="a") is expected


def test_two_absent_facts_are_not_the_same() -> None:
    assert truth("{fact: f, sameAs: g}", f=None, g=None) is False
    assert truth("{fact: f, sameAs: g}", f="a", g=UNKNOWN) is None


@pytest.mark.parametrize(
    ("operator", "earlier", "expected"),
    [("after", "2026-03-01", True), ("after", "2026-03-02", False), ("before", "2026-03-03", True)],
)
def test_facts_are_ordered_against_each_other(operator: str, earlier: str, expected: Truth) -> None:
    assert truth(f"{{fact: f, {operator}: g}}", f="2026-03-02", g=earlier) is expected


def test_a_condition_knows_its_facts_and_whether_they_differ_between_recipients() -> None:
    found = pack().facts
    condition = compiled(
        parse("{any: [{fact: message.kind, is: a}, {not: {fact: recipient.role, is: b}}]}", "t"), found.get
    )
    assert [fact.name for fact in condition.facts] == ["message.kind", "recipient.role"]
    assert condition.per_recipient


def test_a_fact_is_asked_once_and_silence_is_read_as_declared() -> None:
    asked: list[str] = []

    def ask(view: View) -> object:
        asked.append(view.message.kind)
        return UNKNOWN

    fact = Fact("f", "register", False, ask, per_recipient=False)  # noqa: FBT003
    view = View(message(), Facts(SENT), VIEW.process)
    assert view.value(fact) is False
    assert view.for_recipient("SE1").value(fact) is False
    assert len(asked) == 1
    assert repr(UNKNOWN) == "UNKNOWN"
