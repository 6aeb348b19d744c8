"""`synth`: synthetic people and their care chains as a folder for testers, with what must come of every message."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from adapter import bootstrap
from adapter.cli.app import app
from adapter.cli.output import say, show
from adapter.intake.native import read
from adapter.mapping.submission import bundle
from adapter.model.errors import UsageError
from adapter.sandbox import folder, shares
from adapter.sandbox.places import REGIONS, regions
from adapter.sandbox.synthetic import Maker

_SHARES = "What happens how often, e.g. protected=0.05; may be repeated. By default: " + ", ".join(
    f"{name}={share.value:g}" for name, share in shares.ALL.items()
)


@app.command()
def synth(
    *,
    region: Annotated[str, typer.Option(help=f"The region: {', '.join(REGIONS)}, or all.")],
    episodes: Annotated[
        int, typer.Option(min=1, max=10_000, help="How many care chains, of all regions together.")
    ],
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")],
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Where to: DIR, or with all regions DIR/<region>.")
    ],
    share: Annotated[list[str] | None, typer.Option(metavar="NAME=SHARE", help=_SHARES)] = None,
    json: Annotated[bool, typer.Option("--json", help="Print what was written as JSON.")] = False,
) -> None:
    """Write synthetic patients and episodes: messages natively and as FHIR, a register, a test adapter's files, a manifest."""
    if region not in {*REGIONS, "all"}:
        raise UsageError(f"--region: {', '.join(REGIONS)} or all")
    names = REGIONS if region == "all" else (region,)
    wanted = shares.read(share or [])
    told = []
    for number, name in enumerate(names):
        count = (episodes + len(names) - 1 - number) // len(names)
        into = out / name if region == "all" else out
        messages = _write(into, name, count, seed, wanted) if count else 0
        told.append({"region": name, "episodes": count, "messages": messages, "out": str(into)})
        if not json:
            say(f"{name}: {count} episodes, {messages} messages, each natively and as FHIR, in {into}")
    if json:
        messages = sum(int(str(one["messages"])) for one in told)
        show({"episodes": episodes, "messages": messages, "out": str(out), "folders": told})


def _write(out: Path, region: str, count: int, seed: int, share: Mapping[str, float]) -> int:
    maker = Maker(regions()[region], seed, share)
    mappings = bootstrap.mappings()
    return folder.write(
        out, maker, list(maker.episodes(count)), lambda message: bundle(read(message), mappings)
    )
