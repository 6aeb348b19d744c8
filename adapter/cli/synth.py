"""`synth`: synthetic people's episodes as files, natively and as FHIR, to feed an adapter with."""

from pathlib import Path
from typing import Annotated

import orjson
import typer

from adapter import bootstrap
from adapter.cli.app import app
from adapter.cli.output import say, show
from adapter.intake.native import read
from adapter.mapping.submission import bundle
from adapter.model.errors import UsageError
from adapter.sandbox.synthetic import messages

REGIONS = ("vasterbotten",)


@app.command()
def synth(
    *,
    region: Annotated[str, typer.Option(help="The region: vasterbotten.")],
    episodes: Annotated[int, typer.Option(min=1, max=10_000, help="How many stays.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where to: DIR/native and DIR/fhir.")],
    json: Annotated[bool, typer.Option("--json", help="Print what was written as JSON.")] = False,
) -> None:
    """Write whole synthetic episodes as native messages and FHIR message Bundles; official test numbers only."""
    if region not in REGIONS:
        raise UsageError(f"--region: {', '.join(REGIONS)} so far")
    written = 0
    try:
        for folder in ("native", "fhir"):
            (out / folder).mkdir(parents=True, exist_ok=True)
        for message in messages(episodes, seed):
            native, fhir = (
                dict(message.step.message),
                bundle(read(message.step.message), bootstrap.mappings()),
            )
            for folder, document in (("native", native), ("fhir", fhir)):
                (out / folder / f"{message.name}.json").write_bytes(
                    orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n"
                )
            written += 1
    except OSError as error:
        raise UsageError(f"{out}: {error.strerror or 'cannot be written'}") from None
    if json:
        show({"episodes": episodes, "messages": written, "out": str(out)})
    else:
        say(f"{episodes} episodes, {written} messages, each natively and as FHIR, in {out}")
