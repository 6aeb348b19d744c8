"""`liability`: whether a municipality pays for a stay, from when and how much; and many stays settled by month."""

from typing import Annotated

import typer

from adapter import bootstrap
from adapter.cli.app import app
from adapter.cli.many import SCENARIOS, answered
from adapter.gateways.clock import SystemClock
from adapter.intake import scenario as scenarios
from adapter.pipeline import liability as liabilities
from adapter.pipeline.liability_report import as_fhir
from adapter.policy.loader import Packs


@app.command()
def liability(
    scenario: SCENARIOS,
    *,
    json: Annotated[bool, typer.Option("--json", help="Accepted; the result is always JSON.")] = False,  # noqa: ARG001
    fhir: Annotated[bool, typer.Option("--fhir", help="Print it as FHIR: MeasureReport.")] = False,
) -> None:
    """Print the payment liability of a scenario's stay, or the months of its stays; exit 1 when a rate is missing."""
    packs, told_as = bootstrap.packs(), reported if fhir else judged
    raise typer.Exit(answered(scenario, lambda document: told_as(document, packs)))


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
