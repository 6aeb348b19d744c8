"""`rules` and `check-packs`: what the catalogue demands and how it is held; whether the packs keep what they promise."""

from collections import Counter
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from adapter import bootstrap
from adapter import settings as all_settings
from adapter.cli.app import app
from adapter.cli.output import Exit, say, show, show_text
from adapter.cli.rules_page import page, totals
from adapter.model.errors import PackError, UsageError
from adapter.pipeline import cases, counted
from adapter.pipeline import liability_cases as paid
from adapter.policy import catalogue, loader
from adapter.policy.catalogue import Held
from adapter.policy.pack import PRODUCT

JSON = Annotated[bool, typer.Option("--json", help="Print as JSON.")]


@app.command()
def rules(
    *,
    region: Annotated[str | None, typer.Option(help="One region only.")] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print as Markdown: docs/rules.md.")] = False,
    json: JSON = False,
) -> None:
    """List every rule of the catalogue and how it is held."""
    files = bootstrap.pack_files(all_settings.read().profiles_dir)
    known = catalogue.regions(files)
    if region is not None and region not in known:
        raise UsageError(f"--region: one of {', '.join(known)}")
    packs = loader.load(files)
    counts = _counts(files)
    found = [
        held
        for name in known
        if region in {None, name}
        for held in catalogue.held(files, packs, counts, name)
    ]
    if json:
        show({"rules": [held.to_json() for held in found]})
    elif markdown:
        show_text(page(found, packs))
    else:
        _print(found)


@app.command("check-packs")
def check_packs(*, json: JSON = False) -> None:
    """Load every pack and run its cases; exit 1 when one fails or a rule is left without them."""
    files = bootstrap.pack_files(all_settings.read().profiles_dir)
    count, regions, failures = 0, {}, []
    try:
        packs = loader.load(files)
        report = cases.run(files, packs)
        count, regions = report.cases, dict(sorted(report.regions.items()))
        failures = [
            *map(str, report.failures),
            *catalogue.gaps(files, packs),
            *catalogue.unread(packs),
            *catalogue.untitled(packs),
        ]
    except PackError as error:
        packs = loader.Packs({})
        failures = [str(error)]
    if json:
        refs = [pack.ref.to_json() for pack in packs.packs.values()]
        show({"packs": refs, "cases": count, "regions": regions, "ok": not failures, "failures": failures})
    else:
        for pack in packs.packs.values():
            told = f"{len(pack.rules)} rules, {regions.get(pack.ref.region, 0)} cases"
            show_text(f"{pack.ref.region} {pack.ref.version}: {told}, {pack.ref.digest[:16]}…")
        if PRODUCT in regions:
            show_text(f"{PRODUCT}: {regions[PRODUCT]} cases")
        for failure in failures:
            show_text(failure)
        show_text(f"{count} cases, {'all pass' if not failures else f'{len(failures)} failures'}")
    raise typer.Exit(Exit.NOT_IN_ORDER if failures else Exit.FINE)


def _counts(files: dict[str, str]) -> Counter[str]:
    """How many cases name each rule: as one that counts or just misses, as a row of deadlines, as a precondition of payment."""
    named = (
        {
            *case.fires,
            *case.misses,
            *(rule for rule, _ in (*counted.covered(case.expect), *paid.covered(case.expect))),
        }
        for case in cases.read_cases(files)
    )
    return Counter(key for keys in named for key in keys)


def _print(found: list[Held]) -> None:
    table = Table(box=None, pad_edge=False)
    for column in ("id", "state", "cases", "where", "source"):
        table.add_column(column, overflow="fold")
    for held in found:
        table.add_row(held.id, held.state, str(held.cases), held.where, held.source)
    console = Console(highlight=False)
    console = console if console.is_terminal else Console(highlight=False, width=200)
    console.print(table)
    say(totals(found))
