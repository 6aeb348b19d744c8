"""One call over many scenarios: a folder of them, or a file with one a line (NDJSON); one answer a line, in their order."""

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import orjson
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from adapter.cli.files import LARGEST, read_document
from adapter.cli.output import PEOPLE, Exit, show
from adapter.intake.document import parse
from adapter.model.errors import InputError, UsageError

_OF_LINES = frozenset({".ndjson", ".jsonl"})
_FILES = frozenset({".json", ".yaml", ".yml"})
_NOTHING: Mapping[str, object] = MappingProxyType({})
Answer = tuple[dict[str, object], bool]
"""What is told of one scenario, and whether it is in order."""


@dataclass(frozen=True, slots=True)
class _One:
    """A scenario of the many: the file, or the file and its line; `read` gives its document."""

    name: str
    read: Callable[[], object]


SCENARIOS = Annotated[
    Path,
    typer.Argument(
        metavar="SCENARIO",
        help="A scenario, YAML or JSON, - for standard input; or many: a folder, or a file of one a line (.ndjson).",
    ),
]


def answered(
    path: Path, answer: Callable[[object], Answer], *, empty: Mapping[str, object] = _NOTHING
) -> Exit:
    """Show the answer to the one scenario, or to each of the many, a line each; of many the exit code is the worst's.

    What is wrong with a scenario is shown as `issues`, beside what is then `empty`. Of many, what cannot be read has
    `issues` or an `error` and stops nobody else; `UsageError` for the one.
    """
    if _is_many(path):
        return _answer_each(path, answer)
    try:
        told, fine = answer(read_document(path))
    except InputError as error:
        show({**empty, "issues": [issue.to_json() for issue in error.issues]})
        return Exit.NOT_IN_ORDER
    show(told)
    return Exit.FINE if fine else Exit.NOT_IN_ORDER


def _is_many(path: Path) -> bool:
    """Whether the user names many: a folder, or a file of lines."""
    return path.suffix.lower() in _OF_LINES or path.is_dir()


def _answer_each(path: Path, answer: Callable[[object], Answer]) -> Exit:
    total = _count(path)
    worst = Exit.FINE
    with _progress() as progress:
        task = progress.add_task(path.name, total=total)
        for one in _each(path):
            told, code = _tried(one, answer)
            worst = max(worst, code)
            sys.stdout.buffer.write(orjson.dumps({"scenario": one.name, **told}) + b"\n")
            progress.advance(task)
        sys.stdout.buffer.flush()
    return worst


def documents(path: Path) -> Iterator[tuple[str, object]]:
    """The name and document of every scenario, one at a time, with the progress; `UsageError` for one that cannot be read."""
    if not _is_many(path):
        yield str(path), read_document(path)
        return
    total = _count(path)
    with _progress() as progress:
        task = progress.add_task(path.name, total=total)
        for one in _each(path):
            yield one.name, one.read()
            progress.advance(task)


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=PEOPLE, transient=True, disable=not PEOPLE.is_terminal)


def _tried(one: _One, answer: Callable[[object], Answer]) -> tuple[dict[str, object], Exit]:
    try:
        told, fine = answer(one.read())
    except InputError as error:
        return {"issues": [issue.to_json() for issue in error.issues]}, Exit.NOT_IN_ORDER
    except UsageError as error:
        return {"error": str(error)}, Exit.WRONG_USAGE
    return told, Exit.FINE if fine else Exit.NOT_IN_ORDER


def _count(path: Path) -> int:
    """How many there are; `UsageError` where there are none, or they cannot be read."""
    try:
        count = len(_files(path)) if path.is_dir() else _lines(path)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or 'cannot be read'}") from None
    if not count:
        raise UsageError(f"{path}: there is no scenario in it")
    return count


def _lines(path: Path) -> int:
    with path.open("rb") as lines:
        return sum(bool(line.strip()) for line in lines)


def _each(path: Path) -> Iterator[_One]:
    if path.is_dir():
        for file in _files(path):
            yield _One(file.relative_to(path).as_posix(), partial(read_document, file))
        return
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                name = f"{path.name}:{number}"
                yield _One(name, partial(_document, name, line))


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.suffix.lower() in _FILES and file.is_file())


def _document(name: str, line: bytes) -> object:
    if len(line) > LARGEST:
        raise UsageError(f"{name}: larger than {LARGEST // 1024 // 1024} MiB")
    try:
        return parse(line.decode("utf-8-sig"), name)
    except UnicodeDecodeError:
        raise UsageError(f"{name}: not UTF-8 text") from None
