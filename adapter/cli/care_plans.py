"""`care-plans`: what a unit would be told of a scenario's plans in GetCarePlans; nothing is stored or looked up."""

from typing import Annotated

import typer

from adapter import bootstrap
from adapter.cli.app import app
from adapter.cli.many import SCENARIOS, answered
from adapter.intake import scenario as scenarios
from adapter.pipeline import desk_care_plans


@app.command("care-plans")
def care_plans(
    scenario: SCENARIOS,
    *,
    unit: Annotated[str, typer.Option(metavar="HSAID", help="Who asks.")],
    json: Annotated[bool, typer.Option("--json", help="Accepted; the result is always JSON.")] = False,  # noqa: ARG001
) -> None:
    """Print the plans of a scenario's patient as GetCarePlans tells them to a unit."""
    packs, mappings = bootstrap.packs(), bootstrap.mappings()
    raise typer.Exit(
        answered(
            scenario,
            lambda document: (
                desk_care_plans.answer(scenarios.read(document), packs, mappings, unit),
                True,
            ),
        )
    )
