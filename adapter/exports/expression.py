"""JSONata expressions of the mappings, kept within bounds: a time limit, a depth, and nothing that cannot be bounded.

https://docs.jsonata.org. Regular expressions are refused when a mapping is loaded: the engine looks at the clock
between steps, and a match is one step, however long it takes. So are functions that read the clock, draw at random, make
code out of text, or make much out of little.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

_DEPTH = sys.getrecursionlimit()

import jsonata  # noqa: E402 - it raises the interpreter's recursion limit, which readers of foreign JSON rely on

sys.setrecursionlimit(_DEPTH)

MILLISECONDS = 100
STACK = 60
LONGEST = 65_536
"""Characters of a text that an expression may make."""
REFUSED = frozenset({"eval", "now", "millis", "random", "shuffle", "pad", ".."})


class Unusable(ValueError):
    """An expression that cannot be used, or has no answer within its bounds; says nothing of the value it was given."""


@dataclass(frozen=True, slots=True)
class Expression:
    """One expression, checked."""

    text: str

    def __post_init__(self) -> None:
        """Raise `Unusable` when it does not parse or cannot be bounded."""
        for name in _names(_compiled(self.text).ast, set()):
            if name in REFUSED:
                raise Unusable(f"{name} is not for mappings")

    def of(self, value: object) -> object:
        """What it makes of a value; raises `Unusable`."""
        try:
            # its bounds count from when it was compiled
            made = _compiled(self.text).evaluate(value)
        except Exception:  # noqa: BLE001 - the engine's errors are of many types and quote the value
            raise Unusable("the expression has no answer for this value, or none in time") from None
        if isinstance(made, str) and len(made) > LONGEST:
            raise Unusable("the expression makes too long a text")
        return list(made) if isinstance(made, list) else made


def _compiled(text: str) -> "jsonata.Jsonata":
    try:
        return jsonata.Jsonata(text, regex_engine=_no_pattern, timeout=MILLISECONDS, stack=STACK)
    except Unusable:
        raise
    except Exception as error:  # noqa: BLE001 - as above; here only the mapping's own text can be quoted
        raise Unusable(f"this is not JSONata: {error}") from None


def _no_pattern(_pattern: str, _flags: object) -> object:
    raise Unusable("a regular expression has no time limit; use $contains, $split or $replace with a text")


def _names(symbol: object, seen: set[int]) -> Iterator[str]:
    """Every variable, function and operator in a parsed expression."""
    if id(symbol) in seen:
        return
    seen.add(id(symbol))
    if isinstance(symbol, list | tuple):
        for item in symbol:
            yield from _names(item, seen)
    elif isinstance(symbol, jsonata.Parser.Symbol):
        if symbol.type in {"variable", "binary"} and isinstance(symbol.value, str):
            yield symbol.value
        for part in vars(symbol).values():
            yield from _names(part, seen)
