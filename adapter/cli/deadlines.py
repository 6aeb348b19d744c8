"""`deadlines`: what is due from whom and when, from one file; nothing is stored or looked up."""

from typing import Annotated

import typer

from adapter import bootstrap
from adapter.cli.app import app
from adapter.cli.many import SCENARIOS, answered
from adapter.deadlines.reckon import rows
from adapter.intake import scenario as scenarios
from adapter.pipeline import course as courses
from adapter.policy.loader import Packs


@app.command()
def deadlines(
    scenario: SCENARIOS,
    *,
    json: Annotated[bool, typer.Option("--json", help="Accepted; the result is always JSON.")] = False,  # noqa: ARG001
) -> None:
    """Print every deadline and owed kvittens of a scenario's history, as it stands at its instant."""
    packs = bootstrap.packs()
    raise typer.Exit(
        answered(scenario, lambda document: (reckoned(document, packs), True), empty={"deadlines": []})
    )


def reckoned(document: object, packs: Packs) -> dict[str, object]:
    """What `deadlines` prints for one scenario document; raises `InputError` and `UsageError`."""
    course, pack = courses.of_scenario(scenarios.read(document), packs)
    return courses.told(course, rows(course, pack.process), pack.process)
