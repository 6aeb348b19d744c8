"""`decide`, `map`, `validate`: what would happen, from one file; nothing is stored, sent or looked up."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from adapter import bootstrap
from adapter.acknowledgement.outcome import operation_outcome
from adapter.cli.app import app
from adapter.cli.files import read_document
from adapter.cli.language import LANGUAGE, known
from adapter.cli.output import Exit, show
from adapter.intake import scenario as scenarios
from adapter.intake.scenario import Scenario
from adapter.mapping import bundle as bundles
from adapter.mapping import conform
from adapter.model.basis import DEFAULT_LANGUAGE
from adapter.model.errors import InputError
from adapter.model.issue import Issue, Severity
from adapter.model.verdict import Decision, Verdict
from adapter.pipeline import desk
from adapter.pipeline.judging import judge
from adapter.r4 import systems

SCENARIO = Annotated[Path, typer.Argument(help="A scenario, YAML or JSON; - for standard input.")]
JSON = Annotated[bool, typer.Option("--json", help="Accepted; the result is always JSON.")]


@app.command()
def decide(
    scenario: SCENARIO,
    *,
    language: LANGUAGE = DEFAULT_LANGUAGE,
    json: JSON = False,  # noqa: ARG001 - accepted as the contract says
) -> None:
    """Decide a scenario's message for every recipient; exit 1 if any is refused or held."""
    language = known(language)
    try:
        decision = desk.decide(_read(scenario), bootstrap.packs())
    except InputError as error:
        faults = [issue.to_json() for issue in error.issues]
        show({"verdicts": [], "issues": faults, "pack": None})
        raise typer.Exit(Exit.NOT_IN_ORDER) from None
    show(decision.in_language(language))
    raise typer.Exit(Exit.FINE if _goes(decision) else Exit.NOT_IN_ORDER)


@app.command("map")
def map_(
    scenario: SCENARIO,
    *,
    to: Annotated[str, typer.Option(metavar="UNIT", help="HSA-id of the recipient.")],
    language: LANGUAGE = DEFAULT_LANGUAGE,
    json: JSON = False,  # noqa: ARG001 - accepted as the contract says
) -> None:
    """Print the FHIR Bundle that one recipient would get, or an OperationOutcome naming the rule."""
    language = known(language)
    try:
        verdict, copy = desk.copy(_read(scenario), bootstrap.packs(), to)
    except InputError as error:
        _outcome(error.issues)
    else:
        if copy is None:
            _outcome(_refusal(verdict), language)
        made = bundles.bundle(
            copy,
            bundle_id=copy.delivery,
            timestamp=copy.received_at,
            own_url=systems.BASE,
            mappings=bootstrap.mappings(),
        )
        if faults := conform.check(made):
            _outcome(faults)
        show(made)


@app.command()
def validate(
    file: Annotated[
        Path, typer.Argument(help="A FHIR resource, Bundle or native message; - for standard input.")
    ],
    *,
    json: JSON = False,  # noqa: ARG001 - accepted as the contract says
) -> None:
    """Check one message or resource and print an OperationOutcome; exit 1 when something is wrong."""
    issues = judge(read_document(file), bootstrap.mappings())
    show(operation_outcome(issues))
    wrong = any(issue.severity is Severity.ERROR for issue in issues)
    raise typer.Exit(Exit.NOT_IN_ORDER if wrong else Exit.FINE)


def _read(file: Path) -> Scenario:
    return scenarios.read(read_document(file))


def _goes(decision: Decision) -> bool:
    faults = any(issue.severity is Severity.ERROR for issue in decision.issues)
    return not decision.whole and not faults and all(verdict.leaves for verdict in decision.verdicts)


def _outcome(issues: tuple[Issue, ...], language: str = DEFAULT_LANGUAGE) -> NoReturn:
    show(operation_outcome(issues, language))
    raise typer.Exit(Exit.NOT_IN_ORDER)


def _refusal(verdict: Verdict) -> tuple[Issue, ...]:
    """Why nothing leaves: its grounds, with nothing of the message."""
    return tuple(
        Issue(Severity.ERROR, ground.rule, "", ground.text, ground.remedy, "business-rule", ground.basis)
        for ground in verdict.grounds
        if ground.effect in {"refuse", "hold"}
    )
