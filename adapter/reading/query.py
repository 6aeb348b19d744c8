"""A search as it is asked for: parameters read and checked against the table of interactions, every fault at once."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from adapter.model.identifiers import (
    NumberType,
    PatientId,
    hides_identity_number,
    holds_identity_number,
    normalised,
)
from adapter.model.issue import Issue
from adapter.r4 import interactions, shape
from adapter.r4.interactions import PERSON, Kind, Parameter, Served
from adapter.reading import values
from adapter.reading.faults import BadSearch, bad, in_address, unknown
from adapter.reading.results import RESULTS, Results, results
from adapter.reading.values import Dated, Pointer, Prefix, Token

Value = Token | Dated | Pointer | bool
_MODIFIERS = {
    Kind.TOKEN: ("not", "missing"),
    Kind.DATE: ("missing",),
    Kind.REFERENCE: ("identifier", "missing"),
}
_CHAIN = "identifier"
_MISSING = "missing"
_NOT = "not"
_OWN_ID = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{56}(?![0-9A-Za-z])")
_MOST_VALUES = 200
_PEOPLE = 10
_IDENTIFIER = interactions.TABLE[PERSON].searched["identifier"]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One parameter: one of its `values` must fit. `modifier` stands after a colon; `chained`: of the person behind it."""

    parameter: Parameter
    values: tuple[Value, ...]
    modifier: str = ""
    chained: bool = False

    @property
    def names_person(self) -> bool:
        """Whether it says who somebody is."""
        if self.modifier == _MISSING:
            return False
        of_person = self.chained or self.modifier == _CHAIN
        return self.parameter is _IDENTIFIER or (of_person and PERSON in self.parameter.targets)


@dataclass(frozen=True, slots=True)
class Query:
    """A search of one type. `pairs` are the parameters as asked, without those that were left out of it."""

    type: str
    criteria: tuple[Criterion, ...]
    results: Results
    pairs: tuple[tuple[str, str], ...]
    told: tuple[Issue, ...] = ()
    hidden: frozenset[str] = field(default_factory=frozenset)
    """Parameters that are told in no link."""

    @property
    def people(self) -> tuple[PatientId, ...] | None:
        """Whom it is about, where it names people by numbers of known types; None where it names nobody."""
        for one in self.criteria:
            if one.names_person and one.modifier != _NOT:
                found = [_number(value) for value in one.values if isinstance(value, Token)]
                numbers = tuple(number for number in found if number is not None)
                if len(numbers) == len(one.values):
                    return numbers
        return None

    @property
    def ids(self) -> tuple[str, ...] | None:
        """The ids that are searched for; None where all are."""
        for one in self.criteria:
            if one.parameter.name == "_id" and not one.modifier:
                return tuple(
                    dict.fromkeys(str(value.code) for value in one.values if isinstance(value, Token))
                )
        return None

    @property
    def since(self) -> datetime | None:
        """An instant before which nothing that fits was changed, where `_lastUpdated` says one."""
        known = [
            value.range.start
            for one in self.criteria
            if one.parameter.name == "_lastUpdated" and len(one.values) == 1
            for value in one.values
            if isinstance(value, Dated) and value.prefix in {Prefix.GT, Prefix.GE, Prefix.EQ, Prefix.SA}
        ]
        return max(known, default=None)

    @property
    def link(self) -> tuple[tuple[str, str], ...]:
        """The parameters that a link may tell: none that names a person or holds a number."""
        return tuple(
            (name, value) for name, value in self.pairs if name not in self.hidden and not _is_number(value)
        )


def query(
    served: Served, pairs: Sequence[tuple[str, str]], *, own_url: str, lenient: bool, in_url: bool
) -> Query:
    """The search that these parameters ask for; raises `BadSearch` with every fault.

    `in_url`: they stood in an address, where no person may be named. `lenient`: leave out what is not known, and tell.
    """
    if in_url and any(_is_number(value) for name, value in pairs if name != "_page"):
        raise in_address(served.type)
    found: list[Criterion] = []
    kept: list[tuple[str, str]] = []
    faults: list[Issue] = []
    strange: list[str] = []
    hidden: set[str] = set()
    for name, value in pairs:
        if name.partition(":")[0] in RESULTS:
            kept.append((name, value))
            continue
        known = _known(served, name)
        if known is None:
            strange.append(name)
            continue
        read = _criterion(known, name, value, own_url)
        if isinstance(read, Issue):
            faults.append(read)
        else:
            found.append(read)
            kept.append((name, value))
            hidden |= {name} if read.names_person else set()
    if in_url and hidden:
        raise in_address(served.type)
    wanted = results(served, [pair for pair in kept if pair[0].partition(":")[0] in RESULTS], faults)
    told = (unknown(strange, known=(*served.searched, *RESULTS), lenient=lenient),) if strange else ()
    if faults or (told and not lenient):
        raise BadSearch((*faults, *(() if lenient else told)))
    _limited(found)
    return Query(served.type, tuple(found), wanted, tuple(kept), told, frozenset(hidden))


def _limited(criteria: Iterable[Criterion]) -> None:
    known = tuple(criteria)
    if sum(len(one.values) for one in known) > _MOST_VALUES:
        raise BadSearch((bad("_id", f"at most {_MOST_VALUES} values in all.", "Ask in parts."),))
    if any(one.names_person and len(one.values) > _PEOPLE for one in known):
        raise BadSearch((bad(_CHAIN, f"at most {_PEOPLE} people at once.", "Ask in parts."),))


class _Known(NamedTuple):
    """A parameter as it is asked for: with its modifier, and whether it goes on to the person's identifier."""

    parameter: Parameter
    modifier: str
    chained: bool

    @property
    def kind(self) -> Kind:
        """What its values are."""
        return Kind.TOKEN if self.chained or self.modifier == _CHAIN else self.parameter.kind


def _known(served: Served, name: str) -> _Known | None:
    head, dot, chain = name.partition(".")
    base, _, modifier = head.partition(":")
    parameter = served.searched.get(base)
    if parameter is None:
        return None
    if dot:
        leads = PERSON in parameter.targets and chain == _CHAIN and modifier in {"", PERSON}
        return _Known(parameter, "", chained=True) if leads else None
    fits = not modifier or modifier in _MODIFIERS[parameter.kind] or modifier in parameter.targets
    return _Known(parameter, modifier, chained=False) if fits else None


def _criterion(known: _Known, name: str, value: str, own_url: str) -> Criterion | Issue:
    parameter, modifier, chained = known
    if modifier == _MISSING:
        if value not in {"true", "false"}:
            return bad(name, "its value is true or false.", "Give one of them.")
        return Criterion(parameter, (value == "true",), modifier)
    found: list[Value] = []
    for part in values.split(value):
        read = _value(known, part, own_url)
        if read is None:
            return bad(name, _WRONG[known.kind], "docs/fhir.md tells how each kind of parameter is written.")
        found.append(read)
    return Criterion(parameter, tuple(found), modifier, chained)


_WRONG = {
    Kind.TOKEN: "a value is no code and no [system]|[code].",
    Kind.DATE: "a value is no date, or its prefix none of eq, ne, gt, lt, ge, le, sa, eb.",
    Kind.REFERENCE: "a value is no id and no Type/id, or leads elsewhere than this parameter does.",
}


def _value(known: _Known, text: str, own_url: str) -> Value | None:
    match known.kind:
        case Kind.TOKEN:
            return values.token(text)
        case Kind.DATE:
            return values.dated(text)
        case _:
            return _pointer(known.modifier, values.pointer(text, own_url))


def _pointer(modifier: str, found: Pointer | None) -> Pointer | None:
    """`[parameter]:[Type]=[id]` is `Type/id`."""
    if found is None or not modifier:
        return found
    return Pointer(modifier, found.id) if found.type in {None, modifier} else None


def _is_number(value: str) -> bool:
    """Whether a value tells who somebody is, whatever parameter it stands in; ids of ours have digits by chance."""
    value = _OWN_ID.sub("", value)
    systems = (part.partition("|")[0] for part in values.split(value))
    return hides_identity_number(value) or any(system in shape.NUMBER_TYPES for system in systems)


def _number(token: Token) -> PatientId | None:
    """The identity number; one without a system is a personnummer or a samordningsnummer if it is valid as one."""
    if token.code is None:
        return None
    type_ = shape.NUMBER_TYPES.get(token.system or "")
    if type_ is not None:
        return PatientId(type_, normalised(token.code))
    if token.system is not None or not holds_identity_number(value := normalised(token.code)):
        return None
    born = PatientId(NumberType.PERSONNUMMER, value).born()
    return PatientId(NumberType.PERSONNUMMER if born else NumberType.SAMORDNINGSNUMMER, value)
