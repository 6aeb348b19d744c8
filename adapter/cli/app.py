"""The command line: `svu-adapter …`. Every mistake of a user's becomes one line and an exit code, never a traceback."""

import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from adapter import __version__, log
from adapter.cli.output import Exit, say, say_issues, show_text
from adapter.model.errors import (
    AdapterError,
    ConfigurationError,
    IdentityConflict,
    InputError,
    NotAllowed,
    PackError,
    Unavailable,
    UsageError,
)

app = typer.Typer(
    name="svu-adapter",
    help="FHIR adapter for Swedish discharge coordination (samverkan vid utskrivning).",
    epilog="Exit codes: 0 fine · 1 judged and not in order · 2 wrong usage or unreadable file · "
    "3 something outside did not answer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer's callback
    if wanted:
        show_text(f"svu-adapter {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Say which version this is.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Take SVU messages, decide per recipient, deliver as FHIR."""


def run(arguments: Sequence[str]) -> int:
    """Run one command; the exit code."""
    log.configure("warning", sys.stderr)
    try:
        app(list(arguments), prog_name="svu-adapter")
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    except BrokenPipeError:
        # whoever read our output has had enough; nothing more can be said on it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.FINE
    except Exception as error:  # noqa: BLE001 - the one place where everything becomes an exit code
        return _told(error)
    return Exit.FINE


def _told(error: Exception) -> int:
    match error:
        case InputError(issues=issues):
            say_issues(issues)
            return Exit.NOT_IN_ORDER
        case IdentityConflict() | PackError():
            code = Exit.NOT_IN_ORDER
        case UsageError() | ConfigurationError() | NotAllowed():
            code = Exit.WRONG_USAGE
        case Unavailable():
            code = Exit.NO_ANSWER
        case AdapterError():
            code = Exit.NOT_IN_ORDER
        case _:
            # a fault of ours: the text of an unforeseen error may quote what it choked on, so only its place is told
            say(
                f"svu-adapter: internal error ({type(error).__name__} at {log.where(error)}); please report it"
            )
            return Exit.NO_ANSWER
    say(f"svu-adapter: {error}")
    return code
