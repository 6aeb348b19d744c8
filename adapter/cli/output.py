"""What the commands say: results to stdout, everything else to stderr, and the exit codes of `contract.md` §5."""

import sys
from collections.abc import Iterable
from enum import IntEnum

import orjson
from rich.console import Console

from adapter.model.issue import Issue

PEOPLE = Console(stderr=True, highlight=False, soft_wrap=True)
"""For people: notes, progress, faults."""


class Exit(IntEnum):
    """How a command ends."""

    FINE = 0
    NOT_IN_ORDER = 1
    """The input was judged and is not in order."""
    WRONG_USAGE = 2
    """Wrong usage, or a file that cannot be read."""
    NO_ANSWER = 3
    """Something outside did not answer."""


def show(document: object) -> None:
    """A result as JSON."""
    sys.stdout.write(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n")
    sys.stdout.flush()


def show_text(text: str) -> None:
    """A result for people."""
    sys.stdout.write(text.rstrip("\n") + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """Anything that is no result."""
    PEOPLE.print(text, markup=False)


def say_issues(issues: Iterable[Issue]) -> None:
    """Findings for people, one a line, with what to do."""
    for issue in issues:
        where = f" at {issue.path}" if issue.path else ""
        remedy = f" {issue.remedy}" if issue.remedy else ""
        say(f"{issue.severity.value}: {issue.rule}{where}: {issue.text}{remedy}")
