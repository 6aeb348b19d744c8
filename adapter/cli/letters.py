"""`letter` and `print`: paper out of one file; nothing is stored, sent or looked up."""

from pathlib import Path
from typing import Annotated

import typer

from adapter import bootstrap
from adapter.acknowledgement.outcome import operation_outcome
from adapter.cli.app import app
from adapter.cli.desk import SCENARIO
from adapter.cli.files import read_document, write_bytes
from adapter.cli.language import LANGUAGE, known
from adapter.cli.output import Exit, show
from adapter.intake import scenario as scenarios
from adapter.model.basis import DEFAULT_LANGUAGE
from adapter.model.errors import InputError, Withheld
from adapter.model.printed import Printed
from adapter.pipeline import desk_papers

OUT = Annotated[Path, typer.Option(metavar="FILE.pdf", help="Where to write the PDF.")]


@app.command()
def letter(
    scenario: SCENARIO,
    *,
    to: Annotated[
        str,
        typer.Option(
            metavar="WHOM", help="patient, narstaende, … or a place as participants/0; or a unit's HSA-id."
        ),
    ],
    out: OUT,
    language: LANGUAGE = DEFAULT_LANGUAGE,
) -> None:
    """Write the letter to whom no electronic message reaches, or print an OperationOutcome naming the rule."""
    language = known(language)
    try:
        made = desk_papers.letter(
            scenarios.read(read_document(scenario)), bootstrap.packs(), bootstrap.mappings(), to
        )
    except (InputError, Withheld) as error:
        show(operation_outcome(error.issues, language))
        raise typer.Exit(Exit.NOT_IN_ORDER) from None
    _write(made, out)


@app.command("print")
def print_(scenario: SCENARIO, *, out: OUT, language: LANGUAGE = DEFAULT_LANGUAGE) -> None:
    """Write a plan (sip) as the person it is about reads it, or print an OperationOutcome naming the rule."""
    language = known(language)
    try:
        made = desk_papers.plan(
            scenarios.read(read_document(scenario)), bootstrap.packs(), bootstrap.mappings()
        )
    except (InputError, Withheld) as error:
        show(operation_outcome(error.issues, language))
        raise typer.Exit(Exit.NOT_IN_ORDER) from None
    _write(made, out)


def _write(made: Printed, out: Path) -> None:
    write_bytes(out, bootstrap.printer().pdf(made))
