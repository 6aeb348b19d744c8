"""The closed set of operators, three-valued (Kleene), compiled once to closures.

A truth is True, False or None for unknown. An operator on an unknown fact is unknown. An absent value (None) is
not equal to, not in, and not beyond anything, and the fact `sameAs` another only if both are there.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from adapter.model.swedish_time import swedish_day
from adapter.policy.source import Node
from adapter.policy.view import UNKNOWN, Fact, View

Truth = bool | None
Test = Callable[[View], Truth]
Vocabulary = Callable[[str], Fact | None]


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled `when`: its test and every fact it may ask for."""

    test: Test
    facts: tuple[Fact, ...]
    absent: frozenset[str] = frozenset()
    """Facts whose absence alone makes it true."""
    absent_with: frozenset[str] = frozenset()
    """Facts whose absence makes it true together with something else."""
    per_recipient: bool = field(init=False)
    """Whether the truth may differ between recipients."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "per_recipient", any(fact.per_recipient for fact in self.facts))


def always(_: View) -> Truth:
    """The test of a rule without `when`."""
    return True


ALWAYS = Condition(always, ())


def compiled(node: Node, vocabulary: Vocabulary) -> Condition:
    """The condition that a node states; `PackError` at its line when it states none."""
    fields = node.fields()
    if "fact" in fields:
        return _on_fact(node, fields, vocabulary)
    if len(fields) != 1 or next(iter(fields)) not in _JOINED:
        raise node.fault("a condition is all, any, not, or a fact with one operator")
    ((name, inner),) = fields.items()
    if name == "not":
        return _negated(compiled(inner, vocabulary))
    parts = tuple(compiled(item, vocabulary) for item in inner.items())
    if not parts:
        raise inner.fault(f"{name!r} needs at least one condition")
    absent = frozenset().union(*(part.absent for part in parts))
    absent_with = frozenset().union(*(part.absent_with for part in parts))
    if name == "all" and len(parts) > 1:
        absent, absent_with = frozenset(), absent | absent_with
    return Condition(_JOINED[name](tuple(part.test for part in parts)), _united(parts), absent, absent_with)


def _united(parts: tuple[Condition, ...]) -> tuple[Fact, ...]:
    return tuple(dict.fromkeys(fact for part in parts for fact in part.facts))


def all_of(tests: tuple[Test, ...]) -> Test:
    """False if any is false, else unknown if any is unknown, else true."""

    def test(view: View) -> Truth:
        truth: Truth = True
        for part in tests:
            found = part(view)
            if found is False:
                return False
            if found is None:
                truth = None
        return truth

    return test


def any_of(tests: tuple[Test, ...]) -> Test:
    """True if any is true, else unknown if any is unknown, else false."""

    def test(view: View) -> Truth:
        truth: Truth = False
        for part in tests:
            found = part(view)
            if found:
                return True
            if found is None:
                truth = None
        return truth

    return test


def _negated(condition: Condition) -> Condition:
    inner = condition.test

    def test(view: View) -> Truth:
        found = inner(view)
        return None if found is None else not found

    return Condition(test, condition.facts)


_JOINED: Mapping[str, Callable[[tuple[Test, ...]], Test]] = {"all": all_of, "any": any_of, "not": all_of}


def _on_fact(node: Node, fields: Mapping[str, Node], vocabulary: Vocabulary) -> Condition:
    fact = _fact(fields["fact"], vocabulary)
    operators = [name for name in fields if name != "fact"]
    if len(operators) != 1:
        raise node.fault("a fact takes exactly one operator")
    (name,) = operators
    argument = fields[name]
    if name in _BETWEEN:
        other = _fact(argument, vocabulary)
        return Condition(_pair(fact, other, _BETWEEN[name]), (fact, other))
    if name not in _AGAINST:
        raise argument.fault(f"unknown operator {name!r}; known: {', '.join((*_AGAINST, *_BETWEEN))}")
    read, holds = _AGAINST[name]
    missing = name == "present" and argument.value is False
    return Condition(
        _single(fact, holds, read(argument)), (fact,), frozenset({fact.name}) if missing else frozenset()
    )


def _fact(node: Node, vocabulary: Vocabulary) -> Fact:
    name = node.text()
    fact = vocabulary(name)
    if fact is None:
        raise node.fault(f"unknown fact {name!r}; facts are declared in produkt/facts.yaml")
    return fact


def _single(fact: Fact, holds: Callable[[Any, Any], Truth], argument: object) -> Test:
    def test(view: View) -> Truth:
        value = view.value(fact)
        return None if value is UNKNOWN else holds(value, argument)

    return test


def _pair(fact: Fact, other: Fact, holds: Callable[[Any, Any], Truth]) -> Test:
    def test(view: View) -> Truth:
        value, second = view.value(fact), view.value(other)
        if value is UNKNOWN or second is UNKNOWN:
            return None
        return value is not None and second is not None and holds(value, second)

    return test


def _scalar(node: Node) -> object:
    if node.value is None or not isinstance(node.value, str | bool | int | float):
        raise node.fault("a text, a number or true/false is expected here (absence is `present: false`)")
    return node.value


def _scalars(node: Node) -> frozenset[object]:
    return frozenset(_scalar(item) for item in node.items())


def _flag(node: Node) -> bool:
    return node.flag()


def _bound(node: Node) -> object:
    value = node.value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise node.fault("a number or a date is expected here")
    if not isinstance(value, str):
        return value
    bound = comparable(value)
    if isinstance(bound, str):
        raise node.fault("a number, a date (YYYY-MM-DD) or an instant with its offset is expected here")
    return bound


def comparable(value: object) -> object:
    """A text that is a date or an instant as such; everything else unchanged."""
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value) if len(value) == len("YYYY-MM-DD") else _instant(value)
    except ValueError:
        return value


def _instant(value: str) -> object:
    instant = datetime.fromisoformat(value)
    return instant if instant.tzinfo else value


def _ordered(holds: Callable[[Any, Any], bool]) -> Callable[[object, object], Truth]:
    """Comparison of two numbers, dates or instants; what cannot be compared is unknown."""

    def test(value: object, bound: object) -> Truth:
        if value is None:
            return False
        left, right = _same_kind(comparable(value), comparable(bound))
        try:
            return holds(left, right)
        except TypeError:
            return None

    return test


def _same_kind(left: object, right: object) -> tuple[object, object]:
    """A date beside an instant: the Swedish day of the instant is what counts."""
    if isinstance(left, datetime) and isinstance(right, date) and not isinstance(right, datetime):
        return swedish_day(left), right
    if isinstance(right, datetime) and isinstance(left, date) and not isinstance(left, datetime):
        return left, swedish_day(right)
    return left, right


def _is(value: object, argument: object) -> Truth:
    return value is not None and type(value) is type(argument) and value == argument


def _is_not(value: object, argument: object) -> Truth:
    return not _is(value, argument)


def _in(value: object, argument: Collection[object]) -> Truth:
    return value is not None and value in argument


def _not_in(value: object, argument: Collection[object]) -> Truth:
    return value is None or value not in argument


def _present(value: object, argument: object) -> Truth:
    return (value is not None and value not in ("", (), [], {}, frozenset())) is argument


def _contains(value: object, argument: object) -> Truth:
    return _collection(value) is not None and argument in (_collection(value) or ())


def _contains_any(value: object, argument: Collection[object]) -> Truth:
    return any(item in argument for item in _collection(value) or ())


def _collection(value: object) -> Collection[object] | None:
    return value if isinstance(value, list | tuple | set | frozenset) else None


def _same_as(value: object, other: object) -> Truth:
    return value == other


_MORE = _ordered(lambda left, right: bool(left > right))
_LESS = _ordered(lambda left, right: bool(left < right))

_AGAINST: Mapping[str, tuple[Callable[[Node], object], Callable[[Any, Any], Truth]]] = {
    "is": (_scalar, _is),
    "isNot": (_scalar, _is_not),
    "in": (_scalars, _in),
    "notIn": (_scalars, _not_in),
    "present": (_flag, _present),
    "contains": (_scalar, _contains),
    "containsAny": (_scalars, _contains_any),
    "moreThan": (_bound, _MORE),
    "atLeast": (_bound, _ordered(lambda left, right: bool(left >= right))),
    "lessThan": (_bound, _LESS),
    "atMost": (_bound, _ordered(lambda left, right: bool(left <= right))),
}
_BETWEEN: Mapping[str, Callable[[Any, Any], Truth]] = {"sameAs": _same_as, "after": _MORE, "before": _LESS}
OPERATORS = ("all", "any", "not", *_AGAINST, *_BETWEEN)
