"""What an export holds, whatever its form: objects, lists and leaves, found by the names that the system gives them.

Names are compared without regard to case, and to whether words are held apart by spaces, hyphens or underscores: XML
can have no space in a name, and spreadsheets lose capitals.
"""

import re
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

Path = tuple[str | int, ...]
"""Where something lies: names as the export writes them, and positions in lists."""

_SEPARATORS = re.compile(r"[\W_]+")
_SAYABLE = re.compile(r"[^\W\d_][\w ()/-]{0,59}")
_FEW_DIGITS = 4


def form(name: str) -> str:
    """A name or a coded word as it is compared."""
    return _SEPARATORS.sub("_", name).strip("_").casefold()


def steps(path: str) -> tuple[str, ...]:
    """The names of a dotted path."""
    return tuple(step.strip() for step in path.split("."))


def find(tree: object, path: tuple[str, ...], where: Path = ()) -> tuple[Path, object] | None:
    """What lies at these names below `tree`, with the names as the export writes them; None when nothing does."""
    for step in path:
        if not isinstance(tree, Mapping):
            return None
        written = _written(tree, step)
        if written is None:
            return None
        where, tree = (*where, written), tree[written]
    return where, tree


def put(tree: MutableMapping[str, Any], path: tuple[str, ...], value: object) -> None:
    """Lay a value at these names, making the objects on the way."""
    for step in path[:-1]:
        tree = tree.setdefault(_written(tree, step) or step, {})
    tree[path[-1]] = value


def take(tree: MutableMapping[str, Any], path: tuple[str, ...]) -> None:
    """Take away what `put` laid, and the objects that are empty without it."""
    name, *rest = path
    written = _written(tree, name) or name
    if rest:
        take(tree[written], tuple(rest))
    if not rest or not tree[written]:
        del tree[written]


def leaves(tree: object, where: Path = ()) -> Iterator[tuple[Path, object]]:
    """Every value that is no object and no list, and is given, with where it lies."""
    if isinstance(tree, Mapping):
        for name, value in tree.items():
            yield from leaves(value, (*where, name))
    elif isinstance(tree, list):
        for position, value in enumerate(tree):
            yield from leaves(value, (*where, position))
    elif not blank(tree):
        yield where, tree


def doubled(tree: object, where: Path = ()) -> Iterator[Path]:
    """Names that mean the same as an earlier one of the same object."""
    if isinstance(tree, Mapping):
        seen: set[str] = set()
        for name, value in tree.items():
            if form(name) in seen:
                yield (*where, name)
            seen.add(form(name))
            yield from doubled(value, (*where, name))
    elif isinstance(tree, list):
        for position, value in enumerate(tree):
            yield from doubled(value, (*where, position))


def blank(value: object) -> bool:
    """Whether nothing was given: null, a blank text, an empty object or list."""
    return value is None or value in ("", {}, []) or (isinstance(value, str) and value.isspace())


def told(where: Path) -> str:
    """A place as it may be shown: what could be a number or a text rather than a field's name is a question mark."""
    text = ""
    for step in where:
        text += f"[{step + 1}]" if isinstance(step, int) else f"{'.' if text else ''}{_sayable(step)}"
    return text or "$"


def _written(tree: Mapping[str, Any], step: str) -> str | None:
    """How an object writes this name."""
    if step in tree:
        return step
    wanted = form(step)
    return next((name for name in tree if form(name) == wanted), None)


def _sayable(name: str) -> str:
    few = sum(character.isdigit() for character in name) < _FEW_DIGITS
    return name if few and _SAYABLE.fullmatch(name) else "?"
