"""`deadlines`: what is due from whom and when, from one file; nothing is stored or looked up."""

from pathlib import Path
from typing import Annotated

import typer

from adapter import bootstrap
from adapter.cli.app import app
from adapter.cli.files import read_document
from adapter.cli.many import answer_each, is_many
from adapter.cli.output import Exit, show
from adapter.deadlines.reckon import rows
from adapter.intake import scenario as scenarios
from adapter.model.errors import InputError
from adapter.pipeline import course as courses
from adapter.policy.loader import Packs

SCENARIO = Annotated[
    Path,
    typer.Argument(
        help="A scenario, YAML or JSON, - for standard input; or many: a folder, or a file of one a line (.ndjson)."
    ),
]


@app.command()
def deadlines(
    scenario: SCENARIO,
    *,
    json: Annotated[bool, typer.Option("--json", help="Accepted; the result is always JSON.")] = False,  # noqa: ARG001
) -> None:
    """Print every deadline and owed kvittens of a scenario's history, as it stands at its instant."""
    packs = bootstrap.packs()
    if is_many(scenario):
        raise typer.Exit(answer_each(scenario, lambda document: (reckoned(document, packs), True)))
    try:
        show(reckoned(read_document(scenario), packs))
    except InputError as error:
        show({"deadlines": [], "issues": [issue.to_json() for issue in error.issues]})
        raise typer.Exit(Exit.NOT_IN_ORDER) from None


def reckoned(document: object, packs: Packs) -> dict[str, object]:
    """What `deadlines` prints for one scenario document; raises `InputError` and `UsageError`."""
    course, pack = courses.of_scenario(scenarios.read(document), packs)
    return courses.told(course, rows(course, pack.process), pack.process)
