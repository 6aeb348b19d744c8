"""`deviations`: drafts of deviation reports out of one file; a person completes them, nothing is sent."""

from pathlib import Path
from typing import Annotated

import typer

from adapter import bootstrap
from adapter.cli.app import app
from adapter.cli.files import read_document
from adapter.cli.language import LANGUAGE, known
from adapter.cli.output import Exit, show
from adapter.intake import scenario as scenarios
from adapter.model.basis import DEFAULT_LANGUAGE
from adapter.model.errors import InputError
from adapter.pipeline import deviations as reports


@app.command()
def deviations(
    scenario: Annotated[Path, typer.Argument(help="A scenario, YAML or JSON; - for standard input.")],
    *,
    unit: Annotated[
        str | None,
        typer.Option(metavar="HSA-ID", help="Who reports; without it the other side of whoever was late."),
    ] = None,
    language: LANGUAGE = DEFAULT_LANGUAGE,
    json: Annotated[bool, typer.Option("--json", help="Accepted; the result is always JSON.")] = False,  # noqa: ARG001
) -> None:
    """Print a draft of a deviation report for everything overdue in a scenario and for what its message breaks."""
    language = known(language)
    try:
        read = scenarios.read(read_document(scenario))
        show(
            reports.of_scenario(
                read, bootstrap.packs(), bootstrap.mappings(), reporter=unit, language=language
            )
        )
    except InputError as error:
        show({"deviations": [], "issues": [issue.to_json() for issue in error.issues]})
        raise typer.Exit(Exit.NOT_IN_ORDER) from None
