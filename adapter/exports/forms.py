"""The forms an export comes in: JSON, CSV and XML to one tree, and back.

The same names lie at the same places in all three. In CSV a column's header is the path (`Svar[1].Fråga`: numbered
from 1); in XML the root's name says nothing, attributes are members like children, and what stands more than once is a list.
"""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from io import BytesIO, StringIO
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from adapter.exports import tree

Json = dict[str, Any]

MEDIA = {"json": "application/json", "csv": "text/csv", "xml": "application/xml"}
"""The forms, with the media type of each."""
DEEPEST = 16
MOST_VALUES = 200_000
MOST_NAMES = 500
"""Members of one object: looking one up may look at each."""
MOST_IN_A_LIST = 500
_ROOT = "export"
_NUMBERED = re.compile(r"(.+)\[([0-9]{1,3})\]")
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")
_SCHEMA_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
# What a spreadsheet may take for a formula, and our own mark: https://owasp.org/www-community/attacks/CSV_Injection
_STARTERS = frozenset("=+-@\t\r\n＝＋－＠'")
_MARK = "'"


class Unreadable(ValueError):
    """A body that is not of its form, or is too large to be read; says where, never what stands there."""


def read(body: bytes, form: str, *, rows: str, delimiter: str) -> Json:
    """The tree of an export whose messages are the list called `rows`."""
    body = body.removeprefix(b"\xef\xbb\xbf")
    readers: Mapping[str, Callable[[], Json]] = {
        "json": lambda: _of_json(body, rows),
        "csv": lambda: {rows: list(_of_csv(body, delimiter))},
        "xml": lambda: _of_xml(body),
    }
    found = readers[form]()
    _bounded(found)
    return found


def write(messages: list[Json], form: str, *, rows: str, delimiter: str) -> bytes:
    """Messages as an export."""
    writers: Mapping[str, Callable[[], str]] = {
        "json": lambda: json.dumps({rows: messages}, ensure_ascii=False),
        "csv": lambda: _to_csv(messages, delimiter),
        "xml": lambda: _to_xml(messages, rows),
    }
    return writers[form]().encode()


def _of_json(body: bytes, rows: str) -> Json:
    try:
        found = json.loads(body.decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_constant)
        # half a character may be written as an escape, but is no text that can be stored
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeDecodeError:
        raise Unreadable("the body is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"the body is not JSON: line {error.lineno}, column {error.colno}") from None
    except (ValueError, RecursionError):
        raise Unreadable(
            "the body is not JSON that can be read: a doubled name, a number, half a character or the nesting"
        ) from None
    if isinstance(found, list):
        return {rows: found}
    if not isinstance(found, dict):
        raise Unreadable("the body is no object and no list")
    return found


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(_: str) -> object:
    raise ValueError("no number")


def _of_csv(body: bytes, delimiter: str) -> Iterator[Json]:
    try:
        lines = csv.reader(StringIO(body.decode("utf-8"), newline=""), delimiter=delimiter, strict=True)
        header = [_column(name) for name in next(lines, [])]
        if len(set(header)) < len(header):
            raise Unreadable("two columns have the same name")
        left = MOST_VALUES
        for cells in lines:
            if len(cells) > len(header):
                raise Unreadable(f"line {lines.line_num} has more cells than the first line has names")
            if any(cells):
                row: Json = {}
                left -= _of_cells(row, header, cells, left)
                yield row
    except UnicodeDecodeError:
        raise Unreadable("the body is not UTF-8") from None
    except csv.Error:
        raise Unreadable(
            "the body is not CSV that can be read: quotes, a line end or too long a cell"
        ) from None


def _column(name: str) -> tuple[str | int, ...]:
    path: list[str | int] = []
    for step in tree.steps(name):
        numbered = _NUMBERED.fullmatch(step)
        path.extend((numbered[1], int(numbered[2])) if numbered else (step,))
        if numbered and not 1 <= int(numbered[2]) <= MOST_IN_A_LIST:
            raise Unreadable(f"a column is numbered from 1 to {MOST_IN_A_LIST}")
    if not all(path) or len(path) > DEEPEST:
        raise Unreadable("a column has no name, or too long a path")
    return tuple(path)


def _of_cells(row: Json, header: list[tuple[str | int, ...]], cells: list[str], most: int) -> int:
    """Lay the cells of a line; how many values that made, the empty places of lists among them."""
    values = 0
    for path, cell in zip(header, cells, strict=False):
        text = cell[1:] if cell[:1] == _MARK and cell[1:].lstrip(" ")[:1] in _STARTERS else cell
        if text:
            values += _lay(row, path, text)
        if values > most:
            raise Unreadable("the body holds too many values or is too deep")
    return values


def _lay(row: Json, path: tuple[str | int, ...], text: str) -> int:
    """Lay a cell at its path; lists grow as far as their numbers say, and that far is counted."""
    here: Any = row
    values = 1
    for step, following in zip(path, (*path[1:], None), strict=True):
        inner: Any = text if following is None else [] if isinstance(following, int) else {}
        if isinstance(here, dict) and isinstance(step, str):
            here = here.setdefault(step, inner)
        elif isinstance(here, list) and isinstance(step, int):
            values += max(0, step - len(here))
            here.extend([None] * (step - len(here)))
            here[step - 1] = inner if here[step - 1] is None else here[step - 1]
            here = here[step - 1]
        else:
            raise Unreadable("one column's path goes through another column")
    if here is not text:
        raise Unreadable("one column's path goes through another column")
    return values


def _to_csv(messages: list[Json], delimiter: str) -> str:
    flat = [dict(_cells(message, "")) for message in messages]
    header = list(dict.fromkeys(name for row in flat for name in row))
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([row.get(name, "") for name in header] for row in flat)
    return out.getvalue()


def _cells(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _cells(item, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from _cells(item, f"{path}[{number}]")
    elif value is not None:
        yield path, _cell(_text(value))


def _cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula (semantics 37)."""
    return f"{_MARK}{text}" if text.lstrip(" ")[:1] in _STARTERS and text else text


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _of_xml(body: bytes) -> Json:
    stack: list[Json] = [{}]
    values = 0
    try:
        for event, element in iterparse(BytesIO(body), events=("start", "end"), forbid_dtd=True):
            if event == "start":
                values += 1 + len(element.attrib)
                if values > MOST_VALUES or len(stack) > DEEPEST:
                    raise Unreadable("the body holds too many values or is too deep")
                stack.append({})
                continue
            members = stack.pop()
            _add(stack[-1], _local(element.tag), _element(element, members))
    except DefusedXmlException:
        raise Unreadable("the body has a document type or entities, which are not read") from None
    except ParseError as error:
        line, column = error.position
        raise Unreadable(f"the body is not XML: line {line}, column {column}") from None
    except (ValueError, LookupError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("the body is in an encoding that is not read") from None
    root = next(iter(stack[0].values()))
    return root if isinstance(root, dict) else {}


def _element(element: Any, members: Json) -> object:
    for name, value in element.attrib.items():
        if not name.startswith(_SCHEMA_INSTANCE):
            _add(members, _local(name), value)
    text = (element.text or "") + "".join(child.tail or "" for child in element)
    if not members:
        return text or None
    if text.strip():
        _add(members, "text", text)
    return members


def _add(members: Json, name: str, value: object) -> None:
    if name not in members:
        members[name] = value
    elif isinstance(members[name], list):
        members[name].append(value)
    else:
        members[name] = [members[name], value]


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _to_xml(messages: list[Json], rows: str) -> str:
    inner = "".join(part for message in messages for part in _tags(rows, message))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{_ROOT}>{inner}</{_ROOT}>\n'


def _tags(name: str, value: object) -> Iterable[str]:
    if isinstance(value, list):
        return [tag for item in value for tag in _tags(name, item)]
    tag = _NOT_IN_NAMES.sub("_", name)
    if not (tag[0].isalpha() or tag[0] == "_"):
        tag = f"_{tag}"
    if isinstance(value, Mapping):
        inside = "".join(part for member, item in value.items() for part in _tags(member, item))
    else:
        # a carriage return that is not escaped would be read as a line feed
        inside = "" if value is None else escape(_text(value)).replace("\r", "&#13;")
    return [f"<{tag}>{inside}</{tag}>"]


def _bounded(found: object) -> None:
    """Refuse what is too deep or holds too much, before anything walks it."""
    level, values = [found], 0
    for _ in range(DEEPEST):
        if any(isinstance(value, dict) and len(value) > MOST_NAMES for value in level):
            raise Unreadable(f"an object holds more than {MOST_NAMES} names")
        level = [
            item
            for value in level
            if isinstance(value, dict | list)
            for item in (value.values() if isinstance(value, dict) else value)
        ]
        values += len(level)
        if values > MOST_VALUES:
            break
    if level or values > MOST_VALUES:
        raise Unreadable("the body holds too many values or is too deep")
