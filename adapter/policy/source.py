"""YAML of a pack as nodes that know their file and line; closed: no duplicate keys, no tags, no YAML dates."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml
from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from adapter.model.errors import PackError

_Raw = MappingNode | SequenceNode | ScalarNode
# All packs and their cases are read at every start: libyaml's parser is fifteen times as fast as one in Python.
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MERGE = "<<"
"""The key whose mapping the others are laid over: a message of a case that differs in one thing from another."""
_INTEGER = re.compile(r"[-+]?(0|[1-9]\d*)")
_DECIMAL = re.compile(r"[-+]?\d+\.\d+")
_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place. `value` is a scalar, a tuple of nodes, or a mapping of names to nodes."""

    file: str
    line: int
    value: object

    def fault(self, text: str) -> PackError:
        """An error at this place, to be raised by the caller."""
        return PackError(self.file, self.line, text)

    def fields(self) -> Mapping[str, "Node"]:
        """The members of a mapping."""
        if not isinstance(self.value, dict):
            raise self.fault("a mapping is expected here")
        return self.value

    def items(self) -> tuple["Node", ...]:
        """The items of a list."""
        if not isinstance(self.value, tuple):
            raise self.fault("a list is expected here")
        return self.value

    def text(self) -> str:
        """A text; a number or a boolean must be quoted to be one."""
        if not isinstance(self.value, str):
            raise self.fault("a text is expected here (quote codes and numbers)")
        return self.value

    def texts(self) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(item.text() for item in self.items())

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self.fault("true or false is expected here")
        return self.value

    def one_of(self, *allowed: str) -> str:
        """A text out of a closed list."""
        value = self.text()
        if value not in allowed:
            raise self.fault(f"{value!r} is not one of: {', '.join(allowed)}")
        return value

    def closed(self, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> Mapping[str, "Node"]:
        """The members, which must include `required` and be nothing beyond `optional`."""
        fields = self.fields()
        for name, member in fields.items():
            if name not in required and name not in optional:
                raise member.fault(f"unknown key {name!r}; known: {', '.join((*required, *optional))}")
        for name in required:
            if name not in fields:
                raise self.fault(f"the key {name!r} is missing")
        return fields

    def plain(self) -> object:
        """The value without places."""
        match self.value:
            case dict():
                return {name: member.plain() for name, member in self.value.items()}
            case tuple():
                return [item.plain() for item in self.value]
            case scalar:
                return scalar


def parse(text: str, file: str) -> Node:
    """The one document of a YAML text; `PackError` names file and line of what is wrong."""
    try:
        root: _Raw | None = yaml.compose(text, Loader=_LOADER)  # type: ignore[assignment]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise PackError(file, mark.line + 1 if mark else 1, f"not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise PackError(file, 1, f"not YAML: {type(error).__name__}") from error
    if root is None:
        raise PackError(file, 1, "the file is empty")
    return _node(root, file, {})


def _node(raw: _Raw, file: str, seen: dict[int, Node]) -> Node:
    """What an alias names is made once, however often it is named."""
    known = seen.get(id(raw))
    if known is None:
        known = seen[id(raw)] = Node(file, _line(raw), _value(raw, file, seen))
    return known


def _value(raw: _Raw, file: str, seen: dict[int, Node]) -> object:
    if isinstance(raw, MappingNode):
        own = dict(_members(raw, file, seen))
        below = own.pop(_MERGE, None)
        return own if below is None else {**below.fields(), **own}
    if isinstance(raw, SequenceNode):
        return tuple(_node(item, file, seen) for item in raw.value)
    return _scalar(raw.value, plain=not raw.style)


def _members(raw: MappingNode, file: str, made: dict[int, Node]) -> Iterator[tuple[str, Node]]:
    seen: set[str] = set()
    for key, value in raw.value:
        if not isinstance(key, ScalarNode) or not key.value:
            raise PackError(file, _line(key), "a key is a plain text")
        if key.value in seen:
            raise PackError(file, _line(key), f"the key {key.value!r} stands twice")
        seen.add(key.value)
        node = _node(value, file, made)
        yield key.value, Node(file, _line(key), node.value)


def _line(raw: _Raw) -> int:
    return int(raw.start_mark.line) + 1


def _scalar(text: str, *, plain: bool) -> object:
    """YAML 1.2 core words and numbers; everything else, dates too, stays text."""
    if not plain:
        return text
    if text.lower() in _WORDS and text in {text.lower(), text.capitalize(), text.upper()}:
        return _WORDS[text.lower()]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
