"""YAML 1.2 or JSON text to plain objects: texts, numbers, booleans, lists and dicts; doubled keys are refused.

Timestamps and dates stay text: the reader of the member says what they are. Errors name file and line, never content.
"""

import json
import re
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from adapter.intake.faults import Faults, sayable
from adapter.model.errors import InputError, UsageError

MOST_NODES = 500_000
_LARGEST = 2**63
_ESCAPED = re.compile(rb"\\u[dD][89a-fA-F]")
"""Where half of a surrogate pair may stand: escaped, since UTF-8 has none."""
_TAG = "tag:yaml.org,2002:"
_TRUE = {"true", "True", "TRUE"}


class _DoubledKeyError(ValueError):
    """A key stands twice in one JSON object."""


def json_document(body: bytes) -> object:
    """Decoded JSON (UTF-8); raises InputError with `READ-JSON` for what is not JSON or doubles a key.

    The standard library's reader is used because orjson silently lets the last of two equal keys win, so that two
    readers of one body could see two different messages.
    """
    try:
        return _json(body.decode("utf-8"))
    except UnicodeDecodeError:
        text = "The body is not UTF-8."
    except _DoubledKeyError as error:
        text = f"{error}."
    except json.JSONDecodeError as error:
        text = f"The body is not JSON: line {error.lineno}, column {error.colno}."
    except (ValueError, RecursionError):
        text = "The body is not JSON that can be read: a number or the nesting is too large."
    faults = Faults()
    faults.add("READ-JSON", "", text, "Send one JSON object in UTF-8.")
    raise InputError(tuple(faults))


def resource_document(body: bytes) -> object:
    """Decoded JSON of a FHIR resource: besides, half a surrogate pair in a text is a fault of the whole (R4, JSON)."""
    found = json_document(body)
    if _ESCAPED.search(body):
        try:
            json.dumps(found, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            faults = Faults()
            faults.add(
                "READ-JSON", "", "A text of the body holds half a surrogate pair.", "Send whole characters."
            )
            raise InputError(tuple(faults)) from None
    return found


def parse(text: str, name: str) -> object:
    """The document in a file's text; `name` is the file as errors call it. Raises UsageError."""
    if text.lstrip().startswith(("{", "[")):
        try:
            return _json(text)
        except (ValueError, RecursionError):
            # YAML 1.2 holds JSON, and its reader knows the lines; a tab is only JSON's white space here.
            text = text.replace("\t", " ")
    return _yaml(text, name)


def _json(text: str) -> object:
    return json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant, parse_int=_within_64_bits)


def _within_64_bits(digits: str) -> int:
    """What every writer of ours can write again, and far beyond what FHIR and the contract have."""
    found = int(digits)
    if not -_LARGEST <= found < _LARGEST:
        raise ValueError("a number beyond 64 bits")
    return found


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        doubled = next(name for name in names if names.count(name) > 1)
        raise _DoubledKeyError(f"The member {sayable(doubled)} stands twice in one object")
    return found


def _no_constant(_: str) -> object:
    raise ValueError("NaN and Infinity are not JSON")


def _yaml(text: str, name: str) -> object:
    try:
        node = YAML(typ="safe", pure=True).compose(StringIO(text))
        return None if node is None else _Plain(name).of(node)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problem = error.problem or ""
        # The problem may name an alias or a character of the file: said only where it cannot be a number.
        said = "it cannot be read" if any(map(str.isdigit, problem)) else problem
        raise UsageError(f"{name}:{line}: this is not YAML or JSON: {said}") from None
    except (YAMLError, RecursionError):
        raise UsageError(f"{name}:1: this is not YAML or JSON that can be read") from None


class _Plain:
    """Turns one document's nodes into plain objects, counting them: aliases may not blow a file up."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._left = MOST_NODES

    def of(self, node: Node) -> object:
        self._left -= 1
        if self._left < 0:
            raise self._error(node, f"more than {MOST_NODES} values")
        if isinstance(node, MappingNode):
            return self._mapping(node)
        if isinstance(node, SequenceNode):
            return [self.of(item) for item in node.value]
        return self._scalar(node)

    def _mapping(self, node: MappingNode) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode) or key.tag == f"{_TAG}merge":
                raise self._error(key, "a key must be a plain text")
            if key.value in found:
                raise self._error(key, f"the key {sayable(key.value)} stands twice")
            found[key.value] = self.of(value)
        return found

    def _scalar(self, node: Node) -> object:
        written = str(node.value)
        try:
            match str(node.tag).removeprefix(_TAG):
                case "str" | "timestamp":
                    return written
                case "null":
                    return None
                case "bool":
                    return written in _TRUE
                case "int":
                    return _integer(written)
                case "float":
                    return float(written.replace("_", ""))
                case _:
                    raise self._error(node, "this type is not read here; write a plain value")
        except ValueError:
            raise self._error(node, "this number cannot be read") from None

    def _error(self, node: Node, text: str) -> UsageError:
        return UsageError(f"{self._name}:{node.start_mark.line + 1}: {text}")


def _integer(written: str) -> int:
    digits = written.replace("_", "")
    return int(digits, 0) if "0x" in digits or "0o" in digits else int(digits)
