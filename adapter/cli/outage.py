"""`outage` and `print-form`: what goes by telephone and on paper while messages cannot be sent; nothing is stored."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from adapter import bootstrap
from adapter.cli.app import app
from adapter.cli.files import write_bytes
from adapter.cli.language import LANGUAGE, known
from adapter.cli.output import show, show_text
from adapter.model.basis import DEFAULT_LANGUAGE
from adapter.pipeline import forms, outages

REGION = Annotated[str, typer.Option(help="Whose routine: vasterbotten, norrbotten, stockholm, …")]


@app.command()
def outage(
    *,
    region: REGION,
    language: LANGUAGE = DEFAULT_LANGUAGE,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print as Markdown.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Say what applies in an outage: whom to tell, and how each kind of message goes meanwhile."""
    language = known(language)
    told = outages.told(bootstrap.packs().of(region), bootstrap.mappings(), language)
    if json:
        show(told)
    elif markdown:
        show_text(outages.page(told, language))
    else:
        _print(told)


@app.command("print-form")
def print_form(
    kind: Annotated[str, typer.Argument(help="The kind of message: inskrivningsmeddelande, sip, …")],
    *,
    region: REGION,
    out: Annotated[Path, typer.Option(metavar="FILE.pdf", help="Where to write the PDF.")],
) -> None:
    """Write a blank form of a kind, to be filled in by hand and entered afterwards."""
    made = forms.blank(kind, bootstrap.packs().of(region), bootstrap.mappings())
    write_bytes(out, bootstrap.printer().pdf(made))


def _print(told: outages.Told) -> None:
    console = Console(soft_wrap=True)
    console.print(told["routine"]["text"])
    if told["long"] is not None:
        console.print(told["long"]["text"])
    for contact in told["contacts"]:
        console.print(f"{contact['whose']}: {contact['text']}")
    said = (Column(head, overflow="fold") for head in ("by", "what", "afterwards"))
    table = Table(Column("kind", no_wrap=True), *said, show_lines=True)
    for kinds, by, content, afterwards, _ in outages.alike(told["ways"]):
        table.add_row("\n".join(kinds), by, content, afterwards)
    console.print(table)
