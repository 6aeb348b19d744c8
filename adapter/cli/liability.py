"""`liability`: whether a municipality pays for a stay, from when and how much; and many stays settled by month."""

from pathlib import Path
from typing import Annotated

import typer

from adapter import bootstrap
from adapter.cli.app import app
from adapter.cli.files import read_document
from adapter.cli.many import answer_each, is_many
from adapter.cli.output import Exit, show
from adapter.gateways.clock import SystemClock
from adapter.intake import scenario as scenarios
from adapter.model.errors import InputError
from adapter.pipeline import liability as liabilities
from adapter.pipeline.liability_report import as_fhir
from adapter.policy.loader import Packs

SCENARIO = Annotated[
    Path,
    typer.Argument(
        help="A scenario, YAML or JSON, - for standard input; or many: a folder, or a file of one a line (.ndjson)."
    ),
]


@app.command()
def liability(
    scenario: SCENARIO,
    *,
    json: Annotated[bool, typer.Option("--json", help="Accepted; the result is always JSON.")] = False,  # noqa: ARG001
    fhir: Annotated[bool, typer.Option("--fhir", help="Print it as FHIR: MeasureReport.")] = False,
) -> None:
    """Print the payment liability of a scenario's stay, or the months of its stays; exit 1 when a rate is missing."""
    packs, told_as = bootstrap.packs(), reported if fhir else judged
    if is_many(scenario):
        raise typer.Exit(answer_each(scenario, lambda document: told_as(document, packs)))
    try:
        told, fine = told_as(read_document(scenario), packs)
    except InputError as error:
        show({"issues": [issue.to_json() for issue in error.issues]})
        raise typer.Exit(Exit.NOT_IN_ORDER) from None
    show(told)
    raise typer.Exit(Exit.FINE if fine else Exit.NOT_IN_ORDER)


def judged(document: object, packs: Packs) -> tuple[dict[str, object], bool]:
    """What `liability` prints for one scenario document, and whether it is in order.

    Raises `InputError` and `UsageError`.
    """
    answer = liabilities.of_scenario(scenarios.read(document), packs)
    return answer.to_json(), liabilities.in_order(answer)


def reported(document: object, packs: Packs) -> tuple[dict[str, object], bool]:
    """The same as FHIR, counted at the scenario's instant; raises as `judged` does."""
    scenario = scenarios.read(document)
    answer = liabilities.of_scenario(scenario, packs)
    at = scenario.at or SystemClock().now()
    made = as_fhir(answer, region=scenario.region, at=at, mappings=bootstrap.mappings())
    return made, liabilities.in_order(answer)
